import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Marks the question that the plugin below asks itself. */
const resolving = 'resolving';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);

/** Modules of another toolchain: see vitest.config.ts. */
const otherFolder = process.env.AGENTKEEP_WASM_FOLDER;

export type Module =
  | { type: 'ESModule'; path: string; contents: string }
  | { type: 'CompiledWasm'; path: string; contents: Uint8Array };

/** The modules of a Worker, the main one first; `entry` is its path from the root of the tree. */
export async function bundle(entry: string): Promise<Module[]> {
  const wasm = new Map<string, string>();
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2024',
    conditions: ['workerd'],
    external: ['cloudflare:*'],
    plugins: [
      {
        name: 'wasm',
        setup(build) {
          build.onResolve({ filter: /\.wasm$/ }, async ({ path, kind, resolveDir, pluginData }) => {
            if (pluginData === resolving) return undefined;
            if (otherFolder && path.startsWith('#wasm/')) {
              const name = basename(path);
              wasm.set(name, join(root, otherFolder, name));
              return { path: `./${name}`, external: true };
            }
            const found = await build.resolve(path, { kind, resolveDir, pluginData: resolving });
            const name = basename(found.path);
            wasm.set(name, found.path);
            return { path: `./${name}`, external: true };
          });
        },
      },
    ],
  });
  const modules: Module[] = [
    { type: 'ESModule', path: 'index.js', contents: outputFiles[0]!.text },
  ];
  for (const [name, path] of wasm) {
    modules.push({ type: 'CompiledWasm', path: name, contents: await readFile(path) });
  }
  return modules;
}
