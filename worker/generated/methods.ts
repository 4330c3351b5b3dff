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

// Members of arguments that decide, with theirs: see worker/host/methods.ts.
const members0 = 'messageLimit messageFilter(startDate endDate messageIds)';
const members1 = `sourceThreadId newThreadId resourceId title options(${members0})`;
const members2 = 'id threadId resourceId role type createdAt';
const members3 = `messages(${members2})`;
const members4 = 'id withPreviousMessages withNextMessages';
const members5 = 'start end startExclusive endExclusive';
const members6 = `dateRange(${members5}) metadata`;
const members7 = 'id cycleId observations tokenCount messageIds messageTokens lastObservedAt createdAt suggestedContinuation currentTask';
const members8 = 'page perPage orderBy(field direction) authorId visibility metadata status entityIds pinFavoritedFor favoritedOnly';
const members9 = 'id status activeVersionId authorId';
const members10 = 'page perPage orderBy(field direction) authorId metadata status';
const members11 = 'page perPage orderBy(field direction) authorId organizationId projectId metadata status';
const members12 = 'hash content size mimeType createdAt';
const members13 = 'authorId providerId connectionId';
const members14 = 'id filters(organizationId projectId)';
const members15 = 'id datasetId filters(organizationId projectId)';
const members16 = 'traceId spanId parentSpanId name spanType isEvent startedAt endedAt source entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId';
const members17 = `entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId source tags startedAt(${members5}) endedAt(${members5}) spanType traceId status scope metadata hasChildError`;
const members18 = `mode pagination(page perPage) orderBy(field direction) after limit filters(${members17})`;
const members19 = `entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId source tags timestamp(${members5}) traceId spanId executionSource name traceIds provider model costUnit labels`;
const members20 = 'scoreId timestamp traceId spanId executionSource source scorerId scorerName scorerVersion scoreSource reason scoreTraceId entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId';
const members21 = `entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId source tags timestamp(${members5}) traceId spanId executionSource scorerId scoreSource metadata`;
const members22 = 'feedbackId timestamp traceId spanId executionSource source feedbackSource feedbackType comment feedbackUserId sourceId reviewStatus entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId';
const members23 = `entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId source tags timestamp(${members5}) traceId spanId executionSource feedbackType feedbackSource feedbackUserId reviewStatus`;
const members24 = 'node scope after limit includeDeleted';
const members25 = 'where orderBy cursor take skip distinct select include';

/** By domain, what worker/host/methods.ts reads. */
export const methodTable = {
  memory: [
    ['getThreadById', 'r', Thread, 'threadId resourceId'],
    ['saveThread', 'w', Thread, 'thread(id resourceId title createdAt updatedAt)'],
    ['updateThread', 'w', Thread, 'id title'],
    ['patchThread', 'w', Thread, 'id title'],
    ['updateThreadIf', 'w', Thread, 'id resourceId expectedMetadata'],
    ['updateThreadResourceId', 'w', Thread, 'threadId resourceId'],
    ['copyThread', 'w', ThreadCopy, members1],
    ['cloneThread', 'w', ThreadClone, members1],
    ['deleteThread', 'w', 0, 'threadId'],
    ['listThreads', 'r', { threads: [Thread] }, 'page perPage orderBy(field direction) filter(resourceId metadata)'],
    ['saveMessages', 'w', { messages: [Message] }, members3],
    ['listMessages', 'r', { messages: [Message] }, `threadId resourceId include(${members4}) filter(${members6}) perPage page orderBy(field direction) includeTotal`],
    ['listMessagesByResourceId', 'r', { messages: [Message] }, `resourceId include(${members4}) filter(${members6}) perPage page orderBy(field direction) includeTotal`],
    ['searchMessages', 'r', { results: [MessageHit] }, `query resourceId threadId role dateRange(${members5}) topK mode vector indexName`],
    ['updateMessages', 'w', [Message], members3],
    ['listMessagesById', 'r', { messages: [Message] }, 'messageIds'],
    ['deleteMessages', 'w', 0, 'messageIds', 1],
    ['getResourceById', 'r', Resource, 'resourceId'],
    ['saveResource', 'w', Resource, 'resource(id workingMemory createdAt updatedAt)'],
    ['updateResource', 'w', Resource, 'resourceId workingMemory'],
    ['prune', 'a', 1, 'policies(messages resources threads) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
    ['getObservationalMemory', 'r', ObservationalMemoryRecord, 'threadId resourceId', 1],
    ['getObservationalMemoryHistory', 'r', [ObservationalMemoryRecord], 'threadId resourceId limit options(from to offset)', 1],
    ['initializeObservationalMemory', 'w', ObservationalMemoryRecord, 'threadId resourceId scope observedTimezone'],
    ['insertObservationalMemoryRecord', 'w', 0, `id scope threadId resourceId createdAt updatedAt lastObservedAt originType generationCount activeObservations bufferedObservationChunks(${members7}) bufferedObservations bufferedObservationTokens bufferedMessageIds bufferedReflection bufferedReflectionTokens bufferedReflectionInputTokens reflectedObservationLineCount observedMessageIds observedTimezone totalTokensObserved observationTokenCount pendingMessageTokens isReflecting isObserving isBufferingObservation isBufferingReflection lastBufferedAtTokens lastBufferedAtTime`],
    ['updateActiveObservations', 'w', 0, 'id observations tokenCount lastObservedAt observedMessageIds'],
    ['updateBufferedObservations', 'w', 0, 'id chunk(cycleId observations tokenCount messageIds messageTokens lastObservedAt suggestedContinuation currentTask threadTitle extractionFailures(slug error)) lastBufferedAtTime'],
    ['swapBufferedToActive', 'w', 1, `id activationRatio messageTokensThreshold currentPendingTokens forceMaxActivation lastObservedAt bufferedChunks(${members7})`],
    ['createReflectionGeneration', 'w', ObservationalMemoryRecord, 'currentRecord(scope threadId resourceId lastObservedAt generationCount totalTokensObserved observedTimezone) reflection tokenCount'],
    ['updateBufferedReflection', 'w', 0, 'id reflection tokenCount inputTokenCount reflectedObservationLineCount'],
    ['swapBufferedReflectionToActive', 'w', ObservationalMemoryRecord, 'currentRecord(id) tokenCount'],
    ['setReflectingFlag', 'w', 0, 'id isReflecting', 1],
    ['setObservingFlag', 'w', 0, 'id isObserving', 1],
    ['setBufferingObservationFlag', 'w', 0, 'id isBuffering lastBufferedAtTokens', 1],
    ['setBufferingReflectionFlag', 'w', 0, 'id isBuffering', 1],
    ['setPendingMessageTokens', 'w', 0, 'id tokenCount', 1],
    ['updateObservationalMemoryConfig', 'w', 0, 'id'],
    ['clearObservationalMemory', 'w', 0, 'threadId resourceId', 1],
  ],
  workflows: [
    ['persistWorkflowSnapshot', 'w', 0, 'workflowName runId resourceId createdAt updatedAt'],
    ['loadWorkflowSnapshot', 'r', 1, 'workflowName runId'],
    ['updateWorkflowResults', 'w', 1, 'workflowName runId stepId'],
    ['updateWorkflowState', 'w', 1, 'workflowName runId opts(expectedStatus)'],
    ['listWorkflowRuns', 'r', { runs: [WorkflowRun] }, 'workflowName resourceId threadId status fromDate toDate page perPage'],
    ['getWorkflowRunById', 'r', WorkflowRun, 'runId workflowName'],
    ['deleteWorkflowRunById', 'w', 0, 'workflowName runId'],
    ['prune', 'a', 1, 'policies(workflowSnapshot) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  workflowDefinitions: [
    ['upsert', 'w', WorkflowDefinition, 'id description status authorId'],
    ['get', 'r', WorkflowDefinition, 'id', 1],
    ['list', 'r', { definitions: [WorkflowDefinition] }, 'status authorId'],
    ['delete', 'w', 0, 'id', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  scores: [
    ['saveScore', 'w', { score: Score }, 'id scorerId traceId spanId runId reason preprocessPrompt extractPrompt generateScorePrompt generateReasonPrompt analyzePrompt reasonPrompt entityType entityId source resourceId threadId organizationId projectId batchId datasetId datasetItemId'],
    ['getScoreById', 'r', Score, 'id'],
    ['listScoresByScorerId', 'r', { scores: [Score] }, 'scorerId entityId entityType source filters(organizationId projectId) pagination(page perPage)'],
    ['listScoresByRunId', 'r', { scores: [Score] }, 'runId filters(organizationId projectId) pagination(page perPage)'],
    ['listScoresByEntityId', 'r', { scores: [Score] }, 'entityId entityType filters(organizationId projectId) pagination(page perPage)'],
    ['listScoresBySpan', 'r', { scores: [Score] }, 'traceId spanId filters(organizationId projectId) pagination(page perPage)'],
    ['prune', 'a', 1, 'policies(scorers) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  agents: [
    ['getById', 'r', Agent, 'id', 1],
    ['create', 'w', Agent, 'agent(id authorId visibility name description skillsFormat)'],
    ['update', 'w', Agent, 'id status activeVersionId authorId visibility'],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { agents: [Agent] }, members8],
    ['createVersion', 'w', AgentVersion, 'id agentId versionNumber changeMessage name description skillsFormat'],
    ['getVersion', 'r', AgentVersion, 'id', 1],
    ['getVersionByNumber', 'r', AgentVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', AgentVersion, 'entityId', 1],
    ['getVersions', 'r', [AgentVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [AgentVersion] }, 'agentId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedAgent, 'id options(versionId status)', 1],
    ['listResolved', 'r', { agents: [ResolvedAgent] }, members8],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  promptBlocks: [
    ['getById', 'r', PromptBlock, 'id', 1],
    ['create', 'w', PromptBlock, 'promptBlock(id authorId name description content)'],
    ['update', 'w', PromptBlock, members9],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { promptBlocks: [PromptBlock] }, members10],
    ['createVersion', 'w', PromptBlockVersion, 'id blockId versionNumber changeMessage name description content'],
    ['getVersion', 'r', PromptBlockVersion, 'id', 1],
    ['getVersionByNumber', 'r', PromptBlockVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', PromptBlockVersion, 'entityId', 1],
    ['getVersions', 'r', [PromptBlockVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [PromptBlockVersion] }, 'blockId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedPromptBlock, 'id options(versionId status)', 1],
    ['listResolved', 'r', { promptBlocks: [ResolvedPromptBlock] }, members10],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  scorerDefinitions: [
    ['getById', 'r', ScorerDefinition, 'id', 1],
    ['create', 'w', ScorerDefinition, 'scorerDefinition(id authorId organizationId projectId name description type instructions)'],
    ['update', 'w', ScorerDefinition, members9],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { scorerDefinitions: [ScorerDefinition] }, members11],
    ['createVersion', 'w', ScorerDefinitionVersion, 'id scorerDefinitionId versionNumber changeMessage name description type instructions'],
    ['getVersion', 'r', ScorerDefinitionVersion, 'id', 1],
    ['getVersionByNumber', 'r', ScorerDefinitionVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', ScorerDefinitionVersion, 'entityId', 1],
    ['getVersions', 'r', [ScorerDefinitionVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [ScorerDefinitionVersion] }, 'scorerDefinitionId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedScorerDefinition, 'id options(versionId status)', 1],
    ['listResolved', 'r', { scorerDefinitions: [ResolvedScorerDefinition] }, members11],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  mcpClients: [
    ['getById', 'r', MCPClient, 'id', 1],
    ['create', 'w', MCPClient, 'mcpClient(id authorId name description)'],
    ['update', 'w', MCPClient, members9],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { mcpClients: [MCPClient] }, members10],
    ['createVersion', 'w', MCPClientVersion, 'id mcpClientId versionNumber changeMessage name description'],
    ['getVersion', 'r', MCPClientVersion, 'id', 1],
    ['getVersionByNumber', 'r', MCPClientVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', MCPClientVersion, 'entityId', 1],
    ['getVersions', 'r', [MCPClientVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [MCPClientVersion] }, 'mcpClientId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedMCPClient, 'id options(versionId status)', 1],
    ['listResolved', 'r', { mcpClients: [ResolvedMCPClient] }, members10],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  mcpServers: [
    ['getById', 'r', MCPServer, 'id', 1],
    ['create', 'w', MCPServer, 'mcpServer(id authorId name version description instructions releaseDate isLatest packageCanonical)'],
    ['update', 'w', MCPServer, members9],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { mcpServers: [MCPServer] }, members10],
    ['createVersion', 'w', MCPServerVersion, 'id mcpServerId versionNumber changeMessage name version description instructions releaseDate isLatest packageCanonical'],
    ['getVersion', 'r', MCPServerVersion, 'id', 1],
    ['getVersionByNumber', 'r', MCPServerVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', MCPServerVersion, 'entityId', 1],
    ['getVersions', 'r', [MCPServerVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [MCPServerVersion] }, 'mcpServerId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedMCPServer, 'id options(versionId status)', 1],
    ['listResolved', 'r', { mcpServers: [ResolvedMCPServer] }, members10],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  workspaces: [
    ['getById', 'r', Workspace, 'id', 1],
    ['create', 'w', Workspace, 'workspace(id authorId name description autoSync operationTimeout)'],
    ['update', 'w', Workspace, 'id status activeVersionId authorId name description autoSync operationTimeout'],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { workspaces: [Workspace] }, 'page perPage orderBy(field direction) authorId metadata'],
    ['createVersion', 'w', WorkspaceVersion, 'id workspaceId versionNumber changeMessage name description autoSync operationTimeout'],
    ['getVersion', 'r', WorkspaceVersion, 'id', 1],
    ['getVersionByNumber', 'r', WorkspaceVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', WorkspaceVersion, 'entityId', 1],
    ['getVersions', 'r', [WorkspaceVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [WorkspaceVersion] }, 'workspaceId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedWorkspace, 'id options(versionId status)', 1],
    ['listResolved', 'r', { workspaces: [ResolvedWorkspace] }, members10],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  skills: [
    ['getById', 'r', Skill, 'id', 1],
    ['create', 'w', Skill, 'skill(id authorId visibility name description instructions license)'],
    ['update', 'w', Skill, 'id status activeVersionId authorId visibility name description instructions license'],
    ['delete', 'w', 0, 'id', 1],
    ['list', 'r', { skills: [Skill] }, members8],
    ['createVersion', 'w', SkillVersion, 'id skillId versionNumber changeMessage name description instructions license'],
    ['getVersion', 'r', SkillVersion, 'id', 1],
    ['getVersionByNumber', 'r', SkillVersion, 'entityId versionNumber', 1],
    ['getLatestVersion', 'r', SkillVersion, 'entityId', 1],
    ['getVersions', 'r', [SkillVersion], 'ids', 1],
    ['listVersions', 'r', { versions: [SkillVersion] }, 'skillId page perPage orderBy(field direction)'],
    ['deleteVersion', 'w', 0, 'id', 1],
    ['deleteVersionsByParentId', 'w', 0, 'entityId', 1],
    ['countVersions', 'r', 1, 'entityId', 1],
    ['getByIdResolved', 'r', ResolvedSkill, 'id options(versionId status)', 1],
    ['listResolved', 'r', { skills: [ResolvedSkill] }, members8],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  favorites: [
    ['favorite', 'w', 1, 'userId entityType entityId'],
    ['unfavorite', 'w', 1, 'userId entityType entityId'],
    ['isFavorited', 'r', 1, 'userId entityType entityId'],
    ['isFavoritedBatch', 'r', 1, 'userId entityType entityIds'],
    ['listFavoritedIds', 'r', 1, 'userId entityType'],
    ['deleteFavoritesForEntity', 'w', 1, 'entityType entityId'],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  blobs: [
    ['put', 'w', 0, members12],
    ['putMany', 'w', 0, `entries(${members12})`, 1],
    ['get', 'r', Blob, 'hash', 1],
    ['getMany', 'r', [Blob], 'hashes', 1],
    ['has', 'r', 1, 'hash', 1],
    ['delete', 'w', 1, 'hash', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  backgroundTasks: [
    ['createTask', 'w', 0, 'id toolCallId toolName agentId runId threadId resourceId status retryCount maxRetries timeoutMs createdAt startedAt suspendedAt completedAt'],
    ['updateTask', 'w', 1, 'taskId options(expectedStatus) update(status retryCount maxRetries timeoutMs startedAt suspendedAt completedAt)', 'taskId update options'],
    ['getTask', 'r', BackgroundTask, 'taskId', 1],
    ['listTasks', 'r', { tasks: [BackgroundTask] }, 'status toolCallId agentId threadId resourceId toolName runId dateFilterBy fromDate toDate orderBy orderDirection page perPage'],
    ['deleteTask', 'w', 0, 'taskId', 1],
    ['deleteTasks', 'w', 0, 'status toolCallId agentId threadId resourceId toolName runId dateFilterBy fromDate toDate'],
    ['getRunningCount', 'r', 1, ''],
    ['getRunningCountByAgent', 'r', 1, 'agentId', 1],
    ['prune', 'a', 1, 'policies(backgroundTasks) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  schedules: [
    ['createSchedule', 'w', 1, 'id cron timezone status nextFireAt lastFireAt lastRunId createdAt updatedAt ownerType ownerId'],
    ['getSchedule', 'r', 1, 'id', 1],
    ['listSchedules', 'r', 1, 'status workflowId ownerType ownerId'],
    ['listDueSchedules', 'r', 1, 'now limit', 1],
    ['updateSchedule', 'w', 1, 'id patch(cron timezone status nextFireAt ownerType ownerId)', 1],
    ['updateScheduleNextFire', 'w', 1, 'id expectedNextFireAt newNextFireAt lastFireAt lastRunId', 1],
    ['deleteSchedule', 'w', 0, 'id', 1],
    ['recordTrigger', 'w', 0, 'id scheduleId runId scheduledFireAt actualFireAt outcome error triggerKind parentTriggerId'],
    ['listTriggers', 'r', 1, 'scheduleId opts(fromActualFireAt toActualFireAt limit)', 1],
    ['prune', 'a', 1, 'policies(triggers) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  channels: [
    ['saveInstallation', 'w', 0, 'id platform agentId status webhookId configHash error createdAt'],
    ['getInstallation', 'r', ChannelInstallation, 'id', 1],
    ['getInstallationByAgent', 'r', ChannelInstallation, 'platform agentId', 1],
    ['getInstallationByWebhookId', 'r', ChannelInstallation, 'webhookId', 1],
    ['listInstallations', 'r', [ChannelInstallation], 'platform', 1],
    ['deleteInstallation', 'w', 0, 'id', 1],
    ['saveConfig', 'w', 0, 'platform updatedAt'],
    ['getConfig', 'r', ChannelConfig, 'platform', 1],
    ['deleteConfig', 'w', 0, 'platform', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  toolProviderConnections: [
    ['getConnectionById', 'r', ToolProviderConnection, members13],
    ['upsertConnection', 'w', ToolProviderConnection, 'authorId providerId connectionId toolkit label scope'],
    ['listConnectionsByAuthor', 'r', [ToolProviderConnection], 'authorId providerId toolkit scope'],
    ['deleteConnection', 'w', 0, members13],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  notifications: [
    ['createNotification', 'w', Notification, 'id threadId source kind summary priority resourceId agentId sourceId dedupeKey coalesceKey deliverAt summaryAt deliveryReason createdAt'],
    ['listNotifications', 'r', [Notification], 'threadId status priority source resourceId agentId search limit'],
    ['listDueNotifications', 'r', [Notification], 'now limit agentId resourceId'],
    ['getNotification', 'r', Notification, 'id threadId'],
    ['updateNotification', 'w', Notification, 'id threadId status summary deliverAt summaryAt deliveryReason deliveryAttempts lastDeliveryAttemptAt lastDeliveryError deliveredSignalId summarySignalId'],
    ['updateNotificationsStatus', 'w', [Notification], 'threadId ids status'],
    ['prune', 'a', 1, 'policies(notifications) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  threadState: [
    ['getState', 'r', 1, 'threadId type'],
    ['setState', 'w', 0, 'threadId type'],
    ['deleteState', 'w', 0, 'threadId type'],
    ['prune', 'a', 1, 'policies(threadState) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  harness: [
    ['loadSession', 'r', Session, 'sessionId', 1],
    ['saveSession', 'w', 0, 'id ownerId resourceId threadId parentSessionId subagentDepth origin runtimeCompatibilityGeneration modeId modelId title createdAt lastActivityAt closingAt closeDeadlineAt closedAt deletedAt'],
    ['listSessions', 'r', [Session], ''],
    ['updateSession', 'w', Session, 'sessionId updates(ownerId resourceId threadId parentSessionId subagentDepth origin runtimeCompatibilityGeneration modeId modelId title lastActivityAt closingAt closeDeadlineAt closedAt deletedAt)', 1],
    ['appendPendingItem', 'w', Session, 'sessionId item(id kind status sessionId runId createdAt updatedAt)', 1],
    ['updatePendingItem', 'w', Session, 'sessionId pendingItemId', 'sessionId pendingItemId updates'],
    ['removePendingItem', 'w', Session, 'sessionId pendingItemId', 1],
    ['prune', 'a', 1, 'policies(sessions) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  datasets: [
    ['createDataset', 'w', Dataset, 'id name description targetType targetIds scorerIds organizationId projectId candidateKey candidateId'],
    ['getDatasetById', 'r', Dataset, members14],
    ['updateDataset', 'w', Dataset, 'id filters(organizationId projectId) name description targetType'],
    ['deleteDataset', 'w', 0, members14],
    ['listDatasets', 'r', { datasets: [Dataset] }, 'filters(organizationId projectId candidateKey candidateId targetType targetIds name) orderBy(field direction) pagination(page perPage)'],
    ['addItem', 'w', DatasetItem, 'datasetId externalId unmockedToolPolicy scorerIds filters(organizationId projectId)'],
    ['batchInsertItems', 'w', [DatasetItem], 'datasetId items(externalId unmockedToolPolicy scorerIds) filters(organizationId projectId)'],
    ['updateItem', 'w', DatasetItem, 'id datasetId unmockedToolPolicy scorerIds filters(organizationId projectId)'],
    ['deleteItem', 'w', 0, members15],
    ['batchDeleteItems', 'w', 0, 'datasetId itemIds filters(organizationId projectId)'],
    ['purgeItem', 'w', 0, members15],
    ['listItems', 'r', { items: [DatasetItem] }, 'datasetId version search pagination(page perPage) orderBy(field direction) filters(organizationId projectId)'],
    ['getItemById', 'r', DatasetItem, 'id datasetVersion'],
    ['getItemsByVersion', 'r', [DatasetItem], 'datasetId version'],
    ['getItemHistory', 'r', [DatasetItemRow], 'itemId', 1],
    ['createDatasetVersion', 'w', DatasetVersion, 'datasetId version', 1],
    ['listDatasetVersions', 'r', { versions: [DatasetVersion] }, 'datasetId pagination(page perPage)'],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  experiments: [
    ['createExperiment', 'w', Experiment, 'id name description experimentSetId comparisonId variantId trialIndex datasetId datasetVersion targetType targetId status totalItems succeededCount failedCount skippedCount startedAt completedAt agentVersion organizationId projectId'],
    ['updateExperiment', 'w', Experiment, 'id name description status totalItems succeededCount failedCount skippedCount startedAt completedAt'],
    ['getExperimentById', 'r', Experiment, members14],
    ['listExperiments', 'r', { experiments: [Experiment] }, 'datasetId targetType targetId agentVersion status experimentSetId comparisonId variantId trialIndex filters(organizationId projectId) orderBy(field direction) pagination(page perPage)'],
    ['deleteExperiment', 'w', 0, members14],
    ['addExperimentResult', 'w', ExperimentResult, 'id experimentId itemId itemDatasetVersion startedAt completedAt retryCount attempt traceId status tags organizationId projectId'],
    ['upsertExperimentResult', 'w', ExperimentResult, 'experimentId itemId itemDatasetVersion startedAt completedAt retryCount attempt traceId status tags organizationId projectId'],
    ['updateExperimentResult', 'w', ExperimentResult, 'id experimentId status tags comment'],
    ['getExperimentResultById', 'r', ExperimentResult, members14],
    ['listExperimentResults', 'r', { results: [ExperimentResult] }, 'experimentId traceId status tags filters(organizationId projectId) orderBy(field direction) pagination(page perPage)'],
    ['deleteExperimentResults', 'w', 0, 'experimentId filters(organizationId projectId)'],
    ['getReviewSummary', 'r', 1, ''],
    ['prune', 'a', 1, 'policies(experiments) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  observability: [
    ['createSpan', 'w', 0, `span(${members16})`],
    ['batchCreateSpans', 'w', 0, `records(${members16})`],
    ['updateSpan', 'w', 0, 'traceId spanId'],
    ['batchUpdateSpans', 'w', 0, 'records(traceId spanId)'],
    ['getSpan', 'r', { span: SpanRecord }, 'traceId spanId'],
    ['getSpans', 'r', { spans: [SpanRecord] }, 'traceId spanIds'],
    ['getRootSpan', 'r', { span: SpanRecord }, 'traceId'],
    ['getTrace', 'r', { spans: [SpanRecord] }, 'traceId'],
    ['getStructure', 'r', { spans: [LightSpan] }, 'traceId'],
    ['getTraceLight', 'r', { spans: [LightSpan] }, 'traceId'],
    ['getBranch', 'r', { spans: [SpanRecord] }, 'traceId spanId depth'],
    ['listTraces', 'r', { spans: [TraceSpan] }, members18],
    ['listTracesLight', 'r', { spans: [{ startedAt: 'date', endedAt: 'date', createdAt: 'date', updatedAt: 'date' }] }, members18],
    ['listBranches', 'r', { branches: [TraceSpan] }, members18],
    ['queryTraces', 'r', { traces: [QueriedTrace] }, 'scope(organizationId resourceId) limit cursor(threadId traceId sortValue) timeRange(from to) where result orderBy(field direction) paginationMode page perPage'],
    ['queryThreads', 'r', 1, 'scope(organizationId resourceId) limit cursor(threadId traceId sortValue) traces(timeRange(from to) where) where'],
    ['getTraceQueryObservedFields', 'r', 1, 'timeRange(from to) predicateScope search scope(organizationId resourceId) limit'],
    ['getTraceQueryValues', 'r', 1, 'timeRange(from to) predicateScope search scope(organizationId resourceId) limit path'],
    ['batchDeleteTraces', 'w', 0, 'traceIds organizationId resourceId'],
    ['batchCreateLogs', 'w', 0, 'logs(logId timestamp traceId spanId executionSource source level message entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId)'],
    ['listLogs', 'r', { logs: [LogRecord] }, `mode pagination(page perPage) orderBy(field direction) after limit filters(entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId source tags timestamp(${members5}) traceId spanId executionSource level)`],
    ['batchCreateMetrics', 'w', 0, 'metrics(metricId timestamp traceId spanId executionSource source name provider model costUnit entityType entityId entityName entityVersionId parentEntityType parentEntityId parentEntityName parentEntityVersionId rootEntityType rootEntityId rootEntityName rootEntityVersionId userId organizationId resourceId runId sessionId threadId requestId environment serviceName experimentId)'],
    ['listMetrics', 'r', { metrics: [MetricRecord] }, `mode pagination(page perPage) orderBy(field direction) after limit filters(${members19})`],
    ['createScore', 'w', 0, `score(${members20})`],
    ['batchCreateScores', 'w', 0, `scores(${members20})`],
    ['listScores', 'r', { scores: [ScoreSignal] }, `mode pagination(page perPage) orderBy(field direction) after limit filters(${members21})`],
    ['createFeedback', 'w', 0, `feedback(${members22})`],
    ['batchCreateFeedback', 'w', 0, `feedbacks(${members22})`],
    ['listFeedback', 'r', { feedback: [FeedbackRecord] }, `mode pagination(page perPage) orderBy(field direction) after limit filters(${members23})`],
    ['getScoreById', 'r', ScoreSignal, 'scoreId', 1],
    ['deleteScores', 'w', 0, 'scoreIds organizationId resourceId'],
    ['deleteFeedback', 'w', 0, 'feedbackIds organizationId resourceId'],
    ['updateFeedbackReviewStatus', 'w', FeedbackRecord, 'feedbackId reviewStatus'],
    ['getMetricAggregate', 'r', 1, `name filters(${members19}) aggregation distinctColumn comparePeriod`],
    ['getMetricBreakdown', 'r', 1, `name filters(${members19}) aggregation distinctColumn groupBy limit orderDirection`],
    ['getMetricTimeSeries', 'r', TimeSeries, `name filters(${members19}) aggregation distinctColumn interval groupBy`],
    ['getMetricPercentiles', 'r', Percentiles, `name filters(${members19}) interval percentiles`],
    ['getScoreAggregate', 'r', 1, `scorerId scoreSource filters(${members21}) aggregation distinctColumn comparePeriod`],
    ['getScoreBreakdown', 'r', 1, `scorerId scoreSource filters(${members21}) aggregation distinctColumn groupBy limit orderDirection`],
    ['getScoreTimeSeries', 'r', TimeSeries, `scorerId scoreSource filters(${members21}) aggregation distinctColumn interval groupBy`],
    ['getScorePercentiles', 'r', Percentiles, `scorerId scoreSource filters(${members21}) interval percentiles`],
    ['getFeedbackAggregate', 'r', 1, `feedbackType feedbackSource filters(${members23}) aggregation distinctColumn comparePeriod`],
    ['getFeedbackBreakdown', 'r', 1, `feedbackType feedbackSource filters(${members23}) aggregation distinctColumn groupBy limit orderDirection`],
    ['getFeedbackTimeSeries', 'r', TimeSeries, `feedbackType feedbackSource filters(${members23}) aggregation distinctColumn interval groupBy`],
    ['getFeedbackPercentiles', 'r', Percentiles, `feedbackType feedbackSource filters(${members23}) interval percentiles`],
    ['getMetricNames', 'r', 1, 'prefix limit'],
    ['getMetricLabelKeys', 'r', 1, 'metricName'],
    ['getMetricLabelValues', 'r', 1, 'metricName labelKey prefix limit'],
    ['getEntityTypes', 'r', 1, ''],
    ['getEntityNames', 'r', 1, 'entityType'],
    ['getServiceNames', 'r', 1, ''],
    ['getEnvironments', 'r', 1, ''],
    ['getTags', 'r', 1, 'entityType'],
    ['prune', 'a', 1, 'policies(spans logs metrics scores feedback) options', 1],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  knowledge: [
    ['createNode', 'w', KnowledgeNode, 'id name kind content description scope resolutionScope'],
    ['getNode', 'r', KnowledgeNode, 'id', 1],
    ['getNodeByName', 'r', KnowledgeNode, 'name scope'],
    ['resolveNode', 'r', KnowledgeNode, 'name scope'],
    ['listNodes', 'r', [KnowledgeNode], 'scope namePrefix kind hasContent cursor limit'],
    ['updateNode', 'w', KnowledgeNode, 'id version name kind content description scope resolutionScope'],
    ['mergeNodes', 'w', KnowledgeNode, 'sourceId targetId sourceVersion'],
    ['appendKnowledge', 'w', KnowledgeRecord, 'id text scope sourceThreadId when maxScope resolutionScope defaultScope'],
    ['getKnowledge', 'r', KnowledgeRecord, 'id includeDeleted'],
    ['listKnowledgeAbout', 'r', { records: [KnowledgeRecord] }, members24],
    ['listKnowledgeMentioning', 'r', { records: [KnowledgeRecord] }, members24],
    ['listKnowledgeRelatedTo', 'r', { records: [KnowledgeRecord] }, members24],
    ['knowledgeBySource', 'r', { records: [KnowledgeRecord] }, 'sourceThreadId scope after limit includeDeleted'],
    ['removeKnowledge', 'w', KnowledgeRecord, 'id deletedBy'],
    ['restoreKnowledge', 'w', KnowledgeRecord, 'id'],
    ['rescopeKnowledge', 'w', KnowledgeRecord, 'id scope'],
    ['raiseKnowledgeCeiling', 'w', KnowledgeRecord, 'id maxScope'],
    ['search', 'r', 1, 'query scope limit'],
    ['getCurationCursor', 'r', KnowledgeCurationCursor, 'sourceThreadId agent'],
    ['advanceCurationCursor', 'w', KnowledgeCurationCursor, 'sourceThreadId agent lastKnowledgeId'],
    ['listActivity', 'r', [KnowledgeActivityEvent], 'scope after limit'],
    ['listSemanticOutbox', 'r', [KnowledgeOutboxEntry], 'status scope limit'],
    ['claimSemanticOutbox', 'w', [KnowledgeOutboxEntry], 'workerId limit now claimTimeoutMs scope'],
    ['completeSemanticOutbox', 'w', 0, 'ids workerId'],
    ['releaseSemanticOutbox', 'w', 0, 'ids workerId retryAt'],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  records: [
    ['record.findUnique', 'r', SyncedRecord, 'where select include'],
    ['record.findUniqueOrThrow', 'r', SyncedRecord, 'where select include'],
    ['record.findFirst', 'r', SyncedRecord, members25],
    ['record.findMany', 'r', [SyncedRecord], members25],
    ['record.count', 'r', 1, 'where orderBy take skip'],
    ['record.create', 'w', SyncedRecord, ''],
    ['record.createMany', 'w', 1, 'skipDuplicates'],
    ['record.update', 'w', SyncedRecord, 'where'],
    ['record.updateMany', 'w', 1, 'where'],
    ['record.upsert', 'w', SyncedRecord, 'where'],
    ['record.delete', 'w', SyncedRecord, 'where'],
    ['record.deleteMany', 'w', 1, 'where'],
    ['connection.findUnique', 'r', SyncedConnection, 'where select include'],
    ['connection.findUniqueOrThrow', 'r', SyncedConnection, 'where select include'],
    ['connection.findFirst', 'r', SyncedConnection, members25],
    ['connection.findMany', 'r', [SyncedConnection], members25],
    ['connection.count', 'r', 1, 'where orderBy take skip'],
    ['connection.create', 'w', SyncedConnection, ''],
    ['connection.createMany', 'w', 1, 'skipDuplicates'],
    ['connection.update', 'w', SyncedConnection, 'where'],
    ['connection.updateMany', 'w', 1, 'where'],
    ['connection.upsert', 'w', SyncedConnection, 'where'],
    ['connection.delete', 'w', SyncedConnection, 'where'],
    ['connection.deleteMany', 'w', 1, 'where'],
    ['credential.findUnique', 'r', SyncedCredential, 'where select include'],
    ['credential.findUniqueOrThrow', 'r', SyncedCredential, 'where select include'],
    ['credential.findFirst', 'r', SyncedCredential, members25],
    ['credential.findMany', 'r', [SyncedCredential], members25],
    ['credential.count', 'r', 1, 'where orderBy take skip'],
    ['credential.create', 'w', SyncedCredential, ''],
    ['credential.createMany', 'w', 1, 'skipDuplicates'],
    ['credential.update', 'w', SyncedCredential, 'where'],
    ['credential.updateMany', 'w', 1, 'where'],
    ['credential.upsert', 'w', SyncedCredential, 'where'],
    ['credential.delete', 'w', SyncedCredential, 'where'],
    ['credential.deleteMany', 'w', 1, 'where'],
    ['entity.findUnique', 'r', SyncedEntity, 'where select include'],
    ['entity.findUniqueOrThrow', 'r', SyncedEntity, 'where select include'],
    ['entity.findFirst', 'r', SyncedEntity, members25],
    ['entity.findMany', 'r', [SyncedEntity], members25],
    ['entity.count', 'r', 1, 'where orderBy take skip'],
    ['entity.create', 'w', SyncedEntity, ''],
    ['entity.createMany', 'w', 1, 'skipDuplicates'],
    ['entity.update', 'w', SyncedEntity, 'where'],
    ['entity.updateMany', 'w', 1, 'where'],
    ['entity.upsert', 'w', SyncedEntity, 'where'],
    ['entity.delete', 'w', SyncedEntity, 'where'],
    ['entity.deleteMany', 'w', 1, 'where'],
    ['property.findUnique', 'r', SyncedProperty, 'where select include'],
    ['property.findUniqueOrThrow', 'r', SyncedProperty, 'where select include'],
    ['property.findFirst', 'r', SyncedProperty, members25],
    ['property.findMany', 'r', [SyncedProperty], members25],
    ['property.count', 'r', 1, 'where orderBy take skip'],
    ['property.create', 'w', SyncedProperty, ''],
    ['property.createMany', 'w', 1, 'skipDuplicates'],
    ['property.update', 'w', SyncedProperty, 'where'],
    ['property.updateMany', 'w', 1, 'where'],
    ['property.upsert', 'w', SyncedProperty, 'where'],
    ['property.delete', 'w', SyncedProperty, 'where'],
    ['property.deleteMany', 'w', 1, 'where'],
    ['sync', 'w', 1, 'connectionId entityType records(externalId) whole source'],
    ['dangerouslyClearAll', 'a', 0, ''],
  ],
  vectors: [
    ['createIndex', 'w', 0, 'indexName dimension metric native'],
    ['upsert', 'w', 1, 'indexName namespace vectors ids deleteFilter'],
    ['query', 'r', 1, 'indexName namespace queryVector topK filter includeVector minScore probes'],
    ['takeOver', 'w', 1, 'indexName'],
    ['listIndexes', 'r', 1, ''],
    ['describeIndex', 'r', 1, 'indexName'],
    ['deleteIndex', 'a', 0, 'indexName'],
    ['truncateIndex', 'a', 0, 'indexName'],
    ['updateVector', 'w', 0, 'indexName namespace id filter update()'],
    ['deleteVector', 'w', 0, 'indexName namespace id'],
    ['deleteVectors', 'w', 0, 'indexName namespace ids filter'],
    ['optimize', 'w', 1, 'indexName'],
  ],
  store: [
    ['init', 'a', 1, 'buildIndexes'],
    ['status', 'r', 1, ''],
    ['reindex', 'a', 1, 'again drop rows'],
    ['createIndex', 'a', 0, 'name table columns unique concurrent where method opclass storage tablespace'],
    ['listIndexes', 'a', 1, 'table', 1],
    ['describeIndex', 'a', 1, 'name', 1],
    ['dropIndex', 'a', 0, 'name', 1],
    ['tables', 'a', 1, 'counts'],
    ['exportRows', 'a', 1, 'table limit form'],
    ['importRows', 'a', 1, 'table onConflict behind fresh'],
    ['refuseWrites', 'a', 0, 'refuse'],
    ['deleteRows', 'a', 1, 'table'],
  ],
} as const;

/** The contract's parameters, where they are not one object. */
export interface SeveralParameters {
  'memory.deleteMessages': ['messageIds'];
  'memory.prune': ['policies', 'options'];
  'memory.getObservationalMemory': ['threadId', 'resourceId'];
  'memory.getObservationalMemoryHistory': ['threadId', 'resourceId', 'limit', 'options'];
  'memory.setReflectingFlag': ['id', 'isReflecting'];
  'memory.setObservingFlag': ['id', 'isObserving'];
  'memory.setBufferingObservationFlag': ['id', 'isBuffering', 'lastBufferedAtTokens'];
  'memory.setBufferingReflectionFlag': ['id', 'isBuffering'];
  'memory.setPendingMessageTokens': ['id', 'tokenCount'];
  'memory.clearObservationalMemory': ['threadId', 'resourceId'];
  'workflows.prune': ['policies', 'options'];
  'workflowDefinitions.get': ['id'];
  'workflowDefinitions.delete': ['id'];
  'scores.prune': ['policies', 'options'];
  'agents.getById': ['id'];
  'agents.delete': ['id'];
  'agents.getVersion': ['id'];
  'agents.getVersionByNumber': ['entityId', 'versionNumber'];
  'agents.getLatestVersion': ['entityId'];
  'agents.getVersions': ['ids'];
  'agents.deleteVersion': ['id'];
  'agents.deleteVersionsByParentId': ['entityId'];
  'agents.countVersions': ['entityId'];
  'agents.getByIdResolved': ['id', 'options'];
  'promptBlocks.getById': ['id'];
  'promptBlocks.delete': ['id'];
  'promptBlocks.getVersion': ['id'];
  'promptBlocks.getVersionByNumber': ['entityId', 'versionNumber'];
  'promptBlocks.getLatestVersion': ['entityId'];
  'promptBlocks.getVersions': ['ids'];
  'promptBlocks.deleteVersion': ['id'];
  'promptBlocks.deleteVersionsByParentId': ['entityId'];
  'promptBlocks.countVersions': ['entityId'];
  'promptBlocks.getByIdResolved': ['id', 'options'];
  'scorerDefinitions.getById': ['id'];
  'scorerDefinitions.delete': ['id'];
  'scorerDefinitions.getVersion': ['id'];
  'scorerDefinitions.getVersionByNumber': ['entityId', 'versionNumber'];
  'scorerDefinitions.getLatestVersion': ['entityId'];
  'scorerDefinitions.getVersions': ['ids'];
  'scorerDefinitions.deleteVersion': ['id'];
  'scorerDefinitions.deleteVersionsByParentId': ['entityId'];
  'scorerDefinitions.countVersions': ['entityId'];
  'scorerDefinitions.getByIdResolved': ['id', 'options'];
  'mcpClients.getById': ['id'];
  'mcpClients.delete': ['id'];
  'mcpClients.getVersion': ['id'];
  'mcpClients.getVersionByNumber': ['entityId', 'versionNumber'];
  'mcpClients.getLatestVersion': ['entityId'];
  'mcpClients.getVersions': ['ids'];
  'mcpClients.deleteVersion': ['id'];
  'mcpClients.deleteVersionsByParentId': ['entityId'];
  'mcpClients.countVersions': ['entityId'];
  'mcpClients.getByIdResolved': ['id', 'options'];
  'mcpServers.getById': ['id'];
  'mcpServers.delete': ['id'];
  'mcpServers.getVersion': ['id'];
  'mcpServers.getVersionByNumber': ['entityId', 'versionNumber'];
  'mcpServers.getLatestVersion': ['entityId'];
  'mcpServers.getVersions': ['ids'];
  'mcpServers.deleteVersion': ['id'];
  'mcpServers.deleteVersionsByParentId': ['entityId'];
  'mcpServers.countVersions': ['entityId'];
  'mcpServers.getByIdResolved': ['id', 'options'];
  'workspaces.getById': ['id'];
  'workspaces.delete': ['id'];
  'workspaces.getVersion': ['id'];
  'workspaces.getVersionByNumber': ['entityId', 'versionNumber'];
  'workspaces.getLatestVersion': ['entityId'];
  'workspaces.getVersions': ['ids'];
  'workspaces.deleteVersion': ['id'];
  'workspaces.deleteVersionsByParentId': ['entityId'];
  'workspaces.countVersions': ['entityId'];
  'workspaces.getByIdResolved': ['id', 'options'];
  'skills.getById': ['id'];
  'skills.delete': ['id'];
  'skills.getVersion': ['id'];
  'skills.getVersionByNumber': ['entityId', 'versionNumber'];
  'skills.getLatestVersion': ['entityId'];
  'skills.getVersions': ['ids'];
  'skills.deleteVersion': ['id'];
  'skills.deleteVersionsByParentId': ['entityId'];
  'skills.countVersions': ['entityId'];
  'skills.getByIdResolved': ['id', 'options'];
  'blobs.putMany': ['entries'];
  'blobs.get': ['hash'];
  'blobs.getMany': ['hashes'];
  'blobs.has': ['hash'];
  'blobs.delete': ['hash'];
  'backgroundTasks.updateTask': ['taskId', 'update', 'options'];
  'backgroundTasks.getTask': ['taskId'];
  'backgroundTasks.deleteTask': ['taskId'];
  'backgroundTasks.getRunningCountByAgent': ['agentId'];
  'backgroundTasks.prune': ['policies', 'options'];
  'schedules.getSchedule': ['id'];
  'schedules.listDueSchedules': ['now', 'limit'];
  'schedules.updateSchedule': ['id', 'patch'];
  'schedules.updateScheduleNextFire': ['id', 'expectedNextFireAt', 'newNextFireAt', 'lastFireAt', 'lastRunId'];
  'schedules.deleteSchedule': ['id'];
  'schedules.listTriggers': ['scheduleId', 'opts'];
  'schedules.prune': ['policies', 'options'];
  'channels.getInstallation': ['id'];
  'channels.getInstallationByAgent': ['platform', 'agentId'];
  'channels.getInstallationByWebhookId': ['webhookId'];
  'channels.listInstallations': ['platform'];
  'channels.deleteInstallation': ['id'];
  'channels.getConfig': ['platform'];
  'channels.deleteConfig': ['platform'];
  'notifications.prune': ['policies', 'options'];
  'threadState.prune': ['policies', 'options'];
  'harness.loadSession': ['sessionId'];
  'harness.updateSession': ['sessionId', 'updates'];
  'harness.appendPendingItem': ['sessionId', 'item'];
  'harness.updatePendingItem': ['sessionId', 'pendingItemId', 'updates'];
  'harness.removePendingItem': ['sessionId', 'pendingItemId'];
  'harness.prune': ['policies', 'options'];
  'datasets.getItemHistory': ['itemId'];
  'datasets.createDatasetVersion': ['datasetId', 'version'];
  'experiments.prune': ['policies', 'options'];
  'observability.getScoreById': ['scoreId'];
  'observability.prune': ['policies', 'options'];
  'knowledge.getNode': ['id'];
  'store.listIndexes': ['table'];
  'store.describeIndex': ['name'];
  'store.dropIndex': ['name'];
}
