import { scope } from '../worker/host/abi.js';
import { coreOf } from '../worker/host/core.js';
import { Held } from '../worker/host/held.js';
import { Instances } from '../worker/host/instance.js';
import { isWorker, limits } from '../worker/host/limits.js';
import type { Database } from '../worker/host/transport.js';
import { encryptionKeysOf } from '../worker/host/encryption.js';
import type { EncryptionKeys } from '../worker/host/encryption.js';
import { ConfigError, errorBody } from '../worker/host/errors.js';
import { requestSerial } from '../worker/host/random.js';
import { isTablePrefix, methodOf, Service } from '../worker/host/service.js';
import type { Caller, Settings } from '../worker/host/service.js';
import type { Answer, Arguments, Connection, Patience } from './connection.js';

export interface IndexesOption extends EncryptionOption {
  /**
   * `lean`: tables are made without the indexes that only lists of messages and of runs by resource
   * need, so that a new message costs a write less. An index that is there stays.
   */
  indexes?: 'full' | 'lean';
  /**
   * Metrics are summed up by the hour as they are written, so that aggregates, breakdowns and series
   * by the hour or day need not read them all: docs/metric-rollups.md. All that use one database
   * should say the same.
   */
  metricRollups?: boolean;
  /**
   * Words of messages are kept as they are written, for `searchMessages` of the domain `memory`:
   * docs/search.md.
   */
  search?: boolean;
}

export interface EncryptionOption {
  /**
   * What seals the values of credentials, as AGENTKEEP_ENCRYPTION_KEYS has it: `k1:<32 bytes in
   * base64>`, several with commas between; the first one seals. That variable of the environment
   * unless given.
   */
  encryptionKeys?: string;
}

/** How a store in this process makes its tables, and keeps secrets. */
export interface TableRules extends IndexesOption {
  /** No call makes tables, unless `init()` asks for them. */
  disableInit?: boolean;
}

/** Runs the core in this process, on a database that it reaches. */
export class InProcessConnection implements Connection {
  readonly initMethod = 'store.init';
  declare readonly patience?: Patience;
  readonly #service: LazyService;
  readonly #database: Database;
  readonly #caller: Caller;
  readonly #settings: Settings;

  /**
   * A core remembers which tables it has found current, by their prefix: so `service` belongs to
   * this database alone.
   */
  constructor(
    service: LazyService,
    database: Database,
    tablePrefix: string,
    { disableInit = false, indexes, metricRollups, search, encryptionKeys }: TableRules,
    patience?: Patience,
  ) {
    if (patience !== undefined) this.patience = patience;
    this.#service = service;
    this.#database = database;
    this.#caller = { scopes: scope.read | scope.write | scope.admin, tablePrefix };
    this.#settings = {
      disableInit,
      leanIndexes: isLean(indexes),
      metricRollups: isOn(
        'metricRollups',
        metricRollups,
        database,
        'no transactions that sums of many metrics fit into',
      ),
      search: isOn('search', search, database, 'no index of words'),
      encryptionKeys: keysOf(encryptionKeys),
      log: 'off',
    };
  }

  async call(method: string, { texts, documents, unread }: Arguments): Promise<Answer> {
    // Asked for in so many words, it may make tables.
    const settings =
      method === this.initMethod ? { ...this.#settings, disableInit: false } : this.#settings;
    const held = this.#database.holdsNothing ? undefined : new Held();
    const requestId = requestSerial();
    let service: Service;
    try {
      service = this.#service.loaded ?? (await this.#service.load());
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const refusal = new ConfigError(`the store's WebAssembly module cannot be loaded: ${why}`);
      return { status: refusal.status, body: errorBody(refusal, method, requestId) };
    }
    const reply = await service.call(settings, this.#database, {
      method: methodOf(method),
      caller: this.#caller,
      requestId,
      body: documents && held !== undefined ? held.body(texts) : texts,
      held,
      limit: isWorker ? limits.rpc : limits.process,
      unread,
    });
    return { ...reply, held };
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

// A Worker's environment is no `process.env` but with a flag; there the option says it.
function keysOf(given: unknown): EncryptionKeys | undefined {
  if (given !== undefined && typeof given !== 'string') {
    throw new TypeError('encryptionKeys must be text: id:key, and commas between several');
  }
  try {
    return encryptionKeysOf(given ?? globalThis.process?.env?.['AGENTKEEP_ENCRYPTION_KEYS']);
  } catch (cause) {
    throw cause instanceof ConfigError ? new TypeError(cause.message) : cause;
  }
}

function isLean(indexes: unknown): boolean {
  if (indexes === undefined || indexes === 'full' || indexes === 'lean') return indexes === 'lean';
  throw new TypeError("indexes must be 'full' or 'lean'");
}

/** An option that is not for the databases that lack what it needs. */
function isOn(name: string, given: unknown, { isNarrow }: Database, lack: string): boolean {
  if (given === undefined || given === false) return false;
  if (given !== true) throw new TypeError(`${name} must be true or false`);
  if (isNarrow) {
    throw new TypeError(`${name} is not for Aurora DSQL and DynamoDB: they have ${lack}`);
  }
  return true;
}

/** As isTablePrefix has it. Throws a TypeError. */
export function checkedPrefix(tablePrefix = ''): string {
  if (isTablePrefix(tablePrefix)) return tablePrefix;
  throw new TypeError('tablePrefix may have letters, digits and underscores, at most 64');
}

/** Finds the built module: at once, or by a promise. */
export type LoadModule = () => WebAssembly.Module | Promise<WebAssembly.Module>;

/** A service with nothing in its memory, whose module is loaded when a first call needs it. */
export class LazyService {
  loaded: Service | undefined;
  readonly #load: LoadModule;

  constructor(load: LoadModule) {
    this.#load = load;
  }

  /** Rejects if there is no module; the next call tries again. */
  async load(): Promise<Service> {
    const module = await this.#load();
    // Another call may have been faster.
    return (this.loaded ??= new Service(new Instances(coreOf(module))));
  }
}
