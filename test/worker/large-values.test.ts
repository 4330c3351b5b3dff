import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { database } from './support/deployment.js';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed, message, thread } from './support/memory.js';
import type { Cost } from './support/memory.js';
import { noise } from './support/noise.js';

// Values that no row of D1 holds, by the real core: 5 MB is a third of what a body may have.

let worker: Deployment;
let errors: ReturnType<typeof vi.spyOn>;

beforeEach(async () => {
  worker = deployed();
  await worker.call('store.init');
  errors = vi.spyOn(console, 'error');
});

// A trap ends every call of the isolate: there is none.
afterEach(() => {
  expect(errors).not.toHaveBeenCalled();
  errors.mockRestore();
});

async function call(method: string, body: unknown): Promise<Cost & { json: any }> {
  let answer = await worker.call(method, body);
  // On a machine with much else to do, a turn may come too late.
  for (let i = 0; i < 5 && answer.status === 503; i++) {
    expect(answer.json.error).toMatchObject({ code: 'overloaded', committed: 'no' });
    answer = await worker.call(method, body);
  }
  expect(answer.status, answer.status === 200 ? '' : answer.text).toBe(200);
  return { ...costOf(answer), json: answer.json };
}

const pieces = async (): Promise<unknown> =>
  (await database.prepare('SELECT count(*) AS n FROM agentkeep_chunks').first())?.['n'];

/** Equal without a difference of megabytes in the report. */
const expectSame = (actual: unknown, expected: unknown): void =>
  expect(JSON.stringify(actual) === JSON.stringify(expected)).toBe(true);

describe('a message', () => {
  it.each([5_000_000, 15_000_000])(
    'of %i bytes is listed, changed, cloned and deleted',
    async (size) => {
      // A third that hardly packs, three times.
      const text = noise(size / 3).repeat(3);
      const content = { format: 2, parts: [{ type: 'text', text }], metadata: { topic: 'large' } };
      const large = message('t1', 1, { content });
      await call('memory.saveThread', { thread: thread('t1') });
      const saved = await call('memory.saveMessages', { messages: [message('t1', 0), large] });
      expect(saved.trips).toBe(1);
      expectSame(saved.json.messages[1], large);
      const listed = await call('memory.listMessages', {
        threadId: 't1',
        filter: { metadata: { topic: 'large' } },
      });
      expect(listed.trips).toBe(2);
      expectSame(listed.json.messages, [large]);
      const byId = await call('memory.listMessagesById', { messageIds: ['t1-m1'] });
      expect(byId.trips).toBe(1);
      expectSame(byId.json.messages, [large]);

      const updated = await call('memory.updateMessages', {
        messages: [{ id: 't1-m1', content: { metadata: { n: 1 } } }],
      });
      const now = { ...content, metadata: { topic: 'large', n: 1 } };
      expectSame(updated.json, [{ ...large, content: now }]);

      const cloned = await call('memory.cloneThread', {
        sourceThreadId: 't1',
        newThreadId: 't2',
      });
      expectSame(cloned.json.clonedMessages[1].content, now);
      await call('memory.deleteThread', { threadId: 't1' });
      const copies = await call('memory.listMessages', { threadId: 't2' });
      expectSame(copies.json.messages[1].content, now);
      const messageIds = copies.json.messages.map(({ id }: { id: string }) => id);
      await call('memory.deleteMessages', { messageIds });
      expect(await pieces()).toBe(0);
      await call('memory.deleteThread', { threadId: 't2' });
    },
    120_000,
  );
});

describe('of 5 MB at once', () => {
  const six = Array.from({ length: 6 }, (_, i) => i); // more than memory has room for at once
  const run = (runId: string, more: object = {}) => ({ workflowName: 'flow', runId, ...more });
  const snapshot = (seed: number) => ({
    status: 'running',
    context: { blob: { output: noise(5_000_000, seed) } },
  });
  const persist = (runId: string, seed: number) =>
    call('workflows.persistWorkflowSnapshot', run(runId, { snapshot: snapshot(seed) }));
  const report = (runId: string, stepId: string) =>
    call(
      'workflows.updateWorkflowResults',
      run(runId, { stepId, result: { output: stepId }, requestContext: {} }),
    );
  const load = async (runId: string) =>
    (await call('workflows.loadWorkflowSnapshot', run(runId))).json;

  it('six snapshots are written, read and changed', async () => {
    await Promise.all(six.map((i) => persist(`r${i}`, i + 1)));
    await Promise.all(six.map((i) => report(`r${i}`, 'a')));
    const loaded = await Promise.all(six.map((i) => load(`r${i}`)));
    for (const i of six) {
      expect(loaded[i].context.a).toEqual({ output: 'a' });
      expect(loaded[i].context.blob.output === noise(5_000_000, i + 1)).toBe(true);
    }
    await call('workflows.dangerouslyClearAll', {});
    expect(await pieces()).toBe(0);
  }, 300_000);

  it('six reports to one run all arrive', async () => {
    await persist('one', 1);
    await Promise.all(six.map((i) => report('one', `s${i}`)));
    const { context } = await load('one');
    for (const i of six) expect(context[`s${i}`]).toEqual({ output: `s${i}` });
    expect(context.blob.output === noise(5_000_000)).toBe(true);
    await call('workflows.dangerouslyClearAll', {});
    expect(await pieces()).toBe(0);
  }, 300_000);

  it('six changes of one message all arrive', async () => {
    const text = noise(5_000_000);
    await call('memory.saveMessages', { messages: [message('t', 1, { content: { text } })] });
    await Promise.all(
      six.map((i) =>
        call('memory.updateMessages', {
          messages: [{ id: 't-m1', content: { metadata: { [`n${i}`]: i } } }],
        }),
      ),
    );
    const { json } = await call('memory.listMessagesById', { messageIds: ['t-m1'] });
    const { content } = json.messages[0];
    expect(content.metadata).toEqual(Object.fromEntries(six.map((i) => [`n${i}`, i])));
    expect(content.text === text).toBe(true);
    await call('memory.deleteMessages', { messageIds: ['t-m1'] });
    expect(await pieces()).toBe(0);
  }, 300_000);
});
