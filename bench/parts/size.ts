// Size of what is deployed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import type { StoreName } from '../stores.ts';
import type { Context } from '../support/context.ts';
import { sharesOfModule } from '../support/module-map.ts';
import type { Section, Target } from '../support/report.ts';

/** In KB, as it is and compressed. */
function sizesOf(bytes: Uint8Array): [number, number] {
  return [bytes.length / 1_000, gzipSync(bytes, { level: 9 }).length / 1_000];
}

const kCompared: StoreName[] = ['agentkeep', 'incumbent'];

/** In KB of 1,000 bytes for the module; wrangler counts the upload in KiB. */
const kModuleLimitKb = 600;
const kModuleGzipLimitKb = 225;
const kUploadGzipLimitKib = 290;
const kScriptLimitKb = 150;

export async function size(context: Context): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  for (const name of kCompared.filter(context.has)) {
    const { folder, modules, uploadKib, uploadGzipKib } = await context.bundle(name);
    rows.push([`${name}: Worker upload, KiB`, uploadKib, uploadGzipKib, '', '']);
    const script = await readFile(join(folder, modules[0].path));
    const [kb, gzipKb] = sizesOf(script);
    rows.push([`${name}: JavaScript, KB`, kb, gzipKb, '', '']);
    if (name === 'agentkeep') {
      targets.push({ what: 'JavaScript, KB', value: kb, limit: kScriptLimitKb, atMost: true });
    }
    for (const { path } of modules.filter(({ type }) => type === 'CompiledWasm')) {
      const bytes = await readFile(join(folder, path));
      const [kb, gzipKb] = sizesOf(bytes);
      rows.push([`${name}: module, KB`, kb, gzipKb, '', '']);
      if (name === 'agentkeep') {
        targets.push(
          { what: 'module, KB', value: kb, limit: kModuleLimitKb, atMost: true },
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
  if (context.has('agentkeep')) {
    for (const { owner, code, data } of await sharesOfModule()) {
      rows.push([
        `of the module: ${owner}, KB`,
        (code + data) / 1_000,
        '',
        code / 1_000,
        data / 1_000,
      ]);
    }
  }
  return {
    title: 'Size',
    notes: [
      'What `wrangler deploy` would upload; the incumbent is minified. Whose the module is, is from before',
      'wasm-opt, which makes it a sixth smaller. `text` is what no table, or several domains, name.',
    ],
    columns: ['', 'raw', 'gzip', 'code', 'data'],
    rows,
    targets,
  };
}
