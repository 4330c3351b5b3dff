import { profile } from './abi.js';
import type { DbAnswer, DbRequest, Row, Statement, StatementResult } from './abi.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

/** What the transport needs of `ctx.storage` of a Durable Object that keeps its data in SQLite. */
export interface ObjectStorageLike {
  readonly sql: {
    exec(sql: string, ...params: unknown[]): Cursor;
  };
  transactionSync<Result>(run: () => Result): Result;
}

interface Cursor {
  raw(): Iterable<unknown[]>;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** The database of the Durable Object that this code runs in. */
export function objectDatabase(storage: ObjectStorageLike): Database {
  return { open: () => new ObjectStorage(storage), close: async () => {} };
}

/**
 * Runs the database requests of one call on the storage of a Durable Object, from inside: the
 * database is in the same process, so there is no round trip. Its SQLite has the limits of D1's.
 *
 * One request is one synchronous transaction. What fails was undone: nothing is ever half sent. An
 * answer leaves the object only after the platform has stored what was written.
 */
class ObjectStorage implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #storage: ObjectStorageLike;

  constructor(storage: ObjectStorageLike) {
    this.#storage = storage;
  }

  /** There is one copy of the data. */
  bookmark(): null {
    return null;
  }

  async execute({ statements, readOnly }: DbRequest): Promise<DbAnswer> {
    this.cost.statements += statements.length;
    try {
      return {
        results: readOnly
          ? statements.map((statement) => ({ changes: 0, rows: this.#rowsOf(statement) }))
          : this.#storage.transactionSync(() => this.#write(statements)),
      };
    } catch (cause) {
      return failureOf(cause instanceof Error ? cause.message : String(cause), true);
    }
  }

  #write(statements: readonly Statement[]): StatementResult[] {
    let before = this.#totalChanges();
    return statements.map((statement) => {
      const rows = this.#rowsOf(statement);
      const total = this.#totalChanges();
      const changes = total - before;
      before = total;
      return { changes, rows };
    });
  }

  #rowsOf({ sql, params }: Statement): readonly Row[] {
    const cursor = this.#storage.sql.exec(sql, ...params);
    // The members of an array are the columns in their order.
    const rows = [...cursor.raw()] as unknown as readonly Row[];
    this.cost.rowsRead += cursor.rowsRead;
    this.cost.rowsWritten += cursor.rowsWritten;
    return rows;
  }

  #totalChanges(): number {
    const [row] = this.#storage.sql.exec('SELECT total_changes()').raw();
    return row?.[0] as number;
  }
}
