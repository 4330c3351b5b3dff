// PostgreSQL 16, directly: the same random calls as to the framework's in-memory store.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { inMemory } from './support/differential/in-memory.js';
import { compare } from './support/differential/run.js';
import { callsOf } from './support/differential/side.js';
import type { Ask } from './support/differential/side.js';
import { PostgresServer } from './support/postgres-server.js';
import { heldBy, memoryOf } from '../../contract/transport.js';
import { transport } from '../../contract/transports/postgres.js';

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
function newStore(): PostgresStore {
  const { host, port, user, database } = server;
  return new PostgresStore({ id: 'pg', host, port, user, database, schemaName: `s${++number}` });
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
