import type { Cell, Row, Statement, StatementResult } from './abi.js';
import { EngineError } from './embedded.js';
import type { Engine } from './embedded.js';

/** The part of `@sqlite.org/sqlite-wasm` that is needed. */
export interface WasmSqlite {
  readonly oo1: { readonly DB: new (path: ':memory:') => Db };
  readonly capi: {
    sqlite3_column_type(statement: unknown, column: number): number;
    sqlite3_column_int64(statement: unknown, column: number): bigint;
    sqlite3_column_double(statement: unknown, column: number): number;
    sqlite3_column_blob(statement: unknown, column: number): number;
    sqlite3_column_bytes(statement: unknown, column: number): number;
  };
  readonly wasm: { heap8u(): Uint8Array };
}

interface Db {
  prepare(sql: string): Prepared;
  changes(total: false, sixtyFour: false): number;
  close(): void;
}

interface Prepared {
  readonly pointer: unknown;
  readonly columnCount: number;
  bind(values: Cell[]): unknown;
  step(): boolean;
  reset(): unknown;
  finalize(): unknown;
}

const type = { integer: 1, real: 2, text: 3, blob: 4 } as const;
const maxPrepared = 256;
const utf8 = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true });

/** A database in the memory of SQLite's WebAssembly build. Throws EngineError. */
export function openWasmSqlite(sqlite: WasmSqlite): Engine {
  return new WasmEngine(sqlite);
}

class WasmEngine implements Engine {
  readonly #sqlite: WasmSqlite;
  readonly #db: Db;
  readonly #prepared = new Map<string, Prepared>();

  constructor(sqlite: WasmSqlite) {
    this.#sqlite = sqlite;
    this.#db = new sqlite.oo1.DB(':memory:');
  }

  run({ sql, params }: Statement): StatementResult {
    let statement: Prepared | undefined;
    try {
      statement = this.#prepared.get(sql) ?? this.#prepare(sql);
      if (params.length > 0) statement.bind(params);
      const rows: unknown[][] = [];
      while (statement.step()) rows.push(this.#row(statement));
      const changes = statement.columnCount > 0 ? rows.length : this.#db.changes(false, false);
      // The members of an array are the columns in their order.
      return { changes, rows: rows as unknown as readonly Row[] };
    } catch (cause) {
      const { resultCode, message } = cause as { resultCode?: unknown; message: string };
      throw typeof resultCode === 'number' ? new EngineError(message, resultCode) : cause;
    } finally {
      reset(statement);
    }
  }

  close(): void {
    this.#forget();
    this.#db.close();
  }

  #prepare(sql: string): Prepared {
    if (this.#prepared.size >= maxPrepared) this.#forget();
    const prepared = this.#db.prepare(sql);
    this.#prepared.set(sql, prepared);
    return prepared;
  }

  #forget(): void {
    for (const prepared of this.#prepared.values()) prepared.finalize();
    this.#prepared.clear();
  }

  #row({ pointer, columnCount }: Prepared): unknown[] {
    return Array.from({ length: columnCount }, (_, column) => this.#cell(pointer, column));
  }

  // By the C interface: that of JavaScript ends a text at its first NUL.
  #cell(statement: unknown, column: number): unknown {
    const { capi, wasm } = this.#sqlite;
    switch (capi.sqlite3_column_type(statement, column)) {
      case type.integer:
        return capi.sqlite3_column_int64(statement, column);
      case type.real:
        return capi.sqlite3_column_double(statement, column);
      case type.text:
      case type.blob: {
        const at = Number(capi.sqlite3_column_blob(statement, column));
        const size = capi.sqlite3_column_bytes(statement, column);
        const bytes = wasm.heap8u().slice(at, at + size);
        return capi.sqlite3_column_type(statement, column) === type.text
          ? utf8.decode(bytes)
          : bytes;
      }
      default:
        return null;
    }
  }
}

// A statement that has failed says so again when it is reset.
function reset(statement: Prepared | undefined): void {
  try {
    statement?.reset();
  } catch {
    // It was said already.
  }
}
