import { RequestError } from './errors.js';
import { failure, profile } from './abi.js';
import { answerWithinMs, within } from './deadline.js';
import type { DbAnswer, DbFailure, DbRequest, Statement, StatementResult } from './abi.js';
import {
  classifyPostgresError,
  isAnswer,
  isConflict,
  isUnprepared,
  settingsErrorOf,
} from './postgres-errors.js';
import type { PostgresError } from './postgres-errors.js';
import { Pipeline } from './postgres-pipeline.js';
import type { Frame, RawRows } from './postgres-pipeline.js';
import { sleep } from './sleep.js';
import type { Cost, Database, Transport } from './transport.js';

/** A pool of `pg`, or what is like it. */
export interface PgPool {
  connect(): Promise<PgClient>;
  end(): Promise<void>;
}

/** A client of that pool: it takes queries that write their own messages. */
export interface PgClient {
  query(query: unknown): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  off(event: 'error', listener: (error: unknown) => void): unknown;
  release(destroy?: boolean): void;
}

export interface PostgresOptions {
  /** Aurora DSQL instead of PostgreSQL. */
  readonly isDsql: boolean;
  /** Connections keep the statements that they have parsed. */
  readonly preparedStatements: boolean;
  /** The connections are the store's own: it sets what it depends on. */
  readonly isOwn: boolean;
  /** Where native indexes of vectors are; absent: where the other tables are. */
  readonly nativeSchema?: string | undefined;
  /** How long a trip may take. */
  readonly withinMs?: number;
  /** How long a call may wait, altogether, for others that write the same rows. */
  readonly turnsWithinMs?: number;
}

const turnsWithinMs = 20_000;

/** PostgreSQL or Aurora DSQL. `close` is left to the pool's owner. */
export function postgresDatabase(
  pool: PgPool,
  { preparedStatements, ...options }: PostgresOptions,
  close: () => Promise<void>,
): Database {
  const shared: Shared = { ...options, naming: preparedStatements, turn: Promise.resolve() };
  // A document is an element of an array there, with escapes, and loses what the database cannot hold.
  return {
    open: () => new Postgres(pool, shared),
    holdsNothing: true,
    ...(shared.isDsql ? { isNarrow: true } : {}),
    close,
  };
}

/** What the calls of a store share. */
export interface Shared {
  readonly isDsql: boolean;
  readonly isOwn: boolean;
  readonly withinMs?: number;
  readonly turnsWithinMs?: number;
  /** Where native indexes of vectors are; absent: where the other tables are. */
  readonly nativeSchema?: string | undefined;
  naming: boolean;
  /** Ends when the calls before have been repeated. */
  turn: Promise<unknown>;
}

/**
 * Runs the database requests of one call on PostgreSQL: each is one transaction, sent in one go and
 * answered in one go. Cost: one round trip for any number of statements; one more where a
 * connection was lost while it committed, to look whether it did.
 */
export class Postgres implements Transport {
  readonly profile: number;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #pool: PgPool;
  readonly #shared: Shared;
  readonly #end: (() => Promise<void>) | undefined;
  #hasRivals = false;
  /** For how long it may still wait for its turns. */
  #turnsWithinMs: number;

  /** `end`: gives back the pool, where it is the call's own. */
  constructor(pool: PgPool, shared: Shared, end?: () => Promise<void>) {
    this.#pool = pool;
    this.#shared = shared;
    this.#end = end;
    this.#turnsWithinMs = shared.turnsWithinMs ?? turnsWithinMs;
    this.profile = shared.isDsql ? profile.dsql : profile.postgres;
  }

  settingsOf(tablePrefix: string): string {
    const { nativeSchema } = this.#shared;
    return nativeSchema === undefined ? tablePrefix : `${tablePrefix}|${nativeSchema}`;
  }

  async close(): Promise<void> {
    await this.#end?.().catch(ignore);
  }

  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    this.cost.statements += request.statements.length;
    const run = () => this.#run(request.statements, this.#frameOf(request));
    const outcome = await (this.#hasRivals ? this.#inTurn(run) : run());
    if (outcome.isDone) return { results: this.#counted(outcome.results) };
    const { error } = outcome;
    this.#hasRivals = isConflict(error);
    if (isUnprepared(error)) this.#shared.naming = false;
    if (!outcome.isSent || isAnswer(error)) this.#checkSettings(error);
    // Nothing was sent, or the server says what it did not do.
    if (!outcome.isSent || isAnswer(error)) return failed(error, true);
    if (!request.marked) return failed(error, request.readOnly);
    return this.#resolve(request, outcome);
  }

  // Throws RequestError.
  #checkSettings(error: PostgresError): void {
    if (error instanceof RequestError) throw error;
    const cause = settingsErrorOf(error, this.#shared.isDsql);
    if (cause === undefined) return;
    reportDriverError(error, true);
    throw cause;
  }

  // Calls of this process that want the same rows would end one another, again and again. Who waits
  // too long gives up his turn.
  async #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const before = this.#shared.turn;
    const { promise, resolve: end } = Promise.withResolvers<void>();
    this.#shared.turn = before.then(() => promise);
    const sinceMs = Date.now();
    try {
      await within(before, this.#turnsWithinMs).catch(() => {
        throw new RequestError('overloaded', 'others write the same rows: call again later');
      });
      this.#turnsWithinMs -= Date.now() - sinceMs;
      return await run();
    } finally {
      end();
    }
  }

  /** How many lookups a lost commit is worth: each waits for the transaction that may still run. */
  static readonly maxLooks = 4;
  static readonly looksWithinMs = 10_000;

  // The answer to COMMIT was lost. The mark tells, and decides: this waits for the transaction,
  // should it still run, and makes it fail, should it come later.
  async #resolve(request: DbRequest, lost: Lost): Promise<DbAnswer> {
    const [mark, ...others] = request.statements as [Statement, ...Statement[]];
    const [slot, number] = mark.params as [string, string];
    const fence = String(BigInt(number) + 1n);
    const statements = [{ sql: mark.sql, params: [slot, fence, number] }];
    const frame = this.#frameOf({ ...request, statements });
    const untilMs = Date.now() + Math.min(Postgres.looksWithinMs, this.#withinMs);
    for (let look = 1; look <= Postgres.maxLooks; look++) {
      const leftMs = untilMs - Date.now();
      if (leftMs <= 0) break;
      const outcome = await this.#run(statements, frame, leftMs);
      if (!outcome.isDone) {
        await sleep(50 * 2 ** look);
        continue;
      }
      const stands = outcome.raw[0]?.[0]?.[0];
      if (stands === number) {
        // All results came before COMMIT was answered, or some are gone with the connection.
        return lost.results.length === others.length + 1
          ? { results: this.#counted(lost.results) }
          : failed(lost.error, false);
      }
      // Another batch has the row: nobody knows whether that one was there before.
      if (stands !== fence) break;
      return { failure: failure.guard, sent: false, detail: overwritten };
    }
    return failed(lost.error, false);
  }

  #counted(results: readonly StatementResult[]): readonly StatementResult[] {
    for (const { rows, changes } of results) {
      this.cost.rowsRead += rows.length;
      this.cost.rowsWritten += changes;
    }
    return results;
  }

  // A statement alone is a transaction by itself. A write beside its mark is atomic by itself, and
  // waits for its rivals under READ COMMITTED; several need one snapshot, which a rival ends.
  #frameOf({ readOnly, marked = false, statements }: DbRequest): Frame {
    const { isDsql, isOwn } = this.#shared;
    const settings = isOwn && !isDsql ? dependedOn : [];
    if (!marked && statements.length === 1)
      return { begin: undefined, commit: undefined, settings };
    if (isDsql) return { begin: 'BEGIN', commit: 'COMMIT', settings };
    const snapshot = marked ? statements.length > 2 : readOnly;
    return {
      begin:
        `BEGIN ISOLATION LEVEL ${snapshot ? 'REPEATABLE READ' : 'READ COMMITTED'}` +
        (readOnly ? ' READ ONLY' : ''),
      commit: 'COMMIT',
      settings,
    };
  }

  get #withinMs(): number {
    return this.#shared.withinMs ?? answerWithinMs;
  }

  async #run(
    statements: readonly Statement[],
    frame: Frame,
    withinMs = this.#withinMs,
  ): Promise<Done | Lost> {
    let client: PgClient;
    let connecting: Promise<PgClient> | undefined;
    try {
      client = await within((connecting = this.#pool.connect()), withinMs);
    } catch (cause) {
      connecting?.then((late) => late.release(), ignore);
      return { isDone: false, isSent: false, error: errorOf(cause), results: [], raw: [] };
    }
    this.cost.trips += 1;
    const pipeline = new Pipeline(statements, frame, this.#shared.naming);
    // The pipeline is told, too: an event that nobody hears would end the process.
    client.on('error', ignore);
    client.query(pipeline);
    const error = await within(pipeline.ended, withinMs).catch(errorOf);
    if (error === undefined) {
      give(client);
      return { isDone: true, results: pipeline.results, raw: pipeline.raw };
    }
    release(client, error, frame.begin !== undefined);
    return {
      isDone: false,
      isSent: pipeline.isSent,
      error,
      results: pipeline.results,
      raw: pipeline.raw,
    };
  }
}

interface Done {
  readonly isDone: true;
  readonly results: readonly StatementResult[];
  readonly raw: readonly RawRows[];
}
interface Lost {
  readonly isDone: false;
  readonly isSent: boolean;
  readonly error: PostgresError;
  readonly results: readonly StatementResult[];
  readonly raw: readonly RawRows[];
}

// The transaction of a connection that lives is still open, and is undone without being waited for.
function release(client: PgClient, error: PostgresError, isOpen: boolean): void {
  if (!isAnswer(error)) return give(client, true);
  if (!isOpen) return give(client);
  (client.query('ROLLBACK') as Promise<unknown>).then(
    () => give(client),
    () => give(client, true),
  );
}

function give(client: PgClient, destroy = false): void {
  client.off('error', ignore);
  // It may still speak of its end.
  if (destroy) client.on('error', ignore);
  client.release(destroy);
}

function ignore(): void {}

function errorOf(cause: unknown): PostgresError {
  const error = cause as Partial<PostgresError> | undefined;
  return typeof error?.message === 'string' ? (error as PostgresError) : { message: String(cause) };
}

function failed(error: PostgresError, nothingSent: boolean): DbFailure {
  const answer = classifyPostgresError(error, nothingSent);
  if (answer.failure === failure.refused || answer.failure === failure.unavailable) {
    reportDriverError(error, answer.failure === failure.refused);
  }
  return answer;
}

// What the core is told where the row of a mark has a higher number than the mark: it tries another.
const overwritten = '65535';

// Whatever the server, the database and the user are set to, numbers come back as they went in, and
// the nulls of lists are nulls. The other settings of a session the statements do not depend on: times are
// written in ISO 8601 and read in UTC, and nothing else has a form that can be set.
const dependedOn = ['SET extra_float_digits=1', 'SET array_nulls=on'];

// Quoted parts may hold what a caller sent; the rest is the server's own words.
function reportDriverError({ code, message }: PostgresError, refused: boolean): void {
  const words = message.replace(/'[^']*'|"[^"]*"|\(.*\)/g, '…').slice(0, 200);
  console.error(
    JSON.stringify({
      level: 'error',
      event: refused ? 'statement refused' : 'database away',
      code,
      words,
    }),
  );
}
