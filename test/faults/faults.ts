/** What can go wrong with a call of the host. */
export const kinds = {
  lost: 'the call never arrives, and fails at once',
  late: 'the call fails at once, and arrives 60 ms later',
  unanswered: 'the call arrives, and its answer is lost',
  silent: 'the call arrives, and nobody answers',
  unheard: 'the call does not arrive, and nobody answers',
  slow: 'the answer takes 60 ms longer',
  cut: 'the answer is not whole',
  doubled: 'the call arrives twice, and the second answer comes',
  overtaken: 'the call arrives after the next one, or 60 ms later',
} as const;
export type Kind = keyof typeof kinds;

export interface Fault {
  /** `undone`: the call arrives, and what it has done is undone; not every wire can have it so. */
  readonly kind: Kind | 'undone';
  /** So many calls before it are as they should be, those of retries included. */
  readonly after?: number;
  /** So many go wrong: one. */
  readonly times?: number;
  /** What the caller is told in the place of a lost connection. */
  readonly cause?: unknown;
}

const shortMs = 60;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** How a wire does its part: a wire is a way on which calls of the host leave. */
export interface Wire<Answer> {
  /** What the caller is told where the connection fails. */
  lost(): unknown;
  /** The answer as it arrives where it is not whole; may throw what lost() gives. */
  cut(answer: Answer): Answer;
  /** Makes the call so that the database undoes it. */
  undone?(): Promise<void>;
}

/**
 * The one place where calls of the host go wrong, whatever they travel on: a transport's test hands
 * each call here, and says how its wire fails and cuts.
 */
export class Faults {
  /** Calls since the last fault was injected. */
  calls = 0;
  #fault: Fault | undefined;
  #stragglers: Promise<unknown>[] = [];
  #passed: (() => void)[] = [];

  inject(fault: Fault): void {
    this.calls = 0;
    this.#fault = fault;
  }

  /** Ends the fault, and waits for calls that are still on their way. */
  async settle(): Promise<void> {
    this.#fault = undefined;
    for (const pass of this.#passed.splice(0)) pass();
    while (this.#stragglers.length > 0) await Promise.allSettled(this.#stragglers.splice(0));
  }

  /** `deliver` makes the call, each time that it is run. */
  async run<Answer>(wire: Wire<Answer>, deliver: () => Promise<Answer>): Promise<Answer> {
    this.calls += 1;
    const { kind, after = 0, times = 1, cause = wire.lost() } = this.#fault ?? {};
    if (this.calls <= after || this.calls > after + times) return this.#deliver(deliver);
    const straggle = (work: Promise<unknown>) => {
      work.catch(() => {});
      this.#stragglers.push(work);
    };
    switch (kind) {
      case 'lost':
        throw cause;
      case 'late':
        straggle(sleep(shortMs).then(() => this.#deliver(deliver)));
        throw cause;
      case 'unanswered':
        await this.#deliver(deliver);
        throw cause;
      case 'undone':
        await wire.undone!();
        throw cause;
      case 'silent':
        straggle(this.#deliver(deliver));
        return new Promise(() => {});
      case 'unheard':
        return new Promise(() => {});
      case 'slow': {
        const answer = await this.#deliver(deliver);
        await sleep(shortMs);
        return answer;
      }
      case 'cut':
        return wire.cut(await this.#deliver(deliver));
      case 'doubled':
        await this.#deliver(deliver).catch(() => {});
        return this.#deliver(deliver);
      case 'overtaken':
        await Promise.race([
          sleep(shortMs),
          new Promise<void>((resolve) => this.#passed.push(resolve)),
        ]);
        return this.#deliver(deliver);
      case undefined:
        return this.#deliver(deliver);
    }
  }

  async #deliver<Answer>(deliver: () => Promise<Answer>): Promise<Answer> {
    try {
      return await deliver();
    } finally {
      for (const pass of this.#passed.splice(0)) pass();
    }
  }
}

/** A `fetch` whose calls go wrong. */
export function faultyFetch(faults: Faults, send: typeof fetch) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const wire: Wire<{ status: number; headers: Headers; text: string }> = {
      lost: () => new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }),
      cut: (answer) => ({ ...answer, text: answer.text.slice(0, answer.text.length / 2) }),
    };
    const { status, headers, text } = await faults.run(wire, async () => {
      // What is lost on the way to the caller is still done.
      const response = await send(url, { ...init, signal: null });
      return { status: response.status, headers: response.headers, text: await response.text() };
    });
    return new Response(text, { status, headers });
  };
}
