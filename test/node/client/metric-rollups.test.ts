// Metrics that are summed up by the hour, on databases of each kind: the contract as without, and of
// what is written by chance the answers that the metrics themselves give.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DSQLStore } from '../../../client/dsql.js';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import type { StoreOptions } from '../../../client/index.js';
import { observability } from '../../contract/observability.js';
import { Subject } from '../../contract/suite.js';
import type { Opened, Transport } from '../../contract/transport.js';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

type Methods = Record<string, (argument: object) => Promise<unknown>>;

/** Stores with sums, whose round trips are not compared: an hour without sums is one more. */
const withSums = (transport: Transport): Transport => ({
  ...transport,
  async open() {
    const opened = await transport.open();
    return {
      store: (options = {}) => opened.store({ ...options, metricRollups: true } as StoreOptions),
      close: () => opened.close(),
    };
  },
});

/** Numbers from 0 up to a bound, the same in each run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const kHours = 30;
const start = Date.UTC(2026, 0, 1);
const names = ['tokens', 'time'];
const dimensions = ['model', 'provider', 'costUnit', 'name', 'environment', 'other'];

function chance(seed: number) {
  const random = randomFrom(seed);
  const oneOf = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const maybe = <T>(value: T): T | undefined => (random(3) === 0 ? undefined : value);
  const at = (hour: number, minute: number) =>
    new Date(start + (hour * 60 + minute) * 60_000).toISOString();
  return {
    random,
    metric: (hour: number) => ({
      metricId: `m${random(300)}`,
      timestamp: at(random(4) === 0 ? random(kHours) : hour, random(60)),
      name: oneOf(names),
      // Sums of these are exact in any order.
      value: (random(200) - 100) / 4,
      traceId: maybe(`t${random(20)}`),
      model: maybe(oneOf(['a', 'b', 'ü'])),
      provider: maybe(oneOf(['a', 'b'])),
      environment: maybe('prod'),
      estimatedCost: maybe(random(16) / 8),
      costUnit: maybe(oneOf(['usd', 'eur'])),
      labels: { ...(random(3) === 0 ? { model: 'l' } : {}), ...maybe({ other: 'x' }) },
    }),
    question(): [method: string, argument: object] {
      const timestamp = {
        ...maybe({ start: at(random(kHours), random(2) * random(60)) }),
        ...maybe({ end: at(random(kHours), random(2) * random(60)) }),
        startExclusive: random(2) === 0,
        endExclusive: random(2) === 0,
      };
      const of = {
        name: random(3) === 0 ? names : ['tokens'],
        aggregation: oneOf(['sum', 'avg', 'min', 'max', 'count', 'last']),
        filters: {
          timestamp,
          ...(random(5) === 0 ? { model: oneOf(['a', 'ü']) } : {}),
          ...(random(8) === 0 ? { traceId: 't1' } : {}),
        },
      };
      const groupBy = [...new Set([oneOf(dimensions), oneOf(dimensions)])];
      switch (random(3)) {
        case 0:
          return [
            'getMetricAggregate',
            { ...of, ...maybe({ comparePeriod: oneOf(['previous_period', 'previous_day']) }) },
          ];
        case 1:
          return ['getMetricBreakdown', { ...of, groupBy, ...maybe({ limit: 1 + random(4) }) }];
        default:
          return [
            'getMetricTimeSeries',
            { ...of, interval: oneOf(['15m', '1h', '1d']), ...maybe({ groupBy }) },
          ];
      }
    },
  };
}

describe.each([file, d1Binding, postgres])('$name, with sums of metrics', (transport) => {
  describe('keeps the contract', () => {
    const subject = new Subject(withSums(transport));
    beforeAll(() => subject.open(), 60_000);
    afterAll(() => subject.close());
    observability(subject);
  });

  describe('answers as without', () => {
    let opened: Opened;
    let on: Methods;
    let off: Methods;
    let trips = 0;
    beforeAll(async () => {
      opened = await transport.open();
      const methods = async (options: object) => {
        const store = opened.store(options as StoreOptions);
        await store.init();
        return (await store.getStore('observability')) as unknown as Methods;
      };
      off = await methods({});
      on = await methods({ metricRollups: true });
    }, 60_000);
    afterAll(() => opened.close());

    it.each([1, 2, 3])('what is written by chance: %i', async (seed) => {
      const { random, metric, question } = chance(seed);
      await on['dangerouslyClearAll']!({});
      for (let round = 0; round < 60; round++) {
        const writer = random(20) === 0 ? off : on;
        if (random(8) === 0) {
          await writer['batchDeleteTraces']!({ traceIds: [`t${random(20)}`] });
        } else {
          const metrics = Array.from({ length: 1 + random(20) }, () => metric(round % kHours));
          await writer['batchCreateMetrics']!({ metrics });
        }
        for (let i = 0; i < 3; i++) {
          const [method, argument] = question();
          const before = opened.trips?.() ?? 0;
          const answer = await on[method]!(argument);
          trips = Math.max(trips, (opened.trips?.() ?? 0) - before);
          expect(answer, `${method} ${JSON.stringify(argument)}`).toEqual(
            await off[method]!(argument),
          );
        }
      }
    });

    it('takes a second round trip at most, where an hour has none', () => {
      expect(trips).toBe(opened.trips === undefined ? 0 : 2);
    });

    it('is right when many write at once', async () => {
      await on['dangerouslyClearAll']!({});
      const others = await Promise.all(
        [1, 2, 3].map(async () => {
          const store = opened.store({ metricRollups: true } as StoreOptions);
          return (await store.getStore('observability')) as unknown as Methods;
        }),
      );
      await Promise.all(
        others.map(async (other, of) => {
          const { metric } = chance(10 + of);
          for (let i = 0; i < 10; i++) {
            const metrics = Array.from({ length: 5 }, (_, n) => ({
              ...metric(i >> 2),
              metricId: `${of}-${i}-${n}`,
            }));
            await other['batchCreateMetrics']!({ metrics });
          }
        }),
      );
      for (const aggregation of ['sum', 'count', 'max']) {
        const argument = { name: names, aggregation, groupBy: ['model'], interval: '1h' };
        expect(await on['getMetricTimeSeries']!(argument)).toEqual(
          await off['getMetricTimeSeries']!(argument),
        );
      }
      expect(await on['getMetricAggregate']!({ name: names, aggregation: 'count' })).toMatchObject({
        value: 150,
      });
    });
  });
});

it('is refused where transactions are small', () => {
  const config = { tableName: 'mastra', metricRollups: true };
  expect(() => new DynamoDBStore({ name: 'dynamodb', config })).toThrow(/not for Aurora DSQL/);
  expect(
    () => new DSQLStore({ id: 'd', host: 'h.dsql.us-east-1.on.aws', metricRollups: true }),
  ).toThrow(/metricRollups is not for Aurora DSQL and DynamoDB/);
});
