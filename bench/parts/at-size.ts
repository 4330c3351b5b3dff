// Lists of datasets and of triggers where there are many, on a SQLite file and on a local D1.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleForNode } from '../support/bundle.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';

export interface Measured {
  /** Rows in the answer. */
  readonly rows: number;
  /** As the answer says it. */
  readonly total?: number;
  /** As the database reports them; a file reports none. */
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly ms: number;
}

const kItems = 100_000;
const kTriggers = 1_000_000;
/**
 * What a list may read beside the rows that it counts: those of the page twice, once of an index; and
 * what is sorted behind the index, the items of one time, which are those of a batch.
 */
const kSorted = 2 * 1000;

export async function atSize(_context: Context): Promise<Section> {
  const program = await bundleForNode('bench/at-size/calls.ts', 'at-size-calls.mjs');
  const measured = (['d1', 'file'] as const).map((where) => {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-at-size-'));
    try {
      const args = [program, where, folder, String(kItems), String(kTriggers)];
      const printed = execFileSync(process.execPath, args, {
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      });
      return JSON.parse(printed) as Record<string, Measured>;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  const [d1, file] = measured as [Record<string, Measured>, Record<string, Measured>];
  return {
    title: 'Lists at size',
    notes: [
      `A dataset of ${kItems} items in batches of 1,000 and a schedule of ${kTriggers} triggers, ` +
        'one call after another: the class in Node on a SQLite file and on the D1 of Miniflare, which ' +
        'reports the rows; a file has the same statements. Medians of five calls at least. The ' +
        'triggers are copies, made by SQL, of one that the store wrote.',
    ],
    columns: ['call', 'answered', 'total', 'rows read', 'rows written', 'D1, ms', 'file, ms'],
    rows: Object.entries(d1).map(([name, { rows, total, rowsRead, rowsWritten, ms }]) => [
      ...[name, rows, total ?? '-', rowsRead, rowsWritten],
      ...[ms, file[name]!.ms],
    ]),
    targets: Object.entries(d1)
      .filter(([name]) => /^list(Items, first|Dataset|Triggers)/.test(name))
      .map(([name, { rows, total = 0, rowsRead }]) => ({
        what: `${name}, rows read beside those that it counts`,
        value: rowsRead - total,
        limit: 2 * rows + 1 + (name.startsWith('listItems') ? kSorted : 0),
        atMost: true,
      })),
  };
}
