// What the framework keeps of a thread beside its messages, on our stores: the tasks of an agent, and
// notifications that it is told of when their time has come.
import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import { createNotificationInboxTool, dispatchDueNotifications } from '@mastra/core/notifications';
import type { NotificationRecord } from '@mastra/core/notifications';
import { taskCompleteTool, taskWriteTool, TaskStateProcessor } from '@mastra/core/tools';
import { Memory } from '@mastra/memory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Opened } from '../../contract/transport.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as http } from '../../contract/transports/http.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { ScriptedModel } from '../../real-input/scripted-model.js';

const text = 'Ñandú 🧵';

describe.each([http, durableObject, libsql, postgres, dynamodb])(
  'threads of the framework on $name',
  (transport) => {
    let way: Opened;
    beforeAll(async () => {
      way = await transport.open();
      await way.store().init();
    }, 60_000);
    afterAll(() => way?.close());

    it('have tasks that the agent writes and completes', { timeout: 60_000 }, async () => {
      const scripted = new ScriptedModel(() => 'title');
      const store = way.store();
      const clerk = new Agent({
        ...{ id: 'clerk', name: 'clerk', instructions: 'Work.' },
        model: scripted.model as unknown as MastraModelConfig,
        memory: new Memory({ storage: store }),
        tools: { task_write: taskWriteTool, task_complete: taskCompleteTool },
        inputProcessors: [new TaskStateProcessor()],
      });
      new Mastra({ agents: { clerk }, storage: store, logger: false });
      const task = (id: string, status: string) => ({ id, content: text, status, activeForm: id });
      scripted.willSay(
        [{ tool: 'task_write', args: { tasks: [task('a', 'in_progress'), task('b', 'pending')] } }],
        [{ tool: 'task_complete', args: { id: 'a' } }],
        [{ text: 'done' }],
      );
      const memory = { thread: 'tasks', resource: 'ada' };
      const stream = await clerk.stream('go on', { memory, maxSteps: 5 });
      expect(await stream.text).toBe('done');
      expect(scripted.stepsLeft).toBe(0);
      const states = (await way.store().getStore('threadState'))!;
      expect(await states.getState({ threadId: 'tasks', type: 'task' })).toEqual([
        task('a', 'completed'),
        task('b', 'pending'),
      ]);
    });

    it('are told of notifications when they are due', { timeout: 60_000 }, async () => {
      const scripted = new ScriptedModel(() => 'I have seen it');
      const store = way.store();
      const clerk = new Agent({
        ...{ id: 'teller', name: 'teller', instructions: 'Tell.' },
        model: scripted.model as unknown as MastraModelConfig,
        memory: new Memory({ storage: store }),
        notifications: {
          deliveryPolicy: {
            decide: () => ({ action: 'defer', deliverAt: new Date(0), reason: 'later' }),
          },
        },
      });
      const mastra = new Mastra({ agents: { teller: clerk }, storage: store, logger: false });
      const target = { threadId: 'told', resourceId: 'ada' };
      await (await store.getStore('memory'))!.saveThread({
        thread: {
          ...{ id: 'told', resourceId: 'ada', title: 'T' },
          ...{ createdAt: new Date(), updatedAt: new Date() },
        },
      });
      const told = { source: 'mail', kind: 'new', summary: text, dedupeKey: 'd' };
      const [, { record }] = (await clerk.sendNotificationSignal([told, told], target)) as [
        unknown,
        { record: NotificationRecord },
      ];
      expect(record).toMatchObject({
        coalescedCount: 2,
        status: 'pending',
        deliveryReason: 'later',
      });

      const storage = (await way.store().getStore('notifications'))!;
      // The framework has made a schedule for it, which may have been faster.
      const { failed } = await dispatchDueNotifications({ mastra, storage });
      expect(failed).toEqual([]);
      await expect
        .poll(() => storage.getNotification({ threadId: 'told', id: record.id }))
        .toMatchObject({ status: 'delivered', deliveredAt: expect.any(Date) });
      const inbox = createNotificationInboxTool({ storage });
      const context = { agent: { ...target, agentId: 'teller' } };
      const list = async (action: string) =>
        JSON.stringify(await inbox.execute!({ action, ...target } as never, context as never));
      expect(await list('list')).toContain(text);
      expect(await storage.listDueNotifications({ now: new Date() })).toEqual([]);
      await expect
        .poll(() => JSON.stringify(scripted.prompts), { timeout: 20_000 })
        .toContain(text);
      await mastra.stopWorkers();
    });
  },
);
