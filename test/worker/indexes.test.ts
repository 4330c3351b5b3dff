// Indexes over HTTP: who may manage them, and which a prefix sees.
import { expect, it } from 'vitest';
import { database } from './support/deployment.js';
import { deployed } from './support/memory.js';

async function entryOf(secret: string, entry: object) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return { sha256: hex.join(''), ...entry };
}

const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

it('are for admins, of their own prefix', async () => {
  const worker = deployed({
    ALLOW_ANONYMOUS: 'false',
    AGENTKEEP_TOKENS: JSON.stringify([
      await entryOf('admin', { scopes: ['admin', 'read'] }),
      await entryOf('staging', { scopes: ['admin'], tablePrefix: 'staging_' }),
      await entryOf('writer', { scopes: ['read', 'write'] }),
    ]),
  });
  const options = { name: 'idx_title', table: 'mastra_threads', columns: ['title'] };
  for (const [method, body] of [
    ['createIndex', options],
    ['listIndexes', {}],
    ['describeIndex', { name: 'idx_title' }],
    ['dropIndex', { name: 'idx_title' }],
  ] as const) {
    const refused = await worker.call(`store.${method}`, body, by('writer'));
    expect(refused.status).toBe(403);
    expect(refused.json.error.code).toBe('forbidden');
  }
  // The tables are made before.
  expect((await worker.call('store.createIndex', options, by('staging'))).status).toBe(200);
  expect((await worker.call('store.createIndex', options, by('admin'))).json).toBeNull();
  const names = await database
    .prepare(`SELECT name, tbl_name FROM sqlite_master WHERE name LIKE '%idx_title'`)
    .all();
  expect(names.results).toEqual([
    { name: 'staging_idx_title', tbl_name: 'staging_mastra_threads' },
    { name: 'idx_title', tbl_name: 'mastra_threads' },
  ]);
  const described = await worker.call('store.describeIndex', { name: 'idx_title' }, by('staging'));
  expect(described.json).toEqual({
    name: 'staging_idx_title',
    table: 'staging_mastra_threads',
    columns: ['title'],
    unique: false,
    definition: 'CREATE INDEX "staging_idx_title" ON "staging_mastra_threads"(title)',
    method: 'btree',
  });
  const listed = await worker.call('store.listIndexes', {}, by('staging'));
  const tables = (listed.json as { table: string }[]).map(({ table }) => table);
  expect(tables.every((table) => table.startsWith('staging_'))).toBe(true);
  // The other prefix's index, by its whole name.
  const foreign = { name: 'staging_idx_title' };
  expect((await worker.call('store.describeIndex', foreign, by('admin'))).status).toBe(404);
  expect((await worker.call('store.dropIndex', foreign, by('admin'))).status).toBe(200);
  expect((await worker.call('store.describeIndex', foreign, by('staging'))).status).toBe(200);
  expect((await worker.call('store.dropIndex', foreign, by('staging'))).status).toBe(200);
  expect(
    (await worker.call('store.describeIndex', foreign, by('staging'))).json.error,
  ).toMatchObject({
    code: 'not_found',
    id: 'MASTRA_STORAGE_AGENTKEEP_INDEX_DESCRIBE_FAILED',
    message: 'name: there is no staging_idx_title',
    committed: 'no',
  });
});
