// Runs `store.init` of the core against a D1 database behind `wrangler d1 execute`: see scripts/migrate.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseArgs, promisify } from 'node:util';

import { profile, scope } from '../../worker/host/abi.js';
import type { DbAnswer, DbRequest, Row } from '../../worker/host/abi.js';
import { coreOf } from '../../worker/host/core.js';
import { limits } from '../../worker/host/limits.js';
import { Instances } from '../../worker/host/instance.js';
import { ConfigError, RequestError } from '../../worker/errors.js';
import { runCall } from '../../worker/host/run-call.js';
import type { CoreReply } from '../../worker/host/run-call.js';
import { classifySqliteError } from '../../worker/host/sqlite-errors.js';
import type { Cost, Transport } from '../../worker/host/transport.js';

interface Output {
  readonly results: Row[];
  readonly meta?: { readonly changes?: number; readonly rows_read?: number };
}

/** One `wrangler d1 execute` a request. The statements of a migration carry no parameters. */
class WranglerD1 implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #options: readonly string[];
  #said = '';

  constructor(options: readonly string[]) {
    this.#options = options;
  }

  bookmark(): null {
    return null;
  }

  async execute(request: DbRequest): Promise<DbAnswer> {
    this.cost.trips += 1;
    this.cost.statements += request.statements.length;
    const script = request.statements.map(({ sql, params }) => {
      if (params.length > 0) throw new Error('a statement of the migration has parameters');
      return `${sql};`;
    });
    process.stderr.write(`  ${script.length} statement(s) … `);
    const started = Date.now();
    try {
      const { stdout } = await promisify(execFile)(
        'wrangler',
        ['d1', 'execute', ...this.#options, '--yes', '--json', '--command', script.join('\n')],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      process.stderr.write(`${Date.now() - started} ms\n`);
      const outputs = JSON.parse(stdout.slice(stdout.indexOf('['))) as Output[];
      return {
        results: outputs.map(({ results, meta }) => ({
          changes: meta?.changes ?? 0,
          rows: results,
        })),
      };
    } catch (cause) {
      const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
      const words = `${stdout}\n${stderr}`;
      process.stderr.write(`${Date.now() - started} ms, not done\n`);
      if (
        /CLOUDFLARE_API_TOKEN|not logged in|wrangler login|\[code: (?:10000|9109)\]/.test(words)
      ) {
        throw new ConfigError(
          'wrangler is not logged in, or its token does not open this database: run ' +
            '`npx wrangler login`, or set CLOUDFLARE_API_TOKEN',
        );
      }
      // A missing table is how a new database looks; anything else is for the person who runs this,
      // once, however often the core asks again.
      if (!/no such table/.test(words) && words !== this.#said) {
        process.stderr.write(`${words}\n`);
        this.#said = words;
      }
      return classifySqliteError(words, request.readOnly);
    }
  }
}

const { values } = parseArgs({
  options: {
    remote: { type: 'boolean', default: false },
    prefix: { type: 'string', default: '' },
    database: { type: 'string', default: 'DB' },
    state: { type: 'string', default: '.wrangler/state' },
  },
});
if (!/^[a-zA-Z0-9_]{0,64}$/.test(values.prefix)) {
  console.error('scripts/migrate: --prefix may have letters, digits and underscores, at most 64');
  process.exit(2);
}
const place = values.remote ? ['--remote'] : ['--local', '--persist-to', values.state];
const transport = new WranglerD1([values.database, ...place]);
// Workers cannot compile modules, so their types say that nobody can.
const Module = WebAssembly.Module as unknown as new (bytes: Uint8Array) => WebAssembly.Module;
const core = coreOf(new Module(readFileSync('build/wasi/agentkeep.wasm')));
console.error(`Migrating ${values.database} (${values.remote ? 'remote' : 'local'})`);
const { status, bytes } = await migrate().catch((cause: unknown) => {
  if (!(cause instanceof RequestError)) throw cause;
  console.error(`scripts/migrate: ${cause.message}`);
  process.exit(1);
});
console.log(JSON.stringify(JSON.parse(new TextDecoder().decode(bytes)), null, 2));
process.exit(status === 200 ? 0 : 1);

function migrate(): Promise<CoreReply> {
  return runCall(
    new Instances(core),
    transport,
    {
      nowMs: Date.now(),
      random: [1, 0, 0, 0], // makes no ids
      profile: transport.profile,
      flags: 0,
      scopes: scope.admin,
      limit: limits.http,
      prefix: values.prefix,
      held: '',
      requestId: 'scripts/migrate',
      method: 'store.init',
    },
    new TextEncoder().encode('{"buildIndexes":true}'),
  );
}
