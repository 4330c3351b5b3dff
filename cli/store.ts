import { load } from '#core/agentkeep';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Connection } from '../client/connection.js';
import {
  checkedPrefix,
  InProcessConnection,
  LazyService,
} from '../client/in-process-connection.js';
import { StoreClient } from '../client/store-client.js';
import { checked, UsageError } from './errors.js';
import { placeOf, urlHelp } from './store-url.js';
import { WranglerD1 } from './wrangler-d1.js';

/** Options that say which store is meant, where it is not one behind a URL. */
export interface StoreOptions {
  readonly remote?: true;
  readonly database?: string;
  readonly state?: string;
  readonly config?: string;
  readonly tablePrefix?: string;
  readonly prefix?: string;
  readonly indexes?: 'full' | 'lean';
  readonly search?: true;
  /** Of a file: it may be made. */
  readonly isNew?: true;
}

/** Gives the command the argument and the options that `openStore` reads. */
export function takesStore(command: Command): Command {
  return command
    .argument('[url]', 'the store; without it a D1 database, through wrangler')
    .option('--remote', 'D1: the deployed database, not the local one of `wrangler dev`')
    .option('--database <name>', 'D1: its name or binding in wrangler.toml (default: DB)')
    .option('--config <file>', 'D1: the configuration of wrangler that names it')
    .option('--state <folder>', 'D1: where the local one is kept (default: .wrangler/state)')
    .option('--table-prefix <prefix>', 'D1: prefix of the tables (default: none)')
    .addOption(
      new Option('--indexes <which>', 'D1: as AGENTKEEP_INDEXES of its Worker says').choices([
        'full',
        'lean',
      ]),
    )
    .addOption(new Option('--prefix <prefix>').hideHelp())
    .option('--json', 'print JSON')
    .addHelpText('after', urlHelp);
}

/** A store, and how to name it to people. */
export interface OpenStore {
  readonly name: string;
  readonly client: StoreClient;
  close(): Promise<void>;
}

/** Opens nothing yet, but the local D1: the first call does. Throws UsageError. */
export async function openStore(
  url: string | undefined,
  options: StoreOptions,
): Promise<OpenStore> {
  const [name, connection] = url === undefined ? d1(options) : await named(url, options);
  return { name, client: new StoreClient(connection), close: () => connection.close() };
}

async function named(url: string, options: StoreOptions): Promise<[string, Connection]> {
  const isDeployment = /^https?:/.test(url);
  for (const name of [
    'remote',
    'database',
    'config',
    'state',
    ...(isDeployment ? (['tablePrefix', 'prefix', 'indexes'] as const) : []),
  ] as const) {
    if (options[name] === undefined) continue;
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(
      `--${option} is for a D1 database without a URL: ${isDeployment ? 'a deployment knows its own' : 'the URL says it'}`,
    );
  }
  const prefix = options.tablePrefix ?? options.prefix;
  const { search, isNew = false } = options;
  const place = placeOf(url, { isNew, ...(prefix === undefined ? {} : { tablePrefix: prefix }) });
  return [place.name, await place.connect(search === undefined ? {} : { search })];
}

function d1(options: StoreOptions): [string, Connection] {
  const { remote = false, database = 'DB', config, state, indexes = 'full' } = options;
  if (remote && state !== undefined) {
    throw new UsageError('--state is for the local database, not with --remote');
  }
  const given = options.tablePrefix ?? options.prefix;
  const prefix = checked(() => {
    try {
      return checkedPrefix(given);
    } catch (cause) {
      throw new Error((cause as Error).message.replace('tablePrefix', '--table-prefix'));
    }
  });
  const place = remote ? ['--remote'] : ['--local', '--persist-to', state ?? '.wrangler/state'];
  const from = config === undefined ? [] : ['--config', config];
  const d1 = new WranglerD1([database, ...place, ...from]);
  const name = `${database} (${remote ? 'remote' : 'local'} D1)`;
  return [name, new InProcessConnection(new LazyService(load), d1, prefix, { indexes })];
}
