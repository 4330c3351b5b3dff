import { beforeEach, describe, expect, it } from 'vitest';
import { database, Deployment } from './support/deployment.js';
import type { Answer } from './support/deployment.js';
import { builtCore, costOf, deployed, everything, messages, thread } from './support/memory.js';
import { profile } from '../../worker/host/abi.js';
import type { DbAnswer, DbRequest } from '../../worker/host/abi.js';
import type { MakeCore } from '../../worker/host/core.js';
import { release } from '../../worker/generated/methods.js';
import { D1Binding } from '../../worker/host/d1-binding.js';
import { Instances } from '../../worker/host/instance.js';
import { sweepAfterMs } from '../../worker/host/memory.js';
import { runCall } from '../../worker/host/run-call.js';
import type { Cost, Transport } from '../../worker/host/transport.js';
import { contextOf } from './support/calls.js';
import { faultyBinding } from '../faults/d1.js';
import { Faults } from '../faults/faults.js';

const whens = { before: 'lost', middle: 'undone', after: 'unanswered' } as const;

/**
 * The local D1 with faults: the next batches fail before anything is sent, in the middle of the
 * transaction, or after its commit, each with the given message.
 */
class FaultyDatabase {
  readonly #faults = new Faults();

  fail(when: keyof typeof whens, message: string, times = 1): void {
    const cause = new Error(`D1_ERROR: ${message}`);
    this.#faults.inject({ kind: whens[when], times, cause });
  }

  heal(): void {
    this.#faults.inject({ kind: 'lost', times: 0 });
  }

  get batches(): number {
    return this.#faults.calls;
  }

  get binding(): D1Database {
    return faultyBinding(database, this.#faults);
  }
}

const lost = 'Network connection lost.';

let faulty: FaultyDatabase;
let worker: Deployment;
let before: unknown;

beforeEach(async () => {
  faulty = new FaultyDatabase();
  worker = deployed({ DB: faulty.binding });
  await worker.call('store.init');
  await worker.call('memory.saveThread', { thread: thread('t1') });
  await worker.call('memory.saveMessages', { messages: messages('t1', 3) });
  before = await everything();
  faulty.heal();
});

const writes: [string, unknown][] = [
  ['memory.saveThread', { thread: thread('t2') }],
  ['memory.updateThread', { id: 't1', title: 'new', metadata: { a: 1 } }],
  ['memory.saveMessages', { messages: messages('t1', 50, 10) }],
  ['memory.deleteMessages', { messageIds: ['t1-m0', 't1-m1'] }],
  ['memory.deleteThread', { threadId: 't1' }],
];

function expectError(answer: Answer, status: number, code: string, committed = 'no'): void {
  expect({ status: answer.status, ...answer.json.error }).toMatchObject({
    status,
    code,
    committed,
    retryable: code === 'unavailable',
    requestId: answer.headers.get('x-request-id'),
  });
  expect(answer.text).not.toMatch(/D1_ERROR|SQLITE|Network|SELECT|INSERT|queued/);
}

async function expectHealthy(): Promise<void> {
  expect((await worker.call('memory.getThreadById', { threadId: 't1' })).status).toBe(200);
  expect((await worker.call('memory.listMessages', { threadId: 't1' })).status).toBe(200);
}

describe.each(writes)('a write whose answer is lost: %s', (method, body) => {
  it.each(['before', 'middle'] as const)(
    'has an unknown outcome, and nothing is half-written (%s the commit)',
    async (when) => {
      faulty.fail(when, lost);
      expectError(await worker.call(method, body), 503, 'outcome_unknown', 'unknown');
      expect(faulty.batches).toBe(1); // never sent twice
      expect(await everything()).toEqual(before);
      await expectHealthy();
    },
  );

  it('has an unknown outcome, and all of it is there (after the commit)', async () => {
    faulty.fail('after', lost);
    expectError(await worker.call(method, body), 503, 'outcome_unknown', 'unknown');
    expect(faulty.batches).toBe(1);
    const left = await everything();
    expect(left).not.toEqual(before);
    // Repeating it changes no more than the time of the thread.
    const again = await worker.call(method, body);
    expect(again.status).toBe(200);
    const withoutTimes = (rows: unknown): unknown =>
      JSON.parse(JSON.stringify(rows).replace(/"updatedAt":"[^"]*"/g, '"updatedAt":""'));
    expect(withoutTimes(await everything())).toEqual(withoutTimes(left));
  });

  it('is refused where the database is overloaded, and not sent again', async () => {
    faulty.fail('before', 'D1 DB is overloaded. Requests queued for too long.');
    expectError(await worker.call(method, body), 503, 'overloaded');
    expect(faulty.batches).toBe(1);
    expect(await everything()).toEqual(before);
  });

  it('is sent again where the database was busy', async () => {
    faulty.fail('before', 'database is locked: SQLITE_BUSY', 2);
    const answer = await worker.call(method, body);
    expect(answer.status).toBe(200);
    expect(faulty.batches).toBe(3);
    expect(costOf(answer).trips).toBe(3);
  });

  it('is a bug of ours where the database refuses it, and nothing is written', async () => {
    faulty.fail('middle', 'near "FRM": syntax error at offset 9: SQLITE_ERROR');
    expectError(await worker.call(method, body), 500, 'internal');
    expect(await everything()).toEqual(before);
  });

  it('says which command creates the tables where they are missing and init is off', async () => {
    const tables = await database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'mastra%'")
      .all<{ name: string }>();
    await database.batch(
      [...tables.results.map(({ name }) => name), 'agentkeep_schema'].map((name) =>
        database.prepare(`DROP TABLE ${name}`),
      ),
    );
    const closed = deployed({ AGENTKEEP_DISABLE_INIT: 'true' });
    const answer = await closed.call(method, body);
    expectError(answer, 503, 'schema_missing');
    expect(answer.json.error.message).toContain('npx agentkeep migrate');
    const { results } = await database
      .prepare("SELECT name FROM sqlite_master WHERE name LIKE '%mastra%'")
      .all();
    expect(results).toEqual([]);
  });
});

describe('a read', () => {
  it.each(['before', 'after'] as const)(
    'is repeated where its answer is lost (%s it was read)',
    async (when) => {
      faulty.fail(when, lost, 2);
      const answer = await worker.call('memory.listMessages', { threadId: 't1' });
      expect(answer.status).toBe(200);
      expect(answer.json.total).toBe(3);
      expect(costOf(answer).trips).toBe(3);
    },
  );

  it('is unavailable, and may be repeated by the caller, where it stays lost', async () => {
    faulty.fail('before', lost, 20);
    expectError(await worker.call('memory.listMessages', { threadId: 't1' }), 503, 'unavailable');
    expect(faulty.batches).toBeGreaterThan(1);
    expect(faulty.batches).toBeLessThanOrEqual(4);
    faulty.heal();
    await expectHealthy();
  });

  it('is not repeated where the database is overloaded', async () => {
    faulty.fail('before', 'D1 DB is overloaded. Too many requests queued.', 20);
    expectError(await worker.call('memory.listThreads', {}), 503, 'overloaded');
    expect(faulty.batches).toBe(1);
  });
});

describe('GET /health?deep=1', () => {
  it('says when the database is away, and where its schema stands', async () => {
    faulty.fail('before', lost, 20);
    const away = await worker.send('/health?deep=1');
    expectError(away, 503, 'unavailable');
    faulty.heal();
    const { status, json } = await worker.send('/health?deep=1');
    expect(status).toBe(200);
    expect(json.database).toMatchObject({
      schemaVersion: json.schemaVersion,
      current: true,
      missing: [],
      pendingIndexes: [],
    });
  });

  it('says what somebody has dropped, until the call that needs it makes it again', async () => {
    await database.batch([
      database.prepare('DROP TABLE mastra_resources'),
      database.prepare('DROP INDEX idx_messages_thread_created_at'),
    ]);
    const { json } = await worker.send('/health?deep=1');
    expect(json.database).toEqual({
      schemaVersion: json.schemaVersion,
      current: false,
      missing: ['mastra_resources'],
      pendingIndexes: ['idx_messages_thread_created_at'],
    });
    const read = await worker.call('memory.getResourceById', { resourceId: 'none' });
    expect(read).toMatchObject({ status: 200, json: null });
    expect((await worker.send('/health?deep=1')).json.database).toMatchObject({
      current: true,
      missing: [],
      pendingIndexes: [],
    });
  });

  it('says so of a deployment that makes no tables, too, and they are not made', async () => {
    await database.prepare('DROP TABLE mastra_resources').run();
    const closed = deployed({ AGENTKEEP_DISABLE_INIT: 'true' });
    const { json } = await closed.send('/health?deep=1');
    expect(json.database).toMatchObject({ current: false, missing: ['mastra_resources'] });
    const read = await closed.call('memory.getResourceById', { resourceId: 'none' });
    expectError(read, 503, 'schema_missing');
    const { json: report } = await closed.call('store.init');
    expect(report).toMatchObject({ createdTables: ['mastra_resources'] });
  });
});

describe('the schema of a newer release', () => {
  const set = (version: number, oldest: number) =>
    database.batch([
      database.prepare("UPDATE agentkeep_schema SET version = ? WHERE id = 'schema'").bind(version),
      database.prepare("UPDATE agentkeep_schema SET version = ? WHERE id = 'oldest'").bind(oldest),
    ]);

  it('is used as it is, if that release lets ours', async () => {
    await set(1000, release.schema);
    const answer = await deployed().call('memory.saveThread', { thread: thread('t9') });
    expect(answer.status).toBe(200);
    await set(release.schema, 1);
  });

  it('is refused, if it does not', async () => {
    await set(1000, release.schema + 1);
    const answer = await deployed().call('memory.saveThread', { thread: thread('t9') });
    expectError(answer, 503, 'schema_ahead');
    await set(release.schema, 1);
  });
});

describe('a trap of the built core', () => {
  /** The built core, whose next step ends in a trap when a test says so. */
  function trapping(): {
    make: MakeCore;
    trapAt: { start: number; resume: number };
    made: () => number;
  } {
    const trapAt = { start: 0, resume: 0 };
    let made = 0;
    return {
      trapAt,
      made: () => made,
      make(imports) {
        made += 1;
        const core = builtCore(imports);
        const step = (name: 'start' | 'resume') => {
          if (trapAt[name] > 0 && --trapAt[name] === 0)
            throw new WebAssembly.RuntimeError('unreachable');
        };
        return {
          ...core,
          store_start(...args) {
            step('start');
            return core.store_start(...args);
          },
          store_resume(...args) {
            step('resume');
            return core.store_resume(...args);
          },
        };
      },
    };
  }

  it('ends the calls that run in it and leaves the Worker healthy', async () => {
    const trap = trapping();
    worker = new Deployment(trap.make, { ALLOW_ANONYMOUS: 'true' });
    await worker.call('store.init');

    trap.trapAt.start = 1;
    expectError(await worker.call('memory.getThreadById', { threadId: 't1' }), 503, 'unavailable');
    trap.trapAt.resume = 1;
    expectError(await worker.call('memory.getThreadById', { threadId: 't1' }), 503, 'unavailable');
    await worker.call('store.init');
    trap.trapAt.resume = 1;
    const written = await worker.call('memory.saveThread', { thread: thread('t3') });
    expectError(written, 503, 'outcome_unknown', 'unknown');

    await expectHealthy();
    expect((await worker.call('memory.getThreadById', { threadId: 't3' })).json.id).toBe('t3');
    expect(trap.made()).toBe(4);
  });
});

/** Answers the first requests of a call from the local D1 and then never again. */
class LeavingDatabase implements Transport {
  readonly profile = profile.d1;
  readonly left: Promise<void>;
  readonly #database = new D1Binding(database, undefined);
  #answers: number;
  #leave: () => void = () => undefined;

  constructor(answers: number) {
    this.#answers = answers;
    this.left = new Promise((resolve) => (this.#leave = resolve));
  }

  get cost(): Cost {
    return this.#database.cost;
  }

  bookmark(): null {
    return null;
  }

  execute(request: DbRequest): Promise<DbAnswer> {
    if (this.#answers-- > 0) return this.#database.execute(request);
    this.#leave();
    return new Promise(() => undefined);
  }
}

describe('a call of the built core that nobody comes back for', () => {
  const body = new TextEncoder().encode(JSON.stringify({ messages: messages('t1', 50, 10) }));
  const run = (instances: Instances, transport: Transport, prefix: string, nowMs: number) =>
    runCall(
      instances,
      transport,
      contextOf('memory.saveMessages', { nowMs, scopes: 7, prefix }),
      body,
    );

  /** Leaves many calls, each after so many answers; each is swept when the next begins. */
  async function leave(instances: Instances, answers: number, prefix: string): Promise<void> {
    const instance = instances.current();
    let settled = 0;
    for (let i = 0; i < 60; i++) {
      const leaving = new LeavingDatabase(answers);
      void run(instances, leaving, prefix, i * sweepAfterMs);
      await leaving.left;
      expect(instance.calls.size).toBe(1);
      if (i === 10) settled = instance.memoryBytes;
    }
    expect(instance.memoryBytes).toBe(settled);
    const transport = new D1Binding(database, undefined);
    expect((await run(instances, transport, prefix, 60 * sweepAfterMs)).status).toBe(200);
    expect(instances.current()).toBe(instance);
    expect(instance.calls.size).toBe(0);
  }

  it('frees its memory, whichever answer it waited for', async () => {
    // The first call of a prefix asks for the schema's version, looks at the tables and makes them.
    const whole = new D1Binding(database, undefined);
    await run(new Instances(builtCore), whole, 'whole_', 0);
    const { trips } = whole.cost;
    expect(trips).toBeGreaterThanOrEqual(3);
    for (let answers = 0; answers <= trips - 2; answers++) {
      await leave(new Instances(builtCore), answers, `left${answers}_`);
    }
    const knowing = new Instances(builtCore);
    await run(knowing, new D1Binding(database, undefined), 'whole_', 0);
    await leave(knowing, 0, 'whole_');
  });
});
