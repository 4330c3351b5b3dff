import { MastraCompositeStore } from '@mastra/core/storage';
import type { StorageDomains } from '@mastra/core/storage';
import { expect, it, vi } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { methods } from '../../../worker/host/methods.js';
import { frameworkDomains, tableOfReadme } from '../../contract/kept.js';

it('says once which domains a store lacks, and how to have them', async () => {
  const warn = vi.fn();
  const store = new LibSQLStore({ id: 'main', url: ':memory:' });
  store.__setLogger({ warn } as never);
  expect(await store.getStore('memory')).toBeDefined();
  expect(warn).not.toHaveBeenCalled();
  // Of a release to come: today's are all there.
  for (const name of ['horoscopes', 'horoscopes'] as unknown as (keyof StorageDomains)[]) {
    expect(await store.getStore(name)).toBeUndefined();
  }
  expect(warn).toHaveBeenCalledExactlyOnceWith(
    `LibSQLStore keeps ${Object.keys(store.stores).join(', ')}, and nothing else, such as ` +
      '"horoscopes". For the rest compose it with a store that does: new MastraCompositeStore({ id, ' +
      'default: otherStore, domains: thisStore.stores })',
  );
  // As it says.
  const whole = new MastraCompositeStore({ id: 'whole', default: store, domains: store.stores });
  await whole.init();
  expect(await whole.getStore('memory')).toBe(store.stores.memory);
  expect(warn).toHaveBeenCalledOnce();
  await store.close();
});

// Whether they are kept everywhere is for the contract to say, which makes the table.
it('has a row in the table of the README for every domain of the framework', () => {
  const [, , ...rows] = tableOfReadme();
  expect(rows.map(([domain]) => domain)).toEqual(frameworkDomains.map((name) => `\`${name}\``));
  const known = new Set(methods.map(({ domain }) => `\`${domain}\``));
  for (const [domain, ...cells] of rows) {
    expect(cells.includes('yes'), domain).toBe(known.has(domain!));
  }
});
