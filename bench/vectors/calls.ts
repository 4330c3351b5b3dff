// Fills a vector store and asks it, in a process of its own; prints JSON.
// Arguments: whose class (`ours`, `native`: ours with the database's own type, `theirs`), the URL of
// the database (with AUTH_TOKEN), the vectors (a file of 32-bit floats), dimensions, how many of them
// are stored: those behind are what is asked for.
import { statSync } from 'node:fs';
import { LibSQLVector as TheirLibSQLVector } from '@mastra/libsql';
import { PgVector as TheirPgVector } from '@mastra/pg';
import { PgVector } from '../../client/dsql.js';
import { LibSQLVector } from '../../client/index.js';
import { Numbers } from './data.ts';

const [, , whose, url = '', source = '', dimensionText = '', countText = ''] = process.argv;
const dimension = Number(dimensionText);
const count = Number(countText);
const queries = 100;

const numbers = new Numbers(source, dimension);
const vectorAt = (i: number) => numbers.at(i);

const native = whose === 'native';
const authToken = process.env['AUTH_TOKEN'];
const place = { id: 'bench', url, ...(authToken !== undefined && { authToken }) };
const pool = { id: 'bench', connectionString: url, max: 2 };
const store = url.startsWith('postgres:')
  ? whose === 'theirs'
    ? new TheirPgVector(pool)
    : new PgVector({ ...pool, native })
  : whose === 'theirs'
    ? new TheirLibSQLVector(place)
    : new LibSQLVector({ ...place, native });
const indexName = `words_${whose}`;
const indexConfig = { type: 'hnsw' as const };
await store.createIndex({ indexName, dimension, metric: 'cosine', indexConfig } as never);

const upsertMs: number[] = [];
for (let from = 0; from < count; from += 100) {
  const ids = Array.from({ length: Math.min(100, count - from) }, (_, i) => `v${from + i}`);
  const vectors = ids.map((_, i) => vectorAt(from + i));
  const metadata = ids.map((_, i) => ({ group: (from + i) % 10 }));
  const startMs = performance.now();
  await store.upsert({ indexName, vectors, ids, metadata });
  upsertMs.push(performance.now() - startMs);
}

async function ask(filter: { group: number } | undefined, probes?: number) {
  const ms: number[] = [];
  let found = 0;
  for (let i = 0; i < queries; i += 1) {
    const at = count + i;
    const args = { indexName, queryVector: vectorAt(at), topK: 10, ...(filter && { filter }) };
    const startMs = performance.now();
    const answer = await store.query(probes === undefined ? args : { ...args, probes });
    ms.push(performance.now() - startMs);
    const wanted = numbers.nearest(
      at,
      count,
      (each) => filter === undefined || each % 10 === filter.group,
    );
    found += answer.filter(({ id }) => wanted.has(Number(id.slice(1)))).length;
  }
  return { ms: median(ms), recall: found / (queries * 10) };
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
const sum = (values: number[]) => values.reduce((all, each) => all + each, 0);

await ask(undefined);
const plain = await ask(undefined);
const filtered = await ask({ group: 3 });
const all = whose === 'ours' ? await ask(undefined, 100_000) : plain;
await ('disconnect' in store ? store.disconnect() : store.close());
const file = url.startsWith('file:') ? url.slice('file:'.length) : undefined;
const size = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
process.stdout.write(
  JSON.stringify({
    upsertMs: sum(upsertMs) / count,
    queryMs: plain.ms,
    recall: plain.recall,
    filteredMs: filtered.ms,
    filteredRecall: filtered.recall,
    allMs: all.ms,
    allRecall: all.recall,
    stored: file === undefined ? 0 : (size(file) + size(`${file}-wal`)) / (count * dimension * 4),
  }),
);
