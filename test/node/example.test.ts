import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DevServer } from './support/dev-server.js';

const fileOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the example, beside agentkeep in one workerd', () => {
  let folder: string;
  let server: DevServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'example-'));
    server = await DevServer.start({
      state: join(folder, 'state'),
      home: join(folder, 'home'),
      configs: ['example/wrangler.toml', 'wrangler.toml'],
      healthPath: '/threads/none/messages',
      vars: {}, // no tokens, and anonymous callers are refused: a service binding needs neither
    });
  });

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true });
  });

  const say = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/chat`, { method: 'POST', body: JSON.stringify(body), headers });

  test('keeps a conversation, whose client reads its own writes', async () => {
    const first = await say({ threadId: 'ä b', user: 'ada', text: 'Hello 😀' });
    expect(first.status, await first.clone().text()).toBe(200);
    const bookmark = first.headers.get('x-d1-bookmark') ?? '';
    expect(bookmark).toMatch(/^[0-9a-f]+(-[0-9a-f]+){3}$/);
    const second = await say(
      { threadId: 'ä b', user: 'ada', text: 'Again' },
      { 'x-d1-bookmark': bookmark },
    );
    const headers = { 'x-d1-bookmark': second.headers.get('x-d1-bookmark') ?? '' };
    const list = await fetch(`${server.url}/threads/${encodeURIComponent('ä b')}/messages`, {
      headers,
    });
    const { messages, total } = (await list.json()) as any;
    expect(total).toBe(4);
    expect(messages.map((each: any) => [each.role, each.content.parts[0].text])).toEqual([
      ['user', 'Hello 😀'],
      ['assistant', 'You said: Hello 😀'],
      ['user', 'Again'],
      ['assistant', 'You said: Again'],
    ]);
  });

  test('passes on what the store says of a mistake', async () => {
    const refused = await say({ threadId: 'x'.repeat(2000), user: 'ada', text: 'Hi' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 'invalid_argument' });
    const stale = await fetch(`${server.url}/threads/t/messages`, {
      headers: { 'x-d1-bookmark': 'garbage' },
    });
    expect(stale.status).toBe(400);
  });
});

test('its page shows the code of the example', () => {
  expect(fileOf('docs/service-binding.md')).toContain(
    '```ts\n' + fileOf('example/src/index.ts') + '```',
  );
});
