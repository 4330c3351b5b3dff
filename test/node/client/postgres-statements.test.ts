// What the connections of a store keep on the server, and how calls of one process meet on a row.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import type { PostgresStoreConfig } from '../../../client/dsql.js';
import type { MemoryStore } from '../../../client/index.js';
import { memoryOf } from '../../contract/transport.js';
import { PostgresServer } from './support/postgres-server.js';

let server: PostgresServer;
let store: PostgresStore;
let memory: MemoryStore;

beforeAll(async () => {
  server = await PostgresServer.start();
});
afterAll(() => server?.stop());
afterEach(() => store?.close());

/** A store on so many connections. */
async function open(max: number, options: Partial<PostgresStoreConfig> = {}): Promise<void> {
  const { host, port, user, database } = server;
  store = new PostgresStore({ id: 'pg', host, port, user, database, max, ...options });
  await store.init();
  memory = await memoryOf(store);
}

const now = new Date('2026-06-01T12:00:00.000Z');

async function newThread(): Promise<string> {
  const id = randomUUID();
  await memory.saveThread({
    thread: { id, resourceId: 'r', title: '', metadata: {}, createdAt: now, updatedAt: now },
  });
  return id;
}

/** The statements that the only connection has, by how often they were run. */
async function prepared(): Promise<Map<string, number>> {
  const { rows } = await store.pool.query<{ statement: string; runs: string }>(
    'SELECT statement, generic_plans + custom_plans AS runs FROM pg_prepared_statements',
  );
  return new Map(rows.map(({ statement, runs }) => [statement, Number(runs)]));
}

describe('a connection', () => {
  beforeEach(() => open(1));

  it('parses a statement once', async () => {
    const thread = await newThread();
    for (let i = 0; i < 20; i++) await memory.getThreadById({ threadId: thread });
    const reads = [...(await prepared())].filter(([sql]) => sql.startsWith('SELECT'));
    expect(reads).toEqual([[expect.stringContaining('mastra_threads'), 20]]);
  });

  it('keeps nothing where it shall not', async () => {
    await store.close();
    await open(1, { preparedStatements: false });
    const thread = await newThread();
    expect(await memory.getThreadById({ threadId: thread })).not.toBeNull();
    expect((await prepared()).size).toBe(0);
  });

  it('keeps a hundred statements, those that were used last', async () => {
    const thread = await newThread();
    for (let keys = 1; keys <= 32; keys++) {
      for (const size of [1, 2, 3, 4]) {
        const metadata = Object.fromEntries(Array.from({ length: keys }, (_, i) => [`k${i}`, i]));
        const filter = size % 2 === 0 ? { metadata, resourceId: 'r' } : { metadata };
        await memory.listThreads({ filter, ...(size > 2 ? { perPage: false } : { perPage: 5 }) });
      }
    }
    expect(await memory.getThreadById({ threadId: thread })).not.toBeNull();
    const kept = await prepared();
    // One more that goes with the next call.
    expect(kept.size).toBeGreaterThan(95);
    expect(kept.size).toBeLessThan(105);
  });

  it('keeps nothing of statements that fail', async () => {
    const thread = await newThread();
    // The id is taken.
    const clone = () => memory.cloneThread({ sourceThreadId: thread, newThreadId: thread });
    await expect(clone()).rejects.toMatchObject({ code: 'conflict' });
    const before = (await prepared()).size;
    for (let i = 0; i < 20; i++) {
      await expect(clone()).rejects.toMatchObject({ code: 'conflict' });
    }
    expect((await prepared()).size).toBe(before);
  });

  it('that has lost its statements is noticed, and nothing is kept from then on', async () => {
    const thread = await newThread();
    await memory.updateThread({ id: thread, title: 'first', metadata: {} });
    await store.pool.query('DEALLOCATE ALL');
    const { title } = await memory.updateThread({ id: thread, title: 'second', metadata: {} });
    expect(title).toBe('second');
    expect((await prepared()).size).toBe(0);
  });
});

describe('calls at the same time', () => {
  it('that save messages of one thread are all done', async () => {
    await open(16);
    const thread = await newThread();
    await Promise.all(
      Array.from({ length: 64 }, (_, call) =>
        memory.saveMessages({
          messages: Array.from({ length: 5 }, (_, i) => ({
            id: `${thread}-${call}-${i}`,
            threadId: thread,
            resourceId: 'r',
            role: 'user' as const,
            createdAt: now,
            content: { format: 2 as const, parts: [{ type: 'text' as const, text: 'text' }] },
          })),
        }),
      ),
    );
    expect((await memory.listMessages({ threadId: thread, perPage: 1 })).total).toBe(320);
  });
});
