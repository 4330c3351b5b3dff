import { isHeaderToken, isLoopback, post, sending, serverUrl } from '../worker/host/network.js';
import type { Peer } from '../worker/host/network.js';
import { Bookmark, NoAnswer } from './connection.js';
import type { Answer, Arguments, Connection } from './connection.js';

export interface HttpOptions {
  /** Where the Worker is deployed: `https://agentkeep.example.workers.dev`. */
  readonly endpoint: string;
  /** From `npx agentkeep token`. Only a local server does without: then it may be empty, too. */
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
  readonly #way: Pick<Peer, 'send' | 'timeoutMs'>;
  readonly #bookmark = new Bookmark();

  /** Throws a TypeError that names the option. */
  constructor(options: HttpOptions) {
    const { endpoint, fetch: send, resource, timeoutMs = 30_000 } = options;
    const token = options.token === '' ? undefined : options.token;
    const url = endpointOf(endpoint);
    if (token === undefined && !isLoopback(url)) {
      throw new TypeError('token is required: npx agentkeep token makes one');
    }
    if (token !== undefined && !isHeaderToken(token)) {
      throw new TypeError('token must be a text without spaces');
    }
    this.#way = sending(send, timeoutMs);
    this.#url = `${url.origin}${url.pathname.replace(/\/+$/, '')}/v1/`;
    this.#headers = {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(resource === undefined
        ? {}
        : { 'x-agentkeep-resource': encodeURIComponent(checkedResource(resource)) }),
    };
  }

  async call(method: string, { texts }: Arguments, fromPrimary: boolean): Promise<Answer> {
    const got = await post(
      {
        ...this.#way,
        url: this.#url + method.replace('.', '/'),
        headers: { ...this.#headers, 'x-d1-bookmark': this.#bookmark.next(fromPrimary) },
      },
      texts.join(''),
    );
    if ('reason' in got) throw new NoAnswer(got.reason, got.sent, got.cause);
    this.#bookmark.advance(got.headers.get('x-d1-bookmark'));
    return { status: got.status, body: got.text };
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
