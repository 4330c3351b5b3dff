// Written by scripts/generate from the method table; do not edit.

/** A point in time; a text is ISO-8601. */
export type Time = Date | string;

export type GetThreadById = {
  threadId: string;
  /** Given: a thread of another resource is not found. */
  resourceId?: string | undefined;
};

export type SaveThread = {
  thread: Thread;
};

export type Thread = {
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
  messages: readonly (Message)[];
};

export type Message = {
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

export type GetResourceById = {
  resourceId: string;
};

export type SaveResource = {
  resource: Resource;
};

export type Resource = {
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

export type Prune = {
  /** Tables without one are left alone. */
  policies: PrunePolicies;
  options?: PruneOptions | undefined;
};

export type PrunePolicies = {
  /** Their messages stay. */
  threads?: PrunePolicy | undefined;
  messages?: PrunePolicy | undefined;
  resources?: PrunePolicy | undefined;
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

export type ClearAll = Record<string, never>;

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

export type ObservationalMemoryRecord = {
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
  bufferedObservationChunks?: readonly (BufferedObservationChunk)[] | undefined;
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

export type BufferedObservationChunk = {
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
  chunk: BufferedObservationChunkInput;
  /** Absent: unchanged. */
  lastBufferedAtTime?: Time | undefined;
};

export type BufferedObservationChunkInput = {
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
  bufferedChunks?: readonly (BufferedObservationChunk)[] | undefined;
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

export type SetReflectingFlag = {
  id: string;
  isReflecting: boolean;
};

export type SetObservingFlag = {
  id: string;
  isObserving: boolean;
};

export type SetBufferingObservationFlag = {
  id: string;
  isBuffering: boolean;
  /** Absent: unchanged. */
  lastBufferedAtTokens?: number | undefined;
};

export type SetBufferingReflectionFlag = {
  id: string;
  isBuffering: boolean;
};

export type SetPendingMessageTokens = {
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

export type GetWorkflowRunById = {
  runId: string;
  /** Absent: the newest run of this id. */
  workflowName?: string | undefined;
};

export type PruneWorkflows = {
  policies: WorkflowPolicies;
  options?: PruneOptions | undefined;
};

export type WorkflowPolicies = {
  /** By updatedAt. */
  workflowSnapshot?: PrunePolicy | undefined;
};

export type ClearWorkflows = Record<string, never>;

export type UpsertWorkflowDefinition = {
  /** Chosen by the caller. */
  id: string;
  /** Absent, as all below: unchanged. */
  description?: string | undefined;
  metadata?: object | undefined;
  /** Required of a new definition. */
  inputSchema?: unknown | undefined;
  /** Required of a new definition. */
  outputSchema?: unknown | undefined;
  stateSchema?: unknown | undefined;
  requestContextSchema?: unknown | undefined;
  /** A list, required of a new definition. */
  graph?: unknown | undefined;
  /** null: none. */
  schedule?: unknown | undefined;
  /** active or archived. A new definition is active. */
  status?: string | undefined;
  authorId?: string | undefined;
};

export type WorkflowDefinitionId = {
  id: string;
};

export type ListWorkflowDefinitions = {
  status?: string | undefined;
  authorId?: string | undefined;
};

export type ClearWorkflowDefinitions = Record<string, never>;

export type SaveScore = {
  /** Absent: a new one. A known score is replaced, and keeps its createdAt. */
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
  /** AGENT, WORKFLOW, TRAJECTORY, STEP or the type of a span. */
  entityType?: string | undefined;
  entity: object;
  entityId: string;
  /** LIVE or TEST. */
  source: string;
  resourceId?: string | undefined;
  threadId?: string | undefined;
  organizationId?: string | undefined;
  projectId?: string | undefined;
  batchId?: string | undefined;
  datasetId?: string | undefined;
  datasetItemId?: string | undefined;
};

export type GetScoreById = {
  id: string;
};

export type ListScoresByScorerId = {
  scorerId: string;
  pagination?: Pagination | undefined;
  entityId?: string | undefined;
  entityType?: string | undefined;
  source?: string | undefined;
  filters?: TenancyFilters | undefined;
};

export type Pagination = {
  /** From 0. */
  page?: number | undefined;
  /** Absent: 100. */
  perPage?: number | false | undefined;
};

export type TenancyFilters = {
  organizationId?: string | undefined;
  projectId?: string | undefined;
};

export type ListScoresByRunId = {
  runId: string;
  pagination?: Pagination | undefined;
  filters?: TenancyFilters | undefined;
};

export type ListScoresByEntityId = {
  entityId: string;
  entityType: string;
  pagination?: Pagination | undefined;
  filters?: TenancyFilters | undefined;
};

export type ListScoresBySpan = {
  traceId: string;
  spanId: string;
  pagination?: Pagination | undefined;
  filters?: TenancyFilters | undefined;
};

export type PruneScores = {
  policies: ScorePolicies;
  options?: PruneOptions | undefined;
};

export type ScorePolicies = {
  /** By createdAt. */
  scorers?: PrunePolicy | undefined;
};

export type ClearScores = Record<string, never>;

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
  'memory.getResourceById': GetResourceById;
  /** Creates a resource or replaces every field of it. Scope: write. */
  'memory.saveResource': SaveResource;
  /** Changes working memory and metadata of a resource, or makes it. Scope: write. */
  'memory.updateResource': UpdateResource;
  /** Deletes old rows in batches, at most 20 a call: call again until every table is done. Scope: admin. */
  'memory.prune': Prune;
  /** Deletes every row of the domain. Scope: admin. */
  'memory.dangerouslyClearAll': ClearAll;
  /** The newest generation of observations about a thread or a resource, or null. Scope: read. */
  'memory.getObservationalMemory': GetObservationalMemory;
  /** Its generations, newest first, the current one included. Scope: read. */
  'memory.getObservationalMemoryHistory': GetObservationalMemoryHistory;
  /** Creates an empty record of generation 0. Scope: write. */
  'memory.initializeObservationalMemory': InitializeObservationalMemory;
  /** Inserts a record as it is given, such as a copy for another thread. Scope: write. */
  'memory.insertObservationalMemoryRecord': ObservationalMemoryRecord;
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
  'memory.setReflectingFlag': SetReflectingFlag;
  /** Says whether observations are being made. Scope: write. */
  'memory.setObservingFlag': SetObservingFlag;
  /** Says whether observations are being buffered, and at how many tokens they were last. Scope: write. */
  'memory.setBufferingObservationFlag': SetBufferingObservationFlag;
  /** Says whether a reflection is being buffered. Scope: write. */
  'memory.setBufferingReflectionFlag': SetBufferingReflectionFlag;
  /** Says how many tokens of messages are not observed yet. Scope: write. */
  'memory.setPendingMessageTokens': SetPendingMessageTokens;
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
  /** One run, or null. Scope: read. */
  'workflows.getWorkflowRunById': GetWorkflowRunById;
  /** Deletes a run; no error if it does not exist. Scope: write. */
  'workflows.deleteWorkflowRunById': WorkflowRunId;
  /** Deletes runs that have not changed for long. Scope: admin. */
  'workflows.prune': PruneWorkflows;
  /** Deletes every run. Scope: admin. */
  'workflows.dangerouslyClearAll': ClearWorkflows;
  /** Creates a definition, or changes what is given of a known one. Scope: write. */
  'workflowDefinitions.upsert': UpsertWorkflowDefinition;
  /** One definition, or null. Scope: read. */
  'workflowDefinitions.get': WorkflowDefinitionId;
  /** All definitions that match, those changed last first. Scope: read. */
  'workflowDefinitions.list': ListWorkflowDefinitions;
  /** Deletes a definition; no error if it does not exist. Scope: write. */
  'workflowDefinitions.delete': WorkflowDefinitionId;
  /** Deletes every definition. Scope: admin. */
  'workflowDefinitions.dangerouslyClearAll': ClearWorkflowDefinitions;
  /** Saves a score; one of a known id is replaced. Scope: write. */
  'scores.saveScore': SaveScore;
  /** One score, or null. Scope: read. */
  'scores.getScoreById': GetScoreById;
  /** One page of the scores of a scorer, newest first. Scope: read. */
  'scores.listScoresByScorerId': ListScoresByScorerId;
  /** One page of the scores of a run, newest first. Scope: read. */
  'scores.listScoresByRunId': ListScoresByRunId;
  /** One page of the scores of an agent, a workflow or another entity, newest first. Scope: read. */
  'scores.listScoresByEntityId': ListScoresByEntityId;
  /** One page of the scores of a span, newest first. Scope: read. */
  'scores.listScoresBySpan': ListScoresBySpan;
  /** Deletes old scores. Scope: admin. */
  'scores.prune': PruneScores;
  /** Deletes every score. Scope: admin. */
  'scores.dangerouslyClearAll': ClearScores;
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
