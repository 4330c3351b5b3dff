const mib = 1024 * 1024;

/** Bytes of a body, and of an answer, by the way that a call comes. */
export const limits = {
  http: 16 * mib,
  /** Of Workers RPC: the platform's own. */
  rpc: 32 * mib,
  /** In a process of our own. */
  process: 64 * mib,
} as const;

/** Bytes that linear memory may grow to: an isolate of Workers has 128 MB for this and all else. */
export const maxMemoryBytes = { worker: 96 * mib, process: 512 * mib } as const;

/** In Workers an isolate is all there is; elsewhere, such as in Node, a process has more. */
export const isWorker =
  (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent ===
  'Cloudflare-Workers';
