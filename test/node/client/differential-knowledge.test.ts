// What is known: the same random calls to our store and to the framework's in-memory one.
import { it } from 'vitest';
import {
  callsOfKnowledge,
  inMemoryKnowledge,
  knowledgeCalls,
} from './support/differential/knowledge.js';
import { describeOnDatabases, seedsOf } from './support/differential/on-databases.js';

describeOnDatabases('what is known', {
  steps: { file: 1500, d1: 200, postgres: 300, dynamodb: 200 },
  make: (compared) => {
    it.each(seedsOf(1))('answers as in memory, seed %i', { timeout: 180_000 }, (seed) =>
      compared({
        callsOf: async (store) => callsOfKnowledge((await store.getStore('knowledge'))!),
        ...{ reference: inMemoryKnowledge(), sequence: knowledgeCalls, seed },
      }),
    );
  },
});
