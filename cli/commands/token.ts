import { Command, Option } from 'commander';
import { createHash, randomBytes } from 'node:crypto';
import { ConfigError } from '../../worker/host/errors.js';
import { prefixOf } from '../../worker/entries.js';
import { scopesOf, tenantOf } from '../../worker/tokens.js';
import { UsageError } from '../errors.js';

interface Options {
  readonly scopes: string;
  readonly tablePrefix?: string;
  readonly prefix?: string;
  readonly tenant?: string;
  readonly json?: true;
}

export const token = new Command('token')
  .description(
    'Print a new random token of 256 bits for a caller, and the entry for the secret ' +
      'AGENTKEEP_TOKENS, a JSON list of such entries, which keeps only its SHA-256.',
  )
  .option('--scopes <list>', 'what it may do: read, write, admin', 'read,write')
  .option('--table-prefix <prefix>', 'the tables it works on: their names begin with this')
  .addOption(new Option('--prefix <prefix>').hideHelp())
  .option('--tenant <name>', 'whose database it opens, where each tenant has one of its own')
  .option('--json', 'print JSON: { token, entry }')
  .action(({ scopes: list, tablePrefix, prefix, tenant, json }: Options) => {
    // What the Worker would refuse later is refused here.
    const refuse = (option: string) => (why: string) =>
      new ConfigError(`${option}: ${why}`) as never;
    const scopes = [...new Set(list.split(','))];
    const names = tablePrefix ?? prefix;
    try {
      scopesOf(scopes, refuse('--scopes'));
      prefixOf(names, '', refuse('--table-prefix'));
      tenantOf(tenant, refuse('--tenant'));
    } catch (cause) {
      throw new UsageError((cause as Error).message);
    }
    const secret = randomBytes(32).toString('base64url');
    const sha256 = createHash('sha256').update(secret).digest('hex');
    const entry = { sha256, scopes, tablePrefix: names, tenant };
    if (json) {
      console.log(JSON.stringify({ token: secret, entry }, null, 2));
      return;
    }
    console.log(`Token, for the caller; it is shown only here:

  ${secret}

Entry, for the list in the secret AGENTKEEP_TOKENS:

  ${JSON.stringify(entry)}

As the only entry: npx wrangler secret put AGENTKEEP_TOKENS, then paste

  ${JSON.stringify([entry])}`);
  });
