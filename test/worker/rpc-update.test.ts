import { describe, expect, it, vi } from 'vitest';
import { Instances } from '../../worker/host/instance.js';
import { Http } from '../../worker/http.js';
import { entrypointOf } from '../../worker/rpc.js';
import type { Props, Store } from '../../worker/rpc.js';
import { Service } from '../../worker/host/service.js';
import { database } from './support/deployment.js';
import { fakeCores } from './support/fake-core.js';
import { refusalOf } from './support/store-bindings.js';

const aTrip = { statements: [{ sql: 'SELECT 1 AS one' }] };
const error = (code: string) => ({ error: { code, message: code } });

/** One thread, and what was asked of it. */
function storeOf(given: object | null) {
  const state = { metadata: given as Record<string, unknown> | null, writes: 0, lost: 0 };
  const thread = () => ({ id: 't', resourceId: 'r', metadata: state.metadata ?? undefined });
  const { make } = fakeCores({
    *'memory.getThreadById'({ body }) {
      const { threadId, resourceId = 'r' } = JSON.parse(body);
      yield aTrip;
      return { status: 200, json: threadId === 't' && resourceId === 'r' ? thread() : null };
    },
    *'memory.updateThreadIf'({ body }) {
      const { expectedMetadata, metadata } = JSON.parse(body);
      yield aTrip;
      state.writes += 1;
      if (JSON.stringify(expectedMetadata) !== JSON.stringify(state.metadata)) {
        state.lost += 1;
        return { status: 409, json: error('conflict') };
      }
      if (typeof metadata !== 'object') return { status: 400, json: error('invalid_argument') };
      state.metadata = { ...state.metadata, ...metadata };
      return { status: 200, json: thread() };
    },
  });
  const service = new Service(new Instances(make));
  const Entrypoint = entrypointOf(new Http(service), service);
  const ctx = { waitUntil: () => undefined } as unknown as ExecutionContext<Props>;
  const env = { DB: database, AGENTKEEP_LOG: 'off' };
  return { state, memory: (new Entrypoint(ctx, env) as unknown as Store).memory };
}

describe('updateThreadMetadata', () => {
  it('loses no update of ten at once', async () => {
    const { state, memory } = storeOf(null);
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        memory.updateThreadMetadata({
          id: 't',
          update: ({ metadata }) => ({
            count: ((metadata?.['count'] as number | undefined) ?? 0) + 1,
            [`by${n}`]: true,
          }),
        }),
      ),
    );
    expect(state.metadata).toMatchObject({ count: 10, by0: true, by9: true });
    expect(state.lost).toBeGreaterThan(0);
    expect(state.writes).toBe(10 + state.lost);
  });

  it('answers the thread as it is afterwards', async () => {
    const { memory } = storeOf({ a: 1 });
    const updated = await memory.updateThreadMetadata({ id: 't', update: () => ({ b: 2 }) });
    expect(updated?.metadata).toEqual({ a: 1, b: 2 });
  });

  it.each([undefined, null])('writes nothing when the callback gives %j', async (nothing) => {
    const { state, memory } = storeOf({ a: 1 });
    const update = () => nothing as undefined;
    expect(await memory.updateThreadMetadata({ id: 't', update })).toMatchObject({ id: 't' });
    expect(state.writes).toBe(0);
  });

  it.each([{ id: 'never' }, { id: 't', resourceId: 'of somebody else' }])(
    'answers null for %j and asks nobody',
    async (args) => {
      const update = vi.fn();
      expect(await storeOf({}).memory.updateThreadMetadata({ ...args, update })).toBeNull();
      expect(update).not.toHaveBeenCalled();
    },
  );

  it('passes on what the callback throws, and other refusals', async () => {
    const { state, memory } = storeOf({});
    const update = () => {
      throw new RangeError('mine');
    };
    expect(await refusalOf(memory.updateThreadMetadata({ id: 't', update }))).toBeInstanceOf(
      RangeError,
    );
    expect(state.writes).toBe(0);
    const wrong = memory.updateThreadMetadata({ id: 't', update: () => 7 as unknown as object });
    expect(await refusalOf(wrong)).toMatchObject({ code: 'invalid_argument', status: 400 });
    expect(state.writes).toBe(1);
  });

  it.each([{ id: 't' }, { id: 't', update: {} }, undefined])('refuses %j', async (args) => {
    const { memory } = storeOf({});
    expect(await refusalOf(memory.updateThreadMetadata(args as never))).toMatchObject({
      code: 'invalid_argument',
      message: 'update must be a function',
    });
  });
});
