/** Which members of a value are dates: `true` is one, a list stands for all items of a list. */
type Dates = true | readonly [Dates] | { readonly [member: string]: Dates };

const thread = { createdAt: true, updatedAt: true } as const;
const message = { createdAt: true } as const;
const resource = { createdAt: true, updatedAt: true } as const;
const record = {
  createdAt: true,
  updatedAt: true,
  lastObservedAt: true,
  lastBufferedAtTime: true,
  bufferedObservationChunks: [{ createdAt: true, lastObservedAt: true }],
} as const;
const run = { createdAt: true, updatedAt: true } as const;
const definition = { createdAt: true, updatedAt: true } as const;
const score = { createdAt: true, updatedAt: true } as const;

/** By the reply kinds of generated/methods.ts. Members that may hold anything are never looked at. */
export const datesOf: ReadonlyMap<string, Dates | undefined> = new Map<string, Dates | undefined>([
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
]);

/**
 * Makes `Date`s of the dates in the answer of a method, which JSON carries as text, and `undefined`
 * of the answer of a method that has none. Changes `value` and returns it.
 */
export function revive(kind: string, value: unknown): unknown {
  if (kind === 'nothing') return undefined;
  const dates = datesOf.get(kind);
  return dates === undefined ? value : revived(dates, value);
}

function revived(dates: Dates, value: unknown): unknown {
  if (dates === true) return typeof value === 'string' ? new Date(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (isList(dates)) {
    const [item] = dates;
    for (const each of value as unknown[]) revived(item, each);
    return value;
  }
  const members = value as Record<string, unknown>;
  for (const name in dates) {
    const member = members[name];
    if (member !== undefined) members[name] = revived(dates[name] as Dates, member);
  }
  return value;
}

function isList(dates: Dates): dates is readonly [Dates] {
  return Array.isArray(dates);
}
