// Aurora DSQL, as a proxy with its rules before PostgreSQL 16.
import type { MastraDBMessage } from '@mastra/core/agent';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DSQLStore } from '../../../client/dsql.js';
import type { DSQLStoreConfig } from '../../../client/dsql.js';
import { dsqlToken, regionOf } from '../../../worker/host/dsql-token.js';
import type { AgentKeepError, MemoryStore } from '../../../client/index.js';
import { credentials, DsqlProxy, host, region } from './support/dsql-proxy.js';
import { PostgresServer } from './support/postgres-server.js';
import { memoryOf } from '../../contract/transport.js';

let server: PostgresServer;
let proxy: DsqlProxy;
let store: DSQLStore;
let memory: MemoryStore;

const configOf = (more: Partial<DSQLStoreConfig> = {}): DSQLStoreConfig => ({
  id: 'dsql',
  host,
  port: proxy.port,
  region,
  customCredentialsProvider: async () => credentials,
  ssl: { ca: proxy.ca },
  ...more,
});

beforeAll(async () => {
  server = await PostgresServer.start();
  proxy = await DsqlProxy.start(server);
  store = new DSQLStore(configOf({ schemaName: 'my_app' }));
  await store.init();
  memory = await memoryOf(store);
});
afterAll(async () => {
  await store?.close();
  await proxy?.stop();
  await server?.stop();
});
afterEach(() => {
  expect(proxy.faults).toEqual([]);
});

const now = new Date('2026-06-01T12:00:00.000Z');

async function newThread(): Promise<string> {
  const id = randomUUID();
  await memory.saveThread({
    thread: { id, resourceId: 'r', title: '', metadata: {}, createdAt: now, updatedAt: now },
  });
  return id;
}

function messagesOf(threadId: string, count: number): MastraDBMessage[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${threadId}-${i}`,
    threadId,
    resourceId: 'r',
    role: 'user',
    createdAt: now,
    content: { format: 2, parts: [{ type: 'text', text: `text ${i}` }] },
  }));
}

describe('a token', () => {
  const request = {
    host: 'abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws',
    region: 'us-east-1',
    user: 'admin',
    datetime: '20260102T030405Z',
  };
  const { accessKeyId, secretAccessKey } = credentials;

  it.each([
    [undefined, '5c45bf3a203c77ce41c0a596857bd819c1652f0f14d11be9f8b5569bae09d9f7'],
    [
      'SESSION/TOKEN+with=chars',
      'ace238e3e1aba9fe38633eed8d63d07afb1d6659b32ea8b7bb1eadf6bf8837ce',
    ],
  ])(
    'is signed as the signer of AWS does it, session token %s',
    async (sessionToken, signature) => {
      const token = await dsqlToken({
        ...request,
        credentials: { accessKeyId, secretAccessKey, sessionToken },
      });
      expect(token).toMatch(/^abcdefghijklmnopqrstuvwxyz\.dsql\.us-east-1\.on\.aws\/\?/);
      expect(new URL(`https://${token}`).searchParams.get('X-Amz-Signature')).toBe(signature);
    },
  );

  it('is for the region of the host', () => {
    expect(regionOf(request.host)).toBe('us-east-1');
    expect(regionOf('database.example.com')).toBeUndefined();
  });
});

describe('init()', () => {
  it('makes the tables and indexes, each in a transaction of its own', async () => {
    const indexes = await server.run(
      `SELECT indexname FROM pg_indexes WHERE schemaname='my_app' ORDER BY 1`,
    );
    const names = indexes.map(({ indexname }) => indexname);
    expect(names).toContain('my_app_mastra_threads_resourceid_createdat_idx');
    expect(names).toContain('my_app_mastra_messages_thread_id_createdat_idx');
    const ddl = proxy.log.filter((sql) => /^CREATE/.test(sql));
    expect(ddl.filter((sql) => /^CREATE INDEX ASYNC/.test(sql)).length).toBeGreaterThan(8);
  });

  it('does nothing where all is there, and repeats what an old idea of the schema ended', async () => {
    const other = new DSQLStore(configOf({ schemaName: 'other_app' }));
    proxy.faults.push({ at: 'statement', code: 'OC001' });
    await other.init();
    proxy.log.length = 0;
    const again = new DSQLStore(configOf({ schemaName: 'other_app' }));
    await again.init();
    expect(proxy.log.filter((sql) => /^CREATE/.test(sql))).toEqual([]);
    await Promise.all([other.close(), again.close()]);
  });
});

describe('a batch', () => {
  it('is one transaction', async () => {
    const thread = await newThread();
    proxy.log.length = 0;
    await memory.saveMessages({ messages: messagesOf(thread, 100) });
    expect(proxy.log.map((sql) => sql.split(' ', 2).join(' '))).toEqual([
      'BEGIN',
      'INSERT INTO',
      'DELETE FROM',
      'INSERT INTO',
      'UPDATE "my_app"."mastra_threads"',
      'COMMIT',
    ]);
    expect((await memory.listMessages({ threadId: thread, perPage: false })).total).toBe(100);
  });

  it.each(['OC000', 'OC001'] as const)(
    'is repeated after %s, of a statement and of the commit',
    async (code) => {
      const thread = await newThread();
      proxy.faults.push({ at: 'statement', code }, { at: 'commit', code }, { at: 'commit', code });
      const { title } = await memory.updateThread({ id: thread, title: code, metadata: {} });
      expect(title).toBe(code);
    },
  );

  it('whose commit was lost before it was done is done again, once', async () => {
    const thread = await newThread();
    proxy.faults.push({ at: 'commit', lost: 'before' });
    const update = { id: thread, title: 'new', metadata: { a: 1 } };
    expect(await memory.updateThread(update)).toMatchObject({ title: 'new', metadata: { a: 1 } });
    expect(await memory.getThreadById({ threadId: thread })).toMatchObject({ title: 'new' });
  });

  it('whose commit was done, but its answer lost, is not done again', async () => {
    const thread = await newThread();
    proxy.faults.push({ at: 'commit', lost: 'after' });
    proxy.log.length = 0;
    const { title } = await memory.updateThread({ id: thread, title: 'once', metadata: {} });
    expect(title).toBe('once');
    const updates = proxy.log.filter((sql) => sql.startsWith('UPDATE'));
    expect(updates).toHaveLength(1);
  });

  it('of more rows than a transaction may write is refused before anything is sent', async () => {
    const thread = await newThread();
    proxy.log.length = 0;
    await expect(memory.saveMessages({ messages: messagesOf(thread, 3001) })).rejects.toMatchObject(
      {
        code: 'too_large',
        message: expect.stringMatching(/writes 3001 rows.* must not have more than 2999/),
      },
    );
    expect(proxy.log).toEqual([]);
  });

  it('that the cluster finds too large is not repeated', async () => {
    const thread = await newThread();
    proxy.maxRows = 10;
    proxy.log.length = 0;
    try {
      await expect(memory.saveMessages({ messages: messagesOf(thread, 20) })).rejects.toMatchObject(
        { code: 'too_large' },
      );
    } finally {
      proxy.maxRows = 3000;
    }
    expect(proxy.log.filter((sql) => sql === 'BEGIN')).toHaveLength(1);
    expect((await memory.listMessages({ threadId: thread })).total).toBe(0);
  });

  describe('of more rows than a transaction may change', () => {
    /** So many rows of a transaction, the mark among them. */
    const rowsOf = async <Result>(most: number, work: () => Promise<Result>): Promise<Result> => {
      proxy.maxRows = most;
      try {
        return await work();
      } finally {
        proxy.maxRows = 3000;
      }
    };
    async function threadOf(count: number): Promise<string> {
      const thread = await newThread();
      await memory.saveMessages({ messages: messagesOf(thread, count) });
      return thread;
    }
    const countOf = async (threadId: string) =>
      (await memory.listMessages({ threadId, perPage: 1 })).total;

    it('is done in parts where that is as good, and says so', async () => {
      const [gone, kept] = [await threadOf(700), await threadOf(10)];
      const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
      await rowsOf(300, () => memory.deleteThread({ threadId: gone }));
      const warning = JSON.stringify(said.mock.calls);
      said.mockRestore();
      // The pieces of messages kept apart, 250 + 250 + 200 messages, and the thread.
      expect(warning).toMatch(/the call was done in 5 transactions, since Aurora DSQL takes 3000/);
      expect(await memory.getThreadById({ threadId: gone })).toBeNull();
      expect([await countOf(gone), await countOf(kept)]).toEqual([0, 10]);
    });

    it('deletes messages, with the times of their threads', async () => {
      const thread = await threadOf(400);
      const before = (await memory.getThreadById({ threadId: thread }))!;
      const ids = messagesOf(thread, 390).map(({ id }) => id);
      await rowsOf(300, () => memory.deleteMessages(ids));
      expect(await countOf(thread)).toBe(10);
      const after = (await memory.getThreadById({ threadId: thread }))!;
      expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
    });

    it('prunes as many as it was asked to, and clears tables', async () => {
      const other = new DSQLStore(
        configOf({
          schemaName: 'pruned',
          retention: { memory: { messages: { maxAge: '1d', batchSize: 600 } } },
        }),
      );
      await other.init();
      const others = await memoryOf(other);
      const thread = { id: 't', resourceId: 'r', title: '', createdAt: now, updatedAt: now };
      await others.saveThread({ thread });
      await others.saveMessages({ messages: messagesOf('t', 700) });
      await rowsOf(300, () => other.prune({ maxBatches: 1 }));
      expect((await others.listMessages({ threadId: 't', perPage: 1 })).total).toBe(100);
      await others.saveMessages({ messages: messagesOf('t', 700) });
      await rowsOf(300, () => others.dangerouslyClearAll());
      expect((await others.listThreads({})).total).toBe(0);
      await other.close();
    });

    it('that must be atomic is refused, and nothing of it is done', async () => {
      const thread = await threadOf(400);
      const message = expect.stringMatching(
        /more than Aurora DSQL does at once, 3000 rows or 10 MiB, .* do less in a call/,
      );
      const clone = { sourceThreadId: thread, newThreadId: randomUUID() };
      await rowsOf(300, async () => {
        const refusal = { code: 'too_large', committed: 'no', message };
        await expect(memory.cloneThread(clone)).rejects.toMatchObject(refusal);
      });
      expect(await memory.getThreadById({ threadId: clone.newThreadId })).toBeNull();
      expect(await countOf(thread)).toBe(400);
    });

    it('says that a part failed after others were done', async () => {
      const thread = await threadOf(400);
      let begun = 0;
      proxy.log.push = (...sql) => {
        if (sql[0] === 'BEGIN' && ++begun === 6) proxy.maxRows = 0;
        return Array.prototype.push.apply(proxy.log, sql);
      };
      const deletion = rowsOf(300, () => memory.deleteThread({ threadId: thread }));
      await expect(deletion).rejects.toMatchObject({
        code: 'outcome_unknown',
        committed: 'unknown',
        message: expect.stringMatching(/ended after [1-9] of its parts were done: repeat it/),
      });
      Reflect.deleteProperty(proxy.log, 'push');
      expect(await countOf(thread)).toBeLessThan(400);
      await memory.deleteThread({ threadId: thread });
      expect(await countOf(thread)).toBe(0);
    });
  });

  it('of rivals ends one after the other', async () => {
    const thread = await newThread();
    await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        memory.updateThread({ id: thread, title: `t${i}`, metadata: { [`by${i}`]: i } }),
      ),
    );
    const { metadata } = (await memory.getThreadById({ threadId: thread }))!;
    expect(Object.keys(metadata!)).toHaveLength(10);
  });
});

describe('a connection', () => {
  /** What a call says, on a store with these options; it must name nothing that is secret. */
  async function refusalOf(more: Partial<DSQLStoreConfig>, method = 'getThreadById') {
    const other = new DSQLStore(configOf({ schemaName: 'my_app', ...more }));
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const memory = (await memoryOf(other)) as unknown as Record<
        string,
        (args: object) => unknown
      >;
      const thread = {
        id: 't',
        resourceId: 'r',
        title: 'never-said',
        createdAt: now,
        updatedAt: now,
      };
      await memory[method]!(method === 'saveThread' ? { thread } : { threadId: 't' });
    } catch (cause) {
      const { code, committed, message, details } = cause as AgentKeepError;
      expect(committed).toBe('no');
      const all = [message, JSON.stringify(details), ...said.mock.calls.flat().map(String)].join(
        ' ',
      );
      expect(all).not.toMatch(/X-Amz|AKIDEXAMPLE|wJalr|SESSION|never-said|SELECT "|INSERT INTO/);
      return `${code}: ${message}`;
    } finally {
      said.mockRestore();
      await other.close();
    }
    throw new Error('the call was not refused');
  }
  const denied = /^internal: Aurora DSQL refuses the token: check .*region .*dsql:DbConnectAdmin/;

  it('with a token of another region is refused', async () => {
    expect(await refusalOf({ region: 'us-east-1' })).toMatch(denied);
  });

  it('with an unknown key, or another secret, is refused', async () => {
    for (const wrong of [{ accessKeyId: 'X' }, { secretAccessKey: 'X' }]) {
      const customCredentialsProvider = async () => ({ ...credentials, ...wrong });
      expect(await refusalOf({ customCredentialsProvider })).toMatch(denied);
    }
  });

  it('is not made with credentials that have expired, or without any', async () => {
    const before = proxy.connections;
    const expiration = new Date('2026-01-02T03:04:05.000Z');
    const expired = async () => ({ ...credentials, expiration });
    expect(await refusalOf({ customCredentialsProvider: expired })).toMatch(
      /^internal: the AWS credentials have expired, at 2026-01-02T03:04:05\.000Z: get new ones/,
    );
    const failing = () => Promise.reject(new Error('could not load a profile'));
    expect(await refusalOf({ customCredentialsProvider: failing })).toBe(
      'internal: there are no AWS credentials: could not load a profile',
    );
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    expect(await refusalOf({ customCredentialsProvider: undefined })).toMatch(
      /^internal: there are no AWS credentials: set AWS_ACCESS_KEY_ID and /,
    );
    vi.unstubAllEnvs();
    expect(proxy.log.filter((sql) => sql.includes('never'))).toEqual([]);
    expect(proxy.connections - before).toBeLessThanOrEqual(3);
  });

  it.each([
    ['before', 3600],
    ['behind', -3600],
  ])('whose clock is %s the cluster’s is refused', async (_, skewSeconds) => {
    proxy.skewSeconds = skewSeconds;
    try {
      expect(await refusalOf({})).toMatch(/^internal: .* not valid by the cluster's clock: check/);
    } finally {
      proxy.skewSeconds = 0;
    }
  });

  it('that is not trusted, or not encrypted, is not made', async () => {
    expect(await refusalOf({ ssl: {} })).toMatch(/^internal: .* certificate is not trusted: check/);
    proxy.refusesTls = true;
    try {
      expect(await refusalOf({})).toBe(
        'internal: the server does not speak TLS: check host, port and ssl',
      );
    } finally {
      proxy.refusesTls = false;
    }
  });

  it('to a port where nobody listens is not made', async () => {
    expect(await refusalOf({ port: 1 })).toMatch(/^unavailable: .* could not be reached/);
  });

  it('to another schema finds nothing, if it must not make tables', async () => {
    expect(await refusalOf({ schemaName: 'nowhere', disableInit: true })).toMatch(
      /^schema_missing: the database has no table agentkeep_schema and init is disabled/,
    );
  });

  it('as another user may do what the user may', async () => {
    await server.run('CREATE ROLE reader LOGIN');
    await server.run('GRANT USAGE ON SCHEMA my_app TO reader');
    await server.run('GRANT SELECT ON ALL TABLES IN SCHEMA my_app TO reader');
    const other = new DSQLStore(configOf({ schemaName: 'my_app', user: 'reader' }));
    expect(await (await memoryOf(other)).getThreadById({ threadId: 't' })).toBeNull();
    await other.close();
    expect(await refusalOf({ user: 'reader' }, 'saveThread')).toMatch(
      /^internal: the database's user lacks a privilege: it needs USAGE .* INSERT/,
    );
  });

  it('is replaced when it is old', async () => {
    const other = new DSQLStore(configOf({ schemaName: 'my_app', maxLifetimeSeconds: 1 }));
    const threads = await memoryOf(other);
    const before = proxy.connections;
    await threads.getThreadById({ threadId: 't' });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await threads.getThreadById({ threadId: 't' });
    expect(proxy.connections - before).toBe(2);
    await other.close();
  });
});

describe('options', () => {
  it.each([
    [{ host: undefined }, /host is required/],
    [{ region: undefined }, /region is required/],
    [{ region: '' }, /region must not be empty/],
    [{ user: '' }, /user must not be empty/],
    [{ database: ' ' }, /database must not be empty/],
    [{ maxLifetimeSeconds: 3600 }, /maxLifetimeSeconds must be below 3600/],
    [{ schemaName: 'a"b' }, /schemaName may have/],
    [{ id: ' ' }, /id cannot be empty/],
  ])('%o are refused', (more, message) => {
    expect(() => new DSQLStore(configOf(more as Partial<DSQLStoreConfig>))).toThrow(
      expect.objectContaining({
        id: 'MASTRA_STORAGE_DSQL_STORE_INITIALIZATION_FAILED',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('db and pool are there for statements of your own', async () => {
    const thread = await newThread();
    const row = await store.db.one<{ id: string }>(
      'SELECT id FROM my_app.mastra_threads WHERE id=$1',
      [thread],
    );
    expect(row).toEqual({ id: thread });
    await expect(
      store.db.tx(async (db) => {
        await db.none('DELETE FROM my_app.mastra_threads WHERE id=$1', [thread]);
        throw new Error('undo');
      }),
    ).rejects.toThrow('undo');
    expect((await store.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await store.db.oneOrNone('SELECT 1 WHERE false')).toBeNull();
    expect(await memory.getThreadById({ threadId: thread })).not.toBeNull();
  });
});

describe('indexes', () => {
  it('are made in the background, without a direction, and named after the schema', async () => {
    await store.createIndex({
      name: 'idx_threads_title',
      table: 'mastra_threads',
      columns: ['title DESC', 'createdAt'],
    });
    await store.createIndex({
      name: 'idx_threads_title',
      table: 'mastra_threads',
      columns: ['id'],
    });
    expect(proxy.log.filter((sql) => /^CREATE.*idx_threads_title/.test(sql))[0]).toBe(
      'CREATE INDEX ASYNC IF NOT EXISTS "my_app_idx_threads_title" ON "my_app"."mastra_threads" ("title", "createdAt")',
    );
    expect(await store.describeIndex('idx_threads_title')).toEqual({
      name: 'my_app_idx_threads_title',
      table: 'mastra_threads',
      columns: ['title', 'createdAt'],
      unique: false,
      definition: expect.stringMatching(/^CREATE INDEX my_app_idx_threads_title ON my_app/),
      method: 'btree',
    });
    await store.dropIndex('idx_threads_title');
    await store.dropIndex('idx_threads_title');
    await expect(store.describeIndex('idx_threads_title')).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DSQL_INDEX_DESCRIBE_FAILED',
    });
  });

  it('are listed by table', async () => {
    const indexes = await store.listIndexes('mastra_threads');
    expect(indexes.map(({ name, columns, unique }) => [name, columns, unique])).toEqual([
      ['mastra_threads_pkey', ['id'], true],
      [
        'my_app_mastra_threads_resourceid_createdat_idx',
        ['resourceId', 'createdAt', 'insertion'],
        false,
      ],
    ]);
    expect((await store.listIndexes()).length).toBeGreaterThan(indexes.length);
  });
});
