import { beforeAll, describe, expect, it } from 'vitest';
import {
  ask,
  expectOrderedByUpdate,
  expectSameAnswers,
  laterWrites,
  writeBoth,
} from './comparison.js';
import type { Post, Write } from './comparison.js';
import { queriesOf } from './queries.js';
import type { Recording, WireMessage } from './recording.js';
import { ReferenceMemory } from './reference.js';

/**
 * Keeps the recorded conversations in an empty store behind HTTP and compares every answer with
 * the reference. `restart`, where the host has one, ends the store and starts it on the same data:
 * that is what is tried there, and the rest is left to a host without.
 */
export function keepsRealInput(post: Post, recording: Recording, restart?: () => Promise<void>) {
  const reference = new ReferenceMemory();

  describe('conversations, saved as the framework saved them', () => {
    beforeAll(() => writeBoth(post, reference, recording.calls), 60_000);

    answersAs(post, reference, filled(recording.calls), restart ? 7 : 1);

    it('hold what the framework itself listed at the end', async () => {
      const threadId = recording.threads.map(({ id }) => id);
      const listed = await ask(post, 'listMessages', { threadId, perPage: false });
      const total = recording.messages.length;
      const { messages } = recording;
      expect(listed).toEqual({ messages, total, page: 0, perPage: false, hasMore: false });
    });

    it('hold every content byte for byte, lone surrogates as the escapes that were sent', async () => {
      const check = async ({ id, content }: WireMessage) => {
        const body = JSON.stringify({ messageIds: [id] });
        const { text } = await post('/v1/memory/listMessagesById', body);
        expect(text).toContain(`"content":${JSON.stringify(content)}`);
      };
      await Promise.all(recording.messages.map(check));
    });
  });

  if (restart) {
    describe('the same conversations after a restart', () => {
      beforeAll(restart, 60_000);
      answersAs(post, reference, filled(recording.calls), 7);
    });
    return;
  }

  describe('the same conversations, edited', () => {
    const before = filled(recording.calls);
    const writes = laterWrites(before);
    beforeAll(() => writeBoth(post, reference, writes));
    answersAs(post, reference, filled([...recording.calls, ...writes]), 2);
  });

  describe('conversations, deleted and saved in one batch', () => {
    const deletes = recording.threads.map(({ id: threadId }): Write => ({
      method: 'deleteThread',
      args: { threadId },
    }));
    const saves: Write[] = [
      ...recording.threads.map((thread): Write => ({ method: 'saveThread', args: { thread } })),
      { method: 'saveMessages', args: { messages: recording.messages } },
    ];

    it('leave nothing when their threads are deleted', async () => {
      await writeBoth(post, reference, deletes);
      const threads = await ask(post, 'listThreads', { perPage: false });
      expect(threads).toMatchObject({ threads: [], total: 0 });
      const messageIds = recording.messages.map(({ id }) => id);
      expect(await ask(post, 'listMessagesById', { messageIds })).toEqual({ messages: [] });
    });

    describe('and saved', () => {
      beforeAll(() => writeBoth(post, reference, saves));
      answersAs(post, reference, filled(saves), 5);
    });
  });

  describe('spelling', () => {
    const [first] = recording.messages as [WireMessage];

    it('of numbers and escapes in content is left alone; of a name that is there twice the last counts', async () => {
      const content =
        String.raw`{"format":2,"parts":[],"big":12345678901234567890,"far":1e400,"d":1.10,"m":-0,` +
        String.raw`"s":"\u0041\/\uD800\u0000\uDBFF\"","":{"":[[],{}]},"twice":2}`;
      const { threadId, resourceId } = first;
      const head = JSON.stringify({ id: 'spelled', threadId, resourceId, role: 'user' });
      const doubled = content.replace('"twice"', '"twice":1,"twice"');
      const message = `${head.slice(0, -1)},"createdAt":"2026-03-02T00:00:00.000Z","content":${doubled}}`;
      const saved = await post('/v1/memory/saveMessages', `{"messages":[${message}]}`);
      expect(saved.status, saved.text).toBe(200);
      expect(saved.text).toContain(content);
      const listed = await post('/v1/memory/listMessagesById', '{"messageIds":["spelled"]}');
      expect(listed.text).toContain(`"content":${content}`);
      await ask(post, 'deleteMessages', { messageIds: ['spelled'] });
    });

    const lone = 'lone \ud800 surrogate';
    const thread = { id: 't', resourceId: 'r', title: '', ...timesOf(first) };
    const message = { ...first, content: {} };
    it.each<[string, string, unknown]>([
      ['saveThread', 'thread.id', { thread: { ...thread, id: lone } }],
      ['saveThread', 'thread.resourceId', { thread: { ...thread, resourceId: lone } }],
      ['getThreadById', 'threadId', { threadId: lone }],
      ['updateThread', 'id', { id: lone, title: 'x' }],
      ['deleteThread', 'threadId', { threadId: lone }],
      ['saveMessages', 'messages[1].id', { messages: [message, { ...message, id: lone }] }],
      ['saveMessages', 'messages[0].threadId', { messages: [{ ...message, threadId: lone }] }],
      ['saveMessages', 'messages[0].resourceId', { messages: [{ ...message, resourceId: lone }] }],
      ['listMessages', 'threadId', { threadId: lone }],
      ['listMessages', 'threadId[1]', { threadId: [thread.id, lone] }],
      ['listMessages', 'include[0].id', { threadId: thread.id, include: [{ id: lone }] }],
      ['listMessagesById', 'messageIds[0]', { messageIds: [lone] }],
      ['deleteMessages', 'messageIds[1]', { messageIds: [first.id, lone] }],
    ])('of ids allows no lone surrogates: %s, %s', async (method, field, args) => {
      const { status, text } = await post(`/v1/memory/${method}`, JSON.stringify(args));
      expect(status, text).toBe(400);
      const { error } = JSON.parse(text) as { error: { code: string; message: string } };
      expect(error.code).toBe('invalid_argument');
      expect(error.message).toContain(field);
    });

    it('that was refused has changed nothing', async () => {
      await expectSameAnswers(post, reference, [
        { method: 'listThreads', args: { perPage: false } },
        {
          method: 'listMessagesById',
          args: { messageIds: recording.messages.map(({ id }) => id) },
        },
      ]);
    });
  });
}

/**
 * One test a kind of question about what the store will hold, `expected`. Where the same rows were
 * asked for in full before, every `step`th question will do.
 */
function answersAs(post: Post, reference: ReferenceMemory, expected: ReferenceMemory, step = 1) {
  const questions = queriesOf(expected);
  for (const [kind, queries] of Object.entries(questions)) {
    const asked = queries.filter((_, i) => i % step === 0);
    it(kind, { timeout: 60_000 }, () => expectSameAnswers(post, reference, asked));
  }

  it('pages that are not counted', async () => {
    const pages = questions['several threads at once']!;
    for (const { method, args } of pages.filter((_, i) => i % (3 * step) === 0)) {
      const uncounted = await ask(post, method, { ...args, includeTotal: false });
      const { messages, hasMore } = reference.listMessages(args as never);
      expect(uncounted).toMatchObject({ messages, hasMore });
    }
  });

  it('threads in the order of their last change', () => expectOrderedByUpdate(post, reference));
}

function filled(writes: Write[]): ReferenceMemory {
  const reference = new ReferenceMemory();
  for (const { method, args } of writes) reference[method](args as never);
  return reference;
}

function timesOf({ createdAt }: WireMessage) {
  return { createdAt, updatedAt: createdAt };
}
