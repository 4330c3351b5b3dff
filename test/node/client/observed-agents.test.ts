import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  comparable,
  expectEqual,
  referenceStore,
  stopTheDate,
  stored,
} from './support/agents.js';
import type { Outcome } from './support/agents.js';
import { ObservedConversations } from './support/observed-agents.js';
import { ways } from './support/ways.js';

// The framework keeps what is buffered by thread, whatever the store: each run has its own threads.
const names = () => ({ buffered: randomUUID(), shared: [randomUUID(), randomUUID()] });

describe('agents with observational memory', () => {
  let expected: Outcome;

  beforeAll(async () => {
    stopTheDate();
    const storage = await referenceStore();
    const o = await new ObservedConversations(storage, names()).hold();
    console.log(JSON.stringify((o.observational[0] as any).config), o.observational.map((r:any)=>[r.scope,r.generationCount,r.originType, r.activeObservations.length, r.bufferedObservationChunks?.length, r.pendingMessageTokens, r.observationTokenCount]), o.observational[0]);
    expected = comparable(o);
    vi.useRealTimers();
  });
  afterEach(() => vi.useRealTimers());

  it.each(Object.keys(ways))('%s leave what they leave in the framework’s store', async (name) => {
    const way = await ways[name]!();
    try {
      stopTheDate();
      const { store } = way.store();
      const outcome = await new ObservedConversations(store, names()).hold();
      expectEqual(comparable(outcome), expected);

      const { prompts: _, ...kept } = outcome;
      expect(await stored(way.store().store)).toEqual(kept);
    } finally {
      vi.useRealTimers();
      await way.stop();
    }
  });
});
