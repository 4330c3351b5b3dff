import type { MastraCompositeStore } from '@mastra/core/storage';

const at = (ms: number) => new Date(1_770_000_000_000 + ms);
export const thread = (id: string) => ({
  ...{ id, resourceId: 'r', title: 'T', metadata: { a: 1 } },
  ...{ createdAt: at(0), updatedAt: at(0) },
});
export const messages = (threadId: string, count: number, prefix = threadId) =>
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
export const operations: Record<string, (store: MastraCompositeStore) => Promise<unknown>> = {
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
