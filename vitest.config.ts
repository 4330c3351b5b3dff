import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { bundle } from './test/node/support/bundle.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The tools that tests start stay offline, write their settings below build/ and find the module
// built: `scripts/build` comes before `vitest run`.
process.loadEnvFile(here('./scripts/tools/offline.env'));
process.env.HOME = here('./build/home');
process.env.XDG_CONFIG_HOME = here('./build/home/.config');
process.env.AGENTKEEP_SKIP_BUILD = '1';

/** Where the modules are, if not those of scripts/build: scripts/test emscripten says so. */
const wasmFolder = process.env.AGENTKEEP_WASM_FOLDER;
const otherModules: Plugin = {
  name: 'modules of another toolchain',
  enforce: 'pre',
  resolveId: (id) =>
    wasmFolder && id.startsWith('#wasm/') ? here(`./${wasmFolder}/${basename(id)}`) : undefined,
};

/** Service bindings of the tests and what their props say: see test/worker/rpc.test.ts. */
const identities = {
  READER: { scopes: ['read'] },
  ADMIN: { scopes: ['read', 'write', 'admin'], tablePrefix: 'admin_', tenant: 'acme' },
  STAGING: { tablePrefix: 'staging_' },
  MISSPELT: { tableprefix: 'staging_' },
  ILL_PREFIXED: { tablePrefix: 'mastra_' },
  ILL_SCOPED: { scopes: ['root'] },
};

export default defineConfig({
  test: {
    silent: 'passed-only',
    // A cached transform remembers that the module was not built yet.
    fsModuleCache: false,
    // Vitest leaves one core to itself, which of two is one too many.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        plugins: [
          otherModules,
          cloudflareTest(async () => ({
            wrangler: { configPath: here('./wrangler.toml') },
            miniflare: {
              durableObjects: { OBJECTS: { className: 'AgentKeepObject', useSQLite: true } },
              // agentkeep as another Worker sees it: a Worker of its own behind service bindings.
              serviceBindings: {
                STORE: 'agentkeep-service',
                ...Object.fromEntries(
                  Object.entries(identities).map(([name, props]) => [
                    name,
                    { name: 'agentkeep-service', props },
                  ]),
                ),
              },
              workers: [
                {
                  name: 'agentkeep-service',
                  modules: await bundle('worker/index.ts'),
                  compatibilityDate: '2026-08-01',
                  d1Databases: { DB: 'agentkeep-service' },
                },
              ],
            },
          })),
        ],
        test: { name: 'workerd', include: ['test/worker/**/*.test.ts'] },
      },
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          exclude: [
            // A step of its own in scripts/test.
            ...(process.env.AGENTKEEP_DEPLOYER ? [] : ['test/node/deployer.test.ts']),
          ],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
