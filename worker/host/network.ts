// What a failed connection says when nothing can have been sent.
const unsentCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Why `fetch` has rejected. */
export interface Lost {
  /** Without content. */
  readonly reason: string;
  /** False only if the request cannot have left. */
  readonly sent: boolean;
}

/** What the failure of a `fetch` with a timeout of so many milliseconds means. */
export function lostBy(cause: unknown, timeoutMs: number): Lost {
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
