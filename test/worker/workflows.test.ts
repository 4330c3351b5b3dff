import { beforeAll, describe, expect, it } from 'vitest';
import { database } from './support/deployment.js';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed } from './support/memory.js';
import { noise } from './support/noise.js';
import type { Cost } from './support/memory.js';

let worker: Deployment;

beforeAll(async () => {
  worker = deployed();
  await worker.call('store.init');
});

async function call(method: string, body: unknown): Promise<Cost & { json: any }> {
  const answer = await worker.call(method, body);
  expect(answer.text).not.toContain('"error":{"code"');
  expect(answer.status).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

const snapshot = (status: string, more: object = {}) => ({
  runId: 'r',
  status,
  value: {},
  context: { input: { n: 1 } },
  serializedStepGraph: [],
  timestamp: 1,
  ...more,
});

const run = (runId: string, more: object = {}) => ({ workflowName: 'flow', runId, ...more });
const context = async (runId: string) =>
  (await call('workflows.loadWorkflowSnapshot', run(runId))).json.context;

const writers = Array.from({ length: 50 }, (_, i) => i);

describe('50 writers at once on one run', () => {
  it('of a step each lose nothing, and none waits for another', async () => {
    await call(
      'workflows.persistWorkflowSnapshot',
      run('steps', { snapshot: snapshot('running') }),
    );
    const answers = await Promise.all(
      writers.map((i) =>
        call(
          'workflows.updateWorkflowResults',
          run('steps', {
            stepId: `step ${i}`,
            result: { status: 'success', output: i % 2 === 0 ? [i] : { i } },
            requestContext: { [`from${i}`]: i },
          }),
        ),
      ),
    );
    expect(answers.map(({ trips }) => trips)).toEqual(writers.map(() => 1));
    const stored = await call('workflows.loadWorkflowSnapshot', run('steps'));
    expect(stored.json.context).toEqual({
      input: { n: 1 },
      ...Object.fromEntries(
        writers.map((i) => [`step ${i}`, { status: 'success', output: i % 2 === 0 ? [i] : { i } }]),
      ),
    });
    expect(Object.keys(stored.json.requestContext)).toHaveLength(50);
  });

  it('of one foreach step lose no iteration', async () => {
    const report = (i: number) =>
      run('foreach', {
        stepId: 'each',
        result: { status: 'running', output: writers.map((n) => (n === i ? `result ${n}` : null)) },
        requestContext: {},
      });
    const answers = await Promise.all(
      writers.map((i) => call('workflows.updateWorkflowResults', report(i))),
    );
    expect(await context('foreach')).toEqual({
      each: { status: 'running', output: writers.map((n) => `result ${n}`) },
    });
    expect(answers.map(({ trips }) => trips)).toEqual(writers.map(() => 1));
  });

  it('of its state agree on one resume', async () => {
    await call(
      'workflows.persistWorkflowSnapshot',
      run('resume', { snapshot: snapshot('suspended') }),
    );
    const answers = await Promise.all(
      writers.map((winner) =>
        call(
          'workflows.updateWorkflowState',
          run('resume', { opts: { status: 'running', winner, expectedStatus: 'suspended' } }),
        ),
      ),
    );
    const winners = answers.filter(({ json }) => json !== null);
    expect(winners).toHaveLength(1);
    expect((await call('workflows.loadWorkflowSnapshot', run('resume'))).json).toEqual(
      winners[0]!.json,
    );
  });
});

describe('10,000 runs of 100 KB', () => {
  // A document that another adapter wrote: 1,000 suspended ones, 2,000 of a resource.
  beforeAll(async () => {
    await worker.call('workflows.dangerouslyClearAll');
    const padding = `hex(zeroblob(50000))`;
    for (let from = 0; from < 10_000; from += 500) {
      await database
        .prepare(
          `WITH RECURSIVE c(n) AS (SELECT CAST(?1 AS INTEGER) UNION ALL SELECT n+1 FROM c WHERE n<?1+499)
           INSERT INTO mastra_workflow_snapshot
             (workflow_name, run_id, resourceId, createdAt, updatedAt, snapshot)
           SELECT 'flow', 'run'||n, 'res'||(n%5), strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600+n, 'unixepoch'),
             strftime('%Y-%m-%dT%H:%M:%fZ', 1767225600+n, 'unixepoch'),
             '{"status":"'||iif(n%10=0, 'suspended', 'success')||'","context":{},"pad":"'||${padding}||'"}' FROM c`,
        )
        .bind(from)
        .run();
    }
  }, 300_000);

  // The page, what a count reads (one row a match and the entry behind it), and nothing else.
  it.each([
    ['all of them', {}, 10_000],
    ['a workflow', { workflowName: 'flow' }, 10_000],
    ['a status of a workflow', { workflowName: 'flow', status: 'suspended' }, 1000],
    ['a resource', { resourceId: 'res3' }, 2000],
    [
      'an hour of a workflow',
      { workflowName: 'flow', fromDate: '2026-01-01T01:00:00Z', toDate: '2026-01-01T02:00:00Z' },
      3601,
    ],
  ])('list 40 of %s: at most 45 rows and the count', async (_, filter, total) => {
    const { json, rowsRead, trips } = await call('workflows.listWorkflowRuns', {
      ...filter,
      page: 1,
      perPage: 40,
    });
    expect(json.runs).toHaveLength(40);
    expect(json.total).toBe(total);
    expect(trips).toBe(1);
    // The second page passes over the entries of the first.
    expect(rowsRead - 40).toBeLessThanOrEqual(45 + total + 1);
  });

  it('a status across workflows costs its entries, not its snapshots', async () => {
    const { json, rowsRead } = await call('workflows.listWorkflowRuns', {
      status: 'suspended',
      page: 0,
      perPage: 40,
    });
    expect(json.runs).toHaveLength(40);
    expect(json.runs[0].runId).toBe('run9990');
    expect(json.total).toBe(1000);
    expect(rowsRead).toBeLessThanOrEqual(8 * 1000);
  });

  it('are pruned in batches', async () => {
    const { json, trips } = await call('workflows.prune', {
      policies: { workflowSnapshot: { maxAge: '1d', batchSize: 500 } },
      options: { maxBatches: 2 },
    });
    const old = { domain: 'workflows', table: 'mastra_workflow_snapshot' };
    expect(json).toEqual([{ ...old, deleted: 1000, done: false }]);
    expect(trips).toBe(2);
  });
});

describe('the cost of a run', () => {
  const kb = (size: number) => snapshot('running', { context: { input: 'x'.repeat(size * 1000) } });

  it.each([10, 1000])('of %i KB', async (size) => {
    const id = `size${size}`;
    const given = { snapshot: kb(size), resourceId: 'someone' };
    const made = await call('workflows.persistWorkflowSnapshot', run(id, given));
    expect(made).toMatchObject({ trips: 1, rowsWritten: 6 });
    const again = await call('workflows.persistWorkflowSnapshot', run(id, given));
    expect(again).toMatchObject({ trips: 1, rowsWritten: 2 });
    // The row, and what it says of pieces elsewhere; no snapshot is read back.
    expect(again.rowsRead).toBeLessThanOrEqual(5);
    const loaded = await call('workflows.loadWorkflowSnapshot', run(id));
    expect(loaded).toMatchObject({ trips: 1, statements: 1, rowsRead: 2, rowsWritten: 0 });
    expect(loaded.json).toEqual(kb(size));
    const result = { status: 'success', output: { a: 1 } };
    const updated = await call(
      'workflows.updateWorkflowResults',
      run(id, { stepId: 'a', result, requestContext: {} }),
    );
    expect(updated).toMatchObject({ trips: 1, rowsWritten: 2 });
    expect(updated.rowsRead).toBeLessThanOrEqual(20);
    expect(updated.json).toEqual({ ...kb(size).context, a: result });
    const changed = await call(
      'workflows.updateWorkflowState',
      run(id, { opts: { status: 'success', expectedStatus: 'running' } }),
    );
    expect(changed).toMatchObject({ trips: 1, rowsWritten: 2 });
    expect(changed.json.status).toBe('success');
  });
});

describe('a snapshot that no row of D1 holds', () => {
  it.each([
    ['5 MB', 1, 5_000_000],
    ['15 MB that say the same three times', 3, 5_000_000],
  ])(
    'of %s goes in and comes out in a trip each',
    async (name, copies, size) => {
      const state = noise(size);
      const context = Object.fromEntries(
        Array.from({ length: copies }, (_, i) => [
          `step${i}`,
          { status: 'success', output: state },
        ]),
      );
      const given = snapshot('running', { context });
      const saved = await call('workflows.persistWorkflowSnapshot', run(name, { snapshot: given }));
      expect(saved.trips).toBe(1);
      const loaded = await call('workflows.loadWorkflowSnapshot', run(name));
      expect(loaded.trips).toBe(1);
      expect(JSON.stringify(loaded.json) === JSON.stringify(given)).toBe(true);
    },
    60_000,
  );

  it('is changed by writers at once, and none is lost', async () => {
    await call(
      'workflows.persistWorkflowSnapshot',
      run('rivals', {
        snapshot: snapshot('running', { context: { blob: { output: noise(2_500_000) } } }),
      }),
    );
    const steps = ['a', 'b', 'c'];
    await Promise.all(
      steps.map((stepId) =>
        call(
          'workflows.updateWorkflowResults',
          run('rivals', { stepId, result: { output: stepId }, requestContext: {} }),
        ),
      ),
    );
    const { json } = await call('workflows.loadWorkflowSnapshot', run('rivals'));
    for (const step of steps) expect(json.context[step]).toEqual({ output: step });
    expect(json.context.blob.output.length).toBe(2_500_000);
  });
});

describe('scores', () => {
  const score = (n: number) => ({
    id: `s${n}`,
    scorerId: `scorer${n % 5}`,
    entityId: `entity${n % 4}`,
    entityType: 'AGENT',
    runId: `run${n % 10}`,
    traceId: `trace${n % 20}`,
    spanId: 'span',
    output: { text: 'x'.repeat(500) },
    score: n / 400,
    scorer: { id: 's' },
    source: 'LIVE',
    entity: { id: 'e' },
  });

  beforeAll(async () => {
    for (let n = 0; n < 400; n += 50) {
      await Promise.all(writers.map((i) => call('scores.saveScore', score(n + i))));
    }
  });

  it('are saved in one trip, six rows written', async () => {
    const { json, ...cost } = await call('scores.saveScore', score(1000));
    expect(cost).toMatchObject({ trips: 1, statements: 2, rowsWritten: 6 });
    expect(json.score).toMatchObject(score(1000));
    expect((await call('scores.saveScore', { ...score(1000), score: 0.5 })).trips).toBe(1);
    // A new id replaces nothing.
    const { id: _, ...unnamed } = score(1001);
    const made = await call('scores.saveScore', unnamed);
    expect(made).toMatchObject({ trips: 1, statements: 1, rowsWritten: 6 });
    const remove = database.prepare('DELETE FROM mastra_scorers WHERE id IN (?, ?)');
    await remove.bind('s1000', made.json.score.id).run();
  });

  it('are in a list as the text that its bytes are, where another writer has put a BLOB', async () => {
    await call('scores.saveScore', { ...score(2000), scorerId: 'blob' });
    await database.prepare("UPDATE mastra_scorers SET reason = x'ff' WHERE id = 's2000'").run();
    const { json } = await worker.call('scores.listScoresByScorerId', { scorerId: 'blob' });
    expect(json.scores).toMatchObject([{ id: 's2000', reason: '\ufffd' }]);
    await database.prepare("DELETE FROM mastra_scorers WHERE id = 's2000'").run();
  });

  it.each([
    ['ScorerId', { scorerId: 'scorer1' }, 80],
    ['EntityId', { entityId: 'entity1', entityType: 'AGENT' }, 100],
    ['RunId', { runId: 'run1' }, 40],
    ['Span', { traceId: 'trace1', spanId: 'span' }, 20],
  ])('are listed by %s for the rows of the page and the count', async (by, filter, total) => {
    const { json, rowsRead, trips } = await call(`scores.listScoresBy${by}`, {
      ...filter,
      pagination: { page: 0, perPage: 10 },
    });
    expect(json.scores).toHaveLength(10);
    expect(json.pagination).toEqual({ total, page: 0, perPage: 10, hasMore: true });
    expect(trips).toBe(1);
    expect(rowsRead).toBeLessThanOrEqual(10 + total + 1);
  });
});

it('workflow definitions are kept', async () => {
  const given = { id: 'd', inputSchema: {}, outputSchema: {}, graph: [] };
  const made = await call('workflowDefinitions.upsert', given);
  expect(made).toMatchObject({ trips: 1, rowsWritten: 3 });
  const { json } = await call('workflowDefinitions.upsert', { id: 'd', status: 'archived' });
  expect(json).toEqual({ ...made.json, status: 'archived', updatedAt: json.updatedAt });
  expect((await call('workflowDefinitions.get', { id: 'd' })).json).toEqual(json);
  expect((await call('workflowDefinitions.list', {})).json).toEqual({
    definitions: [json],
    total: 1,
  });
});
