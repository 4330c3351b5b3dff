// Many at once who add to one dataset, change one item, bring one external id, report one result:
// each version is of one change, nothing is lost, nothing is there twice.
import { randomUUID } from 'node:crypto';
import type { DatasetItemRow, UpsertExperimentResultInput } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetsStore, ExperimentsStore } from '../../../client/index.js';
import type { Store } from '../../../client/store.js';
import type { Opened } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { raceMs, rivalsOr, roundsOr } from './support/races.js';

const noon = new Date(Date.UTC(2026, 5, 1, 12));
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe.each([d1, http, durableObject, file, postgres, dsql, dynamodb])(
  'rivals for datasets on $name',
  (transport) => {
    // Where a trip is slow, each that was late goes again and again.
    const rivals = rivalsOr([d1, dsql, dynamodb].includes(transport) ? 12 : 50);
    const rounds = roundsOr(transport === file ? 100 : 3);
    // Of what each changes in turn; one round is `rivals` versions.
    const datasetRounds = roundsOr(1);
    let way: Opened;
    let stores: Store[]; // as if each were a process of its own

    beforeAll(async () => {
      way = await transport.open();
      stores = Array.from({ length: 5 }, () => way.store());
      for (const store of stores) await store.init();
    }, 60_000);
    afterAll(() => way?.close());

    const datasets = async (rival = 0) =>
      (await stores[rival % stores.length]!.getStore('datasets')) as DatasetsStore;
    const experiments = async (rival = 0) =>
      (await stores[rival % stores.length]!.getStore('experiments')) as ExperimentsStore;
    /** What every rival makes, all at once. */
    const atOnce = <T>(make: (rival: number) => Promise<T>) =>
      Promise.all(upTo(rivals).map((rival) => make(rival)));
    const versionsOf = async (datasetId: string) => {
      const page = { datasetId, pagination: { page: 0, perPage: false as const } };
      const { versions } = await (await datasets()).listDatasetVersions(page);
      return versions.map(({ version }) => version).reverse();
    };
    const made = async () => (await (await datasets()).createDataset({ name: 'Ñandú' })).id;

    it('add items: each has a version of its own', { timeout: raceMs(120_000) }, async () => {
      for (let round = 0; round < datasetRounds; round++) {
        const datasetId = await made();
        const items = await atOnce(async (rival) =>
          (await datasets(rival)).addItem({ datasetId, input: rival }),
        );
        const versions = upTo(rivals);
        expect(ascending(items.map((item) => item.datasetVersion))).toEqual(versions);
        expect(await versionsOf(datasetId)).toEqual(versions);
        const store = await datasets();
        expect((await store.getDatasetById({ id: datasetId }))!.version).toBe(rivals);
        const kept = await store.getItemsByVersion({ datasetId, version: rivals });
        expect(ascending(kept.map(({ input }) => input as number))).toEqual(versions);
      }
    });

    it('change one item: its history has no gap', { timeout: raceMs(120_000) }, async () => {
      const datasetId = await made();
      const store = await datasets();
      const { id } = await store.addItem({ datasetId, input: 0 });
      await atOnce(async (rival) =>
        (await datasets(rival)).updateItem({ id, datasetId, input: rival }),
      );
      const history: DatasetItemRow[] = (await store.getItemHistory(id)).reverse();
      const versions = upTo(rivals + 1);
      expect(history.map((row) => row.datasetVersion)).toEqual(versions);
      expect(history.map((row) => row.validTo)).toEqual([...versions.slice(1), null]);
      expect(ascending(history.map(({ input }) => input as number))).toEqual([0, ...upTo(rivals)]);
      expect(await versionsOf(datasetId)).toEqual(versions);
    });

    it('delete one item: it is deleted once', { timeout: raceMs(120_000) }, async () => {
      const datasetId = await made();
      const store = await datasets();
      const { id } = await store.addItem({ datasetId, input: 0 });
      await atOnce(async (rival) => (await datasets(rival)).deleteItem({ id, datasetId }));
      expect((await store.getItemHistory(id)).map(({ isDeleted }) => isDeleted)).toEqual([
        true,
        false,
      ]);
      expect(await versionsOf(datasetId)).toEqual([1, 2]);
    });

    it('bring one external id: it is one item', { timeout: raceMs(240_000) }, async () => {
      for (let round = 0; round < roundsOr(rounds / 3); round++) {
        const datasetId = await made();
        const item = { externalId: 'x', input: { a: ['ü'] } };
        const all = await atOnce(async (rival) =>
          (await datasets(rival)).batchInsertItems({ datasetId, items: [item] }),
        );
        expect(new Set(all.map(([one]) => one!.id)).size).toBe(1);
        expect(await versionsOf(datasetId)).toEqual([1]);
      }
    });

    it('report one result: it is one row', { timeout: raceMs(240_000) }, async () => {
      const store = await experiments();
      const { id: experimentId } = await store.createExperiment({
        ...{ datasetId: null, datasetVersion: null, targetType: 'agent', targetId: 't' },
        totalItems: rounds,
      });
      const result = (itemId: string, output: number): UpsertExperimentResultInput => ({
        ...{ experimentId, itemId, itemDatasetVersion: 1, input: 'ü', output, groundTruth: null },
        ...{ error: null, startedAt: noon, completedAt: noon, retryCount: 0 },
      });
      for (let round = 0; round < rounds; round++) {
        const itemId = randomUUID();
        const all = await atOnce(async (rival) =>
          (await experiments(rival)).upsertExperimentResult(result(itemId, rival)),
        );
        expect(new Set(all.map(({ id }) => id)).size).toBe(1);
        const added = await Promise.allSettled(
          upTo(rivals).map(async (rival) =>
            (await experiments(rival)).addExperimentResult({
              ...{ ...result(itemId, rival), attempt: 1 },
            }),
          ),
        );
        expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      }
      const page = { experimentId, pagination: { page: 0, perPage: false as const } };
      const { results } = await store.listExperimentResults(page);
      expect(results).toHaveLength(2 * rounds);
      expect(await store.getReviewSummary()).toMatchObject([{ experimentId, total: 2 * rounds }]);
    });
  },
);
