declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '#sqlite' {
  /** In Node. */
  export const DatabaseSync: import('./host/node-sqlite.js').NodeSqlite['DatabaseSync'] | undefined;
  /** Elsewhere. */
  export const sqlite3: (() => Promise<import('./host/wasm-sqlite.js').WasmSqlite>) | undefined;
}
