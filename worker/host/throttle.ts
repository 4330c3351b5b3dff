import { sleep } from './sleep.js';

const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;
/** A call that would wait longer, altogether, fails at once: its caller knows better what to do. */
export const longestWaitMs = 10_000;

/**
 * Holds back all calls to an API once one of them was told to slow down (429): the limit is theirs
 * together, and each call that is sent meanwhile only prolongs it.
 */
export class Throttle {
  #untilMs = 0;
  #strikes = 0;

  /** Waits for the end of the pause; false if that is not before the deadline. */
  async pass(deadlineMs: number): Promise<boolean> {
    for (;;) {
      const nowMs = Date.now();
      const leftMs = this.#untilMs - nowMs;
      if (leftMs <= 0) return true;
      // Those who wait together do not start together.
      const pauseMs = leftMs * (1 + Math.random() / 4);
      if (nowMs + pauseMs > deadlineMs) return false;
      await sleep(pauseMs);
    }
  }

  /** An answer 429, with its `Retry-After`: seconds or a date. Without: a pause that doubles. */
  slowDown(retryAfter: string | null): void {
    const nowMs = Date.now();
    const seconds = Number(retryAfter ?? 0);
    const asked = Number.isNaN(seconds) ? Date.parse(retryAfter ?? '') - nowMs : 1000 * seconds;
    if (asked > 0) {
      this.#untilMs = Math.max(this.#untilMs, nowMs + Math.min(asked, longestPauseMs));
    } else if (nowMs >= this.#untilMs) {
      // Answers to calls that were under way together count once.
      this.#untilMs = nowMs + Math.min(firstPauseMs * 2 ** this.#strikes, longestPauseMs);
      this.#strikes += 1;
    }
  }

  /** An answer of any other kind. */
  answered(): void {
    if (Date.now() >= this.#untilMs) this.#strikes = 0;
  }
}
