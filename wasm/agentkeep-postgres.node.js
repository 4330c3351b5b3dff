// As agentkeep.node.js, for PostgreSQL and Aurora DSQL.
import { readFileSync } from 'node:fs';

const file = new URL('../build/wasi/agentkeep-postgres.wasm', import.meta.url);

export default new WebAssembly.Module(readFileSync(file));
