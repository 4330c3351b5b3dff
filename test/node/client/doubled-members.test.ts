// Rows of other programs may have a member twice: parsers take the last one, and so does every
// reading and every merge of ours.
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PostgresStore } from '../../../client/dsql.js';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { D1Store, LibSQLStore } from '../../../client/index.js';
import type { MemoryStore, WorkflowsStore } from '../../../client/index.js';
import type { Store } from '../../../client/store.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';
import { PostgresServer } from './support/postgres-server.js';
import { SqliteD1 } from './support/sqlite-d1.js';

interface Opened {
  readonly store: Store;
  /** Puts the text `to` where `from` is, in every document of the tables. */
  replace(from: string, to: string): Promise<unknown>;
  close(): Promise<unknown>;
}

const updates = (from: string, to: string) =>
  [
    ['mastra_threads', 'metadata'],
    ['mastra_resources', 'metadata'],
    ['mastra_messages', 'content'],
    ['mastra_workflow_snapshot', 'snapshot'],
  ].map(
    ([table, column]) => `UPDATE ${table} SET ${column} = replace(${column}, '${from}', '${to}')`,
  );

const backends: Record<string, () => Promise<Opened>> = {
  async 'a file'() {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-doubled-'));
    const path = join(folder, 'data.db');
    const store = new LibSQLStore({ url: `file:${path}` });
    return {
      store,
      async replace(from, to) {
        const db = new DatabaseSync(path);
        for (const sql of updates(from, to)) db.exec(sql);
        db.close();
      },
      async close() {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
  async D1() {
    const binding = new SqliteD1();
    return {
      store: new D1Store({ id: 'd1', binding: binding as never }),
      replace: (from, to) =>
        binding.batch(updates(from, to).map((sql) => binding.prepare(sql).bind())),
      close: async () => binding.close(),
    };
  },
  async PostgreSQL() {
    const server = await PostgresServer.start();
    const { host, port, user, database } = server;
    const store = new PostgresStore({ id: 'pg', host, port, user, database });
    return {
      store,
      replace: (from, to) => server.run(updates(from, to).join(';')),
      async close() {
        await store.close();
        await server.stop();
      },
    };
  },
  async DynamoDB() {
    const peer = await DynamoPeer.start();
    const TableName = 'mastra';
    await peer.createTable(TableName);
    const config = { tableName: TableName, endpoint: peer.endpoint, credentials };
    return {
      store: new DynamoDBStore({ name: 'dynamodb', config }),
      async replace(from, to) {
        // Texts of an item are JSON within JSON.
        const inside = (text: string) => JSON.stringify(text).slice(1, -1);
        for (const item of await peer.items(TableName)) {
          const Item = JSON.parse(JSON.stringify(item).replaceAll(inside(from), inside(to)));
          expect((await peer.call('PutItem', { TableName, Item })).status).toBe(200);
        }
      },
      close: () => peer.stop(),
    };
  },
};

const at = new Date('2026-03-01T12:00:00.000Z');
const keep = { keep: 1, other: true };
const doubled = { dup: 2, other: true };
const content = { format: 2 as const, parts: [{ type: 'text' as const, text: 'a' }] };
const run = { workflowName: 'w', runId: 'r' };

describe.each(Object.keys(backends))('a member that is there twice, on %s', (name) => {
  it('is the last one, before a merge of something else and after it', async () => {
    const { store, replace, close } = await backends[name]!();
    try {
      const memory = (await store.getStore('memory')) as MemoryStore;
      const workflows = (await store.getStore('workflows')) as WorkflowsStore;
      await store.init();
      const times = { createdAt: at, updatedAt: at };
      const thread = { id: 't', resourceId: 'me', title: '', metadata: keep, ...times };
      await memory.saveThread({ thread });
      await memory.saveResource({ resource: { id: 'me', metadata: keep, ...times } });
      const message = { id: 'm', threadId: 't', resourceId: 'me', role: 'user' as const };
      await memory.saveMessages({
        messages: [{ ...message, createdAt: at, content: { ...content, metadata: keep } }],
      });
      const snapshot = { runId: 'r', status: 'running', value: {}, context: { input: keep } };
      await workflows.persistWorkflowSnapshot({ ...run, snapshot: snapshot as never });
      await replace('"keep":1', '"dup":1,"d\\u0075p":2');

      const read = async () => ({
        thread: (await memory.getThreadById({ threadId: 't' }))!.metadata,
        resource: (await memory.getResourceById({ resourceId: 'me' }))!.metadata,
        message: (await memory.listMessages({ threadId: 't' })).messages[0]!.content.metadata,
        run: (await workflows.loadWorkflowSnapshot(run))!.context.input,
      });
      const found = async (dup: number) => {
        const filter = { metadata: { dup } };
        return [
          (await memory.listThreads({ filter })).total,
          (await memory.listMessages({ threadId: 't', filter })).total,
        ];
      };
      const merge = async (metadata: Record<string, unknown>) => {
        await memory.updateThread({ id: 't', title: 'New', metadata });
        await memory.updateResource({ resourceId: 'me', metadata });
        await memory.updateMessages({ messages: [{ id: 'm', content: { metadata } as never }] });
      };
      const all = (metadata: object) => {
        const [resource, message] = [metadata, metadata];
        return { thread: metadata, resource, message, run: doubled };
      };
      expect(await read()).toEqual(all(doubled));
      // Filters of SQLite look at the first one: docs/existing-data.md.
      const isSqlite = name === 'a file' || name === 'D1';
      expect(await found(isSqlite ? 1 : 2)).toEqual([1, 1]);
      await merge({ x: 1 });
      await workflows.updateWorkflowState({ ...run, opts: { status: 'success' } as never });
      const result = { status: 'success', output: 1 } as never;
      await workflows.updateWorkflowResults({ ...run, stepId: 's', result, requestContext: {} });
      expect(await read()).toEqual(all({ ...doubled, x: 1 }));
      await merge({ dup: 3 });
      expect(await read()).toEqual(all({ ...doubled, x: 1, dup: 3 }));
      if (!isSqlite) expect(await found(3)).toEqual([1, 1]);
    } finally {
      await close();
    }
  });
});
