// SQLite where Node brings it: "imports" in package.json chooses between this file and sqlite.wasm.js.
export { DatabaseSync } from 'node:sqlite';
