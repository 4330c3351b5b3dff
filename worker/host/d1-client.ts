import { ConfigError } from '../errors.js';
import { profile } from './abi.js';
import type { DbAnswer, DbRequest, Row } from './abi.js';
import { answerWithinMs, within } from './deadline.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

/** A statement; several, as one transaction. Cloudflare's API takes both as they are. */
export type D1Query =
  | { readonly sql: string; readonly params: string[] }
  | { readonly batch: { readonly sql: string; readonly params: string[] }[] };

/** An application's own way to a D1 database: one call is one transaction. */
export interface D1Client {
  /** Answers as `POST /accounts/<account>/d1/database/<database>/query` does. */
  query(query: D1Query): Promise<{ readonly result: readonly D1QueryResult[] }>;
}

interface D1QueryResult {
  readonly results?: readonly unknown[] | undefined;
  readonly meta?:
    | {
        readonly changes?: number | undefined;
        readonly rows_read?: number | undefined;
        readonly rows_written?: number | undefined;
      }
    | undefined;
}

/** `withinMs`: how long a trip may take. */
export function d1ClientDatabase(client: D1Client, withinMs = answerWithinMs): Database {
  return { open: () => new D1ByClient(client, withinMs), close: async () => {} };
}

/** Runs the database requests of one call by an application's client: one call of it for each. */
class D1ByClient implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #client: D1Client;
  readonly #withinMs: number;

  constructor(client: D1Client, withinMs: number) {
    this.#client = client;
    this.#withinMs = withinMs;
  }

  bookmark(): null {
    return null;
  }

  async execute({ statements, readOnly }: DbRequest): Promise<DbAnswer> {
    const { cost } = this;
    cost.trips += 1;
    cost.statements += statements.length;
    // The core binds nothing but texts.
    const batch = statements.map(({ sql, params }) => ({ sql, params: params as string[] }));
    let result: readonly D1QueryResult[] | undefined;
    try {
      ({ result } = await within(
        this.#client.query(batch.length === 1 ? batch[0]! : { batch }),
        this.#withinMs,
      ));
    } catch (cause) {
      return failureOf(cause instanceof Error ? cause.message : String(cause), readOnly);
    }
    if (!Array.isArray(result) || result.length !== batch.length) {
      if (!readOnly) return failureOf('the client answered something else than results', false);
      throw new ConfigError(
        `client.query was given ${batch.length} statements and answered ${result?.length ?? 'no'} ` +
          'results: it must pass on { batch } as well as { sql, params }',
      );
    }
    return {
      results: (result as readonly D1QueryResult[]).map(({ results = [], meta = {} }) => {
        cost.rowsRead += meta.rows_read ?? 0;
        cost.rowsWritten += meta.rows_written ?? 0;
        return { changes: meta.changes ?? 0, rows: results as readonly Row[] };
      }),
    };
  }
}
