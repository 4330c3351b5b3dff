// The module of SQLite's own WebAssembly build, for where there is no SQLite of the platform.
export { default as module } from '@sqlite.org/sqlite-wasm/sqlite3.wasm';
