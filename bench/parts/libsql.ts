// LibSQLStore beside @mastra/libsql: the same calls on a file and on a libSQL server (sqld), each
// store in a process of its own.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Sqld } from '../../test/contract/support/sqld.ts';
import { kThreads, makeMessages, makeThread, newMessages } from '../dataset.ts';
import type { Job, Outcome } from '../libsql/job.ts';
import { kTimedOperations, kWriteThreads } from '../operations.ts';
import type { Context } from '../support/context.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';

const kBlocks = 7;
const kBlockMs = 300;
const kStores = ['agentkeep', '@mastra/libsql'] as const;
const kPlaces = ['file', 'sqld'] as const;
const kOperations = [
  'getThreadById',
  'listMessages newest 40',
  'saveMessages x2',
  'saveMessages x50',
];

/** Times the calls per second of @mastra/libsql, by place and operation. */
const kAtLeast: Record<(typeof kPlaces)[number], (operation: string) => number | undefined> = {
  file: () => 1,
  sqld: (operation) =>
    operation === 'saveMessages x50' ? 5 : operation.startsWith('save') ? undefined : 1.5,
};

interface Measured {
  trips: number;
  callsPerSecond: number;
  cpuMs: number;
}

/** A store in a process of its own. */
class Runner {
  readonly #child: ChildProcess;

  constructor(program: string, store: string, url: string, authToken: string | undefined) {
    const args = [store, url, ...(authToken === undefined ? [] : [authToken])];
    this.#child = fork(program, args, { serialization: 'advanced' });
  }

  async ask(job: Job): Promise<Outcome> {
    this.#child.send(job);
    const [outcome] = (await once(this.#child, 'message')) as [Outcome];
    return outcome;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

export async function libsql(_context: Context): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-libsql-'));
  const program = await bundleForNode('bench/libsql/calls.ts', 'libsql-calls.mjs');
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  try {
    for (const place of kPlaces) {
      const measured = await measurePlace(place, program, folder);
      const [ours, theirs] = kStores.map((store) => measured.get(store)!);
      for (const operation of ['init, current schema', ...kOperations]) {
        const [our, their] = [ours!.get(operation)!, theirs!.get(operation)!];
        const ratio = our.callsPerSecond / their.callsPerSecond;
        rows.push([
          operation,
          place,
          ...[our, their].flatMap(({ trips, callsPerSecond, cpuMs }) => [
            place === 'file' ? '' : trips,
            callsPerSecond,
            cpuMs,
          ]),
          `${ratio.toFixed(2)}x`,
        ]);
        if (place === 'sqld') {
          targets.push({
            what: `${operation}, round trips`,
            value: our.trips,
            limit: 1,
            atMost: true,
          });
        }
        const limit = operation.startsWith('init') ? undefined : kAtLeast[place](operation);
        if (limit === undefined) continue;
        targets.push({
          what: `${operation}, ${place}, times the calls per second`,
          value: ratio,
          limit,
          atMost: false,
        });
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
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

async function measurePlace(place: (typeof kPlaces)[number], program: string, folder: string) {
  const opened: { store: string; runner: Runner; close(): Promise<void> }[] = [];
  const measured = new Map<string, Map<string, Measured>>();
  try {
    for (const store of kStores) {
      const at = place === 'file' ? fileIn(folder, store) : await server();
      const start = () => new Runner(program, store, at.url, at.authToken);
      // Makes the tables and fills them; what is measured is a process that finds them there.
      const seeder = start();
      await seeder.ask({ init: true });
      for (const job of seed()) await seeder.ask(job);
      await seeder.stop();
      const runner = start();
      opened.push({ store, runner, close: at.close });
      const { ms, cpuMs, trips } = await runner.ask({ init: true });
      const init = { trips, callsPerSecond: 1000 / ms, cpuMs };
      measured.set(store, new Map([['init, current schema', init]]));
    }
    for (const operation of kOperations) {
      const counts = new Map<string, number>();
      const trips = new Map<string, number>();
      for (const each of opened) {
        const warm = await each.runner.ask(callsOf(operation, 50));
        counts.set(each.store, Math.max(5, Math.round((kBlockMs * 50) / warm.ms)));
        trips.set(each.store, (await each.runner.ask(callsOf(operation, 1))).trips);
      }
      const blocks = new Map<string, Outcome[]>(opened.map(({ store }) => [store, []]));
      for (let round = 0; round < kBlocks; round += 1) {
        for (const { store, runner } of opened) {
          const calls = counts.get(store)!;
          const { ms, cpuMs, trips } = await runner.ask(callsOf(operation, calls));
          blocks.get(store)!.push({ ms: ms / calls, cpuMs: cpuMs / calls, trips });
        }
      }
      for (const [store, outcomes] of blocks) {
        measured.get(store)!.set(operation, {
          trips: trips.get(store)!,
          callsPerSecond: 1000 / median(outcomes.map(({ ms }) => ms)),
          cpuMs: median(outcomes.map(({ cpuMs }) => cpuMs)),
        });
      }
    }
  } finally {
    for (const { runner, close } of opened) {
      await runner.stop();
      await close();
    }
  }
  return measured;
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
    { method: 'saveThread', calls: threads.map((thread) => ({ thread: dated(thread) })) },
  ];
  for (let thread = 0; thread < kThreads; thread += 1) {
    const messages = makeMessages(thread).map(dated);
    const calls = [];
    for (let first = 0; first < messages.length; first += 500) {
      calls.push({ messages: messages.slice(first, first + 500) });
    }
    jobs.push({ method: 'saveMessages', calls });
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
    return { method, calls: Array.from({ length: count }, () => args(next++)) };
  }
  const messages = (call: number) =>
    newMessages(kWriteThreads[call % kWriteThreads.length], Number(saved[1]), call).map(dated);
  const calls = Array.from({ length: count }, () => ({ messages: messages(next++) }));
  return { method: 'saveMessages', calls };
}

function fileIn(folder: string, store: string) {
  const name = `${store.replaceAll(/\W/g, '-')}.db`;
  return { url: `file:${join(folder, name)}`, authToken: undefined, close: async () => {} };
}

async function server() {
  const sqld = await Sqld.start();
  return { url: sqld.url, authToken: sqld.token(), close: () => sqld.remove() };
}
