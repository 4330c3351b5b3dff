// What is asked of stores of spans, beside whichever other.
import { traceOf, update } from './dataset.ts';

/** There are so many traces of so many spans, and one trace, `large`, that is read. */
export const kTraces = 2000;
export const kSpans = 20;
const kLarge = 200;

export type SpanCall = readonly [method: string, argument: object];

/** The calls, on traces that began then. */
export class SpanCalls {
  readonly #start: number | undefined;
  readonly #calls: Readonly<Record<string, (call: number) => SpanCall>> = {
    'batchCreateSpans x100': () => ['batchCreateSpans', { records: this.#fresh(100) }],
    'batchCreateSpans x1000': () => ['batchCreateSpans', { records: this.#fresh(1000) }],
    'batchUpdateSpans x1000': (call) => [
      'batchUpdateSpans',
      { records: this.#known(1000, call).map(update) },
    ],
    'getTrace of 200': () => ['getTrace', { traceId: 'large' }],
    'listTraces newest 20': () => ['listTraces', { pagination: { page: 0, perPage: 20 } }],
    'listTraces of one in 97': () => [
      'listTraces',
      { filters: { environment: 'staging' }, pagination: { page: 0, perPage: 20 } },
    ],
  };
  #next = 0;

  constructor(start?: number) {
    this.#start = start;
  }

  get operations(): string[] {
    return Object.keys(this.#calls);
  }

  next(operation: string): SpanCall {
    return this.#calls[operation]!(this.#next++);
  }

  /** What there is before: arguments of batchCreateSpans. */
  *seed(): Generator<{ records: object[] }> {
    yield { records: traceOf('large', kLarge, 0, this.#start) };
    for (let first = 0; first < kTraces; first += 50) {
      const traces = Array.from({ length: 50 }, (_, i) => this.#trace(first + i));
      yield { records: traces.flat() };
    }
  }

  #trace(number: number) {
    return traceOf(`trace-${number}`, kSpans, number, this.#start);
  }

  #fresh(spans: number) {
    return Array.from({ length: spans / kSpans }, () =>
      traceOf(`new-${process.pid}-${this.#next++}`, kSpans, kTraces + this.#next, this.#start),
    ).flat();
  }

  #known(spans: number, call: number) {
    return Array.from({ length: spans / kSpans }, (_, i) =>
      this.#trace((call + i) % kTraces),
    ).flat();
  }
}
