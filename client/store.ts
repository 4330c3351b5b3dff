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
import { initializationError } from './errors.js';
import type { StoreName } from './errors.js';
import type { IndexInfo, IndexStats } from '../worker/generated/replies.js';
import { StoreClient } from './store-client.js';

/** What `createIndex` makes. Names have letters, digits and underscores. */
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
