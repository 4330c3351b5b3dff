import { Command } from 'commander';
import { release } from '../../worker/generated/methods.js';
import { openStore, takesStore } from '../store.js';
import type { StoreOptions } from '../store.js';

interface Status {
  readonly schemaVersion?: number;
  readonly current?: boolean;
  readonly pendingIndexes?: readonly string[];
}

export const status = takesStore(
  new Command('status').description("Tell the version of a store's tables, and what they lack."),
).action(async (url: string | undefined, options: StoreOptions & { json?: true }) => {
  const store = await openStore(url, options);
  try {
    const found = (await store.client.call('store.status', {})) as Status;
    if (options.json) {
      console.log(JSON.stringify(found, null, 2));
      return;
    }
    const { schemaVersion, current, pendingIndexes = [] } = found;
    console.log(
      schemaVersion
        ? `${store.name}: tables of version ${schemaVersion}`
        : `${store.name}: no tables yet`,
    );
    if (!current) {
      console.log(
        (schemaVersion ?? 0) > release.schema
          ? `This release knows version ${release.schema}: a newer one wrote them.`
          : `This release has version ${release.schema}: agentkeep migrate makes it.`,
      );
    }
    if (pendingIndexes.length > 0) {
      console.log(`Indexes that agentkeep migrate builds: ${pendingIndexes.join(', ')}`);
    }
  } finally {
    await store.close();
  }
});
