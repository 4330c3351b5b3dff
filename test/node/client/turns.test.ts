import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turns } from '../../../client/turns.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const lasting = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

it('lets one begin when the one before has ended, however many there are', async () => {
  const turns = new Turns();
  const began: number[] = [];
  const start = Date.now();
  for (let i = 0; i < 10; i++) {
    void turns.take('k', () => {
      began.push(Date.now() - start);
      return lasting(1000)();
    });
  }
  await vi.advanceTimersByTimeAsync(20_000);
  expect(began).toEqual(Array.from({ length: 10 }, (_, i) => i * 1000));
});

it('waits neither for another key nor for long on work that never ends', async () => {
  const turns = new Turns();
  void turns.take('k', () => new Promise(() => {}));
  const other = vi.fn(lasting(0));
  void turns.take('other', other);
  expect(other).toHaveBeenCalled();
  const next = vi.fn(lasting(0));
  void turns.take('k', next);
  await vi.advanceTimersByTimeAsync(1990);
  expect(next).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(20);
  expect(next).toHaveBeenCalledOnce();
});

it('goes on after work that failed', async () => {
  const turns = new Turns();
  const failed = turns.take('k', () => Promise.reject(new Error('failed')));
  const next = turns.take('k', () => Promise.resolve('next'));
  await expect(failed).rejects.toThrow('failed');
  expect(await next).toBe('next');
});
