import { Command } from 'commander';
import { exit } from '../errors.js';
import { compareStores } from '../move/compare.js';
import { Progress } from '../move/progress.js';
import { counted, differenceLines, leftOut, replacedLine } from '../move/report.js';
import { RowStore } from '../move/rows.js';
import { placeOf, urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly json?: true;
}

export const verify = new Command('verify')
  .description(
    `Compare counts and checksums of every table of two stores. Ends with ${exit.differs} where they differ.`,
  )
  .argument('<store>', 'URL of a store')
  .argument('<other>', 'URL of another; AGENTKEEP_TARGET_TOKEN before AGENTKEEP_TOKEN')
  .option('--table-prefix <prefix>', 'prefix of the tables of both (default: none)')
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (one: string, other: string, { tablePrefix, json }: Options) => {
    const prefix = tablePrefix === undefined ? {} : { tablePrefix };
    const source = await RowStore.open(placeOf(one, prefix));
    let target: RowStore | undefined;
    const progress = new Progress(json === true);
    try {
      target = await RowStore.open(
        placeOf(other, { ...prefix, tokens: ['AGENTKEEP_TARGET_TOKEN', 'AGENTKEEP_TOKEN'] }),
      );
      await source.init();
      await target.init();
      const tables = await source.tables(true);
      progress.start('comparing', await source.expected(tables));
      const found = await compareStores(source, target, tables, (name, rows) =>
        progress.add(name, rows),
      );
      progress.stop();
      const nativeIndexes = await source.nativeIndexes();
      if (found.differences.length > 0) process.exitCode = exit.differs;
      if (json) console.log(JSON.stringify({ ...found, leftOut: nativeIndexes }, null, 2));
      else {
        process.stdout.write(
          found.differences.length === 0
            ? `equal: ${counted(found.rows, 'row')}\n`
            : `The stores differ:\n${differenceLines(found.differences)}`,
        );
        process.stdout.write(replacedLine(found.replaced) + leftOut(nativeIndexes));
      }
    } finally {
      progress.stop();
      await source.close();
      await target?.close();
    }
  });
