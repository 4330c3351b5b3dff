import { afterEach, expect, it, vi } from 'vitest';

import { database } from './support/deployment.js';
import { deployed } from './support/memory.js';

afterEach(() => void vi.restoreAllMocks());

it('an index that a large table lacks is left to npx agentkeep migrate, which the log says once an isolate', async () => {
  await database.batch([
    database.prepare(`CREATE TABLE big_mastra_messages (id TEXT NOT NULL PRIMARY KEY,
      thread_id TEXT NOT NULL, content TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL,
      createdAt TEXT NOT NULL, resourceId TEXT)`),
    database.prepare(`INSERT INTO big_mastra_messages
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
      SELECT 'm' || i, 't', '{}', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r' FROM n`),
  ]);
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const worker = deployed({ AGENTKEEP_TABLE_PREFIX: 'big_' });
  for (let call = 0; call < 2; call++) {
    const { json } = await worker.call('memory.listMessages', { threadId: 't', perPage: 1 });
    expect(json.total).toBe(10_001);
  }
  expect(warn.mock.calls).toEqual([
    [
      JSON.stringify({
        level: 'warn',
        message:
          'run npx agentkeep migrate to build big_idx_messages_thread_created_at, ' +
          'big_idx_messages_resource_created_at',
      }),
    ],
  ]);
  const health = await worker.send('/health?deep=1');
  expect(health.json.database.pendingIndexes).toEqual([
    'big_idx_messages_thread_created_at',
    'big_idx_messages_resource_created_at',
  ]);
});
