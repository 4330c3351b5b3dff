// The example of a Worker over sockets, in workerd, on a PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresServer } from './client/support/postgres-server.js';
import { DevServer } from './support/dev-server.js';

let folder: string;
let postgres: PostgresServer;
let server: DevServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dsql-worker-'));
  postgres = await PostgresServer.start();
  const { host, port, user, database } = postgres;
  server = await DevServer.start({
    state: join(folder, 'state'),
    home: join(folder, 'home'),
    configs: ['example/dsql-store.toml'],
    healthPath: '/',
    vars: { DATABASE_URL: `postgres://${user}@${host}:${port}/${database}` },
  });
});

afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
  await rm(folder, { recursive: true });
});

test('keeps threads, each request by a connection of its own', async () => {
  const call = async (method: string, path: string) => {
    const response = await fetch(server.url + path, { method });
    return [response.status, await response.json()];
  };
  expect(await call('POST', '/init')).toEqual([200, { ready: true }]);
  expect(await call('GET', '/threads/t1')).toEqual([404, null]);
  const saved = { id: 't1', resourceId: 'example', title: 'ümläut 🧵' };
  expect(await call('PUT', `/threads/t1?title=${encodeURIComponent(saved.title)}`)).toEqual([
    200,
    expect.objectContaining(saved),
  ]);
  const many = await Promise.all(Array.from({ length: 8 }, () => call('GET', '/threads/t1')));
  for (const answer of many) expect(answer).toEqual([200, expect.objectContaining(saved)]);
  expect(await postgres.run('SELECT title FROM mastra_threads')).toEqual([{ title: saved.title }]);
});
