// The examples of the documentation of the adapter that DSQLStore replaces, as they are written. The
// host that they name leads to a proxy with the rules of a cluster.
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { AuroraDSQLClient } from '@aws/aurora-dsql-node-postgres-connector';
import { Agent } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { Memory } from '@mastra/memory';
import { Pool } from 'pg';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DSQLStore } from '../../../client/dsql.js';
import { ScriptedModel } from '../../real-input/scripted-model.js';
import { credentials, DsqlProxy } from './support/dsql-proxy.js';
import { PostgresServer } from './support/postgres-server.js';

const host = 'abc123.dsql.us-east-1.on.aws';

let server: PostgresServer;
let proxy: DsqlProxy;
/** What a connection of `pg` does to reach a server, and once that agrees to speak TLS. */
interface Connecting {
  ssl: object;
  connect(port: number, host: string): void;
  upgradeToSSL(host: string, ...rest: unknown[]): void;
}
const connecting = pg.Connection.prototype as unknown as Connecting;
const { connect, upgradeToSSL } = connecting;

beforeAll(async () => {
  server = await PostgresServer.start();
  proxy = await DsqlProxy.start(server, { host, region: 'us-east-1' });
  // What a resolver and the authorities of the system would do.
  connecting.connect = function (port, to) {
    const isCluster = to === host && port === 5432;
    connect.call(this, isCluster ? proxy.port : port, isCluster ? '127.0.0.1' : to);
  };
  connecting.upgradeToSSL = function (_, ...rest) {
    this.ssl = { ...this.ssl, ca: proxy.ca };
    upgradeToSSL.call(this, host, ...rest);
  };
  vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);
  vi.stubEnv('DSQL_HOST', host);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  Object.assign(connecting, { connect, upgradeToSSL });
  await proxy?.stop();
  await server?.stop();
});

const now = new Date();
const thread = { id: 't', resourceId: 'r', title: 'T', createdAt: now, updatedAt: now };

async function expectUsable(storage: MastraCompositeStore) {
  const memory = await storage.getStore('memory');
  await memory?.saveThread({ thread });
  expect(await memory?.getThreadById({ threadId: 't' })).toEqual(thread);
  await storage.close();
}

describe('Usage', () => {
  it('makes tables and finds what is not there', async () => {
    const storage = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
      // region is auto-detected from host, or specify explicitly:
      // region: 'us-east-1',
      // user: 'admin', // default
      // database: 'postgres', // default
    });
    // Initialize the store (creates tables if needed)
    await storage.init();
    // Access domain-specific stores via getStore()
    const memoryStore = await storage.getStore('memory');
    const thread = await memoryStore?.getThreadById({ threadId: '...' });
    expect(thread).toBeNull();
    expect((await storage.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(await storage.db.one('SELECT 1 AS one')).toEqual({ one: 1 });
    await expectUsable(storage);
  });
});

describe('Constructor Examples', () => {
  it('Basic configuration', async () => {
    const store1 = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
    });
    await expectUsable(store1);
  });

  it('With explicit region and schema', async () => {
    const store2 = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
      region: 'us-east-1',
      schemaName: 'my_app',
    });
    await expectUsable(store2);
    expect(await server.run('SELECT id FROM my_app.mastra_threads')).toEqual([{ id: 't' }]);
  });

  it('With custom credentials provider', async () => {
    const store3 = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
      customCredentialsProvider: fromNodeProviderChain(),
    });
    await expectUsable(store3);
  });

  it('With connection pool settings', async () => {
    const store4 = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
      max: 20,
      min: 2,
      idleTimeoutMillis: 300000,
      maxLifetimeSeconds: 3000,
      connectionTimeoutMillis: 10000,
    });
    expect(store4.pool.options).toMatchObject({ max: 20, min: 2, maxLifetimeSeconds: 3000 });
    await expectUsable(store4);
  });

  it('Using a pre-configured pg.Pool', async () => {
    const pool = new Pool({
      host: 'abc123.dsql.us-east-1.on.aws',
      Client: AuroraDSQLClient,
      region: 'us-east-1',
    } as unknown as pg.PoolConfig);
    const store5 = new DSQLStore({
      id: 'my-dsql-store',
      pool,
    });
    await expectUsable(store5);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

it('Initialization', async () => {
  const storage = new DSQLStore({
    id: 'my-dsql-store',
    host: 'abc123.dsql.us-east-1.on.aws',
    schemaName: 'by_mastra',
  });
  const mastra = new Mastra({
    storage, // init() is called automatically
  });
  const memory = await mastra.getStorage()!.getStore('memory');
  await memory?.saveThread({ thread });
  const tables = await server.run(
    `SELECT tablename FROM pg_tables WHERE schemaname='by_mastra' AND tablename LIKE 'mastra%'`,
  );
  expect(tables.map(({ tablename }) => tablename)).toEqual(
    expect.arrayContaining([
      'mastra_workflow_snapshot',
      'mastra_threads',
      'mastra_messages',
      'mastra_scorers',
      'mastra_resources',
    ]),
  );
  await mastra.shutdown();
});

it('Adding memory to an agent, and using it', async () => {
  const model = new ScriptedModel(() => 'I remember.').model as unknown as MastraModelConfig;
  const dsqlAgent = new Agent({
    id: 'dsql-agent',
    name: 'DSQL Agent',
    instructions:
      'You are an AI agent with the ability to automatically recall memories from previous interactions.',
    model,
    memory: new Memory({
      storage: new DSQLStore({
        id: 'dsql-agent-storage',
        host: process.env.DSQL_HOST!,
      }),
      options: {
        generateTitle: true, // Explicitly enable automatic title generation
      },
    }),
  });
  const mastra = new Mastra({ agents: { dsqlAgent } });

  const threadId = '123';
  const resourceId = 'user-456';
  const agent = mastra.getAgentById('dsql-agent');
  const message = await agent.stream('My name is Mastra', {
    memory: {
      thread: threadId,
      resource: resourceId,
    },
  });
  await message.textStream.pipeTo(new WritableStream());
  const stream = await agent.stream("What's my name?", {
    memory: {
      thread: threadId,
      resource: resourceId,
      options: { lastMessages: 5 },
    },
  });
  let said = '';
  for await (const chunk of stream.textStream) {
    said += chunk;
  }
  expect(said).toBe('I remember.');
  await expect
    .poll(() => server.run(`SELECT title FROM mastra_threads WHERE id = '123'`))
    .toEqual([{ title: 'I remember.' }]);
  const roles = await server.run(
    `SELECT role FROM mastra_messages WHERE thread_id = '123' ORDER BY "createdAt", insertion`,
  );
  expect(roles.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
  await mastra.shutdown();
});

describe('Index Management', () => {
  it('Creating Custom Indexes, Managing Indexes', async () => {
    const storage = new DSQLStore({ id: 'my-dsql-store', host: 'abc123.dsql.us-east-1.on.aws' });
    await storage.init();
    await storage.createIndex({
      name: 'idx_threads_resource',
      table: 'mastra_threads',
      columns: ['resourceId'],
    });
    await storage.createIndex({
      name: 'idx_messages_composite',
      table: 'mastra_messages',
      columns: ['thread_id', 'createdAt'],
    });
    // List all indexes
    const allIndexes = await storage.listIndexes();
    expect(allIndexes).toContainEqual(
      expect.objectContaining({
        name: 'mastra_threads_pkey',
        table: 'mastra_threads',
        columns: ['id'],
        unique: true,
        definition: expect.stringMatching(/^CREATE UNIQUE INDEX/),
      }),
    );
    // List indexes for a specific table
    const threadIndexes = await storage.listIndexes('mastra_threads');
    const names = threadIndexes.map(({ name }) => name);
    expect(names).toContain('idx_threads_resource');
    // Automatic Performance Indexes
    expect(names).toContain('mastra_threads_resourceid_createdat_idx');
    expect(allIndexes.map(({ name }) => name)).toContain('mastra_messages_thread_id_createdat_idx');
    // By a name of ours.
    const ofSpans = allIndexes.find(
      ({ table, columns }) => table === 'mastra_scorers' && columns[0] === 'traceId',
    );
    expect(ofSpans?.columns.slice(0, 3)).toEqual(['traceId', 'spanId', 'createdAt']);
    // Get detailed statistics for an index
    const stats = await storage.describeIndex('idx_threads_resource');
    expect(stats).toMatchObject({
      name: 'idx_threads_resource',
      table: 'mastra_threads',
      columns: ['resourceId'],
      unique: false,
      method: 'btree',
    });
    // Drop an index
    await storage.dropIndex('idx_threads_status');
    await storage.close();
  });

  it('Schema-Specific Indexes', async () => {
    const storage = new DSQLStore({
      id: 'my-dsql-store',
      host: 'abc123.dsql.us-east-1.on.aws',
      schemaName: 'custom_schema',
    });
    await storage.init();
    // Creates index as: custom_schema_idx_threads_status. The table has no status: title instead.
    await storage.createIndex({
      name: 'idx_threads_status',
      table: 'mastra_threads',
      columns: ['title'],
    });
    const [index] = await storage
      .listIndexes('mastra_threads')
      .then((indexes) => indexes.filter(({ columns }) => columns[0] === 'title'));
    expect(index!.name).toBe('custom_schema_idx_threads_status');
    await storage.close();
  });
});
