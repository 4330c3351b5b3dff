import { expect, it } from 'vitest';
import { failure } from '../../../worker/host/abi.js';
import { Postgres } from '../../../worker/host/postgres.js';
import type { PgPool, Shared } from '../../../worker/host/postgres.js';

// A server where somebody else always has the rows: the second time, a call waits for its turn.

const request = { readOnly: false, delayMs: 0, statements: [{ sql: 'SELECT 1', params: [] }] };

function rivals() {
  let tried = 0;
  const pool: PgPool = {
    connect() {
      tried += 1;
      return Promise.reject(Object.assign(new Error('a rival'), { code: '40001' }));
    },
    end: () => Promise.resolve(),
  };
  const { promise, resolve: go } = Promise.withResolvers<void>();
  const shared: Shared = { isDsql: false, isOwn: true, naming: false, turn: promise };
  const callOf = async (turnsWithinMs: number) => {
    // Those that wait share the turns, whatever their patience is.
    const own = Object.create(shared, {
      turnsWithinMs: { value: turnsWithinMs },
      turn: { get: () => shared.turn, set: (turn: Promise<unknown>) => (shared.turn = turn) },
    }) as Shared;
    const call = new Postgres(pool, own);
    expect(await call.execute(request as never)).toMatchObject({ failure: failure.busy });
    return call;
  };
  return { callOf, go, tried: () => tried };
}

it('who waits too long for his turn gives it up, and those behind him go on', async () => {
  const { callOf, go, tried } = rivals();
  const [first, second] = [await callOf(20), await callOf(30_000)];
  const late = first.execute(request as never);
  const patient = second.execute(request as never);
  await expect(late).rejects.toMatchObject({ code: 'overloaded' });
  expect(tried()).toBe(2);
  go();
  expect(await patient).toMatchObject({ failure: failure.busy });
  expect(tried()).toBe(3);
});
