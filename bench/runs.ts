// Runs of workflows, their definitions, and scores: what is stored of them, and what is measured.
import { prose, randomNumbers } from './dataset.ts';
import type { CountedOperation, Limits, TimedOperation } from './operations.ts';
import { queryD1 } from './support/d1.ts';
import type { Client } from './support/client.ts';

const kStartMs = Date.UTC(2026, 1, 2, 8);
const isoTime = (seconds: number) => new Date(kStartMs + seconds * 1_000).toISOString();

const kWorkflow = 'answer-a-customer';
/** Of 100 KB, in the seeded database: ten pages of 40. */
const kListedRuns = 400;
/** Of 10 KB, to be loaded. */
const kLoadedRuns = 200;
const kPage = 40;
/** A page of 40 each: of a scorer, a run, an entity, a span. */
const kScores = 2_000;
const kScoresOfOne = kPage;

/** A snapshot as the framework's engine makes it, of about so many KB: mostly outputs of steps. */
export function makeSnapshot(runId: string, kilobytes: number, seed: number, status = 'success') {
  const random = randomNumbers(seed);
  const steps = Math.max(4, Math.min(50, kilobytes / 2));
  const outputs = Array.from({ length: steps }, (_, step) => [
    `step-${step}`,
    {
      status: 'success',
      payload: { question: prose(random, 60, false) },
      output: { text: prose(random, (kilobytes * 1_000) / steps - 250, step % 4 === 1), step },
      startedAt: kStartMs + step * 1_000,
      endedAt: kStartMs + step * 1_000 + 900,
    },
  ]);
  return {
    runId,
    status,
    value: {},
    context: { input: { question: prose(random, 60, false) }, ...Object.fromEntries(outputs) },
    activePaths: [],
    activeStepsPath: {},
    suspendedPaths: {},
    waitingPaths: {},
    resumeLabels: {},
    serializedStepGraph: [],
    timestamp: kStartMs,
  };
}

export function makeScore(index: number) {
  const random = randomNumbers(90_000 + index);
  const group = Math.floor(index / kScoresOfOne);
  return {
    scorerId: `scorer-${group}`,
    runId: `scored-${group}`,
    entityId: `agent-${group}`,
    entityType: 'AGENT',
    traceId: `trace-${group}`,
    spanId: `span-${group}`,
    source: 'LIVE',
    score: random(),
    reason: prose(random, 200, index % 4 === 1),
    scorer: { id: `scorer-${group}`, name: 'Politeness', hasJudge: true },
    entity: { id: `agent-${group}`, name: 'Clerk' },
    input: [{ role: 'user', content: prose(random, 200, false) }],
    output: { role: 'assistant', text: prose(random, 600, index % 4 === 1) },
    metadata: { model: 'a-model', tokens: index },
  };
}

/**
 * Fills tables of either store, straight: hundreds of thousands of calls would take minutes. They
 * have the same columns; agentkeep finds them as it finds rows that the other has written.
 */
export async function seedRuns(d1: Client): Promise<void> {
  const insert = `INSERT INTO mastra_workflow_snapshot
      (workflow_name, run_id, resourceId, createdAt, updatedAt, snapshot)
    SELECT value->>0, value->>1, value->>2, value->>3, value->>3, value->>4 FROM json_each(?)`;
  const save = (rows: unknown[]) => queryD1(d1, [{ sql: insert, params: [JSON.stringify(rows)] }]);
  for (let first = 0; first < kListedRuns; first += 10) {
    await save(Array.from({ length: 10 }, (_, i) => listedRun(first + i)));
  }
  for (let first = 0; first < kLoadedRuns; first += 50) {
    await save(
      Array.from({ length: 50 }, (_, i) => {
        const runId = loadedRun(first + i);
        const snapshot = makeSnapshot(runId, 10, 70_000 + first + i);
        return ['loaded', runId, null, isoTime(first + i), JSON.stringify(snapshot)];
      }),
    );
  }
  await save(
    [kLarge, kBusy].map(({ workflowName, runId, snapshot }, i) => [
      workflowName,
      runId,
      null,
      isoTime(i),
      JSON.stringify(snapshot),
    ]),
  );
  const columns = Object.keys(makeScore(0));
  const scores = Array.from({ length: kScores }, (_, index) => ({
    ...makeScore(index),
    id: `score-${index}`,
    at: isoTime(index),
  }));
  await queryD1(d1, [
    {
      sql: `INSERT INTO mastra_scorers (id, createdAt, updatedAt, ${columns.join(', ')})
        SELECT value->>'id', value->>'at', value->>'at',
          ${columns.map((name) => `value->>'${name}'`).join(', ')} FROM json_each(?)`,
      params: [JSON.stringify(scores)],
    },
  ]);
}

function listedRun(index: number): unknown[] {
  const runId = `run-${String(index).padStart(5, '0')}`;
  const status = index % 10 === 0 ? 'suspended' : 'success';
  const snapshot = makeSnapshot(runId, 100, 60_000 + index, status);
  return [kWorkflow, runId, `user-${index % 5}`, isoTime(index), JSON.stringify(snapshot)];
}

const loadedRun = (index: number) => `loaded-${index}`;
const kLarge = { workflowName: 'large', runId: 'large', snapshot: makeSnapshot('large', 1_000, 1) };
const kBusy = {
  workflowName: 'busy',
  runId: 'busy',
  snapshot: makeSnapshot('busy', 10, 2, 'running'),
};

/** 10,000 runs of 100 KB, which the database makes itself; a tenth of them is suspended. */
export const kManyRuns = 10_000;
export async function seedManyRuns(d1: Client): Promise<void> {
  for (let first = 0; first < kManyRuns; first += 500) {
    const sql = `WITH RECURSIVE c(n) AS
        (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT n + 1 FROM c WHERE n < ?1 + 499)
      INSERT INTO mastra_workflow_snapshot
        (workflow_name, run_id, resourceId, createdAt, updatedAt, snapshot)
      SELECT '${kWorkflow}', 'run-' || n, 'user-' || (n % 5),
        strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n, 'unixepoch'),
        strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600 + n, 'unixepoch'),
        '{"status":"' || iif(n % 10 = 0, 'suspended', 'success') || '","context":{},"pad":"'
          || hex(zeroblob(50000)) || '"}' FROM c`;
    await queryD1(d1, [{ sql, params: [first] }]);
  }
}

const workflows = (method: string) => `/v1/workflows/${method}`;
const definitions = (method: string) => `/v1/workflowDefinitions/${method}`;
const scores = (method: string) => `/v1/scores/${method}`;

const one = (
  path: string,
  what: string,
  args: unknown,
  limits: Limits = {},
  compare?: CountedOperation['compare'],
): CountedOperation => ({
  name: `${path.split('/').slice(2).join('.')}${what && ` ${what}`}`,
  path,
  args,
  limits,
  compare,
});

const run = (runId: string, workflowName = 'counted') => ({ workflowName, runId });
const page = { page: 0, perPage: kPage };
/** The page, some rows to find it, and one a match and one behind them for `total`. */
const pageOf = (total: number): Limits => ({ rowsRead: 45 + total + 1 });
/** Nothing of a snapshot is read back: the row is found, and what it says of pieces elsewhere. */
const kPersists: Limits = { rowsRead: 5, rowsWritten: 6 };
const persist = (runId: string, what: string, kilobytes: number) =>
  one(
    workflows('persistWorkflowSnapshot'),
    what,
    { ...run(runId), snapshot: makeSnapshot(runId, kilobytes, 5) },
    kPersists,
  );
const report = (stepId: string, result: object) => ({
  ...run('small'),
  stepId,
  result: { status: 'success', startedAt: 1, endedAt: 2, ...result },
  requestContext: { by: stepId },
});
const scoreLists: readonly (readonly [string, (group: number) => object])[] = [
  ['listScoresByScorerId', (group) => ({ scorerId: `scorer-${group}` })],
  ['listScoresByRunId', (group) => ({ runId: `scored-${group}` })],
  ['listScoresByEntityId', (group) => ({ entityId: `agent-${group}`, entityType: 'AGENT' })],
  ['listScoresBySpan', (group) => ({ traceId: `trace-${group}`, spanId: `span-${group}` })],
];
const definition = {
  id: 'definition',
  inputSchema: { type: 'object' },
  outputSchema: { type: 'object' },
  graph: [{ type: 'step', step: { id: 'a' } }],
};
const prune = (path: string, table: string) =>
  one(path, '100', {
    policies: { [table]: { maxAge: 1, batchSize: 100 } },
    options: { maxBatches: 1 },
  });

export const kCountedRunOperations: CountedOperation[] = [
  one(workflows('loadWorkflowSnapshot'), '10 KB', run(loadedRun(7), 'loaded')),
  one(workflows('loadWorkflowSnapshot'), '1 MB', run('large', 'large')),
  one(workflows('getWorkflowRunById'), '', { runId: loadedRun(7) }),
  one(
    workflows('listWorkflowRuns'),
    `newest ${kPage} of ${kListedRuns}`,
    { workflowName: kWorkflow, ...page },
    pageOf(kListedRuns),
    'runs',
  ),
  persist('small', '10 KB, new', 10),
  persist('small', '10 KB, known', 10),
  persist('big', '1 MB, new', 1_000),
  persist('big', '1 MB, known', 1_000),
  one(workflows('updateWorkflowResults'), 'a step', report('next', { output: { a: 1 } })),
  one(workflows('updateWorkflowResults'), 'foreach', report('each', { output: [1, null, null] })),
  one(workflows('updateWorkflowResults'), 'foreach again', report('each', { output: [null, 2] })),
  one(workflows('updateWorkflowState'), '', {
    ...run('small'),
    opts: { status: 'suspended', expectedStatus: ['success', 'running'] },
  }),
  one(workflows('deleteWorkflowRunById'), '', run('small')),
  prune(workflows('prune'), 'workflowSnapshot'),
  one(workflows('dangerouslyClearAll'), '', {}),
  one(definitions('upsert'), '(new)', definition),
  one(definitions('upsert'), '(known)', { id: definition.id, status: 'archived' }),
  one(definitions('get'), '', { id: definition.id }),
  one(definitions('list'), '', { status: 'archived' }),
  one(definitions('delete'), '', { id: definition.id }),
  one(definitions('dangerouslyClearAll'), '', {}),
  ...scoreLists.map(([method, of]) =>
    one(
      scores(method),
      `${kPage} of ${kScoresOfOne}`,
      { ...of(7), pagination: page },
      pageOf(kScoresOfOne),
      'scores',
    ),
  ),
  one(scores('getScoreById'), '', { id: 'score-7' }),
  one(scores('saveScore'), '', makeScore(3), { rowsWritten: 6 }),
  prune(scores('prune'), 'scorers'),
  one(scores('dangerouslyClearAll'), '', {}),
];

/** On the database of seedManyRuns(). */
export const kManyRunsOperations: CountedOperation[] = (
  [
    ['', {}, kManyRuns],
    [', a status', { status: 'suspended' }, kManyRuns / 10],
    [', a resource', { resourceId: 'user-3' }, kManyRuns / 5],
  ] as const
).map(([what, filter, total]) =>
  one(
    workflows('listWorkflowRuns'),
    `newest ${kPage} of ${kManyRuns.toLocaleString('en-US')} of 100 KB${what}`,
    { workflowName: kWorkflow, ...filter, ...page },
    pageOf(total),
    'runs',
  ),
);

/** Calls per second, and CPU, that the issue asks for where the incumbent has the method. */
const kTargets = { speedTarget: 1.3, cpuTarget: 0.6 };
const kSnapshots = new Map(
  [10, 1_000].map((kilobytes) => [
    kilobytes,
    Array.from({ length: 8 }, (_, i) => makeSnapshot('persisted', kilobytes, 80_000 + i)),
  ]),
);
const timedPersist = (name: string, kilobytes: number): TimedOperation => ({
  name: `persistWorkflowSnapshot ${name}`,
  path: workflows('persistWorkflowSnapshot'),
  // Runs are persisted again and again, step by step: most calls find theirs.
  args: (call) => ({
    ...run(`persisted-${call % 50}`, 'persisted'),
    snapshot: { ...kSnapshots.get(kilobytes)?.[call % 8], timestamp: call },
  }),
  ...kTargets,
});

export const kTimedRunOperations: TimedOperation[] = [
  timedPersist('10 KB', 10),
  timedPersist('1 MB', 1_000),
  {
    name: 'loadWorkflowSnapshot 10 KB',
    path: workflows('loadWorkflowSnapshot'),
    args: (call) => run(loadedRun(call % kLoadedRuns), 'loaded'),
    ...kTargets,
  },
  {
    name: 'updateWorkflowResults, one run',
    path: workflows('updateWorkflowResults'),
    args: (call) => ({
      ...run(kBusy.runId, kBusy.workflowName),
      stepId: `reported-${call % 50}`,
      result: { status: 'success', output: { call }, startedAt: 1, endedAt: 2 },
      requestContext: {},
    }),
    // Without the method, engines write the whole snapshot after each step.
    incumbent: {
      path: workflows('persistWorkflowSnapshot'),
      args: (call) => ({
        ...run(kBusy.runId, kBusy.workflowName),
        snapshot: { ...kBusy.snapshot, timestamp: call },
      }),
    },
    answersVary: true,
    ...kTargets,
  },
  {
    name: `listWorkflowRuns ${kPage} of 100 KB`,
    path: workflows('listWorkflowRuns'),
    args: (call) => ({
      workflowName: kWorkflow,
      page: call % (kListedRuns / kPage),
      perPage: kPage,
    }),
    ...kTargets,
  },
  {
    name: 'saveScore',
    path: scores('saveScore'),
    args: (call) => ({ ...makeScore(call), runId: `timed-${call}` }),
    answersVary: true,
    ...kTargets,
  },
  ...scoreLists.map(([method, of]) => ({
    name: `${method} ${kPage}`,
    path: scores(method),
    args: (call: number) => ({ ...of(call % (kScores / kScoresOfOne)), pagination: page }),
    ...kTargets,
  })),
];
