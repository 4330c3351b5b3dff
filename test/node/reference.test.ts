import { InMemoryStore } from '@mastra/core/storage';
import type { MemoryStorage } from '@mastra/core/storage';
import { describe, expect, it } from 'vitest';
import { queriesOf } from '../real-input/queries.js';
import type { Query } from '../real-input/queries.js';
import type { Recording, WireMessage } from '../real-input/recording.js';
import { ReferenceMemory } from '../real-input/reference.js';
import { readRecording } from './support/recording-file.js';

// The reference must agree with the framework's own in-memory store wherever the contract does
// not ask for something else:
// - DESC: the in-memory store leaves rows of equal time in ascending order. So descending queries
//   are compared on the same conversations with all times made distinct.
// - `include`: the in-memory store counts differently for hasMore, and puts included messages
//   behind those of the page where times are equal.
// - listMessagesById: converts content and orders equal times by the ids asked, so only its ids are
//   compared, with distinct times.
const recording = readRecording();

describe.each([
  { times: 'as recorded', data: recording, isComparable: isAscending },
  { times: 'all distinct', data: withDistinctTimes(recording), isComparable: () => true },
])('the reference agrees with the in-memory store, times $times', ({ data, isComparable }) => {
  for (const [name, all] of Object.entries(queriesOf(referenceOf(data)))) {
    const queries = all.filter(isComparable);
    if (queries.length === 0) continue; // messages by their ids, times as recorded
    it(name, async () => {
      const reference = referenceOf(data);
      const store = await inMemoryOf(data);
      for (const query of queries) {
        const expected: unknown = reference[query.method](query.args as never);
        const answer = await store[query.method](query.args as never);
        expect(comparable(query, asWire(answer)), JSON.stringify(query)).toEqual(
          comparable(query, asWire(expected)),
        );
      }
    });
  }
});

describe('the reference differs from the in-memory store as the contract says', () => {
  const at = (id: string, ms: number) => ({
    id,
    threadId: 't',
    resourceId: 'r',
    role: 'user',
    createdAt: new Date(ms).toISOString(),
    content: { format: 2, parts: [] },
  });
  const idsOf = (reference: ReferenceMemory, direction: 'ASC' | 'DESC') =>
    reference
      .listMessages({ threadId: 't', orderBy: { direction } })
      .messages.map((message) => message.id);

  it('keeps first insertion among equal times, and mirrors it when descending', () => {
    const reference = new ReferenceMemory();
    reference.saveMessages({ messages: [at('b', 5), at('a', 5), at('early', 1)] });
    expect(idsOf(reference, 'ASC')).toEqual(['early', 'b', 'a']);
    expect(idsOf(reference, 'DESC')).toEqual(['a', 'b', 'early']);
  });

  it('keeps createdAt and place of a message that is saved again', () => {
    const reference = new ReferenceMemory();
    reference.saveMessages({ messages: [at('b', 5), at('a', 5)] });
    reference.saveMessages({ messages: [{ ...at('b', 9), role: 'assistant' }] });
    expect(idsOf(reference, 'ASC')).toEqual(['b', 'a']);
    const [first] = reference.listMessagesById({ messageIds: ['b'] }).messages;
    expect(first).toEqual({ ...at('b', 5), role: 'assistant' });
  });

  it('has nothing more when windows brought the rest of the thread', () => {
    const reference = new ReferenceMemory();
    reference.saveMessages({ messages: [at('a', 1), at('b', 2), at('c', 3)] });
    const include = [{ id: 'c', withPreviousMessages: 1 }];
    expect(reference.listMessages({ threadId: 't', perPage: 1 }).hasMore).toBe(true);
    expect(reference.listMessages({ threadId: ['t'], perPage: 1, include }).hasMore).toBe(false);
  });
});

/** The rows the framework listed, first inserted first. */
function inInsertionOrder({ calls, messages }: Recording) {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const ids = new Set(
    calls.flatMap((call) =>
      call.method === 'saveMessages' ? call.args.messages.map(({ id }) => id) : [],
    ),
  );
  return [...ids].map((id) => byId.get(id)!);
}

function referenceOf(data: Recording): ReferenceMemory {
  const reference = new ReferenceMemory();
  for (const thread of data.threads) reference.saveThread({ thread });
  reference.saveMessages({ messages: inInsertionOrder(data) });
  return reference;
}

async function inMemoryOf(data: Recording): Promise<MemoryStorage> {
  const store = (await new InMemoryStore().getStore('memory'))!;
  for (const thread of data.threads) {
    const { createdAt, updatedAt } = thread;
    await store.saveThread({
      thread: { ...thread, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) },
    });
  }
  const messages = inInsertionOrder(data).map((message) => ({
    ...message,
    createdAt: new Date(message.createdAt),
  }));
  await store.saveMessages({ messages: messages as never });
  return store;
}

function withDistinctTimes(data: Recording): Recording {
  let ms = Date.parse('2026-03-01T09:00:00.000Z');
  const next = () => new Date((ms += 7_001)).toISOString();
  const threads = data.threads.map((thread) => ({ ...thread, createdAt: next() }));
  const times = new Map(inInsertionOrder(data).map(({ id }) => [id, next()]));
  const messages = data.messages.map((message) => ({
    ...message,
    createdAt: times.get(message.id)!,
  }));
  return { ...data, threads, messages };
}

function isAscending({ method, args }: Query): boolean {
  if (method === 'listMessagesById') return false;
  const fallback = method === 'listThreads' ? 'DESC' : 'ASC';
  return (('orderBy' in args ? args.orderBy?.direction : undefined) ?? fallback) === 'ASC';
}

function comparable({ method, args }: Query, answer: unknown): unknown {
  if (method === 'listMessagesById') {
    return (answer as { messages: { id: string }[] }).messages.map(({ id }) => id);
  }
  if (method === 'listMessages' && args.include) {
    const { messages, total } = answer as { messages: WireMessage[]; total: number };
    const key = ({ createdAt, id }: WireMessage) => createdAt + id;
    return { total, messages: messages.sort((a, b) => (key(a) < key(b) ? -1 : 1)) };
  }
  return withoutUpdate(answer);
}

function asWire(answer: unknown): unknown {
  // The in-memory store adds 'text' where a message came without a type.
  return JSON.parse(JSON.stringify(answer), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('threadId' in value)) return value;
    const { type, ...message } = value as { type?: string };
    return type === 'text' ? message : value;
  });
}

function withoutUpdate(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer;
  if ('threads' in answer)
    return { ...answer, threads: (answer.threads as unknown[]).map(withoutUpdate) };
  const { updatedAt: _, ...rest } = answer as { updatedAt?: string };
  return rest;
}
