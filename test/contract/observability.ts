import {
  InMemoryStore,
  parseQueryThreadsInput,
  parseTraceQueryRequest,
  planThreadQuery,
  planTraceQuery,
  planTraceQueryObservedFields,
  planTraceQueryValues,
} from '@mastra/core/storage';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObservabilityStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const minute = (at: number) => new Date(Date.UTC(2026, 0, 1, 12, at));

/** As both stores answer it: what is not there is left out, and so are marks of the store's own. */
export function comparable(value: unknown): unknown {
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(comparable);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null && member !== undefined && !marks.has(name))
      .map(([name, member]) => [name, comparable(member)]),
  );
}
const marks: ReadonlySet<string> = new Set(['createdAt', 'updatedAt', 'deltaCursor']);

const span = (traceId: string, spanId: string, at: number, more: object = {}) => ({
  traceId,
  spanId,
  parentSpanId: null,
  name: `run ${spanId}`,
  spanType: 'agent_run',
  isEvent: false,
  startedAt: minute(at),
  endedAt: null,
  ...more,
});
const child = (traceId: string, spanId: string, at: number, more: object = {}) =>
  span(traceId, spanId, at, { parentSpanId: 'root', spanType: 'tool_call', ...more });
const metric = (metricId: string, at: number, value: number, more: object = {}) => ({
  metricId,
  timestamp: minute(at),
  name: 'tokens',
  value,
  labels: {},
  ...more,
});

type Step = readonly [method: string, ...args: unknown[]];

const context = {
  entityType: 'agent',
  entityId: 'a1',
  entityName: 'Ada',
  userId: 'u1',
  organizationId: 'o1',
  threadId: 'h1',
  environment: 'prod',
  serviceName: 'svc',
  tags: ['x', 'ü'],
};

const writes: readonly Step[] = [
  [
    'batchCreateSpans',
    {
      records: [
        span('t1', 'root', 1, {
          ...context,
          input: { messages: [{ role: 'user', content: 'Hello?' }] },
          metadata: { k: 1, nested: { a: [1, null] }, said: 'yes' },
          scope: { version: '1' },
          attributes: { model: 'm' },
        }),
        child('t1', 'c1', 3, { ...context, output: 'é'.repeat(10) }),
        child('t1', 'c2', 2, { parentSpanId: 'c1', error: { message: 'no' } }),
        span('t2', 'root', 4, { entityType: 'workflow_run', tags: ['y'], userId: 'u2' }),
      ],
    },
  ],
  [
    'createSpan',
    { span: span('t3', 'root', 5, { error: { message: 'bad' }, endedAt: minute(6) }) },
  ],
  [
    'batchUpdateSpans',
    {
      records: [
        { traceId: 't1', spanId: 'root', updates: { endedAt: minute(9), output: [1, 'two'] } },
        { traceId: 't1', spanId: 'c1', updates: { endedAt: minute(4), metadata: { m: true } } },
        { traceId: 't2', spanId: 'root', updates: { name: 'renamed', userId: null } },
      ],
    },
  ],
  ['updateSpan', { traceId: 't1', spanId: 'c2', updates: { attributes: { z: 0 }, input: 5 } }],
  [
    'batchCreateLogs',
    {
      logs: [
        { logId: 'l1', timestamp: minute(1), level: 'info', message: 'm', traceId: 't1', data: {} },
        { logId: 'l2', timestamp: minute(2), level: 'error', message: '\u00e9', ...context },
      ],
    },
  ],
  [
    'batchCreateMetrics',
    {
      metrics: [
        metric('m1', 1, 10, { model: 'a', estimatedCost: 0.5, costUnit: 'usd', traceId: 't1' }),
        metric('m2', 2, 30, { model: 'b', estimatedCost: 0.25, costUnit: 'usd', ...context }),
        metric('m3', 7, 20, { labels: { model: 'c', 'a.b': 'd' } }),
        metric('m4', 8, 1, { name: 'time', traceId: 't2', organizationId: 'o1' }),
      ],
    },
  ],
  [
    'createScore',
    { score: { scoreId: 's1', timestamp: minute(1), scorerId: 'q', score: 0.5, source: 'live' } },
  ],
  [
    'batchCreateScores',
    {
      scores: [
        { scoreId: 's2', timestamp: minute(2), scorerId: 'q', score: 1, metadata: { a: { b: 1 } } },
        { scoreId: 's3', timestamp: minute(9), scorerId: 'q', score: 0.25, traceId: 't1' },
      ],
    },
  ],
  [
    'createFeedback',
    { feedback: { feedbackId: 'f1', timestamp: minute(1), feedbackType: 'stars', value: 4 } },
  ],
  [
    'batchCreateFeedback',
    {
      feedbacks: [
        { feedbackId: 'f2', timestamp: minute(2), feedbackType: 'stars', value: '2', userId: 'u' },
        {
          feedbackId: 'f3',
          timestamp: minute(3),
          feedbackType: 'stars',
          value: 'good',
          source: 'i',
        },
      ],
    },
  ],
  ['updateFeedbackReviewStatus', { feedbackId: 'f2', reviewStatus: 'reviewed' }],
];

const filters = (of: object): Step => ['listTraces', { filters: of }];
const counted = { name: ['tokens'], aggregation: 'sum' };
const reads: readonly Step[] = [
  ['getSpan', { traceId: 't1', spanId: 'c1' }],
  ['getSpan', { traceId: 't1', spanId: 'none' }],
  ['getSpans', { traceId: 't1', spanIds: ['root', 'none', 'c2'] }],
  ['getRootSpan', { traceId: 't1' }],
  ['getTrace', { traceId: 't1' }],
  ['getTrace', { traceId: 'none' }],
  ['getTraceLight', { traceId: 't1' }],
  ['getStructure', { traceId: 't1' }],
  ['getBranch', { traceId: 't1', spanId: 'c1' }],
  ['getBranch', { traceId: 't1', spanId: 'root', depth: 1 }],
  ['listTraces', {}],
  ['listTraces', { pagination: { page: 1, perPage: 2 } }],
  ['listTraces', { orderBy: { field: 'endedAt', direction: 'ASC' } }],
  ['listTracesLight', {}],
  ['listBranches', {}],
  ['listBranches', { filters: { spanType: 'tool_call', entityName: 'Ada' } }],
  filters({ hasChildError: true }),
  filters({ hasChildError: false }),
  filters({ status: 'running' }),
  filters({ metadata: { k: 1 }, tags: ['ü'], environment: 'prod' }),
  filters({ metadata: { nested: { a: [1, null] } } }),
  filters({ scope: { version: 1 } }),
  filters({ startedAt: { start: minute(4), startExclusive: true } }),
  filters({ endedAt: { end: minute(6) } }),
  ['listLogs', { filters: { level: ['error', 'warn'] } }],
  ['listLogs', { filters: { traceId: 't1' }, orderBy: { direction: 'ASC' } }],
  ['listMetrics', { filters: { labels: { 'a.b': 'd' } } }],
  ['listMetrics', { filters: { name: ['tokens'] }, pagination: { perPage: 2 } }],
  ['listScores', { orderBy: { field: 'score', direction: 'ASC' } }],
  ['listScores', { filters: { metadata: { a: { b: 1 } } } }],
  ['getScoreById', 's1'],
  ['getScoreById', 'none'],
  ['listFeedback', { filters: { feedbackUserId: 'u', reviewStatus: 'reviewed' } }],
  ['getMetricAggregate', counted],
  [
    'getMetricAggregate',
    {
      ...counted,
      comparePeriod: 'previous_period',
      filters: { timestamp: { start: minute(5), end: minute(10) } },
    },
  ],
  ['getMetricAggregate', { ...counted, aggregation: 'count_distinct', distinctColumn: 'model' }],
  ['getMetricBreakdown', { ...counted, groupBy: ['model'] }],
  ['getMetricTimeSeries', { ...counted, interval: '5m' }],
  ['getMetricPercentiles', { name: 'tokens', percentiles: [0.5, 0.9], interval: '1h' }],
  ['getScoreAggregate', { scorerId: 'q', aggregation: 'avg' }],
  ['getScoreBreakdown', { scorerId: 'q', aggregation: 'max', groupBy: ['traceId'] }],
  ['getScoreTimeSeries', { scorerId: 'q', aggregation: 'last', interval: '1h' }],
  ['getScorePercentiles', { scorerId: 'q', percentiles: [0.3], interval: '1d' }],
  ['getFeedbackAggregate', { feedbackType: 'stars', aggregation: 'sum' }],
  ['getFeedbackPercentiles', { feedbackType: 'stars', percentiles: [0.5], interval: '1m' }],
  ['getFeedbackBreakdown', { feedbackType: 'stars', aggregation: 'sum', groupBy: ['source'] }],
  ['getFeedbackTimeSeries', { feedbackType: 'stars', aggregation: 'count', interval: '1m' }],
  ['getMetricNames', { prefix: 't' }],
  ['getMetricLabelKeys', { metricName: 'tokens' }],
  ['getMetricLabelValues', { metricName: 'tokens', labelKey: 'model' }],
  ['getEntityTypes', {}],
  ['getEntityNames', { entityType: 'agent' }],
  ['getServiceNames', {}],
  ['getEnvironments', {}],
  ['getTags', {}],
];

const timeRange = { from: minute(0).toISOString(), to: minute(10).toISOString() };
const hasTool = {
  spans: { some: { op: 'eq', left: { path: 'spanType' }, right: { literal: 'tool_call' } } },
};
// Of traces, which the store in memory does not answer; trace-query.test.ts compares many.
const queries: readonly [method: string, plan: object, answer: object][] = [
  [
    'queryTraces',
    planTraceQuery(parseTraceQueryRequest({ timeRange, where: hasTool }), {}),
    { traces: [{ traceId: 't1', status: 'success', threadId: 'h1' }] },
  ],
  [
    'queryThreads',
    planThreadQuery(parseQueryThreadsInput({ traces: { timeRange, where: hasTool } }), {}),
    { threads: [{ threadId: 'h1' }] },
  ],
  [
    'getTraceQueryObservedFields',
    planTraceQueryObservedFields(
      { timeRange, predicateScope: 'trace', search: 'metadata', limit: 9 },
      {},
    ),
    { observedFields: [{ path: 'metadata.said' }] },
  ],
  [
    'getTraceQueryValues',
    planTraceQueryValues({ timeRange, predicateScope: 'trace', path: 'tags', limit: 9 }, {}),
    { values: [{ value: 'x' }, { value: 'ü' }] },
  ],
];

/** Traces, logs, metrics, scores and feedback: what the framework's store in memory answers. */
export function observability(subject: Subject): void {
  let store: Record<string, (...args: unknown[]) => Promise<unknown>>;
  let reference: ObservabilityStorage;

  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('observability')) as never;
    await store['dangerouslyClearAll']!();
    reference = (await new InMemoryStore().getStore('observability'))!;
  });
  const ask = ([method, ...args]: Step) =>
    (reference as unknown as typeof store)[method]!(...args).then(comparable);

  it('keeps and changes what it is given, each call one round trip', async () => {
    for (const [method, ...args] of writes) {
      const answer = await subject.trips(1, () => store[method]!(...args));
      expect(comparable(answer ?? undefined), method).toEqual(await ask([method, ...args]));
    }
  });

  it.each(reads as [string, ...unknown[]][])('answers %s %j', async (method, ...args) => {
    const answer = await subject.trips(1, () => store[method]!(...args));
    expect(comparable(answer)).toEqual(await ask([method, ...args]));
  });

  it.each(queries)('answers %s', async (method, plan, answer) => {
    expect(await subject.trips(1, () => store[method]!(plan))).toMatchObject(answer);
  });

  it('tells what is new, where the database does', async () => {
    const features = (store as unknown as ObservabilityStore).getFeatures();
    expect(features).toEqual(expect.arrayContaining(['metrics', 'logs', 'feedback']));
    if (!features.includes('delta-polling')) return;
    const { deltaCursor } = (await store['listTraces']!({})) as { deltaCursor: string };
    await store['createSpan']!({ span: span('t4', 'root', 0) });
    const delta = (await store['listTraces']!({ mode: 'delta', after: deltaCursor })) as {
      spans: { traceId: string }[];
    };
    expect(delta.spans.map((each) => each.traceId)).toEqual(['t4']);
    await store['batchDeleteTraces']!({ traceIds: ['t4'] });
  });

  it('deletes traces with all that is known of them', async () => {
    const steps: readonly Step[] = [
      ['batchDeleteTraces', { traceIds: ['t1', 't2'], organizationId: 'o1' }],
      ['batchDeleteTraces', { traceIds: ['t3', 'none'] }],
      ['deleteScores', { scoreIds: ['s2'] }],
      ['deleteFeedback', { feedbackIds: ['f1', 'none'] }],
    ];
    for (const [method, ...args] of steps) {
      await store[method]!(...args);
      await ask([method, ...args]);
    }
    for (const method of ['listTraces', 'listLogs', 'listMetrics', 'listScores', 'listFeedback']) {
      expect(comparable(await store[method]!({})), method).toEqual(await ask([method, {}]));
    }
  });

  it('deletes what is old', async () => {
    const results = (await store['prune']!({
      spans: { maxAge: '1h' },
      metrics: { maxAge: '1h' },
    })) as { table: string; deleted: number; done: boolean }[];
    expect(results.map(({ table, done }) => [table, done])).toEqual([
      ['mastra_ai_spans', true],
      ['agentkeep_metrics', true],
    ]);
    expect(await store['listTraces']!({})).toMatchObject({ spans: [] });
  });

  it('refuses what is no span, and keeps nothing of its batch', async () => {
    const records = [span('t9', 'root', 1), { ...span('t9', 'c', 1), startedAt: 'soon' }];
    await expect(store['batchCreateSpans']!({ records })).rejects.toMatchObject({
      id: subject.id('BATCH_CREATE_SPANS_FAILED'),
      message: expect.stringMatching(/^records\[1\]\.startedAt must be an ISO-8601 date/) as string,
    });
    expect(await store['getTrace']!({ traceId: 't9' })).toBeNull();
    await expect(
      store['createSpan']!({ span: { ...records[0], spanId: '' } }),
    ).rejects.toMatchObject({ id: 'OBSERVABILITY_SPAN_ID_REQUIRED' });
  });

  describe('what exporters write', () => {
    it('is in order, without their waiting for it', async () => {
      const ids = Array.from({ length: 20 }, (_, i) => `s${i}`);
      await Promise.all(
        ids.flatMap((spanId) => [
          store['createSpan']!({ span: span('t7', spanId, 1) }),
          store['updateSpan']!({ traceId: 't7', spanId, updates: { endedAt: minute(2) } }),
        ]),
      );
      const { spans } = (await store['getTrace']!({ traceId: 't7' })) as {
        spans: { endedAt: unknown }[];
      };
      expect(spans.map(({ endedAt }) => endedAt)).toEqual(ids.map(() => minute(2)));
      await store['batchDeleteTraces']!({ traceIds: ['t7'] });
    });

    it('is kept whatever its texts are', async () => {
      const odd = { text: 'a\u0000b\ud800c', list: [undefined, () => 1, Number.NaN, 10n] };
      await store['batchCreateSpans']!({
        records: [
          span('t8', 'root', 1, { name: 'n\u0000', input: odd, attributes: { f: () => 1 } }),
        ],
      });
      const { spans } = (await store['getTrace']!({ traceId: 't8' })) as { spans: [object] };
      expect(spans[0]).toMatchObject({
        input: { text: subject.stored('a\u0000b\ud800c'), list: [null, null, null, '10'] },
        attributes: {},
      });
    });
  });
}
