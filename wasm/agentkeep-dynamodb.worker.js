// The built module where a bundler says `worker`: see README.md, "Loading".
import { compiled } from './compiled.js';

export const load = () =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ 'agentkeep/agentkeep-dynamodb.wasm').then(
    ({ default: module }) => module,
    () =>
      compiled('agentkeep-dynamodb', () => import('../build/wasi/agentkeep-dynamodb.embedded.js')),
  );
