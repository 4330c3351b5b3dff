// Bundles a Worker exactly as a deployment would, without deploying it.
import { execFile } from 'node:child_process';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const run = promisify(execFile);

export type ModuleType = 'ESModule' | 'CompiledWasm';

export interface Module {
  /** Path below the bundle's folder, which is also the name other modules import it by. */
  path: string;
  type: ModuleType;
}

export interface Bundle {
  folder: string;
  /** The main module comes first. */
  modules: Module[];
  /** What `wrangler deploy` would upload, in KiB as wrangler says. */
  uploadKib: number;
  uploadGzipKib: number;
}

/** Switches that keep wrangler and Miniflare from talking to the network. */
export const kOfflineEnvironment = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  DO_NOT_TRACK: '1',
};

/**
 * Bundles the Worker that `configFile` describes into `folder`. Runs the configured build command.
 *
 * Throws when wrangler does; the error carries wrangler's own output.
 */
export async function bundleWorker(configFile: string, folder: string): Promise<Bundle> {
  await mkdir(folder, { recursive: true });
  const wrangler = join(import.meta.dirname, '../../node_modules/wrangler/bin/wrangler.js');
  const { stdout } = await run(
    process.execPath,
    [wrangler, 'deploy', '--dry-run', '--config', configFile, '--outdir', folder],
    {
      env: { ...process.env, ...kOfflineEnvironment, HOME: folder },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const upload = /Total Upload: ([\d.]+) KiB \/ gzip: ([\d.]+) KiB/.exec(stdout);
  if (!upload) throw new Error(`wrangler did not say the upload's size:\n${stdout}`);

  const main = await mainModuleName(configFile);
  const files = await readdir(folder);
  const wasm = files.filter((file) => file.endsWith('.wasm'));
  return {
    folder,
    modules: [
      { path: main, type: 'ESModule' },
      ...wasm.map((path) => ({ path, type: 'CompiledWasm' as const })),
    ],
    uploadKib: Number(upload[1]),
    uploadGzipKib: Number(upload[2]),
  };
}

/**
 * Bundles a program of Node into build/bench: inside of the package, whose "imports" it uses. `entry`
 * is a path from the root. Resolves with the path of the file `name`.
 */
export async function bundleForNode(entry: string, name: string): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const outfile = join(root, 'build/bench', name);
  await build({
    entryPoints: [join(root, entry)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2024',
    packages: 'external',
    external: ['#*'],
  });
  return outfile;
}

/** wrangler names the bundle after the entry file of the configuration: `main = "a/b.ts"` is b.js. */
async function mainModuleName(configFile: string): Promise<string> {
  const main = /^main\s*=\s*"(?:.*\/)?([^"/]+)\.[jt]s"/m.exec(await readFile(configFile, 'utf8'));
  if (!main) throw new Error(`${configFile}: no line main = "..."`);
  return `${main[1]}.js`;
}
