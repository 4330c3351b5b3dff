import type { Held } from '../worker/host/held.js';

/** What came back of a call: the HTTP status and JSON, be it a result or an error. */
export interface Answer {
  readonly status: number;
  /** Text or its bytes, whichever was there: not everyone reads it. */
  readonly body: string | Uint8Array;
  /** Documents of a result that the body only names. */
  readonly held?: Held | undefined;
}

/** The argument object of a call: JSON, in texts that make it when joined. */
export interface Arguments {
  readonly texts: readonly string[];
  /** Every second text is a document, an object or a list, that the method only hands on. */
  readonly documents: boolean;
  /** Nobody looks at the result: the answer may be null. */
  readonly unread?: boolean;
}

/** One way to a store core: in process, by HTTP or by a service binding. */
export interface Connection {
  /** What `init()` calls: what makes the tables where this side may, else what tells how they are. */
  readonly initMethod: 'store.init' | 'store.status';
  /**
   * Runs a method, once. `method` is a wire name such as `memory.saveThread`; `fromPrimary` asks for
   * the latest there is, not only for what this side has seen. Rejects with NoAnswer alone; a
   * refusal is an answer.
   */
  call(method: string, args: Arguments, fromPrimary: boolean): Promise<Answer>;
  /** How often and how patiently a call is repeated, if not as others are. */
  readonly patience?: Patience;
  /** Gives back what is held open; once more does nothing. */
  close(): Promise<void>;
}

export interface Patience {
  /** With the first one. */
  readonly attempts: number;
  /** Doubled by each further attempt, and random up to that. */
  readonly firstDelayMs: number;
}

/** The connection failed before an answer came. The message holds no content. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** False only if the call cannot have reached the store. */
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause });
    this.sent = sent;
  }
}

/**
 * How far a connection has seen the database: sent along, the next call sees at least what earlier
 * ones saw and wrote, from whichever copy of the database answers.
 */
export class Bookmark {
  #reached: string | undefined;

  /** What to send along with the next call, which is told of its own place only where it asks. */
  next(fromPrimary: boolean): string {
    return fromPrimary ? 'first-primary' : (this.#reached ?? 'first-primary');
  }

  /** Answers may overtake one another, so the later place counts: bookmarks sort by their age. */
  advance(bookmark: string | null | undefined): void {
    if (!bookmark) return;
    if (this.#reached === undefined || bookmark > this.#reached) this.#reached = bookmark;
  }
}
