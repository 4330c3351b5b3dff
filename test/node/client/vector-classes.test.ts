import { MastraVector } from '@mastra/core/vector';
import { describe, expect, it } from 'vitest';
import { DSQLVector, PgVector } from '../../../client/dsql.js';
import { DynamoDBVector } from '../../../client/dynamodb.js';
import { AgentKeepVector, D1Vector, LibSQLStore, LibSQLVector } from '../../../client/index.js';
import type { VectorStore } from '../../../client/index.js';
import { LocalD1 } from '../../contract/support/local-d1.js';
import { PostgresServer } from './support/postgres-server.js';

/** What every class does, on a database of its own. */
async function works(store: VectorStore): Promise<void> {
  expect(store).toBeInstanceOf(MastraVector);
  expect(store.indexSeparator).toBe('_');
  const indexName = 'classes';
  await store.createIndex({ indexName, dimension: 2 });
  await store.upsert({
    indexName,
    vectors: [
      [1, 0],
      [0, 1],
    ],
    ids: ['a', 'b'],
    metadata: [{ at: new Date(5), owner: 'ada' }, {}],
  });
  const query = { indexName, queryVector: [1, 0] };
  const found = async (filter: unknown) =>
    (await store.query({ ...query, filter: filter as never })).map(({ id }) => id);
  expect(await found(undefined)).toEqual(['a', 'b']);
  expect(await found({ at: new Date(5) })).toEqual(['a']);
  expect(await found({ at: { $lte: new Date(6) } })).toEqual(['a']);
  // Of nobody, and not of anybody.
  expect(await found({ owner: undefined })).toEqual(['b']);
  expect(await found({ $and: [{ owner: { $in: [undefined, 'ada'] } }] })).toEqual(['a']);
  // What JSON cannot say is refused by its name, before anything is asked or written.
  const round: Record<string, unknown> = { a: [1, { b: 2 }] };
  (round['a'] as unknown[])[2] = round;
  let deep: unknown = 1;
  for (let i = 0; i < 20_000; i++) deep = { deep };
  for (const [value, path, what] of [
    [round, '.a[2]', 'an object that it is in'],
    [{ $and: [round] }, '.$and[0].a[2]', 'an object that it is in'],
    [deep, '.deep', 'nested deeper than 100 levels'],
    [{ n: 7n }, '.n', 'a bigint'],
    [{ f: () => 1 }, '.f', 'a function'],
    [{ m: new Map() }, '.m', 'an object of class Map'],
  ] as const) {
    const filter = value as never;
    for (const [call, name] of [
      [() => store.query({ ...query, filter }), 'filter'],
      [() => store.deleteVectors({ indexName, filter }), 'filter'],
      [() => store.updateVector({ indexName, filter, update: { vector: [1, 1] } }), 'filter'],
      [
        () => store.upsert({ indexName, vectors: [[1, 1]], ids: ['a'], deleteFilter: filter }),
        'deleteFilter',
      ],
    ] as const) {
      const error = (await Promise.resolve(call()).catch((cause: unknown) => cause)) as Error;
      expect(error).toMatchObject({ code: 'invalid_argument' });
      expect(error.message.startsWith(name + path)).toBe(true);
      expect(error.message).toContain(` is ${what}, which JSON cannot say`);
    }
  }
  const shared = { $gte: 'ada' };
  expect(await found({ $and: [{ owner: shared }, { owner: shared }] })).toEqual(['a']);
  expect(await store.listIndexes()).toEqual([indexName]);
  await store.deleteIndex({ indexName });
}

const idOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as { id: string }).id;
  }
  return 'none';
};

describe('a class of vectors', () => {
  it('is made with the options of the store beside it', async () => {
    const memory = new LibSQLVector({ url: ':memory:', vectorTopKOverFetchMultiplier: 5 });
    expect(memory.id).toBe('agentkeep-libsql-vector');
    await works(memory);
    await memory.close();
    const d1 = new LocalD1();
    try {
      const binding = await d1.database();
      await works(new D1Vector({ id: 'd1', binding, tablePrefix: 'x_' }));
      await works(new AgentKeepVector({ binding }));
    } finally {
      await d1.stop();
    }
  });

  it('shares the connection of a store', async () => {
    const store = new LibSQLStore({ id: 'main', url: ':memory:' });
    expect(store.vectors.id).toBe('main');
    await works(store.vectors);
    await store.close();
  });

  it('takes the place of the one of @mastra/pg', async () => {
    const server = await PostgresServer.start();
    const { host, port, user, database } = server;
    const connectionString = `postgresql://${user}@${host}:${port}/${database}`;
    const store = new PgVector({
      ...{ id: 'pg', connectionString, schemaName: 'vectors' },
      pgPoolOptions: { max: 2 },
    });
    try {
      await works(store);
      expect(store.pool.options.max).toBe(2);
      const indexName = 'options';
      await store.createIndex({
        ...{ indexName, dimension: 2, metric: 'dotproduct', vectorType: 'halfvec' },
        ...{ indexConfig: { type: 'hnsw' }, buildIndex: false, metadataIndexes: ['k'] },
      });
      await store.buildIndex();
      expect(await store.describeIndex({ indexName })).toMatchObject({ metric: 'dotproduct' });
      const bits = { indexName: 'bits', dimension: 2, vectorType: 'bit' as 'vector' };
      await expect(store.createIndex(bits)).rejects.toMatchObject({
        code: 'invalid_argument',
        details: { indexName: 'bits' },
      });
      const text = [{ s: 'Invoice 17' }, { s: 'else' }];
      await store.upsert({
        indexName,
        vectors: [
          [1, 0],
          [1, 0],
        ],
        ids: ['a', 'b'],
        metadata: text,
      });
      const filter = { s: /^invoice \d+$/i } as never;
      const found = await store.query({ indexName, queryVector: [1, 0], filter });
      expect(found.map(({ id }) => id)).toEqual(['a']);
    } finally {
      await store.disconnect();
      await server.stop();
    }
  }, 60_000);

  it('is refused with options that it cannot have', () => {
    const any = (options: object) => options as never;
    expect(idOf(() => new LibSQLVector(any({ url: '' })))).toBe(
      'MASTRA_VECTOR_LIBSQL_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new LibSQLVector(any({ url: 'file:a', syncUrl: 'libsql://x' })))).toBe(
      'MASTRA_VECTOR_LIBSQL_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new D1Vector(any({})))).toBe(
      'MASTRA_VECTOR_CLOUDFLARE_D1_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new AgentKeepVector(any({})))).toBe(
      'MASTRA_VECTOR_AGENTKEEP_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new PgVector(any({ id: 'a' })))).toBe(
      'MASTRA_VECTOR_PG_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new PgVector(any({ id: 'a', host: 'x', stream: () => {} })))).toBe(
      'MASTRA_VECTOR_PG_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new DSQLVector(any({ id: 'a', host: 'nowhere' })))).toBe(
      'MASTRA_VECTOR_DSQL_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new DynamoDBVector(any({})))).toBe(
      'MASTRA_VECTOR_DYNAMODB_INITIALIZATION_FAILED',
    );
    expect(idOf(() => new LibSQLVector({ id: ' ', url: ':memory:' }))).toBe('VECTOR_INVALID_ID');
  });
});
