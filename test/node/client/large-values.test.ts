import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AgentKeep } from '../../../client/index.js';
import { transport } from '../../contract/transports/d1-binding.js';
import { noise } from '../../worker/support/noise.js';

// In a process of its own a store takes 64 MiB: four times what HTTP does.

let opened: Awaited<ReturnType<typeof transport.open>>;
let store: AgentKeep;

beforeAll(async () => {
  opened = await transport.open();
  store = opened.store() as AgentKeep;
  await store.init();
});
afterAll(() => opened.close());

it('keeps a snapshot of 60 MB', async () => {
  const workflows = (await store.getStore('workflows'))!;
  const context = { state: { status: 'success', output: noise(20_000_000).repeat(3) } };
  const snapshot = { runId: 'r', status: 'running', value: {}, context } as never;
  await workflows.persistWorkflowSnapshot({ workflowName: 'w', runId: 'r', snapshot });
  const loaded = await workflows.loadWorkflowSnapshot({ workflowName: 'w', runId: 'r' });
  expect(JSON.stringify(loaded) === JSON.stringify(snapshot)).toBe(true);
}, 120_000);

it('names its limit, and writes nothing beyond it', async () => {
  const workflows = (await store.getStore('workflows'))!;
  const context = { state: { status: 'success', output: 'x'.repeat(64 * 1024 * 1024) } };
  const snapshot = { runId: 'l', status: 'running', value: {}, context } as never;
  await expect(
    workflows.persistWorkflowSnapshot({ workflowName: 'w', runId: 'l', snapshot }),
  ).rejects.toMatchObject({ code: 'too_large', message: expect.stringContaining('67108864') });
  expect(await workflows.loadWorkflowSnapshot({ workflowName: 'w', runId: 'l' })).toBeNull();
}, 120_000);
