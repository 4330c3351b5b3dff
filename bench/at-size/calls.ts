// Times calls where there is much, in a process of its own; prints JSON. Arguments: `file` or `d1`, a
// folder for the database, how many items, how many triggers.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Connection } from '../../client/connection.js';
import { libsqlConnection } from '../../client/libsql-connection.js';
import { d1Connection } from '../../client/local-connections.js';
import type { Reply } from '../../worker/host/service.js';
import type { Measured } from '../parts/at-size.js';
import { Simulator } from '../support/simulator.js';

interface Opened {
  readonly connection: Connection;
  /** Runs a statement beside the store. */
  run(sql: string): Promise<void>;
  columnsOf(table: string): Promise<string[]>;
  close(): Promise<void>;
}

const [, , where, folder = '', itemCount, triggerCount] = process.argv;

async function open(): Promise<Opened> {
  if (where === 'file') {
    const path = join(folder, 'data.db');
    const connection = libsqlConnection({ url: `file:${path}` });
    const beside = <T>(use: (database: DatabaseSync) => T): T => {
      const database = new DatabaseSync(path);
      try {
        return use(database);
      } finally {
        database.close();
      }
    };
    return {
      connection,
      run: async (sql) => beside((database) => database.exec(sql)),
      columnsOf: async (table) =>
        beside((database) =>
          database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all(),
        ).map(({ name }) => name as string),
      close: () => connection.close(),
    };
  }
  const database = await Simulator.startDatabase(folder);
  const binding = (await database.binding()) as D1Database;
  return {
    connection: d1Connection(binding, {}),
    run: async (sql) => void (await binding.prepare(sql).run()),
    async columnsOf(table) {
      const columns = binding.prepare(`SELECT name FROM pragma_table_info('${table}')`);
      return (await columns.all<{ name: string }>()).results.map(({ name }) => name);
    },
    close: () => database.stop(),
  };
}

const { connection, run, columnsOf, close } = await open();

async function call(method: string, args: object): Promise<{ answer: any; reply: Reply }> {
  const reply = (await connection.call(
    method,
    { texts: [JSON.stringify(args)], documents: false },
    false,
  )) as Reply;
  if (reply.status !== 200) throw new Error(`${method}: ${reply.body}`);
  const text = typeof reply.body === 'string' ? reply.body : new TextDecoder().decode(reply.body);
  return { answer: text === '' ? undefined : JSON.parse(text), reply };
}

const results: Record<string, Measured> = {};
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;

/** Repeats a call and keeps what it took. */
async function measure(name: string, method: string, args: object, list?: string): Promise<void> {
  const times: number[] = [];
  const endMs = performance.now() + 1000;
  await call(method, args);
  for (;;) {
    const startMs = performance.now();
    const { answer, reply } = await call(method, args);
    times.push(performance.now() - startMs);
    if (times.length < 5 || (performance.now() < endMs && times.length < 200)) continue;
    const { rowsRead, rowsWritten } = reply.cost;
    const total = answer?.pagination?.total as number | undefined;
    const rows = (list === undefined ? answer : answer[list]) as unknown[];
    results[name] = {
      ...{ rows: rows.length, rowsRead, rowsWritten, ms: median(times) },
      ...(total === undefined ? {} : { total }),
    };
    return;
  }
}

await call('store.init', {});
const { answer: dataset } = await call('datasets.createDataset', { name: 'many' });
const datasetId = dataset.id as string;
const batches: number[] = [];
for (let from = 0; from < Number(itemCount); from += 1000) {
  const items = Array.from({ length: 1000 }, (_, i) => ({
    input: { question: `What is ${from + i}?`, note: 'Ñandú '.repeat(10) },
    ...{ groundTruth: from + i, externalId: `e-${from + i}`, metadata: { i } },
  }));
  const startMs = performance.now();
  const { answer, reply } = await call('datasets.batchInsertItems', { datasetId, items });
  batches.push(performance.now() - startMs);
  const { rowsRead, rowsWritten } = reply.cost;
  results['batchInsertItems of 1,000'] = {
    ...{ rows: answer.length, rowsRead, rowsWritten, ms: median([...batches]) },
  };
}
const page = (number: number) => ({ page: number, perPage: 100 });
const last = Math.floor(Number(itemCount) / 100) - 1;
const items = 'datasets.listItems';
await measure('listItems, first 100', items, { datasetId, pagination: page(0) }, 'items');
await measure('listItems, last 100', items, { datasetId, pagination: page(last) }, 'items');
const half = Math.floor(Number(itemCount) / 2000);
await measure(
  ...(['listItems of a version in the middle, 100', items] as const),
  { datasetId, version: half, pagination: page(0) },
  'items',
);
await measure(
  ...(['listItems by search, 100', items] as const),
  { datasetId, search: 'What is 77', pagination: page(0) },
  'items',
);
await measure('getItemsByVersion, 1,000', 'datasets.getItemsByVersion', { datasetId, version: 1 });
await measure(
  ...(['listDatasetVersions, 10', 'datasets.listDatasetVersions'] as const),
  { datasetId, pagination: { page: 0, perPage: 10 } },
  'versions',
);
await measure(
  ...(['listDatasets, 10', 'datasets.listDatasets'] as const),
  { pagination: { page: 0, perPage: 10 } },
  'datasets',
);

const noon = Date.UTC(2026, 5, 1, 12);
await call('schedules.createSchedule', {
  ...{ id: 's', target: { type: 'workflow', workflowId: 'w' }, cron: '* * * * *' },
  ...{ status: 'active', nextFireAt: noon, createdAt: noon, updatedAt: noon },
});
await call('schedules.recordTrigger', {
  ...{ id: 'first', scheduleId: 's', runId: 'r', scheduledFireAt: noon, actualFireAt: noon },
  ...{ outcome: 'published', triggerKind: 'schedule-fire' },
});
const triggers = 'mastra_schedule_triggers';
const columns = await columnsOf(triggers);
const values = columns.map((column) =>
  column === 'id'
    ? `'trigger-' || n`
    : /fire_at$/.test(column)
      ? `"${column}" + 60000 * n`
      : `"${column}"`,
);
const step = 50_000;
for (let from = 1; from < Number(triggerCount); from += step) {
  const to = Math.min(from + step, Number(triggerCount));
  await run(
    `WITH RECURSIVE numbers(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${to - 1})
     INSERT INTO ${triggers} (${columns.map((column) => `"${column}"`).join(', ')})
     SELECT ${values.join(', ')} FROM numbers, (SELECT * FROM ${triggers} WHERE id = 'first')`,
  );
}
const of = 'schedules.listTriggers';
const middle = noon + 60_000 * Math.floor(Number(triggerCount) / 2);
await measure('listTriggers, newest 100', of, { scheduleId: 's', opts: { limit: 100 } });
await measure('listTriggers, 100 of a time', of, {
  ...{ scheduleId: 's', opts: { limit: 100, toActualFireAt: middle } },
});
await measure('listTriggers, an hour', of, {
  ...{ scheduleId: 's', opts: { fromActualFireAt: middle, toActualFireAt: middle + 3_600_000 } },
});
await close();
process.stdout.write(JSON.stringify(results));
