import { expect, it } from 'vitest';
import type { Store } from '../../client/store.js';
import type { Subject } from './suite.js';

const table = 'mastra_threads';
const namesOf = async (store: Store) => (await store.listIndexes(table)).map(({ name }) => name);

/** Indexes that a caller makes, lists, describes and drops. */
export function indexes(subject: Subject): void {
  if (subject.hasIndexes === false) {
    it('are not the caller’s to make', async () => {
      const store = subject.store();
      const refused = {
        id: subject.id('INDEX_LIST_NOT_SUPPORTED'),
        code: 'invalid_argument',
        message: expect.stringContaining('has no indexes to manage'),
      };
      await expect(store.listIndexes()).rejects.toMatchObject(refused);
      const options = { name: 'i', table, columns: ['title'] };
      for (const call of [
        () => store.createIndex(options),
        () => store.describeIndex('i'),
        () => store.dropIndex('i'),
      ]) {
        await expect(call()).rejects.toMatchObject({ message: refused.message });
      }
    });
    return;
  }

  it('are made, listed, described and dropped', async () => {
    const store = subject.store();
    await store.init();
    const before = await namesOf(store);
    const columns = ['title DESC', 'createdAt'];
    const made = await subject.counted(() =>
      store.createIndex({ name: 'idx_title', table, columns }),
    );
    // The name is looked up first.
    if (made !== undefined) expect(made).toBeLessThanOrEqual(2);
    // The table has one of that name: nothing happens.
    await subject.trips(1, () => store.createIndex({ name: 'idx_title', table, columns: ['id'] }));
    await expect(
      store.createIndex({ name: 'idx_title', table: 'mastra_messages', columns: ['id'] }),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: 'name is that of an index of another table',
    });
    const info = await subject.trips(1, () => store.describeIndex('idx_title'));
    expect(info).toMatchObject({
      name: expect.stringMatching(/idx_title$/),
      table: expect.stringMatching(/mastra_threads$/),
      columns: ['title', 'createdAt'],
      unique: false,
      definition: expect.stringMatching(/^CREATE INDEX .*idx_title.*\(.*title.*createdAt/),
      method: 'btree',
    });
    if (info.size !== undefined) expect(info.size).toMatch(/^\d+ (KB|kB|bytes)$/);
    const { method, scans, tuples_read, tuples_fetched, ...listed } = info;
    for (const count of [scans, tuples_read, tuples_fetched]) {
      if (count !== undefined) expect(count).toBeGreaterThanOrEqual(0);
    }
    const list = await subject.trips(1, () => store.listIndexes(table));
    expect(list).toContainEqual(listed);
    // It is found by the name that the list has, too.
    expect(await store.describeIndex(info.name)).toMatchObject(listed);
    const trips = await subject.counted(() => store.dropIndex('idx_title'));
    if (trips !== undefined) expect(trips).toBeLessThanOrEqual(2);
    expect(await namesOf(store)).toEqual(before);
    await store.dropIndex('idx_title');
    await expect(store.describeIndex('idx_title')).rejects.toMatchObject({
      id: subject.id('INDEX_DESCRIBE_FAILED'),
      code: 'not_found',
      message: 'name: there is no idx_title',
    });
  });

  it('are listed with those of the store, over all of its tables', async () => {
    const store = subject.store();
    const all = await store.listIndexes();
    const tables = new Set(all.map((index) => index.table));
    expect([...tables].filter((name) => name.endsWith('mastra_messages'))).toHaveLength(1);
    expect(
      all.find(({ columns }) => columns.join().startsWith('thread_id,createdAt')),
    ).toBeDefined();
    const primary = (await store.listIndexes(table)).find(({ unique }) => unique);
    expect(primary).toMatchObject({ columns: ['id'], unique: true });
    // Those stay.
    for (const { name } of await store.listIndexes(table)) {
      await expect(store.dropIndex(name)).rejects.toMatchObject({
        id: subject.id('INDEX_DROP_FAILED'),
        code: 'invalid_argument',
        message: 'name: the store itself needs that index',
      });
    }
  });

  it('may be unique, and of some rows', async () => {
    const store = subject.store();
    const memory = (await store.getStore('memory'))!;
    const now = new Date();
    const thread = (id: string, title: string) => ({
      thread: { id, resourceId: 'of indexes', title, createdAt: now, updatedAt: now },
    });
    await memory.saveThread(thread('index-a', 'Apple'));
    await memory.saveThread(thread('index-b', 'Apple'));
    const options = { name: 'one_title', table, columns: ['title'], unique: true };
    await expect(store.createIndex({ ...options, concurrent: false })).rejects.toMatchObject({
      id: subject.id('INDEX_CREATE_FAILED'),
      code: 'conflict',
      message: 'rows have equal values in columns, which must be unique',
    });
    await expect(store.createIndex(options)).rejects.toMatchObject({ code: 'conflict' });
    // Nothing is left of it.
    await expect(store.describeIndex('one_title')).rejects.toMatchObject({ code: 'not_found' });
    const where = `"resourceId" = 'of indexes' AND (id >= 'index-b' OR NOT title IS NOT NULL)`;
    await store.createIndex({ ...options, where });
    expect(await store.describeIndex('one_title')).toMatchObject({
      unique: true,
      definition: expect.stringMatching(/UNIQUE.*WHERE/s),
    });
    await memory.saveThread(thread('index-c', 'Pear'));
    await expect(memory.saveThread(thread('index-d', 'Pear'))).rejects.toMatchObject({
      code: 'conflict',
    });
    await memory.saveThread(thread('index-d', 'Plum'));
    await store.dropIndex('one_title');
    for (const id of ['a', 'b', 'c', 'd']) await memory.deleteThread({ threadId: `index-${id}` });
  });

  it.each([
    'mastra_threads',
    'dev_mastra_threads',
    'DEV_Mastra_Messages',
    'dev_agentkeep_schema',
    'agentkeep_locks',
  ])('could be a table of the store behind a prefix: %s', async (name) => {
    const store = subject.store();
    await expect(store.createIndex({ name, table, columns: ['id'] })).rejects.toMatchObject({
      code: 'invalid_argument',
      message: 'name could be that of a table or index of the store, behind some prefix',
    });
  });

  it('could be an index of the store behind a prefix', async () => {
    const store = subject.store();
    const [own] = (await store.listIndexes(table)).filter(({ unique }) => !unique);
    const name = `dev_${own!.name}`;
    await expect(store.createIndex({ name, table, columns: ['id'] })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    // Its own it has.
    await store.createIndex({ name: own!.name, table, columns: ['id'] });
  });

  it.each<[object, string]>([
    [{ name: 'a"b' }, 'name may have letters, digits and underscores, at most 63'],
    [{ name: 'x'.repeat(64) }, 'name may have letters, digits and underscores, at most 63'],
    [{ table: 'mastra_nothing' }, 'table: there is no mastra_nothing'],
    [{ table: 'x; DROP TABLE y' }, 'table may have letters, digits and underscores, at most 63'],
    [{ columns: [] }, 'columns must name at least one column'],
    [{ columns: ['id', 'nothing'] }, 'columns: the table has no nothing'],
    [
      { columns: ['id sideways'] },
      'columns may have letters, digits and underscores, and ASC or DESC behind them',
    ],
    [{ where: 'nothing = 1' }, 'where names what is no column of the table'],
    [{ where: `lower(title) = 'a'` }, 'where names what is no column of the table'],
    [{ where: '(SELECT 1) = 1' }, 'where names what is no column of the table'],
    [{ where: `"title" = "a` }, 'where has a quote that does not end'],
    [
      { where: `title = 'it''s'` },
      'where has a string with a quote, a backslash or a control character',
    ],
    [
      { where: `title = '\\'` },
      'where has a string with a quote, a backslash or a control character',
    ],
    [{ where: 'id = 1 -- or' }, 'where has a number that is none'],
    [{ where: 'id = 1.2.3' }, 'where has a number that is none'],
    ...[';', '/* */', '?1', '$1', 'id || id', 'id::text', '@a'].map((where): [object, string] => [
      { where },
      'where has something else than columns, strings, numbers, comparisons, AND, OR, NOT, IN, ' +
        'IS, BETWEEN, NULL, TRUE, FALSE and parentheses',
    ]),
    [
      { where: 'id IS AND' },
      'the database refuses the index: is its name that of a table, or where no condition?',
    ],
  ])('%o is refused', async (more, message) => {
    const store = subject.store();
    const before = await namesOf(store);
    const options = { name: 'i', table, columns: ['id'], ...more };
    await expect(store.createIndex(options)).rejects.toMatchObject({
      id: subject.id('INDEX_CREATE_FAILED'),
      category: 'USER',
      code: 'invalid_argument',
      message,
    });
    expect(await namesOf(store)).toEqual(before);
  });
}
