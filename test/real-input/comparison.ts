import { expect } from 'vitest';
import type { Query } from './queries.js';
import type { RecordedCall, WireMessage, WireThread } from './recording.js';
import { ReferenceMemory } from './reference.js';

/** A memory behind HTTP: sends one body to one path, `/v1/memory/<method>`. */
export type Post = (path: string, body: string) => Promise<{ status: number; text: string }>;

export type Write =
  | RecordedCall
  | { method: 'deleteMessages'; args: { messageIds: string[] } }
  | { method: 'deleteThread'; args: { threadId: string } };

const kAtOnce = 6;

/** Writes to the store and to its reference; what a write answers must agree as well. */
export async function writeBoth(post: Post, reference: ReferenceMemory, writes: Write[]) {
  for (const { method, args } of writes) {
    const expected: unknown = reference[method](args as never);
    const answer = await ask(post, method, args);
    expect(withoutUpdate(answer), `${method} ${brief(args)}`).toEqual(withoutUpdate(expected));
  }
}

export async function ask(post: Post, method: string, args: unknown): Promise<unknown> {
  const { status, text } = await post(`/v1/memory/${method}`, JSON.stringify(args));
  if (status !== 200) throw new Error(`${method} ${brief(args)} answered ${status}: ${text}`);
  return JSON.parse(text);
}

/** Asks several questions at a time, as clients do: the answers must not mix. */
export async function expectSameAnswers(post: Post, reference: ReferenceMemory, queries: Query[]) {
  for (let i = 0; i < queries.length; i += kAtOnce) {
    const asked = queries.slice(i, i + kAtOnce);
    const answers = await Promise.all(asked.map(({ method, args }) => ask(post, method, args)));
    asked.forEach(({ method, args }, at) => {
      const expected: unknown = reference[method](args as never);
      expect(withoutUpdate(answers[at]), `${method} ${brief(args)}`).toEqual(
        withoutUpdate(expected),
      );
    });
  }
}

/** Threads by `updatedAt`, which the server sets: in order, and each at least what it was. */
export async function expectOrderedByUpdate(post: Post, reference: ReferenceMemory) {
  for (const direction of ['ASC', 'DESC'] as const) {
    const orderBy = { field: 'updatedAt', direction };
    const answer = await ask(post, 'listThreads', { perPage: false, orderBy });
    const { threads } = answer as { threads: WireThread[] };
    const times = threads.map(({ updatedAt }) => Date.parse(updatedAt));
    const sign = direction === 'ASC' ? 1 : -1;
    expect(times).toEqual([...times].sort((a, b) => sign * (a - b)));
    expect(threads.map(({ id }) => id).sort()).toEqual(
      reference.threads.map(({ id }) => id).sort(),
    );
    for (const thread of threads) {
      const known = reference.getThreadById({ threadId: thread.id })!;
      expect(Date.parse(thread.updatedAt)).toBeGreaterThanOrEqual(Date.parse(known.updatedAt));
      expect(thread.updatedAt).toBe(new Date(thread.updatedAt).toISOString());
    }
  }
}

/**
 * What later users of the recorded threads do: edit, save again, move, delete. Chosen so that each
 * write changes what some query answers.
 */
export function laterWrites(reference: ReferenceMemory): Write[] {
  const [first, second] = reference.threads as [WireThread, WireThread];
  const of = (threadId: string) => reference.listMessages({ threadId, perPage: false }).messages;
  const [oldest, next, third] = of(first.id) as [WireMessage, WireMessage, WireMessage];
  const [moved, ...others] = of(second.id) as [WireMessage, ...WireMessage[]];
  const fresh = (id: string, text: string, createdAt: string): WireMessage => ({
    id,
    threadId: first.id,
    resourceId: first.resourceId,
    role: 'user',
    createdAt,
    content: { format: 2, parts: [{ type: 'text', text }], metadata: { channel: 'web' } },
  });
  const time = third.createdAt;
  return [
    { method: 'updateThread', args: { id: first.id, title: '', metadata: { open: null, x: [1] } } },
    { method: 'updateThread', args: { id: second.id, metadata: { 'any key "': { y: true } } } },
    { method: 'updateThread', args: { id: second.id } },
    {
      method: 'saveMessages',
      args: {
        messages: [
          // Saved again with a later date: keeps its date and its place.
          {
            ...oldest,
            role: 'signal',
            createdAt: '2030-01-01T00:00:00.000Z',
            content: 'bare text',
          },
          { ...moved, threadId: first.id, type: 'text' },
          // Three of one millisecond, with a message that is there, ids against the order.
          fresh('same-c', 'one', time),
          fresh('same-b', 'two', time),
          fresh('same-a', 'three', time),
        ],
      },
    },
    {
      // The last of two with one id wins, the date and the place of the first stay.
      method: 'saveMessages',
      args: {
        messages: [
          fresh('twice', 'first', '2026-03-01T09:30:00.000Z'),
          fresh('between', 'between', '2026-03-01T09:30:00.000Z'),
          fresh('twice', 'last', '2026-03-01T09:45:00.000Z'),
        ],
      },
    },
    { method: 'saveMessages', args: { messages: [] } },
    {
      method: 'deleteMessages',
      args: { messageIds: [next.id, others[2]!.id, 'same-b', 'no such message'] },
    },
    { method: 'deleteMessages', args: { messageIds: [] } },
    // Saved after it was deleted: it is new, so the last of its millisecond.
    { method: 'saveMessages', args: { messages: [fresh('same-b', 'again', time)] } },
    { method: 'deleteThread', args: { threadId: reference.threads[3]!.id } },
    { method: 'deleteThread', args: { threadId: 'no such thread' } },
    {
      method: 'saveThread',
      args: { thread: { ...second, title: 'Replaced', metadata: { topic: 'new' } } },
    },
  ];
}

function withoutUpdate(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('threads' in value) {
    return { ...value, threads: (value.threads as WireThread[]).map(withoutUpdate) };
  }
  const { updatedAt: _, ...rest } = value as Partial<WireThread>;
  return rest;
}

function brief(args: unknown): string {
  const text = JSON.stringify(args);
  return text.length > 400 ? `${text.slice(0, 400)}...` : text;
}
