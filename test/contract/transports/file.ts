import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LibSQLStore } from '../../../client/index.js';
import { sqliteStatements } from '../support/sqlite-statements.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'SQLite file',
  provesDomains: true,
  adapter: 'LIBSQL',
  drops: true,
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-file-'));
    const stores: LibSQLStore[] = [];
    return {
      store(options = {}) {
        const store = new LibSQLStore({ url: `file:${join(folder, 'data.db')}`, ...options });
        stores.push(store);
        return store;
      },
      statements: sqliteStatements,
      async drop(table) {
        const database = new DatabaseSync(join(folder, 'data.db'));
        database.exec(`DROP TABLE ${table}`);
        database.close();
      },
      async close() {
        await Promise.all(stores.map((store) => store.close()));
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
