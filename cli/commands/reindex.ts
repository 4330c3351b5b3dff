import { Command } from 'commander';
import type { StoreClient } from '../../client/store-client.js';
import { Refusal, UsageError } from '../errors.js';
import { openStore } from '../store.js';
import { urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly search?: true;
  readonly switchOn?: true;
  readonly drop?: true;
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
  .option(
    '--switch-on',
    'with --search: switches search on where it is off; from then on a message costs more rows',
  )
  .option(
    '--drop',
    'with --search: nothing but to take the words and their triggers away, where search is off',
  )
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, { tablePrefix, search, switchOn, drop, json }: Options) => {
    if ((switchOn || drop) && !search) {
      throw new UsageError(`${drop ? '--drop' : '--switch-on'} goes with --search`);
    }
    if (switchOn && drop) throw new UsageError('--drop goes with no --switch-on');
    const store = await openStore(url, {
      ...(tablePrefix === undefined ? {} : { tablePrefix }),
      ...(search === undefined || drop ? {} : { search }),
    });
    try {
      if (drop) {
        await store.client.call('store.reindex', { drop });
        if (json) console.log(JSON.stringify({ dropped: true }));
        else console.log(`${store.name}: no words of messages are kept`);
        return;
      }
      if (search && !switchOn && (await isSearchOff(store.client))) {
        throw new Refusal(
          `${store.name}: search is off. AGENTKEEP_SEARCH = "true" of its Worker switches it on, as do ` +
            'search: true of a store in process and --switch-on of this command; each message costs ' +
            'more rows from then on (docs/search.md)',
        );
      }
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

/** To a store that is to be searched the table of words is missing. A deployment says it by itself. */
async function isSearchOff(client: StoreClient): Promise<boolean> {
  const { missing = [] } = (await client.call('store.status', {})) as { missing?: string[] };
  return missing.some((name) => name.endsWith('agentkeep_message_texts'));
}

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
