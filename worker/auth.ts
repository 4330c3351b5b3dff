import type { Config } from './config.js';
import { RequestError } from './host/errors.js';
import { scope } from './host/abi.js';
import type { Caller } from './host/service.js';

const maxTokenLength = 256;
const maxRemembered = 64;
const encoder = new TextEncoder();

// Callers by the Authorization header that proved them, of the settings in `rememberedFor`. Only good tokens get
// in, so a guess meets the constant-time comparison below; the map saves a digest a request.
const remembered = new Map<string, Caller>();
let rememberedFor: Config | undefined;

/**
 * Says who is calling, or throws `unauthenticated` or `forbidden`. Tables follow from the token
 * alone: nothing that a caller sends can name others.
 */
export function authenticate(
  config: Config,
  request: Request,
  headers: Headers,
): Caller | Promise<Caller> {
  const authorization = headers.get('authorization');
  if (authorization !== null) return callerOf(config, authorization);
  if (config.allowAnonymous) return anonymous(config, request);
  if (config.tokens.length === 0) throw withoutTokens(config);
  throw new RequestError('unauthenticated', 'send a token: Authorization: Bearer <token>');
}

function withoutTokens({ allowAnonymous }: Config): RequestError {
  return new RequestError(
    'unauthenticated',
    allowAnonymous
      ? 'this server has no tokens and takes calls without one: send no Authorization header'
      : 'this deployment has no tokens yet: make one with npx agentkeep token and set it with ' +
          '`wrangler secret put AGENTKEEP_TOKENS`',
  );
}

function tokenOf(authorization: string): string {
  const token = /^bearer +([^\s]+)$/i.exec(authorization)?.[1];
  if (token === undefined || token.length > maxTokenLength) {
    throw new RequestError('unauthenticated', 'the Authorization header is not "Bearer <token>"');
  }
  return token;
}

function callerOf(config: Config, authorization: string): Caller | Promise<Caller> {
  if (rememberedFor !== config) {
    remembered.clear();
    rememberedFor = config;
  }
  return remembered.get(authorization) ?? prove(config, authorization);
}

async function prove(config: Config, authorization: string): Promise<Caller> {
  const token = tokenOf(authorization);
  if (config.tokens.length === 0) throw withoutTokens(config);
  const digest = await crypto.subtle.digest('SHA-256', encoder.encode(token));
  let caller: Caller | undefined;
  // Every entry is compared, so the time tells nothing about which one matched.
  for (const entry of config.tokens) {
    if (crypto.subtle.timingSafeEqual(digest, entry.digest)) caller = entry;
  }
  if (caller === undefined) throw new RequestError('unauthenticated', 'the token is not known');
  if (rememberedFor === config) {
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(authorization, caller);
  }
  return caller;
}

/**
 * A guard for a developer's machine, not an authentication: only a loopback address that no foreign
 * page or rebound name stands behind.
 */
function anonymous(config: Config, { headers, url }: Request): Caller {
  const host = headers.get('host') ?? new URL(url).host;
  const { localKey } = config;
  if (localKey !== undefined && headers.get('x-agentkeep-local') !== localKey) {
    throw new RequestError(
      'forbidden',
      'calls without a token are for 127.0.0.1, localhost and [::1] only, on the port that ' +
        'scripts/run names',
    );
  }
  if (!isLoopback(host)) {
    throw new RequestError(
      'forbidden',
      'calls without a token are for 127.0.0.1, localhost and [::1] only',
    );
  }
  const origin = headers.get('origin');
  if (origin !== null && !isLoopbackOrigin(origin) && !config.corsOrigins.has(origin)) {
    throw new RequestError('forbidden', 'calls without a token are refused to foreign origins');
  }
  return {
    scopes: scope.read | scope.write | scope.admin,
    tablePrefix: config.tablePrefix,
  };
}

function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i.test(host);
}

function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/(.*)$/.exec(origin)?.[1];
  return host !== undefined && isLoopback(host);
}
