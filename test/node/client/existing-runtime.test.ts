// What `@mastra/libsql` wrote of tasks, schedules, channels, connections, notifications, states and
// sessions, opened as it is, and read by it afterwards.
import { LibSQLStore as Incumbent } from '@mastra/libsql';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { plain } from './support/plain.js';

type Any = Record<string, (...args: unknown[]) => Promise<any>>;
type Call = readonly [method: string, ...args: unknown[]];

const at = (second: number) => new Date(Date.UTC(2026, 2, 1, 12, 0, second));
const noon = at(0).getTime();

const task = (id: string, more: object = {}) => ({
  ...{ id, status: 'pending', toolName: 'Ñandú 🧵', toolCallId: 'c', args: { a: [null, 1.5] } },
  ...{ agentId: 'a', runId: 'r', createdAt: at(1), retryCount: 0, maxRetries: 3, timeoutMs: 5 },
  ...more,
});
const schedule = (id: string, more: object = {}) => ({
  ...{
    id,
    target: { type: 'workflow', workflowId: 'w', inputData: { a: 'ü' } },
    cron: '* * * * *',
  },
  ...{ status: 'active', nextFireAt: noon, createdAt: noon, updatedAt: noon, ...more },
});
const trigger = (second: number, more: object = {}) => ({
  ...{ id: `t${second}`, scheduleId: 's1', runId: null, scheduledFireAt: noon },
  ...{ actualFireAt: noon + second, outcome: 'published', ...more },
});
const installation = (id: string, more: object = {}) => ({
  ...{ id, platform: 'slack', agentId: 'a', status: 'pending', data: { token: 'ü' } },
  ...{ createdAt: at(1), updatedAt: at(2), ...more },
});
const connection = (connectionId: string, more: object = {}) => ({
  ...{ authorId: 'ada', providerId: 'p', connectionId, toolkit: 'mail', label: null, ...more },
});
const notification = (id: string, more: object = {}) => ({
  ...{ id, threadId: 't', source: 's', kind: 'k', summary: 'ü', ...more },
});
const session = (id: string, more: object = {}) => ({
  ...{ id, ownerId: 'o', resourceId: 'r', threadId: 't', origin: 'top-level', modeId: 'm' },
  ...{ modelId: 'p/x', createdAt: at(1), lastActivityAt: at(2), ...more },
});
const item = (id: string) => ({
  ...{ id, sessionId: 'h1', kind: 'question', status: 'pending', createdAt: at(5) },
  ...{ updatedAt: at(6), payload: { q: 'ü' } },
});

/** What they write, what ours does, and what both then read. */
const domains: Record<string, { theirs: Call[]; ours: Call[]; reads: Call[] }> = {
  backgroundTasks: {
    theirs: [
      ['createTask', task('b1', { result: { x: ['ü'] }, error: { message: 'm' }, threadId: 't' })],
      ['createTask', task('b2', { status: 'running', startedAt: at(3) })],
    ],
    ours: [
      ['createTask', task('b3', { suspendPayload: [1], suspendedAt: at(4), createdAt: at(2) })],
      ['updateTask', 'b1', { status: 'running', result: undefined }, { expectedStatus: 'pending' }],
      ['updateTask', 'b2', { result: { y: 1 }, completedAt: at(9) }],
    ],
    reads: [
      ...['b1', 'b2', 'b3', 'none'].map((id): Call => ['getTask', id]),
      ['listTasks', { status: ['running', 'pending'], orderDirection: 'desc' }],
      ['getRunningCount'],
    ],
  },
  schedules: {
    theirs: [
      ['createSchedule', schedule('s1', { metadata: { a: 1 }, timezone: 'UTC' })],
      ['createSchedule', schedule('s2', { ownerType: 'agent', ownerId: 'ada', createdAt: 5 })],
      ['recordTrigger', trigger(1, { metadata: { m: ['ü'] } })],
    ],
    ours: [
      ['createSchedule', schedule('s3', { status: 'paused', createdAt: 7 })],
      ['updateSchedule', 's1', { metadata: { b: 2 }, timezone: undefined }],
      ['updateScheduleNextFire', 's2', noon, noon + 1, noon, 'run'],
      ['recordTrigger', trigger(2, { runId: 'x', triggerKind: 'manual' })],
    ],
    reads: [
      ...['s1', 's2', 's3', 'none'].map((id): Call => ['getSchedule', id]),
      ['listSchedules', { workflowId: 'w' }],
      ['listSchedules', { ownerId: null }],
      ['listDueSchedules', noon],
      ['listTriggers', 's1'],
    ],
  },
  channels: {
    theirs: [
      ['saveInstallation', installation('c1', { webhookId: 'w1', configHash: 'h' })],
      ['saveConfig', { platform: 'slack', data: { a: 1 }, updatedAt: at(1) }],
    ],
    ours: [
      ['saveInstallation', installation('c2', { webhookId: 'w2', createdAt: at(3) })],
      ['saveInstallation', installation('c1', { status: 'active', webhookId: 'w1' })],
      ['saveConfig', { platform: 'teams', data: { b: ['ü'] }, updatedAt: at(2) }],
    ],
    reads: [
      ['getInstallation', 'c1'],
      ['getInstallationByAgent', 'slack', 'a'],
      ['getInstallationByWebhookId', 'w2'],
      ['listInstallations', 'slack'],
      ...['slack', 'teams', 'none'].map((platform): Call => ['getConfig', platform]),
    ],
  },
  toolProviderConnections: {
    theirs: [
      ['upsertConnection', connection('k1', { label: 'Mine' })],
      ['upsertConnection', connection('k2', { scope: 'shared' })],
    ],
    ours: [
      ['upsertConnection', connection('k1', { toolkit: 'files' })],
      ['upsertConnection', connection('k3')],
      ['deleteConnection', connection('k2')],
    ],
    reads: [
      ...['k1', 'k2', 'k3'].map((id): Call => ['getConnectionById', connection(id)]),
      ['listConnectionsByAuthor', { authorId: 'ada', toolkit: 'files' }],
    ],
  },
  notifications: {
    theirs: [
      ['createNotification', notification('n1', { dedupeKey: 'd', attributes: { a: 1 } })],
      ['createNotification', notification('n2', { payload: { p: ['ü'] }, deliverAt: at(1) })],
    ],
    ours: [
      ['createNotification', notification('x', { dedupeKey: 'd', attributes: { b: 2 } })],
      ['createNotification', notification('n3', { metadata: { m: null }, summaryAt: at(2) })],
      ['updateNotification', { threadId: 't', id: 'n2', metadata: { m: 1 }, summaryAt: at(3) }],
      ['updateNotificationsStatus', { threadId: 't', ids: ['n3'], status: 'seen' }],
    ],
    reads: [
      ...['n1', 'n2', 'n3', 'x'].map((id): Call => ['getNotification', { threadId: 't', id }]),
      ['listNotifications', { threadId: 't', search: 'K' }],
      ['listDueNotifications', { now: at(9) }],
    ],
  },
  threadState: {
    theirs: [
      ['setState', { threadId: 't', type: 'goal', value: { a: ['ü', null] } }],
      ['setState', { threadId: 't', type: 'task', value: 'text' }],
    ],
    ours: [
      ['setState', { threadId: 't', type: 'task', value: { b: 1 } }],
      ['setState', { threadId: 'u', type: 'goal', value: [1] }],
    ],
    reads: [
      ['getState', { threadId: 't', type: 'goal' }],
      ['getState', { threadId: 't', type: 'task' }],
      ['getState', { threadId: 'u', type: 'goal' }],
    ],
  },
  harness: {
    theirs: [
      ['saveSession', session('h1', { pending: [item('i1')], state: { s: 'ü' } })],
      [
        'saveSession',
        session('h2', { source: { type: 'top-level' }, closedAt: at(3), lastActivityAt: at(3) }),
      ],
    ],
    ours: [
      ['saveSession', session('h3', { metadata: { m: 1 }, lastActivityAt: at(9) })],
      ['appendPendingItem', 'h1', item('i2')],
      ['updatePendingItem', 'h1', 'i1', { status: 'responded', response: { yes: true } }],
      ['updateSession', 'h2', { title: 'T', source: undefined }],
    ],
    reads: [...['h1', 'h2', 'h3', 'none'].map((id): Call => ['loadSession', id]), ['listSessions']],
  },
};

describe('what @mastra/libsql keeps of what runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-runtime-'));
  const url = `file:${join(folder, 'mastra.db')}`;
  let theirs: MastraCompositeStore;
  let ours: LibSQLStore;

  // In an order that times tell: of equal ones @mastra/libsql lists the first first.
  const write = async (store: MastraCompositeStore, key: string, calls: readonly Call[]) => {
    for (const call of calls) {
      await run(store, key, call);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  };
  const run = async (store: MastraCompositeStore, key: string, [method, ...args]: Call) => {
    const domain = (await store.getStore(key as 'agents')) as unknown as Any;
    return domain[method]!(...args);
  };

  beforeAll(async () => {
    theirs = new Incumbent({ id: 'theirs', url });
    await theirs.init();
    for (const [key, calls] of Object.entries(domains)) {
      await write(theirs, key, calls.theirs);
    }
    ours = new LibSQLStore({ id: 'ours', url });
    await ours.init();
  });
  afterAll(async () => {
    await ours.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(domains))('%s are read and written as they are', async (key) => {
    const read = async () => {
      for (const call of domains[key]!.reads) {
        const label = `${key}.${call.map((each) => JSON.stringify(each)).join(' ')}`;
        expect(plain(await run(ours, key, call)), label).toEqual(
          plain(await run(theirs, key, call)),
        );
      }
    };
    await read();
    await write(ours, key, domains[key]!.ours);
    await read();
  });
});
