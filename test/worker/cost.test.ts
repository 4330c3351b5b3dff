import { beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed, idsOf, message, messages, thread } from './support/memory.js';
import type { Cost } from './support/memory.js';

// 45,000 messages: one thread of 5,000, the rest 200 each. Seeded once; the tests of this file read,
// or write to threads of their own. The large thread is the last in the index: a count reads the
// entry behind the last one it counts, where there is one.
const large = 5000;
const small = 200;
const threadCount = 201;
let worker: Deployment;

beforeAll(async () => {
  worker = deployed();
  await worker.call('store.init');
  for (let t = 0; t < threadCount; t++) {
    const given = thread(t === 0 ? 'z' : `t${t}`, {
      resourceId: `r${t % 5}`,
      createdAt: new Date(Date.UTC(2026, 0, 1) + t * 1000).toISOString(),
    });
    await worker.call('memory.saveThread', { thread: given });
  }
  for (let m = 0; m < large; m += 1000) {
    await worker.call('memory.saveMessages', { messages: messages('z', 1000, m) });
  }
  for (let t = 1; t < threadCount; t += 10) {
    const batch = Array.from({ length: 10 }, (_, i) => messages(`t${t + i}`, small)).flat();
    expect((await worker.call('memory.saveMessages', { messages: batch })).status).toBe(200);
  }
}, 120_000);

async function cost(method: string, body: unknown): Promise<Cost & { json: any }> {
  const answer = await worker.call(method, body);
  expect(answer.status).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

describe('every method is one round trip', () => {
  it.each([
    ['memory.getThreadById', { threadId: 't1' }],
    ['memory.saveThread', { thread: thread('trip') }],
    ['memory.saveThread', { thread: thread('trip', { title: 'again' }) }],
    ['memory.updateThread', { id: 'trip', title: 'x', metadata: { a: 1 } }],
    ['memory.listThreads', {}],
    [
      'memory.listThreads',
      { filter: { resourceId: 'r1', metadata: { n: 1 } }, perPage: 20, page: 1 },
    ],
    ['memory.saveMessages', { messages: messages('trip', 1) }],
    ['memory.saveMessages', { messages: messages('trip', 50) }],
    ['memory.saveMessages', { messages: messages('trip', 1000) }],
    ['memory.listMessages', { threadId: 't1' }],
    ['memory.listMessages', { threadId: ['t1', 't2', 't3'], perPage: false }],
    [
      'memory.listMessages',
      {
        threadId: 't1',
        resourceId: 'r1',
        include: Array.from({ length: 10 }, (_, i) => ({
          id: `t${i + 1}-m50`,
          withPreviousMessages: 3,
          withNextMessages: 2,
        })),
        filter: { metadata: { a: 'b' }, dateRange: { start: '2026-01-02T12:00:00Z' } },
        page: 1,
      },
    ],
    ['memory.listMessagesById', { messageIds: Array.from({ length: 150 }, (_, i) => `t1-m${i}`) }],
    ['memory.listMessagesByResourceId', { resourceId: 'r1', perPage: 10 }],
    [
      'memory.listMessagesByResourceId',
      {
        resourceId: 'r1',
        include: [{ id: 't1-m50', withPreviousMessages: 3, withNextMessages: 2 }],
        filter: { metadata: { a: 'b' } },
      },
    ],
    ['memory.patchThread', { id: 'trip', metadata: { b: 1 } }],
    [
      'memory.updateThreadIf',
      { id: 'trip', expectedMetadata: { b: 1, n: 1, a: 1 }, metadata: { a: 2 } },
    ],
    [
      'memory.updateMessages',
      {
        messages: Array.from({ length: 150 }, (_, i) => ({
          id: `trip-m${i}`,
          role: 'user',
          ...(i % 2 === 0 && { content: { a: i, metadata: { b: i } } }),
          ...(i % 10 === 0 && { threadId: `moved${i}` }),
        })),
      },
    ],
    ['memory.updateThreadResourceId', { threadId: 'trip', resourceId: 'rx' }],
    ['memory.saveResource', { resource: { id: 'trip', workingMemory: 'w', metadata: { a: 1 } } }],
    ['memory.updateResource', { resourceId: 'trip', metadata: { b: 1 } }],
    ['memory.getResourceById', { resourceId: 'trip' }],
    // A batch each.
    ['memory.prune', { policies: { resources: { maxAge: '5200w' } } }],
    ['memory.deleteMessages', { messageIds: Array.from({ length: 150 }, (_, i) => `trip-m${i}`) }],
    ['memory.deleteThread', { threadId: 'trip' }],
  ])('%s (%#)', async (method, body) => {
    expect((await cost(method, body)).trips).toBe(1);
  });

  it('but copies, which are two', async () => {
    for (const method of ['memory.copyThread', 'memory.cloneThread']) {
      const copied = await cost(method, { sourceThreadId: 't1' });
      expect(copied.trips).toBe(2);
      expect(Object.keys(copied.json.messageIdMap as object)).toHaveLength(small);
      await cost('memory.deleteThread', { threadId: copied.json.thread.id });
    }
  });

  it('on a current schema, which a new isolate asks for once', async () => {
    const fresh = deployed();
    const get = () => fresh.call('memory.getThreadById', { threadId: 't1' });
    expect(costOf(await get()).trips).toBe(2);
    expect(costOf(await get()).trips).toBe(1);
    // init() looks at what is there whenever it is asked.
    expect(costOf(await fresh.call('store.init')).trips).toBe(1);
    expect(costOf(await deployed().call('store.init')).trips).toBe(1);
  });
});

describe('rows read', () => {
  it('by a page of 40 in a thread of 200 among 45,000 messages: at most 241', async () => {
    const { rowsRead, json } = await cost('memory.listMessages', { threadId: 't7' });
    expect(json).toMatchObject({ total: small, hasMore: true });
    expect(json.messages).toHaveLength(40);
    expect(rowsRead).toBeLessThanOrEqual(241);
  });

  it('by the newest 40 of a thread of 5,000: at most 5,040', async () => {
    const body = { threadId: 'z', orderBy: { field: 'createdAt', direction: 'DESC' } };
    const { rowsRead, json } = await cost('memory.listMessages', body);
    expect(json.total).toBe(large);
    expect(rowsRead).toBeLessThanOrEqual(5040);
    const uncounted = await cost('memory.listMessages', { ...body, includeTotal: false });
    expect(uncounted.json.hasMore).toBe(true);
    expect(uncounted.rowsRead).toBeLessThanOrEqual(45);
  });

  it('by one include window of 3 + 2: at most 10 and the count', async () => {
    const answer = await worker.call('memory.listMessages', {
      threadId: 't7',
      perPage: 0,
      include: [{ id: 't9-m100', withPreviousMessages: 3, withNextMessages: 2 }],
    });
    expect(idsOf(answer)).toEqual([97, 98, 99, 100, 101, 102].map((n) => `t9-m${n}`));
    expect(costOf(answer).rowsRead).toBeLessThanOrEqual(10 + small);
  });

  it('by 20 threads of a resource in order of creation: at most 25 and the count', async () => {
    const { rowsRead, json } = await cost('memory.listThreads', {
      filter: { resourceId: 'r1' },
      perPage: 20,
    });
    expect(json.threads).toHaveLength(20);
    expect(rowsRead).toBeLessThanOrEqual(25 + (json.total as number));
  });

  // One more than the page and the count: a look for rows of old releases, which name no resource.
  it('by a page of 40 of a resource with 200 messages among 45,000: at most 242', async () => {
    await cost('memory.saveThread', { thread: thread('of-owner') });
    const owned = messages('of-owner', small).map((each) => ({ ...each, resourceId: 'owner' }));
    await cost('memory.saveMessages', { messages: owned });
    const { rowsRead, json } = await cost('memory.listMessagesByResourceId', {
      resourceId: 'owner',
    });
    expect(json).toMatchObject({ total: small, hasMore: true });
    expect(json.messages).toHaveLength(40);
    expect(rowsRead).toBeLessThanOrEqual(242);
    const newest = await cost('memory.listMessagesByResourceId', {
      resourceId: 'owner',
      orderBy: { field: 'createdAt', direction: 'DESC' },
      includeTotal: false,
      perPage: 10,
    });
    expect(newest.json.hasMore).toBe(true);
    expect(newest.rowsRead).toBeLessThanOrEqual(12);
  });

  it('by changing one message: it, its owner and what is answered, not its thread', async () => {
    const { rowsRead } = await cost('memory.updateMessages', {
      messages: [{ id: 'z-m5', content: { metadata: { a: 1 } } }],
    });
    // Three of them for the guard that its content is in one piece.
    expect(rowsRead).toBeLessThanOrEqual(15);
    await cost('memory.saveThread', { thread: thread('to-1') });
    await cost('memory.saveThread', { thread: thread('to-2') });
    await cost('memory.saveMessages', { messages: messages('from', 2) });
    const moves = await cost('memory.updateMessages', {
      messages: [1, 2].map((n) => ({ id: `from-m${n - 1}`, threadId: `to-${n}` })),
    });
    expect(moves.rowsRead).toBeLessThanOrEqual(60);
  });

  it('by giving a thread to another resource: its messages, not the table', async () => {
    await cost('memory.saveThread', { thread: thread('given') });
    await cost('memory.saveMessages', { messages: messages('given', 10) });
    const body = { threadId: 'given', resourceId: 'taker' };
    const { rowsRead, rowsWritten } = await cost('memory.updateThreadResourceId', body);
    expect(rowsRead).toBeLessThanOrEqual(50);
    // A message and its entry in the index of the resource, which goes and comes.
    expect(rowsWritten).toBeLessThanOrEqual(3 * 10 + 3);
    expect((await cost('memory.updateThreadResourceId', body)).rowsWritten).toBe(0);
  });

  it('by a resource: its row, and the members of what is merged', async () => {
    await cost('memory.updateResource', { resourceId: 'read', metadata: { a: 1 } });
    const get = await cost('memory.getResourceById', { resourceId: 'read' });
    expect(get.rowsRead).toBeLessThanOrEqual(2);
    const update = await cost('memory.updateResource', { resourceId: 'read', metadata: { b: 1 } });
    expect(update.rowsRead).toBeLessThanOrEqual(8);
  });

  it('by getThreadById: its row', async () => {
    expect((await cost('memory.getThreadById', { threadId: 't7' })).rowsRead).toBeLessThanOrEqual(
      2,
    );
  });
});

describe('rows written', () => {
  it.each([1, 10, 100])(
    'by saving %i new messages: at most 4 each and the thread',
    async (count) => {
      const id = `written-${count}`;
      await cost('memory.saveThread', { thread: thread(id) });
      const { rowsWritten } = await cost('memory.saveMessages', { messages: messages(id, count) });
      expect(rowsWritten).toBeLessThanOrEqual(4 * count + 1);
      expect(rowsWritten).toBeGreaterThanOrEqual(count);
    },
  );
});

describe('rows written', () => {
  it('by changing messages: one each and their threads', async () => {
    await cost('memory.saveThread', { thread: thread('changed') });
    await cost('memory.saveThread', { thread: thread('came-to') });
    await cost('memory.saveMessages', { messages: messages('changed', 50) });
    const update = (fields: object) =>
      cost('memory.updateMessages', {
        messages: messages('changed', 50).map(({ id }) => ({ id, ...fields })),
      });
    expect((await update({ content: { a: 1, metadata: { b: 1 } } })).rowsWritten).toBe(51);
    expect((await update({})).rowsWritten).toBe(0);
    // The index of the thread is written, too: an entry goes, another comes.
    const moved = await update({ threadId: 'came-to' });
    expect(moved.rowsWritten).toBeLessThanOrEqual(3 * 50 + 2);
  });

  it('by a copy: at most 4 a message and 3 for the thread', async () => {
    const copied = await cost('memory.copyThread', { sourceThreadId: 't2' });
    expect(copied.rowsWritten).toBeLessThanOrEqual(4 * small + 3);
    await cost('memory.deleteThread', { threadId: copied.json.thread.id });
  });

  it('by compare-and-set and by resources: one or two', async () => {
    await cost('memory.saveThread', { thread: thread('cas') });
    const body = { id: 'cas', expectedMetadata: { n: 1 }, metadata: { n: 2 } };
    expect((await cost('memory.updateThreadIf', body)).rowsWritten).toBe(1);
    const lost = await worker.call('memory.updateThreadIf', body);
    expect(lost.status).toBe(409);
    expect(costOf(lost)).toMatchObject({ trips: 1, rowsWritten: 0 });
    const resource = { resourceId: 'written', metadata: { a: 1 } };
    expect((await cost('memory.updateResource', resource)).rowsWritten).toBeLessThanOrEqual(2);
    expect((await cost('memory.updateResource', resource)).rowsWritten).toBe(1);
  });
});

describe('saveMessages of 1,000', () => {
  it('keeps all or none', async () => {
    const id = 'atomic';
    const many = [...messages(id, 999), message(id, 999, { role: 'x'.repeat(2_100_000) })];
    expect((await worker.call('memory.saveMessages', { messages: many })).status).toBe(413);
    const listed = await worker.call('memory.listMessages', { threadId: id });
    expect(listed.json).toMatchObject({ total: 0, messages: [] });
    const all = await worker.call('memory.saveMessages', { messages: messages(id, 1000) });
    expect(idsOf(all)).toHaveLength(1000);
    expect((await worker.call('memory.listMessages', { threadId: id })).json.total).toBe(1000);
  });
});
