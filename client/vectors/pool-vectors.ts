import type { Pool, PoolConfig } from 'pg';
import { openDsql, openPostgres } from '../dsql-store.js';
import type { DSQLStoreConfig, Opened, PostgresStoreConfig } from '../dsql-store.js';
import { AgentKeepError } from '../errors.js';
import { failureOf } from '../store-error.js';
import { OwnVectorStore } from './vector-store.js';
import type { OptionsOf } from './vector-store.js';

export type DSQLVectorConfig = OptionsOf<DSQLStoreConfig>;

export type PgVectorConfig = OptionsOf<PostgresStoreConfig> & {
  /** Options of the pool of `pg`, which count before the others. */
  pgPoolOptions?: Omit<PoolConfig, 'connectionString'>;
  /** Indexes are made native, as with `createIndex({ native: true })`. */
  native?: boolean;
};

export interface PgCreateIndexArgs {
  indexName: string;
  dimension: number;
  metric?: 'cosine' | 'euclidean' | 'dotproduct';
  /** `halfvec` is kept as `vector` is: 32 bits a number. */
  vectorType?: 'vector' | 'halfvec';
  /**
   * Of the type of the extension `vector`, in a table as `@mastra/pg` makes it. An index that is
   * there stays what it is.
   */
  native?: boolean;
  /** Taken, and not needed, as the next two: an index is always built, by itself. */
  indexConfig?: object;
  buildIndex?: boolean;
  metadataIndexes?: string[];
}

abstract class PoolVectorStore extends OwnVectorStore {
  /** The connections. What you do with them is yours to check, and to end. */
  readonly pool: Pool;

  protected constructor(storeName: 'DSQL' | 'PG', config: { id: string }, open: () => Opened) {
    let opened: Opened | undefined;
    super(storeName, config, () => (opened = open()).connection);
    this.pool = opened!.pool;
  }
}

/** Vectors on Amazon Aurora DSQL. */
export class DSQLVector extends PoolVectorStore {
  /** Throws MASTRA_VECTOR_DSQL_INITIALIZATION_FAILED. */
  constructor(config: DSQLVectorConfig) {
    super('DSQL', config, () => openDsql(config));
  }
}

/**
 * Vectors on PostgreSQL: takes the place of `@mastra/pg`'s, whose indexes it finds and goes on
 * with; its own ones are in tables of their own, unless they are `native`.
 */
export class PgVector extends PoolVectorStore {
  /** Throws MASTRA_VECTOR_PG_INITIALIZATION_FAILED. */
  constructor(config: PgVectorConfig) {
    super('PG', config, () => {
      if ('stream' in config || typeof config.password === 'function') {
        throw new TypeError('stream and a password that is a function are for a pool of your own');
      }
      return openPostgres({ ...config, ...config.pgPoolOptions } as PostgresStoreConfig);
    });
  }

  /** `vectorType` of bits, and of few numbers, is refused. */
  override async createIndex(args: PgCreateIndexArgs): Promise<void> {
    const { indexName, dimension, metric, vectorType = 'vector' } = args;
    if (vectorType !== 'vector' && vectorType !== 'halfvec') {
      throw new AgentKeepError(
        'PG',
        failureOf(
          'invalid_argument',
          `vectorType must not be ${String(vectorType)}: vectors are lists of 32-bit numbers`,
          'vectors.createIndex',
        ),
        { indexName },
      );
    }
    await super.createIndex({
      ...{ indexName, dimension },
      ...(metric === undefined ? {} : { metric }),
      ...(args.native === undefined ? {} : { native: args.native }),
    });
  }

  /** Does nothing: an index is always built. */
  async buildIndex(): Promise<void> {}

  /** As close(). */
  disconnect(): Promise<void> {
    return this.close();
  }
}
