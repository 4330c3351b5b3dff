import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { simulator } from './local-d1.js';

/** What goes wrong with a request. */
export type Fault =
  /** Refused before it reaches the database; `retryAfter` as the header has it. */
  | { readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The connection is cut before the request reaches the database, or after, without an answer. */
  | { readonly cut: 'before' | 'after' }
  /** The database is asked and this answered in place of its results. */
  | { readonly after: number };

const token = 'the-api-token-of-the-tests';
const rawPath = /^\/client\/v4\/accounts\/([^/]+)\/d1\/database\/([^/]+)\/raw$/;

/**
 * Cloudflare's API for one D1 database: the local explorer of Miniflare, behind what only the real
 * API does: accounts, tokens, its errors, and faults on demand.
 */
export class D1Api {
  /** What reaches it: options of a D1Store. */
  readonly options: {
    readonly accountId: string;
    readonly databaseId: string;
    readonly apiToken: string;
    readonly apiUrl: string;
  };
  /** The same database as a binding. */
  readonly binding: D1Database;
  /** Bodies of the requests so far. */
  readonly requests: { readonly batch?: unknown[] }[] = [];
  /** When they came, as `performance.now()` has it. */
  readonly times: number[] = [];
  /** Of the next requests, in order. */
  readonly faults: Fault[] = [];
  readonly #server: Server;
  readonly #simulator: ReturnType<typeof simulator>;
  readonly #explorer: string;

  private constructor(
    server: Server,
    workers: ReturnType<typeof simulator>,
    explorer: string,
    binding: D1Database,
    databaseId: string,
  ) {
    this.#server = server;
    this.#simulator = workers;
    this.#explorer = explorer;
    this.binding = binding;
    const { port } = server.address() as AddressInfo;
    this.options = {
      accountId: `account-${port}`, // a throttle of its own for each test file
      databaseId,
      apiToken: token,
      apiUrl: `http://127.0.0.1:${port}/client/v4`,
    };
  }

  static async start(): Promise<D1Api> {
    const databaseId = randomUUID();
    const workers = simulator({
      modules: true,
      script: 'export default {};',
      compatibilityDate: '2026-08-01',
      d1Databases: { DB: databaseId },
      unsafeLocalExplorer: true,
    });
    const { origin } = await workers.ready;
    const binding = (await workers.getD1Database('DB')) as unknown as D1Database;
    const explorer = `${origin}/cdn-cgi/local/explorer/api/d1/database/${databaseId}/raw`;
    let api: D1Api | undefined;
    const server = createServer((request, response) => {
      api!.#answer(request, response).catch((cause) => response.destroy(cause as Error));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    api = new D1Api(server, workers, explorer, binding, databaseId);
    return api;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
    await this.#simulator.dispose();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.times.push(performance.now());
    this.requests.push(JSON.parse(body) as { batch?: unknown[] });
    const [, account, database] = rawPath.exec(request.url ?? '') ?? [];
    if (request.headers.authorization !== `Bearer ${token}`) {
      return refuse(response, 401, 10000, 'Authentication error');
    }
    if (account !== this.options.accountId) {
      return refuse(response, 403, 7403, 'The given account is not valid or not authorized');
    }
    if (database !== this.options.databaseId) {
      return refuse(response, 404, 7404, 'The database could not be found');
    }
    const fault = this.faults.shift();
    if (fault !== undefined && 'status' in fault) {
      const { status, retryAfter, body: text } = fault;
      if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
      if (text !== undefined) return void response.writeHead(status).end(text);
      return refuse(response, status, 971, 'Please wait and consider throttling your speed');
    }
    if (fault !== undefined && 'cut' in fault && fault.cut === 'before') {
      return void request.socket.destroy();
    }
    const answer = await fetch(this.#explorer, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await answer.text();
    if (fault !== undefined && 'cut' in fault) {
      response.writeHead(200, { 'content-length': String(text.length) });
      return void response.write(text.slice(0, 10), () => request.socket.destroy());
    }
    if (fault !== undefined) return refuse(response, fault.after, 7500, 'internal error');
    const { errors } = JSON.parse(text) as { errors: { message: string }[] };
    // The explorer answers 500 where the API answers 400.
    if (answer.status === 500) return refuse(response, 400, 7500, errors[0]?.message ?? '');
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
  }
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ success: false, errors: [{ code, message }], messages: [], result: null }),
  );
}
