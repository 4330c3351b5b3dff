import { describe, it, vi } from 'vitest';
import { compare } from './support/differential/run.js';
import { inMemory } from './support/differential/in-memory.js';
import { callsOf } from './support/differential/side.js';
import { AgentKeep } from '../../../client/index.js';
import { SqliteD1 } from './support/sqlite-d1.js';
import { memoryOf } from './support/ways.js';

// Longer runs: AGENTKEEP_DIFF_STEPS=5000 AGENTKEEP_DIFF_SEED=1 npx vitest run --project node ...
const steps = Number(process.env['AGENTKEEP_DIFF_STEPS'] ?? 300);
const seed = process.env['AGENTKEEP_DIFF_SEED'];
const timeoutMs = 60_000 + steps * 100;
const firstOf = (seeds: number[]) => (seed === undefined ? seeds : [Number(seed)]);

const clockMs = Date.parse('2026-06-01T00:00:00.000Z');

describe('memory in process answers as the in-memory store', () => {
  it.each(firstOf([1, 2, 3, 4, 5, 6, 7, 8]))(
    'with seed %i',
    async (seed) => {
      const binding = new SqliteD1();
      const memory = await memoryOf(new AgentKeep({ binding }));
      await memory.init();
      // Both stores read this clock. Each step has a second of its own: a call may take the next
      // milliseconds for what it must say is later, and times are compared by the second.
      let nowMs = clockMs;
      vi.useFakeTimers({ toFake: ['Date'] });
      try {
        await compare({
          ours: callsOf(memory),
          reference: inMemory(),
          seed,
          steps,
          tick: () => void vi.setSystemTime((nowMs += 1000)),
          timeOf: (ms) => (ms < clockMs ? ms : ms - (ms % 1000)),
        });
      } finally {
        vi.useRealTimers();
        binding.close();
      }
    },
    timeoutMs,
  );
});
