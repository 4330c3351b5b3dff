// Random calls of `observability`, each made of our store and of the framework's own.
import { InMemoryStore } from '@mastra/core/storage';
import { expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { comparable } from '../../contract/observability.js';

type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>;
type Step = readonly [method: string, ...args: unknown[]];

/** xorshift: the same steps for the same seed. */
class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed * 2654435761 + 1;
  }
  below(n: number): number {
    let x = this.#state | 0;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % n;
  }
  of<T>(...choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }
  /** The member or nothing. */
  some<T>(chance: number, name: string, make: () => T): Record<string, T> {
    return this.below(100) < chance ? { [name]: make() } : {};
  }
}

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;

class Script {
  readonly #random: Random;
  #id = 0;
  // No two records have the same time: what comes first then is each store's own.
  #times = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  next(): Step {
    const r = this.#random;
    const made = r.below(100);
    if (made < 22) return this.#spans();
    if (made < 30) return this.#updates();
    if (made < 50) return this.#signals();
    if (made < 54) return this.#deletes();
    return this.#reads();
  }

  #time = () => new Date(start + ((this.#times++ * 7919) % 500) * 60_000 + (this.#times % 60_000));
  #trace = () => `t${this.#random.below(25)}`;
  #span = () => this.#random.of('root', 'a', 'b', 'c', 'd');
  #text = () => this.#random.of('x', 'Ñandú', '🧵', '', 'a b');

  #document(): unknown {
    const r = this.#random;
    return r.of<unknown>(1, 1.5, true, 'x', null, [1, 'é'], { deep: [{ n: 1 }] }, {});
  }

  #context(chance = 25): object {
    const r = this.#random;
    return {
      ...r.some(chance, 'entityType', () => r.of('agent', 'tool', 'workflow_run')),
      ...r.some(chance, 'entityName', this.#text),
      ...r.some(chance, 'userId', () => r.of('u1', 'u2')),
      ...r.some(chance, 'organizationId', () => r.of('o1', 'o2')),
      ...r.some(chance, 'resourceId', () => r.of('r1', 'r2')),
      ...r.some(chance, 'threadId', () => r.of('h1', 'h2')),
      ...r.some(chance, 'environment', () => r.of('prod', 'dev')),
      ...r.some(chance, 'serviceName', () => r.of('s1', 's2')),
      ...r.some(chance, 'experimentId', () => 'e1'),
      ...r.some(chance, 'rootEntityName', () => 'root'),
    };
  }

  #metadata = () => ({
    ...this.#random.some(60, 'k', () => this.#document()),
    ...this.#random.some(60, 'l', () => this.#document()),
  });
  #tags = () => this.#random.of([], ['a'], ['a', 'b'], ['ü']);

  #record(): object {
    const r = this.#random;
    const spanId = this.#span();
    return {
      traceId: this.#trace(),
      spanId,
      parentSpanId: spanId === 'root' ? null : r.of('root', 'a', 'b'),
      name: this.#text(),
      spanType: r.of('agent_run', 'tool_call', 'model_step', 'workflow_run'),
      isEvent: r.of(true, false),
      startedAt: this.#time(),
      ...r.some(50, 'endedAt', this.#time),
      ...r.some(15, 'error', () => ({ message: this.#text() })),
      ...r.some(40, 'metadata', this.#metadata),
      ...r.some(30, 'scope', this.#metadata),
      ...r.some(30, 'tags', this.#tags),
      ...r.some(50, 'input', () => this.#document()),
      ...r.some(50, 'output', () => this.#document()),
      ...this.#context(),
    };
  }

  #spans(): Step {
    const count = this.#random.below(5);
    return count === 0
      ? ['createSpan', { span: this.#record() }]
      : ['batchCreateSpans', { records: Array.from({ length: count }, () => this.#record()) }];
  }

  // The framework's own refuses updates of what is not there: these are of one that is made.
  #updates(): Step {
    const r = this.#random;
    const { traceId, spanId, startedAt, parentSpanId, ...updates } = this.#record() as Record<
      string,
      unknown
    >;
    void startedAt;
    void parentSpanId;
    return [
      'updateSpan',
      { traceId, spanId, updates: { ...updates, ...r.some(20, 'error', () => null) } },
    ];
  }

  #signals(): Step {
    const r = this.#random;
    const of = (name: string) => ({
      [name]: `${name}${r.below(300)}`,
      timestamp: this.#time(),
      ...r.some(50, 'traceId', this.#trace),
      ...r.some(20, 'spanId', this.#span),
      ...r.some(25, 'tags', this.#tags),
      ...this.#context(20),
    });
    const list = (make: () => object) => Array.from({ length: 1 + r.below(4) }, make);
    const kind = r.below(4);
    if (kind === 0) {
      const log = () => ({
        ...of('logId'),
        level: r.of('debug', 'info', 'warn', 'error'),
        message: this.#text(),
        ...r.some(30, 'executionSource', () => r.of('cloud', 'local')),
      });
      return ['batchCreateLogs', { logs: list(log) }];
    }
    if (kind === 1) {
      const metric = () => ({
        ...of('metricId'),
        name: r.of('tokens', 'time'),
        value: r.below(1000) / 4,
        labels: { ...r.some(50, 'l', () => r.of('x', 'y')), ...r.some(20, 'model', () => 'lm') },
        ...r.some(40, 'model', () => r.of('m1', 'm2')),
        ...r.some(40, 'estimatedCost', () => r.below(100) / 8),
        ...r.some(40, 'costUnit', () => r.of('usd', 'usd', 'eur')),
      });
      return ['batchCreateMetrics', { metrics: list(metric) }];
    }
    if (kind === 2) {
      const score = () => ({
        ...of('scoreId'),
        scorerId: r.of('q1', 'q2'),
        score: r.below(1000) + this.#id++ / 2 ** 20,
        ...r.some(50, 'source', () => r.of('live', 'test')),
        ...r.some(40, 'metadata', this.#metadata),
      });
      return ['batchCreateScores', { scores: list(score) }];
    }
    const feedback = () => ({
      ...of('feedbackId'),
      feedbackType: r.of('stars', 'text'),
      value: r.of<unknown>(r.below(5), '3', ' 4.5 ', 'good', ''),
      ...r.some(50, 'source', () => r.of('ui', 'api')),
    });
    return ['batchCreateFeedback', { feedbacks: list(feedback) }];
  }

  #deletes(): Step {
    const r = this.#random;
    const scope = r.below(2) === 0 ? {} : { organizationId: 'o1' };
    return r.of<Step>(
      ['batchDeleteTraces', { traceIds: [this.#trace(), 'none'], ...scope }],
      ['deleteScores', { scoreIds: [`scoreId${r.below(300)}`], ...scope }],
      ['deleteFeedback', { feedbackIds: [`feedbackId${r.below(300)}`], ...scope }],
    );
  }

  #range = () => {
    const r = this.#random;
    const from = start + r.below(500) * 60_000;
    return {
      ...r.some(70, 'start', () => new Date(from)),
      ...r.some(70, 'end', () => new Date(from + r.below(6) * hour)),
    };
  };

  #reads(): Step {
    const r = this.#random;
    const page = () => ({ page: r.below(3), perPage: 1 + r.below(20) });
    const paged = (filters: object, fields: readonly string[]) => ({
      ...r.some(80, 'filters', () => filters),
      ...r.some(60, 'pagination', page),
      ...r.some(60, 'orderBy', () => ({ field: r.of(...fields), direction: r.of('ASC', 'DESC') })),
    });
    const spanFilters = () => ({
      ...this.#context(8),
      ...r.some(15, 'status', () => r.of('success', 'error', 'running')),
      ...r.some(10, 'metadata', this.#metadata),
      ...r.some(10, 'scope', this.#metadata),
      ...r.some(10, 'tags', this.#tags),
      ...r.some(15, 'startedAt', this.#range),
      ...r.some(10, 'endedAt', this.#range),
      ...r.some(10, 'spanType', () => r.of('agent_run', 'tool_call')),
    });
    // Of traces the framework's store overlooks what their root entity is.
    const rootFilters = () => {
      const { rootEntityName, ...filters } = spanFilters() as Record<string, unknown>;
      void rootEntityName;
      return filters;
    };
    const signal = () => {
      const { entityId, ...context } = this.#context(8) as Record<string, unknown>;
      void entityId;
      return {
        ...context,
        ...r.some(15, 'traceId', this.#trace),
        ...r.some(10, 'tags', this.#tags),
        ...r.some(20, 'timestamp', this.#range),
      };
    };
    const aggregation = r.of('sum', 'avg', 'min', 'max', 'count');
    const interval = r.of('1m', '5m', '15m', '1h', '1d');
    const metrics = { name: r.of(['tokens'], ['tokens', 'time']), aggregation, filters: signal() };
    const scores = { scorerId: 'q1', aggregation: r.of(aggregation, 'last'), filters: signal() };
    const feedback = { feedbackType: 'stars', aggregation, filters: signal() };
    const percentiles = [0.1, 0.5, 0.9];
    return r.of<() => Step>(
      () => ['getSpan', { traceId: this.#trace(), spanId: this.#span() }],
      () => ['getTrace', { traceId: this.#trace() }],
      () => ['getTraceLight', { traceId: this.#trace() }],
      () => [
        'getBranch',
        { traceId: this.#trace(), spanId: this.#span(), ...r.some(50, 'depth', () => r.below(3)) },
      ],
      () => [
        'listTraces',
        paged({ ...rootFilters(), ...r.some(15, 'hasChildError', () => r.of(true, false)) }, [
          'startedAt',
        ]),
      ],
      () => ['listTracesLight', paged(rootFilters(), ['startedAt'])],
      () => ['listBranches', paged(spanFilters(), ['startedAt'])],
      () => [
        'listLogs',
        paged(
          {
            ...signal(),
            ...r.some(30, 'level', () => ['warn', 'error']),
            ...r.some(10, 'source', () => 'cloud'),
          },
          ['timestamp'],
        ),
      ],
      () => [
        'listMetrics',
        paged(
          {
            ...signal(),
            ...r.some(30, 'name', () => ['tokens']),
            ...r.some(20, 'labels', () => ({ l: 'x' })),
          },
          ['timestamp'],
        ),
      ],
      () => [
        'listScores',
        paged(
          {
            ...signal(),
            ...r.some(20, 'metadata', this.#metadata),
            ...r.some(20, 'scorerId', () => ['q1', 'q2']),
          },
          ['timestamp', 'score'],
        ),
      ],
      () => [
        'listFeedback',
        paged({ ...signal(), ...r.some(20, 'feedbackSource', () => r.of('ui', '')) }, [
          'timestamp',
        ]),
      ],
      () => [
        'getMetricAggregate',
        {
          ...metrics,
          ...r.some(30, 'comparePeriod', () => r.of('previous_period', 'previous_day')),
        },
      ],
      () => [
        'getMetricAggregate',
        { ...metrics, aggregation: 'count_distinct', distinctColumn: 'model' },
      ],
      () => ['getMetricBreakdown', { ...metrics, groupBy: r.of(['model'], ['l', 'environment']) }],
      () => [
        'getMetricTimeSeries',
        { ...metrics, interval, ...r.some(50, 'groupBy', () => ['model']) },
      ],
      () => [
        'getMetricPercentiles',
        { name: 'tokens', percentiles, interval, filters: metrics.filters },
      ],
      () => ['getScoreAggregate', scores],
      () => ['getScoreBreakdown', { ...scores, groupBy: ['environment', 'threadId'] }],
      () => [
        'getScoreTimeSeries',
        { ...scores, interval, ...r.some(50, 'groupBy', () => ['userId']) },
      ],
      () => ['getScorePercentiles', { ...scores, percentiles, interval }],
      () => ['getFeedbackAggregate', feedback],
      () => ['getFeedbackTimeSeries', { ...feedback, interval }],
      () => ['getFeedbackPercentiles', { ...feedback, percentiles, interval }],
      () => ['getMetricLabelValues', { metricName: 'tokens', labelKey: 'l' }],
      () => ['getEntityNames', r.of({}, { entityType: 'agent' })],
      () => ['getTags', {}],
      () => ['getEnvironments', {}],
    )();
  }
}

/** Groups of one value, and series, come in an order that is each store's own; sums may differ in the last digit. */
function ordered(value: unknown): unknown {
  const { groups, series } = value as { groups?: object[]; series?: { name?: string }[] };
  const rounded = (_: string, each: unknown) =>
    typeof each === 'number' ? Number(each.toPrecision(9)) : each;
  const plain = JSON.parse(JSON.stringify(value, rounded)) as Record<string, unknown>;
  const text = (each: unknown) => JSON.stringify(each);
  if (groups !== undefined) {
    plain['groups'] = (plain['groups'] as unknown[]).sort((a, b) => (text(a) < text(b) ? -1 : 1));
  }
  if (series?.[0]?.name !== undefined) {
    plain['series'] = (plain['series'] as { name: string }[]).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  }
  return plain;
}

it.each([1, 2, 3, 4])('answers what the framework’s store answers (seed %i)', async (seed) => {
  const store = new LibSQLStore({ id: 'ours', url: ':memory:' });
  await store.init();
  const ours = (await store.getStore('observability')) as unknown as Methods;
  const reference = (await new InMemoryStore().getStore('observability')) as unknown as Methods;
  const script = new Script(seed);
  for (let i = 0; i < 1200; i += 1) {
    const [method, ...args] = script.next();
    let expected: unknown;
    try {
      expected = await reference[method]!(...structuredClone(args));
    } catch (cause) {
      // What is not there is not updated, and nothing is said of it.
      expect(method).toBe('updateSpan');
      expect(cause).toMatchObject({ id: 'OBSERVABILITY_UPDATE_SPAN_NOT_FOUND' });
    }
    const answer = await ours[method]!(...args);
    const said = `step ${i}: ${method} ${JSON.stringify(args)}`;
    expect(ordered(comparable(answer ?? {})), said).toEqual(ordered(comparable(expected ?? {})));
  }
  await store.close();
});
