import { Command } from 'commander';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { exit, Refusal, UsageError } from '../errors.js';

interface Options {
  readonly port: string;
  readonly state: string;
}

export const dev = new Command('dev')
  .description(
    'Serve the Worker of a folder on this machine, as `agentkeep init` has written it: callers need ' +
      'no token, and the data is there again at the next start. Ctrl-C ends it.',
  )
  .argument('[folder]', 'where its wrangler.toml is', '.')
  .option('--port <number>', 'of 127.0.0.1', '8787')
  .option('--state <folder>', 'where the data is kept', '.wrangler/state')
  .action(async (folder: string, { port, state }: Options) => {
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
      throw new UsageError('--port must be a number from 0 to 65535');
    }
    const config = ['wrangler.toml', 'wrangler.jsonc', 'wrangler.json'].find((name) =>
      existsSync(join(folder, name)),
    );
    if (config === undefined) {
      throw new Refusal(`${folder} has no wrangler.toml: agentkeep init writes one`);
    }
    await checkPort(Number(port));
    const child = spawn(
      process.execPath,
      [
        wranglerOf(folder),
        ...['dev', '--ip', '127.0.0.1', '--port', port, '--persist-to', state],
        ...['--var', 'ALLOW_ANONYMOUS:true'],
      ],
      { cwd: folder, stdio: 'inherit' },
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    const code = await new Promise<number>((done) =>
      child.on('exit', (status, signal) => done(signal === null ? (status ?? 0) : exit.done)),
    );
    if (code !== 0) process.exitCode = exit.failed;
  });

/** Throws Refusal where nobody can listen on that port of 127.0.0.1. */
async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen({ host: '127.0.0.1', port }), 'listening');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Refusal(
      code === 'EADDRINUSE'
        ? `port ${port} on 127.0.0.1 is taken: stop what listens there, or choose another by --port`
        : `port ${port} on 127.0.0.1 cannot be used: ${message}; choose another by --port`,
    );
  }
  server.close();
  await once(server, 'close');
}

function wranglerOf(folder: string): string {
  for (const from of [resolve(folder), process.cwd()]) {
    try {
      const manifest = createRequire(join(from, 'package.json')).resolve('wrangler/package.json');
      return join(dirname(manifest), 'bin/wrangler.js');
    } catch {
      // looked for elsewhere
    }
  }
  throw new Refusal('wrangler is not here: npm install -D wrangler');
}
