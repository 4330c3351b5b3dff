// CPU of the Worker alone: workerd's own CPU time while recorded answers stand for the database.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { kTimedOperations, kWriteThreads, requestOf } from '../operations.ts';
import type { TimedOperation } from '../operations.ts';
import { kTimedRunOperations } from '../runs.ts';
import { kStores } from '../stores.ts';
import type { StoreName } from '../stores.ts';
import { Client, runBlock, toBody } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import { cpuOfCalls, kBlocks, kDistinctCalls } from '../support/cpu.ts';
import type { Runner } from '../support/cpu.ts';
import type { Section, Target } from '../support/report.ts';
import { Workerd } from '../support/workerd.ts';

const kCompared: StoreName[] = ['agentkeep', 'incumbent'];
const kMeasured: StoreName[] = [...kCompared, 'empty'];
const kConcurrency = 16;
const kOperations = [...kTimedOperations, ...kTimedRunOperations];

export async function cpu(context: Context): Promise<Section> {
  const stores = kMeasured.filter((name) => name === 'empty' || context.has(name));
  const answers = new Map<StoreName, Map<TimedOperation, Recording>>();
  for (const name of kCompared.filter(context.has)) answers.set(name, await record(context, name));

  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const operation of kOperations.filter(context.matches)) {
    const recordings = new Map([...answers].map(([name, all]) => [name, all.get(operation)]));
    const measured = await measure(context, operation, stores, recordings);
    const [ours, theirs] = kCompared.map((name) => measured.get(name));
    const ratio = ours !== undefined && theirs !== undefined ? ours / theirs : undefined;
    rows.push([
      operation.name,
      ...stores.map((name) => measured.get(name)?.toFixed(3) ?? ''),
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

function bodiesOf(operation: TimedOperation, store: StoreName): Buffer[] {
  const { args } = requestOf(operation, store);
  return Array.from({ length: kDistinctCalls }, (_, call) => toBody(args(call)));
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
    for (const [index, operation] of kOperations.entries()) {
      if (!context.matches(operation)) continue;
      // The first call of an isolate may ask more than later ones do: the replay must know that too.
      metered.meter.record();
      await metered.restartWorker();
      const answers: Buffer[] = [];
      for (const body of bodiesOf(operation, name)) {
        const answer = await metered.worker.post(requestOf(operation, name).path, body);
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
  const clients: Client[] = [];
  const runners: Runner<StoreName>[] = [];
  try {
    for (const name of stores) {
      const recording = recordings.get(name);
      const workerd = await Workerd.start(await context.workerdConfig(name, recording));
      const client = new Client(workerd.port, kStores[name].headers);
      clients.push(client);
      const bodies = bodiesOf(operation, name);
      const { path } = requestOf(operation, name);
      const run = (calls: number) =>
        runBlock(
          client,
          path,
          Array.from({ length: calls }, (_, call) => bodies[call % bodies.length]),
          kConcurrency,
        );
      runners.push({ name, workerd, run });
      if (recording) await checkReplay(operation, path, bodies, client, recording);
    }
    return await cpuOfCalls(runners);
  } finally {
    for (const client of clients) client.close();
    for (const { workerd } of runners) await workerd.stop();
  }
}

/** A replayed call must answer what the recorded one did; a write may differ in its times only. */
async function checkReplay(
  operation: TimedOperation,
  path: string,
  bodies: Buffer[],
  client: Client,
  { answers }: Recording,
): Promise<void> {
  for (const [call, body] of bodies.entries()) {
    const { status, body: answer } = await client.post(path, body);
    const known = operation.answersVary === true || answer.equals(answers[call]);
    if (status !== 200 || !known) {
      throw new Error(
        `${operation.name}: call ${call} was recorded as ${answers[call].subarray(0, 200)}, ` +
          `but replayed as HTTP ${status} ${answer.subarray(0, 200)}`,
      );
    }
  }
}
