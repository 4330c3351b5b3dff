import { beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed } from './support/memory.js';
import type { Cost } from './support/memory.js';

// What spans cost on D1: rows written, rows read and round trips. 2,000 traces of five spans, the
// last of which is the newest; one trace of 5,000.
const traces = 2000;
const start = Date.UTC(2026, 0, 1);
let worker: Deployment;

const timeAt = (ms: number) => new Date(start + ms).toISOString();

function span(traceId: string, number: number, more: object = {}) {
  const isRoot = number === 0;
  return {
    traceId,
    spanId: `s${number}`,
    parentSpanId: isRoot ? null : 's0',
    name: 'step',
    spanType: isRoot ? 'agent_run' : 'tool_call',
    isEvent: false,
    startedAt: timeAt(number),
    endedAt: null,
    entityType: 'agent',
    entityName: 'Ada',
    threadId: 'h1',
    input: { q: 'x'.repeat(100) },
    ...more,
  };
}

async function cost(method: string, body: unknown): Promise<Cost & { json: any }> {
  const answer = await worker.call(`observability.${method}`, body);
  expect(answer.status, JSON.stringify(answer.json)).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

beforeAll(async () => {
  worker = deployed();
  await worker.call('store.init');
  for (let from = 0; from < traces; from += 200) {
    const records = Array.from({ length: 200 }, (_, i) => {
      const traceId = `t${from + i}`;
      const at = timeAt((from + i) * 1000);
      return Array.from({ length: 5 }, (__, n) =>
        span(traceId, n, {
          startedAt: at,
          error: n === 3 && (from + i) % 100 === 0 ? { message: 'no' } : null,
          metadata: n === 0 ? { k: (from + i) % 7 } : undefined,
          environment: (from + i) % 2 === 0 ? 'prod' : 'dev',
        }),
      );
    }).flat();
    await cost('batchCreateSpans', { records });
  }
  for (let from = 0; from < 5000; from += 1000) {
    const records = Array.from({ length: 1000 }, (_, i) =>
      span('long', from + i, { startedAt: timeAt(-1000) }),
    );
    await cost('batchCreateSpans', { records });
  }
}, 120_000);

describe('writing', () => {
  it('is three rows for a child, four for a root, five for one with an error', async () => {
    const written = async (record: object) =>
      (await cost('createSpan', { span: record })).rowsWritten;
    expect(await written(span('w1', 0))).toBe(4);
    expect(await written(span('w1', 1))).toBe(3);
    expect(await written(span('w2', 0, { error: { message: 'no' } }))).toBe(5);
  });

  it('is one round trip for a thousand, created or updated', async () => {
    const records = Array.from({ length: 1000 }, (_, i) => span('w3', i));
    const created = await cost('batchCreateSpans', { records });
    expect(created.trips).toBe(1);
    expect(created.rowsWritten).toBe(3001);
    const updated = await cost('batchUpdateSpans', {
      records: records.map(({ traceId, spanId }, i) => ({
        traceId,
        spanId,
        updates: { endedAt: timeAt(i), output: { n: i }, attributes: { usage: { tokens: i } } },
      })),
    });
    expect(updated.trips).toBe(1);
    expect(updated.rowsWritten).toBe(1000);
    const { json } = await cost('getTrace', { traceId: 'w3' });
    expect(json.spans).toHaveLength(1000);
    expect(json.spans.every((each: { output?: object }) => each.output !== undefined)).toBe(true);
  });

  it('passes over updates of spans that are not there yet, or were updated already', async () => {
    const update = { traceId: 'w4', spanId: 's0', updates: { endedAt: timeAt(5) } };
    expect((await cost('batchUpdateSpans', { records: [update] })).rowsWritten).toBe(0);
    await cost('createSpan', { span: span('w4', 0) });
    for (let again = 0; again < 2; again++) {
      await cost('batchUpdateSpans', { records: [update, update] });
      const { json } = await cost('getSpan', { traceId: 'w4', spanId: 's0' });
      expect(json.span).toMatchObject({ endedAt: timeAt(5), name: 'step' });
    }
  });

  it('keeps a batch in which one span has odd texts', async () => {
    const raw = JSON.stringify({ records: [span('w5', 0), span('w5', 1)] }).replace(
      /"input":\{"q":"x+"\}/,
      String.raw`"input":{"q":"\ud800 \u0000","n":1e999}`,
    );
    const answer = await worker.call('observability.batchCreateSpans', {}, { raw });
    expect(answer.status).toBe(200);
    const { json } = await cost('getTrace', { traceId: 'w5' });
    expect(json.spans).toHaveLength(2);
  });
});

describe('metrics', () => {
  const metrics = (batch: number) =>
    Array.from({ length: 1000 }, (_, i) => ({
      metricId: `m${batch}-${i}`,
      timestamp: timeAt(i),
      name: 'tokens',
      value: i,
      model: `m${i % 10}`,
    }));
  const written = async (of: Deployment, batch: number) => {
    await of.call('store.init');
    const answer = await of.call('observability.batchCreateMetrics', { metrics: metrics(batch) });
    expect(answer.status, answer.text).toBe(200);
    return costOf(answer);
  };

  it('are five rows written, and with sums by the hour one more for each group', async () => {
    const prefix = { AGENTKEEP_TABLE_PREFIX: 'sums_' };
    expect(await written(deployed(prefix), 0)).toMatchObject({ rowsWritten: 5000, trips: 1 });
    expect(await written(deployed(prefix), 1)).toMatchObject({ rowsWritten: 5000, trips: 1 });
    const on = { AGENTKEEP_TABLE_PREFIX: 'sums_on_', AGENTKEEP_METRIC_ROLLUPS: 'true' };
    // Ten groups and their hour are new.
    expect(await written(deployed(on), 0)).toMatchObject({ rowsWritten: 5044, trips: 1 });
    expect(await written(deployed(on), 1)).toMatchObject({ rowsWritten: 5010, trips: 1 });
    const reader = deployed(on);
    await reader.call('store.init');
    const day = await reader.call('observability.getMetricTimeSeries', {
      name: ['tokens'],
      interval: '1h',
      aggregation: 'sum',
      filters: { timestamp: { start: timeAt(0), end: timeAt(3_600_000), endExclusive: true } },
    });
    expect(day.json.series[0].points).toMatchObject([{ timestamp: timeAt(0), value: 999_000 }]);
    expect(costOf(day)).toMatchObject({ trips: 1 });
    expect(costOf(day).rowsRead).toBeLessThan(40);
  });
});

describe('reading', () => {
  it('lists the newest 20 by 20 rows, and counts in an index', async () => {
    const page = { pagination: { perPage: 20 } };
    for (const method of ['listTraces', 'listTracesLight']) {
      const { json, rowsRead, trips } = await cost(method, page);
      expect(json.spans[0].traceId).toBe(`t${traces - 1}`);
      expect(trips).toBe(1);
      // An entry of the index for each root that is counted; the page, sorted once more by the order of
      // insertion among roots of one time, the root that ends the last of these, and the end of the
      // stream.
      const roots = json.pagination.total;
      expect(rowsRead - roots).toBeLessThanOrEqual(42);
    }
  });

  it('finds traces with an error by an index', async () => {
    const { json, rowsRead } = await cost('listTraces', {
      filters: { hasChildError: true },
      pagination: { perPage: 20 },
    });
    expect(json.spans).toHaveLength(20);
    // Roots, an entry or none of the index of errors each, for the page and for its total; never
    // the spans of a trace.
    expect(rowsRead).toBeLessThan(4 * traces + 200);
  });

  it('never reads inputs for light lists', async () => {
    const light = await worker.call('observability.listTracesLight', {
      pagination: { perPage: 100 },
    });
    const full = await worker.call('observability.listTraces', { pagination: { perPage: 100 } });
    expect(JSON.stringify(light.json)).not.toContain('"input"');
    expect(JSON.stringify(full.json)).toContain('"input"');
  });

  it.each([
    ['getTrace', { traceId: 'long' }],
    ['getTraceLight', { traceId: 'long' }],
    ['getBranch', { traceId: 'long', spanId: 's0', depth: 1 }],
  ])('%s of 5,000 spans is one round trip', async (method, body) => {
    const { json, trips, rowsRead } = await cost(method, body);
    expect(json.spans).toHaveLength(5000);
    expect(trips).toBe(1);
    expect(rowsRead).toBeLessThanOrEqual(10_001);
  });

  it('asks for traces in their range of time alone', async () => {
    const { json, rowsRead, trips } = await cost('queryTraces', {
      timeRange: { from: timeAt(100_000), to: timeAt(200_000) },
      where: {
        type: 'relation',
        collection: 'spans',
        quantifier: 'some',
        predicate: { type: 'presence', field: 'error', operator: 'exists' },
      },
      orderBy: { field: 'startedAt', direction: 'desc' },
      paginationMode: 'keyset',
      limit: 100,
    });
    expect(json.traces).toEqual([]);
    expect(json.hasMore).toBe(false);
    expect(trips).toBe(1);
    expect(rowsRead).toBeLessThan(100 * 12);
  });
});
