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

/**
 * `withinMs`: how long a trip may take. `ofRequests`: each call is a request of a Worker by itself,
 * as `within` has it.
 */
export function d1Database(
  db: D1Database,
  withinMs = answerWithinMs,
  ofRequests = false,
): Database {
  return {
    open: (bookmark) => new D1Binding(db, bookmark, withinMs, ofRequests),
    close: async () => {},
  };
}

/**
 * Runs the database requests of one call on a D1 binding. D1 has no interactive transaction, so one
 * request is one `batch()`: all statements apply or none. Cost: one round trip for any number of
 * statements.
 *
 * Where the caller has said, by `bookmark`, what his reads must have seen, the call is a session and
 * tells how far it got, and a replica may answer where the core allows it. Everything else goes to
 * the primary, which needs no session.
 */
export class D1Binding implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #db: D1Database;
  readonly #withinMs: number;
  readonly #ofRequest: boolean;
  readonly #isSession: boolean;
  #reached: string | undefined;
  #mayFollow: string | undefined;

  constructor(
    db: D1Database,
    bookmark: string | undefined,
    withinMs = answerWithinMs,
    ofRequest = false,
  ) {
    this.#db = db;
    this.#withinMs = withinMs;
    this.#ofRequest = ofRequest;
    this.#isSession = bookmark !== undefined;
    this.#mayFollow = bookmark;
  }

  bookmark(): string | null {
    return this.#reached ?? null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    const { cost } = this;
    const { statements } = request;
    cost.trips += 1;
    cost.statements += statements.length;
    try {
      const session = this.#isSession ? this.#sessionFor(request) : undefined;
      const db = session ?? this.#db;
      const results = await within(
        db.batch<Row>(statements.map(({ sql, params }) => db.prepare(sql).bind(...params))),
        this.#withinMs,
        this.#ofRequest,
      );
      if (results.length !== statements.length) {
        return failureOf('the database answered something else than results', request.readOnly);
      }
      // Later requests of the call see at least what this one saw.
      if (session) this.#reached = this.#mayFollow = session.getBookmark() ?? undefined;
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

  #sessionFor({ replicaOk }: DbRequest): D1DatabaseSession {
    return this.#db.withSession(replicaOk ? (this.#mayFollow ?? 'first-primary') : 'first-primary');
  }
}
