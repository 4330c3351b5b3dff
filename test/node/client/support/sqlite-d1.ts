import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

interface Bound {
  readonly sql: string;
  readonly params: SQLInputValue[];
}

/** An SQLite in this process behind what a store asks of a D1 binding, for tests of many calls. */
export class SqliteD1 {
  readonly #db = new DatabaseSync(':memory:');
  readonly #statements = new Map<string, StatementSync>();
  readonly #changes = this.#db.prepare('SELECT total_changes() AS n');

  prepare(sql: string) {
    return { sql, params: [], bind: (...params: SQLInputValue[]): Bound => ({ sql, params }) };
  }

  withSession() {
    return this;
  }

  getBookmark(): null {
    return null;
  }

  /** One transaction. It is asynchronous, so that calls at the same time meet between batches. */
  async batch(statements: readonly Bound[]) {
    await new Promise(setImmediate);
    this.#db.exec('BEGIN');
    try {
      const results = statements.map((each) => this.#run(each));
      this.#db.exec('COMMIT');
      return results;
    } catch (cause) {
      this.#db.exec('ROLLBACK');
      throw cause;
    }
  }

  close(): void {
    this.#db.close();
  }

  #run({ sql, params }: Bound) {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#db.prepare(sql);
      this.#statements.set(sql, statement);
    }
    const before = this.#changed();
    const results = statement.all(...params);
    return {
      success: true,
      results,
      meta: { changes: this.#changed() - before, rows_read: 0, rows_written: 0 },
    };
  }

  #changed(): number {
    return Number(this.#changes.get()!['n']);
  }
}
