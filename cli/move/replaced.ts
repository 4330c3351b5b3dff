import type { TableInfo } from '../../worker/generated/replies.js';
import { keyOf, Table } from './rows.js';
import type { RowStore } from './rows.js';

// PostgreSQL has U+FFFD in place of NUL, and in JSON in place of half a surrogate pair. As rows say
// them: in a text the character itself, in JSON its escape.
const mayBeReplaced = /\\u(?:0000|fffd|d[89a-f]..)|\ufffd/i;
const escapes = /\\(?:ud[89ab]..\\ud[c-f]..|u(0000|fffd|d[89a-f]..)|["\\/bfnrt]|u[0-9a-f]{4})/gi;

/** The row as PostgreSQL would have it, with escapes of U+FFFD as the character, without its place. */
export function asReplaced(row: string): string {
  return row
    .replace(/,"_insertion":"-?\d+"\}$/, '}')
    .replace(escapes, (escape, lost?: string) => (lost === undefined ? escape : '\ufffd'));
}

/**
 * Those of `rows`, which `one` has, that `other` has, too, but for characters that PostgreSQL
 * replaces. Asks for nothing where neither may be PostgreSQL, and only for rows with such characters.
 */
export async function sameButReplaced(
  one: RowStore,
  other: RowStore,
  table: TableInfo,
  rows: readonly string[],
): Promise<Set<string>> {
  if (!one.mayReplace && !other.mayReplace) return new Set();
  const some = rows.filter((row) => mayBeReplaced.test(row));
  const keys = some.map((row) => keyOf(row, table));
  const there = new Set<string>();
  for await (const page of new Table(other, table.name).ofKeys(keys, 'rows')) {
    for (const row of page.rows) there.add(asReplaced(row));
  }
  return new Set(some.filter((row) => there.has(asReplaced(row))));
}
