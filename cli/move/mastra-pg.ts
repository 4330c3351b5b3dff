import type { Pool } from 'pg';
import { Refusal } from '../errors.js';
import type { Person } from '../person.js';
import { pgDriver, postgresUrl } from '../store-url.js';
import type { Progress } from './progress.js';
import { Table } from './rows.js';
import type { RowStore } from './rows.js';
import type { TableInfo } from '../../worker/generated/replies.js';
import { mannerOf } from './tables.js';

const pageRows = 1000;

interface TheirColumn {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}

/**
 * Reads the tables that `@mastra/pg` has made, which have our names and other types, into a store.
 * Answers the rows by table.
 */
export async function importMastraPg(
  url: string,
  target: RowStore,
  onConflict: 'skip' | 'replace' | undefined,
  person: Person | undefined,
  progress: Progress,
): Promise<Record<string, number>> {
  const at = postgresUrl(url);
  const schema = at.searchParams.get('schema') ?? 'public';
  at.searchParams.delete('schema');
  const pg = await pgDriver();
  const pool = new pg.Pool({ connectionString: at.href, max: 2 });
  try {
    await target.init();
    const { rows: theirs } = await pool.query<TheirColumn>(
      'SELECT table_name,column_name,data_type FROM information_schema.columns WHERE table_schema=$1',
      [schema],
    );
    const known = await target.tables();
    const tables = known.filter(({ name }) => theirs.some((each) => each.table_name === name));
    if (tables.length === 0) {
      throw new Refusal(`schema ${schema} has no tables of @mastra/pg: name it by ?schema=`);
    }
    const manner = await mannerOf(target, tables, onConflict, person);
    const counts: Record<string, number> = {};
    progress.start('importing');
    for (const table of tables) {
      const columns = theirs.filter(({ table_name }) => table_name === table.name);
      counts[table.name] = 0;
      for await (const rows of pages(pool, schema, table, columns)) {
        await new Table(target, table.name).write(rows, manner.onConflict);
        counts[table.name]! += rows.length;
        progress.add(table.name, rows.length);
      }
    }
    return counts;
  } catch (cause) {
    if (!(cause instanceof pg.DatabaseError)) throw cause;
    throw new Refusal(`${at.host}: ${cause.message}`);
  } finally {
    await pool.end();
  }
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function* pages(
  pool: Pool,
  schema: string,
  { name, key, columns }: TableInfo,
  theirs: readonly TheirColumn[],
): AsyncGenerator<string[]> {
  const typeOf = (column: string) =>
    theirs.find(({ column_name }) => column_name === column)?.data_type;
  const shared = columns.filter((column) => {
    const isThere = typeOf(column.name) !== undefined;
    if (!isThere && (column.required || key.includes(column.name))) {
      throw new Refusal(`${schema}.${name} has no column ${column.name}`);
    }
    return isThere;
  });
  const read = shared.map(({ name: column, type }) => {
    if (type !== 'time') return `t.${quoted(column)}::text`;
    // The adapter writes a time with its zone beside the one without.
    const zoned = typeOf(`${column}Z`) === undefined ? undefined : `t.${quoted(`${column}Z`)}`;
    const isZoned = typeOf(column) === 'timestamp with time zone';
    const own = `t.${quoted(column)}${isZoned ? " AT TIME ZONE 'UTC'" : ''}`;
    const time = zoned === undefined ? own : `coalesce(${zoned} AT TIME ZONE 'UTC',${own})`;
    return `to_char(${time},'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  });
  const keys = key.map((column) => `t.${quoted(column)}`).join(',');
  const from = `${quoted(schema)}.${quoted(name)}`;
  let after: unknown[] = [];
  for (;;) {
    const places = key.map((_, i) => `$${i + 1}`).join(',');
    const where = after.length === 0 ? '' : `WHERE (${keys})>(${places})`;
    const { rows } = await pool.query<unknown[]>({
      text: `SELECT ${read.map((each, i) => `${each} AS v${i}`).join(',')},${keys} FROM ${from} t ${where} ORDER BY ${keys} LIMIT ${pageRows}`,
      values: after,
      rowMode: 'array',
    });
    if (rows.length === 0) return;
    yield rows.map((row) => {
      const members = shared
        .map(({ name: column, type }, i) => {
          const value = row[i] as string | null;
          if (value === null) return undefined;
          return `${JSON.stringify(column)}:${jsonOf(value, type, typeOf(column)!)}`;
        })
        .filter((member) => member !== undefined);
      return `{${members.join(',')}}`;
    });
    after = rows.at(-1)!.slice(read.length);
  }
}

/** The JSON of a value that PostgreSQL has given as text. */
function jsonOf(text: string, type: string, theirType: string): string {
  const isTheirJson = theirType === 'json' || theirType === 'jsonb';
  switch (type) {
    case 'json': {
      // Some documents it has stringified twice, and reads them so.
      const inner: unknown = isTheirJson && text.startsWith('"') ? JSON.parse(text) : undefined;
      if (typeof inner === 'string' && /^[[{]/.test(inner) && isJson(inner)) return inner;
      return isTheirJson || isJson(text) ? text : JSON.stringify(text);
    }
    case 'text or json':
      return /^[[{]/.test(text) && isJson(text) ? text : JSON.stringify(text);
    case 'integer':
    case 'real':
      return text;
    case 'boolean':
      return String(text === 'true' || text === 't' || text === '1');
    default: {
      // A text that is kept as a document.
      const value: unknown = isTheirJson ? JSON.parse(text) : text;
      return JSON.stringify(typeof value === 'string' ? value : text);
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
