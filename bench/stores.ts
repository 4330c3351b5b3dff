// The Workers that are measured. A further store is one more entry.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { kThreads, makeMessages, makeThread, messageCount } from './dataset.ts';
import { seedRuns } from './runs.ts';
import type { Client } from './support/client.ts';
import { queryD1 } from './support/d1.ts';

export type StoreName =
  | 'agentkeep'
  | 'incumbent'
  | 'incumbent, indexed'
  | 'empty'
  | 'agentkeep, in process'
  | 'incumbent, in process'
  | 'empty, in process';

export interface Store {
  name: StoreName;
  configFile: string;
  compatibilityDate: string;
  compatibilityFlags: string[];
  vars: Record<string, string>;
  /** Sent with every request. */
  headers: Record<string, string>;
  /**
   * Fills a database whose tables exist. `worker` leads to the Worker, `d1` to its database. Absent:
   * the Worker has no database, or works on that of another store.
   */
  seed?: (worker: Client, d1: Client) => Promise<void>;
}

const kRoot = join(import.meta.dirname, '..');

const kToken = 'token-of-the-benchmark';
const kTokenEntry = {
  sha256: createHash('sha256').update(kToken).digest('hex'),
  scopes: ['read', 'write', 'admin'],
};

const agentkeep: Store = {
  name: 'agentkeep',
  configFile: join(kRoot, 'wrangler.toml'),
  compatibilityDate: '2026-08-01',
  compatibilityFlags: [],
  // Closed by a token and logging every call, as a deployment is.
  // With a token, as deployed, but without the log line a request: the incumbent writes none.
  vars: { AGENTKEEP_TOKENS: JSON.stringify([kTokenEntry]), AGENTKEEP_LOG: 'off' },
  headers: { authorization: `Bearer ${kToken}` },
  async seed(worker, d1) {
    await seedRuns(d1);
    for (let thread = 0; thread < kThreads; thread += 1) {
      await worker.call('/v1/memory/saveThread', { thread: makeThread(thread) });
      const messages = makeMessages(thread);
      for (let first = 0; first < messages.length; first += 500) {
        await worker.call('/v1/memory/saveMessages', {
          messages: messages.slice(first, first + 500),
        });
      }
    }
  },
};

// Straight to the tables: two round trips a message would take minutes.
async function seedIncumbent(_worker: Client, d1: Client): Promise<void> {
  await seedRuns(d1);
  for (let thread = 0; thread < kThreads; thread += 1) {
    const { id, resourceId, title, metadata, createdAt, updatedAt } = makeThread(thread);
    const rows = makeMessages(thread).map((message) => ({
      ...message,
      content: JSON.stringify(message.content),
    }));
    const insertMessages = `INSERT INTO mastra_messages
        (id, thread_id, content, role, type, createdAt, resourceId)
      SELECT value->>'id', value->>'threadId', value->>'content', value->>'role', 'v2',
        value->>'createdAt', value->>'resourceId'
      FROM json_each(?)`;
    const chunks = Array.from({ length: Math.ceil(messageCount(thread) / 500) }, (_, chunk) =>
      JSON.stringify(rows.slice(chunk * 500, chunk * 500 + 500)),
    );
    await queryD1(d1, [
      {
        sql: `INSERT INTO mastra_threads (id, resourceId, title, metadata, createdAt, updatedAt)
          VALUES (?, ?, ?, ?, ?, ?)`,
        params: [id, resourceId, title, JSON.stringify(metadata), createdAt, updatedAt],
      },
      ...chunks.map((chunk) => ({ sql: insertMessages, params: [chunk] })),
    ]);
  }
}

const incumbent: Store = {
  name: 'incumbent',
  configFile: join(import.meta.dirname, 'incumbent/wrangler.toml'),
  compatibilityDate: '2026-08-01',
  compatibilityFlags: ['nodejs_compat'],
  vars: {},
  headers: {},
  seed: seedIncumbent,
};

/** The indexes a careful user would add to the incumbent by hand; it has no way to make any. */
const kIndexesByHand = [
  'CREATE INDEX bench_messages ON mastra_messages (thread_id, createdAt)',
  'CREATE INDEX bench_threads ON mastra_threads (resourceId, createdAt)',
  'CREATE INDEX bench_scorers ON mastra_scorers (scorerId)',
  'CREATE INDEX bench_runs ON mastra_workflow_snapshot (workflow_name, createdAt)',
];

export const addIndexes = (d1: Client) =>
  queryD1(
    d1,
    kIndexesByHand.map((sql) => ({ sql, params: [] })),
  );

const incumbentIndexed: Store = {
  ...incumbent,
  name: 'incumbent, indexed',
  async seed(worker, d1) {
    await seedIncumbent(worker, d1);
    await addIndexes(d1);
  },
};

const empty: Store = {
  name: 'empty',
  configFile: join(import.meta.dirname, 'empty/wrangler.toml'),
  compatibilityDate: '2026-08-01',
  compatibilityFlags: [],
  vars: {},
  headers: {},
};

/** The class of a store in a Worker of the user's, see in-process/calls.ts. */
const inProcess = (name: 'agentkeep' | 'incumbent' | 'empty'): Store => ({
  name: `${name}, in process`,
  configFile: join(import.meta.dirname, `in-process/${name}.toml`),
  compatibilityDate: '2026-08-01',
  compatibilityFlags: ['nodejs_compat'],
  vars: {},
  headers: {},
});

export const kStores: Record<StoreName, Store> = {
  agentkeep,
  incumbent,
  'incumbent, indexed': incumbentIndexed,
  empty,
  'agentkeep, in process': inProcess('agentkeep'),
  'incumbent, in process': inProcess('incumbent'),
  'empty, in process': inProcess('empty'),
};

/** Whether the store can be built from this tree; the incumbent and the empty Worker always can. */
export function isPresent(store: Store): boolean {
  return existsSync(store.configFile);
}
