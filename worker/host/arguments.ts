import { RequestError } from './errors.js';
import { decidingOf, methods } from './methods.js';
import type { Deciding } from './methods.js';

// Members by their text: read when somebody calls the method.
const deciding = new Map<string, Deciding | string>(
  methods.map(({ name, takes }) => [name, takes]),
);

/**
 * Refuses arguments whose JSON would say something else than they do, where they decide what a
 * method reads, changes or deletes: JSON leaves out `undefined`, functions and symbols, makes null
 * of NaN and invalid dates, and `{}` of a Map. A filter that loses a member matches everything.
 *
 * The line:
 * - A member that the method's description names may be `undefined`, which is to be absent: callers
 *   pass on their own optional members (`{ resourceId: undefined }`, `{ dateRange: undefined }`).
 * - What it then is, is checked through and through; the members of a metadata filter are the
 *   caller's own, so there `undefined` is refused, too. bigint is, since it would become a text.
 * - What a method only stores (content, metadata, snapshots, results) becomes what JSON.stringify
 *   makes of it, as in the framework's adapters; so do members that the method does not know.
 *
 * Throws `invalid_argument` that names the member. Cost: a look at each described member.
 */
export function checkArguments(method: string, args: unknown): void {
  let members = deciding.get(method);
  if (members === undefined || args === undefined) return;
  if (typeof members === 'string') deciding.set(method, (members = decidingOf(members)));
  let problem = problemOf(args, members);
  // Once more, to say where it begins to go round.
  if (problem instanceof TooDeep) problem = problemOf(args, members, []) ?? problem;
  if (problem !== undefined) throw new ArgumentError(method, problem);
}

function problemOf(
  args: unknown,
  members: Deciding,
  enclosing?: readonly object[],
): Unsayable | undefined {
  try {
    check(args, members, '', 0, enclosing);
    return undefined;
  } catch (cause) {
    if (cause instanceof Unsayable) return cause;
    throw cause;
  }
}

/** What JSON cannot say, and where. */
class Unsayable extends Error {
  readonly argument: string;

  constructor(argument: string, what: string) {
    super(`${argument} is ${what}, which JSON cannot say`);
    this.argument = argument;
  }
}

class TooDeep extends Unsayable {}

/** With the id that the core gives to arguments which it refuses itself. */
class ArgumentError extends RequestError {
  readonly #method: string;

  constructor(method: string, { message, argument }: Unsayable) {
    super('invalid_argument', message, { argument });
    this.#method = method;
  }

  override get idStatus(): string {
    if (this.#method === 'scores.saveScore') return 'VALIDATION_FAILED';
    return /^(?:memory|store)\./.test(this.#method) ? super.idStatus : 'FAILED';
  }
}

const maxDepth = 100; // also ends what refers to itself

/**
 * As checkArguments, of a value that is a method's argument or a member of one. `enclosing`: the objects
 * that it is in, which it must not be; absent: what is one of them ends as nested too deeply.
 */
function check(
  value: unknown,
  members: Deciding,
  path: string,
  depth: number,
  enclosing?: readonly object[],
): void {
  switch (typeof value) {
    case 'object':
      break;
    case 'number':
      if (Number.isFinite(value)) return;
      throw refusal(path, String(value));
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      throw refusal(path, `${typeof value === 'undefined' ? '' : 'a '}${typeof value}`);
    default:
      return; // of a wrong type, perhaps: that is for the method to say
  }
  if (value === null) return;
  if (enclosing?.includes(value)) throw refusal(path, 'an object that it is in');
  if (depth > maxDepth) {
    throw new TooDeep(argumentAt(path), `nested deeper than ${maxDepth} levels`);
  }
  const level = depth + 1;
  const inside = enclosing && [...enclosing, value];
  if (Array.isArray(value)) {
    // By index: what a sparse list lacks counts.
    for (let i = 0; i < value.length; i++) check(value[i], members, `${path}[${i}]`, level, inside);
    return;
  }
  if (hasToJson(value)) {
    const said = value.toJSON(nameOf(path));
    if (said !== null && said !== undefined) return check(said, members, path, level, inside);
    throw refusal(path, value instanceof Date ? 'an invalid date' : `${said} in JSON`);
  }
  const plain = isPlain(value);
  if (members === true) {
    if (!plain) throw refusal(path, nameOfClass(value));
    for (const [name, member] of Object.entries(value)) {
      check(member, true, within(path, name), level, inside);
    }
    return;
  }
  if (!plain && !isRecord(value)) throw refusal(path, nameOfClass(value));
  for (const name in members) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    if (!plain && !Object.prototype.propertyIsEnumerable.call(value, name)) {
      throw refusal(within(path, name), 'not a member of the object itself');
    }
    check(member, members[name] as Deciding, within(path, name), level, inside);
  }
}

const within = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

function refusal(path: string, what: string): Unsayable {
  return new Unsayable(argumentAt(path), what);
}

const argumentAt = (path: string) => (path === '' ? 'the argument' : path.slice(0, 300));

function hasToJson(value: object): value is { toJSON(name: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

/** Of no class, in whichever realm it was made: all that JSON says of it is all that it is. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Of no class of the language whose content is not in its members. */
function isRecord(value: object): boolean {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function nameOfClass(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return `an object of class ${tag === 'Object' ? value.constructor.name : tag}`;
}
