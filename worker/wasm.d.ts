declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '#sqlite' {
  export const DatabaseSync: import('./host/node-sqlite.js').NodeSqlite['DatabaseSync'] | undefined;
  /** In browsers. */
  export const sqliteModule: undefined | (() => Promise<WebAssembly.Module>);
}
