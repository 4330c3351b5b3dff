import type { Arguments } from './connection.js';
import { AgentKeepError } from './errors.js';
import type { StoreName } from './errors.js';
import { habitsOf } from './habits.js';
import type { Habits } from './habits.js';
import type { StoreClient } from './store-client.js';
import { StoreError } from './store-error.js';

/** The calls of one domain, with the framework's errors. */
export class Domain {
  readonly #client: StoreClient;
  readonly storeName: StoreName;
  readonly #prefix: string;
  /** Of the adapter that the store stands for. */
  readonly habits: Habits;

  constructor(client: StoreClient, storeName: StoreName, name: string) {
    this.habits = habitsOf(storeName);
    this.#client = client;
    this.storeName = storeName;
    this.#prefix = `${name}.`;
  }

  /** As StoreClient.call, of a method of this domain. Throws AgentKeepError. */
  async call<Result>(method: string, args: object, fromPrimary = false): Promise<Result> {
    try {
      return (await this.#client.call(this.#prefix + method, args, fromPrimary)) as Result;
    } catch (cause) {
      throw this.#errorOf(cause, args);
    }
  }

  /** As StoreClient.check, of a method of this domain. Throws AgentKeepError. */
  check(method: string, args: object): void {
    try {
      this.#client.check(this.#prefix + method, args);
    } catch (cause) {
      throw this.#errorOf(cause);
    }
  }

  /** As StoreClient.run, of a method of this domain. Throws AgentKeepError. */
  async run(method: string, args: Arguments): Promise<void> {
    try {
      await this.#client.run(this.#prefix + method, args);
    } catch (cause) {
      throw this.#errorOf(cause, args);
    }
  }

  /** As StoreClient.init. Throws AgentKeepError. */
  async init(): Promise<void> {
    try {
      await this.#client.init();
    } catch (cause) {
      throw this.#errorOf(cause);
    }
  }

  /** Closes the store that the domain is of: a composite closes the domains that it was given. */
  close(): Promise<void> {
    return this.#client.close();
  }

  #errorOf(cause: unknown, args: object = {}): unknown {
    if (!(cause instanceof StoreError)) return cause;
    return new AgentKeepError(this.storeName, cause, namedIn(args));
  }
}

const names = [
  'id',
  'indexName',
  'threadId',
  'resourceId',
  'workflowName',
  'runId',
  'stepId',
  'scorerId',
];
const namesOfScores = ['entityId', 'entityType', 'traceId', 'spanId'];

/** What a call was about, as far as its arguments name it. */
function namedIn(args: object): Record<string, string> {
  const { scorer } = args as { scorer?: { id?: unknown } };
  const named = [...names, ...namesOfScores].map((name) => [name, (args as never)[name]]);
  return Object.fromEntries(
    [...named, ['scorer', scorer?.id]].filter(([, value]) => typeof value === 'string'),
  );
}
