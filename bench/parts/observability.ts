// Spans: LibSQLStore beside @mastra/libsql.
import type { Job } from '../libsql/job.ts';
import { sectionOf } from '../libsql/measure.ts';
import type { Place, Workload } from '../libsql/measure.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';
import { kSpans, kTraces, SpanCalls } from '../traces/calls.ts';

/** Times the calls per second of @mastra/libsql. */
const kAtLeast: Record<Place, (operation: string) => number> = {
  file: (operation) => (operation.startsWith('list') ? 5 : 1.2),
  sqld: (operation) => (operation.startsWith('batch') ? 3 : 1),
};

const spans = new SpanCalls();
const kWorkload: Workload = {
  operations: spans.operations,
  seed: () => [
    {
      method: 'observability.batchCreateSpans',
      calls: Array.from(spans.seed(), (argument) => [argument]),
    },
  ],
  callsOf(operation, count): Job {
    // What is measured by the hundred elsewhere takes a second a call here.
    const calls = Array.from({ length: count }, () => spans.next(operation));
    return {
      method: `observability.${calls[0]![0]}`,
      calls: calls.map(([, argument]) => [argument]),
    };
  },
};

export const observability = (_context: Context): Promise<Section> =>
  sectionOf(kWorkload, {
    title: 'Spans',
    of: `${kTraces} traces of ${kSpans} spans of some 700 bytes.`,
    atLeast: (place, operation) => kAtLeast[place](operation),
  });
