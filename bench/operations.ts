// What is measured of a store, and what the targets are. A further domain adds entries.
import {
  kLongThread,
  kShortThreadMessages,
  kSource,
  kThreadsOfBusyUser,
  kTopic,
  makeThread,
  messageId,
  messageTime,
  newMessages,
  threadId,
} from './dataset.ts';

/** Upper bounds of what agentkeep may cost; a round trip is at most 1 unless told otherwise. */
export interface Limits {
  trips?: number | undefined;
  rowsRead?: number | undefined;
  rowsWritten?: number;
}

/** An operation whose cost is counted once, on the seeded database. */
export interface CountedOperation {
  name: string;
  path: string;
  args: unknown;
  limits?: Limits;
  /** Says what in two answers must be equal for the two costs to be comparable. */
  compare?: 'messages in order' | 'messages' | 'threads' | 'thread';
}

const memory = (method: string) => `/v1/memory/${method}`;

const kNewest = { field: 'createdAt', direction: 'DESC' };
/** Rows written that a new message may cost: the row, its key, and two indexes. */
const kRowsWrittenAMessage = 4;
/** An `include` window 3+2 is six messages; four more rows may be read to find them. */
const kRowsReadAWindow = 10;

const inLongThread = { threadId: threadId(kLongThread) };
const inShortThread = { threadId: threadId(7) };

function list(name: string, args: object, rowsRead?: number): CountedOperation {
  return {
    name: `listMessages ${name}`,
    path: memory('listMessages'),
    args,
    limits: { rowsRead },
    compare: 'messages in order',
  };
}

/** Windows around `count` messages of a thread, or of as many threads. */
function windows(count: number, thread: (index: number) => number, previous = 3, next = 2) {
  return Array.from({ length: count }, (_, index) => ({
    id: messageId(thread(index), 50 + index * 20),
    withPreviousMessages: previous,
    withNextMessages: next,
  }));
}

function save(count: number, batch: number): CountedOperation {
  return {
    name: `saveMessages x${count}`,
    path: memory('saveMessages'),
    args: { messages: newMessages(makeThread(20), count, batch) },
    limits: { rowsWritten: count * kRowsWrittenAMessage },
  };
}

const messageIds = (count: number, thread: number) =>
  Array.from({ length: count }, (_, position) => messageId(thread, position));

/** Reads come first, on the tables as they were seeded; writes follow in this order. */
export const kCountedOperations: CountedOperation[] = [
  {
    name: 'getThreadById',
    path: memory('getThreadById'),
    args: inShortThread,
    compare: 'thread',
  },
  list('oldest 40 of 200', inShortThread, 241),
  list('newest 40 of 200', { ...inShortThread, orderBy: kNewest }, 241),
  list('oldest 40 of 5,000', inLongThread, 5_040),
  list('newest 40 of 5,000', { ...inLongThread, orderBy: kNewest }, 5_040),
  list('page 100 of 5,000', { ...inLongThread, page: 100 }),
  list('all of 200', { ...inShortThread, perPage: false }),
  list('date range, 40', {
    ...inShortThread,
    filter: { dateRange: { start: messageTime(7, 50), end: messageTime(7, 149) } },
  }),
  list('by metadata, 40', { ...inShortThread, filter: { metadata: { source: kSource } } }),
  list('3 threads', { threadId: [7, 8, 9].map(threadId) }),
  list(
    'include 1 window 3+2, thread of 200',
    { ...inShortThread, perPage: 0, include: windows(1, () => 7) },
    kRowsReadAWindow,
  ),
  list(
    'include 1 window 3+2, thread of 5,000',
    { ...inLongThread, perPage: 0, include: windows(1, () => kLongThread) },
    kRowsReadAWindow,
  ),
  list('include 2 windows 3+2', {
    ...inShortThread,
    perPage: 0,
    include: windows(2, () => 7),
  }),
  list('include 5 windows 3+2', {
    ...inShortThread,
    perPage: 0,
    include: windows(5, () => 7),
  }),
  list('include 6 windows 3+2', {
    ...inShortThread,
    perPage: 0,
    include: windows(6, () => 7),
  }),
  list('include 25 windows 1+1, 25 threads', {
    ...inShortThread,
    perPage: 0,
    include: Array.from({ length: 25 }, (_, index) => ({
      id: messageId(50 + index, 50),
      withPreviousMessages: 1,
      withNextMessages: 1,
    })),
  }),
  list(
    'newest 40 + 1 window 3+2',
    { ...inShortThread, orderBy: kNewest, include: windows(1, () => 7) },
    241 + kRowsReadAWindow,
  ),
  {
    name: 'listMessagesById x40',
    path: memory('listMessagesById'),
    args: { messageIds: messageIds(40, 7) },
    compare: 'messages',
  },
  {
    name: 'listMessagesById x150',
    path: memory('listMessagesById'),
    args: { messageIds: messageIds(150, 7) },
    compare: 'messages',
  },
  {
    name: 'listThreads by resource, 20',
    path: memory('listThreads'),
    args: { perPage: 20, filter: { resourceId: 'user-0' } },
    // 25 for the page, and one row a thread of the user for `total`.
    limits: { rowsRead: 25 + kThreadsOfBusyUser },
    compare: 'threads',
  },
  {
    name: 'listThreads all, 100',
    path: memory('listThreads'),
    args: { perPage: 100 },
    compare: 'threads',
  },
  {
    name: 'listThreads by metadata',
    path: memory('listThreads'),
    args: { perPage: 20, filter: { metadata: { topic: kTopic } } },
    compare: 'threads',
  },
  {
    name: 'saveThread (new)',
    path: memory('saveThread'),
    args: { thread: makeThread(0, 'thread-new') },
  },
  {
    name: 'saveThread (existing)',
    path: memory('saveThread'),
    args: { thread: makeThread(0, 'thread-new') },
  },
  {
    name: 'updateThread',
    path: memory('updateThread'),
    args: { id: threadId(30), title: 'Another title', metadata: { pinned: true } },
  },
  save(1, 1),
  save(10, 2),
  save(50, 3),
  save(100, 4),
  save(1_000, 5),
  {
    name: 'deleteMessages x50',
    path: memory('deleteMessages'),
    args: { messageIds: messageIds(50, 31) },
  },
  {
    name: 'deleteMessages x150',
    path: memory('deleteMessages'),
    args: { messageIds: messageIds(150, 32) },
  },
  {
    name: `deleteThread with ${kShortThreadMessages}`,
    path: memory('deleteThread'),
    args: { threadId: threadId(33) },
  },
];

/** The threads that timed operations write to: apart from those they read, which must not grow. */
export const kWriteThreads = Array.from({ length: 20 }, (_, index) =>
  makeThread(100 + index, `thread-write-${index}`),
);

/** An operation that is called many times. */
export interface TimedOperation {
  name: string;
  path: string;
  /** The body of a call; no two calls with different numbers are equal. */
  args(call: number): unknown;
  /** agentkeep's calls per second over the incumbent's (with indexes) must be at least this. */
  speedTarget?: number;
  /** agentkeep's CPU over the incumbent's must be at most this. */
  cpuTarget?: number;
  /** The same of the classes in a Worker of the user's. */
  inProcessCpuTarget?: number;
}

/** A thread of 200; 199 calls in a row read different ones. */
const shortThread = (call: number) => 1 + (call % 199);

const saveTimed = (count: number) => (call: number) => ({
  messages: newMessages(kWriteThreads[call % kWriteThreads.length], count, 1_000 * count + call),
});

export const kTimedOperations: TimedOperation[] = [
  {
    name: 'getThreadById',
    path: memory('getThreadById'),
    args: (call) => ({ threadId: threadId(shortThread(call)) }),
    cpuTarget: 0.9,
  },
  {
    name: 'listMessages newest 40',
    path: memory('listMessages'),
    args: (call) => ({ threadId: threadId(shortThread(call)), orderBy: kNewest }),
    speedTarget: 1.3,
    cpuTarget: 0.5,
    inProcessCpuTarget: 1,
  },
  {
    name: 'listMessages, 2 windows 3+2',
    path: memory('listMessages'),
    args: (call) => ({
      threadId: threadId(shortThread(call)),
      perPage: 0,
      include: windows(2, () => shortThread(call)),
    }),
    speedTarget: 3,
  },
  {
    name: 'saveMessages x10',
    path: memory('saveMessages'),
    args: saveTimed(10),
    speedTarget: 3,
  },
  {
    name: 'saveMessages x100',
    path: memory('saveMessages'),
    args: saveTimed(100),
    speedTarget: 8,
    cpuTarget: 0.35,
    inProcessCpuTarget: 0.6,
  },
];
