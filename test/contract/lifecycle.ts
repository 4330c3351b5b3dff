import { Mastra } from '@mastra/core/mastra';
import { expect, it } from 'vitest';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

/** `init`, `disableInit` and `close` of a store; the first tests of an empty database. */
export function lifecycle(subject: Subject): void {
  it('makes no tables with disableInit where init() makes them', async () => {
    const store = subject.store({ disableInit: true });
    expect(store.disableInit).toBe(true);
    const memory = await memoryOf(store);
    const read = () => memory.getThreadById({ threadId: 'none' });
    if (subject.inProcess === true) {
      await expect(read()).rejects.toMatchObject({ code: 'schema_missing' });
    }
    await store.init();
    expect(await read()).toBeNull();
  });

  it('inits once', async () => {
    await subject.store().init();
    const store = subject.store();
    await store.init();
    await subject.trips(0, async () => {
      await store.init();
      await (await memoryOf(store)).init();
    });
  });

  if (subject.drops) {
    const now = new Date();
    const resource = (id: string) => ({ id, workingMemory: 'w', createdAt: now, updatedAt: now });

    it('makes again what somebody has dropped, in the call that finds it gone', async () => {
      const store = subject.store();
      await store.init();
      const memory = await memoryOf(store);
      await memory.saveResource({ resource: resource('a') });
      await subject.drop('mastra_resources');
      await memory.saveResource({ resource: resource('b') });
      expect(await memory.getResourceById({ resourceId: 'a' })).toBeNull();
      expect(await memory.getResourceById({ resourceId: 'b' })).toMatchObject(resource('b'));
      await subject.drop('mastra_resources');
      expect(await memory.getResourceById({ resourceId: 'b' })).toBeNull();
      // Of a store that has asked nothing yet, which the database tells that all is there.
      await subject.drop('mastra_resources');
      const other = await memoryOf(subject.store());
      expect(await other.getResourceById({ resourceId: 'b' })).toBeNull();
    });

    it('looks at what is there when init() is called', async () => {
      await subject.store().init();
      await subject.drop('mastra_resources');
      const store = subject.store({ disableInit: true });
      const memory = await memoryOf(store);
      const read = () => memory.getResourceById({ resourceId: 'a' });
      await expect(read()).rejects.toMatchObject({ code: 'schema_missing' });
      await store.init();
      expect(await read()).toBeNull();
    });
  }

  it('works under Mastra with its automatic init, and is closed', async () => {
    const mastra = new Mastra({ storage: subject.store(), logger: false });
    const storage = mastra.getStorage()!;
    const memory = (await storage.getStore('memory'))!;
    const now = new Date();
    const thread = {
      ...{ id: 'mastra', resourceId: 'r', title: '', createdAt: now, updatedAt: now },
      metadata: { by: 'mastra' },
    };
    await memory.saveThread({ thread });
    expect(await memory.getThreadById({ threadId: 'mastra' })).toEqual(thread);
    expect(await storage.getStore('observability')).toBe(storage.stores!.observability);
    await storage.close();
    // The data stays, and so do other stores.
    const other = await memoryOf(subject.store());
    expect(await other.getThreadById({ threadId: 'mastra' })).toEqual(thread);
  });
}
