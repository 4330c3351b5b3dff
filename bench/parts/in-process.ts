// CPU of the class in a Worker of the user's: many calls a request, so HTTP does not count, and
// recorded answers stand for the database.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { kTimedOperations, kWriteThreads } from '../operations.ts';
import type { TimedOperation } from '../operations.ts';
import type { StoreName } from '../stores.ts';
import { Client } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import { cpuOfCalls, kBlocks, kDistinctCalls } from '../support/cpu.ts';
import type { Runner } from '../support/cpu.ts';
import type { Section, Target } from '../support/report.ts';
import { Workerd } from '../support/workerd.ts';

const kCompared = ['agentkeep', 'incumbent'] as const;
type Compared = (typeof kCompared)[number];
const kCallsInRequest = 200;

const inProcess = (name: Compared | 'empty'): StoreName => `${name}, in process`;

interface Recording {
  /** What the replay needs, see replay-d1.js. */
  answersFile: string;
  /** What each distinct call gives. */
  answers: string[];
}

export async function inProcessCpu(context: Context): Promise<Section> {
  const compared = kCompared.filter(context.has);
  const recordings = new Map<Compared, Map<TimedOperation, Recording>>();
  for (const name of compared) recordings.set(name, await record(context, name));

  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const operation of kTimedOperations) {
    const recorded = new Map(compared.map((name) => [name, recordings.get(name)?.get(operation)]));
    const alone = await measure(context, operation, recorded, false);
    const withClient = await measure(context, operation, recorded, true);
    const [ratio, ratioWithClient] = [alone, withClient].map(ratioOf);
    rows.push([
      operation.name,
      ...[...compared, 'empty' as const].map((name) => alone.get(name)?.toFixed(4) ?? ''),
      ratio?.toFixed(2) ?? '',
      ...compared.map((name) => withClient.get(name)?.toFixed(3) ?? ''),
      ratioWithClient?.toFixed(2) ?? '',
      compareAnswers(operation, [...recorded.values()]),
    ]);
    if (ratio !== undefined && operation.inProcessCpuTarget !== undefined) {
      targets.push({
        what: `${operation.name} in process, CPU over the incumbent's`,
        value: ratio,
        limit: operation.inProcessCpuTarget,
        atMost: true,
      });
    }
  }
  return {
    title: 'CPU of the class in a Worker',
    notes: [
      '`new D1Store({ binding })` of either package in the same Worker, bundled and minified by wrangler with ' +
        '`nodejs_compat`. CPU time of the workerd process a call, in ms, all threads; ' +
        `${kCallsInRequest} calls a request, one after another. The stand-in for the D1 binding of the table ` +
        `above, its cost included. ${kDistinctCalls} different calls an operation, medians of ${kBlocks} ` +
        'alternating blocks. `empty` is a class that does nothing. "with client": behind the D1 client of ' +
        'workerd, which runs in the Worker and is paid by it, answers a Worker in the same process, whose cost ' +
        'is included; the targets are those without.',
    ],
    columns: [
      'operation',
      ...compared,
      'empty',
      'ratio',
      ...compared.map((name) => `${name}, with client`),
      'ratio',
      'answers',
    ],
    rows,
    targets,
  };
}

function ratioOf(measured: Map<Compared | 'empty', number>): number | undefined {
  const ours = measured.get('agentkeep');
  const theirs = measured.get('incumbent');
  return ours === undefined || theirs === undefined ? undefined : ours / theirs;
}

function callsOf(operation: TimedOperation): unknown[] {
  return Array.from({ length: kDistinctCalls }, (_, call) => operation.args(call));
}

/** Makes the Worker behind `client` ready to call a method. */
async function prepare(client: Client, path: string, calls: unknown[]): Promise<void> {
  await client.call('/prepare', { method: path.slice(path.lastIndexOf('/') + 1), calls });
}

async function answersOf(client: Client, calls: number): Promise<string[]> {
  const answers: string[] = [];
  for (let call = 0; call < calls; call += 1) {
    answers.push(JSON.stringify(await client.call(`/answer?call=${call}`, null)));
  }
  return answers;
}

/** Runs every operation on the seeded database and keeps what the database said. */
async function record(context: Context, name: Compared): Promise<Map<TimedOperation, Recording>> {
  const folder = await context.newFolder();
  const recordings = new Map<TimedOperation, Recording>();
  const metered = await context.startMetered(inProcess(name), await context.seededDatabase(name));
  try {
    const threads = kWriteThreads.map((thread) => ({ thread }));
    await prepare(metered.worker, 'saveThread', threads);
    await answersOf(metered.worker, threads.length);
    for (const [index, operation] of kTimedOperations.entries()) {
      metered.meter.record();
      await metered.restartWorker();
      await prepare(metered.worker, operation.path, callsOf(operation));
      const answers = await answersOf(metered.worker, kDistinctCalls);
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
  recordings: Map<Compared, Recording | undefined>,
  behindClient: boolean,
): Promise<Map<Compared | 'empty', number>> {
  const clients: Client[] = [];
  const runners: Runner<Compared | 'empty'>[] = [];
  try {
    const names = behindClient ? [...recordings.keys()] : [...recordings.keys(), 'empty' as const];
    for (const name of names) {
      const recording = name === 'empty' ? undefined : recordings.get(name);
      const config = await context.workerdConfig(
        inProcess(name),
        recording && { ...recording, behindClient },
      );
      const workerd = await Workerd.start(config);
      const client = new Client(workerd.port);
      clients.push(client);
      runners.push({ name, workerd, run: (calls) => runCalls(client, calls) });
      await prepare(client, operation.path, callsOf(operation));
      const answers = await answersOf(client, kDistinctCalls);
      const wrong = recording ? answers.findIndex((text, i) => text !== recording.answers[i]) : -1;
      if (wrong >= 0) {
        throw new Error(
          `${name}, ${operation.name}: call ${wrong} was recorded as ` +
            `${recording?.answers[wrong].slice(0, 200)}, but replayed as ${answers[wrong].slice(0, 200)}`,
        );
      }
    }
    return await cpuOfCalls(runners);
  } finally {
    for (const client of clients) client.close();
    for (const { workerd } of runners) await workerd.stop();
  }
}

async function runCalls(client: Client, calls: number): Promise<void> {
  for (let left = calls; left > 0; left -= kCallsInRequest) {
    await client.call(`/run?calls=${Math.min(left, kCallsInRequest)}`, null);
  }
}

/** CPU can be compared only where the answers are the same. */
function compareAnswers(
  operation: TimedOperation,
  [ours, theirs]: (Recording | undefined)[],
): string {
  if (!ours || !theirs) return '';
  // The threads were filled in other ways; a page of none has a total of its own in every adapter.
  const { perPage } = operation.args(0) as { perPage?: unknown };
  const ignored = new Set(['updatedAt', ...(perPage === 0 ? ['total', 'hasMore'] : [])]);
  const differing = ours.answers.filter(
    (text, call) => essence(text, ignored) !== essence(theirs.answers[call], ignored),
  );
  return differing.length === 0 ? 'equal' : `${differing.length} of ${kDistinctCalls} differ`;
}

/** The order of an object's members says nothing. */
function essence(json: string, ignored: Set<string>): string {
  return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !ignored.has(name))
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}
