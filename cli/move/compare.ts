import { sameButReplaced } from './replaced.js';
import { digestOf, keyOf, Table } from './rows.js';
import type { RowStore } from './rows.js';
import type { TableInfo } from '../../worker/generated/replies.js';

/** A table whose rows are not the same in two stores. */
export interface Difference {
  readonly table: string;
  readonly source: number;
  readonly target: number;
  /** Some of the keys: not there, only there, or with other values. */
  readonly keys: readonly unknown[];
}

const someKeys = 5;

export interface Compared {
  /** Of the source. */
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** Rows of equal tables that one store has with what PostgreSQL does not keep, and the other with U+FFFD. */
  readonly replaced: number;
}

/** Compares counts and checksums of every table. */
export async function compareStores(
  source: RowStore,
  target: RowStore,
  tables: readonly TableInfo[],
  tell: (table: string, rows: number) => void,
): Promise<Compared> {
  const names = (await inUse(target, tables)).map(({ name }) => name);
  const [is, shouldBe] = await Promise.all([target.sums(names), source.sums(names, tell)]);
  const keys = new Map<string, unknown[]>();
  for (const name of names) {
    const [one, other] = [shouldBe.get(name)!, is.get(name)!];
    if (one.count !== other.count || one.sum !== other.sum) keys.set(name, []);
  }
  const wanted = new Set(keys.keys());
  const add = (table: string, some: readonly string[]) => {
    const found = keys.get(table)!;
    found.push(...some.map((key) => JSON.parse(key) as unknown));
    found.splice(someKeys);
    if (found.length === someKeys) wanted.delete(table);
  };
  let replaced = 0;
  if (wanted.size > 0) {
    const alike = new Map<string, number>();
    for await (const { table, changed, missing } of differing(source, target, wanted)) {
      if (!source.mayReplace && !target.mayReplace) {
        add(table, changed);
        continue;
      }
      add(table, missing);
      const others = new Set(missing);
      const there = changed.filter((key) => !others.has(key));
      const info = tables.find(({ name }) => name === table)!;
      for await (const { rows } of new Table(source, table).ofKeys(there, 'rows')) {
        if (!wanted.has(table)) break;
        const same = await sameButReplaced(source, target, info, rows);
        alike.set(table, (alike.get(table) ?? 0) + same.size);
        const differ = rows.filter((row) => !same.has(row)).slice(0, someKeys);
        add(
          table,
          differ.map((row) => keyOf(row, info)),
        );
      }
    }
    for (const [table, count] of alike) {
      const isSame = shouldBe.get(table)!.count === is.get(table)!.count;
      if (count === 0 || !isSame || keys.get(table)!.length > 0) continue;
      keys.delete(table);
      wanted.delete(table);
      replaced += count;
    }
  }
  if (wanted.size > 0) {
    for await (const { table, missing } of missingIn(target, source, wanted)) add(table, missing);
  }
  const differences = [...keys].map(([table, some]) => ({
    table,
    source: shouldBe.get(table)!.count,
    target: is.get(table)!.count,
    keys: some,
  }));
  const rows = [...shouldBe.values()].reduce((sum, { count }) => sum + count, 0);
  return { rows, differences, replaced };
}

/** A table that may have rows, and how many, where the stores tell. */
export interface UsedTable {
  readonly name: string;
  readonly source: number | undefined;
  readonly target: number | undefined;
}

/** Without the tables that are known to be empty in both; `tables` are counted in the other store. */
export async function inUse(
  target: RowStore,
  tables: readonly TableInfo[],
): Promise<readonly UsedTable[]> {
  const there = new Map((await target.tables(true)).map(({ name, rows }) => [name, rows] as const));
  return tables
    .map(({ name, rows }) => ({ name, source: rows, target: there.get(name) }))
    .filter(({ source, target: others }) => source !== 0 || others !== 0);
}

/** Those of the tables whose rows are not the same; `tell` hears of rows as they are read. */
export async function unequal(
  source: RowStore,
  target: RowStore,
  tables: readonly UsedTable[],
  tell: (table: string, rows: number) => void,
): Promise<Set<string>> {
  // Of others the counts say it.
  const equal = tables.filter(
    (each) => each.source === each.target || each.source === undefined || each.target === undefined,
  );
  const names = equal.map(({ name }) => name);
  const [one, other] = await Promise.all([source.sums(names, tell), target.sums(names)]);
  const differ = new Set(tables.map(({ name }) => name));
  for (const name of names) {
    const [left, right] = [one.get(name)!, other.get(name)!];
    if (left.count === right.count && left.sum === right.sum) differ.delete(name);
  }
  return differ;
}

/** Walks through `source`: which of its rows `target` has not, or has otherwise (`changed`). */
export async function* differing(
  source: RowStore,
  target: RowStore,
  names: ReadonlySet<string>,
): AsyncGenerator<{ table: string; seen: number; changed: string[]; missing: string[] }> {
  for await (const { table, rows } of source.walk(names, 'digests')) {
    const digests = rows.map(digestOf);
    const there = await digestsOf(
      target,
      table,
      digests.map(([key]) => key),
    );
    const changed = digests
      .filter(([key, digest]) => there.get(key) !== digest)
      .map(([key]) => key);
    const missing = changed.filter((key) => !there.has(key));
    yield { table, seen: rows.length, changed, missing };
  }
}

/** Walks through `of`: which of its keys `other` does not have. */
export async function* missingIn(
  of: RowStore,
  other: RowStore,
  names: ReadonlySet<string>,
): AsyncGenerator<{ table: string; missing: string[] }> {
  for await (const { table, rows } of of.walk(names, 'digests')) {
    const keys = rows.map((row) => digestOf(row)[0]);
    const there = await digestsOf(other, table, keys);
    yield { table, missing: keys.filter((key) => !there.has(key)) };
  }
}

async function digestsOf(
  store: RowStore,
  table: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const page of new Table(store, table).ofKeys(keys, 'digests')) {
    for (const row of page.rows) found.set(...digestOf(row));
  }
  return found;
}
