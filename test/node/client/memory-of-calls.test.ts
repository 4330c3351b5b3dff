import { load } from '#core/agentkeep';
import { load as loadDynamo } from '#core/agentkeep-dynamodb';
import { load as loadPostgres } from '#core/agentkeep-postgres';
import { afterAll, describe, expect, it } from 'vitest';
import openapi from '../../../worker/assets/openapi.json';
import { release } from '../../../worker/generated/methods.js';
import { methods } from '../../../worker/host/methods.js';
import { profile } from '../../../worker/host/abi.js';
import type {
  DbAnswer,
  DbRequest,
  DynamoReply,
  DynamoRequest,
  StatementResult,
} from '../../../worker/host/abi.js';
import { coreOf } from '../../../worker/host/core.js';
import type { Core, MakeCore } from '../../../worker/host/core.js';
import { Instances } from '../../../worker/host/instance.js';
import { limits, maxMemoryBytes } from '../../../worker/host/limits.js';
import { runCall } from '../../../worker/host/run-call.js';
import type { CoreReply } from '../../../worker/host/run-call.js';
import type { Transport } from '../../../worker/host/transport.js';
import { RequestError } from '../../../worker/host/errors.js';

// Bodies of every method, each place in them that has no size of its own filled in turn, beside
// writers that wait for their database. A body may be refused. Nobody else may notice.

const seconds = Number(process.env['AGENTKEEP_FUZZ_SECONDS'] ?? 20);
const built = (module: WebAssembly.Module): MakeCore => coreOf(module, maxMemoryBytes.worker);

const keysOf = (index: string) =>
  (['HASH', 'RANGE'] as const).map((KeyType) => ({
    AttributeName: `${index}${KeyType === 'HASH' ? 'pk' : 'sk'}`,
    KeyType,
  }));
const emptyTable = {
  KeySchema: keysOf(''),
  AttributeDefinitions: ['', 'gsi1', 'gsi2'].flatMap((index) =>
    keysOf(index).map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
  ),
  GlobalSecondaryIndexes: ['gsi1', 'gsi2'].map((IndexName) => ({
    IndexName,
    KeySchema: keysOf(IndexName),
    Projection: { ProjectionType: 'ALL' },
  })),
};
const emptyReplies: Readonly<Record<string, object>> = {
  DescribeTable: { Table: emptyTable },
  Query: { Items: [], Count: 0 },
  Scan: { Items: [], Count: 0 },
  BatchGetItem: { Responses: {}, UnprocessedKeys: {} },
  BatchWriteItem: { UnprocessedItems: {} },
};

/** Answers as a database without rows does whose schema is current; or later, when it is told. */
class EmptyDatabase implements Transport {
  readonly cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly profile: number;
  readonly #held: boolean;
  #go: (() => void)[] = [];

  constructor(of: number, held: boolean) {
    this.profile = of;
    this.#held = held;
  }

  bookmark(): null {
    return null;
  }

  async execute({ statements }: DbRequest): Promise<DbAnswer> {
    if (this.#held) await new Promise<void>((resolve) => this.#go.push(resolve));
    return {
      results: statements.map(({ sql }): StatementResult => {
        const isVersion = /SELECT id, ?version, ?pending/.test(sql);
        const rows = isVersion ? [{ id: 'schema', version: release.schema, pending: null }] : [];
        return { changes: 1, rows: /count\(\*\) AS n/.test(sql) ? [{ n: 0 }] : rows };
      }),
    };
  }

  async send({ calls }: DynamoRequest): Promise<DynamoReply[]> {
    if (this.#held) await new Promise<void>((resolve) => this.#go.push(resolve));
    return calls.map(({ operation }) => ({
      status: 200,
      body: new TextEncoder().encode(JSON.stringify(emptyReplies[operation] ?? {})),
    }));
  }

  answer(): void {
    const go = this.#go;
    this.#go = [];
    for (const each of go) each();
  }
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

const schemas = openapi.components.schemas as Record<string, Schema>;

function resolved(schema: Schema): Schema {
  if (schema.$ref !== undefined) return resolved(schemas[schema.$ref.split('/').pop()!]!);
  return schema;
}

let serial = 0;

/** The least that the schema takes, as JSON; ids differ from one to the next. */
function least(given: Schema): string {
  const schema = resolved(given);
  const choice = (schema.anyOf ?? schema.oneOf)?.[0];
  if (choice !== undefined) return least(choice);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return JSON.stringify(schema.enum[0]);
  const type = Array.isArray(schema.type) ? (schema.type as string[])[0] : schema.type;
  switch (type) {
    case 'object': {
      const members = (schema.required ?? []).map(
        (name) => `${JSON.stringify(name)}:${least(schema.properties?.[name] ?? {})}`,
      );
      return `{${members.join(',')}}`;
    }
    case 'array':
      return '[]';
    case 'string':
      return schema.format === 'date-time' ? '"2026-01-02T12:00:00.000Z"' : `"s${serial++}"`;
    case 'integer':
    case 'number':
      return '1';
    case 'boolean':
      return 'true';
    default:
      return '{}';
  }
}

const repeated = (size: number, make: (i: number) => string): string => {
  const parts: string[] = [];
  for (let bytes = 0; bytes < size;) {
    const part = make(parts.length);
    parts.push(part);
    bytes += part.length + 1;
  }
  return parts.join(',');
};

/** Ways to fill what has no size of its own. */
const json: readonly ((size: number) => string)[] = [
  (size) => `{${repeated(size, (i) => `"k${i}":0`)}}`,
  (size) => `{${repeated(size, (i) => `"k${i}":"${'x'.repeat(1000)}"`)}}`,
  (size) => `[${repeated(size, () => '0')}]`,
  (size) => `{"a":${'['.repeat(400)}${repeated(size, () => '{}')}${']'.repeat(400)}}`,
];

type Fill = (size: number) => string;

/** Every body of the method that has one place filled. */
function fills(given: Schema): readonly Fill[] {
  const schema = resolved(given);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.flatMap((choice) => fills(choice));
  if (schema.enum !== undefined || schema.const !== undefined) return [];
  const type = Array.isArray(schema.type) ? (schema.type as string[])[0] : schema.type;
  if (type === 'string') {
    if (schema.format !== undefined) return [];
    return [(size) => `"${'x'.repeat(size)}"`, (size) => `"${'\\u0001'.repeat(size / 6)}"`];
  }
  if (type === 'array') {
    const items = schema.items ?? {};
    const inner = fills(items).map(
      (fill): Fill =>
        (size) =>
          `[${fill(size)}]`,
    );
    const long = (bytes: number): Fill => {
      return (size) => `[${repeated(size, (i) => `"${String(i).padStart(bytes, 'x')}"`)}]`;
    };
    const isText = resolved(items).type === 'string';
    return [
      (size) => `[${repeated(size, () => least(items))}]`,
      ...(isText ? [long(8), long(1000)] : inner),
    ];
  }
  if (type === 'object' && schema.properties !== undefined) {
    return Object.entries(schema.properties).flatMap(([name, property]) =>
      fills(property).map((fill): Fill => (size) => {
        const members = (schema.required ?? [])
          .filter((other) => other !== name)
          .map((other) => `${JSON.stringify(other)}:${least(schema.properties?.[other] ?? {})}`);
        return `{${[...members, `${JSON.stringify(name)}:${fill(size)}`].join(',')}}`;
      }),
    );
  }
  if (type === 'integer' || type === 'number' || type === 'boolean') return [];
  return json;
}

interface Case {
  readonly method: string;
  readonly fill: Fill;
  readonly size: number;
}

const cases: Case[] = methods.flatMap(({ name: method }) => {
  const operation = (openapi.paths as Record<string, { post?: any }>)[
    `/v1/${method.replace('.', '/')}`
  ];
  const schema = operation?.post?.requestBody?.content['application/json'].schema as
    Schema | undefined;
  if (schema === undefined) return [];
  return fills(schema).flatMap((fill) =>
    // Around the limits of ids, of documents that stay in their rows, and of bodies.
    [1, 16, 64, 1024, 4096, 15 * 1024, 16 * 1024, 17 * 1024].map((kib) => ({
      method,
      fill,
      size: kib * 1024,
    })),
  );
});

const message = (i: number, more: object) =>
  JSON.stringify({
    id: `m${i}`,
    threadId: `t${i}`,
    resourceId: 'r',
    role: 'user',
    createdAt: '2026-01-02T12:00:00.000Z',
    ...more,
  });

/** Bodies within the limits that ended an instance, and every call in it. */
const known: readonly Case[] = [
  {
    method: 'memory.listMessages',
    fill: () =>
      `{"threadId":[${Array.from({ length: 16_000 }, (_, i) => `"${String(i).padStart(1000, 'x')}"`).join(',')}]}`,
  },
  {
    method: 'memory.saveMessages',
    fill: () =>
      `{"messages":[${Array.from({ length: 90_000 }, (_, i) => message(i, { content: {} })).join(',')}]}`,
  },
  {
    method: 'memory.updateMessages',
    fill: () =>
      `{"messages":[${Array.from({ length: 40_000 }, (_, i) => `{"id":"m${i}","threadId":"t${i}"}`).join(',')}]}`,
  },
  {
    method: 'workflows.persistWorkflowSnapshot',
    fill: () =>
      `{"workflowName":"w","runId":"r","snapshot":{${repeated(15_000_000, (i) => `"k${i}":0`)}}}`,
  },
].map((each) => ({ ...each, size: 16 * 1024 * 1024 }));

/** The same order in each run with the same seed: mulberry32. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  const out = [...items];
  let state = seed;
  for (let i = out.length - 1; i > 0; i--) {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    const j = ((bits ^ (bits >>> 14)) >>> 0) % (i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}

const seed = Number(process.env['AGENTKEEP_FUZZ_SEED'] ?? 1);
const refusals = new Set([
  'invalid_argument',
  'invalid_json',
  'not_found',
  'conflict',
  'too_large',
]);
const found: Record<string, number> = {};

describe.each([
  ['agentkeep', 'sqlite', profile.sqlite, load],
  ['agentkeep', 'D1', profile.d1, load],
  ['agentkeep-postgres', 'PostgreSQL', profile.postgres, loadPostgres],
  ['agentkeep-dynamodb', 'DynamoDB', profile.dynamo, loadDynamo],
] as const)('%s on %s', (_file, _name, of, loadModule) => {
  it(`refuses what is too large beside 20 writers (seed ${seed})`, { timeout: 0 }, async () => {
    const make = built(await loadModule());
    const made: Core[] = [];
    const instances = new Instances((imports) => {
      const core = make(imports);
      made.push(core);
      return core;
    });
    let number = 0;
    const call = (db: Transport, method: string, body: string): Promise<CoreReply> =>
      runCall(
        instances,
        db,
        {
          nowMs: 1_800_000_000_000,
          random: [1, 2, 3, ++number],
          profile: of,
          flags: 0,
          scopes: 7,
          limit: limits.http,
          prefix: of === profile.dynamo ? 'table' : '',
          requestId: 'r1',
          method,
          held: '',
        },
        [body],
      );
    const empty = new EmptyDatabase(of, false);
    await call(empty, 'memory.getThreadById', '{"threadId":"t"}');
    const writer = () => {
      const db = new EmptyDatabase(of, true);
      const body =
        `{"thread":{"id":"t${number}","resourceId":"r","title":"","metadata":{"n":1},` +
        `"createdAt":"2026-01-02T12:00:00.000Z","updatedAt":"2026-01-02T12:00:00.000Z"}}`;
      return { db, reply: call(db, 'memory.saveThread', body) };
    };
    const writers = Array.from({ length: 20 }, writer);
    const untilMs = Date.now() + (1000 * seconds) / 4;
    let count = 0;
    for (const { method, fill, size } of [...known, ...shuffled(cases, seed)]) {
      if (Date.now() > untilMs && count >= known.length) break;
      count += 1;
      const what = `${method}, ${size} bytes, case ${count}`;
      try {
        const reply = await call(empty, method, fill(size));
        const word = reply.status === 200 ? '200' : codeOf(reply);
        found[word] = (found[word] ?? 0) + 1;
        // What the empty database answers is not always what a statement promises.
        if (reply.status !== 200 && word !== 'internal') expect(refusals, what).toContain(word);
      } catch (cause) {
        const word = cause instanceof RequestError ? cause.code : String(cause);
        found[word] = (found[word] ?? 0) + 1;
        expect(refusals, `${what}: ${String(cause)}`).toContain(word);
      }
      expect(made, what).toHaveLength(1);
      const at = count % writers.length;
      writers[at]!.db.answer();
      expect((await writers[at]!.reply).status, what).toBe(200);
      writers[at] = writer();
    }
    for (const { db, reply } of writers) {
      db.answer();
      expect((await reply).status).toBe(200);
    }
    expect(instances.current().calls.size).toBe(0);
    expect(instances.current().memory.large).toBe(0);
    found['cases'] = (found['cases'] ?? 0) + count;
  });
});

afterAll(() => console.log(JSON.stringify(found), `of ${4 * cases.length}`));

function codeOf(reply: CoreReply): string {
  const text = new TextDecoder().decode(reply.bytes);
  return (JSON.parse(text) as { error: { code: string } }).error.code;
}
