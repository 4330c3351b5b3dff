// A process with one store: makes the calls that parts/libsql.ts asks for and says what they cost.
// Arguments: the store, the URL of its database, its token, and `rows` where it counts them, too.
import { createClient } from '@libsql/client';
import { LibSQLStore as Incumbent } from '@mastra/libsql';

import { LibSQLStore } from '../../client/index.js';
import type { Job, Outcome } from './job.js';

const [name, url, authToken, rows] = process.argv.slice(2) as [string, string, string?, string?];

let trips = 0;
let rowsRead = 0;
let rowsWritten = 0;
const counting = async (...args: Parameters<typeof fetch>) => {
  const asked = args[0] instanceof Request ? args[0].url : String(args[0]);
  // Without the form that is no JSON it takes the one that is.
  if (rows !== undefined && asked.includes('protobuf')) return new Response(null, { status: 404 });
  trips += 1;
  const response = await fetch(...args);
  if (rows !== undefined) count(await response.clone().json());
  return response;
};

/** Adds up what an answer says of its statements, alone or in batches. */
function count(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return;
  const { rows_read: read, rows_written: written } = answer as Record<string, unknown>;
  if (typeof read === 'number') rowsRead += read;
  if (typeof written === 'number') rowsWritten += written;
  for (const member of Object.values(answer)) count(member);
}

// The types of the two packages do not agree on what may be undefined.
const countingClient = () => createClient({ url, authToken: authToken!, fetch: counting }) as never;

const store =
  name === 'agentkeep'
    ? new LibSQLStore({ url, authToken, fetch: counting as never })
    : url.startsWith('file:')
      ? new Incumbent({ id: 'incumbent', url })
      : new Incumbent({ id: 'incumbent', client: countingClient() });
type Domain = Record<string, (...args: readonly unknown[]) => Promise<unknown>>;

// On a new server the statements of the incumbent, which come at once, trip over one another.
async function init(): Promise<void> {
  try {
    await store.init();
  } catch (cause) {
    if (!String((cause as Error).message).includes('SQLITE_SCHEMA')) throw cause;
    for (const domain of Object.values(store.stores!)) await domain.init();
  }
}

async function run(job: Job): Promise<void> {
  if ('init' in job) return init();
  const [name, method] = job.method.split('.') as ['memory', string];
  const domain = (await store.getStore(name)) as unknown as Domain;
  for (const args of job.calls) await domain[method]!(...args);
}

process.on('message', (job: Job) => {
  trips = rowsRead = rowsWritten = 0;
  const began = performance.now();
  const cpu = process.cpuUsage();
  run(job).then(
    () => {
      const ms = performance.now() - began;
      const { user, system } = process.cpuUsage(cpu);
      const cpuMs = (user + system) / 1000;
      process.send!({ ms, cpuMs, trips, rowsRead, rowsWritten } satisfies Outcome);
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
