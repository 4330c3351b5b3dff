import type { Config } from './config.js';
import { scope } from './host/abi.js';
import { randomBits, requestSerial } from './host/random.js';
import { parsed } from './host/run-call.js';
import { methodOf } from './host/service.js';
import type { Place, Service } from './host/service.js';

/** What a tick may ask of the database, over all tables: its other callers wait meanwhile. */
export const maxTrips = 20;
// A batch, and one more for pieces of large values that no row refers to.
const tripsOfCall = 2;

/**
 * Deletes what the policies no longer allow: a batch of each table after the other, in an order of
 * chance, so that none waits for another's end, and what is left at the end of a tick is the next
 * one's. What fails is left to the next one, too. Logs one line of counts. Says whether all is done.
 *
 * Durable Objects do it by themselves: nobody knows them all.
 */
export async function pruneAll(service: Service, config: Config, place: Place): Promise<boolean> {
  if (config.retention.length === 0 || !('open' in place)) return true;
  const startedMs = Date.now();
  const left = shuffled(config.retention);
  const sums = { deleted: 0, pieces: 0, trips: 0, statements: 0, rowsRead: 0, rowsWritten: 0 };
  const failures: string[] = [];
  let asked = 0;
  for (let policy; asked + tripsOfCall <= maxTrips && (policy = left.shift());) {
    const { tablePrefix, domain, table, maxAgeMs, batchSize } = policy;
    const reply = await service.call({ ...config, log: 'off' }, place, {
      method: methodOf(`${domain}.prune`),
      caller: { scopes: scope.admin, tablePrefix },
      requestId: requestSerial(),
      body: [
        JSON.stringify({
          policies: { [table]: { maxAge: maxAgeMs, batchSize } },
          options: { maxBatches: 1 },
        }),
      ],
    });
    sums.trips += reply.cost.trips;
    asked += reply.cost.trips || tripsOfCall; // inside an object there are none
    sums.statements += reply.cost.statements;
    sums.rowsRead += reply.cost.rowsRead;
    sums.rowsWritten += reply.cost.rowsWritten;
    if (reply.status >= 400) {
      failures.push((parsed(reply.body) as { error: { code: string } }).error.code);
      continue;
    }
    const [rows, pieces] = parsed(reply.body) as { deleted: number; done: boolean }[];
    sums.deleted += rows?.deleted ?? 0;
    sums.pieces += pieces?.deleted ?? 0;
    if (rows?.done === false) left.push(policy);
  }
  if (config.log === 'all' || (config.log === 'errors' && failures.length > 0)) {
    console.log(
      JSON.stringify({
        level: failures.length > 0 ? 'error' : 'info',
        method: 'retention',
        tables: config.retention.length,
        unfinished: left.length,
        failed: failures.length,
        codes: failures.length > 0 ? [...new Set(failures)] : undefined,
        ...sums,
        durationMs: Date.now() - startedMs,
      }),
    );
  }
  return left.length === 0 && failures.length === 0;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: randomBits() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
