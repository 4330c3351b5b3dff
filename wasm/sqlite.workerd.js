// SQLite's own WebAssembly build in Workers, which compile no bytes: the module is imported.
import init from '@sqlite.org/sqlite-wasm';
import module from '@sqlite.org/sqlite-wasm/sqlite3.wasm';

export const sqlite3 = () =>
  init({
    instantiateWasm(imports, done) {
      done(new WebAssembly.Instance(module, imports), module);
      return {};
    },
  });
