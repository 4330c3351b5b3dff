// Definitions of agents in versions: LibSQLStore beside @mastra/libsql.
import { randomUUID } from 'node:crypto';

import type { Job } from '../libsql/job.ts';
import { sectionOf } from '../libsql/measure.ts';
import type { Place, Workload } from '../libsql/measure.ts';
import type { Context } from '../support/context.ts';
import type { Section } from '../support/report.ts';

const kAgents = 200;
const kVersions = 3;
const kUsers = 50;

/** Times the calls per second of @mastra/libsql. */
const kAtLeast: Record<Place, number> = { file: 1, sqld: 1.5 };

const idOf = (i: number) => `agent-${i % kAgents}`;

/** A configuration of some 2 KB. */
const config = (i: number) => ({
  name: `Agent ${i}`,
  description: 'Answers what customers ask about their orders.',
  instructions: `You are agent ${i}. ${'Answer briefly, and say what you do not know. '.repeat(20)}`,
  model: { provider: 'openai', name: 'gpt-4.1', temperature: 0.2 },
  tools: Object.fromEntries(
    Array.from({ length: 8 }, (_, tool) => [`tool-${tool}`, { description: `Does ${tool}.` }]),
  ),
  defaultOptions: { maxSteps: 10, modelSettings: { maxOutputTokens: 2000 } },
  memory: { options: { lastMessages: 20, semanticRecall: false } },
  scorers: { relevancy: { sampling: { type: 'ratio', rate: 0.1 } } },
});

let next = 0;

const kCalls: Record<string, (call: number) => readonly [method: string, ...args: unknown[]]> = {
  create: (call) => [
    'agents.create',
    { agent: { id: randomUUID(), authorId: 'ada', metadata: { team: 'a' }, ...config(call) } },
  ],
  getByIdResolved: (call) => ['agents.getByIdResolved', idOf(call)],
  'list 100': () => ['agents.list', { authorId: 'all', perPage: 100 }],
  'listResolved 100': () => ['agents.listResolved', { authorId: 'all', perPage: 100 }],
  createVersion: (call) => [
    'agents.createVersion',
    {
      ...{ id: randomUUID(), agentId: idOf(call), versionNumber: kVersions + 1 + call },
      ...{ changedFields: ['instructions'], changeMessage: 'changed', ...config(call) },
    },
  ],
  favorite: (call) => [
    'favorites.favorite',
    { userId: `user-${call}`, entityType: 'agent', entityId: idOf(call) },
  ],
};

const kWorkload: Workload = {
  operations: Object.keys(kCalls),
  seed() {
    const ids = Array.from({ length: kAgents }, (_, i) => i);
    const versions = ids.flatMap((i) =>
      Array.from({ length: kVersions - 1 }, (_, v) => ({
        id: `${idOf(i)}-${v + 2}`,
        ...{ agentId: idOf(i), versionNumber: v + 2, ...config(i) },
      })),
    );
    const published = { status: 'published' };
    return [
      {
        method: 'agents.create',
        calls: ids.map((i) => [{ agent: { id: idOf(i), authorId: 'all', ...config(i) } }]),
      },
      { method: 'agents.createVersion', calls: versions.map((version) => [version]) },
      {
        method: 'agents.update',
        calls: ids.map((i) => [{ id: idOf(i), activeVersionId: `${idOf(i)}-2`, ...published }]),
      },
      {
        method: 'favorites.favorite',
        calls: ids.map((i) => [
          { userId: `u-${i % kUsers}`, entityType: 'agent', entityId: idOf(i) },
        ]),
      },
    ];
  },
  callsOf(operation, count): Job {
    const calls = Array.from({ length: count }, () => kCalls[operation]!(next++));
    return { method: calls[0]![0], calls: calls.map(([, ...args]) => args) };
  },
};

export const editor = (_context: Context): Promise<Section> =>
  sectionOf(kWorkload, {
    title: 'Definitions of agents',
    of: `${kAgents} agents of ${kVersions} versions of some 2 KB each.`,
    atLeast: (place) => kAtLeast[place],
  });
