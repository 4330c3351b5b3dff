import type { WireMessage } from './recording.js';
import type { DateRange, Direction, Include, ListMessages, ListThreads } from './reference.js';
import type { ReferenceMemory } from './reference.js';

/** One question with its arguments; the answer is compared with the reference's. */
export type Query =
  | { method: 'listMessages'; args: ListMessages }
  | { method: 'listThreads'; args: ListThreads }
  | { method: 'listMessagesById'; args: { messageIds: string[] } }
  | { method: 'getThreadById'; args: { threadId: string; resourceId?: string } };

const kDirections: Direction[] = ['ASC', 'DESC'];

/** All questions about what `memory` holds, by what they are about. */
export function queriesOf(memory: ReferenceMemory): Record<string, Query[]> {
  return {
    'every page of a thread, of all page sizes, in both directions': pages(memory),
    'date ranges, inclusive and exclusive': dateRanges(memory),
    'the messages of a resource': ofResource(memory),
    'metadata of messages': messageMetadata(memory),
    'several threads at once': severalThreads(memory),
    'windows around messages, across threads': windows(memory),
    'messages by their ids': byIds(memory),
    'pages of threads, by resource and metadata': threads(memory),
    'a thread by its id': oneThread(memory),
  };
}

function list(args: ListMessages): Query {
  return { method: 'listMessages', args };
}

function threadIdsOf(memory: ReferenceMemory): string[] {
  return memory.threads.map(({ id }) => id);
}

/** Pages until one past the end. */
function allPages(memory: ReferenceMemory, args: ListMessages, perPage: number): Query[] {
  const { total } = memory.listMessages({ ...args, perPage: false });
  const count = Math.ceil(total / perPage) + 1;
  return Array.from({ length: count }, (_, page) => list({ ...args, perPage, page }));
}

function pages(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  return kDirections.flatMap((direction) =>
    ids.flatMap((threadId) => {
      const args: ListMessages = { threadId, orderBy: { field: 'createdAt', direction } };
      return [
        ...(ids.indexOf(threadId) % 4 === 1 ? allPages(memory, args, 1) : []),
        ...allPages(memory, args, 7),
        ...allPages(memory, args, 40),
        list({ ...args, perPage: false }),
        list({ ...args, perPage: 0 }),
        list(args),
        list({ threadId }),
      ];
    }),
  );
}

function dateRanges(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  const times = [...memory.messages].map(({ createdAt }) => createdAt).sort();
  const at = (part: number) => times[Math.floor((times.length - 1) * part)]!;
  const shared = crowdedTime(memory.messages);
  const ranges: DateRange[] = [];
  for (const startExclusive of [false, true]) {
    for (const endExclusive of [false, true]) {
      const flags = { startExclusive, endExclusive };
      ranges.push({ start: at(0.2), end: at(0.7), ...flags });
      ranges.push({ start: at(0.5), ...flags }, { end: at(0.5), ...flags });
      ranges.push({ start: shared, end: shared, ...flags }, { start: shared, ...flags });
    }
  }
  // Other spellings of one time: an offset, and no milliseconds.
  const moved = new Date(Date.parse(shared) + 5_400_000).toISOString().replace('Z', '+01:30');
  ranges.push({ start: moved, end: moved });
  ranges.push({ start: '2026-03-01T10:00:00Z', end: '2026-03-01T11:00:00Z' });
  ranges.push({ start: at(0.7), end: at(0.2) }, {});
  return ranges.flatMap((dateRange) => [
    list({ threadId: ids, filter: { dateRange }, perPage: false }),
    list({ threadId: ids[0]!, filter: { dateRange }, perPage: 7, page: 1 }),
    list({ threadId: ids, filter: { dateRange }, perPage: 7, orderBy: { direction: 'DESC' } }),
  ]);
}

/** The millisecond of the most messages. */
function crowdedTime(messages: readonly WireMessage[]): string {
  const counts = new Map<string, number>();
  for (const { createdAt } of messages) counts.set(createdAt, (counts.get(createdAt) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]![0];
}

function resourcesOf(memory: ReferenceMemory): string[] {
  return [...new Set(memory.threads.map(({ resourceId }) => resourceId)), 'ADA', ''];
}

function ofResource(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  return resourcesOf(memory).flatMap((resourceId) => [
    ...ids.map((threadId) => list({ threadId, resourceId })),
    list({ threadId: ids, resourceId, perPage: false }),
    list({ threadId: ids, resourceId, perPage: 7, page: 2, orderBy: { direction: 'DESC' } }),
  ]);
}

function messageMetadata(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  const turns = memory.messages.flatMap(({ content }) => {
    const metadata = typeof content === 'string' ? undefined : content['metadata'];
    return metadata && typeof metadata === 'object' && 'turn' in metadata ? [metadata.turn] : [];
  });
  const filters: Record<string, unknown>[] = [
    {},
    { channel: 'web' },
    { channel: 'Web' },
    { channel: 'nowhere' },
    { turn: turns[3] },
    { turn: String(turns[3]) },
    { urgent: true },
    { urgent: 1 },
    { urgent: 'true' },
    { score: 1 },
    { score: '1' },
    { score: true },
    { reply_to: null },
    { reply_to: 'null' },
    { reply_to: `m"${String(turns[0])}` },
    { absent: null },
    { channel: 'web', urgent: true },
    { channel: 'mail', urgent: false, score: 1 },
    { channel: "web' OR 1=1 --" },
    { modelId: 'scripted-1', provider: 'scripted' },
  ];
  return filters.flatMap((metadata) => [
    list({ threadId: ids, filter: { metadata }, perPage: false }),
    list({ threadId: ids, filter: { metadata }, perPage: 2 }),
    list({ threadId: ids, filter: { metadata }, perPage: 2, page: 1 }),
    list({ threadId: ids[0]!, filter: { metadata }, orderBy: { direction: 'DESC' } }),
    list({ threadId: ids, filter: { metadata, dateRange: { end: '2026-03-01T10:00:00.000Z' } } }),
  ]);
}

function severalThreads(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  const lists = [
    ids,
    [...ids].reverse(),
    ids.slice(0, 2),
    [ids[0]!, 'no such thread'],
    ['no such thread'],
    [ids[1]!, ids[1]!],
    [ids[2]!],
  ];
  return kDirections.flatMap((direction) =>
    lists.flatMap((threadId) => {
      const args: ListMessages = { threadId, orderBy: { direction } };
      return [
        ...allPages(memory, args, 40),
        ...allPages(memory, args, 7).slice(-4),
        list({ ...args, perPage: false }),
      ];
    }),
  );
}

function windows(memory: ReferenceMemory): Query[] {
  const ids = threadIdsOf(memory);
  const sample = memory.messages.filter((_, i) => i % 13 === 5);
  const sizes = [
    {},
    { withPreviousMessages: 3, withNextMessages: 2 },
    { withPreviousMessages: 1 },
    { withNextMessages: 4 },
    { withPreviousMessages: 200, withNextMessages: 200 },
  ];
  const queries = sample.flatMap(({ id, threadId }, i): Query[] => {
    const one = [{ id, ...sizes[i % sizes.length] }];
    const other = ids[(ids.indexOf(threadId) + 1) % ids.length]!;
    return [
      list({ threadId, include: one, perPage: 0 }),
      list({ threadId, include: one, perPage: 7 }),
      list({ threadId, include: one, perPage: false, orderBy: { direction: 'DESC' } }),
      list({ threadId: other, include: one, perPage: 2, page: 1, orderBy: { direction: 'DESC' } }),
      list({ threadId: other, include: one, perPage: 0, resourceId: 'ada' }),
      list({ threadId: ids, include: one, perPage: 5, filter: { metadata: { channel: 'web' } } }),
    ];
  });
  for (const count of [2, 5, 6, 12, sample.length]) {
    const include: Include[] = sample.slice(0, count).map(({ id }, i) => ({
      id,
      threadId: 'ignored',
      withPreviousMessages: i % 4,
      withNextMessages: (i + 2) % 5,
    }));
    include.push({ id: 'no such message', withPreviousMessages: 3 }, include[0]!);
    for (const direction of kDirections) {
      const orderBy = { direction };
      queries.push(
        list({ threadId: ids[0]!, include, perPage: 0, orderBy }),
        list({ threadId: ids[0]!, include, perPage: 10, page: 1, orderBy }),
        list({ threadId: ids, include, perPage: 3, resourceId: 'bo', orderBy }),
        list({ threadId: ids[1]!, include, perPage: 15, orderBy }),
      );
    }
  }
  // Windows that bring all of a thread: then there is nothing more.
  const last = memory.listMessages({ threadId: ids[1]!, perPage: false }).messages.at(-1)!;
  const include = [{ id: last.id, withPreviousMessages: 500 }];
  queries.push(list({ threadId: ids[1]!, include, perPage: 3 }));
  queries.push(list({ threadId: [ids[1]!, ids[2]!], include, perPage: 3 }));
  return queries;
}

function byIds(memory: ReferenceMemory): Query[] {
  const ids = memory.messages.map(({ id }) => id);
  const lists = [
    ids,
    [...ids].reverse(),
    ids.slice(0, 1),
    ids.filter((_, i) => i % 3 === 1).concat('no such message', "' OR ''='"),
    [ids[4]!, ids[4]!],
    ['no such message'],
    [],
  ];
  return lists.map((messageIds) => ({ method: 'listMessagesById', args: { messageIds } }));
}

function threads(memory: ReferenceMemory): Query[] {
  const filters: NonNullable<ListThreads['filter']>[] = [
    {},
    ...resourcesOf(memory).map((resourceId) => ({ resourceId })),
    { metadata: { topic: 'travel' } },
    { metadata: { topic: 'travel', priority: 1 } },
    { metadata: { priority: '1' } },
    { metadata: { priority: 2.5 } },
    { metadata: { open: true } },
    { metadata: { open: 1 } },
    { metadata: { owner: null } },
    { metadata: { labels: ['home', 'späti'] } },
    { metadata: { labels: ['späti', 'home'] } },
    { metadata: { labels: ['home'] } },
    { metadata: { nested: { a: [1, { b: 2 }] } } },
    { metadata: { nested: { a: [1, { b: 2, c: 3 }] } } },
    { metadata: {} },
    { resourceId: 'ada', metadata: { topic: 'travel' } },
  ];
  return filters.flatMap((filter) =>
    kDirections.flatMap((direction) => {
      const args: ListThreads = { filter, orderBy: { field: 'createdAt', direction } };
      const pages = [0, 1, 2].map((page) => ({ ...args, perPage: 2, page }));
      return [
        ...pages,
        { ...args, perPage: 0 },
        { ...args, perPage: 1, page: 3 },
        { ...args, perPage: 100 },
        { ...args, perPage: false as const },
        { filter },
      ].map((each): Query => ({ method: 'listThreads', args: each }));
    }),
  );
}

function oneThread(memory: ReferenceMemory): Query[] {
  const ids = [...threadIdsOf(memory), 'no such thread', 'SUPPORT'];
  return ids.flatMap((threadId) =>
    [{ threadId }, { threadId, resourceId: 'ada' }, { threadId, resourceId: '' }].map(
      (args): Query => ({ method: 'getThreadById', args }),
    ),
  );
}
