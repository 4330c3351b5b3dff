// Written by scripts/generate from the method table; do not edit.
export const release = { version: '0.1.0', schema: 9 } as const;

// What of a row is no JSON: see worker/host/revive.ts.
const Thread = { createdAt: 'date', updatedAt: 'date' } as const;
const ThreadCopy = { thread: Thread } as const;
const Message = { createdAt: 'date', content: 'document' } as const;
const ThreadClone = { thread: Thread, clonedMessages: [Message] } as const;
const MessageHit = { message: Message } as const;
const Resource = { createdAt: 'date', updatedAt: 'date' } as const;
const BufferedObservationChunk = { lastObservedAt: 'date', createdAt: 'date' } as const;
const ObservationalMemoryRecord = { createdAt: 'date', updatedAt: 'date', lastObservedAt: 'date', bufferedObservationChunks: [BufferedObservationChunk], lastBufferedAtTime: 'date' } as const;
const WorkflowRun = { createdAt: 'date', updatedAt: 'date' } as const;
const WorkflowDefinition = { createdAt: 'date', updatedAt: 'date' } as const;
const Score = { createdAt: 'date', updatedAt: 'date' } as const;
const Agent = { createdAt: 'date', updatedAt: 'date' } as const;
const AgentVersion = { createdAt: 'date' } as const;
const ResolvedAgent = { createdAt: 'date', updatedAt: 'date' } as const;
const PromptBlock = { createdAt: 'date', updatedAt: 'date' } as const;
const PromptBlockVersion = { createdAt: 'date' } as const;
const ResolvedPromptBlock = { createdAt: 'date', updatedAt: 'date' } as const;
const ScorerDefinition = { createdAt: 'date', updatedAt: 'date' } as const;
const ScorerDefinitionVersion = { createdAt: 'date' } as const;
const ResolvedScorerDefinition = { createdAt: 'date', updatedAt: 'date' } as const;
const MCPClient = { createdAt: 'date', updatedAt: 'date' } as const;
const MCPClientVersion = { createdAt: 'date' } as const;
const ResolvedMCPClient = { createdAt: 'date', updatedAt: 'date' } as const;
const MCPServer = { createdAt: 'date', updatedAt: 'date' } as const;
const MCPServerVersion = { createdAt: 'date' } as const;
const ResolvedMCPServer = { createdAt: 'date', updatedAt: 'date' } as const;
const Workspace = { createdAt: 'date', updatedAt: 'date' } as const;
const WorkspaceVersion = { createdAt: 'date' } as const;
const ResolvedWorkspace = { createdAt: 'date', updatedAt: 'date' } as const;
const Skill = { createdAt: 'date', updatedAt: 'date' } as const;
const SkillVersion = { createdAt: 'date' } as const;
const ResolvedSkill = { createdAt: 'date', updatedAt: 'date' } as const;
const Blob = { createdAt: 'date' } as const;
const BackgroundTask = { createdAt: 'date', startedAt: 'date', suspendedAt: 'date', completedAt: 'date' } as const;
const ChannelInstallation = { createdAt: 'date', updatedAt: 'date' } as const;
const ChannelConfig = { updatedAt: 'date' } as const;
const ToolProviderConnection = { createdAt: 'date', updatedAt: 'date' } as const;
const Notification = { createdAt: 'date', updatedAt: 'date', deliveredAt: 'date', seenAt: 'date', dismissedAt: 'date', archivedAt: 'date', discardedAt: 'date', deliverAt: 'date', summaryAt: 'date', lastDeliveryAttemptAt: 'date' } as const;
const PendingItem = { createdAt: 'date', updatedAt: 'date' } as const;
const Session = { pending: [PendingItem], createdAt: 'date', lastActivityAt: 'date', closingAt: 'date', closeDeadlineAt: 'date', closedAt: 'date', deletedAt: 'date' } as const;
const Dataset = { createdAt: 'date', updatedAt: 'date' } as const;
const DatasetItem = { createdAt: 'date', updatedAt: 'date' } as const;
const DatasetItemRow = { createdAt: 'date', updatedAt: 'date' } as const;
const DatasetVersion = { createdAt: 'date' } as const;
const Experiment = { startedAt: 'date', completedAt: 'date', createdAt: 'date', updatedAt: 'date' } as const;
const ExperimentResult = { startedAt: 'date', completedAt: 'date', createdAt: 'date' } as const;
const SpanRecord = { startedAt: 'date', endedAt: 'date', createdAt: 'date', updatedAt: 'date' } as const;
const LightSpan = { startedAt: 'date', endedAt: 'date', createdAt: 'date', updatedAt: 'date' } as const;
const TraceSpan = { startedAt: 'date', endedAt: 'date', createdAt: 'date', updatedAt: 'date' } as const;
const QueriedTrace = { startedAt: 'date', endedAt: 'date', createdAt: 'date' } as const;
const LogRecord = { timestamp: 'date' } as const;
const MetricRecord = { timestamp: 'date' } as const;
const ScoreSignal = { timestamp: 'date' } as const;
const FeedbackRecord = { timestamp: 'date' } as const;
const TimeSeries = { series: [{ points: [{ timestamp: 'date' }] }] } as const;
const Percentiles = { series: [{ points: [{ timestamp: 'date' }] }] } as const;
const KnowledgeNode = { createdAt: 'date', updatedAt: 'date' } as const;
const KnowledgeRecord = { capturedAt: 'date', when: 'date', deletedAt: 'date' } as const;
const KnowledgeCurationCursor = { updatedAt: 'date' } as const;
const KnowledgeActivityEvent = { createdAt: 'date' } as const;
const KnowledgeOutboxEntry = { availableAt: 'date', claimedAt: 'date', createdAt: 'date', completedAt: 'date' } as const;
const SyncedEntityRow = { createdAt: 'date', updatedAt: 'date' } as const;
const SyncedRecord = { data: 'document', deletedAt: 'date', createdAt: 'date', updatedAt: 'date', entity: SyncedEntityRow } as const;
const SyncedCredentialRow = { value: 'document', scope: 'document' } as const;
const SyncedConnection = { issues: 'document', syncConfig: 'document', createdAt: 'date', updatedAt: 'date', lastSyncAt: 'date', credential: SyncedCredentialRow, entities: [SyncedEntityRow] } as const;
const SyncedConnectionRow = { issues: 'document', syncConfig: 'document', createdAt: 'date', updatedAt: 'date', lastSyncAt: 'date' } as const;
const SyncedCredential = { value: 'document', scope: 'document', connection: SyncedConnectionRow } as const;
const SyncedRecordRow = { data: 'document', deletedAt: 'date', createdAt: 'date', updatedAt: 'date' } as const;
const SyncedPropertyRow = { config: 'document' } as const;
const SyncedEntity = { createdAt: 'date', updatedAt: 'date', connection: SyncedConnectionRow, records: [SyncedRecordRow], properties: [SyncedPropertyRow] } as const;
const SyncedProperty = { config: 'document', entity: SyncedEntityRow, parent: SyncedPropertyRow, children: [SyncedPropertyRow] } as const;

// Members of arguments that decide, with theirs: see worker/host/arguments.ts.
const takeThread = { id: true, resourceId: true, title: true, createdAt: true, updatedAt: true } as const;
const takeCopyOptions = { messageLimit: true, messageFilter: { startDate: true, endDate: true, messageIds: true } } as const;
const takeCopyThread = { sourceThreadId: true, newThreadId: true, resourceId: true, title: true, options: takeCopyOptions } as const;
const takeListThreads = { page: true, perPage: true, orderBy: { field: true, direction: true }, filter: { resourceId: true, metadata: true } } as const;
const takeMessage = { id: true, threadId: true, resourceId: true, role: true, type: true, createdAt: true } as const;
const takeInclude = { id: true, withPreviousMessages: true, withNextMessages: true } as const;
const takeDateRange = { start: true, end: true, startExclusive: true, endExclusive: true } as const;
const takeListMessages = { threadId: true, resourceId: true, include: takeInclude, filter: { dateRange: takeDateRange, metadata: true }, perPage: true, page: true, orderBy: { field: true, direction: true }, includeTotal: true } as const;
const takeListMessagesByResourceId = { resourceId: true, include: takeInclude, filter: { dateRange: takeDateRange, metadata: true }, perPage: true, page: true, orderBy: { field: true, direction: true }, includeTotal: true } as const;
const takeSearchMessages = { query: true, resourceId: true, threadId: true, role: true, dateRange: takeDateRange, topK: true, mode: true, vector: true, indexName: true } as const;
const takeResource = { id: true, workingMemory: true, createdAt: true, updatedAt: true } as const;
const takeMemoryPrune = { policies: { messages: true, resources: true, threads: true }, options: true } as const;
const takeGetObservationalMemoryHistory = { threadId: true, resourceId: true, limit: true, options: { from: true, to: true, offset: true } } as const;
const takeInitializeObservationalMemory = { threadId: true, resourceId: true, scope: true, observedTimezone: true } as const;
const takeBufferedObservationChunk = { id: true, cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, createdAt: true, suggestedContinuation: true, currentTask: true } as const;
const takeObservationalMemoryRecord = { id: true, scope: true, threadId: true, resourceId: true, createdAt: true, updatedAt: true, lastObservedAt: true, originType: true, generationCount: true, activeObservations: true, bufferedObservationChunks: takeBufferedObservationChunk, bufferedObservations: true, bufferedObservationTokens: true, bufferedMessageIds: true, bufferedReflection: true, bufferedReflectionTokens: true, bufferedReflectionInputTokens: true, reflectedObservationLineCount: true, observedMessageIds: true, observedTimezone: true, totalTokensObserved: true, observationTokenCount: true, pendingMessageTokens: true, isReflecting: true, isObserving: true, isBufferingObservation: true, isBufferingReflection: true, lastBufferedAtTokens: true, lastBufferedAtTime: true } as const;
const takeUpdateActiveObservations = { id: true, observations: true, tokenCount: true, lastObservedAt: true, observedMessageIds: true } as const;
const takeNewObservationChunk = { cycleId: true, observations: true, tokenCount: true, messageIds: true, messageTokens: true, lastObservedAt: true, suggestedContinuation: true, currentTask: true, threadTitle: true, extractionFailures: { slug: true, error: true } } as const;
const takeUpdateBufferedObservations = { id: true, chunk: takeNewObservationChunk, lastBufferedAtTime: true } as const;
const takeSwapBufferedToActive = { id: true, activationRatio: true, messageTokensThreshold: true, currentPendingTokens: true, forceMaxActivation: true, lastObservedAt: true, bufferedChunks: takeBufferedObservationChunk } as const;
const takeReflectedRecord = { scope: true, threadId: true, resourceId: true, lastObservedAt: true, generationCount: true, totalTokensObserved: true, observedTimezone: true } as const;
const takeCreateReflectionGeneration = { currentRecord: takeReflectedRecord, reflection: true, tokenCount: true } as const;
const takeUpdateBufferedReflection = { id: true, reflection: true, tokenCount: true, inputTokenCount: true, reflectedObservationLineCount: true } as const;
const takePersistWorkflowSnapshot = { workflowName: true, runId: true, resourceId: true, createdAt: true, updatedAt: true } as const;
const takeUpdateWorkflowState = { workflowName: true, runId: true, opts: { expectedStatus: true } } as const;
const takeListWorkflowRuns = { workflowName: true, resourceId: true, threadId: true, status: true, fromDate: true, toDate: true, page: true, perPage: true } as const;
const takeWorkflowDefinitionsUpsert = { id: true, description: true, status: true, authorId: true } as const;
const takeScoresSaveScore = { id: true, scorerId: true, traceId: true, spanId: true, runId: true, reason: true, preprocessPrompt: true, extractPrompt: true, generateScorePrompt: true, generateReasonPrompt: true, analyzePrompt: true, reasonPrompt: true, entityType: true, entityId: true, source: true, resourceId: true, threadId: true, organizationId: true, projectId: true, batchId: true, datasetId: true, datasetItemId: true } as const;
const takeScoresListScoresByScorerId = { scorerId: true, entityId: true, entityType: true, source: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } } as const;
const takeScoresListScoresByRunId = { runId: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } } as const;
const takeScoresListScoresByEntityId = { entityId: true, entityType: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } } as const;
const takeScoresListScoresBySpan = { traceId: true, spanId: true, filters: { organizationId: true, projectId: true }, pagination: { page: true, perPage: true } } as const;
const takeAgentsCreate = { agent: { id: true, authorId: true, visibility: true, name: true, description: true, skillsFormat: true } } as const;
const takeAgentsUpdate = { id: true, status: true, activeVersionId: true, authorId: true, visibility: true } as const;
const takeAgentsList = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, visibility: true, metadata: true, status: true, entityIds: true, pinFavoritedFor: true, favoritedOnly: true } as const;
const takeAgentsCreateVersion = { id: true, agentId: true, versionNumber: true, changeMessage: true, name: true, description: true, skillsFormat: true } as const;
const takeAgentsListVersions = { agentId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takePromptBlocksCreate = { promptBlock: { id: true, authorId: true, name: true, description: true, content: true } } as const;
const takePromptBlocksUpdate = { id: true, status: true, activeVersionId: true, authorId: true } as const;
const takePromptBlocksList = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true, status: true } as const;
const takePromptBlocksCreateVersion = { id: true, blockId: true, versionNumber: true, changeMessage: true, name: true, description: true, content: true } as const;
const takePromptBlocksListVersions = { blockId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeScorerDefinitionsCreate = { scorerDefinition: { id: true, authorId: true, organizationId: true, projectId: true, name: true, description: true, type: true, instructions: true } } as const;
const takeScorerDefinitionsList = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, organizationId: true, projectId: true, metadata: true, status: true } as const;
const takeScorerDefinitionsCreateVersion = { id: true, scorerDefinitionId: true, versionNumber: true, changeMessage: true, name: true, description: true, type: true, instructions: true } as const;
const takeScorerDefinitionsListVersions = { scorerDefinitionId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeMcpClientsCreate = { mcpClient: { id: true, authorId: true, name: true, description: true } } as const;
const takeMcpClientsCreateVersion = { id: true, mcpClientId: true, versionNumber: true, changeMessage: true, name: true, description: true } as const;
const takeMcpClientsListVersions = { mcpClientId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeMcpServersCreate = { mcpServer: { id: true, authorId: true, name: true, version: true, description: true, instructions: true, releaseDate: true, isLatest: true, packageCanonical: true } } as const;
const takeMcpServersCreateVersion = { id: true, mcpServerId: true, versionNumber: true, changeMessage: true, name: true, version: true, description: true, instructions: true, releaseDate: true, isLatest: true, packageCanonical: true } as const;
const takeMcpServersListVersions = { mcpServerId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeWorkspacesCreate = { workspace: { id: true, authorId: true, name: true, description: true, autoSync: true, operationTimeout: true } } as const;
const takeWorkspacesUpdate = { id: true, status: true, activeVersionId: true, authorId: true, name: true, description: true, autoSync: true, operationTimeout: true } as const;
const takeWorkspacesList = { page: true, perPage: true, orderBy: { field: true, direction: true }, authorId: true, metadata: true } as const;
const takeWorkspacesCreateVersion = { id: true, workspaceId: true, versionNumber: true, changeMessage: true, name: true, description: true, autoSync: true, operationTimeout: true } as const;
const takeWorkspacesListVersions = { workspaceId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeSkillsCreate = { skill: { id: true, authorId: true, visibility: true, name: true, description: true, instructions: true, license: true } } as const;
const takeSkillsUpdate = { id: true, status: true, activeVersionId: true, authorId: true, visibility: true, name: true, description: true, instructions: true, license: true } as const;
const takeSkillsCreateVersion = { id: true, skillId: true, versionNumber: true, changeMessage: true, name: true, description: true, instructions: true, license: true } as const;
const takeSkillsListVersions = { skillId: true, page: true, perPage: true, orderBy: { field: true, direction: true } } as const;
const takeBlobsPut = { hash: true, content: true, size: true, mimeType: true, createdAt: true } as const;
const takeBlobsPutMany = { entries: { hash: true, content: true, size: true, mimeType: true, createdAt: true } } as const;
const takeBackgroundTasksCreateTask = { id: true, toolCallId: true, toolName: true, agentId: true, runId: true, threadId: true, resourceId: true, status: true, retryCount: true, maxRetries: true, timeoutMs: true, createdAt: true, startedAt: true, suspendedAt: true, completedAt: true } as const;
const takeBackgroundTasksUpdateTask = { taskId: true, options: { expectedStatus: true }, update: { status: true, retryCount: true, maxRetries: true, timeoutMs: true, startedAt: true, suspendedAt: true, completedAt: true } } as const;
const takeBackgroundTasksListTasks = { status: true, toolCallId: true, agentId: true, threadId: true, resourceId: true, toolName: true, runId: true, dateFilterBy: true, fromDate: true, toDate: true, orderBy: true, orderDirection: true, page: true, perPage: true } as const;
const takeBackgroundTasksDeleteTasks = { status: true, toolCallId: true, agentId: true, threadId: true, resourceId: true, toolName: true, runId: true, dateFilterBy: true, fromDate: true, toDate: true } as const;
const takeSchedulesCreateSchedule = { id: true, cron: true, timezone: true, status: true, nextFireAt: true, lastFireAt: true, lastRunId: true, createdAt: true, updatedAt: true, ownerType: true, ownerId: true } as const;
const takeSchedulesListSchedules = { status: true, workflowId: true, ownerType: true, ownerId: true } as const;
const takeSchedulesUpdateSchedule = { id: true, patch: { cron: true, timezone: true, status: true, nextFireAt: true, ownerType: true, ownerId: true } } as const;
const takeSchedulesUpdateScheduleNextFire = { id: true, expectedNextFireAt: true, newNextFireAt: true, lastFireAt: true, lastRunId: true } as const;
const takeSchedulesRecordTrigger = { id: true, scheduleId: true, runId: true, scheduledFireAt: true, actualFireAt: true, outcome: true, error: true, triggerKind: true, parentTriggerId: true } as const;
const takeSchedulesListTriggers = { scheduleId: true, opts: { fromActualFireAt: true, toActualFireAt: true, limit: true } } as const;
const takeChannelsSaveInstallation = { id: true, platform: true, agentId: true, status: true, webhookId: true, configHash: true, error: true, createdAt: true } as const;
const takeToolProviderConnectionsUpsertConnection = { authorId: true, providerId: true, connectionId: true, toolkit: true, label: true, scope: true } as const;
const takeToolProviderConnectionsListConnectionsByAuthor = { authorId: true, providerId: true, toolkit: true, scope: true } as const;
const takeNotificationsCreateNotification = { id: true, threadId: true, source: true, kind: true, summary: true, priority: true, resourceId: true, agentId: true, sourceId: true, dedupeKey: true, coalesceKey: true, deliverAt: true, summaryAt: true, deliveryReason: true, createdAt: true } as const;
const takeNotificationsListNotifications = { threadId: true, status: true, priority: true, source: true, resourceId: true, agentId: true, search: true, limit: true } as const;
const takeNotificationsUpdateNotification = { id: true, threadId: true, status: true, summary: true, deliverAt: true, summaryAt: true, deliveryReason: true, deliveryAttempts: true, lastDeliveryAttemptAt: true, lastDeliveryError: true, deliveredSignalId: true, summarySignalId: true } as const;
const takeHarnessSaveSession = { id: true, ownerId: true, resourceId: true, threadId: true, parentSessionId: true, subagentDepth: true, origin: true, runtimeCompatibilityGeneration: true, modeId: true, modelId: true, title: true, createdAt: true, lastActivityAt: true, closingAt: true, closeDeadlineAt: true, closedAt: true, deletedAt: true } as const;
const takeHarnessUpdateSession = { sessionId: true, updates: { ownerId: true, resourceId: true, threadId: true, parentSessionId: true, subagentDepth: true, origin: true, runtimeCompatibilityGeneration: true, modeId: true, modelId: true, title: true, lastActivityAt: true, closingAt: true, closeDeadlineAt: true, closedAt: true, deletedAt: true } } as const;
const takeHarnessAppendPendingItem = { sessionId: true, item: { id: true, kind: true, status: true, sessionId: true, runId: true, createdAt: true, updatedAt: true } } as const;
const takeDatasetsCreateDataset = { id: true, name: true, description: true, targetType: true, targetIds: true, scorerIds: true, organizationId: true, projectId: true, candidateKey: true, candidateId: true } as const;
const takeDatasetsGetDatasetById = { id: true, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsUpdateDataset = { id: true, filters: { organizationId: true, projectId: true }, name: true, description: true, targetType: true } as const;
const takeDatasetsListDatasets = { filters: { organizationId: true, projectId: true, candidateKey: true, candidateId: true, targetType: true, targetIds: true, name: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } } as const;
const takeDatasetsAddItem = { datasetId: true, externalId: true, unmockedToolPolicy: true, scorerIds: true, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsBatchInsertItems = { datasetId: true, items: { externalId: true, unmockedToolPolicy: true, scorerIds: true }, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsUpdateItem = { id: true, datasetId: true, unmockedToolPolicy: true, scorerIds: true, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsDeleteItem = { id: true, datasetId: true, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsBatchDeleteItems = { datasetId: true, itemIds: true, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsListItems = { datasetId: true, version: true, search: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, filters: { organizationId: true, projectId: true } } as const;
const takeDatasetsListDatasetVersions = { datasetId: true, pagination: { page: true, perPage: true } } as const;
const takeExperimentsCreateExperiment = { id: true, name: true, description: true, experimentSetId: true, comparisonId: true, variantId: true, trialIndex: true, datasetId: true, datasetVersion: true, targetType: true, targetId: true, status: true, totalItems: true, succeededCount: true, failedCount: true, skippedCount: true, startedAt: true, completedAt: true, agentVersion: true, organizationId: true, projectId: true } as const;
const takeExperimentsUpdateExperiment = { id: true, name: true, description: true, status: true, totalItems: true, succeededCount: true, failedCount: true, skippedCount: true, startedAt: true, completedAt: true } as const;
const takeExperimentsListExperiments = { datasetId: true, targetType: true, targetId: true, agentVersion: true, status: true, experimentSetId: true, comparisonId: true, variantId: true, trialIndex: true, filters: { organizationId: true, projectId: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } } as const;
const takeExperimentsAddExperimentResult = { id: true, experimentId: true, itemId: true, itemDatasetVersion: true, startedAt: true, completedAt: true, retryCount: true, attempt: true, traceId: true, status: true, tags: true, organizationId: true, projectId: true } as const;
const takeExperimentsUpsertExperimentResult = { experimentId: true, itemId: true, itemDatasetVersion: true, startedAt: true, completedAt: true, retryCount: true, attempt: true, traceId: true, status: true, tags: true, organizationId: true, projectId: true } as const;
const takeExperimentsUpdateExperimentResult = { id: true, experimentId: true, status: true, tags: true, comment: true } as const;
const takeExperimentsListExperimentResults = { experimentId: true, traceId: true, status: true, tags: true, filters: { organizationId: true, projectId: true }, orderBy: { field: true, direction: true }, pagination: { page: true, perPage: true } } as const;
const takeExperimentsDeleteExperimentResults = { experimentId: true, filters: { organizationId: true, projectId: true } } as const;
const takeObservabilityCreateSpan = { span: { traceId: true, spanId: true, parentSpanId: true, name: true, spanType: true, isEvent: true, startedAt: true, endedAt: true, source: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityBatchCreateSpans = { records: { traceId: true, spanId: true, parentSpanId: true, name: true, spanType: true, isEvent: true, startedAt: true, endedAt: true, source: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityListTraces = { mode: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, after: true, limit: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, startedAt: { start: true, end: true, startExclusive: true, endExclusive: true }, endedAt: { start: true, end: true, startExclusive: true, endExclusive: true }, spanType: true, traceId: true, status: true, scope: true, metadata: true, hasChildError: true } } as const;
const takeObservabilityQueryTraces = { scope: { organizationId: true, resourceId: true }, limit: true, cursor: { threadId: true, traceId: true, sortValue: true }, timeRange: { from: true, to: true }, where: true, result: true, orderBy: { field: true, direction: true }, paginationMode: true, page: true, perPage: true } as const;
const takeObservabilityQueryThreads = { scope: { organizationId: true, resourceId: true }, limit: true, cursor: { threadId: true, traceId: true, sortValue: true }, traces: { timeRange: { from: true, to: true }, where: true }, where: true } as const;
const takeObservabilityGetTraceQueryObservedFields = { timeRange: { from: true, to: true }, predicateScope: true, search: true, scope: { organizationId: true, resourceId: true }, limit: true } as const;
const takeObservabilityGetTraceQueryValues = { timeRange: { from: true, to: true }, predicateScope: true, search: true, scope: { organizationId: true, resourceId: true }, limit: true, path: true } as const;
const takeObservabilityBatchCreateLogs = { logs: { logId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, level: true, message: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityListLogs = { mode: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, after: true, limit: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, level: true } } as const;
const takeObservabilityBatchCreateMetrics = { metrics: { metricId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, name: true, provider: true, model: true, costUnit: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityListMetrics = { mode: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, after: true, limit: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, name: true, traceIds: true, provider: true, model: true, costUnit: true, labels: true } } as const;
const takeObservabilityCreateScore = { score: { scoreId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, scorerId: true, scorerName: true, scorerVersion: true, scoreSource: true, reason: true, scoreTraceId: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityBatchCreateScores = { scores: { scoreId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, scorerId: true, scorerName: true, scorerVersion: true, scoreSource: true, reason: true, scoreTraceId: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityListScores = { mode: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, after: true, limit: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, scorerId: true, scoreSource: true, metadata: true } } as const;
const takeObservabilityCreateFeedback = { feedback: { feedbackId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, feedbackSource: true, feedbackType: true, comment: true, feedbackUserId: true, sourceId: true, reviewStatus: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityBatchCreateFeedback = { feedbacks: { feedbackId: true, timestamp: true, traceId: true, spanId: true, executionSource: true, source: true, feedbackSource: true, feedbackType: true, comment: true, feedbackUserId: true, sourceId: true, reviewStatus: true, entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true } } as const;
const takeObservabilityListFeedback = { mode: true, pagination: { page: true, perPage: true }, orderBy: { field: true, direction: true }, after: true, limit: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, feedbackType: true, feedbackSource: true, feedbackUserId: true, reviewStatus: true } } as const;
const takeObservabilityDeleteFeedback = { feedbackIds: true, organizationId: true, resourceId: true } as const;
const takeObservabilityGetMetricAggregate = { name: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, name: true, traceIds: true, provider: true, model: true, costUnit: true, labels: true }, aggregation: true, distinctColumn: true, comparePeriod: true } as const;
const takeObservabilityGetMetricBreakdown = { name: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, name: true, traceIds: true, provider: true, model: true, costUnit: true, labels: true }, aggregation: true, distinctColumn: true, groupBy: true, limit: true, orderDirection: true } as const;
const takeObservabilityGetMetricTimeSeries = { name: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, name: true, traceIds: true, provider: true, model: true, costUnit: true, labels: true }, aggregation: true, distinctColumn: true, interval: true, groupBy: true } as const;
const takeObservabilityGetMetricPercentiles = { name: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, name: true, traceIds: true, provider: true, model: true, costUnit: true, labels: true }, interval: true, percentiles: true } as const;
const takeObservabilityGetScoreAggregate = { scorerId: true, scoreSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, scorerId: true, scoreSource: true, metadata: true }, aggregation: true, distinctColumn: true, comparePeriod: true } as const;
const takeObservabilityGetScoreBreakdown = { scorerId: true, scoreSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, scorerId: true, scoreSource: true, metadata: true }, aggregation: true, distinctColumn: true, groupBy: true, limit: true, orderDirection: true } as const;
const takeObservabilityGetScoreTimeSeries = { scorerId: true, scoreSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, scorerId: true, scoreSource: true, metadata: true }, aggregation: true, distinctColumn: true, interval: true, groupBy: true } as const;
const takeObservabilityGetScorePercentiles = { scorerId: true, scoreSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, scorerId: true, scoreSource: true, metadata: true }, interval: true, percentiles: true } as const;
const takeObservabilityGetFeedbackAggregate = { feedbackType: true, feedbackSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, feedbackType: true, feedbackSource: true, feedbackUserId: true, reviewStatus: true }, aggregation: true, distinctColumn: true, comparePeriod: true } as const;
const takeObservabilityGetFeedbackBreakdown = { feedbackType: true, feedbackSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, feedbackType: true, feedbackSource: true, feedbackUserId: true, reviewStatus: true }, aggregation: true, distinctColumn: true, groupBy: true, limit: true, orderDirection: true } as const;
const takeObservabilityGetFeedbackTimeSeries = { feedbackType: true, feedbackSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, feedbackType: true, feedbackSource: true, feedbackUserId: true, reviewStatus: true }, aggregation: true, distinctColumn: true, interval: true, groupBy: true } as const;
const takeObservabilityGetFeedbackPercentiles = { feedbackType: true, feedbackSource: true, filters: { entityType: true, entityId: true, entityName: true, entityVersionId: true, parentEntityType: true, parentEntityId: true, parentEntityName: true, parentEntityVersionId: true, rootEntityType: true, rootEntityId: true, rootEntityName: true, rootEntityVersionId: true, userId: true, organizationId: true, resourceId: true, runId: true, sessionId: true, threadId: true, requestId: true, environment: true, serviceName: true, experimentId: true, source: true, tags: true, timestamp: { start: true, end: true, startExclusive: true, endExclusive: true }, traceId: true, spanId: true, executionSource: true, feedbackType: true, feedbackSource: true, feedbackUserId: true, reviewStatus: true }, interval: true, percentiles: true } as const;
const takeObservabilityGetMetricLabelValues = { metricName: true, labelKey: true, prefix: true, limit: true } as const;
const takeObservabilityPrune = { policies: { spans: true, logs: true, metrics: true, scores: true, feedback: true }, options: true } as const;
const takeKnowledgeCreateNode = { id: true, name: true, kind: true, content: true, description: true, scope: true, resolutionScope: true } as const;
const takeKnowledgeListNodes = { scope: true, namePrefix: true, kind: true, hasContent: true, cursor: true, limit: true } as const;
const takeKnowledgeUpdateNode = { id: true, version: true, name: true, kind: true, content: true, description: true, scope: true, resolutionScope: true } as const;
const takeKnowledgeAppendKnowledge = { id: true, text: true, scope: true, sourceThreadId: true, when: true, maxScope: true, resolutionScope: true, defaultScope: true } as const;
const takeKnowledgeListKnowledgeAbout = { node: true, scope: true, after: true, limit: true, includeDeleted: true } as const;
const takeKnowledgeKnowledgeBySource = { sourceThreadId: true, scope: true, after: true, limit: true, includeDeleted: true } as const;
const takeKnowledgeClaimSemanticOutbox = { workerId: true, limit: true, now: true, claimTimeoutMs: true, scope: true } as const;
const takeRecordsRecordFindFirst = { where: true, orderBy: true, cursor: true, take: true, skip: true, distinct: true, select: true, include: true } as const;
const takeRecordsSync = { connectionId: true, entityType: true, records: { externalId: true }, whole: true, source: true } as const;
const takeVectorsCreateIndex = { indexName: true, dimension: true, metric: true, native: true } as const;
const takeVectorsUpsert = { indexName: true, namespace: true, vectors: true, ids: true, deleteFilter: true } as const;
const takeVectorsQuery = { indexName: true, namespace: true, queryVector: true, topK: true, filter: true, includeVector: true, minScore: true, probes: true } as const;
const takeVectorsUpdateVector = { indexName: true, namespace: true, id: true, filter: true, update: {  } } as const;
const takeVectorsDeleteVectors = { indexName: true, namespace: true, ids: true, filter: true } as const;
const takeCreateIndex = { name: true, table: true, columns: true, unique: true, concurrent: true, where: true, method: true, opclass: true, storage: true, tablespace: true } as const;

/**
 * Wire name, scope, what to make of its answer, the contract's parameters where they are not one object, and which members
 * of its argument object decide.
 */
export const methods = [
  ['memory.getThreadById', 'read', Thread, [], { threadId: true, resourceId: true }],
  ['memory.saveThread', 'write', Thread, [], { thread: takeThread }],
  ['memory.updateThread', 'write', Thread, [], { id: true, title: true }],
  ['memory.patchThread', 'write', Thread, [], { id: true, title: true }],
  ['memory.updateThreadIf', 'write', Thread, [], { id: true, resourceId: true, expectedMetadata: true }],
  ['memory.updateThreadResourceId', 'write', Thread, [], { threadId: true, resourceId: true }],
  ['memory.copyThread', 'write', ThreadCopy, [], takeCopyThread],
  ['memory.cloneThread', 'write', ThreadClone, [], takeCopyThread],
  ['memory.deleteThread', 'write', 'nothing', [], { threadId: true }],
  ['memory.listThreads', 'read', { threads: [Thread] }, [], takeListThreads],
  ['memory.saveMessages', 'write', { messages: [Message] }, [], { messages: takeMessage }],
  ['memory.listMessages', 'read', { messages: [Message] }, [], takeListMessages],
  ['memory.listMessagesByResourceId', 'read', { messages: [Message] }, [], takeListMessagesByResourceId],
  ['memory.searchMessages', 'read', { results: [MessageHit] }, [], takeSearchMessages],
  ['memory.updateMessages', 'write', [Message], [], { messages: takeMessage }],
  ['memory.listMessagesById', 'read', { messages: [Message] }, [], { messageIds: true }],
  ['memory.deleteMessages', 'write', 'nothing', ['messageIds'], { messageIds: true }],
  ['memory.getResourceById', 'read', Resource, [], { resourceId: true }],
  ['memory.saveResource', 'write', Resource, [], { resource: takeResource }],
  ['memory.updateResource', 'write', Resource, [], { resourceId: true, workingMemory: true }],
  ['memory.prune', 'admin', 'as it is', ['policies', 'options'], takeMemoryPrune],
  ['memory.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['memory.getObservationalMemory', 'read', ObservationalMemoryRecord, ['threadId', 'resourceId'], { threadId: true, resourceId: true }],
  ['memory.getObservationalMemoryHistory', 'read', [ObservationalMemoryRecord], ['threadId', 'resourceId', 'limit', 'options'], takeGetObservationalMemoryHistory],
  ['memory.initializeObservationalMemory', 'write', ObservationalMemoryRecord, [], takeInitializeObservationalMemory],
  ['memory.insertObservationalMemoryRecord', 'write', 'nothing', [], takeObservationalMemoryRecord],
  ['memory.updateActiveObservations', 'write', 'nothing', [], takeUpdateActiveObservations],
  ['memory.updateBufferedObservations', 'write', 'nothing', [], takeUpdateBufferedObservations],
  ['memory.swapBufferedToActive', 'write', 'as it is', [], takeSwapBufferedToActive],
  ['memory.createReflectionGeneration', 'write', ObservationalMemoryRecord, [], takeCreateReflectionGeneration],
  ['memory.updateBufferedReflection', 'write', 'nothing', [], takeUpdateBufferedReflection],
  ['memory.swapBufferedReflectionToActive', 'write', ObservationalMemoryRecord, [], { currentRecord: { id: true }, tokenCount: true }],
  ['memory.setReflectingFlag', 'write', 'nothing', ['id', 'isReflecting'], { id: true, isReflecting: true }],
  ['memory.setObservingFlag', 'write', 'nothing', ['id', 'isObserving'], { id: true, isObserving: true }],
  ['memory.setBufferingObservationFlag', 'write', 'nothing', ['id', 'isBuffering', 'lastBufferedAtTokens'], { id: true, isBuffering: true, lastBufferedAtTokens: true }],
  ['memory.setBufferingReflectionFlag', 'write', 'nothing', ['id', 'isBuffering'], { id: true, isBuffering: true }],
  ['memory.setPendingMessageTokens', 'write', 'nothing', ['id', 'tokenCount'], { id: true, tokenCount: true }],
  ['memory.updateObservationalMemoryConfig', 'write', 'nothing', [], { id: true }],
  ['memory.clearObservationalMemory', 'write', 'nothing', ['threadId', 'resourceId'], { threadId: true, resourceId: true }],
  ['workflows.persistWorkflowSnapshot', 'write', 'nothing', [], takePersistWorkflowSnapshot],
  ['workflows.loadWorkflowSnapshot', 'read', 'as it is', [], { workflowName: true, runId: true }],
  ['workflows.updateWorkflowResults', 'write', 'as it is', [], { workflowName: true, runId: true, stepId: true }],
  ['workflows.updateWorkflowState', 'write', 'as it is', [], takeUpdateWorkflowState],
  ['workflows.listWorkflowRuns', 'read', { runs: [WorkflowRun] }, [], takeListWorkflowRuns],
  ['workflows.getWorkflowRunById', 'read', WorkflowRun, [], { runId: true, workflowName: true }],
  ['workflows.deleteWorkflowRunById', 'write', 'nothing', [], { workflowName: true, runId: true }],
  ['workflows.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { workflowSnapshot: true }, options: true }],
  ['workflows.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['workflowDefinitions.upsert', 'write', WorkflowDefinition, [], takeWorkflowDefinitionsUpsert],
  ['workflowDefinitions.get', 'read', WorkflowDefinition, ['id'], { id: true }],
  ['workflowDefinitions.list', 'read', { definitions: [WorkflowDefinition] }, [], { status: true, authorId: true }],
  ['workflowDefinitions.delete', 'write', 'nothing', ['id'], { id: true }],
  ['workflowDefinitions.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['scores.saveScore', 'write', { score: Score }, [], takeScoresSaveScore],
  ['scores.getScoreById', 'read', Score, [], { id: true }],
  ['scores.listScoresByScorerId', 'read', { scores: [Score] }, [], takeScoresListScoresByScorerId],
  ['scores.listScoresByRunId', 'read', { scores: [Score] }, [], takeScoresListScoresByRunId],
  ['scores.listScoresByEntityId', 'read', { scores: [Score] }, [], takeScoresListScoresByEntityId],
  ['scores.listScoresBySpan', 'read', { scores: [Score] }, [], takeScoresListScoresBySpan],
  ['scores.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { scorers: true }, options: true }],
  ['scores.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['agents.getById', 'read', Agent, ['id'], { id: true }],
  ['agents.create', 'write', Agent, [], takeAgentsCreate],
  ['agents.update', 'write', Agent, [], takeAgentsUpdate],
  ['agents.delete', 'write', 'nothing', ['id'], { id: true }],
  ['agents.list', 'read', { agents: [Agent] }, [], takeAgentsList],
  ['agents.createVersion', 'write', AgentVersion, [], takeAgentsCreateVersion],
  ['agents.getVersion', 'read', AgentVersion, ['id'], { id: true }],
  ['agents.getVersionByNumber', 'read', AgentVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['agents.getLatestVersion', 'read', AgentVersion, ['entityId'], { entityId: true }],
  ['agents.getVersions', 'read', [AgentVersion], ['ids'], { ids: true }],
  ['agents.listVersions', 'read', { versions: [AgentVersion] }, [], takeAgentsListVersions],
  ['agents.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['agents.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['agents.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['agents.getByIdResolved', 'read', ResolvedAgent, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['agents.listResolved', 'read', { agents: [ResolvedAgent] }, [], takeAgentsList],
  ['agents.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['promptBlocks.getById', 'read', PromptBlock, ['id'], { id: true }],
  ['promptBlocks.create', 'write', PromptBlock, [], takePromptBlocksCreate],
  ['promptBlocks.update', 'write', PromptBlock, [], takePromptBlocksUpdate],
  ['promptBlocks.delete', 'write', 'nothing', ['id'], { id: true }],
  ['promptBlocks.list', 'read', { promptBlocks: [PromptBlock] }, [], takePromptBlocksList],
  ['promptBlocks.createVersion', 'write', PromptBlockVersion, [], takePromptBlocksCreateVersion],
  ['promptBlocks.getVersion', 'read', PromptBlockVersion, ['id'], { id: true }],
  ['promptBlocks.getVersionByNumber', 'read', PromptBlockVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['promptBlocks.getLatestVersion', 'read', PromptBlockVersion, ['entityId'], { entityId: true }],
  ['promptBlocks.getVersions', 'read', [PromptBlockVersion], ['ids'], { ids: true }],
  ['promptBlocks.listVersions', 'read', { versions: [PromptBlockVersion] }, [], takePromptBlocksListVersions],
  ['promptBlocks.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['promptBlocks.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['promptBlocks.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['promptBlocks.getByIdResolved', 'read', ResolvedPromptBlock, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['promptBlocks.listResolved', 'read', { promptBlocks: [ResolvedPromptBlock] }, [], takePromptBlocksList],
  ['promptBlocks.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['scorerDefinitions.getById', 'read', ScorerDefinition, ['id'], { id: true }],
  ['scorerDefinitions.create', 'write', ScorerDefinition, [], takeScorerDefinitionsCreate],
  ['scorerDefinitions.update', 'write', ScorerDefinition, [], takePromptBlocksUpdate],
  ['scorerDefinitions.delete', 'write', 'nothing', ['id'], { id: true }],
  ['scorerDefinitions.list', 'read', { scorerDefinitions: [ScorerDefinition] }, [], takeScorerDefinitionsList],
  ['scorerDefinitions.createVersion', 'write', ScorerDefinitionVersion, [], takeScorerDefinitionsCreateVersion],
  ['scorerDefinitions.getVersion', 'read', ScorerDefinitionVersion, ['id'], { id: true }],
  ['scorerDefinitions.getVersionByNumber', 'read', ScorerDefinitionVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['scorerDefinitions.getLatestVersion', 'read', ScorerDefinitionVersion, ['entityId'], { entityId: true }],
  ['scorerDefinitions.getVersions', 'read', [ScorerDefinitionVersion], ['ids'], { ids: true }],
  ['scorerDefinitions.listVersions', 'read', { versions: [ScorerDefinitionVersion] }, [], takeScorerDefinitionsListVersions],
  ['scorerDefinitions.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['scorerDefinitions.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['scorerDefinitions.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['scorerDefinitions.getByIdResolved', 'read', ResolvedScorerDefinition, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['scorerDefinitions.listResolved', 'read', { scorerDefinitions: [ResolvedScorerDefinition] }, [], takeScorerDefinitionsList],
  ['scorerDefinitions.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['mcpClients.getById', 'read', MCPClient, ['id'], { id: true }],
  ['mcpClients.create', 'write', MCPClient, [], takeMcpClientsCreate],
  ['mcpClients.update', 'write', MCPClient, [], takePromptBlocksUpdate],
  ['mcpClients.delete', 'write', 'nothing', ['id'], { id: true }],
  ['mcpClients.list', 'read', { mcpClients: [MCPClient] }, [], takePromptBlocksList],
  ['mcpClients.createVersion', 'write', MCPClientVersion, [], takeMcpClientsCreateVersion],
  ['mcpClients.getVersion', 'read', MCPClientVersion, ['id'], { id: true }],
  ['mcpClients.getVersionByNumber', 'read', MCPClientVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['mcpClients.getLatestVersion', 'read', MCPClientVersion, ['entityId'], { entityId: true }],
  ['mcpClients.getVersions', 'read', [MCPClientVersion], ['ids'], { ids: true }],
  ['mcpClients.listVersions', 'read', { versions: [MCPClientVersion] }, [], takeMcpClientsListVersions],
  ['mcpClients.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['mcpClients.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['mcpClients.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['mcpClients.getByIdResolved', 'read', ResolvedMCPClient, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['mcpClients.listResolved', 'read', { mcpClients: [ResolvedMCPClient] }, [], takePromptBlocksList],
  ['mcpClients.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['mcpServers.getById', 'read', MCPServer, ['id'], { id: true }],
  ['mcpServers.create', 'write', MCPServer, [], takeMcpServersCreate],
  ['mcpServers.update', 'write', MCPServer, [], takePromptBlocksUpdate],
  ['mcpServers.delete', 'write', 'nothing', ['id'], { id: true }],
  ['mcpServers.list', 'read', { mcpServers: [MCPServer] }, [], takePromptBlocksList],
  ['mcpServers.createVersion', 'write', MCPServerVersion, [], takeMcpServersCreateVersion],
  ['mcpServers.getVersion', 'read', MCPServerVersion, ['id'], { id: true }],
  ['mcpServers.getVersionByNumber', 'read', MCPServerVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['mcpServers.getLatestVersion', 'read', MCPServerVersion, ['entityId'], { entityId: true }],
  ['mcpServers.getVersions', 'read', [MCPServerVersion], ['ids'], { ids: true }],
  ['mcpServers.listVersions', 'read', { versions: [MCPServerVersion] }, [], takeMcpServersListVersions],
  ['mcpServers.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['mcpServers.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['mcpServers.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['mcpServers.getByIdResolved', 'read', ResolvedMCPServer, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['mcpServers.listResolved', 'read', { mcpServers: [ResolvedMCPServer] }, [], takePromptBlocksList],
  ['mcpServers.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['workspaces.getById', 'read', Workspace, ['id'], { id: true }],
  ['workspaces.create', 'write', Workspace, [], takeWorkspacesCreate],
  ['workspaces.update', 'write', Workspace, [], takeWorkspacesUpdate],
  ['workspaces.delete', 'write', 'nothing', ['id'], { id: true }],
  ['workspaces.list', 'read', { workspaces: [Workspace] }, [], takeWorkspacesList],
  ['workspaces.createVersion', 'write', WorkspaceVersion, [], takeWorkspacesCreateVersion],
  ['workspaces.getVersion', 'read', WorkspaceVersion, ['id'], { id: true }],
  ['workspaces.getVersionByNumber', 'read', WorkspaceVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['workspaces.getLatestVersion', 'read', WorkspaceVersion, ['entityId'], { entityId: true }],
  ['workspaces.getVersions', 'read', [WorkspaceVersion], ['ids'], { ids: true }],
  ['workspaces.listVersions', 'read', { versions: [WorkspaceVersion] }, [], takeWorkspacesListVersions],
  ['workspaces.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['workspaces.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['workspaces.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['workspaces.getByIdResolved', 'read', ResolvedWorkspace, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['workspaces.listResolved', 'read', { workspaces: [ResolvedWorkspace] }, [], takePromptBlocksList],
  ['workspaces.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['skills.getById', 'read', Skill, ['id'], { id: true }],
  ['skills.create', 'write', Skill, [], takeSkillsCreate],
  ['skills.update', 'write', Skill, [], takeSkillsUpdate],
  ['skills.delete', 'write', 'nothing', ['id'], { id: true }],
  ['skills.list', 'read', { skills: [Skill] }, [], takeAgentsList],
  ['skills.createVersion', 'write', SkillVersion, [], takeSkillsCreateVersion],
  ['skills.getVersion', 'read', SkillVersion, ['id'], { id: true }],
  ['skills.getVersionByNumber', 'read', SkillVersion, ['entityId', 'versionNumber'], { entityId: true, versionNumber: true }],
  ['skills.getLatestVersion', 'read', SkillVersion, ['entityId'], { entityId: true }],
  ['skills.getVersions', 'read', [SkillVersion], ['ids'], { ids: true }],
  ['skills.listVersions', 'read', { versions: [SkillVersion] }, [], takeSkillsListVersions],
  ['skills.deleteVersion', 'write', 'nothing', ['id'], { id: true }],
  ['skills.deleteVersionsByParentId', 'write', 'nothing', ['entityId'], { entityId: true }],
  ['skills.countVersions', 'read', 'as it is', ['entityId'], { entityId: true }],
  ['skills.getByIdResolved', 'read', ResolvedSkill, ['id', 'options'], { id: true, options: { versionId: true, status: true } }],
  ['skills.listResolved', 'read', { skills: [ResolvedSkill] }, [], takeAgentsList],
  ['skills.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['favorites.favorite', 'write', 'as it is', [], { userId: true, entityType: true, entityId: true }],
  ['favorites.unfavorite', 'write', 'as it is', [], { userId: true, entityType: true, entityId: true }],
  ['favorites.isFavorited', 'read', 'as it is', [], { userId: true, entityType: true, entityId: true }],
  ['favorites.isFavoritedBatch', 'read', 'as it is', [], { userId: true, entityType: true, entityIds: true }],
  ['favorites.listFavoritedIds', 'read', 'as it is', [], { userId: true, entityType: true }],
  ['favorites.deleteFavoritesForEntity', 'write', 'as it is', [], { entityType: true, entityId: true }],
  ['favorites.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['blobs.put', 'write', 'nothing', [], takeBlobsPut],
  ['blobs.putMany', 'write', 'nothing', ['entries'], takeBlobsPutMany],
  ['blobs.get', 'read', Blob, ['hash'], { hash: true }],
  ['blobs.getMany', 'read', [Blob], ['hashes'], { hashes: true }],
  ['blobs.has', 'read', 'as it is', ['hash'], { hash: true }],
  ['blobs.delete', 'write', 'as it is', ['hash'], { hash: true }],
  ['blobs.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['backgroundTasks.createTask', 'write', 'nothing', [], takeBackgroundTasksCreateTask],
  ['backgroundTasks.updateTask', 'write', 'as it is', ['taskId', 'update', 'options'], takeBackgroundTasksUpdateTask],
  ['backgroundTasks.getTask', 'read', BackgroundTask, ['taskId'], { taskId: true }],
  ['backgroundTasks.listTasks', 'read', { tasks: [BackgroundTask] }, [], takeBackgroundTasksListTasks],
  ['backgroundTasks.deleteTask', 'write', 'nothing', ['taskId'], { taskId: true }],
  ['backgroundTasks.deleteTasks', 'write', 'nothing', [], takeBackgroundTasksDeleteTasks],
  ['backgroundTasks.getRunningCount', 'read', 'as it is', [], {  }],
  ['backgroundTasks.getRunningCountByAgent', 'read', 'as it is', ['agentId'], { agentId: true }],
  ['backgroundTasks.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { backgroundTasks: true }, options: true }],
  ['backgroundTasks.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['schedules.createSchedule', 'write', 'as it is', [], takeSchedulesCreateSchedule],
  ['schedules.getSchedule', 'read', 'as it is', ['id'], { id: true }],
  ['schedules.listSchedules', 'read', 'as it is', [], takeSchedulesListSchedules],
  ['schedules.listDueSchedules', 'read', 'as it is', ['now', 'limit'], { now: true, limit: true }],
  ['schedules.updateSchedule', 'write', 'as it is', ['id', 'patch'], takeSchedulesUpdateSchedule],
  ['schedules.updateScheduleNextFire', 'write', 'as it is', ['id', 'expectedNextFireAt', 'newNextFireAt', 'lastFireAt', 'lastRunId'], takeSchedulesUpdateScheduleNextFire],
  ['schedules.deleteSchedule', 'write', 'nothing', ['id'], { id: true }],
  ['schedules.recordTrigger', 'write', 'nothing', [], takeSchedulesRecordTrigger],
  ['schedules.listTriggers', 'read', 'as it is', ['scheduleId', 'opts'], takeSchedulesListTriggers],
  ['schedules.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { triggers: true }, options: true }],
  ['schedules.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['channels.saveInstallation', 'write', 'nothing', [], takeChannelsSaveInstallation],
  ['channels.getInstallation', 'read', ChannelInstallation, ['id'], { id: true }],
  ['channels.getInstallationByAgent', 'read', ChannelInstallation, ['platform', 'agentId'], { platform: true, agentId: true }],
  ['channels.getInstallationByWebhookId', 'read', ChannelInstallation, ['webhookId'], { webhookId: true }],
  ['channels.listInstallations', 'read', [ChannelInstallation], ['platform'], { platform: true }],
  ['channels.deleteInstallation', 'write', 'nothing', ['id'], { id: true }],
  ['channels.saveConfig', 'write', 'nothing', [], { platform: true, updatedAt: true }],
  ['channels.getConfig', 'read', ChannelConfig, ['platform'], { platform: true }],
  ['channels.deleteConfig', 'write', 'nothing', ['platform'], { platform: true }],
  ['channels.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['toolProviderConnections.getConnectionById', 'read', ToolProviderConnection, [], { authorId: true, providerId: true, connectionId: true }],
  ['toolProviderConnections.upsertConnection', 'write', ToolProviderConnection, [], takeToolProviderConnectionsUpsertConnection],
  ['toolProviderConnections.listConnectionsByAuthor', 'read', [ToolProviderConnection], [], takeToolProviderConnectionsListConnectionsByAuthor],
  ['toolProviderConnections.deleteConnection', 'write', 'nothing', [], { authorId: true, providerId: true, connectionId: true }],
  ['toolProviderConnections.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['notifications.createNotification', 'write', Notification, [], takeNotificationsCreateNotification],
  ['notifications.listNotifications', 'read', [Notification], [], takeNotificationsListNotifications],
  ['notifications.listDueNotifications', 'read', [Notification], [], { now: true, limit: true, agentId: true, resourceId: true }],
  ['notifications.getNotification', 'read', Notification, [], { id: true, threadId: true }],
  ['notifications.updateNotification', 'write', Notification, [], takeNotificationsUpdateNotification],
  ['notifications.updateNotificationsStatus', 'write', [Notification], [], { threadId: true, ids: true, status: true }],
  ['notifications.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { notifications: true }, options: true }],
  ['notifications.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['threadState.getState', 'read', 'as it is', [], { threadId: true, type: true }],
  ['threadState.setState', 'write', 'nothing', [], { threadId: true, type: true }],
  ['threadState.deleteState', 'write', 'nothing', [], { threadId: true, type: true }],
  ['threadState.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { threadState: true }, options: true }],
  ['threadState.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['harness.loadSession', 'read', Session, ['sessionId'], { sessionId: true }],
  ['harness.saveSession', 'write', 'nothing', [], takeHarnessSaveSession],
  ['harness.listSessions', 'read', [Session], [], {  }],
  ['harness.updateSession', 'write', Session, ['sessionId', 'updates'], takeHarnessUpdateSession],
  ['harness.appendPendingItem', 'write', Session, ['sessionId', 'item'], takeHarnessAppendPendingItem],
  ['harness.updatePendingItem', 'write', Session, ['sessionId', 'pendingItemId', 'updates'], { sessionId: true, pendingItemId: true }],
  ['harness.removePendingItem', 'write', Session, ['sessionId', 'pendingItemId'], { sessionId: true, pendingItemId: true }],
  ['harness.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { sessions: true }, options: true }],
  ['harness.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['datasets.createDataset', 'write', Dataset, [], takeDatasetsCreateDataset],
  ['datasets.getDatasetById', 'read', Dataset, [], takeDatasetsGetDatasetById],
  ['datasets.updateDataset', 'write', Dataset, [], takeDatasetsUpdateDataset],
  ['datasets.deleteDataset', 'write', 'nothing', [], takeDatasetsGetDatasetById],
  ['datasets.listDatasets', 'read', { datasets: [Dataset] }, [], takeDatasetsListDatasets],
  ['datasets.addItem', 'write', DatasetItem, [], takeDatasetsAddItem],
  ['datasets.batchInsertItems', 'write', [DatasetItem], [], takeDatasetsBatchInsertItems],
  ['datasets.updateItem', 'write', DatasetItem, [], takeDatasetsUpdateItem],
  ['datasets.deleteItem', 'write', 'nothing', [], takeDatasetsDeleteItem],
  ['datasets.batchDeleteItems', 'write', 'nothing', [], takeDatasetsBatchDeleteItems],
  ['datasets.purgeItem', 'write', 'nothing', [], takeDatasetsDeleteItem],
  ['datasets.listItems', 'read', { items: [DatasetItem] }, [], takeDatasetsListItems],
  ['datasets.getItemById', 'read', DatasetItem, [], { id: true, datasetVersion: true }],
  ['datasets.getItemsByVersion', 'read', [DatasetItem], [], { datasetId: true, version: true }],
  ['datasets.getItemHistory', 'read', [DatasetItemRow], ['itemId'], { itemId: true }],
  ['datasets.createDatasetVersion', 'write', DatasetVersion, ['datasetId', 'version'], { datasetId: true, version: true }],
  ['datasets.listDatasetVersions', 'read', { versions: [DatasetVersion] }, [], takeDatasetsListDatasetVersions],
  ['datasets.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['experiments.createExperiment', 'write', Experiment, [], takeExperimentsCreateExperiment],
  ['experiments.updateExperiment', 'write', Experiment, [], takeExperimentsUpdateExperiment],
  ['experiments.getExperimentById', 'read', Experiment, [], takeDatasetsGetDatasetById],
  ['experiments.listExperiments', 'read', { experiments: [Experiment] }, [], takeExperimentsListExperiments],
  ['experiments.deleteExperiment', 'write', 'nothing', [], takeDatasetsGetDatasetById],
  ['experiments.addExperimentResult', 'write', ExperimentResult, [], takeExperimentsAddExperimentResult],
  ['experiments.upsertExperimentResult', 'write', ExperimentResult, [], takeExperimentsUpsertExperimentResult],
  ['experiments.updateExperimentResult', 'write', ExperimentResult, [], takeExperimentsUpdateExperimentResult],
  ['experiments.getExperimentResultById', 'read', ExperimentResult, [], takeDatasetsGetDatasetById],
  ['experiments.listExperimentResults', 'read', { results: [ExperimentResult] }, [], takeExperimentsListExperimentResults],
  ['experiments.deleteExperimentResults', 'write', 'nothing', [], takeExperimentsDeleteExperimentResults],
  ['experiments.getReviewSummary', 'read', 'as it is', [], {  }],
  ['experiments.prune', 'admin', 'as it is', ['policies', 'options'], { policies: { experiments: true }, options: true }],
  ['experiments.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['observability.createSpan', 'write', 'nothing', [], takeObservabilityCreateSpan],
  ['observability.batchCreateSpans', 'write', 'nothing', [], takeObservabilityBatchCreateSpans],
  ['observability.updateSpan', 'write', 'nothing', [], { traceId: true, spanId: true }],
  ['observability.batchUpdateSpans', 'write', 'nothing', [], { records: { traceId: true, spanId: true } }],
  ['observability.getSpan', 'read', { span: SpanRecord }, [], { traceId: true, spanId: true }],
  ['observability.getSpans', 'read', { spans: [SpanRecord] }, [], { traceId: true, spanIds: true }],
  ['observability.getRootSpan', 'read', { span: SpanRecord }, [], { traceId: true }],
  ['observability.getTrace', 'read', { spans: [SpanRecord] }, [], { traceId: true }],
  ['observability.getStructure', 'read', { spans: [LightSpan] }, [], { traceId: true }],
  ['observability.getTraceLight', 'read', { spans: [LightSpan] }, [], { traceId: true }],
  ['observability.getBranch', 'read', { spans: [SpanRecord] }, [], { traceId: true, spanId: true, depth: true }],
  ['observability.listTraces', 'read', { spans: [TraceSpan] }, [], takeObservabilityListTraces],
  ['observability.listTracesLight', 'read', { spans: [{ startedAt: 'date', endedAt: 'date', createdAt: 'date', updatedAt: 'date' }] }, [], takeObservabilityListTraces],
  ['observability.listBranches', 'read', { branches: [TraceSpan] }, [], takeObservabilityListTraces],
  ['observability.queryTraces', 'read', { traces: [QueriedTrace] }, [], takeObservabilityQueryTraces],
  ['observability.queryThreads', 'read', 'as it is', [], takeObservabilityQueryThreads],
  ['observability.getTraceQueryObservedFields', 'read', 'as it is', [], takeObservabilityGetTraceQueryObservedFields],
  ['observability.getTraceQueryValues', 'read', 'as it is', [], takeObservabilityGetTraceQueryValues],
  ['observability.batchDeleteTraces', 'write', 'nothing', [], { traceIds: true, organizationId: true, resourceId: true }],
  ['observability.batchCreateLogs', 'write', 'nothing', [], takeObservabilityBatchCreateLogs],
  ['observability.listLogs', 'read', { logs: [LogRecord] }, [], takeObservabilityListLogs],
  ['observability.batchCreateMetrics', 'write', 'nothing', [], takeObservabilityBatchCreateMetrics],
  ['observability.listMetrics', 'read', { metrics: [MetricRecord] }, [], takeObservabilityListMetrics],
  ['observability.createScore', 'write', 'nothing', [], takeObservabilityCreateScore],
  ['observability.batchCreateScores', 'write', 'nothing', [], takeObservabilityBatchCreateScores],
  ['observability.listScores', 'read', { scores: [ScoreSignal] }, [], takeObservabilityListScores],
  ['observability.createFeedback', 'write', 'nothing', [], takeObservabilityCreateFeedback],
  ['observability.batchCreateFeedback', 'write', 'nothing', [], takeObservabilityBatchCreateFeedback],
  ['observability.listFeedback', 'read', { feedback: [FeedbackRecord] }, [], takeObservabilityListFeedback],
  ['observability.getScoreById', 'read', ScoreSignal, ['scoreId'], { scoreId: true }],
  ['observability.deleteScores', 'write', 'nothing', [], { scoreIds: true, organizationId: true, resourceId: true }],
  ['observability.deleteFeedback', 'write', 'nothing', [], takeObservabilityDeleteFeedback],
  ['observability.updateFeedbackReviewStatus', 'write', FeedbackRecord, [], { feedbackId: true, reviewStatus: true }],
  ['observability.getMetricAggregate', 'read', 'as it is', [], takeObservabilityGetMetricAggregate],
  ['observability.getMetricBreakdown', 'read', 'as it is', [], takeObservabilityGetMetricBreakdown],
  ['observability.getMetricTimeSeries', 'read', TimeSeries, [], takeObservabilityGetMetricTimeSeries],
  ['observability.getMetricPercentiles', 'read', Percentiles, [], takeObservabilityGetMetricPercentiles],
  ['observability.getScoreAggregate', 'read', 'as it is', [], takeObservabilityGetScoreAggregate],
  ['observability.getScoreBreakdown', 'read', 'as it is', [], takeObservabilityGetScoreBreakdown],
  ['observability.getScoreTimeSeries', 'read', TimeSeries, [], takeObservabilityGetScoreTimeSeries],
  ['observability.getScorePercentiles', 'read', Percentiles, [], takeObservabilityGetScorePercentiles],
  ['observability.getFeedbackAggregate', 'read', 'as it is', [], takeObservabilityGetFeedbackAggregate],
  ['observability.getFeedbackBreakdown', 'read', 'as it is', [], takeObservabilityGetFeedbackBreakdown],
  ['observability.getFeedbackTimeSeries', 'read', TimeSeries, [], takeObservabilityGetFeedbackTimeSeries],
  ['observability.getFeedbackPercentiles', 'read', Percentiles, [], takeObservabilityGetFeedbackPercentiles],
  ['observability.getMetricNames', 'read', 'as it is', [], { prefix: true, limit: true }],
  ['observability.getMetricLabelKeys', 'read', 'as it is', [], { metricName: true }],
  ['observability.getMetricLabelValues', 'read', 'as it is', [], takeObservabilityGetMetricLabelValues],
  ['observability.getEntityTypes', 'read', 'as it is', [], {  }],
  ['observability.getEntityNames', 'read', 'as it is', [], { entityType: true }],
  ['observability.getServiceNames', 'read', 'as it is', [], {  }],
  ['observability.getEnvironments', 'read', 'as it is', [], {  }],
  ['observability.getTags', 'read', 'as it is', [], { entityType: true }],
  ['observability.prune', 'admin', 'as it is', ['policies', 'options'], takeObservabilityPrune],
  ['observability.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['knowledge.createNode', 'write', KnowledgeNode, [], takeKnowledgeCreateNode],
  ['knowledge.getNode', 'read', KnowledgeNode, ['id'], { id: true }],
  ['knowledge.getNodeByName', 'read', KnowledgeNode, [], { name: true, scope: true }],
  ['knowledge.resolveNode', 'read', KnowledgeNode, [], { name: true, scope: true }],
  ['knowledge.listNodes', 'read', [KnowledgeNode], [], takeKnowledgeListNodes],
  ['knowledge.updateNode', 'write', KnowledgeNode, [], takeKnowledgeUpdateNode],
  ['knowledge.mergeNodes', 'write', KnowledgeNode, [], { sourceId: true, targetId: true, sourceVersion: true }],
  ['knowledge.appendKnowledge', 'write', KnowledgeRecord, [], takeKnowledgeAppendKnowledge],
  ['knowledge.getKnowledge', 'read', KnowledgeRecord, [], { id: true, includeDeleted: true }],
  ['knowledge.listKnowledgeAbout', 'read', { records: [KnowledgeRecord] }, [], takeKnowledgeListKnowledgeAbout],
  ['knowledge.listKnowledgeMentioning', 'read', { records: [KnowledgeRecord] }, [], takeKnowledgeListKnowledgeAbout],
  ['knowledge.listKnowledgeRelatedTo', 'read', { records: [KnowledgeRecord] }, [], takeKnowledgeListKnowledgeAbout],
  ['knowledge.knowledgeBySource', 'read', { records: [KnowledgeRecord] }, [], takeKnowledgeKnowledgeBySource],
  ['knowledge.removeKnowledge', 'write', KnowledgeRecord, [], { id: true, deletedBy: true }],
  ['knowledge.restoreKnowledge', 'write', KnowledgeRecord, [], { id: true }],
  ['knowledge.rescopeKnowledge', 'write', KnowledgeRecord, [], { id: true, scope: true }],
  ['knowledge.raiseKnowledgeCeiling', 'write', KnowledgeRecord, [], { id: true, maxScope: true }],
  ['knowledge.search', 'read', 'as it is', [], { query: true, scope: true, limit: true }],
  ['knowledge.getCurationCursor', 'read', KnowledgeCurationCursor, [], { sourceThreadId: true, agent: true }],
  ['knowledge.advanceCurationCursor', 'write', KnowledgeCurationCursor, [], { sourceThreadId: true, agent: true, lastKnowledgeId: true }],
  ['knowledge.listActivity', 'read', [KnowledgeActivityEvent], [], { scope: true, after: true, limit: true }],
  ['knowledge.listSemanticOutbox', 'read', [KnowledgeOutboxEntry], [], { status: true, scope: true, limit: true }],
  ['knowledge.claimSemanticOutbox', 'write', [KnowledgeOutboxEntry], [], takeKnowledgeClaimSemanticOutbox],
  ['knowledge.completeSemanticOutbox', 'write', 'nothing', [], { ids: true, workerId: true }],
  ['knowledge.releaseSemanticOutbox', 'write', 'nothing', [], { ids: true, workerId: true, retryAt: true }],
  ['knowledge.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['records.record.findUnique', 'read', SyncedRecord, [], { where: true, select: true, include: true }],
  ['records.record.findUniqueOrThrow', 'read', SyncedRecord, [], { where: true, select: true, include: true }],
  ['records.record.findFirst', 'read', SyncedRecord, [], takeRecordsRecordFindFirst],
  ['records.record.findMany', 'read', [SyncedRecord], [], takeRecordsRecordFindFirst],
  ['records.record.count', 'read', 'as it is', [], { where: true, orderBy: true, take: true, skip: true }],
  ['records.record.create', 'write', SyncedRecord, [], {  }],
  ['records.record.createMany', 'write', 'as it is', [], { skipDuplicates: true }],
  ['records.record.update', 'write', SyncedRecord, [], { where: true }],
  ['records.record.updateMany', 'write', 'as it is', [], { where: true }],
  ['records.record.upsert', 'write', SyncedRecord, [], { where: true }],
  ['records.record.delete', 'write', SyncedRecord, [], { where: true }],
  ['records.record.deleteMany', 'write', 'as it is', [], { where: true }],
  ['records.connection.findUnique', 'read', SyncedConnection, [], { where: true, select: true, include: true }],
  ['records.connection.findUniqueOrThrow', 'read', SyncedConnection, [], { where: true, select: true, include: true }],
  ['records.connection.findFirst', 'read', SyncedConnection, [], takeRecordsRecordFindFirst],
  ['records.connection.findMany', 'read', [SyncedConnection], [], takeRecordsRecordFindFirst],
  ['records.connection.count', 'read', 'as it is', [], { where: true, orderBy: true, take: true, skip: true }],
  ['records.connection.create', 'write', SyncedConnection, [], {  }],
  ['records.connection.createMany', 'write', 'as it is', [], { skipDuplicates: true }],
  ['records.connection.update', 'write', SyncedConnection, [], { where: true }],
  ['records.connection.updateMany', 'write', 'as it is', [], { where: true }],
  ['records.connection.upsert', 'write', SyncedConnection, [], { where: true }],
  ['records.connection.delete', 'write', SyncedConnection, [], { where: true }],
  ['records.connection.deleteMany', 'write', 'as it is', [], { where: true }],
  ['records.credential.findUnique', 'read', SyncedCredential, [], { where: true, select: true, include: true }],
  ['records.credential.findUniqueOrThrow', 'read', SyncedCredential, [], { where: true, select: true, include: true }],
  ['records.credential.findFirst', 'read', SyncedCredential, [], takeRecordsRecordFindFirst],
  ['records.credential.findMany', 'read', [SyncedCredential], [], takeRecordsRecordFindFirst],
  ['records.credential.count', 'read', 'as it is', [], { where: true, orderBy: true, take: true, skip: true }],
  ['records.credential.create', 'write', SyncedCredential, [], {  }],
  ['records.credential.createMany', 'write', 'as it is', [], { skipDuplicates: true }],
  ['records.credential.update', 'write', SyncedCredential, [], { where: true }],
  ['records.credential.updateMany', 'write', 'as it is', [], { where: true }],
  ['records.credential.upsert', 'write', SyncedCredential, [], { where: true }],
  ['records.credential.delete', 'write', SyncedCredential, [], { where: true }],
  ['records.credential.deleteMany', 'write', 'as it is', [], { where: true }],
  ['records.entity.findUnique', 'read', SyncedEntity, [], { where: true, select: true, include: true }],
  ['records.entity.findUniqueOrThrow', 'read', SyncedEntity, [], { where: true, select: true, include: true }],
  ['records.entity.findFirst', 'read', SyncedEntity, [], takeRecordsRecordFindFirst],
  ['records.entity.findMany', 'read', [SyncedEntity], [], takeRecordsRecordFindFirst],
  ['records.entity.count', 'read', 'as it is', [], { where: true, orderBy: true, take: true, skip: true }],
  ['records.entity.create', 'write', SyncedEntity, [], {  }],
  ['records.entity.createMany', 'write', 'as it is', [], { skipDuplicates: true }],
  ['records.entity.update', 'write', SyncedEntity, [], { where: true }],
  ['records.entity.updateMany', 'write', 'as it is', [], { where: true }],
  ['records.entity.upsert', 'write', SyncedEntity, [], { where: true }],
  ['records.entity.delete', 'write', SyncedEntity, [], { where: true }],
  ['records.entity.deleteMany', 'write', 'as it is', [], { where: true }],
  ['records.property.findUnique', 'read', SyncedProperty, [], { where: true, select: true, include: true }],
  ['records.property.findUniqueOrThrow', 'read', SyncedProperty, [], { where: true, select: true, include: true }],
  ['records.property.findFirst', 'read', SyncedProperty, [], takeRecordsRecordFindFirst],
  ['records.property.findMany', 'read', [SyncedProperty], [], takeRecordsRecordFindFirst],
  ['records.property.count', 'read', 'as it is', [], { where: true, orderBy: true, take: true, skip: true }],
  ['records.property.create', 'write', SyncedProperty, [], {  }],
  ['records.property.createMany', 'write', 'as it is', [], { skipDuplicates: true }],
  ['records.property.update', 'write', SyncedProperty, [], { where: true }],
  ['records.property.updateMany', 'write', 'as it is', [], { where: true }],
  ['records.property.upsert', 'write', SyncedProperty, [], { where: true }],
  ['records.property.delete', 'write', SyncedProperty, [], { where: true }],
  ['records.property.deleteMany', 'write', 'as it is', [], { where: true }],
  ['records.sync', 'write', 'as it is', [], takeRecordsSync],
  ['records.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['vectors.createIndex', 'write', 'nothing', [], takeVectorsCreateIndex],
  ['vectors.upsert', 'write', 'as it is', [], takeVectorsUpsert],
  ['vectors.query', 'read', 'as it is', [], takeVectorsQuery],
  ['vectors.takeOver', 'write', 'as it is', [], { indexName: true }],
  ['vectors.listIndexes', 'read', 'as it is', [], {  }],
  ['vectors.describeIndex', 'read', 'as it is', [], { indexName: true }],
  ['vectors.deleteIndex', 'admin', 'nothing', [], { indexName: true }],
  ['vectors.truncateIndex', 'admin', 'nothing', [], { indexName: true }],
  ['vectors.updateVector', 'write', 'nothing', [], takeVectorsUpdateVector],
  ['vectors.deleteVector', 'write', 'nothing', [], { indexName: true, namespace: true, id: true }],
  ['vectors.deleteVectors', 'write', 'nothing', [], takeVectorsDeleteVectors],
  ['vectors.optimize', 'write', 'as it is', [], { indexName: true }],
  ['store.init', 'admin', 'as it is', [], { buildIndexes: true }],
  ['store.status', 'read', 'as it is', [], {  }],
  ['store.reindex', 'admin', 'as it is', [], { again: true, drop: true, rows: true }],
  ['store.createIndex', 'admin', 'nothing', [], takeCreateIndex],
  ['store.listIndexes', 'admin', 'as it is', ['table'], { table: true }],
  ['store.describeIndex', 'admin', 'as it is', ['name'], { name: true }],
  ['store.dropIndex', 'admin', 'nothing', ['name'], { name: true }],
  ['store.tables', 'admin', 'as it is', [], { counts: true }],
  ['store.exportRows', 'admin', 'as it is', [], { table: true, limit: true, form: true }],
  ['store.importRows', 'admin', 'as it is', [], { table: true, onConflict: true, behind: true, fresh: true }],
  ['store.refuseWrites', 'admin', 'nothing', [], { refuse: true }],
  ['store.deleteRows', 'admin', 'as it is', [], { table: true }],
] as const;
