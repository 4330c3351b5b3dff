// Moves from and to DynamoDB, whose one table has the rows of all of ours: how often it is read.
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { compareStores } from '../../../../cli/move/compare.js';
import { copyStore } from '../../../../cli/move/copy.js';
import type { Copied } from '../../../../cli/move/copy.js';
import { exportStore } from '../../../../cli/move/export.js';
import { importStore } from '../../../../cli/move/import.js';
import { Progress } from '../../../../cli/move/progress.js';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { credentials, DynamoPeer } from '../support/dynamodb/peer.js';

let folder: string;
let dynamo: DynamoPeer;
let count = 0;
const open: RowStore[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-dynamodb-moves-'));
  dynamo = await DynamoPeer.start();
  dynamo.isMetering = false;
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
}, 60_000);
beforeEach(() => {
  dynamo.faults.length = 0;
});
afterAll(async () => {
  await Promise.all(open.map((store) => store.close()));
  await dynamo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function storeAt(url: string): Promise<RowStore> {
  const store = await RowStore.open(placeOf(url, { isNew: true }));
  open.push(store);
  await store.init();
  return store;
}
const newFile = () => storeAt(`file:${join(folder, `${++count}.db`)}`);
async function newDynamo(): Promise<RowStore> {
  const table = `mastra-${++count}`;
  await dynamo.createTable(table);
  return storeAt(`dynamodb://${table}?endpoint=${encodeURIComponent(dynamo.endpoint)}`);
}

const time = '2026-01-01T00:00:00.000Z';
const thread = (id: string, title = '') =>
  JSON.stringify({ id, resourceId: 'r', title, createdAt: time, updatedAt: time });
const message = (id: string, text = 'hello') =>
  JSON.stringify({
    ...{ id, thread_id: 't', content: { format: 2, parts: [{ type: 'text', text }] } },
    ...{ role: 'user', type: 'v2', createdAt: time },
  });
const ids = (length: number, prefix: string) =>
  Array.from({ length }, (_, i) => `${prefix}${String(i).padStart(4, '0')}`);

/** Threads, messages and resources; `text` is what each message says. */
async function fill(store: RowStore, messages: number, text?: string): Promise<void> {
  const rows = ids(messages, 'm').map((id) => message(id, text));
  await new Table(store, 'mastra_messages').write(rows, 'fail');
  await new Table(store, 'mastra_threads').write(
    ids(5, 't').map((id) => thread(id)),
    'fail',
  );
  const resource = JSON.stringify({ id: 'r', createdAt: time, updatedAt: time });
  await new Table(store, 'mastra_resources').write([resource], 'fail');
}

function copied(source: RowStore, target: RowStore): Promise<Copied> {
  const options = { onConflict: undefined, cutover: false, person: undefined, stateFolder: folder };
  return copyStore(source, target, options, new Progress(true));
}

async function differences(one: RowStore, other: RowStore): Promise<unknown> {
  return (await compareStores(one, other, await one.tables(true), () => {})).differences;
}

/** Of calls since the last `forget()`: how often the table was read from its beginning. */
function scans(): number {
  const all = dynamo.passed.filter(({ operation }) => operation === 'Scan');
  return all.filter(({ body }) => !('ExclusiveStartKey' in body)).length;
}
const calls = (operation: string) =>
  dynamo.passed.filter((each) => each.operation === operation).length;
const forget = () => (dynamo.passed.length = 0);

/** Has one page of a walk, the first one being 0, fail so that nothing is repeated. */
function failAtPage(page: number): void {
  let scanned = 0;
  dynamo.faults.push({
    when: (operation) => operation === 'Scan' && scanned++ === page,
    fault: { error: 'ValidationException' },
  });
}

describe('the table is read', () => {
  test('once to see that it is empty, and once to compare, by a copy into it', async () => {
    const [source, target] = [await newFile(), await newDynamo()];
    await fill(source, 200);
    forget();
    expect(await copied(source, target)).toMatchObject({ rows: 206, changed: 0, passes: 1 });
    expect(scans()).toBe(2);
    // Nobody else has rows there: nothing is asked of them, and nothing costs twice.
    expect([calls('TransactWriteItems'), calls('BatchGetItem')]).toEqual([0, 0]);
    expect(calls('BatchWriteItem')).toBeLessThanOrEqual(10);
    expect(await differences(source, target)).toEqual([]);
  }, 60_000);

  test('once to bring all tables, and once to compare, by a copy from it', async () => {
    const [source, target] = [await newDynamo(), await newFile()];
    await fill(source, 100);
    forget();
    const result = await copied(source, target);
    expect(result).toMatchObject({
      tables: { mastra_messages: 100, mastra_threads: 5, mastra_resources: 1 },
      changed: 0,
    });
    expect(scans()).toBe(2);
    forget();
    expect(await differences(source, target)).toEqual([]);
    expect(scans()).toBe(1);
  }, 60_000);

  test('once by an export, and once to see that it is empty by an import', async () => {
    const [source, target] = [await newDynamo(), await newDynamo()];
    await fill(source, 100);
    const out = join(folder, 'export');
    forget();
    const manifest = await exportStore(source, out, new Progress(true));
    expect(manifest.tables.map(({ name, rows }) => [name, rows])).toEqual(
      expect.arrayContaining([
        ['mastra_messages', 100],
        ['mastra_threads', 5],
        ['mastra_resources', 1],
      ]),
    );
    expect(scans()).toBe(1);
    forget();
    await importStore(out, target, undefined, undefined, new Progress(true));
    expect(scans()).toBe(1);
    expect([calls('TransactWriteItems'), calls('BatchGetItem')]).toEqual([0, 0]);
    expect(await differences(source, target)).toEqual([]);
  }, 60_000);
});

describe('what has changed since', () => {
  test('comes and goes, table by table, between two of them', async () => {
    const [source, target] = [await newDynamo(), await newDynamo()];
    await fill(source, 30);
    await copied(source, target);
    await new Table(source, 'mastra_messages').remove(['["m0003"]']);
    await new Table(source, 'mastra_threads').write(
      [thread('t0001', 'other'), thread('new')],
      'replace',
    );
    expect(await differences(source, target)).toEqual([
      {
        table: 'mastra_threads',
        source: 6,
        target: 5,
        keys: [expect.any(Array), expect.any(Array)],
      },
      { table: 'mastra_messages', source: 29, target: 30, keys: [['m0003']] },
    ]);
    expect(await copied(source, target)).toMatchObject({ changed: 3 });
    expect(await differences(source, target)).toEqual([]);
  }, 60_000);

  test('ids that differ by case only, which are one in DynamoDB, are named', async () => {
    const [source, target] = [await newFile(), await newDynamo()];
    await new Table(source, 'mastra_threads').write(
      ['same', 'b', 'SAME'].map((id) => thread(id)),
      'fail',
    );
    await expect(copied(source, target)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('differs only by case'),
    });
  });
});

describe('pages', () => {
  const text = 'word '.repeat(12_000);

  test('end where DynamoDB ends them, and what was stopped goes on behind the last one', async () => {
    const source = await newDynamo();
    await fill(source, 60, text);
    const out = join(folder, 'stopped');
    failAtPage(2);
    await expect(exportStore(source, out, new Progress(true))).rejects.toMatchObject({
      code: 'internal',
    });
    const state = JSON.parse(readFileSync(join(out, 'export-state.json'), 'utf8')) as {
      together: { after: string };
    };
    expect(state.together.after).toMatch(/^\["/);
    forget();
    const { tables } = await exportStore(source, out, new Progress(true));
    expect(scans()).toBe(0);
    expect(tables.find(({ name }) => name === 'mastra_messages')).toMatchObject({ rows: 60 });
    expect(readdirSync(out)).not.toContain('export-state.json');
    const back = await newFile();
    await importStore(out, back, undefined, undefined, new Progress(true));
    expect(await differences(source, back)).toEqual([]);

    const target = await newFile();
    failAtPage(2);
    await expect(copied(source, target)).rejects.toMatchObject({ code: 'internal' });
    forget();
    expect(await copied(source, target)).toMatchObject({ rows: 66, changed: 0 });
    expect(scans()).toBe(1); // that of the comparison
    expect(await differences(source, target)).toEqual([]);
  }, 120_000);

  test('of large values are smaller', async () => {
    const [source, target] = [await newDynamo(), await newFile()];
    await fill(source, 12, text.repeat(60)); // 3.6 MB each
    expect(await copied(source, target)).toMatchObject({ rows: 18, changed: 0 });
    expect(await differences(source, target)).toEqual([]);
    // Into one with large values, and again, when they are there.
    const other = await newDynamo();
    await copied(target, other);
    expect(await differences(target, other)).toEqual([]);
  }, 120_000);

  test('are for a database that has them', async () => {
    const file = await newFile();
    await expect(file.call('store.exportRows', ['{}'])).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('table is missing'),
    });
    const store = await newDynamo();
    for (const [args, words] of [
      ['{"keys":[["a"]]}', 'keys are those of one table'],
      ['{"after":[1,2]}', 'after must be what the last page'],
      ['{"after":["one"]}', 'after is not where a page has ended'],
      ['{"after":["","x"]}', 'after is not where a page has ended'],
      ['{"form":"none"}', 'form must be'],
    ] as const) {
      await expect(store.call('store.exportRows', [args])).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining(words),
      });
    }
    await expect(
      store.call('store.importRows', ['{"table":"mastra_threads","rows":[],"fresh":true}']),
    ).rejects.toMatchObject({ message: expect.stringContaining('fresh is for replace') });
  });
});

describe('a cut-over', () => {
  const cutOver = (source: RowStore, target: RowStore) => {
    const options = { onConflict: undefined, cutover: true, person: undefined };
    return copyStore(source, target, { ...options, stateFolder: folder }, new Progress(true));
  };
  const save = (store: RowStore, id: string) =>
    new Table(store, 'mastra_threads').write([thread(id)], 'replace');

  test.each([
    ['last pass', 2],
    ['comparison', 3],
  ])(
    'whose %s fails leaves the source taking writes, and goes on when it is run again',
    async (_, scan) => {
      const [source, target] = [await newFile(), await newDynamo()];
      await fill(source, 20);
      failAtPage(scan);
      const failed = (await cutOver(source, target).catch((cause: unknown) => cause)) as Error;
      expect(dynamo.faults).toEqual([]);
      expect(failed.message).toContain(target.name);
      expect(failed.message).toContain(`${source.name} takes writes again`);
      await save(source, 'later');
      expect(await cutOver(source, target)).toMatchObject({ differences: [], takesWrites: false });
      await expect(save(source, 'too late')).rejects.toMatchObject({ code: 'read_only' });
    },
    60_000,
  );

  test('that fails, and whose source is away then, says what lets it take writes again', async () => {
    const [source, target] = [await newFile(), await newDynamo()];
    await fill(source, 20);
    failAtPage(2);
    const { refuseWrites } = source;
    const away = vi.spyOn(source, 'refuseWrites').mockImplementation(async (refuse) => {
      if (!refuse) throw new Error('away');
      return refuseWrites.call(source, refuse);
    });
    await expect(cutOver(source, target)).rejects.toThrow(
      `${source.name} may refuse writes still: run the same command with --abort`,
    );
    away.mockRestore();
    await expect(save(source, 'refused')).rejects.toMatchObject({ code: 'read_only' });
  }, 60_000);

  test('that finds differences leaves the source taking writes', async () => {
    const [source, target] = [await newFile(), await newDynamo()];
    await fill(source, 20);
    const { sums } = target;
    let asked = 0;
    vi.spyOn(target, 'sums').mockImplementation(async (...args) => {
      const found = await sums.apply(target, args);
      if (++asked === 3) found.set('mastra_threads', { count: 4, sum: '0' });
      return found;
    });
    expect(await cutOver(source, target)).toMatchObject({
      differences: [{ table: 'mastra_threads', source: 5, target: 4 }],
      takesWrites: true,
    });
    await save(source, 'later');
  }, 60_000);
});

test('how many rows there are is known about, by the number of items that DynamoDB tells', async () => {
  const store = await newDynamo();
  await fill(store, 20);
  const tables = await store.tables(true);
  forget();
  // The one of the tests never counts.
  expect(await store.expected(tables)).toEqual({ rows: 0, isAbout: true });
  expect(dynamo.passed.map(({ operation }) => operation)).toEqual(['DescribeTable']);
  const server = createServer((_, answer) => void answer.end('{"Table":{"ItemCount":26}}'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const other = await RowStore.open(placeOf(`dynamodb://other?endpoint=http://127.0.0.1:${port}`));
  expect(await other.expected(tables)).toEqual({ rows: 26, isAbout: true });
  server.close();
  server.closeAllConnections();
  // It is away now.
  expect(await other.expected(tables)).toEqual({ rows: 0, isAbout: true });
  await other.close();
}, 60_000);

describe('a row that DynamoDB does not take is named by its table and key', () => {
  const large = 'x'.repeat(500_000);

  test.each([
    ['of a new table', false],
    ['of one that has rows', true],
  ])(
    '%s',
    async (_, hasRows) => {
      const [source, target] = [await newFile(), await newDynamo()];
      if (hasRows) await fill(target, 1);
      const rows = [...ids(30, 't').map((id) => thread(id)), thread('too "large"', large)];
      await new Table(source, 'mastra_threads').write(rows, 'fail');
      const options = { cutover: false, person: undefined, stateFolder: folder };
      const copy = () =>
        copyStore(source, target, { ...options, onConflict: 'replace' }, new Progress(true));
      const failed = (await copy().catch((cause: unknown) => cause)) as Error;
      expect(failed).toMatchObject({ code: 'too_large' });
      expect(failed.message).toContain(`mastra_threads ["too \\"large\\""]: ${target.name}: `);
      expect(failed.message).toContain('delete it, where it comes from, and run the command again');
      // Which does.
      await new Table(source, 'mastra_threads').remove(['["too \\"large\\""]']);
      expect(await copy()).toMatchObject({ tables: { mastra_threads: 30 } });
    },
    60_000,
  );

  test('whose key is too long', async () => {
    const [source, target] = [await newFile(), await newDynamo()];
    const id = 'i'.repeat(3000);
    await new Table(source, 'mastra_threads').write([thread('a'), thread(id)], 'fail');
    const failed = (await copied(source, target).catch((cause: unknown) => cause)) as Error;
    expect(failed).toMatchObject({ code: 'too_large' });
    expect(failed.message).toContain(`mastra_threads ["${'i'.repeat(290)}`);
    expect(failed.message.length).toBeLessThan(1000);
  }, 60_000);
});
