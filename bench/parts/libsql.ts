// LibSQLStore beside @mastra/libsql: the same calls of the memory domain.
import { kThreads, makeMessages, makeThread, newMessages } from '../dataset.ts';
import type { Job } from '../libsql/job.ts';
import { kBlocks, kInit, kStores, measure, targetsOf } from '../libsql/measure.ts';
import type { Place } from '../libsql/measure.ts';
import { kTimedOperations, kWriteThreads } from '../operations.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';

const kOperations = [
  'getThreadById',
  'listMessages newest 40',
  'saveMessages x2',
  'saveMessages x50',
];

/** Times the calls per second of @mastra/libsql, by place and operation. */
const kAtLeast: Record<Place, (operation: string) => number | undefined> = {
  file: () => 1,
  sqld: (operation) =>
    operation === 'saveMessages x50' ? 5 : operation.startsWith('save') ? undefined : 1.5,
};

export async function libsql(_context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for await (const compared of measure(kWorkload)) {
    const { place, operation, ours, theirs } = compared;
    const ratio = ours.callsPerSecond / theirs.callsPerSecond;
    rows.push([
      operation,
      place,
      ...[ours, theirs].flatMap(({ trips, callsPerSecond, cpuMs }) => [
        place === 'file' ? '' : trips,
        callsPerSecond,
        cpuMs,
      ]),
      `${ratio.toFixed(2)}x`,
    ]);
    const limit = operation === kInit ? undefined : kAtLeast[place](operation);
    targets.push(...targetsOf(compared, limit));
  }
  return {
    title: 'libSQL and SQLite files',
    notes: [
      'The classes in Node, one call after another, each in a process and on a database of its own; sqld on the ' +
        `same machine. Medians of ${kBlocks} alternating blocks; CPU is that of the caller, in ms a call.`,
    ],
    columns: [
      'operation',
      '',
      ...kStores.flatMap((store) => [`${store}: round trips`, 'calls/s', 'CPU']),
      'ratio',
    ],
    rows,
    targets,
  };
}

/** As the types of the framework have them. */
const dated = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === 'createdAt' || name === 'updatedAt' ? new Date(member as string) : member,
    ]),
  );

function seed(): Job[] {
  const threads = [...Array.from({ length: kThreads }, (_, i) => makeThread(i)), ...kWriteThreads];
  const jobs: Job[] = [
    { method: 'memory.saveThread', calls: threads.map((thread) => [{ thread: dated(thread) }]) },
  ];
  for (let thread = 0; thread < kThreads; thread += 1) {
    const messages = makeMessages(thread).map(dated);
    const calls = [];
    for (let first = 0; first < messages.length; first += 500) {
      calls.push([{ messages: messages.slice(first, first + 500) }]);
    }
    jobs.push({ method: 'memory.saveMessages', calls });
  }
  return jobs;
}

let next = 0;

/** Calls that no process has made before, where they write. */
function callsOf(operation: string, count: number): Job {
  const saved = /^saveMessages x(\d+)$/.exec(operation);
  if (saved === null) {
    const { path, args } = kTimedOperations.find(({ name }) => name === operation)!;
    const method = path.slice(path.lastIndexOf('/') + 1);
    return {
      method: `memory.${method}`,
      calls: Array.from({ length: count }, () => [args(next++)]),
    };
  }
  const messages = (call: number) =>
    newMessages(kWriteThreads[call % kWriteThreads.length], Number(saved[1]), call).map(dated);
  const calls = Array.from({ length: count }, () => [{ messages: messages(next++) }]);
  return { method: 'memory.saveMessages', calls };
}

const kWorkload = { operations: kOperations, seed, callsOf };
