// What other programs have stored becomes threads, or rows of ours. langgraph.json is what LangGraph
// 1.x has written by its two savers, of a graph with a tool.
import { PostgresStore as TheirPostgresStore } from '@mastra/pg';
import { LibSQLStore as TheirLibSQLStore } from '@mastra/libsql';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LibSQLStore } from '../../../../client/index.js';
import { PostgresServer } from '../support/postgres-server.js';
import { Program } from './run.js';

let folder: string;
let program: Program;
let postgres: PostgresServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-others-'));
  [program, postgres] = await Promise.all([Program.make(folder), PostgresServer.start()]);
}, 120_000);
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string) => `file:${join(folder, name)}`;
const connectionString = () => `postgres://admin@127.0.0.1:${postgres.port}/postgres`;

async function done(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await program.run(args);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

async function threadOf(url: string, threadId: string) {
  const store = new LibSQLStore({ id: 'read', url });
  const memory = (await store.getStore('memory'))!;
  const thread = await memory.getThreadById({ threadId });
  const { messages } = await memory.listMessages({ threadId, perPage: false });
  await store.close();
  return { thread, messages };
}

test("status tells another adapter's tables, and what becomes of them", async () => {
  const url = file('theirs-alone.db');
  const theirs = new TheirLibSQLStore({ id: 'theirs', url });
  await theirs.init();
  expect(await done(['status', url])).toContain(
    `${url}: tables of another adapter, which agentkeep migrate completes\n`,
  );
  await done(['migrate', url]);
  expect(await done(['status', url])).toMatch(/: tables of version \d+\n$/);
  await theirs.close();

  const pool = new pg.Pool({ connectionString: connectionString() });
  await pool.query('CREATE DATABASE another');
  await pool.end();
  const another = connectionString().replace(/postgres$/, 'another');
  expect(await done(['status', another])).toContain('no tables yet');
  const theirPostgres = new TheirPostgresStore({ id: 'theirs', connectionString: another });
  await theirPostgres.init();
  await theirPostgres.close();
  const said = await done(['status', another]);
  expect(said).toContain("is another program's");
  expect(said).not.toContain('agentkeep migrate');
});

interface Recorded {
  readonly sqlite: Record<string, string | null>[];
  readonly postgres: {
    readonly checkpoints: Record<string, unknown>[];
    readonly blobs: Record<string, string | null>[];
  };
}
const recorded = JSON.parse(
  readFileSync(fileURLToPath(new URL('./langgraph.json', import.meta.url).href), 'utf8'),
) as Recorded;

// What is listed: the framework keeps messages of the system to itself.
const conversation = [
  ['user', [{ type: 'text', text: 'How is the weather?' }]],
  [
    'assistant',
    [
      {
        type: 'tool-invocation',
        toolInvocation: {
          state: 'result',
          toolCallId: 'call-1',
          toolName: 'weather',
          args: { city: 'Zürich' },
          result: { degrees: 21 },
        },
      },
    ],
  ],
  ['user', [{ type: 'text', text: 'And now? "ä"' }]],
  ['assistant', [{ type: 'text', text: 'It is 21 degrees.' }]],
];

describe("LangGraph's checkpoints", () => {
  test('of its SqliteSaver become threads', async () => {
    const path = join(folder, 'langgraph.db');
    const database = new DatabaseSync(path);
    database.exec(
      'CREATE TABLE checkpoints (thread_id TEXT NOT NULL, checkpoint_ns TEXT NOT NULL, checkpoint_id TEXT NOT NULL, parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB)',
    );
    const insert = database.prepare('INSERT INTO checkpoints VALUES (?,?,?,?,?,?,?)');
    const names = ['thread_id', 'checkpoint_ns', 'checkpoint_id', 'parent_checkpoint_id', 'type'];
    for (const row of recorded.sqlite) {
      const blobs = [row['checkpoint']!, row['metadata']!].map((text) => Buffer.from(text));
      insert.run(...names.map((name) => row[name]!), ...blobs);
    }
    database.close();
    const args = [
      'import',
      `file:${path}`,
      file('from-sqlite.db'),
      '--from',
      'langgraph',
      '--resource',
      'me',
    ];
    expect(await done(args)).toContain('2 threads, 7 messages');
    const { thread, messages } = await threadOf(file('from-sqlite.db'), 'one');
    expect(thread).toMatchObject({ id: 'one', resourceId: 'me' });
    expect(messages.map(({ role, content }) => [role, content.parts])).toEqual(conversation);
    expect(messages[0]!.id).toBe('h1');
    // Twice is asked about.
    const again = await program.run(args);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('--on-conflict');
    expect(await done([...args, '--on-conflict', 'replace'])).toContain('2 threads, 7 messages');
    expect((await threadOf(file('from-sqlite.db'), 'one')).messages).toHaveLength(4);
  });

  test('of its PostgresSaver become threads', async () => {
    const client = new pg.Client({ connectionString: connectionString() });
    await client.connect();
    await client.query('CREATE SCHEMA lang');
    await client.query(
      'CREATE TABLE lang.checkpoints (thread_id text, checkpoint_ns text, checkpoint_id text, checkpoint jsonb)',
    );
    await client.query(
      'CREATE TABLE lang.checkpoint_blobs (thread_id text, checkpoint_ns text, channel text, version text, type text, blob bytea)',
    );
    for (const row of recorded.postgres.checkpoints) {
      const values = [
        row['thread_id'],
        row['checkpoint_ns'],
        row['checkpoint_id'],
        row['checkpoint'],
      ];
      await client.query('INSERT INTO lang.checkpoints VALUES ($1,$2,$3,$4)', values);
    }
    for (const row of recorded.postgres.blobs) {
      const names = ['thread_id', 'checkpoint_ns', 'channel', 'version', 'type'];
      const blob = row['blob'] === null ? null : Buffer.from(row['blob']!);
      const values = [...names.map((name) => row[name]), blob];
      await client.query('INSERT INTO lang.checkpoint_blobs VALUES ($1,$2,$3,$4,$5,$6)', values);
    }
    const source = `${connectionString()}?schema=lang`;
    await done(['import', source, file('from-pg.db'), '--from', 'langgraph', '--resource', 'me']);
    const { messages } = await threadOf(file('from-pg.db'), 'one');
    expect(messages.map(({ role, content }) => [role, content.parts])).toEqual(conversation);
    // As Python writes them.
    await client.query("UPDATE lang.checkpoint_blobs SET type='msgpack' WHERE channel='messages'");
    await client.end();
    const refused = await program.run([
      'import',
      source,
      file('none.db'),
      '--from',
      'langgraph',
      '--resource',
      'me',
    ]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('was written as msgpack');
  });

  test('are missed in a file that is not there, and in another database', async () => {
    new DatabaseSync(join(folder, 'empty.db')).close();
    for (const [name, words] of [
      ['none-at-all.db', 'cannot be opened'],
      ['empty.db', 'has no checkpoints'],
    ] as const) {
      const { code, stderr } = await program.run([
        ...['import', file(name), file('none.db'), '--from', 'langgraph', '--resource', 'me'],
      ]);
      expect([code, stderr.includes(words)], stderr).toEqual([1, true]);
    }
  });
});

describe('UIMessage[] of the AI SDK', () => {
  const chat = [
    {
      id: 'u1',
      role: 'user',
      parts: [{ type: 'text', text: 'How warm is it?' }],
      metadata: { createdAt: '2026-03-01T10:00:00.000Z' },
    },
    {
      id: 'a1',
      role: 'assistant',
      metadata: { createdAt: '2026-03-01T10:00:05.000Z' },
      parts: [
        { type: 'step-start' },
        { type: 'reasoning', text: 'I look.' },
        {
          type: 'tool-weather',
          toolCallId: 'c1',
          state: 'output-available',
          input: { city: 'Rome' },
          output: 30,
        },
        { type: 'text', text: '30 degrees.' },
        { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AAAA' },
        { type: 'source-url', sourceId: 's', url: 'https://example.com' },
      ],
    },
  ];

  test('becomes a thread', async () => {
    writeFileSync(join(folder, 'chat.json'), JSON.stringify(chat));
    const args = ['import', 'chat.json', file('chat.db'), '--from', 'ai-sdk', '--resource', 'me'];
    const unnamed = await program.run(args);
    expect([unnamed.code, unnamed.stderr.includes('name --thread')]).toEqual([1, true]);
    expect(await done([...args, '--thread', 'chat'])).toContain('1 thread, 2 messages');
    const { messages } = await threadOf(file('chat.db'), 'chat');
    expect(messages.map(({ id, role, createdAt }) => [id, role, createdAt.toISOString()])).toEqual([
      ['u1', 'user', '2026-03-01T10:00:00.000Z'],
      ['a1', 'assistant', '2026-03-01T10:00:05.000Z'],
    ]);
    expect(messages[1]!.content.parts).toEqual([
      { type: 'step-start' },
      { type: 'reasoning', reasoning: 'I look.', details: [{ type: 'text', text: 'I look.' }] },
      {
        type: 'tool-invocation',
        toolInvocation: {
          state: 'result',
          toolCallId: 'c1',
          toolName: 'weather',
          args: { city: 'Rome' },
          result: 30,
        },
      },
      { type: 'text', text: '30 degrees.' },
      { type: 'file', mimeType: 'image/png', data: 'data:image/png;base64,AAAA' },
      { type: 'source', source: { sourceType: 'url', id: 's', url: 'https://example.com' } },
    ]);
  });

  test('of many conversations become as many threads, in their order', async () => {
    const plain = Array.from({ length: 1200 }, (_, i) => ({
      role: i % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text: `Message ${i}` }],
    }));
    writeFileSync(
      join(folder, 'chats.json'),
      JSON.stringify([
        { id: 'long', messages: plain },
        { id: 'other', messages: chat },
      ]),
    );
    const args = [
      'import',
      'chats.json',
      file('chats.db'),
      '--from',
      'ai-sdk',
      '--resource',
      'me',
      '--json',
    ];
    expect(JSON.parse(await done(args))).toMatchObject({ threads: 2, messages: 1202 });
    const { messages } = await threadOf(file('chats.db'), 'long');
    expect(messages.map(({ content }) => (content.parts[0] as { text: string }).text)).toEqual(
      plain.map(({ parts }) => parts[0]!.text),
    );
  });

  test.each([
    ['no JSON', '{', 'cannot be read as JSON'],
    ['something else', '[{"role":"robot"}]', 'is no message of the AI SDK'],
    ['a conversation without an id', '[{"messages":[]},{"messages":[]}]', 'has no id'],
  ])('is refused where it is %s', async (_, text, words) => {
    writeFileSync(join(folder, 'bad.json'), text);
    const thread = text.includes('robot') ? ['--thread', 't'] : [];
    const { code, stderr } = await program.run([
      'import',
      'bad.json',
      file('none.db'),
      '--from',
      'ai-sdk',
      '--resource',
      'me',
      ...thread,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
  });
});

async function fillTheirs(store: TheirPostgresStore | TheirLibSQLStore): Promise<void> {
  await store.init();
  const memory = (await store.getStore('memory'))!;
  const time = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 1000);
  for (let t = 0; t < 30; t++) {
    await memory.saveThread({
      thread: {
        id: `t${t}`,
        resourceId: 'r',
        title: `Thread ${t}`,
        metadata: { t, text: 'ä "x"' },
        createdAt: time(t),
        updatedAt: time(t),
      },
    });
  }
  const messages = Array.from({ length: 2500 }, (_, i) => ({
    ...{
      id: `m${i}`,
      threadId: `t${i % 3}`,
      resourceId: 'r',
      role: 'user' as const,
      createdAt: time(i),
    },
    content: { format: 2 as const, parts: [{ type: 'text' as const, text: `Message ${i}` }] },
  }));
  await memory.saveMessages({ messages });
  await memory.updateResource({ resourceId: 'r', workingMemory: 'likes tea', metadata: { a: 1 } });
  const runs = (await store.getStore('workflows'))!;
  const snapshot = { runId: 'run', status: 'success', value: {}, context: { input: 1 } } as never;
  await runs.persistWorkflowSnapshot({
    workflowName: 'flow',
    runId: 'run',
    resourceId: 'r',
    snapshot,
  });
}

async function expectSame(
  url: string,
  theirs: TheirPostgresStore | TheirLibSQLStore,
): Promise<void> {
  const store = new LibSQLStore({ id: 'mine', url });
  const [mine, memory] = [(await store.getStore('memory'))!, (await theirs.getStore('memory'))!];
  const all = { perPage: false as const };
  const order = { orderBy: { field: 'createdAt' as const, direction: 'ASC' as const } };
  expect((await mine.listThreads({ ...all, ...order })).threads).toEqual(
    (await memory.listThreads({ ...all, ...order })).threads,
  );
  for (const threadId of ['t0', 't1', 't2']) {
    const found = (await mine.listMessages({ threadId, ...all })).messages;
    expect(found.length).toBeGreaterThan(800);
    expect(found).toEqual((await memory.listMessages({ threadId, ...all })).messages);
  }
  expect(await mine.getResourceById({ resourceId: 'r' })).toMatchObject({
    workingMemory: 'likes tea',
    metadata: { a: 1 },
  });
  const flows = (await store.getStore('workflows'))!;
  const found = await flows.listWorkflowRuns();
  expect(found.runs).toMatchObject([{ runId: 'run', workflowName: 'flow' }]);
  expect(found.runs).toEqual((await (await theirs.getStore('workflows'))!.listWorkflowRuns()).runs);
  await store.close();
}

describe('databases of the published adapters', () => {
  test('@mastra/pg is imported', async () => {
    const theirs = new TheirPostgresStore({
      id: 'theirs',
      connectionString: connectionString(),
      schemaName: 'theirs',
    });
    await fillTheirs(theirs);
    const source = `${connectionString()}?schema=theirs`;
    const told = JSON.parse(
      await done(['import', source, file('from-mastra-pg.db'), '--from', 'mastra-pg', '--json']),
    ) as object;
    expect(told).toMatchObject({ tables: { mastra_messages: 2500, mastra_threads: 30 } });
    await expectSame(file('from-mastra-pg.db'), theirs);
    await theirs.close();
  });

  test('@mastra/libsql is copied, and goes on being read by it', async () => {
    const theirs = new TheirLibSQLStore({ id: 'theirs', url: file('theirs.db') });
    await fillTheirs(theirs);
    await done(['copy', file('theirs.db'), file('mine.db')]);
    expect(await done(['verify', file('theirs.db'), file('mine.db')])).toMatch(/^equal/);
    await expectSame(file('mine.db'), theirs);
  });
});
