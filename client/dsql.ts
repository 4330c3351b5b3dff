/** Aurora DSQL and PostgreSQL: apart from the rest, since they need `pg` and `aws4fetch`. */
export { DSQLStore, PostgresStore } from './dsql-store.js';
export type { DSQLStoreConfig, PostgresStoreConfig } from './dsql-store.js';
export { DSQLVector, PgVector } from './vectors/pool-vectors.js';
export type {
  DSQLVectorConfig,
  PgCreateIndexArgs,
  PgVectorConfig,
} from './vectors/pool-vectors.js';
export type { AwsCredentials } from '../worker/host/aws-credentials.js';
export type { DbClient, PoolDbClient } from './pool-client.js';
export { AgentKeepError } from './errors.js';
export type { IndexInfo, IndexStats } from '../worker/generated/replies.js';
export type { CreateIndexOptions } from './store.js';
