// Agents of the framework with its memory, on any of its stores, with scripted models: what they
// leave in the store and what the models were shown.
import { Agent } from '@mastra/core/agent';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { MastraModelConfig } from '@mastra/core/llm';
import { Mastra } from '@mastra/core/mastra';
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore, MemoryStorage } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { Memory } from '@mastra/memory';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { kAwkwardTexts, turnsOfAllThreads } from '../../../real-input/conversation-script.js';
import type { ThreadPlan, Turn } from '../../../real-input/conversation-script.js';
import { ScriptedModel } from '../../../real-input/scripted-model.js';

/** What a store holds, and what the models were shown on the way there; ids and all. */
export interface Outcome {
  threads: unknown[];
  messages: unknown[];
  resources: unknown[];
  /** All generations of each observational memory, the newest first. */
  observational: unknown[];
  prompts: unknown[];
}

const start = Date.UTC(2026, 2, 1, 9);

/** The date stands still but for `passTime`; timers run. Undone by `vi.useRealTimers`. */
export function stopTheDate(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: start });
}

export const passTime = (ms: number) => vi.setSystemTime(Date.now() + ms);

const threads: ThreadPlan[] = [
  { id: 'support', resourceId: 'ada', turns: 72, metadata: { topic: 'orders', open: true } },
  {
    id: 'объявления 🧵',
    resourceId: 'Ñandú & Co.',
    turns: 12,
    metadata: { labels: ['späti'], owner: null },
  },
];
// Its working memory belongs to the thread, the other one's to the resource.
const guided = threads[1]!;

const title = (prompt: string) => `About ${prompt.length % 10} "things" 🧵, NUL \0, lone \udc00`;

export const tools = {
  findOrders: createTool({
    id: 'findOrders',
    description: 'Finds orders of the customer.',
    inputSchema: {
      type: 'object',
      properties: { query: { type: 'string' }, limit: { type: 'number' } },
      required: ['query'],
    },
    execute: async (input) => {
      const { query, limit } = input as { query: string; limit: number };
      return { orders: [{ id: 'o-1', note: query, total: 19.9, items: limit }], next: null };
    },
  }),
  readFile: createTool({
    id: 'readFile',
    description: 'Reads a file.',
    inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    execute: async (input) => {
      const { path } = input as { path: string };
      return { path, lines: kAwkwardTexts.slice(0, 4), size: 1e21 };
    },
  }),
};

/** Conversations with tools, files, reasoning, titles and working memory of both scopes. */
export class Conversations {
  readonly #model = new ScriptedModel(title);
  readonly #mastra: Mastra;
  readonly #memory: Memory;
  readonly #storage: MastraCompositeStore;

  constructor(storage: MastraCompositeStore) {
    this.#storage = storage;
    const options = { lastMessages: 10, generateTitle: true };
    // One memory is given its storage, the other takes that of the application.
    this.#memory = new Memory({
      storage,
      options: { ...options, workingMemory: { enabled: true, scope: 'resource' } },
    });
    const ofThreads = new Memory({
      options: { ...options, workingMemory: { enabled: true, scope: 'thread' } },
    });
    this.#mastra = new Mastra({
      agents: {
        clerk: this.#agent('clerk', this.#memory),
        guide: this.#agent('guide', ofThreads),
      },
      storage,
      logger: false,
    });
  }

  #agent(name: string, memory: Memory): Agent {
    return new Agent({
      id: name,
      name,
      instructions: 'Answer what is asked.',
      // The mock's own types do not know `exactOptionalPropertyTypes`.
      model: this.#model.model as unknown as MastraModelConfig,
      tools,
      memory,
    });
  }

  /** Everything the script has, then copies, changes and deletions as an application makes them. */
  async hold(): Promise<Outcome> {
    const begun = new Set<string>();
    for (const [i, turn] of turnsOfAllThreads(20260301, threads).entries()) {
      const steps = i % 10 === 9 ? notingSteps(Math.floor(i / 10)) : turn.steps;
      await this.take({ ...turn, user: [...turn.user, afterthought], steps });
      if (!begun.has(turn.threadId)) await this.#titled(turn.threadId);
      begun.add(turn.threadId);
    }
    const memory = this.#memory;
    passTime(1000);
    await memory.saveMessages({ messages: importedMessages() as never });
    passTime(1000);
    await memory.cloneThread({
      sourceThreadId: 'support',
      newThreadId: 'copy',
      options: { messageLimit: 20 },
    });
    passTime(1000);
    const { messages } = await memory.recall({ threadId: guided.id, perPage: false });
    await memory.deleteMessages(messages.slice(1, 3).map(({ id }) => id));
    await memory.updateThread({ id: 'copy', title: 'A copy', metadata: { open: null, more: [1] } });
    return this.outcome();
  }

  async take(turn: Turn): Promise<void> {
    passTime(turn.pauseMs);
    this.#model.willSay(...turn.steps);
    const plan = threads.find(({ id }) => id === turn.threadId)!;
    const agent = this.#mastra.getAgent(plan === guided ? 'guide' : 'clerk');
    const answer = await agent.stream(turn.user as never, {
      memory: { thread: { id: plan.id, metadata: plan.metadata }, resource: plan.resourceId },
      savePerStep: turn.savePerStep,
      maxSteps: 6,
    });
    await answer.consumeStream();
    if (this.#model.stepsLeft !== 0) throw new Error(`turn in ${plan.id} left steps unsaid`);
  }

  /** Waits for the title, which the framework generates beside the first answer. */
  async #titled(threadId: string): Promise<void> {
    const memory = await memoryDomain(this.#storage);
    for (let tries = 0; tries < 500; tries++) {
      if ((await memory.getThreadById({ threadId }))?.title) return;
      await sleep(5);
    }
    throw new Error(`thread ${threadId} got no title`);
  }

  async outcome(): Promise<Outcome> {
    return { ...(await stored(this.#storage)), prompts: this.#model.prompts };
  }
}

/** A short turn in the long thread, for an application that was started anew. */
export const oneMoreTurn: Turn = {
  threadId: 'support',
  resourceId: 'ada',
  pauseMs: 60_000,
  user: [{ role: 'user', content: 'And what did I ask before?' }],
  steps: [[{ tool: 'findOrders', args: { query: 'last', limit: 1 } }], [{ text: 'This. 😀' }]],
  savePerStep: false,
};

const afterthought = { role: 'user' as const, content: 'And one more thing.' };

function notingSteps(n: number): Turn['steps'] {
  const awkward = kAwkwardTexts[n % kAwkwardTexts.length];
  const memory = `# Note ${n}\n- name: ${awkward}\n- likes: "quotes"\n`;
  return [[{ tool: 'updateWorkingMemory', args: { memory } }], [{ text: `Noted: ${awkward}` }]];
}

/** Of an older application, where calls and results were messages, of one time each. */
function importedMessages(): object[] {
  return [0, 1, 2].flatMap((i) => {
    const common = { threadId: 'support', resourceId: 'ada', createdAt: new Date() };
    const tool = { toolCallId: `old-${i}`, toolName: 'findOrders' };
    const call = { type: 'tool-call', ...tool, args: { query: kAwkwardTexts[i] } };
    const result = { type: 'tool-result', ...tool, result: { note: kAwkwardTexts[i] } };
    // Ids run against the order of the messages: who sorts by id swaps them.
    return [
      { ...common, id: `z${9 - i}`, role: 'assistant', type: 'tool-call', content: [call] },
      { ...common, id: `a${9 - i}`, role: 'tool', type: 'tool-result', content: [result] },
    ];
  });
}

export async function memoryDomain(storage: MastraCompositeStore): Promise<MemoryStorage> {
  return (await storage.getStore('memory'))!;
}

/**
 * The framework's in-memory store, as the reference, but for three things:
 * - Messages of one time it lists oldest first in both directions, so that the framework shows them
 *   to models the wrong way round: here the newest first is the oldest first backwards.
 * - It hands out the observational memory itself, which later changes under the framework's hands,
 *   as no database's does: here a copy.
 * - A message that is saved again takes the new time; in the databases, and here, it keeps its first.
 */
export async function referenceStore(): Promise<MastraCompositeStore> {
  const storage = new InMemoryStore();
  const memory = await memoryDomain(storage);
  const listMessages = memory.listMessages.bind(memory);
  memory.listMessages = async (args) => {
    const { orderBy, perPage, page = 0, include } = args;
    if (orderBy?.direction !== 'DESC' || typeof perPage !== 'number' || include) {
      return listMessages(args);
    }
    const ascending = { ...orderBy, direction: 'ASC' as const };
    const all = await listMessages({ ...args, orderBy: ascending, page: 0, perPage: false });
    const messages = all.messages.reverse().slice(page * perPage, (page + 1) * perPage);
    return { ...(await listMessages(args)), messages };
  };
  const getObservationalMemory = memory.getObservationalMemory.bind(memory);
  memory.getObservationalMemory = async (...args) => {
    const record = await getObservationalMemory(...args);
    if (record === null) return null;
    const { config, ...rest } = record; // of which the models cannot be cloned
    return {
      ...structuredClone(rest),
      config: JSON.parse(JSON.stringify(config)) as typeof config,
    };
  };
  const saveMessages = memory.saveMessages.bind(memory);
  memory.saveMessages = async ({ messages }) => {
    const ids = messages.map(({ id }) => id);
    const known = new Map(
      (await memory.listMessagesById({ messageIds: ids })).messages.map((row) => [row.id, row]),
    );
    return saveMessages({
      messages: messages.map((message) => ({ ...message, ...timeOf(known.get(message.id)) })),
    });
  };
  return storage;
}

const timeOf = (message: { createdAt: Date } | undefined) =>
  message && { createdAt: message.createdAt };

/** All that a store holds. */
export async function stored(storage: MastraCompositeStore): Promise<Omit<Outcome, 'prompts'>> {
  const memory = await memoryDomain(storage);
  const { threads } = await memory.listThreads({ perPage: false, orderBy: { direction: 'ASC' } });
  const messages = [];
  for (const { id } of threads) {
    messages.push(...(await memory.listMessages({ threadId: id, perPage: false })).messages);
  }
  const resources = [];
  const observational = [];
  for (const resourceId of new Set(threads.map((thread) => thread.resourceId))) {
    resources.push(await memory.getResourceById({ resourceId }));
    const owners = [null, ...threads.filter((t) => t.resourceId === resourceId).map((t) => t.id)];
    for (const threadId of owners) {
      observational.push(
        ...(await memory.getObservationalMemoryHistory(threadId, resourceId, 100)),
      );
    }
  }
  return { threads, messages, resources, observational };
}

type Json = Record<string, unknown>;

/**
 * An outcome as it can be compared with that of another run, and of another store. What differs:
 * - Random ids are numbered by their first appearance.
 * - Times that the store's own clock gives are only times. It may be another machine's.
 * - A lone surrogate in a column of plain text is U+FFFD: SQLite's text is UTF-8. So it is where
 *   such a text is shown to a model.
 * - Marks and token counts of observational memory in messages are left out. The framework reads and
 *   writes the last message for each, several at a time: it is chance which are there in the end.
 * - A message without a type stays one; the in-memory store calls it 'text'. To an observational
 *   memory without metadata it gives an empty object.
 */
export function comparable(outcome: Outcome): Outcome {
  const numbers = new Map<string, string>();
  const number = (id: string) => {
    if (!numbers.has(id)) numbers.set(id, `#${numbers.size}`);
    return numbers.get(id)!;
  };
  const messages = (outcome.messages as MastraDBMessage[]).map(withoutMarks);
  const plain = JSON.parse(JSON.stringify({ ...outcome, messages }).replace(randomId, number)) as {
    [Part in keyof Outcome]: (Json | null)[];
  };
  return {
    threads: plain.threads.map((thread) => {
      const clone = (thread!['metadata'] as Json | undefined)?.['clone'] as Json | undefined;
      if (clone) replaceTimes(clone, 'clonedAt');
      replaceTimes(thread!, 'updatedAt', ...(clone ? ['createdAt'] : []));
      return wellFormed(thread!, 'title');
    }),
    messages: plain.messages.map((message) => {
      if (message!['type'] === 'text') delete message!['type'];
      return message;
    }),
    resources: plain.resources.map((resource) => {
      if (resource === null) return null;
      replaceTimes(resource, 'createdAt', 'updatedAt');
      return wellFormed(resource, 'workingMemory');
    }),
    observational: plain.observational.map((record) => {
      replaceTimes(record!, 'createdAt', 'updatedAt');
      if (Object.keys(record!['metadata'] ?? {}).length === 0) delete record!['metadata'];
      for (const chunk of (record!['bufferedObservationChunks'] ?? []) as Json[]) {
        replaceTimes(chunk, 'createdAt');
      }
      return wellFormed(record!, 'activeObservations', 'bufferedReflection');
    }),
    prompts: JSON.parse(JSON.stringify(plain.prompts), (_, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed() : value,
    ) as unknown[],
  };
}

function withoutMarks(message: MastraDBMessage): MastraDBMessage {
  const copy = structuredClone(message);
  copy.content.parts = copy.content.parts.filter(({ type }) => !type.startsWith('data-om-'));
  const marked: { metadata?: Json; providerMetadata?: Json }[] = [
    copy.content,
    ...(copy.content.parts as object[]),
  ];
  for (const object of marked) {
    for (const name of ['metadata', 'providerMetadata'] as const) {
      delete object[name]?.['mastra'];
      if (Object.keys(object[name] ?? {}).length === 0) delete object[name];
    }
  }
  return copy;
}

// UUIDs, and what the framework appends to the time of an observation.
const randomId =
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|(?<=\b(?:buffer-obs|reflect-buf|reflect-act)-\d+-)[0-9a-z]+/g;

function replaceTimes(row: Json, ...names: string[]): void {
  for (const name of names) {
    if (new Date(row[name] as string).toISOString() !== row[name]) throw new Error(`no ${name}`);
    row[name] = 'a time';
  }
}

function wellFormed(row: Json, ...names: string[]): Json {
  for (const name of names) {
    if (typeof row[name] === 'string') row[name] = row[name].toWellFormed();
  }
  return row;
}

/** Item by item: of a list of 200 messages nobody can read the difference. */
export function expectEqual(actual: Outcome, expected: Outcome): void {
  for (const part of Object.keys(expected) as (keyof Outcome)[]) {
    for (const [i, item] of expected[part].entries()) {
      expect(actual[part][i], `${part} ${i}`).toEqual(item);
    }
    expect(actual[part], part).toHaveLength(expected[part].length);
  }
}
