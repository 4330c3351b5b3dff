// The class in the process that calls it, beside @mastra/pg, on one PostgreSQL.
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PostgresStore as Incumbent } from '@mastra/pg';
import pg from 'pg';
import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';

const kBlocks = 5;
const kBlockSeconds = 0.5;
const kSeededMessages = 400;
const kFaster = 5; // saveMessages x100

const kNames = ['@mastra/pg', 'agentkeep'];

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Memory = Record<string, (args: any) => Promise<unknown>>;

function messagesOf(threadId: string, count: number, call: number) {
  return Array.from({ length: count }, (_, i) => ({
    id: `${threadId}-${call}-${i}`,
    threadId,
    resourceId: 'r',
    role: i % 2 === 0 ? 'user' : 'assistant',
    type: 'v2',
    createdAt: new Date(1_780_000_000_000 + call * 1000 + i),
    content: {
      format: 2,
      parts: [
        {
          type: 'text',
          text: `Message ${i} of ${call}. ${'Words of a conversation. '.repeat(30)}`,
        },
      ],
      metadata: { call, i },
    },
  }));
}

const kOperations: Record<string, (memory: Memory, call: number) => Promise<unknown>> = {
  getThreadById: (memory) => memory.getThreadById({ threadId: 't' }),
  'listMessages newest 40': (memory) =>
    memory.listMessages({
      threadId: 't',
      perPage: 40,
      page: 0,
      orderBy: { field: 'createdAt', direction: 'DESC' },
    }),
  updateThread: (memory, call) =>
    memory.updateThread({ id: 't', title: `title ${call}`, metadata: { call } }),
  'saveMessages x1': (memory, call) => memory.saveMessages({ messages: messagesOf('w', 1, call) }),
  'saveMessages x100': (memory, call) =>
    memory.saveMessages({ messages: messagesOf('w', 100, call) }),
};

export async function postgres(): Promise<Section> {
  const server = await PostgresServer.start();
  const { host, port, user, database } = server;
  const stores: { close(): Promise<void> }[] = [];
  let queries = 0;
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  // Each of them is waited for, but for those that a pipeline of ours holds.
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    queries += 1;
    return query.apply(this, args);
  } as never;
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  try {
    const Ours = await ourStore();
    const options = { host, port, user, database, password: 'trusted' };
    const made = [
      new Incumbent({ ...options, id: 'incumbent', schemaName: 'incumbent' }),
      new Ours({ ...options, id: 'agentkeep', schemaName: 'agentkeep' }),
    ];
    const memories: Memory[] = [];
    for (const store of made) {
      stores.push(store);
      await store.init();
      const memory = (await store.getStore('memory')) as unknown as Memory;
      memories.push(memory);
      for (const id of ['t', 'w']) {
        const now = new Date();
        await memory.saveThread({
          thread: { id, resourceId: 'r', title: id, metadata: {}, createdAt: now, updatedAt: now },
        });
      }
      await memory.saveMessages({ messages: messagesOf('t', kSeededMessages, 0) });
    }
    let next = 1;
    for (const [name, call] of Object.entries(kOperations)) {
      const block = async (memory: Memory, calls: number) => {
        const start = performance.now();
        for (let i = 0; i < calls; i += 1) await call(memory, next++);
        return (performance.now() - start) / 1000;
      };
      const fitting: number[] = [];
      for (const memory of memories) {
        await block(memory, 5);
        const seconds = await block(memory, 5);
        fitting.push(Math.min(500, Math.max(3, Math.round((5 * kBlockSeconds) / seconds))));
      }
      const speeds: number[][] = memories.map(() => []);
      for (let round = 0; round < kBlocks; round += 1) {
        for (const [i, memory] of memories.entries()) {
          speeds[i].push(fitting[i] / (await block(memory, fitting[i])));
        }
      }
      const medians = speeds.map(median);
      for (const [i, memory] of memories.entries()) {
        queries = 0;
        await call(memory, next++);
        rows.push([
          name,
          kNames[i],
          queries,
          medians[i],
          `${(medians[i] / medians[0]).toFixed(1)}x`,
        ]);
        if (i === 1) {
          targets.push({ what: `${name}, round trips`, value: queries, limit: 1, atMost: true });
        }
      }
      if (name === 'saveMessages x100') {
        targets.push({
          what: `${name}, times the calls per second of @mastra/pg`,
          value: medians[1] / medians[0],
          limit: kFaster,
          atMost: false,
        });
      }
    }
  } finally {
    pg.Client.prototype.query = query as never;
    for (const store of stores) await store.close();
    await server.stop();
  }
  return {
    title: 'PostgreSQL',
    notes: [
      'The classes of both packages in one process on one PostgreSQL 16 of this machine (fsync and ' +
        `synchronous_commit off), one call after another. Medians of ${kBlocks} alternating blocks. ` +
        'A round trip is a statement or a pipeline that is waited for.',
    ],
    columns: ['operation', 'store', 'round trips', 'calls/s', 'over the first'],
    rows,
    targets,
  };
}

async function ourStore() {
  const root = join(import.meta.dirname, '../..');
  const outfile = join(root, 'build/bench/dsql.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['client/dsql.ts'],
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    packages: 'external',
    external: ['#wasm/*'],
  });
  const { PostgresStore } = (await import(pathToFileURL(outfile).href)) as {
    PostgresStore: new (options: object) => Incumbent;
  };
  return PostgresStore;
}
