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
const MemoryGetResourceById: Deciding = { resourceId: true };
const Resource: Deciding = { id: true, workingMemory: true, createdAt: true, updatedAt: true };
const SaveResource: Deciding = { resource: Resource };
const UpdateResource: Deciding = { resourceId: true, workingMemory: true };
const MemoryPrune: Deciding = { policies: { messages: true, resources: true, threads: true }, options: true };
const MemoryDangerouslyClearAll: Deciding = {  };
const GetObservationalMemory: Deciding = { threadId: true, resourceId: true };
const HistoryOptions: Deciding = { from: true, to: true, offset: true };
const GetObservationalMemoryHistory: Deciding = { threadId: true, resourceId: true, limit: true, options: HistoryOptions };
const InitializeObservationalMemory: Deciding = { threadId: true, resourceId: true, scope: true, observedTimezone: true };
const BufferedObservationChunk: Deciding = { id: true, cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, createdAt: true, suggestedContinuation: true, currentTask: true };
const ObservationalMemoryRecord: Deciding = { id: true, scope: true, threadId: true, resourceId: true, createdAt: true, updatedAt: true, lastObservedAt: true, originType: true, generationCount: true, activeObservations: true, bufferedObservationChunks: BufferedObservationChunk, bufferedObservations: true, bufferedObservationTokens: true, bufferedMessageIds: true, bufferedReflection: true, bufferedReflectionTokens: true, bufferedReflectionInputTokens: true, reflectedObservationLineCount: true, observedMessageIds: true, observedTimezone: true, totalTokensObserved: true, observationTokenCount: true, pendingMessageTokens: true, isReflecting: true, isObserving: true, isBufferingObservation: true, isBufferingReflection: true, lastBufferedAtTokens: true, lastBufferedAtTime: true };
const UpdateActiveObservations: Deciding = { id: true, observations: true, tokenCount: true, lastObservedAt: true, observedMessageIds: true };
const ExtractionFailure: Deciding = { slug: true, error: true };
const NewObservationChunk: Deciding = { cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, suggestedContinuation: true, currentTask: true, threadTitle: true, extractionFailures: ExtractionFailure };
const UpdateBufferedObservations: Deciding = { id: true, chunk: NewObservationChunk, lastBufferedAtTime: true };
const SwapBufferedToActive: Deciding = { id: true, activationRatio: true, messageTokensThreshold: true, currentPendingTokens: true, forceMaxActivation: true, lastObservedAt: true, bufferedChunks: BufferedObservationChunk };
const ReflectedRecord: Deciding = { scope: true, threadId: true, resourceId: true, lastObservedAt: true, generationCount: true, totalTokensObserved: true, observedTimezone: true };
const CreateReflectionGeneration: Deciding = { currentRecord: ReflectedRecord, reflection: true, tokenCount: true };
const UpdateBufferedReflection: Deciding = { id: true, reflection: true, tokenCount: true, inputTokenCount: true, reflectedObservationLineCount: true };
const StoredRecord: Deciding = { id: true };
const SwapBufferedReflectionToActive: Deciding = { currentRecord: StoredRecord, tokenCount: true };
const MemorySetReflectingFlag: Deciding = { id: true, isReflecting: true };
const MemorySetObservingFlag: Deciding = { id: true, isObserving: true };
const MemorySetBufferingObservationFlag: Deciding = { id: true, isBuffering: true, lastBufferedAtTokens: true };
const MemorySetBufferingReflectionFlag: Deciding = { id: true, isBuffering: true };
const MemorySetPendingMessageTokens: Deciding = { id: true, tokenCount: true };
const UpdateObservationalMemoryConfig: Deciding = { id: true };
const PersistWorkflowSnapshot: Deciding = { workflowName: true, runId: true, resourceId: true, createdAt: true, updatedAt: true };
const WorkflowRunId: Deciding = { workflowName: true, runId: true };
const UpdateWorkflowResults: Deciding = { workflowName: true, runId: true, stepId: true };
const UpdateWorkflowState: Deciding = { workflowName: true, runId: true, opts: { expectedStatus: true } };
const ListWorkflowRuns: Deciding = { workflowName: true, resourceId: true, threadId: true, status: true, fromDate: true, toDate: true, page: true, perPage: true };
const WorkflowsGetWorkflowRunById: Deciding = { runId: true, workflowName: true };
const WorkflowsDeleteWorkflowRunById: Deciding = { workflowName: true, runId: true };
const WorkflowsPrune: Deciding = { policies: { workflowSnapshot: true }, options: true };
const WorkflowsDangerouslyClearAll: Deciding = {  };
const WorkflowDefinitionsUpsert: Deciding = { id: true, description: true, status: true, authorId: true };
const WorkflowDefinitionsGet: Deciding = { id: true };
const WorkflowDefinitionsList: Deciding = { status: true, authorId: true };
const WorkflowDefinitionsDelete: Deciding = { id: true };
const WorkflowDefinitionsDangerouslyClearAll: Deciding = {  };
const ScoresSaveScore: Deciding = { id: true, scorerId: true, traceId: true, spanId: true, runId: true, reason: true, preprocessPrompt: true, extractPrompt: true, generateScorePrompt: true, generateReasonPrompt: true, analyzePrompt: true, reasonPrompt: true, entityType: true, entityId: true, source: true, resourceId: true, threadId: true, organizationId: true, projectId: true, batchId: true, datasetId: true, datasetItemId: true };
const ScoresGetScoreById: Deciding = { id: true };
const ScoresListScoresByScorerId: Deciding = { scorerId: true, entityId: true, entityType: true, source: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } };
const ScoresListScoresByRunId: Deciding = { runId: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } };
const ScoresListScoresByEntityId: Deciding = { entityId: true, entityType: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } };
const ScoresListScoresBySpan: Deciding = { traceId: true, spanId: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } };
const ScoresPrune: Deciding = { policies: { scorers: true }, options: true };
const ScoresDangerouslyClearAll: Deciding = {  };
const AgentsGetById: Deciding = { id: true };
const AgentsCreate: Deciding = { agent: { id: true, authorId: true, visibility: true, name: true, description: true, skillsFormat: true } };
const AgentsUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true, visibility: true };
const AgentsDelete: Deciding = { id: true };
const AgentsList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, visibility: true, metadata: true, status: true, entityIds: true, pinFavoritedFor: true, favoritedOnly: true };
const AgentsCreateVersion: Deciding = { id: true, agentId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true, skillsFormat: true };
const AgentsGetVersion: Deciding = { id: true };
const AgentsGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const AgentsGetLatestVersion: Deciding = { entityId: true };
const AgentsGetVersions: Deciding = { ids: true };
const AgentsListVersions: Deciding = { agentId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const AgentsDeleteVersion: Deciding = { id: true };
const AgentsDeleteVersionsByParentId: Deciding = { entityId: true };
const AgentsCountVersions: Deciding = { entityId: true };
const AgentsGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const AgentsListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, visibility: true, metadata: true, status: true, entityIds: true, pinFavoritedFor: true, favoritedOnly: true };
const AgentsDangerouslyClearAll: Deciding = {  };
const PromptBlocksGetById: Deciding = { id: true };
const PromptBlocksCreate: Deciding = { promptBlock: { id: true, authorId: true, name: true, description: true, content: true } };
const PromptBlocksUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true };
const PromptBlocksDelete: Deciding = { id: true };
const PromptBlocksList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const PromptBlocksCreateVersion: Deciding = { id: true, blockId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true, content: true };
const PromptBlocksGetVersion: Deciding = { id: true };
const PromptBlocksGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const PromptBlocksGetLatestVersion: Deciding = { entityId: true };
const PromptBlocksGetVersions: Deciding = { ids: true };
const PromptBlocksListVersions: Deciding = { blockId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const PromptBlocksDeleteVersion: Deciding = { id: true };
const PromptBlocksDeleteVersionsByParentId: Deciding = { entityId: true };
const PromptBlocksCountVersions: Deciding = { entityId: true };
const PromptBlocksGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const PromptBlocksListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const PromptBlocksDangerouslyClearAll: Deciding = {  };
const ScorerDefinitionsGetById: Deciding = { id: true };
const ScorerDefinitionsCreate: Deciding = { scorerDefinition: { id: true, authorId: true, organizationId: true, projectId: true, name: true, description: true, type: true, instructions: true } };
const ScorerDefinitionsUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true };
const ScorerDefinitionsDelete: Deciding = { id: true };
const ScorerDefinitionsList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, organizationId: true, projectId: true, metadata: true, status: true };
const ScorerDefinitionsCreateVersion: Deciding = { id: true, scorerDefinitionId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true, type: true, instructions: true };
const ScorerDefinitionsGetVersion: Deciding = { id: true };
const ScorerDefinitionsGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const ScorerDefinitionsGetLatestVersion: Deciding = { entityId: true };
const ScorerDefinitionsGetVersions: Deciding = { ids: true };
const ScorerDefinitionsListVersions: Deciding = { scorerDefinitionId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const ScorerDefinitionsDeleteVersion: Deciding = { id: true };
const ScorerDefinitionsDeleteVersionsByParentId: Deciding = { entityId: true };
const ScorerDefinitionsCountVersions: Deciding = { entityId: true };
const ScorerDefinitionsGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const ScorerDefinitionsListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, organizationId: true, projectId: true, metadata: true, status: true };
const ScorerDefinitionsDangerouslyClearAll: Deciding = {  };
const McpClientsGetById: Deciding = { id: true };
const McpClientsCreate: Deciding = { mcpClient: { id: true, authorId: true, name: true, description: true } };
const McpClientsUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true };
const McpClientsDelete: Deciding = { id: true };
const McpClientsList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const McpClientsCreateVersion: Deciding = { id: true, mcpClientId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true };
const McpClientsGetVersion: Deciding = { id: true };
const McpClientsGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const McpClientsGetLatestVersion: Deciding = { entityId: true };
const McpClientsGetVersions: Deciding = { ids: true };
const McpClientsListVersions: Deciding = { mcpClientId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const McpClientsDeleteVersion: Deciding = { id: true };
const McpClientsDeleteVersionsByParentId: Deciding = { entityId: true };
const McpClientsCountVersions: Deciding = { entityId: true };
const McpClientsGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const McpClientsListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const McpClientsDangerouslyClearAll: Deciding = {  };
const McpServersGetById: Deciding = { id: true };
const McpServersCreate: Deciding = { mcpServer: { id: true, authorId: true, name: true, version: true, description: true, instructions: true, releaseDate: true, isLatest: true, packageCanonical: true } };
const McpServersUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true };
const McpServersDelete: Deciding = { id: true };
const McpServersList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const McpServersCreateVersion: Deciding = { id: true, mcpServerId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, version: true, description: true, instructions: true, releaseDate: true, isLatest: true, packageCanonical: true };
const McpServersGetVersion: Deciding = { id: true };
const McpServersGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const McpServersGetLatestVersion: Deciding = { entityId: true };
const McpServersGetVersions: Deciding = { ids: true };
const McpServersListVersions: Deciding = { mcpServerId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const McpServersDeleteVersion: Deciding = { id: true };
const McpServersDeleteVersionsByParentId: Deciding = { entityId: true };
const McpServersCountVersions: Deciding = { entityId: true };
const McpServersGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const McpServersListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const McpServersDangerouslyClearAll: Deciding = {  };
const WorkspacesGetById: Deciding = { id: true };
const WorkspacesCreate: Deciding = { workspace: { id: true, authorId: true, name: true, description: true, autoSync: true, operationTimeout: true } };
const WorkspacesUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true, name: true, description: true, autoSync: true, operationTimeout: true };
const WorkspacesDelete: Deciding = { id: true };
const WorkspacesList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true };
const WorkspacesCreateVersion: Deciding = { id: true, workspaceId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true, autoSync: true, operationTimeout: true };
const WorkspacesGetVersion: Deciding = { id: true };
const WorkspacesGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const WorkspacesGetLatestVersion: Deciding = { entityId: true };
const WorkspacesGetVersions: Deciding = { ids: true };
const WorkspacesListVersions: Deciding = { workspaceId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const WorkspacesDeleteVersion: Deciding = { id: true };
const WorkspacesDeleteVersionsByParentId: Deciding = { entityId: true };
const WorkspacesCountVersions: Deciding = { entityId: true };
const WorkspacesGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const WorkspacesListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true };
const WorkspacesDangerouslyClearAll: Deciding = {  };
const SkillsGetById: Deciding = { id: true };
const SkillsCreate: Deciding = { skill: { id: true, authorId: true, visibility: true, name: true, description: true, instructions: true, license: true } };
const SkillsUpdate: Deciding = { id: true, status: true, activeVersionId: true, authorId: true, visibility: true, name: true, description: true, instructions: true, license: true };
const SkillsDelete: Deciding = { id: true };
const SkillsList: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, visibility: true, metadata: true, status: true, entityIds: true, pinFavoritedFor: true, favoritedOnly: true };
const SkillsCreateVersion: Deciding = { id: true, skillId: true, versionNumber: true, changedFields: true, changeMessage: true, name: true, description: true, instructions: true, license: true };
const SkillsGetVersion: Deciding = { id: true };
const SkillsGetVersionByNumber: Deciding = { entityId: true, versionNumber: true };
const SkillsGetLatestVersion: Deciding = { entityId: true };
const SkillsGetVersions: Deciding = { ids: true };
const SkillsListVersions: Deciding = { skillId: true, page: true, perPage: true, orderBy: { field: true, direction: true } };
const SkillsDeleteVersion: Deciding = { id: true };
const SkillsDeleteVersionsByParentId: Deciding = { entityId: true };
const SkillsCountVersions: Deciding = { entityId: true };
const SkillsGetByIdResolved: Deciding = { id: true, options: { versionId: true, status: true } };
const SkillsListResolved: Deciding = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, visibility: true, metadata: true, status: true, entityIds: true, pinFavoritedFor: true, favoritedOnly: true };
const SkillsDangerouslyClearAll: Deciding = {  };
const FavoritesFavorite: Deciding = { userId: true, entityType: true, entityId: true };
const FavoritesUnfavorite: Deciding = { userId: true, entityType: true, entityId: true };
const FavoritesIsFavorited: Deciding = { userId: true, entityType: true, entityId: true };
const FavoritesIsFavoritedBatch: Deciding = { userId: true, entityType: true, entityIds: true };
const FavoritesListFavoritedIds: Deciding = { userId: true, entityType: true };
const FavoritesDeleteFavoritesForEntity: Deciding = { entityType: true, entityId: true };
const FavoritesDangerouslyClearAll: Deciding = {  };
const BlobsPut: Deciding = { hash: true, content: true, size: true, mimeType: true, createdAt: true };
const BlobsPutMany: Deciding = { entries: true };
const BlobsGet: Deciding = { hash: true };
const BlobsGetMany: Deciding = { hashes: true };
const BlobsHas: Deciding = { hash: true };
const BlobsDelete: Deciding = { hash: true };
const BlobsDangerouslyClearAll: Deciding = {  };
const BackgroundTasksCreateTask: Deciding = { id: true, toolCallId: true, toolName: true, agentId: true, runId: true, threadId: true, resourceId: true, status: true, retryCount: true, maxRetries: true, timeoutMs: true, createdAt: true, startedAt: true, suspendedAt: true, completedAt: true };
const BackgroundTasksUpdateTask: Deciding = { taskId: true, options: { expectedStatus: true }, update: { status: true, retryCount: true, maxRetries: true, timeoutMs: true, startedAt: true, suspendedAt: true, completedAt: true } };
const BackgroundTasksGetTask: Deciding = { taskId: true };
const BackgroundTasksListTasks: Deciding = { status: true, toolCallId: true, agentId: true, threadId: true, resourceId: true, toolName: true, runId: true, dateFilterBy: true, fromDate: true, toDate: true, orderBy: true, orderDirection: true, page: true, perPage: true };
const BackgroundTasksDeleteTask: Deciding = { taskId: true };
const BackgroundTasksDeleteTasks: Deciding = { status: true, toolCallId: true, agentId: true, threadId: true, resourceId: true, toolName: true, runId: true, dateFilterBy: true, fromDate: true, toDate: true };
const BackgroundTasksGetRunningCount: Deciding = {  };
const BackgroundTasksGetRunningCountByAgent: Deciding = { agentId: true };
const BackgroundTasksPrune: Deciding = { policies: { backgroundTasks: true }, options: true };
const BackgroundTasksDangerouslyClearAll: Deciding = {  };
const SchedulesCreateSchedule: Deciding = { id: true, cron: true, timezone: true, status: true, nextFireAt: true, lastFireAt: true, lastRunId: true, createdAt: true, updatedAt: true, ownerType: true, ownerId: true };
const SchedulesGetSchedule: Deciding = { id: true };
const SchedulesListSchedules: Deciding = { status: true, workflowId: true, ownerType: true, ownerId: true };
const SchedulesListDueSchedules: Deciding = { now: true, limit: true };
const SchedulesUpdateSchedule: Deciding = { id: true, patch: { cron: true, timezone: true, status: true, nextFireAt: true, ownerType: true, ownerId: true } };
const SchedulesUpdateScheduleNextFire: Deciding = { id: true, expectedNextFireAt: true, newNextFireAt: true, lastFireAt: true, lastRunId: true };
const SchedulesDeleteSchedule: Deciding = { id: true };
const SchedulesRecordTrigger: Deciding = { id: true, scheduleId: true, runId: true, scheduledFireAt: true, actualFireAt: true, outcome: true, error: true, triggerKind: true, parentTriggerId: true };
const SchedulesListTriggers: Deciding = { scheduleId: true, opts: { fromActualFireAt: true, toActualFireAt: true, limit: true } };
const SchedulesPrune: Deciding = { policies: { triggers: true }, options: true };
const SchedulesDangerouslyClearAll: Deciding = {  };
const ChannelsSaveInstallation: Deciding = { id: true, platform: true, agentId: true, status: true, webhookId: true, configHash: true, error: true, createdAt: true };
const ChannelsGetInstallation: Deciding = { id: true };
const ChannelsGetInstallationByAgent: Deciding = { platform: true, agentId: true };
const ChannelsGetInstallationByWebhookId: Deciding = { webhookId: true };
const ChannelsListInstallations: Deciding = { platform: true };
const ChannelsDeleteInstallation: Deciding = { id: true };
const ChannelsSaveConfig: Deciding = { platform: true, updatedAt: true };
const ChannelsGetConfig: Deciding = { platform: true };
const ChannelsDeleteConfig: Deciding = { platform: true };
const ChannelsDangerouslyClearAll: Deciding = {  };
const ToolProviderConnectionsGetConnectionById: Deciding = { authorId: true, providerId: true, connectionId: true };
const ToolProviderConnectionsUpsertConnection: Deciding = { authorId: true, providerId: true, connectionId: true, toolkit: true, label: true, scope: true };
const ToolProviderConnectionsListConnectionsByAuthor: Deciding = { authorId: true, providerId: true, toolkit: true, scope: true };
const ToolProviderConnectionsDeleteConnection: Deciding = { authorId: true, providerId: true, connectionId: true };
const ToolProviderConnectionsDangerouslyClearAll: Deciding = {  };
const NotificationsCreateNotification: Deciding = { id: true, threadId: true, source: true, kind: true, summary: true, priority: true, resourceId: true, agentId: true, sourceId: true, dedupeKey: true, coalesceKey: true, deliverAt: true, summaryAt: true, deliveryReason: true, createdAt: true };
const NotificationsListNotifications: Deciding = { threadId: true, status: true, priority: true, source: true, resourceId: true, agentId: true, search: true, limit: true };
const NotificationsListDueNotifications: Deciding = { now: true, limit: true, agentId: true, resourceId: true };
const NotificationsGetNotification: Deciding = { id: true, threadId: true };
const NotificationsUpdateNotification: Deciding = { id: true, threadId: true, status: true, summary: true, deliverAt: true, summaryAt: true, deliveryReason: true, deliveryAttempts: true, lastDeliveryAttemptAt: true, lastDeliveryError: true, deliveredSignalId: true, summarySignalId: true };
const NotificationsUpdateNotificationsStatus: Deciding = { threadId: true, ids: true, status: true };
const NotificationsPrune: Deciding = { policies: { notifications: true }, options: true };
const NotificationsDangerouslyClearAll: Deciding = {  };
const ThreadStateGetState: Deciding = { threadId: true, type: true };
const ThreadStateSetState: Deciding = { threadId: true, type: true };
const ThreadStateDeleteState: Deciding = { threadId: true, type: true };
const ThreadStatePrune: Deciding = { policies: { threadState: true }, options: true };
const ThreadStateDangerouslyClearAll: Deciding = {  };
const HarnessLoadSession: Deciding = { sessionId: true };
const HarnessSaveSession: Deciding = { id: true, ownerId: true, resourceId: true, threadId: true, parentSessionId: true, subagentDepth: true, origin: true, runtimeCompatibilityGeneration: true, modeId: true, modelId: true, title: true, createdAt: true, lastActivityAt: true, closingAt: true, closeDeadlineAt: true, closedAt: true, deletedAt: true };
const HarnessListSessions: Deciding = {  };
const HarnessUpdateSession: Deciding = { sessionId: true, updates: { id: true, ownerId: true, resourceId: true, threadId: true, parentSessionId: true, subagentDepth: true, origin: true, runtimeCompatibilityGeneration: true, modeId: true, modelId: true, title: true, lastActivityAt: true, closingAt: true, closeDeadlineAt: true, closedAt: true, deletedAt: true } };
const HarnessAppendPendingItem: Deciding = { sessionId: true, item: true };
const HarnessUpdatePendingItem: Deciding = { sessionId: true, pendingItemId: true };
const HarnessRemovePendingItem: Deciding = { sessionId: true, pendingItemId: true };
const HarnessPrune: Deciding = { policies: { sessions: true }, options: true };
const HarnessDangerouslyClearAll: Deciding = {  };
const DatasetsCreateDataset: Deciding = { id: true, name: true, description: true, targetType: true, targetIds: true, scorerIds: true, organizationId: true, projectId: true, candidateKey: true, candidateId: true };
const DatasetsGetDatasetById: Deciding = { id: true, filters: { organizationId: true, projectId: true } };
const DatasetsUpdateDataset: Deciding = { id: true, filters: { organizationId: true, projectId: true }, name: true, description: true, targetType: true };
const DatasetsDeleteDataset: Deciding = { id: true, filters: { organizationId: true, projectId: true } };
const DatasetsListDatasets: Deciding = { filters: { organizationId: true, projectId: true, candidateKey: true, candidateId: true, targetType: true, targetIds: true, name: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } };
const DatasetsAddItem: Deciding = { datasetId: true, externalId: true, unmockedToolPolicy: true, scorerIds: true, filters: { organizationId: true, projectId: true } };
const DatasetsBatchInsertItems: Deciding = { datasetId: true, filters: { organizationId: true, projectId: true } };
const DatasetsUpdateItem: Deciding = { id: true, datasetId: true, unmockedToolPolicy: true, scorerIds: true, filters: { organizationId: true, projectId: true } };
const DatasetsDeleteItem: Deciding = { id: true, datasetId: true, filters: { organizationId: true, projectId: true } };
const DatasetsBatchDeleteItems: Deciding = { datasetId: true, itemIds: true, filters: { organizationId: true, projectId: true } };
const DatasetsPurgeItem: Deciding = { id: true, datasetId: true, filters: { organizationId: true, projectId: true } };
const DatasetsListItems: Deciding = { datasetId: true, version: true, search: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, filters: { organizationId: true, projectId: true } };
const DatasetsGetItemById: Deciding = { id: true, datasetVersion: true };
const DatasetsGetItemsByVersion: Deciding = { datasetId: true, version: true };
const DatasetsGetItemHistory: Deciding = { itemId: true };
const DatasetsCreateDatasetVersion: Deciding = { datasetId: true, version: true };
const DatasetsListDatasetVersions: Deciding = { datasetId: true, pagination: { page: true, perPage: true } };
const DatasetsDangerouslyClearAll: Deciding = {  };
const ExperimentsCreateExperiment: Deciding = { id: true, name: true, description: true, experimentSetId: true, comparisonId: true, variantId: true, trialIndex: true, datasetId: true, datasetVersion: true, targetType: true, targetId: true, status: true, totalItems: true, succeededCount: true, failedCount: true, skippedCount: true, startedAt: true, completedAt: true, agentVersion: true, organizationId: true, projectId: true };
const ExperimentsUpdateExperiment: Deciding = { id: true, name: true, description: true, status: true, totalItems: true, succeededCount: true, failedCount: true, skippedCount: true, startedAt: true, completedAt: true };
const ExperimentsGetExperimentById: Deciding = { id: true, filters: { organizationId: true, projectId: true } };
const ExperimentsListExperiments: Deciding = { datasetId: true, targetType: true, targetId: true, agentVersion: true, status: true, experimentSetId: true, comparisonId: true, variantId: true, trialIndex: true, filters: { organizationId: true, projectId: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } };
const ExperimentsDeleteExperiment: Deciding = { id: true, filters: { organizationId: true, projectId: true } };
const ExperimentsAddExperimentResult: Deciding = { id: true, experimentId: true, itemId: true, itemDatasetVersion: true, startedAt: true, completedAt: true, retryCount: true, attempt: true, traceId: true, status: true, tags: true, organizationId: true, projectId: true };
const ExperimentsUpsertExperimentResult: Deciding = { experimentId: true, itemId: true, itemDatasetVersion: true, startedAt: true, completedAt: true, retryCount: true, attempt: true, traceId: true, status: true, tags: true, organizationId: true, projectId: true };
const ExperimentsUpdateExperimentResult: Deciding = { id: true, experimentId: true, status: true, tags: true, comment: true };
const ExperimentsGetExperimentResultById: Deciding = { id: true, filters: { organizationId: true, projectId: true } };
const ExperimentsListExperimentResults: Deciding = { experimentId: true, traceId: true, status: true, tags: true, filters: { organizationId: true, projectId: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } };
const ExperimentsDeleteExperimentResults: Deciding = { experimentId: true, filters: { organizationId: true, projectId: true } };
const ExperimentsGetReviewSummary: Deciding = {  };
const ExperimentsPrune: Deciding = { policies: { experiments: true }, options: true };
const ExperimentsDangerouslyClearAll: Deciding = {  };
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
  'memory.getResourceById': MemoryGetResourceById,
  'memory.saveResource': SaveResource,
  'memory.updateResource': UpdateResource,
  'memory.prune': MemoryPrune,
  'memory.dangerouslyClearAll': MemoryDangerouslyClearAll,
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
  'memory.setReflectingFlag': MemorySetReflectingFlag,
  'memory.setObservingFlag': MemorySetObservingFlag,
  'memory.setBufferingObservationFlag': MemorySetBufferingObservationFlag,
  'memory.setBufferingReflectionFlag': MemorySetBufferingReflectionFlag,
  'memory.setPendingMessageTokens': MemorySetPendingMessageTokens,
  'memory.updateObservationalMemoryConfig': UpdateObservationalMemoryConfig,
  'memory.clearObservationalMemory': GetObservationalMemory,
  'workflows.persistWorkflowSnapshot': PersistWorkflowSnapshot,
  'workflows.loadWorkflowSnapshot': WorkflowRunId,
  'workflows.updateWorkflowResults': UpdateWorkflowResults,
  'workflows.updateWorkflowState': UpdateWorkflowState,
  'workflows.listWorkflowRuns': ListWorkflowRuns,
  'workflows.getWorkflowRunById': WorkflowsGetWorkflowRunById,
  'workflows.deleteWorkflowRunById': WorkflowsDeleteWorkflowRunById,
  'workflows.prune': WorkflowsPrune,
  'workflows.dangerouslyClearAll': WorkflowsDangerouslyClearAll,
  'workflowDefinitions.upsert': WorkflowDefinitionsUpsert,
  'workflowDefinitions.get': WorkflowDefinitionsGet,
  'workflowDefinitions.list': WorkflowDefinitionsList,
  'workflowDefinitions.delete': WorkflowDefinitionsDelete,
  'workflowDefinitions.dangerouslyClearAll': WorkflowDefinitionsDangerouslyClearAll,
  'scores.saveScore': ScoresSaveScore,
  'scores.getScoreById': ScoresGetScoreById,
  'scores.listScoresByScorerId': ScoresListScoresByScorerId,
  'scores.listScoresByRunId': ScoresListScoresByRunId,
  'scores.listScoresByEntityId': ScoresListScoresByEntityId,
  'scores.listScoresBySpan': ScoresListScoresBySpan,
  'scores.prune': ScoresPrune,
  'scores.dangerouslyClearAll': ScoresDangerouslyClearAll,
  'agents.getById': AgentsGetById,
  'agents.create': AgentsCreate,
  'agents.update': AgentsUpdate,
  'agents.delete': AgentsDelete,
  'agents.list': AgentsList,
  'agents.createVersion': AgentsCreateVersion,
  'agents.getVersion': AgentsGetVersion,
  'agents.getVersionByNumber': AgentsGetVersionByNumber,
  'agents.getLatestVersion': AgentsGetLatestVersion,
  'agents.getVersions': AgentsGetVersions,
  'agents.listVersions': AgentsListVersions,
  'agents.deleteVersion': AgentsDeleteVersion,
  'agents.deleteVersionsByParentId': AgentsDeleteVersionsByParentId,
  'agents.countVersions': AgentsCountVersions,
  'agents.getByIdResolved': AgentsGetByIdResolved,
  'agents.listResolved': AgentsListResolved,
  'agents.dangerouslyClearAll': AgentsDangerouslyClearAll,
  'promptBlocks.getById': PromptBlocksGetById,
  'promptBlocks.create': PromptBlocksCreate,
  'promptBlocks.update': PromptBlocksUpdate,
  'promptBlocks.delete': PromptBlocksDelete,
  'promptBlocks.list': PromptBlocksList,
  'promptBlocks.createVersion': PromptBlocksCreateVersion,
  'promptBlocks.getVersion': PromptBlocksGetVersion,
  'promptBlocks.getVersionByNumber': PromptBlocksGetVersionByNumber,
  'promptBlocks.getLatestVersion': PromptBlocksGetLatestVersion,
  'promptBlocks.getVersions': PromptBlocksGetVersions,
  'promptBlocks.listVersions': PromptBlocksListVersions,
  'promptBlocks.deleteVersion': PromptBlocksDeleteVersion,
  'promptBlocks.deleteVersionsByParentId': PromptBlocksDeleteVersionsByParentId,
  'promptBlocks.countVersions': PromptBlocksCountVersions,
  'promptBlocks.getByIdResolved': PromptBlocksGetByIdResolved,
  'promptBlocks.listResolved': PromptBlocksListResolved,
  'promptBlocks.dangerouslyClearAll': PromptBlocksDangerouslyClearAll,
  'scorerDefinitions.getById': ScorerDefinitionsGetById,
  'scorerDefinitions.create': ScorerDefinitionsCreate,
  'scorerDefinitions.update': ScorerDefinitionsUpdate,
  'scorerDefinitions.delete': ScorerDefinitionsDelete,
  'scorerDefinitions.list': ScorerDefinitionsList,
  'scorerDefinitions.createVersion': ScorerDefinitionsCreateVersion,
  'scorerDefinitions.getVersion': ScorerDefinitionsGetVersion,
  'scorerDefinitions.getVersionByNumber': ScorerDefinitionsGetVersionByNumber,
  'scorerDefinitions.getLatestVersion': ScorerDefinitionsGetLatestVersion,
  'scorerDefinitions.getVersions': ScorerDefinitionsGetVersions,
  'scorerDefinitions.listVersions': ScorerDefinitionsListVersions,
  'scorerDefinitions.deleteVersion': ScorerDefinitionsDeleteVersion,
  'scorerDefinitions.deleteVersionsByParentId': ScorerDefinitionsDeleteVersionsByParentId,
  'scorerDefinitions.countVersions': ScorerDefinitionsCountVersions,
  'scorerDefinitions.getByIdResolved': ScorerDefinitionsGetByIdResolved,
  'scorerDefinitions.listResolved': ScorerDefinitionsListResolved,
  'scorerDefinitions.dangerouslyClearAll': ScorerDefinitionsDangerouslyClearAll,
  'mcpClients.getById': McpClientsGetById,
  'mcpClients.create': McpClientsCreate,
  'mcpClients.update': McpClientsUpdate,
  'mcpClients.delete': McpClientsDelete,
  'mcpClients.list': McpClientsList,
  'mcpClients.createVersion': McpClientsCreateVersion,
  'mcpClients.getVersion': McpClientsGetVersion,
  'mcpClients.getVersionByNumber': McpClientsGetVersionByNumber,
  'mcpClients.getLatestVersion': McpClientsGetLatestVersion,
  'mcpClients.getVersions': McpClientsGetVersions,
  'mcpClients.listVersions': McpClientsListVersions,
  'mcpClients.deleteVersion': McpClientsDeleteVersion,
  'mcpClients.deleteVersionsByParentId': McpClientsDeleteVersionsByParentId,
  'mcpClients.countVersions': McpClientsCountVersions,
  'mcpClients.getByIdResolved': McpClientsGetByIdResolved,
  'mcpClients.listResolved': McpClientsListResolved,
  'mcpClients.dangerouslyClearAll': McpClientsDangerouslyClearAll,
  'mcpServers.getById': McpServersGetById,
  'mcpServers.create': McpServersCreate,
  'mcpServers.update': McpServersUpdate,
  'mcpServers.delete': McpServersDelete,
  'mcpServers.list': McpServersList,
  'mcpServers.createVersion': McpServersCreateVersion,
  'mcpServers.getVersion': McpServersGetVersion,
  'mcpServers.getVersionByNumber': McpServersGetVersionByNumber,
  'mcpServers.getLatestVersion': McpServersGetLatestVersion,
  'mcpServers.getVersions': McpServersGetVersions,
  'mcpServers.listVersions': McpServersListVersions,
  'mcpServers.deleteVersion': McpServersDeleteVersion,
  'mcpServers.deleteVersionsByParentId': McpServersDeleteVersionsByParentId,
  'mcpServers.countVersions': McpServersCountVersions,
  'mcpServers.getByIdResolved': McpServersGetByIdResolved,
  'mcpServers.listResolved': McpServersListResolved,
  'mcpServers.dangerouslyClearAll': McpServersDangerouslyClearAll,
  'workspaces.getById': WorkspacesGetById,
  'workspaces.create': WorkspacesCreate,
  'workspaces.update': WorkspacesUpdate,
  'workspaces.delete': WorkspacesDelete,
  'workspaces.list': WorkspacesList,
  'workspaces.createVersion': WorkspacesCreateVersion,
  'workspaces.getVersion': WorkspacesGetVersion,
  'workspaces.getVersionByNumber': WorkspacesGetVersionByNumber,
  'workspaces.getLatestVersion': WorkspacesGetLatestVersion,
  'workspaces.getVersions': WorkspacesGetVersions,
  'workspaces.listVersions': WorkspacesListVersions,
  'workspaces.deleteVersion': WorkspacesDeleteVersion,
  'workspaces.deleteVersionsByParentId': WorkspacesDeleteVersionsByParentId,
  'workspaces.countVersions': WorkspacesCountVersions,
  'workspaces.getByIdResolved': WorkspacesGetByIdResolved,
  'workspaces.listResolved': WorkspacesListResolved,
  'workspaces.dangerouslyClearAll': WorkspacesDangerouslyClearAll,
  'skills.getById': SkillsGetById,
  'skills.create': SkillsCreate,
  'skills.update': SkillsUpdate,
  'skills.delete': SkillsDelete,
  'skills.list': SkillsList,
  'skills.createVersion': SkillsCreateVersion,
  'skills.getVersion': SkillsGetVersion,
  'skills.getVersionByNumber': SkillsGetVersionByNumber,
  'skills.getLatestVersion': SkillsGetLatestVersion,
  'skills.getVersions': SkillsGetVersions,
  'skills.listVersions': SkillsListVersions,
  'skills.deleteVersion': SkillsDeleteVersion,
  'skills.deleteVersionsByParentId': SkillsDeleteVersionsByParentId,
  'skills.countVersions': SkillsCountVersions,
  'skills.getByIdResolved': SkillsGetByIdResolved,
  'skills.listResolved': SkillsListResolved,
  'skills.dangerouslyClearAll': SkillsDangerouslyClearAll,
  'favorites.favorite': FavoritesFavorite,
  'favorites.unfavorite': FavoritesUnfavorite,
  'favorites.isFavorited': FavoritesIsFavorited,
  'favorites.isFavoritedBatch': FavoritesIsFavoritedBatch,
  'favorites.listFavoritedIds': FavoritesListFavoritedIds,
  'favorites.deleteFavoritesForEntity': FavoritesDeleteFavoritesForEntity,
  'favorites.dangerouslyClearAll': FavoritesDangerouslyClearAll,
  'blobs.put': BlobsPut,
  'blobs.putMany': BlobsPutMany,
  'blobs.get': BlobsGet,
  'blobs.getMany': BlobsGetMany,
  'blobs.has': BlobsHas,
  'blobs.delete': BlobsDelete,
  'blobs.dangerouslyClearAll': BlobsDangerouslyClearAll,
  'backgroundTasks.createTask': BackgroundTasksCreateTask,
  'backgroundTasks.updateTask': BackgroundTasksUpdateTask,
  'backgroundTasks.getTask': BackgroundTasksGetTask,
  'backgroundTasks.listTasks': BackgroundTasksListTasks,
  'backgroundTasks.deleteTask': BackgroundTasksDeleteTask,
  'backgroundTasks.deleteTasks': BackgroundTasksDeleteTasks,
  'backgroundTasks.getRunningCount': BackgroundTasksGetRunningCount,
  'backgroundTasks.getRunningCountByAgent': BackgroundTasksGetRunningCountByAgent,
  'backgroundTasks.prune': BackgroundTasksPrune,
  'backgroundTasks.dangerouslyClearAll': BackgroundTasksDangerouslyClearAll,
  'schedules.createSchedule': SchedulesCreateSchedule,
  'schedules.getSchedule': SchedulesGetSchedule,
  'schedules.listSchedules': SchedulesListSchedules,
  'schedules.listDueSchedules': SchedulesListDueSchedules,
  'schedules.updateSchedule': SchedulesUpdateSchedule,
  'schedules.updateScheduleNextFire': SchedulesUpdateScheduleNextFire,
  'schedules.deleteSchedule': SchedulesDeleteSchedule,
  'schedules.recordTrigger': SchedulesRecordTrigger,
  'schedules.listTriggers': SchedulesListTriggers,
  'schedules.prune': SchedulesPrune,
  'schedules.dangerouslyClearAll': SchedulesDangerouslyClearAll,
  'channels.saveInstallation': ChannelsSaveInstallation,
  'channels.getInstallation': ChannelsGetInstallation,
  'channels.getInstallationByAgent': ChannelsGetInstallationByAgent,
  'channels.getInstallationByWebhookId': ChannelsGetInstallationByWebhookId,
  'channels.listInstallations': ChannelsListInstallations,
  'channels.deleteInstallation': ChannelsDeleteInstallation,
  'channels.saveConfig': ChannelsSaveConfig,
  'channels.getConfig': ChannelsGetConfig,
  'channels.deleteConfig': ChannelsDeleteConfig,
  'channels.dangerouslyClearAll': ChannelsDangerouslyClearAll,
  'toolProviderConnections.getConnectionById': ToolProviderConnectionsGetConnectionById,
  'toolProviderConnections.upsertConnection': ToolProviderConnectionsUpsertConnection,
  'toolProviderConnections.listConnectionsByAuthor': ToolProviderConnectionsListConnectionsByAuthor,
  'toolProviderConnections.deleteConnection': ToolProviderConnectionsDeleteConnection,
  'toolProviderConnections.dangerouslyClearAll': ToolProviderConnectionsDangerouslyClearAll,
  'notifications.createNotification': NotificationsCreateNotification,
  'notifications.listNotifications': NotificationsListNotifications,
  'notifications.listDueNotifications': NotificationsListDueNotifications,
  'notifications.getNotification': NotificationsGetNotification,
  'notifications.updateNotification': NotificationsUpdateNotification,
  'notifications.updateNotificationsStatus': NotificationsUpdateNotificationsStatus,
  'notifications.prune': NotificationsPrune,
  'notifications.dangerouslyClearAll': NotificationsDangerouslyClearAll,
  'threadState.getState': ThreadStateGetState,
  'threadState.setState': ThreadStateSetState,
  'threadState.deleteState': ThreadStateDeleteState,
  'threadState.prune': ThreadStatePrune,
  'threadState.dangerouslyClearAll': ThreadStateDangerouslyClearAll,
  'harness.loadSession': HarnessLoadSession,
  'harness.saveSession': HarnessSaveSession,
  'harness.listSessions': HarnessListSessions,
  'harness.updateSession': HarnessUpdateSession,
  'harness.appendPendingItem': HarnessAppendPendingItem,
  'harness.updatePendingItem': HarnessUpdatePendingItem,
  'harness.removePendingItem': HarnessRemovePendingItem,
  'harness.prune': HarnessPrune,
  'harness.dangerouslyClearAll': HarnessDangerouslyClearAll,
  'datasets.createDataset': DatasetsCreateDataset,
  'datasets.getDatasetById': DatasetsGetDatasetById,
  'datasets.updateDataset': DatasetsUpdateDataset,
  'datasets.deleteDataset': DatasetsDeleteDataset,
  'datasets.listDatasets': DatasetsListDatasets,
  'datasets.addItem': DatasetsAddItem,
  'datasets.batchInsertItems': DatasetsBatchInsertItems,
  'datasets.updateItem': DatasetsUpdateItem,
  'datasets.deleteItem': DatasetsDeleteItem,
  'datasets.batchDeleteItems': DatasetsBatchDeleteItems,
  'datasets.purgeItem': DatasetsPurgeItem,
  'datasets.listItems': DatasetsListItems,
  'datasets.getItemById': DatasetsGetItemById,
  'datasets.getItemsByVersion': DatasetsGetItemsByVersion,
  'datasets.getItemHistory': DatasetsGetItemHistory,
  'datasets.createDatasetVersion': DatasetsCreateDatasetVersion,
  'datasets.listDatasetVersions': DatasetsListDatasetVersions,
  'datasets.dangerouslyClearAll': DatasetsDangerouslyClearAll,
  'experiments.createExperiment': ExperimentsCreateExperiment,
  'experiments.updateExperiment': ExperimentsUpdateExperiment,
  'experiments.getExperimentById': ExperimentsGetExperimentById,
  'experiments.listExperiments': ExperimentsListExperiments,
  'experiments.deleteExperiment': ExperimentsDeleteExperiment,
  'experiments.addExperimentResult': ExperimentsAddExperimentResult,
  'experiments.upsertExperimentResult': ExperimentsUpsertExperimentResult,
  'experiments.updateExperimentResult': ExperimentsUpdateExperimentResult,
  'experiments.getExperimentResultById': ExperimentsGetExperimentResultById,
  'experiments.listExperimentResults': ExperimentsListExperimentResults,
  'experiments.deleteExperimentResults': ExperimentsDeleteExperimentResults,
  'experiments.getReviewSummary': ExperimentsGetReviewSummary,
  'experiments.prune': ExperimentsPrune,
  'experiments.dangerouslyClearAll': ExperimentsDangerouslyClearAll,
  'store.init': Init,
  'store.status': Status,
  'store.createIndex': CreateIndex,
  'store.listIndexes': ListIndexes,
  'store.describeIndex': IndexName,
  'store.dropIndex': IndexName,
};
