// Tasks, schedules, channels, connections, notifications, states and sessions: what random calls of
// them are made of, and where the framework's store in memory is not the contract.
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { describedCalls } from './described.js';
import type { Domains } from './described.js';
import { without } from './editor.js';
import type { Random } from './random.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import type { ErrorRule, Reference, Sequence } from './run.js';
import type { Ask, Step } from './side.js';

type Row = Record<string, any>;

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const pick =
  <T>(...of: readonly T[]) =>
  (random: Random): T =>
    random.pick(of);
const id = pick('i0', 'i1', 'i2', 'i3', 'ü "5" \\');
const thread = pick('t0', 't1');
const some = (of: (random: Random) => unknown) => (random: Random) =>
  Array.from({ length: random.int(3) }, () => of(random));
const never = () => undefined;
const times = pick(1000, 2000, 3000);

const statusOfTask = pick('pending', 'running', 'failed');
const priorityOf = pick('low', 'medium', 'high', 'urgent');
const statusOfNotification = pick('delivered', 'seen', 'dismissed', 'archived', 'failed');

const values: Domains['values'] = {
  ...{ id, taskId: id, scheduleId: id, sessionId: id, connectionId: id, pendingItemId: id },
  ...{ threadId: thread, resourceId: pick('r0', 'r1'), agentId: pick('a0', 'a1') },
  ...{ runId: pick('x0', 'x1'), toolCallId: pick('c0', 'c1'), toolName: pick('n0', 'n1') },
  ...{ ownerId: pick('o0', 'o1'), lastRunId: pick('x0'), parentTriggerId: pick('p') },
  ...{ platform: pick('slack', 'teams'), webhookId: pick('w0', 'w1', 'w2') },
  ...{ authorId: pick('ada', 'bob', "o'neil"), providerId: pick('p0', 'p1') },
  ...{ toolkit: pick('mail', 'files'), sourceId: pick('s'), parentSessionId: id },
  ...{ type: pick('goal', 'task'), source: pick('mail', 'chat'), kind: pick('new', 'old') },
  ...{
    search: pick('A', 'ew', 'plain', 'MAIL'),
    limit: pick(1, 2, 50),
    label: pick(null, 'x', ''),
  },
  ...{ ids: some(id), page: pick(0, 0, 1), perPage: pick(1, 2, 50), workflowId: pick('w0', 'w1') },
  // Some have a key of the one kind, some of the other: in memory the first one that fits is found,
  // and not the newest.
  dedupeKey: (random) => random.pick([undefined, 'd0', 'd1']),
  coalesceKey: never,
  // No two of one time: one that replaces another is the last of them, in memory it keeps its place.
  'createNotification.createdAt': (random) =>
    random.pick([undefined, new Date(random.int(1_000_000) * 1_000_000)]),
  'updateNotification.status': statusOfNotification,
  'updateNotificationsStatus.status': statusOfNotification,
  'listTasks.status': (random) => random.pick([statusOfTask(random), some(statusOfTask)(random)]),
  'deleteTasks.status': statusOfTask,
  'listNotifications.limit': never,
  'listNotifications.status': (random) =>
    random.pick([statusOfNotification(random), some(statusOfNotification)(random)]),
  'listNotifications.priority': (random) =>
    random.pick([priorityOf(random), some(priorityOf)(random)]),
  // What is not there comes last in both directions; in memory it counts as long ago.
  orderBy: pick('createdAt'),
  ...{ expectedStatus: statusOfTask, nextFireAt: times, expectedNextFireAt: times, now: times },
  ...{ newNextFireAt: times, actualFireAt: times, fromActualFireAt: times, toActualFireAt: times },
  'listDueNotifications.now': (random) => new Date(random.int(5) * 1e11),
  'recordTrigger.id': never,
  target: pick<unknown>(
    { type: 'workflow', workflowId: 'w0', inputData: [null] },
    { type: 'workflow', workflowId: 'w1' },
    { type: 'agent', agentId: 'a', prompt: 'ü' },
  ),
  'harness.appendPendingItem.sessionId': id,
  'harness.saveSession.pending': never,
  'harness.updateSession.pending': never,
  'harness.saveSession.source': pick<unknown>(undefined, { type: 'top-level' }),
  'harness.updateSession.source': pick<unknown>(undefined, null, { type: 'top-level' }),
  'harness.updatePendingItem.updates': pick<unknown>(
    {},
    { status: 'responded', response: { a: [null, 'ü'] } },
    { id: 'other', kind: 'question' },
  ),
  payload: (random) => random.pick([{ a: 1 }, { b: ['ü', null] }]),
  response: pick({ a: 1 }),
};

const weights = {
  ...{ createTask: 6, updateTask: 10, createSchedule: 8, updateScheduleNextFire: 8 },
  ...{ recordTrigger: 8, createNotification: 14, appendPendingItem: 10, saveSession: 5 },
  ...{ saveInstallation: 8, deleteSchedule: 0.5, deleteTask: 1, deleteTasks: 0.5 },
  ...{ deleteInstallation: 1, removePendingItem: 2, deleteConfig: 1, prune: 0 },
  dangerouslyClearAll: 0.03,
};

const everything: readonly Step[] = [
  { method: 'backgroundTasks.listTasks', args: [{}] },
  { method: 'backgroundTasks.getRunningCount', args: [] },
  { method: 'schedules.listSchedules', args: [] },
  ...named('i', 4).map((each) => ({ method: 'schedules.listTriggers', args: [each] })),
  ...['slack', 'teams'].flatMap((platform) => [
    { method: 'channels.listInstallations', args: [platform] },
    { method: 'channels.getConfig', args: [platform] },
  ]),
  { method: 'toolProviderConnections.listConnectionsByAuthor', args: [{}] },
  ...['t0', 't1'].flatMap((threadId) => [
    { method: 'notifications.listNotifications', args: [{ threadId }] },
    { method: 'threadState.getState', args: [{ threadId, type: 'goal' }] },
  ]),
  { method: 'harness.listSessions', args: [] },
];

/** Random calls of all seven. */
export const runtimeCalls: (random: Random) => Sequence = describedCalls({
  names: [
    ...['backgroundTasks', 'schedules', 'channels', 'toolProviderConnections'],
    ...['notifications', 'threadState', 'harness'],
  ],
  weights,
  values,
  everything,
  idsOf: () => [],
  // Label and toolkit are always given, by their type.
  fits: ({ method, args: [given] }) =>
    !method.endsWith('upsertConnection') ||
    ['label', 'toolkit'].every((name) => (given as Row)[name] !== undefined),
});

/** Calls the domains of a store. What has no order is put into one. */
export function callsOfRuntime(store: MastraCompositeStore): Ask {
  return async (name, args) => {
    const [domain, method] = name.split('.') as ['agents', string];
    const target = (await store.getStore(domain)) as unknown as Row;
    const answer = (await target[method](...args)) as Row[];
    const byId = (a: Row, b: Row) => (a['id'] < b['id'] ? -1 : 1);
    if (method === 'updateNotificationsStatus') return answer.sort(byId);
    // One that replaces another is the last of those of its time, in memory it keeps its place.
    if (method === 'listNotifications') {
      return answer.sort((a, b) => b['updatedAt'] - a['updatedAt'] || byId(a, b));
    }
    return answer;
  };
}

/** The framework's store in memory, put right where the contract follows other adapters. */
export function inMemoryRuntime(): Reference {
  return { ask: ruled(callsOfRuntime(new InMemoryStore()), rules, undefined), errors };
}

/** Rows of one time were in the order of their insertion; in a list that descends the last is first. */
function latestFirst(rows: readonly Row[], timeOf: (row: Row) => number, limit?: number): Row[] {
  const sorted = rows.map((row, place) => [timeOf(row), place, row] as const);
  sorted.sort(([a, i], [b, j]) => b - a || j - i);
  return sorted.map(([, , row]) => row).slice(0, limit);
}

/** In a list that descends rows of one time come in the order of first insertion, reversed. */
function descending(
  method: string,
  timeOf: (row: Row) => number,
  whole: (args: any[]) => any[],
  limitOf: (args: any[]) => number | undefined,
): Rule<undefined> {
  return {
    name: `${method} is in a total order`,
    reason: 'the order of a list is total; in memory ties stay as they were inserted',
    methods: [method],
    answer: async (args, ask) => {
      const rows = (await ask(...whole(args))) as Row[];
      // In memory they are sorted already, and the sort is stable.
      return latestFirst(rows, timeOf, limitOf(args));
    },
  };
}

const priority: Record<string, number> = { active: 0, pending: 1, error: 2 };
const isNothing = (value: unknown) => value === undefined || value === null || value === '';

const rules: readonly Rule<undefined>[] = [
  {
    name: 'null is what is not there',
    reason: 'the columns are NULL then; a trigger of no run and a connection of no label say so',
    methods: [
      ...['getTask', 'listTasks'].map((method) => `backgroundTasks.${method}`),
      ...[
        'createSchedule',
        'getSchedule',
        'listSchedules',
        'listDueSchedules',
        'updateSchedule',
      ].map((method) => `schedules.${method}`),
      'schedules.listTriggers',
      ...['getInstallation', 'getInstallationByAgent', 'getInstallationByWebhookId'].map(
        (method) => `channels.${method}`,
      ),
      'channels.listInstallations',
      ...['createNotification', 'getNotification', 'listNotifications', 'updateNotification'].map(
        (method) => `notifications.${method}`,
      ),
      ...['listDueNotifications', 'updateNotificationsStatus'].map(
        (method) => `notifications.${method}`,
      ),
      ...['loadSession', 'listSessions', 'updateSession', 'appendPendingItem'].map(
        (method) => `harness.${method}`,
      ),
      ...['updatePendingItem', 'removePendingItem'].map((method) => `harness.${method}`),
    ],
    answer: async (args, ask) =>
      without((name, value) => value === null && name !== 'runId', await ask(...args)),
  },
  {
    name: 'a value of null is none',
    reason: 'the contract',
    methods: ['threadState.getState'],
    answer: async (args, ask) => (await ask(...args)) ?? undefined,
  },
  {
    name: 'an update that changes nothing changes no task',
    reason: 'libsql; in memory it is true',
    methods: ['backgroundTasks.updateTask'],
    answer: (args, ask) => {
      const given = Object.entries(args[1] as Row).filter(([, value]) => value !== undefined);
      return given.length === 0 ? false : ask(...args);
    },
  },
  {
    name: 'what asks for nothing deletes nothing',
    reason: 'the contract: no mass delete by accident',
    methods: ['backgroundTasks.deleteTasks'],
    answer: ([filter], ask) => {
      const { dateFilterBy: _, ...asked } = filter as Row;
      return Object.values(asked).every(isNothing) ? undefined : ask(filter);
    },
  },
  {
    name: 'tasks of one time come in the order of first insertion, reversed by desc',
    reason: 'the order of a list is total',
    methods: ['backgroundTasks.listTasks'],
    async answer([filter], ask) {
      const { page = 0, perPage, orderDirection, ...rest } = filter as Row;
      if (orderDirection !== 'desc') return ask(filter);
      const { tasks, total } = (await ask(rest)) as { tasks: Row[]; total: number };
      const all = latestFirst(tasks, (row) => row['createdAt'].getTime());
      return {
        tasks: perPage === undefined ? all : all.slice(page * perPage).slice(0, perPage),
        total,
      };
    },
  },
  descending(
    'schedules.listTriggers',
    (row) => row['actualFireAt'],
    ([schedule, opts]) => [schedule, { ...opts, limit: undefined }],
    ([, opts]) => opts?.limit,
  ),
  descending(
    'channels.listInstallations',
    (row) => row['createdAt'].getTime(),
    (args) => args,
    () => undefined,
  ),
  descending(
    'harness.listSessions',
    (row) => row['lastActivityAt'].getTime(),
    (args) => args,
    () => undefined,
  ),
  {
    name: 'an installation keeps when it was first saved, and its webhook is its own',
    reason: 'libsql; in memory it is stored as given',
    methods: ['channels.saveInstallation'],
    async answer([given], ask, _, calls) {
      if (!isNothing(given.webhookId)) {
        const other = (await calls('channels.getInstallationByWebhookId', [
          given.webhookId,
        ])) as Row;
        if (other && other['id'] !== given.id) throw new Error('the webhook is that of another');
      }
      const known = (await calls('channels.getInstallation', [given.id])) as Row | null;
      const now = new Date();
      const createdAt = known?.['createdAt'] ?? given.createdAt ?? now;
      return ask({ ...given, createdAt, updatedAt: now });
    },
  },
  {
    name: 'of an agent with several installations that is found which changed last',
    reason: 'the contract',
    methods: ['channels.getInstallationByAgent'],
    async answer([platform, agentId], _, __, calls) {
      const all = (await calls('channels.listInstallations', [platform])) as Row[];
      const own = all.filter((row) => row['agentId'] === agentId);
      const place = (row: Row) => priority[row['status']]! * 1e15 - row['updatedAt'].getTime();
      return own.sort((a, b) => place(a) - place(b))[0] ?? null;
    },
  },
  {
    name: 'a configuration without a time is of now',
    reason: 'the framework gives one; a caller of the wire need not',
    methods: ['channels.saveConfig'],
    answer: ([given], ask) => ask({ updatedAt: new Date(), ...given }),
  },
  {
    name: 'a task without a time is of now',
    reason: 'the framework gives one; a caller of the wire need not',
    methods: ['backgroundTasks.createTask'],
    answer: ([given], ask) => ask({ createdAt: new Date(), ...given }),
  },
  {
    name: 'a schedule without times is of now',
    reason: 'the framework gives them; a caller of the wire need not',
    methods: ['schedules.createSchedule'],
    answer: ([given], ask) => {
      const now = Date.now();
      return ask({ createdAt: now, updatedAt: now, ...given });
    },
  },
  {
    name: 'a trigger of no run says so',
    reason: 'the framework gives null; a caller of the wire may leave it out',
    methods: ['schedules.recordTrigger'],
    answer: ([given], ask) => ask({ ...given, runId: given.runId ?? null }),
  },
  {
    name: 'a session keeps when it was made',
    reason: 'createdAt cannot change; in memory saveSession changes it',
    methods: ['harness.saveSession'],
    async answer([given], ask, _, calls) {
      const known = (await calls('harness.loadSession', [given.id])) as Row | null;
      const now = new Date();
      const createdAt = known?.['createdAt'] ?? given.createdAt ?? now;
      return ask({ lastActivityAt: now, ...given, createdAt });
    },
  },
];

const errors: readonly ErrorRule[] = [
  {
    reference: /^Schedule .* already exists$/,
    ours: /_CREATE_SCHEDULE_FAILED: Schedule with id .* already exists$/,
  },
  { reference: /^Schedule .* not found$/, ours: /_NOT_FOUND: Schedule .* not found$/ },
  {
    reference: /^Notification .* was not found for thread /,
    ours: /_NOT_FOUND: Notification .* was not found for thread /,
  },
  { reference: /^Harness .* was not found/, ours: /_NOT_FOUND: Harness .* was not found/ },
  { reference: /^Harness .* already exists/, ours: /_FAILED: Harness .* already exists/ },
  {
    reference: /^the webhook is that of another$/,
    ours: /_SAVE_INSTALLATION_FAILED: webhookId .* is that of another installation$/,
  },
];
