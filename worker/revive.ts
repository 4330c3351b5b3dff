import type { Held } from './host/held.js';

/** What members of a value are; a list stands for all items of a list. */
type Shape = 'date' | 'document' | readonly [Shape] | { readonly [member: string]: Shape };

const thread = { createdAt: 'date', updatedAt: 'date' } as const;
const message = { createdAt: 'date', content: 'document' } as const;
const resource = { createdAt: 'date', updatedAt: 'date' } as const;
const record = {
  createdAt: 'date',
  updatedAt: 'date',
  lastObservedAt: 'date',
  lastBufferedAtTime: 'date',
  bufferedObservationChunks: [{ createdAt: 'date', lastObservedAt: 'date' }],
} as const;
const run = { createdAt: 'date', updatedAt: 'date' } as const;
const definition = { createdAt: 'date', updatedAt: 'date' } as const;
const score = { createdAt: 'date', updatedAt: 'date' } as const;

/** By the reply kinds of generated/methods.ts. Members that may hold anything are never looked at. */
export const shapesOf: ReadonlyMap<string, Shape | undefined> = new Map<string, Shape | undefined>([
  ['nothing', undefined],
  ['threadOrNull', thread],
  ['thread', thread],
  ['threadPage', { threads: [thread] }],
  ['messages', { messages: [message] }],
  ['messageList', [message]],
  ['messagePage', { messages: [message] }],
  ['resourceOrNull', resource],
  ['resource', resource],
  ['copy', { thread }],
  ['clone', { thread, clonedMessages: [message] }],
  ['recordOrNull', record],
  ['record', record],
  ['records', [record]],
  ['swap', undefined],
  ['pruned', undefined],
  ['snapshotOrNull', undefined],
  ['stepResults', undefined],
  ['runOrNull', run],
  ['runList', { runs: [run] }],
  ['definition', definition],
  ['definitionOrNull', definition],
  ['definitionList', { definitions: [definition] }],
  ['savedScore', { score }],
  ['scoreOrNull', score],
  ['scorePage', { scores: [score] }],
  ['schema', undefined],
  ['status', undefined],
  ['indexes', undefined],
  ['index', undefined],
]);

/**
 * Makes `Date`s of the dates in the answer of a method, which JSON carries as text, puts in the
 * documents that the call held, and makes `undefined` of the answer of a method that has none.
 * Changes `value` and returns it.
 */
export function revive(kind: string, value: unknown, held?: Held): unknown {
  if (kind === 'nothing') return undefined;
  const shape = shapesOf.get(kind);
  return shape === undefined ? value : revived(shape, value, held);
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
