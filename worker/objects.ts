import { RequestError } from './errors.js';
import { scope } from './host/abi.js';
import type { Body } from './host/body.js';
import type { CallableObject } from './object.js';
import type { Call, Remote, Reply } from './service.js';

// A body that is longer goes on as a stream, as it came.
const streamFromBytes = 1024 * 1024;

/** Runs each call in the object of its caller's tenant. Cost: one call of the object. */
export function objectsOf(namespace: DurableObjectNamespace<CallableObject>): Remote {
  return {
    async call(call: Call): Promise<Reply> {
      const { method, caller, requestId } = call;
      const { scopes, tablePrefix } = caller;
      const object = namespace.getByName(nameOf(call));
      const body = await portable(call.body);
      try {
        return await object.run({
          method: method.name,
          caller: { scopes, tablePrefix },
          requestId,
          body,
        });
      } catch (cause) {
        throw lost(cause, method.scope === scope.read);
      }
    },
  };
}

/** No two tenants share a name, and none shares that of callers without one. */
function nameOf({ caller }: Call): string {
  return JSON.stringify([caller.tenant ?? null]);
}

async function portable(body: Body): Promise<Body> {
  if (!(body instanceof Request)) return body;
  const declared = body.headers.get('content-length');
  if (declared === null || Number(declared) >= streamFromBytes) return body;
  try {
    return new Uint8Array(await body.arrayBuffer());
  } catch {
    throw new RequestError('unavailable', 'the body did not arrive in full');
  }
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
