// A process with one store: makes the calls that parts/libsql.ts asks for and says what they cost.
// Arguments: the store, the URL of its database, its token.
import { createClient } from '@libsql/client';
import { LibSQLStore as Incumbent } from '@mastra/libsql';

import { LibSQLStore } from '../../client/index.js';
import { kThreads, makeMessages, makeThread, newMessages } from '../dataset.js';
import { kTimedOperations, kWriteThreads } from '../operations.js';

export type Job =
  | { readonly seed: true }
  | { readonly init: true }
  | { readonly operation: string; readonly calls: number };

export interface Outcome {
  readonly ms: number;
  readonly cpuMs: number;
  /** HTTP requests. */
  readonly trips: number;
}

const [name, url, authToken] = process.argv.slice(2) as [string, string, string | undefined];

let trips = 0;
const counting = ((...args: Parameters<typeof fetch>) => {
  trips += 1;
  return fetch(...args);
}) as typeof fetch;

// The types of the two packages do not agree on what may be undefined.
const countingClient = () => createClient({ url, authToken: authToken!, fetch: counting }) as never;

const store =
  name === 'agentkeep'
    ? new LibSQLStore({ url, authToken, fetch: counting as never })
    : url.startsWith('file:')
      ? new Incumbent({ id: 'incumbent', url })
      : new Incumbent({ id: 'incumbent', client: countingClient() });
const memory = (await store.getStore('memory')) as unknown as Record<
  string,
  (args: unknown) => Promise<unknown>
>;

const dated = (value: object) => {
  const { createdAt, updatedAt, ...rest } = value as Record<string, string>;
  return {
    ...rest,
    createdAt: new Date(createdAt!),
    ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt) }),
  };
};

async function seed(): Promise<void> {
  await store.init();
  const threads = [...Array.from({ length: kThreads }, (_, i) => makeThread(i)), ...kWriteThreads];
  for (const thread of threads) await memory['saveThread']!({ thread: dated(thread) });
  for (let thread = 0; thread < kThreads; thread += 1) {
    const messages = makeMessages(thread).map(dated);
    for (let first = 0; first < messages.length; first += 500) {
      await memory['saveMessages']!({ messages: messages.slice(first, first + 500) });
    }
  }
}

let next = 0;

function callOf(operation: string): [method: string, args: unknown] {
  const call = next++;
  const save = /^saveMessages x(\d+)$/.exec(operation);
  if (save === null) {
    const { path, args } = kTimedOperations.find((each) => each.name === operation)!;
    return [path.slice(path.lastIndexOf('/') + 1), args(call)];
  }
  const count = Number(save[1]);
  const thread = kWriteThreads[call % kWriteThreads.length]!;
  const messages = newMessages(thread, count, 10_000 * count + call).map(dated);
  return ['saveMessages', { messages }];
}

async function run(job: Job): Promise<void> {
  if ('seed' in job) return seed();
  if ('init' in job) return store.init();
  const calls = Array.from({ length: job.calls }, () => callOf(job.operation));
  begin();
  for (const [method, args] of calls) await memory[method]!(args);
}

let began = 0;
let cpu = process.cpuUsage();

function begin(): void {
  trips = 0;
  began = performance.now();
  cpu = process.cpuUsage();
}

process.on('message', (job: Job) => {
  begin();
  run(job).then(
    () => {
      const { user, system } = process.cpuUsage(cpu);
      process.send!({
        ms: performance.now() - began,
        cpuMs: (user + system) / 1000,
        trips,
      } satisfies Outcome);
    },
    (cause: unknown) => {
      console.error(cause);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => {
  void store.close().then(() => process.exit());
});
