import { Command, Option } from 'commander';
import { rmSync } from 'node:fs';
import { exit, UsageError } from '../errors.js';
import { copyStore, stateFileOf, stillRefuses } from '../move/copy.js';
import { Progress } from '../move/progress.js';
import { counted, differenceLines, leftOut, replacedLine, tableLines } from '../move/report.js';
import { RowStore } from '../move/rows.js';
import { personAt, yesOption } from '../person.js';
import { placeOf, urlHelp } from '../store-url.js';

interface Options {
  readonly tablePrefix?: string;
  readonly onConflict?: 'skip' | 'replace';
  readonly cutover?: true;
  readonly abort?: true;
  readonly state: string;
  readonly yes?: true;
  readonly json?: true;
}

export const copy = new Command('copy')
  .description(
    'Copy a store into another one, while it is written to: every row, then what changed meanwhile, ' +
      'until that is little. Run again it brings what has changed since. Stopped at any moment, it ' +
      'goes on when it is run again.',
  )
  .argument('<source>', 'URL of the store that is read')
  .argument(
    '<target>',
    'URL of the store that is written; AGENTKEEP_TARGET_TOKEN before AGENTKEEP_TOKEN',
  )
  .addOption(
    new Option(
      '--on-conflict <what>',
      'of rows whose key is there; needed where the target is not empty',
    ).choices(['skip', 'replace']),
  )
  .option(
    '--cutover',
    'make the source refuse writes, copy the rest and compare everything: then the target may take over',
  )
  .option('--abort', 'let the source take writes again, and forget how far the copy was')
  .option('--state <folder>', 'where it is kept how far the copy is', '.')
  .option('--table-prefix <prefix>', 'prefix of the tables of both (default: none)')
  .addOption(yesOption)
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (from: string, to: string, options: Options) => {
    const { tablePrefix, onConflict, cutover = false, abort, state, json } = options;
    if (abort && (cutover || onConflict !== undefined)) {
      throw new UsageError('--abort goes with no other option of the copy');
    }
    const prefix = tablePrefix === undefined ? {} : { tablePrefix };
    const source = await RowStore.open(placeOf(from, prefix));
    let target: RowStore | undefined;
    const progress = new Progress(json === true);
    try {
      target = await RowStore.open(
        placeOf(to, {
          ...prefix,
          isNew: true,
          tokens: ['AGENTKEEP_TARGET_TOKEN', 'AGENTKEEP_TOKEN'],
        }),
      );
      if (abort) {
        const refuses = await source.refuseWrites(false);
        rmSync(stateFileOf(state, source.name, target.name), { force: true });
        if (json) console.log(JSON.stringify({ aborted: true }));
        else
          console.log(`${source.name} ${refuses ? 'takes writes again' : 'never refused writes'}`);
        return;
      }
      const copied = await copyStore(
        source,
        target,
        { onConflict, cutover, person: personAt(options), stateFolder: state },
        progress,
      );
      if (copied.differences.length > 0) process.exitCode = exit.differs;
      const nativeIndexes = await source.nativeIndexes();
      if (json) {
        console.log(JSON.stringify({ ...copied, leftOut: nativeIndexes }, null, 2));
        return;
      }
      process.stdout.write(leftOut(nativeIndexes));
      console.log(
        `${counted(copied.rows, 'row')} of ${source.name} ${copied.rows === 1 ? 'is' : 'are'} in ${target.name}\n${tableLines(copied.tables)}` +
          `${counted(copied.passes, 'pass', 'passes')} over what had changed; the last one found ` +
          counted(copied.changed, 'row'),
      );
      if (!cutover) {
        const removes = copied.mirrors ? ', and removes what the source has not' : '';
        const file = stateFileOf(state, source.name, target.name);
        console.log(
          `Run again, it brings what has changed since${removes}; to end that, delete ${file}`,
        );
        return;
      }
      process.stdout.write(replacedLine(copied.replaced));
      console.log(
        copied.differences.length === 0
          ? `All tables are equal, and ${source.name} refuses writes: ${target.name} may take over.\n` +
              'With --abort the source takes writes again.'
          : `The stores differ:\n${differenceLines(copied.differences)}${target.name} must not take over, and ` +
              (copied.takesWrites
                ? `${source.name} takes writes again`
                : stillRefuses(source.name)),
      );
    } finally {
      progress.stop();
      await source.close();
      await target?.close();
    }
  });
