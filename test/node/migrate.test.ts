import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { release } from '../../worker/generated/methods.js';
import { DevServer } from './support/dev-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkeep-migrate-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The report that scripts/migrate prints. */
async function migrate(...options: string[]): Promise<Record<string, unknown>> {
  const { stdout } = await run(join(root, 'scripts/migrate'), [
    '--json',
    '--state',
    folder,
    ...options,
  ]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

async function sql(command: string): Promise<void> {
  await run(
    'wrangler',
    ['d1', 'execute', 'DB', '--local', '--persist-to', folder, '--yes', '--command', command],
    { cwd: root },
  );
}

// A run of wrangler takes seconds, and each does several.
describe('scripts/migrate', { timeout: 300_000 }, () => {
  test('creates the tables of a prefix, and finds nothing to do when run again', async () => {
    const made = await migrate('--prefix', 'dev_');
    expect(made).toMatchObject({
      schemaVersion: release.schema,
      addedColumns: [],
      pendingIndexes: [],
    });
    expect(made.createdTables).toEqual(
      expect.arrayContaining(['dev_agentkeep_chunks', 'dev_mastra_threads', 'dev_mastra_agents']),
    );
    expect(made.builtIndexes).toEqual(
      expect.arrayContaining(['dev_idx_threads_resource_created_at', 'dev_idx_favorites_entity']),
    );
    expect(await migrate('--prefix', 'dev_')).toMatchObject({
      createdTables: [],
      builtIndexes: [],
    });
  });

  test('builds the index that the Worker left out of a large table', async () => {
    // As another adapter leaves it: no index, and more rows than a request would index.
    await sql(`
      CREATE TABLE mastra_messages (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL,
        content TEXT NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL, createdAt TEXT NOT NULL, resourceId TEXT);
      INSERT INTO mastra_messages
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
        SELECT 'm' || i, 't', '{"format":2,"parts":[]}', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r'
        FROM n;`);
    const indexes = ['idx_messages_thread_created_at', 'idx_messages_resource_created_at'];
    const server = await DevServer.start({ state: folder, home: join(folder, 'home') });
    try {
      const listed = await fetch(`${server.url}/v1/memory/listMessages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"threadId":"t","perPage":1}',
      });
      expect(await listed.json()).toMatchObject({ total: 10_001 });
      const health = await fetch(`${server.url}/health?deep=1`);
      expect(await health.json()).toMatchObject({ database: { pendingIndexes: indexes } });
    } finally {
      await server.stop();
    }
    expect(await migrate()).toMatchObject({ builtIndexes: indexes, pendingIndexes: [] });
    expect(await migrate()).toMatchObject({ builtIndexes: [], pendingIndexes: [] });
  });

  test('says once that wrangler is not logged in', async () => {
    const { CLOUDFLARE_API_TOKEN: _, ...env } = process.env;
    const options = ['--remote'];
    const failed = run(join(root, 'scripts/migrate'), options, { env: { ...env, HOME: folder } });
    const { code, stderr } = await failed.then(
      () => expect.fail('was done'),
      (cause: { code: number; stderr: string }) => cause,
    );
    expect(code).toBe(1);
    expect(stderr.match(/CLOUDFLARE_API_TOKEN/g)).toHaveLength(1);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^agentkeep: internal: wrangler is not logged in/,
    );
  });

  test('refuses a prefix that is no name', async () => {
    await expect(migrate('--prefix', 'a"b')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--table-prefix may have letters'),
    });
  });
});
