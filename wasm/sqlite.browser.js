// Browsers bring no SQLite, and fetch its own WebAssembly build: "imports" in package.json chooses
// between this, sqlite.node.js and sqlite.workerd.js.
export const DatabaseSync = undefined;

/** The module of `@sqlite.org/sqlite-wasm`, of which the package has a copy. */
export async function sqliteModule() {
  const file = new URL('../build/wasi/sqlite3.wasm', import.meta.url);
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file.pathname} cannot be fetched: ${answer.status}`);
  return WebAssembly.compile(await answer.arrayBuffer());
}
