import { RequestError } from './host/errors.js';
import type { Body } from './host/body.js';

const decoder = new TextDecoder();

type Members = Readonly<Record<string, unknown>>;

/**
 * The one resource that a call is about: what the caller names beside it, and what the arguments
 * name. Throws `invalid_argument` if there is none or more than one, and `invalid_json`. Cost: the
 * arguments are parsed once more than the core does.
 */
export function resourceOf(
  method: string,
  body: Exclude<Body, Request>,
  named: string | undefined,
): string {
  const resources = new Set(named === undefined ? [] : [named]);
  let args: unknown;
  try {
    args = JSON.parse(body instanceof Uint8Array ? decoder.decode(body) : body.join(''));
  } catch {
    throw new RequestError('invalid_json', 'the body is not JSON');
  }
  for (const resource of resourcesIn(members(args))) {
    if (typeof resource === 'string') resources.add(resource);
  }
  // Its argument says where the thread is to be, not where it is.
  if (method === 'memory.updateThreadResourceId' && named === undefined) resources.clear();
  const [resource] = resources;
  if (resource === undefined) {
    throw new RequestError(
      'invalid_argument',
      'this deployment keeps each resource in a database of its own: say which, by resourceId or ' +
        'x-agentkeep-resource',
      { header: 'x-agentkeep-resource' },
    );
  }
  if (resources.size > 1) {
    throw new RequestError(
      'invalid_argument',
      'the call is about several resources, of which each has a database of its own',
    );
  }
  return resource;
}

/** Wherever a method's arguments may name a resource. */
function* resourcesIn(args: Members): Iterable<unknown> {
  yield args['resourceId'];
  for (const name of ['thread', 'filter', 'currentRecord']) {
    yield members(args[name])['resourceId'];
  }
  yield members(args['resource'])['id'];
  if (Array.isArray(args['messages'])) {
    for (const message of args['messages']) yield members(message)['resourceId'];
  }
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
