import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  ftruncateSync,
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
import { makeFolder } from '../folder.js';
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
  tables: Record<string, ExportedSoFar>;
  /** Of a store that is read all tables at once. */
  together?: { after?: string; done?: true };
}

interface ExportedSoFar {
  after?: string;
  rows: number;
  bytes: number;
  done?: true;
}

/** Writes every table of a store into a folder, and the manifest at last. */
export async function exportStore(
  store: RowStore,
  folder: string,
  progress: Progress,
): Promise<Manifest> {
  makeFolder(folder);
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
  progress.start('exporting', await store.expected(tables));
  for (const { name } of tables) state.content.tables[name] ??= { rows: 0, bytes: 0 };
  if (await store.isTogether()) await exportTogether(store, folder, state, progress);
  else for (const { name } of tables) await exportTable(store, name, folder, state, progress);

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
  const at = state.content.tables[name]!;
  progress.add(name, at.rows);
  if (at.done) return;
  const file = new TableFile(join(folder, fileOf(name)), at);
  try {
    for await (const { rows, after } of ahead(new Table(store, name).pages(at.after))) {
      file.add(rows);
      progress.add(name, rows.length);
      if (after !== undefined && file.size < memberBytes) continue;
      await file.flush();
      if (after === undefined) at.done = true;
      else at.after = after;
      state.save();
    }
  } finally {
    file.close();
  }
}

/** All tables at once: their rows come as they are. */
async function exportTogether(
  store: RowStore,
  folder: string,
  state: State<ExportState>,
  progress: Progress,
): Promise<void> {
  const { tables } = state.content;
  const at = (state.content.together ??= {});
  const files = new Map<string, TableFile>();
  for (const [name, so] of Object.entries(tables)) {
    progress.add(name, so.rows);
    files.set(name, new TableFile(join(folder, fileOf(name)), so));
  }
  if (at.done) return;
  try {
    for await (const page of ahead(store.pages(at.after, 'rows'))) {
      let size = 0;
      for (const { table, rows } of page.tables) {
        files.get(table)!.add(rows);
        progress.add(table, rows.length);
      }
      for (const file of files.values()) size += file.size;
      if (page.after !== undefined && size < memberBytes) continue;
      for (const file of files.values()) await file.flush();
      if (page.after === undefined) at.done = true;
      else at.after = page.after;
      state.save();
    }
  } finally {
    for (const file of files.values()) file.close();
  }
}

/** The file of a table, to which members are added behind what the state says is in it. */
class TableFile {
  /** Of the lines that wait to be written. */
  size = 0;
  readonly #path: string;
  readonly #at: ExportedSoFar;
  #lines: string[] = [];
  #file: number | undefined;

  constructor(path: string, at: ExportedSoFar) {
    this.#path = path;
    this.#at = at;
  }

  add(lines: readonly string[]): void {
    for (const line of lines) {
      this.#lines.push(line);
      this.size += line.length;
    }
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const member = await promisify(gzip)(`${this.#lines.join('\n')}\n`);
    if (this.#file === undefined) {
      this.#file = openSync(this.#path, existsSync(this.#path) ? 'r+' : 'w');
      // What was written behind the state when it was stopped.
      ftruncateSync(this.#file, this.#at.bytes);
    }
    writeAll(this.#file, member, this.#at.bytes);
    this.#at.bytes += member.length;
    this.#at.rows += this.#lines.length;
    this.#lines = [];
    this.size = 0;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
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
