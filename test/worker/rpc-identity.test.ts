import { describe, expect, it } from 'vitest';
import { thread } from './support/memory.js';
import { bindings, refusalOf } from './support/store-bindings.js';

const { STORE, READER, ADMIN, STAGING } = bindings;

describe('a binding without props', () => {
  it('may read and write, and no more', async () => {
    await STORE.memory.saveThread({ thread: thread('plain') });
    expect(await STORE.memory.getThreadById({ threadId: 'plain' })).not.toBeNull();
    expect(await refusalOf(STORE.store.init())).toMatchObject({
      code: 'forbidden',
      status: 403,
      message: 'store.init needs the scope "admin", which the caller does not have',
    });
  });
});

describe('props', () => {
  it('say what the caller may do', async () => {
    await STORE.memory.saveThread({ thread: thread('to-read') });
    expect(await READER.memory.getThreadById({ threadId: 'to-read' })).not.toBeNull();
    expect(await refusalOf(READER.memory.deleteThread({ threadId: 'to-read' }))).toMatchObject({
      code: 'forbidden',
      committed: 'no',
    });
    expect(await READER.memory.getThreadById({ threadId: 'to-read' })).not.toBeNull();
    expect(await ADMIN.store.init()).toMatchObject({ schemaVersion: expect.any(Number) });
  });

  it('say which tables are meant', async () => {
    await STORE.memory.saveThread({ thread: thread('mine') });
    expect(await STAGING.memory.getThreadById({ threadId: 'mine' })).toBeNull();
    await STAGING.memory.saveThread({ thread: thread('mine', { title: 'Staging' }) });
    expect((await STORE.memory.getThreadById({ threadId: 'mine' }))?.title).toBe('Thread mine');
    using session = STAGING.session();
    expect((await session.memory.getThreadById({ threadId: 'mine' }))?.title).toBe('Staging');
    const { body } = await STAGING.call('memory.getThreadById', '{"threadId":"mine"}');
    expect(JSON.parse(body).title).toBe('Staging');
  });

  it.each([
    ['MISSPELT', 'has a field other than tablePrefix, scopes and tenant'],
    ['ILL_PREFIXED', 'tablePrefix must not begin with mastra, sqlite, _cf_'],
    ['ILL_SCOPED', 'scopes may be "read", "write" and "admin"'],
  ] as const)('of %s are refused at every door', async (name, why) => {
    const message = `the props of the service binding are not valid: ${why}`;
    const store = bindings[name];
    expect(await refusalOf(store.memory.listThreads())).toMatchObject({
      code: 'internal',
      message,
    });
    using session = store.session();
    expect(await refusalOf(session.memory.listThreads())).toMatchObject({ message });
    const { status, body } = await store.call('memory.listThreads', '{}');
    expect({ status, message: JSON.parse(body).error.message }).toEqual({ status: 500, message });
  });
});
