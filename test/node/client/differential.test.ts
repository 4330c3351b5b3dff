import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import { compare } from './support/differential/run.js';
import type { Reference } from './support/differential/run.js';
import { inMemory } from './support/differential/in-memory.js';
import { libsql, libsqlHabits } from './support/differential/libsql.js';
import { callsOf } from './support/differential/side.js';
import type { Ask } from './support/differential/side.js';
import { stepsOf } from './support/differential/steps.js';
import type { Habits } from './support/differential/steps.js';
import { libsqlStores } from './support/libsql-stores.js';
import { SqliteD1 } from './support/sqlite-d1.js';
import { memoryOf } from '../../contract/transport.js';
import type { Opened } from '../../contract/transport.js';
import { transport as d1Rest } from '../../contract/transports/d1-rest.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';

// What a class says for the sake of the adapter whose place it takes is compared with that adapter:
// see answers.test.ts.
vi.mock('../../../client/habits.js', async (original) => ({
  ...(await original<object>()),
  habitsOf: () => ({}),
}));

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=20000 npx vitest run ...
const given = process.env['AGENTKEEP_DIFF_SEED'];
const stepsGiven = process.env['AGENTKEEP_DIFF_STEPS'];
const seeds = (count: number) =>
  given === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(given)];
const stepsOr = (steps: number) => (stepsGiven === undefined ? steps : Number(stepsGiven));
const timeoutMs = 60_000 + stepsOr(0) * 100;

const clockMs = Date.parse('2026-06-01T00:00:00.000Z');

/**
 * Both stores read one clock. Each step has a second of its own: a call may take the next
 * milliseconds for what it must say is later, and times are compared by the second.
 */
async function compareOnOneClock(
  ours: Ask,
  reference: Reference,
  seed: number,
  steps: number,
  habits: Habits = {},
): Promise<void> {
  let nowMs = clockMs;
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    await compare({
      ours,
      reference,
      seed,
      steps,
      sequence: stepsOf(habits),
      tick: () => vi.setSystemTime((nowMs += 1000)),
      timeOf: (ms) => (ms < clockMs ? ms : ms - (ms % 1000)),
    });
  } finally {
    vi.useRealTimers();
  }
}

describe('memory answers as the in-memory store', () => {
  it.each(seeds(8))(
    'on SQLite, seed %i',
    async (seed) => {
      const binding = new SqliteD1();
      const memory = await memoryOf(new AgentKeep({ binding }));
      await memory.init();
      await compareOnOneClock(callsOf(memory), inMemory(), seed, stepsOr(500));
      binding.close();
    },
    timeoutMs,
  );
});

describe('memory answers as libsql', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agentkeep-libsql-'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(seeds(2))(
    'seed %i',
    async (seed) => {
      const binding = new SqliteD1();
      const memory = await memoryOf(new AgentKeep({ binding }));
      await memory.init();
      const reference = await libsql(join(folder, `${seed}.db`));
      await compareOnOneClock(callsOf(memory), reference, seed, stepsOr(200), libsqlHabits);
      binding.close();
    },
    timeoutMs,
  );
});

describe.each(Object.entries(libsqlStores))(
  'memory in %s answers as the in-memory store',
  (_, open) => {
    it.each(seeds(2))(
      'seed %i',
      async (seed) => {
        const { store, afterCall, close } = await open();
        const memory = await memoryOf(store);
        const ask = callsOf(memory);
        const ours: Ask = async (...call) => {
          try {
            return await ask(...call);
          } finally {
            afterCall();
          }
        };
        await compareOnOneClock(ours, inMemory(), seed + 2000, stepsOr(200));
        await close();
      },
      timeoutMs,
    );
  },
);

const transports = [d1Rest, durableObject];

describe.each(transports)('memory over $name answers as the in-memory store', (transport) => {
  let way: Opened;

  beforeAll(async () => {
    way = await transport.open();
  });
  afterAll(async () => {
    await way?.close();
  });

  it.each(seeds(1))(
    'seed %i',
    async (seed) => {
      const memory = await memoryOf(way.store());
      await memory.init();
      if (transport === d1Rest) {
        await compareOnOneClock(callsOf(memory), inMemory(), seed, stepsOr(120));
        return;
      }
      // The store has a clock of its own: all times of the run are one, and order nothing.
      const beginMs = Date.now() - 60_000;
      await compare({
        ours: callsOf(memory),
        reference: inMemory(),
        seed: seed + 1000,
        steps: stepsOr(120),
        sequence: stepsOf({ byCreationOnly: true }),
        timeOf: (ms) => Math.min(ms, beginMs),
      });
    },
    timeoutMs,
  );
});
