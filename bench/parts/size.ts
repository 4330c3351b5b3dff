// Size of what is deployed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { StoreName } from '../stores.ts';
import type { Context } from '../support/context.ts';
import type { Section, Target } from '../support/report.ts';

const kCompared: StoreName[] = ['agentkeep', 'incumbent'];

/** In KB of 1,000 bytes for the module; wrangler counts the upload in KiB. */
const kModuleLimitKb = 400;
const kModuleGoalKb = 250;
const kModuleGzipLimitKb = 150;
const kUploadGzipLimitKib = 200;

export async function size(context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const name of kCompared.filter(context.has)) {
    const { folder, modules, uploadKib, uploadGzipKib } = await context.bundle(name);
    rows.push([`${name}: Worker upload, KiB`, uploadKib, uploadGzipKib]);
    for (const { path } of modules.filter(({ type }) => type === 'CompiledWasm')) {
      const bytes = await readFile(join(folder, path));
      const kb = bytes.length / 1_000;
      const gzipKb = gzipSync(bytes, { level: 9 }).length / 1_000;
      rows.push([`${name}: module, KB`, kb, gzipKb]);
      if (name === 'agentkeep') {
        targets.push(
          { what: 'module, KB (limit)', value: kb, limit: kModuleLimitKb, atMost: true },
          { what: 'module, KB (goal)', value: kb, limit: kModuleGoalKb, atMost: true },
          { what: 'module gzipped, KB', value: gzipKb, limit: kModuleGzipLimitKb, atMost: true },
        );
      }
    }
    if (name === 'agentkeep') {
      targets.push({
        what: 'upload gzipped, KiB',
        value: uploadGzipKib,
        limit: kUploadGzipLimitKib,
        atMost: true,
      });
    }
  }
  return {
    title: 'Size',
    notes: ['What `wrangler deploy` would upload; the incumbent is minified.'],
    columns: ['', 'raw', 'gzip'],
    rows,
    targets,
  };
}
