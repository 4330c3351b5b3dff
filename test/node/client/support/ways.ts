import type { MastraCompositeStore } from '@mastra/core/storage';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentKeep } from '../../../../client/index.js';
import type { MemoryStore, StoreOptions } from '../../../../client/index.js';
import type { StoreService } from '../../../../client/service-connection.js';
import { bundle } from '../../support/bundle.js';
import { DevServer } from '../../support/dev-server.js';
import { LocalD1, simulator } from './local-d1.js';

/** One way from a program in Node to a store core with an empty database. */
export interface Way {
  /** A store of its own on the same database; `trips` counts the calls it has made. */
  store(options?: StoreOptions): { store: AgentKeep; trips: () => number };
  stop(): Promise<void>;
}

export const token = 'a-token-of-the-tests';

export const ways: Record<string, () => Promise<Way>> = {
  'in process': inProcess,
  'over HTTP': overHttp,
  'by service binding': byService,
};

async function inProcess(): Promise<Way> {
  const d1 = new LocalD1();
  const database = await d1.database();
  return {
    store(options = {}) {
      const { binding, batches } = counted(database);
      return { store: new AgentKeep({ binding, ...options }), trips: batches };
    },
    stop: () => d1.stop(),
  };
}

async function overHttp(): Promise<Way> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-client-'));
  const sha256 = createHash('sha256').update(token).digest('hex');
  const tokens = JSON.stringify([{ sha256, scopes: ['read', 'write', 'admin'] }]);
  const server = await DevServer.start({
    state: join(folder, 'state'),
    home: join(folder, 'home'),
    vars: { AGENTKEEP_TOKENS: tokens, AGENTKEEP_LOG: 'errors' },
  });
  return {
    store(options = {}) {
      let trips = 0;
      const counting = (url: string, init: RequestInit) => {
        trips += 1;
        return fetch(url, init);
      };
      const store = new AgentKeep({ endpoint: server.url, token, fetch: counting, ...options });
      return { store, trips: () => trips };
    },
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// What a Worker with a service binding does, on behalf of a program in Node.
const bridge = `export default {
  async fetch(request, { STORE }) {
    const [method, body, bookmark] = await request.json();
    return Response.json(await STORE.call(method, body, bookmark ?? undefined));
  },
};`;

async function byService(): Promise<Way> {
  const props = { scopes: ['read', 'write', 'admin'] };
  const workers = simulator({
    workers: [
      {
        name: 'bridge',
        modules: true,
        script: bridge,
        compatibilityDate: '2026-08-01',
        serviceBindings: { STORE: { name: 'agentkeep', props } },
      },
      {
        name: 'agentkeep',
        modules: await bundle('worker/index.ts'),
        compatibilityDate: '2026-08-01',
        d1Databases: { DB: 'db' },
        bindings: { AGENTKEEP_LOG: 'errors' },
      },
    ],
  });
  await workers.ready;
  return {
    store(options = {}) {
      let trips = 0;
      const service: StoreService = {
        async call(...call) {
          trips += 1;
          const response = await workers.dispatchFetch('http://bridge/', {
            method: 'POST',
            body: JSON.stringify(call),
          });
          return (await response.json()) as Awaited<ReturnType<StoreService['call']>>;
        },
      };
      return { store: new AgentKeep({ service, ...options }), trips: () => trips };
    },
    stop: () => workers.dispose(),
  };
}

/** A binding that counts its batches: the round trips to the database. */
export function counted(database: D1Database): { binding: D1Database; batches: () => number } {
  let batches = 0;
  const binding = {
    prepare: (sql: string) => database.prepare(sql),
    batch: (statements: D1PreparedStatement[]) => database.batch(statements),
    withSession(bookmark?: string) {
      const session = database.withSession(bookmark);
      return {
        prepare: (sql: string) => session.prepare(sql),
        batch(statements: D1PreparedStatement[]) {
          batches += 1;
          return session.batch(statements);
        },
        getBookmark: () => session.getBookmark(),
      };
    },
  };
  return { binding: binding as unknown as D1Database, batches: () => batches };
}

export async function memoryOf(store: MastraCompositeStore): Promise<MemoryStore> {
  return (await store.getStore('memory')) as MemoryStore;
}
