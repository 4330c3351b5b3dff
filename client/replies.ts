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

export interface SchemaReport {
  schemaVersion: number;
  createdTables: string[];
  addedColumns: string[];
  builtIndexes: string[];
  pendingIndexes: string[];
}

export interface SchemaStatus {
  schemaVersion: number;
  current: boolean;
  pendingIndexes: string[];
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
  schema: SchemaReport;
  status: SchemaStatus;
}
