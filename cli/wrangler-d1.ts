import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigError } from '../worker/host/errors.js';
import { failure, profile } from '../worker/host/abi.js';
import type { DbAnswer, DbRequest, Row } from '../worker/host/abi.js';
import { classifySqliteError } from '../worker/host/sqlite-errors.js';
import type { Cost, Database, Transport } from '../worker/host/transport.js';

interface Output {
  readonly results: Row[];
  readonly meta?: { readonly changes?: number };
}

/**
 * A D1 database that `wrangler d1 execute` reaches, as its login or CLOUDFLARE_API_TOKEN allows:
 * one run of it a request, whose statements carry no parameters, as those of a migration.
 */
export class WranglerD1 implements Database, Transport {
  readonly holdsNothing = true;
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #options: readonly string[];

  /** Arguments of `wrangler d1 execute`. */
  constructor(options: readonly string[]) {
    this.#options = options;
  }

  open(): Transport {
    return this;
  }

  bookmark(): null {
    return null;
  }

  async close(): Promise<void> {}

  async execute(request: DbRequest): Promise<DbAnswer> {
    const script = request.statements.map(({ sql, params }) => {
      if (params.length > 0) throw new Error('a statement of the migration has parameters');
      return `${sql};`;
    });
    this.cost.trips += 1;
    this.cost.statements += script.length;
    const args = ['d1', 'execute', ...this.#options, '--yes', '--json'];
    try {
      const { stdout } = await promisify(execFile)(
        'wrangler',
        [...args, '--command', script.join('\n')],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      const outputs = JSON.parse(stdout.slice(stdout.indexOf('['))) as Output[];
      return {
        results: outputs.map(({ results, meta }) => ({
          changes: meta?.changes ?? 0,
          rows: results,
        })),
      };
    } catch (cause) {
      return this.#refused(cause as Failed, request.readOnly);
    }
  }

  #refused({ code, stdout = '', stderr = '' }: Failed, readOnly: boolean): DbAnswer {
    if (code === 'ENOENT') {
      throw new ConfigError(
        'wrangler is not here: npm install -D wrangler, then run npx agentkeep',
      );
    }
    const words = `${stdout}\n${stderr}`;
    if (/CLOUDFLARE_API_TOKEN|not logged in|wrangler login|\[code: (?:10000|9109)\]/.test(words)) {
      throw new ConfigError(
        'wrangler is not logged in, or its token does not open this database: run ' +
          '`npx wrangler login`, or set CLOUDFLARE_API_TOKEN',
      );
    }
    const answer = classifySqliteError(words, readOnly);
    // Nothing that SQLite or D1 says: no such database, no network. Asking again would not help.
    if (answer.failure === failure.unavailable)
      throw new ConfigError(`wrangler: ${reason(words)}${hintOf(words)}`);
    return answer;
  }
}

/** What to do where wrangler does not say it. */
const hintOf = (words: string): string =>
  words.includes("Couldn't find a D1 DB")
    ? ' --config names another file, --database its database; any other store is named by its URL'
    : '';

interface Failed {
  readonly code?: unknown;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** What wrangler says went wrong, in one line: as JSON, or behind its [ERROR]. */
function reason(words: string): string {
  const told =
    /"text":\s*"((?:[^"\\]|\\.)*)"/.exec(words)?.[1]?.replace(/\\n/g, ' ').replace(/\\"/g, '"') ??
    // eslint-disable-next-line no-control-regex
    /\[ERROR\][^\S\n]*(.+)/.exec(words.replace(/\u001b\[[0-9;]*m/g, ''))?.[1] ??
    words.trim().split('\n')[0];
  return (told ?? '').trim() || 'it failed without a word';
}
