import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import { InMemoryStore } from '@mastra/core/storage';
import type { ObservabilityStorage, TracingStorageStrategy } from '@mastra/core/storage';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { MastraStorageExporter, Observability } from '@mastra/observability';
import { describe, expect, it, vi } from 'vitest';
import { comparable } from '../../contract/observability.js';
import { transport as d1Binding } from '../../contract/transports/d1-binding.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { transport as rpc } from '../../contract/transports/rpc.js';
import type { Store } from '../../../client/store.js';
import { ScriptedModel } from '../../real-input/scripted-model.js';
import { tools } from './support/agents.js';

type Methods = Record<string, (args: unknown) => Promise<unknown>>;

/**
 * Both stores are written, in one order: the strategy "realtime" does not wait for a span before it
 * updates it. Reads are those of the first.
 */
function both(ours: ObservabilityStorage, reference: ObservabilityStorage) {
  let last: Promise<unknown> = Promise.resolve();
  const written = new Proxy(ours, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      const method = value as (...args: unknown[]) => unknown;
      if (!/^(?:batch)?(?:Create|Update|create|update)/.test(String(name))) {
        return method.bind(target);
      }
      return async (args: unknown) => {
        const [given, copy] = [structuredClone(args), structuredClone(args)];
        const kept = last.then(() => method.call(target, given));
        last = kept.catch(() => undefined);
        await (reference as unknown as Methods)[String(name)]!(copy);
        await kept;
      };
    },
  });
  /** Exporters go on after they were shut down: until all has ended, and nothing more comes. */
  const settled = async () => {
    await vi.waitFor(
      async () => {
        const { spans } = await reference.listTraces({});
        expect(spans.filter(({ status }) => status !== 'running')).toHaveLength(2);
      },
      { timeout: 20_000 },
    );
    for (let before: unknown; before !== last;) {
      before = last;
      await last;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  return { written, settled };
}

const anything = {} as never;
const step = (id: string, execute: (input: never) => unknown) =>
  createStep({
    id,
    inputSchema: anything,
    outputSchema: anything,
    execute: async ({ inputData }: { inputData: never }) => execute(inputData),
  } as never);

// Its types would be those of the schemas.
interface Chain {
  parallel(steps: readonly unknown[]): Chain;
  then(next: unknown): Chain;
  foreach(next: unknown, options: object): Chain;
  commit(): never;
}
interface Workflows {
  getWorkflow(id: string): {
    createRun(): Promise<{ start(given: object): Promise<{ status: string }> }>;
  };
}
const chain = createWorkflow({ id: 'orders', inputSchema: anything, outputSchema: anything });
const orders = (chain as unknown as Chain)
  .parallel([step('left', () => ({ n: 1 })), step('right', () => ({ n: 2 }))])
  .then(step('list', () => [1, 2, 3, 4]))
  .foreach(
    step('each', (n: number) => n * 2),
    { concurrency: 2 },
  )
  .then(
    step('fail', () => {
      throw new Error('no more 🧵');
    }),
  )
  .commit();

/** Runs an agent and a workflow that are traced into the store, and into the framework's own. */
async function traced(store: Store, strategy: TracingStorageStrategy) {
  const ours = (await store.getStore('observability'))!;
  await ours.dangerouslyClearAll();
  const storage = new InMemoryStore();
  const reference = (await storage.getStore('observability'))!;
  const { written, settled } = both(ours, reference);
  storage.stores = { ...storage.stores, observability: written };
  const model = new ScriptedModel(() => 'A title');
  const agent = new Agent({
    id: 'clerk',
    name: 'clerk',
    instructions: 'Answer.',
    model: model.model as unknown as MastraModelConfig,
    tools,
  });
  const observability = new Observability({
    configs: {
      default: {
        serviceName: 'shop',
        exporters: [new MastraStorageExporter({ strategy, maxBatchWaitMs: 20 })],
      },
    },
  });
  const mastra = new Mastra({
    agents: { clerk: agent },
    workflows: { orders },
    storage,
    observability,
    logger: false,
  });
  model.willSay(
    [{ tool: 'findOrders', args: { query: 'a\u0000\ud800', limit: 2 } }],
    [{ text: 'Here. 😀' }],
  );
  const answer = await mastra.getAgent('clerk').stream('What did I order?');
  await answer.consumeStream();
  const run = await (mastra as unknown as Workflows).getWorkflow('orders').createRun();
  const result = await run.start({ inputData: { q: 1 } });
  expect(result.status).toBe('failed');
  await observability.shutdown();
  await settled();
  return { ours, reference };
}

describe.each([d1Binding, durableObject, rpc, http, file, postgres, dynamodb])(
  'agents and workflows over $name',
  (transport) => {
    it.each(['batch-with-updates', 'realtime'] as const)(
      'are traced as in the framework’s store (%s)',
      async (strategy) => {
        const way = await transport.open();
        try {
          const { ours, reference } = await traced(way.store(), strategy);
          const held = <T>(value: T): T =>
            transport.stored === undefined
              ? value
              : (JSON.parse(
                  JSON.stringify(value, (_, each: unknown) =>
                    typeof each === 'string' ? transport.stored!(each) : each,
                  ),
                ) as T);
          const same = (is: unknown, was: unknown) =>
            expect(JSON.parse(JSON.stringify(comparable(is)))).toEqual(
              held(JSON.parse(JSON.stringify(comparable(was)))),
            );
          const expected = await reference.listTraces({});
          const { spans } = await ours.listTraces({});
          const byId = (list: { traceId: string }[]) =>
            [...list].sort((a, b) => (a.traceId < b.traceId ? -1 : 1));
          same(byId(spans), byId(expected.spans));
          expect(spans.length).toBe(2);
          let count = 0;
          for (const { traceId } of spans) {
            const trace = (await ours.getTrace({ traceId }))!;
            const was = (await reference.getTrace({ traceId }))!;
            const sorted = (list: { spanId: string }[]) =>
              [...list].sort((a, b) => (a.spanId < b.spanId ? -1 : 1));
            same(sorted(trace.spans), sorted(was.spans));
            count += trace.spans.length;
          }
          expect(count).toBeGreaterThan(15);
          same(
            byId((await ours.listTraces({ filters: { hasChildError: true } })).spans),
            byId((await reference.listTraces({ filters: { hasChildError: true } })).spans),
          );
          same(
            (await ours.listMetrics({ pagination: { perPage: 100 } })).pagination,
            (await reference.listMetrics({ pagination: { perPage: 100 } })).pagination,
          );
          same(await ours.getMetricNames({}), await reference.getMetricNames({}));
        } finally {
          await way.close();
        }
      },
      60_000,
    );
  },
);
