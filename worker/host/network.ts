import { within } from './deadline.js';

// What a failed connection says when nothing can have been sent.
export const unsentCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The global `fetch`, or what an application gives instead. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** A server that is asked by POST. */
export interface Peer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly send: Send;
  /** How long a request may take before it counts as lost. */
  readonly timeoutMs: number;
}

export interface Posted {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** Why `fetch` has rejected. */
export interface Lost {
  /** Without content. */
  readonly reason: string;
  /** False only if the request cannot have left. */
  readonly sent: boolean;
  readonly cause: unknown;
}

/**
 * How requests are sent, as the options `fetch` and `timeoutMs` say. Throws a TypeError that names
 * the option, as `nameOf` calls it.
 */
export function sending(
  given: Send | undefined,
  timeoutMs: number,
  nameOf: (option: 'fetch' | 'timeoutMs') => string = (option) => option,
): Pick<Peer, 'send' | 'timeoutMs'> {
  if (given !== undefined && typeof given !== 'function') {
    throw new TypeError(`${nameOf('fetch')} must be a function`);
  }
  if (!Number.isFinite(timeoutMs) || timeoutMs <= 0) {
    throw new TypeError(`${nameOf('timeoutMs')} must be a number above 0`);
  }
  return { send: given ?? ((to, init) => fetch(to, init)), timeoutMs };
}

/** Sends a request, once. Never rejects. */
export async function post(peer: Peer, body: string): Promise<Posted | Lost> {
  const { url, headers, send, timeoutMs } = peer; // the platform's own must not be called as a method
  const answered = async (): Promise<Posted> => {
    const response = await send(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual', // a redirected POST would become a GET, and take the token along
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  try {
    // An application's own way to send may not look at the signal.
    return await within(answered(), timeoutMs + 100);
  } catch (cause) {
    return { ...lostBy(cause, timeoutMs), cause };
  }
}

/** Of foreign origin, so all members may be missing; undefined if it is not JSON. */
export function jsonOf<Answer>(text: string): Partial<Answer> | undefined {
  try {
    return JSON.parse(text) as Partial<Answer>;
  } catch {
    return undefined;
  }
}

function lostBy(cause: unknown, timeoutMs: number): Omit<Lost, 'cause'> {
  const { name, code } = (cause ?? {}) as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError') {
    return { reason: `no answer came within ${timeoutMs} ms`, sent: true };
  }
  // Node's fetch wraps what the socket said.
  const said = code ?? (cause as { cause?: { code?: unknown } } | null)?.cause?.code;
  if (typeof said !== 'string') return { reason: 'the connection failed', sent: true };
  return { reason: `the connection failed (${said})`, sent: !unsentCodes.has(said) };
}

/** A token as a header can carry it: visible ASCII. */
export function isHeaderToken(token: unknown): token is string {
  return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token);
}

/** The URL if it is that of a server, and nothing else: no password, no query. */
export function serverUrl(text: unknown): URL | undefined {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    [url.username, url.password, url.search, url.hash].every((part) => part === '');
  return isPlain ? url : undefined;
}

export function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}
