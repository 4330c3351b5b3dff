import ProgressBar from 'progress';

/** Tells people how far a move is: on a terminal as a bar with rate and time left. */
export class Progress {
  readonly #isTold: boolean;
  #begun = 0;
  #bar: ProgressBar | undefined;
  #done = 0;
  #total = 0;

  /** `quiet`: nothing is told. */
  constructor(quiet: boolean) {
    this.#isTold = !quiet && process.stderr.isTTY;
  }

  /** `total`: rows, 0 if nobody knows. */
  start(what: string, total: number): void {
    this.stop();
    this.#total = total;
    this.#done = 0;
    this.#begun = performance.now();
    if (!this.#isTold) return;
    this.#bar = new ProgressBar(':what [:bar] :done rows | :speed rows/s:left', {
      ...{ total: Math.max(total, 1), width: 24, stream: process.stderr, clear: true },
    });
    this.add(what, 0);
  }

  add(what: string, rows: number): void {
    this.#done += rows;
    if (this.#bar === undefined) return;
    this.#bar.total = Math.max(this.#total, this.#done) + 1; // it ends when it is told to
    this.#bar.tick(rows, { what, ...this.#words() });
  }

  stop(): void {
    this.#bar?.terminate();
    this.#bar = undefined;
  }

  #words(): Record<string, string> {
    const seconds = Math.max((performance.now() - this.#begun) / 1000, 0.001);
    const rate = this.#done / seconds;
    const left = rate > 0 ? Math.max(0, this.#total - this.#done) / rate : 0;
    return {
      done: this.#total > 0 ? `${this.#done}/${this.#total}` : String(this.#done),
      speed: String(Math.round(rate)),
      left: left > 0 ? ` | ${span(left)} left` : '',
    };
  }
}

/** `1 h 02 min`, `3 min 10 s`, `7 s`. */
export function span(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
