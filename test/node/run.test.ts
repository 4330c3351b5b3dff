import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/run', import.meta.url));
const execute = promisify(execFile);

/** A port of 127.0.0.1 that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Ids of the processes whose command line names this text. */
function processesNaming(text: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/cmdline`, 'utf8').includes(text);
      } catch {
        return false; // it ended since
      }
    })
    .map(Number);
}

/** scripts/run, up to its line "is ready". */
class Run {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly printed: string,
  ) {}

  static async start(...options: string[]): Promise<Run> {
    const port = await freePort();
    const child = spawn(script, ['--port', String(port), ...options], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // leads a process group, as a command in a terminal does
    });
    const printed = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk) => (text += chunk));
      child.stdout.on('data', (chunk) => {
        text += chunk;
        if (text.includes('Ctrl-C stops it.')) resolve(text);
      });
      child.once('exit', (code) => reject(new Error(`scripts/run ended with ${code}:\n${text}`)));
    });
    return new Run(child, `http://127.0.0.1:${port}`, printed);
  }

  async call(method: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}/v1/memory/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.clone().text()).toBe(200);
    return response.json();
  }

  /** SIGINT reaches the whole group, as Ctrl-C does; SIGTERM the script alone. */
  async stop(signal: 'SIGINT' | 'SIGTERM'): Promise<number | null> {
    const ended = once(this.child, 'exit') as Promise<[number | null]>;
    const id = this.child.pid!;
    process.kill(signal === 'SIGINT' ? -id : id, signal);
    return (await ended)[0];
  }
}

describe('scripts/run', { timeout: 120_000 }, () => {
  let state: string;

  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'run-state-'));
  });

  afterEach(async () => {
    await rm(state, { recursive: true });
  });

  test('runs the curl lines it prints', async () => {
    const run = await Run.start('--state', state);
    const lines = run.printed.split('\n').filter((line) => line.startsWith('  curl '));
    expect(lines).toHaveLength(2);
    await execute('bash', ['-c', lines[0]!]);
    const { stdout } = await execute('bash', ['-c', lines[1]!]);
    expect(JSON.parse(stdout)).toMatchObject({
      messages: [{ id: 'm1', threadId: 't1', role: 'user' }],
      total: 1,
    });
    await run.stop('SIGTERM');
  });

  test('prints curl lines whose answers end with a newline, and serves a page', async () => {
    const run = await Run.start('--state', state);
    const lines = run.printed.split('\n').filter((line) => line.startsWith('  curl '));
    for (const [i, answers] of [2, 1].entries()) {
      const { stdout } = await execute('bash', ['-c', lines[i]!]);
      expect(stdout.match(/\}\n/g), lines[i]).toHaveLength(answers);
    }
    const page = await fetch(run.url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toContain('text/html');
    // Only the address that is to be used is named.
    expect(run.printed.match(/http:\/\/127\.0\.0\.1:\d+/g)).toEqual(
      expect.arrayContaining([run.url]),
    );
    expect(new Set(run.printed.match(/http:\/\/127\.0\.0\.1:\d+/g)).size).toBe(1);
    await run.stop('SIGTERM');
  });

  test('takes no call that was to another host, whatever it says of itself', async () => {
    const run = await Run.start('--state', state);
    const { port } = new URL(run.url);
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const path = '/v1/memory/listThreads';
        const sent = request({ host: '127.0.0.1', port, path, method: 'POST' }, (answer) => {
          answer.resume();
          resolve(answer.statusCode!);
        });
        sent.setHeader('content-type', 'application/json');
        for (const [name, value] of Object.entries(headers)) sent.setHeader(name, value);
        sent.on('error', reject);
        sent.end('{}');
      });
    const original = { 'MF-Original-URL': `${run.url}/v1/memory/listThreads` };
    expect(await status({})).toBe(200);
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    expect(await status({ host: 'evil.com' })).toBe(403);
    expect(await status({ host: 'evil.com', ...original })).toBe(403);
    expect(await status({ host: 'evil.com', 'x-agentkeep-local': 'guess', ...original })).toBe(403);
    expect(await status({ host: 'evil.com', 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await status({ origin: 'http://evil.com' })).toBe(403);
    await run.stop('SIGTERM');
  });

  test('keeps the data, and --fresh deletes it', async () => {
    const at = '2026-01-01T00:00:00.000Z';
    const thread = { id: 'kept', resourceId: 'r', title: 'T', createdAt: at, updatedAt: at };
    const first = await Run.start('--state', state);
    await first.call('saveThread', { thread });
    await first.stop('SIGTERM');

    const second = await Run.start('--state', state);
    expect(await second.call('getThreadById', { threadId: 'kept' })).toMatchObject({ id: 'kept' });
    await second.stop('SIGTERM');

    const third = await Run.start('--state', state, '--fresh');
    expect(await third.call('getThreadById', { threadId: 'kept' })).toBeNull();
    await third.stop('SIGTERM');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends it and every process it started', async (signal, code) => {
    const run = await Run.start('--state', state);
    const port = new URL(run.url).port;
    expect(processesNaming(state).length).toBeGreaterThan(0);
    expect(await run.stop(signal)).toBe(code);
    await expect.poll(() => processesNaming(state), { timeout: 5_000 }).toEqual([]);
    expect(processesNaming(`127.0.0.1:${port}`)).toEqual([]);
    await expect(fetch(run.url)).rejects.toThrow();
  });

  test('says in one line that its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(execute(script, ['--port', String(port)])).rejects.toMatchObject({
      code: 1,
      stderr:
        `scripts/run: port ${port} on 127.0.0.1 is taken: ` +
        'stop what listens there, or choose another by --port N\n',
    });
    server.close();
  });

  test('says at once which setting the Worker cannot serve with', async () => {
    const server = createHttpServer((_, answer) => answer.writeHead(500).end('X is missing'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const wait = fileURLToPath(
      new URL('../../scripts/tools/wait-until-ready.mjs', import.meta.url),
    );
    await expect(execute(process.execPath, [wait, url, String(process.pid)])).rejects.toMatchObject(
      {
        code: 1,
        stderr: 'scripts/run: the Worker cannot serve: X is missing\n',
      },
    );
    server.close();
  });

  test.each(['0', '65536', 'http', '-1', ''])('refuses the port %j', async (port) => {
    await expect(execute(script, ['--port', port])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^scripts\/run: --port must be [^\n]*\n$/),
    });
  });
});
