import { ObservabilityStoragePostgresVNext } from '@mastra/pg';
import {
  parseQueryThreadsInput,
  parseTraceQueryRequest,
  planThreadQuery,
  planTraceQuery,
  planTraceQueryObservedFields,
  planTraceQueryValues,
  TraceQueryValidationError,
} from '@mastra/core/storage';
import type { ObservabilityStorage } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import type { Opened } from '../../contract/transport.js';
import { PostgresServer } from './support/postgres-server.js';

// What the framework's own store on PostgreSQL, the only one that has it, answers to the same
// plans.

/** Numbers from 0 up to a bound, the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Theirs has partitions of the days around this one.
const start = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const random = randomFrom(7);
const oneOf = <T>(list: readonly T[]): T => list[random(list.length)]!;
const maybe = <T>(value: T): T | undefined => (random(3) === 0 ? undefined : value);

const names = ['Ada', 'Bob', 'Ünal', 'ada'];
const threads = ['t1', 't2', 'T3', 'ü4'];
const tags = ['x', 'y', 'ü'];
const organizations = ['o1', 'o2'];

function context(traceId: string) {
  return {
    traceId,
    entityType: maybe(oneOf(['agent', 'workflow_run'])),
    entityId: maybe(oneOf(['e1', 'e2'])),
    entityName: maybe(oneOf(names)),
    entityVersionId: maybe(oneOf(['v1', 'v2'])),
    organizationId: oneOf(organizations),
    resourceId: oneOf(['r1', 'r2']),
    environment: maybe(oneOf(['prod', 'dev'])),
  };
}

function trace(number: number) {
  const traceId = `trace-${String(random(1_000_000)).padStart(6, '0')}-${number}`;
  const at = start + random(40) * 60_000;
  const of = context(traceId);
  const error = random(4) === 0 ? { message: 'no' } : null;
  const span = (spanId: string, more: object) => ({
    ...of,
    spanId,
    parentSpanId: null,
    name: oneOf(names),
    spanType: 'agent_run',
    isEvent: false,
    startedAt: new Date(at),
    endedAt: random(8) === 0 ? null : new Date(at + random(5000)),
    error,
    ...more,
  });
  const root = span('root', {
    threadId: maybe(oneOf(threads)),
    tags: oneOf([undefined, [], ['x'], ['x', 'y'], ['ü']]),
    metadata: oneOf([
      undefined,
      {},
      { k: 'one', n: 1 },
      { k: '  one ', b: true },
      { k: 'two', l: ' ' },
      { k: null, m: 'ü' },
      { k: { one: 'one' }, 'a.b': 'c' },
    ]),
    input: oneOf([undefined, 'hello', { messages: [{ role: 'user', content: 'Hi 😀' }] }]),
  });
  const children = Array.from({ length: random(4) }, (_, i) =>
    span(`c${i}`, {
      parentSpanId: 'root',
      spanType: oneOf(['tool_call', 'model_generation']),
      attributes: oneOf([undefined, { model: 'm1', provider: 'p' }, { model: 'm2' }, { model: 3 }]),
      error: random(5) === 0 ? { message: 'child' } : null,
    }),
  );
  const scores = Array.from({ length: random(3) }, (_, i) => ({
    ...of,
    scoreId: `${traceId}-s${i}`,
    spanId: maybe('root'),
    timestamp: new Date(at + i * 1000),
    scorerId: oneOf(['q1', 'q2']),
    scorerVersion: maybe('1'),
    scoreSource: maybe(oneOf(['live', 'test'])),
    score: random(5) / 4,
  }));
  const feedback = Array.from({ length: random(3) }, (_, i) => ({
    ...of,
    feedbackId: `${traceId}-f${i}`,
    timestamp: new Date(at + i * 1000),
    feedbackType: oneOf(['stars', 'text']),
    feedbackSource: oneOf(['user', 'bot']),
    feedbackUserId: maybe('u1'),
    value: oneOf([1, 2, 3, '2', 'good']),
    comment: maybe('c'),
  }));
  return { spans: [root, ...children], scores, feedback };
}
const traces = Array.from({ length: 60 }, (_, i) => trace(i));

// ---- Plans

const strings = (values: readonly string[]) => ({ kind: 'string', values }) as const;
const numbers = (values: readonly number[]) => ({ kind: 'number', values }) as const;
const times = { kind: 'time' } as const;
const present = { kind: 'presence' } as const;
const fields = {
  trace: {
    threadId: strings(threads),
    resourceId: strings(['r1', 'r2']),
    startedAt: times,
    endedAt: times,
    durationMs: numbers([0, 1000, 2500, 4999]),
    entityName: strings(names),
    entityType: strings(['agent', 'workflow_run']),
    environment: strings(['prod', 'dev', 'none']),
    status: strings(['error', 'success']),
    tags: { kind: 'tags' },
    'metadata.k': strings(['one', 'two', ' one']),
    'metadata.m': strings(['ü']),
    'metadata.n': strings(['1']),
  },
  spans: {
    name: strings(names),
    spanType: strings(['tool_call', 'agent_run']),
    model: strings(['m1', 'm2', '3']),
    provider: strings(['p']),
    startedAt: times,
    endedAt: times,
    durationMs: numbers([0, 1000, 2500]),
    status: strings(['error', 'success']),
    error: present,
    entityId: strings(['e1', 'e2']),
    entityVersionId: strings(['v1', 'v2']),
  },
  scores: {
    scorerId: strings(['q1', 'q2']),
    scorerVersion: strings(['1']),
    scoreSource: strings(['live', 'test']),
    score: numbers([0, 0.25, 0.5, 1]),
    timestamp: times,
    spanId: present,
  },
  feedback: {
    feedbackType: strings(['stars', 'text']),
    feedbackSource: strings(['user', 'bot']),
    feedbackUserId: strings(['u1']),
    value: { kind: 'either' },
    timestamp: times,
    comment: present,
  },
} as const;
type Scope = keyof typeof fields;

function leaf(scope: Scope): object {
  const of = fields[scope];
  const path = oneOf(Object.keys(of));
  const rule = (of as Record<string, { kind: string; values?: readonly unknown[] }>)[path]!;
  const presence = { op: oneOf(['exists', 'notExists']), path };
  if (rule.kind === 'presence') return presence;
  if (rule.kind === 'tags') {
    return random(2) === 0
      ? presence
      : { op: oneOf(['includes', 'notIncludes']), path, value: oneOf(tags) };
  }
  const either = oneOf([
    [1, 2, 3],
    ['2', 'good'],
  ]);
  const ordered =
    rule.kind === 'either' ? either.length === 3 : ['number', 'time'].includes(rule.kind);
  const value = () =>
    rule.kind === 'time'
      ? new Date(start + random(40) * 60_000).toISOString()
      : oneOf(rule.kind === 'either' ? either : rule.values!);
  switch (random(4)) {
    case 0:
      return presence;
    case 1:
      return { op: oneOf(['in', 'notIn']), value: { path }, set: [value(), value()] };
    default: {
      const op = oneOf(['eq', 'ne', ...(ordered ? ['lt', 'lte', 'gt', 'gte'] : [])]);
      return { op, left: { path }, right: { literal: value() } };
    }
  }
}

function predicate(scope: Scope, depth: number, relations = scope === 'trace'): object {
  switch (depth === 0 ? 0 : random(relations ? 7 : 5)) {
    case 1:
    case 2:
      return {
        op: oneOf(['and', 'or']),
        args: Array.from({ length: 2 + random(2) }, () => predicate(scope, depth - 1, relations)),
      };
    case 3:
      return { op: 'not', arg: predicate(scope, depth - 1, relations) };
    case 5:
    case 6: {
      const collection = oneOf(['spans', 'scores', 'feedback'] as const);
      return { [collection]: { [oneOf(['some', 'none'])]: predicate(collection, 2, false) } };
    }
    default:
      return leaf(scope);
  }
}

const timeRange = () => {
  const from = start + random(20) * 60_000;
  return {
    from: new Date(from).toISOString(),
    to: new Date(from + (1 + random(40)) * 60_000).toISOString(),
  };
};
const scope = () =>
  oneOf([
    {},
    { scope: { organizationId: 'o1' } },
    { scope: { organizationId: 'o2', resourceId: 'r1' } },
  ]);

type Step = readonly [method: string, plan: object];

function traceStep(): Step {
  const request = {
    timeRange: timeRange(),
    ...(random(6) === 0 ? {} : { where: predicate('trace', 3) }),
    ...oneOf([
      { page: { limit: 1 + random(20) } },
      { pagination: { page: random(3), perPage: 1 + random(10) } },
      { group: { by: ['threadId'] }, page: { limit: 1 + random(3) } },
    ]),
  };
  const ordered =
    'group' in request
      ? request
      : {
          ...request,
          orderBy: [{ field: oneOf(['startedAt', 'endedAt']), direction: oneOf(['asc', 'desc']) }],
        };
  return ['queryTraces', planTraceQuery(parseTraceQueryRequest(ordered), scope())];
}

function threadPredicate(depth: number): object {
  switch (depth === 0 ? 0 : random(4)) {
    case 1:
      return {
        op: oneOf(['and', 'or']),
        args: Array.from({ length: 2 + random(2) }, () => threadPredicate(depth - 1)),
      };
    case 2:
      return { op: 'not', arg: threadPredicate(depth - 1) };
    default:
      return { traces: { [oneOf(['some', 'none'])]: predicate('trace', 2) } };
  }
}

function threadStep(): Step {
  const request = {
    traces: {
      timeRange: timeRange(),
      ...(random(2) === 0 ? {} : { where: predicate('trace', 2) }),
    },
    ...(random(4) === 0 ? {} : { where: threadPredicate(2) }),
    page: { limit: 1 + random(3) },
  };
  return ['queryThreads', planThreadQuery(parseQueryThreadsInput(request), scope())];
}

function discoveryStep(): Step {
  const asked = {
    timeRange: timeRange(),
    search: maybe(oneOf(['a', 'M', 'ü', 'metadata.', 'one'])),
    limit: 1 + random(5),
  };
  if (random(3) === 0) {
    const predicateScope = oneOf(['trace', 'spans'] as const);
    return [
      'getTraceQueryObservedFields',
      planTraceQueryObservedFields({ ...asked, predicateScope } as never, scope()),
    ];
  }
  const [predicateScope, path] = oneOf([
    ['trace', 'entityName'],
    ['trace', 'status'],
    ['trace', 'tags'],
    ['trace', 'metadata.k'],
    ['spans', 'model'],
    ['spans', 'status'],
    ['spans', 'name'],
    ['scores', 'scorerId'],
    ['scores', 'scoreSource'],
    ['feedback', 'feedbackType'],
  ]);
  return [
    'getTraceQueryValues',
    planTraceQueryValues({ ...asked, predicateScope, path } as never, scope()),
  ];
}

const kSteps = 600;
const steps = Array.from({ length: kSteps }, (_, i) => {
  const make = i % 5 === 3 ? threadStep : i % 5 === 4 ? discoveryStep : traceStep;
  for (;;) {
    try {
      return make();
    } catch (cause) {
      // Of too many parts.
      expect(cause).toBeInstanceOf(TraceQueryValidationError);
      expect((cause as TraceQueryValidationError).issues[0]!.code).toBe('predicate_too_complex');
    }
  }
});

/** Theirs says that a trace was created when it began. */
const comparable = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer, (name, value: unknown) =>
      name === 'createdAt' || name === 'deltaCursor' ? undefined : value,
    ),
  );

async function write(store: ObservabilityStorage): Promise<void> {
  await store.batchCreateSpans({ records: traces.flatMap((each) => each.spans) as never });
  await store.batchCreateScores({ scores: traces.flatMap((each) => each.scores) as never });
  await store.batchCreateFeedback({ feedbacks: traces.flatMap((each) => each.feedback) as never });
}

let server: PostgresServer;
const expected: unknown[] = [];

beforeAll(async () => {
  server = await PostgresServer.start();
  const { host, port, user, database } = server;
  const theirs = new ObservabilityStoragePostgresVNext({
    host,
    port,
    user,
    database,
    password: 'any',
    schemaName: 'theirs',
  });
  await theirs.init();
  await write(theirs);
  for (const [method, plan] of steps) {
    expected.push(comparable(await (theirs as never as Asked)[method]!(plan)));
  }
}, 120_000);
afterAll(() => server?.stop());

type Asked = Record<string, (plan: object) => Promise<unknown>>;

describe.each([file, d1Binding, http, postgres, dynamodb])(
  'trace queries over $name',
  (transport) => {
    let opened: Opened;
    let store: ObservabilityStorage;
    beforeAll(async () => {
      opened = await transport.open();
      const all = opened.store();
      await all.init();
      store = (await all.getStore('observability'))!;
      await store.dangerouslyClearAll();
      await write(store);
    });
    afterAll(() => opened?.close());

    it('answer as the framework’s', async () => {
      const found = expected.filter((each) =>
        /"traceId"|"threadId"|"value"/.test(JSON.stringify(each)),
      );
      expect(found.length).toBeGreaterThan(kSteps / 3);
      for (const [i, [method, plan]] of steps.entries()) {
        const answer = await (store as never as Asked)[method]!(plan);
        expect(comparable(answer), `step ${i}: ${method} ${JSON.stringify(plan)}`).toEqual(
          expected[i],
        );
      }
    }, 120_000);

    it('are refused where they are none', async () => {
      const { queryTraces } = Object.getPrototypeOf(Object.getPrototypeOf(store)) as Asked;
      const [, plan] = steps[0]!;
      const deep = (levels: number): object =>
        levels === 0
          ? { type: 'presence', field: 'traceId', operator: 'exists' }
          : { type: 'not', arg: deep(levels - 1) };
      for (const where of [
        deep(20),
        { type: 'none' },
        { type: 'comparison', field: 'password', operator: 'eq', value: 'x' },
        { type: 'comparison', field: 'startedAt', operator: 'lt', value: 'soon' },
        { type: 'membership', field: 'threadId', operator: 'in', values: [] },
        { type: 'relation', collection: 'traces', quantifier: 'some', predicate: {} },
      ]) {
        await expect(queryTraces!.call(store, { ...plan, where })).rejects.toMatchObject({
          category: 'USER',
        });
      }
    });
  },
);
