import { MastraVector } from '@mastra/core/vector';
import type {
  CreateIndexParams,
  DeleteIndexParams,
  DeleteVectorParams,
  DeleteVectorsParams,
  DescribeIndexParams,
  IndexStats,
  QueryResult,
  QueryVectorParams,
  UpdateVectorParams,
  UpsertVectorParams,
} from '@mastra/core/vector';
import type { VectorFilter } from '@mastra/core/vector/filter';
import type { Connection } from '../connection.js';
import { Domain } from '../domain.js';
import { initializationError } from '../errors.js';
import type { StoreName } from '../errors.js';
import { StoreClient } from '../store-client.js';

/** Within an index, ids are unique in a namespace; calls see no other. `default` unless given. */
export interface InNamespace {
  namespace?: string;
}

export type CreateIndexArgs = CreateIndexParams & {
  /**
   * Of the database's own type for vectors, in a table as the framework's adapters make it: on a
   * libSQL server, and on PostgreSQL with the extension `vector`. An index that is there stays what
   * it is.
   */
  native?: boolean;
};

export type QueryVectorArgs = QueryVectorParams<VectorFilter> &
  InNamespace & {
    /** Only what scores higher. */
    minScore?: number;
    /** How many clusters of the index are looked at; chosen by its size unless given. */
    probes?: number;
  };

interface TakenOver {
  vectors: number;
  done: boolean;
}

/** Options of every vector store. */
export interface VectorStoreOptions {
  /** Names the store within the framework. */
  id?: string;
  /** In process no call makes tables. */
  disableInit?: boolean;
  /** Indexes are made native, as with `createIndex({ native: true })`. */
  native?: boolean;
}

/** The options of a store, of which vectors need no retention. */
export type OptionsOf<Config> = Config extends unknown ? Omit<Config, 'retention'> : never;

/**
 * Vectors with their metadata, and the nearest of them, in the database of a store: the framework's
 * class over the methods `vectors.*`. All reject with AgentKeepError, whose id is
 * `MASTRA_VECTOR_<store>_<method>_<status>`; one round trip each, unless docs/vectors.md says more.
 */
export class VectorStore extends MastraVector<VectorFilter> {
  readonly #domain: Domain;
  readonly #native: boolean;
  /** Indexes whose vectors in a table of the framework's class were copied, or are being. */
  readonly #met = new Map<string, Promise<void>>();

  constructor(
    domain: Domain,
    { id, disableInit = false, native = false }: VectorStoreOptions & { id: string },
  ) {
    super({ id, disableInit });
    this.#domain = domain;
    this.#native = native;
  }

  /** Of an index that exists, the metric stays; another dimension is refused. */
  async createIndex(args: CreateIndexArgs): Promise<void> {
    await this.#of('createIndex', this.#native ? { native: true, ...args } : args);
  }

  /** A call of an index; what the framework's class has left of it in a file is copied first, once. */
  async #of<Result>(method: string, args: { indexName: string }): Promise<Result> {
    const { indexName } = args;
    if (this.#domain.storeName === 'LIBSQL' && typeof indexName === 'string') {
      let met = this.#met.get(indexName);
      if (met === undefined) {
        met = this.#takeOver(indexName);
        this.#met.set(indexName, met);
        met.catch(() => this.#met.delete(indexName));
      }
      await met;
    }
    return this.#call(method, args);
  }

  async #takeOver(indexName: string): Promise<void> {
    let vectors = 0;
    for (let done = false; !done;) {
      const brought = await this.#call<TakenOver>('takeOver', { indexName });
      ({ done } = brought);
      vectors += brought.vectors;
    }
    if (vectors > 0) {
      this.logger.info(`${vectors} vectors of @mastra/libsql's index ${indexName} were copied`);
    }
  }

  /** Ids that are there get the new vector and metadata; what is given no id gets a UUID. */
  async upsert(args: UpsertVectorParams<VectorFilter> & InNamespace): Promise<string[]> {
    return this.#of('upsert', args);
  }

  async query(args: QueryVectorArgs): Promise<QueryResult[]> {
    return this.#of('query', args);
  }

  async listIndexes(): Promise<string[]> {
    return this.#call('listIndexes', {});
  }

  async describeIndex(args: DescribeIndexParams): Promise<IndexStats> {
    return this.#of('describeIndex', args);
  }

  async deleteIndex(args: DeleteIndexParams): Promise<void> {
    await this.#of('deleteIndex', args);
  }

  /** Deletes what is in the index, and keeps it. */
  async truncateIndex(args: DeleteIndexParams): Promise<void> {
    await this.#of('truncateIndex', args);
  }

  async updateVector(args: UpdateVectorParams<VectorFilter> & InNamespace): Promise<void> {
    await this.#of('updateVector', args);
  }

  async deleteVector(args: DeleteVectorParams & InNamespace): Promise<void> {
    await this.#of('deleteVector', args);
  }

  async deleteVectors(args: DeleteVectorsParams<VectorFilter> & InNamespace): Promise<void> {
    await this.#of('deleteVectors', args);
  }

  /** Gives back connections and files that were opened; a binding is left as it is. */
  close(): Promise<void> {
    return this.#domain.close();
  }

  async #call<Result>(method: string, args: object): Promise<Result> {
    return this.#domain.call(method, sayable(args));
  }
}

/** A vector store with a connection of its own. */
export abstract class OwnVectorStore extends VectorStore {
  /** `connect` throws a TypeError that names the option that cannot be used. */
  protected constructor(
    storeName: StoreName,
    options: VectorStoreOptions & { id: string },
    connect: () => Connection,
  ) {
    let connection: Connection;
    try {
      connection = connect();
    } catch (cause) {
      throw initializationError(storeName, cause, 'VECTOR');
    }
    super(new Domain(new StoreClient(connection), storeName, 'vectors'), options);
  }
}

/**
 * Arguments as JSON can say them. In filters undefined is null, as in the framework's stores, so that
 * a condition on what is unknown does not become none, and a RegExp is a `$regex`. No metadata at all
 * is none.
 */
function sayable(given: object): object {
  const args: Record<string, unknown> = { ...given };
  if (Array.isArray(args['metadata']) && args['metadata'].length === 0) delete args['metadata'];
  for (const name of ['filter', 'deleteFilter']) {
    if (args[name] !== undefined) args[name] = filterOf(args[name]);
  }
  return args;
}

// More than a filter may be nested: below, nothing matters.
const deepest = 100;

/** `copies`: of what was met before, so that what refers to itself does so still, and is refused. */
function filterOf(value: unknown, level = 0, copies = new Map<object, object>()): unknown {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null || level > deepest) return value;
  if (value instanceof RegExp) return { $regex: value.source, $options: value.flags };
  const made = copies.get(value);
  if (made !== undefined) return made;
  const inside = (each: unknown) => filterOf(each, level + 1, copies);
  if (Array.isArray(value)) {
    const copy: unknown[] = [];
    copies.set(value, copy);
    for (const each of value as unknown[]) copy.push(inside(each));
    return copy;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  copies.set(value, copy);
  for (const [name, each] of Object.entries(value)) copy[name] = inside(each);
  return copy;
}
