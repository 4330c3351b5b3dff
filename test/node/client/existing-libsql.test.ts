// Databases that `@mastra/libsql` wrote, JSONB columns included, and that both go on to use.
import { createClient } from '@libsql/client';
import type { Client } from '@libsql/client';
import { LibSQLStore as Incumbent } from '@mastra/libsql';
import type { MastraDBMessage } from '@mastra/core/agent';
import type { SaveScorePayload } from '@mastra/core/evals';
import type { MastraCompositeStore, StorageDomains } from '@mastra/core/storage';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { Sqld } from '../../contract/support/sqld.js';
import { kAwkwardTexts } from '../../real-input/conversation-script.js';

const noon = Date.UTC(2026, 2, 1, 12);
const at = (i: number) => new Date(noon + 1000 * i);
const texts = kAwkwardTexts.map((text) => text.toWellFormed().replaceAll('\0', ''));
const text = (i: number) => texts[i % texts.length]!;

type Domains = Required<
  Pick<StorageDomains, 'memory' | 'workflows' | 'workflowDefinitions' | 'scores'>
>;

const threadOf = (id: string, more: object = {}) => ({
  id,
  resourceId: 'ada',
  title: `Thread ${text(3)}`,
  metadata: { topic: text(1), nested: { list: [1, null, 1.5] }, flag: true, n: 7 },
  createdAt: at(0),
  updatedAt: at(0),
  ...more,
});

const messageOf = (threadId: string, i: number) =>
  ({
    id: `${threadId}-${i}`,
    threadId,
    resourceId: 'ada',
    role: i % 2 === 0 ? 'user' : 'assistant',
    createdAt: at(i),
    content: {
      format: 2,
      parts: [{ type: 'text', text: text(i) }],
      metadata: { turn: i, tags: [null, 1.5, 'ä'] },
    },
  }) as MastraDBMessage;

/** The declared types ask for members that no store looks at. */
const snapshotOf = (runId: string, status: string, i: number, more: object = {}) =>
  ({
    runId,
    status,
    value: {},
    context: { input: { text: text(i), none: null, n: 1e21 } },
    serializedStepGraph: [],
    timestamp: noon,
    ...more,
  }) as unknown as WorkflowRunState;

const scoreOf = (i: number, more: object = {}) =>
  ({
    scorerId: `scorer ${i % 2}`,
    entityId: 'clerk',
    entityType: 'AGENT',
    runId: 'run',
    input: [{ role: 'user', content: text(i) }],
    output: { i, list: [1, null, { deep: 'ä' }] },
    additionalContext: { a: [] },
    score: i / 7,
    scorer: { id: `scorer ${i % 2}`, hasJudge: false },
    source: 'TEST',
    entity: { id: 'clerk' },
    metadata: { i },
    ...more,
  }) as SaveScorePayload;

const definitionOf = (id: string, more: object = {}) => ({
  id,
  inputSchema: { type: 'object', properties: { text: { type: 'string' } } },
  outputSchema: { type: 'string' },
  graph: [{ type: 'step', step: { id: text(2) } }],
  metadata: { by: text(1) },
  ...more,
});

/** As JSON, in which a date is its text, without members that are null: one of them leaks those. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, member: unknown) =>
      typeof member === 'object' && member !== null && !Array.isArray(member)
        ? Object.fromEntries(
            Object.entries(member)
              .filter(([, each]) => each !== null)
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : member,
    ),
  );

const byId = <Row extends object>(rows: Row[]) =>
  rows.map((row) => plain(row)).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** All that a store reads. */
async function readAll({ memory, workflows, workflowDefinitions, scores }: Domains) {
  const { threads } = await memory.listThreads({ perPage: false });
  const messages = [];
  for (const id of threads.map(({ id }) => id).sort()) {
    const page = await memory.listMessages({ threadId: id, perPage: false });
    messages.push(page.total, page.messages.map(plain));
    messages.push(plain(await memory.getThreadById({ threadId: id })));
  }
  const filtered = [];
  for (const metadata of [{ topic: text(1) }, { n: 7 }, { n: 8 }]) {
    filtered.push(byId((await memory.listThreads({ filter: { metadata } })).threads));
  }
  const resources = [];
  for (const resourceId of ['ada', 'bo', 'none']) {
    resources.push(plain(await memory.getResourceById({ resourceId })));
  }
  const runs = [];
  for (const filter of [{}, { status: 'suspended' as const }, { resourceId: 'ada' }]) {
    const list = await workflows.listWorkflowRuns(filter);
    runs.push(list.total, byId(list.runs));
  }
  const pagination = { page: 0, perPage: false as const };
  const { definitions } = await workflowDefinitions.list();
  return {
    threads: byId(threads),
    messages,
    filtered,
    resources,
    runs,
    scores: byId((await scores.listScoresByRunId({ runId: 'run', pagination })).scores),
    definitions: byId(definitions),
  };
}

async function domainsOf(store: MastraCompositeStore): Promise<Domains> {
  return {
    memory: (await store.getStore('memory'))!,
    workflows: (await store.getStore('workflows'))!,
    workflowDefinitions: (await store.getStore('workflowDefinitions'))!,
    scores: (await store.getStore('scores'))!,
  };
}

/** One domain after the other: on a server their statements trip over one another. */
async function inited(incumbent: Incumbent): Promise<void> {
  for (const domain of Object.values(incumbent.stores)) await domain.init();
}

interface Place {
  readonly url: string;
  readonly authToken?: string;
}

const places: Record<string, () => Promise<{ place: Place; remove: () => Promise<void> }>> = {
  async 'in a file'() {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-existing-'));
    return {
      place: { url: `file:${join(folder, 'data.db')}` },
      remove: async () => rmSync(folder, { recursive: true, force: true }),
    };
  },
  async 'of a server'() {
    const server = await Sqld.start();
    return {
      place: { url: server.url, authToken: server.token() },
      remove: () => server.remove(),
    };
  },
};

describe.each(Object.keys(places))('a database of @mastra/libsql %s', (name) => {
  let opened: Awaited<ReturnType<(typeof places)[string]>>;
  let client: Client;
  let incumbent: Incumbent;
  let store: LibSQLStore;
  let theirs: Domains;
  let ours: Domains;

  beforeAll(async () => {
    opened = await places[name]!();
    client = createClient(opened.place);
    incumbent = new Incumbent({ id: 'incumbent', ...opened.place });
    await inited(incumbent);
    store = new LibSQLStore(opened.place);
    theirs = await domainsOf(incumbent);
    ours = await domainsOf(store);
  }, 60_000);
  afterAll(async () => {
    await store?.close();
    await incumbent?.close();
    client?.close();
    await opened?.remove();
  });

  const rowsOf = async (table: string) =>
    (await client.execute(`SELECT rowid, * FROM ${table} ORDER BY rowid`)).rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([column, value]) => [
          column,
          value instanceof ArrayBuffer ? Buffer.from(value).toString('hex') : value,
        ]),
      ),
    );
  const formOf = async (table: string, column: string, where: string) =>
    (await client.execute(`SELECT typeof(${column}) AS form FROM ${table} WHERE ${where}`))
      .rows[0]!['form'];
  const expectSame = async () => expect(await readAll(ours)).toEqual(await readAll(theirs));

  it('opens as it is, without a change of what it wrote', async () => {
    for (const id of ['support', "o'brien"]) {
      await theirs.memory.saveThread({ thread: threadOf(id) });
      await theirs.memory.saveMessages({
        messages: Array.from({ length: 8 }, (_, i) => messageOf(id, i)),
      });
    }
    await theirs.memory.saveResource({
      resource: {
        id: 'ada',
        workingMemory: '# Ada',
        metadata: { a: 1, list: [text(4)] },
        createdAt: at(0),
        updatedAt: at(0),
      },
    });
    for (let i = 0; i < 6; i++) {
      await theirs.workflows.persistWorkflowSnapshot({
        workflowName: 'flow',
        runId: `run ${i}`,
        resourceId: i % 2 === 0 ? 'ada' : 'bo',
        snapshot: snapshotOf(`run ${i}`, i % 3 === 0 ? 'suspended' : 'success', i),
        createdAt: at(i),
        updatedAt: at(i),
      });
      await theirs.scores.saveScore(scoreOf(i));
    }
    await theirs.workflowDefinitions.upsert(definitionOf('theirs') as never);
    const tables = [
      'mastra_threads',
      'mastra_messages',
      'mastra_resources',
      'mastra_workflow_snapshot',
      'mastra_scorers',
      'mastra_workflow_definitions',
    ];
    expect(await formOf('mastra_threads', 'metadata', '1')).toBe('blob');
    expect(await formOf('mastra_workflow_snapshot', 'snapshot', '1')).toBe('blob');
    const before = await Promise.all(tables.map(rowsOf));

    await expectSame();
    const after = await Promise.all(tables.map(rowsOf));
    for (const [t, rows] of before.entries()) {
      expect(after[t]).toHaveLength(rows.length);
      // With columns of ours beside its own, all empty.
      for (const [i, row] of rows.entries()) expect(after[t]![i]).toMatchObject(row);
    }
    expect(await ours.memory.getThreadById({ threadId: 'support' })).toEqual({
      ...threadOf('support'),
      updatedAt: expect.any(Date),
    });
  });

  it('is read by it after we wrote', async () => {
    const { memory, workflows, scores, workflowDefinitions } = ours;
    await memory.saveThread({ thread: threadOf('ours', { metadata: { by: 'us', n: 7 } }) });
    await memory.saveMessages({ messages: [0, 1, 2].map((i) => messageOf('ours', i)) });
    await memory.updateThread({
      id: 'support',
      title: 'Changed',
      metadata: { topic: null, more: [1] },
    });
    await memory.updateThreadMetadata({ id: "o'brien", update: () => ({ seen: { by: 'us' } }) });
    await memory.updateMessages({
      messages: [{ id: 'support-1', content: { metadata: { seen: true } } }] as never,
    });
    await memory.updateResource({ resourceId: 'ada', metadata: { b: { c: [2] } } });
    await memory.updateResource({ resourceId: 'bo', workingMemory: 'ours' });
    await memory.cloneThread({ sourceThreadId: 'support', newThreadId: 'clone' });
    await memory.deleteMessages(['support-5']);
    await workflows.updateWorkflowResults({
      workflowName: 'flow',
      runId: 'run 1',
      stepId: 'step "1"',
      result: { status: 'success', output: [1, null], payload: {}, startedAt: 1, endedAt: 2 },
      requestContext: { by: 'us' },
    });
    await workflows.updateWorkflowState({
      workflowName: 'flow',
      runId: 'run 0',
      opts: { status: 'running', expectedStatus: 'suspended' },
    });
    const run = { workflowName: 'flow', runId: 'ours' };
    await workflows.persistWorkflowSnapshot({
      ...run,
      snapshot: snapshotOf('ours', 'suspended', 2),
    });
    await workflows.deleteWorkflowRunById({ workflowName: 'flow', runId: 'run 2' });
    await scores.saveScore(scoreOf(7));
    await workflowDefinitions.upsert(definitionOf('ours') as never);
    await workflowDefinitions.upsert(definitionOf('theirs', { description: 'Changed' }) as never);
    await expectSame();
    expect((await theirs.memory.getThreadById({ threadId: 'support' }))!.metadata).toEqual({
      ...threadOf('support').metadata,
      topic: null,
      more: [1],
    });
    expect((await theirs.memory.getResourceById({ resourceId: 'ada' }))!.metadata).toEqual({
      a: 1,
      list: [text(4)],
      b: { c: [2] },
    });
    const merged = (await theirs.workflows.loadWorkflowSnapshot({
      workflowName: 'flow',
      runId: 'run 1',
    }))!;
    expect(merged.context['step "1"']).toMatchObject({ output: [1, null] });
    expect(merged.context['input']).toEqual(snapshotOf('', '', 1).context['input']);
  });

  it('is read by us after it wrote again', async () => {
    await theirs.memory.updateThread({ id: 'ours', title: 'Theirs', metadata: { more: 'x' } });
    await theirs.memory.saveThread({ thread: threadOf("o'brien", { metadata: { late: true } }) });
    await theirs.memory.saveMessages({ messages: [messageOf('ours', 1), messageOf('ours', 9)] });
    await theirs.memory.updateResource({ resourceId: 'bo', metadata: { late: 1 } });
    await theirs.memory.deleteThread({ threadId: 'clone' });
    for (const runId of ['ours', 'run 0', 'new']) {
      const snapshot = snapshotOf(runId, 'canceled', 3, { late: true });
      await theirs.workflows.persistWorkflowSnapshot({ workflowName: 'flow', runId, snapshot });
    }
    await theirs.scores.saveScore(scoreOf(8));
    await theirs.workflowDefinitions.upsert(definitionOf('ours', { status: 'archived' }) as never);
    await expectSame();
    const { runs } = await ours.workflows.listWorkflowRuns({ status: 'canceled' });
    expect(runs.map(({ runId }) => runId).sort()).toEqual(['new', 'ours', 'run 0']);
    expect((await ours.memory.getThreadById({ threadId: 'ours' }))!.metadata).toEqual({
      by: 'us',
      n: 7,
      more: 'x',
    });
  });

  it('loses nothing while both write at once', async () => {
    await ours.memory.saveThread({ thread: threadOf('both') });
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? ours : theirs).memory.saveMessages({ messages: [messageOf('both', i)] }),
      ),
    );
    const page = await ours.memory.listMessages({ threadId: 'both', perPage: false });
    expect(page.messages.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, i) => `both-${i}`),
    );
    await expectSame();
  });

  it('its indexes and ours stand beside one another', async () => {
    await inited(new Incumbent({ id: 'again', ...opened.place }));
    const again = new LibSQLStore(opened.place);
    await again.init();
    await again.close();
    await expectSame();
  });
});

it('a database that we made opens in @mastra/libsql', async () => {
  const { place, remove } = await places['in a file']!();
  const store = new LibSQLStore(place);
  const ours = await domainsOf(store);
  await ours.memory.saveThread({ thread: threadOf('t') });
  await ours.memory.saveMessages({ messages: [messageOf('t', 0)] });
  await ours.workflows.persistWorkflowSnapshot({
    workflowName: 'flow',
    runId: 'r',
    snapshot: snapshotOf('r', 'suspended', 1),
  });
  await ours.scores.saveScore(scoreOf(1));
  const incumbent = new Incumbent({ id: 'incumbent', ...place });
  await incumbent.init();
  const theirs = await domainsOf(incumbent);
  await theirs.memory.saveMessages({ messages: [messageOf('t', 1)] });
  await theirs.memory.updateThread({ id: 't', title: 'T', metadata: { theirs: 1 } });
  expect(await readAll(ours)).toEqual(await readAll(theirs));
  await incumbent.close();
  await store.close();
  await remove();
});
