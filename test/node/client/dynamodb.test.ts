import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import type { MemoryStore } from '../../../client/index.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

describe('DynamoDBStore', () => {
  let peer: DynamoPeer;
  let tables = 0;
  beforeAll(async () => {
    peer = await DynamoPeer.start();
  });
  afterAll(() => peer.stop());

  async function storeOf() {
    const tableName = `table-${++tables}`;
    await peer.createTable(tableName);
    return new DynamoDBStore({
      name: 'dynamodb',
      config: { tableName, endpoint: peer.endpoint, credentials },
    });
  }
  const memoryOf = async (store: DynamoDBStore) => (await store.getStore('memory')) as MemoryStore;
  const thread = (id: string) => ({
    id,
    resourceId: 'r1',
    title: 'T',
    metadata: { a: 1 },
    createdAt: new Date(1000),
    updatedAt: new Date(2000),
  });
  const message = (id: string, threadId: string, ms: number) => ({
    id,
    threadId,
    resourceId: 'r1',
    role: 'user' as const,
    createdAt: new Date(ms),
    content: { format: 2 as const, parts: [{ type: 'text' as const, text: id }] },
  });

  it('keeps threads and messages', async () => {
    const store = await storeOf();
    await store.init();
    const memory = await memoryOf(store);
    await memory.saveThread({ thread: thread('t1') });
    expect(await memory.getThreadById({ threadId: 't1' })).toMatchObject(thread('t1'));
    await memory.saveMessages({
      messages: [message('m1', 't1', 10), message('m2', 't1', 20), message('m3', 't1', 30)],
    });
    const { messages, total } = await memory.listMessages({
      threadId: 't1',
      perPage: 1,
      include: [{ id: 'm2', withPreviousMessages: 1 }],
    });
    expect(messages.map(({ id }) => id)).toEqual(['m1', 'm2']);
    expect(total).toBe(3);
    await memory.updateThread({ id: 't1', title: 'New', metadata: { b: 2 } });
    expect(await memory.getThreadById({ threadId: 't1' })).toMatchObject({
      title: 'New',
      metadata: { a: 1, b: 2 },
    });
    await memory.deleteMessages(['m2']);
    await memory.deleteThread({ threadId: 't1' });
    expect(await memory.getThreadById({ threadId: 't1' })).toBeNull();
  });
});
