import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { heldBy } from '../../contract/transport.js';
import { countKinds } from '../../real-input/recording.js';
import type { WireMessage, WireThread } from '../../real-input/recording.js';
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

  it('say all kinds of things, in a conversation of 200 messages and more', () => {
    const threads = expected.threads as WireThread[];
    const messages = expected.messages as WireMessage[];
    expect(messages.filter(({ threadId }) => threadId === 'support').length).toBeGreaterThan(200);
    const kinds = countKinds({ recordedWith: {}, calls: [], threads, messages });
    const { threads: _, resources, titles, savedAgain, saveCalls, toolCall, ...counts } = kinds;
    expect({ resources, titles }).toEqual({ resources: 2, titles: 3 });
    for (const [kind, count] of Object.entries(counts)) expect(count, kind).toBeGreaterThan(0);
    const remembered = JSON.stringify([threads, expected.resources]);
    expect(remembered.match(/# Note \d/g)).toHaveLength(2); // of a thread and of a resource
  });

  // One of each kind of database: the ways to it are the contract's to prove.
  it.each([durableObject, file, dynamodb, postgres])(
    'over $name leave what they leave in the framework’s store',
    async (transport) => {
      const way = await transport.open();
      const held = heldBy(transport);
      try {
        stopTheDate();
        const store = way.store();
        const outcome = await new Conversations(store).hold();
        expectEqual(held(comparable(outcome)), held(expected));

        const restarted = way.store();
        const { prompts: _, ...kept } = outcome;
        expect(await stored(restarted)).toEqual(held(kept));
        const anew = new Conversations(restarted);
        await anew.take(oneMoreTurn);
        expectEqual(held(comparable(await anew.outcome())), held(expectedAfterRestart));
      } finally {
        vi.useRealTimers();
        await way.close();
      }
    },
    180_000,
  );
});
