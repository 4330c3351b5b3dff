// The framework's own experiments on our stores: an agent with a scripted model is run over each item
// of a dataset, scorers look at what it says, results and scores are kept.
import { Agent } from '@mastra/core/agent';
import { createScorer } from '@mastra/core/evals';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Opened } from '../../contract/transport.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { ScriptedModel } from '../../real-input/scripted-model.js';

const answer = 'Ñandú 🧵';

function application(way: Opened): Mastra {
  const scripted = new ScriptedModel(() => answer);
  const clerk = new Agent({
    ...{ id: 'clerk', name: 'clerk', instructions: 'Answer.' },
    model: scripted.model as unknown as MastraModelConfig,
  });
  return new Mastra({ agents: { clerk }, storage: way.store(), logger: false });
}

const exact = createScorer({ id: 'exact', description: 'is it so' }).generateScore(({ run }) =>
  JSON.stringify(run.output).includes(run.groundTruth as string) ? 1 : 0,
);

describe.each([http, durableObject, libsql, postgres, dynamodb])(
  'experiments of the framework on $name',
  (transport) => {
    let way: Opened;
    beforeAll(async () => {
      way = await transport.open();
      await way.store().init();
    }, 60_000);
    afterAll(() => way?.close());

    it('run over a version of a dataset', { timeout: 60_000 }, async () => {
      const mastra = application(way);
      const dataset = await mastra.datasets.create({ name: 'questions', targetType: 'agent' });
      await dataset.addItems({
        items: [
          { input: 'one', groundTruth: answer, externalId: 'a' },
          { input: 'two', groundTruth: 'another', externalId: 'b' },
          { input: 'three', groundTruth: answer },
        ],
      });
      const { version } = await dataset.getDetails();
      const later = await dataset.addItem({ input: 'four', groundTruth: answer });
      const summary = await dataset.startExperiment({
        ...{ targetType: 'agent', targetId: 'clerk', scorers: [exact], version, name: 'first' },
      });
      expect(summary).toMatchObject({ status: 'completed', totalItems: 3, succeededCount: 3 });
      expect(
        summary.results.flatMap(({ scores }) => scores.map(({ score }) => score)).sort(),
      ).toEqual([0, 1, 1]);

      // Another process reads what is kept.
      const other = application(way);
      const again = await other.datasets.get({ id: dataset.id });
      const { experimentId } = summary;
      expect(await again.getExperiment({ experimentId })).toMatchObject({
        ...{ name: 'first', status: 'completed', datasetVersion: version, succeededCount: 3 },
        ...{ failedCount: 0, skippedCount: 0, targetId: 'clerk', completedAt: expect.any(Date) },
      });
      const { results } = await again.listExperimentResults({ experimentId });
      expect(results.map(({ input }) => input).sort()).toEqual(['one', 'three', 'two']);
      for (const { output, error, itemDatasetVersion } of results) {
        expect(JSON.stringify(output)).toContain(answer);
        expect([error, itemDatasetVersion]).toEqual([null, version]);
      }
      const scores = (await way.store().getStore('scores'))!;
      const kept = await scores.listScoresByRunId({
        ...{ runId: experimentId, pagination: { page: 0, perPage: 10 } },
      });
      expect(kept.scores.map(({ score }) => score).sort()).toEqual([0, 1, 1]);

      // What was said is purged with its item.
      const [first] = results;
      await again.purgeItem({ itemId: first!.itemId });
      const after = (await again.listExperimentResults({ experimentId })).results;
      expect(after.find(({ id }) => id === first!.id)).toMatchObject({ input: null, output: null });
      expect((await again.getItem({ itemId: later.id }))?.input).toBe('four');
    });

    it('are reported by another runner, once an item', { timeout: 60_000 }, async () => {
      const dataset = await application(way).datasets.create({ name: 'by another' });
      const item = await dataset.addItem({ input: 'one' });
      const { experimentId } = await dataset.createExperiment({});
      for (const output of ['first', 'again']) {
        await dataset.submitExperimentResult({ experimentId, itemId: item.id, output });
      }
      await dataset.finalizeExperiment({ experimentId });
      const { results } = await dataset.listExperimentResults({ experimentId });
      expect(results).toMatchObject([{ itemId: item.id, output: 'again' }]);
      expect(await dataset.getExperiment({ experimentId })).toMatchObject({ status: 'completed' });
    });
  },
);
