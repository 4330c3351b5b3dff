import { LibSQLStore as TheirStore, LibSQLVector as TheirLibSQLVector } from '@mastra/libsql';
import { PgVector as TheirPgVector, PostgresStore as TheirPgStore } from '@mastra/pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PgVector, PostgresStore } from '../../../client/dsql.js';
import { LibSQLStore, LibSQLVector } from '../../../client/index.js';
import type { VectorStore } from '../../../client/index.js';
import { Subject } from '../../contract/suite.js';
import { Sqld } from '../../contract/support/sqld.js';
import type { Transport } from '../../contract/transport.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { vectors } from '../../contract/vectors.js';
import { PostgresServer } from './support/postgres-server.js';
import { RandomFilters } from './support/random-filters.js';
import { recalled } from './support/recalled.js';
import { VectorServer } from './support/vector-server.js';

const postgres: Transport = {
  name: 'PostgreSQL with the extension',
  adapter: 'PG',
  inProcess: true,
  hasPatterns: true,
  async open() {
    const server = await VectorServer.start();
    const pool = server.pool();
    return {
      store: (options = {}) => new PostgresStore({ id: 'pg', pool, ...options }),
      async close() {
        await pool.end();
        await server.stop();
      },
    };
  },
};

// What the contract says holds of indexes that the database itself answers.
describe.each([
  { transport: libsql, native: { metrics: ['cosine'], hasNamespaces: false } },
  {
    transport: postgres,
    native: { metrics: ['cosine', 'dotproduct', 'euclidean'], hasNamespaces: true },
  },
] as const)('the contract of native vectors over $transport.name', ({ transport, native }) => {
  const subject = new Subject(transport);
  beforeAll(() => subject.open(), 60_000);
  afterAll(() => subject.close());
  vectors(subject, native);
});

// One of the framework's classes, and ours in its place, on one database.
interface Pair {
  theirs: TheirLibSQLVector | TheirPgVector;
  ours: VectorStore;
  close(): Promise<void>;
}
const pairs: { name: string; open(): Promise<Pair>; run?: string }[] = [
  {
    name: '@mastra/libsql',
    async open() {
      const server = await Sqld.start();
      const place = { url: server.url, authToken: server.token() };
      const ours = new LibSQLVector(place);
      const theirs = new TheirLibSQLVector({ id: 'theirs', ...place });
      return {
        ours,
        theirs,
        async close() {
          await ours.close();
          await server.remove();
        },
      };
    },
  },
  {
    name: '@mastra/pg',
    async open() {
      const server = await VectorServer.start();
      const { host, port, user, database } = server;
      const place = { host, port, user, database, password: 'none', max: 2 };
      const ours = new PgVector({ id: 'ours', ...place });
      const theirs = new TheirPgVector({ id: 'theirs', ...place });
      return {
        ours,
        theirs,
        async close() {
          await ours.close();
          await theirs.disconnect();
          await server.stop();
        },
      };
    },
  },
];

describe.each(pairs)('indexes of $name', ({ open, name }) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await open();
  }, 60_000);
  afterAll(() => pair.close());

  const list = Array.from({ length: 40 }, (_, i) => [Math.cos(i / 20), Math.sin(i / 20), 0.1]);
  const ids = list.map((_, i) => `v${i}`);
  const metadata = list.map((_, i) => ({ i, of: { kind: i % 2 === 0 ? 'even' : 'odd' } }));
  const queryVector = [Math.cos(0.51), Math.sin(0.51), 0.1];
  const near = (found: { id: string; score: number; metadata?: unknown; vector?: number[] }[]) =>
    found.map((each) => ({
      ...each,
      score: expect.closeTo(each.score, 5) as number,
      ...(each.vector && { vector: each.vector.map((n) => expect.closeTo(n, 5) as number) }),
    }));

  it('are found as they are, and go on being those of both', async () => {
    const { ours, theirs } = pair;
    const indexName = 'both';
    await theirs.createIndex({ indexName, dimension: 3 });
    await theirs.upsert({ indexName, ids, vectors: list, metadata });
    expect(await ours.listIndexes()).toEqual(await theirs.listIndexes());
    expect(await ours.describeIndex({ indexName })).toEqual({
      dimension: 3,
      count: 40,
      metric: 'cosine',
    });
    // An application makes its index before it asks.
    await ours.createIndex({ indexName, dimension: 3 });
    for (const asked of [
      { topK: 5 },
      { topK: 5, includeVector: true },
      { topK: 40 },
      { topK: 4, filter: { 'of.kind': 'odd' } },
      { topK: 4, filter: { i: { $gte: 30 } } },
      { topK: 40, minScore: 0.9 },
    ]) {
      const expected = await theirs.query({ indexName, queryVector, ...asked });
      expect(expected.length).toBeGreaterThan(2);
      expect(await ours.query({ indexName, queryVector, ...asked })).toEqual(near(expected));
    }
    // What either writes the other sees.
    await ours.upsert({ indexName, ids: ['v0', 'new'], vectors: [list[10]!, list[10]!] });
    await ours.updateVector({ indexName, id: 'v1', update: { metadata: { mine: true } } });
    await ours.updateVector({ indexName, filter: { i: 39 }, update: { vector: list[10]! } });
    await ours.deleteVectors({ indexName, filter: { i: { $in: [2, 3] } } });
    await ours.deleteVectors({ indexName, ids: ['v4'] });
    await ours.deleteVector({ indexName, id: 'v5' });
    await theirs.deleteVector({ indexName, id: 'v6' });
    await theirs.updateVector({ indexName, id: 'v7', update: { metadata: { theirs: true } } });
    await ours.upsert({
      ...{ indexName, ids: ['v8'], vectors: [list[8]!], metadata: [{ again: true }] },
      deleteFilter: { i: { $in: [8, 9] } },
    });
    // With a condition all are compared: an index of libSQL does not find every vector.
    const filter = { nothing: { $exists: false } } as const;
    const all = { indexName, queryVector, topK: 100, filter };
    const expected = await theirs.query(all);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(expected.map(({ id }) => id)).not.toContain('v2');
    expect(expected).toHaveLength(35);
    expect((await ours.query(all)).sort(byId)).toEqual(near(expected.sort(byId)));
  });

  it('are dropped and made anew by either', async () => {
    const { ours, theirs } = pair;
    const indexName = 'anew';
    await theirs.createIndex({ indexName, dimension: 3 });
    await ours.upsert({ indexName, vectors: list, ids });
    await theirs.deleteIndex({ indexName });
    const missing = { code: 'not_found' };
    await expect(ours.query({ indexName, queryVector })).rejects.toMatchObject(missing);
    await expect(ours.upsert({ indexName, vectors: list })).rejects.toMatchObject(missing);
    await expect(ours.describeIndex({ indexName })).rejects.toMatchObject(missing);
    expect(await ours.listIndexes()).not.toContain(indexName);

    await theirs.createIndex({ indexName, dimension: 3 });
    await ours.upsert({ indexName, vectors: list, ids });
    await theirs.deleteIndex({ indexName });
    await theirs.createIndex({ indexName, dimension: 2 });
    // Of the dimension that ours knows no more.
    await expect(ours.upsert({ indexName, vectors: list })).rejects.toMatchObject({
      message: expect.stringContaining('expects 2 dimensions') as string,
    });
    await ours.upsert({ indexName, vectors: [[1, 0]], ids: ['a'] });
    expect(await ours.query({ indexName, queryVector: [1, 0] })).toHaveLength(1);
    expect(await theirs.query({ indexName, queryVector: [1, 0] })).toHaveLength(1);

    await ours.deleteIndex({ indexName });
    expect(await theirs.listIndexes()).not.toContain(indexName);
    // Ours is not native unless it is asked for.
    await ours.createIndex({ indexName, dimension: 3 });
    await ours.upsert({ indexName, vectors: list, ids });
    expect(await theirs.listIndexes()).not.toContain(indexName);
    expect(await ours.listIndexes()).toContain(indexName);
    await ours.deleteIndex({ indexName });
    await ours.createIndex({ indexName, dimension: 3, native: true });
    expect(await theirs.listIndexes()).toContain(indexName);
    await theirs.upsert({ indexName, vectors: list, ids });
    expect(await ours.query({ indexName, queryVector, topK: 3 })).toEqual(
      near(await theirs.query({ indexName, queryVector, topK: 3 })),
    );
  });

  it('remade with other dimensions are known by whoever says the new ones', async () => {
    const { ours, theirs } = pair;
    const indexName = 'remade';
    const call = {
      upsert: () => ours.upsert({ indexName, ids: ['a'], vectors: [[1, 0]] }),
      query: () => ours.query({ indexName, queryVector: [1, 0] }),
      update: () => ours.updateVector({ indexName, id: 'a', update: { vector: [1, 0] } }),
    };
    for (const each of Object.values(call)) {
      await theirs.createIndex({ indexName, dimension: 3 });
      await ours.upsert({ indexName, vectors: list, ids });
      await theirs.deleteIndex({ indexName });
      await theirs.createIndex({ indexName, dimension: 2 });
      await each();
      expect(await ours.describeIndex({ indexName })).toMatchObject({ dimension: 2 });
      await theirs.deleteIndex({ indexName });
      await theirs.createIndex({ indexName, dimension: 4 });
      expect(await ours.describeIndex({ indexName })).toMatchObject({ dimension: 4 });
      await ours.deleteIndex({ indexName });
    }
  });

  it('have names of any length, and are no tables of stores', async () => {
    const { ours, theirs } = pair;
    for (const length of [50, 51, 52, 53, 62, 63]) {
      const indexName = 'n'.repeat(length);
      await ours.createIndex({ indexName, dimension: 3, native: true });
      await ours.upsert({ indexName, vectors: list, ids });
      await ours.upsert({ indexName, vectors: list, ids });
      expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 40 });
      const filter = { nothing: { $exists: false } } as const;
      const asked = { indexName, queryVector, topK: 3, filter };
      expect((await ours.query(asked)).map(({ id }) => id)).toEqual(
        (await theirs.query(asked)).map(({ id }) => id),
      );
      await ours.deleteIndex({ indexName });
    }
    for (const indexName of ['dev_mastra_threads', 'x_agentkeep_vectors']) {
      const made = ours.createIndex({ indexName, dimension: 3, native: true });
      await expect(made).rejects.toMatchObject({ code: 'invalid_argument' });
      expect(await theirs.listIndexes()).not.toContain(indexName);
    }
  });

  it('answer random filters as theirs do', async () => {
    const { ours, theirs } = pair;
    let count = 0;
    for (let seed = 1; seed <= 2; seed++) {
      const filters = new RandomFilters(seed, name === '@mastra/pg' ? 'pg' : 'libsql');
      const indexName = `filters_${seed}`;
      await theirs.createIndex({ indexName, dimension: 2 });
      await ours.upsert({
        indexName,
        ids: ids.slice(0, 30),
        vectors: ids.slice(0, 30).map((_, i) => [1, i / 30]),
        metadata: ids.slice(0, 30).map(() => filters.metadata()),
      });
      for (let i = 0; i < 200; i++) {
        const filter = filters.filter() as never;
        const asked = { indexName, queryVector: [1, 0], topK: 100, filter };
        const idsOf = (found: { id: string }[]) => found.map(({ id }) => id).sort();
        const expected = idsOf(await theirs.query(asked));
        expect(idsOf(await ours.query(asked)), JSON.stringify(filter)).toEqual(expected);
        count += expected.length;
      }
    }
    expect(count).toBeGreaterThan(1500);
  }, 60_000);
});

it('native indexes are those of no table prefix', async () => {
  const server = await Sqld.start();
  const place = { url: server.url, authToken: server.token() };
  const plain = new LibSQLVector(place);
  const apart = new LibSQLVector({ ...place, tablePrefix: 'a_' });
  const missing = { code: 'not_found' };
  await plain.createIndex({ indexName: 'a_x', dimension: 2, native: true });
  await plain.upsert({ indexName: 'a_x', vectors: [[1, 0]] });
  expect(await apart.listIndexes()).toEqual([]);
  await expect(apart.query({ indexName: 'x', queryVector: [1, 0] })).rejects.toMatchObject(missing);
  const made = apart.createIndex({ indexName: 'y', dimension: 2, native: true });
  await expect(made).rejects.toMatchObject({ code: 'invalid_argument' });
  await apart.createIndex({ indexName: 'x', dimension: 2 });
  await apart.deleteIndex({ indexName: 'x' });
  expect(await plain.describeIndex({ indexName: 'a_x' })).toMatchObject({ count: 1 });
  await plain.close();
  await apart.close();
  await server.remove();
}, 60_000);

it('libSQL finds as many as are asked for, and a table by any case of its name', async () => {
  const server = await Sqld.start();
  const ours = new LibSQLVector({ url: server.url, authToken: server.token(), native: true });
  const indexName = 'docs';
  await ours.createIndex({ indexName, dimension: 2 });
  const vectors = Array.from({ length: 600 }, (_, i) => [Math.cos(i / 400), Math.sin(i / 400)]);
  for (let i = 0; i < 6; i++) {
    await ours.upsert({ indexName, vectors: vectors.slice(i * 100, (i + 1) * 100) });
  }
  for (const topK of [90, 201, 500]) {
    expect(await ours.query({ indexName, queryVector: [1, 0], topK })).toHaveLength(topK);
  }
  await ours.createIndex({ indexName: 'Docs', dimension: 2 });
  expect(await ours.describeIndex({ indexName: 'Docs' })).toMatchObject({ count: 600 });
  await ours.close();
  await server.remove();
}, 60_000);

it.each(['libSQL', 'PostgreSQL'] as const)(
  'a store of %s that refuses writes refuses those of native indexes',
  async (name) => {
    const sqld = name === 'libSQL' ? await Sqld.start() : undefined;
    const server = sqld === undefined ? await VectorServer.start() : undefined;
    const pool = server?.pool();
    const open = () =>
      pool === undefined
        ? new LibSQLStore({ url: sqld!.url, authToken: sqld!.token() })
        : new PostgresStore({ id: 'pg', pool });
    const store = open();
    await store.init();
    const { vectors: ours } = store;
    const given = { indexName: 'known', vectors: [[1, 0]], ids: ['a'] };
    await ours.createIndex({ indexName: 'known', dimension: 2, native: true });
    await ours.upsert(given);
    await ours.createIndex({ indexName: 'unknown', dimension: 2, native: true });
    await store.deleteRows({ table: 'agentkeep_vector_indexes', keys: [['unknown']] });
    await store.refuseWrites(true);
    const readOnly = { code: 'read_only' };
    await expect(ours.upsert({ ...given, ids: ['b'] })).rejects.toMatchObject(readOnly);
    await expect(ours.deleteIndex({ indexName: 'known' })).rejects.toMatchObject(readOnly);
    await expect(ours.truncateIndex({ indexName: 'known' })).rejects.toMatchObject(readOnly);
    const made = ours.createIndex({ indexName: 'made', dimension: 2, native: true });
    await expect(made).rejects.toMatchObject(readOnly);
    const asked = { queryVector: [1, 0] };
    expect(await ours.query({ indexName: 'known', ...asked })).toMatchObject([{ id: 'a' }]);
    // One that nobody has met is read all the same.
    expect(await ours.query({ indexName: 'unknown', ...asked })).toEqual([]);
    expect(await ours.describeIndex({ indexName: 'unknown' })).toMatchObject({ count: 0 });
    expect((await ours.listIndexes()).toSorted()).toEqual(['known', 'unknown']);
    await store.refuseWrites(false);
    await ours.upsert({ ...given, ids: ['b'] });
    expect(await ours.query({ indexName: 'known', ...asked })).toHaveLength(2);
    await ours.deleteIndex({ indexName: 'known' });
    expect(await ours.listIndexes()).toEqual(['unknown']);
    await store.close();
    await pool?.end();
    await (sqld?.remove() ?? server!.stop());
  },
  60_000,
);

it('PostgreSQL keeps a metric that no index says, and namespaces apart', async () => {
  const server = await VectorServer.start();
  const pool = server.pool();
  const store = new PostgresStore({ id: 'pg', pool });
  const { vectors: ours } = store;
  const dimension = 2100;
  const at = (x: number, y: number) => [x, y, ...Array.from({ length: dimension - 2 }, () => 0)];
  const indexName = 'long';
  await ours.createIndex({ indexName, dimension, metric: 'euclidean', native: true });
  expect(await ours.describeIndex({ indexName })).toMatchObject({ metric: 'euclidean' });
  await ours.upsert({ indexName, ids: ['a', 'b'], vectors: [at(1, 0), at(0.1, 0.1)] });
  const [nearest] = await ours.query({ indexName, queryVector: at(0.2, 0), topK: 1 });
  expect(nearest).toMatchObject({
    id: 'b',
    score: expect.closeTo(1 / (1 + Math.SQRT2 / 10), 4) as number,
  });

  const given = { indexName: 'spaces', vectors: [[1, 0]], metadata: [{ k: 1 }] };
  await ours.createIndex({ indexName: 'spaces', dimension: 2, native: true });
  for (const namespace of ['one', 'two']) await ours.upsert({ ...given, ids: ['a'], namespace });
  const none = { indexName: 'spaces', namespace: '' };
  expect(await ours.query({ ...none, queryVector: [1, 0] })).toEqual([]);
  await ours.deleteVectors({ ...none, ids: ['a'] });
  await ours.updateVector({ ...none, filter: { k: 1 }, update: { metadata: {} } });
  await ours.upsert({ ...given, ...none, ids: ['b'], deleteFilter: { k: 1 } });
  for (const namespace of ['one', 'two']) {
    const found = await ours.query({ indexName: 'spaces', namespace, queryVector: [1, 0] });
    expect(found).toMatchObject([{ id: 'a', metadata: { k: 1 } }]);
  }
  await store.close();
  await pool.end();
  await server.stop();
}, 60_000);

it('tables of @mastra/pg of other kinds are found, too', async () => {
  const { ours, theirs, close } = await pairs[1]!.open();
  try {
    const pg = theirs as TheirPgVector;
    const vectors = [
      [1, 0, 0],
      [0, 1, 0],
      [0.6, 0.8, 0],
    ];
    const ids = ['a', 'b', 'c'];
    for (const metric of ['cosine', 'euclidean', 'dotproduct'] as const) {
      for (const type of ['hnsw', 'ivfflat', 'flat'] as const) {
        for (const vectorType of ['vector', 'halfvec'] as const) {
          const indexName = `${metric}_${type}_${vectorType}`;
          const dimension = 3;
          await pg.createIndex({ indexName, dimension, metric, indexConfig: { type }, vectorType });
          await ours.upsert({ indexName, vectors, ids });
          const asked = { indexName, queryVector: [1, 0.1, 0], topK: 2 };
          // Where there is no index of theirs, nothing says of which metric it is.
          const expected = await pg.query(asked);
          const found = await ours.query(asked);
          expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
          found.forEach(({ score }, i) => expect(score).toBeCloseTo(expected[i]!.score, 2));
        }
      }
    }
    // Before there were namespaces.
    await pg.pool.query(
      `CREATE TABLE older (id SERIAL PRIMARY KEY, vector_id TEXT UNIQUE NOT NULL,
         embedding vector(3), metadata JSONB DEFAULT '{}'::jsonb)`,
    );
    const indexName = 'older';
    await ours.upsert({ indexName, vectors, ids });
    await ours.upsert({ indexName, vectors, ids });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 3 });
    // They bring it up to date, and ours goes on.
    expect(await pg.query({ indexName, queryVector: [1, 0, 0], topK: 1 })).toMatchObject([
      { id: 'a' },
    ]);
    await ours.upsert({ indexName, vectors, ids });
    await ours.upsert({ indexName, vectors, ids, namespace: 'x' });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 6 });
    // What is no table of vectors is not theirs, whatever it is called.
    await pg.pool.query('CREATE TABLE notes (vector_id text, embedding text, metadata jsonb)');
    await expect(ours.query({ indexName: 'notes', queryVector: [1] })).rejects.toMatchObject({
      code: 'not_found',
    });
  } finally {
    await close();
  }
}, 60_000);

it('are found in the schema of @mastra/pg, where no store of ours can be', async () => {
  const server = await VectorServer.start();
  const { host, port, user, database } = server;
  const place = { host, port, user, database, password: 'none', max: 2 };
  const theirs = new TheirPgVector({ id: 'theirs', ...place });
  const storage = new TheirPgStore({ id: 'store', ...place });
  const apart = { schemaName: 'agentkeep', nativeSchema: 'public' };
  const ours = new PgVector({ id: 'ours', ...place, ...apart });
  try {
    await storage.init();
    const indexName = 'memory_messages_3';
    await theirs.createIndex({ indexName, dimension: 3 });
    await theirs.upsert({ indexName, vectors: [[1, 0, 0]], ids: ['a'], metadata: [{ k: 1 }] });
    await ours.createIndex({ indexName, dimension: 3 });
    await ours.upsert({ indexName, vectors: [[0, 1, 0]], ids: ['b'] });
    const asked = { indexName, queryVector: [0, 1, 0] };
    expect((await ours.query(asked)).map(({ id }) => id)).toEqual(['b', 'a']);
    expect((await theirs.query(asked)).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await ours.query({ ...asked, filter: { k: 1 } })).toMatchObject([{ id: 'a' }]);
    expect(await ours.listIndexes()).toEqual([indexName]);
    // Another has one of its own there, and one that is not native is none of theirs.
    await ours.createIndex({ indexName: 'made', dimension: 3, native: true });
    await ours.createIndex({ indexName: 'own', dimension: 3 });
    expect((await theirs.listIndexes()).toSorted()).toEqual(['made', indexName]);
    await ours.deleteIndex({ indexName });
    expect(await theirs.listIndexes()).toEqual(['made']);
    expect(await ours.listIndexes()).toEqual(['made', 'own']);
    await ours.createIndex({ indexName, dimension: 4 });
    expect(await ours.describeIndex({ indexName })).toMatchObject({ count: 0, dimension: 4 });
    const wrong = { ...place, ...apart, nativeSchema: 'a"b' };
    expect(() => new PgVector({ id: 'wrong', ...wrong })).toThrow(/INITIALIZATION|nativeSchema/);
  } finally {
    await ours.close();
    await theirs.disconnect();
    await storage.close();
    await server.stop();
  }
}, 60_000);

it('without the extension a native index is refused', async () => {
  const { ours, close } = await (async () => {
    const server = await PostgresServer.start();
    const { host, port, user, database } = server;
    const made = new PgVector({ id: 'ours', host, port, user, database, password: 'none' });
    return {
      ours: made,
      async close() {
        await made.close();
        await server.stop();
      },
    };
  })();
  try {
    const call = ours.createIndex({ indexName: 'x', dimension: 2, native: true });
    await expect(call).rejects.toMatchObject({
      code: 'invalid_argument',
      message: expect.stringContaining('CREATE EXTENSION vector') as string,
    });
    expect(await ours.listIndexes()).toEqual([]);
    await ours.createIndex({ indexName: 'x', dimension: 2 });
  } finally {
    await close();
  }
}, 60_000);

describe('semantic recall', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-native-recall-'));
  let expected: unknown[];
  beforeAll(async () => {
    const url = `file:${join(folder, 'theirs.db')}`;
    const vector = new TheirLibSQLVector({ id: 'theirs', url });
    expected = await recalled(new TheirStore({ id: 'theirs', url }), vector);
    await vector.close();
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds by native vectors of libSQL what it finds with @mastra/libsql', async () => {
    const server = await Sqld.start();
    const place = { url: server.url, authToken: server.token() };
    const vector = new LibSQLVector({ ...place, native: true });
    expect(await recalled(new LibSQLStore(place), vector)).toEqual(expected);
    await vector.close();
    await server.remove();
  }, 120_000);

  it('finds by native vectors of PostgreSQL what it finds with @mastra/libsql', async () => {
    const server = await VectorServer.start();
    const { host, port, user, database } = server;
    const pool = server.pool();
    const vector = new PgVector({
      ...{ id: 'ours', host, port, user, database, password: 'none', max: 2 },
      native: true,
    });
    expect(await recalled(new PostgresStore({ id: 'pg', pool }), vector)).toEqual(expected);
    await vector.close();
    await pool.end();
    await server.stop();
  }, 120_000);
});
