import { MessageList } from '@mastra/core/agent';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { StorageThreadType } from '@mastra/core/memory';
import { MemoryStorage } from '@mastra/core/storage';
import type {
  CreateObservationalMemoryInput,
  CreateReflectionGenerationInput,
  ObservationalMemoryHistoryOptions,
  ObservationalMemoryRecord,
  PruneOptions,
  PruneResult,
  StorageCloneThreadInput,
  StorageCloneThreadOutput,
  StorageCopyThreadOutput,
  StorageListMessagesByResourceIdInput,
  StorageListMessagesInput,
  StorageListMessagesOutput,
  StorageListThreadsInput,
  StorageListThreadsOutput,
  StorageResourceType,
  SwapBufferedReflectionToActiveInput,
  SwapBufferedToActiveInput,
  SwapBufferedToActiveResult,
  TableRetentionPolicy,
  UpdateActiveObservationsInput,
  UpdateBufferedObservationsInput,
  UpdateBufferedReflectionInput,
  UpdateObservationalMemoryConfigInput,
} from '@mastra/core/storage';
import type { Domain } from '../domain.js';
import { AgentKeepError, MetadataFilterError } from '../errors.js';
import { filled } from '../habits.js';
import { paged } from '../paging.js';
import { prune } from '../prune.js';
import { sleep } from '../../worker/host/sleep.js';
import { jsonCopy, textsAround } from '../stringify.js';
import { Turns } from '../turns.js';

export interface SearchMessagesInput {
  /** Words, of which a message has one at least; whatever else stands there says nothing. */
  query: string;
  resourceId?: string;
  threadId?: string;
  role?: string;
  dateRange?: { start?: Date; end?: Date; startExclusive?: boolean; endExclusive?: boolean };
  /** How many, 1 to 100; default 10. */
  topK?: number;
  /** By words alone, or by words and vectors; default text. */
  mode?: 'text' | 'hybrid';
  /** Of hybrid: the embedding of the query. */
  vector?: readonly number[];
  /** Of hybrid: default the index that the framework's Memory has for so many dimensions. */
  indexName?: string;
}

export interface MessageHit {
  message: MastraDBMessage;
  /** The higher the better, among the results of one search. */
  score: number;
  /** Some 160 characters of the message, words of the query between « and ». */
  snippet: string;
}

type UpdateMessages = Parameters<MemoryStorage['updateMessages']>[0];
type UpdateThread = Parameters<MemoryStorage['updateThread']>[0];
type UpdateThreadMetadata = Parameters<MemoryStorage['updateThreadMetadata']>[0];
type UpdateResource = Parameters<MemoryStorage['updateResource']>[0];

// Each attempt that is lost means that a rival's has won: this many rivals may go first.
const maxUpdateAttempts = 200;
const firstDelayMs = 5;
const longestDelayMs = 200;

/**
 * Threads, messages, resources and observational memory. Every method is one round trip but
 * updateThreadMetadata (two, and two more for each rival that was faster) and prune (one a batch).
 * All throw AgentKeepError.
 */
export class MemoryStore extends MemoryStorage {
  static override readonly retentionTables = {
    messages: { table: 'mastra_messages', column: 'createdAt', indexed: false },
    resources: { table: 'mastra_resources', column: 'createdAt', indexed: false },
    threads: { table: 'mastra_threads', column: 'createdAt', indexed: false },
  };

  override readonly supportsObservationalMemory = true;
  override readonly supportsPartialThreadUpdate = true;
  readonly #domain: Domain;
  readonly #turns = new Turns();

  constructor(domain: Domain) {
    super();
    this.#domain = domain;
  }

  override init(): Promise<void> {
    return this.#domain.init();
  }

  /** Closes the whole store: what the framework's composite, given this domain, ends with. */
  close(): Promise<void> {
    return this.#domain.close();
  }

  override async getThreadById(args: {
    threadId: string;
    resourceId?: string;
  }): Promise<StorageThreadType | null> {
    const thread = await this.#domain.call<StorageThreadType | null>('getThreadById', args);
    return thread && this.#asRead(thread);
  }

  override saveThread(args: { thread: StorageThreadType }): Promise<StorageThreadType> {
    return this.#domain.call('saveThread', args);
  }

  override async updateThread(args: UpdateThread): Promise<StorageThreadType> {
    return this.#asUpdated(await this.#domain.call('updateThread', args));
  }

  /**
   * Merges what `update` makes of the thread into its metadata, if the metadata has not changed in
   * between; else `update` is called again with the thread as it is then. `conflict` if 200 rivals
   * in a row were faster.
   */
  override updateThreadMetadata(args: UpdateThreadMetadata): Promise<StorageThreadType | null> {
    // Rivals of one process go one after the other, which saves them lost attempts.
    return this.#turns.take(args.id, () => this.#updateThreadMetadata(args));
  }

  async #updateThreadMetadata({
    id,
    resourceId,
    update,
  }: UpdateThreadMetadata): Promise<StorageThreadType | null> {
    for (let attempt = 1; ; attempt++) {
      // Of an older copy the update would only fail.
      const thread = await this.#domain.call<StorageThreadType | null>(
        'getThreadById',
        { threadId: id, resourceId },
        true,
      );
      if (thread === null) return null;
      // Said before `update` may change the object.
      const expectedMetadata = structuredClone(thread.metadata ?? null);
      const metadata = update(this.#asRead(thread));
      if (!metadata) return thread;
      try {
        const args = { id, resourceId, expectedMetadata, metadata };
        return await this.#domain.call('updateThreadIf', args);
      } catch (cause) {
        const lost = cause instanceof AgentKeepError && cause.code === 'conflict';
        if (!lost || attempt === maxUpdateAttempts) throw cause;
      }
      const bound = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 10));
      await sleep(bound * Math.random());
    }
  }

  override deleteThread(args: { threadId: string }): Promise<void> {
    return this.#domain.call('deleteThread', args);
  }

  override async listThreads(args: StorageListThreadsInput): Promise<StorageListThreadsOutput> {
    const page = await this.#domain.call<StorageListThreadsOutput>('listThreads', paged(args));
    for (const thread of page.threads) this.#asRead(thread);
    return page;
  }

  override async copyThread(args: StorageCloneThreadInput): Promise<StorageCopyThreadOutput> {
    return withTimeOfCopy(await this.#domain.call('copyThread', args));
  }

  override async cloneThread(args: StorageCloneThreadInput): Promise<StorageCloneThreadOutput> {
    const clone = await this.#domain.call<StorageCloneThreadOutput>('cloneThread', args);
    return { ...withTimeOfCopy(clone), clonedMessages: normalized(clone.clonedMessages) };
  }

  override async updateThreadResourceId(args: {
    threadId: string;
    resourceId: string;
  }): Promise<StorageThreadType> {
    return this.#asRead(await this.#domain.call('updateThreadResourceId', args));
  }

  override listMessages(args: StorageListMessagesInput): Promise<StorageListMessagesOutput> {
    return this.#page('listMessages', args);
  }

  override listMessagesByResourceId(
    args: StorageListMessagesByResourceIdInput,
  ): Promise<StorageListMessagesOutput> {
    return this.#page('listMessagesByResourceId', args);
  }

  override async listMessagesById({
    messageIds,
  }: {
    messageIds: string[];
  }): Promise<{ messages: MastraDBMessage[] }> {
    if (messageIds.length === 0) return { messages: [] };
    return this.#messages('listMessagesById', { messageIds });
  }

  /**
   * Messages by the words of their texts, the best first, where the option `search` is on. The
   * framework has no such method: docs/search.md.
   */
  async searchMessages(args: SearchMessagesInput): Promise<{ results: MessageHit[] }> {
    const { results } = await this.#domain.call<{ results: MessageHit[] }>('searchMessages', args);
    return {
      results: results.map((hit) => {
        const [message = hit.message] = normalized([hit.message]);
        return { ...hit, message };
      }),
    };
  }

  override async saveMessages({
    messages,
  }: {
    messages: MastraDBMessage[];
  }): Promise<{ messages: MastraDBMessage[] }> {
    if (messages.length === 0) return { messages: [] };
    this.#domain.check('saveMessages', { messages });
    const now = new Date();
    const { copy: saved, isPlain } = jsonCopy({
      messages: messages.map((message) => ({ ...message, createdAt: message?.createdAt ?? now })),
    });
    const texts = textsAround('messages', saved.messages, 'content');
    // JSON has made texts of dates, which the framework's pass would only have to read again.
    saved.messages.forEach((message, i) => {
      const createdAt: unknown = messages[i]?.createdAt;
      if (createdAt instanceof Date) message.createdAt = new Date(createdAt);
    });
    // The store answers the same messages: to read them again is a quarter of the work.
    await this.#domain.run('saveMessages', { texts, documents: isPlain });
    return { messages: sorted(saved.messages) };
  }

  override async updateMessages({ messages }: UpdateMessages): Promise<MastraDBMessage[]> {
    if (messages.length === 0) return [];
    const updated = await this.#domain.call<MastraDBMessage[]>('updateMessages', { messages });
    for (const message of updated) filled(message, { type: this.#domain.habits.messageType });
    return updated;
  }

  override async deleteMessages(messageIds: string[]): Promise<void> {
    // The contract lets callers pass nothing.
    if ((messageIds as string[] | undefined)?.length) {
      await this.#domain.call('deleteMessages', { messageIds });
    }
  }

  override async getResourceById(args: {
    resourceId: string;
  }): Promise<StorageResourceType | null> {
    const resource = await this.#domain.call<StorageResourceType | null>('getResourceById', args);
    return resource && this.#withAbsent(resource);
  }

  override saveResource(args: { resource: StorageResourceType }): Promise<StorageResourceType> {
    return this.#domain.call('saveResource', args);
  }

  override async updateResource(args: UpdateResource): Promise<StorageResourceType> {
    const resource = await this.#domain.call<StorageResourceType>('updateResource', args);
    // One that this call has made is answered as it was given.
    const isNew = resource.createdAt.getTime() === resource.updatedAt.getTime();
    return isNew ? resource : this.#withAbsent(resource);
  }

  override getObservationalMemory(
    threadId: string | null,
    resourceId: string,
  ): Promise<ObservationalMemoryRecord | null> {
    return this.#domain.call('getObservationalMemory', { threadId, resourceId });
  }

  override getObservationalMemoryHistory(
    threadId: string | null,
    resourceId: string,
    limit?: number,
    options?: ObservationalMemoryHistoryOptions,
  ): Promise<ObservationalMemoryRecord[]> {
    const args = { threadId, resourceId, limit, options };
    return this.#domain.call('getObservationalMemoryHistory', args);
  }

  override initializeObservationalMemory(
    input: CreateObservationalMemoryInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.#domain.call('initializeObservationalMemory', input);
  }

  override insertObservationalMemoryRecord(record: ObservationalMemoryRecord): Promise<void> {
    return this.#domain.call('insertObservationalMemoryRecord', record);
  }

  override updateActiveObservations(input: UpdateActiveObservationsInput): Promise<void> {
    return this.#domain.call('updateActiveObservations', input);
  }

  override updateBufferedObservations(input: UpdateBufferedObservationsInput): Promise<void> {
    return this.#domain.call('updateBufferedObservations', input);
  }

  override swapBufferedToActive(
    input: SwapBufferedToActiveInput,
  ): Promise<SwapBufferedToActiveResult> {
    return this.#domain.call('swapBufferedToActive', input);
  }

  override createReflectionGeneration(
    input: CreateReflectionGenerationInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.#domain.call('createReflectionGeneration', input);
  }

  override updateBufferedReflection(input: UpdateBufferedReflectionInput): Promise<void> {
    return this.#domain.call('updateBufferedReflection', input);
  }

  override swapBufferedReflectionToActive(
    input: SwapBufferedReflectionToActiveInput,
  ): Promise<ObservationalMemoryRecord> {
    return this.#domain.call('swapBufferedReflectionToActive', input);
  }

  override setReflectingFlag(id: string, isReflecting: boolean): Promise<void> {
    return this.#domain.call('setReflectingFlag', { id, isReflecting });
  }

  override setObservingFlag(id: string, isObserving: boolean): Promise<void> {
    return this.#domain.call('setObservingFlag', { id, isObserving });
  }

  override setBufferingObservationFlag(
    id: string,
    isBuffering: boolean,
    lastBufferedAtTokens?: number,
  ): Promise<void> {
    const args = { id, isBuffering, lastBufferedAtTokens };
    return this.#domain.call('setBufferingObservationFlag', args);
  }

  override setBufferingReflectionFlag(id: string, isBuffering: boolean): Promise<void> {
    return this.#domain.call('setBufferingReflectionFlag', { id, isBuffering });
  }

  override setPendingMessageTokens(id: string, tokenCount: number): Promise<void> {
    return this.#domain.call('setPendingMessageTokens', { id, tokenCount });
  }

  override updateObservationalMemoryConfig(
    input: UpdateObservationalMemoryConfigInput,
  ): Promise<void> {
    return this.#domain.call('updateObservationalMemoryConfig', input);
  }

  override clearObservationalMemory(threadId: string | null, resourceId: string): Promise<void> {
    return this.#domain.call('clearObservationalMemory', { threadId, resourceId });
  }

  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return prune(this.#domain, 'memory', MemoryStore.retentionTables, policies, options);
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#domain.call('dangerouslyClearAll', {});
  }

  #asRead(thread: StorageThreadType): StorageThreadType {
    return filled(thread, { metadata: this.#domain.habits.threadRead });
  }

  #asUpdated(thread: StorageThreadType): StorageThreadType {
    return filled(thread, { metadata: this.#domain.habits.threadUpdated });
  }

  #withAbsent(resource: StorageResourceType): StorageResourceType {
    const { absent } = this.#domain.habits;
    return filled(resource, { metadata: absent, workingMemory: absent });
  }

  async #messages(method: string, args: object): Promise<{ messages: MastraDBMessage[] }> {
    const { messages } = await this.#domain.call<{ messages: MastraDBMessage[] }>(method, args);
    return { messages: normalized(messages) };
  }

  async #page(
    method: string,
    args: StorageListMessagesInput | StorageListMessagesByResourceIdInput,
  ): Promise<StorageListMessagesOutput> {
    let page: StorageListMessagesOutput;
    try {
      page = await this.#domain.call<StorageListMessagesOutput>(method, paged(args));
    } catch (cause) {
      throw cause instanceof AgentKeepError && isOfFilter(cause)
        ? new MetadataFilterError(cause)
        : cause;
    }
    return { ...page, messages: normalized(page.messages) };
  }
}

/** Stored metadata is JSON, which knows no dates; of a copy just made they are known. */
function withTimeOfCopy<Copy extends StorageCopyThreadOutput>(copy: Copy): Copy {
  const { clone } = (copy.thread.metadata ?? {}) as { clone?: { clonedAt?: unknown } };
  if (typeof clone?.clonedAt === 'string') clone.clonedAt = new Date(clone.clonedAt);
  return copy;
}

/** It speaks of the metadata filter, which the framework wants to be refused by a TypeError. */
function isOfFilter({ code, id, message }: AgentKeepError): boolean {
  if (code !== 'invalid_argument') return false;
  return /_INVALID_METADATA_(KEY|VALUE)$/.test(id) || message.startsWith('filter.metadata');
}

/**
 * The framework's own pass over stored messages: old forms become new ones, in the order of `rows`.
 *
 * A list compares each message with each before it. Those of today's form and different ids never
 * look at one another, so that it may forget each before the next.
 */
function normalized(rows: MastraDBMessage[]): MastraDBMessage[] {
  if (rows.every(isOfToday)) return rows.flatMap(passedAlone());
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const placeOf = ({ id }: MastraDBMessage) => places.get(id) ?? rows.length;
  return passedTogether(rows).sort((a, b) => placeOf(a) - placeOf(b));
}

/** The same of a caller's messages, which may have an id twice, in order of `createdAt`. */
function sorted(rows: MastraDBMessage[]): MastraDBMessage[] {
  const isAlone = rows.every(isOfToday) && new Set(rows.map(({ id }) => id)).size === rows.length;
  if (!isAlone) return passedTogether(rows);
  return rows.flatMap(passedAlone()).sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
}

function isOfToday({ content }: MastraDBMessage): boolean {
  return content?.format === 2;
}

/** A row that the pass throws at does not end the page: it is what can be understood of it. */
function passedTogether(rows: MastraDBMessage[]): MastraDBMessage[] {
  const understood = rows.map(understandable);
  try {
    return new MessageList().add(understood, 'memory').get.all.db();
  } catch {
    return understood.flatMap((row) => {
      try {
        return new MessageList().add(row, 'memory').get.all.db();
      } catch (cause) {
        warnOf(row, cause);
        return [asText(row)];
      }
    });
  }
}

/** What the framework makes nothing of, such as an object of no known form, as text. */
function understandable(row: MastraDBMessage): MastraDBMessage {
  const content: unknown = row.content;
  const isText = typeof content === 'string';
  if (isText || Array.isArray(content) || isOfToday(row)) return row;
  warnOf(row, 'its content has no known form');
  return asText(row);
}

function asText(row: MastraDBMessage): MastraDBMessage {
  const content: unknown = row.content ?? '';
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { ...row, content: { format: 2, parts: [{ type: 'text', text }], content: text } };
}

function warnOf({ id }: MastraDBMessage, cause: unknown): void {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `message ${id} could not be understood, and is answered as text: ${reason}`;
  console.warn(JSON.stringify({ level: 'warn', message: message.slice(0, 500) }));
}

function passedAlone(): (row: MastraDBMessage) => MastraDBMessage[] {
  const list = new MessageList();
  const { db: takeAll } = list.clear.all;
  return (row) => {
    try {
      list.add(row, 'memory');
      return takeAll();
    } catch (cause) {
      warnOf(row, cause);
      takeAll();
      return [asText(row)];
    }
  };
}
