// SQLite's WebAssembly build in a Worker: databases in memory.
import sqlite from '@sqlite.org/sqlite-wasm/sqlite3.wasm';
import { describe, expect, it } from 'vitest';
import { libsqlConnection } from '../../client/libsql-connection.js';
import { StoreClient } from '../../client/store-client.js';

const now = new Date();
const thread = (id: string, more: object = {}) => ({
  id,
  resourceId: 'r',
  title: `NUL \0 inside, \ufeff 😀`,
  metadata: { n: 1.5, list: [null, 'ä'] },
  createdAt: now,
  updatedAt: now,
  ...more,
});
const message = (i: number) => ({
  id: `m${i}`,
  threadId: 't',
  resourceId: 'r',
  role: 'user',
  createdAt: new Date(now.getTime() + i),
  content: { format: 2, parts: [{ type: 'text', text: `${i}` }] },
});

describe('a database in memory', () => {
  it('is a store like others', async () => {
    const connection = libsqlConnection({ url: ':memory:', sqlite });
    const store = new StoreClient(connection);
    await store.init();
    await store.call('memory.saveThread', { thread: thread('t') });
    expect(await store.call('memory.getThreadById', { threadId: 't' })).toEqual(thread('t'));
    await store.call('memory.saveMessages', { messages: [1, 2, 3].map(message) });
    const page = await store.call('memory.listMessages', { threadId: 't', perPage: 2 });
    expect(page).toMatchObject({ total: 3, hasMore: true });
    const metadata = { more: true };
    await store.call('memory.updateThread', { id: 't', title: 'New', metadata });
    const changed = { title: 'New', metadata: { ...thread('t').metadata, ...metadata } };
    expect(await store.call('memory.getThreadById', { threadId: 't' })).toMatchObject(changed);
    await expect(
      store.call('memory.updateThread', { id: 'none', title: '', metadata }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await connection.close();
    await expect(store.call('memory.getThreadById', { threadId: 't' })).rejects.toThrow(
      'the store is closed',
    );
  });

  it('undoes a call of which something fails', async () => {
    const store = new StoreClient(libsqlConnection({ url: 'file::memory:', sqlite }));
    await store.call('memory.saveThread', { thread: thread('t') });
    await store.call('memory.cloneThread', { sourceThreadId: 't', newThreadId: 'copy' });
    await expect(
      store.call('memory.cloneThread', { sourceThreadId: 't', newThreadId: 'copy' }),
    ).rejects.toMatchObject({ committed: 'no' });
    const { total } = (await store.call('memory.listThreads', {})) as { total: number };
    expect(total).toBe(2);
  });

  it('needs an SQLite, and a file needs Node', async () => {
    const file = new StoreClient(libsqlConnection({ url: 'file:./dev.db', sqlite }));
    await expect(file.init()).rejects.toThrow('url names a file: only Node (22.16 or newer) can');
    const none = new StoreClient(libsqlConnection({ url: ':memory:' }));
    await expect(none.init()).rejects.toThrow('the option sqlite is needed');
    expect(() => libsqlConnection({ url: ':memory:', sqlite: {} })).toThrow(/^sqlite must be a/);
  });
});
