import module from '#wasm/agentkeep.wasm';
import type { Caller } from '../worker/auth.js';
import type { Config } from '../worker/config.js';
import { scope } from '../worker/host/abi.js';
import { coreOf } from '../worker/host/core.js';
import { D1Binding } from '../worker/host/d1-binding.js';
import { Instances } from '../worker/host/instance.js';
import { requestSerial } from '../worker/random.js';
import { methodOf, Service } from '../worker/service.js';
import type { Answer, Connection } from './connection.js';

/** What this class needs of a D1 binding, so that its types stand without the platform's. */
export interface D1DatabaseLike {
  prepare(sql: string): unknown;
  batch(statements: never[]): Promise<unknown>;
  withSession(constraintOrBookmark?: string): unknown;
}

const makeCore = coreOf(module);

// A core remembers which tables it has found current, by their prefix: so each database has one of
// its own, for as long as somebody holds the binding.
const services = new WeakMap<object, Service>();

function serviceOf(binding: object): Service {
  let service = services.get(binding);
  if (service === undefined) {
    service = new Service(new Instances(makeCore));
    services.set(binding, service);
  }
  return service;
}

/** Runs the core in this process, on a D1 binding. The database's primary answers every read. */
export class InProcessConnection implements Connection {
  readonly initMethod = 'store.init';
  readonly #db: D1Database;
  readonly #service: Service;
  readonly #caller: Caller;
  readonly #config: Config;

  constructor(binding: D1DatabaseLike, tablePrefix: string, disableInit: boolean) {
    this.#db = binding as D1Database;
    this.#service = serviceOf(binding);
    this.#caller = { scopes: scope.read | scope.write | scope.admin, tablePrefix };
    this.#config = {
      tokens: [],
      allowAnonymous: false,
      tablePrefix,
      corsOrigins: new Set(),
      disableInit,
      retention: [],
      log: 'off',
    };
  }

  call(method: string, body: readonly string[]): Promise<Answer> {
    // Asked for in so many words, it may make tables.
    const config =
      method === this.initMethod ? { ...this.#config, disableInit: false } : this.#config;
    return this.#service.call(config, {
      method: methodOf(method),
      caller: this.#caller,
      requestId: requestSerial(),
      transport: new D1Binding(this.#db, undefined),
      body,
    });
  }
}
