// Moves of small stores that are not as they should be: nothing is lost, and the command says so.
import { LibSQLVector as TheirVector } from '@mastra/libsql';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PgVector } from '../../../../client/dsql.js';
import { LibSQLStore, LibSQLVector } from '../../../../client/index.js';
import { placeOf } from '../../../../cli/store-url.js';
import { Sqld } from '../../../contract/support/sqld.js';
import { VectorServer } from '../support/vector-server.js';
import { Program } from './run.js';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-odd-'));
  program = await Program.make(folder);
  await saveThreads('source.db', ['a', 'b']);
  expect(await program.run(['export', 'file:source.db', 'export'])).toMatchObject({ code: 0 });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function saveThreads(name: string, ids: readonly string[]): Promise<void> {
  const store = new LibSQLStore({ id: 'threads', url: `file:${join(folder, name)}` });
  const memory = (await store.getStore('memory'))!;
  const at = new Date(0);
  for (const id of ids) {
    const thread = { id, resourceId: 'me', title: '', metadata: {}, createdAt: at, updatedAt: at };
    await memory.saveThread({ thread });
  }
  await store.close();
}

function rowsOf(name: string, sql: string): unknown[] {
  const database = new DatabaseSync(join(folder, name));
  const rows = database.prepare(sql).all();
  database.close();
  return rows.map((row) => Object.values(row).join(' '));
}
const threadsOf = (name: string) => rowsOf(name, 'SELECT id FROM mastra_threads ORDER BY id');

/** An export whose manifest, or what is in its only file, is another. */
function otherExport(
  name: string,
  edit: (manifest: { tables: Record<string, unknown>[] }) => unknown,
  text: (lines: string) => string = (lines) => lines,
): string {
  const at = join(folder, name);
  cpSync(join(folder, 'export'), at, { recursive: true });
  const file = join(at, 'mastra_threads.ndjson.gz');
  const bytes = gzipSync(text(gunzipSync(readFileSync(file)).toString()));
  writeFileSync(file, bytes);
  const path = join(at, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { tables: Record<string, unknown>[] };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  Object.assign(manifest.tables[0]!, { bytes: bytes.length, sha256 });
  const edited = edit(manifest);
  writeFileSync(path, JSON.stringify(edited === undefined ? manifest : edited));
  return at;
}

test('native indexes of vectors are left out, and named', async () => {
  const server = await Sqld.start();
  try {
    const authToken = server.token();
    const vectors = new LibSQLVector({ url: server.url, authToken });
    await vectors.createIndex({ indexName: 'theirs', dimension: 2, native: true });
    await vectors.createIndex({ indexName: 'own', dimension: 2 });
    for (const indexName of ['theirs', 'own']) {
      await vectors.upsert({ indexName, vectors: [[1, 0]], ids: ['a'] });
    }
    await vectors.close();
    const url = `libsql://${new URL(server.url).host}?tls=0`;
    const env = { LIBSQL_AUTH_TOKEN: authToken };
    const copied = await program.run(['copy', url, 'file:moved.db'], env);
    const line = /1 index of vectors of the database's own type, .* is left out .*: theirs$/m;
    expect(copied.stdout).toMatch(line);
    expect((await program.run(['export', url, 'natives'], env)).stdout).toMatch(line);
    const again = await program.run(['copy', url, 'file:moved.db', '--json'], env);
    expect(JSON.parse(again.stdout)).toMatchObject({ leftOut: ['theirs'] });
    expect((await program.run(['export', 'file:moved.db', 'moved'])).stdout).not.toMatch(
      /left out/,
    );
    const moved = new LibSQLVector({ url: `file:${join(folder, 'moved.db')}` });
    expect(await moved.listIndexes()).toEqual(['own']);
    expect(await moved.query({ indexName: 'own', queryVector: [1, 0] })).toHaveLength(1);
    await moved.createIndex({ indexName: 'theirs', dimension: 3 });
    expect(await moved.describeIndex({ indexName: 'theirs' })).toMatchObject({ count: 0 });
    await moved.close();
  } finally {
    await server.remove();
  }
}, 60_000);

test("indexes of another adapter's vectors in a file are left out, and named", async () => {
  const theirs = new TheirVector({ id: 'theirs', url: `file:${join(folder, 'their-vectors.db')}` });
  await theirs.createIndex({ indexName: 'theirs', dimension: 2 });
  await theirs.upsert({ indexName: 'theirs', vectors: [[1, 0]] });
  await theirs.close();
  const line = /1 index of vectors .* of @mastra\/libsql in a file, is left out .*: theirs$/m;
  for (const [command, ...stores] of [
    ['copy', 'file:their-vectors.db', 'file:no-vectors.db'],
    ['verify', 'file:their-vectors.db', 'file:no-vectors.db'],
    ['export', 'file:their-vectors.db', 'no-vectors'],
  ]) {
    expect((await program.run([command!, ...stores])).stdout).toMatch(line);
  }
}, 60_000);

test('an index of vectors that is native on one side only is refused before anything is written', async () => {
  const server = await VectorServer.start();
  const pool = server.pool();
  const native = new PgVector({ id: 'native', pool });
  const own = new LibSQLVector({ url: `file:${join(folder, 'vectors.db')}` });
  try {
    for (const indexName of ['both', 'ours']) await own.createIndex({ indexName, dimension: 2 });
    const vectors = [[1, 0]];
    await own.upsert({ indexName: 'both', vectors, ids: ['theirs'] });
    await server.run(
      `CREATE TABLE "both" (id SERIAL PRIMARY KEY, vector_id TEXT UNIQUE NOT NULL,
         embedding vector(2), metadata JSONB DEFAULT '{}'::jsonb)`,
    );
    const url = `postgres://${server.user}:none@${server.host}:${server.port}/${server.database}`;
    const refused = (there: string, here: string) =>
      `agentkeep: 1 index of vectors is ${there} in the target, and ${here} in the source: both. ` +
      'Delete or rename such an index on one side; nothing was written\n';
    const [database, agentkeep] = ["of the database's own type", "agentkeep's own"];
    const into = { code: 1, stdout: '', stderr: refused(database, agentkeep) };
    const rows = async () =>
      (await server.run('SELECT count(*)::int AS n FROM agentkeep_vectors'))[0]!['n'];

    // Of another program, which no call has met yet.
    expect(await program.run(['copy', 'file:vectors.db', url])).toEqual(into);
    await native.upsert({ indexName: 'both', vectors, ids: ['a'] });
    for (const onConflict of ['skip', 'replace']) {
      const args = ['copy', 'file:vectors.db', url, '--on-conflict', onConflict];
      expect(await program.run(args)).toEqual(into);
    }
    expect(await program.run(['export', 'file:vectors.db', 'vectors'])).toMatchObject({ code: 0 });
    expect(await program.run(['import', 'vectors', url, '--on-conflict', 'skip'])).toEqual(into);
    expect(await rows()).toBe(0);

    // The other way round the index would be gone, and its vectors stay.
    const back = ['copy', url, 'file:vectors.db', '--on-conflict'];
    expect(await program.run([...back, 'replace'])).toEqual({
      ...into,
      stderr: refused(agentkeep, database),
    });
    expect(await program.run([...back, 'skip'])).toMatchObject({ code: 0 });
    expect(await own.query({ indexName: 'both', queryVector: [1, 0] })).toMatchObject([
      { id: 'theirs' },
    ]);

    await native.deleteIndex({ indexName: 'both' });
    const moved = ['copy', 'file:vectors.db', url, '--on-conflict', 'skip'];
    expect(await program.run(moved)).toMatchObject({ code: 0 });
    expect(await native.query({ indexName: 'both', queryVector: [1, 0] })).toMatchObject([
      { id: 'theirs' },
    ]);
  } finally {
    await Promise.all([own.close(), native.close()]);
    await pool.end();
    await server.stop();
  }
}, 120_000);

describe('a store', () => {
  test('is known by all that says which it is, and by no secret', () => {
    const names = [
      'dynamodb://table?region=eu-west-1',
      'dynamodb://table?region=us-east-1',
      'dynamodb://table?region=us-east-1&endpoint=http://127.0.0.1:1',
      'postgres://me:secret@h/db?host=/one&password=secret',
      'postgres://me:secret@h/db?host=/other',
    ].map((url) => placeOf(url).name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.join(' ')).not.toContain('secret');
  });

  test.each(['libsqls://host?authToken=secret', 'POSTGRES://me:secret@host/db'])(
    'is not told by a URL that may have secrets: %s',
    async (url) => {
      const { code, stderr } = await program.run(['status', url]);
      expect(code).toBe(2);
      expect(stderr).toContain('is no store');
      expect(stderr).not.toContain('secret');
    },
  );
});

test.each([
  [1, ['copy', 'file:source.db', 'file:state.db', '--state', 'source.db/state'], 'cannot be made'],
  [1, ['export', 'file:source.db', 'source.db'], 'EEXIST'],
  [2, ['import', 'nothing', 'file:other.db', '--from', 'mastra-pg'], 'must be a URL'],
  [
    2,
    ['import', 'nothing', 'file:other.db', '--from', 'langgraph', '--resource', 'me'],
    'must be a URL',
  ],
])(
  'what the system refuses is told in one line, with exit code %d: %j',
  async (code, args, words) => {
    const ran = await program.run(args);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(words);
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
  },
);

describe('an export', () => {
  test.each([
    ['null', () => null],
    ['a table null', () => ({ format: 'agentkeep-export', version: 1, tables: [null] })],
    [
      'no columns',
      (manifest: { tables: object[] }) =>
        void delete (manifest.tables[0] as { columns?: unknown }).columns,
    ],
    [
      'a folder',
      (manifest: { tables: object[] }) => void Object.assign(manifest.tables[0]!, { file: '..' }),
    ],
  ])('whose manifest says %s is refused', async (name, edit) => {
    const at = otherExport(name, edit);
    const { code, stderr } = await program.run(['import', at, 'file:refused.db']);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing was written');
  });

  test('may end without a line break', async () => {
    const at = otherExport(
      'no-break',
      () => undefined,
      (lines) => lines.trimEnd(),
    );
    expect(await program.run(['import', at, 'file:no-break.db'])).toMatchObject({ code: 0 });
    expect(threadsOf('no-break.db')).toEqual(['a', 'b']);
  });

  test('has as many rows as it says', async () => {
    const at = otherExport(
      'fewer',
      () => undefined,
      (lines) => lines.split('\n')[0]! + '\n',
    );
    const { code, stderr } = await program.run(['import', at, 'file:fewer.db']);
    expect(code).toBe(1);
    expect(stderr).toContain('mastra_threads.ndjson.gz has 1 row, and its manifest says 2');
  });
});

test('a copy that skips brings what is new when it is run again, and nothing else', async () => {
  await saveThreads('from.db', ['one', 'two']);
  await saveThreads('to.db', ['two', 'own']);
  const args = ['copy', 'file:from.db', 'file:to.db', '--on-conflict', 'skip'];
  expect(await program.run(args)).toMatchObject({ code: 0 });
  expect(threadsOf('to.db')).toEqual(['one', 'own', 'two']);
  await saveThreads('from.db', ['three', 'a-new-one']);
  const database = new DatabaseSync(join(folder, 'from.db'));
  database.exec("UPDATE mastra_threads SET title='changed' WHERE id='two'");
  database.close();
  expect(await program.run(args)).toMatchObject({ code: 0 });
  expect(threadsOf('to.db')).toEqual(['a-new-one', 'one', 'own', 'three', 'two']);
  expect(rowsOf('to.db', "SELECT title FROM mastra_threads WHERE id='two'")).toEqual(['']);
});

test('messages of several conversations may have the same ids', async () => {
  const message = (id: string, text: string) => ({
    id,
    role: 'user',
    parts: [{ type: 'text', text }],
  });
  const chats = [
    { id: 'first', messages: [message('1', 'one'), message('2', 'two'), message('2', 'three')] },
    { id: 'second', messages: [message('1', 'four')] },
  ];
  writeFileSync(join(folder, 'chats.json'), JSON.stringify(chats));
  const args = ['import', 'chats.json', 'file:chats.db', '--from', 'ai-sdk', '--resource', 'me'];
  const messages = () =>
    rowsOf(
      'chats.db',
      `SELECT thread_id,json_extract(content,'$.parts[0].text') FROM mastra_messages ORDER BY 1,"createdAt"`,
    );
  const expected = ['first one', 'first two', 'first three', 'second four'];
  expect(await program.run(args)).toMatchObject({ code: 0 });
  expect(messages()).toEqual(expected);
  expect(await program.run([...args, '--on-conflict', 'replace'])).toMatchObject({ code: 0 });
  expect(messages()).toEqual(expected);
});
