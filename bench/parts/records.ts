// The data layer on a SQLite file.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bundleForNode } from '../support/bundle.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';

const kRows = 100_000;

export async function records(_context: Context): Promise<Section> {
  const program = await bundleForNode('bench/records/calls.ts', 'records-calls.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-bench-records-'));
  try {
    const file = join(folder, 'data.db');
    const printed = execFileSync(process.execPath, [program, file, String(kRows)], {
      encoding: 'utf8',
    });
    const results = JSON.parse(printed) as Record<string, number>;
    return {
      title: 'Synced records',
      notes: [
        `${kRows} records of some 400 bytes on a SQLite file, LibSQLStore in Node, one call after another; ` +
          'medians of the calls of three seconds each, of five calls at least.',
      ],
      columns: ['operation', 'ms'],
      rows: Object.entries(results),
      targets: [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
