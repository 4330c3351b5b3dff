// What is no value that the method table describes is refused by its name, and changes nothing: each
// member of each method of these domains, given as each of what it cannot be.
import { beforeAll, describe, expect, it } from 'vitest';
import { d1Connection } from '../../../client/local-connections.js';
import { StoreClient } from '../../../client/store-client.js';
import { describedMethods, schemaOf } from '../support/described.js';
import type { Schema } from '../support/described.js';
import { SqliteD1 } from './support/sqlite-d1.js';

type Json = Record<string, unknown>;

const domains = [
  ...['agents', 'promptBlocks', 'scorerDefinitions', 'mcpClients', 'mcpServers', 'workspaces'],
  ...['skills', 'favorites', 'blobs'],
];

/** What there is: one definition in each domain, with a version, a favourite, a blob. */
const given: Json = {
  id: 'known',
  versionNumber: 7,
  userId: 'ada',
  entityType: 'agent',
  entityId: 'known',
  createdAt: '2026-01-01T00:00:00.000Z',
  orderBy: {},
};

/** Words that are no others' are taken for the default: contract/versioned.md. */
const fallsBack = /(^|\.)orderBy\.(field|direction)$/;

/** A value with every member that the schema has. */
function whole(schema: Schema, name = ''): unknown {
  if (given[name] !== undefined) return given[name];
  const { oneOf, properties, items, enum: words, type } = schemaOf(schema);
  if (oneOf !== undefined) return whole(oneOf[0]!, name);
  if (words !== undefined) return words[0];
  if (properties !== undefined) {
    return Object.fromEntries(
      Object.entries(properties).map(([member, each]) => [member, whole(each, member)]),
    );
  }
  switch (type) {
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return [whole(items ?? {})];
    default:
      return {};
  }
}

interface Wrong {
  /** `agent.name`, `ids[0]`. */
  readonly path: string;
  readonly why: string;
  /** Makes the body wrong. */
  readonly spoil: (body: any) => unknown;
  /** Default: invalid_argument. */
  readonly code?: string;
}

const samples: readonly [what: string, value: unknown][] = [
  ['string', 'needle7f3a'],
  ['integer', 3],
  ['number', 1.5],
  ['boolean', true],
  ['object', {}],
  ['array', []],
];

/** Whether it could be a value of the schema, as far as types go. */
function takes(schema: Schema, what: string, value: unknown): boolean {
  const { oneOf, type, const: only } = schemaOf(schema);
  if (oneOf !== undefined) return oneOf.some((each) => takes(each, what, value));
  if (only !== undefined) return only === value;
  return type === undefined || type === what || (type === 'number' && what === 'integer');
}

/** All that is wrong of a value; `at` gets and sets it in a body. */
function* wrongOf(schema: Schema, path: string, at: Access, required: boolean): Generator<Wrong> {
  const is = schemaOf(schema);
  const set = (why: string, value: unknown): Wrong => ({
    path,
    why,
    spoil: (body) => at(body, () => value),
  });
  // One id may be said for a list of it.
  const isOfIds = is.type === 'array' && schemaOf(is.items ?? {}).type === 'string';
  for (const [what, value] of samples) {
    if (isOfIds && what === 'string') continue;
    if (!takes(is, what, value)) yield set(`is ${what}`, value);
  }
  if (required) {
    yield set('is null', null);
    yield set('is left out', undefined);
  }
  if (is.minimum === 0 || is.oneOf?.some(({ minimum }) => minimum === 0)) {
    yield set('is below 0', -1);
    yield set('is no exact number', 2 ** 53);
  }
  if (is.enum && !fallsBack.test(path)) yield set('is an unknown word', 'needle7f3a');
  if (is.minLength === 1) yield set('is empty', '');
  const longest = is.maxLength ?? is.oneOf?.find(({ maxLength }) => maxLength)?.maxLength;
  if (longest !== undefined) {
    yield set('is too long', 'x'.repeat(longest + 1));
    yield set('is too long in UTF-8', 'ü'.repeat(longest / 2 + 1));
    yield set('has a NUL', 'a\0b');
    yield set('has half a pair', 'a\ud83d');
  }
  if (is.type === 'string' && longest === undefined && !is.enum && !is.format) {
    yield { ...set('is longer than a value', 'x'.repeat(2_000_001)), code: 'too_large' };
  }
  if (is.format === 'date-time') yield set('is no time', '2026-13-01T00:00:00Z');
  for (const [name, member] of Object.entries(is.properties ?? {})) {
    const inside: Access = (body, make) =>
      at(body, (value) => ({ ...(value as Json), [name]: make((value as Json)[name]) }));
    const of = path === '' ? name : `${path}.${name}`;
    yield* wrongOf(member, of, inside, is.required?.includes(name) ?? false);
  }
  if (is.type === 'array' && schemaOf(is.items ?? {}).type !== undefined) {
    const first: Access = (body, make) => at(body, (value) => [make((value as unknown[])[0])]);
    yield* wrongOf(is.items!, `${path}[0]`, first, false);
    yield {
      path: `${path}[1]`,
      why: 'is null',
      spoil: (body) => at(body, (value) => [...(value as unknown[]), null]),
    };
  }
}

/** A copy of the body, with another value at a place. */
type Access = (body: unknown, make: (value: unknown) => unknown) => unknown;

describe.each(domains)('%s refuses', (domain) => {
  let client: StoreClient;
  let contents: () => Promise<unknown>;
  const methods = describedMethods([domain]);

  beforeAll(async () => {
    const binding = new SqliteD1();
    client = new StoreClient(d1Connection(binding as never, {}));
    await client.init();
    const all = async (sql: string) =>
      (await binding.batch([{ sql, params: [] }]))[0]!.results as Json[];
    const tables = await all(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mastra_%'",
    );
    contents = async () =>
      Promise.all(
        tables
          .filter(({ name }) => !/^(mastra_(threads|messages))$/.test(name as string))
          .map(async ({ name }) => [name, await all(`SELECT * FROM "${name}"`)]),
      );
    for (const each of describedMethods(domain === 'favorites' ? ['agents'] : [domain])) {
      if (each.method === 'create' || each.method === 'put') {
        await client.call(each.name, whole(each.body) as object);
      }
    }
  });

  it.each(methods.map((each) => [each.method, each] as const))('%s', async (_, method) => {
    const before = await contents();
    const body = whole(method.body) as Json;
    let refused = 0;
    const root: Access = (body, make) => make(body);
    const large = ['create', 'createVersion', 'put'].includes(method.method);
    for (const { path, why, spoil, code = 'invalid_argument' } of wrongOf(
      method.body,
      '',
      root,
      false,
    )) {
      if (path === '') continue; // arguments are an object in every class
      // What is stored; a large content of a blob is stored in pieces.
      if (code === 'too_large' && (!large || path === 'content')) continue;
      const label = `${method.name}: ${path} ${why}`;
      const error = await client.call(method.name, spoil(body) as object).then(
        (answer) => expect.fail(`${label}: was answered ${JSON.stringify(answer)}`),
        (cause: unknown) => cause as Error,
      );
      expect.soft(error, label).toMatchObject({ code, committed: 'no' });
      // A value that is too large is found in its row.
      const named = code === 'too_large' ? path.slice(path.lastIndexOf('.') + 1) : path;
      expect.soft(error.message, label).toContain(named);
      expect.soft(error.message, label).not.toContain('needle7f3a');
      refused += 1;
    }
    expect(await contents()).toEqual(before);
    if (refused === 0) expect(Object.keys(method.body.properties ?? {})).toEqual([]);
  });
});
