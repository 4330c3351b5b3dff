import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { heldBy } from '../../contract/transport.js';
import { comparable, expectEqual, referenceStore, stopTheDate, stored } from './support/agents.js';
import type { Outcome } from './support/agents.js';
import { ObservedConversations } from './support/observed-agents.js';

// The framework keeps what is buffered by thread, whatever the store: each run has its own threads.
const names = () => ({ buffered: randomUUID(), shared: [randomUUID(), randomUUID()] });

type Method = (...args: unknown[]) => unknown;

/** Methods of a domain of storage, by name. */
function methodsOf(domain: object): Map<string, Method> {
  const methods = new Map<string, Method>();
  for (let of = domain; of !== Object.prototype; of = Object.getPrototypeOf(of) as object) {
    for (const name of Object.getOwnPropertyNames(of)) {
      const { value } = Object.getOwnPropertyDescriptor(of, name)! as { value?: unknown };
      if (typeof value !== 'function' || name === 'constructor' || methods.has(name)) continue;
      methods.set(name, value as Method);
    }
  }
  return methods;
}

describe('agents with observational memory', () => {
  let expected: Outcome;

  beforeAll(async () => {
    stopTheDate();
    const storage = await referenceStore();
    expected = comparable(await new ObservedConversations(storage, names()).hold());
    vi.useRealTimers();
  });
  afterEach(() => vi.useRealTimers());

  /** What they leave in the framework's store if that gives back what this makes of it. */
  async function heldOutcome(held: <T>(value: T) => T): Promise<Outcome> {
    stopTheDate();
    const storage = await referenceStore();
    const memory = (await storage.getStore('memory')) as unknown as Record<string, unknown>;
    for (const [name, method] of methodsOf(memory)) {
      memory[name] = (...args: unknown[]): unknown => method.apply(memory, held(args));
    }
    const outcome = comparable(await new ObservedConversations(storage, names()).hold());
    vi.useRealTimers();
    return outcome;
  }

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

  it.each([durableObject, file, dynamodb, postgres])(
    'over $name leave what they leave in the framework’s store',
    async (transport) => {
      const way = await transport.open();
      const held = heldBy(transport);
      try {
        // Token counts are kept by hashes of texts: those of a text before and after it was stored.
        const reference = transport.stored === undefined ? expected : await heldOutcome(held);
        stopTheDate();
        const store = way.store();
        const outcome = await new ObservedConversations(store, names()).hold();
        expectEqual(held(comparable(outcome)), held(reference));

        const { prompts: _, ...kept } = outcome;
        expect(await stored(way.store())).toEqual(held(kept));
      } finally {
        vi.useRealTimers();
        await way.close();
      }
    },
    180_000,
  );
});
