import ProgressBar from 'progress';

/** How many rows will come. */
export interface Expected {
  /** 0 if nobody knows. */
  readonly rows: number;
  /** They may be others: they were counted a while ago. */
  readonly isAbout: boolean;
}

/** Tells people how far a move is: on a terminal as a bar with rate and time left. */
export class Progress {
  readonly #isTold: boolean;
  #begun = 0;
  #bar: ProgressBar | undefined;
  #done = 0;
  #expected: Expected = { rows: 0, isAbout: false };

  /** `quiet`: nothing is told. */
  constructor(quiet: boolean) {
    this.#isTold = !quiet && process.stderr.isTTY;
  }

  start(what: string, expected: Expected = { rows: 0, isAbout: false }): void {
    this.stop();
    this.#expected = expected;
    this.#done = 0;
    this.#begun = performance.now();
    if (!this.#isTold) return;
    this.#bar = new ProgressBar(':what [:bar] :done rows | :speed rows/s:left', {
      ...{ total: Math.max(expected.rows, 1), width: 24, stream: process.stderr, clear: true },
    });
    this.add(what, 0);
  }

  add(what: string, rows: number): void {
    this.#done += rows;
    if (this.#bar === undefined) return;
    this.#bar.total = Math.max(this.#expected.rows, this.#done) + 1; // it ends when it is told to
    this.#bar.tick(rows, { what, ...wordsOf(this.#done, this.#expected, this.#seconds()) });
  }

  stop(): void {
    this.#bar?.terminate();
    this.#bar = undefined;
  }

  #seconds(): number {
    return Math.max((performance.now() - this.#begun) / 1000, 0.001);
  }
}

/** What the bar says after so many seconds. */
export function wordsOf(done: number, { rows, isAbout }: Expected, seconds: number) {
  const rate = done / seconds;
  const left = rate > 0 ? Math.max(0, rows - done) / rate : 0;
  const about = isAbout ? 'about ' : '';
  return {
    done: rows > 0 ? `${done}/${about}${rows}` : String(done),
    speed: String(Math.round(rate)),
    left: left > 0 ? ` | ${about}${span(left)} left` : '',
  };
}

/** `1 h 02 min`, `3 min 10 s`, `7 s`. */
export function span(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
