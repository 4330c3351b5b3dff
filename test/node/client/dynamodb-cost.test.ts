// Calls and units of each method beside those of @mastra/dynamodb, on one DynamoDB in one run. The
// units are those of DynamoDB Local (AGENTKEEP_DYNAMODB_LOCAL=1); AGENTKEEP_DYNAMODB_BENCH=1 also
// measures how long saving takes, and prints both.
import { DynamoDBStore as Incumbent } from '@mastra/dynamodb';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';

const at = (ms: number) => new Date(1_770_000_000_000 + ms);
const thread = (id: string) => ({
  ...{ id, resourceId: 'r', title: 'T', metadata: { a: 1 } },
  ...{ createdAt: at(0), updatedAt: at(0) },
});
const messages = (threadId: string, count: number, prefix = threadId) =>
  Array.from({ length: count }, (_, i) => ({
    ...{ id: `${prefix}-${i}`, threadId, resourceId: 'r', role: 'user' as const, type: 'v2' },
    createdAt: at(i),
    content: {
      format: 2 as const,
      parts: [{ type: 'text' as const, text: `message ${i} `.repeat(20) }],
    },
  }));
const run = { workflowName: 'w', runId: 'run' };
const snapshot = (status: string) => ({ runId: 'run', status, value: {}, context: {} }) as never;
const step = { status: 'success', output: 1, payload: {}, startedAt: 1, endedAt: 2 } as const;
const score = {
  ...{ scorerId: 's', entityId: 'e', entityType: 'AGENT' as const, runId: 'run', score: 1 },
  ...{ input: [], output: {}, scorer: {}, source: 'TEST' as const, entity: {} },
};
const page = { page: 0, perPage: 10 };

/** In an order in which each finds what it needs. */
const operations: Record<string, (store: MastraCompositeStore) => Promise<unknown>> = {
  saveThread: ({ stores }) => stores!.memory!.saveThread({ thread: thread('t') }),
  'saveMessages, 1': ({ stores }) => stores!.memory!.saveMessages({ messages: messages('t', 1) }),
  'saveMessages, 10': ({ stores }) =>
    stores!.memory!.saveMessages({ messages: messages('t', 10, 'ten') }),
  'saveMessages, 100': ({ stores }) =>
    stores!.memory!.saveMessages({ messages: messages('t', 100, 'hundred') }),
  getThreadById: ({ stores }) => stores!.memory!.getThreadById({ threadId: 't' }),
  'listMessages, 40 of 111': ({ stores }) => stores!.memory!.listMessages({ threadId: 't' }),
  'listMessages, include 2': ({ stores }) =>
    stores!.memory!.listMessages({
      ...{ threadId: 't', perPage: 0 },
      include: ['hundred-50', 'ten-5'].map((id) => ({
        ...{ id, withPreviousMessages: 2, withNextMessages: 2 },
      })),
    }),
  'listMessagesById, 5': ({ stores }) =>
    stores!.memory!.listMessagesById({ messageIds: messages('t', 5, 'ten').map(({ id }) => id) }),
  listThreads: ({ stores }) => stores!.memory!.listThreads({ filter: { resourceId: 'r' } }),
  updateThread: ({ stores }) =>
    stores!.memory!.updateThread({ id: 't', title: 'New', metadata: { b: 2 } }),
  updateMessages: ({ stores }) =>
    stores!.memory!.updateMessages({
      messages: [{ id: 'ten-1', content: { metadata: { seen: true } } }] as never,
    }),
  'deleteMessages, 2': ({ stores }) => stores!.memory!.deleteMessages(['ten-1', 'ten-2']),
  saveResource: ({ stores }) =>
    stores!.memory!.saveResource({
      resource: { id: 'r', workingMemory: 'w', createdAt: at(0), updatedAt: at(0) },
    }),
  getResourceById: ({ stores }) => stores!.memory!.getResourceById({ resourceId: 'r' }),
  updateResource: ({ stores }) =>
    stores!.memory!.updateResource({ resourceId: 'r', metadata: { a: 1 } }),
  'saveThread, another': ({ stores }) => stores!.memory!.saveThread({ thread: thread('empty') }),
  'deleteThread, empty': ({ stores }) => stores!.memory!.deleteThread({ threadId: 'empty' }),
  'deleteThread, 109 messages': ({ stores }) => stores!.memory!.deleteThread({ threadId: 't' }),
  persistWorkflowSnapshot: ({ stores }) =>
    stores!.workflows!.persistWorkflowSnapshot({ ...run, snapshot: snapshot('running') }),
  'persistWorkflowSnapshot, again': ({ stores }) =>
    stores!.workflows!.persistWorkflowSnapshot({ ...run, snapshot: snapshot('waiting') }),
  loadWorkflowSnapshot: ({ stores }) => stores!.workflows!.loadWorkflowSnapshot(run),
  updateWorkflowResults: ({ stores }) =>
    stores!.workflows!.updateWorkflowResults({
      ...{ ...run, stepId: 'a', result: step, requestContext: {} },
    }),
  updateWorkflowState: ({ stores }) =>
    stores!.workflows!.updateWorkflowState({ ...run, opts: { status: 'success' } }),
  'getWorkflowRunById, by run': ({ stores }) =>
    stores!.workflows!.getWorkflowRunById({ runId: 'run' }),
  listWorkflowRuns: ({ stores }) => stores!.workflows!.listWorkflowRuns({ workflowName: 'w' }),
  deleteWorkflowRunById: ({ stores }) => stores!.workflows!.deleteWorkflowRunById(run),
  saveScore: ({ stores }) => stores!.scores!.saveScore(score),
  listScoresByScorerId: ({ stores }) =>
    stores!.scores!.listScoresByScorerId({ scorerId: 's', pagination: page }),
  listScoresByRunId: ({ stores }) =>
    stores!.scores!.listScoresByRunId({ runId: 'run', pagination: page }),
};

/**
 * Where it has a price that all or nothing is written, and nothing is lost: what is written in a
 * transaction counts twice, and so does reading what is, and not what was a moment ago. The
 * incumbent writes item by item, after reads that may be late.
 */
const dearer: Record<string, readonly string[]> = {
  'saveMessages, 1': ['write'],
  'saveMessages, 10': ['write'],
  'saveMessages, 100': ['write'],
  updateMessages: ['read', 'write'],
  'deleteMessages, 2': ['read', 'write'],
  'deleteThread, 109 messages': ['write'],
  updateThread: ['read'],
  updateResource: ['read'],
  updateWorkflowResults: ['read'],
  updateWorkflowState: ['read'],
};

interface Cost {
  calls: number;
  readUnits: number;
  writeUnits: number;
}

describe('what each method costs, beside @mastra/dynamodb', () => {
  let peer: DynamoPeer;
  const stores: Record<string, MastraCompositeStore> = {};

  beforeAll(async () => {
    peer = await DynamoPeer.start();
    const { endpoint } = peer;
    for (const tableName of ['ours', 'theirs']) await peer.createTable(tableName);
    stores['ours'] = new DynamoDBStore({
      name: 'ours',
      config: { tableName: 'ours', endpoint, credentials },
    });
    stores['theirs'] = new Incumbent({
      name: 'theirs',
      config: { id: 'theirs', tableName: 'theirs', endpoint, credentials },
    });
    for (const store of Object.values(stores)) await store.init();
  });
  afterAll(async () => {
    await (stores['theirs'] as Incumbent | undefined)?.close();
    await peer.stop();
  });

  it('is never more calls, nor more units but where all or nothing has a price', async () => {
    const rows: string[] = [];
    const wrong: string[] = [];
    for (const [name, operation] of Object.entries(operations)) {
      const cost = async (store: MastraCompositeStore): Promise<Cost> => {
        peer.passed.length = 0;
        await operation(store);
        const sum = (of: 'readUnits' | 'writeUnits') =>
          peer.passed.reduce((total, passed) => total + passed[of], 0);
        const { length: calls } = peer.passed;
        return { calls, readUnits: sum('readUnits'), writeUnits: sum('writeUnits') };
      };
      const theirs = await cost(stores['theirs']!);
      const ours = await cost(stores['ours']!);
      const cells = [ours, theirs].map((c) => `${c.calls} / ${c.readUnits} / ${c.writeUnits}`);
      rows.push(`| ${[name, ...cells].join(' | ')} |`);
      if (ours.calls > theirs.calls) wrong.push(`${name}: calls`);
      if (!peer.isOfficial) continue;
      for (const of of ['read', 'write'] as const) {
        const isMore = ours[`${of}Units`] > theirs[`${of}Units`];
        if (isMore !== (dearer[name]?.includes(of) ?? false)) wrong.push(`${name}: ${of} units`);
      }
    }
    if (process.env['AGENTKEEP_DYNAMODB_BENCH'] === '1')
      process.stderr.write(rows.join('\n') + '\n');
    expect(wrong).toEqual([]);
  });

  const bench = process.env['AGENTKEEP_DYNAMODB_BENCH'] === '1' ? it : undefined;
  bench?.('saves 100 messages at least 5 times as fast', async () => {
    peer.isMetering = false;
    const times: Record<string, number[]> = { ours: [], theirs: [] };
    for (const store of Object.values(stores)) {
      await store.stores!.memory!.saveThread({ thread: thread('bench') });
    }
    for (let round = 0; round < 30; round++) {
      for (const [name, store] of Object.entries(stores)) {
        const batch = messages('bench', 100, `bench-${round}`);
        const begun = performance.now();
        await store.stores!.memory!.saveMessages({ messages: batch });
        if (round >= 10) times[name]!.push(performance.now() - begun);
      }
    }
    const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)]!;
    const [ours, theirs] = [median(times['ours']!), median(times['theirs']!)];
    process.stderr.write(`saveMessages(100): ${ours.toFixed(1)} ms, ${theirs.toFixed(1)} ms\n`);
    expect(theirs / ours).toBeGreaterThan(5);
  });
});
