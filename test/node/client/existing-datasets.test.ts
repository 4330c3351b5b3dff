// Datasets and experiments that `@mastra/libsql` wrote, opened as they are, changed, and read and
// changed by it afterwards.
import { LibSQLStore as Incumbent } from '@mastra/libsql';
import type { DatasetsStorage, ExperimentsStorage } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';

interface Side {
  readonly datasets: DatasetsStorage;
  readonly experiments: ExperimentsStorage;
}

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const all = { page: 0, perPage: false as const };
const later = () => new Promise((resolve) => setTimeout(resolve, 2));
const item = (more: object = {}) => ({
  ...{ input: { q: 'Ñandú 🧵', deep: [null, 1.5] }, groundTruth: ['a', null] },
  ...{ metadata: { m: 1 }, requestContext: { r: 'ü' }, scorerIds: ['s'], ...more },
});
const result = (experimentId: string, itemId: string, more: object = {}) => ({
  ...{ experimentId, itemId, itemDatasetVersion: 1, input: { q: 'ü' }, output: [1, null] },
  ...{ groundTruth: 'g', error: null, startedAt: at(1), completedAt: at(2), retryCount: 0 },
  ...{ tags: ['a', 'b'], traceId: 't', status: 'needs-review' as const, ...more },
});

const folder = mkdtempSync(join(tmpdir(), 'agentkeep-datasets-'));
const url = `file:${join(folder, 'mastra.db')}`;
let theirs: Side;
let ours: Side;
let close: () => Promise<void>;
const known = { datasets: [] as string[], items: [] as string[], experiments: [] as string[] };

/** A dataset with every kind of change to its items, and an experiment over it. */
async function write({ datasets, experiments }: Side): Promise<void> {
  const { id: datasetId } = await datasets.createDataset({
    ...{ name: 'Ünlike', description: 'd', metadata: { a: [null] }, targetType: 'agent' },
    ...{ targetIds: ['x', 'y'], scorerIds: ['s'], organizationId: 'o', projectId: 'p' },
  });
  const added = await datasets.addItem({ datasetId, ...item() } as never);
  await later();
  const batch = await datasets.batchInsertItems({
    datasetId,
    items: [item({ externalId: 'e1' }), item({ externalId: 'e2', input: 'two' })],
  } as never);
  await datasets.updateItem({ id: added.id, datasetId, input: 'changed' } as never);
  await datasets.deleteItem({ id: batch[1]!.id, datasetId });
  await datasets.updateDataset({ id: datasetId, tags: ['t'], metadata: { b: 'ü' } });
  const { id } = await experiments.createExperiment({
    ...{ name: 'E', datasetId, datasetVersion: 2, targetType: 'agent', targetId: 'x' },
    ...{ totalItems: 2, scorerIds: ['s'], organizationId: 'o', metadata: { m: ['ü'] } },
  });
  await experiments.addExperimentResult(result(id, added.id) as never);
  await experiments.upsertExperimentResult(
    result(id, batch[0]!.id, { startedAt: at(3), error: { message: 'm' }, status: null }) as never,
  );
  await experiments.updateExperiment({
    ...{ id, status: 'completed', succeededCount: 1, failedCount: 1, completedAt: at(9) },
  });
  known.datasets.push(datasetId);
  known.items.push(added.id, ...batch.map((each) => each.id));
  known.experiments.push(id);
  await later();
}

/** Everything, as JSON without members that are null: they differ in which of these they leave out. */
async function read({ datasets, experiments }: Side): Promise<unknown> {
  const byVersion = (datasetId: string) =>
    Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map(async (version) =>
        // Of one time it has the lower id first, as it has in a list; the framework's own the higher.
        (await datasets.getItemsByVersion({ datasetId, version })).sort((a, b) =>
          a.id < b.id ? -1 : 1,
        ),
      ),
    );
  const answers = {
    datasets: (await datasets.listDatasets({ pagination: all })).datasets,
    some: await datasets.listDatasets({
      ...{ pagination: { page: 0, perPage: 1 }, filters: { organizationId: 'o' } },
    }),
    each: await Promise.all(
      known.datasets.map(async (datasetId) => [
        await datasets.getDatasetById({ id: datasetId }),
        (await datasets.listItems({ datasetId, pagination: all })).items,
        (await datasets.listItems({ datasetId, pagination: all, search: 'TWO' })).items,
        (await datasets.listItems({ datasetId, pagination: all, version: 2 })).items,
        await byVersion(datasetId),
        (await datasets.listDatasetVersions({ datasetId, pagination: all })).versions,
      ]),
    ),
    items: await Promise.all(
      known.items.map(async (id) => [
        await datasets.getItemById({ id }),
        await datasets.getItemById({ id, datasetVersion: 2 }),
        await datasets.getItemHistory(id),
      ]),
    ),
    experiments: (await experiments.listExperiments({ pagination: all })).experiments,
    results: await Promise.all(
      known.experiments.map(async (experimentId) => [
        await experiments.getExperimentById({ id: experimentId }),
        (await experiments.listExperimentResults({ experimentId, pagination: all })).results,
        (
          await experiments.listExperimentResults({
            ...{ experimentId, pagination: all, tags: ['b'] },
          })
        ).results,
      ]),
    ),
    summary: (await experiments.getReviewSummary()).sort((a, b) =>
      a.experimentId < b.experimentId ? -1 : 1,
    ),
  };
  return JSON.parse(
    JSON.stringify(answers, (_, each: unknown) =>
      typeof each !== 'object' || each === null || Array.isArray(each)
        ? each
        : Object.fromEntries(Object.entries(each).filter(([, member]) => member !== null)),
    ),
  );
}

beforeAll(async () => {
  const incumbent = new Incumbent({ id: 'theirs', url });
  await incumbent.init();
  theirs = {
    datasets: (await incumbent.getStore('datasets'))!,
    experiments: (await incumbent.getStore('experiments'))!,
  };
  await write(theirs);
  const store = new LibSQLStore({ id: 'ours', url });
  await store.init();
  ours = {
    datasets: (await store.getStore('datasets'))!,
    experiments: (await store.getStore('experiments'))!,
  };
  close = () => store.close();
});
afterAll(async () => {
  await close?.();
  rmSync(folder, { recursive: true });
});

it('reads what it wrote', async () => {
  expect(await read(ours)).toEqual(await read(theirs));
});

it('is read by it, whoever wrote', async () => {
  await write(ours);
  expect(await read(theirs)).toEqual(await read(ours));
});

it('changes what it wrote, and has its changes changed', async () => {
  const [datasetId] = known.datasets as [string];
  const [id, external] = known.items as [string, string];
  const [experimentId] = known.experiments as [string];
  for (const [side, text] of [
    [ours, 'ours'],
    [theirs, 'theirs'],
    [ours, 'ours again'],
  ] as const) {
    const { datasets, experiments } = side;
    await datasets.updateItem({ id, datasetId, input: text } as never);
    await later();
    // What is known by its external id is not taken again.
    const again = await datasets.batchInsertItems({
      ...{ datasetId, items: [item({ externalId: 'e1' })] },
    } as never);
    expect(again.map((each) => each.id)).toEqual([external]);
    await expect(
      datasets.batchInsertItems({
        ...{ datasetId, items: [item({ externalId: 'e1', input: text })] },
      } as never),
    ).rejects.toMatchObject({ id: 'DATASET_ITEM_IDENTITY_CONFLICT' });
    await experiments.upsertExperimentResult(
      result(experimentId, external, { output: text, startedAt: at(4) }) as never,
    );
    await experiments.updateExperiment({ id: experimentId, succeededCount: 2 });
    expect(await read(theirs)).toEqual(await read(ours));
  }
  expect((await ours.datasets.getDatasetById({ id: datasetId }))!.version).toBe(7);
});

it('scrubs and deletes as it does', async () => {
  const [datasetId, other] = known.datasets as [string, string];
  await ours.datasets.purgeItem({ id: known.items[0]!, datasetId });
  expect(await read(theirs)).toEqual(await read(ours));
  await theirs.datasets.purgeItem({ id: known.items[3]!, datasetId: other });
  expect(await read(ours)).toEqual(await read(theirs));
  await expect(
    theirs.datasets.updateItem({ id: known.items[0]!, datasetId, input: 1 } as never),
  ).rejects.toThrow();
  await ours.datasets.deleteDataset({ id: other });
  await theirs.experiments.deleteExperiment({ id: known.experiments[1]! });
  await ours.experiments.deleteExperimentResults({ experimentId: known.experiments[0]! });
  expect(await read(ours)).toEqual(await read(theirs));
});
