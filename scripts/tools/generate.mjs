// What two languages must agree on, written from the core's own description: see scripts/generate.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { typesOf } from './types.mjs';

const module = new WebAssembly.Module(readFileSync('build/wasi/agentkeep-describe.wasm'));
// The describing module shares objects with the core; what it imports it never calls.
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  (imports[from] ??= {})[name] = () => 52;
}
const { exports } = new WebAssembly.Instance(module, imports);
exports._initialize();
exports.describe();
const bytes = new Uint8Array(
  exports.memory.buffer,
  exports.described_at(),
  exports.described_size(),
);
const described = JSON.parse(new TextDecoder().decode(bytes));

const entries = (object, line) => Object.entries(object).map(line).join('\n');
const files = {
  'worker/generated/errors.ts': `// Written by scripts/generate from src/core/error.h; do not edit.
export const errorKinds = {
${entries(
  described.errors,
  ([word, kind]) =>
    `  ${word}: { status: ${kind.status}, category: '${kind.category}', retryable: ${kind.retryable} },`,
)}
} as const;
`,
  'worker/generated/methods.ts': `// Written by scripts/generate from the method table; do not edit.
export const release = { version: '${described.version}', schema: ${described.schemaVersion} } as const;

/** Wire name, scope, what it answers, and the contract's parameters where they are not one object. */
export const methods = [
${entries(
  described.methods,
  ([name, { scope, reply, parameters }]) =>
    `  ['${name}', '${scope}', '${reply}', [${parameters.map((each) => `'${each}'`).join(', ')}]],`,
)}
] as const;
`,
  'worker/generated/types.ts': typesOf(described.openApi, described.methods),
  'worker/generated/openapi.json': `${JSON.stringify(described.openApi, null, 2)}\n`,
};

const stale = [];
mkdirSync('worker/generated', { recursive: true });
for (const [path, text] of Object.entries(files)) {
  let old = null;
  try {
    old = readFileSync(path, 'utf8');
  } catch {
    // Not written yet.
  }
  if (old === text) continue;
  if (process.argv.includes('--check')) stale.push(path);
  else writeFileSync(path, text);
}
if (stale.length > 0) {
  console.error(`scripts/generate: out of date, run scripts/build: ${stale.join(', ')}`);
  process.exit(1);
}
