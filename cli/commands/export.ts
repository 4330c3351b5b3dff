import { Command } from 'commander';
import { exportStore } from '../move/export.js';
import { Progress } from '../move/progress.js';
import { counted, leftOut, tableLines } from '../move/report.js';
import { RowStore } from '../move/rows.js';
import { placeOf, urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly json?: true;
}

export const exportCommand = new Command('export')
  .description(
    'Write every table of a store into a folder: a compressed file each, and a manifest with ' +
      'counts and checksums. Stopped at any moment, it goes on when it is run again.',
  )
  .argument('<store>', 'URL of the store')
  .argument('<folder>', 'new, or that of an export that was stopped')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (url: string, folder: string, { tablePrefix, json }: Options) => {
    const store = await RowStore.open(
      placeOf(url, tablePrefix === undefined ? {} : { tablePrefix }),
    );
    const progress = new Progress(json === true);
    try {
      const { tables } = await exportStore(store, folder, progress);
      const counts = Object.fromEntries(tables.map(({ name, rows }) => [name, rows]));
      const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
      const nativeIndexes = await store.nativeIndexes();
      if (json) {
        console.log(
          JSON.stringify({ folder, rows, tables: counts, leftOut: nativeIndexes }, null, 2),
        );
      } else {
        process.stdout.write(leftOut(nativeIndexes));
        console.log(
          `${folder}: ${counted(rows, 'row')} of ${store.name}\n${tableLines(counts)}`.trimEnd(),
        );
      }
    } finally {
      progress.stop();
      await store.close();
    }
  });
