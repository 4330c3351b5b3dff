// DynamoDBStore beside @mastra/dynamodb, on one DynamoDB: calls, units, and how long they take.
import { pathToFileURL } from 'node:url';
import { bundleForNode } from '../support/bundle.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';

const kDistancesMs = [0, 3];
const kFaster = 5; // saveMessages x100

interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

const kCounted: [string, keyof Cost][] = [
  ['calls', 'calls'],
  ['read units', 'readUnits'],
  ['write units', 'writeUnits'],
];

interface Measure {
  costs(): Promise<{
    rows: { name: string; ours: Cost; apart: Cost; theirs: Cost }[];
    isOfficial: boolean;
  }>;
  times(distanceMs: number): Promise<Record<string, Record<string, number[]>>>;
}

export async function dynamodb(): Promise<Section> {
  const measure = await measuring();
  const { rows: costs, isOfficial } = await measure.costs();
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const text = ({ calls, readUnits, writeUnits }: Cost) =>
    `${calls} / ${readUnits} / ${writeUnits}`;
  for (const { name, ours, apart, theirs } of costs) {
    rows.push([name, text(ours), text(apart), text(theirs), '']);
    for (const [what, kind] of kCounted) {
      const [value, limit] = [ours[kind], theirs[kind]];
      targets.push({ what: `${name}, ${what}`, value, limit, atMost: true });
      targets.push({
        what: `${name}, without transactions, ${what}`,
        value: apart[kind],
        limit,
        atMost: true,
      });
    }
  }
  for (const distanceMs of kDistancesMs) {
    const where = distanceMs === 0 ? '' : `, ${distanceMs} ms away`;
    for (const [name, times] of Object.entries(await measure.times(distanceMs))) {
      const ms = (of: string) => median(times[of]);
      const show = (value: number) => `${value.toFixed(1)} ms`;
      const ratio = ms('theirs') / ms('ours');
      rows.push([
        name + where,
        show(ms('ours')),
        show(ms('apart')),
        show(ms('theirs')),
        `${ratio.toFixed(1)}x`,
      ]);
      for (const way of Object.keys(times)) {
        if (['ours', 'apart', 'theirs'].includes(way)) continue;
        const share = `${(ms('theirs') / ms(way)).toFixed(1)}x`;
        rows.push([`${name}${where}, ${way}`, show(ms(way)), '', '', share]);
      }
      if (name !== 'saveMessages x100') continue;
      const what = `${name}${where}, times the calls per second of @mastra/dynamodb`;
      targets.push({ what, value: ratio, limit: kFaster, atMost: false });
    }
  }
  return {
    title: 'DynamoDB',
    notes: [
      `The classes of both packages in one process on one ${isOfficial ? 'DynamoDB Local' : 'dynalite'} of this ` +
        'machine, one call after another. Cells: calls / read units / write units, then medians of the time of ' +
        'a call, also with a round trip that takes so much longer, as it does to a region.',
      'Units are what it says that it consumed, and for transactions what DynamoDB bills: an item twice in the ' +
        'table, once in an index.',
    ],
    columns: [
      'operation',
      'agentkeep',
      'without transactions',
      '@mastra/dynamodb',
      'agentkeep over it',
    ],
    rows,
    targets,
  };
}

async function measuring(): Promise<Measure> {
  const outfile = await bundleForNode('bench/dynamodb/measure.ts', 'dynamodb.mjs');
  return (await import(pathToFileURL(outfile).href)) as Measure;
}
