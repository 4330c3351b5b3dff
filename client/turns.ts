// A request of a Worker that is cut off never ends what others wait for.
const longestWaitMs = 2_000;

/** Lets the work on one key begin when earlier work on it has ended, or takes too long. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const { promise: mine, resolve: end } = Promise.withResolvers<void>();
    this.#last.set(key, mine);
    try {
      if (before !== undefined) await ended(before);
      return await work();
    } finally {
      end();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}

function ended(work: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, longestWaitMs);
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
