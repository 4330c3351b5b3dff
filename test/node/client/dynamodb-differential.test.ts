// The same random calls to DynamoDB and to the framework's in-memory store.
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { memoryOf } from '../../contract/transport.js';
import { compare } from './support/differential/run.js';
import { inMemory } from './support/differential/in-memory.js';
import { callsOf } from './support/differential/side.js';
import { stepsOf } from './support/differential/steps.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=2000 npx vitest run ...
const given = process.env['AGENTKEEP_DIFF_SEED'];
const seeds = given === undefined ? [1, 2, 3] : [Number(given)];
const steps = Number(process.env['AGENTKEEP_DIFF_STEPS'] ?? 200);
const clockMs = Date.parse('2026-06-01T00:00:00.000Z');

describe('memory on DynamoDB answers as the in-memory store', () => {
  let peer: DynamoPeer;
  beforeAll(async () => {
    peer = await DynamoPeer.start();
  });
  afterAll(() => peer.stop());

  it.each(seeds)(
    'seed %i',
    async (seed) => {
      const tableName = `seed-${seed}`;
      await peer.createTable(tableName);
      const store = new DynamoDBStore({
        name: 'dynamodb',
        config: { tableName, endpoint: peer.endpoint, credentials },
      });
      const memory = await memoryOf(store);
      let nowMs = clockMs;
      vi.useFakeTimers({ toFake: ['Date'] });
      try {
        await compare({
          ours: callsOf(memory),
          reference: inMemory(),
          seed,
          steps,
          sequence: stepsOf(),
          tick: () => vi.setSystemTime((nowMs += 1000)),
          timeOf: (ms) => (ms < clockMs ? ms : ms - (ms % 1000)),
        });
      } finally {
        vi.useRealTimers();
      }
    },
    120_000 + steps * 200,
  );
});
