// Written by scripts/generate from the method table; do not edit.
export const release = { version: '0.1.0', schema: 6 } as const;

// What of a row is no JSON: see worker/host/revive.ts.
const Thread = { createdAt: 'date', updatedAt: 'date' } as const;
const ThreadCopy = { thread: Thread } as const;
const Message = { createdAt: 'date', content: 'document' } as const;
const ThreadClone = { thread: Thread, clonedMessages: [Message] } as const;
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
  ['blobs.putMany', 'write', 'nothing', ['entries'], { entries: true }],
  ['blobs.get', 'read', Blob, ['hash'], { hash: true }],
  ['blobs.getMany', 'read', [Blob], ['hashes'], { hashes: true }],
  ['blobs.has', 'read', 'as it is', ['hash'], { hash: true }],
  ['blobs.delete', 'write', 'as it is', ['hash'], { hash: true }],
  ['blobs.dangerouslyClearAll', 'admin', 'nothing', [], {  }],
  ['store.init', 'admin', 'as it is', [], { buildIndexes: true }],
  ['store.status', 'read', 'as it is', [], {  }],
  ['store.createIndex', 'admin', 'nothing', [], takeCreateIndex],
  ['store.listIndexes', 'admin', 'as it is', ['table'], { table: true }],
  ['store.describeIndex', 'admin', 'as it is', ['name'], { name: true }],
  ['store.dropIndex', 'admin', 'nothing', ['name'], { name: true }],
] as const;
