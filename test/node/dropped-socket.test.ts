import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DevServer } from './support/dev-server.js';

let folder: string;
let server: DevServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-dropped-'));
  server = await DevServer.start({ state: join(folder, 'state'), home: join(folder, 'home') });
});

afterAll(async () => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function call(method: string, body: unknown): Promise<any> {
  const answer = await fetch(`${server.url}/v1/memory/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
  return await answer.json();
}

/** Sends the request up to `sent` bytes of its body and hangs up. */
async function dropAfter(method: string, body: string, sent: number): Promise<void> {
  const { hostname, port, host } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const head = [
    `POST /v1/memory/${method} HTTP/1.1`,
    `Host: ${host}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  await new Promise((resolve) => {
    socket.write(`${head.join('\r\n')}\r\n\r\n${body.slice(0, sent)}`, resolve);
  });
  await sleep(5);
  socket.destroy();
}

const messages = (threadId: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `${threadId}-${i}`,
    threadId,
    resourceId: 'r1',
    role: 'user',
    content: { format: 2, parts: [{ type: 'text', text: 'x'.repeat(2000) }] },
  }));

describe('a client that hangs up', () => {
  it('in the middle of its body saves nothing', async () => {
    const body = JSON.stringify({ messages: messages('half', 1000) });
    for (const sent of [0, 10, body.length / 2, body.length - 1]) {
      await dropAfter('saveMessages', body, sent);
    }
    await sleep(200);
    expect(await call('listMessages', { threadId: 'half' })).toMatchObject({ total: 0 });
  });

  it('after its body has all of it saved, or nothing', async () => {
    for (let i = 0; i < 10; i++) {
      const body = JSON.stringify({ messages: messages(`gone-${i}`, 100) });
      await dropAfter('saveMessages', body, body.length);
    }
    await sleep(1000);
    const totals: number[] = [];
    for (let i = 0; i < 10; i++) {
      totals.push((await call('listMessages', { threadId: `gone-${i}` })).total as number);
    }
    expect(totals.filter((total) => total !== 0 && total !== 100)).toEqual([]);
    expect(totals).toContain(100); // the Worker goes on without its client
  });

  it('while it reads leaves the Worker healthy', async () => {
    await call('saveMessages', { messages: messages('kept', 1000) });
    const body = JSON.stringify({ threadId: 'kept', perPage: false });
    await Promise.all(
      Array.from({ length: 30 }, () => dropAfter('listMessages', body, body.length)),
    );
    const { messages: listed } = await call('listMessages', { threadId: 'kept', perPage: false });
    expect(listed).toHaveLength(1000);
  });
});
