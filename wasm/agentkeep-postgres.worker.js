// The built module where a bundler says `worker`: see README.md, "Loading".
import { compiled } from './compiled.js';

export const load = () =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ 'agentkeep/agentkeep-postgres.wasm').then(
    ({ default: module }) => module,
    () =>
      compiled('agentkeep-postgres', () => import('../build/wasi/agentkeep-postgres.embedded.js')),
  );
