// Times calls of the data layer on a SQLite file, in a process of its own; prints JSON.
import { randomUUID } from 'node:crypto';
import { LibSQLStore } from '../../client/index.js';

const [, , file = '', count = '100000'] = process.argv;
const store = new LibSQLStore({ id: 'bench', url: `file:${file}` });
await store.init();
const { record, connection } = store.db;
const total = Number(count);

const dataOf = (i: number) => ({
  email: `user${i}@example.com`,
  name: `User ${i}`,
  company: { name: `Company ${i % 2000}`, size: i % 500 },
  tags: ['lead', i % 3 === 0 ? 'hot' : 'cold'],
  note: 'Met at the fair, wants an offer until the end of the month. '.repeat(3),
});
const rowOf = (i: number) => ({
  ...{ externalId: `ext-${Math.floor(i / 50)}`, entityType: 'contact', data: dataOf(i) },
});
const ids: string[] = [];
for (let from = 0; from < total; from += 1000) {
  const data = Array.from({ length: 1000 }, (_, i) => ({
    ...rowOf(from + i),
    id: `row-${from + i}`,
  }));
  ids.push(...data.map(({ id }) => id));
  await record.createMany({ data });
}
const { id: connectionId } = await connection.create({
  data: { connectionId: randomUUID(), name: 'n' },
});
const synced = Array.from({ length: 1000 }, (_, i) => ({ externalId: `s-${i}`, data: dataOf(i) }));
await store.records.sync({ connectionId, entityType: 'contact', records: synced });

let next = 1;
const some = () => (next = (next * 48271) % 2147483647);
const byPath = (i: number) =>
  record.findMany({
    where: { data: { path: ['company', 'name'], equals: `Company ${i % 2000}` } },
    take: 50,
  });
const calls: Record<string, () => Promise<unknown>> = {
  findUnique: () => record.findUnique({ where: { id: ids[some() % total]! } }),
  'findUnique, two columns': () =>
    record.findUnique({ where: { id: ids[some() % total]! }, select: { id: true, status: true } }),
  'findMany 50 by externalId': () =>
    record.findMany({ where: { externalId: `ext-${some() % (total / 50)}` } }),
  'findMany 50 by JSON path': () => byPath(some()),
  'createMany 1,000': () =>
    record.createMany({ data: Array.from({ length: 1000 }, (_, i) => rowOf(i)) }),
  'sync of 1,000 unchanged': () =>
    store.records.sync({ connectionId, entityType: 'contact', records: synced }),
  'sync of 1,000 changed': () =>
    store.records.sync({
      ...{ connectionId, entityType: 'contact' },
      records: synced.map((each, i) => ({ ...each, data: { ...each.data, at: some() + i } })),
    }),
};

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
const results: Record<string, number> = {};
async function time(name: string, call: () => Promise<unknown>): Promise<void> {
  await call();
  const blocks: number[] = [];
  const endMs = performance.now() + 3000;
  while (blocks.length < 5 || (performance.now() < endMs && blocks.length < 500)) {
    const startMs = performance.now();
    await call();
    blocks.push(performance.now() - startMs);
  }
  results[name] = median(blocks);
}
const { 'createMany 1,000': creates, ...rest } = calls;
for (const [name, call] of Object.entries(rest)) await time(name, call);
await store.createIndex({
  ...{ name: 'company', table: 'mastra_records', columns: ['data.company.name'] },
});
await time('findMany 50 by JSON path, with an index', () => byPath(some()));
await store.dropIndex('company');
await time('createMany 1,000', creates!);
await store.close();
process.stdout.write(JSON.stringify(results));
