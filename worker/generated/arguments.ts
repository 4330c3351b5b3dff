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

export type SearchMessages = {
  /** Words, of which a message has one at least. Whatever else it has says nothing; of more than 64 words the first ones count. */
  query: string;
  /** Only messages of this resource. */
  resourceId?: string | undefined;
  /** Only messages of this thread. */
  threadId?: string | undefined;
  /** Only messages of this role. */
  role?: string | undefined;
  /** Only messages that were created then. */
  dateRange?: DateRange | undefined;
  /** How many, 1 to 100. Absent: 10. */
  topK?: number | undefined;
  /** text, or hybrid: by words and by vectors. Absent: text. */
  mode?: string | undefined;
  /** Of hybrid: the query's embedding, as many numbers as the index has dimensions. */
  vector?: readonly (number)[] | undefined;
  /** Of hybrid: the index of vectors, whose metadata say message_id. Absent: the one that the framework's Memory has for so many dimensions. */
  indexName?: string | undefined;
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
  maxAge: number | string;
  batchSize?: number | undefined;
};

export type PruneOptions = {
  maxBatches?: number | undefined;
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
  entityType?: "AGENT" | "WORKFLOW" | "TRAJECTORY" | "STEP" | "EXTERNAL" | "agent_run" | "scorer_run" | "classifier_evaluation" | "scorer_step" | "generic" | "model_generation" | "model_step" | "model_inference" | "model_chunk" | "mcp_tool_call" | "mcp_server_request" | "processor_run" | "tool_call" | "client_tool_call" | "provider_tool_call" | "workflow_run" | "workflow_step" | "workflow_conditional" | "workflow_conditional_eval" | "workflow_parallel" | "workflow_loop" | "workflow_sleep" | "workflow_wait_event" | "memory_operation" | "workspace_action" | "rag_ingestion" | "rag_embedding" | "rag_vector_operation" | "rag_action" | "graph_action" | "mapping" | "skill_resolution" | "skill_action" | "agent_signal" | undefined;
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

export type ObservabilityCreateSpan = {
  span: NewSpan;
};

export type NewSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string | undefined;
  name: string;
  spanType: string;
  isEvent: boolean;
  startedAt: Time;
  endedAt?: Time | undefined;
  error?: unknown | undefined;
  input?: unknown | undefined;
  output?: unknown | undefined;
  attributes?: object | undefined;
  links?: readonly (unknown)[] | undefined;
  requestContext?: object | undefined;
  source?: string | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  scope?: object | undefined;
  tags?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
};

export type ObservabilityBatchCreateSpans = {
  records: readonly (NewSpan)[];
};

export type ObservabilityUpdateSpan = {
  traceId: string;
  spanId: string;
  updates: object;
};

export type ObservabilityBatchUpdateSpans = {
  records: readonly (SpanUpdate)[];
};

export type SpanUpdate = {
  traceId: string;
  spanId: string;
  updates: object;
};

export type ObservabilityGetSpan = {
  traceId: string;
  spanId: string;
};

export type ObservabilityGetSpans = {
  traceId: string;
  spanIds: readonly (string)[];
};

export type ObservabilityGetRootSpan = {
  traceId: string;
};

export type ObservabilityGetTrace = {
  traceId: string;
};

export type ObservabilityGetStructure = {
  traceId: string;
};

export type ObservabilityGetTraceLight = {
  traceId: string;
};

export type ObservabilityGetBranch = {
  traceId: string;
  spanId: string;
  depth?: number | undefined;
};

export type ObservabilityListTraces = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: SpanFilters | undefined;
};

export type SpanFilters = {
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  source?: string | undefined;
  tags?: readonly (string)[] | undefined;
  startedAt?: TimeRange | undefined;
  endedAt?: TimeRange | undefined;
  spanType?: string | undefined;
  traceId?: string | undefined;
  status?: "success" | "error" | "running" | undefined;
  scope?: object | undefined;
  metadata?: object | undefined;
  hasChildError?: boolean | undefined;
};

export type TimeRange = {
  start?: Time | undefined;
  end?: Time | undefined;
  startExclusive?: boolean | undefined;
  endExclusive?: boolean | undefined;
};

export type ObservabilityListTracesLight = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: SpanFilters | undefined;
};

export type ObservabilityListBranches = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: SpanFilters | undefined;
};

export type ObservabilityQueryTraces = {
  scope?: {
  organizationId: string;
  resourceId?: string | undefined;
} | undefined;
  limit?: number | undefined;
  cursor?: {
  threadId?: string | undefined;
  traceId?: string | undefined;
  sortValue?: Time | undefined;
} | undefined;
  timeRange: {
  from: Time;
  to: Time;
};
  where?: object | undefined;
  result?: "traces" | "groups" | undefined;
  orderBy?: {
  field?: "startedAt" | "endedAt" | undefined;
  direction?: "asc" | "desc" | undefined;
} | undefined;
  paginationMode?: "keyset" | "page" | undefined;
  page?: number | undefined;
  perPage?: number | undefined;
};

export type ObservabilityQueryThreads = {
  scope?: {
  organizationId: string;
  resourceId?: string | undefined;
} | undefined;
  limit?: number | undefined;
  cursor?: {
  threadId?: string | undefined;
  traceId?: string | undefined;
  sortValue?: Time | undefined;
} | undefined;
  traces: QueriedTraces;
  where?: object | undefined;
};

export type QueriedTraces = {
  timeRange: {
  from: Time;
  to: Time;
};
  where?: object | undefined;
};

export type ObservabilityGetTraceQueryObservedFields = {
  timeRange: {
  from: Time;
  to: Time;
};
  predicateScope: "trace" | "spans" | "scores" | "feedback";
  search?: string | undefined;
  scope?: {
  organizationId: string;
  resourceId?: string | undefined;
} | undefined;
  limit: number;
};

export type ObservabilityGetTraceQueryValues = {
  timeRange: {
  from: Time;
  to: Time;
};
  predicateScope: "trace" | "spans" | "scores" | "feedback";
  search?: string | undefined;
  scope?: {
  organizationId: string;
  resourceId?: string | undefined;
} | undefined;
  limit: number;
  path: string;
};

export type ObservabilityBatchDeleteTraces = {
  traceIds: readonly (string)[];
  organizationId?: string | undefined;
  resourceId?: string | undefined;
};

export type ObservabilityBatchCreateLogs = {
  logs: readonly (LogRecord)[];
};

export type LogRecord = {
  logId: string;
  timestamp: Time;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  source?: string | undefined;
  level: "debug" | "info" | "warn" | "error" | "fatal";
  message: string;
  data?: object | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  scope?: object | undefined;
  tags?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
};

export type ObservabilityListLogs = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: LogFilters | undefined;
};

export type LogFilters = {
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  source?: string | undefined;
  tags?: readonly (string)[] | undefined;
  timestamp?: TimeRange | undefined;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  level?: string | readonly (string)[] | undefined;
};

export type ObservabilityBatchCreateMetrics = {
  metrics: readonly (MetricRecord)[];
};

export type MetricRecord = {
  metricId: string;
  timestamp: Time;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  source?: string | undefined;
  name: string;
  value: number;
  provider?: string | undefined;
  model?: string | undefined;
  estimatedCost?: number | undefined;
  costUnit?: string | undefined;
  costMetadata?: object | undefined;
  labels: object;
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  scope?: object | undefined;
  tags?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
};

export type ObservabilityListMetrics = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: MetricFilters | undefined;
};

export type MetricFilters = {
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  source?: string | undefined;
  tags?: readonly (string)[] | undefined;
  timestamp?: TimeRange | undefined;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  name?: readonly (string)[] | undefined;
  traceIds?: readonly (string)[] | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  costUnit?: string | undefined;
  labels?: object | undefined;
};

export type ObservabilityCreateScore = {
  score: ScoreSignal;
};

export type ScoreSignal = {
  scoreId: string;
  timestamp: Time;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  source?: string | undefined;
  scorerId: string;
  scorerName?: string | undefined;
  scorerVersion?: string | undefined;
  scoreSource?: string | undefined;
  score: number;
  reason?: string | undefined;
  scoreTraceId?: string | undefined;
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  scope?: object | undefined;
  tags?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
};

export type ObservabilityBatchCreateScores = {
  scores: readonly (ScoreSignal)[];
};

export type ObservabilityListScores = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: ScoreFilters | undefined;
};

export type ScoreFilters = {
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  source?: string | undefined;
  tags?: readonly (string)[] | undefined;
  timestamp?: TimeRange | undefined;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  scorerId?: string | readonly (string)[] | undefined;
  scoreSource?: string | undefined;
  metadata?: object | undefined;
};

export type ObservabilityCreateFeedback = {
  feedback: FeedbackRecord;
};

export type FeedbackRecord = {
  feedbackId: string;
  timestamp: Time;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  source?: string | undefined;
  feedbackSource?: string | undefined;
  feedbackType: string;
  value: unknown;
  comment?: string | undefined;
  feedbackUserId?: string | undefined;
  sourceId?: string | undefined;
  reviewStatus: "needs-review" | "reviewed";
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  scope?: object | undefined;
  tags?: readonly (unknown)[] | undefined;
  metadata?: object | undefined;
};

export type ObservabilityBatchCreateFeedback = {
  feedbacks: readonly (FeedbackRecord)[];
};

export type ObservabilityListFeedback = {
  mode?: "page" | "delta" | undefined;
  pagination?: {
  page?: number | undefined;
  perPage?: number | undefined;
} | undefined;
  orderBy?: {
  field?: string | undefined;
  direction?: "ASC" | "DESC" | undefined;
} | undefined;
  after?: string | undefined;
  limit?: number | undefined;
  filters?: FeedbackFilters | undefined;
};

export type FeedbackFilters = {
  entityType?: string | undefined;
  entityId?: string | undefined;
  entityName?: string | undefined;
  entityVersionId?: string | undefined;
  parentEntityType?: string | undefined;
  parentEntityId?: string | undefined;
  parentEntityName?: string | undefined;
  parentEntityVersionId?: string | undefined;
  rootEntityType?: string | undefined;
  rootEntityId?: string | undefined;
  rootEntityName?: string | undefined;
  rootEntityVersionId?: string | undefined;
  userId?: string | undefined;
  organizationId?: string | undefined;
  resourceId?: string | undefined;
  runId?: string | undefined;
  sessionId?: string | undefined;
  threadId?: string | undefined;
  requestId?: string | undefined;
  environment?: string | undefined;
  serviceName?: string | undefined;
  experimentId?: string | undefined;
  source?: string | undefined;
  tags?: readonly (string)[] | undefined;
  timestamp?: TimeRange | undefined;
  traceId?: string | undefined;
  spanId?: string | undefined;
  executionSource?: string | undefined;
  feedbackType?: string | readonly (string)[] | undefined;
  feedbackSource?: string | undefined;
  feedbackUserId?: string | undefined;
  reviewStatus?: "needs-review" | "reviewed" | undefined;
};

export type ObservabilityGetScoreById = {
  scoreId: string;
};

export type ObservabilityDeleteScores = {
  scoreIds: readonly (string)[];
  organizationId?: string | undefined;
  resourceId?: string | undefined;
};

export type ObservabilityDeleteFeedback = {
  feedbackIds: readonly (string)[];
  organizationId?: string | undefined;
  resourceId?: string | undefined;
};

export type ObservabilityUpdateFeedbackReviewStatus = {
  feedbackId: string;
  reviewStatus: "needs-review" | "reviewed";
};

export type ObservabilityGetMetricAggregate = {
  name: readonly (string)[];
  filters?: MetricFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  comparePeriod?: "previous_period" | "previous_day" | "previous_week" | undefined;
};

export type ObservabilityGetMetricBreakdown = {
  name: readonly (string)[];
  filters?: MetricFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  groupBy: readonly (string)[];
  limit?: number | undefined;
  orderDirection?: "ASC" | "DESC" | undefined;
};

export type ObservabilityGetMetricTimeSeries = {
  name: readonly (string)[];
  filters?: MetricFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  groupBy?: readonly (string)[] | undefined;
};

export type ObservabilityGetMetricPercentiles = {
  name: string;
  filters?: MetricFilters | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  percentiles: readonly (number)[];
};

export type ObservabilityGetScoreAggregate = {
  scorerId: string;
  scoreSource?: string | undefined;
  filters?: ScoreFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  comparePeriod?: "previous_period" | "previous_day" | "previous_week" | undefined;
};

export type ObservabilityGetScoreBreakdown = {
  scorerId: string;
  scoreSource?: string | undefined;
  filters?: ScoreFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  groupBy: readonly (string)[];
  limit?: number | undefined;
  orderDirection?: "ASC" | "DESC" | undefined;
};

export type ObservabilityGetScoreTimeSeries = {
  scorerId: string;
  scoreSource?: string | undefined;
  filters?: ScoreFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  groupBy?: readonly (string)[] | undefined;
};

export type ObservabilityGetScorePercentiles = {
  scorerId: string;
  scoreSource?: string | undefined;
  filters?: ScoreFilters | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  percentiles: readonly (number)[];
};

export type ObservabilityGetFeedbackAggregate = {
  feedbackType: string;
  feedbackSource?: string | undefined;
  filters?: FeedbackFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  comparePeriod?: "previous_period" | "previous_day" | "previous_week" | undefined;
};

export type ObservabilityGetFeedbackBreakdown = {
  feedbackType: string;
  feedbackSource?: string | undefined;
  filters?: FeedbackFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  groupBy: readonly (string)[];
  limit?: number | undefined;
  orderDirection?: "ASC" | "DESC" | undefined;
};

export type ObservabilityGetFeedbackTimeSeries = {
  feedbackType: string;
  feedbackSource?: string | undefined;
  filters?: FeedbackFilters | undefined;
  aggregation: "sum" | "avg" | "min" | "max" | "count" | "count_distinct" | "last";
  distinctColumn?: string | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  groupBy?: readonly (string)[] | undefined;
};

export type ObservabilityGetFeedbackPercentiles = {
  feedbackType: string;
  feedbackSource?: string | undefined;
  filters?: FeedbackFilters | undefined;
  interval: "1m" | "5m" | "15m" | "1h" | "1d";
  percentiles: readonly (number)[];
};

export type ObservabilityGetMetricNames = {
  prefix?: string | undefined;
  limit?: number | undefined;
};

export type ObservabilityGetMetricLabelKeys = {
  metricName: string;
};

export type ObservabilityGetMetricLabelValues = {
  metricName: string;
  labelKey: string;
  prefix?: string | undefined;
  limit?: number | undefined;
};

export type ObservabilityGetEntityTypes = Record<string, never>;

export type ObservabilityGetEntityNames = {
  entityType?: string | undefined;
};

export type ObservabilityGetServiceNames = Record<string, never>;

export type ObservabilityGetEnvironments = Record<string, never>;

export type ObservabilityGetTags = {
  entityType?: string | undefined;
};

export type ObservabilityPrune = {
  policies: {
  spans?: PrunePolicy | undefined;
  logs?: PrunePolicy | undefined;
  metrics?: PrunePolicy | undefined;
  scores?: PrunePolicy | undefined;
  feedback?: PrunePolicy | undefined;
};
  options?: PruneOptions | undefined;
};

export type ObservabilityDangerouslyClearAll = Record<string, never>;

export type KnowledgeCreateNode = {
  id?: string | undefined;
  name: string;
  kind: string;
  content?: string | undefined;
  description?: string | undefined;
  scope: readonly (string)[];
  resolutionScope?: readonly (string)[] | undefined;
};

export type KnowledgeGetNode = {
  id: string;
};

export type KnowledgeGetNodeByName = {
  name: string;
  scope: readonly (string)[];
};

export type KnowledgeResolveNode = {
  name: string;
  scope: readonly (string)[];
};

export type KnowledgeListNodes = {
  scope: readonly (string)[];
  namePrefix?: string | undefined;
  kind?: string | undefined;
  hasContent?: boolean | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type KnowledgeUpdateNode = {
  id: string;
  version: number;
  name?: string | undefined;
  kind?: string | undefined;
  content?: string | undefined;
  description?: string | undefined;
  scope?: readonly (string)[] | undefined;
  resolutionScope?: readonly (string)[] | undefined;
};

export type KnowledgeMergeNodes = {
  sourceId: string;
  targetId: string;
  sourceVersion: number;
};

export type KnowledgeAppendKnowledge = {
  id?: string | undefined;
  node: string | object;
  text: string;
  scope: readonly (string)[];
  sourceThreadId: string;
  when?: Time | undefined;
  maxScope?: "org" | "resource" | "thread" | undefined;
  metadata?: object | undefined;
  resolutionScope: readonly (string)[];
  defaultScope: readonly (string)[];
};

export type KnowledgeGetKnowledge = {
  id: string;
  includeDeleted?: boolean | undefined;
};

export type KnowledgeListKnowledgeAbout = {
  node: string | object;
  scope: readonly (string)[];
  after?: string | undefined;
  limit?: number | undefined;
  includeDeleted?: boolean | undefined;
};

export type KnowledgeListKnowledgeMentioning = {
  node: string | object;
  scope: readonly (string)[];
  after?: string | undefined;
  limit?: number | undefined;
  includeDeleted?: boolean | undefined;
};

export type KnowledgeListKnowledgeRelatedTo = {
  node: string | object;
  scope: readonly (string)[];
  after?: string | undefined;
  limit?: number | undefined;
  includeDeleted?: boolean | undefined;
};

export type KnowledgeKnowledgeBySource = {
  sourceThreadId: string;
  scope: readonly (string)[];
  after?: string | undefined;
  limit?: number | undefined;
  includeDeleted?: boolean | undefined;
};

export type KnowledgeRemoveKnowledge = {
  id: string;
  deletedBy: string;
};

export type KnowledgeRestoreKnowledge = {
  id: string;
};

export type KnowledgeRescopeKnowledge = {
  id: string;
  scope: readonly (string)[];
};

export type KnowledgeRaiseKnowledgeCeiling = {
  id: string;
  maxScope?: "org" | "resource" | "thread" | null | undefined;
};

export type KnowledgeSearch = {
  query: string;
  scope: readonly (string)[];
  limit?: number | undefined;
};

export type KnowledgeGetCurationCursor = {
  sourceThreadId: string;
  agent: string;
};

export type KnowledgeAdvanceCurationCursor = {
  sourceThreadId: string;
  agent: string;
  lastKnowledgeId: string;
};

export type KnowledgeListActivity = {
  scope: readonly (string)[];
  after?: string | undefined;
  limit?: number | undefined;
};

export type KnowledgeListSemanticOutbox = {
  status?: "pending" | "processing" | "completed" | undefined;
  scope?: readonly (string)[] | undefined;
  limit?: number | undefined;
};

export type KnowledgeClaimSemanticOutbox = {
  workerId: string;
  limit?: number | undefined;
  now?: Time | undefined;
  claimTimeoutMs?: number | undefined;
  scope?: readonly (string)[] | undefined;
};

export type KnowledgeCompleteSemanticOutbox = {
  ids: string | readonly (string)[];
  workerId: string;
};

export type KnowledgeReleaseSemanticOutbox = {
  ids: readonly (string)[];
  workerId: string;
  retryAt?: Time | undefined;
};

export type KnowledgeDangerouslyClearAll = Record<string, never>;

export type RecordsRecordFindUnique = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordFindUniqueOrThrow = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordFindFirst = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordFindMany = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordCount = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  take?: number | undefined;
  skip?: number | undefined;
};

export type RecordsRecordCreate = {
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordCreateMany = {
  data: object | readonly (object)[];
  skipDuplicates?: boolean | undefined;
};

export type RecordsRecordUpdate = {
  where: object;
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordUpdateMany = {
  where?: object | undefined;
  data: object;
};

export type RecordsRecordUpsert = {
  where: object;
  create: object;
  update: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordDelete = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsRecordDeleteMany = {
  where?: object | undefined;
};

export type RecordsConnectionFindUnique = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionFindUniqueOrThrow = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionFindFirst = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionFindMany = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionCount = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  take?: number | undefined;
  skip?: number | undefined;
};

export type RecordsConnectionCreate = {
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionCreateMany = {
  data: object | readonly (object)[];
  skipDuplicates?: boolean | undefined;
};

export type RecordsConnectionUpdate = {
  where: object;
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionUpdateMany = {
  where?: object | undefined;
  data: object;
};

export type RecordsConnectionUpsert = {
  where: object;
  create: object;
  update: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionDelete = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsConnectionDeleteMany = {
  where?: object | undefined;
};

export type RecordsCredentialFindUnique = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialFindUniqueOrThrow = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialFindFirst = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialFindMany = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialCount = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  take?: number | undefined;
  skip?: number | undefined;
};

export type RecordsCredentialCreate = {
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialCreateMany = {
  data: object | readonly (object)[];
  skipDuplicates?: boolean | undefined;
};

export type RecordsCredentialUpdate = {
  where: object;
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialUpdateMany = {
  where?: object | undefined;
  data: object;
};

export type RecordsCredentialUpsert = {
  where: object;
  create: object;
  update: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialDelete = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsCredentialDeleteMany = {
  where?: object | undefined;
};

export type RecordsEntityFindUnique = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityFindUniqueOrThrow = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityFindFirst = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityFindMany = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityCount = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  take?: number | undefined;
  skip?: number | undefined;
};

export type RecordsEntityCreate = {
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityCreateMany = {
  data: object | readonly (object)[];
  skipDuplicates?: boolean | undefined;
};

export type RecordsEntityUpdate = {
  where: object;
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityUpdateMany = {
  where?: object | undefined;
  data: object;
};

export type RecordsEntityUpsert = {
  where: object;
  create: object;
  update: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityDelete = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsEntityDeleteMany = {
  where?: object | undefined;
};

export type RecordsPropertyFindUnique = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyFindUniqueOrThrow = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyFindFirst = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyFindMany = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  cursor?: object | undefined;
  take?: number | undefined;
  skip?: number | undefined;
  distinct?: string | readonly (string)[] | undefined;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyCount = {
  where?: object | undefined;
  orderBy?: object | readonly (object)[] | undefined;
  take?: number | undefined;
  skip?: number | undefined;
};

export type RecordsPropertyCreate = {
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyCreateMany = {
  data: object | readonly (object)[];
  skipDuplicates?: boolean | undefined;
};

export type RecordsPropertyUpdate = {
  where: object;
  data: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyUpdateMany = {
  where?: object | undefined;
  data: object;
};

export type RecordsPropertyUpsert = {
  where: object;
  create: object;
  update: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyDelete = {
  where: object;
  select?: object | null | undefined;
  include?: object | null | undefined;
};

export type RecordsPropertyDeleteMany = {
  where?: object | undefined;
};

export type RecordsSync = {
  connectionId: string;
  entityType: string;
  records: readonly ({
  externalId: string;
  data: unknown;
})[];
  whole?: boolean | undefined;
  source?: string | undefined;
};

export type RecordsDangerouslyClearAll = Record<string, never>;

export type VectorsCreateIndex = {
  indexName: string;
  dimension: number;
  metric?: "cosine" | "euclidean" | "dotproduct" | undefined;
  native?: boolean | undefined;
};

export type VectorsUpsert = {
  indexName: string;
  namespace?: string | undefined;
  vectors: readonly (readonly (number)[])[];
  metadata?: readonly (unknown)[] | undefined;
  ids?: readonly (string)[] | undefined;
  deleteFilter?: object | undefined;
};

export type VectorsQuery = {
  indexName: string;
  namespace?: string | undefined;
  queryVector: readonly (number)[];
  topK?: number | undefined;
  filter?: object | undefined;
  includeVector?: boolean | undefined;
  minScore?: number | undefined;
  probes?: number | undefined;
};

export type VectorsTakeOver = {
  indexName: string;
};

export type VectorsListIndexes = Record<string, never>;

export type VectorsDescribeIndex = {
  indexName: string;
};

export type VectorsDeleteIndex = {
  indexName: string;
};

export type VectorsTruncateIndex = {
  indexName: string;
};

export type VectorsUpdateVector = {
  indexName: string;
  namespace?: string | undefined;
  id?: string | undefined;
  filter?: object | undefined;
  update: {
  vector?: readonly (number)[] | undefined;
  metadata?: object | undefined;
};
};

export type VectorsDeleteVector = {
  indexName: string;
  namespace?: string | undefined;
  id: string;
};

export type VectorsDeleteVectors = {
  indexName: string;
  namespace?: string | undefined;
  ids?: readonly (string)[] | undefined;
  filter?: object | undefined;
};

export type VectorsOptimize = {
  indexName: string;
};

export type Init = {
  /** Also indexes of tables with more than 10,000 rows. */
  buildIndexes?: boolean | undefined;
};

export type Status = Record<string, never>;

export type Reindex = {
  /** From the first message on, also of those that have words. */
  again?: boolean | undefined;
  /** Instead, words are not kept any more: where search is switched off. */
  drop?: boolean | undefined;
  /** Messages a call, 1 to 10,000. Absent: 200. */
  rows?: number | undefined;
};

export type CreateIndex = {
  /** Letters, digits and underscores, at most 63; behind the prefix. */
  name: string;
  /** Such as mastra_threads. */
  table: string;
  /** Each may end in ` ASC` or ` DESC`, which Aurora DSQL ignores. A member of a document is `data.address.city`, on SQLite and PostgreSQL. */
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

export type ListTables = {
  /** Also how many rows each has and the last place; not on DynamoDB, which would have to read them: exportRows does, all tables at once. */
  counts?: boolean | undefined;
};

export type ExportRows = {
  /** Such as mastra_threads, without prefix. Absent: all tables at once, where store.tables says `together`. */
  table?: string | undefined;
  /** What the last page ended with: the values of a key. */
  after?: readonly (unknown)[] | undefined;
  /** Only rows with these keys, each a list of its values. */
  keys?: readonly (unknown)[] | undefined;
  /** Rows of a page, at most 10000. Absent: 500. */
  limit?: number | undefined;
  /** `rows`: whole rows; `digests`: of each row its key and a digest; `sum`: their number and the sum of the digests, modulo 2^64. Absent: rows. */
  form?: string | undefined;
};

export type ImportRows = {
  /** Such as mastra_threads, without prefix. */
  table: string;
  /** As exportRows answers them. */
  rows: readonly (unknown)[];
  /** What becomes of a row whose key exists: `fail` undoes all, `skip` leaves the one that is there, `replace` writes the new one. Absent: fail. */
  onConflict?: string | undefined;
  /** An integer that is added to the places of the rows, so that they come behind those that are there. */
  behind?: string | undefined;
  /** With `replace`: the table was empty before this move, so that whatever is there may be written over without a look. On DynamoDB that costs half, and not all or the first rows are stored where it fails, but some. */
  fresh?: boolean | undefined;
};

export type RefuseWrites = {
  /** false: they are taken again. */
  refuse: boolean;
};

export type DeleteRows = {
  /** Such as mastra_threads, without prefix. */
  table: string;
  /** Each a list of the key's values. */
  keys: readonly (unknown)[];
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
  /** Messages by the words of their texts, the best first, where search is switched on: docs/search.md. Scope: read. */
  'memory.searchMessages': SearchMessages;
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
  /** Keeps a span; one of a known id is replaced. Scope: write. */
  'observability.createSpan': ObservabilityCreateSpan;
  /** Keeps spans, all or none; those of known ids are replaced. Scope: write. */
  'observability.batchCreateSpans': ObservabilityBatchCreateSpans;
  /** Changes what is given of a span, if there is one. Scope: write. */
  'observability.updateSpan': ObservabilityUpdateSpan;
  /** Changes spans, all or none; those that are not there are passed over. Scope: write. */
  'observability.batchUpdateSpans': ObservabilityBatchUpdateSpans;
  /** One span, or null. Scope: read. */
  'observability.getSpan': ObservabilityGetSpan;
  /** Those of the spans that there are, by their start. Scope: read. */
  'observability.getSpans': ObservabilityGetSpans;
  /** The span of a trace that has no parent, or null. Scope: read. */
  'observability.getRootSpan': ObservabilityGetRootSpan;
  /** The spans of a trace by their start, or null. Scope: read. */
  'observability.getTrace': ObservabilityGetTrace;
  /** As getTraceLight. Scope: read. */
  'observability.getStructure': ObservabilityGetStructure;
  /** The spans of a trace without what went in and out, or null. Scope: read. */
  'observability.getTraceLight': ObservabilityGetTraceLight;
  /** A span and what is below it, at most so many levels, or null. Scope: read. */
  'observability.getBranch': ObservabilityGetBranch;
  /** Root spans, newest first. More than 10,000 are not counted. Scope: read. */
  'observability.listTraces': ObservabilityListTraces;
  /** As listTraces, without what went in and out. Scope: read. */
  'observability.listTracesLight': ObservabilityListTracesLight;
  /** Spans of runs and calls at whatever depth, newest first. Scope: read. */
  'observability.listBranches': ObservabilityListBranches;
  /** Ended traces, or their threads, that a plan of the framework's trace query finds. Scope: read. */
  'observability.queryTraces': ObservabilityQueryTraces;
  /** Threads whose traces are as a plan says. Scope: read. */
  'observability.queryThreads': ObservabilityQueryThreads;
  /** Names in the metadata of traces, the most frequent first. Scope: read. */
  'observability.getTraceQueryObservedFields': ObservabilityGetTraceQueryObservedFields;
  /** Values of a field, the most frequent first. Scope: read. */
  'observability.getTraceQueryValues': ObservabilityGetTraceQueryValues;
  /** Deletes traces with all that is known of them. Scope: write. */
  'observability.batchDeleteTraces': ObservabilityBatchDeleteTraces;
  /** Keeps logs, all or none; those of known ids are replaced. Scope: write. */
  'observability.batchCreateLogs': ObservabilityBatchCreateLogs;
  /** One page of logs, newest first, or what is new. Scope: read. */
  'observability.listLogs': ObservabilityListLogs;
  /** Keeps metrics, all or none; those of known ids are replaced. Scope: write. */
  'observability.batchCreateMetrics': ObservabilityBatchCreateMetrics;
  /** One page of metrics, newest first, or what is new. Scope: read. */
  'observability.listMetrics': ObservabilityListMetrics;
  /** Keeps one; one of a known id is replaced. Scope: write. */
  'observability.createScore': ObservabilityCreateScore;
  /** Keeps scores, all or none; those of known ids are replaced. Scope: write. */
  'observability.batchCreateScores': ObservabilityBatchCreateScores;
  /** One page of scores, newest first, or what is new. Scope: read. */
  'observability.listScores': ObservabilityListScores;
  /** Keeps one; one of a known id is replaced. Scope: write. */
  'observability.createFeedback': ObservabilityCreateFeedback;
  /** Keeps feedback, all or none; those of known ids are replaced. Scope: write. */
  'observability.batchCreateFeedback': ObservabilityBatchCreateFeedback;
  /** One page of feedback, newest first, or what is new. Scope: read. */
  'observability.listFeedback': ObservabilityListFeedback;
  /** One score, or null. Scope: read. */
  'observability.getScoreById': ObservabilityGetScoreById;
  /** Deletes scores by their ids. Scope: write. */
  'observability.deleteScores': ObservabilityDeleteScores;
  /** Deletes feedback by its ids. Scope: write. */
  'observability.deleteFeedback': ObservabilityDeleteFeedback;
  /** Says whether somebody has looked at it. Scope: write. */
  'observability.updateFeedbackReviewStatus': ObservabilityUpdateFeedbackReviewStatus;
  /** One number of all that match, and of the period before. Scope: read. */
  'observability.getMetricAggregate': ObservabilityGetMetricAggregate;
  /** A number a group, the largest first. Scope: read. */
  'observability.getMetricBreakdown': ObservabilityGetMetricBreakdown;
  /** A number an interval, of all or of each group. Scope: read. */
  'observability.getMetricTimeSeries': ObservabilityGetMetricTimeSeries;
  /** Percentiles an interval. Scope: read. */
  'observability.getMetricPercentiles': ObservabilityGetMetricPercentiles;
  /** One number of all that match, and of the period before. Scope: read. */
  'observability.getScoreAggregate': ObservabilityGetScoreAggregate;
  /** A number a group, the largest first. Scope: read. */
  'observability.getScoreBreakdown': ObservabilityGetScoreBreakdown;
  /** A number an interval, of all or of each group. Scope: read. */
  'observability.getScoreTimeSeries': ObservabilityGetScoreTimeSeries;
  /** Percentiles an interval. Scope: read. */
  'observability.getScorePercentiles': ObservabilityGetScorePercentiles;
  /** One number of all that match, and of the period before. Scope: read. */
  'observability.getFeedbackAggregate': ObservabilityGetFeedbackAggregate;
  /** A number a group, the largest first. Scope: read. */
  'observability.getFeedbackBreakdown': ObservabilityGetFeedbackBreakdown;
  /** A number an interval, of all or of each group. Scope: read. */
  'observability.getFeedbackTimeSeries': ObservabilityGetFeedbackTimeSeries;
  /** Percentiles an interval. Scope: read. */
  'observability.getFeedbackPercentiles': ObservabilityGetFeedbackPercentiles;
  /** Names of metrics. Scope: read. */
  'observability.getMetricNames': ObservabilityGetMetricNames;
  /** Names of the labels of a metric. Scope: read. */
  'observability.getMetricLabelKeys': ObservabilityGetMetricLabelKeys;
  /** Values of a label of a metric. Scope: read. */
  'observability.getMetricLabelValues': ObservabilityGetMetricLabelValues;
  /** Types of entities that spans, logs and metrics come from. Scope: read. */
  'observability.getEntityTypes': ObservabilityGetEntityTypes;
  /** Names of entities. Scope: read. */
  'observability.getEntityNames': ObservabilityGetEntityNames;
  /** Names of services. Scope: read. */
  'observability.getServiceNames': ObservabilityGetServiceNames;
  /** Environments. Scope: read. */
  'observability.getEnvironments': ObservabilityGetEnvironments;
  /** Tags. Scope: read. */
  'observability.getTags': ObservabilityGetTags;
  /** Deletes whole traces whose root is old, and old signals. Scope: admin. */
  'observability.prune': ObservabilityPrune;
  /** Deletes everything. Scope: admin. */
  'observability.dangerouslyClearAll': ObservabilityDangerouslyClearAll;
  /** Makes a node, and those that its content names in double brackets and nobody knows; or answers the one of that name and scope. Scope: write. */
  'knowledge.createNode': KnowledgeCreateNode;
  /** One node, merged or not; or null. Scope: read. */
  'knowledge.getNode': KnowledgeGetNode;
  /** The node of that name in exactly that scope, merged or not. Scope: read. */
  'knowledge.getNodeByName': KnowledgeGetNodeByName;
  /** What the name means there: the node of the narrowest scope, or what it was merged into. Scope: read. */
  'knowledge.resolveNode': KnowledgeResolveNode;
  /** Nodes that are seen there, the one changed last first; cursor: the framework's createKnowledgeNodeCursor() of the last one. Scope: read. */
  'knowledge.listNodes': KnowledgeListNodes;
  /** Changes what is given, if the node still has that version. Scope: write. */
  'knowledge.updateNode': KnowledgeUpdateNode;
  /** Moves what is said of a node and mentions it to another one. Scope: write. */
  'knowledge.mergeNodes': KnowledgeMergeNodes;
  /** Adds a record about a node; names in double brackets that mean no node in resolutionScope become nodes in defaultScope. Scope: write. */
  'knowledge.appendKnowledge': KnowledgeAppendKnowledge;
  /** One record, or null. Scope: read. */
  'knowledge.getKnowledge': KnowledgeGetKnowledge;
  /** Records about a node, the newest first. Scope: read. */
  'knowledge.listKnowledgeAbout': KnowledgeListKnowledgeAbout;
  /** Records that mention a node, the newest first. Scope: read. */
  'knowledge.listKnowledgeMentioning': KnowledgeListKnowledgeMentioning;
  /** Records that are about a node or mention it, the newest first. Scope: read. */
  'knowledge.listKnowledgeRelatedTo': KnowledgeListKnowledgeRelatedTo;
  /** Records that come from a thread, the oldest first. Scope: read. */
  'knowledge.knowledgeBySource': KnowledgeKnowledgeBySource;
  /** Deletes a record, which can be restored. Scope: write. */
  'knowledge.removeKnowledge': KnowledgeRemoveKnowledge;
  /** Takes back that it was deleted. Scope: write. */
  'knowledge.restoreKnowledge': KnowledgeRestoreKnowledge;
  /** Moves a record to another scope, as far as its ceiling allows. Scope: write. */
  'knowledge.rescopeKnowledge': KnowledgeRescopeKnowledge;
  /** Lets a record go to a broader scope; without one: to any. Scope: write. */
  'knowledge.raiseKnowledgeCeiling': KnowledgeRaiseKnowledgeCeiling;
  /** Nodes, then records, whose texts have it. Scope: read. */
  'knowledge.search': KnowledgeSearch;
  /** How far a curator is in a thread, or null. Scope: read. */
  'knowledge.getCurationCursor': KnowledgeGetCurationCursor;
  /** Moves it on; conflict if that is back. Scope: write. */
  'knowledge.advanceCurationCursor': KnowledgeAdvanceCurationCursor;
  /** What has happened, the latest first. Scope: read. */
  'knowledge.listActivity': KnowledgeListActivity;
  /** What a semantic index has to be told, the oldest first. Scope: read. */
  'knowledge.listSemanticOutbox': KnowledgeListSemanticOutbox;
  /** Takes entries that are due: of each document the oldest one, and of those who ask one gets it. Scope: write. */
  'knowledge.claimSemanticOutbox': KnowledgeClaimSemanticOutbox;
  /** Those that this worker has are done. Scope: write. */
  'knowledge.completeSemanticOutbox': KnowledgeCompleteSemanticOutbox;
  /** Gives those back that this worker has. Scope: write. */
  'knowledge.releaseSemanticOutbox': KnowledgeReleaseSemanticOutbox;
  /** Deletes everything that is known. Scope: admin. */
  'knowledge.dangerouslyClearAll': KnowledgeDangerouslyClearAll;
  /** The row of a unique key, or null. Scope: read. */
  'records.record.findUnique': RecordsRecordFindUnique;
  /** The row of a unique key; not_found if there is none. Scope: read. */
  'records.record.findUniqueOrThrow': RecordsRecordFindUniqueOrThrow;
  /** The first row that matches, in the order; or null. Scope: read. */
  'records.record.findFirst': RecordsRecordFindFirst;
  /** The rows that match, in the order, by id if none is asked for. Scope: read. */
  'records.record.findMany': RecordsRecordFindMany;
  /** How many rows match. Scope: read. */
  'records.record.count': RecordsRecordCount;
  /** Makes a row; conflict if a unique key is taken. Scope: write. */
  'records.record.create': RecordsRecordCreate;
  /** Makes rows, all or none; skipDuplicates leaves those whose id is taken. Scope: write. */
  'records.record.createMany': RecordsRecordCreateMany;
  /** Changes what is given of the row of a unique key; not_found if there is none. Scope: write. */
  'records.record.update': RecordsRecordUpdate;
  /** Changes what is given of every row that matches. Scope: write. */
  'records.record.updateMany': RecordsRecordUpdateMany;
  /** Changes the row of a unique key, or makes it. Scope: write. */
  'records.record.upsert': RecordsRecordUpsert;
  /** Deletes the row of a unique key, and answers it; not_found if there is none. The credential of a connection goes with it. Scope: write. */
  'records.record.delete': RecordsRecordDelete;
  /** Deletes every row that matches. Scope: write. */
  'records.record.deleteMany': RecordsRecordDeleteMany;
  /** The row of a unique key, or null. Scope: read. */
  'records.connection.findUnique': RecordsConnectionFindUnique;
  /** The row of a unique key; not_found if there is none. Scope: read. */
  'records.connection.findUniqueOrThrow': RecordsConnectionFindUniqueOrThrow;
  /** The first row that matches, in the order; or null. Scope: read. */
  'records.connection.findFirst': RecordsConnectionFindFirst;
  /** The rows that match, in the order, by id if none is asked for. Scope: read. */
  'records.connection.findMany': RecordsConnectionFindMany;
  /** How many rows match. Scope: read. */
  'records.connection.count': RecordsConnectionCount;
  /** Makes a row; conflict if a unique key is taken. Scope: write. */
  'records.connection.create': RecordsConnectionCreate;
  /** Makes rows, all or none; skipDuplicates leaves those whose id is taken. Scope: write. */
  'records.connection.createMany': RecordsConnectionCreateMany;
  /** Changes what is given of the row of a unique key; not_found if there is none. Scope: write. */
  'records.connection.update': RecordsConnectionUpdate;
  /** Changes what is given of every row that matches. Scope: write. */
  'records.connection.updateMany': RecordsConnectionUpdateMany;
  /** Changes the row of a unique key, or makes it. Scope: write. */
  'records.connection.upsert': RecordsConnectionUpsert;
  /** Deletes the row of a unique key, and answers it; not_found if there is none. The credential of a connection goes with it. Scope: write. */
  'records.connection.delete': RecordsConnectionDelete;
  /** Deletes every row that matches. Scope: write. */
  'records.connection.deleteMany': RecordsConnectionDeleteMany;
  /** The row of a unique key, or null. Scope: read. */
  'records.credential.findUnique': RecordsCredentialFindUnique;
  /** The row of a unique key; not_found if there is none. Scope: read. */
  'records.credential.findUniqueOrThrow': RecordsCredentialFindUniqueOrThrow;
  /** The first row that matches, in the order; or null. Scope: read. */
  'records.credential.findFirst': RecordsCredentialFindFirst;
  /** The rows that match, in the order, by id if none is asked for. Scope: read. */
  'records.credential.findMany': RecordsCredentialFindMany;
  /** How many rows match. Scope: read. */
  'records.credential.count': RecordsCredentialCount;
  /** Makes a row; conflict if a unique key is taken. Scope: write. */
  'records.credential.create': RecordsCredentialCreate;
  /** Makes rows, all or none; skipDuplicates leaves those whose id is taken. Scope: write. */
  'records.credential.createMany': RecordsCredentialCreateMany;
  /** Changes what is given of the row of a unique key; not_found if there is none. Scope: write. */
  'records.credential.update': RecordsCredentialUpdate;
  /** Changes what is given of every row that matches. Scope: write. */
  'records.credential.updateMany': RecordsCredentialUpdateMany;
  /** Changes the row of a unique key, or makes it. Scope: write. */
  'records.credential.upsert': RecordsCredentialUpsert;
  /** Deletes the row of a unique key, and answers it; not_found if there is none. The credential of a connection goes with it. Scope: write. */
  'records.credential.delete': RecordsCredentialDelete;
  /** Deletes every row that matches. Scope: write. */
  'records.credential.deleteMany': RecordsCredentialDeleteMany;
  /** The row of a unique key, or null. Scope: read. */
  'records.entity.findUnique': RecordsEntityFindUnique;
  /** The row of a unique key; not_found if there is none. Scope: read. */
  'records.entity.findUniqueOrThrow': RecordsEntityFindUniqueOrThrow;
  /** The first row that matches, in the order; or null. Scope: read. */
  'records.entity.findFirst': RecordsEntityFindFirst;
  /** The rows that match, in the order, by id if none is asked for. Scope: read. */
  'records.entity.findMany': RecordsEntityFindMany;
  /** How many rows match. Scope: read. */
  'records.entity.count': RecordsEntityCount;
  /** Makes a row; conflict if a unique key is taken. Scope: write. */
  'records.entity.create': RecordsEntityCreate;
  /** Makes rows, all or none; skipDuplicates leaves those whose id is taken. Scope: write. */
  'records.entity.createMany': RecordsEntityCreateMany;
  /** Changes what is given of the row of a unique key; not_found if there is none. Scope: write. */
  'records.entity.update': RecordsEntityUpdate;
  /** Changes what is given of every row that matches. Scope: write. */
  'records.entity.updateMany': RecordsEntityUpdateMany;
  /** Changes the row of a unique key, or makes it. Scope: write. */
  'records.entity.upsert': RecordsEntityUpsert;
  /** Deletes the row of a unique key, and answers it; not_found if there is none. The credential of a connection goes with it. Scope: write. */
  'records.entity.delete': RecordsEntityDelete;
  /** Deletes every row that matches. Scope: write. */
  'records.entity.deleteMany': RecordsEntityDeleteMany;
  /** The row of a unique key, or null. Scope: read. */
  'records.property.findUnique': RecordsPropertyFindUnique;
  /** The row of a unique key; not_found if there is none. Scope: read. */
  'records.property.findUniqueOrThrow': RecordsPropertyFindUniqueOrThrow;
  /** The first row that matches, in the order; or null. Scope: read. */
  'records.property.findFirst': RecordsPropertyFindFirst;
  /** The rows that match, in the order, by id if none is asked for. Scope: read. */
  'records.property.findMany': RecordsPropertyFindMany;
  /** How many rows match. Scope: read. */
  'records.property.count': RecordsPropertyCount;
  /** Makes a row; conflict if a unique key is taken. Scope: write. */
  'records.property.create': RecordsPropertyCreate;
  /** Makes rows, all or none; skipDuplicates leaves those whose id is taken. Scope: write. */
  'records.property.createMany': RecordsPropertyCreateMany;
  /** Changes what is given of the row of a unique key; not_found if there is none. Scope: write. */
  'records.property.update': RecordsPropertyUpdate;
  /** Changes what is given of every row that matches. Scope: write. */
  'records.property.updateMany': RecordsPropertyUpdateMany;
  /** Changes the row of a unique key, or makes it. Scope: write. */
  'records.property.upsert': RecordsPropertyUpsert;
  /** Deletes the row of a unique key, and answers it; not_found if there is none. The credential of a connection goes with it. Scope: write. */
  'records.property.delete': RecordsPropertyDelete;
  /** Deletes every row that matches. Scope: write. */
  'records.property.deleteMany': RecordsPropertyDeleteMany;
  /** Brings the records of one kind of object of a connection up to date, by their external ids. With whole those that are not given are marked as deleted. Scope: write. */
  'records.sync': RecordsSync;
  /** Deletes every row of every model. Scope: admin. */
  'records.dangerouslyClearAll': RecordsDangerouslyClearAll;
  /** Makes an index; one of the same dimension stays as it is. native: of the database's own type, in a table as other adapters make it, on libSQL servers and on PostgreSQL with the extension vector. Scope: write. */
  'vectors.createIndex': VectorsCreateIndex;
  /** Adds vectors, or replaces those of known ids, and answers their ids. Of two of one id the last counts. What deleteFilter matches goes first, in the same transaction. Scope: write. */
  'vectors.upsert': VectorsUpsert;
  /** The nearest vectors that match the filter, the nearest first. Scope: read. */
  'vectors.query': VectorsQuery;
  /** Brings over what @mastra/libsql has in its table of that name in an SQLite file, once, some of it a call: repeat it until it is done. Ids that are there stay as they are. Scope: write. */
  'vectors.takeOver': VectorsTakeOver;
  /** The names of all indexes. Scope: read. */
  'vectors.listIndexes': VectorsListIndexes;
  /** What the index is made for, and how many vectors it has. Scope: read. */
  'vectors.describeIndex': VectorsDescribeIndex;
  /** Deletes an index with its vectors; no error if there is none. Scope: admin. */
  'vectors.deleteIndex': VectorsDeleteIndex;
  /** Deletes all vectors of an index. Scope: admin. */
  'vectors.truncateIndex': VectorsTruncateIndex;
  /** Replaces the vector or the metadata of one, or of those that match a filter. Scope: write. */
  'vectors.updateVector': VectorsUpdateVector;
  /** Deletes one vector; no error if it does not exist. Scope: write. */
  'vectors.deleteVector': VectorsDeleteVector;
  /** Deletes vectors by their ids or by a filter. Scope: write. */
  'vectors.deleteVectors': VectorsDeleteVectors;
  /** Takes apart what has become too large, some of it a call: repeat it until it is done. Upserts do the same, now and then. Scope: write. */
  'vectors.optimize': VectorsOptimize;
  /** Creates what is missing: tables, columns, indexes. Drops nothing. Scope: admin. */
  'store.init': Init;
  /** How the database stands: its schema's version and indexes that wait for npx agentkeep migrate. Scope: read. */
  'store.status': Status;
  /** Makes the words by which messages are searched, of those that were there before search was switched on: call it again until it is done. Scope: admin. */
  'store.reindex': Reindex;
  /** Makes an index, if the table has none of its name. Scope: admin. */
  'store.createIndex': CreateIndex;
  /** The indexes of a table, or of all. Scope: admin. */
  'store.listIndexes': ListIndexes;
  /** An index, with what the database knows of its use. Scope: admin. */
  'store.describeIndex': IndexName;
  /** Drops an index that createIndex made, if there is one. Scope: admin. */
  'store.dropIndex': IndexName;
  /** The tables whose rows exportRows and importRows move. Scope: admin. */
  'store.tables': ListTables;
  /** Rows of a table as they are stored, by pages in the order of their keys, on DynamoDB in an order of its own; there, without a table, of all at once. Scope: admin. */
  'store.exportRows': ExportRows;
  /** Stores rows as exportRows answers them, all or none; on DynamoDB all or the first ones. Scope: admin. */
  'store.importRows': ImportRows;
  /** Makes the tables refuse every write, whoever asks, or take them again. Scope: admin. */
  'store.refuseWrites': RefuseWrites;
  /** Deletes rows of a table, and nothing that belongs to them. Scope: admin. */
  'store.deleteRows': DeleteRows;
}
