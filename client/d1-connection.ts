import module from '#wasm/agentkeep.wasm';
import { coreOf } from '../worker/host/core.js';
import { d1Database } from '../worker/host/d1-binding.js';
import type { Service } from '../worker/service.js';
import type { Connection } from './connection.js';
import { checkedPrefix, InProcessConnection, newService } from './in-process-connection.js';

/** What this class needs of a D1 binding, so that its types stand without the platform's. */
export interface D1DatabaseLike {
  prepare(sql: string): unknown;
  batch(statements: never[]): Promise<unknown>;
  withSession(constraintOrBookmark?: string): unknown;
}

const makeCore = coreOf(module);

// Each database has a core of its own, for as long as somebody holds the binding.
const services = new WeakMap<object, Service>();

function serviceOf(binding: object): Service {
  let service = services.get(binding);
  if (service === undefined) {
    service = newService(makeCore);
    services.set(binding, service);
  }
  return service;
}

/**
 * A connection to the core in this process, on a D1 binding; the database's primary answers every
 * read. Throws a TypeError that names the option.
 */
export function d1Connection(
  binding: unknown,
  { tablePrefix, disableInit = false }: { tablePrefix?: string; disableInit?: boolean },
): Connection {
  if (!isD1(binding)) throw new TypeError('binding must be a D1 database, such as env.DB');
  return new InProcessConnection(
    serviceOf(binding),
    d1Database(binding as D1Database),
    checkedPrefix(tablePrefix),
    disableInit,
  );
}

function isD1(binding: unknown): binding is D1DatabaseLike {
  const { prepare, batch, withSession } = (binding ?? {}) as Partial<D1DatabaseLike>;
  return [prepare, batch, withSession].every((method) => typeof method === 'function');
}
