// Spans on PostgreSQL: the class beside both stores of @mastra/pg.
import { pathToFileURL } from 'node:url';
import { ObservabilityStoragePostgresVNext, PostgresStore as Incumbent } from '@mastra/pg';

import { PostgresServer } from '../../test/node/client/support/postgres-server.ts';
import { bundleForNode } from '../support/bundle.ts';
import type { Section, Target } from '../support/report.ts';
import { median } from '../support/stats.ts';
import { kSpans, kTraces, SpanCalls } from '../traces/calls.ts';

const kBlocks = 5;
const kBlockMs = 400;

// Theirs has partitions of the days around this one.
const kStart = Math.floor(Date.now() / 86_400_000) * 86_400_000;

type Methods = Record<string, (argument: object) => Promise<unknown>>;

const spans = new SpanCalls(kStart);

async function storesOf(server: PostgresServer, closing: (() => Promise<unknown>)[]) {
  const { host, port, user, database } = server;
  const options = { host, port, user, database, password: 'trusted' };
  const outfile = await bundleForNode('client/dsql.ts', 'dsql.mjs');
  const { PostgresStore: Ours } = (await import(pathToFileURL(outfile).href)) as {
    PostgresStore: new (options: object) => Incumbent;
  };
  const made = {
    agentkeep: new Ours({ ...options, id: 'agentkeep', schemaName: 'agentkeep' }),
    '@mastra/pg': new Incumbent({ ...options, id: 'incumbent', schemaName: 'incumbent' }),
  };
  const stores = new Map<string, Methods>();
  for (const [name, store] of Object.entries(made)) {
    closing.push(() => store.close());
    await store.init();
    stores.set(name, (await store.getStore('observability')) as unknown as Methods);
  }
  const vNext = new ObservabilityStoragePostgresVNext({ ...options, schemaName: 'vnext' });
  await vNext.init();
  stores.set('@mastra/pg vNext', vNext as unknown as Methods);
  return stores;
}

/** Calls a second of each store that has the method; undefined: it has not. */
async function measure(operation: string, stores: ReadonlyMap<string, Methods>) {
  const block = async (store: Methods, count: number) => {
    const all = Array.from({ length: count }, () => spans.next(operation));
    const start = performance.now();
    for (const [method, argument] of all) await store[method]!(argument);
    return performance.now() - start;
  };
  const counts = new Map<string, number>();
  for (const [name, store] of stores) {
    try {
      await block(store, 2);
    } catch (error) {
      if (!String((error as { id?: string }).id).endsWith('_NOT_IMPLEMENTED')) throw error;
      continue;
    }
    counts.set(name, Math.max(2, Math.round((kBlockMs * 4) / (await block(store, 4)))));
  }
  const times = new Map<string, number[]>([...counts.keys()].map((name) => [name, []]));
  for (let round = 0; round < kBlocks; round += 1) {
    for (const [name, count] of counts) {
      times.get(name)!.push((await block(stores.get(name)!, count)) / count);
    }
  }
  return new Map([...times].map(([name, ms]) => [name, 1000 / median(ms)]));
}

export async function tracesPostgres(): Promise<Section> {
  const rows: Section['rows'] = [];
  const targets: Target[] = [];
  const server = await PostgresServer.start({});
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const stores = await storesOf(server, closing);
    for (const store of stores.values()) {
      for (const batch of spans.seed()) await store['batchCreateSpans']!(batch);
    }
    for (const operation of spans.operations) {
      const speeds = await measure(operation, stores);
      const ours = speeds.get('agentkeep') ?? NaN;
      rows.push([
        operation,
        ...[...stores.keys()].map((name) => speeds.get(name) ?? 'not there'),
        ...[...stores.keys()].slice(1).map((name) => {
          const theirs = speeds.get(name);
          return theirs === undefined ? '' : `${(ours / theirs).toFixed(2)}x`;
        }),
      ]);
      for (const [name, theirs] of speeds) {
        if (name === 'agentkeep') continue;
        const what = `${operation}, times the calls per second of ${name}`;
        targets.push({ what, value: ours / theirs, limit: 1, atMost: false });
      }
    }
  } finally {
    for (const close of closing) await close();
    await server.stop();
  }
  return {
    title: 'Spans on PostgreSQL',
    notes: [
      `${kTraces} traces of ${kSpans} spans of some 700 bytes. The classes in one process of Node, one call after ` +
        'another, on one PostgreSQL 16 of this machine, each in a schema of its own; fsync, synchronous_commit and ' +
        'full_page_writes off. vNext adds rows and changes none: it has no updates. Calls a second, medians of ' +
        `${kBlocks} alternating blocks.`,
    ],
    columns: [
      'operation',
      'agentkeep',
      '@mastra/pg',
      '@mastra/pg vNext',
      'over @mastra/pg',
      'over vNext',
    ],
    rows,
    targets,
  };
}
