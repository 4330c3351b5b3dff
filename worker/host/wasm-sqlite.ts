import type { Cell, Row, Statement, StatementResult } from './abi.js';
import { EngineError } from './embedded.js';
import type { Engine } from './embedded.js';

/** What is used of SQLite's C interface. Pointers are numbers; `int64` are bigints. */
interface Sqlite {
  readonly memory: WebAssembly.Memory;
  malloc(size: number): number;
  free(at: number): void;
  sqlite3_initialize(): number;
  sqlite3_open(name: number, db: number): number;
  sqlite3_close_v2(db: number): number;
  sqlite3_prepare_v2(db: number, sql: number, size: number, out: number, tail: number): number;
  sqlite3_bind_text(stmt: number, i: number, text: number, size: number, free: number): number;
  sqlite3_bind_double(stmt: number, i: number, value: number): number;
  sqlite3_bind_null(stmt: number, i: number): number;
  sqlite3_step(stmt: number): number;
  sqlite3_reset(stmt: number): number;
  sqlite3_finalize(stmt: number): number;
  sqlite3_column_count(stmt: number): number;
  sqlite3_column_type(stmt: number, column: number): number;
  sqlite3_column_int64(stmt: number, column: number): bigint;
  sqlite3_column_double(stmt: number, column: number): number;
  sqlite3_column_blob(stmt: number, column: number): number;
  sqlite3_column_bytes(stmt: number, column: number): number;
  sqlite3_changes(db: number): number;
  sqlite3_errmsg(db: number): number;
}

interface Prepared {
  readonly stmt: number;
  readonly columns: number;
}

const code = { ok: 0, noMemory: 7, row: 100, done: 101 } as const;
const type = { integer: 1, real: 2, text: 3, blob: 4 } as const;
const copiesText = -1; // SQLITE_TRANSIENT
const pageBytes = 65_536;
const firstPages = 128;
const maxPages = 32_768; // as the module declares it
const enosys = 52;
const maxPrepared = 256;
const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * A database in memory, of SQLite's WebAssembly build (the module of `@sqlite.org/sqlite-wasm`). Its
 * C interface is called directly: what stands before it there compiles functions at run time, which
 * Workers refuse. Throws EngineError.
 */
export function openWasmSqlite(module: WebAssembly.Module): Engine {
  return new WasmEngine(instanceOf(module));
}

/** The module with the few functions of a host that a database in memory needs. */
function instanceOf(module: WebAssembly.Module): Sqlite {
  const memory = new WebAssembly.Memory({ initial: firstPages, maximum: maxPages });
  const view = () => new DataView(memory.buffer);
  const functions: Record<string, (...args: never[]) => unknown> = {
    emscripten_date_now: () => Date.now(),
    emscripten_get_now: () => performance.now(),
    clock_time_get(_clock: number, _precision: bigint, at: number) {
      view().setBigUint64(at, BigInt(Date.now()) * 1_000_000n, true);
      return 0;
    },
    environ_sizes_get(count: number, size: number) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return 0;
    },
    environ_get: () => 0,
    emscripten_get_heap_max: () => maxPages * pageBytes,
    emscripten_resize_heap(size: number) {
      const pages = Math.ceil(((size >>> 0) - memory.buffer.byteLength) / pageBytes);
      try {
        memory.grow(pages);
        return 1;
      } catch {
        return 0;
      }
    },
  };
  const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    // There are no files: what asks for them is told that the function is not there.
    const missing = from === 'env' ? -enosys : enosys;
    (imports[from] ??= {})[name] =
      kind === 'memory' ? memory : (functions[name] ?? (() => missing));
  }
  const { exports } = new WebAssembly.Instance(module, imports);
  (exports['__wasm_call_ctors'] as () => void)();
  return { ...(exports as unknown as Sqlite), memory };
}

class WasmEngine implements Engine {
  readonly #sqlite: Sqlite;
  readonly #db: number;
  readonly #prepared = new Map<string, Prepared>();

  constructor(sqlite: Sqlite) {
    this.#sqlite = sqlite;
    sqlite.sqlite3_initialize();
    const out = this.#room(4);
    const result = this.#withText(':memory:\0', (at) => sqlite.sqlite3_open(at, out));
    this.#db = this.#take(out);
    this.#check(result);
  }

  run({ sql, params }: Statement): StatementResult {
    const sqlite = this.#sqlite;
    const { stmt, columns } = this.#prepared.get(sql) ?? this.#prepare(sql);
    try {
      params.forEach((value, i) => this.#check(this.#bind(stmt, i + 1, value)));
      const rows: unknown[][] = [];
      let result = sqlite.sqlite3_step(stmt);
      for (; result === code.row; result = sqlite.sqlite3_step(stmt)) {
        rows.push(Array.from({ length: columns }, (_, column) => this.#cell(stmt, column)));
      }
      if (result !== code.done) this.#check(result);
      const changes = columns > 0 ? rows.length : sqlite.sqlite3_changes(this.#db);
      // The members of an array are the columns in their order.
      return { changes, rows: rows as unknown as readonly Row[] };
    } finally {
      sqlite.sqlite3_reset(stmt);
    }
  }

  close(): void {
    this.#forget();
    this.#sqlite.sqlite3_close_v2(this.#db);
  }

  #prepare(sql: string): Prepared {
    if (this.#prepared.size >= maxPrepared) this.#forget();
    const sqlite = this.#sqlite;
    const out = this.#room(4);
    const result = this.#withText(sql, (at, size) =>
      sqlite.sqlite3_prepare_v2(this.#db, at, size, out, 0),
    );
    const stmt = this.#take(out);
    this.#check(result);
    const prepared = { stmt, columns: sqlite.sqlite3_column_count(stmt) };
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #forget(): void {
    for (const { stmt } of this.#prepared.values()) this.#sqlite.sqlite3_finalize(stmt);
    this.#prepared.clear();
  }

  #bind(stmt: number, i: number, value: Cell): number {
    const sqlite = this.#sqlite;
    if (value === null) return sqlite.sqlite3_bind_null(stmt, i);
    if (typeof value === 'number') return sqlite.sqlite3_bind_double(stmt, i, value);
    return this.#withText(value, (at, size) =>
      sqlite.sqlite3_bind_text(stmt, i, at, size, copiesText),
    );
  }

  #cell(stmt: number, column: number): unknown {
    const sqlite = this.#sqlite;
    const kind = sqlite.sqlite3_column_type(stmt, column);
    switch (kind) {
      case type.integer:
        return sqlite.sqlite3_column_int64(stmt, column);
      case type.real:
        return sqlite.sqlite3_column_double(stmt, column);
      case type.text:
      case type.blob: {
        const at = sqlite.sqlite3_column_blob(stmt, column) >>> 0;
        const size = sqlite.sqlite3_column_bytes(stmt, column);
        const bytes = new Uint8Array(sqlite.memory.buffer, at, size);
        return kind === type.text ? utf8.decode(bytes) : bytes.slice();
      }
      default:
        return null;
    }
  }

  #withText<Result>(text: string, use: (at: number, size: number) => Result): Result {
    const bytes = encoder.encode(text);
    const at = this.#room(bytes.length);
    new Uint8Array(this.#sqlite.memory.buffer).set(bytes, at);
    try {
      return use(at, bytes.length);
    } finally {
      this.#sqlite.free(at);
    }
  }

  #room(size: number): number {
    const at = this.#sqlite.malloc(Math.max(1, size)) >>> 0;
    if (at === 0) throw new EngineError('out of memory', code.noMemory);
    return at;
  }

  /** The pointer that was written there. */
  #take(at: number): number {
    const pointer = new DataView(this.#sqlite.memory.buffer).getUint32(at, true);
    this.#sqlite.free(at);
    return pointer;
  }

  #check(result: number): void {
    if (result === code.ok) return;
    const bytes = new Uint8Array(this.#sqlite.memory.buffer);
    const at = this.#sqlite.sqlite3_errmsg(this.#db) >>> 0;
    throw new EngineError(utf8.decode(bytes.subarray(at, bytes.indexOf(0, at))), result);
  }
}
