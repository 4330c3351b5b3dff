// Moves of texts with characters that PostgreSQL does not keep.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asReplaced } from '../../../../cli/move/replaced.js';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { PostgresServer } from '../support/postgres-server.js';
import { Program } from './run.js';

let folder: string;
let program: Program;
let server: PostgresServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-replaced-'));
  [program, server] = await Promise.all([Program.make(folder), PostgresServer.start()]);
}, 120_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const time = '2026-01-01T00:00:00.000Z';
const thread = (id: string, title: string) =>
  `{"id":"${id}","resourceId":"r","title":"${title}","createdAt":"${time}","updatedAt":"${time}"}`;
const message = (id: string, text: string) =>
  `{"id":"${id}","thread_id":"t","content":{"format":2,"parts":[{"type":"text","text":"${text}"}]},` +
  `"role":"user","type":"v2","createdAt":"${time}"}`;

/** Five rows that PostgreSQL keeps otherwise, and others that it keeps as they are. */
async function fill(name: string): Promise<string> {
  const store = await RowStore.open(placeOf(`file:${join(folder, name)}`, { isNew: true }));
  await store.init();
  const threads = [thread('nul', 'a\\u0000b\\u0000'), thread('plain', 'ä \\ufffd')];
  await new Table(store, 'mastra_threads').write(threads, 'fail');
  const messages = [
    message('nul', '\\u0000'),
    message('high', '\\ud83d, and 🙂 \\ud83d\\ude42'),
    message('low', '\\uDE42'),
    message('both', '\\ufffd\\u0000'),
    message('backslash', '\\\\u0000 \\\\\\\\ud83d'),
    message('plain', 'hello'),
  ];
  await new Table(store, 'mastra_messages').write(messages, 'fail');
  await store.close();
  return `file:${name}`;
}

const schema = (name: string) =>
  `postgres://admin@127.0.0.1:${server.port}/postgres?schema=${name}`;

async function done(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await program.run(args);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

const note =
  '5 rows hold NUL or half a surrogate pair, which PostgreSQL does not keep: it has U+FFFD there\n';

describe('a store with characters that PostgreSQL does not keep', () => {
  test('is cut over to it, and equal by verify in either direction', async () => {
    const source = await fill('source.db');
    await done('copy', source, schema('cut'));
    // They are no changes.
    expect(JSON.parse(await done('copy', source, schema('cut'), '--json'))).toMatchObject({
      changed: 0,
    });
    const said = await done('copy', source, schema('cut'), '--cutover');
    expect(said).toContain(note);
    expect(said).toContain('may take over');
    expect(await done('verify', source, schema('cut'))).toBe(`equal: 8 rows\n${note}`);
    expect(await done('verify', schema('cut'), source)).toBe(`equal: 8 rows\n${note}`);
    const compared = JSON.parse(await done('verify', source, schema('cut'), '--json')) as object;
    expect(compared).toEqual({ rows: 8, differences: [], replaced: 5, leftOut: [] });
  }, 120_000);

  test('differs where another character does', async () => {
    const source = await fill('changed.db');
    await done('copy', source, schema('changed'));
    const database = new DatabaseSync(join(folder, 'changed.db'));
    database.exec(`UPDATE mastra_threads SET title='a'||char(0)||'c' WHERE id='nul'`);
    database.exec(`DELETE FROM mastra_messages WHERE id='plain'`);
    database.close();
    const { code, stdout } = await program.run(['verify', source, schema('changed'), '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({
      rows: 7,
      differences: [
        { table: 'mastra_threads', source: 2, target: 2, keys: [['nul']] },
        { table: 'mastra_messages', source: 5, target: 6, keys: [['plain']] },
      ],
      replaced: 0,
      leftOut: [],
    });
    expect(JSON.parse(await done('copy', source, schema('changed'), '--json'))).toMatchObject({
      changed: 2,
    });
    expect(await done('verify', source, schema('changed'))).toBe(`equal: 7 rows\n${note}`);
  }, 120_000);

  test('differs from one that came from PostgreSQL to where they are kept', async () => {
    const source = await fill('before.db');
    await done('copy', source, schema('through'));
    await done('copy', schema('through'), 'file:after.db');
    expect(await done('verify', schema('through'), 'file:after.db')).toBe('equal: 8 rows\n');
    const { code, stdout } = await program.run(['verify', source, 'file:after.db']);
    expect(code).toBe(3);
    expect(stdout).not.toContain('PostgreSQL');
  }, 120_000);
});

test.each([
  ['{"a":"\\u0000"}', '{"a":"\ufffd"}'],
  ['{"a":{"\\ufffd":"\\uDc00\\ud800"}}', '{"a":{"\ufffd":"\ufffd\ufffd"}}'],
  ['{"a":"\\ud83d\\ude42"}', '{"a":"\\ud83d\\ude42"}'],
  ['{"a":"\\ud83d\\ud83d\\ude42"}', '{"a":"\ufffd\\ud83d\\ude42"}'],
  ['{"a":"\\\\u0000\\n"}', '{"a":"\\\\u0000\\n"}'],
  ['{"a":"\\\\\\u0000","_insertion":"-7"}', '{"a":"\\\\\ufffd"}'],
])('%s is had as %s', (row, had) => {
  expect(asReplaced(row)).toBe(had);
});
