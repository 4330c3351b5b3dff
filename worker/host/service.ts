import { errorBody, RequestError } from './errors.js';
import { contextFlag, scope } from './abi.js';
import { decoded, withText } from './body.js';
import type { Body } from './body.js';
import { holdsSecrets, withSecrets } from './credentials.js';
import type { EncryptionKeys } from './encryption.js';
import type { Held } from './held.js';
import type { Instances } from './instance.js';
import { limits } from './limits.js';
import type { Memory } from './memory.js';
import { methods } from './methods.js';
import { randomBits } from './random.js';
import { parsed, runCall } from './run-call.js';
import type { CoreReply } from './run-call.js';
import type { Cost, Database, Transport } from './transport.js';

export interface Method {
  readonly name: string;
  readonly scope: number;
  readonly scopeName: string;
}

const methodsByName = new Map<string, Method>(
  methods.map(({ name, scope: scopeName }) => [name, { name, scope: scope[scopeName], scopeName }]),
);

export function knownMethod(name: string): Method | undefined {
  return methodsByName.get(name);
}

/** The method of that wire name, or `unknown_method` with the nearest name that exists. */
export function methodOf(name: string): Method {
  const method = methodsByName.get(name);
  if (method !== undefined) return method;
  const nearest = nearestOf(name);
  throw new RequestError(
    'unknown_method',
    `there is no such method${nearest === undefined ? '' : `; the nearest is ${nearest}`}: ` +
      'GET /openapi.json lists them',
    // For whoever has to know whether it is the name that he asked for.
    /^[\w./]{1,100}$/.test(name) ? { method: name } : {},
  );
}

/** Who is calling, as far as the store cares. */
export interface Caller {
  readonly scopes: number;
  readonly tablePrefix: string;
  /** Whose data it is, where each tenant has a database of its own. */
  readonly tenant?: string | undefined;
}

/** The adapters' own rule for a prefix of tables, so that a database written by them can be opened. */
export function isTablePrefix(text: string): boolean {
  return /^[a-zA-Z0-9_]{0,64}$/.test(text);
}

/** What a deployment, or a program, has settled for all its calls. */
export interface Settings {
  readonly disableInit: boolean;
  /** Tables are made without the indexes that only lists by resource need. */
  readonly leanIndexes: boolean;
  /** Metrics are summed up by the hour. */
  readonly metricRollups: boolean;
  readonly search: boolean;
  /** What seals secrets; without any there are none to store or to read. */
  readonly encryptionKeys?: EncryptionKeys | undefined;
  /** Which calls get a line in the log. */
  readonly log: 'all' | 'errors' | 'off';
}

export interface Call {
  readonly method: Method;
  readonly caller: Caller;
  readonly requestId: string;
  /** As `Database.open` has it. */
  readonly bookmark?: string | undefined;
  /** Whose database it is for, where each resource has one of its own. */
  readonly resource?: string | undefined;
  readonly body: Body;
  /** Bytes that body and answer may have; those of HTTP, if not said. */
  readonly limit?: number | undefined;
  /** Nobody looks at the result: the reply may be null. */
  readonly unread?: boolean | undefined;
  /** For a caller who wants values: the reply may name what this has. */
  readonly held?: Held | undefined;
}

export interface Reply {
  readonly status: number;
  /** JSON. */
  readonly body: string | Uint8Array;
  readonly cost: Cost;
  /** As `Transport.bookmark` has it. */
  readonly bookmark: string | null;
}

/** A service that runs elsewhere, beside its data. */
export interface Remote {
  /** Rejects with RequestError. */
  call(call: Call): Promise<Reply>;
}

/** Where the data is: in a database that this service reaches, or with another service. */
export type Place = Database | Remote;

/** The store as its borders see it, be it HTTP or Workers RPC: one method call, one reply. */
export class Service {
  readonly #instances: Instances;

  constructor(instances: Instances) {
    this.#instances = instances;
  }

  /** What its calls, and answers that are on their way, share. */
  get memory(): Memory {
    return this.#instances.memory;
  }

  /**
   * Runs the call here, or has it run where the data is. Never rejects with a refusal: those are
   * replies. Logs one line without content; a call that runs elsewhere is logged there.
   */
  async call(settings: Settings, place: Place, call: Call): Promise<Reply> {
    const startedMs = Date.now();
    const transport = 'open' in place ? place.open(call.bookmark) : undefined;
    let reply: Reply;
    let isLogged = false;
    try {
      if (transport === undefined) {
        reply = await (place as Remote).call(call);
        isLogged = true;
      } else {
        if (call.resource !== undefined) throw notApart();
        const { status, body } = holdsSecrets(call.method.name)
          ? await this.#runSealed(settings, transport, call, startedMs)
          : await this.#run(settings, transport, call, startedMs);
        reply = { status, body, cost: transport.cost, bookmark: transport.bookmark() };
      }
    } catch (cause) {
      if (!(cause instanceof RequestError)) throw cause;
      reply = {
        status: cause.status,
        body: errorBody(cause, call.method.name, call.requestId),
        cost: transport?.cost ?? noCost,
        bookmark: transport?.bookmark() ?? null,
      };
    } finally {
      void transport?.close?.();
    }
    const isTold = settings.log === 'all' || (settings.log === 'errors' && reply.status >= 400);
    if (isTold && !isLogged) logCall(call, reply, Date.now() - startedMs);
    return reply;
  }

  /** As `#run`, of a method whose arguments or answer hold a secret. */
  async #runSealed(
    settings: Settings,
    transport: Transport,
    call: Call,
    nowMs: number,
  ): Promise<Pick<Reply, 'status' | 'body'>> {
    const { scopes } = call.caller;
    const text = await this.#textOf(call);
    return withSecrets(call.method.name, text, settings.encryptionKeys, (name, body) => {
      // Whoever may change a row may have it looked for.
      const caller =
        name === call.method.name ? call.caller : { ...call.caller, scopes: scopes | scope.read };
      const inner = { ...call, method: methodOf(name), caller, body: [body], held: undefined };
      return this.#run(settings, transport, inner, nowMs);
    });
  }

  async #textOf({ body, limit = limits.http }: Call): Promise<string> {
    if (!(body instanceof Request)) {
      return body instanceof Uint8Array ? decoded(body) : body.join('');
    }
    return withText(body, limit, this.memory, (text) => text);
  }

  #run(settings: Settings, transport: Transport, call: Call, nowMs: number): Promise<CoreReply> {
    const { method, caller } = call;
    if ((caller.scopes & method.scope) === 0) {
      throw new RequestError(
        'forbidden',
        `${method.name} needs the scope "${method.scopeName}", which the caller does not have`,
      );
    }
    const context = {
      nowMs,
      random: [randomBits(), randomBits(), randomBits(), randomBits()] as const,
      profile: transport.profile,
      flags:
        (settings.disableInit ? contextFlag.disableInit : 0) |
        (call.unread ? contextFlag.unread : 0) |
        (settings.leanIndexes ? contextFlag.leanIndexes : 0) |
        (settings.metricRollups ? contextFlag.metricRollups : 0) |
        (settings.search ? contextFlag.search : 0),
      scopes: caller.scopes,
      limit: call.limit ?? limits.http,
      prefix: transport.settingsOf?.(caller.tablePrefix) ?? caller.tablePrefix,
      requestId: call.requestId,
      method: method.name,
      held: call.held?.marker ?? '',
      readsOnly: method.scope === scope.read,
    };
    return runCall(this.#instances, transport, context, call.body, call.held);
  }
}

const noCost: Cost = { trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };

/** A call names a resource where resources share a database. */
export function notApart(): RequestError {
  return new RequestError(
    'invalid_argument',
    'this deployment does not keep each resource in a database of its own: name none beside the call',
    { header: 'x-agentkeep-resource' },
  );
}

function logCall(call: Call, reply: Reply, durationMs: number): void {
  const { trips, statements, rowsRead, rowsWritten } = reply.cost;
  console.log(
    JSON.stringify({
      level: reply.status >= 500 ? 'error' : 'info',
      method: call.method.name,
      status: reply.status,
      code: reply.status >= 400 ? codeOf(reply.body) : undefined,
      trips,
      statements,
      rowsRead,
      rowsWritten,
      durationMs,
      requestId: call.requestId,
      prefix: call.caller.tablePrefix,
    }),
  );
}

function codeOf(body: Reply['body']): string {
  const { error } = parsed(body) as { error: { code: string } };
  return error.code;
}

function nearestOf(name: string): string | undefined {
  const asked = name.slice(0, 100).toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(4, asked.length / 2); // farther names would only mislead
  for (const known of methodsByName.keys()) {
    const distance = editDistance(asked, known.toLowerCase());
    if (distance < least) {
      least = distance;
      nearest = known;
    }
  }
  return nearest;
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const change = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      line.push(Math.min(change, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[b.length] ?? 0;
}
