import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { MemoryStore } from '../../client/index.js';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

const noon = new Date('2026-03-01T12:00:00.000Z');

/** Records of observational memory. */
export function observationalMemory(subject: Subject): void {
  let memory: MemoryStore;

  beforeAll(async () => {
    memory = await memoryOf(subject.store());
    await memory.init();
  });

  const begun = (threadId: string) =>
    memory.initializeObservationalMemory({
      threadId,
      resourceId: 'r',
      scope: 'thread',
      config: { observation: { limit: 10, list: [1] } },
      observedTimezone: 'Europe/Berlin',
    });

  const chunkOf = (cycleId: string, messageTokens: number) => ({
    cycleId,
    observations: `saw ${cycleId}`,
    tokenCount: 5,
    messageIds: [`m-${cycleId}`],
    messageTokens,
    lastObservedAt: noon,
  });

  it('begins a record, with dates and nulls as they are typed', async () => {
    const threadId = randomUUID();
    expect(await memory.getObservationalMemory(threadId, 'r')).toBeNull();
    const record = await begun(threadId);
    expect(record).toMatchObject({
      threadId,
      resourceId: 'r',
      generationCount: 0,
      originType: 'initial',
      activeObservations: '',
      lastBufferedAtTime: null,
      isObserving: false,
      config: { observation: { limit: 10, list: [1] } },
    });
    expect(record.createdAt).toBeInstanceOf(Date);
    expect(record.lastObservedAt).toBeUndefined();
    expect(await memory.getObservationalMemory(threadId, 'r')).toEqual(record);
    // The record of the resource is another one.
    expect(await memory.getObservationalMemory(null, randomUUID())).toBeNull();
  });

  it('merges members of config, whatever their names are', async () => {
    const change = async (config: Record<string, unknown>, patch: object) => {
      const threadId = randomUUID();
      const begun = {
        threadId,
        resourceId: 'r',
        scope: 'thread',
        observedTimezone: 'UTC',
      } as const;
      const { id } = await memory.initializeObservationalMemory({ ...begun, config });
      await memory.updateObservationalMemoryConfig({ id, config: { ...patch } });
      await memory.updateObservationalMemoryConfig({ id, config: { ...patch, last: { v: 1 } } });
      return (await memory.getObservationalMemory(threadId, 'r'))!.config;
    };
    const text = (value: string) => subject.stored(value);
    const nul = { [text('k\0one')]: { a: 1 }, [text('k\0two')]: { b: 2 } };
    const last = { last: { v: 1 } };
    expect(await change({ 'k\0one': { a: 1 }, 'k\0two': { b: 2 } }, { x: 1 })).toEqual({
      ...nul,
      x: 1,
      ...last,
    });
    expect(await change({ 'k\0one': { a: 1 }, 'k\0two': { b: 2 } }, { k: { c: 3 } })).toEqual({
      ...nul,
      k: { c: 3 },
      ...last,
    });
    expect(
      await change(
        { in: { 'k\0one': { a: 1 }, 'k\0two': { b: 2 } } },
        { in: { k: { c: { d: 4 } }, 'k\0two': { e: '\ud800' } } },
      ),
    ).toEqual({
      in: { ...nul, k: { c: { d: 4 } }, [text('k\0two')]: { b: 2, e: text('\ud800') } },
      ...last,
    });
    expect(
      await change(
        { 'h\ud800': { a: { b: 1 } }, 'l\udc00': 2, 'ü\ud800\udc00\ud7ff': { f: 6 } },
        { 'h\ud800': { a: { c: 3 }, d: 4 }, 'l\udc00': 5, 'ü\ud800\udc00\ud7ff': { g: 7 } },
      ),
    ).toEqual({
      [text('h\ud800')]: { a: { b: 1, c: 3 }, d: 4 },
      [text('l\udc00')]: 5,
      'ü\ud800\udc00\ud7ff': { f: 6, g: 7 },
      ...last,
    });
    // Where a database keeps no halves of a character, all of them are one name.
    if (text('\ud800') !== '\ud800') return;
    expect(
      await change(
        { '\ud800': { a: 1 }, '\udc00': { b: 2 } },
        { '\udc00': { c: 3 }, '\udc01': {} },
      ),
    ).toEqual({ '\ud800': { a: 1 }, '\udc00': { b: 2, c: 3 }, '\udc01': {}, ...last });
  });

  it('goes through the life of a record', async () => {
    const threadId = randomUUID();
    const { id } = await begun(threadId);
    await memory.setObservingFlag(id, true);
    await memory.setReflectingFlag(id, true);
    await memory.setBufferingObservationFlag(id, true, 70);
    await memory.setBufferingReflectionFlag(id, true);
    await memory.setPendingMessageTokens(id, 900);
    await memory.updateObservationalMemoryConfig({ id, config: { observation: { limit: 20 } } });
    expect(await memory.getObservationalMemory(threadId, 'r')).toMatchObject({
      isObserving: true,
      isReflecting: true,
      isBufferingObservation: true,
      isBufferingReflection: true,
      lastBufferedAtTokens: 70,
      pendingMessageTokens: 900,
      config: { observation: { limit: 20, list: [1] } },
    });

    await memory.updateActiveObservations({
      id,
      observations: 'one\ntwo',
      tokenCount: 7,
      lastObservedAt: noon,
      observedMessageIds: ['m'],
    });
    for (const cycle of ['a', 'b', 'a']) {
      await memory.updateBufferedObservations({
        id,
        chunk: chunkOf(cycle, 400),
        lastBufferedAtTime: noon,
      });
    }
    const buffered = (await memory.getObservationalMemory(threadId, 'r'))!;
    expect(buffered).toMatchObject({
      activeObservations: 'one\ntwo',
      observedMessageIds: ['m'],
      lastObservedAt: noon,
      lastBufferedAtTime: noon,
    });
    expect(buffered.bufferedObservationChunks).toMatchObject([
      { cycleId: 'a', lastObservedAt: noon, createdAt: expect.any(Date) },
      { cycleId: 'b', lastObservedAt: noon, createdAt: expect.any(Date) },
    ]);

    const swap = await memory.swapBufferedToActive({
      id,
      activationRatio: 1,
      messageTokensThreshold: 800,
      currentPendingTokens: 800,
      lastObservedAt: noon,
    });
    expect(swap).toMatchObject({
      chunksActivated: 2,
      messageTokensActivated: 800,
      activatedCycleIds: ['a', 'b'],
      activatedMessageIds: ['m-a', 'm-b'],
    });
    const active = (await memory.getObservationalMemory(threadId, 'r'))!;
    expect(active.activeObservations).toBe(
      'one\ntwo\n\n--- message boundary (2026-03-01T12:00:00.000Z) ---\n\nsaw a\n\nsaw b',
    );
    expect(active.bufferedObservationChunks).toBeUndefined();

    await memory.updateBufferedReflection({
      id,
      reflection: 'in short',
      tokenCount: 2,
      inputTokenCount: 9,
      reflectedObservationLineCount: 5,
    });
    const current = (await memory.getObservationalMemory(threadId, 'r'))!;
    const next = await memory.swapBufferedReflectionToActive({
      currentRecord: current,
      tokenCount: 3,
    });
    expect(next).toMatchObject({
      generationCount: 1,
      originType: 'reflection',
      lastObservedAt: noon,
    });
    expect(next.activeObservations).toBe('in short\n\nsaw a\n\nsaw b');
    const last = await memory.createReflectionGeneration({
      currentRecord: next,
      reflection: 'shorter',
      tokenCount: 1,
    });
    expect(last).toMatchObject({ generationCount: 2, activeObservations: 'shorter' });
    expect(await memory.getObservationalMemory(threadId, 'r')).toEqual(last);

    const history = await memory.getObservationalMemoryHistory(threadId, 'r', 2, { offset: 1 });
    expect(history.map(({ generationCount }) => generationCount)).toEqual([1, 0]);
    expect(history[0]!.createdAt).toBeInstanceOf(Date);
    expect(await memory.getObservationalMemoryHistory(threadId, 'r')).toHaveLength(3);
    expect(
      await memory.getObservationalMemoryHistory(threadId, 'r', undefined, { to: noon }),
    ).toEqual([]);

    await memory.clearObservationalMemory(threadId, 'r');
    expect(await memory.getObservationalMemory(threadId, 'r')).toBeNull();
  });

  it('takes a whole record, and gives it back as it was', async () => {
    const record = await begun(randomUUID());
    const copy = {
      ...record,
      id: randomUUID(),
      threadId: randomUUID(),
      createdAt: noon,
      updatedAt: noon,
    };
    expect(await memory.insertObservationalMemoryRecord(copy)).toBeUndefined();
    expect(await memory.getObservationalMemory(copy.threadId, 'r')).toEqual(copy);
  });

  it('loses no chunk of 10 writers', async () => {
    const threadId = randomUUID();
    const { id } = await begun(threadId);
    const cycles = Array.from({ length: 10 }, (_, i) => `cycle ${i}`);
    await Promise.all(
      cycles.map((cycle) => memory.updateBufferedObservations({ id, chunk: chunkOf(cycle, 1) })),
    );
    const { bufferedObservationChunks } = (await memory.getObservationalMemory(threadId, 'r'))!;
    expect(bufferedObservationChunks!.map(({ cycleId }) => cycleId).sort()).toEqual(cycles);
  });

  it('says that a record does not exist', async () => {
    const set = () => memory.setObservingFlag('missing', true);
    const outcome = subject.trips(1, () =>
      expect(set()).rejects.toMatchObject({
        id: subject.id('SET_OBSERVING_FLAG_NOT_FOUND'),
        message: 'Observational memory record not found: missing',
        status: 404,
      }),
    );
    await outcome;
    await expect(
      memory.updateObservationalMemoryConfig({ id: 'missing', config: {} }),
    ).rejects.toMatchObject({ id: subject.id('UPDATE_OM_CONFIG_NOT_FOUND') });
  });
}
