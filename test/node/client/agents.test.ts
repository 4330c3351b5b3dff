import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  comparable,
  Conversations,
  expectEqual,
  oneMoreTurn,
  referenceStore,
  stopTheDate,
  stored,
} from './support/agents.js';
import type { Outcome } from './support/agents.js';
import { ways } from './support/ways.js';

describe('agents with memory', () => {
  let expected: Outcome;
  let expectedAfterRestart: Outcome;

  beforeAll(async () => {
    stopTheDate();
    const storage = await referenceStore();
    expected = comparable(await new Conversations(storage).hold());
    const anew = new Conversations(storage);
    await anew.take(oneMoreTurn);
    expectedAfterRestart = comparable(await anew.outcome());
    vi.useRealTimers();
  });
  afterEach(() => vi.useRealTimers());

  it.each(Object.keys(ways))('%s leave what they leave in the framework’s store', async (name) => {
    const way = await ways[name]!();
    try {
      stopTheDate();
      const { store } = way.store();
      const outcome = await new Conversations(store).hold();
      expectEqual(comparable(outcome), expected);

      const restarted = way.store().store;
      const { prompts: _, ...kept } = outcome;
      expect(await stored(restarted)).toEqual(kept);
      const anew = new Conversations(restarted);
      await anew.take(oneMoreTurn);
      expectEqual(comparable(await anew.outcome()), expectedAfterRestart);
    } finally {
      vi.useRealTimers();
      await way.stop();
    }
  });
});
