// Rows as the first releases of the adapters wrote them, which docs/existing-data.md lists: found by
// running those releases, and put there by SQL.
import type { MastraDBMessage } from '@mastra/core/agent';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { D1Store, LibSQLStore } from '../../../client/index.js';
import type { MemoryStore } from '../../../client/index.js';
import { SqliteD1 } from './support/sqlite-d1.js';

const at = '2026-01-01T00:00:00.000Z';
const call = { type: 'tool-call', toolCallId: 'c', toolName: 'n', args: { x: 1 } };
const result = { type: 'tool-result', toolCallId: 'c', toolName: 'n', result: 'r' };

interface Old {
  readonly id: string;
  readonly content: string;
  readonly type?: string;
  readonly role?: string;
}

/** Messages of the first form, which the releases up to 1.0.0 store alike. */
const old: readonly Old[] = [
  { id: 'text', content: 'hello' },
  { id: 'zip', content: '90210' },
  { id: 'json', content: '{"a":1}' },
  { id: 'list', content: '[1,2]' },
  { id: 'quoted', content: '"x"' },
  { id: 'null', content: 'null' },
  { id: 'broken', content: '{"format":2,"parts":[' },
  { id: 'parts', content: '[{"type":"text","text":"a"}]' },
  { id: 'call', content: JSON.stringify([call]), type: 'tool-call', role: 'assistant' },
  { id: 'result', content: JSON.stringify([result]), type: 'tool-result', role: 'tool' },
  {
    id: 'v2',
    content: '{"format":2,"parts":[{"type":"text","text":"a"}],"metadata":{"k":1}}',
    type: 'v2',
  },
  { id: 'v2typed', content: '{"format":2,"parts":[{"type":"text","text":"a"}]}' },
  { id: 'object', content: '{"hello":"there"}', type: 'v2' },
];
const textsOf: Record<string, string> = {
  ...Object.fromEntries(old.slice(0, 7).map(({ id, content }) => [id, content])),
  parts: 'a',
  v2: 'a',
  v2typed: 'a',
  object: '{"hello":"there"}',
};

interface Release {
  readonly name: string;
  readonly resource: boolean | undefined; // undefined: there is no such column
  readonly time: string; // type of the column
}

const releases: readonly Release[] = [
  { name: '@mastra/libsql 0.0.4', resource: undefined, time: 'TEXT' },
  { name: '@mastra/libsql 0.10.1', resource: false, time: 'TEXT' },
  { name: '@mastra/libsql 0.14.0', resource: true, time: 'TEXT' },
  { name: '@mastra/cloudflare-d1 0.10.1', resource: false, time: 'TIMESTAMP' },
  { name: '@mastra/cloudflare-d1 1.0.1', resource: true, time: 'TIMESTAMP' },
];

function ddl({ resource, time }: Release): string[] {
  const more = resource === undefined ? '' : ', resourceId TEXT';
  return [
    `CREATE TABLE mastra_threads (id TEXT NOT NULL PRIMARY KEY, resourceId TEXT NOT NULL, title TEXT
      NOT NULL, metadata TEXT, createdAt ${time} NOT NULL, updatedAt ${time} NOT NULL)`,
    `CREATE TABLE mastra_messages (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL, content TEXT
      NOT NULL, role TEXT NOT NULL, type TEXT NOT NULL, createdAt ${time} NOT NULL${more})`,
  ];
}

interface Opened {
  readonly store: D1Store | LibSQLStore;
  run(sql: string, ...params: (string | Uint8Array | null)[]): Promise<void>;
  close(): Promise<void>;
}

function file(): Opened {
  const folder = mkdtempSync(join(tmpdir(), 'agentkeep-old-'));
  const path = join(folder, 'data.db');
  const store = new LibSQLStore({ url: `file:${path}` });
  return {
    store,
    async run(sql, ...params) {
      const db = new DatabaseSync(path);
      db.prepare(sql).run(...params);
      db.close();
    },
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function d1(): Opened {
  const binding = new SqliteD1();
  return {
    store: new D1Store({ id: 'd1', binding: binding as never }),
    async run(sql, ...params) {
      await binding.batch([binding.prepare(sql).bind(...params)]);
    },
    close: async () => binding.close(),
  };
}

describe.each([
  ['a file', file],
  ['D1', d1],
])('on %s', (_, open) => {
  describe.each(releases)('rows of $name', (release) => {
    let opened: Opened;
    let memory: MemoryStore;
    beforeAll(async () => {
      opened = open();
      for (const sql of ddl(release)) await opened.run(sql);
      await opened.run(
        `INSERT INTO mastra_threads VALUES ('t1', 'r1', 'T', '{"a":1}', '${at}', '${at}')`,
      );
      const resource = release.resource === undefined ? '' : release.resource ? ", 'r1'" : ', NULL';
      for (const { id, content, type = 'text', role = 'user' } of old) {
        const sql = `INSERT INTO mastra_messages VALUES (?, 't1', ?, ?, ?, '${at}'${resource})`;
        await opened.run(sql, id, content, role, type);
      }
      memory = (await opened.store.getStore('memory')) as MemoryStore;
      await opened.store.init();
    });
    afterAll(() => opened.close());

    const textIn = ({ content }: MastraDBMessage) =>
      content.parts.map((part) => (part as { text?: string }).text).join('|');

    it('are listed as what they are, in their order', async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const { messages } = await memory.listMessages({ threadId: 't1', perPage: false });
      expect(messages.map(({ id }) => id)).toEqual(old.map(({ id }) => id));
      for (const message of messages) {
        expect(message.content.format).toBe(2);
        const text = textsOf[message.id];
        if (text !== undefined) expect(textIn(message)).toBe(text);
      }
      expect(messages.find(({ id }) => id === 'call')!.content.parts).toMatchObject([
        { type: 'tool-invocation', toolInvocation: { state: 'call', args: { x: 1 } } },
      ]);
      const byId = await memory.listMessagesById({ messageIds: old.map(({ id }) => id) });
      expect(byId.messages).toHaveLength(old.length);
      vi.restoreAllMocks();
    });

    it('belong to the resource of their thread', async () => {
      const of = async (resourceId: string) =>
        (await memory.listMessages({ threadId: 't1', resourceId, perPage: false })).messages.length;
      expect([await of('r1'), await of('r2')]).toEqual([old.length, 0]);
      const byResource = async (resourceId: string) =>
        (await memory.listMessagesByResourceId({ resourceId, perPage: false })).total;
      expect([await byResource('r1'), await byResource('r2')]).toEqual([old.length, 0]);
      const { messages } = await memory.listMessages({
        threadId: 't1',
        resourceId: 'r1',
        perPage: 0,
        include: [{ id: 'json', withPreviousMessages: 1, withNextMessages: 1 }],
      });
      expect(messages.map(({ id }) => id)).toEqual(['zip', 'json', 'list']);
    });

    it('are copied with their thread', async () => {
      vi.spyOn(console, 'warn').mockImplementation(() => {});
      const { clonedMessages } = await memory.cloneThread({ sourceThreadId: 't1' });
      expect(clonedMessages).toHaveLength(old.length);
      expect(clonedMessages.slice(0, 7).map(textIn)).toEqual(
        old.slice(0, 7).map(({ content }) => content),
      );
      vi.restoreAllMocks();
    });

    it('keep their texts where metadata is merged into them', async () => {
      const ids = old.slice(0, 8).map(({ id }) => id);
      const content = { metadata: { rated: 'up' } } as never;
      await memory.updateMessages({ messages: ids.map((id) => ({ id, content })) });
      const { messages } = await memory.listMessagesById({ messageIds: ids });
      for (const message of messages) {
        expect(textIn(message)).toBe(textsOf[message.id]);
        expect(message.content.metadata).toEqual({ rated: 'up' });
      }
    });
  });

  it('rows that nobody can have meant are answered as far as they can be, and named', async () => {
    const opened = open();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    try {
      await opened.store.init();
      const insert = `INSERT INTO mastra_messages (id, thread_id, content, role, type, createdAt)
        VALUES (?, 't1', ?, ?, ?, ?)`;
      await opened.run(insert, 'm1', 'soon', 'user', 'text', 'soon');
      await opened.run(insert, 'm2', '[{"type":"text","text":"a"}]', 'nobody', 'text', at);
      await opened.run(insert, 'm3', new TextEncoder().encode('a blob'), 'user', 'text', at);
      await opened.run(insert, 'm4', '{"format":2}', 'user', 'v2', at);
      await opened.run(insert, 'm5', '{"format":2,"parts":{"no":"list"}}', 'user', 'v2', at);
      await opened.run(insert, 'm6', '[{"type":"file","data":7}]', 'user', 'text', at);
      const memory = (await opened.store.getStore('memory'))!;
      const { messages } = await memory.listMessages({ threadId: 't1' });
      expect(messages.map(({ id }) => id).sort()).toEqual(['m1', 'm2', 'm3', 'm4', 'm5', 'm6']);
      for (const { content, createdAt } of messages) {
        expect(Array.isArray(content.parts)).toBe(true);
        expect(createdAt.getTime()).not.toBeNaN();
      }
      const blob = messages.find(({ id }) => id === 'm3')!;
      expect(blob.content.parts).toMatchObject([{ type: 'text', text: 'a blob' }]);
      const said = warn.mock.calls.join('\n');
      expect(said).toContain('mastra_messages.createdAt of a row m1');
      expect(said).toContain('m2');
      expect(said).toContain('BLOB');
    } finally {
      warn.mockRestore();
      await opened.close();
    }
  });
});
