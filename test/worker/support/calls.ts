import { runCall } from '../../../worker/host/run-call.js';
import type { CoreReply } from '../../../worker/host/run-call.js';
import type { Body } from '../../../worker/host/body.js';
import { profile } from '../../../worker/host/abi.js';
import type { Context, DbAnswer, DbRequest } from '../../../worker/host/abi.js';
import { limits } from '../../../worker/host/limits.js';
import type { Instances } from '../../../worker/host/instance.js';
import type { Transport } from '../../../worker/host/transport.js';

export const noCost = () => ({ trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 });

/** A database that waits until the test answers. */
export class HeldDatabase implements Transport {
  readonly profile = profile.d1;
  readonly cost = noCost();
  readonly requests: DbRequest[] = [];
  readonly #waiting: ((answer: DbAnswer) => void)[] = [];
  #arrived: (() => void) | undefined;

  execute(request: DbRequest): Promise<DbAnswer> {
    this.requests.push(request);
    const answer = new Promise<DbAnswer>((resolve) => this.#waiting.push(resolve));
    this.#arrived?.();
    return answer;
  }

  bookmark(): string | null {
    return null;
  }

  /** Resolves once the call waits for the database. */
  async asked(): Promise<void> {
    if (this.#waiting.length > 0) return;
    await new Promise<void>((resolve) => (this.#arrived = resolve));
  }

  answer(answer: DbAnswer): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) throw new Error('nobody waits for an answer');
    waiting(answer);
  }
}

export const nothing: DbAnswer = { results: [] };

export function contextOf(method: string, fields: Partial<Context> = {}): Context {
  return {
    nowMs: 1_800_000_000_123,
    random: [0xdeadbeef, 7, 0, 1],
    profile: 0,
    flags: 0,
    scopes: 3,
    limit: limits.http,
    prefix: '',
    requestId: 'r1',
    method,
    held: '',
    ...fields,
  };
}

export function call(
  instances: Instances,
  transport: Transport,
  method: string,
  body: Body = new TextEncoder().encode('{}'),
  fields: Partial<Context> = {},
): Promise<CoreReply> {
  return runCall(instances, transport, contextOf(method, fields), body);
}

export function jsonOf(reply: { readonly bytes: Uint8Array }): unknown {
  return JSON.parse(new TextDecoder().decode(reply.bytes));
}
