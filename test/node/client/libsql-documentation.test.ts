// The examples of the documentation of the adapter that LibSQLStore replaces, as they are written.
import { Mastra } from '@mastra/core/mastra';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { Sqld } from '../../contract/support/sqld.js';

let server: Sqld;
let folder: string;
const home = process.cwd();
const environment = { ...process.env };

beforeAll(async () => {
  server = await Sqld.start();
}, 30_000);
afterAll(async () => {
  process.chdir(home);
  process.env = environment;
  await server?.remove();
});
beforeEach(() => {
  // `file:./dev.db` is a file of the working directory.
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-documentation-'));
  process.chdir(folder);
  process.env = {
    ...environment,
    TURSO_URL: server.url,
    TURSO_AUTH_TOKEN: server.token(),
    DATABASE_URL: server.url,
    ADMIN_TOKEN: server.token('rw'),
    RUNTIME_TOKEN: server.token('ro'),
  };
});

const now = new Date();
const metadata = { topic: 'T' };
const thread = { id: 't', resourceId: 'r', title: 'T', createdAt: now, updatedAt: now, metadata };
const snapshot = {
  runId: 'run-123',
  status: 'success',
  value: {},
  context: { input: {} },
  serializedStepGraph: [],
  timestamp: 1,
} as never;

async function expectUsable(storage: MastraCompositeStore) {
  const memory = await storage.getStore('memory');
  await memory?.saveThread({ thread });
  expect(await memory?.getThreadById({ threadId: 't' })).toEqual(thread);
  await storage.close();
}

describe('Configuration', () => {
  it('Local File Database', async () => {
    const storage = new LibSQLStore({
      id: 'my-storage',
      url: 'file:./dev.db',
    });
    const mastra = new Mastra({
      storage,
    });
    expect(storage.id).toBe('my-storage');
    await expectUsable(mastra.getStorage()!);
    const db = new DatabaseSync('./dev.db');
    expect(db.prepare('SELECT id FROM mastra_threads').all()).toEqual([{ id: 't' }]);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  });

  it('Remote Turso Database', async () => {
    const storage = new LibSQLStore({
      id: 'turso-storage',
      url: process.env.TURSO_URL!,
      authToken: process.env.TURSO_AUTH_TOKEN!,
    });
    await expectUsable(storage);
  });

  it('In-Memory Database', async () => {
    const storage = new LibSQLStore({
      id: 'test-storage',
      url: 'file::memory:',
    });
    await expectUsable(storage);
  });
});

describe('Usage Examples', () => {
  it('Access Storage Domains', async () => {
    const storage = new LibSQLStore({
      id: 'my-storage',
      url: 'file:./dev.db',
    });

    // Access memory domain
    const memory = await storage.getStore('memory');
    await memory?.saveThread({ thread });

    // Access workflows domain
    const workflows = await storage.getStore('workflows');
    await workflows?.persistWorkflowSnapshot({
      workflowName: 'my-workflow',
      runId: 'run-123',
      snapshot,
    });
    const run = { workflowName: 'my-workflow', runId: 'run-123' };
    expect(await workflows?.loadWorkflowSnapshot(run)).toEqual(snapshot);
    await storage.close();
  });

  it.each(['production', 'development'])('Environment-Based Configuration: %s', async (name) => {
    process.env.NODE_ENV = name;
    const storage = new LibSQLStore({
      id: 'storage',
      url: process.env.NODE_ENV === 'production' ? process.env.TURSO_URL! : 'file:./dev.db',
      authToken: process.env.NODE_ENV === 'production' ? process.env.TURSO_AUTH_TOKEN : undefined,
    });
    await expectUsable(storage);
  });

  it('Manual Migration Control', async () => {
    // In CI/CD script with admin credentials
    const migration = new LibSQLStore({
      id: 'storage',
      url: process.env.DATABASE_URL!,
      authToken: process.env.ADMIN_TOKEN!,
      disableInit: false,
    });
    await migration.init(); // Explicitly run migrations
    await migration.stores.memory!.saveThread({ thread });

    // In runtime with limited credentials
    const storage = new LibSQLStore({
      id: 'storage',
      url: process.env.DATABASE_URL!,
      authToken: process.env.RUNTIME_TOKEN!,
      disableInit: true, // Skip auto-init
    });
    expect(await storage.stores.memory!.getThreadById({ threadId: 't' })).toEqual(thread);
  });
});

it('Retry Strategy', async () => {
  const storage = new LibSQLStore({
    id: 'storage',
    url: 'file:./db.db',
    maxRetries: 10, // Increase for high-concurrency scenarios
    initialBackoffMs: 50, // Start with shorter backoff
  });
  await expectUsable(storage);
});
