import { load } from '#core/agentkeep-postgres';
import { postgresDatabase } from '../worker/host/postgres.js';
import type { PgPool } from '../worker/host/postgres.js';
import type { Connection } from './connection.js';
import { InProcessConnection, LazyService } from './in-process-connection.js';
import type { TableRules } from './in-process-connection.js';

// Each database has a core of its own: one that the store connects to for as long as this program
// runs, since a Worker makes its pools anew for each request; a pool that was given for as long as
// somebody holds it.
const servicesByDatabase = new Map<string, LazyService>();
const servicesByPool = new WeakMap<object, LazyService>();

export interface PostgresTarget {
  readonly pool: PgPool;
  /** Where an own pool leads to; nothing for a pool that was given. */
  readonly database: string | undefined;
  readonly isDsql: boolean;
  readonly preparedStatements: boolean;
  /** A name, or nothing for the first schema of the connection's search path. */
  readonly schemaName: string | undefined;
  /** Where `@mastra/pg` has its tables of vectors; nothing for the same schema. */
  readonly nativeSchema?: string | undefined;
  readonly rules: TableRules;
  /** Ends the pool, where it is the store's own. */
  close(): Promise<void>;
}

/** A connection to the core in this process, on a pool of `pg`. Throws a TypeError that names the option. */
export function postgresConnection(target: PostgresTarget): Connection {
  const { pool, database, isDsql, preparedStatements, schemaName, nativeSchema, rules, close } =
    target;
  if (nativeSchema !== undefined) checkedSchema(nativeSchema, 'nativeSchema');
  return new InProcessConnection(
    database === undefined ? kept(servicesByPool, pool) : kept(servicesByDatabase, database),
    postgresDatabase(
      pool,
      { isDsql, preparedStatements, isOwn: database !== undefined, nativeSchema },
      close,
    ),
    schemaName === undefined ? '' : `${checkedSchema(schemaName)}.`,
    rules,
  );
}

function kept<Key>(
  services: {
    get(key: Key): LazyService | undefined;
    set(key: Key, service: LazyService): unknown;
  },
  key: Key,
): LazyService {
  let service = services.get(key);
  if (service === undefined) {
    service = new LazyService(load);
    services.set(key, service);
  }
  return service;
}

function checkedSchema(schemaName: string, option = 'schemaName'): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(schemaName)) return schemaName;
  throw new TypeError(`${option} may have letters, digits and underscores, at most 63`);
}
