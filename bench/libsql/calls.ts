// A process with one store: makes the calls that parts/libsql.ts asks for and says what they cost.
// Arguments: the store, the URL of its database, its token.
import { createClient } from '@libsql/client';
import { LibSQLStore as Incumbent } from '@mastra/libsql';

import { LibSQLStore } from '../../client/index.js';
import type { Job, Outcome } from './job.js';

const [name, url, authToken] = process.argv.slice(2) as [string, string, string | undefined];

let trips = 0;
const counting = (...args: Parameters<typeof fetch>) => {
  trips += 1;
  return fetch(...args);
};

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

// On a new server the statements of the incumbent, which come at once, trip over one another.
async function init(): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.init();
    } catch (cause) {
      if (attempt === 10 || !String((cause as Error).message).includes('SQLITE_SCHEMA'))
        throw cause;
    }
  }
}

async function run(job: Job): Promise<void> {
  if ('init' in job) return init();
  for (const args of job.calls) await memory[job.method]!(args);
}

process.on('message', (job: Job) => {
  trips = 0;
  const began = performance.now();
  const cpu = process.cpuUsage();
  run(job).then(
    () => {
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      process.send!({ ms, cpuMs: (user + system) / 1000, trips } satisfies Outcome);
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
