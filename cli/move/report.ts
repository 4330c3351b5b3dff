import type { Difference } from './compare.js';

/** `1 row`, `2 rows`. */
export function counted(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** What a move leaves out; nothing where that is nothing. */
export function leftOut(nativeIndexes: readonly string[]): string {
  if (nativeIndexes.length === 0) return '';
  return (
    `${counted(nativeIndexes.length, 'index', 'indexes')} of vectors of the database's own type, or of ` +
    `@mastra/libsql in a file, ${nativeIndexes.length === 1 ? 'is' : 'are'} left out (docs/vectors.md): ` +
    `${nativeIndexes.join(', ')}\n`
  );
}

/** That rows are equal but for what PostgreSQL has in place of some characters; nothing where none are. */
export function replacedLine(rows: number): string {
  if (rows === 0) return '';
  return (
    `${counted(rows, 'row')} ${rows === 1 ? 'holds' : 'hold'} NUL or half a surrogate pair, which ` +
    'PostgreSQL does not keep: it has U+FFFD there\n'
  );
}

/** Rows by table, for people. */
export function tableLines(tables: Readonly<Record<string, number>>): string {
  const names = Object.keys(tables).filter((name) => tables[name]! > 0);
  const width = Math.max(0, ...names.map((name) => name.length));
  return names.map((name) => `  ${name.padEnd(width)}  ${tables[name]}\n`).join('');
}

export function differenceLines(differences: readonly Difference[]): string {
  return differences
    .map(
      ({ table, source, target, keys }) =>
        `  ${table}: ${counted(source, 'row')} in the source, ${target} in the target; such as ${JSON.stringify(keys)}\n`,
    )
    .join('');
}
