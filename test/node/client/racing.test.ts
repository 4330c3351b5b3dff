import type { MastraDBMessage } from '@mastra/core/agent';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import type { MemoryStore } from '../../../client/index.js';
import type { Store } from '../../../client/store.js';
import { SqliteD1 } from './support/sqlite-d1.js';
import { memoryOf } from '../../contract/transport.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

const noon = new Date('2026-03-01T12:00:00.000Z');
/** Fewer where each of them has to try again until it has been the fastest: DynamoDB. */
let writers = 50;

/** What every writer makes, all at once. */
function atOnce<T>(make: (writer: number) => Promise<T>, count = writers): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, writer) => make(writer)));
}

const keysOf = (prefix: string) =>
  Object.fromEntries(Array.from({ length: writers }, (_, i) => [`${prefix}${i}`, i]));

function messageOf(threadId: string, id: string, text: string): MastraDBMessage {
  return {
    id,
    threadId,
    resourceId: 'r',
    role: 'user',
    createdAt: noon,
    content: { format: 2, parts: [{ type: 'text', text }], metadata: { kept: true } },
  };
}

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
const isOf = (code: string) => (cause: unknown) => {
  expect(cause).toMatchObject({ id: expect.stringMatching(new RegExp(`_${code}$`)) });
  return undefined;
};

interface Rivals {
  store(): Store;
  stop(): unknown;
}

const rivals: Record<string, () => Promise<Rivals>> = {
  async 'in process'() {
    const binding = new SqliteD1();
    return { store: () => new AgentKeep({ binding }), stop: () => binding.close() };
  },
  async 'on PostgreSQL'() {
    const way = await postgres.open();
    return { store: () => way.store(), stop: () => way.close() };
  },
  async 'on Aurora DSQL'() {
    const way = await dsql.open();
    return { store: () => way.store(), stop: () => way.close() };
  },
  async 'on DynamoDB'() {
    const way = await dynamodb.open();
    return { store: () => way.store(), stop: () => way.close() };
  },
  async 'in a Durable Object'() {
    const way = await durableObject.open();
    return { store: () => way.store(), stop: () => way.close() };
  },
};

describe.each(Object.keys(rivals))('writers at once, %s', (name) => {
  let way: Rivals;
  let stores: MemoryStore[]; // one a writer, as if each were a process of its own
  let memory: MemoryStore;
  let t: string; // a thread id of its own for each test

  beforeAll(async () => {
    writers = name === 'on DynamoDB' ? 16 : 50;
    way = await rivals[name]!();
    stores = await Promise.all(Array.from({ length: writers }, () => memoryOf(way.store())));
    memory = stores[0]!;
    await memory.init();
  });
  afterAll(async () => {
    await way?.stop();
  });

  async function newThread(metadata: Record<string, unknown> = {}): Promise<string> {
    const id = randomUUID();
    const thread = { id, resourceId: 'r', title: '', createdAt: noon, updatedAt: noon, metadata };
    await memory.saveThread({ thread });
    return id;
  }

  async function messagesIn(threadId: string): Promise<MastraDBMessage[]> {
    return (await memory.listMessages({ threadId, perPage: false })).messages;
  }

  describe('of one thread', () => {
    it('lose no message, and save a shared one once', async () => {
      t = await newThread();
      const shared = `${t}-shared`;
      await atOnce((i) =>
        stores[i]!.saveMessages({
          messages: [`${t}-${i}-a`, shared, `${t}-${i}-b`].map((id) => messageOf(t, id, `of ${i}`)),
        }),
      );
      const expected = Array.from({ length: writers }, (_, i) => [`${t}-${i}-a`, `${t}-${i}-b`]);
      const messages = await messagesIn(t);
      expect(idsOf(messages).sort()).toEqual([...expected.flat(), shared].sort());
      // Each batch is whole: nobody else's messages are between those of one writer.
      const own = messages.filter(({ id }) => id !== shared).map(({ content }) => content.parts[0]);
      own.forEach((part, i) => expect(part).toEqual(own[i - (i % 2)]));
      const { updatedAt } = (await memory.getThreadById({ threadId: t }))!;
      expect(updatedAt.getTime()).toBeGreaterThan(noon.getTime());
    });

    it('count each other', async () => {
      t = await newThread({ count: 0, kept: { deep: [1] } });
      // A store lets its own writers go one after the other: five stores race.
      await atOnce((i) =>
        stores[i % 5]!.updateThreadMetadata({
          id: t,
          update: ({ metadata }) => ({ count: (metadata!['count'] as number) + 1, [`by${i}`]: i }),
        }),
      );
      const { metadata } = (await memory.getThreadById({ threadId: t }))!;
      expect(metadata).toEqual({ count: writers, kept: { deep: [1] }, ...keysOf('by') });
    });

    it('merge metadata', async () => {
      t = await newThread({ kept: true });
      const answers = await atOnce((i) =>
        stores[i]!.updateThread({ id: t, title: `title ${i}`, metadata: { [`by${i}`]: i } }),
      );
      const thread = (await memory.getThreadById({ threadId: t }))!;
      expect(thread.metadata).toEqual({ kept: true, ...keysOf('by') });
      // Each write was a moment of its own, and the thread is as the last one left it.
      const times = answers.map(({ updatedAt }) => updatedAt.getTime());
      expect(new Set(times).size).toBe(writers);
      const last = answers[times.indexOf(Math.max(...times))]!;
      expect(thread).toEqual(last);
    });

    it('change one message', async () => {
      t = await newThread();
      const id = `${t}-m`;
      await memory.saveMessages({ messages: [messageOf(t, id, 'kept')] });
      await atOnce((i) =>
        stores[i]!.updateMessages({
          messages: [{ id, content: { [`part${i}`]: i, metadata: { [`by${i}`]: i } } }] as never,
        }),
      );
      const { messages } = await memory.listMessagesById({ messageIds: [id] });
      expect(messages[0]!.content).toEqual({
        format: 2,
        parts: [{ type: 'text', text: 'kept' }],
        metadata: { kept: true, ...keysOf('by') },
        ...keysOf('part'),
      });
    });

    it('leave whole batches or nothing when it is deleted meanwhile', async () => {
      t = await newThread();
      const parts = ['a', 'b', 'c'];
      await atOnce<unknown>((i) =>
        i === writers / 2
          ? stores[i]!.deleteThread({ threadId: t })
          : stores[i]!.saveMessages({
              messages: parts.map((part) => messageOf(t, `${t}-${i}-${part}`, part)),
            }),
      );
      expect(await memory.getThreadById({ threadId: t })).toBeNull();
      const left = idsOf(await messagesIn(t));
      const whole = new Set(left.map((id) => id.slice(0, -2)));
      const expected = [...whole].flatMap((batch) => parts.map((part) => `${batch}-${part}`));
      expect(left.sort()).toEqual(expected.sort());
    });

    it('move its messages to and fro without losing one', async () => {
      const [a, b] = [await newThread(), await newThread()];
      const ids = Array.from({ length: 10 }, (_, i) => `${a}-${i}`);
      await memory.saveMessages({ messages: ids.map((id) => messageOf(a, id, id)) });
      await atOnce((i) =>
        stores[i]!.updateMessages({
          messages: ids.map((id) => ({ id, threadId: i % 2 ? a : b })),
        }),
      );
      const [inA, inB] = [idsOf(await messagesIn(a)), idsOf(await messagesIn(b))];
      // Each call moved all of them.
      expect([inA.length, inB.length].sort()).toEqual([0, ids.length]);
      expect([...inA, ...inB].sort()).toEqual(ids);
    });

    it('give it away, or save to it, and agree whose it is', async () => {
      t = await newThread();
      const ids = Array.from({ length: 10 }, (_, i) => `${t}-${i}`);
      await memory.saveMessages({ messages: ids.map((id) => messageOf(t, id, id)) });
      await atOnce((i) => stores[i]!.updateThreadResourceId({ threadId: t, resourceId: `r${i}` }));
      const { resourceId } = (await memory.getThreadById({ threadId: t }))!;
      const messages = await messagesIn(t);
      expect(idsOf(messages)).toEqual(ids);
      for (const message of messages) expect(message.resourceId).toBe(resourceId);
    });

    it('copy it to one id: one wins', async () => {
      t = await newThread();
      const ids = Array.from({ length: 7 }, (_, i) => `${t}-${i}`);
      await memory.saveMessages({ messages: ids.map((id) => messageOf(t, id, id)) });
      const newThreadId = randomUUID();
      const copies = await atOnce((i) =>
        stores[i]!.cloneThread({ sourceThreadId: t, newThreadId, title: `of ${i}` }).catch(
          isOf('CLONE_THREAD_THREAD_EXISTS'),
        ),
      );
      const won = copies.filter((copy) => copy !== undefined);
      expect(won).toHaveLength(1);
      // Read again, metadata is JSON: the time of the copy is a text.
      const read = await memory.getThreadById({ threadId: newThreadId });
      const { thread } = won[0]!;
      const metadata: unknown = JSON.parse(JSON.stringify(thread.metadata));
      expect(read).toEqual({ ...thread, metadata });
      expect(await messagesIn(newThreadId)).toEqual(won[0]!.clonedMessages);
      expect(won[0]!.clonedMessages).toHaveLength(ids.length);
    });
  });

  it('of one resource merge metadata, and one of their working memories is kept whole', async () => {
    const resourceId = randomUUID();
    await atOnce((i) =>
      stores[i]!.updateResource({
        resourceId,
        metadata: { [`by${i}`]: i },
        ...(i % 2 === 0 && { workingMemory: `# ${i}\n`.repeat(100) }),
      }),
    );
    const resource = (await memory.getResourceById({ resourceId }))!;
    expect(resource.metadata).toEqual(keysOf('by'));
    const [, writer] = /^# (\d+)\n/.exec(resource.workingMemory!)!;
    expect(resource.workingMemory).toBe(`# ${writer}\n`.repeat(100));
    expect(Number(writer) % 2).toBe(0);
  });

  describe('of one observational record', () => {
    let id: string;

    const begin = async () => {
      t = randomUUID();
      const { id } = await memory.initializeObservationalMemory({
        threadId: t,
        resourceId: 'r',
        scope: 'thread',
        config: { kept: true, nested: { kept: true } },
      });
      return id;
    };
    const record = async () => (await memory.getObservationalMemory(t, 'r'))!;

    const append = (i: number) =>
      stores[i]!.updateBufferedObservations({
        id,
        chunk: {
          cycleId: `c${i}`,
          observations: `[saw ${i}]`,
          tokenCount: i,
          messageIds: [`m${i}`],
          messageTokens: 10,
          lastObservedAt: noon,
        },
      });
    const swap = (i: number) =>
      stores[i]!.swapBufferedToActive({
        id,
        activationRatio: 1,
        messageTokensThreshold: 1000,
        currentPendingTokens: 30,
      });

    it('append each cycle once', async () => {
      id = await begin();
      // Two of them saw each cycle.
      await atOnce((i) => append(i - (i % 2)));
      const { bufferedObservationChunks: chunks } = await record();
      const cycles = Array.from({ length: writers / 2 }, (_, i) => `c${2 * i}`);
      expect(chunks!.map(({ cycleId }) => cycleId).sort()).toEqual(cycles.sort());
      expect(new Set(idsOf(chunks!)).size).toBe(writers / 2);
    });

    it('append and swap at once: each chunk is activated once or still there', async () => {
      id = await begin();
      const half = writers / 2;
      await atOnce(append, half);
      const swaps = await atOnce((i) => (i < half ? swap(i) : append(i).then(() => undefined)));
      const activated = swaps.flatMap((each) => each?.activatedCycleIds ?? []);
      const { bufferedObservationChunks = [], ...after } = await record();
      const left = bufferedObservationChunks.map(({ cycleId }) => cycleId);
      const cycles = Object.keys(keysOf('c'));
      expect([...activated, ...left].sort()).toEqual(cycles.sort());
      // Three chunks make up the 30 tokens of the first swap.
      expect(activated.length).toBeGreaterThanOrEqual(3);
      for (const cycle of activated) {
        expect(after.activeObservations).toContain(`[saw ${cycle.slice(1)}]`);
      }
      expect(after.activeObservations.match(/\[saw/g)).toHaveLength(activated.length);
      const tokens = activated.reduce((sum, cycle) => sum + Number(cycle.slice(1)), 0);
      expect(after.observationTokenCount).toBe(tokens);
    });

    it('set flags and configure it', async () => {
      id = await begin();
      await atOnce(async (i) => {
        const store = stores[i]!;
        const set = [
          () => store.setObservingFlag(id, true),
          () => store.setReflectingFlag(id, true),
          () => store.setBufferingObservationFlag(id, true, 77),
          () => store.setBufferingReflectionFlag(id, true),
          () => store.setPendingMessageTokens(id, 88),
        ];
        const config = { [`by${i}`]: i, nested: { [`by${i}`]: i, deep: { [`by${i}`]: i } } };
        await Promise.all([
          store.updateObservationalMemoryConfig({ id, config }),
          set[i % set.length]!(),
        ]);
      });
      expect(await record()).toMatchObject({
        isObserving: true,
        isReflecting: true,
        isBufferingObservation: true,
        isBufferingReflection: true,
        lastBufferedAtTokens: 77,
        pendingMessageTokens: 88,
        config: {
          kept: true,
          ...keysOf('by'),
          nested: { kept: true, ...keysOf('by'), deep: keysOf('by') },
        },
      });
    });

    it('add up tokens', async () => {
      id = await begin();
      await atOnce((i) =>
        stores[i]!.updateActiveObservations({
          id,
          observations: `text ${i}`,
          tokenCount: i,
          lastObservedAt: noon,
        }),
      );
      const { totalTokensObserved, observationTokenCount, activeObservations } = await record();
      expect(totalTokensObserved).toBe((writers * (writers - 1)) / 2);
      expect(activeObservations).toBe(`text ${observationTokenCount}`);
    });

    it('buffer reflections, and make one generation of them', async () => {
      id = await begin();
      await atOnce((i) =>
        stores[i]!.updateBufferedReflection({
          id,
          reflection: `part ${i}`,
          tokenCount: i,
          inputTokenCount: 2 * i,
          reflectedObservationLineCount: 0,
        }),
      );
      const before = await record();
      const parts = Array.from({ length: writers }, (_, i) => `part ${i}`);
      expect(before.bufferedReflection!.split('\n\n').sort()).toEqual(parts.sort());
      expect(before.bufferedReflectionTokens).toBe((writers * (writers - 1)) / 2);
      expect(before.bufferedReflectionInputTokens).toBe(writers * (writers - 1));

      const generations = await atOnce((i) =>
        stores[i]!.swapBufferedReflectionToActive({ currentRecord: before, tokenCount: 1 }).catch(
          isOf('NO_CONTENT'),
        ),
      );
      const made = generations.filter((each) => each !== undefined);
      expect(made).toHaveLength(1);
      expect(made[0]!.activeObservations).toBe(before.bufferedReflection);
      const history = await memory.getObservationalMemoryHistory(t, 'r');
      expect(history.map(({ generationCount }) => generationCount)).toEqual([1, 0]);
      expect(history[0]).toEqual(made[0]);
      expect(history[1]!.bufferedReflection).toBeUndefined();
    });
  });
});
