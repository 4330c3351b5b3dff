// Stored JSON lies at most this deep in an argument object: args.messages[0].content.
const levelsAbove = 3;
/** Levels of one value that the store takes: kMaxJsonDepth in src/core/json.h. */
const maxDepth = 1000;
const lastLevel = levelsAbove + maxDepth;
const lastPlainLevel = levelsAbove + 100;

/**
 * Arguments as JSON, by the rules of the framework's adapters: `toJSON` counts, undefined,
 * functions and symbols are left out, a bigint becomes a decimal string, a reference to an
 * enclosing object is left out. What is nested deeper than 1000 levels ends one level below, so
 * that the store refuses it.
 */
export function stringify(args: object): string {
  return textsOf(args).join('');
}

/** What `stringify` gives, in pieces that make it when joined. */
export function textsOf(args: object): string[] {
  // Nearly all arguments are such that JSON.stringify alone does the same, many times faster.
  if (!isPlain(args, 0)) return [JSON.stringify(tamed(args, '', []))];
  const [name, ...others] = Object.keys(args);
  const list = name === undefined ? undefined : (args as Record<string, unknown>)[name];
  if (others.length > 0 || !Array.isArray(list) || typeof list[0] !== 'object') {
    return [JSON.stringify(args)];
  }
  // A list of objects: one wide character makes all of a text slower to write and to encode.
  const texts = [`{${JSON.stringify(name)}:[`];
  for (const item of list as unknown[]) {
    if (texts.length > 1) texts.push(',');
    texts.push((JSON.stringify(item) as string | undefined) ?? 'null');
  }
  texts.push(']}');
  return texts;
}

/**
 * `{ [list]: items }` of items that jsonCopy made, in texts of which every second is the member
 * `name` of an item, where that is an object or a list.
 */
export function textsAround<Name extends string>(
  list: string,
  items: readonly { [name in Name]?: unknown }[],
  name: Name,
): string[] {
  const texts: string[] = [];
  let text = `{${JSON.stringify(list)}:[`;
  for (const item of items) {
    const document = item[name];
    if (typeof document === 'object' && document !== null) {
      item[name] = undefined; // which JSON leaves out
      const rest = JSON.stringify(item);
      item[name] = document;
      text += rest.slice(0, -1);
      texts.push(`${text}${rest === '{}' ? '' : ','}${JSON.stringify(name)}:`);
      texts.push(JSON.stringify(document));
      text = '},';
    } else {
      text += `${JSON.stringify(item)},`;
    }
  }
  texts.push(`${items.length > 0 ? text.slice(0, -1) : text}]}`);
  return texts;
}

/**
 * What reading the JSON of `args` gives: shares texts with `args`, but no object. `isPlain`: none of
 * it took more than copying, and it is at most 100 levels deep.
 */
export function jsonCopy<Args extends object>(args: Args): { copy: Args; isPlain: boolean } {
  const copy = plainCopy(args, 0);
  if (copy !== odd) return { copy: copy as Args, isPlain: true };
  return { copy: JSON.parse(stringify(args)) as Args, isPlain: false };
}

/** In place of a copy: the value holds something that takes more than copying. */
const odd = Symbol();

function plainCopy(value: object, level: number): unknown {
  if (level > lastPlainLevel) return odd;
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    for (let i = 0; i < value.length; i++) {
      const item = copyOfMember(value[i], level);
      if (item === odd) return odd;
      copy.push(item ?? null);
    }
    return copy;
  }
  if (hasToJson(value)) return value instanceof Date ? value.toJSON() : odd;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return odd;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const member = copyOfMember((value as Record<string, unknown>)[name], level);
    if (member === odd || name === '__proto__') return odd;
    if (member !== undefined) copy[name] = member;
  }
  return copy;
}

function copyOfMember(member: unknown, level: number): unknown {
  if (typeof member === 'string' || typeof member === 'boolean' || member === null) return member;
  if (typeof member === 'object') return plainCopy(member, level + 1);
  if (typeof member === 'number') return Number.isFinite(member) ? member : null;
  return typeof member === 'bigint' ? odd : undefined;
}

function isPlain(value: object, level: number): boolean {
  if (level > lastLevel) return false; // as deep as that, or endless
  // By index: `for in` over a list is six times slower.
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isPlainMember(value[i], level)) return false;
    return true;
  }
  if (hasToJson(value)) return value instanceof Date;
  for (const name in value) {
    if (!isPlainMember((value as Record<string, unknown>)[name], level)) return false;
  }
  return true;
}

function isPlainMember(member: unknown, level: number): boolean {
  return typeof member === 'object'
    ? member === null || isPlain(member, level + 1)
    : typeof member !== 'bigint';
}

/** A copy that JSON.stringify takes; undefined for what is left out. */
function tamed(value: unknown, name: string, enclosing: readonly object[]): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (enclosing.includes(value)) return undefined;
  if (enclosing.length > lastLevel) return [];
  const inside = [...enclosing, value];
  if (hasToJson(value)) {
    const replaced: unknown = value.toJSON(name);
    // Once only, as JSON.stringify does: the copy below no longer has the method.
    return typeof replaced === 'object' && replaced !== null
      ? copyOf(replaced, inside)
      : tamed(replaced, name, inside);
  }
  return copyOf(value, inside);
}

function copyOf(value: object, inside: readonly object[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => tamed(item, String(i), inside));
  if (value instanceof Number || value instanceof String || value instanceof Boolean) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, tamed(member, name, inside)]),
  );
}

function hasToJson(value: object): value is { toJSON(name: string): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}
