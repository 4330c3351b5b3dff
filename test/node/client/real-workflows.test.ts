// Workflows of the framework itself, to their end, on several transports and by both of its engines.
import { InMemoryStore } from '@mastra/core/storage';
import type { MastraCompositeStore } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Application, comparable, engines, runsOf } from './support/flows.js';
import type { Engine } from './support/flows.js';
import { heldBy } from '../../contract/transport.js';
import type { Opened } from '../../contract/transport.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as libsql } from '../../contract/transports/libsql.js';
import { transport as postgres } from '../../contract/transports/postgres.js';

/**
 * Every workflow with a run each, resumed where it waits; the results and what is stored, as `stays`
 * has it: an application that stops closes its store.
 */
async function everyRun(storage: MastraCompositeStore, engine: Engine, stays = storage) {
  const application = await Application.on(storage, engine);
  const id = (name: string) => `${engine} ${name}`;
  const results = [
    await application.start('order', id('order'), { n: 3 }),
    await application.start('claim', id('claim'), { n: 4 }),
    await application.resume('claim', id('claim'), ['approval'], { yes: 'Ñandú 🧵' }),
    await application.resume('claim', id('claim'), ['inner', 'inner-approval'], [1, null]),
    await application.start('failing', id('failing'), {}),
  ];
  const ended = [...application.ended].sort();
  await application.stop();
  const workflows = await runsOf(stays);
  const stored = [];
  for (const name of ['order', 'claim', 'failing']) {
    stored.push(await workflows.loadWorkflowSnapshot({ workflowName: name, runId: id(name) }));
  }
  const { runs } = await workflows.listWorkflowRuns({ resourceId: 'ada' });
  const list = runs
    .filter(({ runId }) => runId.startsWith(engine))
    .map(({ workflowName, runId, resourceId }) => ({ workflowName, runId, resourceId }))
    .sort((a, b) => (a.workflowName < b.workflowName ? -1 : 1));
  return { statuses: results.map(({ status }) => status), results, stored, list, ended };
}

/** What a scorer of a step says, as it is saved beside the run. */
async function savedScores(storage: MastraCompositeStore, runId: string) {
  const application = await Application.on(storage, 'default');
  await application.start('scored', runId, 'what was asked');
  const scores = (await storage.getStore('scores'))!;
  const list = () =>
    scores.listScoresByScorerId({ scorerId: 'length', pagination: { page: 0, perPage: 10 } });
  await expect.poll(async () => (await list()).pagination.total, { timeout: 5000 }).toBe(1);
  const page = await list();
  const byId = await scores.getScoreById({ id: page.scores[0]!.id });
  await application.stop();
  expect(byId).toEqual(page.scores[0]);
  expect(byId!.createdAt).toBeInstanceOf(Date);
  const { createdAt, updatedAt, ...score } = byId!;
  return comparable({ ...page, scores: [score] });
}

type Outcome = Awaited<ReturnType<typeof everyRun>>;

const expected = new Map<string, Outcome>();
beforeAll(async () => {
  for (const engine of Object.keys(engines) as Engine[]) {
    const outcome = await everyRun(new InMemoryStore(), engine);
    expected.set(engine, comparable(outcome) as Outcome);
  }
});

describe.each([durableObject, libsql, dynamodb, postgres])('workflows over $name', (transport) => {
  const held = heldBy(transport);
  let way: Opened;
  const applications: Application[] = [];
  beforeAll(async () => {
    way = await transport.open();
  });
  afterAll(async () => {
    await Promise.all(applications.map((each) => each.stop()));
    await way?.close();
  });

  /** As another process starts it: nothing is shared but the database. */
  async function application(engine: Engine = 'default', lost?: string): Promise<Application> {
    const made = await Application.on(way.store(), engine, lost);
    applications.push(made);
    return made;
  }

  describe.each(Object.keys(engines) as Engine[])('by the %s engine', (engine) => {
    it('end as they do in memory', async () => {
      const outcome = await everyRun(way.store(), engine, way.store());
      expect(held(comparable(outcome))).toEqual(held(expected.get(engine)));
    });

    it('are resumed after the process has gone', async () => {
      const runId = `${engine} gone`;
      const first = await application(engine);
      expect((await first.start('claim', runId, { n: 4 })).status).toBe('suspended');
      const second = await application(engine);
      const said = { yes: 'Ñandú 🧵' };
      const waiting = await second.resume('claim', runId, ['approval'], said);
      expect(waiting.status).toBe('suspended');
      const third = await application(engine);
      const last = await third.resume('claim', runId, ['inner', 'inner-approval'], [1, null]);
      expect([first.ended, second.ended, third.ended]).toEqual([['file'], [], ['pay']]);
      const inMemory = expected.get(engine)!.results[3]!;
      expect(comparable({ ...last, runId })).toEqual({ ...inMemory, runId });
    });
  });

  it('have their steps scored', async () => {
    const inMemory = await savedScores(new InMemoryStore(), 'scored');
    expect(held(await savedScores(way.store(), 'scored'))).toEqual(held(inMemory));
  });

  // What follows is the default engine's: the other one neither claims what it resumes nor restarts.
  it('are resumed once, whoever else tries', async () => {
    const runId = 'claimed';
    const first = await application();
    await first.start('claim', runId, { n: 4 });
    await first.resume('claim', runId, ['approval'], 'yes');
    const rivals = await Promise.all([application(), application(), application()]);
    const outcomes = await Promise.allSettled(
      rivals.map((rival, i) => rival.resume('claim', runId, ['inner', 'inner-approval'], i)),
    );
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(winner).not.toBe(-1);
    for (const [i, outcome] of outcomes.entries()) {
      if (i === winner) continue;
      // Who looks after the winner has begun finds nothing to resume.
      const { reason } = outcome as PromiseRejectedResult;
      expect(String(reason), `rival ${i}`).toMatch(/already resumed|not suspended/);
    }
    const workflows = await runsOf(way.store());
    const stored = await workflows.loadWorkflowSnapshot({ workflowName: 'claim', runId });
    expect(stored).toMatchObject({ status: 'success', result: { paid: { said: winner } } });
    expect(rivals.flatMap(({ ended }) => ended)).toEqual(['pay']);
  });

  it('go on after the process has gone in the middle of a step', async () => {
    const order = expected.get('default')!.results[0]!;
    for (const lost of ['price', 'done']) {
      const runId = `cut off at ${lost}`;
      const first = await application('default', lost);
      void first.start('order', runId, { n: 3 });
      await first.reached;
      const second = await application();
      const restarted = await second.restart('order', runId);
      expect(restarted).toMatchObject({ status: 'success', result: order['result'] });
      expect(second.ended).toContain(lost);
      if (lost === 'done') expect(second.ended).toEqual(['done']);
    }
  });
});
