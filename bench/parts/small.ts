// CPU of small calls: of a Worker that has just started, and of a warm one, beside the incumbent's.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { makeThread, newMessages } from '../dataset.ts';
import type { TimedOperation } from '../operations.ts';
import { makeScore, makeSnapshot } from '../runs.ts';
import { kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import type { Bundle } from '../support/bundle.ts';
import { Client, runBlock, toBody } from '../support/client.ts';
import { Metered } from '../support/context.ts';
import type { Context } from '../support/context.ts';
import { D1Meter } from '../support/d1-meter.ts';
import type { Section, Target } from '../support/report.ts';
import { Simulator } from '../support/simulator.ts';
import { median } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';

const kDistinctCalls = 20;
const kConcurrency = 16;
const kYoungCalls = 500;
const kWarmUpCalls = 3_000;
const kWarmCalls = 500;
/** How often a new isolate is made, and how many blocks a warm one runs. */
const kRounds = { young: 9, warm: 15 };

/** What is compared: a store, and the bundle of it. */
export interface Side {
  name: string;
  store: StoreName;
  bundle: Bundle;
}

const threads = Array.from({ length: kDistinctCalls }, (_, i) => makeThread(i));
const runOf = (call: number) => ({ workflowName: 'small', runId: `run-${call}` });
const snapshots = threads.map((_, i) => makeSnapshot(`run-${i}`, 10, i));
const stored = threads.map((thread, i) => newMessages(thread, 10, 1 + i));
const group = (call: number) => `scorer-${call}`;
const scoresOf = (call: number) =>
  Array.from({ length: 10 }, (_, i) => ({ ...makeScore(i), scorerId: group(call) }));

const kOperations: TimedOperation[] = [
  {
    name: 'getThreadById',
    path: '/v1/memory/getThreadById',
    args: (call) => ({ threadId: threads[call].id }),
  },
  {
    name: 'saveThread',
    path: '/v1/memory/saveThread',
    args: (call) => ({ thread: { ...threads[call], title: `Title ${call}` } }),
  },
  {
    name: 'listThreads x20',
    path: '/v1/memory/listThreads',
    args: (call) => ({ page: 0, perPage: 20, filter: { resourceId: threads[call].resourceId } }),
  },
  {
    name: 'saveMessages x1',
    path: '/v1/memory/saveMessages',
    args: (call) => ({ messages: newMessages(threads[call], 1, 100 + call) }),
  },
  {
    name: 'deleteMessages x10',
    path: '/v1/memory/deleteMessages',
    args: (call) => ({ messageIds: stored[call].map(({ id }) => id) }),
  },
  {
    name: 'persistWorkflowSnapshot 10 KB',
    path: '/v1/workflows/persistWorkflowSnapshot',
    args: (call) => ({
      ...runOf(call),
      snapshot: { ...snapshots[call], timestamp: call },
    }),
  },
  {
    name: 'loadWorkflowSnapshot 10 KB',
    path: '/v1/workflows/loadWorkflowSnapshot',
    args: runOf,
  },
  {
    name: 'saveScore',
    path: '/v1/scores/saveScore',
    args: (call) => ({ ...makeScore(call), runId: `scored-${call}` }),
    answersVary: true,
  },
  {
    name: 'listScoresByScorerId x10',
    path: '/v1/scores/listScoresByScorerId',
    args: (call) => ({ scorerId: group(call), pagination: { page: 0, perPage: 10 } }),
    answersVary: true,
  },
];

const kLimit = 1;

export async function small(context: Context): Promise<Section> {
  const names: StoreName[] = ['agentkeep', 'incumbent'];
  const sides = await Promise.all(
    names
      .filter(context.has)
      .map(async (name) => ({ name, store: name, bundle: await context.bundle(name) })),
  );
  const measured: Measured[] = [];
  for await (const each of measureSides(context, sides, kRounds)) measured.push(each);
  const ratios = (of: (each: Measured) => number[][]) => (each: Measured) => ratioOf(of(each));
  const [young, warm] = [ratios(({ young }) => young), ratios(({ warm }) => warm)];
  return {
    title: 'CPU of small calls',
    notes: [
      `As above: the first ${kYoungCalls} calls of a new isolate (medians of ${kRounds.young}, of each a ` +
        `process), and blocks of ${kWarmCalls} after ${kWarmUpCalls} calls (medians of ${kRounds.warm}). ` +
        'In ms a call; ratios are medians of those of processes, or blocks, side by side.',
    ],
    columns: [
      'operation',
      ...sides.map(({ name }) => `${name}, new`),
      'ratio',
      ...sides.map(({ name }) => `${name}, warm`),
      'ratio',
    ],
    rows: measured.map((each) => [
      each.operation.name,
      ...each.young.map((values) => median(values).toFixed(3)),
      young(each)?.toFixed(2) ?? '',
      ...each.warm.map((values) => median(values).toFixed(3)),
      warm(each)?.toFixed(2) ?? '',
    ]),
    targets: measured.flatMap((each) =>
      (
        [
          ['new', young(each)],
          ['warm', warm(each)],
        ] as const
      ).flatMap(([what, value]): Target[] => {
        if (value === undefined) return [];
        const name = `${each.operation.name}, ${what}, CPU over the incumbent's`;
        return [{ what: name, value, limit: kLimit, atMost: true }];
      }),
    ),
  };
}

export interface Measured {
  operation: TimedOperation;
  /** Of each side, CPU ms a call. */
  young: number[][];
  warm: number[][];
}

/** Of pairs that were measured side by side. */
export function ratioOf([ours, theirs]: number[][]): number | undefined {
  return theirs && median(ours.map((value, round) => value / theirs[round]));
}

export async function* measureSides(
  context: Context,
  sides: Side[],
  rounds: typeof kRounds,
): AsyncGenerator<Measured> {
  const answers = await Promise.all(sides.map((side) => record(context, side)));
  for (const operation of kOperations.filter(context.matches)) {
    const prepared = await Promise.all(
      sides.map(async (side, i) => ({
        side,
        configFile: await configOf(context, side, answers[i].get(operation)),
      })),
    );
    yield {
      operation,
      young: await measureYoung(operation, prepared, rounds.young),
      warm: await measureWarm(operation, prepared, rounds.warm),
    };
  }
}

interface Prepared {
  side: Side;
  configFile: string;
}

class Runner {
  readonly #workerd: Workerd;
  readonly #client: Client;
  readonly #path: string;
  readonly #bodies: Buffer[];

  private constructor(workerd: Workerd, side: Side, operation: TimedOperation) {
    this.#workerd = workerd;
    this.#client = new Client(workerd.port, kStores[side.store].headers);
    this.#path = operation.path;
    this.#bodies = bodiesOf(operation);
  }

  static async start({ side, configFile }: Prepared, operation: TimedOperation): Promise<Runner> {
    return new Runner(await Workerd.start(configFile), side, operation);
  }

  /** CPU of the process, in ms a call. */
  async run(calls: number): Promise<number> {
    const bodies = Array.from({ length: calls }, (_, call) => this.#bodies[call % kDistinctCalls]);
    const before = await this.#workerd.cpuMs();
    await runBlock(this.#client, this.#path, bodies, kConcurrency);
    return ((await this.#workerd.cpuMs()) - before) / calls;
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.#workerd.stop();
  }
}

async function measureYoung(
  operation: TimedOperation,
  sides: Prepared[],
  rounds: number,
): Promise<number[][]> {
  const measured: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const runner = await Runner.start(side, operation);
      measured[index].push(await runner.run(kYoungCalls));
      await runner.stop();
    }
  }
  return measured;
}

async function measureWarm(
  operation: TimedOperation,
  sides: Prepared[],
  rounds: number,
): Promise<number[][]> {
  const runners = await Promise.all(sides.map((side) => Runner.start(side, operation)));
  for (const runner of runners) await runner.run(kWarmUpCalls);
  const measured: number[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, runner] of runners.entries()) {
      measured[index].push(await runner.run(kWarmCalls));
    }
  }
  for (const runner of runners) await runner.stop();
  return measured;
}

function bodiesOf(operation: TimedOperation): Buffer[] {
  return Array.from({ length: kDistinctCalls }, (_, call) => toBody(operation.args(call)));
}

async function configOf(
  context: Context,
  { store, bundle }: Side,
  database: { answersFile: string } | { port: number } | undefined,
): Promise<string> {
  const { compatibilityDate, compatibilityFlags, vars } = kStores[store];
  const folder = await context.newFolder();
  return Workerd.prepare({ bundle, compatibilityDate, compatibilityFlags, vars, database, folder });
}

type Recordings = Map<TimedOperation, { answersFile: string }>;

/** Runs every operation on a database of its own and keeps what the database said. */
async function record(context: Context, side: Side): Promise<Recordings> {
  const folder = await context.newFolder();
  const recordings: Recordings = new Map();
  const simulator = await Simulator.startDatabase(folder);
  const meter = await D1Meter.start(simulator.url);
  const configFile = await configOf(context, side, { port: meter.port });
  const { headers } = kStores[side.store];
  const metered = await Metered.start({ simulator, meter, configFile, headers });
  try {
    await fill(metered.worker);
    for (const [index, operation] of kOperations.entries()) {
      if (!context.matches(operation)) continue;
      meter.record();
      // A new isolate may ask for more than others do: the replay must know that, too.
      await metered.restartWorker();
      for (let call = 0; call < kDistinctCalls; call += 1) {
        await metered.worker.call(operation.path, operation.args(call));
      }
      const answersFile = join(folder, `${index}.json`);
      await writeFile(answersFile, JSON.stringify(meter.takeRecording()));
      recordings.set(operation, { answersFile });
    }
  } finally {
    await metered.stop();
  }
  return recordings;
}

async function fill(worker: Client): Promise<void> {
  await worker.call('/v1/store/init', {});
  for (let call = 0; call < kDistinctCalls; call += 1) {
    await worker.call('/v1/memory/saveThread', { thread: threads[call] });
    await worker.call('/v1/memory/saveMessages', { messages: stored[call] });
    const run = { ...runOf(call), snapshot: snapshots[call] };
    await worker.call('/v1/workflows/persistWorkflowSnapshot', run);
    for (const score of scoresOf(call)) await worker.call('/v1/scores/saveScore', score);
  }
}
