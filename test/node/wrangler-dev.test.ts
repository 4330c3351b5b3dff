import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { methods } from '../../worker/host/methods.js';
import { keepsRealInput } from '../real-input/suite.js';
import { DevServer } from './support/dev-server.js';
import { readRecording } from './support/recording-file.js';

const folder = mkdtempSync(join(tmpdir(), 'agentkeep-wrangler-dev-'));
const options = {
  state: join(folder, 'state'),
  home: join(folder, 'home'),
  vars: {
    ALLOW_ANONYMOUS: 'true',
    AGENTKEEP_LOG: 'errors',
    AGENTKEEP_RETENTION: JSON.stringify([
      { retention: { memory: { threads: { maxAge: '3650d' } } } },
    ]),
  },
};
let server: DevServer | undefined;

beforeAll(async () => {
  server = await DevServer.start(options);
}, 60_000);
afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function post(path: string, body: string) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(server!.url + path, { method: 'POST', headers, body });
  return { status: response.status, text: await response.text() };
}

keepsRealInput(post, readRecording(), async () => {
  const { url } = server!;
  await server!.stop();
  await expect(fetch(url), 'the old server still answers').rejects.toThrow();
  server = await DevServer.start(options);
});

it('prunes when a cron trigger ticks', async () => {
  const saved = async (id: string, createdAt: Date) => {
    const thread = { id, resourceId: 'r', createdAt };
    expect((await post('/v1/memory/saveThread', JSON.stringify({ thread }))).status).toBe(200);
  };
  await saved('of-long-ago', new Date('2000-01-01'));
  await saved('of-today', new Date());
  const tick = await fetch(`${server!.url}/cdn-cgi/handler/scheduled`);
  expect([tick.status, await tick.text()]).toEqual([200, 'ok']);
  const get = async (threadId: string) =>
    JSON.parse((await post('/v1/memory/getThreadById', JSON.stringify({ threadId }))).text);
  expect(await get('of-long-ago')).toBeNull();
  expect(await get('of-today')).toMatchObject({ id: 'of-today' });
});

it('serves the OpenAPI document to everyone, as a static asset', async () => {
  const response = await fetch(`${server!.url}/openapi.json`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const { openapi, paths } = (await response.json()) as { openapi: string; paths: object };
  expect(openapi).toMatch(/^3\.1/);
  expect(Object.keys(paths).sort()).toEqual(
    methods.map(({ name }) => `/v1/${name.replace('.', '/')}`).sort(),
  );
  expect((await fetch(`${server!.url}/_headers`)).status).toBe(404);
  expect((await post('/openapi.json', '{}')).status).toBe(405);
});

it('keeps nothing in a fresh folder', async () => {
  const other = await DevServer.start({ ...options, state: join(folder, 'other') });
  try {
    const answer = await fetch(`${other.url}/v1/memory/listThreads`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(await answer.json()).toMatchObject({ threads: [], total: 0 });
  } finally {
    await other.stop();
  }
});
