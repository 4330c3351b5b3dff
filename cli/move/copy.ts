import { existsSync } from 'node:fs';
import { StoreError } from '../../client/store-error.js';
import { Refusal } from '../errors.js';
import { makeFolder } from '../folder.js';
import { agreed } from '../person.js';
import type { Person } from '../person.js';
import { goesOn, ifStopped } from '../stopping.js';
import { ahead } from './ahead.js';
import { compareStores, differing, inUse, missingIn, unequal } from './compare.js';
import type { Compared, Difference } from './compare.js';
import { Progress } from './progress.js';
import { sameButReplaced } from './replaced.js';
import { indexesTable, Table } from './rows.js';
import type { RowStore } from './rows.js';
import { shortHash, State } from './state.js';
import { anyManner, checkFits, checkIndexes, isFresh, isReplacing, mannerOf } from './tables.js';
import type { Manner } from './tables.js';

/** A pass that changes no more leaves little for the last one. */
const fewRows = 100;
const mostPasses = 10;

interface CopyState {
  version: 1;
  source: string;
  target: string;
  manner: Manner;
  /** Of the first pass. */
  tables: Record<string, { after?: string; rows: number; done?: true }>;
  /** Of a source that is read all tables at once. */
  together?: { after?: string; done?: true };
  passes: number;
}

export interface CopyOptions {
  readonly onConflict: 'skip' | 'replace' | undefined;
  readonly cutover: boolean;
  readonly person: Person | undefined;
  /** The folder of the state file. */
  readonly stateFolder: string;
}

export interface Copied {
  readonly rows: number;
  readonly tables: Record<string, number>;
  /** Passes over what had changed, and the rows that the last one wrote or removed. */
  readonly passes: number;
  readonly changed: number;
  /** Everything was compared. */
  readonly cutover: boolean;
  /**
   * Of a cut-over: the source does. Where the stores differ it should, and false says that it could
   * not be told to.
   */
  readonly takesWrites?: boolean;
  readonly differences: readonly Difference[];
  /** As compareStores says, of a cut-over. */
  readonly replaced: number;
  /** The next run removes from the target what the source has not. */
  readonly mirrors: boolean;
}

export const stateFileOf = (folder: string, source: string, target: string) =>
  `${folder}/agentkeep-copy-${shortHash(source, target)}.json`;

/**
 * Copies every table: all rows once, then what changed meanwhile until that is little; with
 * `cutover` the source then refuses writes, the rest is copied, and everything is compared. Where that
 * fails, or the stores differ, nothing was handed over, and the source takes writes again.
 */
export async function copyStore(
  source: RowStore,
  target: RowStore,
  { onConflict, cutover, person, stateFolder }: CopyOptions,
  progress: Progress,
): Promise<Copied> {
  if (source.name === target.name) throw new Refusal('source and target are the same store');
  if (cutover) {
    await agreed(person, `In the end ${source.name} will refuse writes, whoever asks. Go on?`);
  }
  await source.init();
  await target.init();
  const tables = await source.tables(true);
  checkFits(
    tables.filter(({ rows }) => rows !== 0),
    await target.tables(),
  );
  const file = stateFileOf(stateFolder, source.name, target.name);
  const manner = existsSync(file) ? anyManner : await mannerOf(target, tables, onConflict, person);
  if (tables.some(({ name, rows }) => name === indexesTable && rows !== 0)) {
    await checkIndexes(source, target, isReplacing(manner));
  }
  const state = new State<CopyState>(
    file,
    {
      ...{ version: 1, source: source.name, target: target.name, manner },
      ...{ tables: {}, passes: 0 },
    },
    (found) => found.source === source.name && found.target === target.name,
  );
  if (cutover && state.content.manner.merges) {
    throw new Refusal('--cutover compares everything: the target had rows of its own');
  }
  makeFolder(stateFolder);
  state.save();

  progress.start('copying', await source.expected(tables));
  if (await source.isTogether()) {
    await firstPassTogether(source, target, state, progress);
  } else {
    for (const { name, rows } of tables) {
      // What comes into an empty one from now on is a change.
      if (rows !== 0) await firstPass(source, target, name, state, progress);
    }
  }
  progress.stop();

  let changed = 0;
  const { content } = state;
  const isMirror = content.manner.onConflict !== 'skip';
  for (let pass = 0; pass === 0 || (changed > fewRows && pass < mostPasses); pass++) {
    changed = await nextPass(source, target, content.manner, isMirror, progress);
    content.passes += 1;
    state.save();
  }
  let compared: Omit<Compared, 'rows'> = { differences: [], replaced: 0 };
  let takesWrites: boolean | undefined;
  if (cutover) {
    try {
      ifStopped(leftRefusing(`${source.name} may refuse writes`));
      await source.refuseWrites(true);
      ifStopped(leftRefusing(`${source.name} refuses writes`));
      await nextPass(source, target, content.manner, true, progress);
      content.passes += 1;
      const now = await source.tables(true);
      progress.start('comparing', await source.expected(now));
      compared = await compareStores(source, target, now, (name, rows) => progress.add(name, rows));
      progress.stop();
    } catch (cause) {
      progress.stop();
      if (cause instanceof Error) cause.message += await lifted(source);
      throw cause;
    }
    if (compared.differences.length === 0) {
      ifStopped(
        `all tables are equal, and ${source.name} refuses writes: the target may take over`,
      );
    }
    takesWrites = compared.differences.length > 0 && (await lift(source)) !== 'unknown';
  }
  const { differences, replaced } = compared;
  // Else the next run goes on from here.
  if (cutover && differences.length === 0) state.remove();
  const counts = Object.entries(content.tables).map(([name, { rows }]) => [name, rows] as const);
  return {
    rows: counts.reduce((sum, [, rows]) => sum + rows, 0),
    tables: Object.fromEntries(counts.filter(([, rows]) => rows > 0)),
    ...{ passes: content.passes, changed, cutover, differences, replaced },
    mirrors: isMirror && !content.manner.merges,
    ...(takesWrites === undefined ? {} : { takesWrites }),
  };
}

/** Lets a source take writes again. `never`: it is one that cannot refuse them. */
async function lift(source: RowStore): Promise<'lifted' | 'never' | 'unknown'> {
  try {
    const refused = await source.refuseWrites(false);
    ifStopped(goesOn);
    return refused ? 'lifted' : 'never';
  } catch {
    return 'unknown';
  }
}

const leftRefusing = (refuses: string) =>
  `${refuses}: run the same command again to go on, or with --abort in place of --cutover and it ` +
  'takes writes again';

/** As `lift`, and says so behind why a cut-over has failed. */
async function lifted(source: RowStore): Promise<string> {
  switch (await lift(source)) {
    case 'lifted':
      return `. The cut-over has failed, and ${source.name} takes writes again; run again, it goes on`;
    case 'unknown':
      return `. The cut-over has failed, and ${stillRefuses(source.name)}`;
    case 'never':
      return '';
  }
}

/** What to do where a source could not be told to take writes again. */
export const stillRefuses = (name: string) =>
  `${name} may refuse writes still: run the same command with --abort in place of --cutover, and it ` +
  'takes them again';

async function firstPass(
  source: RowStore,
  target: RowStore,
  name: string,
  state: State<CopyState>,
  progress: Progress,
): Promise<void> {
  const at = (state.content.tables[name] ??= { rows: 0 });
  progress.add(name, at.rows);
  if (at.done) return;
  for await (const { rows, after } of ahead(new Table(source, name).pages(at.after))) {
    await writeFirst(source, target, name, rows, state.content.manner);
    at.rows += rows.length;
    if (after === undefined) at.done = true;
    else at.after = after;
    state.save();
    progress.add(name, rows.length);
  }
}

/** All tables at once: their rows come as they are. */
async function firstPassTogether(
  source: RowStore,
  target: RowStore,
  state: State<CopyState>,
  progress: Progress,
): Promise<void> {
  const { tables, manner } = state.content;
  const at = (state.content.together ??= {});
  for (const [name, { rows }] of Object.entries(tables)) progress.add(name, rows);
  if (at.done) return;
  for await (const page of ahead(source.pages(at.after, 'rows'))) {
    for (const { table, rows } of page.tables) {
      await writeFirst(source, target, table, rows, manner);
      (tables[table] ??= { rows: 0 }).rows += rows.length;
      progress.add(table, rows.length);
    }
    if (page.after === undefined) at.done = true;
    else at.after = page.after;
    state.save();
  }
}

async function writeFirst(
  source: RowStore,
  target: RowStore,
  name: string,
  rows: readonly string[],
  manner: Manner,
): Promise<void> {
  const { onConflict, merges, behind } = manner;
  const to = new Table(target, name);
  try {
    await to.write(rows, onConflict, behind[name], await isFresh(target, manner));
  } catch (cause) {
    // A row that is gone from the source has the place of a new one.
    if (!(cause instanceof StoreError && cause.code === 'conflict') || merges) throw cause;
    await removeGone(source, target, new Set([name]));
    await to.write(rows, onConflict, behind[name]);
  }
}

/**
 * Brings what differs, and removes what is gone; unless `isMirror` only brings what is missing.
 * Answers how many rows that were.
 */
async function nextPass(
  source: RowStore,
  target: RowStore,
  manner: Manner,
  isMirror: boolean,
  progress: Progress,
): Promise<number> {
  let changes = 0;
  const counted = await source.tables(true);
  const tables = await inUse(target, counted);
  progress.start('looking for changes', await source.expected(counted));
  const names = manner.merges
    ? new Set(tables.map(({ name }) => name))
    : await unequal(source, target, tables, (name, rows) => progress.add(name, rows));
  if (names.size > 0) {
    if (isMirror && !manner.merges) changes += await removeGone(source, target, names);
    for await (const { table, seen, changed, missing } of differing(source, target, names)) {
      const to = new Table(target, table);
      const from = new Table(source, table);
      const info = counted.find(({ name }) => name === table)!;
      for await (const { rows } of from.ofKeys(isMirror ? changed : missing, 'rows')) {
        const same = await sameButReplaced(source, target, info, rows);
        const others = rows.filter((row) => !same.has(row));
        await to.write(others, isMirror ? 'replace' : 'skip', manner.behind[table]);
        changes += others.length;
      }
      progress.add(table, seen);
    }
  }
  progress.stop();
  return changes;
}

async function removeGone(
  source: RowStore,
  target: RowStore,
  names: ReadonlySet<string>,
): Promise<number> {
  let removed = 0;
  for await (const { table, missing } of missingIn(target, source, names)) {
    await new Table(target, table).remove(missing);
    removed += missing.length;
  }
  return removed;
}
