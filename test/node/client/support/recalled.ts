// Conversations of two people, and what is recalled of them by meaning.
import type { MastraDBMessage } from '@mastra/core/agent';
import type { MastraCompositeStore } from '@mastra/core/storage';
import type { MastraVector } from '@mastra/core/vector';
import { Memory } from '@mastra/memory';
import { embedder } from './embedder.js';

const subjects = ['invoices', 'weather', 'trains', 'recipes', 'gardens', 'music', 'chess', 'bikes'];
const verbs = ['ask', 'complain', 'wonder', 'write', 'read', 'dream'];
const places = ['Paris', 'Oslo', 'Lima', 'Kyoto', 'Rome'];

const start = Date.UTC(2026, 2, 1);
const resources = ['ada', 'ben'];
const threads = resources.flatMap((resourceId) =>
  [0, 1, 2].map((n) => ({ id: `${resourceId}-${n}`, resourceId })),
);

/** Each says something else, so that no two are equally near. */
const messages: MastraDBMessage[] = threads.flatMap(({ id: threadId, resourceId }, t) =>
  Array.from({ length: 24 }, (_, i) => {
    const k = t * 24 + i;
    const text =
      `I ${verbs[k % 6]} about ${subjects[(k * 5 + t) % 8]} and ${subjects[(k * 3) % 8]} ` +
      `in ${places[(k * 7) % 5]}, number ${k * 7919}`;
    return {
      ...{ id: `m${k}`, threadId, resourceId, role: i % 2 === 0 ? 'user' : 'assistant' },
      createdAt: new Date(start + k * 1000),
      content: { format: 2, parts: [{ type: 'text', text }], content: text },
    } as MastraDBMessage;
  }),
);

const questions = ['invoices in Oslo', 'who plays chess', 'dream about gardens in Kyoto'];
const settings = [
  { scope: 'thread', topK: 3, messageRange: 0 },
  { scope: 'thread', topK: 2, messageRange: { before: 1, after: 2 } },
  { scope: 'resource', topK: 4, messageRange: 1 },
  { scope: 'resource', topK: 50, messageRange: 0 },
  { scope: 'resource', topK: 3, messageRange: 0, filter: { role: 'assistant' } },
  { scope: 'resource', topK: 3, messageRange: 0, filter: { content: { $contains: 'OSLO' } } },
] as const;

/** What an application sees: the ids that are recalled, for each question and setting. */
export async function recalled(
  storage: MastraCompositeStore,
  vector: MastraVector,
): Promise<unknown[]> {
  const memory = new Memory({
    ...{ storage, vector, embedder: embedder as never },
    options: { lastMessages: false, semanticRecall: true },
  });
  for (const thread of threads) await memory.createThread({ threadId: thread.id, ...thread });
  await memory.saveMessages({ messages: messages.slice(0, 100) });
  await memory.saveMessages({ messages: messages.slice(100) });
  const seen: unknown[] = [];
  const look = async () => {
    for (const semanticRecall of settings) {
      for (const vectorSearchString of questions) {
        for (const { id: threadId, resourceId } of [threads[0]!, threads[4]!]) {
          const threadConfig = { lastMessages: false as const, semanticRecall };
          const asked = { threadId, resourceId, vectorSearchString, threadConfig };
          const answer = await memory.recall(asked as never);
          seen.push(answer.messages.map((message) => message.id));
        }
      }
    }
  };
  await look();
  // What is deleted, and changed, is found as such.
  await memory.deleteMessages(['m3', 'm5', 'm100']);
  await memory.deleteThread('ada-1');
  const changed = 'I dream about gardens in Kyoto';
  await memory.updateMessages({
    messages: [
      {
        id: 'm7',
        content: { format: 2, content: changed, parts: [{ type: 'text', text: changed }] },
      },
    ],
  });
  await memory.settled();
  await look();
  return seen;
}
