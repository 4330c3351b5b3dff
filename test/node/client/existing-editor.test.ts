// What `@mastra/libsql` wrote of the editor's domains, opened as it is, and read by it afterwards.
import { LibSQLStore as Incumbent } from '@mastra/libsql';
import { PostgresStore as TheirPostgres } from '@mastra/pg';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { LibSQLStore } from '../../../client/index.js';
import { plain } from './support/plain.js';
import { PostgresServer } from './support/postgres-server.js';

type Any = Record<string, (...args: unknown[]) => Promise<any>>;

const configs: Record<string, [argument: string, parent: string, config: object]> = {
  agents: [
    'agent',
    'agentId',
    {
      name: 'Ñandú 🧵',
      instructions: [{ type: 'text', content: 'Be "kind".' }],
      model: { provider: 'p', name: 'm', n: 1.5, none: null },
      tools: { add: {} },
    },
  ],
  promptBlocks: [
    'promptBlock',
    'blockId',
    { name: 'n', content: 'Hello {{user}}', rules: { a: [] } },
  ],
  scorerDefinitions: [
    'scorerDefinition',
    'scorerDefinitionId',
    { name: 'n', type: 'llm-judge', scoreRange: { min: 0, max: 1 } },
  ],
  mcpClients: ['mcpClient', 'mcpClientId', { name: 'n', servers: { a: { command: 'ls' } } }],
  mcpServers: [
    'mcpServer',
    'mcpServerId',
    { name: 'n', version: '1', isLatest: true, tools: { a: {} } },
  ],
  workspaces: [
    'workspace',
    'workspaceId',
    { name: 'n', skills: ['a'], autoSync: true, operationTimeout: 5 },
  ],
  skills: [
    'skill',
    'skillId',
    { name: 'n', description: 'd', instructions: 'i', metadata: { a: 1 }, references: ['x'] },
  ],
};

describe('the editor of @mastra/libsql', () => {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-editor-'));
  const url = `file:${join(folder, 'mastra.db')}`;
  let theirs: MastraCompositeStore;
  let ours: LibSQLStore;

  beforeAll(async () => {
    theirs = new Incumbent({ id: 'theirs', url });
    await theirs.init();
    for (const [key, [argument, parent, config]] of Object.entries(configs)) {
      const store = (await theirs.getStore(key as 'agents')) as unknown as Any;
      await store['create']!({ [argument]: { id: 'one', authorId: 'ada', ...config } });
      const version = {
        id: `${key}-2`,
        [parent]: 'one',
        versionNumber: 2,
        ...config,
        name: 'Second',
      };
      await store['createVersion']!({ ...version, changedFields: ['name'], changeMessage: 'two' });
      await store['update']!({ id: 'one', activeVersionId: version.id, status: 'published' });
      await store['create']!({ [argument]: { id: 'two', ...config } });
    }
    const favorites = (await theirs.getStore('favorites')) as unknown as Any;
    await favorites['favorite']!({ userId: 'ada', entityType: 'agent', entityId: 'two' });
    const blobs = (await theirs.getStore('blobs')) as unknown as Any;
    const createdAt = new Date('2026-03-01T12:00:00.000Z');
    await blobs['put']!({ hash: 'h1', content: 'é', size: 2, mimeType: 'text/plain', createdAt });
    ours = new LibSQLStore({ id: 'ours', url });
    await ours.init();
  });
  afterAll(async () => {
    await ours.close();
    rmSync(folder, { recursive: true });
  });

  const both = async (key: string, call: (store: Any) => Promise<unknown>) => {
    const mine = (await ours.getStore(key as 'agents')) as unknown as Any;
    const other = (await theirs.getStore(key as 'agents')) as unknown as Any;
    expect(plain(await call(mine)), key).toEqual(plain(await call(other)));
  };

  it.each(Object.keys(configs))('%s are read and written as they are', async (key) => {
    const [argument, parent, config] = configs[key]!;
    const status = 'published';
    const read = async () => {
      for (const id of ['one', 'two', 'three', 'none']) {
        await both(key, (store) => store['getById']!(id));
        await both(key, (store) => store['getByIdResolved']!(id));
        await both(key, (store) => store['getByIdResolved']!(id, { status: 'draft' }));
        await both(key, (store) => store['getLatestVersion']!(id));
        await both(key, (store) => store['countVersions']!(id));
        await both(key, (store) => store['listVersions']!({ [parent]: id }));
      }
      await both(key, (store) => store['getVersion']!(`${key}-2`));
      await both(key, (store) => store['list']!({ status, orderBy: { field: 'updatedAt' } }));
      await both(key, (store) => store['listResolved']!({ status, authorId: 'ada' }));
    };
    await read();
    const mine = (await ours.getStore(key as 'agents')) as unknown as Any;
    await mine['create']!({ [argument]: { id: 'three', ...config } });
    await mine['createVersion']!({ id: `${key}-3`, [parent]: 'one', versionNumber: 3, ...config });
    await mine['update']!({ id: 'two', authorId: 'bob', status });
    await read();
  });

  it('favourites and blobs, too', async () => {
    const user = { userId: 'ada', entityType: 'agent' };
    const read = async () => {
      await both('favorites', (store) => store['listFavoritedIds']!(user));
      await both('favorites', (store) => store['isFavorited']!({ ...user, entityId: 'two' }));
      for (const id of ['one', 'two']) await both('agents', (store) => store['getById']!(id));
      for (const hash of ['h1', 'h2', 'h3']) await both('blobs', (store) => store['get']!(hash));
    };
    await read();
    const favorites = (await ours.getStore('favorites')) as unknown as Any;
    await favorites['favorite']!({ ...user, entityId: 'one' });
    await favorites['unfavorite']!({ ...user, entityId: 'two' });
    const blobs = (await ours.getStore('blobs')) as unknown as Any;
    const createdAt = new Date('2026-03-02T12:00:00.000Z');
    await blobs['putMany']!([
      { hash: 'h1', content: 'other', size: 5, createdAt },
      { hash: 'h2', content: 'ö', size: 2, createdAt },
    ]);
    await read();
  });
});

describe('the editor of @mastra/pg', () => {
  it('has tables of other types of columns: each of them is refused by its name', async () => {
    const server = await PostgresServer.start();
    const { host, port, user, database } = server;
    const place = { id: 'pg', host, port, user, database, password: 'any' };
    const theirs = new TheirPostgres({ ...place, schemaName: 'theirs' });
    try {
      await theirs.init();
      const found: { name: string }[] = await theirs.db.any(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'theirs'
           AND table_name ~ '_(agents|favorites|skill_blobs|.+_versions|prompt_blocks|scorer_definitions|mcp_.+|workspaces|skills)$'
           AND table_name !~ 'dataset'`,
      );
      expect(found).toHaveLength(16);
      for (const { name } of found) {
        await theirs.db.none(`CREATE SCHEMA one; CREATE TABLE one.${name} (LIKE theirs.${name})`);
        const ours = new PostgresStore({ ...place, schemaName: 'one' });
        await expect(ours.init()).rejects.toMatchObject({
          code: 'schema_missing',
          message: expect.stringContaining(`the table ${name} is another program's`) as string,
        });
        await ours.close();
        await theirs.db.none('DROP SCHEMA one CASCADE');
      }
    } finally {
      await theirs.close();
      await server.stop();
    }
  }, 60_000);
});
