import { load } from '#core/agentkeep';
import { d1Database } from '../worker/host/d1-binding.js';
import { d1ClientDatabase } from '../worker/host/d1-client.js';
import type { D1Client } from '../worker/host/d1-client.js';
import { d1RestDatabase } from '../worker/host/d1-rest.js';
import type { D1RestOptions } from '../worker/host/d1-rest.js';
import { objectDatabase } from '../worker/host/object-storage.js';
import type { ObjectStorageLike } from '../worker/host/object-storage.js';
import type { Connection } from './connection.js';
import { checkedPrefix, InProcessConnection, LazyService } from './in-process-connection.js';
import type { TableRules } from './in-process-connection.js';

/** What this class needs of a D1 binding, so that its types stand without the platform's. */
export interface D1DatabaseLike {
  prepare(sql: string): unknown;
  batch(statements: never[]): Promise<unknown>;
  withSession(constraintOrBookmark?: string): unknown;
}

interface TableOptions extends TableRules {
  tablePrefix?: string;
}

// Each database has a core of its own, for as long as somebody holds the binding.
const services = new WeakMap<object, LazyService>();

function serviceOf(binding: object): LazyService {
  let service = services.get(binding);
  if (service === undefined) {
    service = new LazyService(load);
    services.set(binding, service);
  }
  return service;
}

/**
 * A connection to the core in this process, on a D1 binding; the database's primary answers every
 * read. Throws a TypeError that names the option.
 */
export function d1Connection(binding: unknown, options: TableOptions): Connection {
  if (!isD1(binding)) throw new TypeError('binding must be a D1 database, such as env.DB');
  return new InProcessConnection(
    serviceOf(binding),
    d1Database(binding as D1Database),
    checkedPrefix(options.tablePrefix),
    options,
  );
}

/** As d1Connection, on a D1 database that Cloudflare's API reaches, as `d1RestDatabase` says. */
export function d1RestConnection(options: D1RestOptions & TableOptions): Connection {
  return new InProcessConnection(
    new LazyService(load),
    d1RestDatabase(options),
    checkedPrefix(options.tablePrefix),
    options,
  );
}

/** As d1Connection, on a D1 database that the application's own client of the API reaches. */
export function d1ClientConnection(client: unknown, options: TableOptions): Connection {
  if (typeof (client as Partial<D1Client> | null)?.query !== 'function') {
    throw new TypeError('client must have a function query({ sql, params })');
  }
  return new InProcessConnection(
    new LazyService(load),
    d1ClientDatabase(client as D1Client),
    checkedPrefix(options.tablePrefix),
    options,
  );
}

/** As d1Connection, on the storage of the Durable Object that this process is. */
export function objectConnection(storage: unknown, options: TableOptions): Connection {
  const { sql, transactionSync } = (storage ?? {}) as Partial<ObjectStorageLike>;
  if (typeof sql?.exec !== 'function' || typeof transactionSync !== 'function') {
    throw new TypeError('storage must be ctx.storage of a Durable Object with SQLite');
  }
  return new InProcessConnection(
    serviceOf(storage as object),
    objectDatabase(storage as ObjectStorageLike),
    checkedPrefix(options.tablePrefix),
    options,
  );
}

function isD1(binding: unknown): binding is D1DatabaseLike {
  const { prepare, batch, withSession } = (binding ?? {}) as Partial<D1DatabaseLike>;
  return [prepare, batch, withSession].every((method) => typeof method === 'function');
}
