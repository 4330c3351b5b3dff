import { ConfigError } from './errors.js';
import { failure, profile } from './abi.js';
import type { DbAnswer, DbFailure, DbRequest, Row } from './abi.js';
import { isHeaderToken, isLoopback, jsonOf, post, sending, serverUrl } from './network.js';
import type { Peer, Send } from './network.js';
import { failureOf } from './sqlite-errors.js';
import { longestWaitMs, Throttle } from './throttle.js';
import type { Cost, Database, Transport } from './transport.js';

/** A D1 database as Cloudflare's API reaches it. */
export interface D1RestOptions {
  readonly accountId: string;
  readonly databaseId: string;
  /** An API token with the permission D1 Edit. */
  readonly apiToken: string;
  /** Where the API is, if not at Cloudflare: a proxy in front of it, or a local one. */
  readonly apiUrl?: string | undefined;
  /** Instead of the global one. */
  readonly fetch?: Send | undefined;
  /** How long a request may take before it counts as lost (35 s; D1 itself stops after 30). */
  readonly timeoutMs?: number | undefined;
}

const databaseError = 7500;
const cloudflareApi = 'https://api.cloudflare.com/client/v4';

// The limit of requests is one of the account's user, over all databases and tokens.
const throttles = new Map<string, Throttle>();

/**
 * Throws a TypeError that names the option, as `names` calls it, and never repeats the token.
 */
export function d1RestDatabase(
  options: D1RestOptions,
  names: Partial<Record<keyof D1RestOptions, string>> = {},
): Database {
  const { accountId, databaseId, apiToken, apiUrl = cloudflareApi, timeoutMs = 35_000 } = options;
  const refuse = (name: keyof D1RestOptions, what: string): never => {
    throw new TypeError(`${names[name] ?? name} ${what}`);
  };
  for (const [name, id] of Object.entries({ accountId, databaseId } as const)) {
    if (typeof id === 'string' && /^[0-9a-zA-Z_-]{1,64}$/.test(id)) continue;
    refuse(name as keyof D1RestOptions, 'must be the id that Cloudflare shows');
  }
  if (!isHeaderToken(apiToken)) refuse('apiToken', 'must be a text without spaces');
  const url = serverUrl(apiUrl);
  if (url === undefined || (url.protocol !== 'https:' && !isLoopback(url))) {
    refuse('apiUrl', `must be an https URL such as ${cloudflareApi}`);
  }
  const way = sending(options.fetch, timeoutMs, (option) => names[option] ?? option);

  const account = `${apiUrl.replace(/\/+$/, '')}/accounts/${accountId}`;
  let throttle = throttles.get(account);
  if (throttle === undefined) throttles.set(account, (throttle = new Throttle()));
  const api: Api = {
    url: `${account}/d1/database/${databaseId}/raw`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiToken}` },
    ...way,
    throttle,
    names,
  };
  return { open: () => new D1Rest(api), close: async () => {} };
}

interface Api extends Peer {
  readonly throttle: Throttle;
  readonly names: Partial<Record<keyof D1RestOptions, string>>;
}

/** What the API answers; of foreign origin, so all of it may be missing. */
interface ApiAnswer {
  readonly success?: boolean;
  readonly errors?: readonly { readonly code?: number; readonly message?: string }[];
  readonly result?: readonly ApiResult[] | null;
}

interface ApiResult {
  readonly results: { readonly rows: readonly (readonly unknown[])[] };
  readonly meta: {
    readonly changes: number;
    readonly rows_read: number;
    readonly rows_written: number;
  };
}

/**
 * Runs the database requests of one call over Cloudflare's API: one HTTP request for any number of
 * statements, which is one transaction. Parameters are texts, as the API wants them: the core binds
 * nothing else.
 *
 * An answer 429 ran nothing. It makes all calls of the account wait, the one that got it, too, for
 * ten seconds at most; then they are `overloaded`.
 */
class D1Rest implements Transport {
  readonly profile = profile.d1;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** The API has no sessions: the primary answers. */
  bookmark(): null {
    return null;
  }

  async execute({ statements, readOnly }: DbRequest): Promise<DbAnswer> {
    const { throttle } = this.#api;
    const body = JSON.stringify({ batch: statements.map(({ sql, params }) => ({ sql, params })) });
    this.cost.statements += statements.length;
    const deadlineMs = Date.now() + longestWaitMs;
    for (;;) {
      if (!(await throttle.pass(deadlineMs))) {
        return { failure: failure.overloaded, sent: false, detail: '' };
      }
      this.cost.trips += 1;
      const got = await post(this.#api, body);
      if ('reason' in got) return failureOf(got.reason, readOnly || !got.sent);
      const { status, text, headers } = got;
      if (status === 429) {
        throttle.slowDown(headers.get('retry-after'));
        continue;
      }
      throttle.answered();
      const answer = jsonOf<ApiAnswer>(text);
      if (answer?.success !== true) return this.#failed(status, answer, readOnly);
      const { result } = answer;
      if (!Array.isArray(result) || result.length !== statements.length) {
        return failureOf('the API answered something else than results', readOnly);
      }
      return { results: result.map((each) => this.#counted(each as ApiResult)) };
    }
  }

  #counted({ results: { rows }, meta }: ApiResult) {
    this.cost.rowsRead += meta.rows_read;
    this.cost.rowsWritten += meta.rows_written;
    // The members of an array are the columns in their order.
    return { changes: meta.changes, rows: rows as unknown as readonly Row[] };
  }

  /** Throws ConfigError where the settings are to blame. */
  #failed(status: number, answer: ApiAnswer | undefined, readOnly: boolean): DbFailure {
    const { names } = this.#api;
    const { code, message = '' } = answer?.errors?.[0] ?? {};
    if (status === 401 || status === 403) {
      throw new ConfigError(
        `Cloudflare refuses ${names.apiToken ?? 'apiToken'} (${status}): it must be an API token ` +
          `of the account with the permission D1 Edit`,
      );
    }
    if (status === 404) {
      throw new ConfigError(
        `Cloudflare has no such D1 database: check ${names.accountId ?? 'accountId'} and ` +
          (names.databaseId ?? 'databaseId'),
      );
    }
    if (status === 413) return { failure: failure.tooLarge, sent: false, detail: '' };
    if (message === '') return failureOf(`the API answered ${status}`, readOnly);
    // What the API refuses did not reach the database; 7500 is what the database said.
    const reached = status >= 500 || code === databaseError;
    return failureOf(message, readOnly || !reached);
  }
}
