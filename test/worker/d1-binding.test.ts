import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../worker/host/abi.js';
import type { Cell, DbAnswer, Statement } from '../../worker/host/abi.js';
import { D1Binding, isBookmark } from '../../worker/host/d1-binding.js';
import { classifySqliteError } from '../../worker/host/sqlite-errors.js';

const { DB } = env as { DB: D1Database };

const sql = (text: string, ...params: Cell[]): Statement => ({ sql: text, params });

function run(statements: Statement[], readOnly = false): Promise<DbAnswer> {
  const request = { readOnly, replicaOk: false, delayMs: 0, statements };
  return new D1Binding(DB, undefined).execute(request);
}

beforeEach(async () => {
  await DB.batch(
    [
      'DROP TABLE IF EXISTS t',
      'CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER NOT NULL, j TEXT)',
    ].map((text) => DB.prepare(text)),
  );
});

const count = async (): Promise<unknown> =>
  await DB.prepare('SELECT count(*) AS n FROM t').first('n');

describe('a batch', () => {
  it('answers rows in the order of the columns, and counts what it cost', async () => {
    const transport = new D1Binding(DB, 'first-primary');
    expect(transport.bookmark()).toBeNull();
    const write = await transport.execute({
      readOnly: false,
      replicaOk: false,
      delayMs: 0,
      statements: [
        sql(
          `INSERT INTO t SELECT value->>0, value->>1, NULL FROM json_each(?1)`,
          '[["b",1],["a",2]]',
        ),
        sql('SELECT n AS z, id AS a, j AS m FROM t ORDER BY id'),
      ],
    });
    expect(write).toMatchObject({ results: [{ changes: 2 }, { rows: [{}, {}] }] });
    if ('failure' in write) throw new Error('failed');
    expect(write.results[1]?.rows.map((row) => Object.entries(row))).toEqual([
      [
        ['z', 2],
        ['a', 'a'],
        ['m', null],
      ],
      [
        ['z', 1],
        ['a', 'b'],
        ['m', null],
      ],
    ]);
    expect(transport.cost).toMatchObject({ trips: 1, statements: 2 });
    expect(transport.cost.rowsRead).toBeGreaterThanOrEqual(2);
    expect(transport.cost.rowsWritten).toBeGreaterThanOrEqual(2);
    expect(isBookmark(transport.bookmark() ?? '')).toBe(true);
  });

  it('begins where a bookmark of an earlier answer stood', async () => {
    const first = new D1Binding(DB, 'first-unconstrained');
    const statements = [sql('SELECT 1 AS one')];
    await first.execute({ readOnly: true, replicaOk: true, delayMs: 0, statements });
    const bookmark = first.bookmark();
    expect(bookmark).not.toBeNull();
    const second = new D1Binding(DB, bookmark ?? '');
    expect(
      await second.execute({ readOnly: true, replicaOk: false, delayMs: 0, statements }),
    ).toEqual({ results: [{ changes: 0, rows: [{ one: 1 }] }] });
  });
});

describe('a session', () => {
  const one = [sql('SELECT 1 AS one')];

  /** Where the sessions of a call begin, for requests that allow a replica or not. */
  async function starts(bookmark: string | undefined, ...allowed: boolean[]): Promise<unknown[]> {
    const begun: unknown[] = [];
    const db = {
      prepare: (text: string) => DB.prepare(text),
      batch: (statements: D1PreparedStatement[]) => DB.batch(statements),
      withSession(start: string) {
        begun.push(start);
        return DB.withSession(start);
      },
    } as D1Database;
    const transport = new D1Binding(db, bookmark);
    for (const replicaOk of allowed) {
      const request = { readOnly: true, replicaOk, delayMs: 0, statements: one };
      expect(await transport.execute(request)).toMatchObject({ results: [{}] });
    }
    expect(transport.bookmark() === null).toBe(bookmark === undefined);
    return begun;
  }

  it('begins at the primary unless core and caller both allow a replica', async () => {
    expect(await starts('first-primary', true)).toEqual(['first-primary']);
    expect(await starts('first-unconstrained', false)).toEqual(['first-primary']);
    expect(await starts('first-unconstrained', true)).toEqual(['first-unconstrained']);
    expect(await starts('0-0-0-1', true)).toEqual(['0-0-0-1']);
  });

  it('is for callers who have asked for it', async () => {
    expect(await starts(undefined, true, false)).toEqual([]);
  });

  it('sees what earlier requests of the call have seen', async () => {
    const [first, second, third] = await starts('first-unconstrained', false, true, false);
    expect(first).toBe('first-primary');
    expect(isBookmark(String(second))).toBe(true);
    expect(String(second)).not.toMatch(/^first/);
    expect(third).toBe('first-primary');
  });
});

describe('a failure', () => {
  const insert = sql("INSERT INTO t VALUES ('a', 1, NULL)");

  it.each([
    ['unique', sql("INSERT INTO t VALUES ('a', 2, NULL)"), 't.id'],
    [
      'guard',
      sql(
        `SELECT CASE WHEN changes() = 2 THEN 1 ELSE json_extract('{}','agentkeep guard 7') END AS g`,
      ),
      '7',
    ],
    ['missing', sql('SELECT * FROM mastra_threads'), 'mastra_threads'],
    ['missing', sql('SELECT nope FROM t'), 'nope'],
    ['missing', sql('INSERT INTO t (nope) VALUES (1)'), 'nope'],
    ['missing', sql('UPDATE t SET nope = 1'), 'nope'],
    ['tooLarge', sql(`SELECT 1 AS x -- ${'x'.repeat(100_001)}`), ''],
    ['refused', sql('SELECT * FRM t'), ''],
    ['refused', sql("INSERT INTO t VALUES ('b', NULL, NULL)"), ''],
    ['refused', sql('SELECT ?1 + ?101 AS x', ...Array<number>(101).fill(1)), ''],
    ['refused', sql("SELECT json_extract('{}', 'x') AS x"), ''],
    ['refused', sql('PRAGMA user_version'), ''],
    ['refused', sql('SELECT 1 AS one', 'one too many'), ''],
    ['refused', { sql: 'SELECT ?1 AS x', params: [undefined as unknown as null] }, ''],
  ] satisfies [keyof typeof failure, Statement, string][])(
    'of the kind "%s" undoes the batch (%#)',
    async (kind, statement, detail) => {
      expect(await run([insert, statement])).toEqual({
        failure: failure[kind],
        sent: false,
        detail,
      });
      expect(await count()).toBe(0);
    },
  );
  it.each([true, false])('that nobody answers is lost in time, read only: %s', async (readOnly) => {
    const session = {
      prepare: (text: string) => DB.prepare(text),
      batch: () => new Promise(() => {}),
      getBookmark: () => null,
    };
    const silent = { ...session, withSession: () => session } as unknown as D1Database;
    const request = { readOnly, replicaOk: false, delayMs: 0, statements: [sql('SELECT 1')] };
    for (const bookmark of [undefined, 'first-primary']) {
      for (const ofRequest of [false, true]) {
        // A write may have been done.
        const transport = new D1Binding(silent, bookmark, 20, ofRequest);
        expect(await transport.execute(request)).toMatchObject({
          failure: failure.unavailable,
          sent: !readOnly,
        });
      }
    }
  });
});

describe('classifySqliteError', () => {
  const error = (message: string): string => `D1_ERROR: ${message}`;

  it.each([
    'Network connection lost.',
    'Internal error while starting up D1 DB storage caused object to be reset.',
    'D1 DB storage operation exceeded timeout which caused object to be reset.',
    'D1 DB reset because its code was updated.',
    'Cannot resolve D1 DB due to transient issue on remote node.',
    'Replica disconnected from primary.',
    'disk I/O error: SQLITE_IOERR',
    'Failed to parse body as JSON, got: <html>',
    'something that nobody has seen',
  ])('does not know whether a write was done: %s', (message) => {
    expect(classifySqliteError(error(message), false)).toEqual({
      failure: failure.unavailable,
      sent: true,
      detail: '',
    });
    expect(classifySqliteError(error(message), true)).toMatchObject({
      failure: failure.unavailable,
      sent: false,
    });
  });

  it.each([
    'D1 DB is overloaded. Too many requests queued.',
    'D1 DB is overloaded. Requests queued for too long.',
    'database or disk is full: SQLITE_FULL',
    'Exceeded maximum DB size',
  ])('sends no more to a database that is overloaded: %s', (message) => {
    expect(classifySqliteError(error(message), false)).toMatchObject({
      failure: failure.overloaded,
      sent: false,
    });
  });

  it('knows a value that is too large, a busy database, and keys of several columns', () => {
    expect(
      classifySqliteError(error('string or blob too big: SQLITE_TOOBIG'), false),
    ).toMatchObject({ failure: failure.tooLarge, sent: false });
    expect(classifySqliteError(error('database is locked: SQLITE_BUSY'), false)).toMatchObject({
      failure: failure.busy,
      sent: false,
    });
    const unique =
      'UNIQUE constraint failed: t.a, t.b: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)';
    expect(classifySqliteError(error(unique), false)).toMatchObject({
      failure: failure.unique,
      detail: 't.a, t.b',
    });
  });
});

describe('isBookmark', () => {
  it('takes bookmarks of answers and the words for where to begin', () => {
    expect(isBookmark('00000000-00000000-00004f1c-0a9b8c7d6e5f40312233445566778899')).toBe(true);
    expect(isBookmark('first-primary')).toBe(true);
    expect(isBookmark('first-unconstrained')).toBe(true);
  });

  it.each([
    '',
    'garbage',
    'first',
    '0-0-0',
    '0-0-0-0-0',
    'G-0-0-0',
    '0-0-0-0\n',
    ' 0-0-0-0',
    `${'0'.repeat(300)}-0-0-0`,
  ])('refuses %j', (text) => {
    expect(isBookmark(text)).toBe(false);
  });
});
