/** How slowly the other side may send a body or take an answer. */
export interface Pace {
  /** Nothing moves for so long. */
  readonly silentMs: number;
  /** After so long, at least `bytesPerSecond` on average. */
  readonly graceMs: number;
  readonly bytesPerSecond: number;
}

export const slowest: Pace = { silentMs: 10_000, graceMs: 20_000, bytesPerSecond: 128 * 1024 };

/** When a transfer that has moved `bytes` is too slow, if nothing more moves, in milliseconds. */
export function msLeft(pace: Pace, beganMs: number, movedMs: number, bytes: number): number {
  const nowMs = Date.now();
  const average = beganMs + pace.graceMs + (1000 * bytes) / pace.bytesPerSecond;
  return Math.min(movedMs + pace.silentMs, average) - nowMs;
}

/** Calls `late` once a transfer is too slow, by one timer at a time. */
export class Watch {
  bytes = 0;
  isLate = false;
  readonly #pace: Pace;
  readonly #late: () => void;
  #beganMs = Date.now();
  #movedMs = this.#beganMs;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pace: Pace, late: () => void) {
    this.#pace = pace;
    this.#late = late;
    this.#wait();
  }

  moved(bytes: number): void {
    this.bytes += bytes;
    this.#movedMs = Date.now();
  }

  /** The time that the other side had to wait for us is not its own. */
  async pause(waits: Promise<void>): Promise<void> {
    const sinceMs = Date.now();
    this.stop();
    try {
      await waits;
    } finally {
      this.#beganMs += Date.now() - sinceMs;
      this.#movedMs = Date.now();
      this.#wait();
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(): void {
    const leftMs = msLeft(this.#pace, this.#beganMs, this.#movedMs, this.bytes);
    if (leftMs <= 0) {
      this.isLate = true;
      this.#late();
    } else {
      this.#timer = setTimeout(() => this.#wait(), leftMs);
    }
  }
}
