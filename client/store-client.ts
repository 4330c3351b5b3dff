import { checkArguments } from '../worker/host/arguments.js';
import { RequestError } from '../worker/host/errors.js';
import { release } from '../worker/generated/methods.js';
import { methods } from '../worker/host/methods.js';
import { revive } from '../worker/host/revive.js';
import type { Reply } from '../worker/host/revive.js';
import { sleep } from '../worker/host/sleep.js';
import { parsed } from '../worker/host/run-call.js';
import { NoAnswer } from './connection.js';
import type { Answer, Arguments, Connection, Patience } from './connection.js';
import { errorIn, failureOf, refusalAs } from './store-error.js';
import type { StoreError } from './store-error.js';
import { textsOf } from './stringify.js';

interface Method {
  readonly name: string;
  readonly isRead: boolean;
  readonly reply: Reply;
}

const methodsByName = new Map<string, Method>(
  methods.map(({ name, scope, reply }) => [name, { name, isRead: scope === 'read', reply }]),
);

const usual: Patience = { attempts: 4, firstDelayMs: 50 };

/** Calls methods over a connection: arguments to JSON, answers to values with Dates, repeats. */
export class StoreClient {
  readonly #connection: Connection;
  #isReady = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Runs one method and returns what it answers. `name` is a wire name, `args` its argument object;
   * `fromPrimary` as in Connection.
   *
   * A call that wrote nothing and may succeed later is repeated up to three times, with growing
   * random delays: what the store calls `retryable`, but for conflicts, a read whose answer never
   * came, and a write that cannot have reached the store. Rejects with StoreError; a write whose answer never came is
   * `outcome_unknown`. Cost: one round trip if nothing is repeated.
   */
  async call(name: string, args: object, fromPrimary = false): Promise<unknown> {
    const method = methodOf(name);
    this.check(name, args);
    const texts = textsOf(args);
    return valueOf(method, await this.#send(method, { texts, documents: false }, fromPrimary));
  }

  /** Throws StoreError where checkArguments refuses. */
  check(name: string, args: unknown): void {
    try {
      checkArguments(name, args);
    } catch (cause) {
      throw cause instanceof RequestError ? refusalAs(cause, name) : cause;
    }
  }

  /**
   * As `call`, for a caller that hands JSON on as it is: `json` are texts that make the argument
   * object when joined, the answer is its text.
   */
  async text(name: string, json: readonly string[]): Promise<string> {
    const { body } = await this.#send(methodOf(name), { texts: json, documents: false }, true);
    return typeof body === 'string' ? body : new TextDecoder().decode(body);
  }

  /** As `call`, for a caller that has checked its arguments and needs no answer. */
  async run(name: string, args: Arguments): Promise<void> {
    const method = methodOf(name);
    const answer = await this.#send(method, { ...args, unread: true }, false);
    // What came from afar is read to be sure that it is an answer.
    if (answer.held === undefined) valueOf(method, answer);
  }

  async #send(method: Method, args: Arguments, fromPrimary: boolean): Promise<Answer> {
    const { attempts, firstDelayMs } = this.#connection.patience ?? usual;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#try(method, args, fromPrimary);
      if ('body' in outcome) return outcome;
      // The same call would only meet the same conflict: its caller has to look again.
      const isWorthRepeating = outcome.retryable && outcome.code !== 'conflict';
      if (!isWorthRepeating || attempt >= attempts) throw outcome;
      await sleep(firstDelayMs * 2 ** attempt * Math.random());
    }
  }

  /**
   * Makes sure that the store can be used: in process the tables are made, a deployment is asked
   * how it is, since it makes its tables itself. One round trip, none once it has succeeded.
   *
   * Callers at the same time each ask: a request of a Worker must not wait for another's.
   */
  async init(): Promise<void> {
    if (this.#isReady) return;
    await this.call(this.#connection.initMethod, {});
    this.#isReady = true;
  }

  /** Closes the connection, once more does nothing. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #try(method: Method, args: Arguments, fromPrimary: boolean): Promise<Answer | StoreError> {
    try {
      const answer = await this.#connection.call(method.name, args, fromPrimary);
      if (answer.status === 200) return answer;
      const error = errorIn(answer);
      if (error === undefined) return foreign(method, answer);
      return error.code === 'unknown_method' ? unknown(method, error) : error;
    } catch (cause) {
      if (!(cause instanceof NoAnswer)) throw cause;
      return lost(method, cause);
    }
  }
}

function methodOf(name: string): Method {
  const method = methodsByName.get(name);
  if (method !== undefined) return method;
  throw failureOf('unknown_method', `this release does not know ${name}`, name);
}

function valueOf(method: Method, { body, held }: Answer): unknown {
  let value: unknown;
  try {
    value = parsed(body);
  } catch {
    // A page is of somebody else; the rest is an answer that did not arrive in full.
    if (/^\s*</.test(textOf(body))) {
      throw failureOf(
        'internal',
        'the answer is not JSON: does agentkeep answer there?',
        method.name,
      );
    }
    throw lost(method, new NoAnswer('the answer is not whole', true));
  }
  return revive(method.reply, value, held);
}

const textOf = (body: Answer['body']) =>
  typeof body === 'string' ? body : new TextDecoder().decode(body.subarray(0, 100));

function lost(method: Method, failure: NoAnswer): StoreError {
  return method.isRead || !failure.sent
    ? failureOf('unavailable', failure.message, method.name, failure)
    : failureOf(
        'outcome_unknown',
        `${failure.message}: the write may or may not have been done`,
        method.name,
        failure,
      );
}

function unknown({ name }: Method, error: StoreError): StoreError {
  // A deployment names the method that it looked up; a path that lies beside the methods is none.
  const message =
    error.details['method'] === name
      ? `the deployment does not know ${name}: upgrade it to release ${release.version}`
      : 'the endpoint is not that of a deployment: it must be without the path of a method, such as ' +
        'https://agentkeep.example.workers.dev';
  return failureOf('unknown_method', message, name, error);
}

// Something in front of the store, or something else than the store.
function foreign(method: Method, { status }: Answer): StoreError {
  if (status === 429) {
    return failureOf('overloaded', 'too many requests were sent: wait', method.name);
  }
  if (status === 502 || status === 503 || status === 504 || (status >= 520 && status < 530)) {
    return lost(method, new NoAnswer(`a gateway answered ${status}`, true));
  }
  return failureOf(
    'internal',
    `what answered ${status} is not agentkeep: check the endpoint`,
    method.name,
  );
}
