// Start-up: from the spawn of workerd until it listens. Modules are compiled and evaluated by then.
import type { StoreName } from '../stores.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { Workerd } from '../support/workerd.ts';

const kMeasured: StoreName[] = ['empty', 'incumbent', 'agentkeep'];
const kStarts = 15;
const kLimitMs = 15;

interface Starts {
  name: StoreName;
  configFile: string;
  ms: number[];
  cpuMs: number[];
}

export async function start(context: Context): Promise<Section> {
  const measured: Starts[] = [];
  for (const name of kMeasured) {
    if (name !== 'empty' && !context.has(name)) continue;
    measured.push({ name, configFile: await context.workerdConfig(name), ms: [], cpuMs: [] });
  }
  // One round that does not count brings the files into the page cache.
  for (let round = 0; round <= kStarts; round += 1) {
    for (const { configFile, ms, cpuMs } of measured) {
      const workerd = await Workerd.start(configFile);
      if (round > 0) {
        ms.push(workerd.startMs);
        cpuMs.push(await workerd.cpuMs());
      }
      await workerd.stop();
    }
  }
  const [empty] = measured;
  const overEmpty = (starts: Starts) => median(starts.ms) - median(empty.ms);
  return {
    title: 'Start-up',
    notes: [`Medians of ${kStarts} alternating starts of workerd, from spawn until it listens.`],
    columns: ['', 'ms', 'CPU ms', 'ms over empty'],
    rows: measured.map((starts) => [
      starts.name,
      median(starts.ms).toFixed(1),
      median(starts.cpuMs).toFixed(1),
      overEmpty(starts).toFixed(1),
    ]),
    targets: measured
      .filter(({ name }) => name === 'agentkeep')
      .map((starts) => ({
        what: 'start-up over an empty Worker, ms',
        value: overEmpty(starts),
        limit: kLimitMs,
        atMost: true,
      })),
  };
}
