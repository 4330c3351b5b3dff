import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AgentKeepError } from '../../client/index.js';
import type { VectorStore } from '../../client/index.js';
import type { Subject } from './suite.js';

type Filter = Exclude<Parameters<VectorStore['query']>[0]['filter'], undefined>;

/** Indexes of the database's own type for vectors. */
export interface Native {
  metrics: readonly ('cosine' | 'euclidean' | 'dotproduct')[];
  hasNamespaces: boolean;
}

/** Indexes of vectors: what they are asked for, by nearness and by filters on metadata. */
export function vectors(subject: Subject, native?: Native): void {
  let store: VectorStore;
  let indexName: string;
  const metrics = native?.metrics ?? (['cosine', 'euclidean', 'dotproduct'] as const);
  const another = metrics.at(-1)!;
  const opened = (): VectorStore => {
    const { vectors } = subject.store();
    if (native === undefined) return vectors;
    const create = vectors.createIndex.bind(vectors);
    return Object.assign(vectors, {
      createIndex: (args: Parameters<typeof create>[0]) => create({ ...args, native: true }),
    });
  };
  beforeAll(async () => {
    await subject.store().init();
    store = opened();
  });
  beforeEach(() => {
    indexName = `index_${randomUUID().replaceAll('-', '')}`;
  });
  const id = (suffix: string) => subject.id(suffix).replace('STORAGE', 'VECTOR');
  const refused = async (call: Promise<unknown>, suffix: string, members: object = {}) => {
    const error: unknown = await call.then(
      () => expect.fail('it was taken'),
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(AgentKeepError);
    expect(error).toMatchObject({ id: id(suffix), ...members });
    return error as AgentKeepError;
  };
  const found = async (filter: Filter, topK = 100) =>
    (await store.query({ indexName, queryVector: [1, 0], topK, filter }))
      .map((each) => each.id)
      .sort()
      .join(' ');

  describe('an index', () => {
    it('is made once, and says what it is', async () => {
      await store.createIndex({ indexName, dimension: 3, metric: another });
      await store.createIndex({ indexName, dimension: 3, metric: another });
      // The metric stays.
      await store.createIndex({ indexName, dimension: 3 });
      expect(await store.listIndexes()).toContain(indexName);
      expect(await store.describeIndex({ indexName })).toEqual({
        dimension: 3,
        count: 0,
        metric: another,
      });
      const error = await store.createIndex({ indexName, dimension: 4 }).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'invalid_argument', domain: 'MASTRA_VECTOR' });
      expect(String((error as AgentKeepError).id)).toMatch(/VALIDATE_INDEX_DIMENSION_MISMATCH$/);
    });

    it('is of a name and a dimension that can be', async () => {
      for (const dimension of [0, -1, 1.5, 10_001]) {
        await refused(store.createIndex({ indexName, dimension }), 'CREATE_INDEX_FAILED');
      }
      for (const name of ['', 'a b', '1a', 'a-b', 'a;DROP TABLE x', 'x'.repeat(64)]) {
        await refused(store.createIndex({ indexName: name, dimension: 2 }), 'CREATE_INDEX_FAILED');
      }
      const metric = 'hamming' as 'cosine';
      await refused(store.createIndex({ indexName, dimension: 2, metric }), 'CREATE_INDEX_FAILED');
      expect(await store.listIndexes()).not.toContain(indexName);
    });

    it('is emptied, and deleted, with all that is in it', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      await store.upsert({ indexName, vectors: [[1, 0]], ids: ['a'] });
      await store.truncateIndex({ indexName });
      expect(await store.describeIndex({ indexName })).toMatchObject({ count: 0 });
      await store.upsert({ indexName, vectors: [[1, 0]], ids: ['a'] });
      await store.deleteIndex({ indexName });
      expect(await store.listIndexes()).not.toContain(indexName);
      await store.deleteIndex({ indexName });
      const missing = { code: 'not_found', category: 'THIRD_PARTY', domain: 'STORAGE' };
      await refused(store.describeIndex({ indexName }), 'DESCRIBE_INDEX_FAILED', missing);
      await refused(store.query({ indexName, queryVector: [1, 0] }), 'QUERY_FAILED', missing);
      await refused(store.upsert({ indexName, vectors: [[1, 0]] }), 'UPSERT_FAILED', missing);
      await store.createIndex({ indexName, dimension: 2 });
      expect(await found({})).toBe('');
    });

    it('goes with what is written meanwhile: the next one of that name is empty', async () => {
      const writers = [opened(), opened()];
      for (let round = 0; round < 20; round++) {
        const dimension = 2 + (round % 2);
        await store.createIndex({ indexName, dimension });
        if (subject.overlaps) await store.truncateIndex({ indexName }); // docs/dsql.md
        expect(await store.describeIndex({ indexName })).toMatchObject({ dimension, count: 0 });
        const vector = Array.from({ length: dimension }, () => 1);
        const write = async (writer: VectorStore, i: number) => {
          for (let n = 0; ; n++) {
            await writer.upsert({ indexName, vectors: [vector], ids: [`${i} ${n}`] });
            await writer.updateVector({ indexName, id: `${i} ${n}`, update: { vector } });
          }
        };
        const written = Promise.allSettled(writers.map(write));
        await sleep(round);
        await store.deleteIndex({ indexName });
        for (const end of await written) {
          expect(end).toMatchObject({ status: 'rejected', reason: { code: 'not_found' } });
        }
      }
      await store.createIndex({ indexName, dimension: 4 });
      if (subject.overlaps) await store.truncateIndex({ indexName });
      expect(await store.query({ indexName, queryVector: [1, 0, 0, 0] })).toEqual([]);
    });

    it.skipIf(native)(
      'without its clusters, as where its rows have come only in part, is none',
      async () => {
        const whole = subject.store();
        const createdAt = new Date().toISOString();
        const row = { name: indexName, dimension: 2, metric: 'cosine', version: 1, clusters: 1 };
        await whole.importRows({
          table: 'agentkeep_vector_indexes',
          rows: [{ ...row, createdAt }],
          onConflict: 'fail',
        });
        const missing = { code: 'not_found' };
        await refused(store.upsert({ indexName, vectors: [[1, 0]] }), 'UPSERT_FAILED', missing);
        await refused(store.query({ indexName, queryVector: [1, 0] }), 'QUERY_FAILED', missing);
        await store.deleteIndex({ indexName });
      },
    );
  });

  describe('vectors', () => {
    const near = (score: number) => expect.closeTo(score, 5) as number;

    it('are found by nearness, by each metric', async () => {
      const scores = {
        cosine: [1, Math.SQRT1_2, 0, -1],
        euclidean: [0.5, 1 / 3, 1 / (1 + Math.SQRT2), 1 / 3],
        dotproduct: [2, 1, 0, -1],
      };
      const ids = ['a', 'b', 'c', 'd'];
      const list = [
        [2, 0],
        [1, 1],
        [0, 1],
        [-1, 0],
      ];
      for (const metric of metrics) {
        const name = `${indexName.slice(0, 40)}_${metric}`;
        await store.createIndex({ indexName: name, dimension: 2, metric });
        await store.upsert({ indexName: name, vectors: list, ids });
        const queryVector = metric === 'euclidean' ? [1, 0] : [1, 0];
        const all = await store.query({ indexName: name, queryVector, topK: 4, minScore: -5 });
        const expected =
          metric === 'euclidean'
            ? { a: 0.5, b: 0.5, c: 1 / (1 + Math.SQRT2), d: 1 / 3 }
            : Object.fromEntries(ids.map((each, i) => [each, scores[metric][i]!]));
        expect(Object.fromEntries(all.map((each) => [each.id, each.score]))).toEqual(
          Object.fromEntries(ids.map((each) => [each, near(expected[each as 'a']!)])),
        );
        expect(all.map((each) => each.score)).toEqual(
          all.map((each) => each.score).toSorted((a, b) => b - a),
        );
        const two = await store.query({ indexName: name, queryVector, topK: 2 });
        expect(two).toEqual(all.slice(0, 2));
        const best = await store.query({ indexName: name, queryVector, minScore: 0.4, topK: 4 });
        expect(best.map((each) => each.score)).toEqual(
          all.map((each) => each.score).filter((score) => score > 0.4),
        );
      }
    });

    it('come back with their metadata, and with themselves where asked', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const metadata = { text: 'ü " \' 🧵', n: 1e21, deep: { list: [1, null, { a: true }] } };
      const ids = await store.upsert({
        indexName,
        vectors: [
          [0.5, -0.25],
          [1, 0],
        ],
        metadata: [metadata, {}],
      });
      expect(new Set(ids).size).toBe(2);
      for (const each of ids) expect(each).toMatch(/^[0-9a-f-]{36}$/);
      const [first, second] = await store.query({
        indexName,
        queryVector: [0.5, -0.25],
        includeVector: true,
      });
      expect(first).toEqual({ id: ids[0], score: near(1), metadata, vector: [0.5, -0.25] });
      expect(second).toMatchObject({ id: ids[1], metadata: {}, vector: [1, 0] });
      const [plain] = await store.query({ indexName, queryVector: [0.5, -0.25], topK: 1 });
      expect(plain).toEqual({ id: ids[0], score: near(1), metadata });
    });

    it('are replaced where their id is there, and changed by id or filter', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const given = { indexName, ids: ['a', 'b', 'c'] };
      const list = [
        [1, 0],
        [0, 1],
        [1, 1],
      ];
      await store.upsert({ ...given, vectors: list, metadata: [{ k: 1 }, { k: 2 }, { k: 2 }] });
      expect(
        await store.upsert({ indexName, ids: ['a'], vectors: [[0, -1]], metadata: [{ z: 1 }] }),
      ).toEqual(['a']);
      expect(await found({ z: 1 })).toBe('a');
      expect(await found({ k: 1 })).toBe('');
      await store.updateVector({ indexName, id: 'b', update: { metadata: { k: 3, l: 1 } } });
      expect(await found({ k: 3, l: 1 })).toBe('b');
      await store.updateVector({ indexName, filter: { k: 2 }, update: { metadata: { m: 1 } } });
      expect(await found({ m: 1 })).toBe('c');
      await store.updateVector({ indexName, id: 'c', update: { vector: [-1, 0] } });
      const [last] = await store.query({ indexName, queryVector: [-1, 0], topK: 1 });
      expect(last).toMatchObject({ id: 'c', score: near(1), metadata: { m: 1 } });
      await store.updateVector({ indexName, id: 'none', update: { metadata: {} } });
      expect(await store.describeIndex({ indexName })).toMatchObject({ count: 3 });
    });

    it('are deleted by id, by ids and by filters', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const ids = ['a', 'b', 'c', 'd', 'e'];
      const metadata = ids.map((each, i) => ({ name: each, i }));
      await store.upsert({ indexName, ids, metadata, vectors: ids.map(() => [1, 0]) });
      await store.deleteVector({ indexName, id: 'a' });
      await store.deleteVector({ indexName, id: 'a' });
      expect(await found({})).toBe('b c d e');
      await store.deleteVectors({ indexName, ids: ['b', 'none'] });
      expect(await found({})).toBe('c d e');
      await store.deleteVectors({ indexName, filter: { i: { $gte: 4 } } });
      expect(await found({})).toBe('c d');
      await store.upsert({
        indexName,
        ids: ['n'],
        vectors: [[1, 0]],
        metadata: [{ name: 'd' }],
        deleteFilter: { name: 'd' },
      });
      expect(await found({})).toBe('c n');
    });

    it.runIf(native && !native.hasNamespaces)('are refused a namespace', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const given = { indexName, namespace: 'x' };
      const wrong = { code: 'invalid_argument' };
      await refused(store.upsert({ ...given, vectors: [[1, 0]] }), 'UPSERT_FAILED', wrong);
      await refused(store.query({ ...given, queryVector: [1, 0] }), 'QUERY_FAILED', wrong);
      await refused(store.deleteVector({ ...given, id: 'a' }), 'DELETE_VECTOR_FAILED', wrong);
    });

    it.skipIf(native && !native.hasNamespaces)('are their own in each namespace', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const given = { indexName, ids: ['a'], vectors: [[1, 0]] };
      await store.upsert({ ...given, metadata: [{ of: 'default' }] });
      await store.upsert({ ...given, metadata: [{ of: 'x' }], namespace: 'x' });
      const query = { indexName, queryVector: [1, 0] };
      const of = async (namespace?: string) =>
        (await store.query({ ...query, ...(namespace === undefined ? {} : { namespace }) })).map(
          (each) => each.metadata!['of'] as string,
        );
      expect(await of()).toEqual(['default']);
      expect(await of('x')).toEqual(['x']);
      expect(await of('y')).toEqual([]);
      await store.deleteVector({ indexName, id: 'a', namespace: 'x' });
      expect(await of('x')).toEqual([]);
      expect(await of()).toEqual(['default']);
    });

    it('are refused where they cannot be, and nothing is half written', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      const framework = { code: 'invalid_argument', category: 'USER', domain: 'MASTRA_VECTOR' };
      await refused(store.upsert({ indexName, vectors: [] }), 'UPSERT_EMPTY_VECTORS', framework);
      const two = {
        indexName,
        vectors: [
          [1, 0],
          [0, 1],
        ],
      };
      await refused(store.upsert({ ...two, ids: ['a'] }), 'UPSERT_IDS_LENGTH_MISMATCH', framework);
      await refused(
        store.upsert({ ...two, metadata: [{}] }),
        'UPSERT_METADATA_LENGTH_MISMATCH',
        framework,
      );
      const wrong = await refused(
        store.upsert({ indexName, vectors: [[1, 0], [1]], ids: ['a', 'b'] }),
        'UPSERT_FAILED',
      );
      expect(wrong.message).toMatch(/expects 2 dimensions/);
      for (const bad of [NaN, Infinity, -Infinity]) {
        const call = store.upsert({
          indexName,
          vectors: [
            [1, 0],
            [0, bad],
          ],
          ids: ['a', 'b'],
        });
        await refused(call, 'UPSERT_FAILED', { code: 'invalid_argument' });
        await refused(store.query({ indexName, queryVector: [bad, 0] }), 'QUERY_FAILED');
      }
      for (const topK of [0, -1, 1.5]) {
        const call = store.query({ indexName, queryVector: [1, 0], topK });
        await refused(call, 'QUERY_INVALID_TOP_K', framework);
      }
      await refused(store.query({ indexName }), 'QUERY_MISSING_VECTOR');
      await refused(store.query({ indexName, queryVector: [1] }), 'QUERY_FAILED');
      expect(await store.describeIndex({ indexName })).toMatchObject({ count: 0 });
    });

    it('are never changed or deleted by a filter that says nothing', async () => {
      await store.createIndex({ indexName, dimension: 2 });
      await store.upsert({ indexName, vectors: [[1, 0]], ids: ['a'], metadata: [{ k: 1 }] });
      const update = { metadata: {} };
      for (const [filter, status] of [
        [{}, 'EMPTY_FILTER'],
        [{ k: {} }, 'INVALID_FILTER'],
        [{ $and: [] }, 'MATCH_ALL_FILTER'],
        [{ $nor: [] }, 'MATCH_ALL_FILTER'],
        [{ k: { $nin: [] } }, 'MATCH_ALL_FILTER'],
        [{ $or: [{ k: 1 }, { $and: [] }] }, 'MATCH_ALL_FILTER'],
      ] as unknown as [Filter, string][]) {
        await refused(store.deleteVectors({ indexName, filter }), `DELETE_VECTORS_${status}`);
        const change = store.updateVector({ indexName, filter, update });
        await refused(change, `UPDATE_VECTOR_${status}`);
      }
      await refused(store.deleteVectors({ indexName }), 'DELETE_VECTORS_NO_TARGET');
      await refused(store.deleteVectors({ indexName, ids: [] }), 'DELETE_VECTORS_EMPTY_IDS');
      const both = store.deleteVectors({ indexName, ids: ['a'], filter: { k: 1 } });
      await refused(both, 'DELETE_VECTORS_MUTUALLY_EXCLUSIVE');
      const none = { indexName, update } as unknown as { indexName: string; id: string };
      await refused(store.updateVector({ ...none, update }), 'UPDATE_VECTOR_NO_TARGET');
      await refused(
        store.updateVector({ indexName, id: 'a', filter: { k: 1 }, update } as never),
        'UPDATE_VECTOR_MUTUALLY_EXCLUSIVE',
      );
      await refused(
        store.updateVector({ indexName, id: 'a', update: {} }),
        'UPDATE_VECTOR_NO_PAYLOAD',
      );
      expect(await found({ k: 1 })).toBe('a');
    });
  });

  describe('filters', () => {
    const rows: Record<string, Record<string, unknown>> = {
      a: { n: 1, s: 'Alpha', tags: ['x', 'y'], deep: { k: 1 }, at: '2026-01-01T00:00:00.000Z' },
      b: { n: 2, s: 'beta', tags: ['y'], deep: { k: null }, at: '2026-02-01T00:00:00.000Z' },
      c: { n: '2', s: "'; DROP TABLE x; --", tags: [], items: [{ p: 1, q: 2 }, { p: 3 }] },
      d: { n: null, s: '%', tags: [1, true, 'x'], items: [{ p: 1, q: 3 }] },
      e: {},
    };
    beforeEach(async () => {
      await store.createIndex({ indexName, dimension: 2 });
      await store.upsert({
        indexName,
        ids: Object.keys(rows),
        vectors: Object.keys(rows).map((_, i) => [1, i]),
        metadata: Object.values(rows),
      });
    });

    it('find what they say', async () => {
      const cases: [unknown, string][] = [
        [{}, 'a b c d e'],
        [{ n: 1 }, 'a'],
        [{ n: 2 }, 'b'],
        [{ n: '2' }, 'c'],
        [{ n: null }, 'd e'],
        [{ n: { $ne: 1 } }, 'b c'],
        [{ n: { $ne: null } }, 'a b c'],
        [{ $not: { n: 1 } }, 'b c'],
        [{ n: { $gt: 1 } }, 'b'],
        [{ n: { $gte: 1, $lt: 2 } }, 'a'],
        [{ at: { $gt: new Date(Date.UTC(2026, 0, 15)) } }, 'b'],
        [{ n: [1, 2] }, 'a b'],
        [{ tags: { $in: ['x', 1] } }, 'a d'],
        [{ tags: { $nin: ['x'] } }, 'b c'],
        [{ n: { $in: [] } }, ''],
        [{ n: { $nin: [] } }, 'a b c d e'],
        [{ tags: { $all: ['x', 'y'] } }, 'a'],
        [{ tags: { $all: [] } }, ''],
        [{ tags: { $size: 0 } }, 'c'],
        [{ tags: ['y'] }, 'a b'],
        [{ tags: { $eq: ['y'] } }, 'b'],
        [{ 'deep.k': 1 }, 'a'],
        [{ deep: { k: { $exists: true } } }, 'a'],
        [{ 'deep.k': { $exists: false } }, 'b c d e'],
        [{ s: { $contains: 'AL' } }, 'a'],
        [{ s: { $contains: '%' } }, 'd'],
        [{ s: "'; DROP TABLE x; --" }, 'c'],
        [{ tags: { $contains: 'X' } }, 'a d'],
        [{ tags: { $contains: ['y', 1] } }, 'a b d'],
        [{ items: { $elemMatch: { p: 1, q: { $gt: 2 } } } }, 'd'],
        [{ tags: { $elemMatch: { $in: ['y'] } } }, 'a b'],
        [{ $or: [{ n: 1 }, { s: 'beta' }] }, 'a b'],
        [{ $and: [{ n: { $gte: 1 } }, { s: { $contains: 'beta' } }] }, 'b'],
        [{ $nor: [{ n: 1 }, { n: 2 }] }, 'c'],
        [{ n: { $not: { $gt: 1 } } }, 'a'],
        [{ n: undefined }, 'd e'],
        [{ 'q\'"u': { $exists: true } }, ''],
      ];
      for (const [filter, ids] of cases) {
        expect(await found(filter as Filter), JSON.stringify(filter)).toBe(ids);
      }
    });

    it('are tried before the nearest are chosen', async () => {
      expect(await found({ n: null }, 1)).toBe('d');
    });

    it('are refused by what is wrong', async () => {
      const say = (filter: unknown) =>
        store.query({ indexName, queryVector: [1, 0], filter: filter as Filter });
      const wrong = { code: 'invalid_argument' };
      for (const [filter, words] of [
        [{ n: { $foo: 1 } }, 'filter.n.$foo is an unsupported operator'],
        [{ $gt: 1 }, 'filter.$gt is an operator that needs a field'],
        [{ $or: [{ n: { $gt: {} } }] }, 'filter.$or[0].n.$gt must be a number or text'],
        [{ $not: {} }, 'filter.$not must not be empty'],
      ] as const) {
        const error = await refused(say(filter), 'QUERY_FAILED', wrong);
        expect(error.message).toContain(words);
      }
      const pattern = say({ s: { $regex: '^al', $options: 'i' } });
      if (subject.hasPatterns) {
        expect((await pattern).map((each) => each.id)).toEqual(['a']);
        const error = await refused(say({ s: { $regex: '(' } }), 'QUERY_FAILED', wrong);
        expect(error.message).toContain('$regex');
      } else {
        await refused(pattern, 'QUERY_FAILED', wrong);
      }
    });
  });
}
