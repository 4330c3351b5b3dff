import { Command, Option } from 'commander';
import { existsSync, statSync } from 'node:fs';
import { Refusal, UsageError } from '../errors.js';
import { saveConversations } from '../move/conversations.js';
import { importStore } from '../move/import.js';
import { readLangGraph } from '../move/langgraph.js';
import { importMastraPg } from '../move/mastra-pg.js';
import { Progress } from '../move/progress.js';
import { counted, tableLines } from '../move/report.js';
import { RowStore } from '../move/rows.js';
import { readUiMessages } from '../move/ui-messages.js';
import { personAt, yesOption } from '../person.js';
import { ifStopped } from '../stopping.js';
import { placeOf, urlHelp } from '../store-url.js';

interface Options {
  readonly from?: 'ai-sdk' | 'langgraph' | 'mastra-pg';
  readonly thread?: string;
  readonly resource?: string;
  readonly tablePrefix?: string;
  readonly onConflict?: 'skip' | 'replace';
  readonly yes?: true;
  readonly json?: true;
}

export const importCommand = new Command('import')
  .description(
    'Read an export into a store. The whole export is checked before anything is written. Stopped ' +
      'at any moment, it goes on when it is run again.',
  )
  .argument('<source>', 'the folder of an export, or what --from says')
  .argument('<store>', 'URL of the store')
  .addOption(
    new Option(
      '--on-conflict <what>',
      'of rows whose key is there; needed where the store is not empty',
    ).choices(['skip', 'replace']),
  )
  .addOption(
    new Option(
      '--from <kind>',
      'ai-sdk: a JSON file of UIMessage[]; langgraph: file:… or postgres://… with the checkpoints of its ' +
        'savers; mastra-pg: postgres://…?schema= of @mastra/pg',
    ).choices(['ai-sdk', 'langgraph', 'mastra-pg']),
  )
  .option('--thread <id>', 'ai-sdk: of the thread, where the file does not say it')
  .option('--resource <id>', 'ai-sdk, langgraph: whose threads they become')
  .option('--table-prefix <prefix>', 'prefix of the tables (default: none)')
  .addOption(yesOption)
  .option('--json', 'print JSON')
  .addHelpText('after', urlHelp)
  .action(async (source: string, url: string, options: Options) => {
    const { from, thread, resource, tablePrefix, onConflict, json } = options;
    // What --from reads is read anew, of which nothing tells how far it came.
    if (from !== undefined) ifStopped('run again with --on-conflict replace, it begins anew');
    const place = placeOf(url, {
      isNew: true,
      ...(tablePrefix === undefined ? {} : { tablePrefix }),
    });
    const progress = new Progress(json === true);
    const person = personAt(options);
    if (thread !== undefined && from !== 'ai-sdk') {
      throw new UsageError('--thread is for --from ai-sdk');
    }
    if (from === 'ai-sdk' || from === 'langgraph') {
      if (resource === undefined) throw new UsageError(`--from ${from} needs --resource`);
      try {
        const conversations =
          from === 'ai-sdk' ? readUiMessages(source, thread) : readLangGraph(source);
        const saved = await saveConversations(
          conversations,
          place,
          resource,
          onConflict,
          person,
          progress,
        );
        if (json) console.log(JSON.stringify({ store: place.name, ...saved }, null, 2));
        else
          console.log(
            `${place.name}: ${counted(saved.threads, 'thread')}, ${counted(saved.messages, 'message')}`,
          );
      } finally {
        progress.stop();
      }
      return;
    }
    if (resource !== undefined) {
      throw new UsageError('--resource is for --from ai-sdk and langgraph');
    }
    if (from === undefined && !(existsSync(source) && statSync(source).isDirectory())) {
      throw new Refusal(`${source} is no folder`);
    }
    const store = await RowStore.open(place);
    try {
      const tables =
        from === undefined
          ? (await importStore(source, store, onConflict, person, progress)).tables
          : await importMastraPg(source, store, onConflict, person, progress);
      const rows = Object.values(tables).reduce((sum, count) => sum + count, 0);
      if (json) console.log(JSON.stringify({ store: store.name, rows, tables }, null, 2));
      else console.log(`${store.name}: ${counted(rows, 'row')}\n${tableLines(tables)}`.trimEnd());
    } finally {
      progress.stop();
      await store.close();
    }
  });
