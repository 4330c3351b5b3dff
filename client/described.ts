import type {
  PruneOptions,
  RetentionTablesDescriptor,
  TableRetentionPolicy,
} from '@mastra/core/storage';
import { methods } from '../worker/host/methods.js';
import type { DomainName, MethodName } from '../worker/host/methods.js';
import type { Domain } from './domain.js';
import { AgentKeepError } from './errors.js';
import { paged } from './paging.js';
import { prune } from './prune.js';

type MethodOf<D extends DomainName> = MethodName extends infer N
  ? N extends `${D}.${infer M}`
    ? M
    : never
  : never;
type FunctionOf<T> = {
  [K in keyof T]-?: T[K] extends (...args: never[]) => unknown ? K : never;
}[keyof T];

/** What every storage domain of the framework has, and no wire. */
type Inherited =
  'init' | 'prune' | '__setLogger' | '__registerMastra' | '__setRawConfig' | 'toRawConfig';

/** `unknown` if the framework's methods are those of the wire, by their names; else what differs. */
type Same<D extends DomainName, T, Own> = [
  Exclude<MethodOf<D>, FunctionOf<T>> | Exclude<FunctionOf<T>, MethodOf<D> | Inherited | Own>,
] extends [never]
  ? unknown
  : {
      differ: Exclude<MethodOf<D>, FunctionOf<T>> | Exclude<FunctionOf<T>, MethodOf<D> | Inherited>;
    };

/** What a domain of ours has beside those of the framework. */
export interface Closable {
  /** Closes the whole store: what the framework's composite, given this domain, ends with. */
  close(): Promise<void>;
}

interface Options {
  /** What prune() can delete of. */
  readonly retentionTables?: RetentionTablesDescriptor;
  /** Methods that do the work of one of the base class's own: its name there. */
  readonly behind?: Readonly<Record<string, string>>;
  /** What is thrown where a method throws an error. */
  readonly errors?: Readonly<Record<string, (cause: AgentKeepError, args: never) => unknown>>;
  /** What is made of the arguments of methods, where the wire has no such value. */
  readonly given?: Readonly<Record<string, (args: never) => object>>;
  /** What is made of the answers of methods, where the wire has another value. */
  readonly answers?: Readonly<Record<string, (answer: never, domain: Domain) => unknown>>;
}

/**
 * The framework's class of a domain whose methods are those of the wire: each passes its arguments
 * on, by the names that the method table has for them, and answers what comes back. `Own` are those
 * that the base class does by itself. All throw AgentKeepError.
 */
export function described<T extends object, D extends DomainName, Own extends string = never>(
  base: abstract new () => T,
  name: D & Same<D, T, Own>,
  { retentionTables = {}, behind = {}, given = {}, errors = {}, answers = {} }: Options = {},
): new (domain: Domain) => T & Closable {
  const domains = new WeakMap<object, Domain>();
  const domainOf = (store: object) => domains.get(store)!;
  const Base = base as unknown as new () => object;
  const Store = class extends Base {
    static readonly retentionTables = retentionTables;

    constructor(domain: Domain) {
      super();
      domains.set(this, domain);
    }

    init(): Promise<void> {
      return domainOf(this).init();
    }

    close(): Promise<void> {
      return domainOf(this).close();
    }

    prune(policies: Record<string, TableRetentionPolicy>, options?: PruneOptions) {
      return prune(domainOf(this), name, retentionTables, policies, options);
    }
  };
  for (const { name: wireName, domain, parameters } of methods) {
    const method = wireName.slice(domain.length + 1);
    if (domain !== name || Object.hasOwn(Store.prototype, method)) continue;
    Object.defineProperty(Store.prototype, behind[method] ?? method, {
      configurable: true,
      writable: true,
      async value(this: object, ...args: unknown[]) {
        const domain = domainOf(this);
        const named = argumentsOf(parameters, args);
        const asked = given[method]?.(named as never) ?? named;
        const answer = await domain.call(method, asked).catch((cause: unknown) => {
          const other = cause instanceof AgentKeepError && errors[method]?.(cause, asked as never);
          throw other || cause;
        });
        return answers[method] === undefined ? answer : answers[method](answer as never, domain);
      },
    });
  }
  return Store as unknown as new (domain: Domain) => T & Closable;
}

function argumentsOf(parameters: readonly string[], args: readonly unknown[]): object {
  if (parameters.length > 0) {
    return Object.fromEntries(parameters.map((parameter, i) => [parameter, args[i]]));
  }
  const given = (args[0] ?? {}) as { pagination?: object; page?: number };
  return given.pagination === undefined
    ? paged(given)
    : { ...given, pagination: paged(given.pagination) };
}
