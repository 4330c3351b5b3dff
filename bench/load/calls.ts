// What many callers do at once, one large body in a hundred, and how long each call took.
import { readFile } from 'node:fs/promises';

import { newMessages } from '../dataset.ts';

export const kSeconds = Number(process.env['AGENTKEEP_LOAD_SECONDS'] ?? 300);
export const kCallers = 64;
export const kLargeBytes = 4_000_000;
const kThreads = 64;

/** Calls a method of the memory domain: `200`, or the code of an error. */
export type Call = (method: string, args: object) => Promise<string>;

export interface Measured {
  /** Milliseconds of each call, by operation. */
  readonly latencies: Record<string, number[]>;
  readonly answers: Record<string, number>;
  /** Resident memory of the process that runs the core: at the start, after each quarter. */
  readonly mib: number[];
  readonly calls: number;
}

interface Operation {
  readonly name: string;
  readonly method: string;
  args(call: number, thread: string): object;
}

const time = '2026-01-02T12:00:00.000Z';
const threadOf = (id: string) => ({
  id,
  resourceId: 'load',
  title: `Thread ${id}`,
  metadata: {},
  createdAt: time,
  updatedAt: time,
});
// Words that hardly pack.
const noise = Array.from({ length: kLargeBytes / 8 }, (_, i) =>
  Math.imul(i + 1, 0x9e3779b1)
    .toString(16)
    .padStart(9, '0')
    .slice(-8),
).join('');

const kSmall: Operation[] = [
  { name: 'getThreadById', method: 'getThreadById', args: (_, threadId) => ({ threadId }) },
  {
    name: 'listMessages newest 40',
    method: 'listMessages',
    args: (_, threadId) => ({
      threadId,
      perPage: 40,
      orderBy: { field: 'createdAt', direction: 'DESC' },
    }),
  },
  {
    name: 'updateThread',
    method: 'updateThread',
    args: (call, id) => ({ id, title: `title ${call}`, metadata: { call } }),
  },
  {
    name: 'saveMessages x1',
    method: 'saveMessages',
    args: (call, thread) => ({ messages: newMessages(threadOf(thread), 1, call) }),
  },
];
const kLarge: Operation = {
  name: `saveMessages of ${kLargeBytes / 1_000_000} MB`,
  method: 'saveMessages',
  // Of a thread apart, and always the same rows: the database does not grow without an end.
  args: (call) => ({
    messages: newMessages(threadOf(`load-large-${call % 8}`), 1, 0).map((message) => ({
      ...message,
      id: `large-${call % 8}`,
      content: { format: 2, parts: [{ type: 'text', text: `${call}${noise}` }] },
    })),
  }),
};

/** `pid`: of the process that runs the core. */
export async function measure(call: Call, pid: number): Promise<Measured> {
  for (let i = 0; i < kThreads; i += 1) {
    const thread = threadOf(`load-${i}`);
    await expectDone(call('saveThread', { thread }));
    await expectDone(call('saveMessages', { messages: newMessages(thread, 40, 10_000_000 + i) }));
  }
  const latencies: Record<string, number[]> = {};
  const answers: Record<string, number> = {};
  const mib = [await residentMib(pid)];
  const untilMs = performance.now() + 1000 * kSeconds;
  let calls = 0;
  const caller = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const index = calls++;
      const operation = index % 100 === 99 ? kLarge : kSmall[index % kSmall.length];
      const args = operation.args(index, `load-${index % kThreads}`);
      const start = performance.now();
      const answer = await call(operation.method, args);
      (latencies[operation.name] ??= []).push(performance.now() - start);
      answers[answer] = (answers[answer] ?? 0) + 1;
    }
  };
  const watch = async (): Promise<void> => {
    for (let quarter = 1; quarter <= 4; quarter += 1) {
      await new Promise((resolve) => setTimeout(resolve, (1000 * kSeconds) / 4));
      mib.push(await residentMib(pid));
    }
  };
  await Promise.all([watch(), ...Array.from({ length: kCallers }, caller)]);
  return { latencies, answers, mib, calls };
}

async function expectDone(answer: Promise<string>): Promise<void> {
  const word = await answer;
  if (word !== '200') throw new Error(`the database cannot be filled: ${word}`);
}

async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
