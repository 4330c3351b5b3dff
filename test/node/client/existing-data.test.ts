// A database that `@mastra/cloudflare-d1` wrote, and that both go on to use.
import { D1Store as Incumbent } from '@mastra/cloudflare-d1';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { StorageThreadType } from '@mastra/core/memory';
import type { MemoryStorage, StorageResourceType } from '@mastra/core/storage';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { D1Store } from '../../../client/index.js';
import { kAwkwardTexts } from '../../real-input/conversation-script.js';
import { D1Api } from '../../contract/support/d1-api.js';
import { places } from './support/d1-like.js';
import type { Place } from './support/d1-like.js';

/** The declared type asks for whole contents, which are merged and need not be whole. */
const update = (memory: MemoryStorage, messages: object[]) =>
  memory.updateMessages({
    messages: messages as Parameters<MemoryStorage['updateMessages']>[0]['messages'],
  });

const noon = Date.UTC(2026, 2, 1, 12);

const threadOf = (id: string, resourceId: string, more: object = {}): StorageThreadType => ({
  id,
  resourceId,
  title: `Thread ${id}`,
  createdAt: new Date(noon),
  updatedAt: new Date(noon),
  ...more,
});

/** Every two of a thread share a millisecond, as calls and results do. */
const messageOf = (threadId: string, resourceId: string, i: number): MastraDBMessage => ({
  id: `${9 - (i % 2)}-${threadId}-${i}`, // against the order of a pair
  threadId,
  resourceId,
  role: i % 3 === 0 ? 'user' : 'assistant',
  createdAt: new Date(noon + 1000 * Math.floor(i / 2)),
  content: {
    format: 2,
    parts: [
      { type: 'text', text: `${i}: ${kAwkwardTexts[i % kAwkwardTexts.length]}` },
      ...(i % 4 === 1 ? [toolPart(i)] : []),
    ],
    metadata: { turn: i, tags: [null, 1.5, 'ä'] },
  },
});

const toolPart = (i: number) => ({
  type: 'tool-invocation' as const,
  toolInvocation: {
    state: 'result' as const,
    toolCallId: `call-${i}`,
    toolName: 'find',
    args: { query: kAwkwardTexts[i % kAwkwardTexts.length], limit: 1e21 },
    result: { found: [], next: null },
  },
});

const messagesOf = (threadId: string, resourceId: string, count: number) =>
  Array.from({ length: count }, (_, i) => messageOf(threadId, resourceId, i));

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);

/** What a store reads. Of messages of one time the incumbent sorts by id: so they are, here. */
async function readAll(memory: MemoryStorage, resourceIds: string[]) {
  const { threads } = await memory.listThreads({ perPage: false });
  const messages: MastraDBMessage[] = [];
  const byId: (StorageThreadType | null)[] = [];
  for (const { id } of threads) {
    const page = await memory.listMessages({ threadId: id, perPage: false });
    expect(page.total).toBe(page.messages.length);
    messages.push(...page.messages);
    byId.push(await memory.getThreadById({ threadId: id }));
  }
  const resources: (StorageResourceType | null)[] = [];
  for (const resourceId of resourceIds) {
    resources.push(await memory.getResourceById({ resourceId }));
  }
  return {
    threads: inOrderOfId(threads.map(withMetadata)),
    byId: inOrderOfId(byId.map((thread) => withMetadata(thread!))),
    messages: inOrderOfId(messages),
    resources: resources.map((resource) => resource && bare(resource)),
  };
}

const inOrderOfId = <Row extends { id: string }>(rows: Row[]) =>
  rows.sort((a, b) => (a.id < b.id ? -1 : 1));

/** For a thread without metadata, adapters answer an empty object, null or nothing. */
const withMetadata = (thread: StorageThreadType) => ({
  ...thread,
  metadata: thread.metadata ?? {},
});

/** For what is not there, the incumbent answers null. */
const bare = (resource: StorageResourceType) =>
  Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== null));

describe.each([
  ['', 'its binding'],
  ['', 'a Durable Object'],
  ['dev_', 'an SQLite file'],
  ['', 'libSQL'],
])('a database of @mastra/cloudflare-d1 with prefix "%s", by %s', (tablePrefix, by) => {
  let place: Place;
  let binding: D1Database;
  let theirs: MemoryStorage;
  let ours: MemoryStorage;
  const resourceIds = ['ada', 'Ñandú & Co.', 'bo'];
  const workingMemory = `# Who\n- ${kAwkwardTexts[0]} NUL \0 "quotes" \\`;

  async function expectSame() {
    expect(await readAll(ours, resourceIds)).toEqual(await readAll(theirs, resourceIds));
  }

  // Without the column that we add.
  const rowsOf = async (table: string) =>
    (
      await binding.prepare(`SELECT rowid, * FROM ${tablePrefix}${table} ORDER BY rowid`).all()
    ).results.map(({ content_large: _, ...row }) => row);
  const allRows = async () => ({
    threads: await rowsOf('mastra_threads'),
    messages: await rowsOf('mastra_messages'),
    resources: await rowsOf('mastra_resources'),
  });

  beforeAll(async () => {
    place = await places[by]!();
    ({ binding } = place);
    const incumbent = new Incumbent({ id: 'incumbent', binding, tablePrefix });
    await incumbent.init();
    theirs = (await incumbent.getStore('memory'))!;
    ours = (await place.store(tablePrefix).getStore('memory'))!;
  }, 60_000);
  afterAll(() => place?.close());

  it('opens as it is, without a change of its rows', async () => {
    const threads = [
      threadOf('support', 'ada', { metadata: { topic: 'a "b"', nested: { list: [1, null] } } }),
      threadOf('объявления 🧵', 'Ñandú & Co.', { title: kAwkwardTexts[1], metadata: {} }),
      threadOf("o'brien", 'ada', { title: '' }),
    ];
    for (const thread of threads) await theirs.saveThread({ thread });
    for (const { id, resourceId } of threads) {
      await theirs.saveMessages({ messages: messagesOf(id, resourceId, 14) });
    }
    const legacy = { ...messageOf('support', 'ada', 20), type: 'text', content: 'just text' };
    await theirs.saveMessages({ messages: [legacy as unknown as MastraDBMessage] });
    const resource = (id: string, more: object) => ({
      ...{ id, createdAt: new Date(noon), updatedAt: new Date(noon), ...more },
    });
    await theirs.saveResource({
      resource: resource('ada', { workingMemory, metadata: { a: 1 } }),
    });
    await theirs.saveResource({ resource: resource('bo', {}) });
    const before = await allRows();

    await expectSame();
    expect(await allRows()).toEqual(before);
    const read = await ours.getThreadById({ threadId: 'support' });
    expect(read).toEqual({ ...threads[0], updatedAt: expect.any(Date) });
    const page = await ours.listMessages({ threadId: 'support', perPage: 14 });
    expect(page.messages).toEqual(messagesOf('support', 'ada', 14));
    expect(page).toMatchObject({ total: 15, hasMore: true });
    const known = await ours.getResourceById({ resourceId: 'ada' });
    expect(known).toEqual(resource('ada', { workingMemory, metadata: { a: 1 } }));
  });

  it('has what we added, which its own init() leaves alone', async () => {
    const namesOf = async () =>
      (
        await binding
          .prepare("SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name")
          .all<{ name: string }>()
      ).results.map(({ name }) => name);
    const names = await namesOf();
    expect(names).toContain(`${tablePrefix}idx_messages_thread_created_at`);
    expect(names).toContain(`${tablePrefix}mastra_observational_memory`);
    await new Incumbent({ id: 'again', binding, tablePrefix }).init();
    expect(await namesOf()).toEqual(expect.arrayContaining(names));
    await expectSame();
  });

  it('is read by it after we wrote', async () => {
    const thread = threadOf('ours', 'bo', { metadata: { by: 'us', list: ['😀', null] } });
    await ours.saveThread({ thread });
    const messages = messagesOf('ours', 'bo', 14);
    await ours.saveMessages({ messages });
    expect(idsOf((await ours.listMessages({ threadId: 'ours' })).messages)).toEqual(
      idsOf(messages),
    );
    await expectSame();

    const [first, second, third] = messagesOf('support', 'ada', 3);
    const content = {
      ...first!.content,
      parts: [{ type: 'text' as const, text: 'saved again' }],
    };
    await ours.saveMessages({ messages: [{ ...first!, content }] });
    await update(ours, [
      { id: second!.id, role: 'user', content: { metadata: { turn: -1, seen: true } } },
      { id: third!.id, threadId: 'ours', resourceId: 'bo' },
    ]);
    await ours.deleteMessages([messages[5]!.id, messages[6]!.id]);
    await ours.updateThread({ id: 'support', title: 'Changed', metadata: { topic: null, n: 1 } });
    await ours.updateThreadMetadata({ id: 'ours', update: () => ({ seen: [1] }) });
    await ours.cloneThread({ sourceThreadId: 'support', newThreadId: 'clone' });
    await ours.updateThreadResourceId({ threadId: "o'brien", resourceId: 'Ñandú & Co.' });
    await ours.updateResource({ resourceId: 'ada', metadata: { b: { c: [2] } } });
    await ours.updateResource({ resourceId: 'Ñandú & Co.', workingMemory });
    await ours.initializeObservationalMemory({
      threadId: 'support',
      resourceId: 'ada',
      scope: 'thread',
      config: {},
    });
    await expectSame();
    const moved = await theirs.listMessages({ threadId: "o'brien", resourceId: 'Ñandú & Co.' });
    expect(moved.total).toBe(14);
    const changed = (await theirs.listMessages({ threadId: 'support', perPage: false })).messages;
    expect(changed.find(({ id }) => id === second!.id)).toMatchObject({
      role: 'user',
      content: { metadata: { turn: -1, seen: true, tags: [null, 1.5, 'ä'] } },
    });
    expect(idsOf(changed)).not.toContain(third!.id);
    expect((await theirs.getResourceById({ resourceId: 'ada' }))!.metadata).toEqual({
      a: 1,
      b: { c: [2] },
    });
    expect((await theirs.listMessages({ threadId: 'clone' })).total).toBe(14);

    await ours.deleteThread({ threadId: 'clone' });
    expect(await theirs.getThreadById({ threadId: 'clone' })).toBeNull();
    expect((await theirs.listMessages({ threadId: 'clone' })).total).toBe(0);
    await expectSame();
  });

  it('is read by us after it wrote again', async () => {
    const places = async () => idsOf((await ours.listMessages({ threadId: 'ours' })).messages);
    const before = await places();
    const again = messagesOf('ours', 'bo', 3).map((message) => ({
      ...message,
      content: { ...message.content, parts: [{ type: 'text' as const, text: 'theirs' }] },
    }));
    await theirs.saveMessages({ messages: again });
    expect(await places()).toEqual(before);
    await theirs.saveMessages({ messages: [messageOf('ours', 'bo', 30)] });
    expect(await places()).toEqual([...before, messageOf('ours', 'bo', 30).id]);
    await update(theirs, [{ id: again[1]!.id, content: { metadata: { turn: 99 } } }]);
    await theirs.deleteMessages([again[2]!.id]);
    await theirs.saveThread({
      thread: threadOf('ours', 'bo', { metadata: { overwritten: true } }),
    });
    await theirs.updateThread({ id: 'support', title: 'Theirs', metadata: { more: 'x' } });
    await theirs.updateResource({ resourceId: 'bo', workingMemory, metadata: { late: 1 } });
    await theirs.deleteThread({ threadId: 'объявления 🧵' });
    await expectSame();

    const { messages } = await ours.listMessagesById({ messageIds: idsOf(again) });
    expect(
      messages.map(({ content }) => [content.parts.length, content.metadata!['turn']]),
    ).toEqual([
      [1, 0],
      [1, 99],
    ]);
    expect(await ours.getThreadById({ threadId: 'объявления 🧵' })).toBeNull();
    expect((await ours.getThreadById({ threadId: 'support' }))!.metadata).toEqual({
      topic: null,
      nested: { list: [1, null] },
      n: 1,
      more: 'x',
    });
    // Its record outlives writes of a store that knows of none.
    expect(await ours.getObservationalMemory('support', 'ada')).toMatchObject({ config: {} });
  });

  it('loses nothing while both write by turns and at once', async () => {
    const threadId = `turns-${randomUUID()}`;
    await ours.saveThread({ thread: threadOf(threadId, 'ada', { metadata: { start: true } }) });
    const expected = new Map<string, string>();
    const metadata: Record<string, unknown> = { start: true };
    const write = async (by: MemoryStorage, i: number) => {
      const { content, ...message } = messageOf(threadId, 'ada', i);
      const part = { type: 'text' as const, text: `${i} ${randomUUID()}` };
      await by.saveMessages({
        messages: [{ ...message, content: { ...content, parts: [part] } }],
      });
      expected.set(message.id, part.text);
    };
    for (let i = 0; i < 12; i++) {
      const [by, other] = i % 2 === 0 ? [ours, theirs] : [theirs, ours];
      await write(by!, i);
      await write(other!, Math.floor(i / 2)); // what was there already, mostly of the other
      await by!.updateThread({ id: threadId, title: `${i}`, metadata: { [`by${i}`]: i } });
      metadata[`by${i}`] = i;
      if (i % 4 === 3) {
        const id = messageOf(threadId, 'ada', i - 1).id;
        await other!.deleteMessages([id]);
        expected.delete(id);
      }
    }
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => write(i % 2 === 0 ? ours : theirs, 12 + i)),
    );
    await expectSame();
    const { messages } = await ours.listMessages({ threadId, perPage: false });
    expect(
      new Map(messages.map(({ id, content }) => [id, (content.parts[0] as { text: string }).text])),
    ).toEqual(expected);
    const thread = (await ours.getThreadById({ threadId }))!;
    expect(thread).toMatchObject({ title: '11', metadata });
  });

  it('keeps working memory that looks like JSON, which the incumbent parses', async () => {
    const resource = { id: 'json', createdAt: new Date(noon), updatedAt: new Date(noon) };
    const text = '{"name": "Ada",  "likes": [1.50]}';
    await theirs.saveResource({ resource: { ...resource, workingMemory: text } });
    expect((await ours.getResourceById({ resourceId: 'json' }))!.workingMemory).toBe(text);
    await ours.updateResource({ resourceId: 'json', workingMemory: text });
    expect((await theirs.getResourceById({ resourceId: 'json' }))!.workingMemory).toEqual(
      JSON.parse(text),
    );
  });
});

let api: D1Api;
let binding: D1Database;
beforeAll(async () => {
  api = await D1Api.start();
  ({ binding } = api);
});
afterAll(() => api?.stop());

it('a database that we made opens in @mastra/cloudflare-d1', async () => {
  const options = { binding, tablePrefix: 'made_' };
  const ours = (await new D1Store(options).getStore('memory'))!;
  await ours.saveThread({ thread: threadOf('t', 'ada') });
  await ours.saveMessages({ messages: messagesOf('t', 'ada', 5) });
  const incumbent = new Incumbent({ id: 'incumbent', ...options });
  await incumbent.init();
  const theirs = (await incumbent.getStore('memory'))!;
  await theirs.saveMessages({ messages: [messageOf('t', 'ada', 5)] });
  await theirs.updateResource({ resourceId: 'ada', workingMemory: 'theirs' });
  expect((await theirs.listMessages({ threadId: 't' })).total).toBe(6);
  expect(await readAll(ours, ['ada'])).toEqual(await readAll(theirs, ['ada']));
});

it('a database of an older release of it, without the resource of messages, opens', async () => {
  const thread = threadOf('t', 'ada');
  const [old, added] = messagesOf('t', 'ada', 2);
  const iso = new Date(noon).toISOString();
  await binding.batch([
    binding.prepare(
      `CREATE TABLE old_mastra_threads (id TEXT NOT NULL PRIMARY KEY, resourceId TEXT NOT NULL,
         title TEXT NOT NULL, metadata TEXT, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL)`,
    ),
    binding.prepare(
      `CREATE TABLE old_mastra_messages (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL,
         content TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL, createdAt TEXT NOT NULL)`,
    ),
    binding
      .prepare("INSERT INTO old_mastra_threads VALUES ('t', 'ada', ?, NULL, ?, ?)")
      .bind(thread.title, iso, iso),
    binding
      .prepare("INSERT INTO old_mastra_messages VALUES (?, 't', ?, 'user', 'v2', ?)")
      .bind(old!.id, JSON.stringify(old!.content), iso),
  ]);
  const options = { binding, tablePrefix: 'old_' };
  const ours = (await new D1Store(options).getStore('memory'))!;
  // As the adapter answers that D1Store stands for.
  expect(await ours.getThreadById({ threadId: 't' })).toEqual({ ...thread, metadata: {} });
  const { resourceId: _, ...bareMessage } = old!;
  expect((await ours.listMessages({ threadId: 't' })).messages).toEqual([bareMessage]);
  await ours.saveMessages({ messages: [added!] });
  const incumbent = new Incumbent({ id: 'incumbent', ...options });
  await incumbent.init();
  const theirs = (await incumbent.getStore('memory'))!;
  const { messages } = await theirs.listMessages({ threadId: 't' });
  expect(idsOf(messages).sort()).toEqual([old!.id, added!.id].sort());
  // A message without a resource is that of its thread's.
  const mine = await ours.listMessages({ threadId: 't', resourceId: 'ada' });
  expect(mine.messages).toEqual([bareMessage, added]);
  expect((await ours.listMessages({ threadId: 't', resourceId: 'bob' })).messages).toEqual([]);
});
