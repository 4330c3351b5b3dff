// Many callers for minutes, one large body in a hundred: what they are answered, how long the slowest
// wait, and what memory the process has that runs the core.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import { kCallers, kLargeBytes, kSeconds, measure } from '../load/calls.ts';
import type { Measured } from '../load/calls.ts';
import { kStores } from '../stores.ts';
import { bundleForNode } from '../support/bundle.ts';
import { Client } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { Simulator } from '../support/simulator.ts';
import { percentile } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';

/** Of workerd; a process of Node has its callers, too. */
const kMostMib = 400;
/** What the second half has at most, times the first. */
const kMostGrowth = 1.15;

interface Place {
  readonly measure: (context: Context) => Promise<Measured>;
  readonly mostMib?: number;
}

const kPlaces: Record<string, Place> = {
  D1: { measure: onD1, mostMib: kMostMib },
  objects: { measure: onObjects, mostMib: kMostMib },
  'a file': { measure: onFile },
  PostgreSQL: { measure: onPostgres },
};

export async function load(context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const [place, { measure, mostMib }] of Object.entries(kPlaces)) {
    if (!context.matches({ name: place })) continue;
    const { latencies, answers, mib, calls } = await measure(context);
    for (const [operation, values] of Object.entries(latencies)) {
      const times = [0.5, 0.99].map((fraction) => percentile(values, fraction).toFixed(1));
      rows.push([place, operation, values.length, ...times, '']);
    }
    const { 200: good = 0, overloaded = 0, ...others } = answers;
    const said = Object.entries({ done: good, overloaded, ...others });
    rows.push([
      place,
      `all: ${said.map(([word, count]) => `${count} ${word}`).join(', ')}`,
      calls,
      '',
      '',
      mib.map((each) => each.toFixed(0)).join(', '),
    ]);
    targets.push({
      what: `${place}, answers that are neither good nor overloaded`,
      value: Object.values(others).reduce((sum, count) => sum + count, 0),
      limit: 0,
      atMost: true,
    });
    const [, ...quarters] = mib;
    targets.push({
      what: `${place}, memory in the second half, times that in the first`,
      value: Math.max(...quarters.slice(2)) / Math.max(...quarters.slice(0, 2)),
      limit: kMostGrowth,
      atMost: true,
    });
    if (mostMib === undefined) continue;
    const what = `${place}, memory of workerd, MiB`;
    targets.push({ what, value: Math.max(...mib), limit: mostMib, atMost: true });
  }
  return {
    title: 'Load',
    notes: [
      `${kCallers} callers for ${kSeconds} s, one call after the other each; one call in a hundred saves a message of ` +
        `${kLargeBytes / 1_000_000} MB. D1 and objects: over HTTP to the Worker in a bare workerd; D1 is another ` +
        'process, objects keep their databases in the same one. A file and PostgreSQL: the class in a process of ' +
        'Node, with its callers. Memory: what is resident at the start, after each quarter and at the end, of the ' +
        'process that runs the core.',
    ],
    columns: ['database', 'operation', 'calls', 'p50, ms', 'p99, ms', 'memory, MiB'],
    rows,
    targets,
  };
}

async function onD1(context: Context): Promise<Measured> {
  const database = await Simulator.startDatabase(await context.newFolder());
  try {
    return await inWorkerd(context, {}, { database: { port: Number(database.url.port) } });
  } finally {
    await database.stop();
  }
}

async function onObjects(context: Context): Promise<Measured> {
  const objects = { className: 'AgentKeepObject', folder: await context.newFolder() };
  return inWorkerd(context, { AGENTKEEP_DATABASE: 'durable-object' }, { objects });
}

async function inWorkerd(
  context: Context,
  vars: Record<string, string>,
  databases: Pick<Parameters<typeof Workerd.prepare>[0], 'database' | 'objects'>,
): Promise<Measured> {
  const { compatibilityDate, compatibilityFlags, vars: own, headers } = kStores.agentkeep;
  const configFile = await Workerd.prepare({
    bundle: await context.bundle('agentkeep'),
    compatibilityDate,
    compatibilityFlags,
    vars: { ...own, ...vars },
    folder: await context.newFolder(),
    ...databases,
  });
  const workerd = await Workerd.start(configFile);
  const client = new Client(workerd.port, headers);
  try {
    return await measure(async (method, args) => {
      const json = Buffer.from(JSON.stringify(args));
      const { status, body } = await client.post(`/v1/memory/${method}`, json);
      if (status === 200) return '200';
      return (JSON.parse(body.toString()) as { error: { code: string } }).error.code;
    }, workerd.pid);
  } finally {
    client.close();
    await workerd.stop();
  }
}

async function onFile(context: Context): Promise<Measured> {
  return inNode('file', join(await context.newFolder(), 'load.db'));
}

async function onPostgres(): Promise<Measured> {
  const server = await PostgresServer.start({});
  try {
    const { host, port, user, database } = server;
    return await inNode('postgres', JSON.stringify({ host, port, user, database }));
  } finally {
    server.stop();
  }
}

async function inNode(...args: string[]): Promise<Measured> {
  const program = await bundleForNode('bench/load/in-node.ts', 'load-in-node.mjs');
  const child = fork(program, args, { serialization: 'advanced' });
  const ended = once(child, 'exit').then(([code]): never => {
    throw new Error(`${args[0]}: the process ended with ${code}`);
  });
  const [measured] = await Promise.race([once(child, 'message'), ended]);
  await ended.catch(() => undefined);
  return measured as Measured;
}
