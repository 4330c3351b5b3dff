// Times calls of LibSQLStore beside those of @mastra/libsql, on a file and on a libSQL server (sqld),
// each store in a process of its own.
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Sqld } from '../../test/contract/support/sqld.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';
import type { Job, Outcome } from './job.ts';

export const kBlocks = 7;
const kBlockMs = 300;
export const kStores = ['agentkeep', '@mastra/libsql'] as const;
export const kPlaces = ['file', 'sqld'] as const;
export type Place = (typeof kPlaces)[number];
export const kInit = 'init, current schema';

export interface Measured {
  readonly trips: number;
  /** Of the server; 0 on a file. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly callsPerSecond: number;
  readonly cpuMs: number;
}

export interface Compared {
  readonly place: Place;
  readonly operation: string;
  readonly ours: Measured;
  readonly theirs: Measured;
}

/** What is measured. */
export interface Workload {
  readonly operations: readonly string[];
  /** What is there before. */
  seed(): Job[];
  /** Calls that no process has made before, where they write. */
  callsOf(operation: string, count: number): Job;
}

/** One round trip on a server and, where `limit` is given, so many times the calls of the other. */
export function targetsOf(
  { place, operation, ours, theirs }: Compared,
  limit: number | undefined,
): Target[] {
  const targets: Target[] = [];
  if (place === 'sqld') {
    targets.push({ what: `${operation}, round trips`, value: ours.trips, limit: 1, atMost: true });
  }
  if (limit !== undefined) {
    const what = `${operation}, ${place}, times the calls per second`;
    const value = ours.callsPerSecond / theirs.callsPerSecond;
    targets.push({ what, value, limit, atMost: false });
  }
  return targets;
}

/** What is compared of a workload, as a section of the report; `atLeast` is the limit of targetsOf(). */
export async function sectionOf(
  workload: Workload,
  {
    title,
    of,
    atLeast,
  }: { title: string; of: string; atLeast: (place: Place, operation: string) => number },
): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for await (const compared of measure(workload)) {
    const { place, operation, ours, theirs } = compared;
    if (operation === kInit) continue;
    const ratio = ours.callsPerSecond / theirs.callsPerSecond;
    rows.push([
      operation,
      place,
      ...[ours, theirs].flatMap(({ trips, rowsRead, rowsWritten, callsPerSecond }) => [
        ...(place === 'file' ? ['', '', ''] : [trips, rowsRead, rowsWritten]),
        callsPerSecond,
      ]),
      `${ratio.toFixed(2)}x`,
    ]);
    targets.push(...targetsOf(compared, atLeast(place, operation)));
  }
  return {
    title,
    notes: [
      `${of} The classes in Node, one call after another, each in a process and on a database of its own; ` +
        'sqld on the same machine, which says how many rows it read and wrote. ' +
        `Medians of ${kBlocks} alternating blocks.`,
    ],
    columns: [
      'operation',
      '',
      ...kStores.flatMap((store) => [
        `${store}: round trips`,
        'rows read',
        'rows written',
        'calls/s',
      ]),
      'ratio',
    ],
    rows,
    targets,
  };
}

/** A store in a process of its own. */
class Runner {
  readonly #child: ChildProcess;

  constructor(program: string, ...args: string[]) {
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

/** Of each place what each store needs for each operation, and for init(). */
export async function* measure(workload: Workload): AsyncGenerator<Compared> {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-libsql-'));
  const program = await bundleForNode('bench/libsql/calls.ts', 'libsql-calls.mjs');
  try {
    for (const place of kPlaces) {
      const measured = await measurePlace(workload, place, program, folder);
      const [ours, theirs] = kStores.map((store) => measured.get(store)!);
      for (const operation of [kInit, ...workload.operations]) {
        yield { place, operation, ours: ours!.get(operation)!, theirs: theirs!.get(operation)! };
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measurePlace(
  { operations, seed, callsOf }: Workload,
  place: Place,
  program: string,
  folder: string,
) {
  const opened: { store: string; runner: Runner; counter: Runner; close(): Promise<void> }[] = [];
  const measured = new Map<string, Map<string, Measured>>();
  try {
    for (const store of kStores) {
      const at = place === 'file' ? fileIn(folder, store) : await server();
      const start = (...more: string[]) =>
        new Runner(program, store, at.url, ...[at.authToken ?? [], more].flat());
      // Makes the tables and fills them; what is measured is a process that finds them there.
      const seeder = start();
      await seeder.ask({ init: true });
      for (const job of seed()) await seeder.ask(job);
      await seeder.stop();
      const runner = start();
      const counter = start(...(place === 'file' ? [] : ['rows']));
      opened.push({ store, runner, counter, close: at.close });
      const { ms, cpuMs, trips } = await runner.ask({ init: true });
      const { rowsRead, rowsWritten } = await counter.ask({ init: true });
      const init = { trips, rowsRead, rowsWritten, callsPerSecond: 1000 / ms, cpuMs };
      measured.set(store, new Map([[kInit, init]]));
    }
    for (const operation of operations) {
      const counts = new Map<string, number>();
      const one = new Map<string, Outcome>();
      for (const each of opened) {
        const warm = await each.runner.ask(callsOf(operation, 50));
        counts.set(each.store, Math.max(5, Math.round((kBlockMs * 50) / warm.ms)));
        await each.counter.ask(callsOf(operation, 1));
        one.set(each.store, await each.counter.ask(callsOf(operation, 1)));
      }
      const blocks = new Map<string, Outcome[]>(opened.map(({ store }) => [store, []]));
      for (let round = 0; round < kBlocks; round += 1) {
        for (const { store, runner } of opened) {
          const calls = counts.get(store)!;
          const outcome = await runner.ask(callsOf(operation, calls));
          const { ms, cpuMs } = outcome;
          blocks.get(store)!.push({ ...outcome, ms: ms / calls, cpuMs: cpuMs / calls });
        }
      }
      for (const [store, outcomes] of blocks) {
        measured.get(store)!.set(operation, {
          ...one.get(store)!,
          callsPerSecond: 1000 / median(outcomes.map(({ ms }) => ms)),
          cpuMs: median(outcomes.map(({ cpuMs }) => cpuMs)),
        });
      }
    }
  } finally {
    for (const { runner, counter, close } of opened) {
      await runner.stop();
      await counter.stop();
      await close();
    }
  }
  return measured;
}

function fileIn(folder: string, store: string) {
  const name = `${store.replaceAll(/\W/g, '-')}.db`;
  return { url: `file:${join(folder, name)}`, authToken: undefined, close: async () => {} };
}

async function server() {
  const sqld = await Sqld.start();
  return { url: sqld.url, authToken: sqld.token(), close: () => sqld.remove() };
}
