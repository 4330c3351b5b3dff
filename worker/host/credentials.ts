import { howToMakeKeys } from './encryption.js';
import type { EncryptionKeys } from './encryption.js';
import { RequestError } from './errors.js';
import { parsed } from './run-call.js';

/** Runs a method of the core on the database of the call. */
export type Run = (
  method: string,
  body: string,
) => Promise<{ readonly status: number; readonly body: string | Uint8Array }>;

const domain = 'records.credential.';
const table = 'mastra_credentials';

/** What holds secrets on its way to the core, or back: `value` of credentials. */
export function holdsSecrets(method: string): boolean {
  return method.startsWith(domain) && !/\.(?:count|findMany|deleteMany)$/.test(method);
}

type Json = Record<string, unknown>;

/**
 * Runs a method of credentials: `value` is sealed before the core sees it, and opened in what it
 * answers. The only place where a secret is in clear. A row's own id is part of what seals it, so
 * an update that names the row by another key looks its id up first: one round trip more.
 * Rejects with RequestError.
 */
export async function withSecrets(
  method: string,
  text: string,
  keys: EncryptionKeys | undefined,
  run: Run,
): ReturnType<Run> {
  const verb = method.slice(domain.length);
  let args: unknown;
  try {
    args = JSON.parse(text === '' ? '{}' : text, exactly);
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    // The core says where it is wrong.
    return run(method, text);
  }
  if (!isObject(args)) return run(method, text);
  await seal(args, verb, keys, run);
  // What the core answers of the secret can be opened by whoever knows the row.
  const select = args['select'];
  const addsId = isObject(select) && select['value'] === true && select['id'] !== true;
  if (addsId) args['select'] = { ...select, id: true };
  const reply = await run(method, textOf(args));
  if (reply.status !== 200) return reply;
  const row = parsed(reply.body);
  if (!isObject(row) || !('value' in row)) return reply;
  if (keys === undefined) {
    throw new RequestError(
      'invalid_argument',
      `the value of a credential is sealed: ${howToMakeKeys}, or leave value out by select`,
    );
  }
  const opened = await keys.open(row['value'], table, String(row['id']));
  const { id, ...rest } = row;
  return {
    status: 200,
    body: JSON.stringify({ ...(addsId ? rest : { id, ...rest }), value: JSON.parse(opened) }),
  };
}

async function seal(
  args: Json,
  verb: string,
  keys: EncryptionKeys | undefined,
  run: Run,
): Promise<void> {
  const sealed = async (data: Json, name: string, id: string): Promise<void> => {
    const { value } = data;
    if (keys === undefined) {
      throw new RequestError(
        'invalid_argument',
        `${name}.value cannot be stored: the deployment has no key to encrypt it. To make one, ${howToMakeKeys}`,
      );
    }
    if (value === null) {
      throw new RequestError('invalid_argument', `${name}.value must not be null`);
    }
    data['value'] = await keys.seal(textOf(value), table, id);
  };
  const sealNew = async (data: Json, name: string): Promise<string> => {
    // An id that is none is for the core to refuse.
    data['id'] ??= newId();
    if ('value' in data) await sealed(data, name, String(data['id']));
    return String(data['id']);
  };
  const data = args['data'];
  switch (verb) {
    case 'create':
      if (isObject(data)) await sealNew(data, 'data');
      return;
    case 'createMany':
      for (const [i, each] of (Array.isArray(data) ? data : [data]).entries()) {
        if (isObject(each)) await sealNew(each, `data[${i}]`);
      }
      return;
    case 'update': {
      const where = args['where'];
      if (!isObject(data) || !('value' in data) || !isObject(where)) return;
      const id = idIn(where) ?? (await idOf(where, run));
      // Of a row that is not there: one that is made meanwhile has another id.
      await sealed(data, 'data', id ?? '');
      args['where'] = { ...where, id: id ?? '' };
      return;
    }
    case 'upsert': {
      const { where, create, update } = args;
      if (!isObject(where) || !isObject(create)) return;
      const named = idIn(where);
      if (named !== undefined) create['id'] ??= named;
      const id = await sealNew(create, 'create');
      if (!isObject(update) || !('value' in update)) return;
      const found = named ?? (await idOf(where, run)) ?? id;
      await sealed(update, 'update', found);
      args['where'] = { ...where, id: found };
      return;
    }
    default:
      return;
  }
}

/** Of JSON.parse: refuses a whole number that it would round. */
function exactly(name: string, value: unknown, context?: { source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value);
  if (isRounded && /^-?\d+$/.test(context?.source ?? '')) {
    throw new RequestError(
      'invalid_argument',
      `${name} must be within plus or minus 2^53 - 1: give a larger number as text`,
    );
  }
  return value;
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new RequestError('too_large', 'the arguments are nested too deeply');
  }
}

function idIn(where: Json): string | undefined {
  const { id } = where;
  return typeof id === 'string' ? id : undefined;
}

async function idOf(where: Json, run: Run): Promise<string | undefined> {
  const reply = await run(`${domain}findUnique`, JSON.stringify({ where, select: { id: true } }));
  // What is wrong with `where` the method itself will say.
  if (reply.status !== 200) return undefined;
  return (parsed(reply.body) as { id: string } | null)?.id;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the core makes ids: 25 characters that sort by the time. */
function newId(): string {
  const random = crypto.getRandomValues(new Uint32Array(4));
  const rest = [...random].map((each) => each.toString(36).padStart(7, '0')).join('');
  return `c${Date.now().toString(36).padStart(8, '0')}${rest.slice(-16)}`;
}
