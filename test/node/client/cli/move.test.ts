// Moving whole stores by the command: 20,000 messages, or AGENTKEEP_MOVE_MESSAGES of them, through
// every kind of database and back.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LibSQLStore } from '../../../../client/index.js';
import type { MemoryStore } from '../../../../client/index.js';
import { StoreClient } from '../../../../client/store-client.js';
import { RowStore, Table } from '../../../../cli/move/rows.js';
import { placeOf } from '../../../../cli/store-url.js';
import { Sqld } from '../../../contract/support/sqld.js';
import { credentials, DynamoPeer } from '../support/dynamodb/peer.js';
import { PostgresServer } from '../support/postgres-server.js';
import { DevServer } from '../../support/dev-server.js';
import { Program, root } from './run.js';
import { fill, order, someMessages, threads } from './threads.js';

const messages = Number(process.env['AGENTKEEP_MOVE_MESSAGES'] ?? 20_000);
const token = 'a-token-of-the-tests';
const awsEnvironment = {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
};

let folder: string;
let program: Program;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-move-'));
  program = await Program.make(folder);
  await fill(join(folder, 'source.db'), messages);
  await fill(join(folder, 'theirs.db'), 100);
}, 180_000);
afterAll(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

const file = (name: string) => `file:${join(folder, name)}`;

async function exitCode(args: string[], env: Record<string, string> = {}): Promise<number> {
  return (await program.run(args, env)).code;
}

async function done(args: string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await program.run(args, env);
  expect([code, stderr], args.join(' ')).toEqual([0, '']);
  return stdout;
}

/** A store that is asked to refuse writes does so, whoever asks, and takes them again. */
async function expectRefusal(url: string, env: Record<string, string>): Promise<void> {
  Object.assign(process.env, env);
  const place = placeOf(url);
  const store = await RowStore.open(place);
  const connection = await place.connect();
  const client = new StoreClient(connection);
  const save = (id: string) =>
    client.call('memory.saveThread', { thread: { id, resourceId: 'r', title: '' } });
  await store.refuseWrites(true);
  await expect(save('refused'), url).rejects.toMatchObject({ code: 'read_only' });
  expect(await client.call('memory.getThreadById', { threadId: 'thread-1' })).not.toBeNull();
  await store.refuseWrites(false);
  expect(await save('taken')).toMatchObject({ id: 'taken' });
  await client.call('memory.deleteThread', { threadId: 'taken' });
  await Promise.all([store.close(), connection.close()]);
}

describe('agentkeep copy', () => {
  test('file, D1, PostgreSQL, DynamoDB, and back: all ends equal', async () => {
    const sha256 = createHash('sha256').update(token).digest('hex');
    const [d1, postgres, dynamo] = await Promise.all([
      DevServer.start({
        state: join(folder, 'd1'),
        home: join(folder, 'home'),
        vars: {
          AGENTKEEP_TOKENS: JSON.stringify([{ sha256, scopes: ['read', 'write', 'admin'] }]),
        },
      }),
      PostgresServer.start(),
      DynamoPeer.start(),
    ]);
    ends.push(
      () => d1.stop(),
      () => postgres.stop(),
      () => dynamo.stop(),
    );
    await dynamo.createTable('mastra');
    dynamo.isMetering = false;
    const chain = [
      file('source.db'),
      d1.url,
      `postgres://admin@127.0.0.1:${postgres.port}/postgres`,
      `dynamodb://mastra?endpoint=${encodeURIComponent(dynamo.endpoint)}`,
      file('back.db'),
    ];
    const env = { AGENTKEEP_TOKEN: token, ...awsEnvironment };
    for (const [i, to] of chain.entries()) {
      if (i === 0) continue;
      const copied = JSON.parse(await done(['copy', chain[i - 1]!, to, '--json'], env)) as {
        tables: Record<string, number>;
        changed: number;
      };
      expect(copied, to).toMatchObject({
        tables: { mastra_messages: messages, mastra_threads: threads },
        changed: 0,
        differences: [],
      });
      expect(await done(['verify', chain[0]!, to], env)).toBe(
        `equal: ${messages + threads} rows\n`,
      );
    }
    // Messages of one time are in the order in which they were first saved.
    const first = await order(chain[0]!);
    expect(first).toHaveLength(messages / threads);
    expect(await order(chain[4]!)).toEqual(first);
    expect(await order(chain[2]!)).toEqual(first);
    await expectRefusal(d1.url, env);
  }, 600_000);

  test('libSQL, Durable Object, and back: all ends equal', async () => {
    const sha256 = createHash('sha256').update(token).digest('hex');
    const [sqld, object] = await Promise.all([
      Sqld.start(),
      DevServer.start({
        state: join(folder, 'object'),
        home: join(folder, 'object-home'),
        configs: [join(root, 'example/durable-object.toml')],
        vars: {
          AGENTKEEP_TOKENS: JSON.stringify([
            { sha256, scopes: ['read', 'write', 'admin'], tenant: 'acme' },
          ]),
        },
      }),
    ]);
    ends.push(
      () => sqld.remove(),
      () => object.stop(),
    );
    const libsql = `libsql://${new URL(sqld.url).host}?tls=0`;
    const env = { AGENTKEEP_TOKEN: token, LIBSQL_AUTH_TOKEN: sqld.token() };
    const chain = [file('source.db'), libsql, object.url, file('from-object.db')];
    for (const [i, to] of chain.entries()) {
      if (i === 0) continue;
      await done(['copy', chain[i - 1]!, to], env);
      expect(await done(['verify', chain[0]!, to], env)).toBe(
        `equal: ${messages + threads} rows\n`,
      );
    }
    expect(await order(chain[3]!)).toEqual(await order(chain[0]!));
    await expectRefusal(libsql, env);
    await expectRefusal(object.url, env);
  }, 600_000);

  test('the local D1 of wrangler, which nobody serves', async () => {
    await fill(join(folder, 'small.db'), 300);
    const worker = join(folder, 'worker');
    mkdirSync(worker);
    cpSync(join(root, 'wrangler.toml'), join(worker, 'wrangler.toml'));
    writeFileSync(join(worker, '.dev.vars'), 'A_SECRET=x\n'); // of which wrangler would tell
    const d1 = `d1-local://DB?state=${join(folder, 'local')}&config=${join(worker, 'wrangler.toml')}`;
    const said = await done(['copy', file('small.db'), d1]);
    expect(said).toContain('\n1 pass over what had changed; the last one found 0 rows\n');
    expect(await done(['verify', file('small.db'), d1])).toBe(`equal: ${300 + threads} rows\n`);
  }, 120_000);

  test('a store that is written to, until it is cut over', async () => {
    const before = 5000;
    await fill(join(folder, 'live.db'), before);
    const [source, target] = [file('live.db'), file('taken.db')];
    const store = new LibSQLStore({ id: 'live', url: source });
    const memory = (await store.getStore('memory')) as MemoryStore;
    await memory.listThreads({});
    const copying = program.run(['copy', source, target, '--json']);
    let saved = 0;
    let isCopying = true;
    void copying.then(() => (isCopying = false));
    for (; isCopying; saved++) {
      const time = Date.parse('2026-02-01T00:00:00.000Z');
      await memory.saveMessages({ messages: someMessages(before + saved, 1, time) });
      if (saved % 7 === 0) {
        const [gone] = someMessages(saved * 3, 1, time);
        await memory.deleteMessages([gone!.id]);
      }
      if (saved % 11 === 0) {
        await memory.updateThread({
          id: `thread-${saved % threads}`,
          title: `Renamed ${saved}`,
          metadata: {},
        });
      }
      await sleep(2);
    }
    expect((await copying).stderr).toBe('');
    expect(saved).toBeGreaterThan(20);
    // More since.
    await memory.updateThread({ id: 'thread-1', title: 'at last', metadata: {} });
    const [late] = someMessages(before + saved, 1, Date.now());
    await memory.saveMessages({ messages: [late!] });
    expect(await exitCode(['verify', source, target])).toBe(3);

    const cut = JSON.parse(await done(['copy', source, target, '--cutover', '--json'])) as object;
    expect(cut).toMatchObject({ cutover: true, differences: [] });
    await expect(
      memory.saveMessages({ messages: [{ ...late!, id: 'too late' }] }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('takes no writes'),
    });
    expect(await done(['verify', source, target])).toMatch(/^equal: /);
    expect(await order(target)).toEqual(await order(source));

    await done(['copy', source, target, '--abort']);
    await memory.saveMessages({ messages: [{ ...late!, id: 'again' }] });
    await store.close();
  }, 300_000);

  test('goes on where it was killed', async () => {
    const [source, target] = [file('source.db'), file('killed.db')];
    let kills = 0;
    const state = () => readdirSync(folder).find((name) => /^agentkeep-copy-.*\.json$/.test(name));
    rmSync(join(folder, state() ?? 'none'), { force: true });
    while (kills < 3) {
      const child = program.start(['copy', source, target]);
      const ended = once(child, 'exit');
      for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 5) {
        const done = copied(join(folder, state() ?? 'none'));
        if (done > kills * 3000) break;
        await sleep(5);
      }
      child.kill('SIGKILL');
      await ended;
      if (child.signalCode === 'SIGKILL') kills += 1;
      else break;
    }
    expect(kills).toBeGreaterThan(0);
    await done(['copy', source, target]);
    expect(await done(['verify', source, target])).toBe(`equal: ${messages + threads} rows\n`);
    expect(await order(target)).toEqual(await order(source));
  }, 300_000);

  test('outlives a database that is away, and goes on after a token that has expired', async () => {
    const sqld = await Sqld.start();
    ends.push(() => sqld.remove());
    const target = `libsql://${new URL(sqld.url).host}?tls=0`;
    const args = ['copy', file('source.db'), target];
    const refused = await program.run(args, { LIBSQL_AUTH_TOKEN: sqld.token('rw', -3600) });
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).not.toBe('');
    const env = { LIBSQL_AUTH_TOKEN: sqld.token() };
    const copying = program.run(args, env);
    await sleep(1500);
    await sqld.stop('SIGKILL');
    await sleep(1000);
    await sqld.restart();
    expect((await copying).code).toBe(0);
    expect(await done(['verify', file('source.db'), target], env)).toBe(
      `equal: ${messages + threads} rows\n`,
    );
  }, 120_000);

  test('refuses a target that is not empty, unless it is told', async () => {
    await fill(join(folder, 'ours.db'), 50);
    const args = ['copy', file('theirs.db'), file('ours.db')];
    const refused = await program.run(args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('is not empty');
    expect(refused.stderr).toContain('mastra_messages (50 rows)');
    await done([...args, '--on-conflict', 'skip']);
    const store = await RowStore.open(placeOf(file('ours.db')));
    expect((await new Table(store, 'mastra_messages').sum()).count).toBe(100);
    await store.close();
  });

  test('makes the folder of its state', async () => {
    const args = ['copy', file('theirs.db'), file('stated.db'), '--state', 'new/state'];
    await done(args);
    expect(readdirSync(join(folder, 'new/state'))).toHaveLength(1);
    await done([...args, '--abort']);
    expect(readdirSync(join(folder, 'new/state'))).toEqual([]);
  });

  test('says which tables differ', async () => {
    await fill(join(folder, 'differs.db'), 99);
    const { code, stdout } = await program.run([
      'verify',
      file('theirs.db'),
      file('differs.db'),
      '--json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      // Their threads were touched at other times.
      differences: expect.arrayContaining([
        { table: 'mastra_messages', source: 100, target: 99, keys: [expect.any(Array)] },
      ]),
    });
  });
});

function copied(path: string): number {
  if (!existsSync(path)) return 0;
  const { tables } = JSON.parse(readFileSync(path, 'utf8')) as {
    tables: Record<string, { rows: number }>;
  };
  return Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
}

describe('agentkeep export and import', () => {
  test('a store into a folder, and another one from it', async () => {
    const out = join(folder, 'export');
    const told = JSON.parse(await done(['export', file('source.db'), out, '--json'])) as object;
    expect(told).toMatchObject({ rows: messages + threads, tables: { mastra_messages: messages } });
    expect(readdirSync(out).sort()).toEqual([
      'manifest.json',
      'mastra_messages.ndjson.gz',
      'mastra_threads.ndjson.gz',
    ]);
    await done(['import', out, file('imported.db')]);
    expect(await done(['verify', file('source.db'), file('imported.db')])).toBe(
      `equal: ${messages + threads} rows\n`,
    );
    expect(await order(file('imported.db'))).toEqual(await order(file('source.db')));
    const again = await program.run(['export', file('source.db'), out]);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('has an export already');
  }, 120_000);

  test('both go on where they were killed', async () => {
    /**
     * Begins until one is killed at work, and says which: a quick one is done before it is seen to
     * have begun.
     */
    const killed = async (begin: (attempt: number) => [string[], isUnderWay: () => boolean]) => {
      for (let attempt = 1; attempt <= 20; attempt++) {
        const [args, isUnderWay] = begin(attempt);
        const child = program.start(args);
        const ended = once(child, 'exit');
        for (let waited = 0; waited < 30_000 && child.exitCode === null; waited += 2) {
          if (isUnderWay()) break;
          await sleep(2);
        }
        child.kill('SIGKILL');
        await ended;
        if (child.signalCode === 'SIGKILL') return attempt;
      }
      throw new Error('each was done before it was killed');
    };
    const hasRows = (path: string) => {
      try {
        return readFileSync(path, 'utf8').includes('mastra_');
      } catch {
        return false; // not there yet, or gone already
      }
    };
    const outOf = (attempt: number) => join(folder, `killed-export-${attempt}`);
    const out = outOf(
      await killed((attempt) => [
        ['export', file('source.db'), outOf(attempt)],
        () => hasRows(join(outOf(attempt), 'export-state.json')),
      ]),
    );
    const unfinished = await program.run(['import', out, file('killed-import.db')]);
    expect(unfinished).toMatchObject({ code: 1, stdout: '' });
    expect(unfinished.stderr).toContain('there is no manifest.json');
    await done(['export', file('source.db'), out]);
    const targetOf = (attempt: number) => file(`killed-import-${attempt}.db`);
    const begun = new Set<string>();
    const target = targetOf(
      await killed((attempt) => {
        for (const name of readdirSync(out)) begun.add(name);
        const isUnderWay = () =>
          readdirSync(out).some((name) => !begun.has(name) && hasRows(join(out, name)));
        return [['import', out, targetOf(attempt)], isUnderWay];
      }),
    );
    await done(['import', out, target]);
    expect(await done(['verify', file('source.db'), target])).toBe(
      `equal: ${messages + threads} rows\n`,
    );
  }, 120_000);

  test.each<[string, (folder: string) => void, string]>([
    [
      'a bit that is flipped',
      (at) =>
        change(join(at, 'mastra_messages.ndjson.gz'), (bytes) => (bytes[bytes.length >> 1]! ^= 4)),
      'mastra_messages.ndjson.gz is damaged: its SHA-256',
    ],
    [
      'a file that is missing',
      (at) => rmSync(join(at, 'mastra_threads.ndjson.gz')),
      'mastra_threads.ndjson.gz is missing',
    ],
    [
      'a file that is cut off',
      (at) => truncateSync(join(at, 'mastra_messages.ndjson.gz'), 1000),
      'mastra_messages.ndjson.gz is damaged: it has 1000 bytes',
    ],
    [
      'another version',
      (at) => edit(at, (manifest) => (manifest['version'] = 99)),
      'it has version 99 of the format',
    ],
    [
      'another format',
      (at) => edit(at, (manifest) => (manifest['format'] = 'other')),
      'is not of an agentkeep-export',
    ],
    [
      'a manifest that is no JSON',
      (at) => writeFileSync(join(at, 'manifest.json'), '{'),
      'manifest.json is damaged',
    ],
    [
      'a table that nobody knows',
      (at) =>
        edit(at, (manifest) => ((manifest['tables'] as { name: string }[])[0]!.name = 'strange')),
      'the target has no table strange',
    ],
    [
      'a file elsewhere',
      (at) =>
        edit(at, (manifest) => ((manifest['tables'] as { file: string }[])[0]!.file = '../x')),
      'manifest.json is damaged',
    ],
  ])('refuses an export with %s before anything is written', async (name, damage, words) => {
    const at = join(folder, `damaged ${name}`);
    cpSync(join(folder, 'export'), at, { recursive: true });
    damage(at);
    const target = file(`${name.replaceAll(' ', '-')}.db`);
    const { code, stdout, stderr } = await program.run(['import', at, target]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(words);
    const store = await RowStore.open(placeOf(target, { isNew: true }));
    expect(await new Table(store, 'mastra_messages').isEmpty()).toBe(true);
    await store.close();
  });

  test('a target that is not empty is refused, unless it is told', async () => {
    const args = ['import', join(folder, 'export'), file('theirs.db')];
    const refused = await program.run(args);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('--on-conflict');
  });
});

function change(path: string, how: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  how(bytes);
  writeFileSync(path, bytes);
}

function edit(at: string, how: (manifest: Record<string, unknown>) => void): void {
  const path = join(at, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  how(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

describe('a command line that cannot be used', () => {
  test.each([
    ['another scheme', ['export', 'mysql://host/db', 'x'], 'is no store'],
    [
      'a parameter that nobody knows',
      ['export', 'dynamodb://mastra?zone=1', 'x'],
      'takes no ?zone=',
    ],
    [
      'a prefix for DynamoDB',
      ['export', 'dynamodb://mastra', 'x', '--table-prefix', 'a_'],
      '--table-prefix is not for',
    ],
    ['D1 without a token', ['export', 'd1://account/database', 'x'], 'needs CLOUDFLARE_API_TOKEN'],
    [
      'a deployment without a token',
      ['export', 'https://a.example', 'x'],
      'AGENTKEEP_TOKEN is required',
    ],
    ['a folder that is missing', ['import'], "missing required argument 'source'"],
    [
      'a conflict that is none',
      ['copy', 'file:a', 'file:b', '--on-conflict', 'fail'],
      'Allowed choices are skip, replace',
    ],
    [
      'an end and a beginning',
      ['copy', 'file:a', 'file:b', '--abort', '--cutover'],
      '--abort goes with no other',
    ],
    ['a policy that is none', ['prune', 'file:a', 'memory=1d'], 'is no policy'],
    [
      'a policy of nothing',
      ['prune', 'file:a', 'memory.runs=1d'],
      "'memory.runs=1d' names nothing that is pruned: memory.messages, ",
    ],
    ['words that are not asked for', ['reindex', 'file:a', '--drop'], '--drop goes with --search'],
    ['an index of nothing', ['indexes', 'file:a', '--create', 'x'], '--create needs --table'],
  ])('is refused: %s', async (_, args, words) => {
    const env = { CLOUDFLARE_API_TOKEN: '', AGENTKEEP_TOKEN: '' };
    const { code, stdout, stderr } = await program.run(args, env);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });

  test.each([
    ['status', 'file:gone.db'],
    ['doctor', 'file:gone.db'],
    ['export', 'file:gone.db', 'gone'],
    ['copy', 'file:gone.db', 'file:new.db'],
    ['verify', 'file:source.db', 'file:gone.db'],
    ['indexes', 'file:gone.db'],
    ['reindex', 'file:gone.db'],
    ['prune', 'file:gone.db', 'memory.messages=1d'],
  ])('a file that is not there is not made: %s', async (...args) => {
    const { code, stdout, stderr } = await program.run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`there is no file ${join(folder, 'gone.db')}: agentkeep migrate`);
    expect(existsSync(join(folder, 'gone.db'))).toBe(false);
  });

  test('secrets of a URL are not repeated', async () => {
    const { stderr } = await program.run(['verify', 'mysql://me:secret@host/db', 'file:a']);
    expect(stderr).not.toContain('secret');
  });
});

describe('a failure', () => {
  test.each([
    ['of the store', 1, 'not_found', ['indexes', 'file:theirs.db', '--drop', 'none']],
    ['that is refused', 1, 'refused', ['verify', 'file:theirs.db', 'file:gone.db']],
    ['of the command line', 2, 'usage', ['copy', 'file:a', 'file:b', '--abort', '--cutover']],
    ['of an argument', 2, 'usage', ['import']],
    [
      'of the system',
      1,
      'ECONNREFUSED',
      ['import', 'postgres://127.0.0.1:9/x', 'file:new.db', '--from', 'mastra-pg'],
    ],
  ])('%s is JSON, too', async (_, exit, is, args) => {
    const { code, stdout, stderr } = await program.run([...args, '--json']);
    expect(code).toBe(exit);
    const { error } = JSON.parse(stdout) as { error: { code: string; message: string } };
    expect(error.code).toBe(is);
    expect(stderr).toContain(error.message);
  });

  test('of a place where no folder can be is told, by whichever command makes one', async () => {
    for (const args of [
      ['export', file('theirs.db'), '/proc/agentkeep/export'],
      ['init', '/proc/agentkeep'],
      ['copy', file('theirs.db'), file('new-state.db'), '--state', '/proc/agentkeep'],
    ]) {
      const { code, stderr } = await program.run(args);
      expect([code, stderr]).toEqual([
        1,
        `agentkeep: ${args.at(-1)} cannot be made: /proc/agentkeep: ENOENT\n`,
      ]);
    }
    const below = join(folder, 'a-file');
    writeFileSync(below, '');
    const { code, stderr } = await program.run(['export', file('theirs.db'), join(below, 'x')]);
    expect([code, stderr]).toEqual([
      1,
      `agentkeep: ${below}/x cannot be made: ${below}/x: ENOTDIR\n`,
    ]);
  });

  test('that a driver logs at each attempt is told once', async () => {
    const sqld = await Sqld.start();
    ends.push(() => sqld.remove());
    const target = `libsql://${new URL(sqld.url).host}?tls=0`;
    const env = { LIBSQL_AUTH_TOKEN: sqld.token() };
    await done(['migrate', target], env);
    const copying = program.run(['copy', file('source.db'), target], env);
    await sleep(1000);
    await sqld.stop('SIGKILL');
    await sleep(3000);
    await sqld.restart();
    const { code, stderr } = await copying;
    const lines = stderr.split('\n').filter((line) => line !== '');
    expect([code, new Set(lines).size]).toEqual([0, lines.length]);
  }, 60_000);
});

describe('the other commands', () => {
  test('doctor finds what is wrong, and nothing where nothing is', async () => {
    const healthy = JSON.parse(await done(['doctor', file('theirs.db'), '--json'])) as object;
    expect(healthy).toMatchObject({ ok: true });
    const { code, stdout } = await program.run(['doctor', 'http://127.0.0.1:9', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      findings: [{ what: 'Node' }, { what: 'connection', ok: false, advice: expect.any(String) }],
    });
  });

  test('doctor tells once what a driver logs at each attempt', async () => {
    const { code, stderr } = await program.run(['doctor', 'libsql://127.0.0.1:9?tls=0']);
    expect(code).toBe(1);
    expect(stderr.match(/database away/g)).toHaveLength(1);
  });

  test('indexes are listed, made and dropped', async () => {
    const made = await done([
      'indexes',
      file('theirs.db'),
      '--create',
      'mine',
      '--table',
      'mastra_threads',
      '--columns',
      'title,createdAt DESC',
    ]);
    expect(made).toContain('mine');
    const listed = JSON.parse(await done(['indexes', file('theirs.db'), '--json'])) as {
      name: string;
    }[];
    expect(listed.map(({ name }) => name)).toContain('mine');
    expect(await done(['indexes', file('theirs.db'), '--drop', 'mine'])).not.toContain('mine');
    const again = await program.run(['indexes', file('theirs.db'), '--drop', 'mine']);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toBe('agentkeep: not_found: name: there is no mine\n');
    expect(await done(['reindex', file('theirs.db')])).toContain('every index is there');
  });

  test('reindex makes the words of messages that were there before', async () => {
    await fill(join(folder, 'before.db'), 450);
    const words = ['reindex', file('before.db'), '--search'];
    const triggers = () => {
      const database = new DatabaseSync(join(folder, 'before.db'));
      const found = database.prepare(`SELECT 1 FROM sqlite_master WHERE type='trigger'`).all();
      database.close();
      return found.length;
    };
    const off = await program.run(words);
    expect([off.code, off.stdout]).toEqual([1, '']);
    expect(off.stderr).toContain('search is off. AGENTKEEP_SEARCH');
    expect(triggers()).toBe(0);
    expect(await done([...words, '--switch-on'])).toContain('450 messages got their words');
    expect(triggers()).toBeGreaterThan(0);
    expect(JSON.parse(await done([...words, '--json']))).toMatchObject({ indexedMessages: 0 });
    expect(await done([...words, '--drop'])).toContain('no words of messages are kept');
    expect(triggers()).toBe(0);
    expect((await program.run(words)).stderr).toContain('search is off');
  });

  test('prune deletes what is too old', async () => {
    await fill(join(folder, 'old.db'), 2500);
    expect(await done(['prune', file('old.db'), 'memory.messages=1d'])).toBe(
      'memory.messages: 2500 deleted\n',
    );
  });

  test.each(['bash', 'zsh', 'fish'])('completion for %s', async (shell) => {
    const script = await done(['completion', shell]);
    expect(script).toContain('agentkeep');
  });

  test('completion knows commands and options', async () => {
    expect(await done(['complete', '--', 'exp'])).toContain('export');
    expect(await done(['complete', '--', 'copy', '--cut'])).toContain('--cutover');
  });

  test('dev refuses a folder without a Worker', async () => {
    const { code, stderr } = await program.run(['dev', '.']);
    expect(code).toBe(1);
    expect(stderr).toContain('agentkeep init writes one');
  });

  test('dev refuses a port that is taken', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const port = String((other.address() as AddressInfo).port);
    mkdirSync(join(folder, 'served'));
    writeFileSync(join(folder, 'served/wrangler.toml'), '');
    const { code, stdout, stderr } = await program.run(['dev', 'served', '--port', port]);
    other.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`port ${port} on 127.0.0.1 is taken: stop what listens there`);
  });
});
