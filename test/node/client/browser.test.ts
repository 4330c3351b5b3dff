// A store in a web page: bundled for browsers, run where nothing of Node is.
import { build } from 'esbuild';
import type { Plugin } from 'esbuild';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);

const page = `
  import { LibSQLStore } from './client/index.js';

  export async function run() {
    const storage = new LibSQLStore({ id: 'page', url: ':memory:' });
    await storage.init();
    const memory = await storage.getStore('memory');
    const createdAt = new Date(Date.UTC(2026, 0, 2));
    const thread = { id: 't', resourceId: 'r', title: 'In a page', createdAt, updatedAt: createdAt };
    await memory.saveThread({ thread });
    const message = (id) => ({
      id, threadId: 't', resourceId: 'r', role: 'user', createdAt,
      content: { format: 2, parts: [{ type: 'text', text: id + ' ü' }] },
    });
    await memory.saveMessages({ messages: ['a', 'b', 'c'].map(message) });
    const { messages, total } = await memory.listMessages({ threadId: 't', perPage: 2 });
    const refused = await memory.updateThread({ id: 'none', title: '', metadata: {} }).then(
      () => 'done',
      (error) => error.code,
    );
    const { title } = await memory.getThreadById({ threadId: 't' });
    await storage.close();
    return { platform: typeof process, texts: messages.map(({ content }) => content.parts[0].text), total, refused, title };
  }
`;

const isBuiltin = (path: string) => builtinModules.includes(path.replace(/^node:/, ''));

/** What a web application gives in the place of Node's modules, which the framework imports. */
function polyfills(askedByUs: string[]): Plugin {
  return {
    name: 'polyfills',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^(node:)?[a-z_/]+$/ }, ({ path, importer }) => {
        if (!isBuiltin(path)) return undefined;
        if (!importer.includes('/node_modules/')) askedByUs.push(`${path} in ${importer}`);
        return { path, namespace: 'polyfill' };
      });
      onLoad({ filter: /.*/, namespace: 'polyfill' }, () => ({
        contents: `
          const one = new Proxy(function () {}, {
            get: (target, name) => (name === 'prototype' ? target.prototype : name === '__esModule' ? false : one),
            apply: () => one,
          });
          module.exports = one;`,
      }));
    },
  };
}

it('LibSQLStore keeps a database in memory in a web page', async () => {
  const askedByUs: string[] = [];
  const { outputFiles, metafile } = await build({
    stdin: { contents: page, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    // The framework reads settings of its own when it is loaded.
    define: { global: 'globalThis', 'process.env': '{}' },
    logLevel: 'silent',
    plugins: [polyfills(askedByUs)],
  });
  expect(askedByUs).toEqual([]);
  const [output] = Object.values(metafile.outputs);
  expect(output!.imports.filter(({ external }) => external)).toEqual([]);
  const files = Object.keys(output!.inputs);
  expect(files).toContain('wasm/agentkeep.js');
  expect(files.filter((file) => /^wasm\/.*\.(node|worker|workerd)\.js$/.test(file))).toEqual([]);

  const served: Record<string, () => Uint8Array | string> = {
    '/assets/page.js': () => outputFiles[0]!.text,
    '/build/wasi/sqlite3.wasm': () =>
      readFileSync(`${root}node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm`),
  };
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = served[url]?.();
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--experimental-vm-modules',
      '--no-warnings',
      `${root}test/node/client/support/browser-page.mjs`,
      `http://127.0.0.1:${port}/assets/page.js`,
    ]);
    expect(JSON.parse(stdout)).toEqual({
      platform: 'undefined',
      texts: ['a ü', 'b ü'],
      total: 3,
      refused: 'not_found',
      title: 'In a page',
    });
    expect(asked).toEqual(Object.keys(served));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}, 60_000);
