// Records conversations that the framework itself holds: agents with tools and memory talk to a
// scripted model, and everything they tell the in-memory storage domain is kept.
//
//   node test/real-input/record.ts [file]      (default: conversations.json beside this script)
//
// Clock and ids are set by the script, so recording again with the same packages gives the same
// file.
import { Agent } from '@mastra/core/agent';
import { Mastra } from '@mastra/core/mastra';
import type { MastraModelConfig } from '@mastra/core/llm';
import { InMemoryStore } from '@mastra/core/storage';
import type { MemoryStorage } from '@mastra/core/storage';
import { createTool } from '@mastra/core/tools';
import { Memory } from '@mastra/memory';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kAwkwardTexts, kThreads, turnsOfAllThreads } from './conversation-script.ts';
import { packRecording } from './recording.ts';
import type { RecordedCall, WireMessage, WireThread } from './recording.ts';
import { ScriptedModel } from './scripted-model.ts';

const kSeed = 20260301;
const kStart = Date.UTC(2026, 2, 1, 9);

// Only the date stands still: timers run, the framework waits on some.
mock.timers.enable({ apis: ['Date'], now: kStart });
let now = kStart;
const passTime = (ms: number) => mock.timers.setTime((now += ms));

const store = new InMemoryStore();
const domain = (await store.getStore('memory'))!;
const calls: RecordedCall[] = [];
recordCalls(domain, calls);

const scripted = new ScriptedModel((prompt) => `About ${prompt.length % 10} things: "${'🧵'}"`);
const findOrders = createTool({
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
});
const readFile = createTool({
  id: 'readFile',
  description: 'Reads a file.',
  inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
  execute: async (input) => {
    const { path } = input as { path: string };
    return { path, lines: kAwkwardTexts.slice(0, 4), size: 1e21 };
  },
});
const memory = new Memory({
  storage: store,
  options: { lastMessages: 6, generateTitle: true, workingMemory: { enabled: true } },
});
const agent = new Agent({
  id: 'clerk',
  name: 'Clerk',
  instructions: 'Answer what is asked.',
  // The mock's own types do not know `exactOptionalPropertyTypes`.
  model: scripted.model as unknown as MastraModelConfig,
  tools: { findOrders, readFile },
  memory,
});
let ids = 0;
const mastra = new Mastra({
  agents: { clerk: agent },
  storage: store,
  logger: false,
  idGenerator: () => `id-${String(++ids).padStart(5, '0')}`,
});

for (const turn of turnsOfAllThreads(kSeed)) {
  passTime(turn.pauseMs);
  scripted.willSay(...turn.steps);
  const plan = kThreads.find((thread) => thread.id === turn.threadId)!;
  const answer = await mastra.getAgent('clerk').stream(turn.user as never, {
    memory: { thread: { id: plan.id, metadata: plan.metadata }, resource: turn.resourceId },
    savePerStep: turn.savePerStep,
    maxSteps: 6,
  });
  await answer.consumeStream();
  if (scripted.stepsLeft !== 0) throw new Error(`turn in ${turn.threadId} left steps unsaid`);
  await titleOf(turn.threadId);
}
await importHistory('shared', 'Ñandú & Co.');
await importHistory('notes', 'ada');

const threads = (await domain.listThreads({ perPage: false, orderBy: { direction: 'ASC' } }))
  .threads;
const listed = await domain.listMessages({
  threadId: threads.map((thread) => thread.id),
  perPage: false,
});
const require = createRequire(import.meta.url);
const text = packRecording({
  recordedWith: Object.fromEntries(
    ['@mastra/core', '@mastra/memory'].map((name) => [
      name,
      JSON.parse(readFileSync(require.resolve(`${name}/package.json`), 'utf8')).version,
    ]),
  ),
  calls,
  threads: threads.map((thread) => toWire<WireThread>(thread)),
  messages: listed.messages.map((message) => asSaved(toWire<WireMessage>(message))),
});
writeFileSync(
  process.argv[2] ?? fileURLToPath(new URL('conversations.json', import.meta.url)),
  text,
);

/**
 * The row the store was given last. What it lists must be that, but for the type 'text', which the
 * in-memory store adds where a message came without one.
 */
function asSaved(listed: WireMessage): WireMessage {
  const saved = calls
    .flatMap((call) => (call.method === 'saveMessages' ? call.args.messages : []))
    .findLast((message) => message.id === listed.id);
  assert.deepStrictEqual({ ...saved, type: 'text' }, { ...listed, type: 'text' });
  return saved!;
}

/** An application brings messages of an older store, where calls and results were messages. */
async function importHistory(threadId: string, resourceId: string) {
  for (let i = 0; i < 6; ++i) {
    passTime(1000);
    const common = { threadId, resourceId, createdAt: new Date() };
    const tool = { toolCallId: `old-${threadId}-${i}`, toolName: 'findOrders' };
    const call = { type: 'tool-call', ...tool, args: { query: kAwkwardTexts[i] } };
    const result = { type: 'tool-result', ...tool, result: { orders: [], note: kAwkwardTexts[i] } };
    // Ids run against the order of the messages: who sorts by id swaps them.
    await memory.saveMessages({
      messages: [
        {
          ...common,
          id: `z-${threadId}-${i}`,
          role: 'assistant',
          type: 'tool-call',
          content: [call],
        },
        {
          ...common,
          id: `a-${threadId}-${i}`,
          role: 'tool',
          type: 'tool-result',
          content: [result],
        },
      ] as never,
    });
  }
}

/** Waits for the title, which the framework generates beside the first answer. */
async function titleOf(threadId: string): Promise<string> {
  for (let tries = 0; tries < 1000; ++tries) {
    const title = (await domain.getThreadById({ threadId }))?.title;
    if (title) return title;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`thread ${threadId} got no title`);
}

function recordCalls(target: MemoryStorage, into: RecordedCall[]) {
  const wrap = (method: 'saveThread' | 'updateThread' | 'saveMessages') => {
    const original = target[method].bind(target) as (args: unknown) => Promise<unknown>;
    Object.assign(target, {
      [method]: (args: object) => {
        into.push(toWire<RecordedCall>({ method, args }));
        return original(args);
      },
    });
  };
  wrap('saveThread');
  wrap('updateThread');
  wrap('saveMessages');
  for (const method of ['updateMessages', 'deleteMessages', 'deleteThread'] as const) {
    Object.assign(target, {
      [method]: () => Promise.reject(new Error(`recording does not know ${method} yet`)),
    });
  }
}

// As the wire carries it, and nothing shared with the framework's own objects.
function toWire<T>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
