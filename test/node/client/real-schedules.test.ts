// The framework's own scheduler and background tasks on our stores: two processes on one database,
// each firing is of one of them, each task is run once.
import { Mastra } from '@mastra/core/mastra';
import { createStep, createWorkflow } from '@mastra/core/workflows/evented';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Store } from '../../../client/store.js';
import type { Opened } from '../../contract/transport.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

interface Process {
  readonly mastra: Mastra;
  readonly store: Store;
}

/** An application with a workflow that is to run every second. */
function application(store: Store, ran: number[]): Process {
  const n = z.object({ n: z.number() });
  const step = createStep({
    ...{ id: 'count', inputSchema: n, outputSchema: n },
    execute: async ({ inputData }) => {
      ran.push(inputData.n);
      return { n: inputData.n + 1 };
    },
  });
  const tick = createWorkflow({
    ...{ id: 'tick', inputSchema: n, outputSchema: n },
    schedule: { cron: '* * * * * *', inputData: { n: 1 }, metadata: { by: 'Ñandú 🧵' } },
  })
    .then(step)
    .commit();
  const mastra = new Mastra({
    workflows: { tick },
    storage: store,
    logger: false,
    scheduler: { enabled: true, tickIntervalMs: 100 },
    backgroundTasks: { enabled: true },
  });
  return { mastra, store };
}

describe.each([http, durableObject, libsql, postgres, dynamodb])(
  'the framework on $name',
  (transport) => {
    const ran: number[] = [];
    let way: Opened;
    let processes: Process[] = [];

    beforeAll(async () => {
      way = await transport.open();
      await way.store().init();
      processes = [application(way.store(), ran), application(way.store(), ran)];
      for (const { mastra } of processes) await mastra.startWorkers();
    }, 60_000);
    afterAll(async () => {
      await Promise.all(processes.map(({ mastra }) => mastra.stopWorkers()));
      await way?.close();
    });

    it('fires a schedule once each time', { timeout: 30_000 }, async () => {
      const schedules = (await way.store().getStore('schedules'))!;
      const triggers = () => schedules.listTriggers('wf_tick');
      await expect
        .poll(async () => (await triggers()).length, { timeout: 20_000, interval: 200 })
        .toBeGreaterThanOrEqual(3);
      await Promise.all(processes.map(({ mastra }) => mastra.scheduler!.stop()));
      await expect
        .poll(async () => ran.length - (await triggers()).length, { timeout: 5000 })
        .toBe(0);
      const fired = (await triggers()).map(({ scheduledFireAt }) => scheduledFireAt);
      expect(new Set(fired).size).toBe(fired.length);
      const [schedule, ...others] = await schedules.listSchedules({ workflowId: 'tick' });
      expect(others).toEqual([]);
      expect(schedule).toMatchObject({
        ...{ id: 'wf_tick', status: 'active', metadata: { by: 'Ñandú 🧵' } },
        lastRunId: `sched_wf_tick_${fired[0]}`,
      });
    });

    it('runs tasks in the background, each once', { timeout: 30_000 }, async () => {
      const done: unknown[] = [];
      const ids: string[] = [];
      for (let i = 0; i < 4; i++) {
        const { mastra } = processes[i % 2]!;
        const { task } = await mastra.backgroundTaskManager!.enqueue(
          {
            ...{ toolName: 'add', toolCallId: `c${i}`, args: { n: i, text: 'Ñandú 🧵' } },
            ...{ agentId: 'clerk', runId: 'r', threadId: 't' },
          },
          {
            executor: {
              execute: async (args) => {
                done.push(args['n']);
                return { sum: Number(args['n']) + 1 };
              },
            },
          },
        );
        ids.push(task.id);
      }
      const tasks = (await way.store().getStore('backgroundTasks'))!;
      const completed = () => tasks.listTasks({ agentId: 'clerk', status: 'completed' });
      await expect
        .poll(async () => (await completed()).total, { timeout: 20_000, interval: 100 })
        .toBe(ids.length);
      expect(done.sort()).toEqual([0, 1, 2, 3]);
      const rows = (await completed()).tasks;
      expect(rows.map(({ id }) => id).sort()).toEqual(ids.sort());
      for (const { args, result, completedAt } of rows) {
        expect(result).toEqual({ sum: Number(args['n']) + 1 });
        expect(completedAt).toBeInstanceOf(Date);
      }
      expect(await tasks.getRunningCount()).toBe(0);
      // The framework deletes the runs that carried them, and waits for none of it.
      const workflows = (await way.store().getStore('workflows'))!;
      const runs = () => workflows.listWorkflowRuns({ workflowName: '__background-task' });
      await expect.poll(async () => (await runs()).total, { timeout: 10_000 }).toBe(0);
    });
  },
);
