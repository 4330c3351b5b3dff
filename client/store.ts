import { MastraCompositeStore } from '@mastra/core/storage';
import type { RetentionConfig, StorageDomains } from '@mastra/core/storage';
import type { Connection } from './connection.js';
import { Domain } from './domain.js';
import {
  AgentsStore,
  BlobsStore,
  FavoritesStore,
  MCPClientsStore,
  MCPServersStore,
  PromptBlocksStore,
  ScorerDefinitionsStore,
  SkillsStore,
  WorkspacesStore,
} from './domains/editor.js';
import { DatasetsStore, ExperimentsStore } from './domains/datasets.js';
import { KnowledgeStore } from './domains/knowledge.js';
import { MemoryStore } from './domains/memory.js';
import { ObservabilityStore } from './domains/observability.js';
import {
  BackgroundTasksStore,
  ChannelsStore,
  HarnessStore,
  NotificationsStore,
  SchedulesStore,
  ThreadStateStore,
  ToolProviderConnectionsStore,
} from './domains/runtime.js';
import { ScoresStore } from './domains/scores.js';
import { WorkflowDefinitionsStore } from './domains/workflow-definitions.js';
import { WorkflowsStore } from './domains/workflows.js';
import { dbOf, recordsOf } from './records.js';
import type { DataLayer, Db, Records } from './records.js';
import { initializationError } from './errors.js';
import type { StoreName } from './errors.js';
import type {
  ExportedRows,
  IndexInfo,
  IndexStats,
  MovedRows,
  TableInfo,
} from '../worker/generated/replies.js';
import { StoreClient } from './store-client.js';
import { VectorStore } from './vectors/vector-store.js';

/** What `createIndex` makes. Names have letters, digits and underscores. */
export interface ExportRowsOptions {
  /** Absent: of all tables at once, where `tables()` says `together`. */
  table?: string;
  /** What the page before ended with. */
  after?: unknown[];
  /** Rows of a page, 500 unless given. */
  limit?: number;
  /** Only rows with these keys. */
  keys?: unknown[][];
  /** Of each row its key and a digest, or their number and the sum of the digests. */
  form?: 'rows' | 'digests' | 'sum';
}

export interface ImportRowsOptions {
  table: string;
  rows: object[];
  /** Of rows whose key is there: `fail` unless given. */
  onConflict?: 'fail' | 'skip' | 'replace';
  /** An integer that is added to the places of the rows. */
  behind?: string;
  /** With `replace`: the table was empty before this move, so that what is there is of no interest. */
  fresh?: boolean;
}

export interface CreateIndexOptions {
  name: string;
  /** Such as `mastra_threads`, without a prefix. */
  table: string;
  /** Each may end in ` ASC` or ` DESC`, which Aurora DSQL does not take: there it is left out. */
  columns: string[];
  unique?: boolean;
  /**
   * Default true. PostgreSQL: others go on writing meanwhile. Aurora DSQL: false waits until it is
   * built. Elsewhere it means nothing.
   */
  concurrent?: boolean;
  /** Which rows: a condition of columns, strings, numbers, comparisons, AND, OR, NOT, IN, IS, BETWEEN. */
  where?: string;
  /** `btree` unless given; others are PostgreSQL's only, as what follows. */
  method?: 'btree' | 'hash' | 'gin' | 'gist' | 'spgist' | 'brin';
  opclass?: string;
  /** Storage parameters, such as `{ fillfactor: 90 }`. */
  storage?: Record<string, number | boolean>;
  tablespace?: string;
}

/** Options of every store. */
export interface StoreOptions {
  /** Names the store within the framework. */
  id?: string;
  /** The framework does not call `init()` by itself, and in process no call makes tables. */
  disableInit?: boolean;
  /** What `prune()` deletes. */
  retention?: RetentionConfig;
}

/** Of these it is known that their rows are in the order of their commits: SQLite's. */
const polls: ReadonlySet<StoreName> = new Set(['CLOUDFLARE_D1', 'LIBSQL']);

// One line for a process: every page of the framework's studio asks for each domain.
let hasSaidWhatIsMissing = false;

/** The domains of this release, over one connection to a store core. */
export abstract class Store extends MastraCompositeStore {
  override stores: StorageDomains;
  /** What is synced from external systems, as a Prisma client has it: `dataLayer.db.record`. */
  readonly dataLayer: DataLayer;
  /** The same models. */
  readonly db: Db;
  /** What brings them up to date. */
  readonly records: Records;
  /** Vectors in the same database, over the same connection: for semantic recall, say. */
  readonly vectors: VectorStore;
  readonly #connection: Connection;
  readonly #store: Domain;

  /** `connect` throws a TypeError that names the option that cannot be used. */
  protected constructor(
    name: string,
    storeName: StoreName,
    { id, disableInit, retention }: StoreOptions & { id: string },
    connect: () => Connection,
  ) {
    const connection = made(storeName, () => {
      if (typeof id !== 'string' || id.trim() === '') throw new TypeError('id cannot be empty');
      return connect();
    });
    super({
      id,
      name,
      disableInit: disableInit ?? false,
      ...(retention === undefined ? {} : { retention }),
    });
    this.#connection = connection;
    const client = new StoreClient(connection);
    const domain = (name: string) => new Domain(client, storeName, name);
    this.#store = domain('store');
    this.records = recordsOf(domain('records'));
    this.db = dbOf(domain('records'));
    this.dataLayer = { db: this.db };
    this.vectors = new VectorStore(domain('vectors'), { id, disableInit: disableInit ?? false });
    this.stores = {
      memory: new MemoryStore(domain('memory')),
      workflows: new WorkflowsStore(domain('workflows')),
      workflowDefinitions: new WorkflowDefinitionsStore(domain('workflowDefinitions')),
      scores: new ScoresStore(domain('scores')),
      observability: new ObservabilityStore(domain('observability'), polls.has(storeName)),
      agents: new AgentsStore(domain('agents')),
      promptBlocks: new PromptBlocksStore(domain('promptBlocks')),
      scorerDefinitions: new ScorerDefinitionsStore(domain('scorerDefinitions')),
      mcpClients: new MCPClientsStore(domain('mcpClients')),
      mcpServers: new MCPServersStore(domain('mcpServers')),
      workspaces: new WorkspacesStore(domain('workspaces')),
      skills: new SkillsStore(domain('skills')),
      favorites: new FavoritesStore(domain('favorites')),
      blobs: new BlobsStore(domain('blobs')),
      backgroundTasks: new BackgroundTasksStore(domain('backgroundTasks')),
      schedules: new SchedulesStore(domain('schedules')),
      channels: new ChannelsStore(domain('channels')),
      toolProviderConnections: new ToolProviderConnectionsStore(domain('toolProviderConnections')),
      notifications: new NotificationsStore(domain('notifications')),
      threadState: new ThreadStateStore(domain('threadState')),
      harness: new HarnessStore(domain('harness')),
      datasets: new DatasetsStore(domain('datasets')),
      experiments: new ExperimentsStore(domain('experiments')),
      knowledge: new KnowledgeStore(domain('knowledge')),
    };
  }

  /**
   * In process: creates what the database lacks, with `disableInit` too. Else: asks the deployment,
   * which does that itself, how it is. One round trip, none once it has succeeded.
   */
  override init(): Promise<void> {
    // Not the base class's promise, which a request of a Worker must not take over from another.
    return this.#store.init();
  }

  /**
   * The domain, or undefined where this store does not keep it, which is logged once: the framework
   * asks for what a program may never use.
   */
  override async getStore<Name extends keyof StorageDomains>(
    name: Name,
  ): Promise<StorageDomains[Name] | undefined> {
    const found = this.stores[name];
    if (found === undefined && !hasSaidWhatIsMissing) {
      hasSaidWhatIsMissing = true;
      this.logger.warn(
        `${this.name} keeps ${Object.keys(this.stores).join(', ')}, and nothing else, such as ` +
          `"${name}". For the rest compose it with a store that does: new MastraCompositeStore({ id, ` +
          'default: otherStore, domains: thisStore.stores })',
      );
    }
    return found;
  }

  /**
   * Makes an index of one of the store's tables, named behind the prefix of tables or the schema, if
   * there is none of that name. One round trip.
   */
  createIndex(options: CreateIndexOptions): Promise<void> {
    return this.#store.call('createIndex', options);
  }

  /** The indexes of a table, or of all, those of the store itself included. One round trip. */
  listIndexes(table?: string): Promise<IndexInfo[]> {
    return this.#store.call('listIndexes', table === undefined ? {} : { table });
  }

  /** Rejects if there is no such index. One round trip. */
  describeIndex(name: string): Promise<IndexStats> {
    return this.#store.call('describeIndex', { name });
  }

  /** Nothing happens if there is no such index; one of the store itself is refused. Two round trips. */
  dropIndex(name: string): Promise<void> {
    return this.#store.call('dropIndex', { name });
  }

  /**
   * Makes the words by which messages are searched, of those that were there before search was
   * switched on, some of them a call: call it until it is `done`. `again`: of all messages. `drop`:
   * instead, none are kept any more, where search is switched off. One round trip.
   */
  reindex(
    options: { again?: boolean; drop?: boolean; rows?: number } = {},
  ): Promise<{ indexed: number; done: boolean }> {
    return this.#store.call('reindex', options);
  }

  /** The tables whose rows can be moved; `counts`: also how many rows they have. One round trip. */
  tables(options: { counts?: boolean } = {}): Promise<TableInfo[]> {
    return this.#store.call('tables', options);
  }

  /** Rows of a table as they are stored, a page of them. One round trip, two with large values. */
  exportRows(options: ExportRowsOptions): Promise<ExportedRows> {
    return this.#store.call('exportRows', options);
  }

  /** Stores rows as `exportRows` answers them, all or none; on DynamoDB all or the first ones. */
  importRows(options: ImportRowsOptions): Promise<MovedRows> {
    return this.#store.call('importRows', options);
  }

  /** Deletes rows of a table by their keys, and nothing that belongs to them. */
  deleteRows(options: { table: string; keys: unknown[][] }): Promise<MovedRows> {
    return this.#store.call('deleteRows', options);
  }

  /** Makes every write end with `read_only`, whoever asks, or be taken again. */
  refuseWrites(refuse: boolean): Promise<void> {
    return this.#store.call('refuseWrites', { refuse });
  }

  /** Gives back connections and files that this store opened; a binding is left as it is. */
  override close(): Promise<void> {
    return this.#connection.close();
  }
}

function made<Result>(storeName: StoreName, make: () => Result): Result {
  try {
    return make();
  } catch (cause) {
    throw initializationError(storeName, cause);
  }
}
