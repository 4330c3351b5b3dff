import type { DbAnswer, DbRequest } from './abi.js';

/** What a call has cost so far, as the database counts it. */
export interface Cost {
  trips: number;
  statements: number;
  rowsRead: number;
  rowsWritten: number;
}

/** One call's way to the database: the capability that the host lends to the core. */
export interface Transport {
  readonly cost: Cost;
  /** Never rejects: a failure is data that the suspended coroutine must receive. */
  execute(request: DbRequest): Promise<DbAnswer>;
  /** Where the call's session stands, for `x-d1-bookmark`; null if nothing was asked. */
  bookmark(): string | null;
}
