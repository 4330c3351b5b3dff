import { Command } from 'commander';
import type { StoreClient } from '../../client/store-client.js';
import { openStore } from '../store.js';
import { urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly search?: true;
  readonly json?: true;
}

export const reindex = new Command('reindex')
  .description(
    'Build the indexes that the store needs and does not have, on large tables, too. Those that ' +
      'are there stay.',
  )
  .argument('<store>', 'URL of the store')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .option(
    '--search',
    'also the words by which messages are searched, of those that have none, where search is on',
  )
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, { tablePrefix, search, json }: Options) => {
    const store = await openStore(url, {
      ...(tablePrefix === undefined ? {} : { tablePrefix }),
      ...(search === undefined ? {} : { search }),
    });
    try {
      const report = (await store.client.call('store.init', { buildIndexes: true })) as {
        builtIndexes?: string[];
        pendingIndexes?: string[];
      };
      const { builtIndexes = [], pendingIndexes = [] } = report;
      const words = search ? { indexedMessages: await indexWords(store.client) } : {};
      if (json) console.log(JSON.stringify({ builtIndexes, pendingIndexes, ...words }, null, 2));
      else if (builtIndexes.length === 0) console.log(`${store.name}: every index is there`);
      else console.log(`${store.name}: built ${builtIndexes.join(', ')}`);
      if (search && !json) console.log(`${words.indexedMessages} messages got their words`);
    } finally {
      await store.close();
    }
  });

/** Of how many messages, in as many calls as it takes. */
async function indexWords(client: StoreClient): Promise<number> {
  for (let count = 0; ;) {
    const { indexed, done } = (await client.call('store.reindex', {})) as {
      indexed: number;
      done: boolean;
    };
    count += indexed;
    if (done) return count;
  }
}
