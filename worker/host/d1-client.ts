import { ConfigError } from './errors.js';
import { profile } from './abi.js';
import type { DbAnswer, DbRequest, Row } from './abi.js';
import { answerWithinMs, within } from './deadline.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

/** A statement; several, as one transaction. Cloudflare's API takes both as they are. */
export type D1Query =
  | { readonly sql: string; readonly params: string[] }
  | { readonly batch: { readonly sql: string; readonly params: string[] }[] };

/**
 * An application's own way to a D1 database: one call is one transaction. It must take both forms: a
 * client that reads `sql` and `params` alone, as `@mastra/cloudflare-d1` has it, cannot write several
 * rows as one, and is refused before anything is written.
 */
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
  const shared = { client, withinMs, takesBatches: false };
  return { open: () => new D1ByClient(shared), close: async () => {} };
}

interface Shared {
  readonly client: D1Client;
  readonly withinMs: number;
  /** Known by a batch that was answered. */
  takesBatches: boolean;
}

/**
 * Runs the database requests of one call by an application's client: one call of it for each, and
 * one more, which reads nothing, before the first batch that writes.
 */
class D1ByClient implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #shared: Shared;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  bookmark(): null {
    return null;
  }

  async execute({ statements, readOnly }: DbRequest): Promise<DbAnswer> {
    const { cost } = this;
    cost.statements += statements.length;
    // The core binds nothing but texts.
    const batch = statements.map(({ sql, params }) => ({ sql, params: params as string[] }));
    const isBatch = batch.length > 1;
    if (isBatch && !readOnly && !this.#shared.takesBatches) {
      // Of a write that fails nobody could say whether the client is to blame.
      const lost = await this.#probe();
      if (lost !== undefined) return lost;
    }
    let result: readonly D1QueryResult[] | undefined;
    try {
      result = await this.#query(isBatch ? { batch } : batch[0]!);
    } catch (cause) {
      if (isBatch && readOnly) return (await this.#probe()) ?? lostBy(cause, true);
      return lostBy(cause, readOnly);
    }
    if (!Array.isArray(result) || result.length !== batch.length) {
      if (!readOnly || this.#shared.takesBatches) {
        return failureOf('the client answered something else than results', readOnly);
      }
      throw isBatch ? withoutBatches() : new ConfigError('client.query answered no results');
    }
    if (isBatch) this.#shared.takesBatches = true;
    return {
      results: (result as readonly D1QueryResult[]).map(({ results = [], meta = {} }) => {
        cost.rowsRead += meta.rows_read ?? 0;
        cost.rowsWritten += meta.rows_written ?? 0;
        return { changes: meta.changes ?? 0, rows: results as readonly Row[] };
      }),
    };
  }

  async #query(query: D1Query): Promise<readonly D1QueryResult[] | undefined> {
    this.cost.trips += 1;
    const { client, withinMs } = this.#shared;
    return (await within(client.query(query), withinMs))?.result;
  }

  /** Throws ConfigError if the client takes single statements alone; answers why if it takes none. */
  async #probe(): Promise<DbAnswer | undefined> {
    if (this.#shared.takesBatches) return undefined;
    const nothing = { sql: 'SELECT 1', params: [] };
    // Twice, with a statement between them that works: then it is no accident.
    for (let attempt = 1; attempt <= 2; attempt++) {
      try {
        const results = await this.#query({ batch: [nothing, nothing] });
        if (!Array.isArray(results) || results.length !== 2) break;
        this.#shared.takesBatches = true;
        return undefined;
      } catch {
        try {
          await this.#query(nothing);
        } catch (cause) {
          return lostBy(cause, true);
        }
      }
    }
    throw withoutBatches();
  }
}

function lostBy(cause: unknown, readOnly: boolean): DbAnswer {
  return failureOf(cause instanceof Error ? cause.message : String(cause), readOnly);
}

function withoutBatches(): ConfigError {
  return new ConfigError(
    'client.query takes { sql, params } alone: it must take { batch: [{ sql, params }] }, too, and ' +
      'pass it on as the body of POST /accounts/<account>/d1/database/<database>/query',
  );
}
