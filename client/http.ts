import type { Arguments } from '../worker/generated/arguments.js';
import { methods } from '../worker/host/methods.js';
import type { DomainName, MethodName } from '../worker/host/methods.js';
import { HttpConnection } from './http-connection.js';
import type { HttpOptions } from './http-connection.js';
import type { Replies } from '../worker/generated/replies.js';
import { StoreClient } from './store-client.js';

export type { Arguments, HttpOptions };
export type * from '../worker/generated/replies.js';
import { failureOf } from './store-error.js';
export { StoreError } from './store-error.js';
export type { ErrorCode } from './store-error.js';

type Parameters<Args> = Record<never, never> extends Args ? [args?: Args] : [args: Args];

/**
 * Every method by its domain: `client.memory.saveThread({ thread })`. Takes the argument object of
 * the HTTP body, answers with Dates, rejects with StoreError.
 */
export type Client = {
  readonly [D in DomainName]: {
    readonly [N in MethodName as N extends `${D}.${infer Method}` ? Method : never]: (
      ...args: Parameters<Arguments[N]>
    ) => Promise<Replies[N]>;
  };
};

/**
 * A client of a deployed Worker, without the framework. Its reads see what it wrote. Throws a
 * StoreError, `invalid_argument`, that names the option which cannot be used.
 */
export function createClient(options: HttpOptions): Client {
  const store = new StoreClient(connectionOf(options));
  const client: Record<string, Record<string, (args?: object) => Promise<unknown>>> = {};
  for (const { name, domain } of methods) {
    (client[domain] ??= {})[name.slice(domain.length + 1)] = (args = {}) => store.call(name, args);
  }
  return client as unknown as Client;
}

function connectionOf(options: HttpOptions): HttpConnection {
  try {
    return new HttpConnection(options ?? {});
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw failureOf('invalid_argument', cause.message, '', cause);
  }
}
