import { agentKeepConnectionOf } from '../agentkeep.js';
import type { AgentKeepConfig } from '../agentkeep.js';
import { d1ConnectionOf } from '../d1-store.js';
import type { D1StoreConfig } from '../d1-store.js';
import { libsqlConnection } from '../libsql-connection.js';
import type { LibSQLConnectionOptions } from '../libsql-connection.js';
import { OwnVectorStore } from './vector-store.js';
import type { OptionsOf, VectorStoreOptions } from './vector-store.js';

export type LibSQLVectorConfig = VectorStoreOptions &
  LibSQLConnectionOptions & {
    /** Taken, and not needed: a filter is applied before the nearest are chosen. */
    vectorTopKOverFetchMultiplier?: number;
  };
export type D1VectorConfig = OptionsOf<D1StoreConfig>;
export type AgentKeepVectorConfig = OptionsOf<AgentKeepConfig>;

/**
 * Vectors on Turso, a libSQL server or an SQLite of this process: takes the place of
 * `@mastra/libsql`'s.
 */
export class LibSQLVector extends OwnVectorStore {
  /** Throws MASTRA_VECTOR_LIBSQL_INITIALIZATION_FAILED. */
  constructor(config: LibSQLVectorConfig) {
    super('LIBSQL', { ...config, id: config?.id ?? 'agentkeep-libsql-vector' }, () =>
      libsqlConnection({ ...config }),
    );
  }
}

/** Vectors in a D1 database, in this process. */
export class D1Vector extends OwnVectorStore {
  /** Throws MASTRA_VECTOR_CLOUDFLARE_D1_INITIALIZATION_FAILED. */
  constructor(config: D1VectorConfig) {
    super('CLOUDFLARE_D1', { ...config, id: config?.id ?? 'agentkeep-d1-vector' }, () =>
      d1ConnectionOf({ ...config }),
    );
  }
}

/** Vectors in a deployed Worker, behind a service binding, or in this process. */
export class AgentKeepVector extends OwnVectorStore {
  /** Throws MASTRA_VECTOR_AGENTKEEP_INITIALIZATION_FAILED. */
  constructor(config: AgentKeepVectorConfig) {
    super('AGENTKEEP', { ...config, id: config?.id ?? 'agentkeep-vector' }, () =>
      agentKeepConnectionOf({ ...config }),
    );
  }
}
