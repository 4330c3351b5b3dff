import { Command } from 'commander';
import { decidingOf, methods } from '../../worker/host/methods.js';
import { UsageError } from '../errors.js';
import { agreed, personAt, yesOption } from '../person.js';
import { openStore } from '../store.js';
import { urlHelp } from '../store-url.js';

interface Options {
  readonly batchSize: string;
  readonly tablePrefix?: string;
  readonly yes?: true;
  readonly json?: true;
}

interface Pruned {
  readonly table: string;
  readonly deleted: number;
  readonly done: boolean;
}

/** What has policies: `memory.messages` and so on. */
const prunable = methods.flatMap(({ name, domain, takes }) => {
  if (!name.endsWith('.prune')) return [];
  return Object.keys(decidingOf(takes).policies ?? {}).map((table) => `${domain}.${table}`);
});

export const prune = new Command('prune')
  .description('Delete what is older than an age, in small batches, until nothing of it is left.')
  .argument('<store>', 'URL of the store')
  .argument('<policies...>', 'such as memory.messages=90d observability.spans=30d: ms s m h d w')
  .option('--batch-size <rows>', 'rows of a batch', '1000')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .addOption(yesOption)
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, policies: string[], options: Options) => {
    const batchSize = Number(options.batchSize);
    if (!Number.isSafeInteger(batchSize) || batchSize < 1) {
      throw new UsageError('--batch-size must be a whole number, 1 or more');
    }
    const asked = policies.map((policy) => {
      const [, domain, table, maxAge] = /^(\w+)\.(\w+)=(\d+(?:ms|s|m|h|d|w))$/.exec(policy) ?? [];
      if (domain === undefined) {
        throw new UsageError(`'${policy}' is no policy: it must be like memory.messages=90d`);
      }
      if (!prunable.includes(`${domain}.${table}`)) {
        throw new UsageError(`'${policy}' names nothing that is pruned: ${prunable.join(', ')}`);
      }
      return { domain, table: table!, maxAge };
    });
    const { tablePrefix, json } = options;
    const store = await openStore(url, tablePrefix === undefined ? {} : { tablePrefix });
    try {
      const what = asked.map(
        ({ domain, table, maxAge }) => `${domain}.${table} older than ${maxAge}`,
      );
      await agreed(personAt(options), `Delete from ${store.name}: ${what.join(', ')}?`);
      const deleted: Record<string, number> = {};
      for (const { domain, table, maxAge } of asked) {
        const name = `${domain}.${table}`;
        deleted[name] = 0;
        for (let done = false; !done;) {
          const results = (await store.client.call(`${domain}.prune`, {
            policies: { [table]: { maxAge, batchSize } },
          })) as Pruned[];
          deleted[name] += results[0]?.deleted ?? 0;
          done = results.every((each) => each.done);
        }
      }
      if (json) console.log(JSON.stringify({ deleted }, null, 2));
      else
        for (const [name, rows] of Object.entries(deleted)) console.log(`${name}: ${rows} deleted`);
    } finally {
      await store.close();
    }
  });
