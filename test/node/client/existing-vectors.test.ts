import { LibSQLVector as TheirVector } from '@mastra/libsql';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LibSQLVector } from '../../../client/index.js';

// Indexes that @mastra/libsql has made in a file: SQLite without its extension cannot write to them.
describe('vectors of @mastra/libsql in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-existing-vectors-'));
  let url: string;
  let theirs: TheirVector;
  let files = 0;
  beforeEach(() => {
    url = `file:${join(folder, `${files++}.db`)}`;
    theirs = new TheirVector({ id: 'theirs', url });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const indexName = 'memory_messages_64';
  const dimension = 64;
  const vectorOf = (i: number) =>
    Array.from({ length: dimension }, (_, k) => Math.sin(i * 0.37 + k * 0.11 * ((i % 7) + 1)));
  const filled = async (count: number) => {
    await theirs.createIndex({ indexName, dimension });
    for (let from = 0; from < count; from += 100) {
      const some = Array.from({ length: Math.min(100, count - from) }, (_, i) => from + i);
      await theirs.upsert({
        indexName,
        ids: some.map((i) => `v${i}`),
        vectors: some.map(vectorOf),
        metadata: some.map((i) => ({ i, text: `ü "${i}"` })),
      });
    }
  };

  it('are copied where the index is made, once', async () => {
    await filled(300);
    const asked = { indexName, queryVector: vectorOf(42), topK: 5, includeVector: true };
    const expected = await theirs.query(asked);
    await theirs.close();
    const ours = new LibSQLVector({ url });
    await ours.createIndex({ indexName, dimension });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 300 });
    const found = await ours.query(asked);
    expect(found.map(({ id, metadata }) => ({ id, metadata }))).toEqual(
      expected.map(({ id, metadata }) => ({ id, metadata })),
    );
    found.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!.score, 5));
    // Theirs are left alone, and what becomes of ours stays so.
    await ours.deleteVectors({ indexName, filter: { i: { $lt: 100 } } });
    await ours.createIndex({ indexName, dimension });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 200 });
    await ours.deleteIndex({ indexName });
    await ours.createIndex({ indexName, dimension });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 0 });
    // The row that says so is none of a caller's.
    await ours.deleteIndex({ indexName: `${indexName} taken over` });
    await ours.createIndex({ indexName, dimension });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 0 });
    expect(await ours.listIndexes()).toEqual([indexName]);
    await ours.close();
    const again = new TheirVector({ id: 'again', url });
    expect(await again.describeIndex({ indexName })).toMatchObject({ count: 300 });
    expect(await again.query(asked)).toEqual(expected);
    await again.close();
  }, 60_000);

  it('are found by whoever does not make the index', async () => {
    await filled(150);
    await theirs.close();
    for (const use of [
      (ours: LibSQLVector) => ours.describeIndex({ indexName }),
      (ours: LibSQLVector) => ours.query({ indexName, queryVector: vectorOf(1), topK: 1 }),
    ]) {
      const ours = new LibSQLVector({ url });
      expect(await ours.listIndexes()).toEqual([indexName]);
      await Promise.all([use(ours), use(ours)]);
      expect(await ours.describeIndex({ indexName })).toMatchObject({ dimension, count: 150 });
      expect(await ours.listIndexes()).toEqual([indexName]);
      await ours.close();
    }
    const last = new LibSQLVector({ url });
    await last.deleteIndex({ indexName });
    expect(await last.listIndexes()).toEqual([]);
    await expect(last.query({ indexName, queryVector: vectorOf(1) })).rejects.toMatchObject({
      code: 'not_found',
    });
    await last.close();
  }, 60_000);

  it('are not hidden by an index of other dimensions', async () => {
    await filled(20);
    await theirs.close();
    const ours = new LibSQLVector({ url });
    await expect(ours.createIndex({ indexName, dimension: 32 })).rejects.toThrow(
      `already exists with ${dimension} dimensions, but 32`,
    );
    await ours.createIndex({ indexName, dimension });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 20 });
    await ours.close();
  }, 60_000);

  it('are deleted with their index, also before they were copied', async () => {
    await filled(20);
    await theirs.close();
    const ours = new LibSQLVector({ url });
    await ours.deleteIndex({ indexName });
    expect(await ours.listIndexes()).toEqual([]);
    await ours.close();
  }, 60_000);

  it('are copied by several at once, page by page, over what is there', async () => {
    await theirs.close();
    // From before there was a table of theirs.
    const first = new LibSQLVector({ url });
    await first.createIndex({ indexName, dimension });
    await first.upsert({ indexName, ids: ['v3'], vectors: [vectorOf(9)] });
    await first.close();
    const file = new DatabaseSync(url.slice('file:'.length));
    file.exec(
      `CREATE TABLE ${indexName} (id SERIAL PRIMARY KEY, vector_id TEXT UNIQUE NOT NULL,
         embedding F32_BLOB(${dimension}), metadata TEXT DEFAULT '{}')`,
    );
    const insert = file.prepare(
      `INSERT INTO ${indexName} (vector_id, embedding, metadata) VALUES (?, ?, ?)`,
    );
    const count = 5000;
    file.exec('BEGIN');
    for (let i = 0; i < count; i++) {
      const bytes = new Uint8Array(new Float32Array(vectorOf(i)).buffer);
      insert.run(`v${i}`, bytes, i === 7 ? null : JSON.stringify({ i }));
    }
    // What cannot be found, and what says nothing.
    insert.run('empty', null, '{}');
    insert.run('short', new Uint8Array(8), '{}');
    insert.run('odd', new Uint8Array(new Float32Array(vectorOf(1)).buffer), '{"a":');
    file.exec('COMMIT');
    file.close();
    const stores = [1, 2, 3].map(() => new LibSQLVector({ url }));
    await Promise.all(stores.map((store) => store.createIndex({ indexName, dimension })));
    const [store] = stores as [LibSQLVector];
    expect(await store.describeIndex({ indexName })).toMatchObject({ count: count + 1 });
    const all = await store.query({ indexName, queryVector: vectorOf(9), topK: 3, probes: 1000 });
    // What was there stays.
    expect(all.map(({ id }) => id)).toContain('v3');
    expect(all.find(({ id }) => id === 'v3')!.metadata).toEqual({});
    const none = await store.query({ indexName, queryVector: vectorOf(7), topK: 1 });
    expect(none).toMatchObject([{ id: 'v7', metadata: {} }]);
    await Promise.all(stores.map((each) => each.close()));
  }, 60_000);

  it('of another dimension than an index of ours, or no vectors at all, are left', async () => {
    await theirs.close();
    const ours = new LibSQLVector({ url });
    await ours.createIndex({ indexName, dimension });
    const later = new TheirVector({ id: 'later', url });
    await later.createIndex({ indexName, dimension: 3 });
    await later.upsert({ indexName, vectors: [[1, 2, 3]] });
    await later.close();
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 0, dimension });
    const native = ours.createIndex({ indexName: 'other', dimension, native: true });
    await expect(native).rejects.toMatchObject({ code: 'invalid_argument' });
    await ours.close();
  });
});
