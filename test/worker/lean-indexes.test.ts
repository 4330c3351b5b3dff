// AGENTKEEP_INDEXES=lean: without the indexes that only lists by resource need.
import { expect, it } from 'vitest';
import type { Env } from '../../worker/config.js';
import { database } from './support/deployment.js';
import { costOf, deployed, idsOf, message, messages, thread } from './support/memory.js';

const spared = 'idx_messages_resource_created_at';

function settled(prefix: string, vars: Partial<Env> = {}) {
  const worker = deployed({ AGENTKEEP_TABLE_PREFIX: prefix, ...vars });
  const call = async (method: string, body: unknown = {}) => {
    const answer = await worker.call(method, body);
    expect(answer.status, answer.text).toBe(200);
    return answer;
  };
  return {
    worker,
    call,
    /** Rows written for 50 new messages of a thread. */
    async writes(id: string) {
      await call('memory.saveThread', { thread: thread(id) });
      return costOf(await call('memory.saveMessages', { messages: messages(id, 50) })).rowsWritten;
    },
    async indexes() {
      const { results } = await database
        .prepare(`SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`)
        .all<{ name: string }>();
      const mine = results.map(({ name }) => name).filter((name) => name.startsWith(prefix));
      return mine.map((name) => name.slice(prefix.length)).sort();
    },
  };
}

it('costs a new message one row less, lacks three indexes and nothing else', async () => {
  const full = settled('full_');
  const lean = settled('lean_', { AGENTKEEP_INDEXES: 'lean' });
  expect((await full.writes('t')) - (await lean.writes('t'))).toBe(50);
  const left = await lean.indexes();
  expect((await full.indexes()).filter((name) => !left.includes(name))).toEqual([
    'idx_knowledge_records_scope',
    spared,
    'idx_workflow_runs_resource_created_at',
  ]);
  const list = { resourceId: 'r1', perPage: 7, page: 2 };
  const answers = [];
  for (const { call } of [full, lean]) {
    answers.push(idsOf(await call('memory.listMessagesByResourceId', list)));
  }
  expect(answers[0]).toHaveLength(7);
  expect(answers[1]).toEqual(answers[0]);
  const health = await lean.worker.send('/health?deep=1');
  expect(health.json.database).toMatchObject({ current: true, pendingIndexes: [] });
  expect((await lean.call('store.init')).json).toMatchObject({ builtIndexes: [] });
});

it('drops nothing by itself, lets an admin do so, and is left by a migration', async () => {
  const full = settled('both_');
  const lean = settled('both_', { AGENTKEEP_INDEXES: 'lean' });
  const before = await full.writes('t');
  const name = spared;
  expect((await full.worker.call('store.dropIndex', { name })).status).toBe(400);
  await lean.call('store.init', { buildIndexes: true });
  expect(await lean.writes('u')).toBe(before);
  expect(await lean.indexes()).toContain(spared);

  await lean.call('store.dropIndex', { name });
  expect(await lean.writes('v')).toBe(before - 50);
  const kept = { name: 'idx_messages_thread_created_at' };
  expect((await lean.worker.call('store.dropIndex', kept)).status).toBe(400);

  expect((await full.worker.send('/health?deep=1')).json.database.pendingIndexes).toEqual([
    `both_${spared}`,
  ]);
  expect((await full.call('store.init', { buildIndexes: true })).json.builtIndexes).toEqual([
    `both_${spared}`,
  ]);
  expect(await full.writes('w')).toBe(before);
  expect((await full.call('memory.saveMessages', { messages: [message('w', 99)] })).status).toBe(
    200,
  );
});

it('does not leave a large table to a later migration', async () => {
  const prefix = 'huge_';
  await database.batch([
    database.prepare(`CREATE TABLE ${prefix}mastra_messages (id TEXT NOT NULL PRIMARY KEY,
      thread_id TEXT NOT NULL, content TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL,
      createdAt TEXT NOT NULL, resourceId TEXT)`),
    database.prepare(`INSERT INTO ${prefix}mastra_messages
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
      SELECT 'm' || i, 't', '{}', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r' FROM n`),
  ]);
  const { call, worker } = settled(prefix, { AGENTKEEP_INDEXES: 'lean' });
  await call('memory.listMessages', { threadId: 't', perPage: 1 });
  expect((await worker.send('/health?deep=1')).json.database.pendingIndexes).toEqual([
    `${prefix}idx_messages_thread_created_at`,
  ]);
});
