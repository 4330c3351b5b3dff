// Rows of every table, whatever they hold, are the same in every database that they come to.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StoreClient } from '../../../../client/store-client.js';
import { StoreError } from '../../../../client/store-error.js';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import type { TableInfo } from '../../../../worker/generated/replies.js';
import { placeOf } from '../../../../cli/store-url.js';
import { credentials, DynamoPeer } from '../support/dynamodb/peer.js';
import { PostgresServer } from '../support/postgres-server.js';

let folder: string;
let postgres: PostgresServer;
let dynamo: DynamoPeer;
const open: RowStore[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-rows-'));
  [postgres, dynamo] = await Promise.all([PostgresServer.start(), DynamoPeer.start()]);
  await dynamo.createTable('mastra');
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
}, 120_000);
afterAll(async () => {
  await Promise.all(open.map((store) => store.close()));
  await Promise.all([postgres?.stop(), dynamo?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const urls = {
  file: () => `file:${join(folder, 'one.db')}`,
  back: () => `file:${join(folder, 'two.db')}`,
  postgres: () => `postgres://admin@127.0.0.1:${postgres.port}/postgres`,
  dynamodb: () => `dynamodb://mastra?endpoint=${encodeURIComponent(dynamo.endpoint)}`,
};

async function storeOf(url: string): Promise<RowStore> {
  const store = await RowStore.open(placeOf(url, { isNew: true }));
  open.push(store);
  await store.init();
  return store;
}

/** A generator of numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const texts = [
  '',
  'plain',
  'ä "quoted" \\ back',
  'line\nand\ttab',
  '{"looks":"like"}',
  '[1]',
  '日本 🙂',
  "it's",
];
const documents = [
  '{}',
  '[]',
  '{ "a" : [ 1 , 2.50 , { "b" : null } ],\n "c":"x y" }',
  '[ "text with  blanks" , -0.0, 1e400, 12345678901234567890 ]',
  '{"format":2,"parts":[{"type":"text","text":"hello \\u0041"}]}',
];

function valueOf(type: string, next: () => number, unique: string): string {
  const pick = <Item>(list: readonly Item[]) => list[Math.floor(next() * list.length)]!;
  switch (type) {
    case 'text':
      return JSON.stringify(pick(texts) + unique);
    case 'time':
      return JSON.stringify(new Date(Math.floor(next() * 2e12)).toISOString());
    case 'json':
      return pick(documents);
    case 'text or json':
      return next() < 0.5 ? pick(documents) : JSON.stringify(pick(texts));
    case 'integer':
      return String(Math.floor((next() - 0.3) * 2 ** 53));
    case 'real':
      return String(pick([0.5, -1.25, 3, 1e-9, next()]));
    case 'bytes':
      return JSON.stringify(Buffer.from(pick(texts)).toString('hex'));
    default:
      return String(next() < 0.5);
  }
}

function rowOf({ key, columns, ordered }: TableInfo, next: () => number, index: number): string {
  const members = columns
    .map(({ name, type, required }) => {
      const inKey = key.includes(name);
      if (!required && !inKey && next() < 0.3) return undefined;
      const plain = inKey && type === 'integer' ? String(index) : undefined;
      // Keys that differ by case only are one in DynamoDB, and empty ones are none.
      const unique = inKey ? `-k${index}` : '';
      return `${JSON.stringify(name)}:${plain ?? valueOf(type, next, unique)}`;
    })
    .filter((member) => member !== undefined);
  if (ordered) members.push(`"_insertion":"${1000 - index}"`);
  return `{${members.join(',')}}`;
}

async function all(store: RowStore, table: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const page of new Table(store, table).pages()) rows.push(...page.rows);
  return rows.sort();
}

async function moved(from: RowStore, to: RowStore, table: string): Promise<string[]> {
  for await (const page of new Table(from, table).pages()) {
    await new Table(to, table).write(page.rows, 'replace');
  }
  return all(to, table);
}

describe('rows of every table', () => {
  test('come through SQLite, PostgreSQL and DynamoDB, and back', async () => {
    const file = await storeOf(urls.file());
    const stores = [
      await storeOf(urls.postgres()),
      await storeOf(urls.dynamodb()),
      await storeOf(urls.back()),
    ];
    const next = random(7);
    const tables = await file.tables();
    expect(tables.length).toBeGreaterThan(40);
    for (const table of tables) {
      const rows = Array.from({ length: 40 }, (_, i) => rowOf(table, next, i));
      const written = await new Table(file, table.name).write(rows, 'fail');
      expect([table.name, written]).toEqual([table.name, rows.length]);
      const first = await all(file, table.name);
      expect(first).toHaveLength(rows.length);
      let from = file;
      for (const to of stores) {
        expect(await moved(from, to, table.name), `${table.name} of ${to.name}`).toEqual(first);
        from = to;
      }
      // Twice is once.
      expect(await moved(file, stores[2]!, table.name)).toEqual(first);
      const sums = await Promise.all(
        [file, ...stores].map((each) => new Table(each, table.name).sum()),
      );
      expect(new Set(sums.map(({ sum, count }) => `${sum} ${count}`)).size, table.name).toBe(1);
    }
  }, 300_000);

  test('are large values as a whole', async () => {
    const [file, pg, dynamodb] = await Promise.all([
      storeOf(urls.file()),
      storeOf(urls.postgres()),
      storeOf(urls.dynamodb()),
    ]);
    const text = 'word '.repeat(600_000);
    const row = JSON.stringify({
      id: 'large',
      thread_id: 't',
      content: { format: 2, parts: [{ type: 'text', text }] },
      role: 'user',
      type: 'v2',
      createdAt: '2026-01-01T00:00:00.000Z',
      _insertion: '5000',
    });
    await new Table(file, 'mastra_messages').write([row], 'fail');
    const stored = (await all(file, 'mastra_messages')).filter((each) => each.includes('"large"'));
    expect(stored[0]!.length).toBeGreaterThan(3_000_000);
    for (const to of [pg, dynamodb]) {
      expect(await moved(file, to, 'mastra_messages')).toEqual(await all(file, 'mastra_messages'));
    }
  }, 120_000);

  test('keep their places, and later rows come behind them', async () => {
    const pg = await storeOf(urls.postgres());
    const row = (id: string, place: string) =>
      `{"id":"${id}","resourceId":"r","title":"","createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","_insertion":"${place}"}`;
    const place = '123456789012';
    const rows = [row('placed', place), row('before', '77')];
    await new Table(pg, 'mastra_threads').write(rows, 'replace');
    const stored = (await all(pg, 'mastra_threads')).filter((each) => /placed|before/.test(each));
    expect(stored.map((each) => /"_insertion":"(\d+)"/.exec(each)![1])).toEqual(['77', place]);
    const connection = await placeOf(urls.postgres()).connect();
    const client = new StoreClient(connection);
    await client.call('memory.saveThread', { thread: { id: 'after', resourceId: 'r', title: '' } });
    await connection.close();
    const [threads] = (await pg.tables(true)).filter(({ name }) => name === 'mastra_threads');
    expect(BigInt(threads!.place!)).toBeGreaterThan(BigInt(place));
  });

  test.each([
    [
      'another table',
      'mastra_unknown',
      '{}',
      'table must be a table of store.tables: there is no mastra_unknown',
    ],
    [
      'another column',
      'mastra_threads',
      '{"id":"a","colour":"red"}',
      'rows[0] has a column that the table does not have: colour',
    ],
    [
      'a time that is none',
      'mastra_threads',
      '{"id":"a","createdAt":"soon"}',
      'rows[0].createdAt must be a time',
    ],
    ['a number for a text', 'mastra_threads', '{"id":7}', 'rows[0].id must be a string'],
    ['a row without its key', 'mastra_threads', '{"title":"x"}', 'rows[0].id is missing'],
    ['no row', 'mastra_threads', '[]', 'rows[0] must be an object'],
    [
      'a place that is none',
      'mastra_threads',
      '{"_insertion":"x"}',
      'rows[0]._insertion must be an integer',
    ],
  ])('refuse %s by name, and write nothing', async (_, table, row, words) => {
    const file = await storeOf(urls.file());
    const before = await new Table(file, 'mastra_threads').sum();
    const refused = await new Table(file, table)
      .write([row], 'replace')
      .catch((cause: unknown) => cause);
    expect(refused).toBeInstanceOf(StoreError);
    expect((refused as StoreError).code).toBe('invalid_argument');
    expect((refused as StoreError).message).toContain(words);
    expect(await new Table(file, 'mastra_threads').sum()).toEqual(before);
  });

  test('that are there fail, stay or are replaced, as is asked', async () => {
    const file = await storeOf(urls.file());
    const table = new Table(file, 'mastra_resources');
    const row = (metadata: string, place: string) =>
      `{"id":"same","metadata":${metadata},"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"${place}}`;
    const ordered = (await file.tables()).find(({ name }) => name === 'mastra_resources')!.ordered;
    const place = ordered ? ',"_insertion":"77777"' : '';
    const stored = async () =>
      (await all(file, 'mastra_resources')).find((each) => each.includes('"same"'));
    await table.write([row('{"a":1}', place)], 'fail');
    const first = await stored();
    await expect(table.write([row('{"a":2}', place)], 'fail')).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await table.write([row('{"a":2}', place)], 'skip')).toBe(0);
    expect(await stored()).toBe(first);
    expect(await table.write([row('{"a":2}', place)], 'replace')).toBe(1);
    expect(await stored()).toContain('{"a":2}');
    await table.remove(['["same"]']);
    expect(await stored()).toBeUndefined();
  });

  test('are not written where the store refuses writes, until that is lifted', async () => {
    for (const url of [urls.back(), urls.postgres()]) {
      const store = await storeOf(url);
      const connection = await placeOf(url).connect();
      const other = new StoreClient(connection);
      const save = (id: string) =>
        other.call('memory.saveThread', { thread: { id, resourceId: 'r', title: '' } });
      await save('before');
      await store.refuseWrites(true);
      await expect(save('refused')).rejects.toMatchObject({ code: 'read_only', retryable: false });
      await expect(
        other.call('memory.updateThread', { id: 'before', title: 'x', metadata: {} }),
      ).rejects.toMatchObject({ code: 'read_only' });
      await expect(other.call('memory.deleteThread', { threadId: 'before' })).rejects.toMatchObject(
        {
          code: 'read_only',
        },
      );
      expect(await other.call('memory.getThreadById', { threadId: 'before' })).toMatchObject({
        id: 'before',
      });
      await store.refuseWrites(false);
      await save('after');
      await connection.close();
    }
  });
});
