// SQLite's own WebAssembly build where there is neither Node nor a Worker.
import init from '@sqlite.org/sqlite-wasm';

export const sqlite3 = () => init();
