import type { Cell, Row, Statement, StatementResult } from './abi.js';
import { EngineError } from './embedded.js';
import type { Engine } from './embedded.js';

/** The part of `node:sqlite` that is needed: it is loaded only where a store asks for it. */
export interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { timeout: number }) => DatabaseSync;
}

interface DatabaseSync {
  exec(sql: string): void;
  prepare(sql: string): StatementSync;
  close(): void;
}

interface StatementSync {
  setReturnArrays(enabled: boolean): void;
  setReadBigInts(enabled: boolean): void;
  columns(): readonly unknown[];
  run(...params: Cell[]): { readonly changes: number | bigint };
  all(...params: Cell[]): unknown[];
}

export interface NodeSqliteOptions {
  /** Of a file, or `:memory:`. */
  readonly path: string;
  /** As `PRAGMA cache_size` and `mmap_size` take them. */
  readonly cacheSize: number;
  readonly mmapSize: number;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
}

// For how long SQLite itself may block this thread, waiting for another process.
const busyTimeoutMs = 10;
// How much the log keeps of the disk once it has been larger.
const walBytes = 16 * 1024 * 1024;
const incremental = 2;
// Free pages, of 4 KiB each, that a file keeps, or a quarter of it if that is more; and how many of
// the others a write gives back, so that it takes no more than milliseconds for it.
const keptPages = 1024;
const vacuumedPages = 512;
// Calls of one kind have one text; what is beyond is forgotten and prepared again.
const maxPrepared = 256;

/** Node's own SQLite, by synchronous calls. Throws EngineError. */
export function openNodeSqlite(
  { DatabaseSync }: NodeSqlite,
  { path, cacheSize, mmapSize }: NodeSqliteOptions,
): Engine {
  const db = guarded(() => new DatabaseSync(path, { timeout: busyTimeoutMs }));
  const engine = new NodeEngine(db);
  const pragmas = [
    // Of a file that is new; those that are there keep what they have.
    'auto_vacuum=INCREMENTAL',
    `journal_size_limit=${walBytes}`,
    // As @mastra/libsql sets them. With WAL, NORMAL loses nothing when a process is killed.
    'journal_mode=WAL',
    'synchronous=NORMAL',
    'temp_store=MEMORY',
    `cache_size=${cacheSize}`,
    `mmap_size=${mmapSize}`,
  ];
  try {
    if (path !== ':memory:') {
      guarded(() => db.exec(pragmas.map((p) => `PRAGMA ${p};`).join('')));
      engine.mayShrink = engine.number('auto_vacuum') === incremental;
    }
  } catch (cause) {
    db.close();
    throw cause;
  }
  return engine;
}

class NodeEngine implements Engine {
  /** The file can give pages back. */
  mayShrink = false;
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  run({ sql, params }: Statement): StatementResult {
    return guarded(() => {
      const { statement, hasRows } = this.#prepared.get(sql) ?? this.#prepare(sql);
      if (!hasRows) return { changes: Number(statement.run(...params).changes), rows: [] };
      // The members of an array are the columns in their order.
      const rows = statement.all(...params) as unknown as readonly Row[];
      return { changes: rows.length, rows };
    });
  }

  tidy(): void {
    if (!this.mayShrink) return;
    const free = this.number('freelist_count');
    if (free <= keptPages || free <= this.number('page_count') / 4) return;
    guarded(() => this.#db.exec(`PRAGMA incremental_vacuum(${vacuumedPages})`));
  }

  /** Of a pragma. */
  number(pragma: string): number {
    const [row] = this.run({ sql: `PRAGMA ${pragma}`, params: [] }).rows;
    return Number((row as unknown as readonly bigint[])[0]);
  }

  close(): void {
    this.#prepared.clear();
    this.#db.close();
  }

  #prepare(sql: string): Prepared {
    const statement = this.#db.prepare(sql);
    statement.setReturnArrays(true);
    statement.setReadBigInts(true); // a number would lose what is beyond 2^53
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    if (this.#prepared.size >= maxPrepared) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function guarded<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (cause) {
    const { errcode, message } = cause as { errcode?: unknown; message: string };
    throw typeof errcode === 'number' ? new EngineError(message, errcode) : cause;
  }
}
