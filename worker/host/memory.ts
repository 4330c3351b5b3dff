import { RequestError } from './errors.js';
import { sleep } from './sleep.js';

/** What a call has without asking: enough for all that carries no large value. */
export const baseBytes = 64 * 1024;
export const sweepAfterMs = 60_000;
/** How long a call waits for its turns, at most, altogether. */
const longestWaitMs = 20_000;
const shortestPollMs = 5;

export interface MemoryOptions {
  /** All that calls may have together. */
  readonly bytes: number;
  /** Calls that run at once, and those that wait until they may. */
  readonly calls?: number;
  readonly waiting?: number;
  readonly waitMs?: number | undefined;
}

/** What one call has of the memory. */
export class Share {
  /** Bytes of linear memory that it may have, beyond its base, and of all else. */
  core = 0;
  outside = 0;
  /** Of `core`, what it keeps until it reserves again, though it has not used it yet. */
  promised = 0;
  /** It runs: it has its base, too. */
  running = false;
  ended = false;
  /** When it last got on, or waited for its turn. */
  touchedMs: number;
  /** For how long it has waited so far. */
  waitedMs = 0;
  /** Another call goes on only if this one, which waits, gives up what it has. */
  evicted = false;
  readonly #swept: () => void;

  constructor(nowMs: number, swept: () => void) {
    this.touchedMs = nowMs;
    this.#swept = swept;
  }

  get large(): number {
    return this.core + this.outside;
  }

  /** Whoever waits for a turn comes back for it. */
  async sleep(ms: number): Promise<void> {
    const sinceMs = Date.now();
    await sleep(ms);
    const nowMs = Date.now();
    this.waitedMs += nowMs - sinceMs;
    this.touchedMs = Math.max(this.touchedMs, nowMs);
  }

  sweep(): void {
    this.#swept();
  }
}

/**
 * Shares out the memory of an isolate: a base to each call that runs, the rest to those with large
 * values, first come, first served. So a small call gets on beside large ones, and what is granted is
 * never more than there is.
 */
export class Memory {
  /** What large values may have together, and so one call beyond its base. */
  readonly largeBytes: number;
  readonly #calls: number;
  readonly #mostWaiting: number;
  readonly #waitMs: number;
  readonly #shares = new Set<Share>();
  /** Calls that wait until they may run, in order of arrival. */
  readonly #entering: Share[] = [];
  /** Those that run and wait for room, and those whose bodies do that still come. */
  readonly #waiting: Share[] = [];
  readonly #coming: Share[] = [];
  #running = 0;
  #large = 0;
  /** Of `#large`, what calls have that do not run yet. */
  #comingBytes = 0;
  #sweepAtMs = Number.POSITIVE_INFINITY;

  constructor({ bytes, calls = 256, waiting = 1024, waitMs = longestWaitMs }: MemoryOptions) {
    this.#calls = Math.min(calls, Math.floor(bytes / 4 / baseBytes));
    this.largeBytes = bytes - this.#calls * baseBytes;
    this.#mostWaiting = waiting;
    this.#waitMs = waitMs;
  }

  /** Bytes granted beyond the base of each call. */
  get large(): number {
    return this.#large;
  }

  get running(): number {
    return this.#running;
  }

  /** `swept` hears that nobody came back for the share: a request may end without its handler. */
  begin(nowMs: number, swept: () => void): Share {
    if (nowMs >= this.#sweepAtMs) this.#sweep(nowMs);
    const share = new Share(nowMs, swept);
    this.#shares.add(share);
    this.#sweepAtMs = Math.min(this.#sweepAtMs, nowMs + sweepAfterMs);
    return share;
  }

  end(share: Share): void {
    if (share.ended) return;
    this.#set(share, 0, 0);
    this.leave(share);
    share.ended = true;
    this.#shares.delete(share);
  }

  /** Waits until the call may run; undefined: it may. Rejects with `overloaded`. */
  enter(share: Share): Promise<void> | undefined {
    if (share.ended) return undefined;
    if (this.#entering.length === 0 && this.#running < this.#calls) {
      this.#enter(share);
      return undefined;
    }
    if (this.#entering.length >= this.#mostWaiting) throw tooMany();
    return this.#waitToEnter(share);
  }

  /** The call is done; what it has outside of linear memory may be there still. */
  leave(share: Share): void {
    if (!share.running) return;
    this.#set(share, 0, share.outside);
    this.#comingBytes += share.large;
    share.running = false;
    this.#running -= 1;
  }

  /**
   * Waits until the others leave `core` bytes of linear memory and `outside` bytes of other memory
   * to this call, instead of what it has; undefined: they do. Rejects with `overloaded`, if the call
   * does not have to go on, since it has written something.
   */
  reserve(
    share: Share,
    core: number,
    outside: number,
    mustGoOn = false,
  ): Promise<void> | undefined {
    if (share.ended) return undefined;
    share.promised = 0;
    const beyond = Math.min(Math.max(0, core - baseBytes), this.largeBytes - outside);
    const less = beyond + outside <= share.large;
    const queue = this.#queueOf(share);
    if (less || (queue.length === 0 && this.#fits(share, beyond + outside))) {
      this.#set(share, beyond, outside);
      return undefined;
    }
    if (!mustGoOn && queue.length >= this.#mostWaiting / 8) throw tooMany();
    return this.#wait(share, beyond, outside, mustGoOn);
  }

  /** Bytes of linear memory that the call may have, until another one runs. */
  budget(share: Share): number {
    return baseBytes + share.core + Math.max(0, this.largeBytes - this.#large);
  }

  /** Others have large values: alone, the call would have a budget that is larger by much. */
  isShared(share: Share): boolean {
    return this.#large - share.large > this.largeBytes / 16;
  }

  /** A share for bytes that are there already. */
  hold(nowMs: number, bytes: number): Share {
    const share = this.begin(nowMs, () => undefined);
    this.#set(share, 0, bytes);
    return share;
  }

  /** The call has so much of memory, and needs no more for now. */
  settle(share: Share, core: number, outside = share.outside): void {
    if (!share.ended) this.#set(share, Math.max(share.promised, core - baseBytes), outside);
  }

  #queueOf(share: Share): Share[] {
    return share.running ? this.#waiting : this.#coming;
  }

  #set(share: Share, core: number, outside: number): void {
    const more = core + outside - share.large;
    this.#large += more;
    if (!share.running) this.#comingBytes += more;
    share.core = core;
    share.outside = outside;
  }

  #enter(share: Share): void {
    this.#comingBytes -= share.large;
    share.running = true;
    this.#running += 1;
  }

  // Bodies that come leave some of the room to those that are there, which give theirs back.
  #fits(share: Share, large: number): boolean {
    const more = large - share.large;
    if (!share.running && this.#comingBytes + more > (2 / 3) * this.largeBytes) return false;
    return this.#large + more <= this.largeBytes;
  }

  // Each by a timer of its own: a request of Workers that waits for nothing but another request is
  // taken for one that hangs. Who is far behind looks less often.
  async #waitToEnter(share: Share): Promise<void> {
    const entering = this.#entering;
    entering.push(share);
    try {
      for (;;) {
        const place = entering.indexOf(share);
        if (share.ended || place < this.#calls - this.#running) break;
        if (share.waitedMs >= this.#waitMs) throw tooMany();
        await share.sleep(shortestPollMs + place / 8);
      }
    } finally {
      entering.splice(entering.indexOf(share), 1);
    }
    if (!share.ended) this.#enter(share);
  }

  // First come, first served, but those first who hold something, since they give it back.
  async #wait(share: Share, core: number, outside: number, mustGoOn: boolean): Promise<void> {
    const waiting = this.#queueOf(share);
    const place = waiting.findIndex((other) => other.large === 0);
    waiting.splice(share.large > 0 && place !== -1 ? place : waiting.length, 0, share);
    try {
      for (;;) {
        const at = waiting.indexOf(share);
        if (share.ended || (at === 0 && this.#fits(share, core + outside))) break;
        if (share.evicted || share.waitedMs >= this.#waitMs) {
          if (mustGoOn) break;
          throw new RequestError('overloaded', 'other large values are being worked on');
        }
        if (at === 0 && (share.running || this.#waiting.length === 0)) this.#evict(share);
        await share.sleep(shortestPollMs + at);
      }
    } finally {
      waiting.splice(waiting.indexOf(share), 1);
      share.evicted = false;
    }
    if (!share.ended) this.#set(share, core, outside);
  }

  // Where all who hold something wait, nobody would go on: the last of them gives up.
  #evict(first: Share): void {
    const all = [...this.#waiting, ...this.#coming];
    for (const share of this.#shares) {
      if (share.large > 0 && (share.evicted || !all.includes(share))) return;
    }
    const last = all.findLast((share) => share !== first && share.large > 0);
    if (last !== undefined) last.evicted = true;
  }

  #sweep(nowMs: number): void {
    this.#sweepAtMs = Number.POSITIVE_INFINITY;
    for (const share of this.#shares) {
      if (nowMs - share.touchedMs >= sweepAfterMs) {
        this.end(share);
        share.sweep();
      } else {
        this.#sweepAtMs = Math.min(this.#sweepAtMs, share.touchedMs + sweepAfterMs);
      }
    }
  }
}

function tooMany(): RequestError {
  return new RequestError('overloaded', 'too many calls wait already: call again later');
}
