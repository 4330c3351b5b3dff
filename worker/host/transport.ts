import type { DbAnswer, DbRequest, DynamoReply, DynamoRequest } from './abi.js';

/** What a call has cost so far, as the database counts it. */
export interface Cost {
  trips: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
}

/** A database that this host can reach. */
export interface Database {
  /**
   * The way of one call. `bookmark` says what its reads must have seen, where the database has
   * copies that lag behind (D1); else it means nothing.
   */
  open(bookmark?: string): Transport;
  /** No documents stay with the host (held.ts): requests do not splice JSON. Absent: they may. */
  readonly holdsNothing?: true;
  /** Little fits into a transaction: sums of metrics by the hour cannot be kept. Absent: much does. */
  readonly isNarrow?: true;
  /** Gives back connections and files; none where nothing is held. */
  close(): Promise<void>;
}

/** One call's way to the database: the capability that the host lends to the core. */
export interface Transport {
  /** Limits and dialect that the core plans for: `profile` of abi.ts. */
  readonly profile: number;
  readonly cost: Cost;
  /** What the core is told in the place of a table prefix. Absent: the prefix itself. */
  settingsOf?(tablePrefix: string): string;
  /**
   * A failure is data that the suspended coroutine must receive. Rejects only with a RequestError,
   * where nothing was run and no other statement would be either: a token that is not good.
   */
  execute(request: DbRequest): Promise<DbAnswer>;
  /** The same for calls of DynamoDB, where that is the database. */
  send?(request: DynamoRequest): Promise<DynamoReply[]>;
  /** Gives back what the call alone had, such as its connection; never rejects. */
  close?(): Promise<void>;
  /** Where the call's session stands, for `x-d1-bookmark`; null if nothing was asked. */
  bookmark(): string | null;
}
