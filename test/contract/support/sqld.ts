import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const requireAsSqld = createRequire(createRequire(import.meta.url).resolve('sqld/package.json'));

/** A libSQL server with an empty database, which asks for tokens of its own key. */
export class Sqld {
  readonly url: string;
  readonly #folder: string;
  readonly #sign: (claims: object) => string;
  readonly #arguments: readonly string[];
  #process: ChildProcess | undefined;

  static async start(): Promise<Sqld> {
    const server = new Sqld(await freePort());
    await server.restart();
    return server;
  }

  private constructor(port: number) {
    this.url = `http://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), 'agentkeep-sqld-'));
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const keyFile = join(this.#folder, 'key.pem');
    writeFileSync(keyFile, publicKey.export({ type: 'spki', format: 'pem' }));
    this.#sign = (claims) => {
      const parts = [{ alg: 'EdDSA', typ: 'JWT' }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      );
      const text = parts.join('.');
      return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
    };
    this.#arguments = [
      '--no-welcome',
      ...['--db-path', join(this.#folder, 'data')],
      ...['--http-listen-addr', `127.0.0.1:${port}`],
      ...['--auth-jwt-key-file', keyFile],
    ];
  }

  /** A token that may write (`rw`) or only read (`ro`) for so many seconds. */
  token(access: 'rw' | 'ro' = 'rw', seconds = 3600): string {
    return this.#sign({ a: access, exp: Math.floor(Date.now() / 1000) + seconds });
  }

  /** Starts it, again after `stop`, on the same data. */
  async restart(): Promise<void> {
    // The package's own start script looks for a file that its install script would make.
    const { platform, arch } = process;
    const program = requireAsSqld.resolve(`@sqld/${platform}-${arch}/sqld`);
    this.#process = spawn(program, this.#arguments, { stdio: 'ignore' });
    for (let waited = 0; waited < 10_000; waited += 50) {
      const health = await fetch(`${this.url}/health`).catch(() => undefined);
      if (health?.ok) return;
      await sleep(50);
    }
    throw new Error('sqld did not start within 10 s');
  }

  /** Sends a pipeline of its protocol by itself, as another client would. */
  async pipeline(requests: object[], baton: string | null = null): Promise<any> {
    const response = await fetch(`${this.url}/v2/pipeline`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token()}` },
      body: JSON.stringify({ baton, requests }),
    });
    return response.json();
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const ended = this.#process && once(this.#process, 'exit');
    this.#process?.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
