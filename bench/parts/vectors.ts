// Vectors beside @mastra/libsql and @mastra/pg: real word vectors, and made ones of text models' size.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { Sqld } from '../../test/contract/support/sqld.ts';
import { VectorServer } from '../../test/node/client/support/vector-server.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';
import { kPackage, made, words } from '../vectors/data.ts';

const kQueries = 100;

interface Set {
  name: string;
  source: string;
  dimension: number;
  count: number;
}

const run = promisify(execFile);

interface Outcome {
  upsertMs: number;
  queryMs: number;
  recall: number;
  filteredMs: number;
  filteredRecall: number;
  allMs: number;
  allRecall: number;
  stored: number;
}

export async function vectors(_context: Context): Promise<Section> {
  const program = await bundleForNode('bench/vectors/calls.ts', 'vectors-calls.mjs');
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const ask = async (whose: string, url: string, set: Set, env = {}): Promise<Outcome> => {
    const args = [program, whose, url, set.source, `${set.dimension}`, `${set.count}`];
    const options = { encoding: 'utf8', env: { ...process.env, ...env } } as const;
    return JSON.parse((await run(process.execPath, args, options)).stdout) as Outcome;
  };
  const onFile = async (whose: string, set: Set) => {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-vectors-'));
    try {
      return await ask(whose, `file:${join(folder, 'v.db')}`, set);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const add = (set: Set, where: string, who: string, outcome: Outcome) =>
    rows.push([set.name, where, who, ...cellsOf(outcome)]);
  const few = { name: '10,000 words', source: words(), dimension: 100, count: 10_000 };
  const sets: Set[] = [
    few,
    { name: '100,000 words', source: words(), dimension: 100, count: 100_000 },
    { name: '20,000 made', source: made(), dimension: 1536, count: 20_000 },
  ];
  const timesTheirs = (
    what: string,
    [ours, theirs]: [Outcome, Outcome],
    limits: [upserts?: number, queries?: number, filtered?: number],
  ) => {
    const names = ['upserts', 'queries', 'queries with a filter'];
    (['upsertMs', 'queryMs', 'filteredMs'] as const).forEach((of, i) => {
      const limit = limits[i];
      if (limit === undefined) return;
      const value = theirs[of] / ours[of];
      targets.push({ what: `${what}: ${names[i]}, times theirs`, value, limit, atMost: false });
    });
  };
  for (const set of sets) {
    const ours = await onFile('ours', set);
    add(set, 'file', 'agentkeep', ours);
    const { name } = set;
    targets.push(
      { what: `${name}: recall@10`, value: ours.recall, limit: 0.95, atMost: false },
      { what: `${name}: recall@10 of all`, value: ours.allRecall, limit: 0.99, atMost: false },
      { what: `${name}: stored a byte`, value: ours.stored, limit: 1.6, atMost: true },
    );
    if (set !== few) continue;
    const theirs = await onFile('theirs', set);
    add(set, 'file', '@mastra/libsql', theirs);
    timesTheirs(`${name}, file`, [ours, theirs], [20, 5, 10]);
  }

  const sqld = await Sqld.start();
  try {
    const env = { AUTH_TOKEN: sqld.token() };
    const on = (whose: string) => ask(whose, sqld.url, few, env);
    const [ours, native, theirs] = [await on('ours'), await on('native'), await on('theirs')];
    add(few, 'sqld', 'agentkeep', ours);
    add(few, 'sqld', 'agentkeep, native', native);
    add(few, 'sqld', '@mastra/libsql', theirs);
    timesTheirs(`${few.name}, sqld`, [ours, theirs], [1, 1, 1]);
    timesTheirs(`${few.name}, sqld, native`, [native, theirs], [1, 1, 1]);
  } finally {
    await sqld.remove();
  }
  const server = await VectorServer.start();
  try {
    const { user, host, port, database } = server;
    const url = `postgres://${user}:none@${host}:${port}/${database}`;
    const on = (whose: string) => ask(whose, url, few);
    const [ours, native, theirs] = [await on('ours'), await on('native'), await on('theirs')];
    add(few, 'pgvector', 'agentkeep', ours);
    add(few, 'pgvector', 'agentkeep, native', native);
    add(few, 'pgvector', '@mastra/pg, hnsw', theirs);
    timesTheirs(`${few.name}, pgvector, native`, [native, theirs], [1, 1, 1]);
  } finally {
    await server.stop();
  }
  return {
    title: 'Vectors',
    notes: [
      `${kPackage} (GloVe, a hard set), in an order by chance, and made vectors around 400 ` +
        `centres; upserts of 100 with metadata; ${kQueries} queries of topK 10, medians; the filter matches a tenth.`,
      'pgvector is PGlite (PostgreSQL as WebAssembly, in the process of the benchmark): what is on it compares with what ' +
        'is on it, and with nothing else.',
    ],
    columns: [
      '',
      '',
      '',
      'ms a vector upserted',
      'ms a query',
      'recall@10',
      'ms with a filter',
      'recall@10',
      'ms of all clusters',
      'recall@10',
      'bytes stored a byte',
    ],
    rows,
    targets,
  };
}

const cellsOf = (of: Outcome) =>
  [
    of.upsertMs,
    of.queryMs,
    of.recall,
    of.filteredMs,
    of.filteredRecall,
    of.allMs,
    of.allRecall,
    of.stored,
  ].map((value) => Number(value.toPrecision(3)));
