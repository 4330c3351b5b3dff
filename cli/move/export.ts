import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { release } from '../../worker/generated/methods.js';
import type { TableInfo } from '../../worker/generated/replies.js';
import { Refusal } from '../errors.js';
import { ahead } from './ahead.js';
import { Progress } from './progress.js';
import { Table } from './rows.js';
import type { RowStore } from './rows.js';
import { State } from './state.js';

/** What the format of an export is called, and which one this is: docs/export-format.md. */
export const format = 'agentkeep-export';
export const formatVersion = 1;
export const manifestName = 'manifest.json';
const stateName = 'export-state.json';
/** What becomes one member of a gzip file, about, before it is compressed. */
const memberBytes = 1024 * 1024;

export interface ExportedTable extends Omit<TableInfo, 'place'> {
  readonly file: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Manifest {
  readonly format: string;
  readonly version: number;
  readonly release: string;
  readonly schemaVersion: number;
  readonly exportedAt: string;
  readonly source: string;
  readonly tables: readonly ExportedTable[];
}

interface ExportState {
  version: 1;
  source: string;
  tables: Record<string, { after?: string; rows: number; bytes: number; done?: true }>;
}

/** Writes every table of a store into a folder, and the manifest at last. */
export async function exportStore(
  store: RowStore,
  folder: string,
  progress: Progress,
): Promise<Manifest> {
  mkdirSync(folder, { recursive: true });
  if (existsSync(join(folder, manifestName))) {
    throw new Refusal(`${folder} has an export already: name another folder`);
  }
  const isMine = existsSync(join(folder, stateName));
  if (!isMine && readdirSync(folder).length > 0) {
    throw new Refusal(`${folder} is not empty: name another folder`);
  }
  const state = new State<ExportState>(
    join(folder, stateName),
    { version: 1, source: store.name, tables: {} },
    ({ source }) => source === store.name,
  );
  state.save();
  const tables = (await store.tables(true)).filter(({ rows }) => rows !== 0);
  const total = tables.reduce((sum, { rows = 0 }) => sum + rows, 0);
  progress.start('exporting', total);
  for (const { name } of tables) await exportTable(store, name, folder, state, progress);

  const exported: ExportedTable[] = [];
  for (const { name, key, columns, ordered } of tables) {
    const { rows } = state.content.tables[name]!;
    if (rows === 0) continue;
    const file = fileOf(name);
    const path = join(folder, file);
    const { size } = statSync(path);
    const sha256 = await sha256Of(path);
    exported.push({ name, file, rows, bytes: size, sha256, key, columns, ordered });
  }
  const manifest: Manifest = {
    format,
    version: formatVersion,
    release: release.version,
    schemaVersion: release.schema,
    exportedAt: new Date().toISOString(),
    source: store.name,
    tables: exported,
  };
  writeFileSync(join(folder, `${manifestName}.new`), `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(join(folder, `${manifestName}.new`), join(folder, manifestName));
  state.remove();
  progress.stop();
  return manifest;
}

async function exportTable(
  store: RowStore,
  name: string,
  folder: string,
  state: State<ExportState>,
  progress: Progress,
): Promise<void> {
  const at = (state.content.tables[name] ??= { rows: 0, bytes: 0 });
  progress.add(name, at.rows);
  if (at.done) return;
  let file: number | undefined;
  let lines: string[] = [];
  let size = 0;
  const flush = async (after: string | undefined) => {
    if (lines.length > 0) {
      const member = await promisify(gzip)(`${lines.join('\n')}\n`);
      if (file === undefined) {
        file = openSync(
          join(folder, fileOf(name)),
          existsSync(join(folder, fileOf(name))) ? 'r+' : 'w',
        );
        // What was written behind the state when it was stopped.
        ftruncateSync(file, at.bytes);
      }
      writeAll(file, member, at.bytes);
      at.bytes += member.length;
      at.rows += lines.length;
    }
    if (after === undefined) at.done = true;
    else at.after = after;
    state.save();
    progress.add(name, lines.length);
    lines = [];
    size = 0;
  };
  try {
    for await (const { rows, after } of ahead(new Table(store, name).pages(at.after))) {
      for (const row of rows) {
        lines.push(row);
        size += row.length;
      }
      if (after === undefined || size >= memberBytes) await flush(after);
    }
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
  }
}

export const fileOf = (table: string) => `${table}.ndjson.gz`;

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}
