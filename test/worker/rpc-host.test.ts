import { afterEach, describe, expect, it, vi } from 'vitest';
import { methods } from '../../worker/host/methods.js';
import { Instances } from '../../worker/host/instance.js';
import { Http } from '../../worker/http.js';
import { revive } from '../../worker/host/revive.js';
import { entrypointOf } from '../../worker/rpc.js';
import type { Props, Store } from '../../worker/rpc.js';
import { Service } from '../../worker/host/service.js';
import { database } from './support/deployment.js';
import { builtCore, thread } from './support/memory.js';
import { refusalOf } from './support/store-bindings.js';

// The entrypoint in this isolate, where a test sees what it asks of the platform.
const service = new Service(new Instances(builtCore));
const Entrypoint = entrypointOf(new Http(service), service);

function storeOf(log: string, props?: Props, waited: Promise<unknown>[] = []): Store {
  const ctx = {
    props,
    waitUntil: (promise: Promise<unknown>) => void waited.push(promise),
  } as unknown as ExecutionContext<Props>;
  return new Entrypoint(ctx, { DB: database, AGENTKEEP_LOG: log }) as unknown as Store;
}

it('a write, and only a write, goes on when its caller has gone', async () => {
  const waited: Promise<unknown>[] = [];
  const store = storeOf('off', undefined, waited);
  const saving = store.memory.saveThread({ thread: thread('waited-for') });
  expect(waited).toHaveLength(1);
  await waited[0];
  const read = await database
    .prepare("SELECT id FROM mastra_threads WHERE id = 'waited-for'")
    .all();
  expect(read.results).toHaveLength(1);
  await saving;
  await store.memory.listThreads();
  expect(waited).toHaveLength(1);
});

const replyOf = (name: string) => methods.find((each) => each.name === name)!.reply;

it('knows the dates of rows, wherever in an answer they are', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const row = () => ({ id: at, createdAt: at, metadata: { createdAt: at } });
  const revived = { ...row(), createdAt: new Date(at) };
  const answers: [string, unknown, unknown][] = [
    ['memory.getThreadById', row(), revived],
    ['memory.listThreads', { threads: [row()], total: 1 }, { threads: [revived], total: 1 }],
    [
      'memory.cloneThread',
      { thread: row(), clonedMessages: [row()] },
      { thread: revived, clonedMessages: [revived] },
    ],
    ['scores.saveScore', { score: row() }, { score: revived }],
    ['scores.listScoresByRunId', { scores: [row()] }, { scores: [revived] }],
    ['workflowDefinitions.list', { definitions: [row()] }, { definitions: [revived] }],
    ['workflows.loadWorkflowSnapshot', row(), row()],
  ];
  for (const [name, answer, expected] of answers) {
    expect(revive(replyOf(name), answer), name).toEqual(expected);
  }
});

it('leaves what is no date as it is', () => {
  const chunk = { createdAt: '2026-01-01T00:00:00.000Z', observations: '2026-01-01T00:00:00.000Z' };
  const record = { lastBufferedAtTime: null, bufferedObservationChunks: [chunk], config: chunk };
  const read = revive(
    replyOf('memory.createReflectionGeneration'),
    JSON.parse(JSON.stringify(record)),
  );
  expect(read).toEqual({
    ...record,
    bufferedObservationChunks: [{ ...chunk, createdAt: new Date('2026-01-01') }],
  });
  expect(revive(replyOf('memory.getObservationalMemory'), null)).toBeNull();
  expect(revive(replyOf('memory.deleteThread'), null)).toBeUndefined();
});

describe('every call is one line in the log', () => {
  const lines: Record<string, unknown>[] = [];
  const spy = (): void =>
    void vi.spyOn(console, 'log').mockImplementation((line: string) => {
      lines.push(JSON.parse(line) as Record<string, unknown>);
    });
  afterEach(() => {
    vi.restoreAllMocks();
    lines.length = 0;
  });

  it('done or refused, before or by the core', async () => {
    const store = storeOf('all');
    await store.memory.listThreads();
    spy();
    await store.memory.saveThread({ thread: thread('secret content') });
    const { requestId } = await refusalOf(store.memory.updateThread({ id: 'never' }));
    await refusalOf((store.memory as any).nothing({}));
    await refusalOf(storeOf('all', { tablePrefix: 'X' }).memory.listThreads());
    expect(lines).toMatchObject([
      { level: 'info', method: 'memory.saveThread', status: 200, trips: 1, prefix: '' },
      { method: 'memory.updateThread', status: 404, code: 'not_found', requestId },
      { level: 'info', method: '', status: 404, code: 'unknown_method' },
      { level: 'error', method: '', status: 500, code: 'internal' },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret content');
  });

  it('unless the settings say otherwise', async () => {
    spy();
    await refusalOf((storeOf('off').memory as any).nothing({}));
    await storeOf('errors').memory.listThreads();
    expect(lines).toEqual([]);
    await refusalOf(storeOf('errors').memory.updateThread({ id: 'never' }));
    expect(lines).toHaveLength(1);
  });
});
