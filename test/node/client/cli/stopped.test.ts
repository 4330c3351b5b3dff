// What Ctrl-C and SIGTERM say of a move that they end.
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Program } from './run.js';
import { fill } from './threads.js';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-stopped-'));
  program = await Program.make(folder);
  await fill(join(folder, 'source.db'), 20_000);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string) => `file:${join(folder, name)}`;

interface Stopped {
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Begins the command, and ends it by that signal once it is so far: until it was at work then. */
async function stopped(
  signal: NodeJS.Signals,
  args: (attempt: number) => string[],
  isThere: (attempt: number) => boolean | Promise<boolean>,
): Promise<Stopped> {
  for (let attempt = 1; attempt <= 20; attempt++) {
    const child = program.start(args(attempt), {}, ['ignore', 'pipe', 'pipe']);
    const said = Promise.all([text(child.stdout!), text(child.stderr!)]);
    const ended = once(child, 'exit');
    for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 2) {
      if (await isThere(attempt)) break;
      await sleep(2);
    }
    child.kill(signal);
    await ended;
    const [stdout, stderr] = await said;
    if (child.signalCode !== null) return { signal: child.signalCode, stdout, stderr };
  }
  throw new Error('each was done before it was stopped');
}

test('a cut-over: that the source refuses writes, and how it takes them again', async () => {
  const source = createClient({ url: file('source.db') });
  const refuses = async () => {
    const { rows } = await source.execute(
      `SELECT 1 FROM sqlite_master WHERE type='trigger' AND sql LIKE '%RAISE%'`,
    );
    return rows.length > 0;
  };
  const args = ['copy', file('source.db'), file('cut.db'), '--cutover', '--json'];
  const abort = ['copy', file('source.db'), file('cut.db'), '--abort'];
  expect(await refuses()).toBe(false);
  const { signal, stdout, stderr } = await stopped('SIGINT', () => args, refuses);
  expect(signal).toBe('SIGINT');
  expect(stderr).toMatch(
    new RegExp(
      `^agentkeep: stopped; ${file('source.db')} (may refuse|refuses) writes: run the same command again ` +
        'to go on, or with --abort in place of --cutover and it takes writes again\n$',
    ),
  );
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'stopped', message: stderr.slice('agentkeep: '.length, -1) },
  });
  expect(await refuses()).toBe(true);
  expect(await program.run(args)).toMatchObject({ code: 0, stderr: '' });
  expect((await program.run(abort)).stdout).toContain('takes writes again');
  expect(await refuses()).toBe(false);
  source.close();
}, 120_000);

test.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
  '%s: that a move goes on',
  async (by) => {
    const goesOn = 'agentkeep: stopped; run the same command again, and it goes on\n';
    const states = () => readdirSync(folder).filter((name) => name.startsWith('agentkeep-copy-'));
    for (const name of states()) rmSync(join(folder, name));
    const copied = await stopped(
      by,
      (attempt) => ['copy', file('source.db'), file(`${by}-${attempt}.db`)],
      (attempt) => states().filter((name) => name.endsWith('.json')).length === attempt,
    );
    expect(copied).toEqual({ signal: by, stdout: '', stderr: goesOn });

    const out = (attempt: number) => join(folder, `${by}-${attempt}`);
    let last = 0;
    const exported = await stopped(
      by,
      (attempt) => ['export', file('source.db'), out((last = attempt))],
      (attempt) => existsSync(join(out(attempt), 'export-state.json')),
    );
    expect(exported).toEqual({ signal: by, stdout: '', stderr: goesOn });
    expect((await program.run(['export', file('source.db'), out(last)])).code).toBe(0);

    const imports = () => readdirSync(out(last)).some((name) => /^import-.*\.json$/.test(name));
    const imported = await stopped(
      by,
      (attempt) => ['import', out(last), file(`${by}-import-${attempt}.db`)],
      imports,
    );
    expect(imported).toEqual({ signal: by, stdout: '', stderr: goesOn });
  },
  120_000,
);

test('what --from reads: that it begins anew', async () => {
  const chats = Array.from({ length: 300 }, (_, i) => ({
    id: `chat-${i}`,
    messages: [{ id: `message-${i}`, role: 'user', parts: [{ type: 'text', text: 'Hello' }] }],
  }));
  writeFileSync(join(folder, 'chats.json'), JSON.stringify(chats));
  const target = (attempt: number) => join(folder, `chats-${attempt}.db`);
  const imported = await stopped(
    'SIGINT',
    (attempt) => {
      const from = ['--from', 'ai-sdk', '--resource', 'me'];
      return ['import', 'chats.json', `file:${target(attempt)}`, ...from];
    },
    (attempt) => existsSync(target(attempt)),
  );
  expect(imported.stderr).toBe(
    'agentkeep: stopped; run again with --on-conflict replace, it begins anew\n',
  );
}, 60_000);
