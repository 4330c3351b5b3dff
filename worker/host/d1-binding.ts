import type { DbAnswer, DbRequest, Row } from './abi.js';
import { classifySqliteError } from './sqlite-errors.js';
import { failure, profile } from './abi.js';
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

export function d1Database(db: D1Database): Database {
  return { open: (bookmark) => new D1Binding(db, bookmark), close: async () => {} };
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
  #reached: string | undefined;
  #mayFollow: string | undefined;

  constructor(db: D1Database, bookmark: string | undefined) {
    this.#db = db;
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
      const results = await session.batch<Row>(
        request.statements.map(({ sql, params }) => session.prepare(sql).bind(...params)),
      );
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
      const message = cause instanceof Error ? cause.message : String(cause);
      const answer = classifySqliteError(message, request.readOnly);
      if (answer.failure === failure.refused || answer.failure === failure.unavailable) {
        reportDriverError(message, answer.failure === failure.refused);
      }
      return answer;
    }
  }
}

// Quoted parts may hold what a caller sent; the rest is the driver's own words.
function reportDriverError(message: string, refused: boolean): void {
  const words = message.replace(/'[^']*'|"[^"]*"/g, '…').slice(0, 200);
  console.error(
    JSON.stringify({
      level: 'error',
      event: refused ? 'statement refused' : 'database away',
      words,
    }),
  );
}
