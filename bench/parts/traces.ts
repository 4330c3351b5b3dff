// Spans and metrics in the Worker: what a batch costs it, how many a Durable Object takes, a series of
// a million metrics, and lists among many traces.
import { cp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { kStores } from '../stores.ts';
import { bundleForNode } from '../support/bundle.ts';
import { Client, runBlock, toBody } from '../support/client.ts';
import type { Context } from '../support/context.ts';
import { cpuOfCalls, kDistinctCalls } from '../support/cpu.ts';
import { queryD1 } from '../support/d1.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';
import { traceOf } from '../traces/dataset.ts';

const kHourMs = 3_600_000;
const kStart = Date.UTC(2026, 0, 1);
const kSpans = 20; // of a trace

const kMetrics = 1_000_000;
const kSeriesMs = 50;
const kBatchCpuMs = 12;
const kSustainedSeconds = 60;
const kCallers = 4;
const kTraces = 100_000;

type Row = Section['rows'][number];
interface Found {
  rows: Row[];
  targets: Target[];
}

const kParts: Record<string, (context: Context) => Promise<Found>> = {
  'series of a day': series,
  'CPU of a batch': batchCpu,
  'spans a second': sustained,
  'listTraces among many': lists,
};

export async function traces(context: Context): Promise<Section> {
  const rows: Row[] = [];
  const targets: Target[] = [];
  for (const [name, measure] of Object.entries(kParts)) {
    if (!context.matches({ name })) continue;
    const found = await measure(context);
    rows.push(...found.rows);
    targets.push(...found.targets);
  }
  return {
    title: 'Traces and metrics',
    notes: [
      'The bundled Worker over HTTP in a bare workerd. Durable Object: the databases are in the same process. ' +
        `Metrics: ${kMetrics.toLocaleString('en-US')} of a day, of ten groups, in batches of some 5,000; medians of 9 ` +
        'calls, one after another. CPU: as in the part `cpu`; `empty` gets the same requests and answers a constant. ' +
        `Spans of some 700 bytes, in traces of ${kSpans}; sustained: ${kCallers} callers with batches of 500 for ` +
        `${kSustainedSeconds} s. Lists: the newest 20 of ${kTraces.toLocaleString('en-US')} traces; one in 97 is of the ` +
        "environment that is asked for; D1 is Miniflare's in a process of its own, the file is a copy of its database, " +
        'read by the class in Node; rows read are those that D1 says.',
    ],
    columns: ['what', 'where', 'ms', 'rows read', 'rows written', 'a second'],
    rows,
    targets,
  };
}

/** The Worker with its databases beside it. */
export async function withObjects(
  context: Context,
  folder: string,
  vars: Record<string, string> = {},
) {
  const { compatibilityDate, compatibilityFlags, vars: own, headers } = kStores.agentkeep;
  const workerd = await Workerd.start(
    await Workerd.prepare({
      bundle: await context.bundle('agentkeep'),
      compatibilityDate,
      compatibilityFlags,
      vars: { ...own, AGENTKEEP_DATABASE: 'durable-object', ...vars },
      objects: { className: 'AgentKeepObject', folder },
      folder: await context.newFolder(),
    }),
  );
  const client = new Client(workerd.port, { ...headers, 'x-agentkeep-cost': '1' });
  return {
    client,
    cpuMs: () => workerd.cpuMs(),
    async stop() {
      client.close();
      await workerd.stop();
    },
  };
}

export interface Cost {
  trips: number;
  rowsRead: number;
  rowsWritten: number;
}

/** Median time, and the cost as the Worker tells it. */
async function timed(client: Client, method: string, argument: object, calls = 9) {
  const path = `/v1/observability/${method}`;
  const times: number[] = [];
  let cost: Cost = { trips: 0, rowsRead: 0, rowsWritten: 0 };
  for (let i = 0; i < calls + 2; i += 1) {
    const start = performance.now();
    const answer = await client.post(path, toBody(argument));
    if (answer.status !== 200) throw new Error(`${method}: ${answer.status} ${answer.body}`);
    // The first ones warm up.
    if (i >= 2) times.push(performance.now() - start);
    cost = costIn(answer.headers['x-agentkeep-cost']);
  }
  return { ms: median(times), cost };
}

export function costIn(header: string | string[] | undefined): Cost {
  const numbers = Object.fromEntries(
    String(header)
      .split(/[;,]\s*/)
      .map((part) => part.trim().split('=')),
  ) as Record<string, string>;
  return {
    trips: Number(numbers['trips']),
    rowsRead: Number(numbers['rows-read']),
    rowsWritten: Number(numbers['rows-written']),
  };
}

async function series(context: Context): Promise<Found> {
  const folder = await context.newFolder();
  const rows: Row[] = [];
  const targets: Target[] = [];
  const batches = 8;
  const inBatch = Math.ceil(kMetrics / 24 / batches);
  const metricsOf = (hour: number, batch: number) =>
    Array.from({ length: inBatch }, (_, i) => ({
      metricId: `${hour}-${batch}-${i}`,
      timestamp: new Date(
        kStart + hour * kHourMs + Math.floor(((batch + i / inBatch) / batches) * kHourMs),
      ),
      name: 'mastra_model_total_input_tokens',
      value: (i * 37) % 5000,
      traceId: `t${hour}-${batch}-${i % 100}`,
      entityType: 'agent',
      entityName: `agent-${i % 5}`,
      provider: 'openai',
      model: i % 2 === 0 ? 'gpt-4.1' : 'gpt-4.1-mini',
      estimatedCost: ((i * 37) % 5000) / 1_000_000,
      costUnit: 'usd',
      environment: 'production',
      labels: {},
    }));
  const seeded = await withObjects(context, folder, { AGENTKEEP_METRIC_ROLLUPS: 'true' });
  try {
    const times: number[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      for (let batch = 0; batch < batches; batch += 1) {
        const body = toBody({ metrics: metricsOf(hour, batch) });
        const start = performance.now();
        const answer = await seeded.client.post('/v1/observability/batchCreateMetrics', body);
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
        times.push(performance.now() - start);
        if (hour !== 23 || batch !== batches - 1) continue;
        const { rowsRead, rowsWritten } = costIn(answer.headers['x-agentkeep-cost']);
        rows.push([
          `batchCreateMetrics x${inBatch}, with sums`,
          'Durable Object',
          median(times),
          rowsRead,
          rowsWritten,
          (1000 * inBatch) / median(times),
        ]);
      }
    }
    const without = await withObjects(context, await context.newFolder());
    try {
      const bodies = Array.from({ length: batches }, (_, batch) =>
        toBody({ metrics: metricsOf(0, batch) }),
      );
      const { latenciesMs } = await runBlock(
        without.client,
        '/v1/observability/batchCreateMetrics',
        bodies,
        1,
      );
      const ms = median(latenciesMs);
      rows.push([
        `batchCreateMetrics x${inBatch}, without`,
        'Durable Object',
        ms,
        '',
        '',
        (1000 * inBatch) / ms,
      ]);
    } finally {
      await without.stop();
    }
  } finally {
    await seeded.stop();
  }
  const day = (offset: number) => ({
    name: ['mastra_model_total_input_tokens'],
    interval: '1h',
    aggregation: 'sum',
    filters: {
      timestamp: {
        start: new Date(kStart + offset),
        end: new Date(kStart + offset + 24 * kHourMs),
        endExclusive: true,
      },
    },
  });
  const answers = new Map<string, string>();
  for (const [setting, vars] of [
    ['without sums', {}],
    ['with sums', { AGENTKEEP_METRIC_ROLLUPS: 'true' }],
  ] as const) {
    const { client, stop } = await withObjects(context, folder, vars);
    try {
      for (const [what, method, argument] of [
        ['series by the hour, a day', 'getMetricTimeSeries', day(0)],
        ['series by the hour, 24 h from 00:20', 'getMetricTimeSeries', day(kHourMs / 3)],
        [
          'breakdown by model, a day',
          'getMetricBreakdown',
          { ...day(0), interval: undefined, groupBy: ['model'] },
        ],
      ] as const) {
        const { ms, cost } = await timed(client, method, argument);
        rows.push([`${what}, ${setting}`, 'Durable Object', ms, cost.rowsRead, 0, 1000 / ms]);
        const answer = await client.post(`/v1/observability/${method}`, toBody(argument));
        const text = answer.body.toString().replaceAll(/\d+\.\d+/g, (n) => Number(n).toFixed(6));
        if (text !== (answers.get(what) ?? text)) throw new Error(`${what}: another answer`);
        answers.set(what, text);
        if (setting === 'with sums') {
          targets.push({
            what: `${what}, with sums, ms`,
            value: ms,
            limit: kSeriesMs,
            atMost: true,
          });
        }
      }
    } finally {
      await stop();
    }
  }
  return { rows, targets };
}

async function batchCpu(context: Context): Promise<Found> {
  const path = '/v1/observability/batchCreateSpans';
  const bodies = Array.from({ length: kDistinctCalls }, (_, call) =>
    toBody({
      records: Array.from({ length: 1000 / kSpans }, (__, i) =>
        traceOf(`cpu-${call}-${i}`, kSpans, i),
      ).flat(),
    }),
  );
  const metered = await context.startMetered('agentkeep', await context.newFolder());
  const answersFile = join(await context.newFolder(), 'spans.json');
  try {
    await metered.worker.call('/v1/store/init', {});
    metered.meter.record();
    await metered.restartWorker();
    for (const body of bodies) {
      const answer = await metered.worker.post(path, body);
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
    }
    await writeFile(answersFile, JSON.stringify(metered.meter.takeRecording()));
  } finally {
    await metered.stop();
  }
  const runners = [];
  const clients: Client[] = [];
  try {
    for (const name of ['agentkeep', 'empty'] as const) {
      const recording = name === 'agentkeep' ? { answersFile } : undefined;
      const workerd = await Workerd.start(await context.workerdConfig(name, recording));
      const client = new Client(workerd.port, kStores[name].headers);
      clients.push(client);
      const run = (calls: number) =>
        runBlock(
          client,
          path,
          Array.from({ length: calls }, (_, call) => bodies[call % bodies.length]),
          kCallers,
        );
      runners.push({ name, workerd, run });
    }
    const measured = await cpuOfCalls(runners);
    const ms = measured.get('agentkeep') ?? NaN;
    return {
      rows: [
        ['batchCreateSpans x1000, CPU', 'Worker', ms, '', '', 1_000_000 / ms],
        ['the same, empty Worker', 'Worker', measured.get('empty') ?? NaN, '', '', ''],
      ],
      targets: [
        {
          what: 'batchCreateSpans x1000, CPU of the Worker, ms',
          value: ms,
          limit: kBatchCpuMs,
          atMost: true,
        },
      ],
    };
  } finally {
    for (const client of clients) client.close();
    for (const { workerd } of runners) await workerd.stop();
  }
}

async function sustained(context: Context): Promise<Found> {
  const { client, stop } = await withObjects(context, await context.newFolder());
  try {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1000;
    const written: number[] = Array.from({ length: 6 }, () => 0);
    let batch = 0;
    let spent = 0;
    const caller = async () => {
      while (seconds() < kSustainedSeconds) {
        const of = batch++;
        const records = Array.from({ length: 500 / kSpans }, (_, i) =>
          traceOf(`sustained-${of}-${i}`, kSpans, of * 25 + i),
        ).flat();
        const answer = await client.post('/v1/observability/batchCreateSpans', toBody({ records }));
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`);
        const at = Math.floor((6 * seconds()) / kSustainedSeconds);
        written[Math.min(at, 5)]! += records.length;
      }
      spent = Math.max(spent, seconds());
    };
    await Promise.all(Array.from({ length: kCallers }, caller));
    const all = written.reduce((sum, count) => sum + count, 0);
    const each = kSustainedSeconds / 6;
    return {
      rows: [
        ['batchCreateSpans x500, sustained', 'Durable Object', '', '', '', all / spent],
        ['the same, first 10 s', 'Durable Object', '', '', '', written[0]! / each],
        [
          'the same, last 10 s',
          'Durable Object',
          '',
          '',
          '',
          written[5]! / (each + spent - kSustainedSeconds),
        ],
      ],
      targets: [],
    };
  } finally {
    await stop();
  }
}

const kLists: [string, object][] = [
  ['listTraces newest 20', {}],
  ['listTraces newest 20 of one in 97', { environment: 'staging' }],
  ['listTraces newest 20 of a user in 50', { userId: 'user-7' }],
  ['listTraces newest 20, running', { status: 'running' }],
];

async function lists(context: Context): Promise<Found> {
  const rows: Row[] = [];
  const folder = await context.newFolder();
  const metered = await context.startMetered('agentkeep', folder);
  const argument = (filters: object) => ({ filters, pagination: { page: 0, perPage: 20 } });
  try {
    await metered.worker.call('/v1/store/init', {});
    await metered.worker.call('/v1/observability/batchCreateSpans', {
      records: traceOf('template', kSpans, 0),
    });
    await seedTraces(metered.d1);
    for (const [what, filters] of kLists) {
      const { ms, cost } = await timed(metered.worker, 'listTraces', argument(filters));
      rows.push([what, 'D1', ms, cost.rowsRead, 0, 1000 / ms]);
    }
  } finally {
    await metered.stop();
  }
  const found = (await readdir(folder, { recursive: true })).filter((name) =>
    /[0-9a-f]{64}\.sqlite$/.test(name),
  );
  const file = join(await context.newFolder(), 'traces.db');
  await cp(join(folder, found[0]!), file);
  const outfile = await bundleForNode('client/index.ts', 'client.mjs');
  const { LibSQLStore } = (await import(pathToFileURL(outfile).href)) as {
    LibSQLStore: new (options: object) => {
      getStore(name: string): Promise<Record<string, (args: object) => Promise<unknown>>>;
      close(): Promise<void>;
    };
  };
  const store = new LibSQLStore({ id: 'traces', url: `file:${file}` });
  const observability = await store.getStore('observability');
  for (const [what, filters] of kLists) {
    const times: number[] = [];
    for (let i = 0; i < 11; i += 1) {
      const start = performance.now();
      await observability['listTraces']!(argument(filters));
      if (i >= 2) times.push(performance.now() - start);
    }
    const ms = median(times);
    rows.push([what, 'file', ms, '', 0, 1000 / ms]);
  }
  await store.close();
  return { rows, targets: [] };
}

/** Copies of the one trace that is there, inside the database: by calls it would take many minutes. */
async function seedTraces(d1: Client): Promise<void> {
  const inChunk = 2_000;
  const columns =
    'isEvent, name, spanType, entityType, entityId, entityName, serviceName, attributes, metadata, input';
  for (let first = 0; first < kTraces; first += inChunk) {
    await queryD1(d1, [
      {
        sql: `INSERT INTO mastra_ai_spans (traceId, spanId, parentSpanId, startedAt, environment, userId,
            createdAt, updatedAt, ${columns})
          WITH RECURSIVE n(i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${first + inChunk})
          SELECT 'trace-' || i, replace(spanId, 'template', 'trace-' || i),
            replace(parentSpanId, 'template', 'trace-' || i),
            strftime('%Y-%m-%dT%H:%M:%fZ', startedAt, '+' || i || ' seconds'),
            CASE i % 97 WHEN 0 THEN 'staging' ELSE 'production' END, 'user-' || (i % 50),
            createdAt, updatedAt, ${columns}
          FROM n CROSS JOIN mastra_ai_spans WHERE traceId = 'template'`,
        params: [],
      },
    ]);
  }
}
