// Vectors on D1 and in a Durable Object, through the Worker, and on DynamoDB.
import { pathToFileURL } from 'node:url';

import { bundleForNode } from '../support/bundle.ts';
import { toBody } from '../support/client.ts';
import type { Client } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { Numbers, words } from '../vectors/data.ts';
import { costIn, withObjects } from './traces.ts';

const kDimension = 100;
const kQueries = 100;
const kCounts = [10_000, 100_000];
const kMegabytes = 2;
const kCpuMs = 10;

interface Measure {
  costs(
    source: string,
    dimension: number,
    count: number,
  ): Promise<{
    isOfficial: boolean;
    queryCalls: number;
    readUnits: number;
    writeUnits: number;
    recall: number;
  }>;
}

/** What a query is answered by, and asked with. */
interface Asked {
  client: Client;
  /** CPU of the Worker's process so far. */
  cpuMs(): Promise<number>;
  /** Bytes that the database has answered so far, where they pass through a meter. */
  bytes?(): number;
}

interface Found {
  upsertMs: number;
  times: number[];
  cpuMs: number;
  trips: number;
  rowsRead: number;
  megabytes?: number;
  recall: number;
}

export async function vectorsWorkers(context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const numbers = new Numbers(words(), kDimension);
  for (const count of kCounts) {
    const name = `${count.toLocaleString('en-US')} words`;
    const d1 = await onD1(context, numbers, count);
    const object = await inObject(context, numbers, count);
    for (const [where, found] of [
      ['D1', d1],
      ['Durable Object', object],
    ] as const) {
      const sorted = found.times.toSorted((a, b) => a - b);
      rows.push([
        name,
        where,
        rounded(found.upsertMs),
        rounded(median(sorted)),
        rounded(sorted[Math.floor(sorted.length * 0.95)]!),
        rounded(found.cpuMs),
        found.trips,
        found.rowsRead,
        found.megabytes === undefined ? '' : rounded(found.megabytes),
        '',
        found.recall,
      ]);
      targets.push({
        what: `${name}, ${where}: recall@10`,
        value: found.recall,
        limit: 0.95,
        atMost: false,
      });
    }
    targets.push(
      { what: `${name}, D1: round trips of a query`, value: d1.trips, limit: 2, atMost: true },
      { what: `${name}, D1: MB of a query`, value: d1.megabytes!, limit: kMegabytes, atMost: true },
      { what: `${name}, D1: CPU of a query, ms`, value: d1.cpuMs, limit: kCpuMs, atMost: true },
    );
  }
  const outfile = await bundleForNode('bench/vectors/dynamodb.ts', 'vectors-dynamodb.mjs');
  const measure = (await import(pathToFileURL(outfile).href)) as Measure;
  const dynamo = await measure.costs(words(), kDimension, kCounts[0]!);
  rows.push([
    `${kCounts[0]!.toLocaleString('en-US')} words`,
    dynamo.isOfficial ? 'DynamoDB Local' : 'dynalite',
    '',
    '',
    '',
    '',
    dynamo.queryCalls,
    '',
    '',
    `${rounded(dynamo.readUnits)} / ${rounded(dynamo.writeUnits)}`,
    dynamo.recall,
  ]);
  return {
    title: 'Vectors in a Worker and on DynamoDB',
    notes: [
      `The words of the part vectors, ${kDimension} dimensions, in upserts of 100 by HTTP, ${kQueries} queries of topK 10, one ` +
        'after another. D1 is in a process of its own, the Durable Object in that of the Worker, whose CPU (of all threads) has its database in it. ' +
        'Round trips, rows and megabytes are those of a query that knows the clusters, medians. Units: read by a query, written by a vector; DynamoDB ' +
        'counts the calls of a query as trips.',
    ],
    columns: [
      'vectors',
      'where',
      'ms a vector upserted',
      'p50 of a query, ms',
      'p95',
      'CPU',
      'trips',
      'rows read',
      'MB read',
      'units',
      'recall@10',
    ],
    rows,
    targets,
  };
}

const rounded = (value: number) => Number(value.toPrecision(3));

async function onD1(context: Context, numbers: Numbers, count: number): Promise<Found> {
  const metered = await context.startMetered('agentkeep', await context.newFolder());
  try {
    await metered.worker.call('/v1/store/init', {});
    const client = metered.worker;
    return await measured(numbers, count, {
      client,
      cpuMs: () => metered.cpuMs(),
      bytes: () => metered.meter.cost.bytesFromD1,
    });
  } finally {
    await metered.stop();
  }
}

async function inObject(context: Context, numbers: Numbers, count: number): Promise<Found> {
  const { client, cpuMs, stop } = await withObjects(context, await context.newFolder());
  try {
    return await measured(numbers, count, { client, cpuMs });
  } finally {
    await stop();
  }
}

async function measured(numbers: Numbers, count: number, asked: Asked): Promise<Found> {
  const call = async (method: string, args: object) => {
    const answer = await asked.client.post(`/v1/vectors/${method}`, toBody(args));
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${answer.body}`);
    return answer;
  };
  const indexName = 'words';
  await call('createIndex', { indexName, dimension: kDimension });
  const upserts: number[] = [];
  for (let from = 0; from < count; from += 100) {
    const some = Array.from({ length: 100 }, (_, i) => from + i);
    const ids = some.map((i) => `v${i}`);
    const vectors = some.map((i) => numbers.at(i));
    const begun = performance.now();
    await call('upsert', { indexName, ids, vectors });
    upserts.push(performance.now() - begun);
  }
  const query = (i: number) => call('query', { indexName, queryVector: numbers.at(count + i) });
  for (let i = 0; i < 20; i += 1) await query(i);
  const times: number[] = [];
  const costs = [];
  let found = 0;
  const [cpu, bytes] = [await asked.cpuMs(), asked.bytes?.()];
  for (let i = 0; i < kQueries; i += 1) {
    const begun = performance.now();
    const answer = await query(i);
    times.push(performance.now() - begun);
    costs.push(costIn(answer.headers['x-agentkeep-cost']));
    const wanted = numbers.nearest(count + i, count);
    const ids = (JSON.parse(answer.body.toString()) as { id: string }[]).map(({ id }) => id);
    found += ids.filter((id) => wanted.has(Number(id.slice(1)))).length;
  }
  return {
    upsertMs: upserts.reduce((sum, ms) => sum + ms, 0) / count,
    times,
    cpuMs: ((await asked.cpuMs()) - cpu) / kQueries,
    trips: median(costs.map(({ trips }) => trips)),
    rowsRead: median(costs.map(({ rowsRead }) => rowsRead)),
    recall: found / (10 * kQueries),
    ...(bytes !== undefined && { megabytes: (asked.bytes!() - bytes) / kQueries / 1e6 }),
  };
}
