// Calls and units of vectors on DynamoDB, for parts/vectors-workers.ts, which bundles this.
import { DynamoDBVector } from '../../client/dynamodb.js';
import { credentials, DynamoPeer } from '../../test/node/client/support/dynamodb/peer.js';
import { Numbers } from './data.ts';

const kQueries = 20;

/** Of a query that knows the clusters, and of a vector in upserts of 100. */
export async function costs(source: string, dimension: number, count: number) {
  const numbers = new Numbers(source, dimension);
  const peer = await DynamoPeer.start();
  try {
    const tableName = 'vectors';
    await peer.createTable(tableName);
    const { endpoint } = peer;
    const store = new DynamoDBVector({
      id: 'bench',
      name: 'bench',
      config: { tableName, endpoint, credentials },
    } as never);
    const indexName = 'words';
    await store.createIndex({ indexName, dimension });
    peer.isMetering = false;
    const metered = 1000;
    let writeUnits = 0;
    for (let from = 0; from < count; from += 100) {
      // Counting costs more than the call: the last ones are.
      peer.isMetering = from >= count - metered;
      peer.passed.length = 0;
      const some = Array.from({ length: 100 }, (_, i) => from + i);
      const [ids, vectors] = [some.map((i) => `v${i}`), some.map((i) => numbers.at(i))];
      await store.upsert({ indexName, ids, vectors });
      if (peer.isMetering) writeUnits += sum(peer, 'writeUnits');
    }
    const query = (i: number) => store.query({ indexName, queryVector: numbers.at(count + i) });
    peer.isMetering = true;
    await query(0);
    let [calls, readUnits, found] = [0, 0, 0];
    for (let i = 0; i < kQueries; i += 1) {
      peer.passed.length = 0;
      const answer = await query(i);
      calls += peer.passed.length;
      readUnits += sum(peer, 'readUnits');
      const wanted = numbers.nearest(count + i, count);
      found += answer.filter(({ id }) => wanted.has(Number(id.slice(1)))).length;
    }
    await store.close();
    return {
      isOfficial: peer.isOfficial,
      queryCalls: calls / kQueries,
      readUnits: readUnits / kQueries,
      writeUnits: writeUnits / metered,
      recall: found / (10 * kQueries),
    };
  } finally {
    await peer.stop();
  }
}

const sum = (peer: DynamoPeer, of: 'readUnits' | 'writeUnits') =>
  peer.passed.reduce((total, passed) => total + passed[of], 0);
