// The built module in Node, browsers and wherever else modules may be compiled: see README.md, "Loading".
import { compiled } from './compiled.js';

export const load = () =>
  compiled('agentkeep-postgres', () => import('../build/wasi/agentkeep-postgres.embedded.js'));
