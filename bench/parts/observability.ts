// Spans: LibSQLStore beside @mastra/libsql.
import type { Job } from '../libsql/job.ts';
import { kBlocks, kInit, kStores, measure } from '../libsql/measure.ts';
import type { Place, Workload } from '../libsql/measure.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';

const kTraces = 2000;
const kSpans = 20; // of a trace
const kLarge = 200; // spans of the one that is read

const kStart = Date.UTC(2026, 0, 1);

/** Times the calls per second of @mastra/libsql. */
const kAtLeast: Record<Place, (operation: string) => number> = {
  file: (operation) => (operation.startsWith('list') ? 5 : 1.2),
  sqld: (operation) => (operation.startsWith('batch') ? 3 : 1),
};

/** A span of some 700 bytes. */
const span = (trace: string, i: number, ms: number) => ({
  traceId: trace,
  spanId: `${trace}-${i}`,
  parentSpanId: i === 0 ? null : `${trace}-${Math.floor((i - 1) / 3)}`,
  name: i === 0 ? "agent run: 'clerk'" : `tool: 'step ${i}'`,
  spanType: i === 0 ? 'agent_run' : 'tool_call',
  isEvent: false,
  startedAt: new Date(kStart + ms + i),
  endedAt: null,
  entityType: 'agent',
  entityId: 'clerk',
  entityName: 'Clerk',
  userId: `user-${ms % 50}`,
  environment: ms % 97 === 0 ? 'staging' : 'production',
  serviceName: 'shop',
  attributes: { model: 'gpt-4.1', provider: 'openai', parameters: { temperature: 0.2 } },
  metadata: { runId: trace, attempt: i, labels: ['a', 'b'] },
  input: { messages: [{ role: 'user', content: `What did I order on day ${i}? `.repeat(8) }] },
});
const traceOf = (trace: string, spans: number, ms: number) =>
  Array.from({ length: spans }, (_, i) => span(trace, i, ms));
const update = ({ traceId, spanId }: { traceId: string; spanId: string }) => ({
  traceId,
  spanId,
  updates: {
    endedAt: new Date(kStart),
    output: { text: 'You ordered a book. '.repeat(12) },
    attributes: { usage: { inputTokens: 120, outputTokens: 45 } },
  },
});

let next = 0;
const fresh = (spans: number) =>
  Array.from({ length: spans / kSpans }, () =>
    traceOf(`new-${process.pid}-${next++}`, kSpans, kTraces + next),
  ).flat();
const known = (spans: number, call: number) =>
  Array.from({ length: spans / kSpans }, (_, i) => {
    const trace = (call + i) % kTraces;
    return traceOf(`trace-${trace}`, kSpans, trace);
  }).flat();

const kCalls: Record<string, (call: number) => readonly [method: string, argument: object]> = {
  'batchCreateSpans x100': () => ['batchCreateSpans', { records: fresh(100) }],
  'batchCreateSpans x1000': () => ['batchCreateSpans', { records: fresh(1000) }],
  'batchUpdateSpans x1000': (call) => [
    'batchUpdateSpans',
    { records: known(1000, call).map(update) },
  ],
  'getTrace of 200': () => ['getTrace', { traceId: 'large' }],
  'listTraces newest 20': () => ['listTraces', { pagination: { page: 0, perPage: 20 } }],
  'listTraces of one in 97': () => [
    'listTraces',
    { filters: { environment: 'staging' }, pagination: { page: 0, perPage: 20 } },
  ],
};

const kWorkload: Workload = {
  operations: Object.keys(kCalls),
  seed() {
    const calls = [[{ records: traceOf('large', kLarge, 0) }]];
    for (let first = 0; first < kTraces; first += 50) {
      const traces = Array.from({ length: 50 }, (_, i) => first + i);
      calls.push([{ records: traces.flatMap((i) => traceOf(`trace-${i}`, kSpans, i)) }]);
    }
    return [{ method: 'observability.batchCreateSpans', calls }];
  },
  callsOf(operation, count): Job {
    // What is measured by the hundred elsewhere takes a second a call here.
    const calls = Array.from({ length: count }, () => kCalls[operation]!(next++));
    return {
      method: `observability.${calls[0]![0]}`,
      calls: calls.map(([, argument]) => [argument]),
    };
  },
};

export async function observability(_context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for await (const { place, operation, ours, theirs } of measure(kWorkload)) {
    if (operation === kInit) continue;
    const ratio = ours.callsPerSecond / theirs.callsPerSecond;
    rows.push([
      operation,
      place,
      ...[ours, theirs].flatMap(({ trips, rowsRead, rowsWritten, callsPerSecond }) => [
        ...(place === 'file' ? ['', '', ''] : [trips, rowsRead, rowsWritten]),
        callsPerSecond,
      ]),
      `${ratio.toFixed(2)}x`,
    ]);
    if (place === 'sqld') {
      targets.push({
        what: `${operation}, round trips`,
        value: ours.trips,
        limit: 1,
        atMost: true,
      });
    }
    targets.push({
      what: `${operation}, ${place}, times the calls per second`,
      value: ratio,
      limit: kAtLeast[place](operation),
      atMost: false,
    });
  }
  return {
    title: 'Spans',
    notes: [
      `${kTraces} traces of ${kSpans} spans of some 700 bytes. The classes in Node, one call after another, each in ` +
        'a process and on a database of its own; sqld on the same machine, which says how many rows it read and ' +
        `wrote. Medians of ${kBlocks} alternating blocks.`,
    ],
    columns: [
      'operation',
      '',
      ...kStores.flatMap((store) => [
        `${store}: round trips`,
        'rows read',
        'rows written',
        'calls/s',
      ]),
      'ratio',
    ],
    rows,
    targets,
  };
}
