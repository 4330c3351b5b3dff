import { MastraCompositeStore } from '@mastra/core/storage';
import { expect, it, vi } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';

it('says once which domains a store lacks, and how to have them', async () => {
  const warn = vi.fn();
  const store = new LibSQLStore({ id: 'main', url: ':memory:' });
  store.__setLogger({ warn } as never);
  expect(await store.getStore('memory')).toBeDefined();
  expect(warn).not.toHaveBeenCalled();
  for (const name of ['knowledge', 'observability', 'knowledge'] as const) {
    expect(await store.getStore(name)).toBeUndefined();
  }
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    `LibSQLStore keeps ${Object.keys(store.stores).join(', ')}, and nothing else, such as ` +
      '"knowledge". For the rest compose it with a store that does: new MastraCompositeStore({ id, ' +
      'default: otherStore, domains: thisStore.stores })',
  );
  // As it says.
  const whole = new MastraCompositeStore({ id: 'whole', default: store, domains: store.stores });
  await whole.init();
  expect(await whole.getStore('memory')).toBe(store.stores.memory);
  expect(warn).toHaveBeenCalledOnce();
  await store.close();
});
