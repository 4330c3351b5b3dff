import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../errors.js';
import type { Person } from '../person.js';
import { ahead } from './ahead.js';
import { format, formatVersion, manifestName, sha256Of } from './export.js';
import type { ExportedTable, Manifest } from './export.js';
import { Progress } from './progress.js';
import { counted } from './report.js';
import { indexesIn, indexesTable, Table } from './rows.js';
import type { RowStore } from './rows.js';
import { shortHash, State } from './state.js';
import { anyManner, checkFits, checkIndexes, isFresh, isReplacing, mannerOf } from './tables.js';
import type { Manner } from './tables.js';

const batchBytes = 1024 * 1024;
const batchRows = 2000;

interface ImportState {
  version: 1;
  target: string;
  exportedAt: string;
  manner: Manner;
  /** Rows of each that are written. */
  tables: Record<string, number>;
}

/** The manifest of an export that is whole, or a Refusal that names what is wrong with it. */
export async function checkedExport(folder: string): Promise<Manifest> {
  const damaged = (what: string): never => {
    throw new Refusal(`${folder}: ${what}; nothing was written`);
  };
  const path = join(folder, manifestName);
  if (!existsSync(path))
    damaged(`there is no ${manifestName}: it is no export, or one that did not end`);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return damaged(`${manifestName} is damaged: it is not JSON`);
  }
  if ((manifest as Manifest | null)?.format !== format)
    damaged(`${manifestName} is not of an ${format}`);
  if (!(manifest.version >= 1 && manifest.version <= formatVersion)) {
    damaged(
      `it has version ${manifest.version} of the format, and this release reads ${formatVersion}`,
    );
  }
  if (!Array.isArray(manifest.tables)) damaged(`${manifestName} is damaged: it names no tables`);
  for (const [i, table] of manifest.tables.entries()) {
    if (!isTable(table)) return damaged(`${manifestName} is damaged: tables[${i}]`);
    const { file, bytes, sha256 } = table;
    const found = statSync(join(folder, file), { throwIfNoEntry: false });
    if (!found?.isFile()) return damaged(`${file} is missing`);
    const { size } = found;
    if (size !== bytes) damaged(`${file} is damaged: it has ${size} bytes instead of ${bytes}`);
    if ((await sha256Of(join(folder, file))) !== sha256) {
      damaged(`${file} is damaged: its SHA-256 is not that of the manifest`);
    }
  }
  return manifest;
}

function isTable(given: unknown): given is ExportedTable {
  const table = given as Partial<ExportedTable> | null;
  return (
    typeof table?.name === 'string' &&
    typeof table.file === 'string' &&
    basename(table.file) === table.file &&
    Number.isSafeInteger(table.rows) &&
    Array.isArray(table.columns) &&
    table.columns.every((column: { name?: unknown } | null) => typeof column?.name === 'string')
  );
}

export interface Imported {
  readonly tables: Record<string, number>;
}

export async function importStore(
  folder: string,
  target: RowStore,
  onConflict: 'skip' | 'replace' | undefined,
  person: Person | undefined,
  progress: Progress,
): Promise<Imported> {
  const manifest = await checkedExport(folder);
  await target.init();
  checkFits(manifest.tables, await target.tables());
  const file = join(folder, `import-${shortHash(target.name)}.json`);
  const manner = existsSync(file)
    ? anyManner
    : await mannerOf(target, manifest.tables, onConflict, person);
  const indexes = manifest.tables.find(({ name }) => name === indexesTable);
  if (indexes !== undefined) {
    const rows: string[] = [];
    for await (const some of batches(join(folder, indexes.file))) rows.push(...some);
    const { own, native } = indexesIn(rows);
    const exported = { ownIndexes: async () => own, nativeIndexes: async () => native };
    await checkIndexes(exported, target, isReplacing(manner));
  }
  const state = new State<ImportState>(
    file,
    {
      version: 1,
      target: target.name,
      exportedAt: manifest.exportedAt,
      manner,
      tables: {},
    },
    (found) => found.target === target.name && found.exportedAt === manifest.exportedAt,
  );
  state.save();
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  progress.start('importing', { rows, isAbout: false });
  for (const table of manifest.tables) await importTable(folder, table, target, state, progress);
  state.remove();
  progress.stop();
  return { tables: state.content.tables };
}

async function importTable(
  folder: string,
  { name, file, rows: all }: ExportedTable,
  target: RowStore,
  state: State<ImportState>,
  progress: Progress,
): Promise<void> {
  const { manner, tables } = state.content;
  const table = new Table(target, name);
  const fresh = await isFresh(target, manner);
  let left = tables[name] ?? 0; // to be passed over
  progress.add(name, left);
  if (left === all) return;
  for await (const rows of ahead(batches(join(folder, file)))) {
    const some = rows.slice(left);
    left = Math.max(0, left - rows.length);
    if (some.length === 0) continue;
    await table.write(some, manner.onConflict, manner.behind[name], fresh);
    tables[name] = (tables[name] ?? 0) + some.length;
    state.save();
    progress.add(name, some.length);
  }
  if ((tables[name] ?? 0) !== all) {
    throw new Refusal(
      `${file} has ${counted(tables[name] ?? 0, 'row')}, and its manifest says ${all}`,
    );
  }
}

/** The lines of a gzipped file, some at a time. */
async function* batches(path: string): AsyncGenerator<string[]> {
  const stream = createReadStream(path).pipe(createGunzip());
  stream.setEncoding('utf8');
  let rest = '';
  let lines: string[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const parts = (rest + (chunk as string)).split('\n');
    rest = parts.pop()!;
    for (const line of parts) {
      lines.push(line);
      size += line.length;
      if (size < batchBytes && lines.length < batchRows) continue;
      yield lines;
      lines = [];
      size = 0;
    }
  }
  if (rest !== '') lines.push(rest); // the last line need not end
  if (lines.length > 0) yield lines;
}
