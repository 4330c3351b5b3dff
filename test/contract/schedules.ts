import { randomUUID } from 'node:crypto';
import type { Schedule, ScheduleTrigger } from '@mastra/core/storage';
import { beforeAll, expect, it } from 'vitest';
import type { SchedulesStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const noon = Date.UTC(2026, 5, 1, 12);

/** Schedules, their claims and what came of them. Times are numbers. */
export function schedules(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: SchedulesStore;

  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('schedules')) as SchedulesStore;
  });

  const made = async (more: Partial<Schedule> = {}): Promise<Schedule> => {
    const schedule: Schedule = {
      id: randomUUID(),
      target: { type: 'workflow', workflowId: 'w "ü"', inputData: { a: [null, 1.5] } },
      cron: '*/5 * * * *',
      status: 'active',
      nextFireAt: noon,
      createdAt: noon,
      updatedAt: noon,
      ...more,
    };
    expect(await once(() => store.createSchedule(schedule))).toEqual(schedule);
    return schedule;
  };
  const idsOf = (rows: readonly Schedule[]) => rows.map(({ id }) => id);

  it('keeps a schedule as it is given, once', async () => {
    const whole = await made({
      timezone: 'Europe/Vienna',
      lastFireAt: noon - 1,
      lastRunId: 'run',
      metadata: { deep: { a: 1 } },
      ownerType: 'agent',
      ownerId: 'ada',
    });
    expect(await once(() => store.getSchedule(whole.id))).toEqual(whole);
    expect(await once(() => store.getSchedule(randomUUID()))).toBeNull();
    await expect(store.createSchedule({ ...whole, cron: 'other' })).rejects.toMatchObject({
      code: 'conflict',
      message: `Schedule with id ${whole.id} already exists`,
    });
    expect(await store.getSchedule(whole.id)).toEqual(whole);
  });

  it('changes what is given, and takes away what is undefined', async () => {
    const { id, ...schedule } = await made({
      timezone: 'UTC',
      metadata: { a: 1 },
      ownerType: 'agent',
      ownerId: 'ada',
    });
    const target = { type: 'agent', agentId: 'a', prompt: 'go' } as const;
    const changed = await once(() =>
      store.updateSchedule(id, { cron: '0 0 * * *', status: 'paused', target, nextFireAt: 7 }),
    );
    expect(changed).toEqual({
      ...{ ...schedule, id, cron: '0 0 * * *', status: 'paused', target, nextFireAt: 7 },
      updatedAt: changed.updatedAt,
    });
    expect(changed.updatedAt).toBeGreaterThan(noon);
    const none = { timezone: undefined, metadata: undefined, ownerType: undefined };
    const cleared = await store.updateSchedule(id, {
      ...none,
      ownerId: undefined,
      cron: undefined,
    } as never);
    expect(cleared).toEqual({
      ...{ id, target, cron: '0 0 * * *', status: 'paused', nextFireAt: 7, createdAt: noon },
      updatedAt: cleared.updatedAt,
    });
    const unknown = randomUUID();
    await expect(store.updateSchedule(unknown, { cron: 'x' })).rejects.toMatchObject({
      code: 'not_found',
      message: `Schedule ${unknown} not found`,
    });
  });

  it('lists what matches, the oldest first', async () => {
    const [workflowId, ownerId] = [randomUUID(), randomUUID()];
    const target = { type: 'workflow', workflowId } as const;
    const owned = { ownerType: 'agent', ownerId };
    const b = await made({ target, createdAt: noon + 2, ...owned });
    const a = await made({ target, createdAt: noon + 1, status: 'paused' });
    const c = await made({ createdAt: noon + 3, ...owned });
    const list = async (filter: Parameters<SchedulesStore['listSchedules']>[0]) =>
      idsOf(await once(() => store.listSchedules(filter)));
    expect(await list({ workflowId })).toEqual([a.id, b.id]);
    expect(await list({ workflowId, status: 'active' })).toEqual([b.id]);
    expect(await list({ ownerId })).toEqual([b.id, c.id]);
    expect(await list({ ownerType: 'agent', ownerId, workflowId })).toEqual([b.id]);
    expect(await list({ ownerId: null, workflowId })).toEqual([a.id]);
    expect(await list({ ownerType: undefined, workflowId })).toEqual([a.id, b.id]);
    expect(idsOf(await store.listSchedules())).toEqual(expect.arrayContaining([a.id, b.id, c.id]));
  });

  it('lists what is due, the longest overdue first', async () => {
    const due = noon - 1e9;
    const second = await made({ nextFireAt: due });
    const first = await made({ nextFireAt: due - 5 });
    await made({ nextFireAt: due - 9, status: 'paused' });
    expect(idsOf(await once(() => store.listDueSchedules(due)))).toEqual([first.id, second.id]);
    expect(idsOf(await store.listDueSchedules(due - 1))).toEqual([first.id]);
    expect(idsOf(await store.listDueSchedules(due, 1))).toEqual([first.id]);
  });

  it('is claimed by who expects what it has', async () => {
    const { id } = await made();
    const claim = (expected: number, next: number) =>
      once(() => store.updateScheduleNextFire(id, expected, next, expected, `run ${next}`));
    expect(await claim(noon, noon + 1)).toBe(true);
    expect(await claim(noon, noon + 2)).toBe(false);
    expect(await store.getSchedule(id)).toMatchObject({
      nextFireAt: noon + 1,
      lastFireAt: noon,
      lastRunId: `run ${noon + 1}`,
    });
    await store.updateSchedule(id, { status: 'paused' });
    expect(await claim(noon + 1, noon + 3)).toBe(false);
    expect(await store.updateScheduleNextFire(randomUUID(), noon, noon, noon, 'r')).toBe(false);
  });

  it('keeps triggers, the latest first, until their schedule is deleted', async () => {
    const { id: scheduleId } = await made();
    const trigger = {
      scheduleId,
      runId: null,
      scheduledFireAt: noon,
      outcome: 'published',
    } as const;
    const named: ScheduleTrigger = {
      ...{ ...trigger, id: randomUUID(), actualFireAt: noon + 2, runId: 'r', error: 'e "ü"' },
      ...{ triggerKind: 'manual', parentTriggerId: 'p', metadata: { a: 1 } },
    };
    await once(() => store.recordTrigger(named));
    await store.recordTrigger({ ...trigger, actualFireAt: noon + 3, outcome: 'dropped-busy' });
    await store.recordTrigger({ ...trigger, actualFireAt: noon + 1 });
    const all = await once(() => store.listTriggers(scheduleId));
    expect(all.map(({ actualFireAt }) => actualFireAt - noon)).toEqual([3, 2, 1]);
    expect(all[1]).toEqual(named);
    expect(all[2]).toEqual({
      ...{ ...trigger, id: expect.any(String), actualFireAt: noon + 1 },
      triggerKind: 'schedule-fire',
    });
    const between = { fromActualFireAt: noon + 1, toActualFireAt: noon + 3 };
    expect(await store.listTriggers(scheduleId, between)).toEqual(all.slice(1));
    expect(await store.listTriggers(scheduleId, { limit: 2 })).toEqual(all.slice(0, 2));
    expect(await store.listTriggers(randomUUID())).toEqual([]);
    await once(() => store.deleteSchedule(scheduleId));
    expect(await store.getSchedule(scheduleId)).toBeNull();
    expect(await store.listTriggers(scheduleId)).toEqual([]);
    await store.deleteSchedule(scheduleId);
  });

  it('prunes triggers by when they fired', async () => {
    const { id: scheduleId } = await made();
    const trigger = { scheduleId, runId: null, outcome: 'published' } as const;
    const now = Date.now();
    for (const actualFireAt of [now - 9e7, now - 8e7, now]) {
      await store.recordTrigger({ ...trigger, scheduledFireAt: actualFireAt, actualFireAt });
    }
    const [result] = await store.prune({ triggers: { maxAge: '20h' } });
    expect(result).toMatchObject({ table: 'mastra_schedule_triggers', done: true });
    expect(result!.deleted).toBeGreaterThanOrEqual(2);
    expect(await store.listTriggers(scheduleId)).toHaveLength(1);
  });

  it('refuses what no schedule can have', async () => {
    const bad = (call: () => Promise<unknown>, message: string) =>
      expect(call()).rejects.toMatchObject({ code: 'invalid_argument', message });
    await bad(() => made({ cron: undefined as never }), 'cron is required');
    await bad(() => made({ target: [] as never }), 'target must be an object');
    await bad(() => made({ status: 'on' as never }), "status must be 'active' or 'paused'");
    await bad(
      () => made({ nextFireAt: -1 }),
      'nextFireAt must be a number from 0 to 9007199254740991',
    );
    await bad(
      () => store.updateSchedule('s', { status: '' as never }),
      "patch.status must be 'active' or 'paused'",
    );
    await bad(
      () => store.listTriggers('s', { limit: -1 }),
      'opts.limit must be an integer from 0 to 4294967295',
    );
  });
}
