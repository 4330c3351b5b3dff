import type { MastraDBMessage } from '@mastra/core/agent';
import { MastraError } from '@mastra/core/error';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it, vi } from 'vitest';
import { AgentKeepError } from '../../client/index.js';
import type { MemoryStore } from '../../client/index.js';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

const noon = new Date('2026-03-01T12:00:00.000Z');

function threadOf(id: string, metadata: Record<string, unknown> = {}) {
  return { id, resourceId: 'r', title: 'A thread', createdAt: noon, updatedAt: noon, metadata };
}

function messageOf(threadId: string, id: string, text: string, ms = 0): MastraDBMessage {
  return {
    id,
    threadId,
    resourceId: 'r',
    role: 'user',
    createdAt: new Date(noon.getTime() + ms),
    content: { format: 2, parts: [{ type: 'text', text }] },
  };
}

const textsOf = (messages: MastraDBMessage[]) =>
  messages.map(({ content }) =>
    content.parts.map((part) => (part as { text: string }).text).join(),
  );

/** Threads, messages and resources. */
export function memory(subject: Subject): void {
  let memory: MemoryStore;
  let t: string; // a thread id of its own for each test

  beforeAll(async () => {
    memory = await memoryOf(subject.store());
    await memory.init();
  });

  it('says what it can do', () => {
    expect(memory.supportsObservationalMemory).toBe(true);
    expect(memory.supportsPartialThreadUpdate).toBe(true);
  });

  it('keeps a thread with its dates, and hands out copies', async () => {
    t = randomUUID();
    const metadata = { nested: { list: [1, null, 'x'] } };
    const thread = threadOf(t, metadata);
    const saved = await memory.saveThread({ thread });
    expect(saved).toEqual(thread);
    expect(saved).not.toBe(thread);
    (saved.metadata as typeof metadata).nested.list.push(2);
    expect(metadata.nested.list).toHaveLength(3);

    const read = await memory.getThreadById({ threadId: t });
    expect(read).toEqual(thread);
    expect(read!.createdAt).toBeInstanceOf(Date);
    expect(await memory.getThreadById({ threadId: t, resourceId: 'another' })).toBeNull();
    expect(await memory.getThreadById({ threadId: `${t}-missing` })).toBeNull();

    const updated = await memory.patchThread({ id: t, metadata: { more: true } });
    expect(updated.title).toBe('A thread');
    expect(updated.metadata).toEqual({ ...metadata, more: true });
    expect(updated.updatedAt.getTime()).toBeGreaterThan(noon.getTime());

    const page = await memory.listThreads({ filter: { metadata: { more: true } } });
    expect(page.threads.map(({ id }) => id)).toEqual([t]);
    expect(page.threads[0]!.updatedAt).toEqual(updated.updatedAt);
  });

  it('does each method in one round trip', async () => {
    t = randomUUID();
    await memory.saveThread({ thread: threadOf(t) });
    const messages = [messageOf(t, randomUUID(), 'a'), messageOf(t, randomUUID(), 'b')];
    const ids = messages.map(({ id }) => id);
    const calls: (() => Promise<unknown>)[] = [
      () => memory.saveThread({ thread: threadOf(t) }),
      () => memory.getThreadById({ threadId: t }),
      () => memory.updateThread({ id: t, title: 'b', metadata: {} }),
      () => memory.listThreads({}),
      () => memory.saveMessages({ messages }),
      () => memory.listMessages({ threadId: t, include: [{ id: ids[0]! }] }),
      () => memory.listMessagesById({ messageIds: ids }),
      () => memory.deleteMessages(ids),
      () => memory.deleteThread({ threadId: t }),
    ];
    for (const call of calls) await subject.trips(1, call);
    await subject.trips(0, async () => {
      expect(await memory.saveMessages({ messages: [] })).toEqual({ messages: [] });
      expect(await memory.listMessagesById({ messageIds: [] })).toEqual({ messages: [] });
      expect(await memory.updateMessages({ messages: [] })).toEqual([]);
      expect(await memory.deleteMessages([])).toBeUndefined();
    });
  });

  it('keeps the order of messages of one time, both ways', async () => {
    t = randomUUID();
    const texts = ['call', 'result', 'answer', 'later'];
    const saved = await memory.saveMessages({
      messages: texts.map((text, i) =>
        messageOf(t, `${9 - i}${randomUUID()}`, text, i === 3 ? 5 : 0),
      ),
    });
    expect(textsOf(saved.messages)).toEqual(texts);
    expect(saved.messages[0]!.createdAt).toEqual(noon);
    const list = await memory.listMessages({ threadId: t });
    expect(textsOf(list.messages)).toEqual(texts);
    expect(list.messages[0]!.createdAt).toEqual(noon);
    expect(list).toMatchObject({ total: 4, page: 0, perPage: 40, hasMore: false });
    const { messages } = await memory.listMessages({
      threadId: t,
      orderBy: { field: 'createdAt', direction: 'DESC' },
      perPage: 2,
    });
    expect(textsOf(messages)).toEqual(['later', 'answer']);
    const byId = await memory.listMessagesById({ messageIds: list.messages.map(({ id }) => id) });
    expect(textsOf(byId.messages)).toEqual(texts);
  });

  it('leaves the messages of the caller alone', async () => {
    t = randomUUID();
    const message = messageOf(t, randomUUID(), 'mine');
    const before = structuredClone(message);
    const { messages } = await memory.saveMessages({ messages: [message] });
    expect(message).toEqual(before);
    expect(messages[0]!.content).not.toBe(message.content);
  });

  it('answers messages of older forms in the form of today', async () => {
    t = randomUUID();
    const id = randomUUID();
    const legacy = { ...messageOf(t, id, ''), content: 'just text', type: 'text' };
    await memory.saveMessages({ messages: [legacy as unknown as MastraDBMessage] });
    const { messages } = await memory.listMessages({ threadId: t });
    expect(messages[0]!.content.format).toBe(2);
    expect(textsOf(messages)).toEqual(['just text']);
  });

  it('keeps every text', async () => {
    t = randomUUID();
    const text = 'NUL \0, a lone surrogate \ud83d, emoji 👩‍👩‍👧, \u2028, "quotes" and \\ \ufeff';
    await memory.saveMessages({ messages: [messageOf(t, randomUUID(), text)] });
    const { messages } = await memory.listMessages({ threadId: t });
    expect(textsOf(messages)).toEqual([subject.stored(text)]);
  });

  it('serialises as the adapters do', async () => {
    t = randomUUID();
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    const metadata = {
      circle,
      count: 12345678901234567890n,
      at: noon,
      dropped: undefined,
      run: () => 1,
      custom: { toJSON: () => ({ is: 'used' }) },
    };
    const expected = {
      circle: { name: 'circle' },
      count: '12345678901234567890',
      at: noon.toISOString(),
      custom: { is: 'used' },
    };
    expect((await memory.saveThread({ thread: threadOf(t, metadata) })).metadata).toEqual(expected);
    expect((await memory.getThreadById({ threadId: t }))!.metadata).toEqual(expected);
  });

  it('changes metadata by a callback without losing the change of a rival', async () => {
    t = randomUUID();
    await memory.saveThread({ thread: threadOf(t, { count: 0, kept: [1] }) });
    // Half of them in another store, so that they do not even share a process's state.
    const rival = await memoryOf(subject.store());
    const change = (i: number) =>
      (i % 2 === 0 ? memory : rival).updateThreadMetadata({
        id: t,
        resourceId: 'r',
        update: ({ metadata }) => ({ count: (metadata!['count'] as number) + 1, [`by${i}`]: true }),
      });
    await Promise.all(Array.from({ length: 10 }, (_, i) => change(i)));
    const { metadata } = (await memory.getThreadById({ threadId: t }))!;
    const all = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`by${i}`, true]));
    expect(metadata).toEqual({ count: 10, kept: [1], ...all });
  });

  it('leaves metadata alone where there is nothing to change', async () => {
    t = randomUUID();
    const { metadata, ...bare } = threadOf(t);
    await memory.saveThread({ thread: bare });
    const unchanged = await memory.updateThreadMetadata({
      id: t,
      update(thread) {
        thread.metadata = { mine: true };
        return undefined;
      },
    });
    expect(unchanged!.updatedAt).toEqual(noon);
    // In the words of the adapter that the class stands for.
    expect((await memory.getThreadById({ threadId: t }))!.metadata ?? {}).toEqual({});
    const update = vi.fn(() => ({ first: true }));
    expect(await memory.updateThreadMetadata({ id: `${t}-missing`, update })).toBeNull();
    expect(await memory.updateThreadMetadata({ id: t, resourceId: 'another', update })).toBeNull();
    expect(update).not.toHaveBeenCalled();
    const changed = await memory.updateThreadMetadata({ id: t, update });
    expect(changed!.metadata).toEqual({ first: true });
    expect(changed!.updatedAt.getTime()).toBeGreaterThan(noon.getTime());
  });

  it('updates messages, in the order asked', async () => {
    t = randomUUID();
    const [a, b] = [randomUUID(), randomUUID()];
    await memory.saveMessages({ messages: [messageOf(t, a, 'a'), messageOf(t, b, 'b')] });
    const updated = await memory.updateMessages({
      messages: [
        { id: b, content: { metadata: { seen: true } } },
        { id: `${a}-missing`, role: 'assistant' },
        { id: a, role: 'assistant' },
      ] as Parameters<MemoryStore['updateMessages']>[0]['messages'],
    });
    expect(updated.map(({ id, role, createdAt }) => [id, role, createdAt])).toEqual([
      [b, 'user', noon],
      [a, 'assistant', noon],
    ]);
    expect(updated[0]!.content).toMatchObject({ parts: [{ text: 'b' }], metadata: { seen: true } });
  });

  it('lists the messages of a resource, converted, in order', async () => {
    const resourceId = randomUUID();
    const of = (thread: string, text: string) => ({
      ...messageOf(thread, randomUUID(), text),
      resourceId,
    });
    await memory.saveMessages({ messages: [of('x', 'one'), of('y', 'two'), of('x', 'three')] });
    const { messages, total } = await memory.listMessagesByResourceId({ resourceId, perPage: 2 });
    expect(textsOf(messages)).toEqual(['one', 'two']);
    expect(messages[0]!.createdAt).toEqual(noon);
    expect(total).toBe(3);
    await expect(memory.listMessagesByResourceId({ resourceId: '' })).rejects.toMatchObject({
      id: subject.id('LIST_MESSAGES_BY_RESOURCE_ID_INVALID_QUERY'),
      category: 'USER',
    });
  });

  it('clones and copies threads', async () => {
    t = randomUUID();
    await memory.saveThread({ thread: threadOf(t) });
    const { messages } = await memory.saveMessages({
      messages: ['one', 'two', 'three'].map((text) => messageOf(t, randomUUID(), text)),
    });
    const clone = await memory.cloneThread({
      sourceThreadId: t,
      metadata: { mine: 1 },
      options: { messageLimit: 2 },
    });
    expect(clone.thread).toMatchObject({ title: 'Clone of A thread', resourceId: 'r' });
    expect(clone.thread.createdAt).toBeInstanceOf(Date);
    expect(clone.thread.metadata).toMatchObject({ mine: 1, clone: { sourceThreadId: t } });
    expect(textsOf(clone.clonedMessages)).toEqual(['two', 'three']);
    expect(clone.clonedMessages[0]!.createdAt).toEqual(noon);
    expect(Object.values(clone.messageIdMap!)).toEqual(clone.clonedMessages.map(({ id }) => id));
    expect(Object.keys(clone.messageIdMap!)).toEqual(messages.slice(1).map(({ id }) => id));

    const copy = await memory.copyThread({ sourceThreadId: t, newThreadId: `${t}-copy` });
    expect(copy.thread.id).toBe(`${t}-copy`);
    expect(Object.keys(copy.messageIdMap!)).toHaveLength(3);
    const again = memory.copyThread({ sourceThreadId: t, newThreadId: `${t}-copy` });
    await expect(again).rejects.toMatchObject({
      id: subject.id('CLONE_THREAD_THREAD_EXISTS'),
      message: `Thread with id ${t}-copy already exists`,
    });
    await expect(memory.cloneThread({ sourceThreadId: `${t}-missing` })).rejects.toMatchObject({
      id: subject.id('CLONE_THREAD_SOURCE_NOT_FOUND'),
    });
  });

  it('moves a thread to another resource', async () => {
    t = randomUUID();
    await memory.saveThread({ thread: threadOf(t) });
    await memory.saveMessages({ messages: [messageOf(t, randomUUID(), 'x')] });
    const moved = await memory.updateThreadResourceId({ threadId: t, resourceId: 'r2' });
    expect(moved).toMatchObject({ id: t, resourceId: 'r2', createdAt: noon });
    const { messages } = await memory.listMessages({ threadId: t });
    expect(messages[0]!.resourceId).toBe('r2');
    await expect(
      memory.updateThreadResourceId({ threadId: `${t}-missing`, resourceId: 'r2' }),
    ).rejects.toMatchObject({ id: subject.id('UPDATE_THREAD_RESOURCE_ID_FAILED') });
  });

  it('keeps working memory as the text it is', async () => {
    const id = randomUUID();
    expect(await memory.getResourceById({ resourceId: id })).toBeNull();
    const resource = {
      id,
      workingMemory: '{"not": "parsed"}',
      metadata: { a: 1 },
      createdAt: noon,
      updatedAt: noon,
    };
    expect(await memory.saveResource({ resource })).toEqual(resource);
    expect(await memory.getResourceById({ resourceId: id })).toEqual(resource);
    const updated = await memory.updateResource({ resourceId: id, metadata: { b: 2 } });
    expect(updated).toMatchObject({
      ...resource,
      metadata: { a: 1, b: 2 },
      updatedAt: expect.any(Date),
    });
    expect(updated.updatedAt.getTime()).toBeGreaterThan(noon.getTime());
  });

  it('fails with the ids of the contract', async () => {
    const missing = `missing-${randomUUID()}`;
    // The framework's own words, where its contract gives them.
    const perPage = 'perPage must be >= 0';
    const named = 'threadId must be a non-empty string or array of non-empty strings';
    const refused = [
      [
        () => memory.listMessages({ threadId: 't', page: -1 }),
        'LIST_MESSAGES_INVALID_PAGE',
        400,
        '',
      ],
      [
        () => memory.listMessages({ threadId: 't', page: NaN }),
        'LIST_MESSAGES_INVALID_PAGE',
        400,
        '',
      ],
      [() => memory.listThreads({ perPage: Infinity }), 'LIST_THREADS_INVALID_PAGE', 400, ''],
      [() => memory.listThreads({ perPage: -1 }), 'LIST_THREADS_INVALID_PAGE', 400, perPage],
      [
        () => memory.listMessages({ threadId: 't', perPage: 1.5 }),
        ...(['LIST_MESSAGES_INVALID_PAGE', 400, perPage] as const),
      ],
      [() => memory.listMessages({ threadId: ' ' }), 'LIST_MESSAGES_INVALID_THREAD_ID', 400, named],
      [() => memory.updateThread({ id: missing }), 'UPDATE_THREAD_NOT_FOUND', 404, ''],
    ] as const;
    for (const [call, id, status, words] of refused) {
      const error = await call().then(
        () => expect.fail('was accepted'),
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(MastraError);
      expect(error).toBeInstanceOf(AgentKeepError);
      expect(error).toMatchObject({
        id: subject.id(id),
        domain: 'STORAGE',
        category: 'USER',
        retryable: false,
        committed: 'no',
        status,
      });
      expect((error as AgentKeepError).message).toContain(words);
      expect((error as AgentKeepError).requestId).toMatch(/^\S+$/);
    }
    await expect(memory.updateThread({ id: missing })).rejects.toMatchObject({
      code: 'not_found',
      message: `Thread ${missing} not found`,
      details: { threadId: missing },
    });
    await expect(
      memory.saveMessages({ messages: [{ ...messageOf('t', 'm', 'x'), threadId: '' }] }),
    ).rejects.toMatchObject({ id: subject.id('SAVE_MESSAGES_FAILED') });
  });

  it('prunes batch by batch, within the limits asked', async () => {
    await memory.dangerouslyClearAll();
    t = randomUUID();
    const day = 24 * 3600 * 1000;
    const messages = Array.from({ length: 25 }, (_, i) => ({
      ...messageOf(t, randomUUID(), `old ${i}`),
      createdAt: new Date(Date.now() - 40 * day - i),
    }));
    const fresh = { ...messageOf(t, randomUUID(), 'fresh'), createdAt: new Date() };
    await memory.saveThread({ thread: { ...threadOf(t), createdAt: new Date() } });
    await memory.saveMessages({ messages: [...messages, fresh] });
    const policies = {
      messages: { maxAge: '30d', batchSize: 10 },
      threads: { maxAge: 30 * day },
    } as const;
    const result = (deleted: number, done: boolean) => [
      { domain: 'memory', table: 'mastra_messages', deleted, done },
      { domain: 'memory', table: 'mastra_threads', deleted: 0, done: true },
    ];
    await subject.trips(4, async () => {
      expect(await memory.prune(policies, { maxRows: 5 })).toEqual(result(5, false));
      expect(await memory.prune(policies, { maxBatches: 1 })).toEqual(result(10, false));
    });
    const aborted = await memory.prune(policies, { signal: AbortSignal.abort() });
    expect(aborted.map(({ deleted, done }) => [deleted, done])).toEqual([
      [0, false],
      [0, false],
    ]);
    // The composite store's own: what its configuration says.
    const retained = subject.store({ retention: { memory: policies } });
    expect(await retained.prune({ pauseMs: 1 })).toEqual(result(10, true));
    const { messages: left } = await memory.listMessages({ threadId: t });
    expect(textsOf(left)).toEqual(['fresh']);
    expect(await subject.store().prune()).toEqual([]);
  });

  it('clears everything', async () => {
    await memory.saveThread({ thread: threadOf(randomUUID()) });
    await memory.dangerouslyClearAll();
    expect((await memory.listThreads({})).total).toBe(0);
  });
}
