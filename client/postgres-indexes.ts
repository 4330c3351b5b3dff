import { MastraError } from '@mastra/core/error';
import type { PoolDbClient } from './pool-client.js';

/** What `createIndex` makes. Names have letters, digits and underscores. */
export interface CreateIndexOptions {
  name: string;
  table: string;
  /** Each may end in ` ASC` or ` DESC`, which Aurora DSQL does not take: there it is left out. */
  columns: string[];
  unique?: boolean;
  /** Default true: others go on writing meanwhile. On Aurora DSQL false waits until it is built. */
  concurrent?: boolean;
  /** A condition in SQL, passed on as it is: never a text that somebody sent. */
  where?: string;
  /** `btree` unless given; PostgreSQL only. */
  method?: 'btree' | 'hash' | 'gin' | 'gist' | 'spgist' | 'brin';
  opclass?: string;
  /** Storage parameters, such as `{ fillfactor: 90 }`. */
  storage?: Record<string, number | boolean>;
  tablespace?: string;
}

export interface IndexInfo {
  name: string;
  table: string;
  columns: string[];
  unique: boolean;
  size: string;
  definition: string;
}

export interface IndexStats extends IndexInfo {
  method: string;
  /** How often it was used; absent where the database keeps no such statistics. */
  scans?: number;
  tuples_read?: number;
  tuples_fetched?: number;
}

const methods = ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'];

// Rows as the catalogue has them, without statistics.
const selectIndexes = `
  SELECT i.relname::text AS name, t.relname::text AS "table", x.indisunique AS "unique",
    pg_get_indexdef(x.indexrelid) AS definition, m.amname::text AS method,
    ARRAY(SELECT pg_get_indexdef(x.indexrelid, k, true) FROM generate_series(1, x.indnkeyatts) k)
      AS columns,
    x.indexrelid::text AS oid
  FROM pg_catalog.pg_index x
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
  JOIN pg_catalog.pg_am m ON m.oid = i.relam
  WHERE n.nspname = $1`;

interface IndexRow {
  name: string;
  table: string;
  unique: boolean;
  definition: string;
  method: string;
  columns: string[];
  oid: string;
}

/** Indexes of one schema. Every method costs one or two round trips. */
export class PostgresIndexes {
  readonly #db: PoolDbClient;
  readonly #schema: string;
  readonly #isDsql: boolean;

  constructor(db: PoolDbClient, schema: string, isDsql: boolean) {
    this.#db = db;
    this.#schema = schema;
    this.#isDsql = isDsql;
  }

  /** Does nothing if an index of that name exists. */
  async create(options: CreateIndexOptions): Promise<void> {
    await this.#run('INDEX_CREATE', options.name, async () => {
      const sql = this.#createSql(options);
      const [job] = await this.#db.any<{ job_id?: string }>(sql);
      // Only a cluster answers the id of a job.
      if (options.concurrent === false && job?.job_id !== undefined) {
        await this.#db.any('SELECT sys.wait_for_job($1)', [job.job_id]);
      }
    });
  }

  async list(table?: string): Promise<IndexInfo[]> {
    return this.#run('INDEX_LIST', table ?? this.#schema, async () => {
      const rows = await this.#db.any<IndexRow>(
        `${selectIndexes} AND ($2::text IS NULL OR t.relname = $2) ORDER BY t.relname, i.relname`,
        [this.#schema, table ?? null],
      );
      return Promise.all(rows.map((row) => this.#infoOf(row)));
    });
  }

  async describe(name: string): Promise<IndexStats> {
    return this.#run('INDEX_DESCRIBE', name, async () => {
      const row = await this.#find(name);
      if (row === undefined) throw new Error(`there is no index ${name}`);
      return {
        ...(await this.#infoOf(row)),
        method: row.method,
        ...(await this.#statsOf(row.oid)),
      };
    });
  }

  /** Does nothing if there is no index of that name. */
  async drop(name: string): Promise<void> {
    await this.#run('INDEX_DROP', name, async () => {
      const row = await this.#find(name);
      if (row === undefined) return;
      await this.#db.none(`DROP INDEX IF EXISTS ${quoted(this.#schema)}.${quoted(row.name)}`);
    });
  }

  /** In a schema of its own an index is named after it, too: both names are found. */
  async #find(name: string): Promise<IndexRow | undefined> {
    const names = [this.#nameOf(name), name];
    const rows = await this.#db.any<IndexRow>(`${selectIndexes} AND i.relname = ANY($2::text[])`, [
      this.#schema,
      names,
    ]);
    return rows.find((row) => row.name === names[0]) ?? rows[0];
  }

  #nameOf(name: string): string {
    const prefix = this.#schema === 'public' ? '' : `${this.#schema}_`;
    return name.startsWith(prefix) ? name : prefix + name;
  }

  #createSql(options: CreateIndexOptions): string {
    const { name, table, columns, unique, concurrent, where, method, opclass } = options;
    const { storage, tablespace } = options;
    if (!Array.isArray(columns) || columns.length === 0) {
      throw new TypeError('columns must name at least one column');
    }
    if (method !== undefined && !methods.includes(method)) {
      throw new TypeError(`method must be one of ${methods.join(', ')}`);
    }
    const isDsql = this.#isDsql;
    const keys = columns.map((column) => {
      const [, bare = '', direction = ''] = /^(.*?)(?:\s+(ASC|DESC))?$/i.exec(column.trim()) ?? [];
      const words = [quoted(checked(bare, 'columns'))];
      if (!isDsql && opclass !== undefined) words.push(checked(opclass, 'opclass'));
      if (!isDsql && direction !== '') words.push(direction.toUpperCase());
      return words.join(' ');
    });
    const how = isDsql ? ' ASYNC' : concurrent === false ? '' : ' CONCURRENTLY';
    const target = `${quoted(this.#schema)}.${quoted(checked(table, 'table'))}`;
    const using = isDsql || method === undefined ? '' : ` USING ${method}`;
    const parameters = Object.entries(storage ?? {}).map(
      ([key, value]) => `${checked(key, 'storage')}=${checkedValue(value)}`,
    );
    return [
      `CREATE${unique === true ? ' UNIQUE' : ''} INDEX${how} IF NOT EXISTS`,
      `${quoted(this.#nameOf(checked(name, 'name')))} ON ${target}${using} (${keys.join(', ')})`,
      ...(isDsql || parameters.length === 0 ? [] : [`WITH (${parameters.join(', ')})`]),
      ...(isDsql || tablespace === undefined
        ? []
        : [`TABLESPACE ${quoted(checked(tablespace, 'tablespace'))}`]),
      ...(where === undefined ? [] : [`WHERE ${where}`]),
    ].join(' ');
  }

  async #infoOf({ name, table, columns, unique, definition, oid }: IndexRow): Promise<IndexInfo> {
    // A cluster of Aurora DSQL tells no sizes.
    const [row] = await this.#db
      .any<{ size: string }>('SELECT pg_size_pretty(pg_relation_size($1::oid)) AS size', [oid])
      .catch(() => []);
    const bare = columns.map((column) => column.replaceAll('"', ''));
    return { name, table, columns: bare, unique, size: row?.size ?? '', definition };
  }

  async #statsOf(oid: string): Promise<Partial<IndexStats>> {
    const [row] = await this.#db
      .any<Record<'scans' | 'tuples_read' | 'tuples_fetched', string>>(
        `SELECT idx_scan AS scans, idx_tup_read AS tuples_read, idx_tup_fetch AS tuples_fetched
         FROM pg_catalog.pg_stat_all_indexes WHERE indexrelid = $1::oid`,
        [oid],
      )
      .catch(() => []);
    if (row === undefined) return {};
    const { scans, tuples_read, tuples_fetched } = row;
    return {
      scans: Number(scans),
      tuples_read: Number(tuples_read),
      tuples_fetched: Number(tuples_fetched),
    };
  }

  async #run<Result>(operation: string, name: string, run: () => Promise<Result>): Promise<Result> {
    try {
      return await run();
    } catch (cause) {
      const isUser = cause instanceof TypeError;
      throw new MastraError(
        {
          id: `MASTRA_STORAGE_${this.#isDsql ? 'DSQL' : 'PG'}_${operation}_FAILED` as Uppercase<string>,
          domain: 'STORAGE',
          category: isUser ? 'USER' : 'THIRD_PARTY',
          text: cause instanceof Error ? cause.message : String(cause),
          details: { name },
        },
        cause,
      );
    }
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function checked(name: unknown, option: string): string {
  if (typeof name === 'string' && /^[a-zA-Z_][a-zA-Z0-9_]{0,62}$/.test(name)) return name;
  throw new TypeError(`${option} may have letters, digits and underscores, at most 63`);
}

function checkedValue(value: unknown): string {
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  throw new TypeError('storage holds numbers and booleans');
}
