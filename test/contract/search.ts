import type { MastraDBMessage } from '@mastra/core/agent';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { MemoryStore, SearchMessagesInput, StoreOptions } from '../../client/index.js';
import type { Subject } from './suite.js';

const vocabulary = ['alpha', 'Beta', 'NEAR', 'and', 'OR', 'not', 'x1', '42', 'tea', 'rare'];

/** Numbers from 0 up to a bound, the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const wordsIn = (text: string): Set<string> =>
  new Set(text.toLowerCase().match(/[a-z0-9\u0080-\uffff]+/g) ?? []);

/** Full-text search of messages, on a database that has it, by stores whose option is on. */
export function search(subject: Subject, options: object = { search: true }): void {
  const open = async (): Promise<MemoryStore> => {
    const store = subject.store(options as StoreOptions);
    await store.init();
    return (await store.getStore('memory')) as MemoryStore;
  };
  const message = (id: string, threadId: string, text: string): MastraDBMessage => ({
    id,
    threadId,
    resourceId: `of-${threadId}`,
    role: 'user',
    createdAt: new Date(),
    content: { format: 2, parts: [{ type: 'text', text }] },
  });
  const idsOf = async (memory: MemoryStore, args: SearchMessagesInput): Promise<string[]> =>
    (await memory.searchMessages(args)).results.map(({ message }) => message.id);

  it('finds messages by any of the words, the best first', async () => {
    const memory = await open();
    const t = randomUUID();
    await memory.saveMessages({
      messages: [
        message(`${t}-1`, t, 'The train leaves at noon, they say, and nobody is sure of it.'),
        message(`${t}-2`, t, 'Vienna: a night TRAIN to Vienna'),
        message(`${t}-3`, t, 'Nothing of that'),
      ],
    });
    const { results } = await subject.trips(1, () =>
      memory.searchMessages({ query: 'train, vienna!', threadId: t }),
    );
    expect(results.map(({ message }) => message.id)).toEqual([`${t}-2`, `${t}-1`]);
    expect(results[0]!.score).toBeGreaterThan(results[1]!.score);
    expect(results[0]!.message.createdAt).toBeInstanceOf(Date);
    expect(results[0]!.snippet).toBe('«Vienna»: a night «TRAIN» to «Vienna»');
    expect(results[1]!.snippet).toBe(
      'The «train» leaves at noon, they say, and nobody is sure of it.',
    );
  });

  it('takes no text for syntax', async () => {
    const memory = await open();
    const t = randomUUID();
    const texts = 'near the "door" a user@example.com/path said -5 & 1.5 foo-bar <b>bold</b>';
    await memory.saveMessages({ messages: [message(t, t, texts)] });
    for (const query of [
      'door*',
      '-door',
      '"door',
      "door'",
      'NEAR(door x',
      'door AND missing',
      'NOT door',
      'text:door',
      'door\\',
      "door' | 'x",
      '!door & (x',
      'do:* door',
      'door\0x',
      '\ud800door x door',
      `door ${'"w" '.repeat(250_000)}`,
      'example',
      'path',
      '5',
      'foo',
      'bold',
      '😀 door',
    ]) {
      expect(await idsOf(memory, { query, threadId: t }), query.slice(0, 40)).toEqual([t]);
    }
    for (const query of ['', ' * ', '"', '😀', 'missing', 'x'.repeat(1_000_000)]) {
      expect(await idsOf(memory, { query, threadId: t }), query.slice(0, 40)).toEqual([]);
    }
  });

  it('equals a plain reading, whatever is written', async () => {
    const memory = await open();
    const random = randomFrom(11);
    const thread = randomUUID();
    const phrase = () =>
      Array.from({ length: random(5) }, () => vocabulary[random(vocabulary.length)]).join(
        [' ', ', ', '-', '\n', '" '][random(5)],
      );
    const id = () => `${thread}-${random(25)}`;
    const now = new Date();
    await memory.saveThread({
      thread: { id: thread, resourceId: 'r', title: '', createdAt: now, updatedAt: now },
    });
    for (let round = 0; round < 60; round++) {
      switch (random(5)) {
        case 0:
          await memory.deleteMessages([id(), id()]);
          break;
        case 1:
          await memory.updateMessages({
            messages: [
              { id: id(), content: { format: 2, parts: [{ type: 'text', text: phrase() }] } },
            ] as never,
          });
          break;
        default:
          await memory.saveMessages({
            messages: [
              message(id(), thread, phrase()),
              { ...message(id(), thread, ''), content: phrase() || 'x' } as never,
            ],
          });
      }
      const query = phrase();
      const wanted = wordsIn(query);
      const { messages } = await memory.listMessages({ threadId: thread, perPage: false });
      const plain = messages.filter(({ content }) => {
        const parts = typeof content === 'string' ? [] : (content as { parts?: any[] }).parts;
        const text = parts?.map((part) => part.text ?? '').join('\n') || String(content);
        return [...wordsIn(typeof content === 'string' ? content : text)].some((word) =>
          wanted.has(word),
        );
      });
      const found = await idsOf(memory, { query, threadId: thread, topK: 100 });
      expect([...found].sort(), query).toEqual(plain.map(({ id }) => id).sort());
    }
    // A copy has its words, too.
    const copy = await memory.cloneThread({ sourceThreadId: thread });
    for (const query of vocabulary) {
      const [there, here] = [thread, copy.thread.id].map((threadId) =>
        idsOf(memory, { query, threadId, topK: 100 }),
      );
      expect((await here)!.length, query).toBe((await there)!.length);
    }
    await memory.deleteThread({ threadId: copy.thread.id });
    expect(await idsOf(memory, { query: 'alpha', threadId: copy.thread.id })).toEqual([]);
  });

  it('fuses words and vectors', async () => {
    const memory = await open();
    const t = randomUUID();
    const texts = ['the coffee of Ñandú', 'a warm drink', 'coffee, coffee', 'rain'];
    await memory.saveMessages({
      messages: texts.map((text, i) => message(`${t}-${i}`, t, text)),
    });
    const store = subject.store(options as StoreOptions);
    const { vectors } = store;
    await vectors.createIndex({ indexName: 'memory_messages_3', dimension: 3 });
    await vectors.upsert({
      indexName: 'memory_messages_3',
      vectors: [
        [0.9, 0.1, 0],
        [1, 0, 0],
        [0, 0, 1],
      ],
      metadata: [0, 1, 3].map((i) => ({
        message_id: `${t}-${i}`,
        thread_id: t,
        resource_id: `of-${t}`,
      })),
    });
    const hybrid = { mode: 'hybrid', vector: [1, 0, 0], threadId: t } as const;
    const { results } = await memory.searchMessages({ query: 'coffee', ...hybrid });
    expect(results.map(({ message }) => message.id).slice(0, 3)).toEqual(
      [0, 2, 1].map((i) => `${t}-${i}`),
    );
    expect(results[0]!.snippet).toBe('the «coffee» of Ñandú');
    expect(results[2]!.message.createdAt).toBeInstanceOf(Date);
    // As the framework's Memory names it, it need not be named.
    expect(
      await idsOf(memory, { query: '', ...hybrid, indexName: 'memory_messages_3', topK: 1 }),
    ).toEqual([`${t}-1`]);
    await expect(
      memory.searchMessages({ query: 'coffee', ...hybrid, indexName: 'none_such' }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('indexes what was there before by reindex()', async () => {
    const store = subject.store(options as StoreOptions);
    const memory = await open();
    const t = randomUUID();
    await memory.saveMessages({ messages: [message(t, t, 'rooibos')] });
    let indexed = 0;
    for (let isDone = false, again = true; !isDone; again = false) {
      const step = await store.reindex(again ? { again, rows: 20 } : { rows: 20 });
      indexed += step.indexed;
      isDone = step.done;
    }
    expect(indexed).toBeGreaterThan(0);
    expect(await idsOf(memory, { query: 'rooibos' })).toEqual([t]);
    expect(await store.reindex()).toEqual({ indexed: 0, done: true });
  });
}
