import { failure, profile } from './abi.js';
import type { DbAnswer, DbFailure, DbRequest, Row, Statement, StatementResult } from './abi.js';
import { classifyPostgresError, isAnswer } from './postgres-errors.js';
import type { PostgresError } from './postgres-errors.js';
import { sleep } from './sleep.js';
import type { Cost, Database, Transport } from './transport.js';

/** What this host needs of a connection of `pg`: messages of the protocol, one after the other. */
interface PgConnection {
  readonly stream: { cork?(): void; uncork?(): void };
  parse(query: { name: string; text: string }): void;
  bind(config: { values: unknown[] }): void;
  describe(message: { type: 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  flush(): void;
  sync(): void;
}

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

/** PostgreSQL, or Aurora DSQL where `isDsql`. `close` is left to the pool's owner. */
export function postgresDatabase(
  pool: PgPool,
  isDsql: boolean,
  close: () => Promise<void>,
): Database {
  // A document is an element of an array there, with escapes, and loses what the database cannot hold.
  return { open: () => new Postgres(pool, isDsql), holdsNothing: true, close };
}

/** How one batch is run. */
interface Frame {
  readonly begin: string | undefined;
  readonly commit: string | undefined;
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
  readonly #isDsql: boolean;

  constructor(pool: PgPool, isDsql: boolean) {
    this.#pool = pool;
    this.#isDsql = isDsql;
    this.profile = isDsql ? profile.dsql : profile.postgres;
  }

  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    this.cost.statements += request.statements.length;
    const outcome = await this.#run(request.statements, this.#frameOf(request));
    if (outcome.isDone) return { results: this.#counted(outcome.results) };
    const { error } = outcome;
    // Nothing was sent, or the server says what it did not do.
    if (!outcome.isSent || isAnswer(error)) return failed(error, true);
    if (!request.marked) return failed(error, request.readOnly);
    return this.#resolve(request, outcome);
  }

  /** How many lookups a lost commit is worth: each waits for the transaction that may still run. */
  static readonly maxLooks = 4;

  // The answer to COMMIT was lost. The mark tells: this waits for the transaction, should it still
  // run, and makes it fail, should it come later.
  async #resolve(request: DbRequest, lost: Lost): Promise<DbAnswer> {
    const [mark, ...others] = request.statements as [Statement, ...Statement[]];
    const [slot, number] = mark.params as [string, string];
    const statements = [{ sql: mark.sql, params: [slot, anotherNumber(number)] }];
    for (let look = 1; look <= Postgres.maxLooks; look++) {
      const outcome = await this.#run(statements, this.#frameOf({ ...request, statements }));
      if (!outcome.isDone) {
        await sleep(50 * 2 ** look);
        continue;
      }
      const before = outcome.raw[0]?.[0]?.[0] ?? null;
      if (before === number) {
        // All results came before COMMIT was answered, or some are gone with the connection.
        return lost.results.length === others.length + 1
          ? { results: this.#counted(lost.results) }
          : failed(lost.error, false);
      }
      if (!isFromBefore(before, lost.raw[0]?.[0]?.[0], number)) break;
      return { failure: failure.busy, sent: false, detail: '' };
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
    if (!marked && statements.length === 1) return { begin: undefined, commit: undefined };
    if (this.#isDsql) return { begin: 'BEGIN', commit: 'COMMIT' };
    const snapshot = marked ? statements.length > 2 : readOnly;
    return {
      begin:
        `BEGIN ISOLATION LEVEL ${snapshot ? 'REPEATABLE READ' : 'READ COMMITTED'}` +
        (readOnly ? ' READ ONLY' : ''),
      commit: 'COMMIT',
    };
  }

  async #run(statements: readonly Statement[], frame: Frame): Promise<Done | Lost> {
    let client: PgClient;
    try {
      client = await this.#pool.connect();
    } catch (cause) {
      return { isDone: false, isSent: false, error: errorOf(cause), results: [], raw: [] };
    }
    this.cost.trips += 1;
    const pipeline = new Pipeline(statements, frame);
    // The pipeline is told, too: an event that nobody hears would end the process.
    client.on('error', ignore);
    client.query(pipeline);
    const error = await pipeline.ended;
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

type RawRows = readonly (readonly (string | null)[])[];

/** A transaction whose messages are all written before the first answer is read. */
class Pipeline {
  readonly results: StatementResult[] = [];
  readonly raw: RawRows[] = [];
  isSent = false;
  /** Resolves with what ended it; nothing if all was done. */
  readonly ended: Promise<PostgresError | undefined>;
  readonly #statements: readonly Statement[];
  readonly #frame: Frame;
  #end!: (error?: PostgresError) => void;
  #at: number;
  #types: readonly number[] = [];
  #rows: Row[] = [];
  #texts: (readonly (string | null)[])[] = [];

  constructor(statements: readonly Statement[], frame: Frame) {
    this.#statements = statements;
    this.#frame = frame;
    this.#at = frame.begin === undefined ? 0 : -1;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  // What `pg` calls, from here on.

  submit(connection: PgConnection): void {
    this.isSent = true;
    const { stream } = connection;
    stream.cork?.();
    const { begin, commit } = this.#frame;
    if (begin !== undefined) put(connection, begin, []);
    for (const { sql, params } of this.#statements) put(connection, sql, params);
    if (commit !== undefined) {
      // The results are on their way before the commit is: should its answer be lost, they are not.
      connection.flush();
      put(connection, commit, []);
    }
    connection.sync();
    stream.uncork?.();
  }

  handleRowDescription({ fields }: { fields: readonly { dataTypeID: number }[] }): void {
    this.#types = fields.map(({ dataTypeID }) => dataTypeID);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    if (this.#at === 0) this.#texts.push(fields);
    // A row is an array: its own keys are the columns, in their order.
    this.#rows.push(fields.map((text, i) => cellOf(text, this.#types[i])) as unknown as Row);
  }

  handleCommandComplete({ text }: { text: string }): void {
    if (this.#at >= 0 && this.#at < this.#statements.length) {
      const changes = /^(?:INSERT \d+|UPDATE|DELETE) (\d+)$/.exec(text)?.[1] ?? '0';
      this.results.push({ changes: Number(changes), rows: this.#rows });
      this.raw.push(this.#texts);
    }
    this.#at += 1;
    this.#types = [];
    this.#rows = [];
    this.#texts = [];
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleError(error: unknown): void {
    this.#end(errorOf(error));
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  handlePortalSuspended(): void {}
  handleCopyInResponse(): void {}
  handleCopyData(): void {}
}

function put(connection: PgConnection, text: string, values: unknown[]): void {
  connection.parse({ name: '', text });
  connection.bind({ values });
  connection.describe({ type: 'P', name: '' });
  connection.execute({ portal: '', rows: 0 });
}

const numberTypes = new Set([20, 21, 23, 26, 700, 701, 1700]);
const booleanType = 16;

function cellOf(text: string | null, type: number | undefined): null | number | string {
  if (text === null || type === undefined) return text;
  if (numberTypes.has(type)) return Number(text);
  return type === booleanType ? Number(text === 't') : text;
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

// A number of this time that is not the mark's own.
function anotherNumber(number: string): string {
  return String(BigInt(number) ^ 1n);
}

const markBits = 20n;
const skewMs = 60_000n;

/**
 * True if what a mark's row held is from before the mark, so that the mark was never committed.
 * Else another batch has written there since, and nobody knows.
 */
function isFromBefore(
  found: string | null,
  seen: string | null | undefined,
  number: string,
): boolean {
  if (found === null || found === seen) return true;
  return BigInt(found) >> markBits < (BigInt(number) >> markBits) - skewMs;
}

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
