import { ConfigError, RequestError } from './errors.js';
import { failure, profile } from './abi.js';
import type { DbAnswer, DbFailure, DbRequest, StatementResult } from './abi.js';
import { isHeaderToken, isLoopback, jsonOf, post, sending, serverUrl } from './network.js';
import type { Peer, Send } from './network.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

/** A database of Turso, or of a libSQL server (sqld). */
export interface LibSQLOptions {
  /** `libsql://`, `https://` or `http://`. */
  readonly url: string;
  readonly authToken?: string | undefined;
  /** Instead of the global one. */
  readonly fetch?: Send | undefined;
  /** How long a request may take before it counts as lost (30 s). */
  readonly timeoutMs?: number | undefined;
}

type Names = Partial<Record<keyof LibSQLOptions, string>>;

const schemes: Readonly<Record<string, 'https:' | 'http:'>> = {
  'libsql:': 'https:',
  'https:': 'https:',
  'http:': 'http:',
  'wss:': 'https:',
  'ws:': 'http:',
};

/** Throws a TypeError that names the option, as `names` calls it, and never repeats the token. */
export function libsqlDatabase(options: LibSQLOptions, names: Names = {}): Database {
  const { fetch: given, timeoutMs = 30_000 } = options;
  const refuse = (name: keyof LibSQLOptions, what: string): never => {
    throw new TypeError(`${names[name] ?? name} ${what}`);
  };
  const place = placeOf(options.url);
  if (place === undefined) {
    return refuse(
      'url',
      'must be a URL such as libsql://database.turso.io or http://127.0.0.1:8080',
    );
  }
  const authToken = options.authToken ?? place.authToken;
  if (authToken !== undefined && !isHeaderToken(authToken)) {
    refuse('authToken', 'must be a text without spaces');
  }
  const server: Server = {
    url: place.url,
    headers: {
      'content-type': 'application/json',
      // Within a machine to compress takes longer than to send.
      ...(isLoopback(new URL(place.url)) ? { 'accept-encoding': 'identity' } : {}),
      ...(authToken === undefined ? {} : { authorization: `Bearer ${authToken}` }),
    },
    ...sending(given, timeoutMs, (option) => names[option] ?? option),
    names,
  };
  return { open: () => new LibSQL(server), close: async () => {} };
}

/** Where the server's pipelines are; undefined if the URL is not one of a server. */
function placeOf(text: unknown): { url: string; authToken: string | undefined } | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const { protocol, searchParams } = new URL(text);
  const scheme = schemes[protocol];
  const known = [...searchParams.keys()].every((name) => name === 'authToken' || name === 'tls');
  if (scheme === undefined || !known) return undefined;
  const secure = searchParams.get('tls') === '0' ? 'http:' : scheme;
  const url = serverUrl(text.replace(/\?.*$/s, '').replace(/^\w+:/, secure));
  return (
    url && {
      url: `${url.href.replace(/\/+$/, '')}/v2/pipeline`,
      authToken: searchParams.get('authToken') ?? undefined,
    }
  );
}

interface Server extends Peer {
  readonly names: Names;
}

/** A value of the protocol (Hrana). */
type Value =
  | { readonly type: 'null' }
  | { readonly type: 'integer'; readonly value: string }
  | { readonly type: 'float'; readonly value: number | null }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'blob'; readonly base64: string };

interface ServerError {
  readonly message?: string;
  readonly code?: string | null;
}

interface StepResult {
  readonly cols: readonly unknown[];
  readonly rows: readonly (readonly Value[])[];
  readonly affected_row_count: number;
  readonly rows_read?: number;
  readonly rows_written?: number;
}

interface BatchResult {
  readonly step_results: readonly (StepResult | null)[];
  readonly step_errors: readonly (ServerError | null)[];
}

/** The result of a request of a pipeline; of foreign origin, so all of it may be missing. */
interface StreamResult {
  readonly type?: string;
  readonly error?: ServerError;
  readonly response?: { readonly result?: BatchResult };
}

/**
 * Runs the database requests of one call on a libSQL server. One request is one HTTP request: a
 * stream that is opened, runs a batch whose steps each depend on the one before it, and is closed,
 * so that no transaction waits for a client. Cost: one round trip for any number of statements.
 */
class LibSQL implements Transport {
  readonly profile = profile.libsql;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** A request sees what those before it wrote: there is nothing to carry from one to the next. */
  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    const { statements, readOnly } = request;
    this.cost.trips += 1;
    this.cost.statements += statements.length;
    const got = await post(this.#server, pipelineOf(request));
    if ('reason' in got) return failureOf(got.reason, readOnly || !got.sent);
    if (got.status !== 200) return this.#refused(got.status, got.text, readOnly);
    const [result] = jsonOf<{ results?: readonly StreamResult[] }>(got.text)?.results ?? [];
    if (result?.type === 'error')
      return this.#failed(result.error, mayHaveRun(result) && !readOnly);
    const batch = result?.response?.result;
    const isWhole =
      Array.isArray(batch?.step_results) &&
      Array.isArray(batch.step_errors) &&
      batch.step_results.length === stepsOf(request);
    if (!isWhole) return failureOf('the server answered something else than results', readOnly);
    return this.#outcome(batch!, request);
  }

  #outcome(
    { step_results: steps, step_errors: errors }: BatchResult,
    request: DbRequest,
  ): DbAnswer {
    const { statements, readOnly } = request;
    const first = isTransaction(request) ? 1 : 0;
    const commit = first === 1 ? statements.length + 1 : undefined;
    const failed = errors.findIndex((error) => error !== null);
    if (failed !== -1) {
      // Nothing is committed but by COMMIT itself, or by a statement that stands alone.
      return this.#failed(errors[failed]!, !readOnly && failed === commit);
    }
    const results = steps.slice(first, first + statements.length);
    if (results.includes(null)) return failureOf('the server left out a statement', readOnly);
    return { results: results.map((step) => this.#counted(step!)) };
  }

  #counted({ cols, rows, affected_row_count, rows_read = 0, rows_written = 0 }: StepResult) {
    this.cost.rowsRead += rows_read;
    this.cost.rowsWritten += rows_written;
    const changes = cols.length > 0 ? rows.length : affected_row_count;
    // The members of an array are the columns in their order.
    const result = { changes, rows: rows.map((row) => row.map(cellOf)) };
    return result as unknown as StatementResult;
  }

  #failed({ message = '', code }: ServerError = {}, mayBeCommitted: boolean): DbFailure {
    if (code === 'TRANSACTION_TIMEOUT' || code === 'STREAM_EXPIRED' || code === 'SQLITE_SCHEMA') {
      // Another client was given the lock or changed the tables, and all of this one was undone.
      return { failure: failure.busy, sent: false, detail: '' };
    }
    if (code === 'RESPONSE_TOO_LARGE') {
      return { failure: failure.tooLarge, sent: mayBeCommitted, detail: '' };
    }
    if (code === 'BLOCKED') throw this.#forbidden(message);
    const answer = failureOf(`${message}: ${code ?? ''}`, !mayBeCommitted);
    // The server itself has waited for its lock: the caller is told, and may call again.
    if (answer.failure !== failure.busy) return answer;
    throw new RequestError(
      'unavailable',
      'the database is locked by another writer; nothing was written',
    );
  }

  /** Throws ConfigError where the settings are to blame. */
  #refused(status: number, text: string, readOnly: boolean): DbFailure {
    const { names } = this.#server;
    const token = names.authToken ?? 'authToken';
    const { error, message, code } =
      jsonOf<{ error?: string; message?: string; code?: string }>(text) ?? {};
    if (status === 401) {
      throw new ConfigError(
        /expired/i.test(error ?? '')
          ? `${token} has expired: the database wants a new one`
          : `the database does not know ${token}: it must be a token of this database`,
      );
    }
    if (status === 403) throw this.#forbidden(error ?? '');
    if (status === 404) {
      throw new ConfigError(`there is no libSQL database at ${names.url ?? 'url'}`);
    }
    if (status === 413) return { failure: failure.tooLarge, sent: false, detail: '' };
    if (status === 429) return { failure: failure.overloaded, sent: false, detail: '' };
    if (code === 'STREAM_EXPIRED') return this.#failed({ code }, false);
    // What the server refuses as a request did not reach the database.
    const reached = status >= 500;
    return failureOf(message ?? `the server answered ${status}`, readOnly || !reached);
  }

  #forbidden(said: string): ConfigError {
    const token = this.#server.names.authToken ?? 'authToken';
    return new ConfigError(
      /write/i.test(said)
        ? `${token} may only read: the call needs a token that may write`
        : `the database forbids ${token} what the call needs`,
    );
  }
}

// Some errors are found before anything has run.
function mayHaveRun({ error }: StreamResult): boolean {
  return !/^(SQL_|ARGS_|BATCH_)/.test(error?.code ?? '');
}

function isTransaction({ statements, readOnly }: DbRequest): boolean {
  return !readOnly || statements.length > 1;
}

function stepsOf(request: DbRequest): number {
  return request.statements.length + (isTransaction(request) ? 3 : 0);
}

/** The body of a request: `BEGIN`, the statements and `COMMIT`, or `ROLLBACK` where one fails. */
function pipelineOf(request: DbRequest): string {
  const { statements, readOnly } = request;
  const stmts = statements.map(({ sql, params }) => ({
    sql,
    args: params.map((value) => ({ type: 'text', value })), // the core binds nothing else
  }));
  const plain = (sql: string) => ({ sql, args: [] });
  const inOrder = isTransaction(request)
    ? [
        plain(readOnly ? 'BEGIN TRANSACTION READONLY' : 'BEGIN IMMEDIATE'),
        ...stmts,
        plain('COMMIT'),
      ]
    : stmts;
  const ok = (step: number) => ({ type: 'ok', step });
  const steps: object[] = inOrder.map((stmt, i) =>
    i === 0 ? { stmt } : { condition: ok(i - 1), stmt },
  );
  if (isTransaction(request)) {
    const condition = { type: 'not', cond: ok(steps.length - 1) };
    steps.push({ condition, stmt: plain('ROLLBACK') });
  }
  return JSON.stringify({
    baton: null,
    requests: [{ type: 'batch', batch: { steps } }, { type: 'close' }],
  });
}

function cellOf(value: Value): unknown {
  switch (value.type) {
    case 'text':
    case 'float':
      return value.value;
    case 'integer': {
      const number = Number(value.value);
      return Number.isSafeInteger(number) ? number : BigInt(value.value);
    }
    case 'blob':
      return Uint8Array.from(atob(value.base64), (c) => c.charCodeAt(0));
    case 'null':
      return null;
  }
}
