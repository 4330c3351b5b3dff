// Run by racing-processes.test.ts as a process of its own: rivals who want what all others want, too,
// each with its own store. Prints what they got as one line of JSON. Arguments: the file, their
// names, how many rounds, and what there is.
import { writeSync } from 'node:fs';
import { LibSQLStore } from '../../../../client/index.js';

/** What the rivals are after. */
export interface Prize {
  readonly datasetId: string;
  readonly experimentId: string;
  readonly scheduleId: string;
  readonly threadId: string;
  readonly scope: string;
  readonly firstFireMs: number;
}

/** What rivals of this process were the ones to have. */
export interface Won {
  /** The round of each. */
  readonly tasks: number[];
  readonly fires: number[];
  readonly versions: number[];
  /** `<entry> <who claims it>` */
  readonly entries: string[];
}

const [file, names, count, given] = process.argv.slice(2) as [string, string, string, string];
const { datasetId, experimentId, scheduleId, threadId, scope, firstFireMs } = JSON.parse(
  given,
) as Prize;
const won: Won = { tasks: [], fires: [], versions: [], entries: [] };
const at = new Date();

async function compete(name: string): Promise<void> {
  const store = new LibSQLStore({ url: `file:${file}` });
  const { backgroundTasks, schedules, datasets, experiments, notifications, knowledge } =
    store.stores;
  for (let round = 0; round < Number(count); round++) {
    const claimed = await backgroundTasks!.updateTask(
      ...([`task${round}`, { status: 'running' }, { expectedStatus: 'pending' }] as const),
    );
    if (claimed) won.tasks.push(round);
    const next = firstFireMs + round;
    const fired = await schedules!.updateScheduleNextFire(
      ...([scheduleId, next, next + 1, next, name] as const),
    );
    if (fired) won.fires.push(round);
    const item = await datasets!.addItem({ datasetId, input: `${name} ${round}` });
    won.versions.push(item.datasetVersion);
    await experiments!.upsertExperimentResult({
      ...{ experimentId, itemId: `item${round}`, itemDatasetVersion: 1, input: name, output: null },
      ...{ groundTruth: null, error: null, startedAt: at, completedAt: at, retryCount: 0 },
    });
    await notifications!.createNotification({
      ...{ threadId, source: 's', kind: 'k', summary: name, dedupeKey: `d${round}` },
    });
    // For longer than the race is, so that none is claimed again.
    const entries = await knowledge!.claimSemanticOutbox({
      ...{ workerId: name, scope: [scope], limit: 1, claimTimeoutMs: 36_000_000 },
    });
    for (const { id, claimedBy } of entries) won.entries.push(`${id} ${claimedBy}`);
  }
  await store.close();
}

await Promise.all(names.split(',').map(compete));
writeSync(1, `${JSON.stringify(won)}\n`);
