import { Command } from 'commander';
import { release } from '../../worker/generated/methods.js';
import { openStore, takesStore } from '../store.js';
import type { StoreOptions } from '../store.js';

interface Status {
  readonly schemaVersion?: number;
  readonly current?: boolean;
  readonly missing?: readonly string[];
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
    const theirs = schemaVersion ? undefined : ofOthers(found.missing ?? []);
    console.log(
      `${store.name}: ${schemaVersion ? `tables of version ${schemaVersion}` : (theirs ?? 'no tables yet')}`,
    );
    if (!current && theirs === undefined) {
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

/** What is there of a store that has no version, and what is to be done: by what it lacks. */
function ofOthers(missing: readonly string[]): string | undefined {
  // Why no tables can be made there, such as that they are another program's.
  const why = missing.find((each) => each.includes(' '));
  if (why !== undefined) return why;
  const isSome = missing.some((each) => each.includes('.')); // a table that lacks a column
  return isSome ? 'tables of another adapter, which agentkeep migrate completes' : undefined;
}
