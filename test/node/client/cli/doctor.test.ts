// What the doctor says of writes.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { release } from '../../../../worker/generated/methods.js';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { credentials, DynamoPeer } from '../support/dynamodb/peer.js';
import { PostgresServer } from '../support/postgres-server.js';
import { Program } from './run.js';
import { fill } from './threads.js';

let folder: string;
let program: Program;
let postgres: PostgresServer;
let dynamo: DynamoPeer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-doctor-'));
  [program, postgres, dynamo] = await Promise.all([
    Program.make(folder),
    PostgresServer.start(),
    DynamoPeer.start(),
  ]);
  await dynamo.createTable('mastra');
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  await fill(join(folder, 'store.db'), 10);
}, 120_000);
afterAll(async () => {
  await Promise.all([postgres?.stop(), dynamo?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string) => `file:${join(folder, name)}`;

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
  readonly advice?: string;
}

async function writes(url: string): Promise<Finding | undefined> {
  const { stdout } = await program.run(['doctor', url, '--json']);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return findings.find(({ what }) => what === 'write');
}

function inside<Result>(look: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(join(folder, 'store.db'));
  try {
    return look(database);
  } finally {
    database.close();
  }
}

const resources = () =>
  inside((database) => database.prepare('SELECT id FROM mastra_resources').all());

test.each([
  ['a file', () => file('store.db')],
  ['PostgreSQL', () => `postgres://admin@127.0.0.1:${postgres.port}/postgres`],
  ['DynamoDB', () => `dynamodb://mastra?endpoint=${encodeURIComponent(dynamo.endpoint)}`],
])('%s that takes them has nothing more afterwards', async (_, url) => {
  expect(await writes(url())).toEqual({ what: 'write', ok: true, says: 'allowed' });
  const store = await RowStore.open(placeOf(url()));
  expect(await new Table(store, 'mastra_resources').isEmpty()).toBe(true);
  await store.close();
});

test('a store that refuses them after a cut-over, and what lifts that', async () => {
  const move = ['copy', file('store.db'), file('target.db')];
  expect((await program.run([...move, '--cutover'])).code).toBe(0);
  const refused = await writes(file('store.db'));
  expect(refused).toMatchObject({ ok: false, says: expect.stringContaining('takes no writes') });
  expect(refused?.advice).toContain(`agentkeep copy '${file('store.db')}' <target> --abort`);
  expect((await program.run([...move, '--abort'])).code).toBe(0);
  expect(await writes(file('store.db'))).toMatchObject({ ok: true });
});

test('a row that could be written and not deleted is named', async () => {
  inside((database) =>
    database.exec(
      `CREATE TRIGGER kept BEFORE DELETE ON mastra_resources BEGIN SELECT RAISE(ABORT,'kept'); END`,
    ),
  );
  const found = await writes(file('store.db'));
  const [row] = resources();
  expect(found).toMatchObject({ ok: false, says: expect.stringContaining(String(row!['id'])) });
});

test('a token that may not delete the row again writes none', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    const isAdmins = /importRows|deleteRows|tables/.test(request.url!);
    const status = {
      schemaVersion: release.schema,
      current: true,
      missing: [],
      pendingIndexes: [],
    };
    response.writeHead(isAdmins ? 403 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        isAdmins ? { error: { code: 'forbidden', message: 'no', id: 'FORBIDDEN' } } : status,
      ),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    expect(await writes(`http://127.0.0.1:${port}`)).toMatchObject({ ok: true, says: 'allowed' });
    expect(asked.some((path) => path.includes('deleteMessages'))).toBe(true);
    expect(asked.some((path) => /importRows|deleteRows/.test(path))).toBe(false);
  } finally {
    server.close();
  }
});
