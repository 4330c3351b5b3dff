// What people are asked at a terminal before a step that cannot be undone.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { Program } from './run.js';
import { fill } from './threads.js';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-questions-'));
  program = await Program.make(folder);
  await fill(join(folder, 'source.db'), 60);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => `file:${join(folder, name)}`;

async function messagesOf(url: string): Promise<number> {
  const store = await RowStore.open(placeOf(url));
  const { count } = await new Table(store, 'mastra_messages').sum();
  await store.close();
  return count;
}

const yes = 'y';
const no = 'n';
const enter = '\r';
const down = '\x1b[B';
const interrupt = '\x03';

describe('prune', () => {
  test.each([
    ['no', no],
    ['Enter alone', enter],
    ['Ctrl-C', interrupt],
  ])('deletes nothing where the answer is %s', async (_, keys) => {
    const args = ['prune', file('source.db'), 'memory.messages=1d'];
    const { code, said } = await program.talk(args, [['memory.messages older than 1d?', keys]]);
    expect(code).toBe(1);
    expect(said).toContain('agentkeep: stopped; nothing was changed');
    expect(await messagesOf(file('source.db'))).toBe(60);
  });

  test.each<[string, string[], [string, string][]]>([
    ['is answered by yes', [], [['older than 1d?', yes]]],
    ['is not asked with --yes', ['--yes'], []],
    ['is not asked with --json', ['--json'], []],
  ])('deletes where it %s', async (name, options, answers) => {
    const old = `${name.replaceAll(' ', '-')}.db`;
    await fill(join(folder, old), 30);
    const args = ['prune', file(old), 'memory.messages=1d', ...options];
    const { code, said } = await program.talk(args, answers);
    expect(code).toBe(0);
    expect(said.includes('?')).toBe(answers.length > 0);
    expect(await messagesOf(file(old))).toBe(0);
  });
});

describe('a target that is not empty', () => {
  test.each([
    ['stays as it is', enter, 1, 30],
    ['keeps its rows', down + enter, 0, 60],
    ['has its rows replaced', down + down + enter, 0, 60],
  ])('%s, as was answered', async (name, keys, exit, expected) => {
    const target = `${name.replaceAll(' ', '-')}.db`;
    await fill(join(folder, target), 30);
    const args = ['copy', file('source.db'), file(target)];
    const { code, said } = await program.talk(args, [['mastra_messages (30 rows)', keys]]);
    expect([code, await messagesOf(file(target))]).toEqual([exit, expected]);
    expect(said.includes('Say --on-conflict skip')).toBe(exit === 1);
  });

  test('of an import is asked about, too', async () => {
    await fill(join(folder, 'imported.db'), 30);
    expect((await program.run(['export', file('source.db'), 'export'])).code).toBe(0);
    const args = ['import', 'export', file('imported.db')];
    const { code } = await program.talk(args, [['is not empty', down + enter]]);
    expect([code, await messagesOf(file('imported.db'))]).toEqual([0, 60]);
  });

  test('is an error with --yes, which says nothing of its rows', async () => {
    await fill(join(folder, 'unsaid.db'), 30);
    const args = ['copy', file('source.db'), file('unsaid.db'), '--yes'];
    const { code, said } = await program.talk(args, []);
    expect(code).toBe(1);
    expect(said).toContain('Say --on-conflict skip');
  });
});

test('a thread that is there is asked about once', async () => {
  const chat = ['a', 'b'].map((id) => ({
    id,
    messages: [{ id: `m-${id}`, role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
  }));
  writeFileSync(join(folder, 'chat.json'), JSON.stringify(chat));
  const args = ['import', 'chat.json', file('chat.db'), '--from', 'ai-sdk', '--resource', 'me'];
  expect((await program.run(args)).code).toBe(0);
  const { code, said } = await program.talk(args, [['Thread a is there', down + enter]]);
  expect(code).toBe(0);
  expect(said).toContain('0 threads, 0 messages');
});

test('--cutover is asked about before anything is copied', async () => {
  const args = ['copy', file('source.db'), file('taken.db'), '--cutover'];
  const refused = await program.talk(args, [['will refuse writes', no]]);
  expect(refused.code).toBe(1);
  expect(existsSync(join(folder, 'taken.db'))).toBe(false);
  const { code, said } = await program.talk(args, [['will refuse writes', yes]]);
  expect(code).toBe(0);
  expect(said).toContain('may take over');
  expect((await program.run(['copy', file('source.db'), file('taken.db'), '--abort'])).code).toBe(
    0,
  );
});
