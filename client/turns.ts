// A request of a Worker that is cut off never ends what others wait for.
const longestWaitMs = 2_000;

interface Queue {
  last: Promise<void>;
  movedAtMs: number; // when a turn last ended
}

/** Lets the work on one key begin when earlier work on it has ended, or does not get on. */
export class Turns {
  readonly #queues = new Map<string, Queue>();

  async take<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const { promise: mine, resolve: end } = Promise.withResolvers<void>();
    let queue = this.#queues.get(key);
    const before = queue?.last;
    if (queue === undefined) {
      queue = { last: mine, movedAtMs: Date.now() };
      this.#queues.set(key, queue);
    }
    queue.last = mine;
    try {
      if (before !== undefined) await ended(before, queue);
      return await work();
    } finally {
      queue.movedAtMs = Date.now();
      end();
      if (queue.last === mine) this.#queues.delete(key);
    }
  }
}

function ended(work: Promise<void>, queue: Queue): Promise<void> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout>;
    // A long queue that gets on is waited for: all at once, its writers would only be rivals.
    const wait = () => {
      const restMs = queue.movedAtMs + longestWaitMs - Date.now();
      if (restMs > 0) timer = setTimeout(wait, restMs);
      else resolve();
    };
    wait();
    void work.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
