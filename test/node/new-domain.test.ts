import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// A copy of the tree, with test/library/ as a domain more: its folder, a line in src/store.cc, and
// its class among those of client/store.ts. What it is to do there is test/library/library.test.ts.

const root = fileURLToPath(new URL('../../', import.meta.url).href);
const copy = join(root, 'build/new-domain');
const minute = 60_000;

function run(command: string, args: string[], cwd = copy): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  expect(status, `${command} ${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
}
const bin = (name: string) => join(root, 'node_modules/.bin', name);

function insertBefore(file: string, place: string, line: string): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  expect(text.split(place)).toHaveLength(2);
  writeFileSync(path, text.replace(place, `${line}\n${place}`));
}

it(
  'a folder and a line are a domain, on every way to it',
  () => {
    run('ninja', ['-C', 'build/wasi', '-j2', '--quiet', 'agentkeep_grown_modules'], root);

    rmSync(copy, { recursive: true, force: true });
    const kept = [
      'client',
      'worker',
      'wasm',
      'scripts/tools',
      'test/contract',
      'test/node',
      'docs',
    ];
    for (const name of kept) cpSync(join(root, name), join(copy, name), { recursive: true });
    const files = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'wrangler.toml'];
    for (const name of files) cpSync(join(root, name), join(copy, name));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    cpSync(join(root, 'build/wasi/grown'), join(copy, 'build/wasi'), { recursive: true });
    const domain: [string, string][] = [
      ['library.ts', 'client/domains/library.ts'],
      ['library.test.ts', 'test/node/library.test.ts'],
    ];
    for (const [from, to] of domain) {
      mkdirSync(dirname(join(copy, to)), { recursive: true });
      cpSync(join(root, 'test/library', from), join(copy, to));
    }
    // What may be deleted of it by a timer.
    insertBefore(
      'worker/retention.ts',
      '  scores: { scorers: true },',
      '  library: { books: true, readers: true },',
    );
    // The framework's type of all its domains does not know this one.
    insertBefore(
      'client/store.ts',
      "      memory: new MemoryStore(domain('memory')),",
      "      ...{ library: new LibraryStore(domain('library')) },",
    );
    insertBefore(
      'client/store.ts',
      "import { MemoryStore } from './domains/memory.js';",
      "import { LibraryStore } from './domains/library.js';",
    );

    run(process.execPath, ['scripts/tools/generate.mjs']);
    writeFileSync(
      join(copy, 'tsconfig.library.json'),
      JSON.stringify({
        extends: './tsconfig.json',
        compilerOptions: { types: ['@cloudflare/workers-types', 'node'] },
        include: ['client', 'worker', 'test/node/library.test.ts'],
      }),
    );
    run(bin('tsc'), ['-p', 'tsconfig.library.json']);
    run(bin('vitest'), ['run', '--project', 'node', 'test/node/library.test.ts']);
  },
  4 * minute,
);
