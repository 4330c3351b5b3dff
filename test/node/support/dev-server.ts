import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

const root = new URL('../../../', import.meta.url);
const pathOf = (name: string) => fileURLToPath(new URL(name, root).href);
const kStartMs = 55_000;
const kStopMs = 10_000;

export interface DevServerOptions {
  /** Folder of the local D1; the next server on it finds the data again. */
  state: string;
  /** Folder that wrangler may write its settings and logs into. */
  home: string;
  /** Variables of the Worker. Default: callers need no token. */
  vars?: Record<string, string>;
  /** Configurations, the Worker that answers first. Default: agentkeep alone. */
  configs?: string[];
  /** A path that answers 200. Default: that of agentkeep. */
  healthPath?: string;
}

/** The Worker under `wrangler dev` on a free port of 127.0.0.1; the module must be built. */
export class DevServer {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start({
    state,
    home,
    vars = { ALLOW_ANONYMOUS: 'true' },
    configs = [],
    healthPath = '/health',
  }: DevServerOptions) {
    const options = [
      ...configs.flatMap((config) => ['--config', config]),
      ...['--ip', '127.0.0.1', '--port', '0', '--inspector-port', '0', '--persist-to', state],
      '--show-interactive-dev-session=false',
      ...Object.entries(vars).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ];
    const wrangler = pathOf('node_modules/wrangler/bin/wrangler.js');
    const child = spawn(process.execPath, [wrangler, 'dev', ...options], {
      cwd: pathOf('.'),
      env: {
        ...process.env,
        ...parseEnv(readFileSync(pathOf('scripts/tools/offline.env'), 'utf8')),
        AGENTKEEP_SKIP_BUILD: '1',
        HOME: home,
        XDG_CONFIG_HOME: home,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a group of its own: stop() sees whether all of it is gone
    });
    try {
      const url = await readyUrl(child);
      const health = await fetch(url + healthPath);
      if (!health.ok) {
        throw new Error(`${healthPath} answered ${health.status}: ${await health.text()}`);
      }
      return new DevServer(child, url);
    } catch (cause) {
      killGroup(child.pid!, 'SIGKILL');
      throw cause;
    }
  }

  /** Ends it as `kill` does, and fails if any of its processes stays. */
  async stop() {
    const { pid, exitCode, signalCode } = this.#child;
    if (exitCode === null && signalCode === null) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await Promise.race([exited, sleep(kStopMs, undefined, { ref: false })]);
    }
    for (const end = Date.now() + kStopMs; Date.now() < end; await sleep(20)) {
      if (!killGroup(pid!, 0)) return;
    }
    killGroup(pid!, 'SIGKILL');
    throw new Error(`wrangler dev (process group ${pid}) left processes behind`);
  }
}

/** Where the server says it listens. Fails with its output if it ends or takes too long. */
async function readyUrl(child: ChildProcess): Promise<string> {
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`wrangler dev ${why}:\n${output}`));
      const read = (chunk: Buffer) => {
        output += chunk;
        const url = /Ready on (http:\/\/\S+)/.exec(output)?.[1];
        if (url) resolve(url);
        // It would wait for changed sources.
        if (output.includes('Build failed')) fail('could not build the Worker');
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.once('error', reject);
      child.once('exit', (code) => fail(`ended with ${code}`));
      timer = setTimeout(() => fail(`was not ready in ${kStartMs} ms`), kStartMs);
    });
  } finally {
    clearTimeout(timer);
  }
}

/** False if no process of the group is left. */
function killGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}
