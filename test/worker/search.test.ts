// What full-text search costs on D1: docs/search.md says these numbers.
import { expect, it } from 'vitest';
import type { Deployment } from './support/deployment.js';
import { costOf, deployed, message, messages, thread } from './support/memory.js';

const written = async (worker: Deployment, method: string, body: unknown): Promise<number> => {
  const answer = await worker.call(method, body);
  expect(answer.status, answer.text).toBe(200);
  expect(costOf(answer).trips).toBe(1);
  return costOf(answer).rowsWritten;
};

async function costs(vars: object): Promise<Record<string, number>> {
  const worker = deployed(vars);
  await worker.call('store.init');
  await worker.call('memory.saveThread', { thread: thread('t') });
  const save = (count: number, from: number) =>
    written(worker, 'memory.saveMessages', { messages: messages('t', count, from) });
  return {
    first: await save(1, 0),
    one: await save(1, 1),
    hundred: await save(100, 2),
    again: await save(1, 1),
    changed: await written(worker, 'memory.saveMessages', {
      messages: [message('t', 1, { content: 'another text' })],
    }),
    deleted: await written(worker, 'memory.deleteMessages', { messageIds: ['t-m5'] }),
  };
}

it('costs rows written', async () => {
  const off = await costs({ AGENTKEEP_TABLE_PREFIX: 'search_off_' });
  const on = await costs({ AGENTKEEP_TABLE_PREFIX: 'search_on_', AGENTKEEP_SEARCH: 'true' });
  const more = Object.fromEntries(Object.entries(on).map(([name, n]) => [name, n - off[name]!]));
  expect(more).toEqual({ first: 3, one: 3, hundred: 300, again: 0, changed: 2, deleted: 2 });
});
