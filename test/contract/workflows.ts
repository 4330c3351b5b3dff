import type { SaveScorePayload } from '@mastra/core/evals';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { ScoresStore, WorkflowDefinitionsStore, WorkflowsStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const noon = new Date('2026-03-01T12:00:00.000Z');
const day = 24 * 3600 * 1000;

/** The declared type asks for members that no store looks at. */
const snapshotOf = (runId: string, status: string, more: object = {}) =>
  ({
    runId,
    status,
    value: {},
    context: { input: { text: 'Ñandú 🧵', none: null } },
    serializedStepGraph: [],
    activePaths: [],
    activeStepsPath: {},
    suspendedPaths: {},
    waitingPaths: {},
    resumeLabels: {},
    timestamp: noon.getTime(),
    ...more,
  }) as unknown as WorkflowRunState;

const resultOf = (output: unknown, more: object = {}) => ({
  status: 'success' as const,
  output,
  payload: {},
  startedAt: 1,
  endedAt: 2,
  ...more,
});

export const scoreOf = (more: Partial<SaveScorePayload> = {}): SaveScorePayload => ({
  scorerId: 'tone',
  entityId: 'clerk',
  entityType: 'AGENT',
  runId: 'run',
  input: [{ role: 'user', content: 'Hi' }],
  output: { text: 'Ñandú 🧵', list: [1, null] },
  score: 0.75,
  scorer: { id: 'tone', hasJudge: false },
  source: 'TEST',
  entity: { id: 'clerk' },
  reason: 'polite',
  traceId: 'trace',
  spanId: 'span',
  ...more,
});

/** About 1.5 MB. */
const longList = () => Array.from({ length: 150 }, (_, i) => `${i} ${randomUUID()}`.repeat(256));

const page = { page: 0, perPage: 10 };

/** Workflow runs, workflow definitions and scores. */
export function workflows(subject: Subject): void {
  let workflows: WorkflowsStore;
  let definitions: WorkflowDefinitionsStore;
  let scores: ScoresStore;

  beforeAll(async () => {
    const store = subject.store();
    workflows = (await store.getStore('workflows')) as WorkflowsStore;
    definitions = (await store.getStore('workflowDefinitions')) as WorkflowDefinitionsStore;
    scores = (await store.getStore('scores')) as ScoresStore;
    await workflows.init();
  });

  /** What a call answers; it must be one round trip. */
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);

  it('workflows: each method', async () => {
    expect(workflows.supportsConcurrentUpdates()).toBe(true);
    const run = { workflowName: 'flow', runId: randomUUID() };
    const snapshot = snapshotOf(run.runId, 'suspended', { unknown: { kept: [1.5] } });
    await once(() =>
      workflows.persistWorkflowSnapshot({
        ...run,
        resourceId: 'ada',
        snapshot,
        createdAt: noon,
        updatedAt: noon,
      }),
    );
    expect(await once(() => workflows.loadWorkflowSnapshot(run))).toEqual(snapshot);
    const whole = { ...run, resourceId: 'ada', snapshot, createdAt: noon, updatedAt: noon };
    expect(await once(() => workflows.getWorkflowRunById(run))).toEqual(whole);
    expect(await once(() => workflows.getWorkflowRunById({ runId: run.runId }))).toEqual(whole);
    const filter = {
      workflowName: 'flow',
      resourceId: 'ada',
      status: 'suspended' as const,
      fromDate: noon,
      toDate: noon,
    };
    expect(await once(() => workflows.listWorkflowRuns(filter))).toEqual({
      runs: [whole],
      total: 1,
    });
    expect(await once(() => workflows.listWorkflowRuns())).toEqual({ runs: [whole], total: 1 });
    const second = await once(() => workflows.listWorkflowRuns({ page: 1, perPage: 1 }));
    expect(second).toEqual({ runs: [], total: 1 });

    const result = resultOf({ n: 1 });
    const context = await once(() =>
      workflows.updateWorkflowResults({ ...run, stepId: 'a', result, requestContext: { by: 1 } }),
    );
    expect(context).toEqual({ ...snapshot.context, a: result });
    const opts = { status: 'running' as const, expectedStatus: 'suspended' as const };
    const running = await once(() => workflows.updateWorkflowState({ ...run, opts }));
    expect(running).toEqual({ ...snapshot, status: 'running', context, requestContext: { by: 1 } });
    expect(await once(() => workflows.updateWorkflowState({ ...run, opts }))).toBeUndefined();
    const missing = { ...run, runId: `${run.runId}-missing` };
    expect(await workflows.updateWorkflowState({ ...missing, opts })).toBeUndefined();
    const changed = (await workflows.getWorkflowRunById(run))!;
    expect(changed.createdAt).toEqual(noon);
    expect(changed.updatedAt.getTime()).toBeGreaterThan(noon.getTime());

    await once(() => workflows.deleteWorkflowRunById(run));
    expect(await workflows.loadWorkflowSnapshot(run)).toBeNull();
    expect(await workflows.getWorkflowRunById(run)).toBeNull();
    await workflows.deleteWorkflowRunById(run);
  });

  it('workflows: 16 writers at once on one run, in two stores, lose no step and no item', async () => {
    const rival = (await subject.store().getStore('workflows'))!;
    const writers = Array.from({ length: 16 }, (_, i) => i);
    for (let round = 0; round < 3; round++) {
      const run = { workflowName: 'busy', runId: randomUUID() };
      await workflows.persistWorkflowSnapshot({
        ...run,
        snapshot: snapshotOf(run.runId, 'running'),
      });
      await Promise.all(
        writers.flatMap((i) => {
          const by = i % 2 === 0 ? workflows : rival;
          const items = resultOf(writers.map((n) => (n === i ? `item ${n}` : null)));
          const requestContext = { [`from${i}`]: i };
          const report = { ...run, requestContext };
          return [
            by.updateWorkflowResults({ ...report, stepId: `step ${i}`, result: resultOf(i) }),
            by.updateWorkflowResults({ ...report, stepId: 'each', result: items }),
          ];
        }),
      );
      const { context, requestContext } = (await workflows.loadWorkflowSnapshot(run))!;
      const { input, each, ...steps } = context as Record<string, { output: unknown }>;
      expect(input).toEqual(snapshotOf('', '').context.input);
      expect(steps).toEqual(Object.fromEntries(writers.map((i) => [`step ${i}`, resultOf(i)])));
      expect(each!.output).toEqual(writers.map((n) => `item ${n}`));
      expect(requestContext).toEqual(Object.fromEntries(writers.map((i) => [`from${i}`, i])));
    }
  });

  it('workflows: of 16 at once one changes the status', async () => {
    const rival = (await subject.store().getStore('workflows'))!;
    const run = { workflowName: 'claimed', runId: randomUUID() };
    await workflows.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('', 'suspended') });
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, i) =>
        (i % 2 === 0 ? workflows : rival).updateWorkflowState({
          ...run,
          opts: { status: 'running', activePaths: [i], expectedStatus: ['suspended', 'waiting'] },
        }),
      ),
    );
    const winners = answers.filter((answer) => answer !== undefined);
    expect(winners).toHaveLength(1);
    expect(await workflows.loadWorkflowSnapshot(run)).toEqual(winners[0]);
  });

  it('workflows: a snapshot of 3 MB goes in and out, and is changed in between', async () => {
    const run = { workflowName: 'large', runId: randomUUID() };
    const pieces = Array.from({ length: 300 }, (_, i) => `${i} ${randomUUID()}`.repeat(256));
    const snapshot = snapshotOf(run.runId, 'running', { result: { pieces } });
    await workflows.persistWorkflowSnapshot({ ...run, snapshot });
    const report = { ...run, stepId: 'a', result: resultOf(1), requestContext: {} };
    await workflows.updateWorkflowResults(report);
    expect(await workflows.loadWorkflowSnapshot(run)).toEqual({
      ...snapshot,
      context: { ...snapshot.context, a: resultOf(1) },
      requestContext: {},
    });
    expect((await workflows.getWorkflowRunById(run))!.snapshot).toMatchObject({
      result: { pieces },
    });
  });

  it('workflowDefinitions: each method', async () => {
    const id = randomUUID();
    const input = {
      id,
      description: 'Ñandú 🧵',
      inputSchema: { type: 'object' },
      outputSchema: true,
      graph: [],
      metadata: { a: 1 },
      schedule: { cron: '0 0 * * *' },
      authorId: 'ada',
    };
    const made = await once(() => definitions.upsert(input));
    expect(made).toEqual({
      ...input,
      status: 'active',
      source: 'storage',
      createdAt: expect.any(Date),
      updatedAt: made.createdAt,
    });
    expect(await once(() => definitions.get(id))).toEqual(made);
    const patch = { id, schedule: null, status: 'archived' as const };
    const changed = await once(() => definitions.upsert(patch));
    const { schedule: _, ...unscheduled } = made;
    expect(changed).toEqual({
      ...unscheduled,
      status: 'archived',
      updatedAt: expect.any(Date),
    });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(made.updatedAt.getTime());
    const archived = { status: 'archived', authorId: 'ada' } as const;
    const list = { definitions: [changed], total: 1 };
    expect(await once(() => definitions.list(archived))).toEqual(list);
    expect(await once(() => definitions.list())).toEqual(list);
    await expect(definitions.upsert({ id: 'new', graph: [] })).rejects.toMatchObject({
      code: 'invalid_argument',
      category: 'USER',
      message: expect.stringContaining('inputSchema'),
    });
    await once(() => definitions.delete(id));
    await definitions.delete(id);
    expect(await definitions.get(id)).toBeNull();
    await definitions.upsert(input);
    await once(() => definitions.dangerouslyClearAll());
    expect(await definitions.list()).toEqual({ definitions: [], total: 0 });
  });

  it('scores: each method', async () => {
    const id = randomUUID();
    const payload = scoreOf({ id, organizationId: 'acme', projectId: null });
    const { score } = await once(() => scores.saveScore(payload));
    const { projectId: _, ...kept } = payload;
    expect(score).toEqual({ ...kept, createdAt: expect.any(Date), updatedAt: expect.any(Date) });
    expect(await once(() => scores.getScoreById({ id }))).toEqual(score);
    const again = (await scores.saveScore({ ...payload, score: 1 })).score;
    expect(again).toMatchObject({ id, score: 1, createdAt: score.createdAt });
    const { score: other } = await scores.saveScore(scoreOf({ scorerId: 'other', spanId: 's' }));
    expect(other.id).toMatch(/^[0-9a-f-]{36}$/);

    const mine = (total: number) => ({
      scores: [again],
      pagination: { total, page: 0, perPage: 10, hasMore: false },
    });
    const filters = { organizationId: 'acme' };
    const source = 'TEST' as const;
    const lists = [
      () => scores.listScoresByScorerId({ scorerId: 'tone', pagination: page }),
      () => scores.listScoresByScorerId({ scorerId: 'tone', source, pagination: page, filters }),
      () => scores.listScoresByRunId({ runId: 'run', pagination: page, filters }),
      () =>
        scores.listScoresByEntityId({
          entityId: 'clerk',
          entityType: 'AGENT',
          pagination: page,
          filters,
        }),
      () => scores.listScoresBySpan({ traceId: 'trace', spanId: 'span', pagination: page }),
    ];
    for (const list of lists) expect(await once(list), String(list)).toEqual(mine(1));
    const all = await scores.listScoresByRunId({
      runId: 'run',
      pagination: { page: 0, perPage: false },
    });
    expect(all.scores.map((each) => each.id)).toEqual([other.id, id]);
    expect(all.pagination).toEqual({ total: 2, page: 0, perPage: false, hasMore: false });
    const none = await scores.listScoresByRunId({
      runId: 'none',
      pagination: { page: 2, perPage: 5 },
    });
    expect(none).toEqual({
      scores: [],
      pagination: { total: 0, page: 2, perPage: 5, hasMore: false },
    });
    await once(() => scores.dangerouslyClearAll());
    expect(await scores.getScoreById({ id })).toBeNull();
  });

  it('scores: an input and an output of 1.5 MB each go in and out, and are replaced', async () => {
    const id = randomUUID();
    const input = { list: longList() };
    // Of nobody that other tests list: pages with large values take a trip more.
    const mine = { id, runId: id, scorerId: 'long', entityId: 'long', traceId: id, input };
    const { score } = await scores.saveScore(scoreOf({ ...mine, output: longList() }));
    expect(score.input).toEqual(input);
    expect(await scores.getScoreById({ id })).toEqual(score);
    const list = async () =>
      (await scores.listScoresByRunId({ runId: id, pagination: page })).scores;
    expect(await list()).toEqual([score]);
    const { score: small } = await scores.saveScore(scoreOf(mine));
    expect(small.output).toEqual(scoreOf().output);
    expect(await list()).toEqual([small]);
  });

  it('fail with the ids of the contract', async () => {
    const broken = { workflowName: 'broken', runId: randomUUID() };
    const snapshot = { runId: broken.runId, status: 'running' } as unknown as WorkflowRunState;
    await workflows.persistWorkflowSnapshot({ ...broken, snapshot });
    const report = { ...broken, stepId: 'a', result: resultOf(1), requestContext: {} };
    const numbers = { scorerId: 'tone', pagination: { page: NaN, perPage: 10 } };
    const refused = [
      [() => workflows.updateWorkflowResults(report), 'UPDATE_WORKFLOW_RESULTS_FAILED'],
      [
        () => workflows.updateWorkflowState({ ...broken, opts: { status: 'failed' } }),
        'UPDATE_WORKFLOW_STATE_FAILED',
      ],
      [
        () => workflows.persistWorkflowSnapshot({ ...broken, workflowName: '', snapshot }),
        'PERSIST_WORKFLOW_SNAPSHOT_FAILED',
      ],
      [
        () => workflows.loadWorkflowSnapshot({ ...broken, runId: 7 as never }),
        'LOAD_WORKFLOW_SNAPSHOT_FAILED',
      ],
      [() => workflows.listWorkflowRuns({ page: -1, perPage: 1 }), 'LIST_WORKFLOW_RUNS_FAILED'],
      [() => workflows.listWorkflowRuns({ page: NaN, perPage: 1 }), 'LIST_WORKFLOW_RUNS_FAILED'],
      [() => workflows.getWorkflowRunById({ runId: 7 as never }), 'GET_WORKFLOW_RUN_BY_ID_FAILED'],
      [
        () => workflows.deleteWorkflowRunById({ ...broken, runId: 7 as never }),
        'DELETE_WORKFLOW_RUN_BY_ID_FAILED',
      ],
      [() => scores.saveScore({ ...scoreOf(), score: NaN }), 'SAVE_SCORE_VALIDATION_FAILED'],
      [
        () => scores.saveScore({ ...scoreOf(), source: 'OTHER' as never }),
        'SAVE_SCORE_VALIDATION_FAILED',
      ],
      [() => scores.getScoreById({ id: 7 as never }), 'GET_SCORE_BY_ID_FAILED'],
      [() => scores.listScoresByScorerId(numbers), 'LIST_SCORES_BY_SCORER_ID_FAILED'],
      [() => scores.listScoresByRunId({} as never), 'LIST_SCORES_BY_RUN_ID_FAILED'],
      [() => scores.listScoresByEntityId({} as never), 'LIST_SCORES_BY_ENTITY_ID_FAILED'],
      [() => scores.listScoresBySpan({} as never), 'LIST_SCORES_BY_SPAN_FAILED'],
    ] as const;
    for (const [call, id] of refused) {
      await expect(call(), String(call)).rejects.toMatchObject({
        id: subject.id(id),
        domain: 'STORAGE',
        committed: 'no',
      });
    }
    await expect(workflows.updateWorkflowResults(report)).rejects.toMatchObject({
      details: { ...broken, stepId: 'a' },
    });
    await expect(scores.saveScore({ ...scoreOf(), score: NaN })).rejects.toMatchObject({
      details: {
        scorer: 'tone',
        entityId: 'clerk',
        entityType: 'AGENT',
        traceId: 'trace',
        spanId: 'span',
      },
    });
    expect(await scores.listScoresByScorerId({ ...numbers, pagination: page })).toMatchObject({
      scores: [],
    });
  });

  it('prune what is old, and clear', async () => {
    await workflows.dangerouslyClearAll();
    const old = new Date(Date.now() - 40 * day);
    for (let i = 0; i < 5; i++) {
      const run = { workflowName: 'old', runId: `${i}` };
      const snapshot = snapshotOf(run.runId, 'success');
      await workflows.persistWorkflowSnapshot({ ...run, snapshot, createdAt: old, updatedAt: old });
    }
    const fresh = { workflowName: 'old', runId: 'changed lately' };
    const snapshot = snapshotOf(fresh.runId, 'success');
    await workflows.persistWorkflowSnapshot({ ...fresh, snapshot, createdAt: old });
    await scores.saveScore(scoreOf());
    const policies = { workflowSnapshot: { maxAge: '30d' as const, batchSize: 2 } };
    const pruned = (deleted: number, done: boolean) => ({
      ...{ domain: 'workflows', table: 'mastra_workflow_snapshot', deleted, done },
    });
    const first = await once(() => workflows.prune(policies, { maxBatches: 1 }));
    expect(first).toEqual([pruned(2, false)]);
    const signal = AbortSignal.abort();
    expect(await workflows.prune(policies, { signal })).toEqual([pruned(0, false)]);
    const retention = { workflows: policies, scores: { scorers: { maxAge: 30 * day } } };
    const retained = subject.store({ retention });
    expect(await retained.prune()).toEqual([
      pruned(3, true),
      { domain: 'scores', table: 'mastra_scorers', deleted: 0, done: true },
    ]);
    const { runs } = await workflows.listWorkflowRuns();
    expect(runs.map(({ runId }) => runId)).toEqual([fresh.runId]);
    await once(() => workflows.dangerouslyClearAll());
    expect(await workflows.listWorkflowRuns()).toEqual({ runs: [], total: 0 });
  });
}
