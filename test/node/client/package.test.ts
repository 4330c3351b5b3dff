import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulator } from '../../contract/support/local-d1.js';
import { token } from '../../contract/transports/http.js';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-package-'));
const project = join(folder, 'project');
const compatibilityDate = '2026-08-01';

/** Runs a program of the project, or of the repository by its file, and returns what it printed. */
async function run(cwd: string, file: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, {
    cwd,
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder },
    maxBuffer: 64 * 1024 * 1024,
  }).catch((cause: { stdout?: string; stderr?: string }) => {
    throw new Error(`${file} ${args.join(' ')} failed:\n${cause.stdout}\n${cause.stderr}`);
  });
  return stdout;
}

const bin = (name: string) => join(root, 'node_modules/.bin', name);

/** Bundles a Worker of the project as a deployment would. The bundle's own module comes first. */
async function bundle(worker: string) {
  const out = join(folder, `${worker}-bundle`);
  const config = join(project, worker, 'wrangler.toml');
  const args = ['deploy', '--dry-run', '--config', config, '--outdir', out];
  await run(project, bin('wrangler'), ...args);
  const wasm = readdirSync(out).filter((file) => file.endsWith('.wasm'));
  return {
    modulesRoot: out,
    modules: [
      { type: 'ESModule', path: join(out, 'index.js') },
      ...wasm.map((file) => ({ type: 'CompiledWasm', path: join(out, file) })),
    ],
  };
}

// A project as a user has it: the package and what it depends on from their tarballs (npm needs no
// registry then, nor a warm cache of one), everything else linked.
beforeAll(async () => {
  cpSync(join(root, 'test/node/client/project'), project, { recursive: true });
  await run(root, 'npm', 'pack', '--ignore-scripts=false', '--pack-destination', folder);
  const signer = join(root, 'node_modules/aws4fetch');
  await run(root, 'npm', 'pack', signer, '--ignore-scripts', '--pack-destination', folder);
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(project, 'npm', 'install', ...offline, ...tarballs.map((file) => join(folder, file)));
  for (const name of ['@mastra/core', '@cloudflare/workers-types', '@types/node', 'wrangler']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package in a fresh project', () => {
  it('brings along only what signs requests to AWS, which depends on nothing', () => {
    const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dependencies?: object }>;
    };
    expect(Object.keys(packages)).toEqual(['', 'node_modules/agentkeep', 'node_modules/aws4fetch']);
    const { version } = JSON.parse(
      readFileSync(join(root, 'node_modules/aws4fetch/package.json'), 'utf8'),
    ) as { version: string };
    expect(packages['node_modules/agentkeep']!.dependencies).toEqual({ aws4fetch: version });
    expect(packages['node_modules/aws4fetch']!.dependencies).toBeUndefined();
  });

  it('has every file that its entries and its own imports name', () => {
    const installed = join(project, 'node_modules/agentkeep');
    const { exports, imports } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    ) as Record<'exports' | 'imports', Record<string, string | Record<string, string>>>;
    const named = [...Object.values(exports), ...Object.values(imports)]
      .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
      .filter((file) => file.startsWith('./'));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
  });

  it('type-checks, with and without the types of the platform', async () => {
    await run(project, bin('tsc'), '-p', 'tsconfig.json');
    await run(project, bin('tsc'), '-p', 'tsconfig.http.json');
  }, 120_000);

  it('runs in Node on a D1 of wrangler', async () => {
    const printed = await run(project, process.execPath, 'out/program.js', join(folder, 'state'));
    expect(JSON.parse(printed)).toEqual({
      store: 'agentkeep-d1',
      file: '2026-01-01T00:00:00.000Z',
      messages: ['Remember me'],
      createdAt: '2026-01-01T00:00:00.000Z',
      error: 'MASTRA_STORAGE_CLOUDFLARE_D1_UPDATE_THREAD_NOT_FOUND',
    });
  }, 60_000);

  it('is a Worker without the framework, which its HTTP client calls', async () => {
    const store = await bundle('store');
    expect(store.modules).toHaveLength(2);
    const sources = readdirSync(store.modulesRoot).filter((file) => file.includes('.js'));
    expect(sources).toContain('index.js.map');
    for (const file of sources) {
      expect(readFileSync(join(store.modulesRoot, file), 'utf8')).not.toMatch(
        /@mastra\/core|MessageList/,
      );
    }
    const sha256 = createHash('sha256').update(token).digest('hex');
    const worker = simulator({
      ...store,
      compatibilityDate,
      d1Databases: { DB: 'db' },
      bindings: {
        AGENTKEEP_TOKENS: JSON.stringify([{ sha256, scopes: ['read', 'write'] }]),
        AGENTKEEP_RETENTION: JSON.stringify([
          { retention: { memory: { threads: { maxAge: '1ms' } } } },
        ]),
      },
    });
    try {
      const url = String(await worker.ready);
      const printed = await run(project, process.execPath, 'out/http.js', url, token);
      expect(JSON.parse(printed)).toEqual({
        title: 'By HTTP',
        createdAtIsDate: true,
        total: 1,
        error: 'invalid_argument',
      });
      // What a cron trigger does.
      const { scheduled } = await worker.getWorker();
      expect(await scheduled()).toMatchObject({ outcome: 'ok' });
      const db = await worker.getD1Database('DB');
      expect(await db.prepare('SELECT count(*) AS n FROM mastra_threads').first('n')).toBe(0);
    } finally {
      await worker.dispose();
    }
  }, 60_000);

  it('runs in a Worker as the adapter that it replaces does', async () => {
    const [app, store] = [await bundle('app'), await bundle('store')];
    const worker = simulator({
      workers: [
        {
          name: 'app',
          ...app,
          compatibilityDate,
          compatibilityFlags: ['nodejs_compat'],
          d1Databases: { DB: 'app' },
          serviceBindings: { STORE: 'store' },
        },
        { name: 'store', ...store, compatibilityDate, d1Databases: { DB: 'store' } },
      ],
    });
    try {
      await worker.ready;
      for (const total of [1, 2, 3]) {
        const response = await worker.dispatchFetch('http://localhost/');
        expect(await response.json()).toEqual({
          turso: 'LibSQLStore',
          total,
          texts: Array(total).fill('Hello'),
          dates: true,
          remote: Array.from({ length: total }, (_, i) => [`t${i}`, true]),
          tables: ['dev_mastra_messages', 'dev_mastra_threads'],
        });
      }
    } finally {
      await worker.dispose();
    }
  }, 60_000);
});
