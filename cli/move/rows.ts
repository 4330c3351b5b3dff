import { StoreClient } from '../../client/store-client.js';
import { StoreError } from '../../client/store-error.js';
import type { TableInfo } from '../../worker/generated/replies.js';
import { sleep } from '../../worker/host/sleep.js';
import { Refusal } from '../errors.js';
import type { Place } from '../store-url.js';
import type { Expected } from './progress.js';

/** Rows as JSON texts, and the key of the last one where others follow. */
export interface Page {
  readonly rows: readonly string[];
  readonly after: string | undefined;
}

/** Rows of one table, in whichever form was asked for. */
export interface SomeRows {
  readonly table: string;
  readonly rows: readonly string[];
}

/** How many rows there are, and a checksum of all of them, in any order. */
export interface Sum {
  readonly count: number;
  readonly sum: string;
}

/** What has indexes of vectors, by their names. */
export interface VectorIndexes {
  ownIndexes(): Promise<readonly string[]>;
  /** Of the database's own type, or of another adapter in a file: their tables are not moved. */
  nativeIndexes(): Promise<readonly string[]>;
}

/** Its rows are the indexes of vectors. */
export const indexesTable = 'agentkeep_vector_indexes';

/** The names that such rows have. */
export function indexesIn(rows: readonly string[]): { own: string[]; native: string[] } {
  const [own, native]: [string[], string[]] = [[], []];
  for (const row of rows) {
    const { name, version } = JSON.parse(row) as { name: string; version: number };
    // A native one stands there as it was met.
    (version >= 0 ? own : native).push(name);
  }
  return { own, native };
}

export type OnConflict = 'fail' | 'skip' | 'replace';

const attempts = 8;
const firstDelayMs = 200;
/** What a page is to have, about. */
const pageBytes = 1024 * 1024;
const mostRows = 2000;
const keysAtOnce = 1000;

/** A store whose rows are moved. */
export class RowStore implements VectorIndexes {
  readonly name: string;
  /** As Place says. */
  readonly mayReplace: boolean;
  readonly #rowsAbout: Place['rowsAbout'];
  readonly #client: StoreClient;
  readonly #close: () => Promise<void>;
  #isTogether: Promise<boolean> | undefined;

  private constructor(
    { name, mayReplace = false, rowsAbout }: Place,
    client: StoreClient,
    close: () => Promise<void>,
  ) {
    this.name = name;
    this.mayReplace = mayReplace;
    this.#rowsAbout = rowsAbout;
    this.#client = client;
    this.#close = close;
  }

  static async open(place: Place): Promise<RowStore> {
    const connection = await place.connect();
    return new RowStore(place, new StoreClient(connection), () => connection.close());
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Makes the tables, or waits until a deployment has. */
  async init(): Promise<void> {
    await this.patiently(() => this.#client.init());
  }

  async tables(counts = false): Promise<readonly TableInfo[]> {
    const text = await this.call('store.tables', [JSON.stringify({ counts })]);
    return JSON.parse(text) as TableInfo[];
  }

  /** How many rows these tables, counted, have, for people who wait. */
  async expected(tables: readonly TableInfo[]): Promise<Expected> {
    if (tables.some(({ rows }) => rows === undefined)) {
      return { rows: (await this.#rowsAbout?.()) ?? 0, isAbout: true };
    }
    return { rows: tables.reduce((sum, { rows = 0 }) => sum + rows, 0), isAbout: false };
  }

  /**
   * All tables are one of the database's, which is read as a whole whichever is asked for: whoever
   * reads several reads all at once.
   */
  isTogether(): Promise<boolean> {
    this.#isTogether ??= this.tables().then((tables) => tables.some(({ together }) => together));
    return this.#isTogether;
  }

  /** The rows of all tables behind that place, a page at a time. Only where `isTogether`. */
  async *pages(
    after: string | undefined,
    form: 'rows' | 'digests',
  ): AsyncGenerator<{ tables: SomeRows[]; after: string | undefined }> {
    for await (const text of this.#answers(after, form)) yield pageOfAll(text);
  }

  /**
   * Rows of these tables, some of one table at a time. Of a table that is taken out of `names`
   * meanwhile no more come.
   */
  async *walk(names: ReadonlySet<string>, form: 'rows' | 'digests'): AsyncGenerator<SomeRows> {
    if (await this.isTogether()) {
      for await (const { tables } of this.pages(undefined, form)) {
        for (const some of tables) if (names.has(some.table)) yield some;
        if (names.size === 0) return;
      }
      return;
    }
    for (const table of [...names]) {
      for await (const { rows } of new Table(this, table).pages(undefined, form)) {
        yield { table, rows };
        if (!names.has(table)) break;
      }
    }
  }

  /** Of each of these tables; `tell` hears of rows as they are read. */
  async sums(
    names: Iterable<string>,
    tell: (table: string, rows: number) => void = () => {},
  ): Promise<Map<string, Sum>> {
    const sums = new Map<string, Sum>();
    for (const name of names) sums.set(name, { count: 0, sum: '0' });
    const add = (table: string, { count, sum }: Sum) => {
      const before = sums.get(table);
      if (before === undefined) return;
      tell(table, count);
      sums.set(table, { count: before.count + count, sum: added(before.sum, sum) });
    };
    if (sums.size > 0 && (await this.isTogether())) {
      for await (const text of this.#answers(undefined, 'sum')) {
        const { tables } = JSON.parse(text) as { tables: (Sum & { table: string })[] };
        for (const each of tables) add(each.table, each);
      }
    } else {
      for (const name of sums.keys()) add(name, await new Table(this, name).sum());
    }
    return sums;
  }

  /** What `store.exportRows` answers of all tables, page by page. */
  async *#answers(
    after: string | undefined,
    form: 'rows' | 'digests' | 'sum',
  ): AsyncGenerator<string> {
    let limit = mostRows;
    for (let at = after; ;) {
      const from = at === undefined ? '' : `"after":${at},`;
      let text: string;
      try {
        text = await this.call('store.exportRows', [`{${from}"limit":${limit},"form":"${form}"}`]);
      } catch (cause) {
        if (!isTooLarge(cause) || limit === 1) throw cause;
        limit = Math.ceil(limit / 4);
        continue;
      }
      yield text;
      at = /^\{"after":(\["(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*"\]),/.exec(text)?.[1];
      if (at === undefined) return;
      limit = Math.min(2 * limit, mostRows);
    }
  }

  async nativeIndexes(): Promise<string[]> {
    // What is one table has none, and would be read as a whole to say so.
    return (await this.isTogether()) ? [] : (await this.#indexes()).native;
  }

  async ownIndexes(): Promise<string[]> {
    return (await this.#indexes()).own;
  }

  async #indexes(): Promise<{ own: string[]; native: string[] }> {
    try {
      const names = JSON.parse(await this.call('vectors.listIndexes', ['{}'])) as string[];
      if (await this.isTogether()) return { own: names, native: [] };
      const own = new Set<string>();
      for await (const { rows } of new Table(this, indexesTable).pages(undefined, 'rows')) {
        for (const name of indexesIn(rows).own) own.add(name);
      }
      return {
        own: names.filter((name) => own.has(name)),
        native: names.filter((name) => !own.has(name)),
      };
    } catch (cause) {
      // Another adapter's store has no such method.
      if (cause instanceof StoreError && cause.code !== 'internal') return { own: [], native: [] };
      throw cause;
    }
  }

  /** False where it should take writes again, and is one that cannot refuse them. */
  async refuseWrites(refuse: boolean): Promise<boolean> {
    try {
      await this.call('store.refuseWrites', [JSON.stringify({ refuse })]);
      return true;
    } catch (cause) {
      const cannot = cause instanceof StoreError && cause.id.endsWith('_NOT_SUPPORTED');
      if (refuse || !cannot) throw cause;
      return false;
    }
  }

  /** The wire method, with arguments and answer as JSON. Repeats what may be done twice. */
  call(method: string, json: readonly string[]): Promise<string> {
    return this.patiently(() => this.#client.text(method, json));
  }

  /**
   * Every method of here may be repeated, also where nobody knows what became of it. What stays so
   * for longer, or is nothing that passes, is thrown.
   */
  private async patiently<Result>(run: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await run();
      } catch (cause) {
        if (!(cause instanceof StoreError)) throw cause;
        const passes = ['unavailable', 'outcome_unknown', 'overloaded'].includes(cause.code);
        if (!passes || attempt === attempts) throw told(this.name, cause);
        await sleep(firstDelayMs * 2 ** attempt * (0.5 + Math.random()));
      }
    }
  }
}

/** The error with the name of the store before it: two take part. */
function told(name: string, error: StoreError): StoreError {
  if (!error.message.startsWith(name)) error.message = `${name}: ${error.message}`;
  return error;
}

/** The rows of one table of a store. */
export class Table {
  readonly #store: RowStore;
  readonly #name: string;

  constructor(store: RowStore, name: string) {
    this.#store = store;
    this.#name = name;
  }

  /** The rows behind that key, a page at a time: some 1 MiB, at most 2,000. */
  async *pages(after?: string, form: 'rows' | 'digests' = 'rows'): AsyncGenerator<Page> {
    let limit = form === 'rows' ? 200 : keysAtOnce;
    for (let at = after; ;) {
      let page: Page;
      try {
        page = await this.page(at, limit, form);
      } catch (cause) {
        if (!isTooLarge(cause) || limit === 1) throw cause;
        limit = Math.ceil(limit / 4);
        continue;
      }
      yield page;
      if (page.after === undefined) return;
      at = page.after;
      if (form === 'digests') continue;
      let bytes = 0;
      for (const row of page.rows) bytes += row.length;
      const wanted = Math.round((pageBytes * page.rows.length) / Math.max(bytes, 1));
      limit = Math.max(1, Math.min(wanted, 4 * limit, mostRows));
    }
  }

  /** Rows of these keys, each the JSON of a list; those that are there. */
  async *ofKeys(keys: readonly string[], form: 'rows' | 'digests'): AsyncGenerator<Page> {
    let step = form === 'rows' ? 100 : keysAtOnce;
    for (let at = 0; at < keys.length;) {
      const some = keys.slice(at, at + step);
      try {
        const args = `{"table":${JSON.stringify(this.#name)},"form":"${form}","keys":[${some.join(',')}]}`;
        const page = pageOf(await this.#store.call('store.exportRows', [args]));
        // What was too long for one answer comes by itself.
        if (page.after !== undefined && some.length > 1) {
          step = Math.ceil(step / 2);
          continue;
        }
        yield page;
      } catch (cause) {
        if (!isTooLarge(cause) || step === 1) throw cause;
        step = Math.ceil(step / 4);
        continue;
      }
      at += some.length;
    }
  }

  async sum(): Promise<Sum> {
    let after: string | undefined;
    let count = 0;
    let sum = '0';
    let limit = mostRows;
    for (;;) {
      let text: string;
      try {
        text = await this.#store.call('store.exportRows', [this.args(after, limit, 'sum')]);
      } catch (cause) {
        if (!isTooLarge(cause) || limit === 1) throw cause;
        limit = Math.ceil(limit / 4);
        continue;
      }
      const answer = JSON.parse(text) as { count: number; sum: string; after?: unknown };
      count += answer.count;
      sum = added(sum, answer.sum);
      if (answer.after === undefined) return { count, sum };
      after = /^\{"after":(\[.*\]),"count":/.exec(text)![1];
    }
  }

  async isEmpty(): Promise<boolean> {
    return (await this.page(undefined, 1, 'digests')).rows.length === 0;
  }

  /**
   * Stores them, in parts where they are too much at once. Answers how many were written. `fresh`: the
   * table was empty before this move.
   */
  async write(
    rows: readonly string[],
    onConflict: OnConflict,
    behind?: string,
    fresh = false,
  ): Promise<number> {
    if (rows.length === 0) return 0;
    const args = [`{"table":${JSON.stringify(this.#name)},"onConflict":"${onConflict}","rows":[`];
    rows.forEach((row, i) => args.push(i === 0 ? row : `,${row}`));
    args.push(']', behind === undefined ? '' : `,"behind":"${behind}"`);
    args.push(fresh ? ',"fresh":true}' : '}');
    try {
      const answer = JSON.parse(await this.#store.call('store.importRows', [args.join('')])) as {
        rows: number;
      };
      return answer.rows;
    } catch (cause) {
      if (!isTooLarge(cause)) throw named(cause, this.#name);
      if (rows.length === 1) throw await this.#tooLarge(cause as StoreError, rows[0]!);
    }
    const half = Math.ceil(rows.length / 2);
    return (
      (await this.write(rows.slice(0, half), onConflict, behind, fresh)) +
      (await this.write(rows.slice(half), onConflict, behind, fresh))
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += keysAtOnce) {
      const some = keys.slice(at, at + keysAtOnce).join(',');
      const args = `{"table":${JSON.stringify(this.#name)},"keys":[${some}]}`;
      await this.#store.call('store.deleteRows', [args]);
    }
  }

  /** The error with the key of the row that the store does not take, and what is to be done. */
  async #tooLarge(cause: StoreError, row: string): Promise<StoreError> {
    const info = (await this.#store.tables()).find(({ name }) => name === this.#name);
    const key = info === undefined ? '' : ` ${shortened(keyOf(row, info))}`;
    cause.message =
      `${this.#name}${key}: ${cause.message}. This row is too large for ${this.#store.name}: make it ` +
      'smaller, or delete it, where it comes from, and run the command again';
    return cause;
  }

  private async page(after: string | undefined, limit: number, form: string): Promise<Page> {
    return pageOf(await this.#store.call('store.exportRows', [this.args(after, limit, form)]));
  }

  private args(after: string | undefined, limit: number, form: string): string {
    const from = after === undefined ? '' : `"after":${after},`;
    return `{"table":${JSON.stringify(this.#name)},${from}"limit":${limit},"form":"${form}"}`;
  }
}

const isTooLarge = (cause: unknown) => cause instanceof StoreError && cause.code === 'too_large';

/** A key may be what is too long. */
const shortened = (key: string) => (key.length <= 300 ? key : `${key.slice(0, 300)}…`);

/** The key of a row, as the JSON of a list. */
export function keyOf(row: string, { key }: TableInfo): string {
  const columns = JSON.parse(row) as Record<string, unknown>;
  return JSON.stringify(key.map((name) => columns[name]));
}

function named(cause: unknown, table: string): unknown {
  if (cause instanceof StoreError) cause.message = `${table}: ${cause.message}`;
  return cause;
}

/** Of sums of digests, hexadecimal, modulo 2^64. */
function added(one: string, other: string): string {
  return BigInt.asUintN(64, BigInt(`0x${one}`) + BigInt(`0x${other}`)).toString(16);
}

/** Of several tables, each between a head and an end, which is on one line with the next head. */
function pageOfAll(text: string): { tables: SomeRows[]; after: string | undefined } {
  const tables: { table: string; rows: string[] }[] = [];
  const lines = text.split('\n');
  const head = /^\{(?:"after":(\[.*\]),)?"tables":\[(?:\]\}$|(?=\{))/.exec(lines[0]!);
  if (head === null || !lines.at(-1)!.endsWith(']}')) {
    throw new Refusal('the store answers no page of rows');
  }
  lines[0] = lines[0]!.slice(head[0].length);
  for (const line of lines) {
    const begins = /^(?:\]\},)?\{"table":"([^"]*)","rows":\[$/.exec(line);
    if (begins !== null) tables.push({ table: begins[1]!, rows: [] });
    else if (line !== ']}]}' && line !== '') {
      tables.at(-1)!.rows.push(line.endsWith(',') ? line.slice(0, -1) : line);
    }
  }
  return { tables, after: head[1] };
}

/** Rows stand on lines of their own between a head and an end. */
function pageOf(text: string): Page {
  const lines = text.split('\n');
  const head = /^\{(?:"after":(\[.*\]),)?"rows":\[$/.exec(lines[0]!);
  if (head === null || lines.at(-1) !== ']}')
    throw new Refusal('the store answers no page of rows');
  const rows = lines.slice(1, -1);
  for (let i = 0; i < rows.length - 1; i++) rows[i] = rows[i]!.slice(0, -1);
  return { rows, after: head[1] };
}

/** The key of a digest, as the JSON of a list, and the digest. */
export function digestOf(row: string): [key: string, digest: string] {
  const at = row.lastIndexOf(',"');
  return [`${row.slice(0, at)}]`, row.slice(at + 2, -2)];
}
