// The Worker on PostgreSQL and Aurora DSQL: its settings, and the configurations of the example.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import { configOf, offer } from '../../../worker/config.js';
import type { Env } from '../../../worker/config.js';
import { postgresDatabases } from '../../../worker/postgres-databases.js';
import { DevServer } from '../support/dev-server.js';
import { credentials, DsqlProxy, host, region } from './support/dsql-proxy.js';
import { PostgresServer } from './support/postgres-server.js';

let folder: string;
let postgres: PostgresServer;
let proxy: DsqlProxy;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-postgres-worker-'));
  postgres = await PostgresServer.start();
  proxy = await DsqlProxy.start(postgres);
  writeFileSync(join(folder, 'ca.pem'), proxy.ca);
});
afterAll(async () => {
  await proxy?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const secrets = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
};

const configurations: [string, () => Record<string, string>][] = [
  [
    'postgres',
    () => ({
      AGENTKEEP_POSTGRES_URL: `postgres://${postgres.user}@${postgres.host}:${postgres.port}/postgres`,
    }),
  ],
  [
    'dsql',
    () => ({
      AGENTKEEP_DSQL_HOST: `${host}:${proxy.port}`,
      AGENTKEEP_DSQL_REGION: region,
      ...secrets,
    }),
  ],
];

describe('the configuration of the example', () => {
  it.each(configurations)('%s runs, each call on a connection of its own', async (name, vars) => {
    await postgres.run('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    // What workerd trusts beside the authorities of the system.
    vi.stubEnv('NODE_EXTRA_CA_CERTS', join(folder, 'ca.pem'));
    const server = await DevServer.start({
      state: join(folder, name),
      home: join(folder, 'home'),
      configs: [`example/${name}.toml`],
      vars: { ALLOW_ANONYMOUS: 'true', ...vars() },
    });
    try {
      const memory = new AgentKeep({ endpoint: server.url }).stores.memory!;
      const thread = {
        id: 't',
        resourceId: 'r',
        title: `${name}: ümläut 🧵`,
        createdAt: new Date(),
        updatedAt: new Date(),
      };
      await memory.saveThread({ thread });
      const many = Array.from({ length: 12 }, () => memory.getThreadById({ threadId: 't' }));
      for (const found of await Promise.all(many)) expect(found).toEqual(thread);
      const message = (i: number) => ({
        id: `m${i}`,
        threadId: 't',
        resourceId: 'r',
        role: 'user' as const,
        createdAt: new Date(),
        content: { format: 2 as const, parts: [{ type: 'text' as const, text: `text ${i}` }] },
      });
      await memory.saveMessages({ messages: Array.from({ length: 50 }, (_, i) => message(i)) });
      expect((await memory.listMessages({ threadId: 't' })).total).toBe(50);
      const deep = await fetch(`${server.url}/health?deep=1`);
      expect([deep.status, await deep.json()]).toEqual([200, expect.anything()]);
      expect(await postgres.run('SELECT title FROM mastra_threads')).toEqual([
        { title: thread.title },
      ]);
      await vi.waitFor(async () => {
        const open = await postgres.run(
          `SELECT 1 FROM pg_stat_activity WHERE backend_type='client backend' AND pid<>pg_backend_pid()`,
        );
        expect(open).toEqual([]);
      });
    } finally {
      vi.unstubAllEnvs();
      await server.stop();
    }
  });
});

describe('AGENTKEEP_DATABASE', () => {
  beforeAll(() => offer(postgresDatabases));

  const refusalOf = (vars: Record<string, unknown>): string => {
    try {
      configOf({ ...vars } as Env);
    } catch (cause) {
      return (cause as Error).message;
    }
    throw new Error('the settings were not refused');
  };

  it('is one of two', () => {
    expect(refusalOf({})).toBe(
      'AGENTKEEP_DATABASE is not valid for this Worker: one of postgres, dsql',
    );
    expect(refusalOf({ AGENTKEEP_DATABASE: 'd1', DB: {} })).toMatch(/one of postgres, dsql$/);
  });

  it('postgres needs a URL, or Hyperdrive', () => {
    const postgres = { AGENTKEEP_DATABASE: 'postgres' };
    const good = 'postgres://me:never-said@db.example.com:5432/agents';
    expect(configOf({ ...postgres, AGENTKEEP_POSTGRES_URL: good })).toBeDefined();
    expect(configOf({ ...postgres, HYPERDRIVE: { connectionString: good } })).toBeDefined();
    for (const url of [
      undefined,
      '',
      'mysql://me:never-said@host/db',
      'never-said',
      'postgres://',
    ]) {
      const said = refusalOf({ ...postgres, AGENTKEEP_POSTGRES_URL: url });
      expect(said).toMatch(/^AGENTKEEP_POSTGRES_URL is not /);
      expect(said).not.toContain('never-said');
    }
  });

  it('dsql needs a host, its region and credentials', () => {
    const dsql = {
      AGENTKEEP_DATABASE: 'dsql',
      AGENTKEEP_DSQL_HOST: 'abc123.dsql.us-east-1.on.aws',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'never-said',
    };
    expect(configOf(dsql)).toBeDefined();
    for (const [name, values] of Object.entries({
      AGENTKEEP_DSQL_HOST: [undefined, '', 'https://abc123.dsql.us-east-1.on.aws', 'a b'],
      AWS_ACCESS_KEY_ID: [undefined, ''],
      AWS_SECRET_ACCESS_KEY: [undefined, ''],
    })) {
      for (const value of values) {
        const said = refusalOf({ ...dsql, [name]: value });
        expect(said).toMatch(new RegExp(`^${name} is not `));
        expect(said).not.toContain('never-said');
      }
    }
    expect(refusalOf({ ...dsql, AGENTKEEP_DSQL_HOST: 'db.example.com' })).toMatch(
      /^AGENTKEEP_DSQL_REGION is not configured/,
    );
  });
});
