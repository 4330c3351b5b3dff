// The command `agentkeep` as this tree has it; test/node/client/package.test.ts runs that of the package.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { release } from '../../worker/generated/methods.js';
import { DevServer } from './support/dev-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const token = 'a-token-of-the-tests';
let folder: string;
let script: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-cli-'));
  const bundled = '. "$0/scripts/lib.sh"; cd "$0"; commandLine';
  // scripts/lib.sh finds the tree by its own place.
  const { stdout } = await promisify(execFile)('bash', ['-c', bundled, root]);
  script = join(root, stdout.trim());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function agentkeep(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  try {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [script, ...args],
      options,
    );
    return { code: 0, stdout, stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as Ran;
    return { code, stdout, stderr };
  }
}

describe('agentkeep', () => {
  test('tells its version, its commands and its exit codes', async () => {
    expect(await agentkeep(['--version'])).toMatchObject({
      code: 0,
      stdout: `${release.version}\n`,
    });
    const { code, stdout } = await agentkeep(['--help']);
    expect(code).toBe(0);
    for (const word of ['init', 'token', 'status', 'migrate', 'Exit codes']) {
      expect(stdout).toContain(word);
    }
  });

  test('explains itself by the command help, too', async () => {
    expect(await agentkeep(['help'])).toEqual(await agentkeep(['--help']));
    expect(await agentkeep(['help', 'copy'])).toEqual(await agentkeep(['copy', '--help']));
    expect(await agentkeep(['help'])).toMatchObject({ code: 0, stderr: '' });
  });

  test.each([
    ['an unknown command', ['forget'], "unknown command 'forget'"],
    ['an unknown option', ['status', '--remotely'], "unknown option '--remotely'"],
    ['a store that is no URL', ['status', 'agentkeep.example'], 'is no store'],
    [
      'a deployment without a token',
      ['status', 'https://a.example'],
      'AGENTKEEP_TOKEN is required',
    ],
    [
      'options of D1 for a deployment',
      ['migrate', 'https://a.example', '--remote'],
      '--remote is for',
    ],
    ['a folder for a remote database', ['status', '--remote', '--state', '.'], '--state is for'],
    [
      'an unknown database',
      ['init', '--database', 'oracle'],
      'Allowed choices are d1, durable-object',
    ],
    ['a name that is none', ['init', '--name', 'My Worker'], "'My Worker' is no name"],
  ])('refuses %s', async (_, args, words) => {
    const { code, stdout, stderr } = await agentkeep(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });
});

describe('agentkeep init', () => {
  test('writes two files, and keeps what is there unless it is told', async () => {
    expect(await agentkeep(['init', 'one'])).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['index.ts', 'wrangler.toml']);
    const entry = join(folder, 'one/index.ts');
    expect(readFileSync(entry, 'utf8')).toBe("export { default } from 'agentkeep/worker';\n");
    writeFileSync(entry, 'mine');
    const again = await agentkeep(['init', 'one', '--name', 'other']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('index.ts and wrangler.toml: there already');
    expect(readFileSync(entry, 'utf8')).toBe('mine');
    expect(await agentkeep(['init', 'one', '--name', 'other', '--force'])).toMatchObject({
      code: 0,
    });
    expect(readFileSync(join(folder, 'one/wrangler.toml'), 'utf8')).toContain('name = "other"');
  });

  // What the examples of the tree set, the files set.
  test.each(['d1-rest', 'dsql', 'durable-object', 'dynamodb', 'libsql', 'postgres'])(
    'has the settings of example/%s.toml',
    async (kind) => {
      expect(await agentkeep(['init', kind, '--database', kind])).toMatchObject({ code: 0 });
      const settings = (file: string) =>
        readFileSync(file, 'utf8')
          .split('\n')
          .filter(
            (line) =>
              /^(\w+ = |\[)/.test(line) && !/^(main|name =|command|directory|\[build)/.test(line),
          )
          .filter((line) => !/^\[observability|^enabled/.test(line))
          .map((line) => line.replace(/ +#.*/, ''));
      const written = settings(join(folder, kind, 'wrangler.toml'));
      const example = settings(join(root, `example/${kind}.toml`));
      expect(written).toEqual(example);
      expect(example.length).toBeGreaterThan(3);
    },
  );
});

describe('agentkeep status and migrate', () => {
  let server: DevServer;
  beforeAll(async () => {
    const sha256 = createHash('sha256').update(token).digest('hex');
    server = await DevServer.start({
      state: join(folder, 'state'),
      home: join(folder, 'home'),
      vars: {
        AGENTKEEP_TOKENS: JSON.stringify([{ sha256, scopes: ['read', 'write', 'admin'] }]),
        AGENTKEEP_DISABLE_INIT: 'true',
      },
    });
  });
  afterAll(() => server?.stop());

  test('look after a deployment', async () => {
    const env = { AGENTKEEP_TOKEN: token };
    const fresh = await agentkeep(['status', server.url], env);
    expect(fresh).toMatchObject({ code: 0, stderr: '' });
    expect(fresh.stdout).toContain('no tables yet');
    const made = await agentkeep(['migrate', server.url, '--json'], env);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(made.stdout)).toMatchObject({
      schemaVersion: release.schema,
      createdTables: expect.arrayContaining(['mastra_threads']),
    });
    const again = await agentkeep(['migrate', server.url], env);
    expect(again.stdout).toContain('Nothing was to be done.');
    const status = await agentkeep(['status', server.url, '--json'], env);
    expect(JSON.parse(status.stdout)).toMatchObject({
      schemaVersion: release.schema,
      current: true,
      pendingIndexes: [],
    });
  });

  test('say in a line what a deployment refuses', async () => {
    const { code, stdout, stderr } = await agentkeep(['status', server.url], {
      AGENTKEEP_TOKEN: 'another',
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^agentkeep: unauthenticated: .*; set AGENTKEEP_TOKEN to .*\n$/);
  });

  test('say in a line that wrangler is not logged in, after one try', async () => {
    const args = ['migrate', '--remote', '--config', join(root, 'wrangler.toml')];
    const { code, stdout, stderr } = await agentkeep(args, {
      HOME: folder,
      XDG_CONFIG_HOME: folder,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^agentkeep: internal: wrangler is not logged in.*\n$/);
  }, 120_000);

  test('look after a local database', async () => {
    const d1 = ['--state', join(folder, 'local'), '--config', join(root, 'wrangler.toml')];
    const fresh = await agentkeep(['status', ...d1]);
    expect(fresh).toMatchObject({ code: 0, stderr: '' });
    expect(fresh.stdout).toContain('DB (local D1): no tables yet');
    const made = await agentkeep(['migrate', ...d1]);
    expect(made.stdout).toContain('Created: agentkeep_chunks, ');
    const status = await agentkeep(['status', ...d1]);
    expect(status.stdout).toBe(`DB (local D1): tables of version ${release.schema}\n`);
  }, 300_000);
});
