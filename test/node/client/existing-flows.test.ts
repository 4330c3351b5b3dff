// Workflow runs and scores in a database that `@mastra/cloudflare-d1` wrote, and that both go on to
// use.
import { D1Store as Incumbent } from '@mastra/cloudflare-d1';
import type { SaveScorePayload } from '@mastra/core/evals';
import type { ScoresStorage, WorkflowRun, WorkflowsStorage } from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { D1Store } from '../../../client/index.js';
import { kAwkwardTexts } from '../../real-input/conversation-script.js';
import { Application } from './support/flows.js';
import { D1Api } from '../../contract/support/d1-api.js';

const noon = Date.UTC(2026, 2, 1, 12);
const run = (runId: string) => ({ workflowName: 'flow', runId });

/** The declared type asks for members that no store looks at. */
const snapshotOf = (runId: string, status: string, i: number, more: object = {}) =>
  ({
    runId,
    status,
    value: {},
    context: { input: { text: kAwkwardTexts[i % kAwkwardTexts.length], none: null, n: 1e21 } },
    serializedStepGraph: [],
    timestamp: noon,
    ...more,
  }) as unknown as WorkflowRunState;

const scoreOf = (i: number, more: object = {}) =>
  ({
    scorerId: `scorer ${i % 2}`,
    entityId: 'clerk',
    entityType: 'AGENT',
    runId: 'run',
    input: [{ role: 'user', content: kAwkwardTexts[i % kAwkwardTexts.length]!.toWellFormed() }],
    output: { i, list: [1, null, { deep: 'ä' }] },
    additionalContext: { a: [] },
    score: i / 7,
    scorer: { id: `scorer ${i % 2}`, hasJudge: false },
    source: i % 3 === 0 ? 'LIVE' : 'TEST',
    entity: { id: 'clerk' },
    metadata: { i },
    reason: `reason "${i}"`,
    traceId: 'trace',
    spanId: `span ${i % 2}`,
    ...more,
  }) as SaveScorePayload;

/** As JSON, in which a date is its text, without what the incumbent answers null for. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, member: unknown) =>
    typeof member === 'object' && member !== null && 'workflowName' in member
      ? Object.fromEntries(Object.entries(member).filter(([, each]) => each !== null))
      : member,
  );

const byId = <Row>(rows: Row[], idOf: (row: Row) => string) =>
  [...rows].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));

async function readRuns(workflows: WorkflowsStorage) {
  const ofOneTime = ({ workflowName, runId }: WorkflowRun) => `${workflowName} ${runId}`;
  const lists = [];
  for (const filter of [
    {},
    { workflowName: 'flow' },
    { resourceId: 'ada' },
    { status: 'suspended' as const },
    { fromDate: new Date(noon + 1000), toDate: new Date(noon + 4000) },
    { workflowName: 'flow', status: 'success' as const, resourceId: 'bo' },
  ]) {
    const { runs, total } = await workflows.listWorkflowRuns(filter);
    lists.push({ runs: byId(runs, ofOneTime), total });
  }
  const single = [];
  for (const { workflowName, runId } of lists[0]!.runs) {
    single.push(await workflows.loadWorkflowSnapshot({ workflowName, runId }));
    single.push(await workflows.getWorkflowRunById({ workflowName, runId }));
  }
  single.push(await workflows.getWorkflowRunById({ runId: 'none' }));
  return plain({ lists, single });
}

async function readScores(scores: ScoresStorage) {
  const pagination = { page: 0, perPage: false as const };
  const lists = [
    await scores.listScoresByRunId({ runId: 'run', pagination }),
    await scores.listScoresByScorerId({ scorerId: 'scorer 1', source: 'TEST', pagination }),
    await scores.listScoresByEntityId({ entityId: 'clerk', entityType: 'AGENT', pagination }),
    await scores.listScoresBySpan({ traceId: 'trace', spanId: 'span 0', pagination }),
    await scores.listScoresByRunId({ runId: 'none', pagination }),
  ].map((list) => ({ ...list, scores: byId(list.scores, ({ id }) => id) }));
  const single = [];
  for (const { id } of lists[0]!.scores) single.push(await scores.getScoreById({ id }));
  return plain({ lists, single });
}

let api: D1Api;
let binding: D1Database;
beforeAll(async () => {
  api = await D1Api.start();
  ({ binding } = api);
});
afterAll(() => api?.stop());

// What the adapter has written by its binding, ours opens by the same or over REST.
const reached = (by: string) => (by === 'REST' ? api.options : { binding });

describe.each([
  ['', 'binding'],
  ['dev_', 'REST'],
])('a database with prefix "%s", by %s', (tablePrefix, by) => {
  let incumbent: Incumbent;
  const store = () => new D1Store({ ...reached(by), tablePrefix });
  let theirs: { workflows: WorkflowsStorage; scores: ScoresStorage };
  let ours: { workflows: WorkflowsStorage; scores: ScoresStorage };

  async function expectSame() {
    expect(await readRuns(ours.workflows)).toEqual(await readRuns(theirs.workflows));
    expect(await readScores(ours.scores)).toEqual(await readScores(theirs.scores));
  }
  const rows = async (table: string) =>
    (await binding.prepare(`SELECT rowid, * FROM ${tablePrefix}${table} ORDER BY rowid`).all())
      .results;

  beforeAll(async () => {
    incumbent = new Incumbent({ id: 'incumbent', binding, tablePrefix });
    await incumbent.init();
    theirs = {
      workflows: (await incumbent.getStore('workflows'))!,
      scores: (await incumbent.getStore('scores'))!,
    };
    const mine = store();
    ours = {
      workflows: (await mine.getStore('workflows'))!,
      scores: (await mine.getStore('scores'))!,
    };
  });

  it('opens as it is, without a change of what it wrote', async () => {
    for (let i = 0; i < 8; i++) {
      await theirs.workflows.persistWorkflowSnapshot({
        ...run(`theirs ${i} объявления`),
        resourceId: i % 2 === 0 ? 'ada' : 'bo',
        snapshot: snapshotOf(`${i}`, i % 3 === 0 ? 'suspended' : 'success', i),
        createdAt: new Date(noon + 1000 * i),
        updatedAt: new Date(noon + 1000 * i),
      });
      await theirs.scores.saveScore(scoreOf(i));
    }
    const written = [await rows('mastra_workflow_snapshot'), await rows('mastra_scorers')];
    await expectSame();
    const after = [await rows('mastra_workflow_snapshot'), await rows('mastra_scorers')];
    for (const [t, table] of written.entries()) {
      expect(after[t]).toHaveLength(table.length);
      // With columns of ours beside its own, all empty.
      for (const [i, row] of table.entries()) expect(after[t]![i]).toMatchObject(row);
    }
  });

  it('is read by it after we wrote, and by us after it wrote again', async () => {
    const before = run('theirs 1 объявления');
    await ours.workflows.persistWorkflowSnapshot({
      ...run('ours'),
      resourceId: 'ada',
      snapshot: snapshotOf('ours', 'suspended', 2),
    });
    await ours.workflows.updateWorkflowResults({
      ...before,
      stepId: 'späti "1"',
      result: { status: 'success', output: [1, null], payload: {}, startedAt: 1, endedAt: 2 },
      requestContext: { by: 'us' },
    });
    await ours.workflows.updateWorkflowState({
      ...run('ours'),
      opts: { status: 'running', expectedStatus: 'suspended' },
    });
    await ours.workflows.deleteWorkflowRunById(run('theirs 2 объявления'));
    const { score } = await ours.scores.saveScore(scoreOf(8, { id: 'ours', projectId: 'p' }));
    await ours.scores.saveScore(scoreOf(9, { id: 'ours', output: 'text' }));
    await ours.scores.saveScore(scoreOf(10));
    expect(score.id).toBe('ours');
    await expectSame();
    const merged = (await theirs.workflows.loadWorkflowSnapshot(before))!;
    expect(merged.context['späti "1"']).toMatchObject({ output: [1, null] });
    expect(merged.requestContext).toEqual({ by: 'us' });

    // What we keep beside its columns must not speak for what it writes now.
    for (const id of ['ours', 'theirs 1 объявления', 'new']) {
      const snapshot = snapshotOf(id, 'canceled', 3, { late: true });
      await theirs.workflows.persistWorkflowSnapshot({ ...run(id), snapshot });
    }
    await theirs.workflows.deleteWorkflowRunById(run('theirs 4 объявления'));
    await theirs.scores.saveScore(scoreOf(11));
    await expectSame();
    const { runs } = await ours.workflows.listWorkflowRuns({ status: 'canceled' });
    expect(runs.map(({ runId }) => runId).sort()).toEqual(['new', 'ours', 'theirs 1 объявления']);
  });

  it('a run goes on where the other store left it, there and back', async () => {
    const runId = 'handed over';
    const first = await Application.on(incumbent, 'default');
    expect((await first.start('claim', runId, { n: 4 })).status).toBe('suspended');
    const second = await Application.on(store(), 'default');
    const waiting = await second.resume('claim', runId, ['approval'], { yes: 1 });
    expect(waiting.status).toBe('suspended');
    await expectSame();
    const third = await Application.on(incumbent, 'default');
    const last = await third.resume('claim', runId, ['inner', 'inner-approval'], 'go');
    expect(last).toMatchObject({
      status: 'success',
      result: { paid: { said: 'go', of: { said: { yes: 1 }, prepared: true } } },
    });
    expect([first.ended, second.ended, third.ended]).toEqual([['file'], [], ['pay']]);
    await expectSame();
    for (const each of [first, second, third]) await each.stop();
  });

  it('a large snapshot of ours makes way for one of theirs', async () => {
    const pieces = Array.from({ length: 3000 }, (_, i) => `${i} ${Math.sin(i)}`.repeat(40));
    const large = snapshotOf('large', 'running', 0, { result: { pieces } });
    await ours.workflows.persistWorkflowSnapshot({ ...run('large'), snapshot: large });
    expect(await ours.workflows.loadWorkflowSnapshot(run('large'))).toEqual(large);
    // It sees of it what fits, and no text of it is broken.
    expect(await theirs.workflows.loadWorkflowSnapshot(run('large'))).toMatchObject({
      runId: 'large',
      status: 'running',
    });
    const small = snapshotOf('large', 'failed', 1);
    await theirs.workflows.persistWorkflowSnapshot({ ...run('large'), snapshot: small });
    expect(await ours.workflows.loadWorkflowSnapshot(run('large'))).toEqual(small);
    await expectSame();
  });
});

it('a database that we made opens in @mastra/cloudflare-d1', async () => {
  const options = { binding, tablePrefix: 'made_' };
  const ours = new D1Store(options);
  const workflows = (await ours.getStore('workflows'))!;
  const scores = (await ours.getStore('scores'))!;
  const snapshot = snapshotOf('ours', 'suspended', 2);
  await workflows.persistWorkflowSnapshot({ ...run('ours'), snapshot });
  await scores.saveScore(scoreOf(1));
  const incumbent = new Incumbent({ id: 'incumbent', ...options });
  await incumbent.init();
  const theirs = (await incumbent.getStore('workflows'))!;
  await theirs.persistWorkflowSnapshot({ ...run('theirs'), snapshot });
  await (await incumbent.getStore('scores'))!.saveScore(scoreOf(2));
  expect(await readRuns(workflows)).toEqual(await readRuns(theirs));
  expect(await readScores(scores)).toEqual(await readScores((await incumbent.getStore('scores'))!));
});
