import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { describe, expect, it, vi } from 'vitest';
import { objectConnection } from '../../client/local-connections.js';
import type { Env } from '../../worker/config.js';
import { objectDatabase } from '../../worker/host/object-storage.js';
import type { Objects } from '../../worker/objects.js';
import { parsed } from '../../worker/host/run-call.js';
import { profile, scope } from '../../worker/host/abi.js';
import { objectOf } from '../../worker/object.js';
import type { Answer, Deployment } from './support/deployment.js';
import { builtCore, costOf, deployed, idsOf, message, messages, thread } from './support/memory.js';

const { OBJECTS } = env as unknown as { OBJECTS: Objects };

async function tokenOf(secret: string, entry: object) {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0'));
  return { sha256: hex.join(''), scopes: ['read', 'write', 'admin'], ...entry };
}

async function worker(vars: Partial<Env> = {}): Promise<Deployment> {
  return deployed({
    AGENTKEEP_DATABASE: 'durable-object',
    OBJECTS,
    AGENTKEEP_TOKENS: JSON.stringify([
      await tokenOf('of-acme', { tenant: 'acme' }),
      await tokenOf('of-acme-staging', { tenant: 'acme', tablePrefix: 'staging_' }),
      await tokenOf('of-globex', { tenant: 'globex' }),
      await tokenOf('reader', { tenant: 'acme', scopes: ['read'] }),
    ]),
    ...vars,
  });
}

const by = (token: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${token}`, ...more },
});

const stubOf = (...name: (string | null)[]) => OBJECTS.getByName(JSON.stringify(name));

it('begins anew after deleteAll(), in the object that the store lives in', async () => {
  await runInDurableObject(stubOf('wiped'), async (_, { storage }) => {
    const connection = objectConnection(storage, {});
    const call = async (method: string, args: object) => {
      const answer = await connection.call(
        method,
        { texts: [JSON.stringify(args)], documents: false },
        false,
      );
      return { status: answer.status, value: parsed(answer.body) };
    };
    for (const id of ['before', 'after']) {
      const saved = await call('memory.saveThread', { thread: thread(id) });
      expect(saved).toMatchObject({ status: 200, value: { id } });
      await storage.deleteAll();
      const read = await call('memory.getThreadById', { threadId: id });
      expect(read).toEqual({ status: 200, value: null });
      await storage.deleteAll();
    }
  });
});

describe('a Durable Object a tenant', () => {
  it('answers as D1 does, without a round trip to a database', async () => {
    const deployment = await worker();
    const sent = by('of-acme');
    const saved = await deployment.call('memory.saveThread', { thread: thread('t') }, sent);
    expect(saved.status).toBe(200);
    expect(saved.json).toEqual(thread('t'));
    const batch = { messages: messages('t', 50) };
    const wrote = await deployment.call('memory.saveMessages', batch, sent);
    expect(costOf(wrote)).toMatchObject({ trips: 0 });
    expect(costOf(wrote).rowsWritten).toBeGreaterThanOrEqual(50);
    const read = await deployment.call('memory.listMessages', { threadId: 't', perPage: 40 }, sent);
    expect(idsOf(read)).toEqual(messages('t', 40).map(({ id }) => id));
    expect(costOf(read)).toMatchObject({ trips: 0, rowsWritten: 0 });
    expect(read.headers.get('x-d1-bookmark')).toBeNull();
  });

  it('keeps tenants apart, and the prefixes of a tenant', async () => {
    const deployment = await worker();
    const own = { thread: thread('mine', { title: 'of acme' }) };
    await deployment.call('memory.saveThread', own, by('of-acme'));
    const read = async (sent: object) =>
      (await deployment.call('memory.getThreadById', { threadId: 'mine' }, sent)).json;
    expect(await read(by('of-acme'))).toMatchObject({ title: 'of acme' });
    expect(await read(by('reader'))).toMatchObject({ title: 'of acme' });
    expect(await read(by('of-globex'))).toBeNull();
    expect(await read(by('of-acme-staging'))).toBeNull();
    expect(await read({})).toBeNull(); // a caller without a tenant
    const tables = await runInDurableObject(stubOf('acme'), (_, { storage }) =>
      [...storage.sql.exec("SELECT name FROM sqlite_master WHERE name LIKE '%mastra_threads'")].map(
        ({ name }) => name,
      ),
    );
    expect(tables.sort()).toEqual(['mastra_threads', 'staging_mastra_threads']);
  });

  it('refuses what the Worker refuses, and what the core does', async () => {
    const deployment = await worker();
    const saved = await deployment.call('memory.saveThread', { thread: thread('x') }, by('reader'));
    expect(saved.status).toBe(403);
    expect((await deployment.call('memory.listThreads', {}, by('nobody'))).status).toBe(401);
    const wrong = await deployment.call('memory.listMessages', { threadId: '' }, by('of-acme'));
    expect(wrong.status).toBe(400);
    expect(wrong.json.error).toMatchObject({ code: 'invalid_argument', committed: 'no' });
    const broken = await deployment.call('memory.saveThread', null, {
      ...by('of-acme'),
      raw: '{"thread" 1}',
    });
    expect(broken.json.error.code).toBe('invalid_json');
    const named = await deployment.call(
      'memory.getThreadById',
      { threadId: 't' },
      by('of-acme', { 'x-agentkeep-resource': 'r1' }),
    );
    expect(named.status).toBe(400);
    expect(named.json.error.details).toEqual({ header: 'x-agentkeep-resource' });
  });

  it('takes large bodies as a stream, and refuses those over the limit', async () => {
    const deployment = await worker();
    const content = { format: 2, parts: [{ type: 'text', text: 'x'.repeat(1_500_000) }] };
    const large = { messages: [message('large', 0, { content })] };
    expect((await deployment.call('memory.saveMessages', large, by('of-acme'))).status).toBe(200);
    const over = await deployment.call('memory.saveMessages', null, {
      ...by('of-acme'),
      raw: ' '.repeat(17 * 1024 * 1024),
    });
    expect(over.status).toBe(413);
  });

  it('keeps what was written when the object is evicted or reset', async () => {
    const deployment = await worker();
    const sent = by('of-acme');
    await deployment.call('memory.saveThread', { thread: thread('kept') }, sent);
    const read = () => deployment.call('memory.getThreadById', { threadId: 'kept' }, sent);
    await evictDurableObject(stubOf('acme'));
    expect((await read()).json).toMatchObject({ id: 'kept' });
    await abortAllDurableObjects();
    expect((await read()).json).toMatchObject({ id: 'kept' });
  });

  it('knows nothing of the outcome where the object is lost', async () => {
    const failing = (error: Error): Partial<Env> => ({
      OBJECTS: { getByName: () => ({ run: () => Promise.reject(error) }) } as unknown as Objects,
    });
    const deployment = await worker(failing(new Error('reset because its code was updated')));
    const write = await deployment.call(
      'memory.saveThread',
      { thread: thread('x') },
      by('of-acme'),
    );
    expect(write.json.error).toMatchObject({ code: 'outcome_unknown', committed: 'unknown' });
    const read = await deployment.call('memory.listThreads', {}, by('of-acme'));
    expect(read.json.error).toMatchObject({ code: 'unavailable', retryable: true });
    const busy = await worker(failing(Object.assign(new Error(), { overloaded: true })));
    const refused = await busy.call('memory.saveThread', { thread: thread('x') }, by('of-acme'));
    expect(refused.json.error).toMatchObject({ code: 'overloaded', committed: 'no' });
  });

  it('is where an application may keep its own store', async () => {
    await runInDurableObject(stubOf('application'), async (_, { storage }) => {
      const connection = objectConnection(storage, { tablePrefix: 'app_' });
      const call = async (method: string, args: object) => {
        const { body } = await connection.call(
          method,
          { texts: [JSON.stringify(args)], documents: false },
          false,
        );
        return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
      };
      await call('memory.saveThread', { thread: thread('t') });
      expect(await call('memory.getThreadById', { threadId: 't' })).toEqual(thread('t'));
      // As many writers as there may be, in one object.
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          call('memory.patchThread', { id: 't', metadata: { [`by${i}`]: i } }),
        ),
      );
      const { metadata } = await call('memory.getThreadById', { threadId: 't' });
      expect(Object.keys(metadata)).toHaveLength(21);
    });
  });

  it('undoes all of a batch that fails', async () => {
    await runInDurableObject(stubOf('batches'), async (_, { storage }) => {
      storage.sql.exec('CREATE TABLE t (id TEXT PRIMARY KEY, b BLOB)');
      const transport = objectDatabase(storage).open();
      expect(transport.profile).toBe(profile.d1);
      const request = { readOnly: false, replicaOk: false, delayMs: 0 };
      const insert = (id: string) => ({ sql: 'INSERT INTO t (id) VALUES (?1)', params: [id] });
      const failed = await transport.execute({
        ...request,
        statements: [insert('a'), insert('b'), insert('a')],
      });
      expect(failed).toMatchObject({ failure: 1, sent: false, detail: 't.id' });
      const done = await transport.execute({
        ...request,
        statements: [
          insert('a'),
          insert('b'),
          { sql: 'SELECT count(*) FROM t', params: [] },
          { sql: 'DELETE FROM t', params: [] },
        ],
      });
      if ('failure' in done) throw new Error('failed');
      expect(done.results.map(({ changes }) => changes)).toEqual([1, 1, 0, 2]);
      expect([...(done.results[2]!.rows[0] as unknown as unknown[])]).toEqual([2]);
    });
  });
});

describe('AGENTKEEP_RETENTION', () => {
  const retention = [{ retention: { memory: { threads: { maxAge: '30d', batchSize: 1 } } } }];
  const vars = { ...env, AGENTKEEP_RETENTION: JSON.stringify(retention), AGENTKEEP_LOG: 'off' };
  const AgentKeepObject = objectOf(builtCore);

  it('is applied by each object itself, once a day and in pieces', async () => {
    await runInDurableObject(stubOf('pruned'), async (_, state) => {
      const object = new AgentKeepObject(state, vars as unknown as Env);
      const call = async (method: string, args: object) => {
        const { body } = await object.run({
          method,
          caller: { scopes: scope.read | scope.write, tablePrefix: '' },
          requestId: 'r',
          body: [JSON.stringify(args)],
        });
        return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
      };
      expect(await state.storage.getAlarm()).toBeNull();
      for (let i = 0; i < 25; i++) await call('memory.saveThread', { thread: thread(`old${i}`) });
      const createdAt = new Date().toISOString();
      await call('memory.saveThread', { thread: thread('new', { createdAt }) });
      const first = (await state.storage.getAlarm())!;
      expect(first - Date.now()).toBeGreaterThan(23 * 3_600_000);

      let alarms = 0;
      for (let next = 0; next < 3_600_000; alarms++) {
        await object.alarm!();
        next = (await state.storage.getAlarm())! - Date.now();
      }
      expect(alarms).toBeGreaterThan(1);
      const { threads } = await call('memory.listThreads', {});
      expect(threads.map(({ id }: { id: string }) => id)).toEqual(['new']);
      await state.storage.deleteAlarm();
      await new AgentKeepObject(state, env as unknown as Env).alarm!();
      expect(await state.storage.getAlarm()).toBeNull();
    });
  });
});

describe('a Durable Object a resource', () => {
  const send = async (deployment: Deployment, method: string, body: object, resource?: string) =>
    deployment.call(
      method,
      body,
      by(
        'of-acme',
        resource === undefined ? {} : { 'x-agentkeep-resource': encodeURIComponent(resource) },
      ),
    );
  const code = ({ json }: Answer) => json.error?.code as unknown;

  it('is found by the resource that the arguments or the header name', async () => {
    const deployment = await worker({ AGENTKEEP_OBJECT_PER: 'resource' });
    for (const resourceId of ['Ñandú', 'r2']) {
      const t = thread('t', { resourceId, title: resourceId });
      expect((await send(deployment, 'memory.saveThread', { thread: t })).status).toBe(200);
      const found = { threadId: 't', resourceId };
      const { json } = await send(deployment, 'memory.getThreadById', found);
      expect(json.title).toBe(resourceId);
      const named = await send(deployment, 'memory.getThreadById', { threadId: 't' }, resourceId);
      expect(named.json.title).toBe(resourceId);
      const list = await send(deployment, 'memory.listThreads', { filter: { resourceId } });
      expect(list.json.total).toBe(1);
    }
  });

  it('is one: what needs none or several is refused', async () => {
    const deployment = await worker({ AGENTKEEP_OBJECT_PER: 'resource' });
    const two = { messages: [message('t', 1), message('t', 2, { resourceId: 'r2' })] };
    const refused: [string, object, string?][] = [
      ['memory.listThreads', {}],
      ['memory.getThreadById', { threadId: 't' }],
      ['memory.saveMessages', two],
      ['memory.saveMessages', { messages: [message('t', 1)] }, 'r2'],
      ['memory.updateThreadResourceId', { threadId: 't', resourceId: 'r1' }],
      ['memory.updateThreadResourceId', { threadId: 't', resourceId: 'r1' }, 'r2'],
      ['workflows.loadWorkflowSnapshot', { workflowName: 'w', runId: 'r' }],
      ['store.status', {}],
    ];
    for (const [method, body, resource] of refused) {
      expect(code(await send(deployment, method, body, resource)), method).toBe('invalid_argument');
    }
    const status = await send(deployment, 'store.status', {}, 'r1');
    expect(status.status).toBe(200);
    const broken = await deployment.call('memory.listThreads', null, {
      ...by('of-acme'),
      raw: '{',
    });
    expect(code(broken)).toBe('invalid_json');
    const encoded = by('of-acme', { 'x-agentkeep-resource': '%' });
    expect(code(await deployment.call('memory.listThreads', {}, encoded))).toBe('invalid_argument');
    const deep = await deployment.send('/health?deep=1');
    expect(deep.status).toBe(400);
  });

  it('is one, however the arguments name it twice', async () => {
    const deployment = await worker({ AGENTKEEP_OBJECT_PER: 'resource' });
    const [alice, bob] = ['alice', 'bob'].map((resourceId) => thread('twice', { resourceId }));
    const id = '"threadId":"twice"';
    const bodies: [string, string][] = [
      ['memory.saveThread', `{"thread":${JSON.stringify(bob)},"thread":${JSON.stringify(alice)}}`],
      [
        'memory.saveThread',
        `{"thread":${JSON.stringify(alice).replace('{', '{"resourceId":"bob",')}}`,
      ],
      ['memory.getThreadById', `{${id},"resourceId":"bob","resourceId":"alice"}`],
      ['memory.getThreadById', `{${id},"resourceId":"alice","resourceId":"bob"}`],
      ['memory.getThreadById', `{${id},"resource\\u0049d":"bob","resourceId":"alice"}`],
      ['memory.getThreadById', `{${id},"resourceId":"bob","resourceId":null}`],
      ['memory.listThreads', '{"filter":{"resourceId":"bob"},"filter":{"resourceId":"alice"}}'],
    ];
    for (const [method, raw] of bodies) {
      for (const resource of ['alice', 'bob', undefined]) {
        const header = resource === undefined ? {} : { 'x-agentkeep-resource': resource };
        const answer = await deployment.call(method, null, { ...by('of-acme', header), raw });
        expect(code(answer), `${method} ${raw}`).toBe('invalid_argument');
      }
    }
    for (const resourceId of ['alice', 'bob']) {
      const { json } = await send(deployment, 'memory.listThreads', { filter: { resourceId } });
      expect(json.threads).toEqual([]);
    }
  });

  it('is not made by reads', async () => {
    const deployment = await worker({ AGENTKEEP_OBJECT_PER: 'resource' });
    const resourceId = 'never-written';
    const tables = () =>
      runInDurableObject(stubOf('acme', resourceId), async (_, { storage }) => [
        ...storage.sql.exec("SELECT name FROM sqlite_master WHERE name LIKE '%mastra%'"),
        await storage.getAlarm(),
      ]);
    const reads = async () => {
      const answers = [
        await send(deployment, 'memory.getThreadById', { threadId: 't', resourceId }),
        await send(deployment, 'memory.listThreads', { filter: { resourceId } }),
        await send(deployment, 'memory.listMessages', { threadId: 't', resourceId }),
        await send(deployment, 'store.status', {}, resourceId),
      ];
      for (const answer of answers) {
        expect(answer.status).toBe(200);
        expect(costOf(answer).rowsWritten).toBe(0);
      }
      expect(answers[0]!.json).toBeNull();
      expect(answers[1]!.json).toMatchObject({ threads: [], total: 0, perPage: 100 });
      expect(answers[2]!.json).toMatchObject({ messages: [], total: 0, perPage: 40 });
    };
    await reads();
    expect(await tables()).toEqual([null]);
    const wrong = await send(deployment, 'memory.listThreads', {
      page: -1,
      filter: { resourceId },
    });
    expect(code(wrong)).toBe('invalid_argument');
    // The same object is made by the first write, and read again.
    const t = thread('t', { resourceId });
    expect((await send(deployment, 'memory.saveThread', { thread: t })).status).toBe(200);
    expect((await tables()).length).toBeGreaterThan(1);
    const { json } = await send(deployment, 'memory.getThreadById', { threadId: 't', resourceId });
    expect(json).toEqual(t);
  });

  it('is no matter of a database that keeps all', async () => {
    const shared = deployed();
    const answer = await shared.call(
      'memory.listThreads',
      {},
      {
        headers: { 'x-agentkeep-resource': 'r1' },
      },
    );
    expect(answer.status).toBe(400);
    expect(code(answer)).toBe('invalid_argument');
  });
});

vi.setConfig({ testTimeout: 30_000 });
