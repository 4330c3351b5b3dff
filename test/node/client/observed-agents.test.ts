import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as rpc } from '../../contract/transports/rpc.js';
import { comparable, expectEqual, referenceStore, stopTheDate, stored } from './support/agents.js';
import type { Outcome } from './support/agents.js';
import { ObservedConversations } from './support/observed-agents.js';

// The framework keeps what is buffered by thread, whatever the store: each run has its own threads.
const names = () => ({ buffered: randomUUID(), shared: [randomUUID(), randomUUID()] });

describe('agents with observational memory', () => {
  let expected: Outcome;

  beforeAll(async () => {
    stopTheDate();
    const storage = await referenceStore();
    expected = comparable(await new ObservedConversations(storage, names()).hold());
    vi.useRealTimers();
  });
  afterEach(() => vi.useRealTimers());

  it('go through all there is: buffers, activations, reflections', () => {
    const records = expected.observational as ObservationalMemoryRecord[];
    const of = (scope: string) => records.filter((record) => record.scope === scope);
    const generations = (scope: string) => of(scope).map((record) => record.generationCount);
    expect(generations('thread')).toEqual([1, 0]);
    expect(generations('resource')).toEqual([1, 0]);
    for (const record of records) expect(record.activeObservations).toContain('Mar 1, 2026');
    // Observations that were not buffered first leave the ids of what was observed.
    expect(of('resource')[1]!.observedMessageIds).not.toHaveLength(0);
    for (const record of of('thread')) expect(record.observedMessageIds).toBeUndefined();
    for (const scope of ['thread', 'resource']) {
      expect(of(scope)[0]!).toMatchObject({ originType: 'reflection' });
      expect(of(scope)[0]!.activeObservations).toContain('In short, no. ');
    }
    expect(of('thread')[0]!.bufferedObservationChunks).not.toHaveLength(0);
    expect(JSON.stringify(of('thread'))).toMatch(/\\u0000/);
    expect(JSON.stringify(of('thread'))).toMatch(/\\ud800/);
  });

  it.each([d1Binding, rpc, durableObject, file, dynamodb])(
    'over $name leave what they leave in the framework’s store',
    async (transport) => {
      const way = await transport.open();
      try {
        stopTheDate();
        const store = way.store();
        const outcome = await new ObservedConversations(store, names()).hold();
        expectEqual(comparable(outcome), expected);

        const { prompts: _, ...kept } = outcome;
        expect(await stored(way.store())).toEqual(kept);
      } finally {
        vi.useRealTimers();
        await way.close();
      }
    },
    180_000,
  );
});
