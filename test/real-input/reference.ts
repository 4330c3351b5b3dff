import type { JsonObject, WireMessage, WireThread } from './recording.js';

/**
 * What the memory domain must answer, in the plainest way: arrays in the order of first insertion,
 * filtered, sorted, cut. Written from the contract, not from the store, so that both can be wrong
 * only by the same misreading.
 *
 * `updatedAt` of a thread is the server's clock after a write; compare threads without it.
 */
export class ReferenceMemory {
  readonly #threads: WireThread[] = [];
  readonly #messages: WireMessage[] = [];

  get messages(): readonly WireMessage[] {
    return this.#messages;
  }
  get threads(): readonly WireThread[] {
    return this.#threads;
  }

  saveThread({ thread }: { thread: WireThread }): WireThread {
    upsert(this.#threads, { ...thread });
    return thread;
  }

  updateThread(args: { id: string; title?: string; metadata?: JsonObject }): WireThread {
    const thread = this.#threads.find(({ id }) => id === args.id);
    if (!thread) throw new Error(`Thread ${args.id} not found`);
    if (args.title !== undefined) thread.title = args.title;
    if (args.metadata) thread.metadata = { ...thread.metadata, ...args.metadata };
    return thread;
  }

  getThreadById({ threadId, resourceId }: GetThreadById): WireThread | null {
    const thread = this.#threads.find(({ id }) => id === threadId);
    if (!thread || (resourceId !== undefined && thread.resourceId !== resourceId)) return null;
    return thread;
  }

  deleteThread({ threadId }: { threadId: string }): null {
    remove(this.#messages, (message) => message.threadId === threadId);
    remove(this.#threads, (thread) => thread.id === threadId);
    return null;
  }

  saveMessages({ messages }: { messages: WireMessage[] }): { messages: WireMessage[] } {
    for (const message of messages) {
      const stored = this.#messages.find(({ id }) => id === message.id);
      // A known message keeps its first createdAt and its place.
      upsert(this.#messages, { ...message, createdAt: (stored ?? message).createdAt });
    }
    return { messages };
  }

  deleteMessages({ messageIds }: { messageIds: string[] }): null {
    remove(this.#messages, (message) => messageIds.includes(message.id));
    return null;
  }

  listThreads({ page = 0, perPage = 100, orderBy, filter }: ListThreads): Page<'threads'> {
    const matching = this.#threads.filter(
      (thread) =>
        (!filter?.resourceId || thread.resourceId === filter.resourceId) &&
        hasMembers(thread.metadata, filter?.metadata),
    );
    const field = orderBy?.field ?? 'createdAt';
    sortByTime(matching, (thread) => thread[field], this.#threads, orderBy?.direction ?? 'DESC');
    const { rows, offset } = cut(matching, page, perPage);
    const total = matching.length;
    const hasMore = perPage !== false && offset + perPage < total;
    return { threads: rows, total, page, perPage, hasMore };
  }

  listMessagesById({ messageIds }: { messageIds: string[] }): { messages: WireMessage[] } {
    return { messages: this.#sorted(this.#messages.filter(({ id }) => messageIds.includes(id))) };
  }

  listMessages(args: ListMessages): Page<'messages'> {
    const { threadId, resourceId, include = [], filter, perPage = 40, page = 0, orderBy } = args;
    if (perPage === 0 && include.length === 0) {
      return { messages: [], total: 0, page, perPage, hasMore: false };
    }
    const threadIds = [threadId].flat();
    const direction = orderBy?.direction ?? 'ASC';
    const matching = this.#sorted(
      this.#messages.filter(
        (message) =>
          threadIds.includes(message.threadId) &&
          (!resourceId || message.resourceId === resourceId) &&
          isWithin(message.createdAt, filter?.dateRange) &&
          hasMembers(metadataOf(message), filter?.metadata),
      ),
      direction,
    );
    const { rows, offset } = cut(matching, page, perPage);
    const included = include.flatMap((item) => this.#windowAround(item, resourceId));
    const messages = this.#sorted([...new Set([...rows, ...included])], direction);

    const total = perPage === 0 ? 0 : matching.length;
    const ofThreads = messages.filter((message) => threadIds.includes(message.threadId)).length;
    const isFiltered = Object.keys(filter?.metadata ?? {}).length > 0;
    const hasMore =
      perPage !== false &&
      perPage !== 0 &&
      offset + perPage < total &&
      (isFiltered || ofThreads < total);
    return { messages, total, page, perPage, hasMore };
  }

  /** The message and its neighbours in its own thread, in time order. */
  #windowAround(item: Include, resourceId: string | undefined): WireMessage[] {
    const inScope = (message: WireMessage) => !resourceId || message.resourceId === resourceId;
    const target = this.#messages.find(({ id }) => id === item.id);
    if (!target || !inScope(target)) return [];
    const thread = this.#sorted(
      this.#messages.filter((message) => message.threadId === target.threadId && inScope(message)),
    );
    const at = thread.indexOf(target);
    return thread.slice(
      Math.max(0, at - (item.withPreviousMessages ?? 0)),
      at + 1 + (item.withNextMessages ?? 0),
    );
  }

  #sorted(messages: WireMessage[], direction: Direction = 'ASC'): WireMessage[] {
    return sortByTime([...messages], ({ createdAt }) => createdAt, this.#messages, direction);
  }
}

export type Direction = 'ASC' | 'DESC';
export interface GetThreadById {
  threadId: string;
  resourceId?: string;
}
export interface ListThreads {
  page?: number;
  perPage?: number | false;
  orderBy?: { field?: 'createdAt' | 'updatedAt'; direction?: Direction };
  filter?: { resourceId?: string; metadata?: JsonObject };
}
export interface DateRange {
  start?: string;
  end?: string;
  startExclusive?: boolean;
  endExclusive?: boolean;
}
export interface Include {
  id: string;
  threadId?: string;
  withPreviousMessages?: number;
  withNextMessages?: number;
}
export interface ListMessages {
  threadId: string | string[];
  resourceId?: string;
  include?: Include[];
  filter?: { dateRange?: DateRange; metadata?: JsonObject };
  perPage?: number | false;
  page?: number;
  orderBy?: { field?: 'createdAt'; direction?: Direction };
  includeTotal?: boolean;
}
type Page<Rows extends 'threads' | 'messages'> = {
  total: number;
  page: number;
  perPage: number | false;
  hasMore: boolean;
} & (Rows extends 'threads' ? { threads: WireThread[] } : { messages: WireMessage[] });

function upsert<Row extends { id: string }>(rows: Row[], row: Row) {
  const at = rows.findIndex(({ id }) => id === row.id);
  if (at === -1) rows.push(row);
  else rows[at] = row;
}

function remove<Row>(rows: Row[], isGone: (row: Row) => boolean) {
  for (let i = rows.length; i-- > 0;) {
    if (isGone(rows[i]!)) rows.splice(i, 1);
  }
}

/** By time, then by first insertion, both in the one direction. */
function sortByTime<Row>(
  rows: Row[],
  timeOf: (row: Row) => string,
  insertion: readonly Row[],
  direction: Direction,
): Row[] {
  const place = new Map(insertion.map((row, i) => [row, i]));
  const sign = direction === 'ASC' ? 1 : -1;
  return rows.sort(
    (a, b) =>
      sign * (Date.parse(timeOf(a)) - Date.parse(timeOf(b)) || place.get(a)! - place.get(b)!),
  );
}

function cut<Row>(rows: Row[], page: number, perPage: number | false) {
  if (perPage === false) return { rows, offset: 0 };
  const offset = page * perPage;
  return { rows: rows.slice(offset, offset + perPage), offset };
}

function isWithin(createdAt: string, range: DateRange = {}): boolean {
  const at = Date.parse(createdAt);
  const { start, end, startExclusive, endExclusive } = range;
  if (start !== undefined && at < Date.parse(start)) return false;
  if (start !== undefined && startExclusive && at === Date.parse(start)) return false;
  if (end !== undefined && at > Date.parse(end)) return false;
  if (end !== undefined && endExclusive && at === Date.parse(end)) return false;
  return true;
}

function metadataOf({ content }: WireMessage): JsonObject | undefined {
  return typeof content === 'string' ? undefined : (content['metadata'] as JsonObject | undefined);
}

/** Every wanted member is there and equal; one that is missing equals nothing, not even null. */
function hasMembers(stored: JsonObject | undefined, wanted: JsonObject = {}): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => stored && Object.hasOwn(stored, key) && isEqual(stored[key], value),
  );
}

/** JSON equality: deep, the order of members is free. */
function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key as never], b[key as never]))
  );
}
