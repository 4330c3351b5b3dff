import { randomUUID } from 'node:crypto';
import type { DatasetItem, DatasetRecord, Experiment } from '@mastra/core/storage';
import { beforeAll, expect, it } from 'vitest';
import type { DatasetsStore, ExperimentsStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second));
const later = () => new Promise((resolve) => setTimeout(resolve, 2));
const all = { page: 0, perPage: false as const };

/** Datasets, the history of their items, experiments and their results. */
export function datasets(subject: Subject): void {
  let store: DatasetsStore;
  let experiments: ExperimentsStore;
  beforeAll(async () => {
    const whole = subject.store();
    await whole.init();
    store = (await whole.getStore('datasets')) as DatasetsStore;
    experiments = (await whole.getStore('experiments')) as ExperimentsStore;
  });

  const made = (more: object = {}): Promise<DatasetRecord> =>
    store.createDataset({ name: 'Ñandú 🧵', ...more });
  const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

  it('makes a dataset, and answers one of a known id as it is', async () => {
    const given = {
      ...{ id: randomUUID(), name: 'D', description: 'd', metadata: { a: [null] } },
      ...{ inputSchema: { type: 'object' }, targetType: 'agent', targetIds: ['a', 'b'] },
      ...{ scorerIds: ['s'], organizationId: 'o', projectId: 'p', candidateKey: 'k' },
    } as const;
    const dataset = await subject.trips(1, () => made(given));
    expect(dataset).toEqual({
      ...{ ...given, candidateId: null, version: 0 },
      ...{ createdAt: dataset.createdAt, updatedAt: dataset.createdAt },
    });
    const again = { id: given.id, organizationId: 'o', projectId: 'p', candidateKey: 'k' };
    expect(await made({ ...again, name: 'other' })).toEqual(dataset);
    await expect(made({ ...again, projectId: 'q' })).rejects.toMatchObject({
      id: 'DATASET_ID_CONFLICT',
    });
    await expect(made({ id: '' })).rejects.toMatchObject({ id: 'DATASET_INVALID_ID' });
    const of = (organizationId: string | null) => ({ id: given.id, filters: { organizationId } });
    expect(await subject.trips(1, () => store.getDatasetById(of('o') as never))).toEqual(dataset);
    expect(await store.getDatasetById(of('x') as never)).toBeNull();
    expect(await store.getDatasetById(of(null) as never)).toBeNull();
    const { organizationId, projectId } = await made();
    expect([organizationId, projectId]).toEqual([null, null]);
  });

  it('changes a dataset, and lists those that match', async () => {
    const [organizationId, other] = [randomUUID(), randomUUID()];
    const a = await made({ organizationId, name: 'Alpha', targetIds: ['x'], tags: ['no'] });
    await later();
    const b = await made({ organizationId, name: 'Beta', targetType: 'workflow' });
    const changed = await store.updateDataset({
      ...{ id: a.id, name: 'Gamma', metadata: { m: 1 }, tags: ['t'], targetIds: null },
      targetType: 'agent',
    });
    expect(changed).toEqual({
      ...{ ...a, name: 'Gamma', metadata: { m: 1 }, tags: ['t'], targetType: 'agent' },
      ...{ targetIds: undefined, updatedAt: changed.updatedAt },
    });
    expect(changed.updatedAt.getTime()).toBeGreaterThan(a.updatedAt.getTime());
    await expect(store.updateDataset({ id: other, name: 'x' })).rejects.toThrow(
      `Dataset not found: ${other}`,
    );
    const list = async (filters: object, more: object = {}) => {
      const page = await store.listDatasets({
        ...{ filters: { organizationId, ...filters }, pagination: all, ...more },
      });
      return idsOf(page.datasets);
    };
    expect(await list({})).toEqual([b.id, a.id]);
    expect(await list({}, { orderBy: { field: 'name', direction: 'ASC' } })).toEqual([b.id, a.id]);
    expect(await list({ name: 'AMM' })).toEqual([a.id]);
    expect(await list({ targetType: 'workflow' })).toEqual([b.id]);
    await store.updateDataset({ id: b.id, targetIds: ['y', 'z'] });
    expect(await list({ targetIds: ['x', 'z'] })).toEqual([b.id]);
    expect(await list({ targetIds: [] })).toEqual([b.id, a.id]);
    const page = { filters: { organizationId }, pagination: { page: 1, perPage: 1 } };
    expect((await store.listDatasets(page)).pagination).toEqual({
      ...{ total: 2, page: 1, perPage: 1, hasMore: false },
    });
  });

  it('keeps every version of its items', async () => {
    const dataset = await made({ organizationId: 'o' });
    const datasetId = dataset.id;
    const payload = {
      ...{ input: { q: 'ü "' }, groundTruth: [1, null], expectedTrajectory: { s: [] } },
      ...{ toolMocks: [{ tool: 't' }], unmockedToolPolicy: 'error', scorerIds: ['s'] },
      ...{ requestContext: { r: 1 }, metadata: { m: 1 }, source: { type: 'csv' } },
    };
    const first = await store.addItem({ datasetId, ...payload } as never);
    expect(first).toEqual({
      ...{ ...payload, id: expect.any(String), datasetId, datasetVersion: 1, externalId: null },
      ...{ organizationId: 'o', projectId: null, createdAt: first.createdAt },
      updatedAt: first.createdAt,
    });
    const [second, third] = await store.batchInsertItems({
      ...{ datasetId, items: [{ input: 'two' }, { input: 0 }] },
    });
    expect([second!.datasetVersion, third!.datasetVersion]).toEqual([2, 2]);
    const changed = await store.updateItem({
      ...{ id: first.id, datasetId, input: 'new', scorerIds: null, groundTruth: false },
    } as never);
    expect(changed).toEqual({
      ...{ ...first, input: 'new', groundTruth: false, scorerIds: undefined },
      ...{ datasetVersion: 3, updatedAt: changed.updatedAt },
    });
    await store.deleteItem({ id: second!.id, datasetId });
    await store.deleteItem({ id: second!.id, datasetId });
    expect((await store.getDatasetById({ id: datasetId }))!.version).toBe(4);
    expect((await store.getDatasetById({ id: datasetId }))!.updatedAt).toEqual(dataset.updatedAt);

    const then = async (version: number) =>
      (await store.getItemsByVersion({ datasetId, version })).map(({ input }) => input).sort();
    expect(await then(1)).toEqual([payload.input]);
    expect((await then(2)).length).toBe(3);
    expect(await then(4)).toEqual([0, 'new']);
    expect(await store.getItemById({ id: first.id })).toEqual(changed);
    expect(await store.getItemById({ id: first.id, datasetVersion: 2 })).toEqual(first);
    expect(await store.getItemById({ id: second!.id })).toBeNull();
    expect(await store.getItemById({ id: second!.id, datasetVersion: 3 })).toEqual(second);
    const history = await store.getItemHistory(second!.id);
    expect(history.map((row) => [row.datasetVersion, row.validTo, row.isDeleted])).toEqual([
      [4, null, true],
      [2, 4, false],
    ]);
    const { versions } = await store.listDatasetVersions({ datasetId, pagination: all });
    expect(versions.map(({ version }) => version)).toEqual([4, 3, 2, 1]);
    const list = async (more: object) =>
      idsOf((await store.listItems({ datasetId, pagination: all, ...more })).items).sort();
    expect(await list({})).toEqual([first.id, third!.id].sort());
    expect(await list({ version: 2 })).toEqual([first.id, second!.id, third!.id].sort());
    expect(await list({ search: 'NEW' })).toEqual([first.id]);
    expect(await list({ search: 'alse' })).toEqual([first.id]);
    expect(await list({ filters: { organizationId: 'x' } })).toEqual([]);

    await store.batchDeleteItems({ datasetId, itemIds: ['none', first.id, third!.id] });
    expect(await list({})).toEqual([]);
    await store.batchDeleteItems({ datasetId, itemIds: ['none'] });
    expect((await store.getDatasetById({ id: datasetId }))!.version).toBe(5);
    await expect(
      store.updateItem({ id: first.id, datasetId, input: 1 } as never),
    ).rejects.toMatchObject({ code: 'not_found', message: `Item not found: ${first.id}` });
    const item = await store.addItem({ datasetId, input: 1 } as never);
    const other = await made();
    await expect(
      store.updateItem({ id: item.id, datasetId: other.id, input: 1 } as never),
    ).rejects.toThrow('does not belong to dataset');
    await expect(store.addItem({ datasetId: 'none', input: 1 } as never)).rejects.toThrow(
      'Dataset not found: none',
    );
  });

  it('refuses an id that is null by its name', async () => {
    const none = null as never;
    const { id: datasetId } = await made();
    const other = { datasetId, input: 1 };
    const refused: [call: () => Promise<unknown>, member: string][] = [
      // The framework's class looks for the dataset first, by its `id`.
      [() => store.addItem({ ...other, datasetId: none } as never), 'id'],
      [() => store.updateItem({ ...other, id: none } as never), 'id'],
      [() => store.updateItem({ ...other, id: 'i', datasetId: none } as never), 'id'],
      [() => store.deleteItem({ id: none, datasetId: 'd' }), 'id'],
      [() => store.deleteItem({ id: 'i', datasetId: none }), 'datasetId'],
      [() => store.purgeItem({ id: none, datasetId: 'd' }), 'id'],
      [() => store.purgeItem({ id: 'i', datasetId: none }), 'datasetId'],
      [() => store.batchInsertItems({ datasetId: none, items: [] }), 'id'],
      [() => store.batchDeleteItems({ datasetId: none, itemIds: ['i'] }), 'id'],
      [() => experiments.updateExperimentResult({ id: none }), 'id'],
      [() => experiments.deleteExperimentResults({ experimentId: none }), 'experimentId'],
    ];
    for (const [call, member] of refused) {
      await expect(call()).rejects.toMatchObject({
        code: 'invalid_argument',
        message: `${member} is required`,
      });
    }
  });

  it('takes an item of an external id once', async () => {
    const { id: datasetId } = await made();
    const add = (...items: object[]): Promise<DatasetItem[]> =>
      store.batchInsertItems({ datasetId, items } as never);
    const a = { externalId: 'a', input: { q: 1, r: [null] }, metadata: { m: 'ü' } };
    const [first, twin, free] = await add(a, { ...a }, { input: a.input });
    expect(twin).toEqual(first);
    expect(first).toMatchObject({ externalId: 'a', datasetVersion: 1 });
    expect(free!.id).not.toBe(first!.id);
    // Members in another order are the same.
    expect(await add({ ...a, input: { r: [null], q: 1 } })).toEqual([first]);
    expect((await store.getDatasetById({ id: datasetId }))!.version).toBe(1);
    const reasons = async (...items: object[]) => {
      const cause: any = await add(...items).catch((each: unknown) => each);
      expect(cause.id).toBe('DATASET_ITEM_IDENTITY_CONFLICT');
      return cause.conflicts;
    };
    expect(await reasons({ input: 9 }, { ...a, input: 2 })).toEqual([
      { index: 1, externalId: 'a', existingItemId: first!.id, reason: 'payload_mismatch' },
    ]);
    await store.updateItem({ id: first!.id, datasetId, input: 'later' } as never);
    expect(await add(a)).toMatchObject([{ id: first!.id, input: 'later', datasetVersion: 2 }]);
    await store.deleteItem({ id: first!.id, datasetId });
    expect(await reasons(a)).toEqual([
      { index: 0, externalId: 'a', existingItemId: first!.id, reason: 'deleted' },
    ]);
    await expect(add({ externalId: '', input: 1 })).rejects.toMatchObject({
      id: 'DATASET_ITEM_EXTERNAL_ID_INVALID',
    });
  });

  const experiment = (more: object = {}): Promise<Experiment> =>
    experiments.createExperiment({
      ...{ datasetId: null, datasetVersion: null, targetType: 'agent', targetId: 't' },
      ...{ totalItems: 2, ...more },
    } as never);
  const result = (experimentId: string, itemId: string, more: object = {}) => ({
    ...{ experimentId, itemId, itemDatasetVersion: 1, input: { q: 'ü' }, output: [1] },
    ...{ groundTruth: null, error: null, startedAt: at(1), completedAt: at(2), retryCount: 0 },
    ...more,
  });

  it('keeps experiments', async () => {
    const set = randomUUID();
    const made = await subject.trips(1, () => experiment({ name: 'E', experimentSetId: set }));
    const nothing = {
      ...{ provenance: null, runnerAttestation: null, comparisonId: null, variantId: null },
      ...{ trialIndex: null, datasetId: null, datasetVersion: null, scorerIds: null },
      ...{ startedAt: null, completedAt: null, agentVersion: null, organizationId: null },
      projectId: null,
    };
    expect(made).toEqual({
      ...{ ...nothing, id: expect.any(String), name: 'E', experimentSetId: set },
      ...{ targetType: 'agent', targetId: 't', status: 'pending', totalItems: 2 },
      ...{ succeededCount: 0, failedCount: 0, skippedCount: 0 },
      ...{ createdAt: made.createdAt, updatedAt: made.createdAt },
    });
    const update = { status: 'completed', succeededCount: 2, completedAt: at(9) } as const;
    const changed = await subject.trips(1, () =>
      experiments.updateExperiment({ id: made.id, ...update, name: undefined } as never),
    );
    expect(changed).toEqual({ ...made, ...update, updatedAt: changed.updatedAt });
    await expect(experiments.updateExperiment({ id: 'none' })).rejects.toMatchObject({
      message: 'Experiment not found: none',
    });
    await later();
    const second = await experiment({ experimentSetId: set, trialIndex: 0, organizationId: 'o' });
    const list = async (more: object) =>
      idsOf((await experiments.listExperiments({ pagination: all, ...more })).experiments);
    expect(await list({ experimentSetId: set })).toEqual([second.id, made.id]);
    expect(await list({ experimentSetId: set, trialIndex: 0, status: '' })).toEqual([second.id]);
    expect(await list({ experimentSetId: set, status: 'completed' })).toEqual([made.id]);
    expect(await list({ experimentSetId: set, filters: { organizationId: 'o' } })).toEqual([
      second.id,
    ]);
    await experiments.addExperimentResult(result(second.id, 'i') as never);
    const of = { id: second.id, filters: { organizationId: 'x' } };
    await experiments.deleteExperiment(of);
    expect(await experiments.getExperimentById({ id: second.id })).toEqual(second);
    await experiments.deleteExperiment({ id: second.id });
    expect(await experiments.getExperimentById({ id: second.id })).toBeNull();
    const left = { experimentId: second.id, pagination: all };
    expect((await experiments.listExperimentResults(left)).results).toEqual([]);
  });

  it('keeps a result of each item and attempt', async () => {
    const { id } = await experiment();
    const first = await experiments.addExperimentResult(result(id, 'i1') as never);
    expect(first).toEqual({
      ...{ ...result(id, 'i1'), id: expect.any(String), attempt: 0, metadata: null },
      ...{ traceId: null, status: null, tags: null, comment: null, toolMockReport: null },
      ...{ organizationId: null, projectId: null, createdAt: first.createdAt },
    });
    await expect(experiments.addExperimentResult(result(id, 'i1') as never)).rejects.toMatchObject({
      code: 'conflict',
    });
    const reviewed = await experiments.updateExperimentResult({
      ...{ id: first.id, status: 'reviewed', tags: ['a', 'b'], comment: 'ü' },
    });
    expect(reviewed).toEqual({ ...first, status: 'reviewed', tags: ['a', 'b'], comment: 'ü' });
    const again = await experiments.upsertExperimentResult(
      result(id, 'i1', { output: 'new', startedAt: at(5) }) as never,
    );
    expect(again).toEqual({ ...first, output: 'new', startedAt: at(5), comment: 'ü' });
    const other = await experiments.upsertExperimentResult(
      result(id, 'i1', { attempt: 1, status: 'needs-review', traceId: 't' }) as never,
    );
    expect(other.id).not.toBe(first.id);
    const cleared = await experiments.updateExperimentResult({ id: first.id, comment: null });
    expect(cleared).toEqual({ ...again, comment: null });
    const list = async (more: object) =>
      idsOf(
        (await experiments.listExperimentResults({ experimentId: id, pagination: all, ...more }))
          .results,
      );
    expect(await list({})).toEqual([other.id, first.id]);
    expect(await list({ traceId: 't', status: 'needs-review' })).toEqual([other.id]);
    await experiments.updateExperimentResult({ id: first.id, tags: ['a', 'b'] });
    expect(await list({ tags: ['b', 'a'] })).toEqual([first.id]);
    expect(await list({ tags: ['b', 'c'] })).toEqual([]);
    const summary = await experiments.getReviewSummary();
    expect(summary.find(({ experimentId }) => experimentId === id)).toEqual({
      ...{ experimentId: id, total: 2, needsReview: 1, reviewed: 0, complete: 0 },
    });
    await expect(
      experiments.updateExperimentResult({ id: first.id, experimentId: 'other', status: null }),
    ).rejects.toThrow('does not belong to experiment other');
    await expect(experiments.updateExperimentResult({ id: 'none' })).rejects.toThrow(
      'Experiment result not found: none',
    );
    await experiments.deleteExperimentResults({ experimentId: id });
    expect(await list({})).toEqual([]);
  });

  it('purges an item out of its history and out of results', async () => {
    const { id: datasetId } = await made();
    const item = await store.addItem({ datasetId, input: 'secret' } as never);
    await store.updateItem({ id: item.id, datasetId, input: 'more' } as never);
    const { id } = await experiment({ datasetId, datasetVersion: 2 });
    const before = await experiments.addExperimentResult(result(id, item.id) as never);
    await experiments.updateExperimentResult({
      id: before.id,
      comment: 'said',
      status: 'complete',
    });
    await store.purgeItem({ id: item.id, datasetId });
    const history = await store.getItemHistory(item.id);
    expect(history).toHaveLength(2);
    const purged = { __purged: true, purgedAt: expect.any(String) };
    for (const row of history) expect(row).toMatchObject({ input: null, metadata: purged });
    const scrubbed = {
      ...{ input: null, output: null, groundTruth: null, error: null, comment: null, tags: null },
      metadata: purged,
    };
    const read = await experiments.getExperimentResultById({ id: before.id });
    expect(read).toMatchObject({ ...scrubbed, status: 'complete', itemId: item.id });
    for (const attempt of [1, 1]) {
      const after = await experiments.upsertExperimentResult(
        result(id, item.id, { attempt, tags: ['t'] }) as never,
      );
      expect(after).toMatchObject({ ...scrubbed, attempt });
    }
    expect(
      await experiments.updateExperimentResult({ id: before.id, comment: 'x', status: null }),
    ).toMatchObject({ ...scrubbed, status: null });
    await expect(
      store.updateItem({ id: item.id, datasetId, input: 1 } as never),
    ).rejects.toMatchObject({ id: 'DATASET_ITEM_PURGED' });
    await store.deleteItem({ id: item.id, datasetId });
    expect((await store.getItemHistory(item.id))[0]).toMatchObject({
      isDeleted: true,
      input: null,
    });

    await store.deleteDataset({ id: datasetId });
    expect(await store.getDatasetById({ id: datasetId })).toBeNull();
    expect(await store.getItemHistory(item.id)).toEqual([]);
    expect(await experiments.getExperimentById({ id })).toMatchObject({
      ...{ datasetId: null, datasetVersion: null },
    });
  });

  it('prunes experiments that ended long ago, with their results', async () => {
    const made = await experiment();
    await experiments.addExperimentResult(result(made.id, 'i') as never);
    const kept = await experiment();
    const completedAt = new Date(Date.now() - 9e7);
    await experiments.updateExperiment({ id: made.id, status: 'completed', completedAt });
    const [pruned] = await experiments.prune({ experiments: { maxAge: '20h' } });
    expect(pruned).toMatchObject({ table: 'mastra_experiments', done: true });
    expect(await experiments.getExperimentById({ id: made.id })).toBeNull();
    const left = { experimentId: made.id, pagination: all };
    expect((await experiments.listExperimentResults(left)).results).toEqual([]);
    expect(await experiments.getExperimentById({ id: kept.id })).toEqual(kept);
  });
}
