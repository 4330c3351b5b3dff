import { Mastra } from '@mastra/core/mastra';
import { expect, it } from 'vitest';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

/** `init`, `disableInit` and `close` of a store; the first tests of an empty database. */
export function lifecycle(subject: Subject): void {
  it('inits once', async () => {
    await subject.store().init();
    const store = subject.store();
    await store.init();
    await subject.trips(0, async () => {
      await store.init();
      await (await memoryOf(store)).init();
    });
  });

  it('with disableInit is as usable, once the tables are there', async () => {
    const store = subject.store({ disableInit: true });
    expect(store.disableInit).toBe(true);
    const memory = await memoryOf(store);
    expect(await memory.getThreadById({ threadId: 'none' })).toBeNull();
    await store.init();
  });

  it('works under Mastra with its automatic init, and is closed', async () => {
    const mastra = new Mastra({ storage: subject.store(), logger: false });
    const storage = mastra.getStorage()!;
    const memory = (await storage.getStore('memory'))!;
    const now = new Date();
    const thread = { id: 'mastra', resourceId: 'r', title: '', createdAt: now, updatedAt: now };
    await memory.saveThread({ thread });
    expect(await memory.getThreadById({ threadId: 'mastra' })).toEqual(thread);
    expect(await storage.getStore('datasets')).toBeUndefined();
    await storage.close();
    // The data stays, and so do other stores.
    const other = await memoryOf(subject.store());
    expect(await other.getThreadById({ threadId: 'mastra' })).toEqual(thread);
  });
}
