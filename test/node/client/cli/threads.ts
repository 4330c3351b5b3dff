// A store of threads and messages, as the tests of the command fill and read one.
import { createHash } from 'node:crypto';
import { LibSQLStore } from '../../../../client/index.js';
import type { MemoryStore } from '../../../../client/index.js';
import { StoreClient } from '../../../../client/store-client.js';
import { placeOf } from '../../../../cli/store-url.js';

export const threads = 20;

/** Threads with messages, many of which have one time. */
export async function fill(path: string, count: number): Promise<void> {
  const store = new LibSQLStore({ id: 'source', url: `file:${path}` });
  await store.init();
  const memory = (await store.getStore('memory')) as MemoryStore;
  const time = Date.parse('2026-01-01T00:00:00.000Z');
  for (let t = 0; t < threads; t++) {
    await memory.saveThread({
      thread: {
        id: `thread-${t}`,
        resourceId: 'somebody',
        title: `Thread ${t}`,
        createdAt: new Date(time),
        updatedAt: new Date(time),
        metadata: { number: t },
      },
    });
  }
  for (let at = 0; at < count; at += 1000) {
    await memory.saveMessages({ messages: someMessages(at, Math.min(1000, count - at), time) });
  }
  await store.close();
}

export function someMessages(from: number, count: number, time: number) {
  return Array.from({ length: count }, (_, i) => {
    // Ids in no order, so that only their places keep it.
    const id = createHash('sha256')
      .update(String(from + i))
      .digest('hex')
      .slice(0, 24);
    return {
      id,
      threadId: `thread-${(from + i) % threads}`,
      resourceId: 'somebody',
      role: 'user' as const,
      createdAt: new Date(time + Math.floor((from + i) / 100)),
      content: {
        format: 2 as const,
        parts: [{ type: 'text' as const, text: `Message ${from + i}: ä "quoted"` }],
      },
    };
  });
}

/** The ids of a thread's messages, in their order. */
export async function order(url: string): Promise<string[]> {
  const place = placeOf(url);
  const connection = await place.connect();
  const found = (await new StoreClient(connection).call('memory.listMessages', {
    threadId: 'thread-3',
    perPage: false,
  })) as { messages: { id: string }[] };
  await connection.close();
  return found.messages.map(({ id }) => id);
}
