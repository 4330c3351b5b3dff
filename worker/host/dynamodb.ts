import { AwsClient } from 'aws4fetch';
import { RequestError } from './errors.js';
import { failure, profile } from './abi.js';
import type { DbAnswer, DynamoCall, DynamoReply, DynamoRequest } from './abi.js';
import type { AwsCredentials } from './aws-credentials.js';
import { unsentCodes } from './network.js';
import type { Cost, Database, Transport } from './transport.js';

/** What is asked before every request: credentials expire. */
export interface DynamoOptions {
  readonly region: () => Promise<string>;
  /** Of DynamoDB in that region, or of a local one. */
  readonly endpoint: () => Promise<string>;
  readonly credentials: () => Promise<AwsCredentials>;
  readonly fetch?: typeof fetch;
  /** Of the core, for a table prefix; absent: there are no prefixes, and callers have the settings. */
  readonly settingsOf?: (tablePrefix: string) => string;
}

// Longer than DynamoDB takes for anything.
const answerWithinMs = 30_000;
// A Worker has six connections at once; more wait in line anyway.
const atOnce = 6;

export function dynamoDatabase(options: DynamoOptions): Database {
  const clock: Clock = { aheadMs: 0 };
  return {
    open: () => new DynamoTransport(options, clock),
    holdsNothing: true,
    isNarrow: true,
    close: async () => {},
  };
}

/** How far the clock of DynamoDB is ahead of this machine's, once it has refused a signature. */
interface Clock {
  aheadMs: number;
}

/**
 * Signs and sends the calls of DynamoDB that the core has written. It repeats one alone: where the
 * signature is refused for its time, by the time that DynamoDB has.
 */
export class DynamoTransport implements Transport {
  readonly profile = profile.dynamo;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #options: DynamoOptions;
  readonly #clock: Clock;

  constructor(options: DynamoOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  settingsOf(tablePrefix: string): string {
    return this.#options.settingsOf?.(tablePrefix) ?? tablePrefix;
  }

  bookmark(): null {
    return null;
  }

  async execute(): Promise<DbAnswer> {
    return { failure: failure.refused, sent: false, detail: '' };
  }

  async send({ calls }: DynamoRequest): Promise<DynamoReply[]> {
    this.cost.trips += 1;
    this.cost.statements += calls.length;
    const replies = new Array<DynamoReply>(calls.length);
    let next = 0;
    const work = async () => {
      while (next < calls.length) {
        const at = next++;
        replies[at] = await this.#call(calls[at]!);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, calls.length) }, work));
    return replies;
  }

  async #signed(operation: string, body: Uint8Array<ArrayBuffer>): Promise<Request> {
    const { region, endpoint, credentials } = this.#options;
    let given: AwsCredentials;
    try {
      given = await credentials();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : 'no reason was given';
      throw new RequestError('unauthenticated', `there are no AWS credentials: ${reason}`);
    }
    const { accessKeyId, secretAccessKey, sessionToken } = given;
    const client = new AwsClient({
      ...{ accessKeyId, secretAccessKey, region: await region(), service: 'dynamodb' },
      ...(sessionToken === undefined ? {} : { sessionToken }),
    });
    return client.sign(await endpoint(), {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      },
      body,
      aws: { datetime: amzDate(Date.now() + this.#clock.aheadMs) },
    });
  }

  async #call({ operation, body }: DynamoCall): Promise<DynamoReply> {
    const { fetch: send = fetch } = this.#options;
    for (let isSecond = false; ; isSecond = true) {
      const request = await this.#signed(operation, body);
      try {
        const response = await send(request, { signal: AbortSignal.timeout(answerWithinMs) });
        const { status, headers } = response;
        const answer = new Uint8Array(await response.arrayBuffer());
        if (!isSecond && isSkewed(status, answer) && this.#setClock(headers.get('date'))) continue;
        if (!isWhole(headers, answer)) {
          report(operation, 'no answer', 'it came in parts');
          return { status: 1, body: encoder.encode('') };
        }
        return { status, body: answer };
      } catch (cause) {
        const codes = codesOf(cause);
        const isDistrusted = codes.some((code) => distrust.test(code));
        const sent = !isDistrusted && !codes.some((code) => unsentCodes.has(code));
        report(operation, sent ? 'no answer' : 'not reached', codes[0] ?? nameOf(cause));
        return { status: sent ? 1 : 0, body: encoder.encode(isDistrusted ? 'TLS' : '') };
      }
    }
  }

  /** True if it was wrong by more than a minute. */
  #setClock(date: string | null): boolean {
    const aheadMs = Date.parse(date ?? '') - Date.now();
    if (!(Math.abs(aheadMs - this.#clock.aheadMs) > 60_000)) return false;
    this.#clock.aheadMs = aheadMs;
    const event = 'DynamoDB: the clock of this machine is wrong; requests are signed by its own';
    console.warn(
      JSON.stringify({ level: 'warn', event, aheadSeconds: Math.round(aheadMs / 1000) }),
    );
    return true;
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const amzDate = (ms: number) => new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');

// The answer is as long as it says, and has the checksum that DynamoDB gives it. Of a compressed one
// both are about what has been unpacked since.
function isWhole(headers: Headers, body: Uint8Array): boolean {
  if (headers.get('content-encoding') !== null) return true;
  const length = headers.get('content-length');
  const checksum = headers.get('x-amz-crc32');
  return (
    (length === null || Number(length) === body.length) &&
    (checksum === null || Number(checksum) === crc32(body))
  );
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; ++bit) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ crcTable[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffffffff) >>> 0;
}

// A refusal is short.
function isSkewed(status: number, body: Uint8Array): boolean {
  return (
    (status === 400 || status === 403) &&
    body.length < 4096 &&
    /Signature (expired|not yet current)|RequestTimeTooSkewed/.test(decoder.decode(body))
  );
}

// Codes of Node for a server that is not trusted.
const distrust = /^(.*CERT.*|ERR_TLS_.*|ERR_SSL_.*|UNABLE_TO_.*|DEPTH_ZERO_.*)$/;

function codesOf(cause: unknown): string[] {
  const codes: string[] = [];
  for (let error = cause, depth = 0; error instanceof Error && depth < 4; depth++) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string') codes.push(code);
    error = error.cause;
  }
  return codes;
}

const nameOf = (cause: unknown) => (cause instanceof Error ? cause.name : undefined);

// Errors of fetch name hosts and codes, and hold no content.
function report(operation: string, event: string, cause: string | undefined): void {
  console.error(JSON.stringify({ level: 'error', event: `DynamoDB: ${event}`, operation, cause }));
}
