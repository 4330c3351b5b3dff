// What the same calls cost over each way to SQLite, where the caller and the core run side by side.
import { kThreads, makeMessages, makeThread, newMessages } from '../dataset.ts';
import { kTimedOperations, kWriteThreads } from '../operations.ts';
import { Client } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';

const kBlocks = 5;
const kBlockSeconds = 0.4;
const kMostCallsInBlock = 1_000;
const kObjectOverD1 = 20;

interface Cost {
  trips: number;
  rowsRead: number;
  rowsWritten: number;
}

/** A store of agentkeep on a seeded database, behind one transport. */
export interface Running {
  name: string;
  /** Calls a method of the memory domain once for each argument, one after another. */
  run(method: string, calls: unknown[]): Promise<void>;
  /** CPU time so far of where the calls and their database run. */
  cpuMs(): Promise<number>;
  /** Makes one call and says what it cost. */
  cost(method: string, call: unknown): Promise<Cost>;
  stop(): Promise<void>;
}

interface Operation {
  name: string;
  method: string;
  args(call: number): unknown;
}

const saveMessages = (count: number): Operation => ({
  name: `saveMessages x${count}`,
  method: 'saveMessages',
  args: (call) => ({
    messages: newMessages(kWriteThreads[call % kWriteThreads.length], count, 10_000 * count + call),
  }),
});

const timed = (name: string): Operation => {
  const { path, args } = kTimedOperations.find((operation) => operation.name === name)!;
  return { name, method: path.slice(path.lastIndexOf('/') + 1), args };
};

const kOperations = [
  timed('getThreadById'),
  timed('listMessages newest 40'),
  saveMessages(50),
  saveMessages(100),
];

export async function transports(context: Context): Promise<Section> {
  const running = await inWorker(context);
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  try {
    for (const operation of kOperations) {
      const speeds = await measure(operation, running);
      const [first] = speeds.values();
      for (const [index, { name, cost }] of running.entries()) {
        // A call that none has made before.
        const args = operation.args(1_000_000 + index);
        const { trips, rowsRead, rowsWritten } = await cost(operation.method, args);
        const { perSecond = NaN, cpuMs = NaN } = speeds.get(name) ?? {};
        rows.push([
          operation.name,
          name,
          trips,
          rowsRead,
          rowsWritten,
          perSecond,
          `${(perSecond / (first?.perSecond ?? NaN)).toFixed(1)}x`,
          cpuMs.toFixed(3),
        ]);
        targets.push({
          what: `${operation.name} over ${name}, round trips`,
          value: trips,
          limit: name === 'Durable Object' ? 0 : 1,
          atMost: true,
        });
      }
      if (operation.name === 'getThreadById') {
        const [object, d1] = ['Durable Object', 'D1 binding'].map(
          (name) => speeds.get(name)?.perSecond ?? NaN,
        );
        targets.push({
          what: 'getThreadById inside a Durable Object, times the calls per second of the D1 binding',
          value: object / d1,
          limit: kObjectOverD1,
          atMost: false,
        });
      }
    }
  } finally {
    for (const { stop } of running) await stop();
  }
  return {
    title: 'Transports',
    notes: [
      'The class in the process that calls it, one call after another, on a local database each: in a Worker for ' +
        'the D1 binding and for D1 over REST, whose API is the one of Miniflare, without the network and the ' +
        "limits of Cloudflare's; inside the object for the Durable Object. CPU is that of the process, with the " +
        `database. Medians of ${kBlocks} alternating blocks.`,
    ],
    columns: [
      'operation',
      'transport',
      'round trips',
      'rows read',
      'rows written',
      'calls/s',
      'over the first',
      'CPU, ms',
    ],
    rows,
    targets,
  };
}

interface Speed {
  perSecond: number;
  cpuMs: number;
}

/** Calls per second and CPU of a call, by transport. */
async function measure(operation: Operation, running: Running[]): Promise<Map<string, Speed>> {
  let next = 0;
  const block = async ({ run, cpuMs }: Running, calls: number): Promise<Speed> => {
    const args = Array.from({ length: calls }, () => operation.args(next++));
    const cpuBefore = await cpuMs();
    const start = performance.now();
    await run(operation.method, args);
    const perSecond = (1000 * calls) / (performance.now() - start);
    return { perSecond, cpuMs: ((await cpuMs()) - cpuBefore) / calls };
  };
  const calls = new Map<string, number>();
  for (const each of running) {
    // The first block warms up, the second tells how many calls fill a block.
    await block(each, 20);
    const fitting = Math.round(kBlockSeconds * (await block(each, 20)).perSecond);
    calls.set(each.name, Math.min(kMostCallsInBlock, Math.max(4, fitting)));
  }
  const speeds = new Map<string, Speed[]>(running.map(({ name }) => [name, []]));
  for (let round = 0; round < kBlocks; round += 1) {
    for (const each of running) {
      speeds.get(each.name)?.push(await block(each, calls.get(each.name) ?? 0));
    }
  }
  return new Map(
    [...speeds].map(([name, blocks]) => [
      name,
      {
        perSecond: median(blocks.map(({ perSecond }) => perSecond)),
        cpuMs: median(blocks.map(({ cpuMs }) => cpuMs)),
      },
    ]),
  );
}

/** The transports of a Worker: all in one workerd. */
async function inWorker(context: Context): Promise<Running[]> {
  const simulator = await context.startTransports();
  const client = new Client(Number(simulator.url.port), { 'x-d1-api': simulator.d1Api });
  const ways = ['D1 binding', 'D1 over REST', 'Durable Object'].map((name): Running => {
    const path = (action: string) => `/${action}?transport=${encodeURIComponent(name)}`;
    return {
      name,
      run: (method, calls) => client.call(path('run'), { method, calls }),
      cpuMs: () => simulator.cpuMs(),
      cost: (method, call) => client.call(path('cost'), { method, calls: [call] }),
      async stop() {},
    };
  });
  try {
    // REST leads to the database of the binding.
    for (const { name, run } of ways) if (name !== 'D1 over REST') await seed(run);
  } catch (error) {
    await simulator.stop();
    throw error;
  }
  const last = ways[ways.length - 1];
  last.stop = async () => {
    client.close();
    await simulator.stop();
  };
  return ways;
}

async function seed(run: Running['run']): Promise<void> {
  for (let thread = 0; thread < kThreads; thread += 1) {
    await run('saveThread', [{ thread: makeThread(thread) }]);
    const messages = makeMessages(thread);
    for (let first = 0; first < messages.length; first += 500) {
      await run('saveMessages', [{ messages: messages.slice(first, first + 500) }]);
    }
  }
  await run(
    'saveThread',
    kWriteThreads.map((thread) => ({ thread })),
  );
}
