import { libsqlConnection } from './libsql-connection.js';
import type { LibSQLConnectionOptions } from './libsql-connection.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

export type LibSQLStoreConfig = StoreOptions & LibSQLConnectionOptions;

/**
 * Storage for Mastra on Turso, a libSQL server or an SQLite of this process: takes the place of
 * `@mastra/libsql`.
 */
export class LibSQLStore extends Store {
  /** Throws MASTRA_STORAGE_LIBSQL_INITIALIZATION_FAILED. */
  constructor(config: LibSQLStoreConfig) {
    super('LibSQLStore', 'LIBSQL', { ...config, id: config?.id ?? 'agentkeep-libsql' }, () =>
      libsqlConnection({ ...config }),
    );
  }
}
