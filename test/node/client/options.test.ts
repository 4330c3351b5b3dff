import { MastraError } from '@mastra/core/error';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentKeep, AgentKeepError, D1Store } from '../../../client/index.js';
import { counted, LocalD1 } from '../../contract/support/local-d1.js';
import { memoryOf } from '../../contract/transport.js';

const d1 = new LocalD1();
let binding: D1Database;
beforeAll(async () => {
  binding = await d1.database();
});
afterAll(() => d1.stop());

const rest = { accountId: 'a', databaseId: 'd', apiToken: 'never-said' };
const endpoint = 'https://store.example.com';
const service = { call: async () => ({ status: 200, body: 'null', bookmark: null }) };

const refusedD1: [object | undefined, RegExp][] = [
  [undefined, /binding is required/],
  [{}, /binding is required/],
  [{ binding: null }, /binding must be a D1 database/],
  [{ binding: 'D1Database' }, /binding must be a D1 database/],
  [{ binding: { prepare() {} } }, /binding must be a D1 database/],
  [{ ...rest, accountId: undefined }, /accountId is required with databaseId/],
  [{ accountId: 'a' }, /databaseId and apiToken is required with accountId/],
  [{ ...rest, apiToken: '' }, /apiToken is required/],
  [{ ...rest, databaseId: '../x' }, /databaseId must be the id/],
  [{ ...rest, apiToken: 'never-said\n' }, /apiToken must be a text without spaces/],
  [{ ...rest, apiUrl: 'http://api.example.com' }, /apiUrl must be an https URL/],
  [{ ...rest, timeoutMs: 0 }, /timeoutMs/],
  [{ ...rest, fetch: 'fetch' }, /fetch must be a function/],
  [{ client: {} }, /client must have a function query/],
];

describe('D1Store', () => {
  it.each(refusedD1)('refuses %o', (options, why) =>
    expectRefused(D1Store, 'CLOUDFLARE_D1', options, why),
  );

  it('refuses options that contradict one another, bad prefixes and empty ids', () => {
    const given: [object, RegExp][] = [
      [{ binding, ...rest }, /binding and accountId exclude one another/],
      [{ binding, client: {} }, /binding and client exclude one another/],
      [{ binding, tablePrefix: 'dev-' }, /tablePrefix/],
      [{ binding, tablePrefix: 'x'.repeat(65) }, /tablePrefix/],
      [{ binding, id: ' ' }, /id cannot be empty/],
      [{ binding, indexes: 'fat' }, /indexes must be 'full' or 'lean'/],
      [{ binding, metricRollups: 'true' }, /metricRollups must be true or false/],
      [{ binding, search: 'true' }, /search must be true or false/],
    ];
    for (const [options, why] of given) expectRefused(D1Store, 'CLOUDFLARE_D1', options, why);
  });

  it('has the ids of the adapter that it replaces', async () => {
    const store = new D1Store({ binding });
    expect(store).toMatchObject({ id: 'agentkeep-d1', name: 'D1', disableInit: false });
    const { memory } = store.stores;
    await expect(memory!.updateThread({ id: 'missing' })).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_CLOUDFLARE_D1_UPDATE_THREAD_NOT_FOUND',
    });
  });

  it('keeps the tables of two prefixes and of two databases apart', async () => {
    const stores = [
      new D1Store({ binding, tablePrefix: 'dev_' }),
      new D1Store({ binding, tablePrefix: 'Prod' }),
      new D1Store({ binding: await d1.database('B'), tablePrefix: 'dev_' }),
    ];
    for (const [i, store] of stores.entries()) {
      const memory = store.stores.memory!;
      const thread = { id: 't', resourceId: `r${i}`, createdAt: new Date(), updatedAt: new Date() };
      await memory.saveThread({ thread });
    }
    for (const [i, store] of stores.entries()) {
      const { threads } = await store.stores.memory!.listThreads({});
      expect(threads.map(({ resourceId }) => resourceId)).toEqual([`r${i}`]);
    }
  });

  it('makes no tables with disableInit, until init() is called', async () => {
    const { binding: database, batches } = counted(binding);
    const options = { binding: database, tablePrefix: 'late_', disableInit: true };
    const store = new D1Store(options);
    expect(store.disableInit).toBe(true);
    const memory = store.stores.memory!;
    await expect(memory.getThreadById({ threadId: 't' })).rejects.toMatchObject({
      code: 'schema_missing',
    });
    await store.init();
    expect(await memory.getThreadById({ threadId: 't' })).toBeNull();

    // Another store of the same process looks once.
    const before = batches();
    await new D1Store(options).init();
    expect(batches()).toBe(before + 1);
  });
});

const refusedKeep: [object | undefined, RegExp][] = [
  [undefined, /one of endpoint, service, binding and storage is required/],
  [{}, /one of endpoint, service, binding and storage is required/],
  [{ endpoint, token: 't', service }, /not endpoint and service/],
  [{ endpoint }, /token is required/],
  [{ endpoint, token: '' }, /token is required/],
  [{ endpoint, token: 'a b' }, /token must be/],
  [{ endpoint, token: 'a\nb' }, /token must be/],
  [{ endpoint: 'store.example.com', token: 't' }, /endpoint must be a URL/],
  [{ endpoint: 'ftp://store.example.com', token: 't' }, /endpoint must be a URL/],
  [{ endpoint: 'https://u:p@store.example.com', token: 't' }, /endpoint must be a URL/],
  [{ endpoint, token: 't', tablePrefix: 'dev_' }, /tablePrefix is for a binding/],
  [{ endpoint, token: 't', indexes: 'lean' }, /indexes is for a binding/],
  [{ endpoint, token: 't', metricRollups: true }, /metricRollups is for a binding/],
  [{ endpoint, token: 't', search: true }, /search is for a binding/],
  [{ endpoint, token: 't', timeoutMs: 0 }, /timeoutMs/],
  [{ endpoint, token: 't', fetch: 'fetch' }, /fetch must be a function/],
  [{ service: {} }, /service must be a service binding/],
  [{ service, tablePrefix: 'dev_' }, /tablePrefix is for a binding/],
  [{ binding: {} }, /binding must be a D1 database/],
  [{ storage: {} }, /storage must be ctx.storage/],
  [{ endpoint, token: 't', resource: '' }, /resource must be the id/],
  [{ service, resource: 7 }, /resource must be the id/],
  [{ binding: {}, resource: 'r' }, /resource is for a deployment/],
];

describe('AgentKeep', () => {
  it.each(refusedKeep)('refuses %o', (options, why) =>
    expectRefused(AgentKeep, 'AGENTKEEP', options, why),
  );

  it('takes each of the three ways, and a local server without a token', async () => {
    for (const options of [
      { binding },
      { service },
      { endpoint, token: 't' },
      { endpoint: 'http://127.0.0.1:8787' },
      { endpoint: 'http://127.0.0.1:8787', token: '' },
    ]) {
      const store = new AgentKeep({ ...options, id: 'mine' });
      expect(store).toMatchObject({ id: 'mine', name: 'AgentKeep' });
      expect(await memoryOf(store)).toBe(store.stores.memory);
      await store.close();
    }
  });
});

function expectRefused(
  Store: typeof AgentKeep | typeof D1Store,
  name: string,
  options: object | undefined,
  why: RegExp,
): void {
  let error: unknown;
  try {
    new Store(options as never);
  } catch (cause) {
    error = cause;
  }
  expect(error).toBeInstanceOf(MastraError);
  expect(error).toBeInstanceOf(AgentKeepError);
  expect(error).toMatchObject({
    id: `MASTRA_STORAGE_${name}_INITIALIZATION_FAILED`,
    code: 'invalid_argument',
    committed: 'no',
    domain: 'STORAGE',
    category: 'SYSTEM',
    message: expect.stringMatching(why),
  });
  expect(JSON.stringify(error)).not.toContain('never-said');
}
