// CPU of the Worker alone: workerd's own CPU time while recorded answers stand for the database.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { kTimedOperations, kWriteThreads } from '../operations.ts';
import type { TimedOperation } from '../operations.ts';
import { kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import { Client, runBlock, toBody } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';

const kCompared: StoreName[] = ['agentkeep', 'incumbent'];
const kMeasured: StoreName[] = [...kCompared, 'empty'];
/** Different calls of an operation, repeated in turn. */
const kDistinctCalls = 20;
const kConcurrency = 16;
const kBlocks = 7;
const kBlockCpuMs = 400;
/** V8 has compiled what is hot, JavaScript and Wasm, after so many calls and so much work. */
const kWarmUpCalls = 600;
const kWarmUpCpuMs = 1_500;

interface Runner {
  name: StoreName;
  workerd: Workerd;
  client: Client;
  callsInBlock: number;
  cpuMsPerCall: number[];
}

export async function cpu(context: Context): Promise<Section> {
  const stores = kMeasured.filter((name) => name === 'empty' || context.has(name));
  const answers = new Map<StoreName, Map<TimedOperation, Recording>>();
  for (const name of kCompared.filter(context.has)) answers.set(name, await record(context, name));

  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const operation of kTimedOperations) {
    const recordings = new Map([...answers].map(([name, all]) => [name, all.get(operation)]));
    const measured = await measure(context, operation, stores, recordings);
    const [ours, theirs] = kCompared.map((name) => measured.get(name));
    const ratio = ours !== undefined && theirs !== undefined ? ours / theirs : undefined;
    rows.push([
      operation.name,
      ...stores.map((name) => (measured.get(name) ?? NaN).toFixed(3)),
      ratio === undefined ? '' : ratio.toFixed(2),
    ]);
    if (ratio !== undefined && operation.cpuTarget !== undefined) {
      targets.push({
        what: `${operation.name}, CPU over the incumbent's`,
        value: ratio,
        limit: operation.cpuTarget,
        atMost: true,
      });
    }
  }
  return {
    title: 'CPU of the Worker alone',
    notes: [
      'CPU time of the workerd process a call, in ms, all threads. A stand-in for the D1 binding answers ' +
        'from memory: JSON and rows of each trip are in the number, D1 and its client are not. ' +
        `${kDistinctCalls} different calls an operation, c=${kConcurrency}, medians of ${kBlocks} ` +
        'alternating blocks. `empty` gets the same requests and answers a constant.',
    ],
    columns: ['operation', ...stores, 'ratio'],
    rows,
    targets,
  };
}

interface Recording {
  /** What the replay needs, see replay-d1.js. */
  answersFile: string;
  /** The answer of each distinct call. */
  answers: Buffer[];
}

function bodiesOf(operation: TimedOperation): Buffer[] {
  return Array.from({ length: kDistinctCalls }, (_, call) => toBody(operation.args(call)));
}

/** Runs every operation on the seeded database and keeps what the database said. */
async function record(context: Context, name: StoreName): Promise<Map<TimedOperation, Recording>> {
  const folder = await context.newFolder();
  const recordings = new Map<TimedOperation, Recording>();
  const metered = await context.startMetered(name, await context.seededDatabase(name));
  try {
    await metered.worker.call('/v1/store/init', {});
    for (const thread of kWriteThreads) {
      await metered.worker.call('/v1/memory/saveThread', { thread });
    }
    for (const [index, operation] of kTimedOperations.entries()) {
      // The first call of an isolate may ask more than later ones do: the replay must know that too.
      metered.meter.record();
      await metered.restartWorker();
      const answers: Buffer[] = [];
      for (const body of bodiesOf(operation)) {
        const answer = await metered.worker.post(operation.path, body);
        if (answer.status !== 200) {
          throw new Error(`${name}, ${operation.name}: HTTP ${answer.status}: ${answer.body}`);
        }
        answers.push(answer.body);
      }
      const answersFile = join(folder, `${index}.json`);
      await writeFile(answersFile, JSON.stringify(metered.meter.takeRecording()));
      recordings.set(operation, { answersFile, answers });
    }
  } finally {
    await metered.stop();
  }
  return recordings;
}

async function measure(
  context: Context,
  operation: TimedOperation,
  stores: StoreName[],
  recordings: Map<StoreName, Recording | undefined>,
): Promise<Map<StoreName, number>> {
  const bodies = bodiesOf(operation);
  const block = ({ client }: Runner, calls: number) =>
    runBlock(
      client,
      operation.path,
      Array.from({ length: calls }, (_, call) => bodies[call % bodies.length]),
      kConcurrency,
    );
  const runners: Runner[] = [];
  try {
    for (const name of stores) {
      const recording = recordings.get(name);
      const workerd = await Workerd.start(await context.workerdConfig(name, recording));
      const client = new Client(workerd.port, kStores[name].headers);
      const runner = { name, workerd, client, callsInBlock: 0, cpuMsPerCall: [] };
      runners.push(runner);
      if (recording) await checkReplay(operation, bodies, client, recording);
      runner.callsInBlock = await warmUp(runner, block);
    }
    for (let round = 0; round < kBlocks; round += 1) {
      for (const runner of runners) {
        const before = await runner.workerd.cpuMs();
        await block(runner, runner.callsInBlock);
        const spent = (await runner.workerd.cpuMs()) - before;
        runner.cpuMsPerCall.push(spent / runner.callsInBlock);
      }
    }
  } finally {
    for (const { client, workerd } of runners) {
      client.close();
      await workerd.stop();
    }
  }
  return new Map(runners.map(({ name, cpuMsPerCall }) => [name, median(cpuMsPerCall)]));
}

/** Lets V8 compile what is hot, and tells how many calls fill a block. */
async function warmUp(
  runner: Runner,
  block: (runner: Runner, calls: number) => Promise<unknown>,
): Promise<number> {
  let calls = 0;
  let cpuMsPerCall = 0;
  for (let spentMs = 0; calls < kWarmUpCalls || spentMs < kWarmUpCpuMs; calls += kDistinctCalls) {
    const before = await runner.workerd.cpuMs();
    await block(runner, kDistinctCalls);
    const blockMs = (await runner.workerd.cpuMs()) - before;
    spentMs += blockMs;
    cpuMsPerCall = blockMs / kDistinctCalls;
  }
  return Math.max(kDistinctCalls, Math.ceil(kBlockCpuMs / cpuMsPerCall));
}

/** A replayed call must answer what the recorded one did; a write may differ in its times only. */
async function checkReplay(
  operation: TimedOperation,
  bodies: Buffer[],
  client: Client,
  { answers }: Recording,
): Promise<void> {
  for (const [call, body] of bodies.entries()) {
    const { status, body: answer } = await client.post(operation.path, body);
    if (status !== 200 || !answer.equals(answers[call])) {
      throw new Error(
        `${operation.name}: call ${call} was recorded as ${answers[call].subarray(0, 200)}, ` +
          `but replayed as HTTP ${status} ${answer.subarray(0, 200)}`,
      );
    }
  }
}
