// 45,000 messages of 0.3 to 7.4 KB in 201 threads, the same on every run: thread 200 has 5,000
// messages, every other 200. Threads 0 to 39 belong to `user-0`, the others to 16 users.

export interface Thread {
  id: string;
  resourceId: string;
  title: string;
  metadata: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

export interface Message {
  id: string;
  threadId: string;
  resourceId: string;
  role: 'user' | 'assistant';
  createdAt: string;
  content: { format: 2; parts: Record<string, unknown>[]; metadata?: Record<string, unknown> };
}

export const kThreads = 201;
/** Last in every index: where a thread's rows end the index, a scan of them reads no row beyond. */
export const kLongThread = kThreads - 1;
export const kLongThreadMessages = 5_000;
export const kShortThreadMessages = 200;
/** Threads of `user-0`. */
export const kThreadsOfBusyUser = 40;
/** Threads whose metadata has this topic: every fifth. */
export const kTopic = 'billing';

/** Messages whose `content.metadata` has this source: every fifth of a thread. */
export const kSource = 'mail';

const kTopics = [kTopic, 'travel', 'code review', 'planning', 'support'];
const kStartMs = Date.UTC(2026, 0, 5, 8);
const kSmallestBytes = 300;
const kLargestBytes = 7_400;

export function threadId(thread: number): string {
  return `thread-${String(thread).padStart(3, '0')}`;
}

export function messageId(thread: number, position: number): string {
  return `message-${String(thread).padStart(3, '0')}-${String(position).padStart(4, '0')}`;
}

export function messageCount(thread: number): number {
  return thread === kLongThread ? kLongThreadMessages : kShortThreadMessages;
}

export function makeThread(thread: number, id = threadId(thread)): Thread {
  const createdAt = isoTime(thread * 3_600);
  return {
    id,
    resourceId:
      thread < kThreadsOfBusyUser ? 'user-0' : `user-${1 + ((thread - kThreadsOfBusyUser) % 16)}`,
    title: `Conversation ${thread}`,
    metadata: { topic: kTopics[thread % kTopics.length], pinned: thread % 10 === 0, turn: thread },
    createdAt,
    updatedAt: createdAt,
  };
}

/** The time of a message: seven seconds after the one before, so no two of a thread are equal. */
export function messageTime(thread: number, position: number): string {
  return isoTime(thread * 3_600 + position * 7);
}

export function makeMessage(thread: number, position: number): Message {
  const random = randomNumbers(thread * 10_007 + position);
  // Most messages are short, some are long: the logarithm of the size is uniform.
  const bytes = kSmallestBytes * (kLargestBytes / kSmallestBytes) ** random();
  const { id: owner, resourceId } = makeThread(thread);
  const fromUser = position % 2 === 0;
  const envelope = {
    id: messageId(thread, position),
    threadId: owner,
    resourceId,
    role: fromUser ? ('user' as const) : ('assistant' as const),
    createdAt: messageTime(thread, position),
  };
  // One message in four carries characters outside Latin-1, as real conversations do.
  const text = (length: number) => prose(random, Math.max(20, length), position % 4 === 1);
  const metadata = position % 5 === 0 ? { metadata: { source: kSource } } : {};
  if (fromUser || bytes < 900) {
    const parts = [{ type: 'text', text: text(bytes) }];
    return { ...envelope, content: { format: 2, parts, ...metadata } };
  }
  const toolInvocation = {
    state: 'result',
    toolCallId: `call_${thread}_${position}`,
    toolName: 'searchDocuments',
    args: { query: text(60), limit: 5 },
    result: { hits: [1, 2, 3].map((rank) => ({ rank, score: 1 / rank, text: text(bytes / 8) })) },
  };
  return {
    ...envelope,
    content: {
      format: 2,
      parts: [
        { type: 'step-start' },
        { type: 'tool-invocation', toolInvocation },
        { type: 'text', text: text(bytes * 0.6 - 200) },
      ],
      ...metadata,
    },
  };
}

export function makeMessages(thread: number): Message[] {
  return Array.from({ length: messageCount(thread) }, (_, position) =>
    makeMessage(thread, position),
  );
}

/** `count` messages no thread has yet, for `intoThread`; `batch` makes their ids unique. */
export function newMessages(intoThread: Thread, count: number, batch: number): Message[] {
  return Array.from({ length: count }, (_, index) => ({
    ...makeMessage(1 + (batch % (kThreads - 1)), index % kShortThreadMessages),
    id: `new-${batch}-${index}`,
    threadId: intoThread.id,
    resourceId: intoThread.resourceId,
    createdAt: isoTime(10_000_000 + batch * 1_000 + index),
  }));
}

const kWords =
  'the agent reads a plan and writes "notes" for the customer before it calls another tool\n' +
  'so that every answer can name its source line by line\twith path C:\\data and price 12.50';
const kWide = ['\u2014', '\u{1F680}', '\u4F60\u597D', '\u2019s', '\u20AC'];

export function prose(random: () => number, length: number, wide: boolean): string {
  const words = kWords.split(' ');
  const out: string[] = [];
  for (let size = 0; size < length;) {
    const list = wide && random() < 0.05 ? kWide : words;
    const word = list[Math.floor(random() * list.length)];
    out.push(word);
    size += word.length + 1;
  }
  return out.join(' ');
}

/** A small generator of numbers in [0, 1), the same for the same seed (xorshift32). */
export function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 4; round += 1) next();
  return next;
}

function isoTime(seconds: number): string {
  return new Date(kStartMs + seconds * 1_000).toISOString();
}
