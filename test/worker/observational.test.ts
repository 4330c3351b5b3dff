import { beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed } from './support/memory.js';
import type { Cost } from './support/memory.js';

let worker: Deployment;

beforeAll(async () => {
  worker = deployed();
  await worker.call('store.init');
});

interface Done extends Cost {
  readonly json: any;
}

async function call(method: string, body: unknown): Promise<Done> {
  const answer = await worker.call(`memory.${method}`, body);
  expect(answer.status, answer.text).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

const owner = (threadId: string) => ({ threadId, resourceId: 'r1' });

async function initialized(threadId: string, config: unknown = {}): Promise<any> {
  return (
    await call('initializeObservationalMemory', { ...owner(threadId), scope: 'thread', config })
  ).json;
}

const current = async (threadId: string): Promise<any> =>
  (await call('getObservationalMemory', owner(threadId))).json;

const chunk = (cycleId: string, fields: Record<string, unknown> = {}) => ({
  cycleId,
  observations: `* saw ${cycleId} 👀`,
  tokenCount: 10,
  messageIds: [`${cycleId}-m`],
  messageTokens: 100,
  lastObservedAt: new Date('2026-01-02T12:00:00.000Z'),
  ...fields,
});

/** Activates `count` chunks of 100 tokens each. */
const swap = (id: string, count: number) => ({
  id,
  activationRatio: 1,
  messageTokensThreshold: 1000,
  currentPendingTokens: count * 100,
});

const cyclesOf = (record: { bufferedObservationChunks?: { cycleId: string }[] }): string[] =>
  (record.bufferedObservationChunks ?? []).map(({ cycleId }) => cycleId);

describe('a record of observational memory', () => {
  it('lives from its first chunk to its second generation, at the cost that is claimed', async () => {
    // Twenty other records, so that a scan would show.
    for (let i = 0; i < 20; i++) await initialized(`other-${i}`);
    const made = await call('initializeObservationalMemory', {
      ...owner('life'),
      scope: 'thread',
      config: { observation: { messageTokens: 100 } },
    });
    expect(made).toMatchObject({ trips: 1, statements: 1 });
    expect(made.rowsRead).toBeLessThanOrEqual(3); // what it was given and what it answers
    expect(made.rowsWritten).toBeLessThanOrEqual(3);
    const { id } = made.json as { id: string };

    const read = await call('getObservationalMemory', owner('life'));
    expect(read.json).toEqual(made.json);
    expect(read).toMatchObject({ trips: 1, statements: 1, rowsWritten: 0 });
    expect(read.rowsRead).toBeLessThanOrEqual(2);

    for (const cycle of ['a', 'b', 'c']) {
      const appended = await call('updateBufferedObservations', { id, chunk: chunk(cycle) });
      expect(appended).toMatchObject({ trips: 1, statements: 2, rowsWritten: 1 });
      expect(appended.rowsRead).toBeLessThanOrEqual(16); // json_each() counts its items as rows
    }
    await call('setPendingMessageTokens', { id, tokenCount: 250 });

    const swapped = await call('swapBufferedToActive', swap(id, 2));
    expect(swapped.json).toMatchObject({
      chunksActivated: 2,
      activatedCycleIds: ['a', 'b'],
      activatedMessageIds: ['a-m', 'b-m'],
    });
    expect(swapped).toMatchObject({ trips: 2, statements: 3, rowsWritten: 1 });
    expect(swapped.rowsRead).toBeLessThanOrEqual(6);
    let record = await current('life');
    expect(record).toMatchObject({
      activeObservations: '* saw a 👀\n\n* saw b 👀',
      observationTokenCount: 20,
      pendingMessageTokens: 50,
      lastObservedAt: '2026-01-02T12:00:00.000Z',
    });
    expect(cyclesOf(record)).toEqual(['c']);

    const merged = await call('updateObservationalMemoryConfig', {
      id,
      config: { observation: { model: 'm' }, reflection: { observationTokens: 5 } },
    });
    expect(merged).toMatchObject({ trips: 1, statements: 1, rowsWritten: 1 });

    await call('updateBufferedReflection', {
      id,
      reflection: 'in short',
      tokenCount: 2,
      inputTokenCount: 20,
      reflectedObservationLineCount: 2,
    });
    const reflected = await call('swapBufferedReflectionToActive', {
      currentRecord: record,
      tokenCount: 12,
    });
    expect(reflected).toMatchObject({ trips: 2, statements: 4 });
    expect(reflected.rowsWritten).toBeLessThanOrEqual(4);
    record = await current('life');
    expect(record).toEqual(reflected.json);
    expect(record).toMatchObject({
      generationCount: 1,
      originType: 'reflection',
      activeObservations: 'in short\n\n* saw b 👀',
      config: {
        observation: { messageTokens: 100, model: 'm' },
        reflection: { observationTokens: 5 },
      },
      lastBufferedAtTime: null,
      threadId: 'life',
    });

    const history = await call('getObservationalMemoryHistory', owner('life'));
    expect(history.json.map((each: any) => each.generationCount)).toEqual([1, 0]);
    expect(history.rowsRead).toBeLessThanOrEqual(4);
    await call('clearObservationalMemory', owner('life'));
    expect(await current('life')).toBeNull();
    expect((await current('other-7')).threadId).toBe('other-7');
  });

  it.each([
    ['setReflectingFlag', { isReflecting: true }],
    ['setObservingFlag', { isObserving: true }],
    ['setBufferingObservationFlag', { isBuffering: true, lastBufferedAtTokens: 5 }],
    ['setBufferingReflectionFlag', { isBuffering: true }],
    ['setPendingMessageTokens', { tokenCount: 7 }],
    [
      'updateActiveObservations',
      { observations: 'x', tokenCount: 1, lastObservedAt: '2026-01-02T12:00:00.000Z' },
    ],
  ])('%s reads and writes one row', async (method, body) => {
    const { id } = await initialized('one-row');
    expect(await call(method, { ...body, id })).toMatchObject({
      trips: 1,
      statements: 1,
      rowsRead: 1,
      rowsWritten: 1,
      json: null,
    });
  });

  it('takes names of any kind and objects eight levels deep in its configuration', async () => {
    const stored = { 'we"ird': { 'k.e[0]y': { 'é\n\\': 1, '': { '': 1 } } }, deep: 1 };
    const { id } = await initialized('names', stored);
    const deepest = (n: number): unknown => (n === 0 ? { v: 1 } : { [`d${n}`]: deepest(n - 1) });
    const wide = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`w${i}`, deepest(6)]));
    const config = { 'we"ird': { 'k.e[0]y': { 'é\n\\': { in: [1] }, '': { '': null } } }, ...wide };
    expect((await call('updateObservationalMemoryConfig', { id, config })).trips).toBe(1);
    expect((await current('names')).config).toEqual({ deep: 1, ...config });
    const tooDeep = await worker.call('memory.updateObservationalMemoryConfig', {
      id,
      config: deepest(8),
    });
    expect(tooDeep.status).toBe(400);
  });

  it('that is not there is not found', async () => {
    const answer = await worker.call('memory.setObservingFlag', { id: 'none', isObserving: true });
    expect(answer.status).toBe(404);
    expect(answer.json.error).toMatchObject({
      code: 'not_found',
      id: 'MASTRA_STORAGE_AGENTKEEP_SET_OBSERVING_FLAG_NOT_FOUND',
      message: 'Observational memory record not found: none',
    });
  });
});

describe('fifty callers at once', () => {
  const fifty = Array.from({ length: 50 }, (_, i) => i);

  it('append fifty chunks, each in one round trip', async () => {
    const { id } = await initialized('appends');
    const done = await Promise.all(
      fifty.map((i) => call('updateBufferedObservations', { id, chunk: chunk(`c${i % 40}`) })),
    );
    expect(done.every(({ trips }) => trips === 1)).toBe(true);
    const cycles = cyclesOf(await current('appends'));
    expect(cycles).toHaveLength(40); // ten cycles came twice
    expect(new Set(cycles).size).toBe(40);
  });

  it('merge fifty configurations, each in one round trip', async () => {
    const { id } = await initialized('merges', { deep: { kept: true } });
    const done = await Promise.all(
      fifty.map((i) =>
        call('updateObservationalMemoryConfig', {
          id,
          config: { deep: { [`k${i}`]: { v: i } }, [`top${i}`]: i },
        }),
      ),
    );
    expect(done.every(({ trips }) => trips === 1)).toBe(true);
    const { config } = await current('merges');
    expect(config).toEqual({
      deep: { kept: true, ...Object.fromEntries(fifty.map((i) => [`k${i}`, { v: i }])) },
      ...Object.fromEntries(fifty.map((i) => [`top${i}`, i])),
    });
  });

  it('append and swap: every chunk is active once or still buffered', async () => {
    const { id } = await initialized('swaps');
    const swaps: Promise<Done>[] = [];
    const appends: Promise<Done>[] = [];
    for (const i of fifty) {
      appends.push(call('updateBufferedObservations', { id, chunk: chunk(`c${i}`) }));
      swaps.push(call('swapBufferedToActive', swap(id, 1)));
    }
    await Promise.all(appends);
    const activated = (await Promise.all(swaps)).flatMap(
      ({ json }) => json.activatedCycleIds as string[],
    );
    const record = await current('swaps');
    expect(activated.length).toBeGreaterThan(0);
    expect([...activated, ...cyclesOf(record)].sort()).toEqual(fifty.map((i) => `c${i}`).sort());
    const active = (record.activeObservations as string).match(/\* saw c\d+ /g) ?? [];
    expect(active.map((line) => line.slice(6, -1)).sort()).toEqual([...activated].sort());
    expect(record.observationTokenCount).toBe(activated.length * 10);
  });

  it('swap a buffered reflection: one generation is made', async () => {
    const { id } = await initialized('reflections');
    await call('updateBufferedReflection', {
      id,
      reflection: 'r',
      tokenCount: 1,
      inputTokenCount: 1,
      reflectedObservationLineCount: 0,
    });
    const answers = await Promise.all(
      fifty.map(() =>
        worker.call('memory.swapBufferedReflectionToActive', {
          currentRecord: { id },
          tokenCount: 1,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { status, json } of answers) {
      if (status === 200) continue;
      expect(json.error.message).toBe('No buffered reflection to swap');
    }
    const history = await call('getObservationalMemoryHistory', owner('reflections'));
    expect(history.json).toHaveLength(2);
  });
});
