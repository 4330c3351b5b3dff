import { RpcTarget, WorkerEntrypoint } from 'cloudflare:workers';
import { checkArguments } from './host/arguments.js';
import { configOf, placeOf } from './config.js';
import type { Config, Env } from './config.js';
import { prefixOf } from './entries.js';
import { ConfigError, errorBody, RequestError } from './host/errors.js';
import type { Arguments } from './generated/arguments.js';
import type { Replies, Thread } from './generated/replies.js';
import { scope } from './host/abi.js';
import { limits } from './host/limits.js';
import { methods } from './host/methods.js';
import type { DomainName, MethodName, ParametersOf } from './host/methods.js';
import { isBookmark } from './host/d1-binding.js';
import { fireSchedules } from './fire-schedules.js';
import type { Http } from './http.js';
import { pruneAll } from './prune-all.js';
import { requestSerial } from './host/random.js';
import { refusalOf } from './refusal.js';
import { revive } from './host/revive.js';
import type { Reply as Revived } from './host/revive.js';
import { methodOf } from './host/service.js';
import type { Caller, Reply, Service } from './host/service.js';
import { scopesOf, tenantOf } from './tokens.js';

/** What `props` of a service binding may say. Without any: the default prefix, read and write. */
export interface Props {
  readonly tablePrefix?: string;
  readonly scopes?: readonly ('read' | 'write' | 'admin')[];
  readonly tenant?: string;
}

/** An answer as HTTP gives it: an error is a status and a JSON body, too. */
export interface RawReply {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** Where the database stood, for a call that had a bookmark; null if the database was not asked. */
  readonly bookmark: string | null;
}

/**
 * What a method of `env.STORE` throws. Its members reach a caller whose compatibility date is
 * 2026-04-21 or later, or that sets the flag `enhanced_error_serialization`; others get the message.
 */
export class AgentKeepError extends Error {
  override readonly name = 'AgentKeepError';
  readonly status: number;
  readonly code!: string;
  readonly id!: string;
  readonly domain!: string;
  readonly category!: string;
  readonly details!: Readonly<Record<string, unknown>>;
  readonly retryable!: boolean;
  readonly committed!: string;
  readonly requestId!: string;

  constructor({ status, body }: RawReply) {
    const { message, ...members } = (JSON.parse(body) as { error: { message: string } }).error;
    super(message);
    this.status = status;
    Object.assign(this, members);
  }
}

/** What `memory.updateThreadMetadata` takes. */
export interface ThreadMetadataUpdate {
  readonly id: string;
  readonly resourceId?: string | undefined;
  /** Gets the thread and says what to merge into its metadata; undefined: leave it. */
  readonly update: (thread: Thread) => object | undefined | Promise<object | undefined>;
}

/** The contract's parameters: an object, left out where nothing in it is needed, or several. */
type Parameters<N extends MethodName> =
  ParametersOf<N> extends readonly []
    ? Record<never, never> extends Arguments[N]
      ? [args?: Arguments[N]]
      : [args: Arguments[N]]
    : Several<Arguments[N], ParametersOf<N>>;

type Several<Args, Names extends readonly unknown[]> = Names extends readonly [
  ...infer Before,
  infer Last extends keyof Args,
]
  ? undefined extends Args[Last]
    ? [...Several<Args, Before>, Args[Last]?]
    : [...Several<Args, Before>, Args[Last]]
  : [];

/** The methods of a domain, with Dates in and out. They reject with AgentKeepError. */
export type Methods<D extends DomainName> = {
  readonly [N in MethodName as N extends `${D}.${infer Method}` ? Method : never]: (
    ...args: Parameters<N>
  ) => Promise<Replies[N]>;
};

export interface MemoryService extends Methods<'memory'> {
  /**
   * Changes metadata that depends on the metadata there is; null if there is no such thread. Asks
   * `update` again when another caller was faster, so that no change is lost.
   */
  updateThreadMetadata(args: ThreadMetadataUpdate): Promise<Thread | null>;
}

type Domains = { readonly [D in Exclude<DomainName, 'memory'>]: Methods<D> };

/** The store's domains. */
export interface Store extends Domains {
  readonly memory: MemoryService;
}

/** Every call sees what earlier calls of the session wrote, also from a read replica. */
export interface StoreSession extends Store, Disposable {
  /** For a later session: what it has seen; null before its first call. */
  bookmark(): Promise<string | null>;
}

/** A service binding to agentkeep, `env.STORE`. */
export interface StoreService extends Store {
  fetch(request: Request): Promise<Response>;
  /**
   * `bookmark`: of an earlier session, or first-unconstrained to let a replica answer first.
   * `resource`: whose database it is, where each resource has one of its own.
   */
  session(bookmark?: string | null, resource?: string): StoreSession;
  /**
   * One method with JSON in and out; `method` is its wire name, such as memory.saveThread. With a
   * bookmark, or first-primary for the first one, the reply has one, too.
   */
  call(
    method: string,
    body: string,
    bookmark?: string | null,
    resource?: string,
  ): Promise<RawReply>;
}

const decoder = new TextDecoder();

/** The way of one entrypoint's calls to the service. */
class Door {
  readonly #service: Service;
  readonly #env: Env;
  readonly #ctx: ExecutionContext<Props>;

  constructor(service: Service, env: Env, ctx: ExecutionContext<Props>) {
    this.#service = service;
    this.#env = env;
    this.#ctx = ctx;
  }

  /** Never rejects: whatever is wrong, be it what `bodyOf` throws, is the reply. */
  async call(
    name: unknown,
    bodyOf: () => string,
    bookmark: unknown,
    resource?: unknown,
  ): Promise<RawReply> {
    const requestId = requestSerial();
    let known = '';
    let config: Config | undefined;
    try {
      config = configOf(this.#env);
      const caller = callerOf(config, this.#ctx.props);
      const method = methodOf(checkedText('method', name));
      known = method.name;
      const reply = this.#service.call(config, placeOf(this.#env), {
        method,
        caller,
        requestId,
        bookmark: checkedBookmark(bookmark),
        resource: checkedResource(resource),
        body: [bodyOf()],
        limit: limits.rpc,
      });
      // A caller that goes away does not stop a write half-way between two trips.
      if (method.scope !== scope.read) this.#ctx.waitUntil(reply);
      const { status, body, bookmark: reached } = await reply;
      return { status, body: textOf(body), bookmark: reached };
    } catch (cause) {
      const refusal = refusalOf(cause, known, requestId, config);
      const body = textOf(errorBody(refusal, known, requestId));
      return { status: refusal.status, body, bookmark: null };
    }
  }
}

/** How far a session has come. */
class Progress {
  /** What the caller began with is checked where it is used. */
  bookmark: unknown;
  readonly resource: unknown;

  constructor(bookmark: unknown, resource: unknown) {
    this.bookmark = bookmark ?? 'first-primary';
    this.resource = resource;
  }

  /** Calls may end in another order than they began: the latest bookmark stays. */
  advance(reached: string | null): void {
    if (reached === null) return;
    const reachedBefore = this.reached();
    // Bookmarks grow in the order of text.
    if (reachedBefore === null || reachedBefore < reached) this.bookmark = reached;
  }

  reached(): string | null {
    const { bookmark } = this;
    if (typeof bookmark !== 'string' || bookmark.startsWith('first-')) return null;
    return isBookmark(bookmark) ? bookmark : null;
  }
}

const maxTries = 100;
const revivedThread = { createdAt: 'date', updatedAt: 'date' } as const;

/** Calls with values instead of JSON. */
class Calls {
  readonly #door: Door;
  readonly #progress: Progress | undefined;

  constructor(door: Door, progress?: Progress) {
    this.#door = door;
    this.#progress = progress;
  }

  /** Throws AgentKeepError. `made` is what `revive` makes of the answer. */
  async call(
    name: string,
    made: Revived,
    bodyOf: () => string,
    bookmark: unknown = this.#progress?.bookmark,
  ): Promise<unknown> {
    const reply = await this.#door.call(name, bodyOf, bookmark, this.#progress?.resource);
    this.#progress?.advance(reply.bookmark);
    if (reply.status >= 400) throw new AgentKeepError(reply);
    return revive(made, JSON.parse(reply.body));
  }

  /**
   * Asks `update` for metadata to merge until the thread has not changed meanwhile. Cost: two
   * round trips a try.
   */
  async updateThreadMetadata(input: ThreadMetadataUpdate | undefined): Promise<unknown> {
    const { id, resourceId, update } = input ?? {};
    if (typeof update !== 'function') {
      return this.call('memory.updateThreadIf', 'as it is', () => {
        throw new RequestError('invalid_argument', 'update must be a function');
      });
    }
    for (let tries = 1; ; tries++) {
      const read = () => jsonArguments('memory.getThreadById', { threadId: id, resourceId });
      // Not from a replica: a write that is compared with old metadata would only fail.
      const thread = await this.call('memory.getThreadById', revivedThread, read, 'first-primary');
      if (thread === null) return null;
      const expectedMetadata = (thread as Thread).metadata ?? null;
      const metadata = await update(thread as Thread);
      if (metadata === undefined || metadata === null) return thread;
      try {
        return await this.call('memory.updateThreadIf', revivedThread, () =>
          jsonArguments('memory.updateThreadIf', { id, resourceId, expectedMetadata, metadata }),
        );
      } catch (cause) {
        const lost = cause instanceof AgentKeepError && cause.code === 'conflict';
        if (!lost || tries === maxTries) throw cause;
      }
      await scheduler.wait(Math.random() * Math.min(5 * tries, 100));
    }
  }
}

// What the methods of a domain, made below, see of their target. Callers of RPC reach every
// property of its prototype, but nothing private.
let callsOf: (target: Domain) => Calls;

class Domain extends RpcTarget {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    super();
    this.#calls = calls;
  }

  static {
    callsOf = (target) => target.#calls;
  }
}

/** Asked for by the language or the platform, which take `undefined` for no. */
const askedByOthers = new Set(['then', 'catch', 'finally', 'dup', 'toJSON', 'constructor']);

/** The class of a domain's targets, such as `env.STORE.memory`: a method for each of the table's. */
function domainClass(domain: string): typeof Domain {
  const Target = class extends Domain {};
  const define = (name: string, value: (this: Domain, ...args: any[]) => Promise<unknown>): void =>
    void Object.defineProperty(Target.prototype, name, { value });
  for (const { name, domain: of, reply, parameters } of methods) {
    if (of !== domain) continue;
    define(name.slice(domain.length + 1), function (...args) {
      return callsOf(this).call(name, reply, () => argumentText(name, parameters, args));
    });
  }
  if (domain === 'memory') {
    define('updateThreadMetadata', function (input) {
      return callsOf(this).updateThreadMetadata(input);
    });
  }
  // Behind it comes every name that the class does not have: the answer names the nearest.
  const unknown = new Proxy(Domain.prototype, {
    get(target, name, receiver) {
      if (typeof name === 'symbol' || name in target || askedByOthers.has(name)) {
        return Reflect.get(target, name, receiver) as unknown;
      }
      return function (this: Domain) {
        return callsOf(this).call(`${domain}.${name}`, 'as it is', () => '{}');
      };
    },
  });
  Object.setPrototypeOf(Target.prototype, unknown);
  return Target;
}

const domainClasses = new Map(
  [...new Set(methods.map(({ domain }) => domain))].map((name) => [name, domainClass(name)]),
);

/** Gives the prototype a property for each domain that makes its target. */
function addDomains<T>(prototype: T, callsFor: (owner: T) => Calls): void {
  for (const [name, Target] of domainClasses) {
    Object.defineProperty(prototype, name, {
      get(this: T) {
        return new Target(callsFor(this));
      },
    });
  }
}

/** Calls that read what the ones before them wrote, also from a replica. */
class Session extends RpcTarget {
  readonly #progress: Progress;
  readonly #calls: Calls;

  constructor(door: Door, bookmark: unknown, resource: unknown) {
    super();
    this.#progress = new Progress(bookmark, resource);
    this.#calls = new Calls(door, this.#progress);
  }

  static {
    addDomains(Session.prototype, (session) => session.#calls);
  }

  bookmark(): string | null {
    return this.#progress.reached();
  }
}

// The platform's types let nothing through RPC that may be anything, `unknown`, but what is `any`.
type Passable<T> = unknown extends T
  ? any
  : T extends Date
    ? T
    : T extends object
      ? { [K in keyof T]: Passable<T[K]> }
      : T;

type PassableMethods<D> = {
  readonly [M in keyof D]: D[M] extends (...args: infer Args) => Promise<infer Reply>
    ? (...args: Args) => Promise<Passable<Reply>>
    : never;
};

type PassableStore = {
  readonly [D in keyof Store]: PassableMethods<Store[D]> & Rpc.RpcTargetBranded;
};

/**
 * What the platform makes an instance of for each request. `wrangler types` makes the type of a
 * service binding of it, `Service<…>`, which has what StoreService says.
 */
export type EntrypointClass = new (
  ctx: ExecutionContext,
  env: Env,
) => WorkerEntrypoint<Env, Props> &
  PassableStore &
  Pick<StoreService, 'fetch' | 'call'> & {
    session(
      bookmark?: string | null,
      resource?: string,
    ): PassableStore & Pick<StoreSession, 'bookmark'> & Rpc.RpcTargetBranded;
  };

/** The Worker's default entrypoint: HTTP, ticks, and what StoreService says for other Workers. */
export function entrypointOf(http: Http, service: Service): EntrypointClass {
  const Entrypoint = class AgentKeepEntrypoint extends WorkerEntrypoint<Env, Props> {
    static {
      addDomains(AgentKeepEntrypoint.prototype, (entrypoint) => new Calls(entrypoint.#door()));
    }

    override fetch(request: Request): Promise<Response> {
      return http.fetch(request, this.env, this.ctx);
    }

    /**
     * A cron trigger's tick. Rejects where the settings cannot be used, and whoever calls it over a
     * service binding: what it does is not his to say.
     */
    override async scheduled(controller: ScheduledController): Promise<void> {
      if (!isOfPlatform(controller)) {
        throw new Error('scheduled is for cron triggers: callers of a binding have prune');
      }
      const config = configOf(this.env);
      const place = placeOf(this.env);
      await fireSchedules(service, config, place, this.env);
      // What fires schedules comes every minute: that is too often for what reads whole tables.
      if (config.scheduleTargets.length === 0 || controller.cron !== everyMinute) {
        await pruneAll(service, config, place);
      }
    }

    session(bookmark?: string | null, resource?: string): Session {
      return new Session(this.#door(), bookmark, resource);
    }

    call(
      method: string,
      body: string,
      bookmark?: string | null,
      resource?: string,
    ): Promise<RawReply> {
      return this.#door().call(method, () => checkedText('body', body), bookmark, resource);
    }

    #door(): Door {
      return new Door(service, this.env, this.ctx);
    }
  };
  // The static block has given it the domains.
  return Entrypoint as unknown as EntrypointClass;
}

const everyMinute = '* * * * *';

// A class of the platform, which no value that comes over a binding is of.
function isOfPlatform(controller: ScheduledController): boolean {
  return Object.prototype.toString.call(controller) === '[object ScheduledController]';
}

function callerOf(config: Config, props: unknown): Caller {
  const refuse = (why: string) =>
    new ConfigError(`the props of the service binding are not valid: ${why}`);
  if (props === undefined) return { scopes: readAndWrite, tablePrefix: config.tablePrefix };
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    throw refuse('not an object');
  }
  for (const name in props) {
    // A misspelt tablePrefix must not open the default tables.
    if (!fields.has(name)) throw refuse('has a field other than tablePrefix, scopes and tenant');
  }
  const { tablePrefix, scopes, tenant } = props as Record<string, unknown>;
  return {
    scopes: scopes === undefined ? readAndWrite : scopesOf(scopes, refuse),
    tablePrefix: prefixOf(tablePrefix, config.tablePrefix, refuse),
    tenant: tenantOf(tenant, refuse),
  };
}

const readAndWrite = scope.read | scope.write;
const fields = new Set(['tablePrefix', 'scopes', 'tenant']);

/** The body of a call with these parameters: its first one, or an object with the names of all. */
function argumentText(method: string, names: readonly string[], args: readonly unknown[]): string {
  if (names.length > 0) {
    return jsonArguments(method, Object.fromEntries(names.map((name, i) => [name, args[i]])));
  }
  return args[0] === undefined ? '{}' : jsonArguments(method, args[0]);
}

function jsonArguments(method: string, args: unknown): string {
  checkArguments(method, args);
  return jsonOf(args);
}

function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    throw new RequestError(
      'invalid_argument',
      'the arguments cannot be written as JSON: they hold a bigint, refer to themselves or are ' +
        'nested too deeply',
    );
  }
}

function checkedText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new RequestError('invalid_argument', `${name} must be a string`);
}

function checkedResource(resource: unknown): string | undefined {
  return resource === undefined || resource === null
    ? undefined
    : checkedText('resource', resource);
}

function checkedBookmark(bookmark: unknown): string | undefined {
  if (bookmark === undefined || bookmark === null) return undefined;
  if (typeof bookmark === 'string' && isBookmark(bookmark)) return bookmark;
  throw new RequestError(
    'invalid_argument',
    'bookmark is neither a bookmark of an earlier answer nor first-primary or first-unconstrained',
  );
}

function textOf(body: Reply['body']): string {
  return typeof body === 'string' ? body : decoder.decode(body);
}
