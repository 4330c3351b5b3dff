import { Bookmark, NoAnswer } from './connection.js';
import type { Answer, Arguments, Connection } from './connection.js';

export interface HttpOptions {
  /** Where the Worker is deployed: `https://agentkeep.example.workers.dev`. */
  readonly endpoint: string;
  /** From scripts/token. Only a local server does without. */
  readonly token?: string;
  /** Instead of the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How long a call may take before it counts as lost (30 s). */
  readonly timeoutMs?: number;
}

// What a failed connection says when nothing can have been sent.
const unsentCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Calls a deployed Worker by HTTP. Reads see what was written over the same connection. */
export class HttpConnection implements Connection {
  readonly initMethod = 'store.status';
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: NonNullable<HttpOptions['fetch']>;
  readonly #timeoutMs: number;
  readonly #bookmark = new Bookmark();

  /** Throws a TypeError that names the option. */
  constructor({ endpoint, token, fetch: send, timeoutMs = 30_000 }: HttpOptions) {
    const url = endpointOf(endpoint);
    if (token === undefined && !isLoopback(url)) {
      throw new TypeError('token is required: scripts/token makes one');
    }
    // Visible ASCII, as a header can carry it.
    if (token !== undefined && (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))) {
      throw new TypeError('token must be a text without spaces');
    }
    if (send !== undefined && typeof send !== 'function') {
      throw new TypeError('fetch must be a function');
    }
    if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) {
      throw new TypeError('timeoutMs must be a number above 0');
    }
    this.#url = `${url.origin}${url.pathname.replace(/\/+$/, '')}/v1/`;
    this.#headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    this.#fetch = send ?? ((to, init) => fetch(to, init));
    this.#timeoutMs = timeoutMs;
  }

  async call(method: string, { texts }: Arguments, fromPrimary: boolean): Promise<Answer> {
    const bookmark = this.#bookmark.next(fromPrimary);
    const send = this.#fetch; // the platform's own must not be called as a method
    try {
      const response = await send(this.#url + method.replace('.', '/'), {
        method: 'POST',
        headers:
          bookmark === undefined ? this.#headers : { ...this.#headers, 'x-d1-bookmark': bookmark },
        body: texts.join(''),
        redirect: 'manual', // a redirected POST would become a GET, and take the token along
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const answer = { status: response.status, body: await response.text() };
      this.#bookmark.advance(response.headers.get('x-d1-bookmark'));
      return answer;
    } catch (cause) {
      throw noAnswer(cause, this.#timeoutMs);
    }
  }

  async close(): Promise<void> {}
}

function noAnswer(cause: unknown, timeoutMs: number): NoAnswer {
  const { name, code } = (cause ?? {}) as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') {
    return new NoAnswer(`no answer came within ${timeoutMs} ms`, true, cause);
  }
  // Node's fetch wraps what the socket said.
  const reason = code ?? (cause as { cause?: { code?: unknown } } | null)?.cause?.code;
  const sent = typeof reason !== 'string' || !unsentCodes.has(reason);
  return new NoAnswer(
    `the connection failed${typeof reason === 'string' ? ` (${reason})` : ''}`,
    sent,
    cause,
  );
}

function endpointOf(endpoint: unknown): URL {
  const url =
    typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (
    (url?.protocol !== 'https:' && url?.protocol !== 'http:') ||
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new TypeError('endpoint must be a URL such as https://agentkeep.example.workers.dev');
  }
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}
