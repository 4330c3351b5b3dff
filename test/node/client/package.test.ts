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
import { DevServer } from '../support/dev-server.js';
import { kInstallMs, testTools } from '../support/test-tools.js';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-package-'));
const project = join(folder, 'project');
const compatibilityDate = '2026-08-01';
/** What the package brings along: what signs requests to AWS, what the command line is made of. */
const dependencies = [
  '@bomb.sh/tab',
  '@clack/prompts',
  'aws4fetch',
  'commander',
  'croner',
  'progress',
];
/** What the prompts are made of; the others depend on nothing. */
const ofPrompts = [
  '@clack/core',
  'fast-string-truncated-width',
  'fast-string-width',
  'fast-wrap-ansi',
  'sisteransi',
];
/** Folders of test/tools. */
let bundlers: string;
let inspectors: string;

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
  await run(root, join(root, 'scripts/package'), '--pack-destination', folder);
  for (const name of [...dependencies, ...ofPrompts]) {
    const packed = join(root, 'node_modules', name);
    await run(root, 'npm', 'pack', packed, '--ignore-scripts', '--pack-destination', folder);
  }
  const tarballs = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run(project, 'npm', 'install', ...offline, ...tarballs.map((file) => join(folder, file)));
  for (const name of ['@mastra/core', '@cloudflare/workers-types', '@types/node', 'wrangler']) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  [bundlers, inspectors] = [await testTools('bundlers'), await testTools('package')];
}, kInstallMs);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package in a fresh project', () => {
  it('brings along few packages', () => {
    const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dependencies?: object }>;
    };
    const paths = ['agentkeep', ...dependencies, ...ofPrompts].map(
      (name) => `node_modules/${name}`,
    );
    expect(Object.keys(packages)).toEqual(['', ...paths.sort()]);
    const versions = dependencies.map((name) => {
      const file = join(root, 'node_modules', name, 'package.json');
      return [name, (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version];
    });
    expect(packages['node_modules/agentkeep']!.dependencies).toEqual(Object.fromEntries(versions));
  });

  it('has every file that its entries and its own imports name', () => {
    const installed = join(project, 'node_modules/agentkeep');
    const { exports, imports, ...manifest } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    ) as Record<'exports' | 'imports', Record<string, string | Record<string, string>>>;
    const named = [...Object.values(exports), ...Object.values(imports)]
      .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
      .filter((file) => file.startsWith('./'));
    const modules = ['agentkeep', 'agentkeep-dynamodb', 'agentkeep-postgres'];
    const files = named.flatMap((file) =>
      !file.includes('*')
        ? [file]
        : modules.map((name) => file.replace('*', file.includes('wasi') ? `${name}.wasm` : name)),
    );
    expect(files.length).toBeGreaterThan(30);
    files.push('worker/assets/openapi.json', 'worker/assets/_headers');
    files.push(...['LICENSE', 'CHANGELOG.md', 'README.md', 'docs/cli.md', 'dist/cli/main.js']);
    expect(files.filter((file) => !existsSync(join(installed, file)))).toEqual([]);
    expect(Object.keys(manifest).sort()).toEqual(
      ['bin', 'dependencies', 'description', 'engines', 'keywords', 'license', 'main', 'name']
        .concat(['peerDependencies', 'peerDependenciesMeta', 'sideEffects', 'type', 'types'])
        .concat(['typesVersions', 'version']),
    );
  });

  it('type-checks, with and without the types of the platform', async () => {
    await run(project, bin('tsc'), '-p', 'tsconfig.json');
    await run(project, bin('tsc'), '-p', 'tsconfig.http.json');
  }, 120_000);

  it('type-checks where modules are found as Node 10 did', async () => {
    const tsc = join(inspectors, 'node_modules/typescript/bin/tsc');
    await run(project, process.execPath, tsc, '-p', 'tsconfig.node10.json');
  }, 120_000);

  it('has the type of a service binding that `wrangler types` makes', async () => {
    const configs = ['bound', 'store'].flatMap((worker) => ['-c', `${worker}/wrangler.toml`]);
    const file = 'bound/worker-configuration.d.ts';
    await run(project, bin('wrangler'), 'types', ...configs, '--include-runtime=false', file);
    expect(readFileSync(join(project, file), 'utf8')).toContain('STORE: Service<typeof import(');
    await run(project, bin('tsc'), '-p', 'tsconfig.bound.json');
  }, 120_000);

  it('is what publint and arethetypeswrong expect of a package', async () => {
    const installed = join(project, 'node_modules/agentkeep');
    const tool = (name: string) => join(inspectors, 'node_modules/.bin', name);
    const said = await run(project, tool('publint'), installed, '--strict', '--pack=false');
    expect(said).toContain('All good!');
    // It is ESM alone, which every Node that it is for can `require`; modules have no types.
    const modules = ['', '-dynamodb', '-postgres'].map((end) => `./agentkeep${end}.wasm`);
    const tarball = readdirSync(folder).find((file) => /^agentkeep-.*\.tgz$/.test(file))!;
    await run(
      ...[project, tool('attw'), join(folder, tarball), '--no-color', '--no-emoji'],
      ...['--ignore-rules', 'cjs-resolves-to-esm', '--exclude-entrypoints', ...modules],
    );
  }, 120_000);

  it('is made whole or not at all', async () => {
    const before = readdirSync(root);
    for (const args of [['pack'], ['pack', '--ignore-scripts=false'], ['publish', '--dry-run']]) {
      await expect(run(root, 'npm', ...args)).rejects.toThrow('npm error');
    }
    expect(readdirSync(root)).toEqual(before);
  }, 60_000);

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

describe('an application that uses the package', () => {
  const answered = {
    endpoint: 'unavailable',
    texts: ['Remember me'],
    dynamodb: 'function',
    http: 'function',
  };

  const all = ['esbuild-esm', 'esbuild-cjs', 'rollup', 'webpack-production', 'webpack-development'];
  all.push('vite', 'ncc', 'bun');
  it.each(all)(
    'is bundled by %s without configuration',
    async (bundler) => {
      const out = join(folder, 'bundled', bundler);
      const entry = join(project, 'app.mjs');
      const file = await run(
        project,
        process.execPath,
        `${bundlers}bundle.mjs`,
        bundler,
        entry,
        out,
      );
      // Nothing of the package is there any more: only the framework, which stays outside.
      const core = join(out, 'node_modules/@mastra/core');
      mkdirSync(dirname(core), { recursive: true });
      symlinkSync(join(root, 'node_modules/@mastra/core'), core);
      const printed = await run(out, process.execPath, file.trim().split('\n').at(-1)!);
      expect(JSON.parse(printed)).toEqual(answered);
    },
    120_000,
  );

  it('runs as it is, and loads no module before a call needs one', async () => {
    expect(JSON.parse(await run(project, process.execPath, 'app.mjs'))).toEqual(answered);
    const traced = await run(project, process.execPath, 'loading.mjs');
    expect(JSON.parse(traced)).toEqual({ before: [], after: ['agentkeep.embedded.js'] });
  }, 60_000);
});

describe('the command of the package', () => {
  it.each(['d1', 'durable-object'])(
    'init writes a Worker on %s that runs',
    async (kind) => {
      const worker = join(project, `worker-${kind}`);
      const agentkeep = join(project, 'node_modules/.bin/agentkeep');
      const said = await run(project, agentkeep, 'init', worker, '--database', kind);
      expect(said).toContain(`npx agentkeep dev ${worker}`);
      expect(said).not.toContain('npm install agentkeep'); // it is there
      expect(said).toContain('npx wrangler deploy');
      const state = join(folder, `state-${kind}`);
      const config = join(worker, 'wrangler.toml');
      const server = await DevServer.start({ state, home: folder, configs: [config] });
      try {
        const headers = { 'content-type': 'application/json' };
        const thread = { id: 't', resourceId: 'me', title: 'First' };
        const saved = await fetch(`${server.url}/v1/memory/saveThread`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ thread }),
        });
        expect(await saved.json()).toMatchObject(thread);
        const document = await fetch(`${server.url}/openapi.json`);
        expect(await document.json()).toMatchObject({ info: { title: 'agentkeep' } });
        const status = await run(project, agentkeep, 'status', server.url);
        expect(status).toContain('tables of version');
      } finally {
        await server.stop();
      }
    },
    180_000,
  );
});
