import { load } from '#core/agentkeep';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { coreOf } from '../../../worker/host/core.js';
import type { Core } from '../../../worker/host/core.js';
import { Instances } from '../../../worker/host/instance.js';
import { maxMemoryBytes } from '../../../worker/host/limits.js';
import { Http } from '../../../worker/http.js';
import { Service } from '../../../worker/host/service.js';
import { LocalD1 } from '../../contract/support/local-d1.js';

// A database that stalls, and many more small writes than calls may run: those that were sent are done
// when it goes on, the others are told so before anything is sent, and the instance lives.

const writes = 5500;
const most = 256; // calls that run at once
const waitMs = 2000;

const d1 = new LocalD1();
let database: D1Database;
beforeAll(async () => {
  database = await d1.database();
});
afterAll(() => d1.stop());

/** A binding whose batches wait until it goes on. */
class Stalling {
  sent = 0;
  #isOpen = true;
  #waiting: (() => void)[] = [];

  stall(): void {
    this.#isOpen = false;
    this.sent = 0;
  }

  goOn(): void {
    this.#isOpen = true;
    for (const go of this.#waiting.splice(0)) go();
  }

  get binding(): D1Database {
    const binding = {
      withSession: () => binding,
      prepare: (sql: string) => database.prepare(sql),
      getBookmark: () => null,
      batch: async (statements: D1PreparedStatement[]) => {
        this.sent += 1;
        if (!this.#isOpen) await new Promise<void>((go) => this.#waiting.push(go));
        return database.batch(statements);
      },
    };
    return binding as unknown as D1Database;
  }
}

it('refuses what does not fit, and loses nothing that it took', { timeout: 60_000 }, async () => {
  const make = coreOf(await load(), maxMemoryBytes.worker);
  const made: Core[] = [];
  const instances = new Instances(
    (imports) => {
      const core = make(imports);
      made.push(core);
      return core;
    },
    { waitMs },
  );
  const worker = new Http(new Service(instances));
  const stalling = new Stalling();
  const env = { DB: stalling.binding, ALLOW_ANONYMOUS: 'true', AGENTKEEP_LOG: 'off' };
  const ctx = { waitUntil() {}, passThroughOnException() {}, props: {} };
  const call = async (method: string, args: object) => {
    const request = new Request(`http://127.0.0.1:8787/v1/memory/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: '127.0.0.1:8787' },
      body: JSON.stringify(args),
    });
    const answer = await worker.fetch(request as never, env as never, ctx as never);
    const body = (await answer.json()) as { error?: { code: string; committed: string } };
    return { status: answer.status, ...body.error, body };
  };
  const threadOf = (id: string) => ({
    thread: {
      id,
      resourceId: 'stalled',
      title: id,
      metadata: {},
      createdAt: '2026-01-02T12:00:00.000Z',
      updatedAt: '2026-01-02T12:00:00.000Z',
    },
  });
  expect(await call('saveThread', threadOf('first'))).toMatchObject({ status: 200 });

  stalling.stall();
  let refused = 0;
  const answers = Array.from({ length: writes }, async (_, i) => {
    const answer = await call('saveThread', threadOf(`t${i}`));
    if (answer.status !== 200) refused += 1;
    return answer;
  });
  const untilMs = Date.now() + 20_000;
  while (refused < writes - most && Date.now() < untilMs) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(stalling.sent).toBe(most);
  stalling.goOn();
  const ended = await Promise.all(answers);

  const done = ended.filter(({ status }) => status === 200);
  const others = ended.filter(({ status }) => status !== 200);
  expect(done).toHaveLength(most);
  for (const { code, committed } of others) {
    expect({ code, committed }).toEqual({ code: 'overloaded', committed: 'no' });
  }
  expect(made).toHaveLength(1);
  expect(instances.memory.running).toBe(0);
  expect(instances.memory.large).toBe(0);
  // Nothing else was written, and the next call is answered.
  const { body } = await call('listThreads', { filter: { resourceId: 'stalled' }, perPage: 1 });
  expect(body).toMatchObject({ total: most + 1 });
});
