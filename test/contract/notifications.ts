import { randomUUID } from 'node:crypto';
import type { CreateNotificationInput, NotificationRecord } from '@mastra/core/notifications';
import { beforeAll, expect, it } from 'vitest';
import type { NotificationsStore } from '../../client/index.js';
import type { Subject } from './suite.js';

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second));
/** What is made then has a time of its own. */
const later = () => new Promise((resolve) => setTimeout(resolve, 2));

/** The inbox of a thread: what is new, what is one more of the same, what is due. */
export function notifications(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  let store: NotificationsStore;

  beforeAll(async () => {
    const all = subject.store();
    await all.init();
    store = (await all.getStore('notifications')) as NotificationsStore;
  });

  const sent = (threadId: string, more: Partial<CreateNotificationInput> = {}) =>
    once(() =>
      store.createNotification({ threadId, source: 'mail', kind: 'new', summary: 'One', ...more }),
    );
  const idsOf = (rows: readonly NotificationRecord[]) => rows.map(({ id }) => id);

  it('keeps a notification with what it has by itself', async () => {
    const threadId = randomUUID();
    const short = await sent(threadId);
    expect(short).toEqual({
      ...{ id: expect.any(String), threadId, source: 'mail', kind: 'new', summary: 'One' },
      ...{ priority: 'medium', status: 'pending', coalescedCount: 1, deliveryAttempts: 0 },
      ...{ createdAt: short.createdAt, updatedAt: short.createdAt },
    });
    const input = {
      ...{ id: 'n "ü"', threadId, source: 's', kind: 'k', summary: 'ü\n', priority: 'urgent' },
      ...{ payload: [1, { a: null }], resourceId: 'r', agentId: 'a', sourceId: 'i' },
      ...{ dedupeKey: 'd', coalesceKey: 'c', attributes: { n: 1, no: null }, metadata: { m: [] } },
      ...{ createdAt: at(1), deliverAt: at(2), summaryAt: at(3), deliveryReason: 'why' },
    } as const;
    const whole = await sent(threadId, input as never);
    expect(whole).toEqual({
      ...{ ...input, status: 'pending', coalescedCount: 1, deliveryAttempts: 0, updatedAt: at(1) },
    });
    expect(await once(() => store.getNotification({ threadId, id: input.id }))).toEqual(whole);
    expect(await store.getNotification({ threadId: 'other', id: input.id })).toBeNull();
    // Another of its id takes its place.
    const other = await sent(threadId, { id: input.id, summary: 'Other', dedupeKey: 'e' });
    expect(await store.getNotification({ threadId, id: input.id })).toEqual(other);
    expect(await store.listNotifications({ threadId })).toHaveLength(2);
  });

  it('counts what is one more of a pending one on that', async () => {
    const threadId = randomUUID();
    const same = { agentId: 'a', dedupeKey: 'd' };
    const first = await sent(threadId, {
      ...{ ...same, coalesceKey: 'c', payload: 1, attributes: { a: 1, b: 1 }, deliverAt: at(1) },
      ...{ priority: 'low', metadata: { m: 1 } },
    });
    await later();
    const more = await sent(threadId, {
      ...{ ...same, id: 'unused', summary: 'Two', attributes: { b: 2, c: 3 }, priority: 'high' },
    });
    expect(more).toEqual({
      ...{
        ...first,
        summary: 'Two',
        coalescedCount: 2,
        priority: 'high',
        updatedAt: more.updatedAt,
      },
      attributes: { a: 1, b: 2, c: 3 },
    });
    expect(more.updatedAt.getTime()).toBeGreaterThan(first.updatedAt.getTime());
    const third = await sent(threadId, { agentId: 'a', coalesceKey: 'c', payload: { p: 1 } });
    expect(third).toMatchObject({
      id: first.id,
      coalescedCount: 3,
      payload: { p: 1 },
      priority: 'high',
    });
    expect(await store.listNotifications({ threadId })).toEqual([third]);
    // Of another agent, another kind or another key it is a new one; and so is one of none.
    for (const other of [
      { ...same, agentId: 'b' },
      { ...same, kind: 'other' },
      { dedupeKey: 'd' },
      {},
    ]) {
      expect(await sent(threadId, other)).toMatchObject({ coalescedCount: 1 });
    }
    await store.updateNotification({ threadId, id: first.id, status: 'seen' });
    const again = await sent(threadId, { ...same, summary: 'Again' });
    expect(again).toMatchObject({ coalescedCount: 1, summary: 'Again' });
    expect(again.id).not.toBe(first.id);
  });

  it('merges more members than a database may', async () => {
    const threadId = randomUUID();
    const keys = Object.fromEntries(Array.from({ length: 150 }, (_, i) => [`k${i}`, i]));
    const first = await sent(threadId, { dedupeKey: 'd', attributes: { own: true } });
    const more = await store.createNotification({
      ...{
        threadId,
        source: 'mail',
        kind: 'new',
        summary: 'One',
        dedupeKey: 'd',
        attributes: keys,
      },
    });
    expect(more).toMatchObject({ id: first.id, coalescedCount: 2 });
    expect(more.attributes).toEqual({ own: true, ...keys });
  });

  it('lists those of a thread, the one changed last first', async () => {
    const threadId = randomUUID();
    const a = await sent(threadId, { createdAt: at(1), agentId: 'a', summary: 'Größe 100%_' });
    const b = await sent(threadId, {
      createdAt: at(2),
      priority: 'high',
      resourceId: 'r',
      kind: 'Big',
    });
    const c = await sent(threadId, { createdAt: at(3), priority: 'low', source: 'Chat' });
    const list = async (filter: object = {}) =>
      idsOf(await once(() => store.listNotifications({ threadId, ...filter })));
    expect(await list()).toEqual([c.id, b.id, a.id]);
    expect(await list({ limit: 2 })).toEqual([c.id, b.id]);
    expect(await list({ priority: ['high', 'medium'] })).toEqual([b.id, a.id]);
    expect(await list({ priority: 'low', status: 'pending' })).toEqual([c.id]);
    expect(await list({ status: ['seen'] })).toEqual([]);
    expect(await list({ source: 'mail', agentId: 'a' })).toEqual([a.id]);
    expect(await list({ resourceId: 'r' })).toEqual([b.id]);
    expect(await list({ search: '100%_' })).toEqual([a.id]);
    expect(await list({ search: 'bIG' })).toEqual([b.id]);
    expect(await list({ search: 'chat' })).toEqual([c.id]);
  });

  it('lists those of all threads whose time has come', async () => {
    const agentId = randomUUID();
    const make = (deliverAt?: number, summaryAt?: number) =>
      sent(randomUUID(), {
        agentId,
        ...(deliverAt !== undefined && { deliverAt: at(deliverAt) }),
        ...(summaryAt !== undefined && { summaryAt: at(summaryAt) }),
      });
    const summary = await make(undefined, 3);
    const both = await make(5, 2);
    const delivered = await make(1, 9);
    await make();
    await make(20);
    const done = await make(1);
    await store.updateNotification({ threadId: done.threadId, id: done.id, status: 'delivered' });
    const due = async (more: object = {}) =>
      idsOf(await once(() => store.listDueNotifications({ now: at(10), agentId, ...more })));
    expect(await due()).toEqual([delivered.id, both.id, summary.id]);
    expect(await due({ limit: 2 })).toEqual([delivered.id, both.id]);
    expect(await due({ now: at(2) })).toEqual([delivered.id, both.id]);
    expect(await due({ resourceId: 'none' })).toEqual([]);
  });

  it('changes what is given; a new status has its time', async () => {
    const threadId = randomUUID();
    const made = await sent(threadId, {
      ...{ payload: 1, attributes: { a: 1 }, deliverAt: at(1), summaryAt: at(2) },
    });
    const key = { threadId, id: made.id };
    const changed = await once(() =>
      store.updateNotification({
        ...{ ...key, status: 'delivered', summary: 'New', attributes: { b: 2 }, deliverAt: null },
        ...{ deliveryAttempts: 2, lastDeliveryAttemptAt: at(9), lastDeliveryError: 'e' },
        ...{ deliveredSignalId: 's1', summarySignalId: 's2', deliveryReason: 'r' },
      }),
    );
    const { deliverAt: _, ...rest } = made;
    expect(changed).toEqual({
      ...{ ...rest, status: 'delivered', summary: 'New', attributes: { b: 2 } },
      ...{ deliveryAttempts: 2, lastDeliveryAttemptAt: at(9), lastDeliveryError: 'e' },
      ...{ deliveredSignalId: 's1', summarySignalId: 's2', deliveryReason: 'r' },
      ...{ deliveredAt: changed.deliveredAt, updatedAt: changed.updatedAt },
    });
    expect(changed.deliveredAt).toBeInstanceOf(Date);
    for (const [status, time] of [
      ['seen', 'seenAt'],
      ['dismissed', 'dismissedAt'],
      ['archived', 'archivedAt'],
      ['discarded', 'discardedAt'],
    ] as const) {
      const { [time]: stamp } = await store.updateNotification({ ...key, status });
      expect(stamp, status).toBeInstanceOf(Date);
    }
    await expect(
      store.updateNotification({ threadId, id: 'none', summary: 's' }),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: `Notification none was not found for thread ${threadId}`,
    });
  });

  it('sets the status of some at once', async () => {
    const threadId = randomUUID();
    const [a, b, c] = [await sent(threadId), await sent(threadId), await sent(threadId)];
    const ids = [b.id, a.id, b.id, 'none'];
    const seen = await once(() =>
      store.updateNotificationsStatus({ threadId, ids, status: 'seen' }),
    );
    expect(idsOf(seen).sort()).toEqual([a.id, b.id].sort());
    for (const each of seen)
      expect(each).toMatchObject({ status: 'seen', seenAt: expect.any(Date) });
    expect((await store.getNotification({ threadId, id: c.id }))!.status).toBe('pending');
    expect(await store.updateNotificationsStatus({ threadId, ids: [], status: 'seen' })).toEqual(
      [],
    );
  });

  it('prunes old ones', async () => {
    const threadId = randomUUID();
    await sent(threadId, { createdAt: new Date(Date.now() - 9e7) });
    const kept = await sent(threadId);
    const [result] = await store.prune({ notifications: { maxAge: '20h' } });
    expect(result).toMatchObject({ table: 'mastra_notifications', done: true });
    expect(idsOf(await store.listNotifications({ threadId }))).toEqual([kept.id]);
  });

  it('refuses what no notification can have', async () => {
    const bad = (call: () => Promise<unknown>, message: string) =>
      expect(call()).rejects.toMatchObject({ code: 'invalid_argument', message });
    await bad(() => sent('t', { summary: undefined as never }), 'summary is required');
    await bad(
      () => sent('t', { priority: 'none' as never }),
      "priority must be 'low', 'medium', 'high' or 'urgent'",
    );
    await bad(() => sent('t', { attributes: [] as never }), 'attributes must be an object');
    await bad(() => store.listDueNotifications({} as never), 'now is required');
    await bad(
      () => store.updateNotification({ threadId: 't', id: 'n', status: 'new' as never }),
      "status must be 'pending', 'delivered', 'seen', 'dismissed', 'archived', 'discarded' or 'failed'",
    );
  });
}
