import { Command } from 'commander';
import { openStore, takesStore } from '../store.js';
import type { StoreOptions } from '../store.js';

interface Report {
  readonly schemaVersion: number;
  readonly createdTables?: readonly string[];
  readonly addedColumns?: readonly string[];
  readonly builtIndexes?: readonly string[];
  readonly pendingIndexes?: readonly string[];
}

export const migrate = takesStore(
  new Command('migrate').description(
    'Create and update the tables of a store, indexes on large tables included: what the Worker ' +
      "does by itself before a prefix's first call, but for those indexes. Only adds; run it as " +
      'often as you like.',
  ),
).action(async (url: string | undefined, options: StoreOptions & { json?: true }) => {
  const store = await openStore(url, { ...options, isNew: true });
  try {
    const report = (await store.client.call('store.init', { buildIndexes: true })) as Report;
    if (options.json) {
      console.log(JSON.stringify(report, null, 2));
      return;
    }
    console.log(`${store.name}: tables of version ${report.schemaVersion}`);
    const done: [string, readonly string[] | undefined][] = [
      ['Created', report.createdTables],
      ['Added columns', report.addedColumns],
      ['Built indexes', report.builtIndexes],
      ['Not built', report.pendingIndexes],
    ];
    const told = done.filter(([, names]) => names !== undefined && names.length > 0);
    for (const [what, names] of told) console.log(`${what}: ${names!.join(', ')}`);
    if (told.length === 0) console.log('Nothing was to be done.');
  } finally {
    await store.close();
  }
});
