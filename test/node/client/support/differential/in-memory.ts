import { MessageList } from '@mastra/core/agent';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { StorageThreadType } from '@mastra/core/memory';
import { InMemoryDB, InMemoryMemory } from '@mastra/core/storage';
import type {
  CreateReflectionGenerationInput,
  ObservationalMemoryRecord,
  PruneResult,
  StorageCopyThreadOutput,
  StorageListMessagesInput,
  StorageListMessagesOutput,
  StorageListThreadsInput,
  StorageListThreadsOutput,
  StorageResourceType,
  UpdateActiveObservationsInput,
} from '@mastra/core/storage';
import type { ErrorRule, Reference } from './run.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import { callsOf } from './side.js';

/** The framework's store in memory, put right where the contract follows other adapters. */
export function inMemory(): Reference {
  const db = new InMemoryDB();
  const calls = callsOf(new InMemoryMemory({ db }));
  return { ask: ruled(calls, rules, db), errors };
}

const lists = ['listMessages', 'listMessagesByResourceId'];

const rules: readonly Rule<InMemoryDB>[] = [
  {
    name: 'a missing title is an empty one',
    reason: 'the column is NOT NULL; libsql and pg store an empty title',
    methods: ['saveThread', 'copyThread', 'cloneThread'],
    async answer([args], ask, db) {
      if (args.thread) return ask({ thread: { ...args.thread, title: args.thread.title ?? '' } });
      const copy: StorageCopyThreadOutput = await ask(args);
      const kept = db.threads.get(copy.thread.id)!;
      copy.thread.title = kept.title = copy.thread.title ?? '';
      return copy;
    },
  },
  {
    name: 'metadata that was not given is left alone',
    reason: 'an update without metadata does not make an empty object of none',
    methods: ['updateThread', 'patchThread', 'updateResource'],
    async answer([args], ask, db) {
      const stored =
        args.id === undefined ? db.resources.get(args.resourceId) : db.threads.get(args.id);
      const isNone = stored !== undefined && stored.metadata === undefined;
      const answer: StorageThreadType | StorageResourceType = await ask(args);
      // The store answers the very object that it keeps.
      if (isNone && args.metadata === undefined) delete answer.metadata;
      return answer;
    },
  },
  {
    name: 'a known message keeps its createdAt',
    reason: 'libsql and pg keep the first one',
    methods: ['saveMessages'],
    async answer([args], ask, db) {
      const first = new Map<string, Date>();
      for (const { id, createdAt } of args.messages as MastraDBMessage[]) {
        const known = first.get(id) ?? db.messages.get(id)?.createdAt ?? createdAt;
        first.set(id, known);
      }
      const answer = await ask(args);
      for (const [id, createdAt] of first) db.messages.get(id)!.createdAt = createdAt;
      return answer;
    },
  },
  {
    name: 'updateMessages answers each message once, as it is then, with its role',
    reason: 'the contract: the rows found, read again; in memory system and signal become user',
    methods: ['updateMessages'],
    async answer([args], ask, db) {
      const answer: MastraDBMessage[] = await ask(args);
      const last = new Map(answer.map((message) => [message.id, message]));
      return [...last.values()].map((message) => ({
        ...message,
        role: db.messages.get(message.id)!.role,
      }));
    },
  },
  {
    name: 'updateMessages does not touch the thread of a message that it does not change',
    reason: 'the contract: of a message with only an id nothing changes',
    methods: ['updateMessages'],
    async answer([args], ask, db) {
      const changes = (args.messages as { id: string; threadId?: string }[]).filter(
        (change) => Object.keys(change).length > 1,
      );
      const before = new Map([...db.threads].map(([id, { updatedAt }]) => [id, updatedAt]));
      const owners = changes.map(({ id }) => db.messages.get(id)?.thread_id);
      const changed = new Set([...owners, ...changes.map(({ threadId }) => threadId)]);
      const answer = await ask(args);
      for (const [id, thread] of db.threads) {
        if (!changed.has(id)) thread.updatedAt = before.get(id)!;
      }
      return answer;
    },
  },
  {
    name: 'copied messages belong to the resource of the new thread',
    reason: 'libsql and pg; in memory each keeps its own',
    methods: ['copyThread', 'cloneThread'],
    async answer([args], ask, db) {
      const owner = db.threads.get(args.sourceThreadId)?.resourceId;
      const sources = [...db.messages.values()].filter(
        ({ thread_id }) => thread_id === args.sourceThreadId,
      );
      const own = sources.map(({ resourceId }) => resourceId);
      for (const source of sources) source.resourceId = owner ?? source.resourceId;
      try {
        return await ask(args);
      } finally {
        sources.forEach((source, i) => (source.resourceId = own[i]!));
      }
    },
  },
  {
    name: 'clonedAt is a Date in the answer, and text when it is read',
    reason: 'stored metadata is JSON',
    methods: ['copyThread', 'cloneThread'],
    async answer([args], ask, db) {
      const copy: StorageCopyThreadOutput = await ask(args);
      const kept = db.threads.get(copy.thread.id)!;
      const { clonedAt } = (kept.metadata as { clone: { clonedAt: Date } }).clone;
      kept.metadata = JSON.parse(JSON.stringify(kept.metadata));
      const metadata = structuredClone(kept.metadata) as { clone: { clonedAt: Date } };
      metadata.clone.clonedAt = clonedAt;
      return { ...copy, thread: { ...kept, metadata } };
    },
  },
  {
    name: 'threads of one time come in the order of first insertion, reversed by DESC',
    reason: 'the order of a list is total; in memory DESC leaves ties in their order',
    methods: ['listThreads'],
    async answer([args], ask) {
      const { orderBy, page = 0, perPage = 100 } = args as StorageListThreadsInput;
      if (orderBy?.direction === 'ASC') return ask(args);
      const answer: StorageListThreadsOutput = await ask(args);
      const ascending = {
        ...args,
        page: 0,
        perPage: false,
        orderBy: { ...orderBy, direction: 'ASC' },
      };
      const { threads }: StorageListThreadsOutput = await ask(ascending);
      return { ...answer, threads: cut(threads.reverse(), page, perPage) };
    },
  },
  {
    name: 'messages of one time come in the order of first insertion, reversed by DESC',
    reason: 'the contract; in memory DESC leaves ties in their order and included ones come last',
    methods: lists,
    async answer([args], ask, db, calls) {
      const {
        include,
        orderBy,
        page = 0,
        perPage = 40,
        ...rest
      } = args as StorageListMessagesInput;
      const answer: StorageListMessagesOutput = await ask(args);
      if (orderBy?.direction !== 'DESC') {
        sortByInsertion(answer.messages, db, 1);
        return answer;
      }
      if (db.messages.size === 0) return answer;
      // The list of a resource leaves messages out before they can be counted: see MessageList.
      const everyThread = [...db.messages.values()].map(({ thread_id }) => thread_id);
      const list = async (args: object) => {
        const whole = { ...rest, threadId: rest.threadId ?? everyThread, ...args };
        const { messages } = (await calls('listMessages', [whole])) as StorageListMessagesOutput;
        return messages;
      };
      const found = await list({ perPage: false });
      const messages = cut(found.reverse(), page, perPage);
      const ids = new Set(messages.map(({ id }) => id));
      const included = await list({ perPage: 0, include });
      messages.push(...included.filter(({ id }) => !ids.has(id)));
      sortByInsertion(messages, db, -1);
      return { ...answer, messages };
    },
  },
  {
    name: 'listMessagesById puts messages of one time in the order of first insertion',
    reason: 'as the other lists; in memory in the order of the ids asked for',
    methods: ['listMessagesById'],
    async answer([args], ask, db) {
      const answer: { messages: MastraDBMessage[] } = await ask(args);
      sortByInsertion(answer.messages, db, 1);
      return answer;
    },
  },
  {
    name: 'hasMore counts the messages of the threads, not those included from elsewhere',
    reason: 'libsql and pg; in memory it is otherwise where messages are included',
    methods: ['listMessages'],
    async answer([args], ask) {
      const answer: StorageListMessagesOutput = await ask(args);
      const {
        include,
        filter,
        threadId,
        page = 0,
        perPage = 40,
      } = args as StorageListMessagesInput;
      const isFiltered = Object.keys(filter?.metadata ?? {}).length > 0;
      if (!include?.length || isFiltered || perPage === 0) return answer;
      const threadIds = [threadId].flat();
      const ofThreads = answer.messages.filter((each) => threadIds.includes(each.threadId!));
      const hasMore =
        perPage !== false &&
        ofThreads.length < answer.total &&
        page * perPage + perPage < answer.total;
      return { ...answer, hasMore };
    },
  },
  {
    name: 'a page of no messages of a resource has no total',
    reason: 'libsql and pg answer 0',
    methods: ['listMessagesByResourceId'],
    async answer([args], ask) {
      const answer: StorageListMessagesOutput = await ask(args);
      return args.perPage === 0 ? { ...answer, total: 0, hasMore: false } : answer;
    },
  },
  {
    name: "lists are passed through the framework's MessageList",
    reason: 'libsql and pg: it keeps system messages to itself; in memory only some methods do',
    methods: [...lists, 'cloneThread'],
    async answer([args], ask) {
      const answer = await ask(args);
      const name = answer.clonedMessages ? 'clonedMessages' : 'messages';
      const messages: MastraDBMessage[] = answer[name];
      const places = new Map(messages.map(({ id }, place) => [id, place]));
      const passed = new MessageList().add(messages, 'memory').get.all.db();
      passed.sort((a, b) => places.get(a.id)! - places.get(b.id)!);
      return { ...answer, [name]: passed };
    },
  },
  {
    name: 'a message without a type is v2, and v2 is not answered',
    reason: 'libsql and pg do so; in memory it is text',
    methods: ['saveMessages', 'updateMessages', 'listMessagesById', 'cloneThread', ...lists],
    async answer([args], ask, db) {
      const answer = await ask(args);
      if (args.messages && !Array.isArray(answer)) {
        for (const { id, type } of args.messages) db.messages.get(id)!.type = type ?? 'v2';
        return answer;
      }
      const messages: MastraDBMessage[] = answer.clonedMessages ?? answer.messages ?? answer;
      for (const message of messages) if (message.type === 'v2') delete message.type;
      return answer;
    },
  },
  {
    name: 'prune',
    reason: 'the in-memory store has none: written from the contract',
    methods: ['prune'],
    answer([policies], _, db) {
      const tables = { messages: db.messages, resources: db.resources, threads: db.threads };
      const results: PruneResult[] = [];
      for (const [name, rows] of Object.entries(tables)) {
        const policy = policies[name];
        if (!policy) continue;
        const old = [...rows.values()].filter(
          ({ createdAt }) => createdAt.getTime() < Date.now() - policy.maxAge,
        );
        for (const { id } of old) rows.delete(id);
        results.push({
          domain: 'memory',
          table: `mastra_${name}`,
          deleted: old.length,
          done: true,
        });
      }
      return results;
    },
  },
  {
    name: 'a new record has no metadata',
    reason: 'none was given; in memory it is an empty object',
    methods: ['initializeObservationalMemory'],
    async answer([args], ask) {
      // The store answers the very object that it keeps.
      const record: ObservationalMemoryRecord = await ask(args);
      delete record.metadata;
      return record;
    },
  },
  {
    name: 'generations come newest first',
    reason: 'the contract: the highest generation; in memory the one that was made last',
    methods: [
      'initializeObservationalMemory',
      'createReflectionGeneration',
      'swapBufferedReflectionToActive',
    ],
    async answer([args], ask, db) {
      const answer = await ask(args);
      for (const records of db.observationalMemory.values()) {
        records.sort((a, b) => b.generationCount - a.generationCount);
      }
      return answer;
    },
  },
  {
    name: 'a history without a limit has 10 generations',
    reason: 'libsql and pg',
    methods: ['getObservationalMemoryHistory'],
    answer: ([threadId, resourceId, limit = 10, options], ask) =>
      ask(threadId, resourceId, limit, options),
  },
  {
    name: 'a new generation takes over metadata and lastObservedAt as they are',
    reason: 'libsql; in memory it starts without metadata, and was observed now if never before',
    methods: ['createReflectionGeneration', 'swapBufferedReflectionToActive'],
    async answer([args], ask, db) {
      const { currentRecord } = args as CreateReflectionGenerationInput;
      const isSwap = args.reflection === undefined;
      const base = isSwap ? recordOf(db, currentRecord.id) : currentRecord;
      // The store answers the very object that it keeps.
      const next: ObservationalMemoryRecord = await ask(args);
      next.metadata = base!.metadata!;
      next.lastObservedAt = base!.lastObservedAt!;
      return next;
    },
  },
  {
    name: 'a record is updated when its reflection is taken away',
    reason: 'libsql and pg; in memory it keeps its updatedAt',
    methods: ['swapBufferedReflectionToActive'],
    async answer([args], ask, db) {
      const answer = await ask(args);
      recordOf(db, args.currentRecord.id)!.updatedAt = new Date();
      return answer;
    },
  },
  {
    name: 'what a buffered reflection has none of is absent',
    reason: 'libsql and pg read an empty text and 0 so',
    methods: [
      'getObservationalMemory',
      'getObservationalMemoryHistory',
      'createReflectionGeneration',
      'swapBufferedReflectionToActive',
    ],
    async answer(args, ask) {
      const answer = await ask(...args);
      const members = [
        'bufferedReflection',
        'bufferedReflectionTokens',
        'bufferedReflectionInputTokens',
        'reflectedObservationLineCount',
      ];
      const shown = (record: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(record).filter(
            ([name, value]) => Boolean(value) || !members.includes(name),
          ),
        );
      if (answer === null) return null;
      return Array.isArray(answer) ? answer.map(shown) : shown(answer);
    },
  },
  {
    name: 'observed message ids that are not given are none',
    reason: 'libsql and pg write NULL; in memory the old ones stay',
    methods: ['updateActiveObservations'],
    async answer([args], ask, db) {
      const { id, observedMessageIds } = args as UpdateActiveObservationsInput;
      await ask(args);
      if (observedMessageIds === undefined) delete recordOf(db, id)!.observedMessageIds;
    },
  },
];

const errors: readonly ErrorRule[] = [
  {
    reference: /^Thread with id .* not found$/,
    ours: /_UPDATE_THREAD_NOT_FOUND: Thread .* not found$/,
  },
  {
    reference: /^Thread ".*" not found$/,
    ours: /_UPDATE_THREAD_RESOURCE_ID_FAILED: Thread .* not found$/,
  },
  {
    reference: /^Source thread with id .* not found$/,
    ours: /_CLONE_THREAD_SOURCE_NOT_FOUND: Source thread with id .* not found$/,
  },
  {
    reference: /^Thread with id .* already exists$/,
    ours: /_CLONE_THREAD_THREAD_EXISTS: Thread with id .* already exists$/,
  },
  {
    reference: /^Observational memory record not found: missing$/,
    ours: /_NOT_FOUND: Observational memory record not found: missing$/,
  },
  {
    reference: /^No buffered reflection to swap$/,
    ours: /_NO_CONTENT: No buffered reflection to swap$/,
  },
];

function cut<T>(rows: T[], page: number, perPage: number | false): T[] {
  return perPage === false ? rows : rows.slice(page * perPage, (page + 1) * perPage);
}

function sortByInsertion(messages: MastraDBMessage[], db: InMemoryDB, direction: 1 | -1): void {
  const places = new Map([...db.messages.keys()].map((id, place) => [id, place]));
  messages.sort(
    (a, b) =>
      direction *
      (a.createdAt.getTime() - b.createdAt.getTime() || places.get(a.id)! - places.get(b.id)!),
  );
}

function recordOf(db: InMemoryDB, id: string): ObservationalMemoryRecord | undefined {
  return [...db.observationalMemory.values()].flat().find((record) => record.id === id);
}
