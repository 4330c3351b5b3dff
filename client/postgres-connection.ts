import module from '#wasm/agentkeep-postgres.wasm';
import { coreOf } from '../worker/host/core.js';
import { postgresDatabase } from '../worker/host/postgres.js';
import type { PgPool } from '../worker/host/postgres.js';
import type { Service } from '../worker/service.js';
import type { Connection } from './connection.js';
import { InProcessConnection, newService } from './in-process-connection.js';

const makeCore = coreOf(module);

// Each pool has a core of its own, for as long as somebody holds it.
const services = new WeakMap<object, Service>();

export interface PostgresTarget {
  readonly pool: PgPool;
  readonly isDsql: boolean;
  /** A name, or nothing for the first schema of the connection's search path. */
  readonly schemaName: string | undefined;
  readonly disableInit: boolean;
  /** Ends the pool, where it is the store's own. */
  close(): Promise<void>;
}

/** A connection to the core in this process, on a pool of `pg`. Throws a TypeError that names the option. */
export function postgresConnection(target: PostgresTarget): Connection {
  const { pool, isDsql, schemaName, disableInit, close } = target;
  let service = services.get(pool);
  if (service === undefined) {
    service = newService(makeCore);
    services.set(pool, service);
  }
  return new InProcessConnection(
    service,
    postgresDatabase(pool, isDsql, close),
    schemaName === undefined ? '' : `${checkedSchema(schemaName)}.`,
    disableInit,
  );
}

function checkedSchema(schemaName: string): string {
  if (/^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(schemaName)) return schemaName;
  throw new TypeError('schemaName may have letters, digits and underscores, at most 63');
}
