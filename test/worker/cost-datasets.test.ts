import { beforeAll, describe, expect, it } from 'vitest';
import { database } from './support/deployment.js';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed } from './support/memory.js';
import type { Cost } from './support/memory.js';

// A dataset of 20,000 items in 20 versions, an experiment of 5,000 results, a schedule of 20,000
// triggers among 5,000 schedules: what a call reads and writes must not follow from what is there.
const items = 20_000;
const batch = 1_000;
const results = 5_000;
const triggers = 20_000;
const schedules = 5_000;
let worker: Deployment;
let datasetId: string;
let experimentId: string;
let inserted: Cost;

async function cost(method: string, body: unknown): Promise<Cost & { json: any }> {
  const answer = await worker.call(method, body);
  expect(answer.status, answer.text).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

/** Rows of a table, n from 1 to `count`. */
const fill = (table: string, columns: string, values: string, count: number) =>
  database
    .prepare(
      `WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})
       INSERT INTO ${table} (${columns}) SELECT ${values} FROM c`,
    )
    .run();

beforeAll(async () => {
  worker = deployed();
  await worker.call('store.init');
  datasetId = (await cost('datasets.createDataset', { name: 'large' })).json.id;
  for (let from = 0; from < items; from += batch) {
    inserted = await cost('datasets.batchInsertItems', {
      datasetId,
      items: Array.from({ length: batch }, (_, i) => ({
        input: { n: from + i },
        externalId: `e${from + i}`,
      })),
    });
  }
  experimentId = (
    await cost('experiments.createExperiment', {
      ...{ datasetId, datasetVersion: 20, targetType: 'agent', targetId: 't', totalItems: results },
    })
  ).json.id;
  const time = `'2026-06-01T12:00:00.000Z'`;
  await fill(
    'mastra_experiment_results',
    'id, experimentId, itemId, input, startedAt, completedAt, retryCount, attempt, createdAt',
    `'r' || n, '${experimentId}', 'i' || n, '1', ${time}, ${time}, 0, 0, ${time}`,
    results,
  );
  await fill(
    'mastra_schedules',
    'id, target, cron, status, next_fire_at, created_at, updated_at',
    `'s' || n, '{}', '* * * * *', 'active', 1000 + n, n, n`,
    schedules,
  );
  await fill(
    'mastra_schedule_triggers',
    'id, schedule_id, scheduled_fire_at, actual_fire_at, outcome, trigger_kind',
    `'t' || n, 's1', n, n, 'published', 'schedule-fire'`,
    triggers,
  );
}, 180_000);

describe('a dataset of 20,000 items', () => {
  it('takes 1,000 more without looking at the others', () => {
    expect(inserted.trips).toBeLessThanOrEqual(2);
    expect(inserted.statements).toBeLessThanOrEqual(12);
    expect(inserted.rowsRead).toBeLessThanOrEqual(13 * batch);
    expect(inserted.rowsWritten).toBeLessThanOrEqual(10 * batch);
  });

  it('finds 1,000 that it knows by their external ids, and writes nothing', async () => {
    const known = Array.from({ length: batch }, (_, n) => ({ input: { n }, externalId: `e${n}` }));
    const { json, rowsRead, rowsWritten } = await cost('datasets.batchInsertItems', {
      ...{ datasetId, items: known },
    });
    expect(json).toHaveLength(batch);
    expect(rowsRead).toBeLessThanOrEqual(6 * batch);
    expect(rowsWritten).toBe(0);
  });

  it('is listed by reading the page, and what its total needs', async () => {
    const page = { page: 3, perPage: 10 };
    const { json, rowsRead } = await cost('datasets.listItems', { datasetId, pagination: page });
    expect(json.items).toHaveLength(10);
    expect(json.pagination.total).toBe(items);
    // Those of one time, which one batch is, are put in the order of their ids.
    expect(rowsRead).toBeLessThanOrEqual(items + 2 * batch + 100);
    const then = await cost('datasets.listItems', { datasetId, version: 2, pagination: page });
    expect(then.json.pagination.total).toBe(2 * batch);
    expect(then.rowsRead).toBeLessThanOrEqual(2 * items + 100);
  });

  it('finds and changes one item by reading a few rows', async () => {
    const [{ id }] = (
      await cost('datasets.listItems', { datasetId, pagination: { page: 0, perPage: 1 } })
    ).json.items;
    const calls: [string, object, number][] = [
      ['getItemById', { id }, 3],
      ['getItemById', { id, datasetVersion: 20 }, 4],
      ['getItemHistory', { itemId: id }, 3],
      ['updateItem', { id, datasetId, input: 'new' }, 30],
      ['purgeItem', { id, datasetId }, 30],
      ['addItem', { datasetId, input: 'one more' }, 30],
      ['deleteItem', { id, datasetId }, 30],
      ['listDatasetVersions', { datasetId, pagination: { page: 0, perPage: 5 } }, 60],
    ];
    for (const [method, body, most] of calls) {
      const { rowsRead } = await cost(`datasets.${method}`, body);
      expect(rowsRead, method).toBeLessThanOrEqual(most);
    }
  });
});

describe('an experiment of 5,000 results', () => {
  it('is listed by reading its results, to count them and to put them in order', async () => {
    const { json, rowsRead } = await cost('experiments.listExperimentResults', {
      ...{ experimentId, pagination: { page: 0, perPage: 10 } },
    });
    expect(json.pagination.total).toBe(results);
    expect(rowsRead).toBeLessThanOrEqual(3 * results + 100);
  });

  it('takes a result by reading a few rows', async () => {
    const startedAt = '2026-06-01T12:00:00.000Z';
    for (const itemId of ['new', 'i7', 'i7']) {
      const { rowsRead } = await cost('experiments.upsertExperimentResult', {
        ...{ experimentId, itemId, itemDatasetVersion: 1, input: 1, output: 2, groundTruth: null },
        ...{ error: null, startedAt, completedAt: startedAt, retryCount: 0 },
      });
      expect(rowsRead).toBeLessThanOrEqual(20);
    }
  });
});

describe('a schedule of 20,000 triggers among 5,000 schedules', () => {
  it('is found, claimed and told about by reading what is answered', async () => {
    const claim = {
      ...{ id: 's9', expectedNextFireAt: 1009, newNextFireAt: 9e9, lastFireAt: 1, lastRunId: 'r' },
    };
    const trigger = { scheduleId: 's1', scheduledFireAt: 9, actualFireAt: 9e6, outcome: 'x' };
    const calls: [string, object, number, number?][] = [
      ['listTriggers', { scheduleId: 's1', opts: { limit: 10 } }, 11, 10],
      ['listTriggers', { scheduleId: 's1', opts: { fromActualFireAt: 19_991 } }, 11, 10],
      ['listDueSchedules', { now: 999 }, 1, 0],
      ['listDueSchedules', { now: 9000, limit: 10 }, 21, 10],
      ['updateScheduleNextFire', claim, 5],
      ['recordTrigger', trigger, 5],
    ];
    for (const [method, body, most, answered] of calls) {
      const { rowsRead, json } = await cost(`schedules.${method}`, body);
      expect(rowsRead, method).toBeLessThanOrEqual(most);
      if (answered !== undefined) expect(json, method).toHaveLength(answered);
    }
  });
});
