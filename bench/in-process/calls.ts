// Calls a store's class in its own Worker, many times a request, so that HTTP does not count.
import type { D1Database } from '@cloudflare/workers-types';
import type { MastraCompositeStore } from '@mastra/core/storage';

interface Env {
  DB: D1Database;
}
type Memory = Record<string, (args: unknown) => Promise<unknown>>;
type Dated = { createdAt?: string | Date; updatedAt?: string | Date };

interface Prepared {
  method: string;
  /** The argument of each call. */
  calls: unknown[];
}

/**
 * A Worker that answers
 *   POST /prepare        a method and the arguments of its calls, kept for what follows
 *   POST /answer?call=n  what the call of that number gives
 *   POST /run?calls=n    after so many calls, one after another, each number in its turn
 */
export function workerOf(makeStore: (binding: D1Database) => MastraCompositeStore) {
  let memory: Memory | undefined;
  let prepared: Prepared = { method: '', calls: [] };
  return {
    async fetch(request: Request, env: Env): Promise<Response> {
      const { pathname, searchParams } = new URL(request.url);
      const numberOf = (name: string) => Number(searchParams.get(name));
      memory ??= makeStore(env.DB).stores?.memory as unknown as Memory;
      if (pathname === '/prepare') {
        prepared = await request.json();
        prepared.calls.forEach(reviveDates);
        return Response.json(null);
      }
      const { method, calls } = prepared;
      if (pathname === '/answer') {
        return Response.json(await memory[method]!(calls[numberOf('call')]));
      }
      for (let call = 0; call < numberOf('calls'); call += 1) {
        await memory[method]!(calls[call % calls.length]);
      }
      return Response.json(null);
    },
  };
}

/** Dates, as an agent passes them. */
export function reviveDates(args: unknown): void {
  const { thread, messages = [] } = args as { thread?: Dated; messages?: Dated[] };
  for (const record of thread ? [thread, ...messages] : messages) {
    for (const name of ['createdAt', 'updatedAt'] as const) {
      if (record[name] !== undefined) record[name] = new Date(record[name]);
    }
  }
}
