// node size.mjs MODULE UPLOAD DRY_RUN_LOG: compares the module, and the folder that `wrangler deploy
// --dry-run` made for the upload and what it reported of it, with the limits of the project.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const [moduleFile, folder, logFile] = process.argv.slice(2);
const module = readFileSync(moduleFile);
const reported = /Total Upload: [\d.]+ KiB \/ gzip: ([\d.]+) KiB/.exec(
  readFileSync(logFile, 'utf8'),
);
if (!reported) throw new Error(`${logFile} names no "Total Upload"`);

const rows = [
  ['module', module.length / 1024, 400],
  ['module, gzipped', gzipSync(module, { level: 9 }).length / 1024, 162],
  ['JavaScript', statSync(join(folder, 'index.js')).size / 1024, 100],
  ['upload, gzipped', Number(reported[1]), 210],
];
for (const [what, kib, limitKib] of rows) {
  const verdict = kib <= limitKib ? 'ok' : 'TOO LARGE';
  console.log(`${what.padEnd(16)} ${kib.toFixed(1).padStart(6)} KiB of ${limitKib}  ${verdict}`);
  if (kib > limitKib) process.exitCode = 1;
}
