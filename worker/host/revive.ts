import type { Held } from './held.js';

/** What members of a value are; a list stands for all items of a list. */
export type Shape = 'date' | 'document' | readonly [Shape] | { readonly [member: string]: Shape };

/**
 * What is to be made of the answer of a method, as generated/methods.ts says. Members that may hold
 * anything are never looked at.
 */
export type Reply = Shape | 'nothing' | 'as it is';

/**
 * Makes `Date`s of the dates in the answer of a method, which JSON carries as text, puts in the
 * documents that the call held, and makes `undefined` of the answer of a method that has none.
 * Changes `value` and returns it.
 */
export function revive(reply: Reply, value: unknown, held?: Held): unknown {
  if (reply === 'nothing') return undefined;
  return reply === 'as it is' ? value : revived(reply, value, held);
}

function revived(shape: Shape, value: unknown, held: Held | undefined): unknown {
  if (shape === 'date') return typeof value === 'string' ? new Date(value) : value;
  if (shape === 'document') return held === undefined ? value : held.value(value);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(shape)) {
    const [item] = shape;
    for (const each of value as unknown[]) revived(item, each, held);
    return value;
  }
  const members = value as Record<string, unknown>;
  for (const name in shape) {
    const member = members[name];
    if (member !== undefined) members[name] = revived(shape[name] as Shape, member, held);
  }
  return value;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
