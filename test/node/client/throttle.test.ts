import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from '../../../worker/host/throttle.js';

const start = Date.UTC(2026, 2, 1, 12);

/** How long a call that may wait for ever waits. */
async function waited(throttle: Throttle): Promise<number> {
  const before = Date.now();
  let isOver = false;
  void throttle.pass(Infinity).then(() => (isOver = true));
  await vi.advanceTimersByTimeAsync(0);
  while (!isOver) await vi.advanceTimersByTimeAsync(100);
  return Date.now() - before;
}

/** Between a time and a quarter more of it. */
function expectAbout(ms: number, expected: number): void {
  expect(ms).toBeGreaterThanOrEqual(expected);
  expect(ms).toBeLessThanOrEqual(1.25 * expected + 100);
}

describe('a throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: start });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets calls pass until one is told to slow down', async () => {
    const throttle = new Throttle();
    expect(await waited(throttle)).toBe(0);
    throttle.slowDown('2');
    expectAbout(await waited(throttle), 2000);
    expect(await waited(throttle)).toBe(0);
  });

  it('reads dates, and waits five minutes at most', async () => {
    const throttle = new Throttle();
    throttle.slowDown(new Date(start + 7000).toUTCString());
    expectAbout(await waited(throttle), 7000);
    throttle.slowDown('86400');
    expectAbout(await waited(throttle), 300_000);
  });

  it('doubles the pause that nobody names, once for calls under way together', async () => {
    const throttle = new Throttle();
    for (const expected of [1000, 2000, 4000]) {
      for (const retryAfter of [null, '0', 'soon']) throttle.slowDown(retryAfter);
      expectAbout(await waited(throttle), expected);
    }
    throttle.answered();
    throttle.slowDown(null);
    throttle.answered(); // of a call that was sent before
    expectAbout(await waited(throttle), 1000);
    throttle.slowDown(null);
    expectAbout(await waited(throttle), 2000);
  });

  it('keeps nobody waiting who cannot pass in time', async () => {
    const throttle = new Throttle();
    throttle.slowDown('20');
    expect(await throttle.pass(Date.now() + 10_000)).toBe(false);
    throttle.slowDown('5'); // does not shorten what was said before
    expectAbout(await waited(throttle), 20_000);
  });
});
