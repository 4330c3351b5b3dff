import { LibSQLStore } from '../../../client/index.js';
import { sqliteStatements } from '../support/sqlite-statements.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'SQLite in memory',
  adapter: 'LIBSQL',
  async open() {
    const stores: LibSQLStore[] = [];
    const open = (options = {}) => {
      const store = new LibSQLStore({ url: 'file::memory:?cache=shared', ...options });
      stores.push(store);
      return store;
    };
    open(); // the database is there as long as one of its stores is
    return {
      store: open,
      statements: sqliteStatements,
      close: async () => {
        await Promise.all(stores.map((store) => store.close()));
      },
    };
  },
};
