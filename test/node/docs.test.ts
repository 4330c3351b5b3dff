// What the pages say is so: each link leads somewhere, each block of code does what it shows.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { unstable_readConfig } from 'wrangler';
import { methods } from '../../worker/host/methods.js';
import { simulator } from '../contract/support/local-d1.js';
import { DevServer } from './support/dev-server.js';
import { isRelative, markdownFiles, placeOf, readPage, root } from './support/pages.js';
import type { Block, Page } from './support/pages.js';

/** Blocks that are not tried, a page; each says why beside it. */
const kNotRun: Record<string, number> = {
  'README.md': 4,
  'docs/deploy.md': 1,
  'docs/development.md': 1,
  'docs/dynamodb.md': 1,
  'docs/local.md': 1,
  'docs/moving.md': 1,
  'docs/package.md': 1,
  'docs/postgres.md': 1,
  'docs/records.md': 1,
};

/** What the entries of the package are in the tree. */
const entries: Record<string, string> = {
  agentkeep: 'client/index.ts',
  'agentkeep/dsql': 'client/dsql.ts',
  'agentkeep/dynamodb': 'client/dynamodb.ts',
  'agentkeep/http': 'client/http.ts',
  'agentkeep/worker': 'worker/index.ts',
  'agentkeep/worker/dynamodb': 'worker/dynamodb.ts',
  'agentkeep/worker/postgres': 'worker/postgres.ts',
};

/** Where `scripts/run` listens, as the pages have it. */
const kServer = 'http://127.0.0.1:8787';

const pages = markdownFiles().map(readPage);
const documentation = pages.filter(({ path }) => /^(README\.md$|docs\/)/.test(path));
const blocks = documentation.flatMap((page) => page.blocks);
const tried = (...languages: string[]) =>
  blocks.filter(({ language, notRun }) => languages.includes(language) && notRun === undefined);
const nameOf = ({ page, line }: Block) => `${page}:${line}`;
const fileOf = ({ page, line }: Block) => `${basename(page, '.md')}-${line}`;
const whole = ({ given, text, then }: Block) => given + text + (then ?? '');
const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

/** Code that imports the tree in place of the package. */
const ofTree = (code: string) =>
  code.replaceAll(
    / from '(agentkeep[^']*)'/g,
    (_, name) => ` from '${join(root, entries[name]!)}'`,
  );

async function wrangler(...args: string[]): Promise<void> {
  const program = join(root, 'node_modules/wrangler/bin/wrangler.js');
  await promisify(execFile)(process.execPath, [program, ...args], { cwd: root });
}

const platform = 'compatibility_date = "2026-08-01"\ncompatibility_flags = ["nodejs_compat"]\n';

const folder = mkdtempSync(join(tmpdir(), 'agentkeep-docs-'));
const modules = join(root, 'build/docs'); // beside node_modules
let server: DevServer;

beforeAll(async () => {
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  server = await DevServer.start({ state: join(folder, 'state'), home: join(folder, 'home') });
});
afterAll(async () => {
  await server?.stop();
  for (const path of [folder, modules]) rmSync(path, { recursive: true, force: true });
});

describe('links', () => {
  const links = pages.flatMap((page) => page.links).filter(isRelative);
  const byPath = new Map(pages.map((page) => [page.path, page]));

  test('lead to a file, and to a heading of it', () => {
    expect(links.length).toBeGreaterThan(80);
    const dead = links.filter((link) => {
      const { path, anchor } = placeOf(link);
      if (!existsSync(join(root, path))) return true;
      return anchor !== undefined && !byPath.get(path)?.anchors.has(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('lead somewhere in the package, too', () => {
    const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--'];
    args.push(...JSON.parse(textOf('scripts/tools/package-documents.json')));
    const files = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const shipped = new Set(files);
    const dead = links
      .filter(({ page }) => shipped.has(page))
      .filter((link) => {
        const { path } = placeOf(link);
        const inside = path.endsWith('/') ? path : `${path}/`;
        return !shipped.has(path) && ![...shipped].some((file) => file.startsWith(inside));
      });
    const left = documentation.map(({ path }) => path).filter((path) => !shipped.has(path));
    expect(left).toEqual([]);
    expect(dead).toEqual([]);
  });

  test('reach every page from the README', () => {
    const reached = new Set<string>();
    const reach = (page: Page) => {
      reached.add(page.path);
      for (const link of page.links.filter(isRelative)) {
        const next = byPath.get(placeOf(link).path);
        if (next !== undefined && !reached.has(next.path)) reach(next);
      }
    };
    reach(byPath.get('README.md')!);
    expect(documentation.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

describe('the README', () => {
  test('is short', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(250);
  });
});

describe('tables', () => {
  const cells = (row: string) => row.match(/(?<!\\)\|/g)!.length;

  test('have a head, and rows as wide as it', () => {
    const broken = pages.flatMap(({ path }) => {
      const text = textOf(path).replaceAll(/^( *)(`{3,})[^]*?^\1\2$/gm, '');
      const tables = text.match(/(?:^ *\|.*\n)+/gm) ?? [];
      return tables
        .map((table) => table.trimEnd().split('\n'))
        .filter(
          ([head, rule, ...rows]) =>
            !/^ *\|[ :|-]+\|$/.test(rule ?? '') ||
            [rule!, ...rows].some((row) => cells(row) !== cells(head!)),
        )
        .map(([head]) => `${path}: ${head}`);
    });
    expect(broken).toEqual([]);
  });
});

describe('blocks', { timeout: 180_000 }, () => {
  test('are tried, or say why not', () => {
    const known = ['', 'diff', 'dotenv', 'json', 'sh', 'toml', 'ts'];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(nameOf)).toEqual([]);
    const notRun: Record<string, number> = {};
    for (const { page, notRun: why } of blocks) {
      if (why === undefined) continue;
      expect(why.trim(), page).toMatch(/\w+ \w+/);
      notRun[page] = (notRun[page] ?? 0) + 1;
    }
    expect(notRun).toEqual(kNotRun);
  });

  // One run of the compiler for all: it reads the sources once.
  test('of TypeScript are type-checked', async () => {
    const files: Record<string, string> = {};
    for (const block of tried('ts')) files[fileOf(block)] = whole(block);
    for (const block of tried('diff')) {
      const side = (leave: string) =>
        block.given +
        block.text
          .split('\n')
          .filter((line) => !line.startsWith(leave))
          .map((line) => line.slice(1))
          .join('\n');
      files[`${fileOf(block)}-before`] = side('+');
      files[`${fileOf(block)}-after`] = side('-');
    }
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(modules, `${name}.ts`), `${text}\nexport {};\n`);
    }
    const paths = Object.entries(entries).map(([entry, file]) => [entry, [join(root, file)]]);
    const config = {
      extends: join(root, 'tsconfig.tools.json'),
      compilerOptions: {
        types: ['@cloudflare/workers-types', 'node'],
        paths: Object.fromEntries(paths),
        noUnusedLocals: false,
        noUnusedParameters: false,
      },
      include: [`${modules}/*.ts`, join(root, 'worker/wasm.d.ts')],
    };
    writeFileSync(join(modules, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const said = await promisify(execFile)(process.execPath, [tsc, '-p', modules], { cwd: modules })
      .then(() => '')
      .catch(({ stdout, stderr }) => stdout + stderr);
    expect(said).toBe('');
    expect(Object.keys(files).length).toBeGreaterThan(10);
  });

  describe('of TypeScript run', () => {
    const runs = tried('ts').filter(({ then }) => then !== undefined);
    test.for(runs.map((block) => [nameOf(block), block] as const))('%s', async ([, block]) => {
      const here = process.cwd();
      const file = join(modules, `${fileOf(block)}-run.ts`);
      writeFileSync(file, ofTree(whole(block)).replaceAll(kServer, server.url));
      process.chdir(mkdtempSync(join(folder, 'cwd-')));
      try {
        await import(pathToFileURL(file).href);
      } finally {
        process.chdir(here);
      }
    });
  });

  describe('of Workers serve', () => {
    const workers = tried('ts').filter(({ serves }) => serves !== undefined);
    test.for(workers.map((block) => [nameOf(block), block] as const))('%s', async ([, block]) => {
      const place = join(modules, fileOf(block));
      const config = join(place, 'wrangler.toml');
      const out = join(place, 'out');
      mkdirSync(place);
      writeFileSync(join(place, 'index.ts'), ofTree(whole(block)));
      writeFileSync(config, `name = "block"\nmain = "index.ts"\n${platform}`);
      await wrangler('deploy', '--dry-run', '--config', config, '--outdir', out);
      const wasm = globSync('*.wasm', { cwd: out });
      const instance = simulator({
        modulesRoot: out,
        modules: [
          { type: 'ESModule', path: join(out, 'index.js') },
          ...wasm.map((file) => ({ type: 'CompiledWasm', path: join(out, file) })),
        ],
        compatibilityDate: '2026-08-01',
        compatibilityFlags: ['nodejs_compat'],
        d1Databases: { DB: 'db' },
      });
      try {
        const response = await fetch(await instance.ready);
        expect(await response.text()).toContain(block.serves!.trim());
      } finally {
        await instance.dispose();
      }
    });
  });

  // A project a page: its vitest ends with 0 only if it ran tests, and they passed.
  describe('that are files are a project whose tests pass', () => {
    const files = Map.groupBy(
      blocks.filter(({ file }) => file !== undefined),
      ({ page }) => page,
    );
    test.for([...files])('%s', async ([page, files]) => {
      const project = join(modules, `${basename(page, '.md')}-project`);
      mkdirSync(project);
      for (const block of files) writeFileSync(join(project, block.file!), ofTree(whole(block)));
      const vitest = join(root, 'node_modules/vitest/vitest.mjs');
      const { VITEST: _, ...env } = process.env;
      await promisify(execFile)(process.execPath, [vitest, 'run', '--root', project], {
        cwd: project,
        env,
      });
    });
  });

  // `<sha256>` stands for that of a token.
  describe('of .dev.vars set up a Worker', () => {
    test.for(tried('dotenv').map((block) => [nameOf(block), block] as const))(
      '%s',
      async ([, block]) => {
        const place = join(modules, fileOf(block));
        const config = join(place, 'wrangler.toml');
        mkdirSync(place);
        const main = join(root, 'worker/index.ts');
        const database = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "d"\n';
        writeFileSync(config, `name = "block"\nmain = "${main}"\n${platform}${database}`);
        const sha256 = createHash('sha256').update('a-token').digest('hex');
        writeFileSync(join(place, '.dev.vars'), block.text.replace('<sha256>', sha256));
        const options = { state: join(place, 'state'), home: join(place, 'home') };
        const dev = await DevServer.start({ ...options, configs: [config], vars: {} });
        try {
          const statusWith = async (token: string) => {
            const headers = {
              'content-type': 'application/json',
              authorization: `Bearer ${token}`,
            };
            const init = { method: 'POST', headers, body: '{}' };
            return (await fetch(`${dev.url}/v1/store/status`, init)).status;
          };
          expect(await statusWith('another')).toBe(401);
          expect(await statusWith('a-token')).toBe(200);
        } finally {
          await dev.stop();
        }
      },
    );
  });

  describe('of the shell run', () => {
    // A call that fails ends the block.
    const strict = 'set -eu\ncurl() { command curl -sS --fail-with-body "$@"; }\n';
    test.for(tried('sh').map((block) => [nameOf(block), block] as const))(
      '%s',
      async ([, { text, given, then }]) => {
        const script = strict + given + text.replaceAll(kServer, server.url);
        const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: root });
        expect(stdout).toContain(then?.trim() ?? '');
      },
    );
  });

  describe('of TOML are what wrangler knows', () => {
    test.for(tried('toml').map((block) => [nameOf(block), block] as const))(
      '%s',
      async ([, block]) => {
        // A folder of the tree, from where `../worker` is what it is from example/.
        const config = join(root, `build/docs-${fileOf(block)}.toml`);
        writeFileSync(config, block.given + block.text);
        const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
        try {
          const { main } = unstable_readConfig({ config });
          expect(warned.mock.calls).toEqual([]);
          if (main !== undefined && block.file === undefined)
            await wrangler('deploy', '--dry-run', '--config', config);
        } finally {
          warned.mockRestore();
          rmSync(config);
        }
      },
    );
  });

  describe('of JSON are what is answered', () => {
    test.for(tried('json').map((block) => [nameOf(block), block] as const))(
      '%s',
      async ([, { text, then }]) => {
        const shown = JSON.parse(text);
        if (then === undefined) return;
        const [, method, body] = /^(\S+) (.*)$/.exec(then.trim())!;
        const headers = { 'content-type': 'application/json' };
        const url = `${server.url}/v1/${method!.replace('.', '/')}`;
        const answered = (await (
          await fetch(url, { method: 'POST', headers, body: body! })
        ).json()) as any;
        if (answered.error !== undefined) answered.error.requestId = '…';
        expect(answered).toEqual(shown);
      },
    );
  });
});

describe('names', () => {
  const text = documentation.map(({ path }) => textOf(path)).join('\n');

  test('of scripts and examples are files', () => {
    const named = text.match(/\b(?:scripts|example|bench)\/[\w./-]*\w/g) ?? [];
    expect(new Set(named.filter((path) => !existsSync(join(root, path))))).toEqual(new Set());
  });

  test('of settings are read by the Worker, and all of those are on a page', () => {
    const sources = globSync(['worker/*.ts', 'cli/*.ts', 'cli/*/*.ts'], { cwd: root })
      .map(textOf)
      .join('\n');
    const namesOf = (text: string) =>
      [...new Set(text.match(/\b(?:AGENTKEEP|ALLOW|AWS)_[A-Z0-9_]+/g))].sort();
    expect(namesOf(text)).toEqual(namesOf(sources));
  });

  test('of methods are all in the tables', () => {
    const page = textOf('docs/http.md');
    const missing = methods.filter(({ name }) => {
      // `records` has models: of one all methods are there, the others are named.
      const [, method, verb] = name.split('.');
      const names = verb === undefined ? [method, name] : [method, `${method}.${verb}`];
      return !names.some((each) => page.includes(`\`${each}\``));
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
