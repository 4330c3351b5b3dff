import { ConfigError, RequestError } from './errors.js';
import { failure, profile } from './abi.js';
import type { DbAnswer, DbRequest, Statement, StatementResult } from './abi.js';
import { sleep } from './sleep.js';
import { failureOf } from './sqlite-errors.js';
import type { Cost, Database, Transport } from './transport.js';

/** An SQLite of this process, open on one database. Everything it does is synchronous. */
export interface Engine {
  /** Rows are arrays. Throws EngineError. */
  run(statement: Statement): StatementResult;
  /** After a write: gives a part of what is free back, where much is. Throws EngineError. */
  tidy?(): void;
  close(): void;
}

/** What SQLite says. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  /** Of SQLite's primary result codes. */
  readonly code: string;

  constructor(message: string, resultCode: number) {
    super(message);
    // By these words classifySqliteError knows what SQLite says of its own accord.
    this.code = `SQLITE_${resultNames[resultCode & 0xff] ?? 'ERROR'}`;
  }
}

const resultNames: Readonly<Record<number, string>> = {
  5: 'BUSY',
  6: 'LOCKED',
  7: 'NOMEM',
  8: 'READONLY',
  9: 'INTERRUPT',
  10: 'IOERR',
  11: 'CORRUPT',
  13: 'FULL',
  14: 'CANTOPEN',
  15: 'PROTOCOL',
  18: 'TOOBIG',
  19: 'CONSTRAINT',
  26: 'NOTADB',
};

export interface EmbeddedOptions {
  /** Opens the database; asked again where it has failed. May throw EngineError or ConfigError. */
  readonly open: () => Promise<Engine>;
  /** How long a call waits for another process that writes. */
  readonly lockTimeoutMs: number;
  /** What errors call the option that names the database, and the file that it names. */
  readonly name: string;
  readonly file: string;
}

// Longer work than this lets timers and sockets have their turn first.
const turnMs = 10;
const longestPauseMs = 25;

/**
 * A database in a file or in memory, in this process. One request is one synchronous transaction, so
 * those of one process follow one another; it never blocks the thread for another process longer
 * than the engine's own busy timeout, and asks again after a pause.
 */
export function embeddedDatabase(options: EmbeddedOptions): Database {
  const shared = new Shared(options);
  return { open: () => new Embedded(shared), close: () => shared.close() };
}

/** What the calls of one database have in common. */
class Shared {
  readonly lockTimeoutMs: number;
  /** What errors call the database. */
  readonly file: string;
  readonly #open: () => Promise<Engine>;
  #engine: Promise<Engine> | undefined;
  #isClosed = false;
  #turn: Promise<void> | undefined;
  #turnBegan = 0;

  constructor({ open, lockTimeoutMs, name, file }: EmbeddedOptions) {
    this.#open = open;
    this.lockTimeoutMs = lockTimeoutMs;
    this.file = `the file of ${name}, ${file},`;
  }

  async engine(): Promise<Engine> {
    if (this.#isClosed) throw new ConfigError('the store is closed');
    this.#engine ??= this.#open();
    try {
      return await this.#engine;
    } catch (cause) {
      this.#engine = undefined;
      throw cause;
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const engine = await this.#engine?.catch(() => undefined);
    engine?.close();
  }

  /** Ends when this call may work: at once, unless calls before it have used up the turn. */
  async turn(): Promise<void> {
    if (typeof setImmediate === 'undefined') return;
    if (this.#turn === undefined) {
      this.#turnBegan = performance.now();
      this.#turn = new Promise((resolve) => {
        setImmediate(() => {
          this.#turn = undefined;
          resolve();
        });
      });
    } else if (performance.now() - this.#turnBegan > turnMs) {
      await this.#turn;
    }
  }
}

class Embedded implements Transport {
  readonly profile = profile.sqlite;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #shared: Shared;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** There is one copy of the data. */
  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    this.cost.statements += request.statements.length;
    const { lockTimeoutMs } = this.#shared;
    let waitingSince: number | undefined;
    for (let pauseMs = 1; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      await this.#shared.turn();
      const answer = await this.#try(request);
      if (!('failure' in answer) || answer.failure !== failure.busy) return answer;
      waitingSince ??= performance.now();
      if (performance.now() - waitingSince > lockTimeoutMs) {
        throw new RequestError(
          'unavailable',
          `the database was locked by another writer for ${lockTimeoutMs} ms; nothing was written`,
        );
      }
      await sleep(pauseMs * Math.random());
    }
  }

  async #try({ statements, readOnly }: DbRequest): Promise<DbAnswer> {
    let engine: Engine | undefined;
    try {
      engine = await this.#shared.engine();
      const results =
        statements.length === 1
          ? [engine.run(statements[0]!)]
          : transaction(engine, statements, readOnly ? begin : beginWrite);
      if (!readOnly) {
        for (const { changes } of results) this.cost.rowsWritten += changes;
        tidy(engine);
      }
      return { results };
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause;
      return this.#failed(cause, readOnly);
    }
  }

  #failed({ message, code }: EngineError, readOnly: boolean): DbAnswer {
    const { file } = this.#shared;
    if (code === 'SQLITE_CANTOPEN') {
      throw new ConfigError(`${file} cannot be opened: does its folder exist?`);
    }
    if (code === 'SQLITE_READONLY') throw new ConfigError(`${file} cannot be written`);
    if (code === 'SQLITE_NOTADB') throw new ConfigError(`${file} is no database`);
    return failureOf(`${message}: ${code}`, readOnly);
  }
}

// What is done is done, whether room can be given back or not: the next write tries again.
function tidy(engine: Engine): void {
  try {
    engine.tidy?.();
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause;
  }
}

const begin: Statement = { sql: 'BEGIN', params: [] };
// A transaction that begins by reading could not become a writer once another has written.
const beginWrite: Statement = { sql: 'BEGIN IMMEDIATE', params: [] };
const commit: Statement = { sql: 'COMMIT', params: [] };
const rollback: Statement = { sql: 'ROLLBACK', params: [] };

function transaction(
  engine: Engine,
  statements: readonly Statement[],
  first: Statement,
): StatementResult[] {
  engine.run(first);
  try {
    const results = statements.map((statement) => engine.run(statement));
    engine.run(commit);
    return results;
  } catch (cause) {
    try {
      engine.run(rollback);
    } catch {
      // SQLite has ended the transaction itself.
    }
    throw cause;
  }
}
