// Schedules of a deployment that fires them by itself: ticks of a cron trigger and alarms of objects
// in workerd, receivers behind a service binding and behind HTTP.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { computeNextFireAt } from '@mastra/core/workflows';
import type { Schedule } from '@mastra/core/storage';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import { simulator } from '../../contract/support/local-d1.js';
import { token, tokens } from '../../contract/transports/http.js';
import { bundle } from '../support/bundle.js';

const secret = randomBytes(32).toString('base64');
const minuteMs = 60_000;
// A receiver that remembers what it was told, and answers as it is told to.
const receiver = `
let posts = [], statuses = [];
export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/posts') return Response.json(posts);
    if (pathname === '/answer') return (statuses = await request.json()), new Response();
    posts.push({ headers: Object.fromEntries(request.headers), body: await request.json() });
    return new Response('x', { status: statuses.shift() ?? 200 });
  },
};`;

type Worker = ReturnType<typeof simulator>;

/** agentkeep, with APP behind a service binding. */
async function deployed(bindings: Record<string, string>, more: object = {}): Promise<Worker> {
  const compatibilityDate = '2026-08-01';
  return simulator({
    workers: [
      {
        ...{ name: 'agentkeep', modules: await bundle('worker/index.ts'), compatibilityDate },
        ...{ d1Databases: { DB: 'db' }, serviceBindings: { APP: 'app' } },
        bindings: { AGENTKEEP_TOKENS: tokens, AGENTKEEP_LOG: 'off', ...bindings },
        ...more,
      },
      { name: 'app', modules: true, script: receiver, compatibilityDate },
    ],
  });
}

const clientOf = async (worker: Worker) =>
  new AgentKeep({ endpoint: String(await worker.ready), token }).stores.schedules!;
type Client = Awaited<ReturnType<typeof clientOf>>;

let count = 0;
async function made(client: Client, more: Partial<Schedule> = {}): Promise<Schedule> {
  const now = Date.now();
  return client.createSchedule({
    ...{ id: `Ñandú ${count++}`, cron: '*/5 * * * *', timezone: 'Asia/Kathmandu' },
    ...{ target: { type: 'workflow', workflowId: 'w', inputData: { a: 'ü' } }, status: 'active' },
    ...{ nextFireAt: now - 5000, createdAt: now, updatedAt: now, metadata: { m: 1 }, ...more },
  });
}

const tick = async (worker: Worker, cron = '* * * * *') => {
  const { scheduled } = await worker.getWorker('agentkeep');
  return (await scheduled({ cron })).outcome;
};

describe('a cron trigger fires schedules', () => {
  let worker: Worker;
  let client: Client;
  beforeAll(async () => {
    worker = await deployed({ AGENTKEEP_SCHEDULE_TARGET: 'APP' });
    client = await clientOf(worker);
  });
  afterAll(() => worker?.dispose());

  const app = async (path: string, body?: unknown) => {
    const { fetch } = await worker.getWorker('app');
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return fetch(`http://app${path}`, init);
  };
  const postsOf = async (id: string) =>
    ((await (await app('/posts')).json()) as any[]).filter(
      ({ body }) => body.data.scheduleId === id,
    );

  it('by a service binding, once, and computes the next time as the framework does', async () => {
    const due = await made(client);
    const later = await made(client, { nextFireAt: Date.now() + 10 * minuteMs });
    const paused = await made(client, { status: 'paused' });
    const beforeMs = Date.now();
    expect(await tick(worker)).toBe('ok');
    const runId = `sched_${due.id}_${due.nextFireAt}`;
    const [post, ...others] = await postsOf(due.id);
    expect(others).toEqual([]);
    const { actualFireAt } = post.body.data;
    expect(actualFireAt).toBeGreaterThanOrEqual(beforeMs);
    expect(post.body).toEqual({
      ...{ type: 'schedule.fired', timestamp: expect.any(String) },
      data: {
        ...{ runId, scheduledFireAt: due.nextFireAt, actualFireAt, scheduleId: due.id },
        ...{ target: due.target, metadata: { m: 1 }, tablePrefix: '' },
      },
    });
    expect(post.headers).not.toHaveProperty('webhook-signature');
    expect(await client.getSchedule(due.id)).toMatchObject({
      ...{ status: 'active', lastFireAt: actualFireAt, lastRunId: runId },
      nextFireAt: computeNextFireAt(due.cron, { timezone: due.timezone!, after: actualFireAt }),
    });
    expect(await client.listTriggers(due.id)).toEqual([
      {
        ...{ id: runId, scheduleId: due.id, runId, scheduledFireAt: due.nextFireAt, actualFireAt },
        ...{ outcome: 'published', triggerKind: 'schedule-fire' },
      },
    ]);
    await tick(worker);
    expect(await postsOf(due.id)).toHaveLength(1);
    for (const { id } of [later, paused]) expect(await postsOf(id)).toEqual([]);
  });

  it('again at the next run where the target fails, as the same firing', async () => {
    const due = await made(client);
    await app('/answer', [503]);
    expect(await tick(worker)).toBe('ok');
    const failed = await client.getSchedule(due.id);
    expect(failed).toMatchObject({ status: 'active', nextFireAt: due.nextFireAt });
    expect(await client.listTriggers(due.id)).toMatchObject([
      { outcome: 'failed', error: 'the target answered 503' },
    ]);
    await tick(worker);
    const [first, second, ...others] = await postsOf(due.id);
    expect(others).toEqual([]);
    expect(second.body.data.runId).toBe(first.body.data.runId);
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    const triggers = await client.listTriggers(due.id);
    expect(triggers.map(({ outcome }) => outcome)).toEqual(['published', 'failed']);
    const after = (await client.getSchedule(due.id))!;
    expect(after.nextFireAt).toBeGreaterThan(Date.now());
  });

  it('of rival ticks each firing in one', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push((await made(client)).id);
    await Promise.all(Array.from({ length: 5 }, () => tick(worker)));
    for (const id of ids) {
      expect(await postsOf(id)).toHaveLength(1);
      expect(await client.listTriggers(id)).toHaveLength(1);
    }
  });

  it('of a claim that ran out, as a run that was lost leaves it', async () => {
    const due = await made(client);
    const lostAt = Date.now() - 200_000;
    const runId = `sched_${due.id}_${due.nextFireAt}`;
    const runsOut = Math.floor(lostAt / 1000) * 1000 + 120_001;
    const claim = [due.id, due.nextFireAt, runsOut, lostAt, runId] as const;
    expect(await client.updateScheduleNextFire(...claim)).toBe(true);
    await tick(worker);
    const posts = await postsOf(due.id);
    expect(posts.map(({ body }) => body.data)).toMatchObject([
      { runId, scheduledFireAt: due.nextFireAt },
    ]);
  });

  it('and pauses what never fires again', async () => {
    const never = await made(client, { cron: 'no cron' });
    const last = await made(client, { cron: '0 0 12 1 1 * 2020' });
    expect(await tick(worker)).toBe('ok');
    expect(await postsOf(never.id)).toEqual([]);
    expect(await postsOf(last.id)).toHaveLength(1);
    for (const { id } of [never, last]) {
      expect(await client.getSchedule(id)).toMatchObject({ status: 'paused' });
    }
    expect(await client.listTriggers(never.id)).toMatchObject([
      { outcome: 'failed', error: 'the cron expression is not valid' },
    ]);
  });

  it('all of more than a page, though the first ones fail', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 130; i++) ids.push((await made(client)).id);
    await app('/answer', Array(110).fill(500));
    expect(await tick(worker)).toBe('ok');
    const seen = ((await (await app('/posts')).json()) as any[]).map(
      ({ body }) => body.data.scheduleId as string,
    );
    expect(ids.filter((id) => !seen.includes(id))).toEqual([]);
    await tick(worker);
    expect(await client.listDueSchedules(Date.now())).toEqual([]);
  });
});

describe('a cron trigger posts to a URL', () => {
  let server: Server;
  let worker: Worker | undefined;
  let target: string;
  const posts: { headers: IncomingHttpHeaders; body: string }[] = [];
  let isSlow = false;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        posts.push({ headers: request.headers, body });
        if (!isSlow) response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fired`;
  });
  afterEach(() => worker?.dispose());
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('signed as Standard Webhooks has it, of the prefixes that are named', async () => {
    const targets = [{ target }, { tablePrefix: 'other_', target: 'APP' }];
    worker = await deployed({
      AGENTKEEP_SCHEDULE_TARGET: JSON.stringify(targets),
      AGENTKEEP_SCHEDULE_SECRET: `whsec_${secret}`,
    });
    const due = await made(await clientOf(worker));
    expect(await tick(worker)).toBe('ok');
    expect(posts).toHaveLength(1);
    const [{ headers, body }] = posts.splice(0) as [(typeof posts)[number]];
    const [id, timestamp] = [headers['webhook-id'], headers['webhook-timestamp']];
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
    const signature = createHmac('sha256', Buffer.from(secret, 'base64'))
      .update(`${id as string}.${timestamp as string}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${signature}`);
    expect(JSON.parse(body).data).toMatchObject({ scheduleId: due.id, target: due.target });
  });

  it('and gives up one that does not answer, until the next run', { timeout: 60_000 }, async () => {
    worker = await deployed({
      AGENTKEEP_SCHEDULE_TARGET: target,
      AGENTKEEP_SCHEDULE_SECRET: secret,
    });
    const client = await clientOf(worker);
    const due = await made(client);
    isSlow = true;
    expect(await tick(worker)).toBe('ok');
    expect(await client.listTriggers(due.id)).toMatchObject([
      { outcome: 'failed', error: 'the target did not answer within 10 s' },
    ]);
    isSlow = false;
    await tick(worker);
    expect(posts.map(({ body }) => JSON.parse(body).data.scheduleId)).toEqual([due.id, due.id]);
    expect((await client.listTriggers(due.id))[0]).toMatchObject({
      outcome: 'published',
    });
  });

  it('nothing where no target is set', async () => {
    worker = await deployed({});
    const client = await clientOf(worker);
    const due = await made(client);
    expect(await tick(worker)).toBe('ok');
    expect(await client.getSchedule(due.id)).toEqual(due);
  });
});

describe('an object fires its schedules by itself', () => {
  it('at their time, and says whose they are', { timeout: 60_000 }, async () => {
    const worker = await deployed(
      { AGENTKEEP_SCHEDULE_TARGET: 'APP', AGENTKEEP_DATABASE: 'durable-object' },
      { durableObjects: { OBJECTS: { className: 'AgentKeepObject', useSQLite: true } } },
    );
    try {
      const client = await clientOf(worker);
      const soon = await made(client, { nextFireAt: Date.now() + 1500, cron: '* * * * * *' });
      const { fetch } = await worker.getWorker('app');
      const posts = async () => (await (await fetch('http://app/posts')).json()) as any[];
      await expect.poll(async () => (await posts()).length, { timeout: 20_000 }).toBeGreaterThan(2);
      await client.updateSchedule(soon.id, { status: 'paused' });
      const [{ body }] = await posts();
      expect(body.data).toMatchObject({
        ...{ runId: `sched_${soon.id}_${soon.nextFireAt}`, scheduleId: soon.id },
        scheduledFireAt: soon.nextFireAt,
      });
      expect(body.data.actualFireAt).toBeGreaterThanOrEqual(soon.nextFireAt);
      const fired = (await posts()).map((post) => post.body.data.scheduledFireAt);
      expect(new Set(fired).size).toBe(fired.length);
    } finally {
      await worker.dispose();
    }
  });
});
