declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '#sqlite' {
  /** In Node. */
  export const DatabaseSync: import('./host/node-sqlite.js').NodeSqlite['DatabaseSync'] | undefined;
  /** In Workers. */
  export const module: WebAssembly.Module | undefined;
}
