import type { DbAnswer, DbRequest, Row } from './abi.js';
import { profile } from './abi.js';
import { answerWithinMs, within } from './deadline.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

const bookmarkForm = /^[0-9a-f]+(-[0-9a-f]+){3}$/;

/** What `x-d1-bookmark` may say: a bookmark of an earlier answer, or where the first read may go. */
export function isBookmark(text: string): boolean {
  return (
    text === 'first-primary' ||
    text === 'first-unconstrained' ||
    (text.length <= 256 && bookmarkForm.test(text))
  );
}

/** `withinMs`: how long a trip may take. */
export function d1Database(db: D1Database, withinMs?: number): Database {
  return { open: (bookmark) => new D1Binding(db, bookmark, withinMs), close: async () => {} };
}

/**
 * Runs the database requests of one call on a D1 binding. D1 has no interactive transaction, so one
 * request is one `batch()`: all statements apply or none. Cost: one round trip for any number of
 * statements.
 *
 * A replica may answer only where the core allows it and the caller has said, by `bookmark`, how
 * far behind it may be; everything else begins at the primary.
 */
export class D1Binding implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #db: D1Database;
  readonly #withinMs: number;
  #reached: string | undefined;
  #mayFollow: string | undefined;

  constructor(db: D1Database, bookmark: string | undefined, withinMs = answerWithinMs) {
    this.#db = db;
    this.#withinMs = withinMs;
    this.#mayFollow = bookmark;
  }

  bookmark(): string | null {
    return this.#reached ?? null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    const { cost } = this;
    cost.trips += 1;
    cost.statements += request.statements.length;
    try {
      const session = this.#db.withSession(
        request.replicaOk ? (this.#mayFollow ?? 'first-primary') : 'first-primary',
      );
      const results = await within(
        session.batch<Row>(
          request.statements.map(({ sql, params }) => session.prepare(sql).bind(...params)),
        ),
        this.#withinMs,
      );
      if (results.length !== request.statements.length) {
        return failureOf('the database answered something else than results', request.readOnly);
      }
      // Later requests of the call see at least what this one saw.
      this.#reached = this.#mayFollow = session.getBookmark() ?? undefined;
      return {
        results: results.map(({ meta, results: rows }) => {
          cost.rowsRead += meta.rows_read;
          cost.rowsWritten += meta.rows_written;
          return { changes: meta.changes, rows };
        }),
      };
    } catch (cause) {
      return failureOf(cause instanceof Error ? cause.message : String(cause), request.readOnly);
    }
  }
}
