// Written by scripts/generate from the method table; do not edit.

/** A point in time; a text is ISO-8601. */
export type Time = Date | string;

export type GetThreadById = {
  threadId: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
};

export type SaveThread = {
  thread: ThreadInput;
};

export type ThreadInput = {
  /** Chosen by the caller. */
  id: string;
  /** Whose thread it is: a user, an organisation. */
  resourceId: string;
  /** Absent: ''. */
  title?: string | undefined;
  metadata?: object | undefined;
  /** Absent: now. */
  createdAt?: Time | undefined;
  /** Absent: now. */
  updatedAt?: Time | undefined;
};

export type UpdateThread = {
  id: string;
  /** Absent: unchanged. */
  title?: string | undefined;
  /** Merged over the stored one, member by member; nothing is deleted. */
  metadata?: object | undefined;
};

export type UpdateThreadIf = {
  id: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
  /** What the stored metadata must equal as JSON; null: none is stored. */
  expectedMetadata?: object | undefined;
  /** Merged over the stored one, member by member. */
  metadata: object;
};

export type UpdateThreadResourceId = {
  threadId: string;
  /** Who owns the thread and its messages now. */
  resourceId: string;
};

export type CopyThread = {
  sourceThreadId: string;
  /** Absent: a random one. */
  newThreadId?: string | undefined;
  /** Absent: that of the source. */
  resourceId?: string | undefined;
  /** Absent: 'Clone of ' and the title of the source. */
  title?: string | undefined;
  /** Of the copy, beside `clone`, which says where it comes from. */
  metadata?: object | undefined;
  options?: CopyOptions | undefined;
};

export type CopyOptions = {
  /** Only the last ones. 0 or absent: all. */
  messageLimit?: number | undefined;
  messageFilter?: CopyFilter | undefined;
};

export type CopyFilter = {
  /** Inclusive. */
  startDate?: Time | undefined;
  /** Inclusive. */
  endDate?: Time | undefined;
  /** Only these. Empty or absent: all. */
  messageIds?: readonly (string)[] | undefined;
};

export type DeleteThread = {
  threadId: string;
};

export type ListThreads = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  /** Absent: createdAt DESC. */
  orderBy?: OrderBy | undefined;
  filter?: ThreadFilter | undefined;
};

export type OrderBy = {
  /** createdAt, or updatedAt for threads. */
  field?: string | undefined;
  /** ASC or DESC. */
  direction?: string | undefined;
};

export type ThreadFilter = {
  resourceId?: string | undefined;
  /** Every member must equal the stored one, at most 32. */
  metadata?: object | undefined;
};

export type SaveMessages = {
  /** Saved together or not at all. */
  messages: readonly (MessageInput)[];
};

export type MessageInput = {
  /** Chosen by the caller; saving it again replaces the message in its place. */
  id: string;
  threadId: string;
  resourceId: string;
  /** user, assistant, system, tool or signal. */
  role: string;
  /** Absent: v2, which answers leave out. */
  type?: string | undefined;
  /** Absent: now. A known message keeps its first one. */
  createdAt?: Time | undefined;
  /** Kept byte for byte, white space aside. */
  content: object | readonly (unknown)[] | string;
};

export type ListMessages = {
  /** One thread or several. */
  threadId: string | readonly (string)[];
  /** Only messages of this resource, included ones as well. */
  resourceId?: string | undefined;
  /** Messages to add with their neighbours, at most 1,000. */
  include?: readonly (Include)[] | undefined;
  /** Of the page; included messages are added whatever it says. */
  filter?: MessageFilter | undefined;
  /** Absent: 40. */
  perPage?: number | false | undefined;
  /** From 0. */
  page?: number | undefined;
  /** Absent: createdAt ASC. */
  orderBy?: OrderBy | undefined;
  /** false saves counting: total is then what has been seen. */
  includeTotal?: boolean | undefined;
};

export type Include = {
  /** A message, also of another thread. */
  id: string;
  /** Neighbours before it, at most 10,000. */
  withPreviousMessages?: number | undefined;
  /** Neighbours behind it, at most 10,000. */
  withNextMessages?: number | undefined;
};

export type MessageFilter = {
  dateRange?: DateRange | undefined;
  /** Every member must equal that of content.metadata, at most 32. */
  metadata?: object | undefined;
};

export type DateRange = {
  start?: Time | undefined;
  end?: Time | undefined;
  startExclusive?: boolean | undefined;
  endExclusive?: boolean | undefined;
};

export type ListMessagesByResourceId = {
  /** Its messages in all threads. */
  resourceId: string;
  /** Messages of the resource to add with their neighbours, at most 1,000. */
  include?: readonly (Include)[] | undefined;
  /** Of the page; included messages are added whatever it says. */
  filter?: MessageFilter | undefined;
  /** Absent: 40. */
  perPage?: number | false | undefined;
  /** From 0. */
  page?: number | undefined;
  /** Absent: createdAt ASC. */
  orderBy?: OrderBy | undefined;
  /** false saves counting: total is then what has been seen. */
  includeTotal?: boolean | undefined;
};

export type UpdateMessages = {
  /** Changed together, in this order. Absent members are kept. */
  messages: readonly (MessageChange)[];
};

export type MessageChange = {
  /** A message that does not exist is left out. */
  id: string;
  /** Moves the message. */
  threadId?: string | undefined;
  resourceId?: string | undefined;
  role?: string | undefined;
  type?: string | undefined;
  createdAt?: Time | undefined;
  /** An object is merged over the stored one, and so is its metadata; a list or a string replaces it. */
  content?: object | readonly (unknown)[] | string | undefined;
};

export type MessageIds = {
  messageIds: readonly (string)[];
};

export type MemoryGetResourceById = {
  resourceId: string;
};

export type SaveResource = {
  resource: ResourceInput;
};

export type ResourceInput = {
  /** Chosen by the caller. */
  id: string;
  workingMemory?: string | undefined;
  metadata?: object | undefined;
  /** Absent: now. */
  createdAt?: Time | undefined;
  /** Absent: now. */
  updatedAt?: Time | undefined;
};

export type UpdateResource = {
  resourceId: string;
  /** Absent: unchanged. */
  workingMemory?: string | undefined;
  /** Merged over the stored one, member by member; nothing is deleted. */
  metadata?: object | undefined;
};

export type MemoryPrune = {
  policies: {
  messages?: PrunePolicy | undefined;
  resources?: PrunePolicy | undefined;
  threads?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type PrunePolicy = {
  /** Rows older than this are deleted. */
  maxAge: number | string;
  /** Rows deleted by one transaction. Absent: 1,000. */
  batchSize?: number | undefined;
};

export type PruneOptions = {
  /** Of a table. A call makes at most 20 over all tables. */
  maxBatches?: number | undefined;
  /** Of a table. Absent: no limit. */
  maxRows?: number | undefined;
};

export type MemoryDangerouslyClearAll = Record<string, never>;

export type GetObservationalMemory = {
  /** Absent, null or '': the resource's memory. */
  threadId?: string | undefined;
  resourceId: string;
};

export type GetObservationalMemoryHistory = {
  /** Absent, null or '': the resource's memory. */
  threadId?: string | undefined;
  resourceId: string;
  /** Absent: 10. */
  limit?: number | undefined;
  options?: HistoryOptions | undefined;
};

export type HistoryOptions = {
  /** Created at this time or later. */
  from?: Time | undefined;
  /** Created at this time or earlier. */
  to?: Time | undefined;
  /** Records to leave out first. */
  offset?: number | undefined;
};

export type InitializeObservationalMemory = {
  /** Absent, null or '': the resource's memory. */
  threadId?: string | undefined;
  resourceId: string;
  /** thread or resource. */
  scope: string;
  config: object;
  observedTimezone?: string | undefined;
};

export type ObservationalMemoryRecordInput = {
  id: string;
  /** thread or resource. */
  scope: string;
  /** Null: the resource's memory. */
  threadId?: string | undefined;
  resourceId: string;
  createdAt: Time;
  updatedAt: Time;
  lastObservedAt?: Time | undefined;
  /** initial or reflection. */
  originType: string;
  /** From 0. */
  generationCount: number;
  activeObservations: string;
  /** Oldest first. */
  bufferedObservationChunks?: readonly (BufferedObservationChunkInput)[] | undefined;
  /** Of older writers. */
  bufferedObservations?: string | undefined;
  /** Of older writers. */
  bufferedObservationTokens?: number | undefined;
  /** Of older writers; never answered. */
  bufferedMessageIds?: readonly (string)[] | undefined;
  bufferedReflection?: string | undefined;
  bufferedReflectionTokens?: number | undefined;
  bufferedReflectionInputTokens?: number | undefined;
  /** Lines of the active observations that the buffered reflection covers. */
  reflectedObservationLineCount?: number | undefined;
  observedMessageIds?: readonly (string)[] | undefined;
  observedTimezone?: string | undefined;
  totalTokensObserved: number;
  /** Of the active observations. */
  observationTokenCount: number;
  /** Of messages not observed yet. */
  pendingMessageTokens: number;
  isReflecting: boolean;
  isObserving: boolean;
  isBufferingObservation: boolean;
  isBufferingReflection: boolean;
  lastBufferedAtTokens: number;
  /** Null: never. */
  lastBufferedAtTime?: Time | undefined;
  config: object;
  metadata?: object | undefined;
};

export type BufferedObservationChunkInput = {
  /** ombuf- and a UUID; absent in chunks of older writers. */
  id?: string | undefined;
  cycleId?: string | undefined;
  observations: string;
  /** Of the observations. */
  tokenCount: number;
  messageIds: readonly (string)[];
  /** Of the messages. Absent: 0. */
  messageTokens?: number | undefined;
  lastObservedAt?: Time | undefined;
  createdAt?: Time | undefined;
  suggestedContinuation?: string | undefined;
  currentTask?: string | undefined;
};

export type UpdateActiveObservations = {
  id: string;
  /** Replaces the active ones. */
  observations: string;
  /** Of the observations. */
  tokenCount: number;
  lastObservedAt: Time;
  /** Absent: none. */
  observedMessageIds?: readonly (string)[] | undefined;
};

export type UpdateBufferedObservations = {
  id: string;
  /** Kept with further members that it may have. */
  chunk: NewObservationChunk;
  /** Absent: unchanged. */
  lastBufferedAtTime?: Time | undefined;
};

export type NewObservationChunk = {
  /** A cycle that is there already is not added. */
  cycleId: string;
  observations: string;
  /** Of the observations. */
  tokenCount: number;
  messageIds: readonly (string)[];
  /** Of the messages. */
  messageTokens: number;
  lastObservedAt: Time;
  suggestedContinuation?: string | undefined;
  currentTask?: string | undefined;
  threadTitle?: string | undefined;
  extractedValues?: object | undefined;
  extractionFailures?: readonly (ExtractionFailure)[] | undefined;
};

export type ExtractionFailure = {
  slug: string;
  error: string;
};

export type SwapBufferedToActive = {
  id: string;
  /** From 0 to 1. */
  activationRatio: number;
  messageTokensThreshold: number;
  currentPendingTokens: number;
  forceMaxActivation?: boolean | undefined;
  /** Absent: that of the last activated chunk. */
  lastObservedAt?: Time | undefined;
  /** Stored chunks with fresh token counts; others are neither activated nor lost. */
  bufferedChunks?: readonly (BufferedObservationChunkInput)[] | undefined;
};

export type CreateReflectionGeneration = {
  /** A record; further members are not read. */
  currentRecord: ReflectedRecord;
  /** The new active observations. */
  reflection: string;
  /** Of the reflection. */
  tokenCount: number;
};

export type ReflectedRecord = {
  /** thread or resource. */
  scope: string;
  threadId?: string | undefined;
  resourceId: string;
  lastObservedAt?: Time | undefined;
  generationCount: number;
  totalTokensObserved: number;
  observedTimezone?: string | undefined;
  config: object;
  metadata?: object | undefined;
};

export type UpdateBufferedReflection = {
  id: string;
  /** Appended behind a blank line. */
  reflection: string;
  /** Added. */
  tokenCount: number;
  /** Added. */
  inputTokenCount: number;
  /** Replaced. */
  reflectedObservationLineCount: number;
};

export type SwapBufferedReflectionToActive = {
  /** A record; further members are not read, the stored ones count. */
  currentRecord: StoredRecord;
  /** Of the new active observations. */
  tokenCount: number;
};

export type StoredRecord = {
  id: string;
};

export type MemorySetReflectingFlag = {
  id: string;
  isReflecting: boolean;
};

export type MemorySetObservingFlag = {
  id: string;
  isObserving: boolean;
};

export type MemorySetBufferingObservationFlag = {
  id: string;
  isBuffering: boolean;
  lastBufferedAtTokens?: number | undefined;
};

export type MemorySetBufferingReflectionFlag = {
  id: string;
  isBuffering: boolean;
};

export type MemorySetPendingMessageTokens = {
  id: string;
  tokenCount: number;
};

export type UpdateObservationalMemoryConfig = {
  id: string;
  /** Merged into the stored one at every level; at most 8 levels and 200 objects. */
  config: object;
};

export type PersistWorkflowSnapshot = {
  workflowName: string;
  runId: string;
  /** Absent: stays as it is. */
  resourceId?: string | undefined;
  /** Replaces the stored one. */
  snapshot: object;
  /** Absent: now. A known run keeps its first one. */
  createdAt?: Time | undefined;
  /** Absent: now. */
  updatedAt?: Time | undefined;
};

export type WorkflowRunId = {
  workflowName: string;
  runId: string;
};

export type UpdateWorkflowResults = {
  workflowName: string;
  runId: string;
  stepId: string;
  /** A list as its output is merged into a stored one, element by element. */
  result: unknown;
  /** Merged over the stored one, member by member. */
  requestContext?: object | undefined;
};

export type UpdateWorkflowState = {
  workflowName: string;
  runId: string;
  /** Merged over the snapshot, member by member, but for expectedStatus: the status or statuses that the run must have. */
  opts: object;
};

export type ListWorkflowRuns = {
  workflowName?: string | undefined;
  resourceId?: string | undefined;
  /** The thread that the snapshot names. */
  threadId?: string | undefined;
  status?: string | undefined;
  /** Created then or later. */
  fromDate?: Time | undefined;
  /** Created then or earlier. */
  toDate?: Time | undefined;
  /** From 0. Counts only together with perPage. */
  page?: number | undefined;
  /** Counts only together with page. */
  perPage?: number | false | undefined;
};

export type WorkflowsGetWorkflowRunById = {
  runId: string;
  workflowName?: string | undefined;
};

export type WorkflowsDeleteWorkflowRunById = {
  workflowName: string;
  runId: string;
};

export type WorkflowsPrune = {
  policies: {
  workflowSnapshot?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type WorkflowsDangerouslyClearAll = Record<string, never>;

export type WorkflowDefinitionsUpsert = {
  id: string;
  description?: string | undefined;
  metadata?: object | undefined;
  inputSchema?: unknown | undefined;
  outputSchema?: unknown | undefined;
  stateSchema?: unknown | undefined;
  requestContextSchema?: unknown | undefined;
  graph?: readonly (unknown)[] | undefined;
  schedule?: unknown | undefined;
  status?: "active" | "archived" | undefined;
  authorId?: string | undefined;
};

export type WorkflowDefinitionsGet = {
  id: string;
};

export type WorkflowDefinitionsList = {
  status?: string | undefined;
  authorId?: string | undefined;
};

export type WorkflowDefinitionsDelete = {
  id: string;
};

export type WorkflowDefinitionsDangerouslyClearAll = Record<string, never>;

export type ScoresSaveScore = {
  id?: string | undefined;
  scorerId: string;
  traceId?: string | undefined;
  spanId?: string | undefined;
  runId: string;
  scorer: object;
  preprocessStepResult?: object | undefined;
  extractStepResult?: object | undefined;
  analyzeStepResult?: object | undefined;
  score: number;
  reason?: string | undefined;
  metadata?: object | undefined;
  preprocessPrompt?: string | undefined;
  extractPrompt?: string | undefined;
  generateScorePrompt?: string | undefined;
  generateReasonPrompt?: string | undefined;
  analyzePrompt?: string | undefined;
  reasonPrompt?: string | undefined;
  input?: unknown | undefined;
  output: unknown;
  additionalContext?: object | undefined;
  requestContext?: object | undefined;
  entityType?: "AGENT" | "WORKFLOW" | "TRAJECTORY" | "STEP" | "agent_run" | "scorer_run" | "classifier_evaluation" | "scorer_step" | "generic" | "model_generation" | "model_step" | "model_inference" | "model_chunk" | "mcp_tool_call" | "mcp_server_request" | "processor_run" | "tool_call" | "client_tool_call" | "provider_tool_call" | "workflow_run" | "workflow_step" | "workflow_conditional" | "workflow_conditional_eval" | "workflow_parallel" | "workflow_loop" | "workflow_sleep" | "workflow_wait_event" | "memory_operation" | "workspace_action" | "rag_ingestion" | "rag_embedding" | "rag_vector_operation" | "rag_action" | "graph_action" | "mapping" | "skill_resolution" | "skill_action" | "agent_signal" | undefined;
  entity: object;
  entityId: string;
  source: "LIVE" | "TEST";
  resourceId?: string | undefined;
  threadId?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  batchId?: string | undefined;
  datasetId?: string | undefined;
  datasetItemId?: string | undefined;
};

export type ScoresGetScoreById = {
  id: string;
};

export type ScoresListScoresByScorerId = {
  scorerId: string;
  entityId?: string | undefined;
  entityType?: string | undefined;
  source?: string | undefined;
  filters?: {
  organizationId?: string | undefined;
  projectId?: string | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ScoresListScoresByRunId = {
  runId: string;
  filters?: {
  organizationId?: string | undefined;
  projectId?: string | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ScoresListScoresByEntityId = {
  entityId: string;
  entityType: string;
  filters?: {
  organizationId?: string | undefined;
  projectId?: string | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ScoresListScoresBySpan = {
  traceId: string;
  spanId: string;
  filters?: {
  organizationId?: string | undefined;
  projectId?: string | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ScoresPrune = {
  policies: {
  scorers?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type ScoresDangerouslyClearAll = Record<string, never>;

export type AgentsGetById = {
  id: string;
};

export type AgentsCreate = {
  agent: {
  id: string;
  authorId?: string | undefined;
  visibility?: "private" | "public" | undefined;
  metadata?: object | undefined;
  name: string;
  description?: string | undefined;
  instructions: string | readonly (unknown)[];
  model: unknown;
  tools?: unknown | undefined;
  defaultOptions?: unknown | undefined;
  workflows?: unknown | undefined;
  agents?: unknown | undefined;
  integrationTools?: unknown | undefined;
  toolProviders?: unknown | undefined;
  inputProcessors?: unknown | undefined;
  outputProcessors?: unknown | undefined;
  memory?: unknown | undefined;
  scorers?: unknown | undefined;
  mcpClients?: unknown | undefined;
  requestContextSchema?: object | undefined;
  workspace?: unknown | undefined;
  skills?: unknown | undefined;
  skillsFormat?: string | undefined;
  durable?: unknown | undefined;
  browser?: unknown | undefined;
};
};

export type AgentsUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  visibility?: "private" | "public" | undefined;
  metadata?: object | undefined;
};

export type AgentsDelete = {
  id: string;
};

export type AgentsList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  visibility?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
  entityIds?: readonly (string)[] | undefined;
  pinFavoritedFor?: string | undefined;
  favoritedOnly?: boolean | undefined;
};

export type AgentsCreateVersion = {
  id: string;
  agentId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description?: string | undefined;
  instructions: string | readonly (unknown)[];
  model: unknown;
  tools?: unknown | undefined;
  defaultOptions?: unknown | undefined;
  workflows?: unknown | undefined;
  agents?: unknown | undefined;
  integrationTools?: unknown | undefined;
  toolProviders?: unknown | undefined;
  inputProcessors?: unknown | undefined;
  outputProcessors?: unknown | undefined;
  memory?: unknown | undefined;
  scorers?: unknown | undefined;
  mcpClients?: unknown | undefined;
  requestContextSchema?: object | undefined;
  workspace?: unknown | undefined;
  skills?: unknown | undefined;
  skillsFormat?: string | undefined;
  durable?: unknown | undefined;
  browser?: unknown | undefined;
};

export type AgentsGetVersion = {
  id: string;
};

export type AgentsGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type AgentsGetLatestVersion = {
  entityId: string;
};

export type AgentsGetVersions = {
  ids: readonly (string)[];
};

export type AgentsListVersions = {
  agentId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type AgentsDeleteVersion = {
  id: string;
};

export type AgentsDeleteVersionsByParentId = {
  entityId: string;
};

export type AgentsCountVersions = {
  entityId: string;
};

export type AgentsGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type AgentsListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  visibility?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
  entityIds?: readonly (string)[] | undefined;
  pinFavoritedFor?: string | undefined;
  favoritedOnly?: boolean | undefined;
};

export type AgentsDangerouslyClearAll = Record<string, never>;

export type PromptBlocksGetById = {
  id: string;
};

export type PromptBlocksCreate = {
  promptBlock: {
  id: string;
  authorId?: string | undefined;
  metadata?: object | undefined;
  name: string;
  description?: string | undefined;
  content: string;
  rules?: object | undefined;
  requestContextSchema?: object | undefined;
};
};

export type PromptBlocksUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
};

export type PromptBlocksDelete = {
  id: string;
};

export type PromptBlocksList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type PromptBlocksCreateVersion = {
  id: string;
  blockId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description?: string | undefined;
  content: string;
  rules?: object | undefined;
  requestContextSchema?: object | undefined;
};

export type PromptBlocksGetVersion = {
  id: string;
};

export type PromptBlocksGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type PromptBlocksGetLatestVersion = {
  entityId: string;
};

export type PromptBlocksGetVersions = {
  ids: readonly (string)[];
};

export type PromptBlocksListVersions = {
  blockId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type PromptBlocksDeleteVersion = {
  id: string;
};

export type PromptBlocksDeleteVersionsByParentId = {
  entityId: string;
};

export type PromptBlocksCountVersions = {
  entityId: string;
};

export type PromptBlocksGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type PromptBlocksListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type PromptBlocksDangerouslyClearAll = Record<string, never>;

export type ScorerDefinitionsGetById = {
  id: string;
};

export type ScorerDefinitionsCreate = {
  scorerDefinition: {
  id: string;
  authorId?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  metadata?: object | undefined;
  name: string;
  description?: string | undefined;
  type: string;
  model?: object | undefined;
  instructions?: string | undefined;
  scoreRange?: object | undefined;
  presetConfig?: object | undefined;
  defaultSampling?: object | undefined;
};
};

export type ScorerDefinitionsUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
};

export type ScorerDefinitionsDelete = {
  id: string;
};

export type ScorerDefinitionsList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type ScorerDefinitionsCreateVersion = {
  id: string;
  scorerDefinitionId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description?: string | undefined;
  type: string;
  model?: object | undefined;
  instructions?: string | undefined;
  scoreRange?: object | undefined;
  presetConfig?: object | undefined;
  defaultSampling?: object | undefined;
};

export type ScorerDefinitionsGetVersion = {
  id: string;
};

export type ScorerDefinitionsGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type ScorerDefinitionsGetLatestVersion = {
  entityId: string;
};

export type ScorerDefinitionsGetVersions = {
  ids: readonly (string)[];
};

export type ScorerDefinitionsListVersions = {
  scorerDefinitionId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type ScorerDefinitionsDeleteVersion = {
  id: string;
};

export type ScorerDefinitionsDeleteVersionsByParentId = {
  entityId: string;
};

export type ScorerDefinitionsCountVersions = {
  entityId: string;
};

export type ScorerDefinitionsGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type ScorerDefinitionsListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type ScorerDefinitionsDangerouslyClearAll = Record<string, never>;

export type McpClientsGetById = {
  id: string;
};

export type McpClientsCreate = {
  mcpClient: {
  id: string;
  authorId?: string | undefined;
  metadata?: object | undefined;
  name: string;
  description?: string | undefined;
  servers: object;
};
};

export type McpClientsUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
};

export type McpClientsDelete = {
  id: string;
};

export type McpClientsList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type McpClientsCreateVersion = {
  id: string;
  mcpClientId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description?: string | undefined;
  servers: object;
};

export type McpClientsGetVersion = {
  id: string;
};

export type McpClientsGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type McpClientsGetLatestVersion = {
  entityId: string;
};

export type McpClientsGetVersions = {
  ids: readonly (string)[];
};

export type McpClientsListVersions = {
  mcpClientId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type McpClientsDeleteVersion = {
  id: string;
};

export type McpClientsDeleteVersionsByParentId = {
  entityId: string;
};

export type McpClientsCountVersions = {
  entityId: string;
};

export type McpClientsGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type McpClientsListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type McpClientsDangerouslyClearAll = Record<string, never>;

export type McpServersGetById = {
  id: string;
};

export type McpServersCreate = {
  mcpServer: {
  id: string;
  authorId?: string | undefined;
  metadata?: object | undefined;
  name: string;
  version: string;
  description?: string | undefined;
  instructions?: string | undefined;
  repository?: object | undefined;
  releaseDate?: string | undefined;
  isLatest?: boolean | undefined;
  packageCanonical?: string | undefined;
  tools?: object | undefined;
  agents?: object | undefined;
  workflows?: object | undefined;
};
};

export type McpServersUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
};

export type McpServersDelete = {
  id: string;
};

export type McpServersList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type McpServersCreateVersion = {
  id: string;
  mcpServerId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  version: string;
  description?: string | undefined;
  instructions?: string | undefined;
  repository?: object | undefined;
  releaseDate?: string | undefined;
  isLatest?: boolean | undefined;
  packageCanonical?: string | undefined;
  tools?: object | undefined;
  agents?: object | undefined;
  workflows?: object | undefined;
};

export type McpServersGetVersion = {
  id: string;
};

export type McpServersGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type McpServersGetLatestVersion = {
  entityId: string;
};

export type McpServersGetVersions = {
  ids: readonly (string)[];
};

export type McpServersListVersions = {
  mcpServerId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type McpServersDeleteVersion = {
  id: string;
};

export type McpServersDeleteVersionsByParentId = {
  entityId: string;
};

export type McpServersCountVersions = {
  entityId: string;
};

export type McpServersGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type McpServersListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type McpServersDangerouslyClearAll = Record<string, never>;

export type WorkspacesGetById = {
  id: string;
};

export type WorkspacesCreate = {
  workspace: {
  id: string;
  authorId?: string | undefined;
  metadata?: object | undefined;
  name: string;
  description?: string | undefined;
  filesystem?: object | undefined;
  sandbox?: object | undefined;
  mounts?: object | undefined;
  search?: object | undefined;
  skills?: readonly (unknown)[] | undefined;
  tools?: object | undefined;
  autoSync?: boolean | undefined;
  operationTimeout?: number | undefined;
};
};

export type WorkspacesUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  name?: string | undefined;
  description?: string | undefined;
  filesystem?: object | undefined;
  sandbox?: object | undefined;
  mounts?: object | undefined;
  search?: object | undefined;
  skills?: readonly (unknown)[] | undefined;
  tools?: object | undefined;
  autoSync?: boolean | undefined;
  operationTimeout?: number | undefined;
};

export type WorkspacesDelete = {
  id: string;
};

export type WorkspacesList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
};

export type WorkspacesCreateVersion = {
  id: string;
  workspaceId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description?: string | undefined;
  filesystem?: object | undefined;
  sandbox?: object | undefined;
  mounts?: object | undefined;
  search?: object | undefined;
  skills?: readonly (unknown)[] | undefined;
  tools?: object | undefined;
  autoSync?: boolean | undefined;
  operationTimeout?: number | undefined;
};

export type WorkspacesGetVersion = {
  id: string;
};

export type WorkspacesGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type WorkspacesGetLatestVersion = {
  entityId: string;
};

export type WorkspacesGetVersions = {
  ids: readonly (string)[];
};

export type WorkspacesListVersions = {
  workspaceId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type WorkspacesDeleteVersion = {
  id: string;
};

export type WorkspacesDeleteVersionsByParentId = {
  entityId: string;
};

export type WorkspacesCountVersions = {
  entityId: string;
};

export type WorkspacesGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type WorkspacesListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
};

export type WorkspacesDangerouslyClearAll = Record<string, never>;

export type SkillsGetById = {
  id: string;
};

export type SkillsCreate = {
  skill: {
  id: string;
  authorId?: string | undefined;
  visibility?: "private" | "public" | undefined;
  name: string;
  description: string;
  instructions: string;
  license?: string | undefined;
  compatibility?: unknown | undefined;
  source?: object | undefined;
  references?: readonly (unknown)[] | undefined;
  scripts?: readonly (unknown)[] | undefined;
  assets?: readonly (unknown)[] | undefined;
  files?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
  tree?: object | undefined;
};
};

export type SkillsUpdate = {
  id: string;
  status?: "draft" | "published" | "archived" | undefined;
  activeVersionId?: string | null | undefined;
  authorId?: string | undefined;
  visibility?: "private" | "public" | undefined;
  name?: string | undefined;
  description?: string | undefined;
  instructions?: string | undefined;
  license?: string | undefined;
  compatibility?: unknown | undefined;
  source?: object | undefined;
  references?: readonly (unknown)[] | undefined;
  scripts?: readonly (unknown)[] | undefined;
  assets?: readonly (unknown)[] | undefined;
  files?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
  tree?: object | undefined;
};

export type SkillsDelete = {
  id: string;
};

export type SkillsList = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  visibility?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
  entityIds?: readonly (string)[] | undefined;
  pinFavoritedFor?: string | undefined;
  favoritedOnly?: boolean | undefined;
};

export type SkillsCreateVersion = {
  id: string;
  skillId: string;
  versionNumber: number;
  changedFields?: readonly (unknown)[] | undefined;
  changeMessage?: string | undefined;
  name: string;
  description: string;
  instructions: string;
  license?: string | undefined;
  compatibility?: unknown | undefined;
  source?: object | undefined;
  references?: readonly (unknown)[] | undefined;
  scripts?: readonly (unknown)[] | undefined;
  assets?: readonly (unknown)[] | undefined;
  files?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
  tree?: object | undefined;
};

export type SkillsGetVersion = {
  id: string;
};

export type SkillsGetVersionByNumber = {
  entityId: string;
  versionNumber: number;
};

export type SkillsGetLatestVersion = {
  entityId: string;
};

export type SkillsGetVersions = {
  ids: readonly (string)[];
};

export type SkillsListVersions = {
  skillId: string;
  /** From 0. */
  page?: number | undefined;
  /** Absent: 20. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "versionNumber" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
};

export type SkillsDeleteVersion = {
  id: string;
};

export type SkillsDeleteVersionsByParentId = {
  entityId: string;
};

export type SkillsCountVersions = {
  entityId: string;
};

export type SkillsGetByIdResolved = {
  id: string;
  options?: {
  versionId?: string | undefined;
  status?: "draft" | "published" | "archived" | undefined;
} | undefined;
};

export type SkillsListResolved = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  authorId?: string | undefined;
  visibility?: string | undefined;
  metadata?: object | undefined;
  status?: "draft" | "published" | "archived" | undefined;
  entityIds?: readonly (string)[] | undefined;
  pinFavoritedFor?: string | undefined;
  favoritedOnly?: boolean | undefined;
};

export type SkillsDangerouslyClearAll = Record<string, never>;

export type FavoritesFavorite = {
  userId: string;
  entityType: "agent" | "skill";
  entityId: string;
};

export type FavoritesUnfavorite = {
  userId: string;
  entityType: "agent" | "skill";
  entityId: string;
};

export type FavoritesIsFavorited = {
  userId: string;
  entityType: "agent" | "skill";
  entityId: string;
};

export type FavoritesIsFavoritedBatch = {
  userId: string;
  entityType: "agent" | "skill";
  entityIds: readonly (string)[];
};

export type FavoritesListFavoritedIds = {
  userId: string;
  entityType: "agent" | "skill";
};

export type FavoritesDeleteFavoritesForEntity = {
  entityType: "agent" | "skill";
  entityId: string;
};

export type FavoritesDangerouslyClearAll = Record<string, never>;

export type BlobsPut = {
  hash: string;
  content: string;
  size: number;
  mimeType?: string | undefined;
  createdAt?: Time | undefined;
};

export type BlobsPutMany = {
  entries: readonly ({
  hash: string;
  content: string;
  size: number;
  mimeType?: string | undefined;
  createdAt?: Time | undefined;
})[];
};

export type BlobsGet = {
  hash: string;
};

export type BlobsGetMany = {
  hashes: string | readonly (string)[];
};

export type BlobsHas = {
  hash: string;
};

export type BlobsDelete = {
  hash: string;
};

export type BlobsDangerouslyClearAll = Record<string, never>;

export type BackgroundTasksCreateTask = {
  id: string;
  toolCallId: string;
  toolName: string;
  agentId: string;
  runId: string;
  threadId?: string | undefined;
  resourceId?: string | undefined;
  status: "pending" | "running" | "suspended" | "completed" | "failed" | "cancelled" | "timed_out";
  args: object;
  result?: unknown | undefined;
  error?: object | null | undefined;
  suspendPayload?: unknown | undefined;
  retryCount: number;
  maxRetries: number;
  timeoutMs: number;
  createdAt?: Time | undefined;
  startedAt?: Time | null | undefined;
  suspendedAt?: Time | null | undefined;
  completedAt?: Time | null | undefined;
};

export type BackgroundTasksUpdateTask = {
  taskId: string;
  options?: {
  expectedStatus?: string | undefined;
} | undefined;
  update: {
  status?: "pending" | "running" | "suspended" | "completed" | "failed" | "cancelled" | "timed_out" | undefined;
  result?: unknown | undefined;
  error?: object | null | undefined;
  suspendPayload?: unknown | undefined;
  retryCount?: number | undefined;
  maxRetries?: number | undefined;
  timeoutMs?: number | undefined;
  startedAt?: Time | null | undefined;
  suspendedAt?: Time | null | undefined;
  completedAt?: Time | null | undefined;
};
};

export type BackgroundTasksGetTask = {
  taskId: string;
};

export type BackgroundTasksListTasks = {
  status?: string | readonly (string)[] | undefined;
  toolCallId?: string | undefined;
  agentId?: string | undefined;
  threadId?: string | undefined;
  resourceId?: string | undefined;
  toolName?: string | undefined;
  runId?: string | undefined;
  dateFilterBy?: "createdAt" | "startedAt" | "suspendedAt" | "completedAt" | undefined;
  fromDate?: Time | undefined;
  toDate?: Time | undefined;
  orderBy?: "createdAt" | "startedAt" | "suspendedAt" | "completedAt" | undefined;
  orderDirection?: "asc" | "desc" | undefined;
  /** From 0. */
  page?: number | undefined;
  /** Absent: all. */
  perPage?: number | false | undefined;
};

export type BackgroundTasksDeleteTask = {
  taskId: string;
};

export type BackgroundTasksDeleteTasks = {
  status?: string | readonly (string)[] | undefined;
  toolCallId?: string | undefined;
  agentId?: string | undefined;
  threadId?: string | undefined;
  resourceId?: string | undefined;
  toolName?: string | undefined;
  runId?: string | undefined;
  dateFilterBy?: "createdAt" | "startedAt" | "suspendedAt" | "completedAt" | undefined;
  fromDate?: Time | undefined;
  toDate?: Time | undefined;
};

export type BackgroundTasksGetRunningCount = Record<string, never>;

export type BackgroundTasksGetRunningCountByAgent = {
  agentId: string;
};

export type BackgroundTasksPrune = {
  policies: {
  backgroundTasks?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type BackgroundTasksDangerouslyClearAll = Record<string, never>;

export type SchedulesCreateSchedule = {
  id: string;
  target: object;
  cron: string;
  timezone?: string | null | undefined;
  status: "active" | "paused";
  nextFireAt: number;
  lastFireAt?: number | undefined;
  lastRunId?: string | undefined;
  createdAt?: number | undefined;
  updatedAt?: number | undefined;
  metadata?: object | null | undefined;
  ownerType?: string | null | undefined;
  ownerId?: string | null | undefined;
};

export type SchedulesGetSchedule = {
  id: string;
};

export type SchedulesListSchedules = {
  status?: string | undefined;
  workflowId?: string | undefined;
  ownerType?: string | null | undefined;
  ownerId?: string | null | undefined;
};

export type SchedulesListDueSchedules = {
  now: number;
  limit?: number | undefined;
};

export type SchedulesUpdateSchedule = {
  id: string;
  patch: {
  target?: object | undefined;
  cron?: string | undefined;
  timezone?: string | null | undefined;
  status?: "active" | "paused" | undefined;
  nextFireAt?: number | undefined;
  metadata?: object | null | undefined;
  ownerType?: string | null | undefined;
  ownerId?: string | null | undefined;
};
};

export type SchedulesUpdateScheduleNextFire = {
  id: string;
  expectedNextFireAt: number;
  newNextFireAt: number;
  lastFireAt: number;
  lastRunId: string;
};

export type SchedulesDeleteSchedule = {
  id: string;
};

export type SchedulesRecordTrigger = {
  id?: string | undefined;
  scheduleId: string;
  runId?: string | undefined;
  scheduledFireAt: number;
  actualFireAt: number;
  outcome: string;
  error?: string | undefined;
  triggerKind?: "schedule-fire" | "queue-drain" | "manual" | undefined;
  parentTriggerId?: string | undefined;
  metadata?: object | undefined;
};

export type SchedulesListTriggers = {
  scheduleId: string;
  opts?: {
  fromActualFireAt?: number | undefined;
  toActualFireAt?: number | undefined;
  limit?: number | undefined;
} | undefined;
};

export type SchedulesPrune = {
  policies: {
  triggers?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type SchedulesDangerouslyClearAll = Record<string, never>;

export type ChannelsSaveInstallation = {
  id: string;
  platform: string;
  agentId: string;
  status: "pending" | "active" | "error";
  webhookId?: string | undefined;
  data: object;
  configHash?: string | undefined;
  error?: string | undefined;
  createdAt?: Time | undefined;
};

export type ChannelsGetInstallation = {
  id: string;
};

export type ChannelsGetInstallationByAgent = {
  platform: string;
  agentId: string;
};

export type ChannelsGetInstallationByWebhookId = {
  webhookId: string;
};

export type ChannelsListInstallations = {
  platform: string;
};

export type ChannelsDeleteInstallation = {
  id: string;
};

export type ChannelsSaveConfig = {
  platform: string;
  data: object;
  updatedAt?: Time | undefined;
};

export type ChannelsGetConfig = {
  platform: string;
};

export type ChannelsDeleteConfig = {
  platform: string;
};

export type ChannelsDangerouslyClearAll = Record<string, never>;

export type ToolProviderConnectionsGetConnectionById = {
  authorId: string;
  providerId: string;
  connectionId: string;
};

export type ToolProviderConnectionsUpsertConnection = {
  authorId: string;
  providerId: string;
  connectionId: string;
  toolkit?: string | undefined;
  label?: string | null | undefined;
  scope?: "per-author" | "shared" | "caller-supplied" | undefined;
};

export type ToolProviderConnectionsListConnectionsByAuthor = {
  authorId?: string | undefined;
  providerId?: string | undefined;
  toolkit?: string | undefined;
  scope?: string | undefined;
};

export type ToolProviderConnectionsDeleteConnection = {
  authorId: string;
  providerId: string;
  connectionId: string;
};

export type ToolProviderConnectionsDangerouslyClearAll = Record<string, never>;

export type NotificationsCreateNotification = {
  id?: string | undefined;
  threadId: string;
  source: string;
  kind: string;
  summary: string;
  priority?: "low" | "medium" | "high" | "urgent" | undefined;
  payload?: unknown | undefined;
  resourceId?: string | undefined;
  agentId?: string | undefined;
  sourceId?: string | undefined;
  dedupeKey?: string | undefined;
  coalesceKey?: string | undefined;
  attributes?: object | undefined;
  metadata?: object | undefined;
  deliverAt?: Time | undefined;
  summaryAt?: Time | undefined;
  deliveryReason?: string | undefined;
  createdAt?: Time | undefined;
};

export type NotificationsListNotifications = {
  threadId: string;
  status?: string | readonly (string)[] | undefined;
  priority?: string | readonly (string)[] | undefined;
  source?: string | undefined;
  resourceId?: string | undefined;
  agentId?: string | undefined;
  search?: string | undefined;
  limit?: number | undefined;
};

export type NotificationsListDueNotifications = {
  now: Time;
  limit?: number | undefined;
  agentId?: string | undefined;
  resourceId?: string | undefined;
};

export type NotificationsGetNotification = {
  id: string;
  threadId: string;
};

export type NotificationsUpdateNotification = {
  id: string;
  threadId: string;
  status?: "pending" | "delivered" | "seen" | "dismissed" | "archived" | "discarded" | "failed" | undefined;
  summary?: string | undefined;
  payload?: unknown | undefined;
  attributes?: object | undefined;
  deliverAt?: Time | null | undefined;
  summaryAt?: Time | null | undefined;
  deliveryReason?: string | undefined;
  deliveryAttempts?: number | undefined;
  lastDeliveryAttemptAt?: Time | undefined;
  lastDeliveryError?: string | undefined;
  deliveredSignalId?: string | undefined;
  summarySignalId?: string | undefined;
  metadata?: object | undefined;
};

export type NotificationsUpdateNotificationsStatus = {
  threadId: string;
  ids: string | readonly (string)[];
  status: "pending" | "delivered" | "seen" | "dismissed" | "archived" | "discarded" | "failed";
};

export type NotificationsPrune = {
  policies: {
  notifications?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type NotificationsDangerouslyClearAll = Record<string, never>;

export type ThreadStateGetState = {
  threadId: string;
  type: string;
};

export type ThreadStateSetState = {
  threadId: string;
  type: string;
  value: unknown;
};

export type ThreadStateDeleteState = {
  threadId: string;
  type: string;
};

export type ThreadStatePrune = {
  policies: {
  threadState?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type ThreadStateDangerouslyClearAll = Record<string, never>;

export type HarnessLoadSession = {
  sessionId: string;
};

export type HarnessSaveSession = {
  id: string;
  ownerId: string;
  resourceId: string;
  threadId: string;
  parentSessionId?: string | null | undefined;
  subagentDepth?: number | null | undefined;
  source?: object | null | undefined;
  origin: "top-level" | "subagent-tool" | "direct-local" | "remote-resolve";
  runtimeCompatibilityGeneration?: string | null | undefined;
  modeId: string;
  modelId: string;
  title?: string | null | undefined;
  metadata?: object | null | undefined;
  state?: object | null | undefined;
  pending?: readonly (unknown)[] | null | undefined;
  createdAt?: Time | undefined;
  lastActivityAt?: Time | undefined;
  closingAt?: Time | null | undefined;
  closeDeadlineAt?: Time | null | undefined;
  closedAt?: Time | null | undefined;
  deletedAt?: Time | null | undefined;
};

export type HarnessListSessions = Record<string, never>;

export type HarnessUpdateSession = {
  sessionId: string;
  updates: {
  id?: string | undefined;
  ownerId?: string | undefined;
  resourceId?: string | undefined;
  threadId?: string | undefined;
  parentSessionId?: string | null | undefined;
  subagentDepth?: number | null | undefined;
  source?: object | null | undefined;
  origin?: "top-level" | "subagent-tool" | "direct-local" | "remote-resolve" | undefined;
  runtimeCompatibilityGeneration?: string | null | undefined;
  modeId?: string | undefined;
  modelId?: string | undefined;
  title?: string | null | undefined;
  metadata?: object | null | undefined;
  state?: object | null | undefined;
  pending?: readonly (unknown)[] | null | undefined;
  lastActivityAt?: Time | undefined;
  closingAt?: Time | null | undefined;
  closeDeadlineAt?: Time | null | undefined;
  closedAt?: Time | null | undefined;
  deletedAt?: Time | null | undefined;
};
};

export type HarnessAppendPendingItem = {
  sessionId: string;
  item: PendingItem;
};

export type PendingItem = {
  id: string;
  kind: string;
  status: string;
  sessionId: string;
  runId?: string | null | undefined;
  createdAt: Time;
  updatedAt: Time;
  payload?: object | undefined;
  response?: object | undefined;
  [member: string]: unknown;
};

export type HarnessUpdatePendingItem = {
  sessionId: string;
  pendingItemId: string;
  updates: object;
};

export type HarnessRemovePendingItem = {
  sessionId: string;
  pendingItemId: string;
};

export type HarnessPrune = {
  policies: {
  sessions?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type HarnessDangerouslyClearAll = Record<string, never>;

export type DatasetsCreateDataset = {
  id?: string | undefined;
  name: string;
  description?: string | undefined;
  metadata?: object | undefined;
  inputSchema?: object | null | undefined;
  groundTruthSchema?: object | null | undefined;
  requestContextSchema?: object | null | undefined;
  targetType?: "agent" | "workflow" | "scorer" | "processor" | undefined;
  targetIds?: readonly (string)[] | undefined;
  scorerIds?: readonly (string)[] | undefined;
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
  candidateKey?: string | null | undefined;
  candidateId?: string | null | undefined;
};

export type DatasetsGetDatasetById = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsUpdateDataset = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
  name?: string | undefined;
  description?: string | undefined;
  metadata?: object | undefined;
  inputSchema?: object | null | undefined;
  groundTruthSchema?: object | null | undefined;
  requestContextSchema?: object | null | undefined;
  tags?: readonly (unknown)[] | null | undefined;
  targetType?: "agent" | "workflow" | "scorer" | "processor" | null | undefined;
  targetIds?: readonly (unknown)[] | null | undefined;
  scorerIds?: readonly (unknown)[] | null | undefined;
};

export type DatasetsDeleteDataset = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsListDatasets = {
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
  candidateKey?: string | null | undefined;
  candidateId?: string | null | undefined;
  targetType?: string | undefined;
  targetIds?: string | readonly (string)[] | undefined;
  name?: string | undefined;
} | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | "name" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type DatasetsAddItem = {
  datasetId: string;
  externalId?: string | undefined;
  input: unknown;
  groundTruth?: unknown | undefined;
  expectedTrajectory?: unknown | undefined;
  toolMocks?: readonly (unknown)[] | null | undefined;
  unmockedToolPolicy?: string | null | undefined;
  scorerIds?: readonly (string)[] | null | undefined;
  requestContext?: object | null | undefined;
  metadata?: object | null | undefined;
  source?: object | null | undefined;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsBatchInsertItems = {
  datasetId: string;
  items: readonly ({
  externalId?: string | undefined;
  input: unknown;
  groundTruth?: unknown | undefined;
  expectedTrajectory?: unknown | undefined;
  toolMocks?: readonly (unknown)[] | null | undefined;
  unmockedToolPolicy?: string | null | undefined;
  scorerIds?: readonly (string)[] | null | undefined;
  requestContext?: object | null | undefined;
  metadata?: object | null | undefined;
  source?: object | null | undefined;
})[];
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsUpdateItem = {
  id: string;
  datasetId: string;
  input?: unknown | undefined;
  groundTruth?: unknown | undefined;
  expectedTrajectory?: unknown | undefined;
  toolMocks?: readonly (unknown)[] | null | undefined;
  unmockedToolPolicy?: string | null | undefined;
  scorerIds?: readonly (string)[] | null | undefined;
  requestContext?: object | null | undefined;
  metadata?: object | null | undefined;
  source?: object | null | undefined;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsDeleteItem = {
  id: string;
  datasetId: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsBatchDeleteItems = {
  datasetId: string;
  itemIds: readonly (string)[];
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsPurgeItem = {
  id: string;
  datasetId: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsListItems = {
  datasetId: string;
  version?: number | undefined;
  search?: string | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | false | undefined;
} | undefined;
  orderBy?: {
  field?: "createdAt" | "updatedAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type DatasetsGetItemById = {
  id: string;
  datasetVersion?: number | undefined;
};

export type DatasetsGetItemsByVersion = {
  datasetId: string;
  version: number;
};

export type DatasetsGetItemHistory = {
  itemId: string;
};

export type DatasetsCreateDatasetVersion = {
  datasetId: string;
  version: number;
};

export type DatasetsListDatasetVersions = {
  datasetId: string;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type DatasetsDangerouslyClearAll = Record<string, never>;

export type ExperimentsCreateExperiment = {
  id?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
  metadata?: object | undefined;
  provenance?: object | undefined;
  runnerAttestation?: object | undefined;
  experimentSetId?: string | undefined;
  comparisonId?: string | undefined;
  variantId?: string | undefined;
  trialIndex?: number | undefined;
  datasetId?: string | undefined;
  datasetVersion?: number | undefined;
  targetType?: "agent" | "workflow" | "scorer" | "processor" | undefined;
  targetId?: string | undefined;
  scorerIds?: readonly (unknown)[] | undefined;
  status?: "pending" | "running" | "completed" | "failed" | undefined;
  totalItems: number;
  succeededCount?: number | undefined;
  failedCount?: number | undefined;
  skippedCount?: number | undefined;
  startedAt?: Time | undefined;
  completedAt?: Time | undefined;
  agentVersion?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
};

export type ExperimentsUpdateExperiment = {
  id: string;
  name?: string | undefined;
  description?: string | undefined;
  metadata?: object | undefined;
  status?: "pending" | "running" | "completed" | "failed" | undefined;
  totalItems?: number | undefined;
  succeededCount?: number | undefined;
  failedCount?: number | undefined;
  skippedCount?: number | undefined;
  startedAt?: Time | undefined;
  completedAt?: Time | undefined;
};

export type ExperimentsGetExperimentById = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type ExperimentsListExperiments = {
  datasetId?: string | undefined;
  targetType?: string | undefined;
  targetId?: string | undefined;
  agentVersion?: string | undefined;
  status?: string | undefined;
  experimentSetId?: string | undefined;
  comparisonId?: string | undefined;
  variantId?: string | undefined;
  trialIndex?: number | undefined;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
  orderBy?: {
  field?: "createdAt" | "status" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ExperimentsDeleteExperiment = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type ExperimentsAddExperimentResult = {
  id?: string | undefined;
  experimentId: string;
  itemId: string;
  itemDatasetVersion?: number | null | undefined;
  input: unknown;
  output?: unknown | undefined;
  groundTruth?: unknown | undefined;
  metadata?: object | null | undefined;
  error?: object | null | undefined;
  startedAt: Time;
  completedAt: Time;
  retryCount: number;
  attempt?: number | undefined;
  traceId?: string | null | undefined;
  status?: "needs-review" | "reviewed" | "complete" | null | undefined;
  tags?: readonly (string)[] | null | undefined;
  toolMockReport?: object | null | undefined;
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
};

export type ExperimentsUpsertExperimentResult = {
  experimentId: string;
  itemId: string;
  itemDatasetVersion?: number | null | undefined;
  input: unknown;
  output?: unknown | undefined;
  groundTruth?: unknown | undefined;
  metadata?: object | null | undefined;
  error?: object | null | undefined;
  startedAt: Time;
  completedAt: Time;
  retryCount: number;
  attempt?: number | undefined;
  traceId?: string | null | undefined;
  status?: "needs-review" | "reviewed" | "complete" | null | undefined;
  tags?: readonly (string)[] | null | undefined;
  toolMockReport?: object | null | undefined;
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
};

export type ExperimentsUpdateExperimentResult = {
  id: string;
  experimentId?: string | undefined;
  status?: "needs-review" | "reviewed" | "complete" | null | undefined;
  tags?: readonly (string)[] | null | undefined;
  comment?: string | null | undefined;
};

export type ExperimentsGetExperimentResultById = {
  id: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type ExperimentsListExperimentResults = {
  experimentId: string;
  traceId?: string | undefined;
  status?: string | undefined;
  tags?: string | readonly (string)[] | undefined;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
  orderBy?: {
  field?: "startedAt" | "createdAt" | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  pagination?: {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
} | undefined;
};

export type ExperimentsDeleteExperimentResults = {
  experimentId: string;
  filters?: {
  organizationId?: string | null | undefined;
  projectId?: string | null | undefined;
} | undefined;
};

export type ExperimentsGetReviewSummary = Record<string, never>;

export type ExperimentsPrune = {
  policies: {
  experiments?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type ExperimentsDangerouslyClearAll = Record<string, never>;

export type Init = {
  /** Also indexes of tables with more than 10,000 rows. */
  buildIndexes?: boolean | undefined;
};

export type Status = Record<string, never>;

export type CreateIndex = {
  /** Letters, digits and underscores, at most 63; behind the prefix. */
  name: string;
  /** Such as mastra_threads. */
  table: string;
  /** Each may end in ` ASC` or ` DESC`, which Aurora DSQL ignores. */
  columns: readonly (string)[];
  unique?: boolean | undefined;
  /** PostgreSQL: others go on writing; Aurora DSQL: do not wait. Absent: true. */
  concurrent?: boolean | undefined;
  /** Which rows: columns, strings, numbers, TRUE, FALSE, NULL, comparisons, AND, OR, NOT, IN, IS, BETWEEN and parentheses. */
  where?: string | undefined;
  /** PostgreSQL: btree, hash, gin, gist, spgist, brin. */
  method?: string | undefined;
  /** PostgreSQL. */
  opclass?: string | undefined;
  /** PostgreSQL: numbers and booleans, such as fillfactor. */
  storage?: object | undefined;
  /** PostgreSQL. */
  tablespace?: string | undefined;
};

export type ListIndexes = {
  /** Absent: of all tables. */
  table?: string | undefined;
};

export type IndexName = {
  /** With the prefix or without. */
  name: string;
};

/** The argument object of each method, by its wire name. */
export interface Arguments {
  /** One thread, or null. Scope: read. */
  'memory.getThreadById': GetThreadById;
  /** Creates a thread or replaces every field of it. Scope: write. */
  'memory.saveThread': SaveThread;
  /** Changes title and metadata of a thread; not_found if it does not exist. Scope: write. */
  'memory.updateThread': UpdateThread;
  /** As updateThread. Scope: write. */
  'memory.patchThread': UpdateThread;
  /** Merges metadata of a thread if it is still what the caller has read: else conflict, to be repeated after reading again. Null if the thread does not exist. Scope: write. */
  'memory.updateThreadIf': UpdateThreadIf;
  /** Gives a thread and its messages to another resource; not_found if it does not exist. Scope: write. */
  'memory.updateThreadResourceId': UpdateThreadResourceId;
  /** Copies a thread with its messages, under new ids, all or none. Scope: write. */
  'memory.copyThread': CopyThread;
  /** As copyThread, and answers the new messages. Scope: write. */
  'memory.cloneThread': CopyThread;
  /** Deletes a thread and its messages; no error if it does not exist. Scope: write. */
  'memory.deleteThread': DeleteThread;
  /** One page of threads. Scope: read. */
  'memory.listThreads': ListThreads;
  /** Saves messages, all or none, and touches their threads. Scope: write. */
  'memory.saveMessages': SaveMessages;
  /** One page of messages in order of creation, and windows around included ones. Scope: read. */
  'memory.listMessages': ListMessages;
  /** One page of the messages of a resource in all its threads, as listMessages does it. Scope: read. */
  'memory.listMessagesByResourceId': ListMessagesByResourceId;
  /** Changes messages, all or none, and touches their threads; answers those that exist. Scope: write. */
  'memory.updateMessages': UpdateMessages;
  /** The messages of these ids that exist, in order of creation. Scope: read. */
  'memory.listMessagesById': MessageIds;
  /** Deletes messages and touches their threads; unknown ids are ignored. Scope: write. */
  'memory.deleteMessages': MessageIds;
  /** One resource, or null. Scope: read. */
  'memory.getResourceById': MemoryGetResourceById;
  /** Creates a resource or replaces every field of it. Scope: write. */
  'memory.saveResource': SaveResource;
  /** Changes working memory and metadata of a resource, or makes it. Scope: write. */
  'memory.updateResource': UpdateResource;
  /** Deletes old rows in batches, at most 20 a call: call again until every table is done. Messages, then resources, then threads, whose younger messages stay. Scope: admin. */
  'memory.prune': MemoryPrune;
  /** Deletes every row of the domain. Scope: admin. */
  'memory.dangerouslyClearAll': MemoryDangerouslyClearAll;
  /** The newest generation of observations about a thread or a resource, or null. Scope: read. */
  'memory.getObservationalMemory': GetObservationalMemory;
  /** Its generations, newest first, the current one included. Scope: read. */
  'memory.getObservationalMemoryHistory': GetObservationalMemoryHistory;
  /** Creates an empty record of generation 0. Scope: write. */
  'memory.initializeObservationalMemory': InitializeObservationalMemory;
  /** Inserts a record as it is given, such as a copy for another thread. Scope: write. */
  'memory.insertObservationalMemoryRecord': ObservationalMemoryRecordInput;
  /** Replaces the active observations; nothing is pending then. Scope: write. */
  'memory.updateActiveObservations': UpdateActiveObservations;
  /** Appends a chunk of observations, once a cycle. Scope: write. */
  'memory.updateBufferedObservations': UpdateBufferedObservations;
  /** Makes the oldest buffered chunks active, and says which. Scope: write. */
  'memory.swapBufferedToActive': SwapBufferedToActive;
  /** Begins the next generation with a reflection as its observations. Scope: write. */
  'memory.createReflectionGeneration': CreateReflectionGeneration;
  /** Appends to the buffered reflection. Scope: write. */
  'memory.updateBufferedReflection': UpdateBufferedReflection;
  /** Begins the next generation with the buffered reflection and what it does not cover. Scope: write. */
  'memory.swapBufferedReflectionToActive': SwapBufferedReflectionToActive;
  /** Says whether a reflection is being made. Scope: write. */
  'memory.setReflectingFlag': MemorySetReflectingFlag;
  /** Says whether observations are being made. Scope: write. */
  'memory.setObservingFlag': MemorySetObservingFlag;
  /** Says whether observations are being buffered, and at how many tokens they were last. Scope: write. */
  'memory.setBufferingObservationFlag': MemorySetBufferingObservationFlag;
  /** Says whether a reflection is being buffered. Scope: write. */
  'memory.setBufferingReflectionFlag': MemorySetBufferingReflectionFlag;
  /** Says how many tokens of messages are not observed yet. Scope: write. */
  'memory.setPendingMessageTokens': MemorySetPendingMessageTokens;
  /** Merges into the stored configuration at every level. Scope: write. */
  'memory.updateObservationalMemoryConfig': UpdateObservationalMemoryConfig;
  /** Deletes every generation; no error if there is none. Scope: write. */
  'memory.clearObservationalMemory': GetObservationalMemory;
  /** Saves the whole snapshot of a run. Scope: write. */
  'workflows.persistWorkflowSnapshot': PersistWorkflowSnapshot;
  /** The snapshot of a run, or null. Scope: read. */
  'workflows.loadWorkflowSnapshot': WorkflowRunId;
  /** Sets the result of one step, atomically, and answers those of all. Scope: write. */
  'workflows.updateWorkflowResults': UpdateWorkflowResults;
  /** Changes the state of a run, if it has an expected status; null if not, or if it is missing. Scope: write. */
  'workflows.updateWorkflowState': UpdateWorkflowState;
  /** Runs, newest first. Scope: read. */
  'workflows.listWorkflowRuns': ListWorkflowRuns;
  /** One run, or null; without a workflow the newest of this id. Scope: read. */
  'workflows.getWorkflowRunById': WorkflowsGetWorkflowRunById;
  /** Deletes a run; no error if it does not exist. Scope: write. */
  'workflows.deleteWorkflowRunById': WorkflowsDeleteWorkflowRunById;
  /** Deletes runs that have not changed for long. Scope: admin. */
  'workflows.prune': WorkflowsPrune;
  /** Deletes every run. Scope: admin. */
  'workflows.dangerouslyClearAll': WorkflowsDangerouslyClearAll;
  /** Creates a definition, which is active, or changes what is given of a known one. A new one needs inputSchema, outputSchema and graph. Scope: write. */
  'workflowDefinitions.upsert': WorkflowDefinitionsUpsert;
  /** One definition, or null. Scope: read. */
  'workflowDefinitions.get': WorkflowDefinitionsGet;
  /** All definitions that match, those changed last first. Scope: read. */
  'workflowDefinitions.list': WorkflowDefinitionsList;
  /** Deletes a definition; no error if it does not exist. Scope: write. */
  'workflowDefinitions.delete': WorkflowDefinitionsDelete;
  /** Deletes every definition. Scope: admin. */
  'workflowDefinitions.dangerouslyClearAll': WorkflowDefinitionsDangerouslyClearAll;
  /** Saves a score; one of a known id is replaced, and keeps its createdAt. Scope: write. */
  'scores.saveScore': ScoresSaveScore;
  /** One score, or null. Scope: read. */
  'scores.getScoreById': ScoresGetScoreById;
  /** One page of the scores of a scorer, newest first. Scope: read. */
  'scores.listScoresByScorerId': ScoresListScoresByScorerId;
  /** One page of the scores of a run, newest first. Scope: read. */
  'scores.listScoresByRunId': ScoresListScoresByRunId;
  /** One page of the scores of an agent, a workflow or another entity, newest first. Scope: read. */
  'scores.listScoresByEntityId': ScoresListScoresByEntityId;
  /** One page of the scores of a span, newest first. Scope: read. */
  'scores.listScoresBySpan': ScoresListScoresBySpan;
  /** Deletes old scores. Scope: admin. */
  'scores.prune': ScoresPrune;
  /** Deletes every score. Scope: admin. */
  'scores.dangerouslyClearAll': ScoresDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'agents.getById': AgentsGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'agents.create': AgentsCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'agents.update': AgentsUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'agents.delete': AgentsDelete;
  /** One page of thin rows. Scope: read. */
  'agents.list': AgentsList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'agents.createVersion': AgentsCreateVersion;
  /** One version, or null. Scope: read. */
  'agents.getVersion': AgentsGetVersion;
  /** One version, or null. Scope: read. */
  'agents.getVersionByNumber': AgentsGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'agents.getLatestVersion': AgentsGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'agents.getVersions': AgentsGetVersions;
  /** One page of versions. Scope: read. */
  'agents.listVersions': AgentsListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'agents.deleteVersion': AgentsDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'agents.deleteVersionsByParentId': AgentsDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'agents.countVersions': AgentsCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'agents.getByIdResolved': AgentsGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'agents.listResolved': AgentsListResolved;
  /** Deletes everything. Scope: admin. */
  'agents.dangerouslyClearAll': AgentsDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'promptBlocks.getById': PromptBlocksGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'promptBlocks.create': PromptBlocksCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'promptBlocks.update': PromptBlocksUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'promptBlocks.delete': PromptBlocksDelete;
  /** One page of thin rows. Scope: read. */
  'promptBlocks.list': PromptBlocksList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'promptBlocks.createVersion': PromptBlocksCreateVersion;
  /** One version, or null. Scope: read. */
  'promptBlocks.getVersion': PromptBlocksGetVersion;
  /** One version, or null. Scope: read. */
  'promptBlocks.getVersionByNumber': PromptBlocksGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'promptBlocks.getLatestVersion': PromptBlocksGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'promptBlocks.getVersions': PromptBlocksGetVersions;
  /** One page of versions. Scope: read. */
  'promptBlocks.listVersions': PromptBlocksListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'promptBlocks.deleteVersion': PromptBlocksDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'promptBlocks.deleteVersionsByParentId': PromptBlocksDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'promptBlocks.countVersions': PromptBlocksCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'promptBlocks.getByIdResolved': PromptBlocksGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'promptBlocks.listResolved': PromptBlocksListResolved;
  /** Deletes everything. Scope: admin. */
  'promptBlocks.dangerouslyClearAll': PromptBlocksDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'scorerDefinitions.getById': ScorerDefinitionsGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'scorerDefinitions.create': ScorerDefinitionsCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'scorerDefinitions.update': ScorerDefinitionsUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'scorerDefinitions.delete': ScorerDefinitionsDelete;
  /** One page of thin rows. Scope: read. */
  'scorerDefinitions.list': ScorerDefinitionsList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'scorerDefinitions.createVersion': ScorerDefinitionsCreateVersion;
  /** One version, or null. Scope: read. */
  'scorerDefinitions.getVersion': ScorerDefinitionsGetVersion;
  /** One version, or null. Scope: read. */
  'scorerDefinitions.getVersionByNumber': ScorerDefinitionsGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'scorerDefinitions.getLatestVersion': ScorerDefinitionsGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'scorerDefinitions.getVersions': ScorerDefinitionsGetVersions;
  /** One page of versions. Scope: read. */
  'scorerDefinitions.listVersions': ScorerDefinitionsListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'scorerDefinitions.deleteVersion': ScorerDefinitionsDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'scorerDefinitions.deleteVersionsByParentId': ScorerDefinitionsDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'scorerDefinitions.countVersions': ScorerDefinitionsCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'scorerDefinitions.getByIdResolved': ScorerDefinitionsGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'scorerDefinitions.listResolved': ScorerDefinitionsListResolved;
  /** Deletes everything. Scope: admin. */
  'scorerDefinitions.dangerouslyClearAll': ScorerDefinitionsDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'mcpClients.getById': McpClientsGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'mcpClients.create': McpClientsCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'mcpClients.update': McpClientsUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'mcpClients.delete': McpClientsDelete;
  /** One page of thin rows. Scope: read. */
  'mcpClients.list': McpClientsList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'mcpClients.createVersion': McpClientsCreateVersion;
  /** One version, or null. Scope: read. */
  'mcpClients.getVersion': McpClientsGetVersion;
  /** One version, or null. Scope: read. */
  'mcpClients.getVersionByNumber': McpClientsGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'mcpClients.getLatestVersion': McpClientsGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'mcpClients.getVersions': McpClientsGetVersions;
  /** One page of versions. Scope: read. */
  'mcpClients.listVersions': McpClientsListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'mcpClients.deleteVersion': McpClientsDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'mcpClients.deleteVersionsByParentId': McpClientsDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'mcpClients.countVersions': McpClientsCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'mcpClients.getByIdResolved': McpClientsGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'mcpClients.listResolved': McpClientsListResolved;
  /** Deletes everything. Scope: admin. */
  'mcpClients.dangerouslyClearAll': McpClientsDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'mcpServers.getById': McpServersGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'mcpServers.create': McpServersCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'mcpServers.update': McpServersUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'mcpServers.delete': McpServersDelete;
  /** One page of thin rows. Scope: read. */
  'mcpServers.list': McpServersList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'mcpServers.createVersion': McpServersCreateVersion;
  /** One version, or null. Scope: read. */
  'mcpServers.getVersion': McpServersGetVersion;
  /** One version, or null. Scope: read. */
  'mcpServers.getVersionByNumber': McpServersGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'mcpServers.getLatestVersion': McpServersGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'mcpServers.getVersions': McpServersGetVersions;
  /** One page of versions. Scope: read. */
  'mcpServers.listVersions': McpServersListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'mcpServers.deleteVersion': McpServersDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'mcpServers.deleteVersionsByParentId': McpServersDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'mcpServers.countVersions': McpServersCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'mcpServers.getByIdResolved': McpServersGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'mcpServers.listResolved': McpServersListResolved;
  /** Deletes everything. Scope: admin. */
  'mcpServers.dangerouslyClearAll': McpServersDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'workspaces.getById': WorkspacesGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'workspaces.create': WorkspacesCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'workspaces.update': WorkspacesUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'workspaces.delete': WorkspacesDelete;
  /** One page of thin rows. Scope: read. */
  'workspaces.list': WorkspacesList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'workspaces.createVersion': WorkspacesCreateVersion;
  /** One version, or null. Scope: read. */
  'workspaces.getVersion': WorkspacesGetVersion;
  /** One version, or null. Scope: read. */
  'workspaces.getVersionByNumber': WorkspacesGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'workspaces.getLatestVersion': WorkspacesGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'workspaces.getVersions': WorkspacesGetVersions;
  /** One page of versions. Scope: read. */
  'workspaces.listVersions': WorkspacesListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'workspaces.deleteVersion': WorkspacesDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'workspaces.deleteVersionsByParentId': WorkspacesDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'workspaces.countVersions': WorkspacesCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'workspaces.getByIdResolved': WorkspacesGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'workspaces.listResolved': WorkspacesListResolved;
  /** Deletes everything. Scope: admin. */
  'workspaces.dangerouslyClearAll': WorkspacesDangerouslyClearAll;
  /** The thin row, or null. Scope: read. */
  'skills.getById': SkillsGetById;
  /** Creates a draft and its version 1; conflict if the id is taken. Scope: write. */
  'skills.create': SkillsCreate;
  /** Changes what is given of the thin row; not_found if it does not exist. Scope: write. */
  'skills.update': SkillsUpdate;
  /** Deletes it and its versions; no error if it does not exist. Scope: write. */
  'skills.delete': SkillsDelete;
  /** One page of thin rows. Scope: read. */
  'skills.list': SkillsList;
  /** Adds a version; conflict if its id or its number is taken. Scope: write. */
  'skills.createVersion': SkillsCreateVersion;
  /** One version, or null. Scope: read. */
  'skills.getVersion': SkillsGetVersion;
  /** One version, or null. Scope: read. */
  'skills.getVersionByNumber': SkillsGetVersionByNumber;
  /** The version of the highest number, or null. Scope: read. */
  'skills.getLatestVersion': SkillsGetLatestVersion;
  /** The versions of these ids that exist. Scope: read. */
  'skills.getVersions': SkillsGetVersions;
  /** One page of versions. Scope: read. */
  'skills.listVersions': SkillsListVersions;
  /** Deletes a version; no error if it does not exist. Scope: write. */
  'skills.deleteVersion': SkillsDeleteVersion;
  /** Deletes all versions of one. Scope: write. */
  'skills.deleteVersionsByParentId': SkillsDeleteVersionsByParentId;
  /** How many versions there are of one. Scope: read. */
  'skills.countVersions': SkillsCountVersions;
  /** The thin row with the configuration of a version: the one asked for, the active one, else the latest. Scope: read. */
  'skills.getByIdResolved': SkillsGetByIdResolved;
  /** One page of rows with their configurations. Scope: read. */
  'skills.listResolved': SkillsListResolved;
  /** Deletes everything. Scope: admin. */
  'skills.dangerouslyClearAll': SkillsDangerouslyClearAll;
  /** Favours an agent or a skill, and counts it once; not_found if there is no such entity. Scope: write. */
  'favorites.favorite': FavoritesFavorite;
  /** Takes a favourite back, and counts it once. Scope: write. */
  'favorites.unfavorite': FavoritesUnfavorite;
  /** Whether the user favours it. Scope: read. */
  'favorites.isFavorited': FavoritesIsFavorited;
  /** Those of the ids that the user favours. Scope: read. */
  'favorites.isFavoritedBatch': FavoritesIsFavoritedBatch;
  /** What the user favours, the newest first. Scope: read. */
  'favorites.listFavoritedIds': FavoritesListFavoritedIds;
  /** Deletes all favourites of an entity, and says how many there were. Scope: write. */
  'favorites.deleteFavoritesForEntity': FavoritesDeleteFavoritesForEntity;
  /** Deletes all favourites; every counter is 0 then. Scope: admin. */
  'favorites.dangerouslyClearAll': FavoritesDangerouslyClearAll;
  /** Keeps a content; nothing happens if its hash is known. Scope: write. */
  'blobs.put': BlobsPut;
  /** Keeps contents, all or none. Scope: write. */
  'blobs.putMany': BlobsPutMany;
  /** One content, or null. Scope: read. */
  'blobs.get': BlobsGet;
  /** The contents of these hashes that there are. Scope: read. */
  'blobs.getMany': BlobsGetMany;
  /** Whether there is a content of this hash. Scope: read. */
  'blobs.has': BlobsHas;
  /** Deletes a content, and says whether there was one. Scope: write. */
  'blobs.delete': BlobsDelete;
  /** Deletes all contents. Scope: admin. */
  'blobs.dangerouslyClearAll': BlobsDangerouslyClearAll;
  /** Keeps a task as it is given; one of a known id is replaced. Scope: write. */
  'backgroundTasks.createTask': BackgroundTasksCreateTask;
  /** Whether the task was changed: with expectedStatus it is for one of those who expect the same. Null takes away results and times. Scope: write. */
  'backgroundTasks.updateTask': BackgroundTasksUpdateTask;
  /** One task, or null. Scope: read. */
  'backgroundTasks.getTask': BackgroundTasksGetTask;
  /** Tasks that match; all of them unless perPage is given. Scope: read. */
  'backgroundTasks.listTasks': BackgroundTasksListTasks;
  /** Deletes a task; no error if it does not exist. Scope: write. */
  'backgroundTasks.deleteTask': BackgroundTasksDeleteTask;
  /** Deletes tasks that match; none where nothing is asked for. Scope: write. */
  'backgroundTasks.deleteTasks': BackgroundTasksDeleteTasks;
  /** How many tasks are running. Scope: read. */
  'backgroundTasks.getRunningCount': BackgroundTasksGetRunningCount;
  /** How many tasks of an agent are. Scope: read. */
  'backgroundTasks.getRunningCountByAgent': BackgroundTasksGetRunningCountByAgent;
  /** Deletes tasks that ended long ago. Scope: admin. */
  'backgroundTasks.prune': BackgroundTasksPrune;
  /** Deletes every task. Scope: admin. */
  'backgroundTasks.dangerouslyClearAll': BackgroundTasksDangerouslyClearAll;
  /** Makes a schedule; conflict if its id is taken. Scope: write. */
  'schedules.createSchedule': SchedulesCreateSchedule;
  /** One schedule, or null. Scope: read. */
  'schedules.getSchedule': SchedulesGetSchedule;
  /** Those that match, the oldest first; an owner of null: none. Scope: read. */
  'schedules.listSchedules': SchedulesListSchedules;
  /** Active ones whose time has come, the longest overdue first. Scope: read. */
  'schedules.listDueSchedules': SchedulesListDueSchedules;
  /** Changes what is given; null takes away timezone, metadata, owner. Scope: write. */
  'schedules.updateSchedule': SchedulesUpdateSchedule;
  /** Claims a firing: true for one of those who expect the same time. Scope: write. */
  'schedules.updateScheduleNextFire': SchedulesUpdateScheduleNextFire;
  /** And its triggers; no error if it does not exist. Scope: write. */
  'schedules.deleteSchedule': SchedulesDeleteSchedule;
  /** Keeps what came of a firing. Scope: write. */
  'schedules.recordTrigger': SchedulesRecordTrigger;
  /** Triggers of a schedule, the latest first. Scope: read. */
  'schedules.listTriggers': SchedulesListTriggers;
  /** Deletes old triggers. Scope: admin. */
  'schedules.prune': SchedulesPrune;
  /** Deletes every schedule and every trigger. Scope: admin. */
  'schedules.dangerouslyClearAll': SchedulesDangerouslyClearAll;
  /** Saves an installation; one of a known id is replaced, and keeps its createdAt. Conflict if another has its webhookId. Scope: write. */
  'channels.saveInstallation': ChannelsSaveInstallation;
  /** One installation, or null. Scope: read. */
  'channels.getInstallation': ChannelsGetInstallation;
  /** That of an agent: an active one, else a pending one, else the one changed last; or null. Scope: read. */
  'channels.getInstallationByAgent': ChannelsGetInstallationByAgent;
  /** That of a webhook, or null. Scope: read. */
  'channels.getInstallationByWebhookId': ChannelsGetInstallationByWebhookId;
  /** Those of a platform, the newest first. Scope: read. */
  'channels.listInstallations': ChannelsListInstallations;
  /** Deletes an installation; no error if it does not exist. Scope: write. */
  'channels.deleteInstallation': ChannelsDeleteInstallation;
  /** Saves what a platform is configured with. Scope: write. */
  'channels.saveConfig': ChannelsSaveConfig;
  /** What a platform is configured with, or null. Scope: read. */
  'channels.getConfig': ChannelsGetConfig;
  /** Deletes that; no error if there is none. Scope: write. */
  'channels.deleteConfig': ChannelsDeleteConfig;
  /** Deletes every installation and every configuration. Scope: admin. */
  'channels.dangerouslyClearAll': ChannelsDangerouslyClearAll;
  /** One connection, or null. Scope: read. */
  'toolProviderConnections.getConnectionById': ToolProviderConnectionsGetConnectionById;
  /** Makes a connection of an author, or changes what is given of it; a label of null is none. Scope: write. */
  'toolProviderConnections.upsertConnection': ToolProviderConnectionsUpsertConnection;
  /** Connections that match, the oldest first; without authorId those of every author. Scope: read. */
  'toolProviderConnections.listConnectionsByAuthor': ToolProviderConnectionsListConnectionsByAuthor;
  /** Deletes a connection; no error if it does not exist. Scope: write. */
  'toolProviderConnections.deleteConnection': ToolProviderConnectionsDeleteConnection;
  /** Deletes every connection. Scope: admin. */
  'toolProviderConnections.dangerouslyClearAll': ToolProviderConnectionsDangerouslyClearAll;
  /** Makes a notification; or counts it on the pending one of the same source, kind, agent and resource that has its dedupeKey or its coalesceKey. Scope: write. */
  'notifications.createNotification': NotificationsCreateNotification;
  /** Those of a thread that match, the one changed last first; search: in summary, kind or source. Scope: read. */
  'notifications.listNotifications': NotificationsListNotifications;
  /** Pending ones of all threads whose deliverAt or summaryAt has come, the longest overdue first. Scope: read. */
  'notifications.listDueNotifications': NotificationsListDueNotifications;
  /** One notification, or null. Scope: read. */
  'notifications.getNotification': NotificationsGetNotification;
  /** Changes what is given; null takes away payload, deliverAt and summaryAt. A new status has its time. Scope: write. */
  'notifications.updateNotification': NotificationsUpdateNotification;
  /** Sets the status of some of a thread, and answers those. Scope: write. */
  'notifications.updateNotificationsStatus': NotificationsUpdateNotificationsStatus;
  /** Deletes old notifications. Scope: admin. */
  'notifications.prune': NotificationsPrune;
  /** Deletes every notification. Scope: admin. */
  'notifications.dangerouslyClearAll': NotificationsDangerouslyClearAll;
  /** The value, or null. Scope: read. */
  'threadState.getState': ThreadStateGetState;
  /** Keeps a value of a thread, in place of the one of that type. Scope: write. */
  'threadState.setState': ThreadStateSetState;
  /** Deletes a value; no error if there is none. Scope: write. */
  'threadState.deleteState': ThreadStateDeleteState;
  /** Deletes values that were set long ago. Scope: admin. */
  'threadState.prune': ThreadStatePrune;
  /** Deletes every value. Scope: admin. */
  'threadState.dangerouslyClearAll': ThreadStateDangerouslyClearAll;
  /** One session, or null. Scope: read. */
  'harness.loadSession': HarnessLoadSession;
  /** Saves a session; one of a known id is replaced, and keeps its createdAt. Scope: write. */
  'harness.saveSession': HarnessSaveSession;
  /** Every session, the one active last first. Scope: read. */
  'harness.listSessions': HarnessListSessions;
  /** Changes what is given, and when it was active last; null takes away what a session need not have. Scope: write. */
  'harness.updateSession': HarnessUpdateSession;
  /** Adds what the session waits for; conflict if it does already. Scope: write. */
  'harness.appendPendingItem': HarnessAppendPendingItem;
  /** Changes an item; its id and createdAt stay. Scope: write. */
  'harness.updatePendingItem': HarnessUpdatePendingItem;
  /** Takes an item away; no error if it is not there. Scope: write. */
  'harness.removePendingItem': HarnessRemovePendingItem;
  /** Deletes old sessions. Scope: admin. */
  'harness.prune': HarnessPrune;
  /** Deletes every session. Scope: admin. */
  'harness.dangerouslyClearAll': HarnessDangerouslyClearAll;
  /** Makes a dataset; one of a known id is answered as it is, conflict if it is of another tenant or candidate. Scope: write. */
  'datasets.createDataset': DatasetsCreateDataset;
  /** One dataset, or null. Scope: read. */
  'datasets.getDatasetById': DatasetsGetDatasetById;
  /** Changes what is given; null takes away schemas, tags and targets. Items are not checked against schemas here. Scope: write. */
  'datasets.updateDataset': DatasetsUpdateDataset;
  /** With its items; experiments stay. No error if it does not exist. Scope: write. */
  'datasets.deleteDataset': DatasetsDeleteDataset;
  /** One page of datasets that match, the newest first. Scope: read. */
  'datasets.listDatasets': DatasetsListDatasets;
  /** Adds an item, which is a version of the dataset; one of a known externalId is answered as it is, conflict if it was another. Scope: write. */
  'datasets.addItem': DatasetsAddItem;
  /** Adds items in one version, all or none. Scope: write. */
  'datasets.batchInsertItems': DatasetsBatchInsertItems;
  /** Changes what is given of an item, in a version of the dataset. Scope: write. */
  'datasets.updateItem': DatasetsUpdateItem;
  /** Deletes an item in a version; its history stays. Scope: write. */
  'datasets.deleteItem': DatasetsDeleteItem;
  /** Deletes items in one version; what is not there is passed over. Scope: write. */
  'datasets.batchDeleteItems': DatasetsBatchDeleteItems;
  /** Takes the content out of every row of an item's history, and out of results of experiments. It does not come back. Scope: write. */
  'datasets.purgeItem': DatasetsPurgeItem;
  /** One page of the items that are there, or were at a version. Scope: read. */
  'datasets.listItems': DatasetsListItems;
  /** One item as it is, or was at a version; or null. Scope: read. */
  'datasets.getItemById': DatasetsGetItemById;
  /** Every item that was there at a version. Scope: read. */
  'datasets.getItemsByVersion': DatasetsGetItemsByVersion;
  /** Every row of an item, the last version first. Scope: read. */
  'datasets.getItemHistory': DatasetsGetItemHistory;
  /** Adds a version's row. Scope: write. */
  'datasets.createDatasetVersion': DatasetsCreateDatasetVersion;
  /** One page of the versions of a dataset, the last first. Scope: read. */
  'datasets.listDatasetVersions': DatasetsListDatasetVersions;
  /** Deletes every dataset, item and version. Scope: admin. */
  'datasets.dangerouslyClearAll': DatasetsDangerouslyClearAll;
  /** Makes an experiment, which is pending. Scope: write. */
  'experiments.createExperiment': ExperimentsCreateExperiment;
  /** Changes what is given: counts are what they are then. Scope: write. */
  'experiments.updateExperiment': ExperimentsUpdateExperiment;
  /** One experiment, or null. Scope: read. */
  'experiments.getExperimentById': ExperimentsGetExperimentById;
  /** One page of experiments that match, the newest first. Scope: read. */
  'experiments.listExperiments': ExperimentsListExperiments;
  /** And its results; no error if it does not exist. Scope: write. */
  'experiments.deleteExperiment': ExperimentsDeleteExperiment;
  /** Adds a result; conflict if there is one of the same item and attempt. One of a purged item has no content. Scope: write. */
  'experiments.addExperimentResult': ExperimentsAddExperimentResult;
  /** Adds a result, or replaces that of the same item and attempt: its id, createdAt and comment stay. Scope: write. */
  'experiments.upsertExperimentResult': ExperimentsUpsertExperimentResult;
  /** Reviews a result; null takes away. Scope: write. */
  'experiments.updateExperimentResult': ExperimentsUpdateExperimentResult;
  /** One result, or null. Scope: read. */
  'experiments.getExperimentResultById': ExperimentsGetExperimentResultById;
  /** One page of the results of an experiment, by when they started. Scope: read. */
  'experiments.listExperimentResults': ExperimentsListExperimentResults;
  /** Deletes the results of an experiment. Scope: write. */
  'experiments.deleteExperimentResults': ExperimentsDeleteExperimentResults;
  /** How many results each experiment has, of each status. Scope: read. */
  'experiments.getReviewSummary': ExperimentsGetReviewSummary;
  /** Deletes experiments that ended long ago, with their results. Scope: admin. */
  'experiments.prune': ExperimentsPrune;
  /** Deletes every experiment and every result. Scope: admin. */
  'experiments.dangerouslyClearAll': ExperimentsDangerouslyClearAll;
  /** Creates what is missing: tables, columns, indexes. Drops nothing. Scope: admin. */
  'store.init': Init;
  /** How the database stands: its schema's version and indexes that wait for npx agentkeep migrate. Scope: read. */
  'store.status': Status;
  /** Makes an index, if the table has none of its name. Scope: admin. */
  'store.createIndex': CreateIndex;
  /** The indexes of a table, or of all. Scope: admin. */
  'store.listIndexes': ListIndexes;
  /** An index, with what the database knows of its use. Scope: admin. */
  'store.describeIndex': IndexName;
  /** Drops an index that createIndex made, if there is one. Scope: admin. */
  'store.dropIndex': IndexName;
}
