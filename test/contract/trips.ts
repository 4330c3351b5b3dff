import type { MastraDBMessage } from '@mastra/core/agent';
import type { SaveScorePayload } from '@mastra/core/evals';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import type {
  MemoryStore,
  ScoresStore,
  WorkflowDefinitionsStore,
  WorkflowsStore,
} from '../../client/index.js';
import type { Subject } from './suite.js';

const now = new Date();
const page = { page: 0, perPage: 10 };

/** Calls every method once, and prints a line about the transport: what its methods cost. */
export function trips(subject: Subject): void {
  it('are one for almost every method', async () => {
    const store = subject.store();
    await store.init();
    const memory = (await store.getStore('memory')) as MemoryStore;
    const workflows = (await store.getStore('workflows')) as WorkflowsStore;
    const definitions = (await store.getStore('workflowDefinitions')) as WorkflowDefinitionsStore;
    const scores = (await store.getStore('scores')) as ScoresStore;

    const [t, r, m] = [randomUUID(), randomUUID(), randomUUID()];
    const thread = { id: t, resourceId: r, title: '', createdAt: now, updatedAt: now };
    const message = (id: string): MastraDBMessage => ({
      id,
      threadId: t,
      resourceId: r,
      role: 'user',
      createdAt: now,
      content: { format: 2, parts: [{ type: 'text', text: id }] },
    });
    const run = { workflowName: 'trips', runId: randomUUID() };
    const snapshot = { runId: run.runId, status: 'running', context: {}, value: {} };
    const result = { status: 'success', output: 1, payload: {}, startedAt: 1, endedAt: 2 } as const;
    const score = {
      id: randomUUID(),
      scorerId: 'tone',
      entityId: 'clerk',
      entityType: 'AGENT',
      runId: run.runId,
      output: {},
      score: 1,
      scorer: { id: 'tone' },
      source: 'TEST',
      entity: { id: 'clerk' },
    } as SaveScorePayload & { id: string };
    const begin = { threadId: t, resourceId: r, scope: 'thread', config: {} } as const;
    let record = await memory.initializeObservationalMemory({ ...begin, threadId: randomUUID() });
    const { id } = record;
    const chunk = {
      cycleId: 'a',
      observations: 'saw',
      tokenCount: 1,
      messageIds: [m],
      messageTokens: 9,
      lastObservedAt: now,
    };
    const whole = { ...record, id: randomUUID(), threadId: randomUUID() };
    const messages = { messages: { maxAge: 1, batchSize: 10 } };

    const calls: Record<string, () => Promise<unknown>> = {
      saveThread: () => memory.saveThread({ thread }),
      getThreadById: () => memory.getThreadById({ threadId: t }),
      updateThread: () => memory.updateThread({ id: t, title: 'b', metadata: { a: 1 } }),
      patchThread: () => memory.patchThread({ id: t, metadata: { b: 1 } }),
      updateThreadMetadata: () => memory.updateThreadMetadata({ id: t, update: () => ({ c: 1 }) }),
      listThreads: () => memory.listThreads({}),
      saveMessages: () => memory.saveMessages({ messages: [message(m)] }),
      listMessages: () => memory.listMessages({ threadId: t, include: [{ id: m }] }),
      listMessagesByResourceId: () => memory.listMessagesByResourceId({ resourceId: r }),
      listMessagesById: () => memory.listMessagesById({ messageIds: [m] }),
      updateMessages: () =>
        memory.updateMessages({ messages: [{ ...message(m), role: 'assistant' }] }),
      copyThread: () => memory.copyThread({ sourceThreadId: t }),
      cloneThread: () => memory.cloneThread({ sourceThreadId: t }),
      updateThreadResourceId: () => memory.updateThreadResourceId({ threadId: t, resourceId: r }),
      saveResource: () =>
        memory.saveResource({ resource: { id: r, createdAt: now, updatedAt: now } }),
      getResourceById: () => memory.getResourceById({ resourceId: r }),
      updateResource: () => memory.updateResource({ resourceId: r, metadata: { a: 1 } }),
      initializeObservationalMemory: () => memory.initializeObservationalMemory(begin),
      insertObservationalMemoryRecord: () => memory.insertObservationalMemoryRecord(whole),
      getObservationalMemory: () => memory.getObservationalMemory(t, r),
      getObservationalMemoryHistory: () => memory.getObservationalMemoryHistory(t, r),
      updateActiveObservations: () =>
        memory.updateActiveObservations({
          id,
          observations: 'one',
          tokenCount: 1,
          lastObservedAt: now,
        }),
      updateBufferedObservations: () => memory.updateBufferedObservations({ id, chunk }),
      swapBufferedToActive: () =>
        memory.swapBufferedToActive({
          id,
          activationRatio: 1,
          messageTokensThreshold: 9,
          currentPendingTokens: 9,
          lastObservedAt: now,
        }),
      updateBufferedReflection: () =>
        memory.updateBufferedReflection({
          id,
          reflection: 'in short',
          tokenCount: 1,
          inputTokenCount: 2,
          reflectedObservationLineCount: 1,
        }),
      swapBufferedReflectionToActive: async () => {
        record = await memory.swapBufferedReflectionToActive({
          currentRecord: { ...record, bufferedReflection: 'in short' },
          tokenCount: 1,
        });
      },
      createReflectionGeneration: () =>
        memory.createReflectionGeneration({
          currentRecord: record,
          reflection: 'shorter',
          tokenCount: 1,
        }),
      setReflectingFlag: () => memory.setReflectingFlag(id, true),
      setObservingFlag: () => memory.setObservingFlag(id, true),
      setBufferingObservationFlag: () => memory.setBufferingObservationFlag(id, true, 1),
      setBufferingReflectionFlag: () => memory.setBufferingReflectionFlag(id, true),
      setPendingMessageTokens: () => memory.setPendingMessageTokens(id, 1),
      updateObservationalMemoryConfig: () =>
        memory.updateObservationalMemoryConfig({ id, config: { a: 1 } }),
      clearObservationalMemory: () => memory.clearObservationalMemory(t, r),
      deleteMessages: () => memory.deleteMessages([m]),
      deleteThread: () => memory.deleteThread({ threadId: t }),
      prune: () => memory.prune(messages, { maxBatches: 1 }),
      persistWorkflowSnapshot: () =>
        workflows.persistWorkflowSnapshot({
          ...run,
          snapshot: snapshot as unknown as WorkflowRunState,
        }),
      loadWorkflowSnapshot: () => workflows.loadWorkflowSnapshot(run),
      updateWorkflowResults: () =>
        workflows.updateWorkflowResults({ ...run, stepId: 'a', result, requestContext: {} }),
      updateWorkflowState: () =>
        workflows.updateWorkflowState({ ...run, opts: { status: 'failed' } }),
      listWorkflowRuns: () => workflows.listWorkflowRuns(),
      getWorkflowRunById: () => workflows.getWorkflowRunById(run),
      deleteWorkflowRunById: () => workflows.deleteWorkflowRunById(run),
      'definitions.upsert': () =>
        definitions.upsert({ id: t, inputSchema: {}, outputSchema: {}, graph: [] }),
      'definitions.get': () => definitions.get(t),
      'definitions.list': () => definitions.list(),
      'definitions.delete': () => definitions.delete(t),
      saveScore: () => scores.saveScore(score),
      getScoreById: () => scores.getScoreById({ id: score.id }),
      listScoresByScorerId: () =>
        scores.listScoresByScorerId({ scorerId: 'tone', pagination: page }),
      listScoresByRunId: () => scores.listScoresByRunId({ runId: run.runId, pagination: page }),
      listScoresByEntityId: () =>
        scores.listScoresByEntityId({ entityId: 'clerk', entityType: 'AGENT', pagination: page }),
      listScoresBySpan: () =>
        scores.listScoresBySpan({ traceId: 't', spanId: 's', pagination: page }),
      dangerouslyClearAll: () => memory.dangerouslyClearAll(),
    };
    const counted = new Map<number, string[]>();
    const statements: number[] = [];
    for (const [name, call] of Object.entries(calls)) {
      let trips: number | undefined;
      const run = await subject.statements(async () => (trips = await subject.counted(call)));
      if (run !== undefined) statements.push(run);
      counted.set(trips ?? NaN, [...(counted.get(trips ?? NaN) ?? []), name]);
    }
    const told = statements.length > 0 ? inProcess(statements) : described(counted);
    writeSync(2, `contract over ${subject.name}: ${told}\n`);
    // BEGIN, COMMIT, a statement for each table, and of a file how much of it is free.
    expect(Math.max(...statements, 0)).toBeLessThanOrEqual(13);
    // What is computed outside of the database: read, then written if nobody else was faster.
    const twice = [
      'updateThreadMetadata',
      'copyThread',
      'cloneThread',
      'swapBufferedToActive',
      'swapBufferedReflectionToActive',
    ];
    for (const [count, names] of counted) {
      if (Number.isNaN(count) || count <= 1) continue;
      expect(count, names.join()).toBe(2);
      for (const name of names) expect(twice).toContain(name);
    }
  });
}

function inProcess(statements: readonly number[]): string {
  const sum = statements.reduce((total, each) => total + each, 0);
  return (
    `${statements.length} methods in 0 round trips, with ${Math.min(...statements)} to ` +
    `${Math.max(...statements)} statements, ${(sum / statements.length).toFixed(1)} on average, ` +
    'BEGIN and COMMIT included'
  );
}

function described(counted: Map<number, string[]>): string {
  return [...counted]
    .sort(([a], [b]) => a - b)
    .map(([count, names]) => {
      if (Number.isNaN(count)) return `${names.length} methods, round trips not counted`;
      const which = count === 1 || names.length > 9 ? '' : ` (${names.join(', ')})`;
      return `${names.length} methods in ${count} round trip${count === 1 ? '' : 's'}${which}`;
    })
    .join(', ');
}
