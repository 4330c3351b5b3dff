import { LibSQLVector as TheirLibSQLVector } from '@mastra/libsql';
import { PgVector as TheirPgVector } from '@mastra/pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgVector } from '../../../client/dsql.js';
import { LibSQLVector } from '../../../client/index.js';
import { PostgresServer } from './support/postgres-server.js';
import { RandomFilters } from './support/random-filters.js';

// Random filters on random metadata find the same rows as with the classes that ours take the place of.
describe('filters', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agentkeep-filters-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const rows = (filters: RandomFilters) => ({
    ids: Array.from({ length: 30 }, (_, i) => `v${String(i).padStart(2, '0')}`),
    vectors: Array.from({ length: 30 }, (_, i) => [1, i / 30]),
    metadata: Array.from({ length: 30 }, () => filters.metadata()),
  });
  const asked = { queryVector: [1, 0], topK: 100 };
  const idsOf = (found: { id: string }[]) => found.map(({ id }) => id).sort();

  it('find what those of @mastra/libsql find', async () => {
    const theirs = new TheirLibSQLVector({ id: 'a', url: `file:${join(folder, 'theirs.db')}` });
    const ours = new LibSQLVector({ url: `file:${join(folder, 'ours.db')}` });
    let count = 0;
    for (let seed = 1; seed <= 6; seed++) {
      const filters = new RandomFilters(seed, 'libsql');
      const indexName = `filters_${seed}`;
      const given = { indexName, ...rows(filters) };
      for (const store of [theirs, ours]) {
        await store.createIndex({ indexName, dimension: 2 });
        await store.upsert(given);
      }
      for (let i = 0; i < 200; i++) {
        const filter = filters.filter() as never;
        const expected = idsOf(await theirs.query({ indexName, ...asked, filter }));
        const actual = idsOf(await ours.query({ indexName, ...asked, filter }));
        expect(actual, JSON.stringify(filter)).toEqual(expected);
        count += expected.length;
      }
    }
    expect(count).toBeGreaterThan(5000);
    await theirs.close();
    await ours.close();
  }, 120_000);

  it('find what those of @mastra/pg find', async () => {
    const server = await PostgresServer.start();
    const { host, port, user, database } = server;
    const place = { host, port, user, database, password: 'none' };
    const theirs = new TheirPgVector({ id: 'a', ...place });
    const ours = new PgVector({ id: 'b', ...place });
    try {
      let count = 0;
      for (let seed = 1; seed <= 3; seed++) {
        const filters = new RandomFilters(seed, 'pg');
        const indexName = `filters_${seed}`;
        const { ids, vectors, metadata } = rows(filters);
        // It asks for metadata alone without the extension that this server lacks.
        await theirs.pool.query(
          `CREATE TABLE ${indexName} (id SERIAL PRIMARY KEY, vector_id TEXT NOT NULL, embedding TEXT,
             metadata JSONB, namespace VARCHAR(255) NOT NULL DEFAULT 'default')`,
        );
        await theirs.pool.query(
          `INSERT INTO ${indexName} (vector_id, metadata)
             SELECT r->>0, r->1 FROM jsonb_array_elements($1::jsonb) r`,
          [JSON.stringify(ids.map((id, i) => [id, metadata[i]]))],
        );
        await ours.createIndex({ indexName: `our_${indexName}`, dimension: 2 });
        await ours.upsert({ indexName: `our_${indexName}`, ids, vectors, metadata });
        for (let i = 0; i < 200; i++) {
          const filter = filters.filter() as never;
          const expected = idsOf(await theirs.query({ indexName, topK: 100, filter }));
          const actual = idsOf(
            await ours.query({ indexName: `our_${indexName}`, ...asked, filter }),
          );
          expect(actual, JSON.stringify(filter)).toEqual(expected);
          count += expected.length;
        }
      }
      expect(count).toBeGreaterThan(2500);
    } finally {
      await theirs.disconnect();
      await ours.disconnect();
      await server.stop();
    }
  }, 120_000);
});
