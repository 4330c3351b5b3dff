import { Command } from 'commander';
import type { IndexInfo } from '../../worker/generated/replies.js';
import { UsageError } from '../errors.js';
import { openStore } from '../store.js';
import { urlHelp } from '../store-url.js';

interface Options {
  readonly table?: string;
  readonly create?: string;
  readonly columns?: string;
  readonly unique?: true;
  readonly where?: string;
  readonly drop?: string;
  readonly tablePrefix?: string;
  readonly json?: true;
}

export const indexes = new Command('indexes')
  .description('List the indexes of a store, or make or drop one of your own.')
  .argument('<store>', 'URL of the store')
  .option('--table <table>', 'of this table, such as mastra_messages')
  .option('--create <name>', 'make one, of --table and --columns')
  .option('--columns <list>', 'such as "resourceId,createdAt DESC"')
  .option('--unique', 'no two rows have the same values there')
  .option('--where <condition>', 'of the rows that are in it')
  .option('--drop <name>', 'drop one that --create has made')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, options: Options) => {
    const { table, create, columns, unique, where, drop, json } = options;
    if (create !== undefined && (table === undefined || columns === undefined)) {
      throw new UsageError('--create needs --table and --columns');
    }
    if (create === undefined && (columns ?? where ?? unique) !== undefined) {
      throw new UsageError('--columns, --unique and --where are for --create');
    }
    if (create !== undefined && drop !== undefined) {
      throw new UsageError('--create and --drop exclude one another');
    }
    const store = await openStore(url, {
      ...(options.tablePrefix === undefined ? {} : { tablePrefix: options.tablePrefix }),
    });
    try {
      if (create !== undefined) {
        await store.client.call('store.createIndex', {
          ...{ name: create, table, columns: columns!.split(',').map((each) => each.trim()) },
          ...(unique === undefined ? {} : { unique }),
          ...(where === undefined ? {} : { where }),
        });
      }
      if (drop !== undefined) {
        // What is not there is not dropped, and nobody would tell.
        await store.client.call('store.describeIndex', { name: drop });
        await store.client.call('store.dropIndex', { name: drop });
      }
      const of = table === undefined ? {} : { table };
      const found = (await store.client.call('store.listIndexes', of)) as IndexInfo[];
      if (json) {
        console.log(JSON.stringify(found, null, 2));
        return;
      }
      const width = Math.max(0, ...found.map(({ name }) => name.length));
      for (const each of found) {
        const { name, unique: isUnique, size } = each;
        console.log(
          `${name.padEnd(width)}  ${each.table} (${each.columns.join(', ')})` +
            `${isUnique ? ' unique' : ''}${size === undefined ? '' : ` ${size}`}`,
        );
      }
    } finally {
      await store.close();
    }
  });
