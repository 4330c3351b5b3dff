import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// The tools that tests start stay offline, write their settings below build/ and find the module
// built: `scripts/build` comes before `vitest run`.
process.loadEnvFile(here('./scripts/tools/offline.env'));
process.env.HOME = here('./build/home');
process.env.XDG_CONFIG_HOME = here('./build/home/.config');
process.env.AGENTKEEP_SKIP_BUILD = '1';

export default defineConfig({
  test: {
    silent: 'passed-only',
    // A cached transform remembers that the module was not built yet.
    fsModuleCache: false,
    projects: [
      {
        plugins: [cloudflareTest({ wrangler: { configPath: here('./wrangler.toml') } })],
        test: { name: 'workerd', include: ['test/worker/**/*.test.ts'] },
      },
      {
        test: {
          name: 'node',
          include: ['test/node/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
