import { D1Store as IncumbentStore } from '@mastra/cloudflare-d1';
import type { MastraDBMessage } from '@mastra/core/agent';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { D1Store } from '../../../client/index.js';
import type { AgentKeepError, MemoryStore } from '../../../client/index.js';
import { byService } from '../../contract/support/bridge.js';
import { D1Api } from '../../contract/support/d1-api.js';

let api: D1Api;
beforeAll(async () => {
  api = await D1Api.start();
});
afterAll(() => api?.stop());
afterEach(() => {
  expect(api.faults).toEqual([]);
});

const thread = (id: string) => ({
  id,
  resourceId: 'r',
  title: 'A thread',
  metadata: { n: 1, none: null },
  createdAt: new Date(),
  updatedAt: new Date(),
});

const message = (threadId: string, i: number): MastraDBMessage => ({
  id: `${threadId}-${i}`,
  threadId,
  resourceId: 'r',
  role: 'user',
  createdAt: new Date(1_800_000_000_000 + i),
  content: { format: 2, parts: [{ type: 'text', text: `${i}` }] },
});

/** A store whose tables are there, and its calls of the API from now on. */
async function opened(options = {}) {
  const store = new D1Store({ ...api.options, tablePrefix: 'rest_', ...options });
  await store.init();
  const before = api.requests.length;
  const memory = store.stores.memory as MemoryStore;
  return { memory, calls: () => api.requests.length - before };
}

async function failureOf(call: Promise<unknown>): Promise<AgentKeepError> {
  try {
    await call;
  } catch (cause) {
    expect(inspect(cause, { depth: 9 })).not.toContain(api.options.apiToken);
    return cause as AgentKeepError;
  }
  throw new Error('the call did not fail');
}

describe('D1 over REST', () => {
  it('is one request a method, and text is all that it binds', async () => {
    const { memory, calls } = await opened();
    const t = thread('one');
    await memory.saveThread({ thread: t });
    expect(await memory.getThreadById({ threadId: 'one' })).toEqual(t);
    const messages = Array.from({ length: 50 }, (_, i) => message('one', i));
    await memory.saveMessages({ messages });
    const page = await memory.listMessages({ threadId: 'one', perPage: 40 });
    expect(page).toMatchObject({ total: 50, hasMore: true });
    expect(page.messages).toEqual(messages.slice(0, 40));
    expect(calls()).toBe(4);
    for (const { batch } of api.requests) {
      for (const { sql, params, ...others } of batch as { sql: string; params: unknown[] }[]) {
        expect(sql).toBeTypeOf('string');
        expect(others).toEqual({});
        for (const param of params) expect(param).toBeTypeOf('string');
      }
    }
  });

  it('init() is one request where the tables are current', async () => {
    await opened({ tablePrefix: 'again_' });
    const before = api.requests.length;
    await opened({ tablePrefix: 'again_' });
    expect(api.requests.length - before).toBe(1);
  });

  it('sees what the binding sees', async () => {
    const { memory } = await opened();
    const bound = new D1Store({ binding: api.binding, tablePrefix: 'rest_' }).stores.memory!;
    await bound.saveThread({ thread: thread('bound') });
    expect(await memory.getThreadById({ threadId: 'bound' })).toEqual(
      await bound.getThreadById({ threadId: 'bound' }),
    );
  });

  it('opens a database of the adapter that it replaces', async () => {
    const incumbent = new IncumbentStore({ id: 'd1', binding: api.binding, tablePrefix: 'old_' });
    await incumbent.init();
    const theirs = (await incumbent.getStore('memory'))!;
    await theirs.saveThread({ thread: thread('old') });
    await theirs.saveMessages({ messages: [message('old', 1), message('old', 2)] });
    const { memory } = await opened({ tablePrefix: 'old_' });
    const { messages } = await memory.listMessages({ threadId: 'old' });
    expect(messages.map(({ id }) => id)).toEqual(['old-1', 'old-2']);
    await memory.saveMessages({ messages: [message('old', 3)] });
    expect((await theirs.listMessages({ threadId: 'old' })).messages).toHaveLength(3);
  });
});

describe('a request that fails', () => {
  it('names the option if the token, the account or the database is not good', async () => {
    for (const [option, name] of [
      [{ apiToken: `${api.options.apiToken}x` }, 'apiToken'],
      [{ accountId: 'another' }, 'apiToken'],
      [{ databaseId: 'another' }, 'databaseId'],
    ] as const) {
      const store = new D1Store({ ...api.options, ...option });
      for (const call of [store.init(), store.stores.memory!.saveThread({ thread: thread('x') })]) {
        const error = await failureOf(call);
        expect(error).toMatchObject({ code: 'internal', committed: 'no', retryable: false });
        expect(error.message).toContain(name);
      }
    }
  });

  it('is the store’s own error where the database refuses', async () => {
    const store = new D1Store({ ...api.options, tablePrefix: 'none_', disableInit: true });
    const error = await failureOf(store.stores.memory!.getThreadById({ threadId: 't' }));
    expect(error.code).toBe('schema_missing');
  });

  it('is repeated where nothing can have been written', async () => {
    const { memory, calls } = await opened();
    api.faults.push({ cut: 'after' }, { status: 503, body: 'no' }, { after: 500 });
    expect(await memory.getThreadById({ threadId: 'none' })).toBeNull();
    expect(calls()).toBe(4);
  });

  const lost: [string, D1Api['faults'][number], boolean][] = [
    ['is cut off before it arrives', { cut: 'before' }, false],
    ['is cut off before its answer', { cut: 'after' }, true],
    ['meets a gateway that gives up', { status: 502, body: '<html>' }, false],
    ['meets an internal error', { after: 500 }, true],
  ];
  it.each(lost)('has an unknown outcome if it is a write that %s', async (why, fault, isThere) => {
    const { memory, calls } = await opened();
    api.faults.push(fault);
    const error = await failureOf(memory.saveThread({ thread: thread(why) }));
    expect(error).toMatchObject({ code: 'outcome_unknown', committed: 'unknown' });
    expect(calls()).toBe(1);
    expect((await memory.getThreadById({ threadId: why })) !== null).toBe(isThere);
  });

  it('has written nothing if nobody listens', async () => {
    const store = new D1Store({ ...api.options, apiUrl: 'http://127.0.0.1:9/client/v4' });
    const error = await failureOf(store.stores.memory!.saveThread({ thread: thread('x') }));
    expect(error).toMatchObject({ code: 'unavailable', committed: 'no', retryable: true });
  });

  it('is lost when no answer comes in time', async () => {
    let isSilent = false;
    const silent = (url: string, init: RequestInit) =>
      isSilent
        ? new Promise<Response>((_, reject) => {
            init.signal!.addEventListener('abort', () => reject(init.signal!.reason as Error));
          })
        : fetch(url, init);
    const { memory } = await opened({ fetch: silent, timeoutMs: 200 });
    isSilent = true;
    const error = await failureOf(memory.saveThread({ thread: thread('x') }));
    expect(error).toMatchObject({ code: 'outcome_unknown', committed: 'unknown' });
  });
});

describe('429', () => {
  it('makes all stores of the account wait as long as it says, and then repeats', async () => {
    const one = await opened();
    const other = await opened({ tablePrefix: 'other_' });
    api.faults.push({ status: 429, retryAfter: '1' });
    const before = one.calls();
    const start = performance.now();
    const first = one.memory.saveThread({ thread: thread('patient') });
    await vi.waitFor(() => expect(api.faults).toEqual([]));
    await Promise.all([
      first,
      one.memory.getThreadById({ threadId: 'x' }),
      other.memory.getThreadById({ threadId: 'x' }),
    ]);
    expect(one.calls() - before).toBe(4);
    for (const time of api.times.slice(-3)) expect(time - start).toBeGreaterThanOrEqual(990);
    expect(await one.memory.getThreadById({ threadId: 'patient' })).not.toBeNull();
  });

  it('without a time means pauses that double', async () => {
    const { memory } = await opened();
    api.faults.push({ status: 429 }, { status: 429 });
    await memory.getThreadById({ threadId: 'x' });
    const [first, second, third] = api.times.slice(-3) as [number, number, number];
    expect(second - first).toBeGreaterThanOrEqual(990);
    expect(third - second).toBeGreaterThanOrEqual(1990);
  });

  it('again and again is overloaded in the end', async () => {
    let calls = 0;
    const store = new D1Store({
      ...api.options,
      accountId: 'stubborn',
      fetch: async () => {
        calls += 1;
        return new Response('{}', { status: 429, headers: { 'retry-after': '3' } });
      },
    });
    const start = performance.now();
    const error = await failureOf(store.stores.memory!.getThreadById({ threadId: 'x' }));
    expect(error).toMatchObject({ code: 'overloaded', committed: 'no' });
    expect(performance.now() - start).toBeLessThan(11_000);
    expect(calls).toBeGreaterThanOrEqual(3);
  });

  it('with a long time is overloaded at once, for everybody, until it is over', async () => {
    const options = { ...api.options, accountId: 'own' };
    // Its own account, so that the pause ends with this test.
    const store = new D1Store({
      ...options,
      fetch: async () => new Response('{}', { status: 429, headers: { 'retry-after': '300' } }),
    });
    const memory = store.stores.memory!;
    for (const call of [
      () => memory.saveThread({ thread: thread('x') }),
      () => memory.getThreadById({ threadId: 'x' }),
    ]) {
      const start = performance.now();
      const error = await failureOf(call());
      expect(error).toMatchObject({ code: 'overloaded', committed: 'no' });
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});

describe('a Worker without a D1 binding', () => {
  it('keeps its data over REST', async () => {
    const { accountId, databaseId, apiToken, apiUrl } = api.options;
    const bindings = {
      AGENTKEEP_DATABASE: 'd1-rest',
      AGENTKEEP_D1_ACCOUNT_ID: accountId,
      AGENTKEEP_D1_DATABASE_ID: databaseId,
      AGENTKEEP_D1_API_TOKEN: apiToken,
      AGENTKEEP_D1_API_URL: apiUrl,
      AGENTKEEP_LOG: 'errors',
    };
    const worker = await byService({ bindings }, { tablePrefix: 'worker_' });
    try {
      const memory = worker.store().stores.memory!;
      const t = thread('of the Worker');
      await memory.saveThread({ thread: t });
      const before = api.requests.length;
      expect(await memory.getThreadById({ threadId: t.id })).toEqual(t);
      expect(api.requests.length - before).toBe(1);
    } finally {
      await worker.close();
    }
  });

  it('says what is wrong with its settings', async () => {
    const worker = await byService({ bindings: { AGENTKEEP_DATABASE: 'd1-rest' } });
    try {
      const error = await failureOf(worker.store().init());
      expect(error).toMatchObject({ code: 'internal', committed: 'no' });
      expect(error.message).toContain('AGENTKEEP_D1_ACCOUNT_ID is not configured');
    } finally {
      await worker.close();
    }
  });
});

describe('the example of the adapter’s documentation', () => {
  it('runs as it is written, but for the import', async () => {
    const { accountId, databaseId, apiToken, apiUrl } = api.options;
    vi.stubEnv('CLOUDFLARE_ACCOUNT_ID', accountId);
    vi.stubEnv('CLOUDFLARE_D1_DATABASE_ID', databaseId);
    vi.stubEnv('CLOUDFLARE_API_TOKEN', apiToken);
    // It names no address: what it sends to Cloudflare goes to the test's API.
    const { fetch: send } = globalThis;
    const sent: string[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      if (url.startsWith('https:')) sent.push(url); // the test’s API asks another one in turn
      return send(url.replace('https://api.cloudflare.com/client/v4', apiUrl), init);
    });
    try {
      const storageRest = new D1Store({
        accountId: process.env.CLOUDFLARE_ACCOUNT_ID!, // Cloudflare Account ID
        databaseId: process.env.CLOUDFLARE_D1_DATABASE_ID!, // D1 Database ID
        apiToken: process.env.CLOUDFLARE_API_TOKEN!, // Cloudflare API Token
        tablePrefix: 'dev_', // Optional: isolate tables per environment
      });
      await storageRest.init();
      const memory = (await storageRest.getStore('memory'))!;
      await memory.saveThread({ thread: thread('example') });
      expect(await memory.getThreadById({ threadId: 'example' })).not.toBeNull();
    } finally {
      vi.unstubAllGlobals();
      vi.unstubAllEnvs();
    }
    const url = `https://api.cloudflare.com/client/v4/accounts/${accountId}/d1/database/${databaseId}/raw`;
    expect(new Set(sent)).toEqual(new Set([url]));
    const { results } = await api.binding
      .prepare("SELECT name FROM sqlite_master WHERE name = 'dev_mastra_threads'")
      .all();
    expect(results).toHaveLength(1);
  });
});

describe('a client of the application', () => {
  it('reaches the database, if it takes several statements', async () => {
    const query = async (body: object) => {
      const response = await fetch(
        `${api.options.apiUrl}/accounts/${api.options.accountId}/d1/database/${api.options.databaseId}/raw`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${api.options.apiToken}` },
          body: JSON.stringify(body),
        },
      );
      const { success, errors, result } = (await response.json()) as any;
      if (!success) throw new Error(`400 ${JSON.stringify(errors)}`);
      // As /query has it.
      return {
        result: result.map(({ results: { columns, rows }, meta }: any) => ({
          meta,
          results: rows.map((row: unknown[]) =>
            Object.fromEntries(row.map((cell, i) => [columns[i], cell])),
          ),
        })),
      };
    };
    const store = new D1Store({ client: { query }, tablePrefix: 'client_' });
    const memory = store.stores.memory!;
    const t = thread('one');
    await memory.saveThread({ thread: t });
    expect(await memory.getThreadById({ threadId: 'one' })).toEqual(t);
    const missing = new D1Store({ client: { query }, tablePrefix: 'nil_', disableInit: true });
    const error = await failureOf(missing.stores.memory!.getThreadById({ threadId: 't' }));
    expect(error.code).toBe('schema_missing');
  });

  it.each([
    ['fails', async () => Promise.reject(new Error('400 sql is required'))],
    ['answers nothing', async () => ({ result: [] })],
    ['answers one result', async () => ({ result: [{ results: [] }] })],
  ])('says so where it takes single statements alone, and %s', async (_, ofBatch) => {
    const { binding } = api;
    // As the adapter that D1Store replaces has it.
    const query = async ({ sql, params }: { sql?: string; params?: string[] }) => {
      if (sql === undefined) return ofBatch();
      const { results, meta } = await binding
        .prepare(sql)
        .bind(...params!)
        .all();
      return { result: [{ results, meta }] };
    };
    const open = () => new D1Store({ client: { query: query as never }, tablePrefix: 'plain_' });
    for (const call of [
      () => open().init(),
      () => open().stores.memory!.saveThread({ thread: thread('plain') }),
      () => open().stores.memory!.listThreads({}),
    ]) {
      const error = await failureOf(call());
      expect(error).toMatchObject({ code: 'internal', committed: 'no' });
      expect(error.message).toContain('it must take { batch: [{ sql, params }] }, too');
    }
    const tables = await binding
      .prepare("SELECT 1 FROM sqlite_master WHERE name LIKE 'plain%'")
      .all();
    expect(tables.results).toEqual([]);
  });

  it('is not blamed where the database is away', async () => {
    const query = async () => Promise.reject(new Error('fetch failed'));
    const store = new D1Store({ client: { query } });
    expect(await failureOf(store.init())).toMatchObject({ code: 'unavailable', committed: 'no' });
  });
});
