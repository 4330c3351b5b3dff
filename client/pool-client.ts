import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';

/** Statements of your own on the store's pool: what the store checks, nobody checks here. */
export interface DbClient {
  query<R extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<QueryResult<R>>;
  /** The rows; an empty list is fine. */
  any<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  manyOrNone<R extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<R[]>;
  /** The rows; rejects without one. */
  many<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<R[]>;
  /** The only row; rejects unless there is exactly one. */
  one<R extends QueryResultRow = QueryResultRow>(text: string, values?: unknown[]): Promise<R>;
  /** The only row or null; rejects if there are several. */
  oneOrNone<R extends QueryResultRow = QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<R | null>;
  /** Resolves to null; rejects if there are rows. */
  none(text: string, values?: unknown[]): Promise<null>;
}

class Queries implements DbClient {
  readonly #to: Pick<Pool | PoolClient, 'query'>;

  constructor(to: Pick<Pool | PoolClient, 'query'>) {
    this.#to = to;
  }

  query<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<QueryResult<R>> {
    return this.#to.query<R>(text, values);
  }

  async any<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return (await this.query<R>(text, values)).rows;
  }

  manyOrNone<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    return this.any<R>(text, values);
  }

  async many<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R[]> {
    const rows = await this.any<R>(text, values);
    if (rows.length === 0) throw new Error('the query answered no row');
    return rows;
  }

  async one<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R> {
    const [row, ...more] = await this.any<R>(text, values);
    if (row !== undefined && more.length === 0) return row;
    throw new Error(`the query answered ${row === undefined ? 0 : more.length + 1} rows, not one`);
  }

  async oneOrNone<R extends QueryResultRow>(text: string, values?: unknown[]): Promise<R | null> {
    const [row, ...more] = await this.any<R>(text, values);
    if (more.length === 0) return row ?? null;
    throw new Error(`the query answered ${more.length + 1} rows, not one or none`);
  }

  async none(text: string, values?: unknown[]): Promise<null> {
    const { length } = await this.any(text, values);
    if (length === 0) return null;
    throw new Error(`the query answered ${length} rows, not none`);
  }
}

/** As DbClient, on any connection of the pool, and transactions on one. */
export class PoolDbClient extends Queries {
  readonly $pool: Pool;

  constructor(pool: Pool) {
    super(pool);
    this.$pool = pool;
  }

  /** A connection that the caller releases. */
  connect(): Promise<PoolClient> {
    return this.$pool.connect();
  }

  /** Runs `work` in a transaction: committed when it resolves, undone when it rejects. */
  async tx<Result>(work: (db: DbClient) => Promise<Result>): Promise<Result> {
    const client = await this.$pool.connect();
    let isBroken = false;
    try {
      await client.query('BEGIN');
      const result = await work(new Queries(client));
      await client.query('COMMIT');
      return result;
    } catch (cause) {
      await client.query('ROLLBACK').catch(() => {
        isBroken = true;
      });
      throw cause;
    } finally {
      client.release(isBroken);
    }
  }
}
