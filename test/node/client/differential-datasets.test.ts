// Datasets and experiments: the same random calls to our store and to the framework's in-memory one.
import { it } from 'vitest';
import {
  callsOfDatasets,
  datasetCalls,
  inMemoryDatasets,
} from './support/differential/datasets.js';
import { describeOnDatabases, seedsOf } from './support/differential/on-databases.js';

describeOnDatabases('datasets and experiments', {
  steps: { file: 2000, d1: 200, postgres: 300, dynamodb: 200 },
  make: (compared) => {
    it.each(seedsOf(1, 2))('answer as in memory, seed %i', { timeout: 180_000 }, (seed) =>
      compared({
        ...{ callsOf: callsOfDatasets, reference: inMemoryDatasets() },
        ...{ sequence: datasetCalls, seed },
      }),
    );
  },
});
