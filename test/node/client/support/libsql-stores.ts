import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LibSQLStore } from '../../../../client/index.js';
import { Sqld } from '../../../contract/support/sqld.js';

export interface OpenStore<Kind = LibSQLStore> {
  readonly store: Kind;
  /** To be called behind each call of the store. */
  afterCall(): void;
  close(): Promise<void>;
}

const jsonColumns: Record<string, readonly string[]> = {
  mastra_threads: ['metadata'],
  mastra_resources: ['metadata'],
  mastra_observational_memory: [
    'config',
    'observedMessageIds',
    'bufferedMessageIds',
    'bufferedObservationChunks',
    'metadata',
  ],
  mastra_workflow_snapshot: ['snapshot'],
  mastra_scorers: ['scorer', 'input', 'output', 'additionalContext', 'entity', 'metadata'],
};

/** Stores on empty databases. */
export const libsqlStores: Record<string, () => Promise<OpenStore>> = {
  'an SQLite file': async () => inFile(() => {}),

  // As if @mastra/libsql had written all that is there.
  'an SQLite file of JSONB': async () =>
    inFile((db) => {
      for (const [table, columns] of Object.entries(jsonColumns)) {
        for (const column of columns) {
          db.exec(
            `UPDATE ${table} SET ${column} = jsonb(${column})
               WHERE typeof(${column}) = 'text' AND json_valid(${column})`,
          );
        }
      }
    }),

  async 'a libSQL server'() {
    const server = await Sqld.start();
    const store = new LibSQLStore({ url: server.url, authToken: server.token('rw', 1e9) }); // tests change the clock
    await store.init();
    return { store, afterCall: () => {}, close: () => server.remove() };
  },
};

async function inFile(change: (db: DatabaseSync) => void): Promise<OpenStore> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-differential-'));
  const file = join(folder, 'data.db');
  const store = new LibSQLStore({ url: `file:${file}` });
  await store.init();
  const db = new DatabaseSync(file);
  return {
    store,
    afterCall: () => change(db),
    async close() {
      db.close();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
