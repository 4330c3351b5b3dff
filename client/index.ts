export { AgentKeep } from './agentkeep.js';
export type { AgentKeepConfig } from './agentkeep.js';
export { D1Store } from './d1-store.js';
export type { D1StoreConfig } from './d1-store.js';
export { DatasetsStore, ExperimentsStore } from './domains/datasets.js';
export {
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
export {
  BackgroundTasksStore,
  ChannelsStore,
  HarnessStore,
  NotificationsStore,
  SchedulesStore,
  ThreadStateStore,
  ToolProviderConnectionsStore,
} from './domains/runtime.js';
export { KnowledgeStore } from './domains/knowledge.js';
export { MemoryStore } from './domains/memory.js';
export type { MessageHit, SearchMessagesInput } from './domains/memory.js';
export { ObservabilityStore } from './domains/observability.js';
export { withDataLayer } from './records.js';
export type * from './records.js';
export { ScoresStore } from './domains/scores.js';
export { WorkflowDefinitionsStore } from './domains/workflow-definitions.js';
export { WorkflowsStore } from './domains/workflows.js';
export { AgentKeepError } from './errors.js';
export type { HttpOptions } from './http-connection.js';
export type { D1DatabaseLike } from './local-connections.js';
export type { D1Client, D1Query } from '../worker/host/d1-client.js';
export type { ObjectStorageLike } from '../worker/host/object-storage.js';
export type { D1RestOptions } from '../worker/host/d1-rest.js';
export type { StoreService } from './service-connection.js';
export type { ErrorCode } from './store-error.js';
export { LibSQLStore } from './libsql-store.js';
export type { LibSQLStoreConfig } from './libsql-store.js';
export { AgentKeepVector, D1Vector, LibSQLVector } from './vectors/vectors.js';
export type {
  AgentKeepVectorConfig,
  D1VectorConfig,
  LibSQLVectorConfig,
} from './vectors/vectors.js';
export type {
  InNamespace,
  QueryVectorArgs,
  VectorStore,
  VectorStoreOptions,
} from './vectors/vector-store.js';
export type {
  ExportedRows,
  IndexInfo,
  IndexStats,
  MovedRows,
  TableInfo,
} from '../worker/generated/replies.js';
export type {
  CreateIndexOptions,
  ExportRowsOptions,
  ImportRowsOptions,
  StoreOptions,
} from './store.js';
