// What the Studio and clients of the framework's server ask of it: every route that reads, and those
// that write what a store keeps.
import type { FrameworkServer } from './framework-server.js';

type Json = Record<string, any>;

export interface Answer {
  /** `GET /agents/:agentId`, as the server's table names it. */
  readonly route: string;
  readonly status: number;
  /** JSON, or what a stream said. */
  readonly body: any;
}

interface Asked {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

const day = 86_400_000;
const span = () => {
  const from = new Date(Date.now() - day).toISOString();
  return { from, to: new Date(Date.now() + day).toISOString() };
};
const later = (ms = 3) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks all of it, in one order; what came, in this order. */
export async function visit(
  { url, mastra, scripted }: FrameworkServer,
  answers: Answer[] = [],
): Promise<Answer[]> {
  const ask = async (route: string, asked: Asked = {}): Promise<any> => {
    await later(); // no two rows of one time
    const [method, pattern] = route.split(' ') as [string, string];
    const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent(asked.params?.[name] ?? name),
    );
    const query = Object.entries(asked.query ?? {}).map(([name, value]): [string, string] => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]);
    const response = await fetch(`${url}/api${path}?${new URLSearchParams(query)}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(asked.body ?? {}) }),
    });
    const text = await response.text();
    const body = parsed(text);
    answers.push({ route, status: response.status, body });
    return body;
  };
  /** Until what goes on behind an answer is written. */
  const until = async (is: () => Promise<boolean>) => {
    for (let i = 0; i < 400; i++) {
      if (await is()) return;
      await later(25);
    }
    throw new Error(`nothing came: ${is}`);
  };
  const store = async (name: string): Promise<any> => mastra.getStorage()!.getStore(name as never);

  // ---- What the application is
  for (const route of [
    ...['/agents', '/agents/providers', '/auth/capabilities', '/auth/me', '/workflows'],
    ...['/auth/permission-patterns', '/tools', '/processors', '/vectors'],
    ...['/scores/scorers', '/logs/transports', '/embedders', '/workspaces', '/mcp/v0/servers'],
    ...['/tool-providers', '/processor-providers', '/editor/builder/settings'],
    ...['/editor/workflow-builder/settings', '/editor/builder/models/available'],
    ...['/editor/builder/infrastructure', '/editor/builder/registries', '/agent-builder'],
    ...['/channels/platforms', '/agent-controller', '/system/packages', '/system/api-schema'],
  ]) {
    await ask(`GET ${route}`);
  }
  const helper = { agentId: 'helper' };
  await ask('GET /agents/:agentId', { params: helper });
  await ask('GET /agents/:agentId/tools/:toolId', { params: { ...helper, toolId: 'add' } });
  await ask('GET /tools/:toolId', { params: { toolId: 'add' } });
  const sum = { data: { a: 1, b: 2 } };
  await ask('POST /tools/:toolId/execute', { params: { toolId: 'add' }, body: sum });
  const tool = { ...helper, toolId: 'add' };
  await ask('POST /agents/:agentId/tools/:toolId/execute', { params: tool, body: sum });
  await ask('GET /workflows/:workflowId', { params: { workflowId: 'asking' } });
  await ask('GET /scores/scorers/:scorerId', { params: { scorerId: 'length' } });
  await ask('GET /.well-known/:agentId/agent-card.json', { params: helper });
  await ask('GET /logs', { query: { transportId: 'none' } });
  await ask('GET /logs/:runId', { params: { runId: 'r' }, query: { transportId: 'none' } });

  // ---- Memory
  for (const of of ['/memory', '/memory/network']) {
    const q = { agentId: 'helper', resourceId: 'ada' };
    await ask(`GET ${of}/status`, { query: q });
    for (const [threadId, title] of [
      ['t1', 'Ñandú 🧵'],
      ['t2', 'Second'],
      ['t3', 'Third'],
    ] as const) {
      await ask(`POST ${of}/threads`, {
        query: q,
        body: {
          threadId: `${of}${threadId}`,
          resourceId: 'ada',
          title,
          metadata: { topic: title },
        },
      });
    }
    const params = { threadId: `${of}t1` };
    await ask(`POST ${of}/save-messages`, {
      query: q,
      body: {
        messages: ['Hello', 'Good day', 'Ñandú 🧵', 'Bye'].map((content, i) => ({
          ...{ id: `${of}-m${i}`, threadId: params.threadId, resourceId: 'ada' },
          ...{ role: i % 2 ? 'assistant' : 'user', type: 'text' },
          createdAt: new Date(Date.UTC(2026, 0, 1, 12, 0, i)).toISOString(),
          content: { format: 2, parts: [{ type: 'text', text: content }], content },
        })),
      },
    });
    await ask(`POST ${of}/save-messages`, { query: q, body: { messages: [{ id: 'no thread' }] } });
    await ask(`GET ${of}/threads`, { query: q });
    await ask(`GET ${of}/threads`, { query: { ...q, page: 1, perPage: 2 } });
    await ask(`GET ${of}/threads`, {
      query: {
        ...q,
        metadata: { topic: 'Second' },
        orderBy: { field: 'createdAt', direction: 'ASC' },
      },
    });
    await ask(`GET ${of}/threads/:threadId`, { params, query: q });
    await ask(`GET ${of}/threads/:threadId`, { params: { threadId: 'nowhere' }, query: q });
    await ask(`GET ${of}/threads/:threadId/messages`, { params, query: q });
    await ask(`GET ${of}/threads/:threadId/messages`, {
      params,
      query: { ...q, page: 1, perPage: 2, orderBy: { field: 'createdAt', direction: 'DESC' } },
    });
    await ask(`GET ${of}/threads/:threadId/messages`, {
      params,
      query: {
        ...{ ...q, perPage: 1 },
        include: [{ id: `${of}-m0`, withNextMessages: 1 }],
        filter: { dateRange: { start: '2026-01-01T12:00:01.000Z' } },
      },
    });
    await ask(`PATCH ${of}/threads/:threadId`, {
      ...{ params, query: q },
      body: { title: 'Changed', metadata: { more: [1, null] } },
    });
    await ask(`POST ${of}/messages/delete`, { query: q, body: { messageIds: [`${of}-m3`] } });
    await ask(`GET ${of}/threads/:threadId/messages`, { params, query: q });
    await ask(`DELETE ${of}/threads/:threadId`, { params: { threadId: `${of}t3` }, query: q });
    await ask(`GET ${of}/threads`, { query: q });
  }
  const q = { agentId: 'helper', resourceId: 'ada' };
  const first = { threadId: '/memoryt1' };
  await ask('GET /memory/config', { query: q });
  await ask('GET /memory/observational-memory', { query: { ...q, ...first } });
  await ask('POST /memory/observational-memory/buffer-status', { body: { ...q, ...first } });
  await ask('GET /memory/threads/:threadId/working-memory', { params: first, query: q });
  await ask('POST /memory/threads/:threadId/working-memory', {
    ...{ params: first, query: q, body: { workingMemory: '# Ñandú 🧵', resourceId: 'ada' } },
  });
  await ask('GET /memory/threads/:threadId/working-memory', { params: first, query: q });
  await ask('GET /memory/search', { query: { ...q, searchQuery: 'Ñandú', limit: 5 } });
  await ask('POST /memory/threads/:threadId/clone', {
    ...{ params: first, query: q },
    body: { newThreadId: 'copy', title: 'Copy', options: { messageLimit: 2 } },
  });
  await ask('GET /memory/threads/:threadId/messages', { params: { threadId: 'copy' }, query: q });
  await ask('POST /memory/threads/:threadId/transfer', {
    ...{ params: { threadId: 'copy' }, query: q, body: { resourceId: 'bob' } },
  });
  await ask('GET /memory/threads', { query: { ...q, resourceId: 'bob' } });

  // ---- Conversations of agents, and what comes of them
  const spoken = { thread: 'talk', resource: 'ada' };
  scripted.willSay([{ tool: 'add', args: { a: 1, b: 2 } }], [{ text: 'Three 🧵.' }]);
  const said = await ask('POST /agents/:agentId/generate', {
    params: helper,
    body: { messages: 'What is 1 and 2?', memory: spoken, tracingOptions: { tags: ['asked'] } },
  });
  scripted.willSay([{ text: 'Ñandú.' }]);
  await ask('POST /agents/:agentId/stream', {
    params: helper,
    body: { messages: 'And the bird?', memory: spoken },
  });
  await ask('GET /memory/threads/:threadId/messages', { params: { threadId: 'talk' }, query: q });
  scripted.willSay([{ tool: 'add', args: { a: 3, b: 4 } }]);
  const waiting = await ask('POST /agents/:agentId/generate', {
    params: helper,
    body: { messages: 'Ask me first', memory: spoken, requireToolApproval: true },
  });
  await ask('GET /agents/:agentId/suspended-runs', { params: helper });
  scripted.willSay([{ text: 'Seven.' }]);
  await ask('POST /agents/:agentId/approve-tool-call-generate', {
    params: helper,
    body: {
      runId: waiting?.runId ?? 'none',
      toolCallId:
        waiting?.suspendPayload?.toolCallId ??
        waiting?.toolCalls?.[0]?.payload?.toolCallId ??
        'none',
    },
  });
  await ask('GET /agents/:agentId/suspended-runs', { params: helper });
  scripted.willSay([{ text: 'Answered.' }]);
  const response = await ask('POST /v1/responses', {
    body: { agent_id: 'helper', input: 'Respond', store: true },
  });
  const responseId = response?.id ?? 'none';
  await ask('GET /v1/responses/:responseId', { params: { responseId } });
  await ask('DELETE /v1/responses/:responseId', { params: { responseId } });
  await ask('GET /v1/responses/:responseId', { params: { responseId } });
  const conversation = await ask('POST /v1/conversations', {
    body: { agent_id: 'helper', conversation_id: 'c1', resource_id: 'ada', title: 'C' },
  });
  const conversationId = conversation?.id ?? 'c1';
  scripted.willSay([{ text: 'In it.' }]);
  await ask('POST /v1/responses', {
    body: { agent_id: 'helper', input: 'Say', conversation_id: conversationId, store: true },
  });
  await ask('GET /v1/conversations/:conversationId', { params: { conversationId } });
  await ask('GET /v1/conversations/:conversationId/items', { params: { conversationId } });
  await ask('DELETE /v1/conversations/:conversationId', { params: { conversationId } });
  await ask('GET /v1/conversations/:conversationId', { params: { conversationId } });

  // ---- Workflows
  const double = { workflowId: 'double' };
  const asking = { workflowId: 'asking' };
  const input = { inputData: { n: 4 }, resourceId: 'ada' };
  await ask('POST /workflows/:workflowId/create-run', { params: double, query: { runId: 'r0' } });
  await ask('POST /workflows/:workflowId/start-async', {
    ...{ params: double, query: { runId: 'r1' }, body: input },
  });
  await ask('POST /workflows/:workflowId/stream', {
    ...{ params: double, query: { runId: 'r2' }, body: input },
  });
  for (const runId of ['r3', 'r4', 'r5']) {
    await ask('POST /workflows/:workflowId/start-async', {
      ...{ params: asking, query: { runId }, body: input },
    });
  }
  await ask('GET /workflows/run-counts');
  await ask('GET /workflows/:workflowId/runs', { params: asking, query: { status: 'suspended' } });
  await ask('POST /workflows/:workflowId/resume-async', {
    ...{ params: asking, query: { runId: 'r3' }, body: { step: 'wait', resumeData: { n: 1 } } },
  });
  await ask('POST /workflows/:workflowId/resume-stream', {
    ...{ params: asking, query: { runId: 'r4' }, body: { step: 'wait', resumeData: { n: 2 } } },
  });
  await ask('POST /workflows/:workflowId/runs/:runId/cancel', {
    params: { ...asking, runId: 'r5' },
  });
  await ask('POST /workflows/:workflowId/time-travel-async', {
    ...{ params: asking, query: { runId: 'r3' } },
    body: { step: 'twice', inputData: { n: 9 } },
  });
  for (const runId of ['r0', 'r1', 'r2']) {
    await ask('GET /workflows/:workflowId/runs/:runId', { params: { ...double, runId } });
  }
  for (const runId of ['r3', 'r4', 'r5', 'none']) {
    await ask('GET /workflows/:workflowId/runs/:runId', { params: { ...asking, runId } });
  }
  await ask('GET /workflows/:workflowId/runs/:runId', {
    ...{ params: { ...asking, runId: 'r4' }, query: { fields: 'result,steps' } },
  });
  await ask('GET /workflows/:workflowId/runs', { params: double });
  await ask('GET /workflows/:workflowId/runs', { params: double, query: { page: 1, perPage: 1 } });
  await ask('GET /workflows/:workflowId/runs', { params: asking, query: { resourceId: 'ada' } });
  await ask('DELETE /workflows/:workflowId/runs/:runId', { params: { ...double, runId: 'r1' } });
  await ask('GET /workflows/:workflowId/runs', { params: double });
  // ---- Scores
  const score = (id: string, more: Json = {}) => ({
    score: {
      ...{ id, runId: 'run', scorerId: 'length', score: 0.5, reason: 'Ñandú', source: 'TEST' },
      ...{ entityId: 'helper', entityType: 'AGENT', entity: { id: 'helper' }, input: ['a'] },
      ...{ scorer: { id: 'length', name: 'length' }, output: { b: 1 }, ...more },
    },
  });
  await ask('POST /scores', { body: score('s1') });
  await ask('POST /scores', { body: score('s2', { score: 1, runId: 'other' }) });
  await ask('GET /scores/run/:runId', { params: { runId: 'run' } });
  await ask('GET /scores/scorer/:scorerId', { params: { scorerId: 'length' } });
  await ask('GET /scores/scorer/:scorerId', {
    ...{ params: { scorerId: 'length' }, query: { page: 1, perPage: 1, entityId: 'helper' } },
  });
  const entity = { entityType: 'AGENT', entityId: 'helper' };
  await ask('GET /scores/entity/:entityType/:entityId', { params: entity });

  // ---- Traces
  const observability = await store('observability');
  // Those of suspended runs never end: until no more comes.
  const traces = async () =>
    JSON.stringify(await observability.listTraces({ pagination: { page: 0, perPage: 100 } }));
  for (let before = ''; before !== (before = await traces());) await later(1000);
  const oldest = { orderBy: { field: 'startedAt', direction: 'ASC' } };
  const { spans } = await ask('GET /observability/traces', { query: { ...oldest, perPage: 50 } });
  await ask('GET /observability/traces', { query: { page: 1, perPage: 2, ...oldest } });
  await ask('GET /observability/traces', { query: { entityType: 'workflow_run', perPage: 50 } });
  await ask('GET /observability/traces', { query: { tags: ['asked'] } });
  await ask('GET /observability/traces/light', { query: { ...oldest, perPage: 50 } });
  await ask('GET /observability/branches', { query: { ...oldest, perPage: 50 } });
  const traceId = said?.traceId ?? spans[0]?.traceId;
  const trace = await ask('GET /observability/traces/:traceId', { params: { traceId } });
  await ask('GET /observability/traces/:traceId', { params: { traceId: 'none' } });
  await ask('GET /observability/traces/:traceId/light', { params: { traceId } });
  const spanId = trace.spans?.[0]?.spanId ?? 'none';
  await ask('GET /observability/traces/:traceId/spans/:spanId', { params: { traceId, spanId } });
  await ask('GET /observability/traces/:traceId/branches/:spanId', { params: { traceId, spanId } });
  await ask('GET /observability/traces/:traceId/trajectory', { params: { traceId } });
  await ask('POST /observability/traces/score', {
    body: { scorerName: 'length', targets: [{ traceId, spanId }] },
  });
  const scores = await store('scores');
  await until(async () => {
    const page = { pagination: { page: 0, perPage: 10 } };
    const found = await scores.listScoresBySpan({ traceId, spanId, ...page });
    return found.scores.length > 0;
  });
  await ask('GET /observability/traces/:traceId/:spanId/scores', { params: { traceId, spanId } });
  const among = { timeRange: span() };
  await ask('POST /observability/traces/query', { body: { ...among, page: { limit: 50 } } });
  await ask('POST /observability/threads/query', { body: { traces: among } });
  await ask('POST /observability/traces/query/fields', {
    body: { ...among, predicateScope: 'trace' },
  });
  await ask('POST /observability/traces/query/values', {
    body: { ...among, predicateScope: 'trace', path: 'entityName' },
  });
  const kept = { scorerId: 'length', score: 0.25, traceId, spanId, scoreId: 'o1' };
  await ask('POST /observability/scores', { body: { score: kept } });
  await ask('GET /observability/scores', {});
  await ask('GET /observability/scores/:scoreId', { params: { scoreId: 'o1' } });
  const feedback = { feedbackId: 'f1', feedbackType: 'stars', value: 4, comment: 'Ñ', traceId };
  await ask('POST /observability/feedback', { body: { feedback } });
  await ask('PATCH /observability/feedback/:feedbackId/review-status', {
    ...{ params: { feedbackId: 'f1' }, body: { reviewStatus: 'reviewed' } },
  });
  await ask('GET /observability/feedback', {});
  await ask('GET /observability/metrics', {});
  await ask('GET /observability/logs', {});
  const whole = { aggregation: 'avg' };
  for (const [kind, of] of [
    ['scores', { scorerId: 'length' }],
    ['feedback', { feedbackType: 'stars' }],
    ['metrics', { name: ['tokens'] }],
  ] as const) {
    const to = `POST /observability/${kind}`;
    const name = kind === 'metrics' ? { name: 'tokens' } : of;
    await ask(`${to}/aggregate`, { body: { ...of, ...whole } });
    await ask(`${to}/breakdown`, { body: { ...of, ...whole, groupBy: ['entityType'] } });
    await ask(`${to}/timeseries`, { body: { ...of, ...whole, interval: '1d' } });
    await ask(`${to}/percentiles`, { body: { ...name, percentiles: [0.5], interval: '1d' } });
  }
  for (const what of ['metric-names', 'entity-types', 'entity-names', 'service-names']) {
    await ask(`GET /observability/discovery/${what}`);
  }
  await ask('GET /observability/discovery/environments');
  await ask('GET /observability/discovery/tags');
  const metric = { metricName: 'tokens' };
  await ask('GET /observability/discovery/metric-label-keys', { query: metric });
  await ask('GET /observability/discovery/metric-label-values', {
    query: { ...metric, labelKey: 'model' },
  });
  await ask('DELETE /observability/scores', { body: { scoreIds: ['o1'] } });
  await ask('DELETE /observability/feedback', { body: { feedbackIds: ['f1'] } });
  await ask('POST /observability/traces/delete', { body: { traceIds: [traceId] } });
  await ask('GET /observability/traces/:traceId', { params: { traceId } });

  // ---- What the editor keeps
  const stored: [name: string, param: string, versions: string | undefined, Json, Json][] = [
    [
      ...(['prompt-blocks', 'storedPromptBlockId', 'promptBlockId'] as const),
      { id: 'kind', name: 'Kind', content: 'Be kind, {{user.id}}.', metadata: { topic: 'Ñ' } },
      { content: 'Be very kind.' },
    ],
    [
      ...(['scorers', 'storedScorerId', 'scorerId'] as const),
      {
        ...{ id: 'judge', name: 'Judge', type: 'llm-judge', instructions: 'Judge.' },
        ...{ model: { provider: 'scripted', name: 'acme/one' }, scoreRange: { min: 0, max: 1 } },
      },
      { scoreRange: { min: 0, max: 5 } },
    ],
    [
      ...(['mcp-clients', 'storedMCPClientId', 'mcpClientId'] as const),
      { id: 'files', name: 'F', servers: { here: { type: 'stdio', command: 'ls', args: ['-l'] } } },
      { description: 'lists' },
    ],
    [
      ...(['agents', 'storedAgentId', 'agentId'] as const),
      {
        ...{ id: 'stored', name: 'Stored', metadata: { team: 'a' }, tools: { add: {} } },
        instructions: [
          { type: 'prompt_block_ref', id: 'kind' },
          { type: 'text', content: 'Ñandú 🧵' },
        ],
        model: { provider: 'scripted', name: 'acme/one' },
        visibility: 'public',
      },
      { instructions: 'Answer briefly.', changeMessage: 'shorter' },
    ],
    [
      ...(['workspaces', 'storedWorkspaceId', undefined] as const),
      { id: 'desk', name: 'Desk', filesystem: { provider: 'local', config: { basePath: '/tmp' } } },
      { description: 'mine', autoSync: true },
    ],
    [
      ...(['skills', 'storedSkillId', undefined] as const),
      {
        id: 'knit',
        name: 'knit',
        description: 'knits',
        instructions: 'Knit.',
        visibility: 'public',
      },
      { instructions: 'Knit well.', license: 'MIT' },
    ],
  ];
  for (const [name, param, versions, created, patch] of stored) {
    const to = `/stored/${name}`;
    const params = { [param]: created['id'] as string };
    await ask(`POST ${to}`, { body: created });
    await ask(`POST ${to}`, { body: created }); // there is one
    await ask(`POST ${to}`, { body: { ...created, id: 'second', name: 'Second' } });
    await ask(`GET ${to}`, { query: { status: 'draft' } });
    await ask(`GET ${to}`, {
      query: { page: 1, perPage: 1, orderBy: { field: 'createdAt', direction: 'ASC' } },
    });
    await ask(`PATCH ${to}/:${param}`, { params, body: patch });
    await ask(`PATCH ${to}/:${param}`, { params: { [param]: 'nobody' }, body: patch });
    await ask(`GET ${to}/:${param}`, { params, query: { status: 'draft' } });
    await ask(`GET ${to}/:${param}`, { params });
    await ask(`GET ${to}/:${param}`, { params: { [param]: 'nobody' } });
    if (versions !== undefined) {
      const of = { [versions]: created['id'] as string };
      const at = `${to}/:${versions}/versions`;
      await ask(`POST ${at}`, { params: of, body: { changeMessage: 'kept 🧵' } });
      const { versions: all } = await ask(`GET ${at}`, { params: of });
      await ask(`GET ${at}`, { params: of, query: { page: 1, perPage: 1 } });
      const [newest, oldest] = [all[0].id, all.at(-1).id] as [string, string];
      const one = { ...of, versionId: newest };
      await ask(`GET ${at}/:versionId`, { params: one });
      await ask(`GET ${at}/:versionId`, { params: { ...of, versionId: 'none' } });
      await ask(`GET ${at}/compare`, { params: of, query: { from: oldest, to: newest } });
      await ask(`POST ${at}/:versionId/activate`, { params: one });
      await ask(`GET ${to}/:${param}`, { params, query: { status: 'published' } });
      await ask(`POST ${at}/:versionId/restore`, { params: { ...of, versionId: oldest } });
      await ask(`DELETE ${at}/:versionId`, { params: one });
      await ask(`DELETE ${at}/:versionId`, { params: { ...of, versionId: oldest } });
      await ask(`GET ${at}`, { params: of });
    }
  }
  const agent = { storedAgentId: 'stored' };
  await ask('PUT /stored/agents/:storedAgentId/favorite', { params: agent });
  await ask('PUT /stored/agents/:storedAgentId/favorite', { params: agent });
  await ask('GET /stored/agents', { query: { favoritedOnly: 'true', status: 'draft' } });
  await ask('GET /stored/agents', { query: { pinFavoritedFor: 'ada', status: 'draft' } });
  await ask('DELETE /stored/agents/:storedAgentId/favorite', { params: agent });
  await ask('GET /stored/agents/:storedAgentId/dependents', { params: agent });
  await ask('POST /stored/agents/:storedAgentId/export', { params: agent });
  await ask('POST /stored/agents/preview-instructions', {
    body: { blocks: [{ type: 'prompt_block_ref', id: 'kind' }], context: { user: { id: 'ada' } } },
  });
  await ask('GET /agents');
  await ask('GET /agents/:agentId', { params: { agentId: 'stored' }, query: { status: 'draft' } });
  await ask('POST /agents/:agentId/clone', {
    ...{ params: helper, body: { newId: 'cloned', newName: 'Cloned' } },
  });
  scripted.willSay([{ text: 'As stored.' }]);
  await ask('POST /agents/:agentId/generate', {
    params: { agentId: 'stored' },
    body: {
      ...{ messages: 'Who are you?', versions: { defaultStatus: 'draft' } },
      memory: { thread: 'of stored', resource: 'ada' },
    },
  });
  const skill = { storedSkillId: 'knit' };
  await ask('PUT /stored/skills/:storedSkillId/favorite', { params: skill });
  await ask('GET /stored/skills', { query: { favoritedOnly: 'true' } });
  await ask('DELETE /stored/skills/:storedSkillId/favorite', { params: skill });
  await ask('GET /workspaces');
  await ask('GET /workspaces/:workspaceId', { params: { workspaceId: 'desk' } });
  const schema = (...names: string[]) => ({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { type: 'number' }])),
    required: names,
  });
  await ask('POST /stored/workflows', {
    body: {
      ...{
        id: 'drawn',
        description: 'Ñ',
        inputSchema: schema('a', 'b'),
        outputSchema: schema('sum'),
      },
      graph: [{ type: 'tool', id: 'one', toolId: 'add' }],
    },
  });
  await ask('GET /stored/workflows');
  const drawn = { dynamicWorkflowId: 'drawn' };
  await ask('GET /stored/workflows/:dynamicWorkflowId', { params: drawn });
  await ask('GET /workflows');
  await ask('DELETE /stored/workflows/:dynamicWorkflowId', { params: drawn });
  await ask('GET /stored/workflows');
  for (const [name, param, , created] of stored) {
    const params = { [param]: created['id'] as string };
    await ask(`DELETE /stored/${name}/:${param}`, { params });
    await ask(`GET /stored/${name}/:${param}`, { params });
    await ask(`GET /stored/${name}`, { query: { status: 'draft' } });
  }

  // ---- Datasets and experiments
  const dataset = await ask('POST /datasets', {
    body: {
      ...{ name: 'Ñandú 🧵', description: 'd', metadata: { a: [null] }, targetType: 'agent' },
      ...{ inputSchema: { type: 'string' }, targetIds: ['helper'] },
    },
  });
  await ask('POST /datasets', { body: { name: 'Other' } });
  const datasetId: string = dataset.id;
  const d = { datasetId };
  await ask('GET /datasets');
  await ask('GET /datasets', {
    query: { page: 1, perPage: 1, orderBy: { field: 'name', direction: 'ASC' } },
  });
  await ask('PATCH /datasets/:datasetId', { params: d, body: { description: 'new', tags: ['x'] } });
  const items: string[] = [];
  for (const item of [
    { input: 'one', groundTruth: { a: 1 }, metadata: { k: 'ü' } },
    { input: 'two', externalId: 'x2' },
    { input: 'three', toolMocks: [{ toolName: 'add', args: { a: 1 }, output: 2 }] },
  ]) {
    items.push((await ask('POST /datasets/:datasetId/items', { params: d, body: item })).id);
  }
  await ask('POST /datasets/:datasetId/items', { params: d, body: { input: 7 } }); // no text
  const batch = await ask('POST /datasets/:datasetId/items/batch', {
    params: d,
    body: { items: [{ input: 'four' }, { input: 'five', externalId: 'x5' }] },
  });
  const i = { ...d, itemId: items[0]! };
  await ask('PATCH /datasets/:datasetId/items/:itemId', { params: i, body: { input: 'uno' } });
  await ask('GET /datasets/:datasetId/items/:itemId', { params: i });
  await ask('GET /datasets/:datasetId/items/:itemId', { params: { ...d, itemId: 'none' } });
  await ask('GET /datasets/:datasetId/items/:itemId/history', { params: i });
  await ask('GET /datasets/:datasetId/items/:itemId/versions/:datasetVersion', {
    params: { ...i, datasetVersion: '1' },
  });
  await ask('DELETE /datasets/:datasetId/items/:itemId', { params: { ...d, itemId: items[1]! } });
  await ask('DELETE /datasets/:datasetId/items/batch', {
    ...{ params: d, body: { itemIds: [batch.items?.[0]?.id ?? 'none'] } },
  });
  await ask('GET /datasets/:datasetId/items', { params: d });
  await ask('GET /datasets/:datasetId/items', { params: d, query: { version: 3 } });
  await ask('GET /datasets/:datasetId/items', { params: d, query: { search: 'UNO', perPage: 1 } });
  await ask('GET /datasets/:datasetId/versions', { params: d });
  await ask('GET /datasets/:datasetId', { params: d });
  await ask('GET /datasets/:datasetId', { params: { datasetId: 'none' } });

  const experiments: string[] = [];
  for (const name of ['A', 'B']) {
    const target = name === 'A' ? { targetType: 'agent', targetId: 'helper' } : {};
    const experiment = await ask('POST /datasets/:datasetId/experiments', {
      params: d,
      body: {
        ...{ name, start: false, metadata: { name }, ...target },
        ...{ grouping: { comparisonId: 'c', variantId: name }, provenance: { source: 'test' } },
      },
    });
    const experimentId: string = experiment.experimentId ?? experiment.id ?? 'none';
    experiments.push(experimentId);
    const e = { ...d, experimentId };
    await ask('POST /datasets/:datasetId/experiments/:experimentId/results', {
      params: e,
      body: {
        ...{ itemId: items[0], input: 'uno', output: { said: name }, error: null, traceId: 'tr' },
        ...{ startedAt: '2026-01-01T12:00:00.000Z', completedAt: '2026-01-01T12:00:01.000Z' },
        scores: [{ scorerId: 'length', score: name === 'A' ? 0.5 : 1, reason: 'Ñ' }],
      },
    });
    if (name === 'A') scripted.willSay([{ text: 'Run.' }]);
    await ask('POST /datasets/:datasetId/experiments/:experimentId/items/:itemId/run', {
      params: { ...e, itemId: items[2]! },
    });
    await ask('GET /datasets/:datasetId/experiments/:experimentId', { params: e });
    const { results } = await ask('GET /datasets/:datasetId/experiments/:experimentId/results', {
      params: e,
      query: { orderBy: { field: 'createdAt', direction: 'ASC' } },
    });
    await ask('PATCH /datasets/:datasetId/experiments/:experimentId/results/:resultId', {
      params: { ...e, resultId: results?.[0]?.id ?? 'none' },
      body: { status: 'needs-review', tags: ['t'], comment: 'Ñandú' },
    });
    await ask('GET /datasets/:datasetId/experiments/:experimentId/results', {
      ...{ params: e, query: { tags: ['t'] } },
    });
    await ask('PATCH /datasets/:datasetId/experiments/:experimentId', {
      ...{ params: e, body: { description: 'more' } },
    });
    await ask('POST /datasets/:datasetId/experiments/:experimentId/finalize', { params: e });
  }
  await ask('GET /datasets/:datasetId/experiments', { params: d });
  await ask('GET /datasets/:datasetId/experiments', { params: d, query: { variantId: 'B' } });
  await ask('GET /experiments');
  await ask('GET /experiments', { query: { comparisonId: 'c', page: 1, perPage: 1 } });
  await ask('GET /experiments/review-summary');
  const [experimentIdA, experimentIdB] = experiments as [string, string];
  await ask('POST /datasets/:datasetId/compare', {
    ...{ params: d, body: { experimentIdA, experimentIdB } },
  });
  await ask('DELETE /datasets/:datasetId/items/:itemId/purge', { params: i });
  await ask('GET /datasets/:datasetId/items/:itemId/history', { params: i });
  const e = { ...d, experimentId: experimentIdA };
  await ask('GET /datasets/:datasetId/experiments/:experimentId/results', { params: e });
  await ask('DELETE /datasets/:datasetId/experiments/:experimentId', { params: e });
  await ask('GET /datasets/:datasetId/experiments/:experimentId', { params: e });
  await ask('DELETE /experiments/:experimentId', { params: { experimentId: experimentIdB } });
  await ask('GET /experiments');
  await ask('DELETE /datasets/:datasetId', { params: d });
  await ask('GET /datasets/:datasetId', { params: d });
  await ask('GET /datasets');

  // ---- Background tasks
  const tasks = await store('backgroundTasks');
  for (const status of ['completed', 'cancelled', 'completed']) {
    await later();
    await tasks.createTask({
      ...{ id: `task-${status}-${Date.now()}`, status, toolName: 'add', toolCallId: 'c' },
      ...{ args: { a: ['ü'] }, agentId: 'helper', runId: 'r', threadId: 't', resourceId: 'ada' },
      ...{ createdAt: new Date(), retryCount: 0, maxRetries: 1, timeoutMs: 1 },
      ...(status === 'completed' ? { result: { sum: 1 }, completedAt: new Date() } : {}),
    });
  }
  const listed = await ask('GET /background-tasks');
  await ask('GET /background-tasks', { query: { status: 'completed', page: 1, perPage: 1 } });
  await ask('GET /background-tasks', { query: { orderBy: 'createdAt', orderDirection: 'asc' } });
  await ask('GET /background-tasks/:backgroundTaskId', {
    params: { backgroundTaskId: listed.tasks?.[0]?.id ?? 'none' },
  });
  await ask('GET /background-tasks/:backgroundTaskId', { params: { backgroundTaskId: 'none' } });

  // ---- Schedules
  const schedule = {
    ...{ agentId: 'helper', cron: '0 0 1 1 *', timezone: 'UTC', prompt: 'Ñandú?' },
    ...{ resourceId: 'ada', threadId: 'talk', name: 'yearly' },
  };
  await ask('POST /schedules', { body: { id: 'sch1', ...schedule } });
  await ask('POST /schedules', { body: { id: 'sch2', ...schedule, name: 'other' } });
  await ask('POST /schedules', { body: { id: 'sch3', ...schedule, cron: 'never' } });
  await ask('GET /schedules');
  await ask('GET /schedules', { query: { name: 'other', agentId: 'helper' } });
  const s = { scheduleId: 'sch1' };
  await ask('PATCH /schedules/:scheduleId', {
    ...{ params: s, body: { cron: '0 0 2 1 *', metadata: { by: 'ü' } } },
  });
  await ask('POST /schedules/:scheduleId/pause', { params: s });
  await ask('GET /schedules', { query: { status: 'paused' } });
  await ask('POST /schedules/:scheduleId/resume', { params: s });
  await ask('GET /schedules/:scheduleId', { params: s });
  await ask('GET /schedules/:scheduleId', { params: { scheduleId: 'none' } });
  scripted.willSay([{ text: 'In time.' }]);
  await ask('POST /schedules/:scheduleId/run', { params: s });
  const schedules = await store('schedules');
  await until(async () => {
    const triggers = await schedules.listTriggers('agent_sch1');
    return triggers.length > 0 && scripted.stepsLeft === 0;
  });
  await later(500);
  await ask('GET /schedules/:scheduleId/triggers', { params: s });
  await ask('GET /schedules/:scheduleId/triggers', { params: s, query: { limit: 1 } });
  await ask('DELETE /schedules/:scheduleId', { params: s });
  await ask('GET /schedules/:scheduleId', { params: s });
  await ask('GET /schedules');

  // ---- Connections of tools
  const p = { providerId: 'acme' };
  await ask('GET /tool-providers/:providerId/toolkits', { params: p });
  await ask('GET /tool-providers/:providerId/tools', { params: p });
  await ask('GET /tool-providers/:providerId/tools/:toolSlug/schema', {
    params: { ...p, toolSlug: 'send' },
  });
  await ask('GET /tool-providers/:providerId/health', { params: p });
  await ask('GET /tool-providers/:providerId/connection-fields', {
    ...{ params: p, query: { toolkit: 'mail' } },
  });
  for (const [label, scope] of [
    ['Mine', 'per-author'],
    ['Ours 🧵', 'shared'],
  ]) {
    await ask('POST /tool-providers/:providerId/authorize', {
      ...{ params: p, body: { toolkit: 'mail', label, scope } },
    });
  }
  await ask('GET /tool-providers/:providerId/auth-status/:authId', {
    params: { ...p, authId: 'auth of ada' },
  });
  const connections = 'GET /tool-providers/:providerId/connections';
  await ask(connections, { params: p, query: { toolkit: 'mail' } });
  await ask(connections, { params: p, query: { toolkit: 'mail', scope: 'shared' } });
  const c = { ...p, connectionId: 'auth of ada' };
  await ask('POST /tool-providers/:providerId/connection-status', {
    ...{ params: p, body: { items: [{ connectionId: 'auth of ada', toolkit: 'mail' }] } },
  });
  const connection = '/tool-providers/:providerId/connections/:connectionId';
  await ask(`PATCH ${connection}`, { params: c, body: { label: 'Changed' } });
  await ask(`PATCH ${connection}`, {
    ...{ params: { ...p, connectionId: 'none' }, body: { label: 'x' } },
  });
  await ask(`GET ${connection}/usage`, { params: c, query: { toolkit: 'mail' } });
  await ask(`DELETE ${connection}`, { params: c });
  await ask(connections, { params: p, query: { toolkit: 'mail' } });

  // ---- Channels
  const at = { platform: 'pigeon' };
  await ask('GET /channels/:platform/installations', { params: at });
  await ask('POST /channels/:platform/connect', { params: at, body: { agentId: 'helper' } });
  await ask('GET /channels/:platform/installations', { params: at });
  await ask('POST /channels/:platform/:agentId/disconnect', { params: { ...at, ...helper } });
  await ask('GET /channels/:platform/installations', { params: at });

  // ---- Sessions of a controller, notifications
  const desk = { controllerId: 'desk', resourceId: 'ada' };
  const session = '/agent-controller/:controllerId/sessions/:resourceId';
  await ask('GET /agent-controller/:controllerId/modes', { params: desk });
  await ask('GET /agent-controller/:controllerId/models', { params: desk });
  await ask('GET /agent-controller/:controllerId/active-runs', { params: desk });
  await ask('GET /agent-controller/:controllerId/workspace', { params: desk });
  const begun = await ask('POST /agent-controller/:controllerId/sessions', {
    params: desk,
    body: { resourceId: 'ada', tags: { project: 'x' } },
  });
  await ask(`GET ${session}`, { params: desk });
  const made = await ask(`POST ${session}/threads`, { params: desk, body: { title: 'Work' } });
  const threadId: string = made?.thread?.id ?? made?.id ?? begun?.threadId ?? 'none';
  const t = { ...desk, threadId };
  await ask(`POST ${session}/thread`, { params: desk, body: { threadId } });
  await ask(`PUT ${session}/threads/:threadId`, { params: t, body: { title: 'Ñandú 🧵' } });
  await ask(`GET ${session}/threads`, { params: desk });
  await ask(`GET ${session}/threads/:threadId/messages`, { params: t });
  await ask(`POST ${session}/mode`, { params: desk, body: { modeId: 'plan' } });
  await ask(`POST ${session}/model`, { params: desk, body: { modelId: 'scripted/acme/one' } });
  await ask(`PUT ${session}/state`, { params: desk, body: { state: { topic: 'ü' } } });
  await ask(`PUT ${session}/permissions/category`, {
    ...{ params: desk, body: { category: 'edit', policy: 'deny' } },
  });
  await ask(`PUT ${session}/permissions/tool`, {
    ...{ params: desk, body: { toolName: 'add', policy: 'allow' } },
  });
  await ask(`GET ${session}/permissions`, { params: desk });
  await ask(`POST ${session}/goal`, { params: desk, body: { objective: 'Knit', maxRuns: 2 } });
  await ask(`GET ${session}/goal`, { params: desk });
  await ask(`PUT ${session}/goal`, { params: desk, body: { status: 'paused' } });
  await ask(`DELETE ${session}/goal`, { params: desk });
  await ask(`GET ${session}/goal`, { params: desk });
  await ask(`GET ${session}/om`, { params: desk });
  await ask(`GET ${session}/resources`, { params: desk });
  for (const summary of ['one', 'two']) {
    await ask(`POST ${session}/notifications`, {
      params: desk,
      body: { source: 'test', kind: 'k', summary, dedupeKey: 'd', priority: 'low' },
    });
  }
  await ask(`POST ${session}/threads/clone`, { params: desk, body: { title: 'Twin' } });
  await ask(`GET ${session}/threads`, { params: desk });
  await ask(`DELETE ${session}/threads/:threadId`, { params: t });
  await ask(`GET ${session}/threads`, { params: desk });
  await ask(`GET ${session}`, { params: desk });
  return answers;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const events = text.split(/\n\n|\u001e/).map((line) => line.replace(/^data: /, '').trim());
    return events.filter(Boolean).map((each) => {
      try {
        return JSON.parse(each) as unknown;
      } catch {
        return each;
      }
    });
  }
}
