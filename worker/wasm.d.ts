declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '#core/*' {
  /** Finds the built module: at once in Workers, elsewhere it is loaded when it is asked for. */
  export const load: () => WebAssembly.Module | Promise<WebAssembly.Module>;
}

declare module '#sqlite' {
  export const DatabaseSync: import('./host/node-sqlite.js').NodeSqlite['DatabaseSync'] | undefined;
  /** In browsers. */
  export const sqliteModule: undefined | (() => Promise<WebAssembly.Module>);
}
