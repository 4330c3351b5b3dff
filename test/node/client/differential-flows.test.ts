// Workflow runs and scores: the same random calls to our store and to the framework's in-memory one.
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore, ScoresStorage, WorkflowsStorage } from '@mastra/core/storage';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AgentKeep } from '../../../client/index.js';
import type { Store } from '../../../client/store.js';
import { kAwkwardTexts } from '../../real-input/conversation-script.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { Random } from './support/differential/random.js';
import { libsqlStores } from './support/libsql-stores.js';
import type { OpenStore } from './support/libsql-stores.js';
import { heldBy } from '../../contract/transport.js';
import { SqliteD1 } from './support/sqlite-d1.js';

// What a class says for the sake of the adapter whose place it takes is compared with that adapter:
// see answers.test.ts.
vi.mock('../../../client/habits.js', async (original) => ({
  ...(await original<object>()),
  habitsOf: () => ({}),
}));

// One sequence, or longer ones: AGENTKEEP_DIFF_SEED=7 AGENTKEEP_DIFF_STEPS=20000 npx vitest run ...
const { AGENTKEEP_DIFF_SEED: seed, AGENTKEEP_DIFF_STEPS: stepsGiven } = process.env;
const seeds = seed === undefined ? [1, 2] : [Number(seed)];
const steps = Number(stepsGiven ?? 1000);

type Json = Record<string, unknown>;
type Domains = { workflows: WorkflowsStorage; scores: ScoresStorage };

const noon = Date.parse('2026-06-01T12:00:00.000Z');
const texts = kAwkwardTexts.map((text) => text.toWellFormed());

/** Of each sort a call with random arguments; the runs that exist are in `known`. */
class Calls {
  readonly #random: Random;
  readonly #stored: (args: object) => object;
  readonly known = new Set<string>();

  constructor(random: Random, stored: (args: object) => object) {
    this.#random = random;
    this.#stored = stored;
  }

  next(): [text: string, call: (domains: Domains) => Promise<unknown>] {
    const random = this.#random;
    const sort = random.weighted<() => readonly [keyof Domains, string, object]>([
      [6, () => this.#persist()],
      [12, () => this.#report()],
      [6, () => this.#state()],
      [4, () => this.#list()],
      [4, () => this.#read()],
      [1, () => this.#delete()],
      [5, () => this.#save()],
      [4, () => this.#listScores()],
    ]);
    const [domain, method, given] = sort();
    const args = this.#stored(given);
    const call = (domains: Domains) => {
      const store = domains[domain] as unknown as Record<string, (args: object) => unknown>;
      // The in-memory store keeps what it is given: each gets an own copy.
      return Promise.resolve(store[method]!(structuredClone(args)));
    };
    return [`${domain}.${method} ${JSON.stringify(args)}`, call];
  }

  #run() {
    const [flow, n] = [this.#random.int(3), this.#random.int(5)];
    return { workflowName: `flow ${flow}`, runId: `run "${n}"`, place: flow * 5 + n };
  }

  /** Where nothing is stored, the in-memory store writes no result and answers no context. */
  #knownRun() {
    for (;;) {
      const { place: _, ...run } = this.#run();
      if (this.known.has(JSON.stringify(run)) || this.known.size === 0) return run;
    }
  }

  #persist() {
    const { place, ...run } = this.#run();
    this.known.add(JSON.stringify(run));
    const random = this.#random;
    const snapshot = {
      runId: run.runId,
      status: this.#status(),
      value: {},
      ...(random.chance(0.95) ? { context: { input: this.#value(), ...this.#results() } } : {}),
      ...random.maybe({ requestContext: { a: 1 }, activePaths: [1, 2], unknown: this.#value() }),
      timestamp: noon,
    };
    // No two of one time, and always the same: the in-memory store takes a later one for a known run.
    const createdAt = new Date(noon + 1000 * place);
    const resourceId = random.chance(0.5) ? { resourceId: `resource ${random.int(2)}` } : {};
    return [
      'workflows',
      'persistWorkflowSnapshot',
      { ...run, ...resourceId, snapshot, createdAt },
    ] as const;
  }

  #report() {
    const run = this.#knownRun();
    if (this.known.size === 0) return this.#persist();
    const [[stepId, result]] = Object.entries(this.#results(1)) as [[string, unknown]];
    const requestContext = this.#random.maybe({ a: this.#value(), 'b "': texts[0], c: null });
    return [
      'workflows',
      'updateWorkflowResults',
      { ...run, stepId, result, requestContext },
    ] as const;
  }

  #state() {
    const { place: _, ...run } = this.#run();
    const random = this.#random;
    const expected = random.chance(0.5) ? this.#status() : [this.#status(), this.#status()];
    const opts = {
      status: this.#status(),
      ...random.maybe({ result: this.#value(), suspendedPaths: { a: [1] }, activePaths: [] }),
      ...(random.chance(0.7) ? { expectedStatus: expected } : {}),
    };
    return ['workflows', 'updateWorkflowState', { ...run, opts }] as const;
  }

  #list() {
    const random = this.#random;
    const filter = random.maybe({
      workflowName: `flow ${random.int(3)}`,
      resourceId: `resource ${random.int(3)}`,
      status: this.#status(),
      fromDate: new Date(noon + 1000 * random.int(8)),
      toDate: new Date(noon + 1000 * (7 + random.int(8))),
    });
    const page = random.maybe({
      page: random.int(4) - (random.chance(0.1) ? 1 : 0),
      perPage: random.pick([1, 2, 5]),
    });
    // The in-memory store refuses a negative page that does not count, too.
    const counts = 'perPage' in page ? page : {};
    return ['workflows', 'listWorkflowRuns', { ...filter, ...counts }] as const;
  }

  #read() {
    const { place: _, ...run } = this.#run();
    const { runId } = run;
    return this.#random.pick([
      ['workflows', 'loadWorkflowSnapshot', run] as const,
      ['workflows', 'getWorkflowRunById', run] as const,
      ['workflows', 'getWorkflowRunById', { runId }] as const,
    ]);
  }

  #delete() {
    const { place: _, ...run } = this.#run();
    this.known.delete(JSON.stringify(run));
    return ['workflows', 'deleteWorkflowRunById', run] as const;
  }

  #status = () => this.#random.pick(['running', 'success', 'suspended', 'waiting']);

  #value(): unknown {
    const random = this.#random;
    return random.pick([
      null,
      true,
      1.5,
      1e21,
      -0.001,
      '',
      [],
      {},
      [[1], null],
      ...texts,
      { 'a.b': [{ '"': 1 }] },
    ]);
  }

  #results(count = this.#random.int(3)): Json {
    const ids = ['a', 'step "b".c', '$[0]', 'Ñandú 🧵'];
    return Object.fromEntries(
      Array.from({ length: count }, () => [this.#random.pick(ids), this.#result()]),
    );
  }

  #result(): Json {
    const random = this.#random;
    const item = () =>
      random.weighted([
        [4, { v: this.#value() }],
        [2, this.#value()],
        [2, null],
        [1, { status: 'suspended', suspendPayload: {} }],
        [1, { status: 'suspended', other: 1 }],
        [random.chance(0.5) ? 3 : 0, { __mastra_pending__: true }],
        [0.3, { __mastra_pending__: true, and: 'more' }],
      ] as const);
    const output = random.chance(0.7) ? Array.from({ length: random.int(5) }, item) : this.#value();
    return {
      status: this.#status(),
      ...(random.chance(0.9) ? { output } : {}),
      ...random.maybe({ payload: this.#value(), startedAt: 1, error: { message: texts[1] } }),
    };
  }

  #save() {
    const random = this.#random;
    const score = {
      id: `score ${random.int(12)}`,
      scorerId: `scorer ${random.int(2)}`,
      entityId: `entity ${random.int(2)}`,
      entityType: random.pick(['AGENT', 'WORKFLOW']),
      runId: `run ${random.int(2)}`,
      traceId: 'trace',
      spanId: `span ${random.int(2)}`,
      output: this.#value(),
      score: random.pick([0, 1, 1 / 3, -2.5, 1e300]),
      scorer: { id: 'scorer', text: random.pick(texts) },
      source: random.pick(['LIVE', 'TEST']),
      entity: {},
      ...random.maybe({
        input: [this.#value()],
        metadata: { value: this.#value() },
        reason: random.pick(texts),
        organizationId: 'acme',
        projectId: `project ${random.int(2)}`,
      }),
    };
    return ['scores', 'saveScore', score] as const;
  }

  #listScores() {
    const random = this.#random;
    const filters = random.maybe({ organizationId: 'acme', projectId: `project ${random.int(2)}` });
    const pagination = { page: random.int(3), perPage: random.pick([1, 3, 10, false] as const) };
    const more = { pagination, ...random.maybe({ filters }) };
    const [entityId, entityType] = [`entity ${random.int(2)}`, random.pick(['AGENT', 'WORKFLOW'])];
    const some = random.maybe({ entityId, entityType, source: 'TEST' });
    return random.pick([
      [
        'scores',
        'listScoresByScorerId',
        { scorerId: `scorer ${random.int(2)}`, ...some, ...more },
      ] as const,
      ['scores', 'listScoresByRunId', { runId: `run ${random.int(2)}`, ...more }] as const,
      ['scores', 'listScoresByEntityId', { entityId, entityType, ...more }] as const,
      [
        'scores',
        'listScoresBySpan',
        { traceId: 'trace', spanId: `span ${random.int(2)}`, ...more },
      ] as const,
      ['scores', 'getScoreById', { id: `score ${random.int(14)}` }] as const,
    ]);
  }
}

async function domainsOf(store: MastraCompositeStore): Promise<Domains> {
  return {
    workflows: (await store.getStore('workflows'))!,
    scores: (await store.getStore('scores'))!,
  };
}

/** The in-memory store, but with every list of scores in the order of the databases. */
async function reference(): Promise<Domains> {
  const { workflows, scores } = await domainsOf(new InMemoryStore());
  for (const method of ['listScoresByRunId', 'listScoresByEntityId'] as const) {
    const list = scores[method].bind(scores) as (
      args: any,
    ) => ReturnType<(typeof scores)[typeof method]>;
    scores[method] = async (args: any) => {
      const { page, perPage } = args.pagination as { page: number; perPage: number | false };
      const { pagination } = await list(args);
      const all = await list({ ...args, pagination: { page: 0, perPage: false } });
      const newest = all.scores.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
      const from = perPage === false ? 0 : page * perPage;
      return {
        pagination,
        scores: newest.slice(from, perPage === false ? undefined : from + perPage),
      };
    };
  }
  return { workflows, scores };
}

/**
 * What a call ended with: all that a run or a score is, or that it failed. Of runs without
 * `updatedAt`, which the in-memory store leaves when it updates them.
 */
async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await call;
  } catch {
    return 'failed';
  }
  const json = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'object' || member === null || !('workflowName' in member)) return member;
    const { workflowName, runId, resourceId, snapshot, createdAt } = member as Json;
    return { workflowName, runId, resourceId, snapshot, createdAt };
  });
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}

interface Side extends OpenStore<Store> {
  /** A value as this database can hold it, if it cannot hold every one. */
  readonly stored?: (value: object) => object;
}

const databases: Record<string, () => Promise<Side>> = {
  async SQLite() {
    const binding = new SqliteD1();
    const store = new AgentKeep({ binding });
    return { store, afterCall: () => {}, close: async () => binding.close() };
  },
  async PostgreSQL() {
    const opened = await postgres.open();
    return {
      store: opened.store(),
      afterCall: () => {},
      close: () => opened.close(),
      stored: heldBy(postgres),
    };
  },
  async DynamoDB() {
    const opened = await dynamodb.open();
    return { store: opened.store(), afterCall: () => {}, close: () => opened.close() };
  },
  ...libsqlStores,
};

describe.each(Object.keys(databases))('workflows and scores on %s answer as in memory', (name) => {
  let now = noon + 3600_000;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each(name in libsqlStores ? seeds.slice(0, 1) : seeds)('seed %i', async (number) => {
    const { store, afterCall, close, stored = (value) => value } = await databases[name]!();
    const ours = await domainsOf(store);
    const theirs = await reference();
    const calls = new Calls(new Random(number), stored);
    let failed = 0;
    for (let step = 0; step < steps; step++) {
      // No two scores of one time.
      vi.setSystemTime((now += 1000));
      const [text, call] = calls.next();
      const expected = await outcomeOf(call(theirs));
      if (expected === 'failed') failed += 1;
      expect(await outcomeOf(call(ours)), `step ${step}: ${text}`).toEqual(expected);
      afterCall();
    }
    expect(failed).toBeLessThan(steps / 5);
    await close();
  });
});
