import { MemoryLibSQL } from '@mastra/libsql';
import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import type { Reference } from './run.js';
import { callsOf } from './side.js';
import type { Ask } from './side.js';
import type { Habits } from './steps.js';

/** Where it cannot be compared: our answers of these are compared with the in-memory store. */
export const libsqlHabits: Habits = {
  ownTimes: true, // rows of one time come in any order
  byCreationOnly: true, // and one call gives several threads one updatedAt
  textFilters: true, // a number equals a boolean, null what is missing
  oneThreadACall: true, // only the thread of the first message is touched
  metadataAlways: true, // an update makes an empty object of none
  plain: true, // see Habits
};

/** The framework's adapter of libSQL, with its database in a file. */
export async function libsql(file: string): Promise<Reference> {
  const memory = new MemoryLibSQL({ url: `file:${file}` });
  await memory.init();
  const calls = callsOf(memory);
  const ask: Ask = async (method, args) => {
    if (method === 'saveThread') {
      // It refuses a thread without a title.
      const { thread } = args[0] as { thread: { title?: string } };
      thread.title ??= '';
    }
    const answer = await calls(method, args);
    if (method === 'updateThreadResourceId') {
      // It answers metadata as bytes.
      const { threadId } = args[0] as { threadId: string };
      return textsOf(await calls('getThreadById', [{ threadId }]));
    }
    if (method === 'updateMessages') {
      // It answers in any order; the contract in that of the call.
      const { messages } = args[0] as { messages: { id: string }[] };
      const ids = messages.map(({ id }) => id);
      const rows = answer as { id: string }[];
      return rows.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    }
    return textsOf(answer);
  };
  return {
    ask,
    errors: [
      { reference: /not found/i, ours: /_(NOT_FOUND|FAILED): .*not found/ },
      { reference: /No buffered reflection/, ours: /_NO_CONTENT: No buffered reflection/ },
    ],
  };
}

/** What it answers otherwise: texts that look like JSON are parsed, null is what is not there. */
function textsOf(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer;
  if (Array.isArray(answer)) return answer.map(textsOf);
  const members = { ...answer } as Record<string, unknown>;
  if (members['title'] !== undefined && typeof members['title'] !== 'string') {
    members['title'] = JSON.stringify(members['title']);
  }
  for (const name of ['workingMemory', 'observedTimezone', 'metadata']) {
    if (members[name] === null) delete members[name];
  }
  for (const name of ['threads', 'messages']) {
    if (Array.isArray(members[name])) members[name] = textsOf(members[name]);
  }
  const { bufferedObservationChunks: chunks } = answer as ObservationalMemoryRecord;
  if (Array.isArray(chunks)) {
    members['bufferedObservationChunks'] = chunks.map((chunk) => ({
      ...chunk,
      createdAt: new Date(chunk.createdAt),
      lastObservedAt: new Date(chunk.lastObservedAt),
    }));
  }
  return members;
}
