// Tasks, schedules, channels, connections, notifications, states and sessions: the same random calls
// to our store and to the framework's in-memory one, of everything that the method table describes.
import { afterEach, beforeEach, describe, it, vi } from 'vitest';
import { heldBy } from '../../contract/transport.js';
import type { Opened, Transport } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { callsOfRuntime, inMemoryRuntime, runtimeCalls } from './support/differential/runtime.js';
import { compare } from './support/differential/run.js';
import type { Ask } from './support/differential/side.js';

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=20000 npx vitest run ...
const { AGENTKEEP_DIFF_SEED: given, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const seed = Number(given ?? 1);
const beginMs = Date.parse('2026-06-01T00:00:00.000Z');

const databases: [Transport, steps: number][] = [
  [file, 2000],
  [d1, 200],
  [postgres, 300],
  [dynamodb, 200],
];

describe.each(databases.map(([transport, steps]) => ({ ...transport, transport, steps })))(
  'what runs on $name',
  ({ transport, steps }) => {
    let nowMs = beginMs;
    let way: Opened;
    beforeEach(async () => {
      way = await transport.open();
      vi.useFakeTimers({ toFake: ['Date'], now: (nowMs = beginMs) });
    });
    afterEach(async () => {
      vi.useRealTimers();
      await way.close();
    });

    it(`answers as in memory, seed ${seed}`, { timeout: 180_000 }, async () => {
      const store = way.store();
      await store.init();
      const held = heldBy(transport);
      const asStored =
        (ask: Ask): Ask =>
        async (method, args) =>
          held(await ask(method, held(args)));
      const reference = inMemoryRuntime();
      await compare({
        ours: asStored(callsOfRuntime(store)),
        reference: { ...reference, ask: asStored(reference.ask) },
        seed,
        steps: Number(stepsGiven ?? steps),
        sequence: runtimeCalls,
        tick: () => vi.setSystemTime((nowMs += 1000)),
        // A call may take the next milliseconds for what it must say is later.
        timeOf: (ms) => (ms < beginMs ? ms : ms - (ms % 1000)),
      });
    });
  },
);
