import type { MastraCompositeStore, StorageDomains } from '@mastra/core/storage';

/** Members that a call is made of, whatever its types say. */
type Any = any;
type Domain = keyof StorageDomains & string;
type Run = (domain: Any) => Promise<unknown>;

/** A call of a method of a domain, by a name that tells what of its answer is special. */
export interface Call {
  readonly name: string;
  readonly domain: Domain;
  run(domain: Any): Promise<unknown>;
}

const noon = new Date('2026-03-01T12:00:00.000Z');
const soon = new Date('2026-03-01T12:30:00.000Z');
const later = new Date('2026-03-01T13:00:00.000Z');

const thread = (id: string, more: object = {}) => ({
  ...{ id, resourceId: 'r', title: `Thread ${id}`, createdAt: noon, updatedAt: noon },
  ...more,
});

const message = (id: string, threadId: string, ms: number, more: object = {}) => ({
  ...{ id, threadId, resourceId: 'r', role: 'user', createdAt: new Date(noon.getTime() + ms) },
  content: { format: 2, parts: [{ type: 'text', text: `text ${id}` }] },
  ...more,
});

const snapshot = (runId: string, more: object = {}) => ({
  ...{ runId, status: 'running', value: {}, context: {}, activePaths: [], timestamp: 1 },
  ...{ suspendedPaths: {}, serializedStepGraph: [], waitingPaths: {}, resumeLabels: {} },
  ...more,
});

const score = (more: object = {}) => ({
  ...{
    scorerId: 's',
    runId: 'run',
    score: 0.5,
    source: 'TEST',
    entityId: 'e',
    entityType: 'AGENT',
  },
  ...{ scorer: { id: 's', name: 'S' }, entity: { id: 'e' }, output: { text: 'out' } },
  ...more,
});

const definition = (id: string, more: object = {}) => ({
  ...{ id, inputSchema: { type: 'object' }, outputSchema: { type: 'string' }, graph: [] },
  ...more,
});

const calls: [Domain, string, Run][] = [
  ['memory', 'getThreadById of none', (m) => m.getThreadById({ threadId: 'none' })],
  ['memory', 'saveThread', (m) => m.saveThread({ thread: thread('bare') })],
  [
    'memory',
    'saveThread with {}',
    (m) => m.saveThread({ thread: thread('empty', { metadata: {}, createdAt: soon }) }),
  ],
  [
    'memory',
    'saveThread with metadata',
    (m) =>
      m.saveThread({ thread: thread('full', { metadata: { a: 1, n: null }, createdAt: later }) }),
  ],
  ['memory', 'getThreadById without metadata', (m) => m.getThreadById({ threadId: 'bare' })],
  ['memory', 'getThreadById with {}', (m) => m.getThreadById({ threadId: 'empty' })],
  ['memory', 'getThreadById with metadata', (m) => m.getThreadById({ threadId: 'full' })],
  ['memory', 'listThreads', (m) => m.listThreads({ filter: { resourceId: 'r' } })],
  ['memory', 'listThreads of nobody', (m) => m.listThreads({ filter: { resourceId: 'nobody' } })],
  ['memory', 'listThreads without limit', (m) => m.listThreads({ perPage: false })],
  ['memory', 'listThreads of a page', (m) => m.listThreads({ page: 1, perPage: 2 })],
  [
    'memory',
    'updateThreadMetadata that changes nothing',
    (m) => m.updateThreadMetadata({ id: 'bare', update: () => undefined }),
  ],
  [
    'memory',
    'updateThreadResourceId without metadata',
    (m) => m.updateThreadResourceId({ threadId: 'bare', resourceId: 'r' }),
  ],
  ['memory', 'updateThread title', (m) => m.updateThread({ id: 'bare', title: 'New' })],
  [
    'memory',
    'updateThread whole',
    (m) => m.updateThread({ id: 'full', title: 'New', metadata: { b: 2 } }),
  ],
  ['memory', 'saveMessages of none', (m) => m.saveMessages({ messages: [] })],
  [
    'memory',
    'saveMessages',
    (m) =>
      m.saveMessages({
        messages: [
          message('m1', 'bare', 0),
          message('m2', 'bare', 1000, { role: 'assistant', type: 'text' }),
          message('m3', 'bare', 2000, {
            content: { format: 2, parts: [], content: 'c', metadata: { k: 1, n: null } },
          }),
        ],
      }),
  ],
  ['memory', 'listMessages', (m) => m.listMessages({ threadId: 'bare' })],
  [
    'memory',
    'listMessages of a page',
    (m) => m.listMessages({ threadId: 'bare', perPage: 2, page: 0 }),
  ],
  [
    'memory',
    'listMessages without limit',
    (m) => m.listMessages({ threadId: 'bare', perPage: false }),
  ],
  ['memory', 'listMessages of no thread', (m) => m.listMessages({ threadId: 'none' })],
  [
    'memory',
    'listMessages with neighbours',
    (m) =>
      m.listMessages({
        ...{ threadId: 'bare', perPage: 1 },
        include: [{ id: 'm3', withPreviousMessages: 1 }],
      }),
  ],
  ['memory', 'listMessages of nothing', (m) => m.listMessages({ threadId: 'bare', perPage: 0 })],
  [
    'memory',
    'listMessagesByResourceId',
    (m) => m.listMessagesByResourceId({ resourceId: 'r', perPage: 2 }),
  ],
  ['memory', 'listMessagesById', (m) => m.listMessagesById({ messageIds: ['m2', 'm1', 'none'] })],
  ['memory', 'listMessagesById of none', (m) => m.listMessagesById({ messageIds: [] })],
  ['memory', 'updateMessages of none', (m) => m.updateMessages({ messages: [] })],
  [
    'memory',
    'updateMessages',
    (m) =>
      m.updateMessages({
        messages: [
          { id: 'm3', content: { metadata: { rated: 'up' } } },
          { id: 'none', role: 'user' },
        ],
      }),
  ],
  [
    'memory',
    'updateMessages role',
    (m) => m.updateMessages({ messages: [{ id: 'm2', role: 'user' }] }),
  ],
  ['memory', 'deleteMessages', (m) => m.deleteMessages(['m1', 'none'])],
  ['memory', 'deleteMessages of none', (m) => m.deleteMessages([])],
  ['memory', 'getResourceById of none', (m) => m.getResourceById({ resourceId: 'none' })],
  [
    'memory',
    'saveResource',
    (m) => m.saveResource({ resource: { id: 'bare', createdAt: noon, updatedAt: noon } }),
  ],
  [
    'memory',
    'saveResource whole',
    (m) =>
      m.saveResource({
        resource: {
          ...{ id: 'full', workingMemory: '# M', metadata: { a: 1 } },
          ...{ createdAt: noon, updatedAt: noon },
        },
      }),
  ],
  ['memory', 'getResourceById bare', (m) => m.getResourceById({ resourceId: 'bare' })],
  ['memory', 'getResourceById whole', (m) => m.getResourceById({ resourceId: 'full' })],
  [
    'memory',
    'updateResource of none',
    (m) => m.updateResource({ resourceId: 'new', workingMemory: 'w' }),
  ],
  [
    'memory',
    'updateResource of none with metadata',
    (m) => m.updateResource({ resourceId: 'new2', metadata: { a: 1 } }),
  ],
  [
    'memory',
    'updateResource bare',
    (m) => m.updateResource({ resourceId: 'bare', metadata: { a: 1 } }),
  ],
  [
    'memory',
    'updateResource memory',
    (m) => m.updateResource({ resourceId: 'full', workingMemory: 'w' }),
  ],
  ['memory', 'getResourceById made', (m) => m.getResourceById({ resourceId: 'new' })],
  [
    'memory',
    'getResourceById made with metadata',
    (m) => m.getResourceById({ resourceId: 'new2' }),
  ],
  ['memory', 'copyThread', (m) => m.copyThread({ sourceThreadId: 'full', newThreadId: 'copy' })],
  ['memory', 'cloneThread', (m) => m.cloneThread({ sourceThreadId: 'bare', newThreadId: 'clone' })],
  [
    'memory',
    'updateThreadResourceId',
    (m) => m.updateThreadResourceId({ threadId: 'empty', resourceId: 'r2' }),
  ],
  [
    'memory',
    'updateThreadMetadata',
    (m) => m.updateThreadMetadata({ id: 'empty', update: () => ({ c: 3 }) }),
  ],
  ['memory', 'getThreadById of the copy', (m) => m.getThreadById({ threadId: 'copy' })],
  ['memory', 'deleteThread', (m) => m.deleteThread({ threadId: 'bare' })],
  ['memory', 'deleteThread of none', (m) => m.deleteThread({ threadId: 'bare' })],
  ['memory', 'getObservationalMemory of none', (m) => m.getObservationalMemory('t', 'r')],
  [
    'memory',
    'initializeObservationalMemory',
    (m) =>
      m.initializeObservationalMemory({
        ...{ threadId: 'full', resourceId: 'r', scope: 'thread' },
        config: { observation: {} },
      }),
  ],
  ['memory', 'getObservationalMemory', (m) => m.getObservationalMemory('full', 'r')],
  ['memory', 'getObservationalMemoryHistory', (m) => m.getObservationalMemoryHistory('full', 'r')],

  [
    'workflows',
    'persistWorkflowSnapshot',
    (w) =>
      w.persistWorkflowSnapshot({ workflowName: 'w', runId: 'bare', snapshot: snapshot('bare') }),
  ],
  [
    'workflows',
    'persistWorkflowSnapshot of a resource',
    (w) =>
      w.persistWorkflowSnapshot({
        ...{ workflowName: 'w', runId: 'full', resourceId: 'r' },
        ...{ snapshot: snapshot('full', { status: 'success' }), createdAt: noon, updatedAt: later },
      }),
  ],
  [
    'workflows',
    'loadWorkflowSnapshot',
    (w) => w.loadWorkflowSnapshot({ workflowName: 'w', runId: 'bare' }),
  ],
  [
    'workflows',
    'loadWorkflowSnapshot of none',
    (w) => w.loadWorkflowSnapshot({ workflowName: 'w', runId: 'none' }),
  ],
  [
    'workflows',
    'getWorkflowRunById',
    (w) => w.getWorkflowRunById({ workflowName: 'w', runId: 'bare' }),
  ],
  [
    'workflows',
    'getWorkflowRunById of a resource',
    (w) => w.getWorkflowRunById({ workflowName: 'w', runId: 'full' }),
  ],
  [
    'workflows',
    'getWorkflowRunById of none',
    (w) => w.getWorkflowRunById({ workflowName: 'w', runId: 'none' }),
  ],
  ['workflows', 'listWorkflowRuns', (w) => w.listWorkflowRuns({ workflowName: 'w' })],
  ['workflows', 'listWorkflowRuns of none', (w) => w.listWorkflowRuns({ workflowName: 'none' })],
  [
    'workflows',
    'listWorkflowRuns of a page',
    (w) => w.listWorkflowRuns({ workflowName: 'w', page: 0, perPage: 1 }),
  ],
  [
    'workflows',
    'updateWorkflowResults',
    (w) =>
      w.updateWorkflowResults({
        ...{ workflowName: 'w', runId: 'bare', stepId: 's' },
        ...{ result: { status: 'success', output: { n: 1 } }, requestContext: { u: 1 } },
      }),
  ],
  [
    'workflows',
    'updateWorkflowResults of none',
    (w) =>
      w.updateWorkflowResults({
        ...{ workflowName: 'w', runId: 'made', stepId: 's' },
        ...{ result: { status: 'success', output: { n: 1 } }, requestContext: {} },
      }),
  ],
  [
    'workflows',
    'updateWorkflowState',
    (w) => w.updateWorkflowState({ workflowName: 'w', runId: 'bare', opts: { status: 'failed' } }),
  ],
  [
    'workflows',
    'updateWorkflowState of none',
    (w) => w.updateWorkflowState({ workflowName: 'w', runId: 'none', opts: { status: 'failed' } }),
  ],
  [
    'workflows',
    'deleteWorkflowRunById',
    (w) => w.deleteWorkflowRunById({ workflowName: 'w', runId: 'bare' }),
  ],

  ['workflowDefinitions', 'get of none', (d) => d.get('none')],
  ['workflowDefinitions', 'upsert', (d) => d.upsert(definition('bare'))],
  [
    'workflowDefinitions',
    'upsert whole',
    (d) =>
      d.upsert(
        definition('full', {
          ...{ description: 'D', metadata: { a: 1 }, stateSchema: { type: 'object' } },
          ...{ requestContextSchema: {}, authorId: 'me', status: 'active' },
        }),
      ),
  ],
  ['workflowDefinitions', 'upsert again', (d) => d.upsert({ id: 'bare', description: 'D' })],
  ['workflowDefinitions', 'get', (d) => d.get('bare')],
  ['workflowDefinitions', 'get whole', (d) => d.get('full')],
  ['workflowDefinitions', 'list', (d) => d.list({})],
  ['workflowDefinitions', 'list of nobody', (d) => d.list({ authorId: 'nobody' })],
  ['workflowDefinitions', 'delete', (d) => d.delete('bare')],

  ['scores', 'getScoreById of none', (s) => s.getScoreById({ id: 'none' })],
  ['scores', 'saveScore', async (s) => pausedAfter(s.saveScore(score()))],
  [
    'scores',
    'saveScore whole',
    (s) =>
      s.saveScore(
        score({
          ...{ scorerId: 's2', runId: 'run2', input: { q: 1 }, reason: 'R', metadata: { a: 1 } },
          ...{
            traceId: 't',
            spanId: 'p',
            resourceId: 'r',
            threadId: 'th',
            requestContext: { u: 1 },
          },
          ...{ additionalContext: { x: 1 }, extractStepResult: { e: 1 }, extractPrompt: 'E' },
          ...{ preprocessStepResult: { p: 1 }, analyzeStepResult: { z: 1 }, preprocessPrompt: 'P' },
          ...{ analyzePrompt: 'A', reasonPrompt: 'RP', generateScorePrompt: 'G' },
        }),
      ),
  ],
  [
    'scores',
    'getScoreById',
    async (s) => {
      const { scores } = await s.listScoresByScorerId({
        scorerId: 's',
        pagination: { page: 0, perPage: 1 },
      });
      return s.getScoreById({ id: scores[0].id });
    },
  ],
  ...(
    [
      ['listScoresByScorerId', { scorerId: 's' }],
      [
        'listScoresByScorerId',
        { scorerId: 's2', entityId: 'e', entityType: 'AGENT', source: 'TEST' },
      ],
      ['listScoresByScorerId', { scorerId: 'none' }],
      ['listScoresByRunId', { runId: 'run' }],
      ['listScoresByRunId', { runId: 'none' }],
      ['listScoresByEntityId', { entityId: 'e', entityType: 'AGENT' }],
      ['listScoresBySpan', { traceId: 't', spanId: 'p' }],
      ['listScoresBySpan', { traceId: 'none', spanId: 'p' }],
    ] as [string, object][]
  ).flatMap(([method, args]): [Domain, string, Run][] =>
    [
      { page: 0, perPage: 10 },
      { page: 0, perPage: 1 },
      { page: 0, perPage: false },
    ].map((pagination) => [
      'scores',
      `${method} of ${JSON.stringify(args)}, ${JSON.stringify(pagination)}`,
      (s) => s[method]({ ...args, pagination }),
    ]),
  ),
];

export const allCalls: readonly Call[] = calls.map(([domain, name, run]) => ({
  domain,
  name,
  run,
}));

/** What came of each call, one after the other. */
export async function answersOf(
  store: MastraCompositeStore,
  each: readonly Call[] = allCalls,
): Promise<Map<string, unknown>> {
  const answers = new Map<string, unknown>();
  for (const { domain, name, run } of each) {
    const target = await store.getStore(domain);
    let answer: unknown;
    try {
      answer = target === undefined ? 'no domain' : timeless(await run(target));
    } catch (cause) {
      answer = { refused: (cause as { id?: string }).id ?? (cause as Error).message };
    }
    answers.set(`${domain}: ${name}`, answer);
  }
  return answers;
}

/** What comes next has another createdAt. */
async function pausedAfter<Answer>(call: Promise<Answer>): Promise<Answer> {
  const answer = await call;
  await new Promise((resolve) => setTimeout(resolve, 5));
  return answer;
}

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** Without what differs from one run to the next: times of today, random ids. */
function timeless(value: unknown, named = ''): unknown {
  if (value instanceof Date) return value.getTime() > Date.now() - 3_600_000 ? 'a new Date' : value;
  if (typeof value === 'string') {
    if (/^\d{4}-\d\d-\d\dT/.test(value) && Date.parse(value) > Date.now() - 3_600_000) {
      return 'a new time as text';
    }
    return value.replaceAll(uuid, '<uuid>');
  }
  if (named === 'timestamp') return typeof value;
  if (Array.isArray(value)) return value.map((item) => timeless(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.replaceAll(uuid, '<uuid>'),
      timeless(member, name),
    ]),
  );
}
