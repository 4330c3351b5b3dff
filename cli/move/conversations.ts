import { StoreClient } from '../../client/store-client.js';
import { Refusal } from '../errors.js';
import type { Person } from '../person.js';
import type { Place } from '../store-url.js';
import type { Progress } from './progress.js';

export interface Message {
  readonly id: string;
  readonly role: 'user' | 'assistant' | 'system';
  /** Unix milliseconds; where nobody knows, a number that keeps the order. */
  readonly createdAt: number;
  readonly hasTime: boolean;
  readonly parts: readonly unknown[];
  readonly metadata?: object;
}

export interface Conversation {
  readonly id: string;
  readonly title?: string;
  readonly messages: readonly Message[];
}

const atOnce = 500;

/**
 * Saves conversations as threads of a resource. One that is there is refused, unless `onConflict`
 * says what becomes of it. Answers how many threads and messages were saved.
 */
export async function saveConversations(
  conversations: AsyncIterable<Conversation> | Iterable<Conversation>,
  place: Place,
  resourceId: string,
  onConflict: 'skip' | 'replace' | undefined,
  person: Person | undefined,
  progress: Progress,
): Promise<{ threads: number; messages: number }> {
  const connection = await place.connect();
  const client = new StoreClient(connection);
  const now = Date.now();
  let threads = 0;
  let saved = 0;
  progress.start('importing', 0);
  try {
    await client.init();
    for await (const { id, title = '', messages } of conversations) {
      const there = await client.call('memory.getThreadById', { threadId: id });
      if (there !== null && onConflict === undefined) {
        progress.stop();
        onConflict = await person?.onConflict(`Thread ${id} is there, as others may be.`);
        if (onConflict === undefined) {
          throw new Refusal(`thread ${id} is there: say --on-conflict skip or replace`);
        }
        progress.start('importing', 0);
      }
      if (there !== null && onConflict === 'skip') continue;
      // Without times, they end now, in their order.
      const first = now - messages.length;
      const timed = messages.map((message, i) => ({
        id: message.id,
        ...{ threadId: id, resourceId, role: message.role, type: 'v2' },
        createdAt: new Date(message.hasTime ? message.createdAt : first + i),
        content: {
          format: 2,
          parts: message.parts,
          ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
        },
      }));
      const createdAt = timed[0]?.createdAt ?? new Date(now);
      const updatedAt = timed.at(-1)?.createdAt ?? createdAt;
      await client.call('memory.saveThread', {
        thread: { id, resourceId, title, metadata: {}, createdAt, updatedAt },
      });
      for (let at = 0; at < timed.length; at += atOnce) {
        const some = timed.slice(at, at + atOnce);
        await client.call('memory.saveMessages', { messages: some });
        progress.add(id, some.length);
      }
      threads += 1;
      saved += timed.length;
    }
  } finally {
    await connection.close();
  }
  return { threads, messages: saved };
}
