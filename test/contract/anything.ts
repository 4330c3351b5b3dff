import type { MastraDBMessage } from '@mastra/core/agent';
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { MemoryStore } from '../../client/index.js';
import type { Store } from '../../client/store.js';
import type { Subject } from './suite.js';
import { lookalikes, nested } from './texts.js';
import { memoryOf } from './transport.js';

type Json = Record<string, unknown>;

/** Whatever was written, by any sequence of calls, is read back. */
export function anything(subject: Subject): void {
  let store: Store;
  let memory: MemoryStore;
  let state = 20261129;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const one = <T>(of: readonly T[]): T => of[random(of.length)]!;

  const names = [
    'a',
    'b',
    'k"q',
    'é\\',
    '',
    '__proto__x',
    '1',
    'a.b',
    '$',
    'null',
    'x'.repeat(200),
  ];
  const depths = [1, 2, 400, 499, 500, 900, 989, 990, 991, 995, 996, 997, 998, 999, 1000, 1001];
  const value = (): unknown =>
    one<() => unknown>([
      () => one(lookalikes),
      () => one([0, -0.5, 1e21, 2 ** 53, -(2 ** 60), 5e-324, 1.7976931348623157e308]),
      () => one([true, false, null]),
      () => [value(), 1],
      () => object(),
      () => nested(one(depths)),
    ])();
  const object = (): Json =>
    Object.fromEntries(Array.from({ length: random(4) }, () => [one(names), value()]));
  const content = (): unknown =>
    one<() => unknown>([
      () => one(lookalikes),
      () => [{ type: 'text', text: one(lookalikes) }],
      () => ({
        format: 2,
        parts: [{ type: 'text', text: 'x', data: value() }],
        metadata: object(),
      }),
    ])();

  beforeAll(async () => {
    store = subject.store();
    memory = await memoryOf(store);
    await memory.init();
  });

  /** A call that may be refused, for what it says and not for what is stored. */
  async function tried(call: () => Promise<unknown>): Promise<boolean> {
    try {
      await call();
      return true;
    } catch (cause) {
      expect((cause as { code?: string }).code).toMatch(/^(invalid_|too_large)/);
      return false;
    }
  }

  it('reads back what any calls have written', { timeout: 120_000 }, async () => {
    const t = randomUUID();
    const ids = Array.from({ length: 4 }, () => randomUUID());
    const workflows = (await store.getStore('workflows'))!;
    const [workflowName, runId] = [`w${t}`, `run${t}`];
    const now = new Date(Date.UTC(2026, 0, 1));
    let metadata: Json = {};
    let working: Json = {};
    await memory.saveThread({
      thread: { id: t, resourceId: t, title: '', createdAt: now, updatedAt: now, metadata },
    });
    await memory.updateResource({ resourceId: t, metadata: {} });
    await workflows.persistWorkflowSnapshot({
      workflowName,
      runId,
      snapshot: { runId, status: 'running', context: {}, value: {}, timestamp: 1 } as never,
    });
    for (let i = 0; i < 60; i++) {
      const patch = object();
      const id = one(ids);
      const calls = [
        async () => {
          if (await tried(() => memory.updateThread({ id: t, metadata: patch })))
            metadata = { ...metadata, ...patch };
        },
        async () => {
          if (await tried(() => memory.updateResource({ resourceId: t, metadata: patch })))
            working = { ...working, ...patch };
        },
        async () => {
          const message = { id, threadId: t, resourceId: t, role: 'user', createdAt: now };
          const messages = [{ ...message, content: content() }] as unknown as MastraDBMessage[];
          await tried(() => memory.saveMessages({ messages }));
        },
        async () => {
          const change = one<Json>([{ metadata: patch }, { content: one(lookalikes) }, patch]);
          const messages = [{ id, content: change as never }];
          await tried(() => memory.updateMessages({ messages }));
        },
        async () => {
          const result = { status: 'success', output: value(), payload: {} } as never;
          const step = { workflowName, runId, stepId: one(names) || 's', result };
          await tried(() => workflows.updateWorkflowResults({ ...step, requestContext: patch }));
        },
        async () => {
          const opts = { status: 'running', result: value() } as never;
          await tried(() => workflows.updateWorkflowState({ workflowName, runId, opts }));
        },
      ];
      await one(calls)();
      expect((await memory.getThreadById({ threadId: t }))!.metadata).toEqual(metadata);
      expect((await memory.getResourceById({ resourceId: t }))!.metadata).toEqual(working);
      const page = await memory.listMessages({ threadId: t, perPage: false });
      for (const { content } of page.messages) expect(content.format).toBe(2);
      const snapshot = await workflows.loadWorkflowSnapshot({ workflowName, runId });
      expect(typeof snapshot).toBe('object');
      expect(typeof snapshot!.context).toBe('object');
      await workflows.listWorkflowRuns({ workflowName });
    }
    await workflows.deleteWorkflowRunById({ workflowName, runId });
    await memory.deleteThread({ threadId: t });
  });
}
