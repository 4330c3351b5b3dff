import type { MastraDBMessage } from '@mastra/core/agent';
import { MastraError } from '@mastra/core/error';
import { Mastra } from '@mastra/core/mastra';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeepError } from '../../../client/index.js';
import type { AgentKeep, MemoryStore } from '../../../client/index.js';
import { memoryOf, ways } from './support/ways.js';
import type { Way } from './support/ways.js';

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

describe.each(Object.keys(ways))('memory %s', (name) => {
  let way: Way;
  let store: AgentKeep;
  let trips: () => number;
  let memory: MemoryStore;
  let t: string; // a thread id of its own for each test

  beforeAll(async () => {
    way = await ways[name]!();
    ({ store, trips } = way.store());
    memory = await memoryOf(store);
  });
  afterAll(async () => {
    await way?.stop();
  });

  it('says what it can do', async () => {
    expect(memory.supportsObservationalMemory).toBe(true);
    expect(memory.supportsPartialThreadUpdate).toBe(true);
    expect(await store.getStore('datasets')).toBeUndefined();
    expect(store.id).toBe('agentkeep');
  });

  it('inits once', async () => {
    const fresh = way.store();
    await fresh.store.init();
    const first = fresh.trips();
    await fresh.store.init();
    await (await memoryOf(fresh.store)).init();
    expect(fresh.trips()).toBe(first);
    expect(first).toBeGreaterThan(0);
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
    for (const call of calls) {
      const before = trips();
      await call();
      expect(trips() - before, String(call)).toBe(1);
    }
    const before = trips();
    expect(await memory.saveMessages({ messages: [] })).toEqual({ messages: [] });
    expect(await memory.listMessagesById({ messageIds: [] })).toEqual({ messages: [] });
    expect(await memory.updateMessages({ messages: [] })).toEqual([]);
    expect(await memory.deleteMessages([])).toBeUndefined();
    expect(trips()).toBe(before);
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
    expect(textsOf(messages)).toEqual([text]);
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

  it('fails with the ids of the contract', async () => {
    const missing = `missing-${randomUUID()}`;
    const refused = [
      [() => memory.listMessages({ threadId: 't', page: -1 }), 'LIST_MESSAGES_INVALID_PAGE', 400],
      [() => memory.listMessages({ threadId: 't', page: NaN }), 'LIST_MESSAGES_INVALID_PAGE', 400],
      [() => memory.listThreads({ perPage: Infinity }), 'LIST_THREADS_INVALID_PAGE', 400],
      [() => memory.listMessages({ threadId: ' ' }), 'LIST_MESSAGES_INVALID_THREAD_ID', 400],
      [() => memory.updateThread({ id: missing }), 'UPDATE_THREAD_NOT_FOUND', 404],
    ] as const;
    for (const [call, id, status] of refused) {
      const error = await call().then(
        () => expect.fail('was accepted'),
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(MastraError);
      expect(error).toBeInstanceOf(AgentKeepError);
      expect(error).toMatchObject({
        id: `MASTRA_STORAGE_AGENTKEEP_${id}`,
        domain: 'STORAGE',
        category: 'USER',
        retryable: false,
        committed: 'no',
        status,
      });
      expect((error as AgentKeepError).requestId).toMatch(/^\S+$/);
    }
    await expect(memory.updateThread({ id: missing })).rejects.toMatchObject({
      code: 'not_found',
      message: `Thread ${missing} not found`,
      details: { threadId: missing },
    });
    await expect(
      memory.saveMessages({ messages: [{ ...messageOf('t', 'm', 'x'), threadId: '' }] }),
    ).rejects.toMatchObject({ id: 'MASTRA_STORAGE_AGENTKEEP_SAVE_MESSAGES_FAILED' });
  });

  it('works under Mastra with its automatic init', async () => {
    t = randomUUID();
    const mastra = new Mastra({ storage: way.store().store, logger: false });
    const storage = mastra.getStorage()!;
    const domain = (await storage.getStore('memory'))!;
    await domain.saveThread({ thread: threadOf(t) });
    expect(await domain.getThreadById({ threadId: t })).toEqual(threadOf(t));
    expect(await storage.getStore('datasets')).toBeUndefined();
    await storage.close();
  });
});
