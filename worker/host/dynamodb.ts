import { AwsClient } from 'aws4fetch';
import { RequestError } from '../errors.js';
import { failure, profile } from './abi.js';
import type { DbAnswer, DynamoCall, DynamoReply, DynamoRequest } from './abi.js';
import { unsentCodes } from './network.js';
import type { Cost, Database, Transport } from './transport.js';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What is asked before every request: credentials expire. */
export interface DynamoOptions {
  readonly region: () => Promise<string>;
  /** Of DynamoDB in that region, or of a local one. */
  readonly endpoint: () => Promise<string>;
  readonly credentials: () => Promise<AwsCredentials>;
  readonly fetch?: typeof fetch;
}

// Longer than DynamoDB takes for anything.
const answerWithinMs = 30_000;
// A Worker has six connections at once; more wait in line anyway.
const atOnce = 6;

export function dynamoDatabase(options: DynamoOptions): Database {
  return { open: () => new DynamoTransport(options), holdsNothing: true, close: async () => {} };
}

/** Signs and sends the calls of DynamoDB that the core has written; repeats nothing. */
export class DynamoTransport implements Transport {
  readonly profile = profile.dynamo;
  readonly cost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  readonly #options: DynamoOptions;

  constructor(options: DynamoOptions) {
    this.#options = options;
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
    });
  }

  async #call({ operation, body }: DynamoCall): Promise<DynamoReply> {
    const { fetch: send = fetch } = this.#options;
    const request = await this.#signed(operation, body);
    try {
      const response = await send(request, { signal: AbortSignal.timeout(answerWithinMs) });
      return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
    } catch (cause) {
      const sent = !wasNotSent(cause);
      report(operation, sent ? 'no answer' : 'not reached', cause);
      return { status: sent ? 1 : 0, body: new Uint8Array() };
    }
  }
}

// Codes of Node for a server that is not trusted.
const distrust = /^(.*CERT.*|ERR_TLS_.*|ERR_SSL_.*|UNABLE_TO_.*|DEPTH_ZERO_.*)$/;

function wasNotSent(cause: unknown): boolean {
  for (let error = cause, depth = 0; error instanceof Error && depth < 4; depth++) {
    const { code } = error as { code?: unknown };
    if (typeof code === 'string' && (unsentCodes.has(code) || distrust.test(code))) return true;
    error = error.cause;
  }
  return false;
}

// Errors of fetch name hosts and codes, and hold no content.
function report(operation: string, event: string, cause: unknown): void {
  const error = cause instanceof Error ? cause : undefined;
  const inner = error?.cause as { code?: unknown } | undefined;
  console.error(
    JSON.stringify({
      level: 'error',
      event: `DynamoDB: ${event}`,
      operation,
      cause: typeof inner?.code === 'string' ? inner.code : error?.name,
    }),
  );
}
