// Many at once who want to go on with one task, fire one schedule, tell one notification, add to one
// session: one wins, nothing is lost, nothing happens twice.
import { randomUUID } from 'node:crypto';
import type { BackgroundTask } from '@mastra/core/background-tasks';
import type { HarnessPendingItemRecord, StorageDomains } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../client/store.js';
import type { Opened } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as dsql } from '../../contract/transports/dsql.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { raceMs, rivalsOr, roundsOr } from './support/races.js';

const noon = Date.UTC(2026, 5, 1, 12);

describe.each([d1, http, durableObject, file, postgres, dsql, dynamodb])(
  'rivals on $name',
  (transport) => {
    const rivals = rivalsOr(transport === dynamodb ? 16 : 50);
    const rounds = roundsOr(transport === file ? 100 : 3);
    let way: Opened;
    let stores: Store[]; // as if each were a process of its own

    beforeAll(async () => {
      way = await transport.open();
      stores = Array.from({ length: 5 }, () => way.store());
      for (const store of stores) await store.init();
    }, 60_000);
    afterAll(() => way?.close());

    const domain = async <Name extends keyof StorageDomains>(rival: number, name: Name) =>
      (await stores[rival % stores.length]!.getStore(name))!;
    /** What every rival makes, all at once. */
    const atOnce = <T>(make: (rival: number) => Promise<T>) =>
      Promise.all(Array.from({ length: rivals }, (_, rival) => make(rival)));
    const won = (answers: readonly boolean[]) => answers.filter((is) => is).length;

    it('claim a task: one has it', { timeout: raceMs(60_000) }, async () => {
      const tasks = await domain(0, 'backgroundTasks');
      for (let round = 0; round < rounds; round++) {
        const task: BackgroundTask = {
          ...{ id: randomUUID(), status: 'pending', toolName: 't', toolCallId: 'c', args: {} },
          ...{ agentId: 'a', runId: 'r', createdAt: new Date(noon), retryCount: 0 },
          ...{ maxRetries: 1, timeoutMs: 1 },
        };
        await tasks.createTask(task);
        const claims = await atOnce(async (rival) =>
          (await domain(rival, 'backgroundTasks')).updateTask(
            task.id,
            { status: 'running', retryCount: rival },
            { expectedStatus: 'pending' },
          ),
        );
        expect(won(claims)).toBe(1);
        const { status, retryCount } = (await tasks.getTask(task.id))!;
        expect([status, retryCount]).toEqual(['running', claims.indexOf(true)]);
      }
    });

    it('fire a schedule: each firing is of one', { timeout: raceMs(60_000) }, async () => {
      const schedules = await domain(0, 'schedules');
      const id = randomUUID();
      await schedules.createSchedule({
        ...{ id, target: { type: 'workflow', workflowId: 'w' }, cron: '* * * * *' },
        ...{ status: 'active', nextFireAt: noon, createdAt: noon, updatedAt: noon },
      });
      for (let round = 0; round < rounds; round++) {
        const fires = await atOnce(async (rival) =>
          (await domain(rival, 'schedules')).updateScheduleNextFire(
            ...([id, noon + round, noon + round + 1, noon + round, `${rival}`] as const),
          ),
        );
        expect(won(fires)).toBe(1);
        expect(await schedules.getSchedule(id)).toMatchObject({
          nextFireAt: noon + round + 1,
          lastFireAt: noon + round,
          lastRunId: `${fires.indexOf(true)}`,
        });
      }
    });

    it(
      'tell one notification: it is one, and counts them',
      { timeout: raceMs(60_000) },
      async () => {
        for (let round = 0; round < roundsOr(1); round++) {
          const threadId = randomUUID();
          const told = await atOnce(async (rival) =>
            (await domain(rival, 'notifications')).createNotification({
              ...{ threadId, source: 's', kind: 'k', summary: `${rival}`, dedupeKey: 'd' },
              attributes: { [`by${rival}`]: rival },
            }),
          );
          const [one, ...others] = await (
            await domain(0, 'notifications')
          ).listNotifications({ threadId });
          expect(others).toEqual([]);
          expect(one!.coalescedCount).toBe(rivals);
          expect(told.map(({ coalescedCount }) => coalescedCount!).sort((a, b) => a - b)).toEqual(
            Array.from({ length: rivals }, (_, i) => i + 1),
          );
          expect(Object.values(one!.attributes!).sort((a, b) => Number(a) - Number(b))).toEqual(
            Array.from({ length: rivals }, (_, i) => i),
          );
        }
      },
    );

    it('add to a session and take away: nothing is lost', { timeout: raceMs(60_000) }, async () => {
      const harness = await domain(0, 'harness');
      const sessionId = randomUUID();
      const at = new Date(noon);
      await harness.saveSession({
        ...{ id: sessionId, ownerId: 'o', resourceId: 'r', threadId: 't', origin: 'top-level' },
        ...{ modeId: 'm', modelId: 'x', createdAt: at, lastActivityAt: at },
      });
      const item = (id: string): HarnessPendingItemRecord => ({
        ...{ id, sessionId, kind: 'question', status: 'pending', createdAt: at, updatedAt: at },
      });
      for (const id of ['gone', 'kept']) await harness.appendPendingItem(sessionId, item(id));
      await atOnce(async (rival) => {
        const store = await domain(rival, 'harness');
        if (rival === 0) return store.removePendingItem(sessionId, 'gone');
        if (rival === 1) {
          return store.updatePendingItem(sessionId, 'kept', { response: { yes: true } });
        }
        // Two of them add each.
        return store.appendPendingItem(sessionId, item(`i${rival >> 1}`)).catch((cause) => {
          expect(cause).toMatchObject({ code: 'conflict' });
          return undefined;
        });
      });
      const { pending } = (await harness.loadSession(sessionId))!;
      const ids = Array.from({ length: rivals / 2 - 1 }, (_, i) => `i${i + 1}`);
      expect(pending!.map(({ id }) => id).sort()).toEqual([...ids, 'kept'].sort());
      expect(pending!.find(({ id }) => id === 'kept')!.response).toEqual({ yes: true });
    });

    it('save one webhook: one has it', { timeout: raceMs(60_000) }, async () => {
      const webhookId = randomUUID();
      const settled = await Promise.allSettled(
        Array.from({ length: 10 }, async (_, rival) =>
          (await domain(rival, 'channels')).saveInstallation({
            ...{ id: `${webhookId}-${rival}`, platform: 'p', agentId: 'a', status: 'active' },
            ...{ webhookId, data: {}, createdAt: new Date(noon), updatedAt: new Date(noon) },
          }),
        ),
      );
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  },
);
