import { load } from '#core/agentkeep';
import { ConfigError } from '../worker/host/errors.js';
import { embeddedDatabase } from '../worker/host/embedded.js';
import type { Engine } from '../worker/host/embedded.js';
import { libsqlDatabase } from '../worker/host/libsql.js';
import type { LibSQLOptions } from '../worker/host/libsql.js';
import { openWasmSqlite } from '../worker/host/wasm-sqlite.js';
import { openNodeSqlite } from '../worker/host/node-sqlite.js';
import type { NodeSqliteOptions } from '../worker/host/node-sqlite.js';
import type { Database } from '../worker/host/transport.js';
import type { Connection } from './connection.js';
import { checkedPrefix, InProcessConnection, LazyService } from './in-process-connection.js';
import type { TableRules } from './in-process-connection.js';

/** Options of `@mastra/libsql`, and some more. */
export interface LibSQLConnectionOptions extends Omit<LibSQLOptions, 'url'>, TableRules {
  /**
   * `libsql://…`, `https://…` or `http://…`: a server, as Turso's. `file:./dev.db`: a file, in Node.
   * `:memory:` or `file::memory:`: a database that lives as long as the store;
   * `file::memory:?cache=shared`: one of this process, that lives as long as one of its stores.
   */
  url: string;
  /** Prefix of the names of all tables. */
  tablePrefix?: string;
  /** Calls of a method, when the database is locked by another writer or not there (5). */
  maxRetries?: number;
  /** What is waited before the first repetition, doubled by each further one (100). */
  initialBackoffMs?: number;
  /** How long a call waits for another process that writes to the file (5000). */
  connectionTimeoutMs?: number;
  /** Of a file: SQLite's cache (-16000, in KiB if negative) and memory map (128 MiB). */
  localPragmas?: { cacheSize?: number; mmapSize?: number };
  /**
   * SQLite for databases in memory where the platform has none, as in Workers: the module
   * `@sqlite.org/sqlite-wasm/sqlite3.wasm`. Browsers fetch it themselves, unless it is given.
   */
  sqlite?: object;
}

const memory = ':memory:';

/** A connection to the core in this process, on such a database. Throws a TypeError. */
export function libsqlConnection(options: LibSQLConnectionOptions): Connection {
  const { url, tablePrefix } = options;
  if (typeof url !== 'string' || url === '') {
    throw new TypeError('url is required: libsql://…, https://…, file:./dev.db or :memory:');
  }
  for (const name of ['syncUrl', 'syncInterval', 'client']) {
    if ((options as unknown as Record<string, unknown>)[name] === undefined) continue;
    throw new TypeError(`${name} is not supported: url says where the database is`);
  }
  const attempts = checked('maxRetries', options.maxRetries, 5, 1);
  const firstDelayMs = checked('initialBackoffMs', options.initialBackoffMs, 100, 0);
  const prefix = checkedPrefix(tablePrefix);
  return new InProcessConnection(new LazyService(load), databaseOf(options), prefix, options, {
    attempts,
    firstDelayMs,
  });
}

function databaseOf(options: LibSQLConnectionOptions): Database {
  if (options.url === sharedUrl) return sharedMemory(options);
  const file = fileOf(options.url);
  return file === undefined ? libsqlDatabase(options) : fileDatabase(file, options);
}

const sharedUrl = `file:${memory}?cache=shared`;
let shared: { readonly database: Database; stores: number } | undefined;

/** The database in memory that stores of this process share. */
function sharedMemory(options: LibSQLConnectionOptions): Database {
  shared ??= { database: fileDatabase(memory, options), stores: 0 };
  const mine = shared;
  mine.stores += 1;
  let isOpen = true;
  return {
    open: () => mine.database.open(),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      mine.stores -= 1;
      if (mine.stores > 0) return;
      if (shared === mine) shared = undefined;
      await mine.database.close();
    },
  };
}

function fileDatabase(path: string, options: LibSQLConnectionOptions): Database {
  const { localPragmas = {}, sqlite } = options;
  if (sqlite !== undefined && !(sqlite instanceof WebAssembly.Module)) {
    throw new TypeError(
      'sqlite must be a WebAssembly.Module: @sqlite.org/sqlite-wasm/sqlite3.wasm',
    );
  }
  const settings: NodeSqliteOptions = {
    path,
    cacheSize: whole('localPragmas.cacheSize', localPragmas.cacheSize, -16_000),
    mmapSize: whole('localPragmas.mmapSize', localPragmas.mmapSize, 128 * 1024 * 1024),
  };
  return embeddedDatabase({
    open: () => openEngine(settings, sqlite),
    lockTimeoutMs: checked('connectionTimeoutMs', options.connectionTimeoutMs, 5000, 0),
    name: 'url',
    file: path,
  });
}

// Of a Node that is too old.
const none = { DatabaseSync: undefined, sqliteModule: undefined };

async function openEngine(
  settings: NodeSqliteOptions,
  module: WebAssembly.Module | undefined,
): Promise<Engine> {
  if (module !== undefined && settings.path === memory) return openWasmSqlite(module);
  const { DatabaseSync, sqliteModule } = await import('#sqlite').catch(() => none);
  if (DatabaseSync !== undefined) return openNodeSqlite({ DatabaseSync }, settings);
  if (settings.path === memory && sqliteModule !== undefined) {
    return openWasmSqlite(await sqliteModule());
  }
  throw new ConfigError(
    settings.path === memory
      ? 'url names a database in memory: without Node (22.16 or newer) the option sqlite is needed'
      : 'url names a file: only Node (22.16 or newer) can open it',
  );
}

/** The path that a URL of a file names, or `:memory:`; undefined for that of a server. */
export function fileOf(url: string): string | undefined {
  if (url === memory || url === `file:${memory}`) return memory;
  if (!url.startsWith('file:')) return undefined;
  const rest = url.slice('file:'.length);
  const path = rest.startsWith('//') ? rest.replace(/^\/\/(localhost)?(?=\/)/, '') : rest;
  if (path === '' || path.startsWith('//') || /[?#]/.test(path)) {
    throw new TypeError('url must be file: and a path, such as file:./dev.db, without parameters');
  }
  try {
    return decodeURIComponent(path);
  } catch {
    throw new TypeError('url has a % that is not followed by two digits');
  }
}

function whole(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError(`${name} must be a whole number`);
}

function checked(name: string, value: number | undefined, otherwise: number, least: number) {
  const number = whole(name, value, otherwise);
  if (number >= least) return number;
  throw new TypeError(`${name} must be a whole number, at least ${least}`);
}
