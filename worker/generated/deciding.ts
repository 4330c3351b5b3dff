// Written by scripts/generate from the method table; do not edit.

/** Members of arguments that decide, with theirs; `true`: all that is in there. */
export type Deciding = true | { readonly [member: string]: Deciding };

const GetThreadById: Deciding = { threadId: true, resourceId: true };
const Thread: Deciding = { id: true, resourceId: true, title: true, createdAt: true, updatedAt: true };
const SaveThread: Deciding = { thread: Thread };
const UpdateThread: Deciding = { id: true, title: true };
const UpdateThreadIf: Deciding = { id: true, resourceId: true, expectedMetadata: true };
const UpdateThreadResourceId: Deciding = { threadId: true, resourceId: true };
const CopyFilter: Deciding = { startDate: true, endDate: true, messageIds: true };
const CopyOptions: Deciding = { messageLimit: true, messageFilter: CopyFilter };
const CopyThread: Deciding = { sourceThreadId: true, newThreadId: true, resourceId: true, title: true, options: CopyOptions };
const DeleteThread: Deciding = { threadId: true };
const OrderBy: Deciding = { field: true, direction: true };
const ThreadFilter: Deciding = { resourceId: true, metadata: true };
const ListThreads: Deciding = { page: true, perPage: true, orderBy: OrderBy, filter: ThreadFilter };
const Message: Deciding = { id: true, threadId: true, resourceId: true, role: true, type: true, createdAt: true };
const SaveMessages: Deciding = { messages: Message };
const Include: Deciding = { id: true, withPreviousMessages: true, withNextMessages: true };
const DateRange: Deciding = { start: true, end: true, startExclusive: true, endExclusive: true };
const MessageFilter: Deciding = { dateRange: DateRange, metadata: true };
const ListMessages: Deciding = { threadId: true, resourceId: true, include: Include, filter: MessageFilter, perPage: true, page: true, orderBy: OrderBy, includeTotal: true };
const ListMessagesByResourceId: Deciding = { resourceId: true, include: Include, filter: MessageFilter, perPage: true, page: true, orderBy: OrderBy, includeTotal: true };
const MessageChange: Deciding = { id: true, threadId: true, resourceId: true, role: true, type: true, createdAt: true };
const UpdateMessages: Deciding = { messages: MessageChange };
const MessageIds: Deciding = { messageIds: true };
const GetResourceById: Deciding = { resourceId: true };
const Resource: Deciding = { id: true, workingMemory: true, createdAt: true, updatedAt: true };
const SaveResource: Deciding = { resource: Resource };
const UpdateResource: Deciding = { resourceId: true, workingMemory: true };
const PrunePolicy: Deciding = { maxAge: true, batchSize: true };
const PrunePolicies: Deciding = { threads: PrunePolicy, messages: PrunePolicy, resources: PrunePolicy };
const PruneOptions: Deciding = { maxBatches: true, maxRows: true };
const Prune: Deciding = { policies: PrunePolicies, options: PruneOptions };
const ClearAll: Deciding = {  };
const GetObservationalMemory: Deciding = { threadId: true, resourceId: true };
const HistoryOptions: Deciding = { from: true, to: true, offset: true };
const GetObservationalMemoryHistory: Deciding = { threadId: true, resourceId: true, limit: true, options: HistoryOptions };
const InitializeObservationalMemory: Deciding = { threadId: true, resourceId: true, scope: true, observedTimezone: true };
const BufferedObservationChunk: Deciding = { id: true, cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, createdAt: true, suggestedContinuation: true, currentTask: true };
const ObservationalMemoryRecord: Deciding = { id: true, scope: true, threadId: true, resourceId: true, createdAt: true, updatedAt: true, lastObservedAt: true, originType: true, generationCount: true, activeObservations: true, bufferedObservationChunks: BufferedObservationChunk, bufferedObservations: true, bufferedObservationTokens: true, bufferedMessageIds: true, bufferedReflection: true, bufferedReflectionTokens: true, bufferedReflectionInputTokens: true, reflectedObservationLineCount: true, observedMessageIds: true, observedTimezone: true, totalTokensObserved: true, observationTokenCount: true, pendingMessageTokens: true, isReflecting: true, isObserving: true, isBufferingObservation: true, isBufferingReflection: true, lastBufferedAtTokens: true, lastBufferedAtTime: true };
const UpdateActiveObservations: Deciding = { id: true, observations: true, tokenCount: true, lastObservedAt: true, observedMessageIds: true };
const ExtractionFailure: Deciding = { slug: true, error: true };
const BufferedObservationChunkInput: Deciding = { cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, suggestedContinuation: true, currentTask: true, threadTitle: true, extractionFailures: ExtractionFailure };
const UpdateBufferedObservations: Deciding = { id: true, chunk: BufferedObservationChunkInput, lastBufferedAtTime: true };
const SwapBufferedToActive: Deciding = { id: true, activationRatio: true, messageTokensThreshold: true, currentPendingTokens: true, forceMaxActivation: true, lastObservedAt: true, bufferedChunks: BufferedObservationChunk };
const ReflectedRecord: Deciding = { scope: true, threadId: true, resourceId: true, lastObservedAt: true, generationCount: true, totalTokensObserved: true, observedTimezone: true };
const CreateReflectionGeneration: Deciding = { currentRecord: ReflectedRecord, reflection: true, tokenCount: true };
const UpdateBufferedReflection: Deciding = { id: true, reflection: true, tokenCount: true, inputTokenCount: true, reflectedObservationLineCount: true };
const StoredRecord: Deciding = { id: true };
const SwapBufferedReflectionToActive: Deciding = { currentRecord: StoredRecord, tokenCount: true };
const SetReflectingFlag: Deciding = { id: true, isReflecting: true };
const SetObservingFlag: Deciding = { id: true, isObserving: true };
const SetBufferingObservationFlag: Deciding = { id: true, isBuffering: true, lastBufferedAtTokens: true };
const SetBufferingReflectionFlag: Deciding = { id: true, isBuffering: true };
const SetPendingMessageTokens: Deciding = { id: true, tokenCount: true };
const UpdateObservationalMemoryConfig: Deciding = { id: true };
const PersistWorkflowSnapshot: Deciding = { workflowName: true, runId: true, resourceId: true, createdAt: true, updatedAt: true };
const WorkflowRunId: Deciding = { workflowName: true, runId: true };
const UpdateWorkflowResults: Deciding = { workflowName: true, runId: true, stepId: true };
const UpdateWorkflowState: Deciding = { workflowName: true, runId: true, opts: { expectedStatus: true } };
const ListWorkflowRuns: Deciding = { workflowName: true, resourceId: true, threadId: true, status: true, fromDate: true, toDate: true, page: true, perPage: true };
const GetWorkflowRunById: Deciding = { runId: true, workflowName: true };
const WorkflowPolicies: Deciding = { workflowSnapshot: PrunePolicy };
const PruneWorkflows: Deciding = { policies: WorkflowPolicies, options: PruneOptions };
const ClearWorkflows: Deciding = {  };
const UpsertWorkflowDefinition: Deciding = { id: true, description: true, status: true, authorId: true };
const WorkflowDefinitionId: Deciding = { id: true };
const ListWorkflowDefinitions: Deciding = { status: true, authorId: true };
const ClearWorkflowDefinitions: Deciding = {  };
const SaveScore: Deciding = { id: true, scorerId: true, traceId: true, spanId: true, runId: true, score: true, reason: true, preprocessPrompt: true, extractPrompt: true, generateScorePrompt: true, generateReasonPrompt: true, analyzePrompt: true, reasonPrompt: true, entityType: true, entityId: true, source: true, resourceId: true, threadId: true, organizationId: true, projectId: true, batchId: true, datasetId: true, datasetItemId: true };
const GetScoreById: Deciding = { id: true };
const Pagination: Deciding = { page: true, perPage: true };
const TenancyFilters: Deciding = { organizationId: true, projectId: true };
const ListScoresByScorerId: Deciding = { scorerId: true, pagination: Pagination, entityId: true, entityType: true, source: true, filters: TenancyFilters };
const ListScoresByRunId: Deciding = { runId: true, pagination: Pagination, filters: TenancyFilters };
const ListScoresByEntityId: Deciding = { entityId: true, entityType: true, pagination: Pagination, filters: TenancyFilters };
const ListScoresBySpan: Deciding = { traceId: true, spanId: true, pagination: Pagination, filters: TenancyFilters };
const ScorePolicies: Deciding = { scorers: PrunePolicy };
const PruneScores: Deciding = { policies: ScorePolicies, options: PruneOptions };
const ClearScores: Deciding = {  };
const Init: Deciding = { buildIndexes: true };
const Status: Deciding = {  };
const CreateIndex: Deciding = { name: true, table: true, columns: true, unique: true, concurrent: true, where: true, method: true, opclass: true, storage: true, tablespace: true };
const ListIndexes: Deciding = { table: true };
const IndexName: Deciding = { name: true };

/** Of the argument object of each method, by its wire name. */
export const deciding: Readonly<Record<string, Deciding>> = {
  'memory.getThreadById': GetThreadById,
  'memory.saveThread': SaveThread,
  'memory.updateThread': UpdateThread,
  'memory.patchThread': UpdateThread,
  'memory.updateThreadIf': UpdateThreadIf,
  'memory.updateThreadResourceId': UpdateThreadResourceId,
  'memory.copyThread': CopyThread,
  'memory.cloneThread': CopyThread,
  'memory.deleteThread': DeleteThread,
  'memory.listThreads': ListThreads,
  'memory.saveMessages': SaveMessages,
  'memory.listMessages': ListMessages,
  'memory.listMessagesByResourceId': ListMessagesByResourceId,
  'memory.updateMessages': UpdateMessages,
  'memory.listMessagesById': MessageIds,
  'memory.deleteMessages': MessageIds,
  'memory.getResourceById': GetResourceById,
  'memory.saveResource': SaveResource,
  'memory.updateResource': UpdateResource,
  'memory.prune': Prune,
  'memory.dangerouslyClearAll': ClearAll,
  'memory.getObservationalMemory': GetObservationalMemory,
  'memory.getObservationalMemoryHistory': GetObservationalMemoryHistory,
  'memory.initializeObservationalMemory': InitializeObservationalMemory,
  'memory.insertObservationalMemoryRecord': ObservationalMemoryRecord,
  'memory.updateActiveObservations': UpdateActiveObservations,
  'memory.updateBufferedObservations': UpdateBufferedObservations,
  'memory.swapBufferedToActive': SwapBufferedToActive,
  'memory.createReflectionGeneration': CreateReflectionGeneration,
  'memory.updateBufferedReflection': UpdateBufferedReflection,
  'memory.swapBufferedReflectionToActive': SwapBufferedReflectionToActive,
  'memory.setReflectingFlag': SetReflectingFlag,
  'memory.setObservingFlag': SetObservingFlag,
  'memory.setBufferingObservationFlag': SetBufferingObservationFlag,
  'memory.setBufferingReflectionFlag': SetBufferingReflectionFlag,
  'memory.setPendingMessageTokens': SetPendingMessageTokens,
  'memory.updateObservationalMemoryConfig': UpdateObservationalMemoryConfig,
  'memory.clearObservationalMemory': GetObservationalMemory,
  'workflows.persistWorkflowSnapshot': PersistWorkflowSnapshot,
  'workflows.loadWorkflowSnapshot': WorkflowRunId,
  'workflows.updateWorkflowResults': UpdateWorkflowResults,
  'workflows.updateWorkflowState': UpdateWorkflowState,
  'workflows.listWorkflowRuns': ListWorkflowRuns,
  'workflows.getWorkflowRunById': GetWorkflowRunById,
  'workflows.deleteWorkflowRunById': WorkflowRunId,
  'workflows.prune': PruneWorkflows,
  'workflows.dangerouslyClearAll': ClearWorkflows,
  'workflowDefinitions.upsert': UpsertWorkflowDefinition,
  'workflowDefinitions.get': WorkflowDefinitionId,
  'workflowDefinitions.list': ListWorkflowDefinitions,
  'workflowDefinitions.delete': WorkflowDefinitionId,
  'workflowDefinitions.dangerouslyClearAll': ClearWorkflowDefinitions,
  'scores.saveScore': SaveScore,
  'scores.getScoreById': GetScoreById,
  'scores.listScoresByScorerId': ListScoresByScorerId,
  'scores.listScoresByRunId': ListScoresByRunId,
  'scores.listScoresByEntityId': ListScoresByEntityId,
  'scores.listScoresBySpan': ListScoresBySpan,
  'scores.prune': PruneScores,
  'scores.dangerouslyClearAll': ClearScores,
  'store.init': Init,
  'store.status': Status,
  'store.createIndex': CreateIndex,
  'store.listIndexes': ListIndexes,
  'store.describeIndex': IndexName,
  'store.dropIndex': IndexName,
};
