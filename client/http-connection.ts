import { isHeaderToken, isLoopback, lostBy, serverUrl } from '../worker/host/network.js';
import { Bookmark, NoAnswer } from './connection.js';
import type { Answer, Arguments, Connection } from './connection.js';

export interface HttpOptions {
  /** Where the Worker is deployed: `https://agentkeep.example.workers.dev`. */
  readonly endpoint: string;
  /** From scripts/token. Only a local server does without. */
  readonly token?: string;
  /** Instead of the global one. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Whose store it is, where a deployment keeps each resource in a database of its own. */
  readonly resource?: string;
  /** How long a call may take before it counts as lost (30 s). */
  readonly timeoutMs?: number;
}

/** Calls a deployed Worker by HTTP. Reads see what was written over the same connection. */
export class HttpConnection implements Connection {
  readonly initMethod = 'store.status';
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #fetch: NonNullable<HttpOptions['fetch']>;
  readonly #timeoutMs: number;
  readonly #bookmark = new Bookmark();

  /** Throws a TypeError that names the option. */
  constructor({ endpoint, token, fetch: send, resource, timeoutMs = 30_000 }: HttpOptions) {
    const url = endpointOf(endpoint);
    if (token === undefined && !isLoopback(url)) {
      throw new TypeError('token is required: scripts/token makes one');
    }
    if (token !== undefined && !isHeaderToken(token)) {
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
      ...(resource === undefined
        ? {}
        : { 'x-agentkeep-resource': encodeURIComponent(checkedResource(resource)) }),
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
      const { reason, sent } = lostBy(cause, this.#timeoutMs);
      throw new NoAnswer(reason, sent, cause);
    }
  }

  async close(): Promise<void> {}
}

/** Throws a TypeError if it is none. */
export function checkedResource(resource: unknown): string {
  if (typeof resource === 'string' && resource !== '') return resource;
  throw new TypeError('resource must be the id of a resource');
}

function endpointOf(endpoint: unknown): URL {
  const url = serverUrl(endpoint);
  if (url !== undefined) return url;
  throw new TypeError('endpoint must be a URL such as https://agentkeep.example.workers.dev');
}
