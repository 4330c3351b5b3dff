// An HTTP client that costs little: keep-alive connections, bodies as bytes, answers not decoded.
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a connection says that the server has closed. */
const kClosed = new Set<string | undefined>(['ECONNRESET', 'EPIPE']);

export class Client {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;
  readonly #headers: Record<string, string>;

  constructor(port: number, headers: Record<string, string> = {}) {
    this.#port = port;
    this.#headers = headers;
  }

  /** Once more where the server had just closed the connection, which was idle: it heard nothing. */
  async post(path: string, body: Buffer): Promise<Answer> {
    for (;;) {
      const answer = await this.#post(path, body);
      if (answer !== undefined) return answer;
    }
  }

  #post(path: string, body: Buffer): Promise<Answer | undefined> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          method: 'POST',
          agent: this.#agent,
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            ...this.#headers,
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('end', () => {
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: Buffer.concat(chunks),
            });
          });
          incoming.on('error', reject);
        },
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        if (outgoing.reusedSocket && kClosed.has(error.code)) resolve(undefined);
        else reject(error);
      });
      outgoing.end(body);
    });
  }

  /** Posts a JSON value and throws unless the answer is 200. */
  async call<T>(path: string, value: unknown): Promise<T> {
    const answer = await this.post(path, toBody(value));
    if (answer.status !== 200) {
      throw new Error(`${path}: HTTP ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
    }
    return JSON.parse(answer.body.toString()) as T;
  }

  close(): void {
    this.#agent.destroy();
  }
}

export function toBody(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export interface Block {
  calls: number;
  seconds: number;
  latenciesMs: number[];
}

/**
 * Posts every body to `path`, `concurrency` at a time, and measures. Throws on the first answer that
 * is not 200: a fast failure must not look like speed.
 */
export async function runBlock(
  client: Client,
  path: string,
  bodies: Buffer[],
  concurrency: number,
): Promise<Block> {
  const latenciesMs: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < bodies.length) {
      const body = bodies[next++];
      const start = performance.now();
      const answer = await client.post(path, body);
      latenciesMs.push(performance.now() - start);
      if (answer.status !== 200) {
        throw new Error(`${path}: HTTP ${answer.status}: ${answer.body.toString().slice(0, 500)}`);
      }
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { calls: bodies.length, seconds: (performance.now() - start) / 1000, latenciesMs };
}
