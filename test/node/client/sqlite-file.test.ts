// Database files: several processes, a process that is killed, locks, and databases in memory.
import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import type { MemoryStore } from '../../../client/index.js';

const root = fileURLToPath(new URL('../../../', import.meta.url).href);
// Inside of the package, whose "imports" it uses.
const program = join(root, 'build/test/file-writer.mjs');
const folder = mkdtempSync(join(tmpdir(), 'agentkeep-sqlite-'));
const open: { close(): unknown }[] = [];

beforeAll(async () => {
  await build({
    entryPoints: [join(root, 'test/node/client/support/file-writer.ts')],
    outfile: program,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    external: ['#*'],
  });
});
afterAll(async () => {
  for (const each of open) await each.close();
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (name: string) => join(folder, `${name}.db`);

function storeOf(file: string, options: object = {}): LibSQLStore {
  const store = new LibSQLStore({ url: `file:${file}`, ...options });
  open.push(store);
  return store;
}

const now = new Date();
const shared = (more: object = {}) => ({
  id: 'shared',
  resourceId: 'r',
  title: '',
  createdAt: now,
  updatedAt: now,
  ...more,
});

async function prepared(name: string) {
  const file = fileOf(name);
  const store = storeOf(file);
  const memory = store.stores.memory as MemoryStore;
  await memory.saveThread({ thread: shared({ metadata: {} }) });
  return { file, memory };
}

/** A process that writes; `lines` are the writes that it says are done. */
function writer(file: string, name: string, count: number) {
  const child: ChildProcess = spawn(process.execPath, [program, file, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout! });
  reader.on('line', (line) => lines.push(line));
  return { child, lines, ended: Promise.all([once(child, 'exit'), once(reader, 'close')]) };
}

async function idsIn(memory: MemoryStore): Promise<Set<string>> {
  const { messages } = await memory.listMessages({ threadId: 'shared', perPage: false });
  return new Set(messages.map(({ id }) => id));
}

describe('a database file', () => {
  it('has a write-ahead log, as the adapter that it replaces leaves it', async () => {
    const { file } = await prepared('wal');
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    db.close();
  });

  it('loses nothing of four processes that write at once', async () => {
    const { file, memory } = await prepared('processes');
    const names = ['a', 'b', 'c', 'd'];
    const count = 50;
    const writers = names.map((name) => writer(file, name, count));
    for (const { ended } of writers) expect((await ended)[0]).toEqual([0, null]);
    const ids = await idsIn(memory);
    expect(ids.size).toBe(names.length * count);
    const { metadata } = (await memory.getThreadById({ threadId: 'shared' }))!;
    expect(metadata).toEqual(Object.fromEntries(names.map((name) => [name, count])));
  }, 120_000);

  it('loses no acknowledged write when the process is killed in the middle of 1,000', async () => {
    const { file, memory } = await prepared('killed');
    const { child, lines, ended } = writer(file, 'k', 1000);
    while (lines.length < 300 && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    child.kill('SIGKILL');
    const [[code, signal]] = await ended;
    expect([code, signal]).toEqual([null, 'SIGKILL']);
    const done = lines.filter((line) => line !== 'ready');
    expect(done.length).toBeGreaterThan(200);
    expect(done.length).toBeLessThan(1000);
    const ids = await idsIn(memory);
    for (const i of done) expect(ids.has(`k-${i}`)).toBe(true);
    // What it was about to do was done or not, but as a whole.
    expect(ids.size - done.length).toBeLessThanOrEqual(1);
    const { metadata } = (await memory.getThreadById({ threadId: 'shared' }))!;
    expect(ids.size - (metadata!['k'] as number)).toBeLessThanOrEqual(1);
    const db = new DatabaseSync(file);
    expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
    db.close();
  }, 120_000);

  it('does not block the process while another holds the lock, and waits no longer than asked', async () => {
    const { file, memory } = await prepared('locked');
    const patient = storeOf(file, { connectionTimeoutMs: 60_000 });
    const hasty = storeOf(file, { connectionTimeoutMs: 100, maxRetries: 2, initialBackoffMs: 1 });
    for (const store of [patient, hasty]) await store.init();
    const holder = new DatabaseSync(file);
    holder.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 10);
    const waiting = patient.stores.memory!.saveThread({ thread: shared({ title: 'patient' }) });
    // Readers do not wait.
    expect(await memory.getThreadById({ threadId: 'shared' })).toMatchObject({ title: '' });
    const began = performance.now();
    await expect(
      hasty.stores.memory!.saveThread({ thread: shared({ title: 'hasty' }) }),
    ).rejects.toMatchObject({
      code: 'unavailable',
      committed: 'no',
      message: 'the database was locked by another writer for 100 ms; nothing was written',
    });
    expect(performance.now() - began).toBeGreaterThan(200);
    expect(ticks).toBeGreaterThan(2);
    holder.exec('COMMIT');
    await waiting;
    expect(await memory.getThreadById({ threadId: 'shared' })).toMatchObject({ title: 'patient' });
    clearInterval(ticking);
    holder.close();
  }, 60_000);

  it('lets timers have their turn between many calls', async () => {
    const { memory } = await prepared('turns');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 5);
    const end = performance.now() + 300;
    while (performance.now() < end) await memory.getThreadById({ threadId: 'shared' });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(5);
  });

  it('reads whole numbers of 64 bits', async () => {
    const { file, memory } = await prepared('exact');
    const db = new DatabaseSync(file);
    const insert = db.prepare(
      `INSERT INTO mastra_messages (rowid, id, thread_id, content, role, type, createdAt, resourceId)
         VALUES (?, ?, 'shared', 'text', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r')`,
    );
    insert.run(9007199254740993n, 'later');
    insert.run(9007199254740992n, 'earlier');
    db.close();
    const { messages } = await memory.listMessages({
      threadId: 'shared',
      include: [{ id: 'later', withPreviousMessages: 1 }],
    });
    expect(messages.map(({ id }) => id)).toEqual(['earlier', 'later']);
  });

  it('names the option and the file where it cannot be used', async () => {
    const garbage = fileOf('garbage');
    writeFileSync(garbage, 'this is no database, by far '.repeat(100));
    const nowhere = join(folder, 'none', 'x.db');
    const cases: [string, string][] = [
      [nowhere, `the file of url, ${nowhere}, cannot be opened: does its folder exist?`],
      [garbage, `the file of url, ${garbage}, is no database`],
    ];
    for (const [file, message] of cases) {
      const store = storeOf(file);
      await expect(store.init()).rejects.toMatchObject({ message, committed: 'no' });
    }
  });

  it('that is closed stays closed, and so do its files', async () => {
    const { file } = await prepared('closed');
    const store = storeOf(file);
    await store.init();
    await store.close();
    await store.close();
    await expect(store.stores.memory!.getThreadById({ threadId: 'shared' })).rejects.toThrow(
      'the store is closed',
    );
  });

  it('names of URLs are those of files', async () => {
    const name = 'with blank & 100%.db';
    const store = new LibSQLStore({ url: `file://${join(folder, encodeURIComponent(name))}` });
    open.push(store);
    await store.init();
    const db = new DatabaseSync(join(folder, name), { readOnly: true });
    expect(db.prepare('SELECT count(*) AS n FROM mastra_threads').get()).toEqual({ n: 0 });
    db.close();
  });
});

describe('a database in memory', () => {
  it.each([':memory:', 'file::memory:'])('%s is one for each store', async (url) => {
    const [one, other] = [new LibSQLStore({ url }), new LibSQLStore({ url })];
    open.push(one, other);
    await one.stores.memory!.saveThread({ thread: shared() });
    expect(await one.stores.memory!.getThreadById({ threadId: 'shared' })).not.toBeNull();
    expect(await other.stores.memory!.getThreadById({ threadId: 'shared' })).toBeNull();
  });
});
