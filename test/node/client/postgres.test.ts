// PostgreSQL 16, directly: the same random calls as to the framework's in-memory store.
import { PostgresStore as TheirStore } from '@mastra/pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import type { PostgresStoreConfig } from '../../../client/dsql.js';
import { inMemory } from './support/differential/in-memory.js';
import { compare } from './support/differential/run.js';
import { callsOf } from './support/differential/side.js';
import type { Ask } from './support/differential/side.js';
import { stepsOf } from './support/differential/steps.js';
import { PostgresServer } from './support/postgres-server.js';
import { heldBy, memoryOf } from '../../contract/transport.js';
import { transport } from '../../contract/transports/postgres.js';
import { scoreOf } from '../../contract/workflows.js';

const { AGENTKEEP_DIFF_SEED: seed, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const seeds = seed === undefined ? [1, 2, 3] : [Number(seed)];
const steps = Number(stepsGiven ?? 300);

// What a class says for the sake of the adapter whose place it takes is compared with that adapter:
// see answers.test.ts.
vi.mock('../../../client/habits.js', async (original) => ({
  ...(await original<object>()),
  habitsOf: () => ({}),
}));

let server: PostgresServer;
let number = 0;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server?.stop());

const held = heldBy(transport);

/** A store with a schema of its own. */
function newStore(options: Partial<PostgresStoreConfig> = {}): PostgresStore {
  const { host, port, user, database } = server;
  const schemaName = `s${++number}`;
  return new PostgresStore({ id: 'pg', host, port, user, database, schemaName, ...options });
}

describe('memory answers as the in-memory store', () => {
  it.each(seeds)('seed %i', async (seed) => {
    const clockMs = Date.parse('2026-06-01T00:00:00.000Z');
    let nowMs = clockMs;
    const store = newStore();
    const memory = await memoryOf(store);
    await memory.init();
    const ours = callsOf(memory);
    const reference = inMemory();
    const asStored =
      (ask: Ask): Ask =>
      async (method, args) =>
        held(await ask(method, held(args)));
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await compare({
        ours: async (method, args) => held(await ours(method, args)),
        reference: { ...reference, ask: asStored(reference.ask) },
        seed,
        steps,
        sequence: stepsOf(),
        tick: () => vi.setSystemTime((nowMs += 1000)),
        timeOf: (ms) => (ms < clockMs ? ms : ms - (ms % 1000)),
      });
    } finally {
      vi.useRealTimers();
      await store.close();
    }
    expect(nowMs).toBeGreaterThan(clockMs);
  });
});

describe('a role whose settings change how values are written and read', () => {
  // Those that the server's manual has for the form of values, literals, names and transactions.
  const settings = {
    extra_float_digits: '-15',
    DateStyle: "'German, DMY'",
    TimeZone: "'Pacific/Apia'",
    IntervalStyle: 'sql_standard',
    bytea_output: 'escape',
    standard_conforming_strings: 'off',
    array_nulls: 'off',
    backslash_quote: 'on',
    transform_null_equals: 'on',
    quote_all_identifiers: 'on',
    default_transaction_isolation: 'serializable',
    default_transaction_deferrable: 'on',
    search_path: 'information_schema',
    xmlbinary: 'hex',
    plan_cache_mode: 'force_generic_plan',
    statement_timeout: "'20s'",
  };

  it.each([true, false])('changes no answer, prepared statements %s', async (prepared) => {
    const role = `odd_${prepared}`;
    await server.run(`CREATE ROLE ${role} SUPERUSER LOGIN`);
    for (const [name, value] of Object.entries(settings)) {
      await server.run(`ALTER ROLE ${role} SET ${name}=${value}`);
    }
    const { host, port, database } = server;
    const store = new PostgresStore({
      ...{ id: 'pg', host, port, database, user: role, preparedStatements: prepared },
      schemaName: `s${++number}`,
    });
    await store.init();
    const scores = store.stores.scores!;
    // Of a batch, and of a statement that stands alone; on a connection's first call, and later.
    for (const value of [0.1 + 0.2, 1 / 3, 123456789.12345679, 5e-324, 1.7976931348623157e308]) {
      const { score } = await scores.saveScore({ ...scoreOf(), score: value });
      expect(score.score).toBe(value);
      expect((await scores.getScoreById({ id: score.id }))!.score).toBe(value);
    }
    const memory = await memoryOf(store);
    const at = new Date('2026-02-03T04:05:06.789Z');
    const thread = (id: string, metadata?: Record<string, unknown>) => ({
      ...{ id, resourceId: 'r', title: 'it\'s \\ "so"', createdAt: at, updatedAt: at },
      ...(metadata === undefined ? {} : { metadata }),
    });
    await memory.saveThread({ thread: thread('a', { n: 0.1, nothing: null }) });
    await memory.saveThread({ thread: thread('b') });
    expect(await memory.getThreadById({ threadId: 'a' })).toEqual(
      thread('a', { n: 0.1, nothing: null }),
    );
    const message = (id: string, ms: number) => ({
      ...{ id, threadId: 'a', resourceId: 'r', role: 'user' as const, createdAt: new Date(ms) },
      content: { format: 2 as const, parts: [{ type: 'text' as const, text: '\\x00 NULL' }] },
    });
    // A column that some of the rows have.
    const typed = { ...message('m1', +at), type: 'text' };
    await memory.saveMessages({ messages: [typed, message('m2', +at + 1)] });
    const { messages } = await memory.listMessages({
      threadId: 'a',
      filter: { dateRange: { start: new Date(+at + 1) } },
    });
    expect(messages).toEqual([message('m2', +at + 1)]);
    const { threads } = await memory.listThreads({ filter: { metadata: { n: 0.1 } } });
    expect(threads.map(({ id }) => id)).toEqual(['a']);
    await store.close();
  });
});

it('makes lean tables without the indexes that their lists can do without', async () => {
  const names: string[][] = [];
  for (const indexes of ['full', 'lean', 'full'] as const) {
    // The last one finds the lean tables.
    const schemaName = `lean${Math.min(names.length, 1)}`;
    const store = newStore({ indexes, schemaName });
    await store.init();
    const { rows } = await store.pool.query<{ indexname: string }>(
      'SELECT indexname FROM pg_indexes WHERE schemaname = $1 ORDER BY 1',
      [schemaName],
    );
    names.push(rows.map(({ indexname }) => indexname.replace(`${schemaName}_`, '')));
    await store.close();
  }
  const [full, lean, again] = names;
  expect(full!.filter((name) => !lean!.includes(name))).toEqual([
    'mastra_knowledge_records_scopekey_idx',
    'mastra_messages_resourceid_createdat_idx',
    'mastra_workflow_snapshot_resourceid_createdat_idx',
  ]);
  expect(again).toEqual(full);
});

it('refuses a schema that holds the tables of another adapter, and leaves it as it is', async () => {
  const { host, port, user, database } = server;
  const schemaName = `s${++number}`;
  const options = { id: 'pg', host, port, user, database, schemaName, password: 'any' };
  const theirs = new TheirStore(options);
  await theirs.init();
  const tables = () =>
    theirs.db.any(
      'SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = $1 ORDER BY 1, 2',
      [schemaName],
    );
  const before = await tables();
  const ours = new PostgresStore(options);
  const refusal = {
    code: 'schema_missing',
    message: expect.stringMatching(
      /the table mastra_\w+ is another program's, .* is (jsonb|timestamp), .*\(schemaName, and nativeSchema/,
    ),
  };
  await expect(ours.init()).rejects.toMatchObject(refusal);
  const memory = await memoryOf(ours);
  const at = new Date();
  const thread = { id: 't', resourceId: 'r', title: '', createdAt: at, updatedAt: at };
  await expect(memory.saveThread({ thread })).rejects.toMatchObject(refusal);
  expect(await tables()).toEqual(before);
  // One of their tables is enough.
  for (const { table_name } of before as { table_name: string }[]) {
    if (table_name !== 'mastra_threads')
      await theirs.db.none(`DROP TABLE IF EXISTS ${schemaName}.${table_name} CASCADE`);
  }
  await expect(ours.init()).rejects.toMatchObject(refusal);
  await theirs.db.none(`DROP TABLE ${schemaName}.mastra_threads`);
  await ours.init();
  expect((await memory.saveThread({ thread })).id).toBe('t');
  await Promise.all([ours.close(), theirs.close()]);
});

it('makes indexes with all that PostgreSQL has for them', async () => {
  const store = newStore();
  await store.init();
  const options = { table: 'mastra_threads', columns: ['title DESC', 'id'] };
  await store.createIndex({
    ...options,
    name: 'some',
    unique: true,
    where: `title <> ''`,
    method: 'btree',
    storage: { fillfactor: 90 },
  });
  await store.createIndex({ ...options, name: 'other', concurrent: false });
  expect(await store.describeIndex('some')).toMatchObject({
    unique: true,
    columns: ['title', 'id'],
    definition: expect.stringMatching(/UNIQUE .*title DESC, id\) WITH \(fillfactor='90'\) WHERE/),
  });
  await expect(
    store.createIndex({ ...options, name: 'x', storage: { fillfactor: 'all' as never } }),
  ).rejects.toMatchObject({ message: 'storage holds numbers and booleans' });
  await expect(
    store.createIndex({ ...options, name: 'x', method: 'none' as never }),
  ).rejects.toMatchObject({ message: expect.stringContaining('method must be one of') });
  await expect(
    store.createIndex({ ...options, name: 'x', tablespace: 'a b' }),
  ).rejects.toMatchObject({ message: 'tablespace may have letters, digits and underscores' });
  expect(await store.describeIndex('some')).toMatchObject({
    size: expect.stringMatching(/^\d+ (bytes|kB)$/),
    scans: 0,
    tuples_read: 0,
    tuples_fetched: 0,
  });
  await store.dropIndex('other');
  expect((await store.listIndexes('mastra_threads')).map(({ name }) => name)).toEqual([
    'mastra_threads_pkey',
    `s${number}_mastra_threads_resourceid_createdat_idx`,
    `s${number}_some`,
  ]);
  await store.close();
});
