import type { MastraCompositeStore } from '@mastra/core/storage';
import { expect } from 'vitest';

const at = new Date('2026-01-01T00:00:00Z');
const thread = (id: string) => ({
  ...{ id, resourceId: 'me', title: id, metadata: { by: id } },
  ...{ createdAt: at, updatedAt: at },
});
const message = (id: string) => ({
  ...{ id, threadId: 'theirs', resourceId: 'me', role: 'user' as const },
  createdAt: new Date(at.getTime() + Number(id)),
  content: { format: 2 as const, parts: [{ type: 'text' as const, text: id }] },
});

async function memories(...stores: MastraCompositeStore[]) {
  for (const store of stores) await store.init();
  return Promise.all(stores.map(async (store) => (await store.getStore('memory'))!));
}

/** Each reads what the other writes into one database, and changes it. */
export async function expectShared(previous: MastraCompositeStore, ours: MastraCompositeStore) {
  const [theirs, mine] = (await memories(previous, ours)) as [Memory, Memory];
  await theirs.saveThread({ thread: thread('theirs') });
  await mine.saveThread({ thread: thread('ours') });
  await mine.saveMessages({ messages: [message('1')] });
  await theirs.saveMessages({ messages: [message('2')] });
  await theirs.updateThread({ id: 'ours', title: 'Changed', metadata: {} });
  for (const memory of [theirs, mine]) {
    const changed = await memory.getThreadById({ threadId: 'ours' });
    expect(changed).toMatchObject({ title: 'Changed', metadata: { by: 'ours' }, createdAt: at });
    const { messages } = await memory.listMessages({ threadId: 'theirs' });
    expect(messages.map(({ id }) => id)).toEqual(['1', '2']);
  }
  await close(previous, ours);
}

/** Neither sees what the other writes. */
export async function expectApart(previous: MastraCompositeStore, ours: MastraCompositeStore) {
  const [theirs, mine] = (await memories(previous, ours)) as [Memory, Memory];
  await theirs.saveThread({ thread: thread('theirs') });
  await mine.saveThread({ thread: thread('ours') });
  expect(await mine.getThreadById({ threadId: 'theirs' })).toBeNull();
  expect(await theirs.getThreadById({ threadId: 'ours' })).toBeNull();
  await close(previous, ours);
}

type Memory = Awaited<ReturnType<typeof memories>>[number];

const close = (...stores: MastraCompositeStore[]) =>
  Promise.all(stores.map((store) => (store as { close?(): Promise<void> }).close?.()));
