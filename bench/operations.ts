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
  compare?: 'messages in order' | 'messages' | 'threads' | 'thread' | 'runs' | 'scores' | undefined;
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
    // And its thread.
    limits: { rowsWritten: count * kRowsWrittenAMessage + 1 },
  };
}

const messageIds = (count: number, thread: number) =>
  Array.from({ length: count }, (_, position) => messageId(thread, position));

/** Time and owner of what observational memory is told. */
const observedAt = '2026-02-01T12:00:00.000Z';
const observer = { threadId: threadId(60), resourceId: 'user-5' };
const recordId = 'record-1';

function record(generationCount: number) {
  return {
    id: recordId,
    scope: 'thread',
    ...observer,
    createdAt: observedAt,
    updatedAt: observedAt,
    originType: 'initial',
    generationCount,
    activeObservations: '* likes trains',
    totalTokensObserved: 100,
    observationTokenCount: 20,
    pendingMessageTokens: 0,
    isReflecting: false,
    isObserving: false,
    isBufferingObservation: false,
    isBufferingReflection: false,
    lastBufferedAtTokens: 0,
    lastBufferedAtTime: null,
    config: { observation: { messageTokens: 100 } },
  };
}

function one(method: string, args: object, limits: Limits = {}, what = ''): CountedOperation {
  return { name: `${method}${what}`, path: memory(method), args, limits };
}

/** Two trips where the new value is an algorithm over the old one, or the copied ids are told. */
const kTwoTrips: Limits = { trips: 2 };

const ofRecord = (method: string, args: object, limits?: Limits) =>
  one(method, { id: recordId, ...args }, limits);

/** A record of observational memory from its first chunk to its end. */
const kObservationalOperations: CountedOperation[] = [
  one('initializeObservationalMemory', {
    threadId: threadId(61),
    resourceId: 'user-5',
    scope: 'thread',
    config: {},
  }),
  one('insertObservationalMemoryRecord', record(0)),
  one('getObservationalMemory', observer),
  ofRecord('updateActiveObservations', {
    observations: '* likes trains, not buses',
    tokenCount: 25,
    lastObservedAt: observedAt,
    observedMessageIds: messageIds(10, 60),
  }),
  ...[1, 2].map((cycle) =>
    ofRecord('updateBufferedObservations', {
      chunk: {
        cycleId: `cycle-${cycle}`,
        observations: '* asked for a timetable',
        tokenCount: 10,
        messageIds: messageIds(10, 60),
        messageTokens: 100,
        lastObservedAt: observedAt,
      },
    }),
  ),
  ofRecord('setPendingMessageTokens', { tokenCount: 200 }),
  ofRecord(
    'swapBufferedToActive',
    { activationRatio: 1, messageTokensThreshold: 1_000, currentPendingTokens: 200 },
    kTwoTrips,
  ),
  ofRecord('setObservingFlag', { isObserving: true }),
  ofRecord('setReflectingFlag', { isReflecting: true }),
  ofRecord('setBufferingObservationFlag', { isBuffering: true, lastBufferedAtTokens: 100 }),
  ofRecord('setBufferingReflectionFlag', { isBuffering: true }),
  ofRecord('updateObservationalMemoryConfig', {
    config: { observation: { messageTokens: 200 } },
  }),
  ofRecord('updateBufferedReflection', {
    reflection: '* a traveller',
    tokenCount: 5,
    inputTokenCount: 45,
    reflectedObservationLineCount: 1,
  }),
  one(
    'swapBufferedReflectionToActive',
    { currentRecord: { id: recordId }, tokenCount: 5 },
    kTwoTrips,
  ),
  one('createReflectionGeneration', {
    currentRecord: record(1),
    reflection: '* a traveller by train',
    tokenCount: 6,
  }),
  one('getObservationalMemoryHistory', { ...observer, limit: 10 }),
  one('clearObservationalMemory', observer),
];

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
  one(
    'updateMessages',
    {
      messages: messageIds(10, 34).map((id) => ({
        id,
        content: { metadata: { source: 'phone' } },
      })),
    },
    {},
    ' x10',
  ),
  one('patchThread', { id: threadId(30), metadata: { pinned: false } }),
  one('updateThreadIf', {
    id: threadId(35),
    expectedMetadata: makeThread(35).metadata,
    metadata: { pinned: true },
  }),
  one('saveResource', { resource: { id: 'user-5', workingMemory: 'w', metadata: { a: 1 } } }),
  one('getResourceById', { resourceId: 'user-5' }),
  one('updateResource', { resourceId: 'user-5', metadata: { b: 1 } }),
  one('listMessagesByResourceId', { resourceId: 'user-5', orderBy: kNewest }, {}, ' newest 40'),
  one('copyThread', { sourceThreadId: threadId(36) }, kTwoTrips, ' of 200'),
  one('cloneThread', { sourceThreadId: threadId(36) }, kTwoTrips, ' of 200'),
  one(
    'updateThreadResourceId',
    { threadId: threadId(37), resourceId: 'user-other' },
    {},
    ' of 200',
  ),
  ...kObservationalOperations,
  one('prune', {
    policies: { messages: { maxAge: 1, batchSize: 100 } },
    options: { maxBatches: 1 },
  }),
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
  one('dangerouslyClearAll', {}),
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
  /** The incumbent has no such method, or one that always refuses: what is called instead of it. */
  incumbent?: { path: string; args(call: number): unknown };
  /** No two answers to a call are equal: they have an id or a time of their own. */
  answersVary?: boolean;
  /** The same of the classes in a Worker of the user's. */
  inProcessCpuTarget?: number;
}

/** What a store is asked, which is the same of all but where a method is missing. */
export const requestOf = (operation: TimedOperation, store: string) =>
  (store.startsWith('incumbent') ? operation.incumbent : undefined) ?? operation;

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
