// As agentkeep.node.js, for the module of DynamoDB.
import { readFileSync } from 'node:fs';

const file = new URL('../build/wasi/agentkeep-dynamodb.wasm', import.meta.url);

export default new WebAssembly.Module(readFileSync(file));
