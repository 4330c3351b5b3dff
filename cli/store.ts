import { load } from '#core/agentkeep';
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Connection } from '../client/connection.js';
import { HttpConnection } from '../client/http-connection.js';
import {
  checkedPrefix,
  InProcessConnection,
  LazyService,
} from '../client/in-process-connection.js';
import { StoreClient } from '../client/store-client.js';
import { checked, UsageError } from './errors.js';
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
}

/** Gives the command the argument and the options that `openStore` reads. */
export function takesStore(command: Command): Command {
  return command
    .argument(
      '[url]',
      'a deployment, https://…, with a token of scope admin in AGENTKEEP_TOKEN; without it a D1 database, through wrangler',
    )
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
    .option('--json', 'print JSON');
}

/** A store, and how to name it to people. */
export interface OpenStore {
  readonly name: string;
  readonly client: StoreClient;
  close(): Promise<void>;
}

/** Opens nothing yet: the first call does. Throws UsageError. */
export function openStore(url: string | undefined, options: StoreOptions): OpenStore {
  const [name, connection] = url === undefined ? d1(options) : deployment(url, options);
  return { name, client: new StoreClient(connection), close: () => connection.close() };
}

function deployment(url: string, options: StoreOptions): [string, Connection] {
  if (!/^https?:\/\//.test(url)) {
    throw new UsageError(`'${url}' is no store: name a deployment, https://…, or none for D1`);
  }
  for (const name of [
    'remote',
    'database',
    'config',
    'state',
    'tablePrefix',
    'prefix',
    'indexes',
  ] as const) {
    if (options[name] === undefined) continue;
    const option = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UsageError(`--${option} is for a D1 database: a deployment knows its own`);
  }
  const token = process.env['AGENTKEEP_TOKEN'];
  const given = token === undefined || token === '' ? {} : { token };
  const connection = checked(() => {
    try {
      return new HttpConnection({ endpoint: url, ...given });
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(message.replace(/^token/, 'AGENTKEEP_TOKEN').replace(/^endpoint/, 'the URL'));
    }
  });
  return [new URL(url).origin, connection];
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
