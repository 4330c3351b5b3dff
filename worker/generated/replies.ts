// Written by scripts/generate from the method table; do not edit.
// What methods answer, with Dates revived.

export type Thread = {
  id: string;
  resourceId: string;
  title: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type ThreadCopy = {
  thread: Thread;
  messageIdMap: Record<string, string>;
};

export type ThreadClone = {
  thread: Thread;
  clonedMessages: (Message)[];
  messageIdMap: Record<string, string>;
};

export type Message = {
  id: string;
  threadId: string;
  resourceId?: string;
  role: string;
  type?: string;
  createdAt: Date;
  content: unknown;
};

export type MessageHit = {
  message: Message;
  score: number;
  snippet: string;
};

export type Resource = {
  id: string;
  workingMemory?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type PruneResult = {
  domain: string;
  table: string;
  deleted: number;
  done: boolean;
};

export type ObservationalMemoryRecord = {
  id: string;
  scope: "thread" | "resource";
  threadId: string | null;
  resourceId?: string;
  createdAt: Date;
  updatedAt: Date;
  lastObservedAt?: Date;
  originType: "initial" | "reflection";
  generationCount: number;
  activeObservations: string;
  bufferedObservationChunks?: (BufferedObservationChunk)[];
  bufferedObservations?: string;
  bufferedObservationTokens?: number;
  bufferedReflection?: string;
  bufferedReflectionTokens?: number;
  bufferedReflectionInputTokens?: number;
  reflectedObservationLineCount?: number;
  observedMessageIds?: (string)[];
  observedTimezone?: string;
  totalTokensObserved: number;
  observationTokenCount: number;
  pendingMessageTokens: number;
  isReflecting: boolean;
  isObserving: boolean;
  isBufferingObservation: boolean;
  isBufferingReflection: boolean;
  lastBufferedAtTokens: number;
  lastBufferedAtTime: Date | null;
  config: Record<string, unknown>;
  metadata?: Record<string, unknown>;
};

export type BufferedObservationChunk = {
  id: string;
  cycleId: string;
  observations: string;
  tokenCount: number;
  messageIds: (string)[];
  messageTokens: number;
  lastObservedAt: Date;
  createdAt: Date;
  suggestedContinuation?: string;
  currentTask?: string;
  threadTitle?: string;
  extractedValues?: Record<string, unknown>;
  extractionFailures?: ({
  slug: string;
  error: string;
})[];
};

export type SwapResult = {
  chunksActivated: number;
  messageTokensActivated: number;
  observationTokensActivated: number;
  messagesActivated: number;
  activatedCycleIds: (string)[];
  activatedMessageIds: (string)[];
  observations?: string;
  perChunk?: ({
  cycleId: string;
  messageTokens: number;
  observationTokens: number;
  messageCount: number;
  observations: string;
})[];
  suggestedContinuation?: string;
  currentTask?: string;
};

export type WorkflowSnapshot = {
  runId?: string;
  status?: string;
  context: Record<string, unknown>;
  [member: string]: unknown;
};

export type WorkflowRun = {
  workflowName: string;
  runId: string;
  snapshot: WorkflowSnapshot | string;
  createdAt: Date;
  updatedAt: Date;
  resourceId?: string;
};

export type WorkflowDefinition = {
  id: string;
  description?: string;
  metadata?: Record<string, unknown>;
  inputSchema: unknown;
  outputSchema: unknown;
  stateSchema?: unknown;
  requestContextSchema?: unknown;
  graph: (unknown)[];
  schedule?: unknown;
  status: "active" | "archived";
  source: "storage";
  authorId?: string;
  createdAt: Date;
  updatedAt: Date;
};

export type Score = {
  id: string;
  scorerId: string;
  traceId?: string;
  spanId?: string;
  runId: string;
  scorer: Record<string, unknown>;
  preprocessStepResult?: Record<string, unknown>;
  extractStepResult?: Record<string, unknown>;
  analyzeStepResult?: Record<string, unknown>;
  score: number;
  reason?: string;
  metadata?: Record<string, unknown>;
  preprocessPrompt?: string;
  extractPrompt?: string;
  generateScorePrompt?: string;
  generateReasonPrompt?: string;
  analyzePrompt?: string;
  reasonPrompt?: string;
  input?: unknown;
  output: unknown;
  additionalContext?: Record<string, unknown>;
  requestContext?: Record<string, unknown>;
  entityType?: "AGENT" | "WORKFLOW" | "TRAJECTORY" | "STEP" | "EXTERNAL" | "agent_run" | "scorer_run" | "classifier_evaluation" | "scorer_step" | "generic" | "model_generation" | "model_step" | "model_inference" | "model_chunk" | "mcp_tool_call" | "mcp_server_request" | "processor_run" | "tool_call" | "client_tool_call" | "provider_tool_call" | "workflow_run" | "workflow_step" | "workflow_conditional" | "workflow_conditional_eval" | "workflow_parallel" | "workflow_loop" | "workflow_sleep" | "workflow_wait_event" | "memory_operation" | "workspace_action" | "rag_ingestion" | "rag_embedding" | "rag_vector_operation" | "rag_action" | "graph_action" | "mapping" | "skill_resolution" | "skill_action" | "agent_signal";
  entity: Record<string, unknown>;
  entityId: string;
  source: "LIVE" | "TEST";
  resourceId?: string;
  threadId?: string;
  organizationId?: string;
  projectId?: string;
  batchId?: string;
  datasetId?: string;
  datasetItemId?: string;
  createdAt: Date;
  updatedAt?: Date;
};

export type PageInfo = {
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};

export type Agent = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  visibility?: "private" | "public";
  metadata?: Record<string, unknown>;
  favoriteCount?: number;
  createdAt: Date;
  updatedAt: Date;
};

export type AgentVersion = {
  id: string;
  agentId: string;
  versionNumber: number;
  name: string;
  description?: string;
  instructions: string | (unknown)[];
  model: unknown;
  tools?: unknown;
  defaultOptions?: unknown;
  workflows?: unknown;
  agents?: unknown;
  integrationTools?: unknown;
  toolProviders?: unknown;
  inputProcessors?: unknown;
  outputProcessors?: unknown;
  memory?: unknown;
  scorers?: unknown;
  mcpClients?: unknown;
  requestContextSchema?: Record<string, unknown>;
  workspace?: unknown;
  skills?: unknown;
  skillsFormat?: string;
  durable?: unknown;
  browser?: unknown;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedAgent = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  visibility?: "private" | "public";
  metadata?: Record<string, unknown>;
  favoriteCount?: number;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  instructions?: string | (unknown)[];
  model?: unknown;
  tools?: unknown;
  defaultOptions?: unknown;
  workflows?: unknown;
  agents?: unknown;
  integrationTools?: unknown;
  toolProviders?: unknown;
  inputProcessors?: unknown;
  outputProcessors?: unknown;
  memory?: unknown;
  scorers?: unknown;
  mcpClients?: unknown;
  requestContextSchema?: Record<string, unknown>;
  workspace?: unknown;
  skills?: unknown;
  skillsFormat?: string;
  durable?: unknown;
  browser?: unknown;
  resolvedVersionId?: string;
};

export type PromptBlock = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type PromptBlockVersion = {
  id: string;
  blockId: string;
  versionNumber: number;
  name: string;
  description?: string;
  content: string;
  rules?: Record<string, unknown>;
  requestContextSchema?: Record<string, unknown>;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedPromptBlock = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  content?: string;
  rules?: Record<string, unknown>;
  requestContextSchema?: Record<string, unknown>;
  resolvedVersionId?: string;
};

export type ScorerDefinition = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  organizationId?: string;
  projectId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type ScorerDefinitionVersion = {
  id: string;
  scorerDefinitionId: string;
  versionNumber: number;
  name: string;
  description?: string;
  type: string;
  model?: Record<string, unknown>;
  instructions?: string;
  scoreRange?: Record<string, unknown>;
  presetConfig?: Record<string, unknown>;
  defaultSampling?: Record<string, unknown>;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedScorerDefinition = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  organizationId?: string;
  projectId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  type?: string;
  model?: Record<string, unknown>;
  instructions?: string;
  scoreRange?: Record<string, unknown>;
  presetConfig?: Record<string, unknown>;
  defaultSampling?: Record<string, unknown>;
  resolvedVersionId?: string;
};

export type MCPClient = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type MCPClientVersion = {
  id: string;
  mcpClientId: string;
  versionNumber: number;
  name: string;
  description?: string;
  servers: Record<string, unknown>;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedMCPClient = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  servers?: Record<string, unknown>;
  resolvedVersionId?: string;
};

export type MCPServer = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type MCPServerVersion = {
  id: string;
  mcpServerId: string;
  versionNumber: number;
  name: string;
  version: string;
  description?: string;
  instructions?: string;
  repository?: Record<string, unknown>;
  releaseDate?: string;
  isLatest?: boolean;
  packageCanonical?: string;
  tools?: Record<string, unknown>;
  agents?: Record<string, unknown>;
  workflows?: Record<string, unknown>;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedMCPServer = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  version?: string;
  description?: string;
  instructions?: string;
  repository?: Record<string, unknown>;
  releaseDate?: string;
  isLatest?: boolean;
  packageCanonical?: string;
  tools?: Record<string, unknown>;
  agents?: Record<string, unknown>;
  workflows?: Record<string, unknown>;
  resolvedVersionId?: string;
};

export type Workspace = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type WorkspaceVersion = {
  id: string;
  workspaceId: string;
  versionNumber: number;
  name: string;
  description?: string;
  filesystem?: Record<string, unknown>;
  sandbox?: Record<string, unknown>;
  mounts?: Record<string, unknown>;
  search?: Record<string, unknown>;
  skills?: (unknown)[];
  tools?: Record<string, unknown>;
  autoSync?: boolean;
  operationTimeout?: number;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedWorkspace = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  filesystem?: Record<string, unknown>;
  sandbox?: Record<string, unknown>;
  mounts?: Record<string, unknown>;
  search?: Record<string, unknown>;
  skills?: (unknown)[];
  tools?: Record<string, unknown>;
  autoSync?: boolean;
  operationTimeout?: number;
  resolvedVersionId?: string;
};

export type Skill = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  visibility?: "private" | "public";
  favoriteCount?: number;
  createdAt: Date;
  updatedAt: Date;
};

export type SkillVersion = {
  id: string;
  skillId: string;
  versionNumber: number;
  name: string;
  description: string;
  instructions: string;
  license?: string;
  compatibility?: unknown;
  source?: Record<string, unknown>;
  references?: (unknown)[];
  scripts?: (unknown)[];
  assets?: (unknown)[];
  files?: (unknown)[];
  metadata?: Record<string, unknown>;
  tree?: Record<string, unknown>;
  changedFields?: (unknown)[];
  changeMessage?: string;
  createdAt: Date;
};

export type ResolvedSkill = {
  id: string;
  status: "draft" | "published" | "archived";
  activeVersionId?: string;
  authorId?: string;
  visibility?: "private" | "public";
  favoriteCount?: number;
  createdAt: Date;
  updatedAt: Date;
  name?: string;
  description?: string;
  instructions?: string;
  license?: string;
  compatibility?: unknown;
  source?: Record<string, unknown>;
  references?: (unknown)[];
  scripts?: (unknown)[];
  assets?: (unknown)[];
  files?: (unknown)[];
  metadata?: Record<string, unknown>;
  tree?: Record<string, unknown>;
  resolvedVersionId?: string;
};

export type Blob = {
  hash: string;
  content: string;
  size: number;
  mimeType?: string;
  createdAt: Date;
};

export type BackgroundTask = {
  id: string;
  toolCallId: string;
  toolName: string;
  agentId: string;
  runId: string;
  threadId?: string;
  resourceId?: string;
  status: "pending" | "running" | "suspended" | "completed" | "failed" | "cancelled" | "timed_out";
  args: Record<string, unknown>;
  result?: unknown;
  error?: Record<string, unknown>;
  suspendPayload?: unknown;
  retryCount: number;
  maxRetries: number;
  timeoutMs: number;
  createdAt: Date;
  startedAt?: Date;
  suspendedAt?: Date;
  completedAt?: Date;
};

export type Schedule = {
  id: string;
  target: Record<string, unknown>;
  cron: string;
  timezone?: string;
  status: "active" | "paused";
  nextFireAt: number;
  lastFireAt?: number;
  lastRunId?: string;
  createdAt: number;
  updatedAt: number;
  metadata?: Record<string, unknown>;
  ownerType?: string;
  ownerId?: string;
};

export type ScheduleTrigger = {
  id: string;
  scheduleId: string;
  runId: string | null;
  scheduledFireAt: number;
  actualFireAt: number;
  outcome: string;
  error?: string;
  triggerKind: "schedule-fire" | "queue-drain" | "manual";
  parentTriggerId?: string;
  metadata?: Record<string, unknown>;
};

export type ChannelInstallation = {
  id: string;
  platform: string;
  agentId: string;
  status: "pending" | "active" | "error";
  webhookId?: string;
  data: Record<string, unknown>;
  configHash?: string;
  error?: string;
  createdAt: Date;
  updatedAt: Date;
};

export type ChannelConfig = {
  platform: string;
  data: Record<string, unknown>;
  updatedAt: Date;
};

export type ToolProviderConnection = {
  authorId: string;
  providerId: string;
  connectionId: string;
  toolkit: string;
  label: string | null;
  scope: "per-author" | "shared" | "caller-supplied";
  createdAt: Date;
  updatedAt: Date;
};

export type Notification = {
  id: string;
  threadId: string;
  source: string;
  kind: string;
  priority: "medium" | "low" | "high" | "urgent";
  status: "pending" | "delivered" | "seen" | "dismissed" | "archived" | "discarded" | "failed";
  summary: string;
  payload?: unknown;
  resourceId?: string;
  agentId?: string;
  sourceId?: string;
  dedupeKey?: string;
  coalesceKey?: string;
  coalescedCount: number;
  attributes?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  deliveredAt?: Date;
  seenAt?: Date;
  dismissedAt?: Date;
  archivedAt?: Date;
  discardedAt?: Date;
  deliverAt?: Date;
  summaryAt?: Date;
  deliveryReason?: string;
  deliveryAttempts: number;
  lastDeliveryAttemptAt?: Date;
  lastDeliveryError?: string;
  deliveredSignalId?: string;
  summarySignalId?: string;
  metadata?: Record<string, unknown>;
};

export type Session = {
  id: string;
  ownerId: string;
  resourceId: string;
  threadId: string;
  parentSessionId?: string;
  subagentDepth?: number;
  source?: Record<string, unknown>;
  origin: "top-level" | "subagent-tool" | "direct-local" | "remote-resolve";
  runtimeCompatibilityGeneration?: string;
  modeId: string;
  modelId: string;
  title?: string;
  metadata?: Record<string, unknown>;
  state?: Record<string, unknown>;
  pending?: (PendingItem)[];
  createdAt: Date;
  lastActivityAt: Date;
  closingAt?: Date;
  closeDeadlineAt?: Date;
  closedAt?: Date;
  deletedAt?: Date;
};

export type PendingItem = {
  id: string;
  kind: string;
  status: string;
  sessionId: string;
  runId?: string | null;
  createdAt: Date;
  updatedAt: Date;
  payload?: Record<string, unknown>;
  response?: Record<string, unknown>;
  [member: string]: unknown;
};

export type Dataset = {
  id: string;
  name: string;
  description?: string;
  metadata?: Record<string, unknown>;
  inputSchema?: Record<string, unknown>;
  groundTruthSchema?: Record<string, unknown>;
  requestContextSchema?: Record<string, unknown>;
  tags?: (unknown)[];
  targetType?: "agent" | "workflow" | "scorer" | "processor";
  targetIds?: (unknown)[];
  scorerIds?: (unknown)[];
  organizationId: string | null;
  projectId: string | null;
  candidateKey: string | null;
  candidateId: string | null;
  version: number;
  createdAt: Date;
  updatedAt: Date;
};

export type DatasetItem = {
  id: string;
  datasetId: string;
  datasetVersion: number;
  externalId: string | null;
  organizationId: string | null;
  projectId: string | null;
  input: unknown;
  groundTruth?: unknown;
  expectedTrajectory?: unknown;
  toolMocks?: (unknown)[];
  unmockedToolPolicy?: string;
  scorerIds?: (unknown)[];
  requestContext?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  source?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
};

export type DatasetItemRow = {
  id: string;
  datasetId: string;
  datasetVersion: number;
  externalId: string | null;
  organizationId: string | null;
  projectId: string | null;
  input: unknown;
  groundTruth?: unknown;
  expectedTrajectory?: unknown;
  toolMocks?: (unknown)[];
  unmockedToolPolicy?: string;
  scorerIds?: (unknown)[];
  requestContext?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  source?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
  validTo: number | null;
  isDeleted: boolean;
};

export type DatasetVersion = {
  id: string;
  datasetId: string;
  version: number;
  createdAt: Date;
};

export type Experiment = {
  id: string;
  name?: string;
  description?: string;
  metadata?: Record<string, unknown>;
  provenance: Record<string, unknown> | null;
  runnerAttestation: Record<string, unknown> | null;
  experimentSetId: string | null;
  comparisonId: string | null;
  variantId: string | null;
  trialIndex: number | null;
  datasetId: string | null;
  datasetVersion: number | null;
  targetType: "agent" | "workflow" | "scorer" | "processor" | null;
  targetId: string | null;
  scorerIds: (unknown)[] | null;
  status: "pending" | "running" | "completed" | "failed";
  totalItems: number;
  succeededCount: number;
  failedCount: number;
  skippedCount: number;
  startedAt: Date | null;
  completedAt: Date | null;
  agentVersion: string | null;
  organizationId: string | null;
  projectId: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export type ExperimentResult = {
  id: string;
  experimentId: string;
  itemId: string;
  itemDatasetVersion: number | null;
  input: unknown;
  output: unknown;
  groundTruth: unknown;
  metadata: Record<string, unknown> | null;
  error: Record<string, unknown> | null;
  startedAt: Date;
  completedAt: Date;
  retryCount: number;
  attempt: number;
  traceId: string | null;
  status: "needs-review" | "reviewed" | "complete" | null;
  tags: (unknown)[] | null;
  comment: string | null;
  toolMockReport: Record<string, unknown> | null;
  organizationId: string | null;
  projectId: string | null;
  createdAt: Date;
};

export type SpanRecord = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: Date;
  endedAt?: Date;
  createdAt: Date;
  updatedAt?: Date;
  error?: unknown;
  input?: unknown;
  output?: unknown;
  attributes?: Record<string, unknown>;
  links?: (unknown)[];
  requestContext?: Record<string, unknown>;
  source?: string;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
};

export type LightSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: Date;
  endedAt?: Date;
  error?: unknown;
  createdAt: Date;
  updatedAt?: Date;
  entityType?: string;
  entityId?: string;
  entityName?: string;
};

export type TraceSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: Date;
  endedAt?: Date;
  createdAt: Date;
  updatedAt?: Date;
  error?: unknown;
  input?: unknown;
  output?: unknown;
  attributes?: Record<string, unknown>;
  links?: (unknown)[];
  requestContext?: Record<string, unknown>;
  source?: string;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
  status: "success" | "error" | "running";
};

export type QueriedTrace = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  startedAt: Date;
  endedAt: Date;
  error?: unknown;
  createdAt: Date;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  threadId?: string;
  resourceId?: string;
  environment?: string;
  metadata?: Record<string, unknown>;
  inputPreview?: string;
  status: "success" | "error";
};

export type LogRecord = {
  logId: string;
  timestamp: Date;
  traceId?: string;
  spanId?: string;
  executionSource?: string;
  source?: string;
  level: "debug" | "info" | "warn" | "error" | "fatal";
  message: string;
  data?: Record<string, unknown>;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
};

export type MetricRecord = {
  metricId: string;
  timestamp: Date;
  traceId?: string;
  spanId?: string;
  executionSource?: string;
  source?: string;
  name: string;
  value: number;
  provider?: string;
  model?: string;
  estimatedCost?: number;
  costUnit?: string;
  costMetadata?: Record<string, unknown>;
  labels: Record<string, unknown>;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
};

export type ScoreSignal = {
  scoreId: string;
  timestamp: Date;
  traceId?: string;
  spanId?: string;
  executionSource?: string;
  source?: string;
  scorerId: string;
  scorerName?: string;
  scorerVersion?: string;
  scoreSource?: string;
  score: number;
  reason?: string;
  scoreTraceId?: string;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
};

export type FeedbackRecord = {
  feedbackId: string;
  timestamp: Date;
  traceId?: string;
  spanId?: string;
  executionSource?: string;
  source?: string;
  feedbackSource?: string;
  feedbackType: string;
  value: unknown;
  comment?: string;
  feedbackUserId?: string;
  sourceId?: string;
  reviewStatus: "needs-review" | "reviewed";
  entityType?: string;
  entityId?: string;
  entityName?: string;
  entityVersionId?: string;
  parentEntityType?: string;
  parentEntityId?: string;
  parentEntityName?: string;
  parentEntityVersionId?: string;
  rootEntityType?: string;
  rootEntityId?: string;
  rootEntityName?: string;
  rootEntityVersionId?: string;
  userId?: string;
  organizationId?: string;
  resourceId?: string;
  runId?: string;
  sessionId?: string;
  threadId?: string;
  requestId?: string;
  environment?: string;
  serviceName?: string;
  experimentId?: string;
  scope?: Record<string, unknown>;
  tags?: (unknown)[];
  metadata?: Record<string, unknown>;
};

export type Breakdown = {
  groups: ({
  dimensions: Record<string, string | null>;
  value: number;
  estimatedCost?: number | null;
  costUnit?: string | null;
})[];
};

export type TimeSeries = {
  series: ({
  name: string;
  costUnit?: string | null;
  points: ({
  timestamp: Date;
  value: number;
  estimatedCost?: number | null;
})[];
})[];
};

export type Percentiles = {
  series: ({
  percentile: number;
  points: ({
  timestamp: Date;
  value: number;
})[];
})[];
};

export type KnowledgeNode = {
  id: string;
  mergedInto?: string;
  version: number;
  scope: (string)[];
  type: string;
  name: string;
  kind: string;
  content?: string;
  description?: string;
  createdAt: Date;
  updatedAt: Date;
};

export type KnowledgeRecord = {
  id: string;
  node: string;
  text: string;
  scope: (string)[];
  sourceThreadId: string;
  capturedAt: Date;
  when?: Date;
  maxScope?: "org" | "resource" | "thread";
  metadata?: Record<string, unknown>;
  deletedAt?: Date;
  deletedBy?: string;
};

export type KnowledgeFound = {
  type: "node" | "record";
  id: string;
  recordId: string;
  name: string;
  text: string;
  scope: (string)[];
};

export type KnowledgeCurationCursor = {
  sourceThreadId: string;
  agent: string;
  lastKnowledgeId: string;
  updatedAt: Date;
};

export type KnowledgeActivityEvent = {
  id: string;
  action: string;
  recordType: string;
  recordId: string;
  scope: (string)[];
  sourceThreadId?: string;
  createdAt: Date;
};

export type KnowledgeOutboxEntry = {
  id: string;
  idempotencyKey: string;
  documentId: string;
  documentType: string;
  operation: string;
  scope: (string)[];
  status: "pending" | "processing" | "completed";
  attempts: number;
  availableAt: Date;
  claimedAt?: Date;
  claimedBy?: string;
  createdAt: Date;
  completedAt?: Date;
};

export type SyncedRecord = {
  id?: string;
  externalId?: string | null;
  data?: unknown;
  source?: string;
  entityType?: string;
  entityId?: string | null;
  status?: "ACTIVE" | "ARCHIVED";
  enrichmentStatus?: "PENDING" | "APPLIED" | "UNAPPLIED" | "FAILED";
  deletedAt?: Date | null;
  createdAt?: Date;
  updatedAt?: Date | null;
  entity?: SyncedEntityRow | null;
};

export type SyncedEntityRow = {
  id?: string;
  type?: string;
  createdAt?: Date;
  updatedAt?: Date;
  createdBy?: string;
  k_id?: string;
  lastSyncId?: string | null;
};

export type SyncedConnection = {
  id?: string;
  name?: string;
  issues?: unknown;
  syncConfig?: unknown;
  connectionId?: string;
  createdAt?: Date;
  updatedAt?: Date | null;
  lastSyncAt?: Date | null;
  subscriptionId?: string | null;
  credential?: SyncedCredentialRow | null;
  entities?: (SyncedEntityRow)[];
};

export type SyncedCredentialRow = {
  id?: string;
  type?: string;
  value?: unknown;
  scope?: unknown;
  k_id?: string;
};

export type SyncedCredential = {
  id?: string;
  type?: string;
  value?: unknown;
  scope?: unknown;
  k_id?: string;
  connection?: SyncedConnectionRow | null;
};

export type SyncedConnectionRow = {
  id?: string;
  name?: string;
  issues?: unknown;
  syncConfig?: unknown;
  connectionId?: string;
  createdAt?: Date;
  updatedAt?: Date | null;
  lastSyncAt?: Date | null;
  subscriptionId?: string | null;
};

export type SyncedEntity = {
  id?: string;
  type?: string;
  createdAt?: Date;
  updatedAt?: Date;
  createdBy?: string;
  k_id?: string;
  lastSyncId?: string | null;
  connection?: SyncedConnectionRow | null;
  records?: (SyncedRecordRow)[];
  properties?: (SyncedPropertyRow)[];
};

export type SyncedRecordRow = {
  id?: string;
  externalId?: string | null;
  data?: unknown;
  source?: string;
  entityType?: string;
  entityId?: string | null;
  status?: "ACTIVE" | "ARCHIVED";
  enrichmentStatus?: "PENDING" | "APPLIED" | "UNAPPLIED" | "FAILED";
  deletedAt?: Date | null;
  createdAt?: Date;
  updatedAt?: Date | null;
};

export type SyncedPropertyRow = {
  id?: string;
  name?: string;
  displayName?: string;
  visible?: boolean;
  config?: unknown;
  description?: string | null;
  type?: string;
  order?: number;
  modifiable?: boolean;
  parentId?: string | null;
  entityId?: string | null;
};

export type SyncedProperty = {
  id?: string;
  name?: string;
  displayName?: string;
  visible?: boolean;
  config?: unknown;
  description?: string | null;
  type?: string;
  order?: number;
  modifiable?: boolean;
  parentId?: string | null;
  entityId?: string | null;
  entity?: SyncedEntityRow | null;
  parent?: SyncedPropertyRow | null;
  children?: (SyncedPropertyRow)[];
};

export type VectorMatch = {
  id: string;
  score: number;
  metadata: Record<string, unknown>;
  vector?: (number)[];
};

export type SchemaReport = {
  schemaVersion: number;
  createdTables: (string)[];
  addedColumns: (string)[];
  builtIndexes: (string)[];
  pendingIndexes: (string)[];
};

export type SchemaStatus = {
  schemaVersion: number;
  current: boolean;
  missing: (string)[];
  pendingIndexes: (string)[];
};

export type IndexInfo = {
  name: string;
  table: string;
  columns: (string)[];
  unique: boolean;
  size?: string;
  definition: string;
};

export type IndexStats = {
  name: string;
  table: string;
  columns: (string)[];
  unique: boolean;
  size?: string;
  definition: string;
  method: string;
  scans?: number;
  tuples_read?: number;
  tuples_fetched?: number;
};

export type TableInfo = {
  name: string;
  key: (string)[];
  columns: (ColumnInfo)[];
  ordered: boolean;
  rows?: number;
  place?: string;
  together?: boolean;
};

export type ColumnInfo = {
  name: string;
  type: string;
  required: boolean;
};

export type ExportedRows = {
  rows?: (unknown)[];
  count?: number;
  sum?: string;
  after?: (unknown)[];
  tables?: (RowsOfTable)[];
};

export type RowsOfTable = {
  table: string;
  rows?: (unknown)[];
  count?: number;
  sum?: string;
};

export type MovedRows = {
  rows: number;
};

/** By the wire name of the method. */
export interface Replies {
  'memory.getThreadById': Thread | null;
  'memory.saveThread': Thread;
  'memory.updateThread': Thread;
  'memory.patchThread': Thread;
  'memory.updateThreadIf': Thread | null;
  'memory.updateThreadResourceId': Thread;
  'memory.copyThread': ThreadCopy;
  'memory.cloneThread': ThreadClone;
  'memory.deleteThread': undefined;
  'memory.listThreads': {
  threads: (Thread)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'memory.saveMessages': {
  messages: (Message)[];
};
  'memory.listMessages': {
  messages: (Message)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'memory.listMessagesByResourceId': {
  messages: (Message)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'memory.searchMessages': {
  results: (MessageHit)[];
};
  'memory.updateMessages': (Message)[];
  'memory.listMessagesById': {
  messages: (Message)[];
};
  'memory.deleteMessages': undefined;
  'memory.getResourceById': Resource | null;
  'memory.saveResource': Resource;
  'memory.updateResource': Resource;
  'memory.prune': (PruneResult)[];
  'memory.dangerouslyClearAll': undefined;
  'memory.getObservationalMemory': ObservationalMemoryRecord | null;
  'memory.getObservationalMemoryHistory': (ObservationalMemoryRecord)[];
  'memory.initializeObservationalMemory': ObservationalMemoryRecord;
  'memory.insertObservationalMemoryRecord': undefined;
  'memory.updateActiveObservations': undefined;
  'memory.updateBufferedObservations': undefined;
  'memory.swapBufferedToActive': SwapResult;
  'memory.createReflectionGeneration': ObservationalMemoryRecord;
  'memory.updateBufferedReflection': undefined;
  'memory.swapBufferedReflectionToActive': ObservationalMemoryRecord;
  'memory.setReflectingFlag': undefined;
  'memory.setObservingFlag': undefined;
  'memory.setBufferingObservationFlag': undefined;
  'memory.setBufferingReflectionFlag': undefined;
  'memory.setPendingMessageTokens': undefined;
  'memory.updateObservationalMemoryConfig': undefined;
  'memory.clearObservationalMemory': undefined;
  'workflows.persistWorkflowSnapshot': undefined;
  'workflows.loadWorkflowSnapshot': WorkflowSnapshot | null;
  'workflows.updateWorkflowResults': Record<string, unknown>;
  'workflows.updateWorkflowState': WorkflowSnapshot | null;
  'workflows.listWorkflowRuns': {
  runs: (WorkflowRun)[];
  total: number;
};
  'workflows.getWorkflowRunById': WorkflowRun | null;
  'workflows.deleteWorkflowRunById': undefined;
  'workflows.prune': (PruneResult)[];
  'workflows.dangerouslyClearAll': undefined;
  'workflowDefinitions.upsert': WorkflowDefinition;
  'workflowDefinitions.get': WorkflowDefinition | null;
  'workflowDefinitions.list': {
  definitions: (WorkflowDefinition)[];
  total: number;
};
  'workflowDefinitions.delete': undefined;
  'workflowDefinitions.dangerouslyClearAll': undefined;
  'scores.saveScore': {
  score: Score;
};
  'scores.getScoreById': Score | null;
  'scores.listScoresByScorerId': {
  scores: (Score)[];
  pagination: PageInfo;
};
  'scores.listScoresByRunId': {
  scores: (Score)[];
  pagination: PageInfo;
};
  'scores.listScoresByEntityId': {
  scores: (Score)[];
  pagination: PageInfo;
};
  'scores.listScoresBySpan': {
  scores: (Score)[];
  pagination: PageInfo;
};
  'scores.prune': (PruneResult)[];
  'scores.dangerouslyClearAll': undefined;
  'agents.getById': Agent | null;
  'agents.create': Agent;
  'agents.update': Agent;
  'agents.delete': undefined;
  'agents.list': {
  agents: (Agent)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'agents.createVersion': AgentVersion;
  'agents.getVersion': AgentVersion | null;
  'agents.getVersionByNumber': AgentVersion | null;
  'agents.getLatestVersion': AgentVersion | null;
  'agents.getVersions': (AgentVersion)[];
  'agents.listVersions': {
  versions: (AgentVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'agents.deleteVersion': undefined;
  'agents.deleteVersionsByParentId': undefined;
  'agents.countVersions': number;
  'agents.getByIdResolved': ResolvedAgent | null;
  'agents.listResolved': {
  agents: (ResolvedAgent)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'agents.dangerouslyClearAll': undefined;
  'promptBlocks.getById': PromptBlock | null;
  'promptBlocks.create': PromptBlock;
  'promptBlocks.update': PromptBlock;
  'promptBlocks.delete': undefined;
  'promptBlocks.list': {
  promptBlocks: (PromptBlock)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'promptBlocks.createVersion': PromptBlockVersion;
  'promptBlocks.getVersion': PromptBlockVersion | null;
  'promptBlocks.getVersionByNumber': PromptBlockVersion | null;
  'promptBlocks.getLatestVersion': PromptBlockVersion | null;
  'promptBlocks.getVersions': (PromptBlockVersion)[];
  'promptBlocks.listVersions': {
  versions: (PromptBlockVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'promptBlocks.deleteVersion': undefined;
  'promptBlocks.deleteVersionsByParentId': undefined;
  'promptBlocks.countVersions': number;
  'promptBlocks.getByIdResolved': ResolvedPromptBlock | null;
  'promptBlocks.listResolved': {
  promptBlocks: (ResolvedPromptBlock)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'promptBlocks.dangerouslyClearAll': undefined;
  'scorerDefinitions.getById': ScorerDefinition | null;
  'scorerDefinitions.create': ScorerDefinition;
  'scorerDefinitions.update': ScorerDefinition;
  'scorerDefinitions.delete': undefined;
  'scorerDefinitions.list': {
  scorerDefinitions: (ScorerDefinition)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'scorerDefinitions.createVersion': ScorerDefinitionVersion;
  'scorerDefinitions.getVersion': ScorerDefinitionVersion | null;
  'scorerDefinitions.getVersionByNumber': ScorerDefinitionVersion | null;
  'scorerDefinitions.getLatestVersion': ScorerDefinitionVersion | null;
  'scorerDefinitions.getVersions': (ScorerDefinitionVersion)[];
  'scorerDefinitions.listVersions': {
  versions: (ScorerDefinitionVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'scorerDefinitions.deleteVersion': undefined;
  'scorerDefinitions.deleteVersionsByParentId': undefined;
  'scorerDefinitions.countVersions': number;
  'scorerDefinitions.getByIdResolved': ResolvedScorerDefinition | null;
  'scorerDefinitions.listResolved': {
  scorerDefinitions: (ResolvedScorerDefinition)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'scorerDefinitions.dangerouslyClearAll': undefined;
  'mcpClients.getById': MCPClient | null;
  'mcpClients.create': MCPClient;
  'mcpClients.update': MCPClient;
  'mcpClients.delete': undefined;
  'mcpClients.list': {
  mcpClients: (MCPClient)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpClients.createVersion': MCPClientVersion;
  'mcpClients.getVersion': MCPClientVersion | null;
  'mcpClients.getVersionByNumber': MCPClientVersion | null;
  'mcpClients.getLatestVersion': MCPClientVersion | null;
  'mcpClients.getVersions': (MCPClientVersion)[];
  'mcpClients.listVersions': {
  versions: (MCPClientVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpClients.deleteVersion': undefined;
  'mcpClients.deleteVersionsByParentId': undefined;
  'mcpClients.countVersions': number;
  'mcpClients.getByIdResolved': ResolvedMCPClient | null;
  'mcpClients.listResolved': {
  mcpClients: (ResolvedMCPClient)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpClients.dangerouslyClearAll': undefined;
  'mcpServers.getById': MCPServer | null;
  'mcpServers.create': MCPServer;
  'mcpServers.update': MCPServer;
  'mcpServers.delete': undefined;
  'mcpServers.list': {
  mcpServers: (MCPServer)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpServers.createVersion': MCPServerVersion;
  'mcpServers.getVersion': MCPServerVersion | null;
  'mcpServers.getVersionByNumber': MCPServerVersion | null;
  'mcpServers.getLatestVersion': MCPServerVersion | null;
  'mcpServers.getVersions': (MCPServerVersion)[];
  'mcpServers.listVersions': {
  versions: (MCPServerVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpServers.deleteVersion': undefined;
  'mcpServers.deleteVersionsByParentId': undefined;
  'mcpServers.countVersions': number;
  'mcpServers.getByIdResolved': ResolvedMCPServer | null;
  'mcpServers.listResolved': {
  mcpServers: (ResolvedMCPServer)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'mcpServers.dangerouslyClearAll': undefined;
  'workspaces.getById': Workspace | null;
  'workspaces.create': Workspace;
  'workspaces.update': Workspace;
  'workspaces.delete': undefined;
  'workspaces.list': {
  workspaces: (Workspace)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'workspaces.createVersion': WorkspaceVersion;
  'workspaces.getVersion': WorkspaceVersion | null;
  'workspaces.getVersionByNumber': WorkspaceVersion | null;
  'workspaces.getLatestVersion': WorkspaceVersion | null;
  'workspaces.getVersions': (WorkspaceVersion)[];
  'workspaces.listVersions': {
  versions: (WorkspaceVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'workspaces.deleteVersion': undefined;
  'workspaces.deleteVersionsByParentId': undefined;
  'workspaces.countVersions': number;
  'workspaces.getByIdResolved': ResolvedWorkspace | null;
  'workspaces.listResolved': {
  workspaces: (ResolvedWorkspace)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'workspaces.dangerouslyClearAll': undefined;
  'skills.getById': Skill | null;
  'skills.create': Skill;
  'skills.update': Skill;
  'skills.delete': undefined;
  'skills.list': {
  skills: (Skill)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'skills.createVersion': SkillVersion;
  'skills.getVersion': SkillVersion | null;
  'skills.getVersionByNumber': SkillVersion | null;
  'skills.getLatestVersion': SkillVersion | null;
  'skills.getVersions': (SkillVersion)[];
  'skills.listVersions': {
  versions: (SkillVersion)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'skills.deleteVersion': undefined;
  'skills.deleteVersionsByParentId': undefined;
  'skills.countVersions': number;
  'skills.getByIdResolved': ResolvedSkill | null;
  'skills.listResolved': {
  skills: (ResolvedSkill)[];
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
};
  'skills.dangerouslyClearAll': undefined;
  'favorites.favorite': {
  favorited: boolean;
  favoriteCount: number;
};
  'favorites.unfavorite': {
  favorited: boolean;
  favoriteCount: number;
};
  'favorites.isFavorited': boolean;
  'favorites.isFavoritedBatch': (string)[];
  'favorites.listFavoritedIds': (string)[];
  'favorites.deleteFavoritesForEntity': number;
  'favorites.dangerouslyClearAll': undefined;
  'blobs.put': undefined;
  'blobs.putMany': undefined;
  'blobs.get': Blob | null;
  'blobs.getMany': (Blob)[];
  'blobs.has': boolean;
  'blobs.delete': boolean;
  'blobs.dangerouslyClearAll': undefined;
  'backgroundTasks.createTask': undefined;
  'backgroundTasks.updateTask': boolean;
  'backgroundTasks.getTask': BackgroundTask | null;
  'backgroundTasks.listTasks': {
  tasks: (BackgroundTask)[];
  total: number;
};
  'backgroundTasks.deleteTask': undefined;
  'backgroundTasks.deleteTasks': undefined;
  'backgroundTasks.getRunningCount': number;
  'backgroundTasks.getRunningCountByAgent': number;
  'backgroundTasks.prune': (PruneResult)[];
  'backgroundTasks.dangerouslyClearAll': undefined;
  'schedules.createSchedule': Schedule;
  'schedules.getSchedule': Schedule | null;
  'schedules.listSchedules': (Schedule)[];
  'schedules.listDueSchedules': (Schedule)[];
  'schedules.updateSchedule': Schedule;
  'schedules.updateScheduleNextFire': boolean;
  'schedules.deleteSchedule': undefined;
  'schedules.recordTrigger': undefined;
  'schedules.listTriggers': (ScheduleTrigger)[];
  'schedules.prune': (PruneResult)[];
  'schedules.dangerouslyClearAll': undefined;
  'channels.saveInstallation': undefined;
  'channels.getInstallation': ChannelInstallation | null;
  'channels.getInstallationByAgent': ChannelInstallation | null;
  'channels.getInstallationByWebhookId': ChannelInstallation | null;
  'channels.listInstallations': (ChannelInstallation)[];
  'channels.deleteInstallation': undefined;
  'channels.saveConfig': undefined;
  'channels.getConfig': ChannelConfig | null;
  'channels.deleteConfig': undefined;
  'channels.dangerouslyClearAll': undefined;
  'toolProviderConnections.getConnectionById': ToolProviderConnection | null;
  'toolProviderConnections.upsertConnection': ToolProviderConnection;
  'toolProviderConnections.listConnectionsByAuthor': (ToolProviderConnection)[];
  'toolProviderConnections.deleteConnection': undefined;
  'toolProviderConnections.dangerouslyClearAll': undefined;
  'notifications.createNotification': Notification;
  'notifications.listNotifications': (Notification)[];
  'notifications.listDueNotifications': (Notification)[];
  'notifications.getNotification': Notification | null;
  'notifications.updateNotification': Notification;
  'notifications.updateNotificationsStatus': (Notification)[];
  'notifications.prune': (PruneResult)[];
  'notifications.dangerouslyClearAll': undefined;
  'threadState.getState': unknown;
  'threadState.setState': undefined;
  'threadState.deleteState': undefined;
  'threadState.prune': (PruneResult)[];
  'threadState.dangerouslyClearAll': undefined;
  'harness.loadSession': Session | null;
  'harness.saveSession': undefined;
  'harness.listSessions': (Session)[];
  'harness.updateSession': Session;
  'harness.appendPendingItem': Session;
  'harness.updatePendingItem': Session;
  'harness.removePendingItem': Session;
  'harness.prune': (PruneResult)[];
  'harness.dangerouslyClearAll': undefined;
  'datasets.createDataset': Dataset;
  'datasets.getDatasetById': Dataset | null;
  'datasets.updateDataset': Dataset;
  'datasets.deleteDataset': undefined;
  'datasets.listDatasets': {
  datasets: (Dataset)[];
  pagination: PageInfo;
};
  'datasets.addItem': DatasetItem;
  'datasets.batchInsertItems': (DatasetItem)[];
  'datasets.updateItem': DatasetItem;
  'datasets.deleteItem': undefined;
  'datasets.batchDeleteItems': undefined;
  'datasets.purgeItem': undefined;
  'datasets.listItems': {
  items: (DatasetItem)[];
  pagination: PageInfo;
};
  'datasets.getItemById': DatasetItem | null;
  'datasets.getItemsByVersion': (DatasetItem)[];
  'datasets.getItemHistory': (DatasetItemRow)[];
  'datasets.createDatasetVersion': DatasetVersion;
  'datasets.listDatasetVersions': {
  versions: (DatasetVersion)[];
  pagination: PageInfo;
};
  'datasets.dangerouslyClearAll': undefined;
  'experiments.createExperiment': Experiment;
  'experiments.updateExperiment': Experiment;
  'experiments.getExperimentById': Experiment | null;
  'experiments.listExperiments': {
  experiments: (Experiment)[];
  pagination: PageInfo;
};
  'experiments.deleteExperiment': undefined;
  'experiments.addExperimentResult': ExperimentResult;
  'experiments.upsertExperimentResult': ExperimentResult;
  'experiments.updateExperimentResult': ExperimentResult;
  'experiments.getExperimentResultById': ExperimentResult | null;
  'experiments.listExperimentResults': {
  results: (ExperimentResult)[];
  pagination: PageInfo;
};
  'experiments.deleteExperimentResults': undefined;
  'experiments.getReviewSummary': ({
  experimentId: string;
  total: number;
  needsReview: number;
  reviewed: number;
  complete: number;
})[];
  'experiments.prune': (PruneResult)[];
  'experiments.dangerouslyClearAll': undefined;
  'observability.createSpan': undefined;
  'observability.batchCreateSpans': undefined;
  'observability.updateSpan': undefined;
  'observability.batchUpdateSpans': undefined;
  'observability.getSpan': {
  span: SpanRecord;
} | null;
  'observability.getSpans': {
  traceId: string;
  spans: (SpanRecord)[];
};
  'observability.getRootSpan': {
  span: SpanRecord;
} | null;
  'observability.getTrace': {
  traceId: string;
  spans: (SpanRecord)[];
} | null;
  'observability.getStructure': {
  traceId: string;
  spans: (LightSpan)[];
} | null;
  'observability.getTraceLight': {
  traceId: string;
  spans: (LightSpan)[];
} | null;
  'observability.getBranch': {
  traceId: string;
  spans: (SpanRecord)[];
} | null;
  'observability.listTraces': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  spans: (TraceSpan)[];
};
  'observability.listTracesLight': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  spans: ({
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: Date;
  endedAt?: Date;
  error?: unknown;
  createdAt: Date;
  updatedAt?: Date;
  entityType?: string;
  entityId?: string;
  entityName?: string;
  status: "success" | "error" | "running";
  metadata?: Record<string, unknown>;
  inputPreview?: string;
})[];
};
  'observability.listBranches': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  branches: (TraceSpan)[];
};
  'observability.queryTraces': {
  traces?: (QueriedTrace)[];
  groups?: ({
  threadId: string;
})[];
  hasMore?: boolean;
  pagination?: PageInfo;
};
  'observability.queryThreads': {
  threads: ({
  threadId: string;
})[];
  hasMore: boolean;
};
  'observability.getTraceQueryObservedFields': {
  observedFields: ({
  path: string;
  occurrences: number;
})[];
  observedFieldsTruncated: boolean;
};
  'observability.getTraceQueryValues': {
  values: ({
  value: string;
  count: number;
})[];
  valuesTruncated: boolean;
};
  'observability.batchDeleteTraces': undefined;
  'observability.batchCreateLogs': undefined;
  'observability.listLogs': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  logs: (LogRecord)[];
};
  'observability.batchCreateMetrics': undefined;
  'observability.listMetrics': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  metrics: (MetricRecord)[];
};
  'observability.createScore': undefined;
  'observability.batchCreateScores': undefined;
  'observability.listScores': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  scores: (ScoreSignal)[];
};
  'observability.createFeedback': undefined;
  'observability.batchCreateFeedback': undefined;
  'observability.listFeedback': {
  pagination?: PageInfo;
  delta?: {
  limit: number;
  hasMore: boolean;
};
  deltaCursor?: string;
  feedback: (FeedbackRecord)[];
};
  'observability.getScoreById': ScoreSignal | null;
  'observability.deleteScores': undefined;
  'observability.deleteFeedback': undefined;
  'observability.updateFeedbackReviewStatus': FeedbackRecord;
  'observability.getMetricAggregate': {
  value: number | null;
  previousValue?: number | null;
  changePercent?: number | null;
  estimatedCost: number | null;
  costUnit: string | null;
  previousEstimatedCost?: number | null;
  costChangePercent?: number | null;
};
  'observability.getMetricBreakdown': Breakdown;
  'observability.getMetricTimeSeries': TimeSeries;
  'observability.getMetricPercentiles': Percentiles;
  'observability.getScoreAggregate': {
  value: number | null;
  previousValue?: number | null;
  changePercent?: number | null;
};
  'observability.getScoreBreakdown': Breakdown;
  'observability.getScoreTimeSeries': TimeSeries;
  'observability.getScorePercentiles': Percentiles;
  'observability.getFeedbackAggregate': {
  value: number | null;
  previousValue?: number | null;
  changePercent?: number | null;
};
  'observability.getFeedbackBreakdown': Breakdown;
  'observability.getFeedbackTimeSeries': TimeSeries;
  'observability.getFeedbackPercentiles': Percentiles;
  'observability.getMetricNames': {
  names: (string)[];
};
  'observability.getMetricLabelKeys': {
  keys: (string)[];
};
  'observability.getMetricLabelValues': {
  values: (string)[];
};
  'observability.getEntityTypes': {
  entityTypes: (string)[];
};
  'observability.getEntityNames': {
  names: (string)[];
};
  'observability.getServiceNames': {
  serviceNames: (string)[];
};
  'observability.getEnvironments': {
  environments: (string)[];
};
  'observability.getTags': {
  tags: (string)[];
};
  'observability.prune': (PruneResult)[];
  'observability.dangerouslyClearAll': undefined;
  'knowledge.createNode': KnowledgeNode;
  'knowledge.getNode': KnowledgeNode | null;
  'knowledge.getNodeByName': KnowledgeNode | null;
  'knowledge.resolveNode': KnowledgeNode | null;
  'knowledge.listNodes': (KnowledgeNode)[];
  'knowledge.updateNode': KnowledgeNode;
  'knowledge.mergeNodes': KnowledgeNode;
  'knowledge.appendKnowledge': KnowledgeRecord;
  'knowledge.getKnowledge': KnowledgeRecord | null;
  'knowledge.listKnowledgeAbout': {
  records: (KnowledgeRecord)[];
  nextCursor?: string;
};
  'knowledge.listKnowledgeMentioning': {
  records: (KnowledgeRecord)[];
  nextCursor?: string;
};
  'knowledge.listKnowledgeRelatedTo': {
  records: (KnowledgeRecord)[];
  nextCursor?: string;
};
  'knowledge.knowledgeBySource': {
  records: (KnowledgeRecord)[];
  nextCursor?: string;
};
  'knowledge.removeKnowledge': KnowledgeRecord;
  'knowledge.restoreKnowledge': KnowledgeRecord;
  'knowledge.rescopeKnowledge': KnowledgeRecord;
  'knowledge.raiseKnowledgeCeiling': KnowledgeRecord;
  'knowledge.search': (KnowledgeFound)[];
  'knowledge.getCurationCursor': KnowledgeCurationCursor | null;
  'knowledge.advanceCurationCursor': KnowledgeCurationCursor;
  'knowledge.listActivity': (KnowledgeActivityEvent)[];
  'knowledge.listSemanticOutbox': (KnowledgeOutboxEntry)[];
  'knowledge.claimSemanticOutbox': (KnowledgeOutboxEntry)[];
  'knowledge.completeSemanticOutbox': undefined;
  'knowledge.releaseSemanticOutbox': undefined;
  'knowledge.dangerouslyClearAll': undefined;
  'records.record.findUnique': SyncedRecord | null;
  'records.record.findUniqueOrThrow': SyncedRecord;
  'records.record.findFirst': SyncedRecord | null;
  'records.record.findMany': (SyncedRecord)[];
  'records.record.count': number;
  'records.record.create': SyncedRecord;
  'records.record.createMany': {
  count: number;
};
  'records.record.update': SyncedRecord;
  'records.record.updateMany': {
  count: number;
};
  'records.record.upsert': SyncedRecord;
  'records.record.delete': SyncedRecord;
  'records.record.deleteMany': {
  count: number;
};
  'records.connection.findUnique': SyncedConnection | null;
  'records.connection.findUniqueOrThrow': SyncedConnection;
  'records.connection.findFirst': SyncedConnection | null;
  'records.connection.findMany': (SyncedConnection)[];
  'records.connection.count': number;
  'records.connection.create': SyncedConnection;
  'records.connection.createMany': {
  count: number;
};
  'records.connection.update': SyncedConnection;
  'records.connection.updateMany': {
  count: number;
};
  'records.connection.upsert': SyncedConnection;
  'records.connection.delete': SyncedConnection;
  'records.connection.deleteMany': {
  count: number;
};
  'records.credential.findUnique': SyncedCredential | null;
  'records.credential.findUniqueOrThrow': SyncedCredential;
  'records.credential.findFirst': SyncedCredential | null;
  'records.credential.findMany': (SyncedCredential)[];
  'records.credential.count': number;
  'records.credential.create': SyncedCredential;
  'records.credential.createMany': {
  count: number;
};
  'records.credential.update': SyncedCredential;
  'records.credential.updateMany': {
  count: number;
};
  'records.credential.upsert': SyncedCredential;
  'records.credential.delete': SyncedCredential;
  'records.credential.deleteMany': {
  count: number;
};
  'records.entity.findUnique': SyncedEntity | null;
  'records.entity.findUniqueOrThrow': SyncedEntity;
  'records.entity.findFirst': SyncedEntity | null;
  'records.entity.findMany': (SyncedEntity)[];
  'records.entity.count': number;
  'records.entity.create': SyncedEntity;
  'records.entity.createMany': {
  count: number;
};
  'records.entity.update': SyncedEntity;
  'records.entity.updateMany': {
  count: number;
};
  'records.entity.upsert': SyncedEntity;
  'records.entity.delete': SyncedEntity;
  'records.entity.deleteMany': {
  count: number;
};
  'records.property.findUnique': SyncedProperty | null;
  'records.property.findUniqueOrThrow': SyncedProperty;
  'records.property.findFirst': SyncedProperty | null;
  'records.property.findMany': (SyncedProperty)[];
  'records.property.count': number;
  'records.property.create': SyncedProperty;
  'records.property.createMany': {
  count: number;
};
  'records.property.update': SyncedProperty;
  'records.property.updateMany': {
  count: number;
};
  'records.property.upsert': SyncedProperty;
  'records.property.delete': SyncedProperty;
  'records.property.deleteMany': {
  count: number;
};
  'records.sync': {
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
};
  'records.dangerouslyClearAll': undefined;
  'vectors.createIndex': undefined;
  'vectors.upsert': (string)[];
  'vectors.query': (VectorMatch)[];
  'vectors.takeOver': {
  vectors: number;
  done: boolean;
};
  'vectors.listIndexes': (string)[];
  'vectors.describeIndex': {
  dimension: number;
  count: number;
  metric: string;
};
  'vectors.deleteIndex': undefined;
  'vectors.truncateIndex': undefined;
  'vectors.updateVector': undefined;
  'vectors.deleteVector': undefined;
  'vectors.deleteVectors': undefined;
  'vectors.optimize': {
  clusters: number;
  split: number;
  done: boolean;
};
  'store.init': SchemaReport;
  'store.status': SchemaStatus;
  'store.reindex': {
  indexed: number;
  done: boolean;
};
  'store.createIndex': undefined;
  'store.listIndexes': (IndexInfo)[];
  'store.describeIndex': IndexStats;
  'store.dropIndex': undefined;
  'store.tables': (TableInfo)[];
  'store.exportRows': ExportedRows;
  'store.importRows': MovedRows;
  'store.refuseWrites': undefined;
  'store.deleteRows': MovedRows;
}
