// Tasks, schedules, channels, connections, notifications, states and sessions: the same random calls
// to our store and to the framework's in-memory one, of everything that the method table describes.
import { it } from 'vitest';
import { describeOnDatabases, seedsOf } from './support/differential/on-databases.js';
import { callsOfRuntime, inMemoryRuntime, runtimeCalls } from './support/differential/runtime.js';

describeOnDatabases('what runs', {
  steps: { file: 2000, d1: 200, postgres: 300, dynamodb: 200 },
  make: (compared) => {
    it.each(seedsOf(1))('answers as in memory, seed %i', { timeout: 180_000 }, (seed) =>
      compared({
        ...{ callsOf: callsOfRuntime, reference: inMemoryRuntime() },
        ...{ sequence: runtimeCalls, seed },
      }),
    );
  },
});
