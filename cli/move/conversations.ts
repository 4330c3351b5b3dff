import { StoreClient } from '../../client/store-client.js';
import { createHash } from 'node:crypto';
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
  progress.start('importing');
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
        progress.start('importing');
      }
      if (there !== null && onConflict === 'skip') continue;
      // Without times, they end now, in their order.
      const first = now - messages.length;
      const ids = await idsFor(client, id, messages);
      const timed = messages.map((message, i) => ({
        id: ids[i]!,
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

/**
 * Ids of messages are the store's, those of other programs may be a conversation's: one that another
 * thread has, or an earlier message of this one, is replaced, each time by the same.
 */
async function idsFor(
  client: StoreClient,
  thread: string,
  messages: readonly Message[],
): Promise<string[]> {
  const taken = new Set<string>();
  for (let at = 0; at < messages.length; at += atOnce) {
    const messageIds = messages.slice(at, at + atOnce).map(({ id }) => id);
    const found = (await client.call('memory.listMessagesById', { messageIds })) as {
      messages: { id: string; threadId?: string }[];
    };
    for (const { id, threadId } of found.messages) if (threadId !== thread) taken.add(id);
  }
  return messages.map(({ id }, i) => {
    const own = taken.has(id) ? idOf(thread, i) : id;
    taken.add(own);
    return own;
  });
}

/** The same message has the same id each time. */
export function idOf(thread: string, index: number): string {
  return createHash('sha256')
    .update(JSON.stringify([thread, index]))
    .digest('hex')
    .slice(0, 32);
}
