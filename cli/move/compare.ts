import { digestOf, Table } from './rows.js';
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

/** Compares counts and checksums of every table. */
export async function compareStores(
  source: RowStore,
  target: RowStore,
  tables: readonly TableInfo[],
  tell: (table: string, rows: number) => void,
): Promise<{ rows: number; differences: Difference[] }> {
  const differences: Difference[] = [];
  let rows = 0;
  for (const { name } of await inUse(target, tables)) {
    const [one, other] = [new Table(source, name), new Table(target, name)];
    const [is, shouldBe] = await Promise.all([other.sum(), one.sum()]);
    rows += shouldBe.count;
    tell(name, shouldBe.count);
    if (is.count === shouldBe.count && is.sum === shouldBe.sum) continue;
    const keys: unknown[] = [];
    for await (const { changed } of differing(one, other)) {
      keys.push(...changed.map((key) => JSON.parse(key) as unknown));
      if (keys.length >= someKeys) break;
    }
    if (keys.length < someKeys) {
      for await (const missing of missingIn(other, one)) {
        keys.push(...missing.map((key) => JSON.parse(key) as unknown));
        if (keys.length >= someKeys) break;
      }
    }
    differences.push({
      table: name,
      source: shouldBe.count,
      target: is.count,
      keys: keys.slice(0, someKeys),
    });
  }
  return { rows, differences };
}

/** Without the tables that are known to be empty in both; `tables` are counted in the other store. */
export async function inUse(
  store: RowStore,
  tables: readonly TableInfo[],
): Promise<readonly TableInfo[]> {
  const empty = new Set<string>();
  for (const { name, rows } of await store.tables(true)) if (rows === 0) empty.add(name);
  return tables.filter(({ name, rows }) => !(rows === 0 && empty.has(name)));
}

/** Walks through `source`: which of its rows `target` has not, or has otherwise (`changed`). */
export async function* differing(
  source: Table,
  target: Table,
): AsyncGenerator<{ seen: number; changed: string[]; missing: string[] }> {
  for await (const page of source.pages(undefined, 'digests')) {
    const rows = page.rows.map(digestOf);
    const there = await digestsOf(
      target,
      rows.map(([key]) => key),
    );
    const changed = rows.filter(([key, digest]) => there.get(key) !== digest).map(([key]) => key);
    yield { seen: rows.length, changed, missing: changed.filter((key) => !there.has(key)) };
  }
}

/** Walks through `of`: which of its keys `other` does not have. */
export async function* missingIn(of: Table, other: Table): AsyncGenerator<string[]> {
  for await (const page of of.pages(undefined, 'digests')) {
    const keys = page.rows.map((row) => digestOf(row)[0]);
    const there = await digestsOf(other, keys);
    yield keys.filter((key) => !there.has(key));
  }
}

async function digestsOf(table: Table, keys: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const page of table.ofKeys(keys, 'digests')) {
    for (const row of page.rows) found.set(...digestOf(row));
  }
  return found;
}
