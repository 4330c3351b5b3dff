import { authenticate } from './auth.js';
import { configOf, placeOf } from './config.js';
import type { Config, Env } from './config.js';
import { errorBody, RequestError } from './host/errors.js';
import { release } from './generated/methods.js';
import { delivered, streamFromBytes } from './delivery.js';
import { scope } from './host/abi.js';
import { withText } from './host/body.js';
import { isBookmark } from './host/d1-binding.js';
import { convert, isOtlp } from './otlp.js';
import { about, page } from './page.js';
import { requestSerial } from './host/random.js';
import { refusalOf } from './refusal.js';
import { parsed } from './host/run-call.js';
import { knownMethod, methodOf } from './host/service.js';
import type { Caller, Place, Reply, Service } from './host/service.js';

const methodPath = '/v1/';
// It is read into objects, which are many times as large.
const mostOtlpBytes = 4 * 1024 * 1024;

/** Answers HTTP requests: the paths and headers of docs/http.md. */
export class Http {
  readonly #service: Service;

  constructor(service: Service) {
    this.#service = service;
  }

  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    // Each look at `request.headers` makes the platform look for the object that it made.
    const { headers } = request;
    const requestId = requestIdOf(headers);
    const path = pathOf(request.url);
    let method = '';
    let config: Config | undefined;
    let response: Response;
    try {
      config = configOf(env);
      if (request.method === 'OPTIONS' && config.corsOrigins.size > 0) {
        return preflight(config, request);
      }
      if (isOtlp(path)) {
        allow(request, 'POST');
        method = `observability${path.slice(path.lastIndexOf('/')).replace('/', '.')}`;
        response = await this.#otlp(config, path, request, env, ctx, requestId);
      } else if (path.startsWith(methodPath)) {
        allow(request, 'POST');
        const name = path.slice(methodPath.length).replace('/', '.');
        const known = knownMethod(name);
        method = known?.name ?? '';
        const proof = authenticate(config, request, headers);
        const caller = proof instanceof Promise ? await proof : proof;
        // To find the nearest name is work, which is for those who may call.
        const found = known ?? methodOf(name);
        const bookmark = bookmarkOf(headers);
        const resource = resourceOf(headers);
        const call = { method: found, caller, requestId, bookmark, resource, body: request };
        const reply = this.#service.call(config, placeOf(env), call);
        // A client that hangs up does not stop a write half-way between two trips.
        if (found.scope !== scope.read) ctx.waitUntil(reply);
        response = this.#answer(await reply, headers, requestId, ctx);
      } else {
        response = await this.#page(config, path, request, env, requestId);
      }
    } catch (cause) {
      response = errorResponse(cause, method, requestId, config);
    }
    if (config !== undefined && config.corsOrigins.size > 0) exposeTo(config, request, response);
    return response;
  }

  #answer(
    { status, body, cost, bookmark }: Reply,
    asked: Headers,
    requestId: string,
    ctx: ExecutionContext,
  ): Response {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-request-id': requestId,
    };
    // On request only: a header costs the Worker about as much as running the store's method.
    if (asked.has('x-agentkeep-cost')) {
      headers['x-agentkeep-cost'] =
        `trips=${cost.trips}, statements=${cost.statements}, ` +
        `rows-read=${cost.rowsRead}, rows-written=${cost.rowsWritten}`;
    }
    if (bookmark !== null) headers['x-d1-bookmark'] = bookmark;
    if (body.length < streamFromBytes) return new Response(body, { status, headers });
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    const { body: stream, sent } = delivered(bytes, this.#service.memory);
    ctx.waitUntil(sent);
    return new Response(stream, { status, headers });
  }

  /** Takes what an exporter of OpenTelemetry sends, as JSON: one call of the store. */
  async #otlp(
    config: Config,
    path: string,
    request: Request,
    env: Env,
    ctx: ExecutionContext,
    requestId: string,
  ): Promise<Response> {
    const { headers } = request;
    const caller = await authenticate(config, request, headers);
    if ((caller.scopes & scope.write) === 0) {
      throw new RequestError(
        'forbidden',
        'what is traced is taken from callers with the scope "write"',
      );
    }
    bookmarkOf(headers);
    const resource = resourceOf(headers);
    const converted = await withText(request, mostOtlpBytes, this.#service.memory, (text) =>
      convert(path, text),
    );
    const call = this.#service.call(config, placeOf(env), {
      method: methodOf(`observability.${converted.method}`),
      caller,
      requestId,
      resource,
      body: [JSON.stringify(converted.args)],
    });
    ctx.waitUntil(call);
    const { status, body } = await call;
    return json(status === 200 ? '{}' : body, requestId, status);
  }

  async #page(
    config: Config,
    path: string,
    request: Request,
    env: Env,
    requestId: string,
  ): Promise<Response> {
    if (path === '/health') {
      allow(request, 'GET', 'HEAD');
      return await this.#health(config, request, env, requestId);
    }
    if (path === '/openapi.json') {
      allow(request, 'GET', 'HEAD');
      throw new RequestError('not_found', withoutAssets);
    }
    if (path === '/') {
      allow(request, 'GET', 'HEAD');
      if (!/\btext\/html\b/i.test(request.headers.get('accept') ?? '')) {
        return json(JSON.stringify(about), requestId);
      }
      return new Response(page, { headers: { ...pageHeaders, 'x-request-id': requestId } });
    }
    throw new RequestError(
      'unknown_method',
      'there is nothing at this path: methods are POST /v1/<domain>/<method>, see /openapi.json',
    );
  }

  /**
   * Open to everyone, so it names no data; `?deep=1` reads the version row of the database: each time
   * for those who may call methods, for others as it was at most a second ago.
   */
  async #health(config: Config, request: Request, env: Env, requestId: string): Promise<Response> {
    const health = { status: 'ok', version: release.version, schemaVersion: release.schema };
    if (new URL(request.url).searchParams.get('deep') !== '1') {
      return json(JSON.stringify(health), requestId);
    }
    const place = placeOf(env);
    if (!(await mayCall(config, request))) {
      const known = lastSeen.get(place);
      if (known !== undefined && Date.now() - known.askedMs < seenForMs) {
        const { status, body } = known.answer ?? beingAsked;
        return json(body, requestId, status);
      }
    }
    const seen: Seen = { askedMs: Date.now(), answer: lastSeen.get(place)?.answer };
    lastSeen.set(place, seen);
    const caller: Caller = { scopes: scope.read, tablePrefix: config.tablePrefix };
    const { status, body } = await this.#service.call(config, place, {
      method: methodOf('store.status'),
      caller,
      requestId,
      body: ['{}'],
    });
    seen.answer =
      status === 200
        ? { status, body: JSON.stringify({ ...health, database: parsed(body) }) }
        : { status, body };
    return json(seen.answer.body, requestId, status);
  }
}

interface Seen {
  readonly askedMs: number;
  answer: { readonly status: number; readonly body: string | Uint8Array } | undefined;
}

// Nobody without a token makes the database work more often than that.
const seenForMs = 1_000;
const lastSeen = new WeakMap<Place, Seen>();
const beingAsked = {
  status: 503,
  body: errorBody(
    new RequestError('overloaded', 'the database is being asked: look again'),
    'store.status',
    '',
  ),
};

async function mayCall(config: Config, request: Request): Promise<boolean> {
  try {
    await authenticate(config, request, request.headers);
    return true;
  } catch (cause) {
    if (cause instanceof RequestError) return false;
    throw cause;
  }
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'x-content-type-options': 'nosniff',
  vary: 'Accept',
};

// The platform answers it from the static assets, where the deployment has them, and asks no Worker.
const withoutAssets =
  'this Worker was deployed without static assets, of which the document is one: set ' +
  '`[assets] directory` in wrangler.toml to the folder worker/assets of the package agentkeep';

/** What the request's reads must have seen, once its headers have been found good. */
function bookmarkOf(headers: Headers): string | undefined {
  // With it, a foreign page needs a preflight before it can write.
  if (!isJson(headers.get('content-type'))) {
    throw new RequestError('unsupported_media_type', 'send Content-Type: application/json');
  }
  const encoding = headers.get('content-encoding');
  if (encoding !== null && !/^\s*(?:identity\s*)?$/i.test(encoding)) {
    throw new RequestError(
      'unsupported_media_type',
      'a body with a content-encoding is not taken: send it as it is, without the header',
      { header: 'content-encoding' },
    );
  }
  const bookmark = headers.get('x-d1-bookmark');
  if (bookmark !== null && !isBookmark(bookmark)) {
    throw new RequestError(
      'invalid_argument',
      'x-d1-bookmark is neither a bookmark of an earlier answer nor first-primary or ' +
        'first-unconstrained',
      { header: 'x-d1-bookmark' },
    );
  }
  return bookmark ?? undefined;
}

/** The resource that a request names beside its arguments, percent-encoded. */
function resourceOf(headers: Headers): string | undefined {
  const header = headers.get('x-agentkeep-resource');
  if (header === null) return undefined;
  try {
    return decodeURIComponent(header);
  } catch {
    throw new RequestError('invalid_argument', 'x-agentkeep-resource is not percent-encoded', {
      header: 'x-agentkeep-resource',
    });
  }
}

function json(body: string | Uint8Array, requestId: string, status = 200): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
  });
}

function allow(request: Request, ...verbs: string[]): void {
  if (verbs.includes(request.method)) return;
  throw new RequestError('method_not_allowed', `only ${verbs.join(' and ')} is possible here`, {
    allow: verbs,
  });
}

function errorResponse(
  cause: unknown,
  method: string,
  requestId: string,
  config: Config | undefined,
): Response {
  const error = refusalOf(cause, method, requestId, config);
  const response = json(errorBody(error, method, requestId), requestId, error.status);
  const { allow: verbs } = error.details;
  if (Array.isArray(verbs)) response.headers.set('allow', verbs.join(', '));
  if (error.code === 'unauthenticated') response.headers.set('www-authenticate', 'Bearer');
  return response;
}

function preflight(config: Config, request: Request): Response {
  const origin = request.headers.get('origin');
  if (origin === null || !config.corsOrigins.has(origin)) {
    return new Response(null, { status: 403, headers: { vary: 'Origin' } });
  }
  return new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers':
        'authorization, content-type, x-d1-bookmark, x-agentkeep-resource',
      'access-control-max-age': '86400',
      vary: 'Origin',
    },
  });
}

function exposeTo(config: Config, request: Request, response: Response): void {
  const origin = request.headers.get('origin');
  response.headers.append('vary', 'Origin');
  if (origin === null || !config.corsOrigins.has(origin)) return;
  response.headers.set('access-control-allow-origin', origin);
  response.headers.set(
    'access-control-expose-headers',
    'x-d1-bookmark, x-request-id, x-agentkeep-cost',
  );
}

function isJson(contentType: string | null): boolean {
  if (contentType === 'application/json') return true;
  return contentType !== null && /^application\/json\s*(?:;|$)/i.test(contentType);
}

// The platform's own id, if there is one: then a line of its logs and of ours can be matched.
function requestIdOf(headers: Headers): string {
  const ray = headers.get('cf-ray');
  return ray !== null && /^[0-9a-zA-Z-]{1,64}$/.test(ray) ? ray : requestSerial();
}

// A URL parse costs more than the rest of the routing.
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const query = url.indexOf('?', start);
  return query === -1 ? url.slice(start) : url.slice(start, query);
}
