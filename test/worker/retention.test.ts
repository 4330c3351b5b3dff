import { describe, expect, it, vi } from 'vitest';
import type { Env } from '../../worker/config.js';
import { Instances } from '../../worker/host/instance.js';
import { Http } from '../../worker/http.js';
import { maxTrips } from '../../worker/prune-all.js';
import { entrypointOf } from '../../worker/rpc.js';
import type { Props, Store } from '../../worker/rpc.js';
import { Service } from '../../worker/host/service.js';
import { database } from './support/deployment.js';
import { builtCore, deployed, message, thread } from './support/memory.js';

const service = new Service(new Instances(builtCore));
const Entrypoint = entrypointOf(new Http(service), service);
type Setting = object[] | string;

/** The Worker as the platform makes it for one event. */
function entrypoint(vars: Partial<Env>, props?: Props) {
  const ctx = { props, waitUntil: () => undefined } as unknown as ExecutionContext<Props>;
  return new Entrypoint(ctx, { DB: database, AGENTKEEP_LOG: 'off', ...vars });
}

const textOf = (setting: Setting) =>
  typeof setting === 'string' ? setting : JSON.stringify(setting);

/** A tick, and what it logged. */
async function tick(setting: Setting | undefined, vars: Partial<Env> = {}): Promise<any[]> {
  const lines: any[] = [];
  const log = vi
    .spyOn(console, 'log')
    .mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const set = setting === undefined ? {} : { AGENTKEEP_RETENTION: textOf(setting) };
  try {
    await entrypoint({ AGENTKEEP_LOG: 'all', ...set, ...vars }).scheduled!(
      Object.create({ [Symbol.toStringTag]: 'ScheduledController' }) as ScheduledController,
    );
  } finally {
    log.mockRestore();
  }
  return lines;
}

let prefixes = 0;
/** A prefix that no other test has used. */
const newPrefix = () => `p${prefixes++}_`;

const storeOf = (tablePrefix: string) =>
  entrypoint({}, { tablePrefix, scopes: ['read', 'write', 'admin'] }) as unknown as Store;

/** Threads of long ago, and one of today. */
async function saveThreads(tablePrefix: string, old: number): Promise<void> {
  const rows = Array.from({ length: old }, (_, i) => [`old${i}`, '2020-01-01T00:00:00.000Z']);
  rows.push(['new', new Date().toISOString()]);
  const { memory } = storeOf(tablePrefix);
  await memory.saveThread({ thread: thread('first', { createdAt: new Date().toISOString() }) });
  await database.batch(
    rows.map(([id, createdAt]) =>
      database
        .prepare(
          `INSERT INTO ${tablePrefix}mastra_threads (id, resourceId, title, createdAt, updatedAt)
           VALUES (?1, 'r', '', ?2, ?2)`,
        )
        .bind(id, createdAt),
    ),
  );
}

/** How many threads of long ago there are. */
const oldThreads = async (tablePrefix: string) =>
  (await database
    .prepare(`SELECT count(*) FROM ${tablePrefix}mastra_threads WHERE createdAt < '2021'`)
    .first('count(*)')) as number;

const threadsOf = (tablePrefix: string, policy: object = {}) => ({
  tablePrefix,
  retention: { memory: { threads: { maxAge: '30d', ...policy } } },
});

describe('a tick', () => {
  it('prunes nothing, asks nothing and says nothing where retention is not set', async () => {
    const asked = vi.spyOn(database, 'prepare');
    for (const unset of [undefined, '', ' ', '[]', [{ retention: {} }]]) {
      expect(await tick(unset)).toEqual([]);
    }
    expect(asked).not.toHaveBeenCalled();
    asked.mockRestore();
  });

  it('prunes what each prefix has a policy for, and nothing else', async () => {
    const [a, b, c] = [newPrefix(), newPrefix(), newPrefix()];
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    for (const prefix of [a, b, c]) {
      const { memory, workflows, scores } = storeOf(prefix);
      await memory.saveThread({ thread: thread('t', { createdAt: ago(40) }) });
      await memory.saveMessages({
        messages: [40, 20, 5].map((days) =>
          message('t', days, { createdAt: ago(days).toISOString() }),
        ),
      } as never);
      await memory.saveResource({ resource: { id: 'r', createdAt: ago(40) } as never });
      for (const days of [40, 20]) {
        await workflows.persistWorkflowSnapshot({
          workflowName: 'w',
          runId: `run${days}`,
          snapshot: { context: {}, status: 'success' },
          updatedAt: ago(days),
        });
      }
      await scores.saveScore({
        id: 's',
        scorerId: 'x',
        entityId: 'e',
        runId: 'r',
        output: {},
        scorer: {},
        entity: {},
        source: 'TEST',
        score: 1,
      });
    }
    const lines = await tick([
      {
        tablePrefix: a,
        retention: {
          memory: { messages: { maxAge: '2w', batchSize: 1 }, threads: { maxAge: '30d' } },
          workflows: { workflowSnapshot: { maxAge: 30 * 86_400_000 } },
          scores: { scorers: { maxAge: '1d' } },
        },
      },
      { tablePrefix: b, retention: { workflows: { workflowSnapshot: { maxAge: '1.5w' } } } },
    ]);
    expect(lines).toEqual([
      {
        level: 'info',
        method: 'retention',
        tables: 5,
        unfinished: 0,
        failed: 0,
        deleted: 6,
        pieces: 0,
        trips: expect.any(Number),
        statements: expect.any(Number),
        rowsRead: expect.any(Number),
        rowsWritten: expect.any(Number),
        durationMs: expect.any(Number),
      },
    ]);
    // Two messages, one at a time, took a third batch to see that no more are there.
    expect(lines[0].trips).toBe(7);
    const left = async (prefix: string) => {
      const { memory, workflows, scores } = storeOf(prefix);
      return {
        thread: (await memory.getThreadById({ threadId: 't' })) !== null,
        messages: (await memory.listMessages({ threadId: 't' })).messages.length,
        resource: (await memory.getResourceById({ resourceId: 'r' })) !== null,
        runs: (await workflows.listWorkflowRuns()).total,
        scores: (await scores.listScoresByRunId({ runId: 'r' } as never)).pagination.total,
      };
    };
    const all = { thread: true, messages: 3, resource: true, runs: 2, scores: 1 };
    expect(await left(a)).toEqual({ ...all, thread: false, messages: 1, runs: 1 });
    expect(await left(b)).toEqual({ ...all, runs: 0 });
    expect(await left(c)).toEqual(all);
  });

  it('works for the default prefix where an entry names none', async () => {
    const AGENTKEEP_TABLE_PREFIX = newPrefix();
    await saveThreads(AGENTKEEP_TABLE_PREFIX, 3);
    const { retention } = threadsOf('');
    const [line] = await tick([{ retention }], { AGENTKEEP_TABLE_PREFIX });
    expect(line).toMatchObject({ deleted: 3, unfinished: 0 });
    expect(await oldThreads(AGENTKEEP_TABLE_PREFIX)).toBe(0);
  });

  it('makes 20 trips at most, and the next one goes on', async () => {
    const prefix = newPrefix();
    await saveThreads(prefix, 50);
    const setting = [threadsOf(prefix, { batchSize: 1 })];
    const ticks = [];
    do ticks.push((await tick(setting))[0]);
    while (ticks.at(-1).unfinished > 0);
    for (const { trips } of ticks) expect(trips).toBeLessThanOrEqual(maxTrips);
    expect(ticks.map(({ deleted }) => deleted)).toEqual([19, 19, 12]);
    expect(await oldThreads(prefix)).toBe(0);
    expect(await tick(setting)).toMatchObject([{ trips: 1, deleted: 0, unfinished: 0 }]);
  });

  it('lets no table wait for the end of another', async () => {
    const names = [newPrefix(), newPrefix(), newPrefix()];
    for (const [i, prefix] of names.entries()) await saveThreads(prefix, i === 0 ? 100 : 5);
    const setting = names.map((prefix) => threadsOf(prefix, { batchSize: 1 }));
    expect(await tick(setting)).toMatchObject([{ deleted: 17, unfinished: 1 }]);
    // 19 trips: six for each of the small tables, the last of which finds nothing.
    expect(await Promise.all(names.map(oldThreads))).toEqual([93, 0, 0]);
  });

  it('has a turn for each of more tables than a tick has trips', async () => {
    const names = Array.from({ length: 30 }, newPrefix);
    for (const prefix of names) await saveThreads(prefix, 1);
    const setting = names.map((prefix) => threadsOf(prefix));
    let ticks = 0;
    let left: number;
    do {
      const [line] = await tick(setting);
      expect(line).toMatchObject({ tables: 30, unfinished: 11 });
      ticks += 1;
      left = (await Promise.all(names.map(oldThreads))).reduce((sum, n) => sum + n, 0);
    } while (left > 0 && ticks < 60);
    expect(left).toBe(0);
  }, 60_000);

  it('goes on where a prefix fails, and says so', async () => {
    const [good, bad] = [newPrefix(), newPrefix()];
    await saveThreads(good, 2);
    const setting = [threadsOf(bad), threadsOf(good)];
    const vars = { AGENTKEEP_DISABLE_INIT: 'true' };
    const failed = {
      level: 'error',
      tables: 2,
      unfinished: 0,
      failed: 1,
      codes: ['schema_missing'],
      deleted: 2,
    };
    expect(await tick(setting, vars)).toMatchObject([failed]);
    expect(await tick(setting, { ...vars, AGENTKEEP_LOG: 'errors' })).toMatchObject([
      { ...failed, deleted: 0 },
    ]);
    expect(await tick(setting, { ...vars, AGENTKEEP_LOG: 'off' })).toEqual([]);
    expect(await tick([threadsOf(good)], { ...vars, AGENTKEEP_LOG: 'errors' })).toEqual([]);
  });

  it('takes pieces of large values that no row refers to', async () => {
    const prefix = newPrefix();
    const { workflows } = storeOf(prefix);
    const noise = () => {
      const bytes = new Uint8Array(64_000);
      let text = '';
      while (text.length < 2_100_000)
        text += btoa(String.fromCharCode(...crypto.getRandomValues(bytes)));
      return text;
    };
    const value = (runId: string) => ({ runId, status: 'running', context: { blob: noise() } });
    const kept = value('kept');
    for (const snapshot of [kept, value('gone')]) {
      await workflows.persistWorkflowSnapshot({
        workflowName: 'w',
        runId: snapshot.runId,
        snapshot,
      });
    }
    await database.exec(`DELETE FROM ${prefix}mastra_workflow_snapshot WHERE run_id = 'gone'`);
    const setting = [
      { tablePrefix: prefix, retention: { workflows: { workflowSnapshot: { maxAge: '1d' } } } },
    ];
    const [line] = await tick(setting);
    expect(line).toMatchObject({ deleted: 0, trips: 2 });
    expect(line.pieces).toBeGreaterThanOrEqual(1);
    // What it looks at is read by keys: some rows for each of two runs.
    expect(line.rowsRead).toBeLessThanOrEqual(30);
    expect(await tick(setting)).toMatchObject([{ deleted: 0, pieces: 0 }]);
    expect(await workflows.loadWorkflowSnapshot({ workflowName: 'w', runId: 'kept' })).toEqual(
      kept,
    );
  });
});

describe('AGENTKEEP_RETENTION', () => {
  const entry = (retention: unknown, fields: object = {}): object[] => [
    { tablePrefix: 'a_', retention: {} },
    { retention, ...fields },
  ];
  const messages = (policy: unknown) => entry({ memory: { messages: policy } });
  const age = 'entry 2: retention.memory.messages.maxAge must be a number of milliseconds';
  const size = 'entry 2: retention.memory.messages.batchSize must be an integer from 1';

  it.each<[Setting, string]>([
    ['{', 'it is not JSON'],
    ['{"memory":{}}', 'it is not a JSON array'],
    ['[null]', 'entry 1: not an object'],
    ['[{}]', 'entry 1: retention must be an object'],
    [entry({}, { tabelPrefix: 'b_' }), 'entry 2: has a field other than tablePrefix and retention'],
    [entry({}, { tablePrefix: 'B' }), 'entry 2: tablePrefix must be'],
    [entry({}, { tablePrefix: 'a_' }), 'entry 2: tablePrefix is that of an earlier entry'],
    [entry([]), 'entry 2: retention must be an object'],
    [
      entry({ memroy: {} }),
      'entry 2: retention may have memory, workflows, scores, backgroundTasks, schedules, ' +
        'notifications, threadState, harness, experiments, observability and nothing else',
    ],
    [entry({ toString: {} }), 'entry 2: retention may have memory, workflows, scores'],
    [entry({ memory: true }), 'entry 2: retention.memory must be an object'],
    [
      entry({ memory: { thread: {} } }),
      'entry 2: retention.memory may have messages, resources, threads and nothing else',
    ],
    [messages('30d'), 'entry 2: retention.memory.messages must be an object'],
    [
      messages({ maxAge: '30d', batchsize: 1 }),
      'entry 2: retention.memory.messages may have maxAge, batchSize and nothing else',
    ],
    [messages({}), age],
    [messages({ maxAge: '30 days' }), age],
    [messages({ maxAge: '30' }), age],
    [messages({ maxAge: ['30d'] }), age],
    [messages({ maxAge: -1 }), age],
    [messages({ maxAge: null }), age],
    [messages({ maxAge: '9999999999999w' }), age],
    [messages({ maxAge: 1, batchSize: 0 }), size],
    [messages({ maxAge: 1, batchSize: '10' }), size],
    [messages({ maxAge: 1, batchSize: 1.5 }), size],
    [messages({ maxAge: 1, batchSize: 2 ** 32 }), size],
  ])('that is malformed is one clear error (%#)', async (setting, why) => {
    const message = `AGENTKEEP_RETENTION is not valid: ${why}`;
    await expect(tick(setting)).rejects.toThrow(message);
    const answer = await deployed({ AGENTKEEP_RETENTION: textOf(setting) }).call(
      'memory.listThreads',
    );
    expect(answer.status).toBe(500);
    expect(answer.json.error.message).toContain(message);
  });
});
