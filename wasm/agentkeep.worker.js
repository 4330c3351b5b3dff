// The built module where a bundler says `worker`: see README.md, "Loading".
import { compiled } from './compiled.js';

export const load = () =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ 'agentkeep/agentkeep.wasm').then(
    ({ default: module }) => module,
    () => compiled('agentkeep', () => import('../build/wasi/agentkeep.embedded.js')),
  );
