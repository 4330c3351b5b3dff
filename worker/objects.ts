import { ConfigError, RequestError } from './host/errors.js';
import { scope } from './host/abi.js';
import { receive } from './host/body.js';
import { answerWithinMs, within } from './host/deadline.js';
import { workerMemory } from './host/instance.js';
import { limits } from './host/limits.js';
import type { Body } from './host/body.js';
import type { Share } from './host/memory.js';
import { resourceOf } from './resources.js';
import { notApart } from './host/service.js';
import type { Call, Caller, Remote, Reply } from './host/service.js';

/** Whose the rows are, where each tenant or resource has a database of its own. */
export interface Whose {
  readonly tenant?: string | undefined;
  readonly resource?: string | undefined;
}

/** A call that its Worker has authenticated. */
export interface ObjectCall {
  readonly method: string;
  readonly caller: Pick<Caller, 'scopes' | 'tablePrefix'>;
  readonly requestId: string;
  readonly body: Body;
  readonly limit?: number | undefined;
  /** Whose object it is, for what it posts by itself. */
  readonly whose?: Whose | undefined;
}

/** What the Worker calls of an object. */
export interface CallableObject extends Rpc.DurableObjectBranded {
  run(call: ObjectCall): Promise<Reply>;
}

/** Objects, and what each of them keeps. */
export type Objects = DurableObjectNamespace<CallableObject>;

// A body that is longer goes on as a stream, as it came.
const streamFromBytes = 1024 * 1024;

// Bodies on their way to an object.
const memory = workerMemory();

/**
 * Runs each call in the object of its caller's tenant or, if `per` says `resource`, of the resource
 * that it is about, which may take `withinMs`. Cost: one call of the object.
 */
export function objectsOf(
  objects: Objects,
  per: string | undefined,
  withinMs = answerWithinMs,
): Remote {
  if (per !== undefined && per !== '' && per !== 'tenant' && per !== 'resource') {
    throw new ConfigError('AGENTKEEP_OBJECT_PER is not valid: "tenant" or "resource"');
  }
  return {
    async call(call: Call): Promise<Reply> {
      const { method, caller, requestId } = call;
      const { scopes, tablePrefix } = caller;
      let { body } = call;
      const share = memory.begin(Date.now(), () => undefined);
      // No two tenants share a name, and none shares that of callers without one.
      const name = [caller.tenant ?? null];
      try {
        if (per === 'resource') {
          body = await whole(call, share);
          name.push(resourceOf(method.name, body, call.resource));
        } else {
          if (call.resource !== undefined) throw notApart();
          body = await portable(call, share);
        }
        const object = objects.getByName(JSON.stringify(name));
        const { limit } = call;
        const whose = { tenant: name[0] ?? undefined, resource: name[1] ?? undefined };
        return await within(
          object.run({
            method: method.name,
            caller: { scopes, tablePrefix },
            requestId,
            body,
            limit,
            whose,
          }) as Promise<Reply>,
          withinMs,
        );
      } catch (cause) {
        if (cause instanceof RequestError) throw cause;
        throw lost(cause, method.scope === scope.read);
      } finally {
        memory.end(share);
      }
    },
  };
}

async function portable(call: Call, share: Share): Promise<Body> {
  const { body } = call;
  if (!(body instanceof Request)) return body;
  const declared = body.headers.get('content-length');
  if (declared === null || Number(declared) >= streamFromBytes) return body;
  return whole(call, share);
}

async function whole(
  { body, limit = limits.http }: Call,
  share: Share,
): Promise<readonly string[] | Uint8Array> {
  if (!(body instanceof Request)) return body;
  const chunks = await receive(body, { limit, memory, share });
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The object was not reached, or lost while it worked. */
function lost(cause: unknown, isRead: boolean): RequestError {
  const { overloaded } = (cause ?? {}) as { overloaded?: unknown };
  if (overloaded === true) {
    return new RequestError('overloaded', 'the Durable Object refuses more work for now');
  }
  return isRead
    ? new RequestError('unavailable', 'the Durable Object was lost: repeat the call')
    : new RequestError(
        'outcome_unknown',
        'the Durable Object was lost while it wrote: the change may be there or not',
      );
}
