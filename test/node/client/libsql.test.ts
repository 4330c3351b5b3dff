// A libSQL server and what goes wrong with it: sqld itself, or a shim in front of it.
import type { MastraDBMessage } from '@mastra/core/agent';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import type { AgentKeepError, LibSQLStoreConfig, MemoryStore } from '../../../client/index.js';
import { noise } from '../../worker/support/noise.js';
import { Sqld } from '../../contract/support/sqld.js';

let server: Sqld;
beforeAll(async () => {
  server = await Sqld.start();
}, 30_000);
afterAll(() => server?.remove());

const thread = (id: string, more: object = {}) => ({
  id,
  resourceId: 'r',
  title: 'A thread',
  metadata: { n: 1, none: null },
  createdAt: new Date(),
  updatedAt: new Date(),
  ...more,
});

const messagesOf = (threadId: string, count: number, text = 'x') =>
  Array.from(
    { length: count },
    (_, i) =>
      ({
        id: `${threadId}-${i}`,
        threadId,
        resourceId: 'r',
        role: 'user',
        createdAt: new Date(1_800_000_000_000 + i),
        content: { format: 2, parts: [{ type: 'text', text: `${i} ${text}` }] },
      }) as MastraDBMessage,
  );

type Send = NonNullable<LibSQLStoreConfig['fetch']>;

/** A store whose tables are there, and the bodies of its requests from now on. */
async function opened(options: Partial<LibSQLStoreConfig> = {}) {
  const bodies: string[] = [];
  const send: Send = options.fetch ?? fetch;
  const store = new LibSQLStore({
    url: server.url.replace('http:', 'libsql:') + '?tls=0',
    authToken: server.token(),
    initialBackoffMs: 1,
    ...options,
    fetch: (url, init) => {
      bodies.push(init.body as string);
      return send(url, init);
    },
  });
  const memory = store.stores.memory as MemoryStore;
  return { store, memory, bodies };
}

async function failureOf(call: Promise<unknown>, token?: string): Promise<AgentKeepError> {
  try {
    await call;
  } catch (cause) {
    if (token !== undefined) expect(inspect(cause, { depth: 9 })).not.toContain(token);
    return cause as AgentKeepError;
  }
  throw new Error('the call did not fail');
}

describe('a libSQL server', () => {
  it('is asked once a method, by one batch that is a transaction', async () => {
    const { store, memory, bodies } = await opened();
    await store.init();
    const init = bodies.length;
    expect(init).toBeLessThanOrEqual(3);
    await memory.saveThread({ thread: thread('one') });
    await memory.saveMessages({ messages: messagesOf('one', 50) });
    const page = await memory.listMessages({ threadId: 'one', perPage: 10 });
    expect(page).toMatchObject({ total: 50, hasMore: true });
    expect(bodies.length - init).toBe(3);
    const steps = bodies.map((body) => JSON.parse(body).requests[0].batch.steps.length as number);
    expect(steps.at(-1)).toBe(5); // a read of two statements is one snapshot

    const again = await opened();
    await again.store.init();
    expect(again.bodies).toHaveLength(1);
  });

  it('keeps whole numbers of 64 bits, NUL and every character', async () => {
    const { memory, store } = await opened();
    await store.init();
    const title = 'NUL \0 inside, \ufeff 😀 "\' \\';
    await memory.saveThread({ thread: thread('exact', { title }) });
    expect((await memory.getThreadById({ threadId: 'exact' }))!.title).toBe(title);
    const sql = `INSERT INTO mastra_messages
        (rowid, id, thread_id, content, role, type, createdAt, resourceId) VALUES
        (9007199254740993, 'later', 'exact', 'x', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r'),
        (9007199254740992, 'earlier', 'exact', 'x', 'user', 'v2', '2026-01-01T00:00:00.000Z', 'r')`;
    await server.pipeline([{ type: 'execute', stmt: { sql } }, { type: 'close' }]);
    const { messages } = await memory.listMessages({
      threadId: 'exact',
      include: [{ id: 'later', withPreviousMessages: 1 }],
    });
    expect(messages.map(({ id }) => id)).toEqual(['earlier', 'later']);
    await memory.deleteMessages(['earlier', 'later']);
  });

  it('undoes all of a call of which something fails', async () => {
    const { store, memory } = await opened();
    await store.init();
    await memory.saveThread({ thread: thread('undo') });
    // What the call writes last is refused by the server.
    const broken = new LibSQLStore({
      url: server.url,
      authToken: server.token(),
      maxRetries: 1,
      fetch: (url, init) => {
        const body = JSON.parse(init.body as string);
        const { steps } = body.requests[0].batch;
        if (steps[0].stmt.sql === 'BEGIN IMMEDIATE') {
          steps[steps.length - 3].stmt = { sql: "SELECT json_extract('{}', 'no path')", args: [] };
        }
        return fetch(url, { ...init, body: JSON.stringify(body) });
      },
    });
    const memories = broken.stores.memory as MemoryStore;
    const error = await failureOf(memories.saveMessages({ messages: messagesOf('undo', 3) }));
    expect(error).toMatchObject({ code: 'internal', committed: 'no' });
    expect((await memory.listMessages({ threadId: 'undo' })).total).toBe(0);
    // The stream is closed: no lock is left behind.
    const began = performance.now();
    await memory.saveMessages({ messages: messagesOf('undo', 3) });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('refuses tokens by the name of the option, and never repeats them', async () => {
    const cases: [string | undefined, string, RegExp][] = [
      [undefined, 'internal', /^the database does not know authToken/],
      ['not-a-token', 'internal', /^the database does not know authToken/],
      [server.token('rw', -600), 'internal', /^authToken has expired/],
    ];
    for (const [authToken, code, message] of cases) {
      const { memory, bodies } = await opened({ authToken });
      const error = await failureOf(memory.getThreadById({ threadId: 't' }), authToken);
      expect(error).toMatchObject({ code, committed: 'no', retryable: false });
      expect(error.message).toMatch(message);
      expect(bodies).toHaveLength(1);
    }
  });

  it('a token that only reads reads, and says so when it should write', async () => {
    const writer = await opened();
    await writer.memory.saveThread({ thread: thread('seen') });
    const authToken = server.token('ro');
    const { memory } = await opened({ authToken, disableInit: true });
    expect(await memory.getThreadById({ threadId: 'seen' })).toMatchObject({ id: 'seen' });
    expect((await memory.listMessages({ threadId: 'one', perPage: 5 })).total).toBe(50);
    const error = await failureOf(memory.saveThread({ thread: thread('no') }), authToken);
    expect(error).toMatchObject({ code: 'internal', committed: 'no' });
    expect(error.message).toBe('authToken may only read: the call needs a token that may write');
  });

  it('waits for a writer that holds the lock, and takes it from one that is gone', async () => {
    const { memory, store } = await opened();
    await store.init();
    const { baton } = await server.pipeline([
      { type: 'execute', stmt: { sql: 'BEGIN IMMEDIATE' } },
      { type: 'execute', stmt: { sql: "UPDATE mastra_threads SET title = 'lost'" } },
    ]);
    const began = performance.now();
    await memory.saveThread({ thread: thread('after') });
    expect(performance.now() - began).toBeGreaterThan(3000);
    // That one's transaction was undone.
    const { results } = await server.pipeline(
      [{ type: 'execute', stmt: { sql: 'COMMIT' } }],
      baton,
    );
    expect(results[0].type).toBe('error');
    expect((await memory.getThreadById({ threadId: 'after' }))!.title).toBe('A thread');
  }, 20_000);

  it('repeats what a stream that has expired left undone', async () => {
    const codes = ['TRANSACTION_TIMEOUT', 'STREAM_EXPIRED', 'SQLITE_BUSY'];
    const faults = codes.flatMap((code) => [
      { status: 200, body: { results: [{ type: 'error', error: { message: 'x', code } }] } },
      {
        status: 400,
        body: { message: 'The stream has expired due to inactivity', code: 'STREAM_EXPIRED' },
      },
    ]);
    const { memory, bodies } = await opened({
      fetch: async (url, init) => {
        const fault = faults.shift();
        if (fault === undefined) return fetch(url, init);
        return Response.json(fault.body, { status: fault.status });
      },
    });
    await memory.saveThread({ thread: thread('repeated') });
    expect(faults).toEqual([]);
    expect(bodies.length).toBeGreaterThan(6);
    expect(await memory.getThreadById({ threadId: 'repeated' })).toMatchObject({ id: 'repeated' });
  });

  it('gives up after maxRetries', async () => {
    const { memory, bodies } = await opened({
      maxRetries: 2,
      fetch: async () =>
        Response.json({
          results: [
            { type: 'error', error: { message: 'database is locked', code: 'SQLITE_BUSY' } },
          ],
        }),
    });
    const error = await failureOf(memory.saveThread({ thread: thread('locked') }));
    expect(error).toMatchObject({
      code: 'unavailable',
      committed: 'no',
      id: 'MASTRA_STORAGE_LIBSQL_SAVE_THREAD_UNAVAILABLE',
      message: 'the database is locked by another writer; nothing was written',
    });
    expect(bodies).toHaveLength(2);
  });

  it('a write whose answer is lost may have been done, a read is repeated', async () => {
    let cut = false;
    const { memory, store } = await opened({
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (!cut) return response;
        cut = false;
        throw new TypeError('fetch failed', { cause: { code: 'UND_ERR_SOCKET' } });
      },
    });
    await store.init();
    await memory.saveThread({ thread: thread('lost') });
    cut = true;
    const error = await failureOf(memory.updateThread({ id: 'lost', title: 'Done', metadata: {} }));
    expect(error).toMatchObject({ code: 'outcome_unknown', committed: 'unknown' });
    cut = true;
    expect((await memory.getThreadById({ threadId: 'lost' }))!.title).toBe('Done');
  });

  it('is found again after it was away', async () => {
    const { memory, store } = await opened({ maxRetries: 8, initialBackoffMs: 50 });
    await store.init();
    await server.stop('SIGKILL');
    const error = await failureOf(
      new LibSQLStore({ url: server.url, maxRetries: 1 }).stores.memory!.getThreadById({
        threadId: 't',
      }),
    );
    expect(error).toMatchObject({ code: 'unavailable', committed: 'no', retryable: true });
    const saving = memory.saveThread({ thread: thread('patient') });
    await server.restart();
    await saving;
    expect(await memory.getThreadById({ threadId: 'patient' })).toMatchObject({ id: 'patient' });
    expect(await memory.getThreadById({ threadId: 'one' })).toMatchObject({ id: 'one' });
  }, 30_000);

  it('keeps what is larger than its values, as far as it answers so much', async () => {
    const { memory, store } = await opened();
    const workflows = (await store.getStore('workflows'))!;
    const snapshotOf = (runId: string, output: string) =>
      ({ runId, status: 'running', value: {}, context: { state: { output } } }) as never;
    const keys = (runId: string) => ({ workflowName: 'large', runId });
    // Text that packs well, and text that does not.
    for (const [runId, output] of [
      ['plain', 'a line of text, '.repeat(2_000_000)],
      ['noise', noise(7_000_000)],
    ] as const) {
      const snapshot = snapshotOf(runId, output);
      await workflows.persistWorkflowSnapshot({ ...keys(runId), snapshot });
      const loaded = await workflows.loadWorkflowSnapshot(keys(runId));
      expect(JSON.stringify(loaded) === JSON.stringify(snapshot)).toBe(true);
    }
    const error = await failureOf(
      workflows.persistWorkflowSnapshot({
        ...keys('beyond'),
        snapshot: snapshotOf('beyond', noise(14_000_000)),
      }),
    );
    expect(error).toMatchObject({
      code: 'too_large',
      committed: 'no',
      message: 'snapshot must not be longer than 9500000 bytes when it is packed',
    });
    expect(await workflows.loadWorkflowSnapshot(keys('beyond'))).toBeNull();

    // Together they are longer than a value may be.
    await memory.saveThread({ thread: thread('long') });
    const messages = Array.from({ length: 120 }, (_, i) => ({
      id: `long-${i}`,
      threadId: 'long',
      resourceId: 'r',
      role: 'user' as const,
      createdAt: new Date(i),
      content: { format: 2 as const, parts: [{ type: 'text' as const, text: noise(60_000) }] },
    }));
    await memory.saveMessages({ messages });
    const page = await memory.listMessages({ threadId: 'long', perPage: 40, page: 2 });
    expect(page.messages).toEqual(messages.slice(80));
  }, 60_000);

  it('names a value that is too large for it', async () => {
    const { memory, store } = await opened();
    await store.init();
    const error = await failureOf(
      memory.saveThread({ thread: thread('large', { title: 'x'.repeat(5_000_000) }) }),
    );
    expect(error).toMatchObject({
      code: 'too_large',
      committed: 'no',
      message: expect.stringContaining('title'),
    });
  }, 30_000);

  it('something else that answers is not taken for it', async () => {
    for (const body of ['<html>', '{}', '{"results":[]}', '{"results":[{"type":"ok"}]}']) {
      const { memory } = await opened({ maxRetries: 1, fetch: async () => new Response(body) });
      const error = await failureOf(memory.getThreadById({ threadId: 't' }));
      expect(error).toMatchObject({ code: 'unavailable', committed: 'no' });
    }
    const { memory } = await opened({ fetch: async () => new Response('', { status: 404 }) });
    const error = await failureOf(memory.getThreadById({ threadId: 't' }));
    expect(error.message).toBe('there is no libSQL database at url');
  });
});

describe('options', () => {
  const made = (options: object) => () => new LibSQLStore(options as LibSQLStoreConfig);

  it.each<[object, RegExp]>([
    [{}, /url is required/],
    [{ url: '' }, /url is required/],
    [{ url: 'postgres://x' }, /url must be a URL such as libsql:/],
    [{ url: 'libsql://user:pass@host' }, /url must be a URL/],
    [{ url: 'libsql://host?mode=x' }, /url must be a URL/],
    [{ url: 'file:' }, /url must be file: and a path/],
    [{ url: 'file://host/x.db' }, /url must be file: and a path/],
    [{ url: 'file:x.db?mode=ro' }, /without parameters/],
    [{ url: 'file:%zz' }, /url has a %/],
    [{ url: 'libsql://host', authToken: 'a b' }, /authToken must be a text without spaces/],
    [{ url: 'libsql://host', syncUrl: 'x' }, /syncUrl is not supported/],
    [{ url: ':memory:', maxRetries: 0 }, /maxRetries must be a whole number, at least 1/],
    [{ url: ':memory:', initialBackoffMs: -1 }, /initialBackoffMs must be a whole number/],
    [{ url: ':memory:', connectionTimeoutMs: 1.5 }, /connectionTimeoutMs must be a whole number/],
    [{ url: ':memory:', localPragmas: { cacheSize: 'x' } }, /localPragmas.cacheSize must be/],
    [{ url: ':memory:', tablePrefix: 'a-b' }, /tablePrefix may have/],
    [{ url: ':memory:', id: ' ' }, /id cannot be empty/],
  ])('%o', (options, message) => {
    expect(made(options)).toThrow(message);
    expect(made(options)).toThrow(
      expect.objectContaining({ id: 'MASTRA_STORAGE_LIBSQL_INITIALIZATION_FAILED' }),
    );
  });

  it('says where a URL of each form leads', async () => {
    const urls: Record<string, string> = {
      'libsql://db-org.turso.io': 'https://db-org.turso.io/v2/pipeline',
      'wss://db-org.turso.io/': 'https://db-org.turso.io/v2/pipeline',
      'https://host:8443/path/': 'https://host:8443/path/v2/pipeline',
      'libsql://127.0.0.1:8080?tls=0': 'http://127.0.0.1:8080/v2/pipeline',
      'http://localhost:8080?authToken=abc': 'http://localhost:8080/v2/pipeline',
    };
    for (const [url, expected] of Object.entries(urls)) {
      let asked: [string, RequestInit] | undefined;
      const store = new LibSQLStore({
        url,
        maxRetries: 1,
        fetch: async (...request) => {
          asked = request;
          return new Response('', { status: 404 });
        },
      });
      await failureOf(store.init());
      expect(asked![0]).toBe(expected);
      const { authorization } = asked![1].headers as Record<string, string>;
      expect(authorization).toBe(url.includes('authToken') ? 'Bearer abc' : undefined);
    }
  });
});
