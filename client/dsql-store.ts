import pg from 'pg';
import type { Pool, PoolConfig } from 'pg';
import type { PgPool } from '../worker/host/postgres.js';
import type { Connection } from './connection.js';
import { dsqlPool, regionOf } from '../worker/host/dsql-token.js';
import type { AwsCredentials } from '../worker/host/aws-credentials.js';
import { PoolDbClient } from './pool-client.js';
import { postgresConnection } from './postgres-connection.js';
import type { Db } from './records.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';
import type { IndexesOption } from './in-process-connection.js';

interface SchemaOptions extends StoreOptions, IndexesOption {
  /** Schema of the tables; `public` unless given. It is made by `init()`. */
  schemaName?: string;
  /**
   * The schema where native indexes of vectors are looked for, and made, such as that of
   * `@mastra/pg`, beside whose tables the store's own cannot be. `schemaName` unless given.
   */
  nativeSchema?: string;
  /**
   * Connections keep the statements that they have parsed, unless false. A proxy that hands the
   * server's connections around and loses them is noticed, and they are given up.
   */
  preparedStatements?: boolean;
}

interface PoolOptions {
  /** Most connections at a time. */
  max?: number;
  /** Connections that are kept, however long they are idle. */
  min?: number;
  /** How long a connection may be idle. */
  idleTimeoutMillis?: number;
  /** How long opening a connection, or waiting for one, may take. */
  connectionTimeoutMillis?: number;
  /** The process may end while connections are idle. */
  allowExitOnIdle?: boolean;
}

export interface DSQLStoreConfig extends SchemaOptions, PoolOptions {
  id: string;
  /** The cluster's endpoint, such as `abc123.dsql.us-east-1.on.aws`. */
  host?: string;
  /** Instead of `host`: a pool of `pg` that signs its own connections. The store does not end it. */
  pool?: Pool;
  /** `admin` unless given. */
  user?: string;
  /** `postgres` unless given. */
  database?: string;
  /** The region that connections are signed for; that which the host names, unless given. */
  region?: string;
  /** Asked before each connection; else the environment's AWS_ACCESS_KEY_ID and so on are taken. */
  customCredentialsProvider?: () => Promise<AwsCredentials>;
  /** When a connection is replaced: the cluster ends it after an hour. 3300 unless given. */
  maxLifetimeSeconds?: number;
  /** 5432 unless given. */
  port?: number;
  /** Options of TLS, such as `ca`. It cannot be switched off. */
  ssl?: Exclude<PoolConfig['ssl'], boolean>;
}

export interface PostgresStoreConfig extends SchemaOptions, PoolOptions {
  id: string;
  connectionString?: string;
  host?: string;
  port?: number;
  database?: string;
  user?: string;
  password?: string;
  ssl?: PoolConfig['ssl'];
  /** Instead of all of these: a pool of `pg`. The store does not end it. */
  pool?: Pool;
}

export interface Opened {
  readonly pool: Pool;
  readonly connection: Connection;
}

abstract class PoolStore extends Store {
  /** The connections. What you do with them is yours to check, and to end. */
  readonly pool: Pool;
  /** Statements of your own, and the models of the data layer. */
  override readonly db: PoolDbClient & Db;

  protected constructor(
    name: string,
    storeName: 'DSQL' | 'PG',
    config: SchemaOptions & { id: string },
    open: () => Opened,
  ) {
    let opened: Opened | undefined;
    super(name, storeName, config, () => (opened = open()).connection);
    this.pool = opened!.pool;
    this.db = Object.assign(new PoolDbClient(this.pool), this.dataLayer.db);
  }
}

/** Storage for Mastra on Amazon Aurora DSQL: takes the place of `@mastra/dsql`. */
export class DSQLStore extends PoolStore {
  /** Throws MASTRA_STORAGE_DSQL_STORE_INITIALIZATION_FAILED. */
  constructor(config: DSQLStoreConfig) {
    super('DSQLStore', 'DSQL', config, () => openDsql(config));
  }
}

/** Storage for Mastra on PostgreSQL: takes the place of `@mastra/pg`, with tables of its own. */
export class PostgresStore extends PoolStore {
  /** Throws MASTRA_STORAGE_PG_INITIALIZATION_FAILED. */
  constructor(config: PostgresStoreConfig) {
    super('PostgresStore', 'PG', config, () => openPostgres(config));
  }
}

export function openDsql(config: DSQLStoreConfig): Opened {
  const { host, pool: given, user = 'admin', database = 'postgres', port = 5432 } = config;
  if (given !== undefined) return opened(given, undefined, true, config);
  if (typeof host !== 'string' || host.trim() === '') {
    throw new TypeError('host is required: the endpoint of the cluster, or a pool');
  }
  notEmpty(config, ['user', 'database', 'region']);
  const region = config.region ?? regionOf(host);
  if (region === undefined) throw new TypeError('region is required: the host does not name it');
  const maxLifetimeSeconds = config.maxLifetimeSeconds ?? 3300;
  if (!(maxLifetimeSeconds > 0 && maxLifetimeSeconds < 3600)) {
    throw new TypeError('maxLifetimeSeconds must be below 3600: the cluster ends connections then');
  }
  const credentialsOf = config.customCredentialsProvider ?? environmentCredentials;
  const pool = new pg.Pool({
    ...dsqlPool({ host, port, user, region, credentialsOf }),
    database,
    ssl: { ...config.ssl },
    max: config.max ?? 10,
    min: config.min ?? 0,
    idleTimeoutMillis: config.idleTimeoutMillis ?? 600_000,
    maxLifetimeSeconds,
    connectionTimeoutMillis: config.connectionTimeoutMillis ?? 5000,
    allowExitOnIdle: config.allowExitOnIdle ?? true,
  });
  return opened(pool, [host, port, user, database].join(' '), true, config);
}

export function openPostgres(config: PostgresStoreConfig): Opened {
  const { pool: given, connectionString, host, port, database, user, password, ssl } = config;
  if (given !== undefined) return opened(given, undefined, false, config);
  if (connectionString === undefined && host === undefined) {
    throw new TypeError('connectionString is required: or host, or a pool');
  }
  notEmpty(config, ['connectionString', 'host', 'database', 'user', 'password']);
  const pool = new pg.Pool({
    ...(connectionString === undefined ? {} : { connectionString }),
    ...(host === undefined ? {} : { host, port, database, user, password }),
    ...(ssl === undefined ? {} : { ssl }),
    max: config.max ?? 20,
    min: config.min ?? 0,
    idleTimeoutMillis: config.idleTimeoutMillis ?? 30_000,
    connectionTimeoutMillis: config.connectionTimeoutMillis ?? 5000,
    allowExitOnIdle: config.allowExitOnIdle ?? true,
  });
  return opened(pool, connectionString ?? [host, port, user, database].join(' '), false, config);
}

// pg takes an empty one for none, and what the environment (PGHOST and so on) says instead.
function notEmpty<Options extends object>(
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  for (const name of names) {
    const value: unknown = options[name];
    if (value === null || (typeof value === 'string' && value.trim() === '')) {
      throw new TypeError(`${name} must not be empty`);
    }
  }
}

function opened(
  pool: Pool,
  ownDatabase: string | undefined,
  isDsql: boolean,
  { schemaName = 'public', nativeSchema, preparedStatements = true, ...rules }: SchemaOptions,
): Opened {
  const isOwn = ownDatabase !== undefined;
  if (isOwn) forgetBroken(pool);
  const connection = postgresConnection({
    pool: pool as unknown as PgPool,
    database: ownDatabase,
    isDsql,
    preparedStatements,
    schemaName,
    nativeSchema,
    rules,
    close: once(async () => {
      if (isOwn) await pool.end();
    }),
  });
  return { pool, connection };
}

// A connection that breaks while nobody uses it is no error of anybody: the pool forgets it.
function forgetBroken(pool: Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
}

// The framework closes a store that its user has closed.
function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= run());
}

async function environmentCredentials(): Promise<AwsCredentials> {
  const { env } =
    (globalThis as { process?: { env?: Record<string, string | undefined> } }).process ?? {};
  const accessKeyId = env?.['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env?.['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) {
    throw new TypeError(
      'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give customCredentialsProvider',
    );
  }
  return { accessKeyId, secretAccessKey, sessionToken: env?.['AWS_SESSION_TOKEN'] };
}
