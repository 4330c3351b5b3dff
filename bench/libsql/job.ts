/** What a process of parts/libsql.ts is asked: to make the tables, or calls of `memory.saveThread`. */
export type Job =
  | { readonly init: true }
  | { readonly method: string; readonly calls: readonly (readonly unknown[])[] };

/** What that took. */
export interface Outcome {
  readonly ms: number;
  /** Of the process. */
  readonly cpuMs: number;
  /** HTTP requests. */
  readonly trips: number;
  /** Of the server, where the process was told to count them. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
}
