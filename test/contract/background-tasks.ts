import { randomUUID } from 'node:crypto';
import type { BackgroundTask } from '@mastra/core/background-tasks';
import { beforeAll, expect, it } from 'vitest';
import type { BackgroundTasksStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second));

/** Tool calls in the background, and who may go on with one. */
export function backgroundTasks(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: BackgroundTasksStore;

  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('backgroundTasks')) as BackgroundTasksStore;
  });

  const made = async (more: Partial<BackgroundTask> = {}): Promise<BackgroundTask> => {
    const task: BackgroundTask = {
      id: randomUUID(),
      status: 'pending',
      toolName: 'search "ü"',
      toolCallId: 'call',
      args: { q: ['a', null, { b: 1.5 }] },
      agentId: 'agent',
      runId: 'run',
      createdAt: at(0),
      retryCount: 0,
      maxRetries: 3,
      timeoutMs: 60_000,
      ...more,
    };
    await once(() => store.createTask(task));
    return task;
  };
  const idsOf = (rows: readonly BackgroundTask[]) => rows.map(({ id }) => id);

  it('keeps a task as it is given; another of its id takes its place', async () => {
    const task = await made({
      threadId: 't',
      resourceId: 'r',
      result: [1, 'ü', null],
      error: { message: 'm', stack: 's' },
      suspendPayload: 'waits',
      startedAt: at(1),
      suspendedAt: at(2),
      completedAt: at(3),
    });
    expect(await once(() => store.getTask(task.id))).toEqual(task);
    const other = await made({ id: task.id, runId: 'other', createdAt: at(9) });
    expect(await store.getTask(task.id)).toEqual(other);
    expect(await store.getTask(randomUUID())).toBeNull();
  });

  it('changes what is given, and takes away what is undefined', async () => {
    const task = await made({ result: 1, error: { message: 'm' }, completedAt: at(1) });
    const update = {
      status: 'running',
      retryCount: 2,
      startedAt: at(5),
      error: undefined,
    } as const;
    expect(await once(() => store.updateTask(task.id, update))).toBe(true);
    const { error: _, ...rest } = task;
    expect(await store.getTask(task.id)).toEqual({
      ...{ ...rest, status: 'running', retryCount: 2, startedAt: at(5) },
    });
    await store.updateTask(task.id, {
      result: undefined,
      completedAt: undefined,
      suspendPayload: 0,
    });
    const { result: _result, completedAt: _completed, ...left } = rest;
    expect(await store.getTask(task.id)).toEqual({
      ...{ ...left, status: 'running', retryCount: 2, startedAt: at(5), suspendPayload: 0 },
    });
    expect(await store.updateTask(task.id, {})).toBe(false);
    expect(await store.updateTask(randomUUID(), { status: 'failed' })).toBe(false);
    // Whose it is does not change.
    await store.updateTask(task.id, { status: 'failed', runId: 'other', args: {} } as never);
    expect(await store.getTask(task.id)).toMatchObject({ runId: 'run', args: task.args });
  });

  it('is claimed by who expects the status that it has', async () => {
    const { id } = await made();
    const claim = () => store.updateTask(id, { status: 'running' }, { expectedStatus: 'pending' });
    expect(await once(claim)).toBe(true);
    expect(await once(claim)).toBe(false);
    expect((await store.getTask(id))!.status).toBe('running');
  });

  it('lists what matches, a page of it if one is asked for', async () => {
    const agentId = randomUUID();
    const a = await made({ agentId, createdAt: at(1), threadId: 't1', completedAt: at(9) });
    const b = await made({ agentId, createdAt: at(2), status: 'running', resourceId: 'r1' });
    const c = await made({ agentId, createdAt: at(3), status: 'failed', completedAt: at(8) });
    const list = async (filter: Parameters<BackgroundTasksStore['listTasks']>[0]) => {
      const { tasks, total } = await once(() => store.listTasks({ agentId, ...filter }));
      return [idsOf(tasks), total];
    };
    expect(await list({})).toEqual([[a.id, b.id, c.id], 3]);
    expect(await list({ orderDirection: 'desc' })).toEqual([[c.id, b.id, a.id], 3]);
    expect(await list({ status: 'running' })).toEqual([[b.id], 1]);
    expect(await store.listTasks({ agentId, status: [] })).toEqual({ tasks: [], total: 0 });
    expect(await list({ status: ['failed', 'running'] })).toEqual([[b.id, c.id], 2]);
    expect(await list({ threadId: 't1', toolName: a.toolName, runId: 'run' })).toEqual([[a.id], 1]);
    expect(await list({ resourceId: 'r1', toolCallId: 'call' })).toEqual([[b.id], 1]);
    expect(await list({ perPage: 2 })).toEqual([[a.id, b.id], 3]);
    expect(await list({ page: 1, perPage: 2 })).toEqual([[c.id], 3]);
    expect(await list({ fromDate: at(2), toDate: at(3) })).toEqual([[b.id], 1]);
    const completed = { dateFilterBy: 'completedAt', orderBy: 'completedAt' } as const;
    expect(await list({ ...completed, fromDate: at(8) })).toEqual([[c.id, a.id], 2]);
    expect(await list({ ...completed, toDate: at(9) })).toEqual([[c.id], 1]);
  });

  it('deletes one, those that match, and none where nothing is asked for', async () => {
    const agentId = randomUUID();
    const a = await made({ agentId, threadId: 't' });
    const b = await made({ agentId, status: 'completed' });
    const c = await made({ agentId, status: 'failed' });
    await once(() => store.deleteTask(a.id));
    await store.deleteTask(a.id);
    await store.deleteTasks({});
    await store.deleteTasks({ agentId, threadId: 't' });
    await store.deleteTasks({ agentId, status: [] });
    expect(idsOf((await store.listTasks({ agentId })).tasks)).toEqual([b.id, c.id]);
    await once(() => store.deleteTasks({ agentId, status: ['completed', 'running'] }));
    expect(idsOf((await store.listTasks({ agentId })).tasks)).toEqual([c.id]);
  });

  it('counts those that run', async () => {
    const agentId = randomUUID();
    const before = await once(() => store.getRunningCount());
    await made({ agentId, status: 'running' });
    await made({ agentId });
    await made({ status: 'running' });
    expect(await once(() => store.getRunningCountByAgent(agentId))).toBe(1);
    expect(await store.getRunningCount()).toBe(before + 2);
    expect(await store.getRunningCountByAgent(randomUUID())).toBe(0);
  });

  it('prunes those that ended long ago', async () => {
    const old = await made({ status: 'completed', completedAt: new Date(Date.now() - 9e7) });
    const running = await made({ status: 'running' });
    const [result] = await store.prune({ backgroundTasks: { maxAge: '20h' } });
    expect(result).toMatchObject({ table: 'mastra_background_tasks', done: true });
    expect(await store.getTask(old.id)).toBeNull();
    expect(await store.getTask(running.id)).toEqual(running);
  });

  it('refuses what no task can have', async () => {
    const bad = (call: () => Promise<unknown>, message: string) =>
      expect(call()).rejects.toMatchObject({ code: 'invalid_argument', message });
    await bad(() => made({ agentId: undefined as never }), 'agentId is required');
    await bad(() => made({ args: 'text' as never }), 'args must be an object');
    await bad(
      () => made({ status: 'done' as never }),
      "status must be 'pending', 'running', 'suspended', 'completed', 'failed', 'cancelled' or 'timed_out'",
    );
    await bad(
      () => made({ timeoutMs: 'soon' as never }),
      'timeoutMs must be a number from 0 to 9007199254740991',
    );
    await bad(
      () => store.listTasks({ dateFilterBy: 'deletedAt' as never, fromDate: at(0) }),
      'dateFilterBy must be createdAt or startedAt or suspendedAt or completedAt',
    );
  });
}
