// Databases that no D1 binding reaches, for an adapter that knows nothing else.
import { createClient } from '@libsql/client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AgentKeep, D1Store, LibSQLStore } from '../../../../client/index.js';
import type { StoreService } from '../../../../client/index.js';
import type { Store } from '../../../../client/store.js';
import { D1Api } from '../../../contract/support/d1-api.js';
import { simulator } from '../../../contract/support/local-d1.js';
import { Sqld } from '../../../contract/support/sqld.js';
import { bundle } from '../../support/bundle.js';

export interface Place {
  /** What the adapter of D1 takes. */
  readonly binding: D1Database;
  /** Ours on the same database. */
  store(tablePrefix: string): Store;
  close(): unknown;
}

type Param = string | number | null;
interface Statement {
  readonly sql: string;
  readonly params: readonly Param[];
}

/** Runs statements in one transaction, and answers the rows of each. */
type Run = (statements: readonly Statement[]) => Promise<object[][]>;

function bindingOf(run: Run): D1Database {
  const answerOf = (results: object[]) => ({ success: true, results, meta: {} });
  const prepare = (sql: string, params: readonly Param[] = []): object => {
    const all = async () => answerOf((await run([{ sql, params }]))[0]!);
    return {
      sql,
      params,
      all,
      run: all,
      bind: (...given: readonly (Param | boolean)[]) =>
        prepare(
          sql,
          given.map((each) => (typeof each === 'boolean' ? Number(each) : each)),
        ),
      first: async () => (await all()).results[0] ?? null,
    };
  };
  return {
    prepare: (sql: string) => prepare(sql),
    batch: async (statements: Statement[]) => (await run(statements)).map(answerOf),
  } as unknown as D1Database;
}

/** A database that a LibSQLStore opens, and others by `run`. */
function libsql(options: { url: string; authToken?: string }, run: Run, end: () => unknown): Place {
  const stores: Store[] = [];
  return {
    binding: bindingOf(run),
    store(tablePrefix) {
      const store = new LibSQLStore({ ...options, tablePrefix });
      stores.push(store);
      return store;
    },
    async close() {
      for (const store of stores) await store.close();
      await end();
    },
  };
}

async function file(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-existing-'));
  const path = join(folder, 'd1.db');
  // Not libSQL's client, which reads a text up to its first NUL.
  const db = new DatabaseSync(path, { timeout: 5000 });
  const run: Run = async (statements) => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const results = statements.map(({ sql, params }) => db.prepare(sql).all(...params));
      db.exec('COMMIT');
      return results;
    } catch (cause) {
      db.exec('ROLLBACK');
      throw cause;
    }
  };
  return libsql({ url: `file:${path}` }, run, () => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

async function server(): Promise<Place> {
  const sqld = await Sqld.start();
  const options = { url: sqld.url, authToken: sqld.token() };
  const client = createClient(options);
  const run: Run = async (statements) => {
    const results = await client.batch(
      statements.map(({ sql, params }) => ({ sql, args: [...params] })),
      'write',
    );
    return results.map(({ columns, rows }) =>
      rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]]))),
    );
  };
  return libsql(options, run, () => {
    client.close();
    return sqld.remove();
  });
}

// Calls the Worker and, past it, the object of its tenant.
const bridge = `export default {
  async fetch(request, { STORE, OBJECTS }) {
    const { call, statements } = await request.json();
    return Response.json(
      call === undefined
        ? await OBJECTS.getByName(JSON.stringify(['acme'])).raw(statements)
        : await STORE.call(...call),
    );
  },
};`;

async function durableObject(): Promise<Place> {
  const compatibilityDate = '2026-08-01';
  const className = 'OpenObject';
  const workers = simulator({
    workers: [
      {
        name: 'bridge',
        modules: true,
        script: bridge,
        compatibilityDate,
        serviceBindings: {
          STORE: {
            name: 'agentkeep',
            props: { scopes: ['read', 'write', 'admin'], tenant: 'acme' },
          },
        },
        durableObjects: { OBJECTS: { className, scriptName: 'agentkeep', useSQLite: true } },
      },
      {
        name: 'agentkeep',
        modules: await bundle('test/node/client/support/open-object.ts'),
        compatibilityDate,
        durableObjects: { OBJECTS: { className, useSQLite: true } },
        bindings: { AGENTKEEP_DATABASE: 'durable-object', AGENTKEEP_LOG: 'errors' },
      },
    ],
  });
  await workers.ready;
  const ask = async (asked: object): Promise<never> => {
    const body = JSON.stringify(asked);
    const response = await workers.dispatchFetch('http://bridge/', { method: 'POST', body });
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as never;
  };
  const service = { call: (...call) => ask({ call }) } as StoreService;
  return {
    binding: bindingOf((statements) => ask({ statements })),
    // A prefix is the deployment's to choose.
    store: () => new AgentKeep({ service }),
    close: () => workers.dispose(),
  };
}

/** Where a database of D1's adapter may be, and how ours reaches it there. */
export const places: Record<string, () => Promise<Place>> = {
  async 'its binding'() {
    const api = await D1Api.start();
    const { binding } = api;
    const store = (tablePrefix: string) => new D1Store({ binding, tablePrefix });
    return { binding, store, close: () => api.stop() };
  },
  async REST() {
    const api = await D1Api.start();
    const { binding, options } = api;
    const store = (tablePrefix: string) => new D1Store({ ...options, tablePrefix });
    return { binding, store, close: () => api.stop() };
  },
  'a Durable Object': durableObject,
  'an SQLite file': file,
  libSQL: server,
};
