// What methods answer, by the reply kinds of the method table. Dates are revived.

export interface Thread {
  id: string;
  resourceId: string;
  title: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

export interface Message {
  id: string;
  threadId: string;
  resourceId?: string;
  role: string;
  /** Absent: v2. */
  type?: string;
  createdAt: Date;
  /** As it was saved. */
  content: unknown;
}

export interface Resource {
  id: string;
  workingMemory?: string;
  metadata?: Record<string, unknown>;
  createdAt: Date;
  updatedAt: Date;
}

export interface PageInfo {
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
}

export interface BufferedObservationChunk {
  id: string;
  cycleId: string;
  observations: string;
  tokenCount: number;
  messageIds: string[];
  messageTokens: number;
  lastObservedAt: Date;
  createdAt: Date;
  suggestedContinuation?: string;
  currentTask?: string;
  threadTitle?: string;
  extractedValues?: Record<string, unknown>;
  extractionFailures?: { slug: string; error: string }[];
}

export interface ObservationalMemoryRecord {
  id: string;
  scope: 'thread' | 'resource';
  threadId: string | null;
  resourceId: string;
  createdAt: Date;
  updatedAt: Date;
  lastObservedAt?: Date;
  originType: 'initial' | 'reflection';
  generationCount: number;
  activeObservations: string;
  bufferedObservationChunks?: BufferedObservationChunk[];
  bufferedObservations?: string;
  bufferedObservationTokens?: number;
  bufferedReflection?: string;
  bufferedReflectionTokens?: number;
  bufferedReflectionInputTokens?: number;
  reflectedObservationLineCount?: number;
  observedMessageIds?: string[];
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
}

export interface SwapResult {
  chunksActivated: number;
  messageTokensActivated: number;
  observationTokensActivated: number;
  messagesActivated: number;
  activatedCycleIds: string[];
  activatedMessageIds: string[];
  observations?: string;
  perChunk?: {
    cycleId: string;
    messageTokens: number;
    observationTokens: number;
    messageCount: number;
    observations: string;
  }[];
  suggestedContinuation?: string;
  currentTask?: string;
}

export interface PruneResult {
  domain: string;
  table: string;
  deleted: number;
  /** False: older rows are left. */
  done: boolean;
}

/** What a run has done so far. Members that are not named here are kept, too. */
export interface WorkflowSnapshot {
  runId?: string;
  status?: string;
  context: Record<string, unknown>;
  [member: string]: unknown;
}

export interface WorkflowRun {
  workflowName: string;
  runId: string;
  resourceId?: string;
  /** The stored text, if another adapter wrote what is not JSON. */
  snapshot: WorkflowSnapshot | string;
  createdAt: Date;
  updatedAt: Date;
}

export interface WorkflowDefinition {
  id: string;
  description?: string;
  metadata?: Record<string, unknown>;
  inputSchema: unknown;
  outputSchema: unknown;
  stateSchema?: unknown;
  requestContextSchema?: unknown;
  graph: unknown[];
  schedule?: unknown;
  status: 'active' | 'archived';
  source: 'storage';
  authorId?: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface Score {
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
  entityType?: string;
  entity: Record<string, unknown>;
  entityId: string;
  source: 'LIVE' | 'TEST';
  resourceId?: string;
  threadId?: string;
  organizationId?: string;
  projectId?: string;
  batchId?: string;
  datasetId?: string;
  datasetItemId?: string;
  createdAt: Date;
  updatedAt: Date;
}

export interface SchemaReport {
  schemaVersion: number;
  createdTables: string[];
  addedColumns: string[];
  builtIndexes: string[];
  pendingIndexes: string[];
}

export interface SchemaStatus {
  schemaVersion: number;
  /** It is of this release, or of a newer one, and nothing is missing but indexes. */
  current: boolean;
  /** Tables, and columns as `table.column`. */
  missing: string[];
  pendingIndexes: string[];
}

/** An index of a table of the store. */
export interface IndexInfo {
  /** As the database has it, with the prefix of tables or the schema's name before it. */
  name: string;
  table: string;
  columns: string[];
  unique: boolean;
  /** Such as `16 KB`; absent where the database tells no sizes. */
  size?: string;
  definition: string;
}

export interface IndexStats extends IndexInfo {
  method: string;
  /** How often it was used, and how many entries and rows that found; absent where nobody counts. */
  scans?: number;
  tuples_read?: number;
  tuples_fetched?: number;
}

export interface Copy {
  thread: Thread;
  /** Ids of the copies by the ids of what was copied. */
  messageIdMap: Record<string, string>;
}

export interface Replies {
  nothing: undefined;
  threadOrNull: Thread | null;
  thread: Thread;
  threadPage: PageInfo & { threads: Thread[] };
  messages: { messages: Message[] };
  messageList: Message[];
  messagePage: PageInfo & { messages: Message[] };
  resourceOrNull: Resource | null;
  resource: Resource;
  copy: Copy;
  clone: Copy & { clonedMessages: Message[] };
  recordOrNull: ObservationalMemoryRecord | null;
  record: ObservationalMemoryRecord;
  records: ObservationalMemoryRecord[];
  swap: SwapResult;
  pruned: PruneResult[];
  snapshotOrNull: WorkflowSnapshot | null;
  stepResults: Record<string, unknown>;
  runOrNull: WorkflowRun | null;
  runList: { runs: WorkflowRun[]; total: number };
  definition: WorkflowDefinition;
  definitionOrNull: WorkflowDefinition | null;
  definitionList: { definitions: WorkflowDefinition[]; total: number };
  savedScore: { score: Score };
  scoreOrNull: Score | null;
  scorePage: { scores: Score[]; pagination: PageInfo };
  schema: SchemaReport;
  status: SchemaStatus;
  indexes: IndexInfo[];
  index: IndexStats;
}
