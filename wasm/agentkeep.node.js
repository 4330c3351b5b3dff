// The built module where .wasm files cannot be imported, such as Node: "imports" in package.json
// chooses between this file and the module itself.
import { readFileSync } from 'node:fs';

const file = new URL('../build/wasi/agentkeep.wasm', import.meta.url);

export default new WebAssembly.Module(readFileSync(file));
