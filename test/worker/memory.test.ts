import { describe, expect, it } from 'vitest';
import { baseBytes, Memory, sweepAfterMs } from '../../worker/host/memory.js';
import type { Share } from '../../worker/host/memory.js';

const kib = 1024;
const nothing = (): void => undefined;

/** 16 calls of 64 KiB each, and 3 MiB for what is large. */
const memoryOf = (options: Partial<ConstructorParameters<typeof Memory>[0]> = {}): Memory =>
  new Memory({ bytes: 4096 * kib, waitMs: 5000, ...options });

const running = async (memory: Memory): Promise<Share> => {
  const share = memory.begin(0, nothing);
  await memory.enter(share);
  return share;
};

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
const overloaded = { code: 'overloaded' };

describe('calls', () => {
  it('run up to a number, others wait in order, and more than may wait are refused', async () => {
    const memory = memoryOf({ calls: 2, waiting: 2 });
    const [a, b] = [await running(memory), await running(memory)];
    const order: string[] = [];
    const waiting = ['third', 'fourth'].map((name) => {
      const share = memory.begin(0, nothing);
      return { share, entered: memory.enter(share)?.then(() => order.push(name)) };
    });
    expect(() => memory.enter(memory.begin(0, nothing))).toThrowError(/too many calls/);
    memory.end(a);
    await waiting[0]?.entered;
    expect(order).toEqual(['third']);
    memory.end(b);
    await waiting[1]?.entered;
    expect(order).toEqual(['third', 'fourth']);
    expect(memory.running).toBe(2);
  });

  it('that wait too long are refused', async () => {
    const memory = memoryOf({ calls: 1, waitMs: 20 });
    await running(memory);
    const late = memory.begin(0, nothing);
    await expect(memory.enter(late)).rejects.toMatchObject(overloaded);
    memory.end(late);
    expect(memory.running).toBe(1);
  });

  it('have their base beside one that has all else', async () => {
    const memory = memoryOf();
    const large = await running(memory);
    await memory.reserve(large, 100_000 * kib, 0);
    expect(memory.large).toBe(memory.largeBytes);
    expect(memory.budget(large)).toBe(baseBytes + memory.largeBytes);
    const small = await running(memory);
    expect(memory.reserve(small, baseBytes, 0)).toBeUndefined();
    expect(memory.budget(small)).toBe(baseBytes);
    expect(memory.isShared(small)).toBe(true);
    expect(memory.isShared(large)).toBe(false);
  });
});

describe('large values', () => {
  it('wait for one another, those first who hold something', async () => {
    const memory = memoryOf();
    const [first, second, third] = [
      await running(memory),
      await running(memory),
      await running(memory),
    ];
    await memory.reserve(first, 0, 1500 * kib);
    await memory.reserve(second, 0, 1000 * kib);
    const order: string[] = [];
    const waits = [
      memory.reserve(third, 0, 1200 * kib)?.then(() => order.push('third')),
      memory.reserve(second, 0, 2000 * kib)?.then(() => order.push('second')),
    ];
    await settled();
    expect(order).toEqual([]);
    memory.end(first);
    await settled();
    expect(order).toEqual(['second']);
    memory.end(second);
    await Promise.all(waits);
    expect(order).toEqual(['second', 'third']);
    expect(memory.large).toBe(1200 * kib);
  });

  it('whose bodies still come leave a third to those that are there', async () => {
    const memory = memoryOf();
    const coming = Array.from({ length: 3 }, () => memory.begin(0, nothing));
    for (const share of coming.slice(0, 2)) await memory.reserve(share, 0, 1024 * kib);
    let isIn = false;
    const third = memory.reserve(coming[2]!, 0, 1024 * kib)?.then(() => (isIn = true));
    const there = await running(memory);
    expect(memory.reserve(there, 1024 * kib, 0)).toBeUndefined();
    await settled();
    expect(isIn).toBe(false);
    memory.end(coming[0]!);
    await third;
    expect(isIn).toBe(true);
  });

  it('that all wait for one another: the last gives up, and the first goes on', async () => {
    const memory = memoryOf();
    const [first, second] = [await running(memory), await running(memory)];
    await memory.reserve(first, 0, 1500 * kib);
    await memory.reserve(second, 0, 1500 * kib);
    const goesOn = memory.reserve(first, 0, 3000 * kib);
    const givesUp = memory.reserve(second, 0, 3000 * kib)?.finally(() => memory.end(second));
    await expect(givesUp).rejects.toMatchObject(overloaded);
    await goesOn;
    expect(memory.large).toBe(3000 * kib);
  });

  it('of a call that has written go on when their time is over, whatever others have', async () => {
    const memory = memoryOf({ waitMs: 20 });
    const [first, second] = [await running(memory), await running(memory)];
    await memory.reserve(first, 0, 3000 * kib);
    await expect(memory.reserve(second, 0, 500 * kib)).rejects.toMatchObject(overloaded);
    await memory.reserve(second, 0, 500 * kib, true);
    expect(memory.large).toBe(3500 * kib);
    expect(memory.budget(second)).toBe(baseBytes);
  });

  it('are given back by who ends, and by whom nobody comes back for', async () => {
    const memory = memoryOf();
    const swept: string[] = [];
    const lost = memory.begin(0, () => void swept.push('lost'));
    await memory.enter(lost);
    await memory.reserve(lost, 0, 3000 * kib);
    const slow = memory.begin(0, () => void swept.push('slow'));
    slow.touchedMs = 1000;
    memory.begin(sweepAfterMs - 1, nothing);
    expect(swept).toEqual([]);
    memory.begin(sweepAfterMs, nothing);
    expect(swept).toEqual(['lost']);
    expect([memory.large, memory.running]).toEqual([0, 0]);
    memory.end(lost);
    memory.begin(sweepAfterMs + 1000, nothing);
    expect(swept).toEqual(['lost', 'slow']);
  });
});
