import { Refusal } from '../errors.js';
import type { Person } from '../person.js';
import { counted } from './report.js';
import { Table } from './rows.js';
import type { OnConflict, RowStore, VectorIndexes } from './rows.js';
import type { TableInfo } from '../../worker/generated/replies.js';

/** Refuses what the target could not hold, by name, before anything is written. */
export function checkFits(source: readonly TableInfo[], target: readonly TableInfo[]): void {
  for (const table of source) {
    const found = target.find(({ name }) => name === table.name);
    if (found === undefined) {
      throw new Refusal(`the target has no table ${table.name}: it needs a newer release`);
    }
    for (const { name } of table.columns) {
      if (found.columns.some((column) => column.name === name)) continue;
      throw new Refusal(`the target has no column ${table.name}.${name}: it needs a newer release`);
    }
  }
}

/**
 * Refuses indexes of vectors of one name that are native on one side only: vectors would come into our
 * tables where nobody finds them, or, if it `replaces` rows, stay there when their index is gone.
 */
export async function checkIndexes(
  source: VectorIndexes,
  target: VectorIndexes,
  replaces: boolean,
): Promise<void> {
  const refuse = (names: readonly string[], there: string, here: string) => {
    if (names.length === 0) return;
    throw new Refusal(
      `${counted(names.length, 'index', 'indexes')} of vectors ${names.length === 1 ? 'is' : 'are'} ` +
        `${there} in the target, and ${here} in the source: ${names.join(', ')}. Delete or rename such an ` +
        'index on one side; nothing was written',
    );
  };
  const [native, own] = ["of the database's own type", "agentkeep's own"];
  // DynamoDB, which has no native ones, would be read as a whole for its own.
  const [here, there] = [await source.nativeIndexes(), await target.nativeIndexes()];
  if (there.length > 0) refuse(inBoth(await source.ownIndexes(), there), native, own);
  if (replaces && here.length > 0) refuse(inBoth(here, await target.ownIndexes()), own, native);
}

const inBoth = (one: readonly string[], other: readonly string[]) =>
  one.filter((name) => other.includes(name));

/** How rows come into the tables of a target. */
export interface Manner {
  /** Of rows whose key is there. */
  readonly onConflict: OnConflict;
  /** The target had rows of its own: they stay. */
  readonly merges: boolean;
  /** Of tables that had rows: the last place in the order of insertion. */
  readonly behind: Readonly<Record<string, string>>;
}

/** Of a move that goes on: what its state says counts. */
export const anyManner: Manner = { onConflict: 'replace', merges: false, behind: {} };

/** Rows of the target's own are replaced. */
export const isReplacing = ({ onConflict, merges }: Manner) => merges && onConflict === 'replace';

/**
 * Rows come into tables that had none, where it is less work if nothing is asked first. What a killed
 * run has written is written again.
 */
export async function isFresh(target: RowStore, { onConflict, merges }: Manner): Promise<boolean> {
  return onConflict === 'replace' && !merges && (await target.isTogether());
}

/** Looks at what is there. Throws Refusal where the target has rows and nobody says what of them. */
export async function mannerOf(
  target: RowStore,
  tables: readonly TableInfo[],
  onConflict: 'skip' | 'replace' | undefined,
  person: Person | undefined,
): Promise<Manner> {
  const there: string[] = [];
  const behind: Record<string, string> = {};
  const isTogether = await target.isTogether();
  if (isTogether) {
    for await (const page of target.pages(undefined, 'digests')) {
      const some = page.tables.filter(({ table }) => tables.some(({ name }) => name === table));
      there.push(...some.map(({ table }) => table));
      if (there.length > 0) break;
    }
  }
  for (const { name, rows, place } of isTogether ? [] : await target.tables(true)) {
    if (!tables.some((table) => table.name === name)) continue;
    const isEmpty = rows === undefined ? await new Table(target, name).isEmpty() : rows === 0;
    if (isEmpty) continue;
    there.push(rows === undefined ? name : `${name} (${counted(rows, 'row')})`);
    if (place !== undefined && BigInt(place) > 0n) behind[name] = place;
  }
  if (there.length > 0 && onConflict === undefined) {
    const what = `${target.name} is not empty: ${there.join(', ')}.`;
    onConflict = await person?.onConflict(what);
    if (onConflict === undefined) {
      throw new Refusal(
        `${what} Say --on-conflict skip to keep its rows where keys are the same, or --on-conflict replace`,
      );
    }
  }
  return { onConflict: onConflict ?? 'replace', merges: there.length > 0, behind };
}
