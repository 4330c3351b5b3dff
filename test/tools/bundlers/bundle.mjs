// node bundle.mjs BUNDLER ENTRY FOLDER: bundles ENTRY for Node into FOLDER, as the documentation of the
// bundler has it, and prints the file to run. The framework stays outside, and so does nothing else. esbuild and
// Vite are those of the project.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [bundler, entry, out] = process.argv.slice(2);
const framework = /^@mastra\/core(\/|$)/;

async function esbuild(format) {
  const { build } = await import('esbuild');
  const outfile = join(out, format === 'cjs' ? 'app.cjs' : 'app.mjs');
  const external = ['@mastra/core'];
  const platform = 'node';
  await build({ entryPoints: [entry], bundle: true, platform, format, external, outfile });
  return outfile;
}

async function webpackOf(mode) {
  const { default: webpack } = await import('webpack');
  const compiler = webpack({
    mode,
    target: 'node',
    entry,
    context: dirname(entry),
    output: { path: out, filename: 'app.cjs' },
    externals: [
      ({ request }, done) => (framework.test(request) ? done(null, `commonjs ${request}`) : done()),
    ],
  });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
  );
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
  return join(out, 'app.cjs');
}

const bundlers = {
  'esbuild-esm': () => esbuild('esm'),
  'esbuild-cjs': () => esbuild('cjs'),

  async rollup() {
    const { rollup } = await import('rollup');
    const { default: nodeResolve } = await import('@rollup/plugin-node-resolve');
    const { default: commonjs } = await import('@rollup/plugin-commonjs');
    const plugins = [nodeResolve({ exportConditions: ['node'], preferBuiltins: true }), commonjs()];
    const onwarn = (warning) => {
      // What node-resolve says of nothing that is ours.
      throw new Error(warning.message);
    };
    const external = [framework, /^node:/];
    const bundle = await rollup({ input: { app: entry }, plugins, external, onwarn });
    await bundle.write({ dir: out, format: 'es', entryFileNames: '[name].mjs' });
    return join(out, 'app.mjs');
  },

  'webpack-production': () => webpackOf('production'),
  'webpack-development': () => webpackOf('development'),

  async vite() {
    const { build } = await import('vite');
    await build({
      root: dirname(entry),
      configFile: false,
      logLevel: 'warn',
      build: { ssr: entry, outDir: out, rollupOptions: { output: { entryFileNames: 'app.mjs' } } },
      ssr: { noExternal: true, external: ['@mastra/core'] },
    });
    return join(out, 'app.mjs');
  },

  async ncc() {
    const { default: ncc } = await import('@vercel/ncc');
    const { code, assets } = await ncc(entry, {
      externals: { '/^(@mastra/core(?:/.*)?)$/': '$1' },
    });
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'app.mjs'), code);
    for (const [name, { source }] of Object.entries(assets)) writeFileSync(join(out, name), source);
    return join(out, 'app.mjs');
  },

  bun() {
    const bun = createRequire(import.meta.url).resolve('@oven/bun-linux-x64/bin/bun');
    const options = ['--target=node', '--format=esm', '--external=@mastra/core/*'];
    execFileSync(bun, ['build', entry, ...options, `--outfile=${join(out, 'app.mjs')}`]);
    return join(out, 'app.mjs');
  },
};

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await bundlers[bundler]());
