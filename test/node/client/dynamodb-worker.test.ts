// The Worker on DynamoDB: its settings, and the configuration of the example.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import { configOf, offer } from '../../../worker/config.js';
import type { Env } from '../../../worker/config.js';
import { dynamoDatabases } from '../../../worker/dynamodb-databases.js';
import { bundle } from '../support/bundle.js';
import { DevServer } from '../support/dev-server.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

let folder: string;
let peer: DynamoPeer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-dynamodb-worker-'));
  peer = await DynamoPeer.start();
});
afterAll(async () => {
  await peer?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const thread = {
  ...{ id: 't', resourceId: 'r', title: 'T' },
  ...{ createdAt: new Date(), updatedAt: new Date() },
};
const secrets = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
};

describe('the configuration of the example', () => {
  const start = (name: string, vars: Record<string, string>) =>
    DevServer.start({
      state: join(folder, name),
      home: join(folder, 'home'),
      configs: ['example/dynamodb.toml'],
      vars: { ALLOW_ANONYMOUS: 'true', ...vars },
    });

  it('runs; a prefix has a table of its own, and a table that is missing is named', async () => {
    await peer.createTable('conversations');
    await peer.createTable('staging_conversations');
    const vars = {
      AGENTKEEP_DYNAMODB_TABLE: 'conversations',
      AGENTKEEP_DYNAMODB_ENDPOINT: peer.endpoint,
      AGENTKEEP_DYNAMODB_TTL: '{"thread":{"enabled":true,"defaultTtlSeconds":60}}',
      ...secrets,
    };
    const tables = { '': 'conversations', staging_: 'staging_conversations', none_: undefined };
    const tokenOf = (prefix: string) => `a-token-of-the-tests-${prefix}`;
    const entries = Object.keys(tables).map((tablePrefix) => ({
      sha256: createHash('sha256').update(tokenOf(tablePrefix)).digest('hex'),
      scopes: ['read', 'write'],
      ...(tablePrefix === '' ? {} : { tablePrefix }),
    }));
    const server = await start('prefixes', { ...vars, AGENTKEEP_TOKENS: JSON.stringify(entries) });
    try {
      for (const [tablePrefix, table] of Object.entries(tables)) {
        const token = tokenOf(tablePrefix);
        const memory = new AgentKeep({ endpoint: server.url, token }).stores.memory!;
        if (table === undefined) {
          await expect(memory.saveThread({ thread })).rejects.toMatchObject({
            code: 'schema_missing',
            message: expect.stringContaining('none_conversations does not exist'),
          });
          continue;
        }
        await memory.saveThread({ thread });
        expect(await memory.getThreadById({ threadId: 't' })).toEqual(thread);
        const items = await peer.items(table);
        expect(items.map(({ entity }) => entity!['S'])).toEqual(['thread']);
        expect(items[0]).toHaveProperty('ttl');
      }
    } finally {
      await server.stop();
    }
  });

  it('says what is missing', async () => {
    const started = start('incomplete', { AWS_ACCESS_KEY_ID: 'a' });
    await expect(started).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not configured');
  });
});

describe('AGENTKEEP_DATABASE = dynamodb', () => {
  const complete = {
    AGENTKEEP_DATABASE: 'dynamodb',
    AGENTKEEP_DYNAMODB_TABLE: 'mastra',
    AGENTKEEP_DYNAMODB_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'never-said',
  };
  const refusalOf = (vars: object): string => {
    try {
      configOf({ ...complete, ...vars } as Env);
    } catch (cause) {
      return (cause as Error).message;
    }
    throw new Error('the settings were not refused');
  };
  beforeAll(() => offer(dynamoDatabases));

  it('needs a table, a region and credentials', () => {
    expect(configOf(complete as Env)).toBeDefined();
    for (const name of Object.keys(complete).slice(1)) {
      for (const value of [undefined, '']) {
        const said = refusalOf({ [name]: value });
        expect(said).toMatch(new RegExp(`^${name} is not configured`));
        expect(said).not.toContain('never-said');
      }
    }
  });

  it.each([
    ['AGENTKEEP_DYNAMODB_TABLE', 'a/b'],
    ['AGENTKEEP_DYNAMODB_TABLE', 'x'.repeat(192)],
    ['AGENTKEEP_DYNAMODB_REGION', 'us east'],
    ['AGENTKEEP_DYNAMODB_ENDPOINT', 'localhost:8000'],
    ['AGENTKEEP_DYNAMODB_ENDPOINT', 'https://never:said@localhost:8000'],
    ['AGENTKEEP_DYNAMODB_TRANSACTIONS', 'never'],
    ['AGENTKEEP_DYNAMODB_TTL', 'never said'],
    ['AGENTKEEP_DYNAMODB_TTL', '[1]'],
    ['AGENTKEEP_DYNAMODB_TTL', '{"tread":{"enabled":true}}'],
    ['AGENTKEEP_DYNAMODB_TTL', '{"thread":{"enabled":true,"attributeName":"a b"}}'],
    ['AGENTKEEP_DYNAMODB_TTL', '{"thread":{"enabled":true,"defaultTtlSeconds":1.5}}'],
  ])('refuses %s = %s', (name, value) => {
    const said = refusalOf({ [name]: value });
    expect(said).toContain(name);
    expect(said).not.toContain(value);
    expect(said).not.toContain('said');
  });

  it('is a module that no other Worker carries', async () => {
    const wasmOf = async (entry: string) =>
      (await bundle(entry)).filter(({ type }) => type === 'CompiledWasm').map(({ path }) => path);
    expect(await wasmOf('worker/index.ts')).toEqual(['agentkeep.wasm']);
    expect(await wasmOf('worker/dynamodb.ts')).toEqual(['agentkeep-dynamodb.wasm']);
  });
});
