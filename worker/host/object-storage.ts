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

/** It has no table, ours or another's: nothing was ever written. */
export function isEmpty(storage: ObjectStorageLike): boolean {
  const tables = storage.sql.exec(
    "SELECT 1 FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\' LIMIT 1",
  );
  return [...tables.raw()].length === 0;
}

/**
 * As objectDatabase, for reads of an object that is empty: what they make to find nothing in is
 * undone, so that the object stays as if it had never been asked.
 */
export function emptyDatabase(storage: ObjectStorageLike): Database {
  return { open: () => new Undone(storage), close: async () => {} };
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
  protected readonly storage: ObjectStorageLike;

  constructor(storage: ObjectStorageLike) {
    this.storage = storage;
  }

  /** There is one copy of the data. */
  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    this.cost.statements += request.statements.length;
    try {
      return { results: this.run(request) };
    } catch (cause) {
      return failureOf(cause instanceof Error ? cause.message : String(cause), true);
    }
  }

  /** Throws what SQLite does; then nothing is left of the request. */
  protected run({ statements, readOnly }: DbRequest): StatementResult[] {
    return readOnly
      ? statements.map((statement) => ({ changes: 0, rows: this.#rowsOf(statement) }))
      : this.storage.transactionSync(() => this.#write(statements));
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
    const cursor = this.storage.sql.exec(sql, ...params);
    // The members of an array are the columns in their order.
    const rows = [...cursor.raw()] as unknown as readonly Row[];
    this.cost.rowsRead += cursor.rowsRead;
    this.cost.rowsWritten += cursor.rowsWritten;
    return rows;
  }

  #totalChanges(): number {
    const [row] = this.storage.sql.exec('SELECT total_changes()').raw();
    return row?.[0] as number;
  }
}

/** Each request of a call finds what those before it have written, and leaves nothing. */
class Undone extends ObjectStorage {
  readonly #before: DbRequest[] = [];

  protected override run(request: DbRequest): StatementResult[] {
    const undo = {};
    let results: StatementResult[] | undefined;
    try {
      this.storage.transactionSync(() => {
        for (const earlier of this.#before) super.run(earlier);
        results = super.run(request);
        throw undo;
      });
    } catch (cause) {
      if (cause !== undo) throw cause;
    }
    this.cost.rowsWritten = 0;
    if (!request.readOnly) this.#before.push(request);
    return results!;
  }
}
