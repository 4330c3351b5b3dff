import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DynamoDBStore } from '../../../client/dynamodb.js';
import type { DynamoDBConfig } from '../../../client/dynamodb.js';
import { simulator } from '../../contract/support/local-d1.js';
import { memoryOf } from '../../contract/transport.js';
import { bundle } from '../support/bundle.js';
import { credentials, DynamoPeer } from './support/dynamodb/peer.js';
import type { Fault } from './support/dynamodb/peer.js';
import { tableOf } from './support/dynamodb/table.js';

const at = (ms: number) => new Date(1_770_000_000_000 + ms);
const thread = (id: string) => ({
  id,
  resourceId: 'r1',
  title: 'T',
  metadata: { a: 1 },
  createdAt: at(0),
  updatedAt: at(0),
});
const message = (threadId: string, id: string, ms = 0, text = id) => ({
  id,
  threadId,
  resourceId: 'r1',
  role: 'user' as const,
  createdAt: at(ms),
  content: { format: 2 as const, parts: [{ type: 'text' as const, text }] },
});
const many = (threadId: string, count: number, text?: string) =>
  Array.from({ length: count }, (_, i) => message(threadId, `${threadId}-${i}`, i, text));

let peer: DynamoPeer;
let tables = 0;
beforeAll(async () => {
  peer = await DynamoPeer.start();
});
afterAll(() => peer.stop());
// What a transport reports of faults is expected here.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  expect(peer.faults.splice(0)).toEqual([]);
  vi.restoreAllMocks();
});

async function newTable(): Promise<string> {
  const tableName = `table-${++tables}`;
  await peer.createTable(tableName);
  return tableName;
}

function storeOf(tableName: string, config: Partial<DynamoDBConfig> = {}) {
  return new DynamoDBStore({
    name: 'dynamodb',
    config: { tableName, endpoint: peer.endpoint, credentials, ...config },
  });
}

/** A store that has looked at its table, and the calls made since. */
async function ready(config: Partial<DynamoDBConfig> = {}) {
  const tableName = await newTable();
  const store = storeOf(tableName, config);
  await store.init();
  peer.passed.length = 0;
  return { store, tableName, memory: await memoryOf(store) };
}

const calls = () => peer.passed.splice(0).map(({ operation }) => operation);
const fail = (operation: string, ...faults: Fault[]) =>
  peer.faults.push(...faults.map((fault) => ({ when: (o: string) => o === operation, fault })));

it('keeps members apart whose names are halves of a character', async () => {
  const { memory } = await ready();
  await memory.saveThread({ thread: { ...thread('t'), metadata: { '\ud800': 1, '\udc00': 2 } } });
  await memory.updateThread({ id: 't', title: 'T', metadata: { '\udc00': 3, '\udc01': 4 } });
  const stored = await memory.getThreadById({ threadId: 't' });
  expect(stored?.metadata).toEqual({ '\ud800': 1, '\udc00': 3, '\udc01': 4 });
});

describe('calls a method', () => {
  it('of memory', async () => {
    const { memory } = await ready();
    await memory.saveThread({ thread: thread('t') });
    expect(calls()).toEqual(['UpdateItem']);
    await memory.getThreadById({ threadId: 't' });
    expect(calls()).toEqual(['GetItem']);
    await memory.updateThread({ id: 't', title: 'New', metadata: { b: 2 } });
    expect(calls()).toEqual(['GetItem', 'UpdateItem']);
    await memory.saveMessages({ messages: many('t', 10) });
    expect(calls()).toEqual(['TransactWriteItems']);
    await memory.listMessages({ threadId: 't', perPage: 3 });
    expect(calls()).toEqual(['Query']);
    await memory.listMessagesById({ messageIds: ['t-1', 't-2'] });
    expect(calls()).toEqual(['BatchGetItem']);
    await memory.updateMessages({ messages: [{ id: 't-1', role: 'assistant' }] as never });
    expect(calls()).toEqual(['GetItem', 'TransactWriteItems']);
    await memory.deleteMessages(['t-1', 't-2']);
    expect(calls()).toEqual(['BatchGetItem', 'TransactWriteItems']);
    await memory.saveMessages({ messages: many('t', 100) });
    expect(calls()).toEqual(['TransactWriteItems', 'UpdateItem']);
    await memory.saveResource({
      resource: { id: 'r', workingMemory: 'w', createdAt: at(0), updatedAt: at(0) },
    });
    expect(calls()).toEqual(['UpdateItem']);
    await memory.deleteThread({ threadId: 't' });
    expect(calls()).toEqual(['Query', 'TransactWriteItems', 'DeleteItem']);
  });

  it('of workflows and scores', async () => {
    const { store } = await ready();
    const workflows = (await store.getStore('workflows'))!;
    const run = { workflowName: 'w', runId: 'r', resourceId: 'of' };
    const snapshot = { runId: 'r', status: 'running', context: {} } as never;
    await workflows.persistWorkflowSnapshot({ ...run, snapshot });
    await workflows.persistWorkflowSnapshot({ ...run, snapshot });
    expect(calls()).toEqual(['UpdateItem', 'UpdateItem']);
    await workflows.updateWorkflowState({ ...run, opts: { status: 'success' } });
    expect(calls()).toEqual(['GetItem', 'UpdateItem']);
    expect(await workflows.loadWorkflowSnapshot(run)).toMatchObject({ status: 'success' });
    calls();
    await workflows.getWorkflowRunById({ runId: 'r' });
    await workflows.listWorkflowRuns({ workflowName: 'w' });
    expect(calls()).toEqual(['Query', 'Query']);
    await workflows.deleteWorkflowRunById(run);
    expect(calls()).toEqual(['DeleteItem']);
    const scores = (await store.getStore('scores'))!;
    await scores.saveScore({
      ...{ scorerId: 's', entityId: 'e', runId: 'r', output: {}, score: 1, scorer: {} },
      ...{ source: 'LIVE', entity: {} },
    });
    expect(calls()).toEqual(['PutItem']);
    await scores.listScoresByRunId({ runId: 'r', pagination: { page: 0, perPage: 1 } });
    expect(calls()).toEqual(['Query']);
  });
});

describe('large work', () => {
  it('goes in groups of 100, and is whole', async () => {
    const { memory } = await ready();
    await memory.saveThread({ thread: thread('t') });
    await memory.saveMessages({ messages: many('t', 250) });
    const { messages, total } = await memory.listMessages({ threadId: 't', perPage: false });
    expect(total).toBe(250);
    expect(messages.map(({ id }) => id)).toEqual(many('t', 250).map(({ id }) => id));
    const { thread: copy } = await memory.cloneThread({ sourceThreadId: 't' });
    expect((await memory.listMessages({ threadId: copy.id, perPage: false })).total).toBe(250);
    await memory.deleteThread({ threadId: 't' });
    expect((await memory.listMessages({ threadId: 't', perPage: false })).total).toBe(0);
  });

  it('goes in groups of 4 MB, and follows pages of 1 MB', async () => {
    const { memory } = await ready();
    await memory.saveThread({ thread: thread('t') });
    const text = 'x'.repeat(300_000);
    await memory.saveMessages({ messages: many('t', 20, text) });
    expect(calls().filter((each) => each === 'TransactWriteItems')).toHaveLength(2);
    const { messages } = await memory.listMessages({ threadId: 't', perPage: false });
    expect(messages).toHaveLength(20);
    expect(calls().filter((each) => each === 'Query').length).toBeGreaterThan(4);
    peer.passed.length = 0;
    // Only as much as the page needs.
    const last = await memory.listMessages({
      ...{ threadId: 't', perPage: 2, includeTotal: false },
      orderBy: { field: 'createdAt', direction: 'DESC' },
    } as never);
    expect(last.messages.map(({ id }) => id)).toEqual(['t-18', 't-19'].reverse());
    expect(calls()).toEqual(['Query']);
  });

  it('of one item over 400 KB is cut into items, written and deleted with it', async () => {
    const { memory, store, tableName } = await ready();
    await memory.saveThread({ thread: thread('t') });
    const random = Array.from({ length: 300_000 }, () => Math.random().toString(36).slice(2, 6));
    const text = random.join('');
    await memory.saveMessages({ messages: [message('t', 'm', 0, text)] });
    expect((await memory.listMessages({ threadId: 't' })).messages[0]).toMatchObject({
      content: { parts: [{ type: 'text', text }] },
    });
    const workflows = (await store.getStore('workflows'))!;
    const run = { workflowName: 'w', runId: 'r' };
    const snapshot = { runId: 'r', status: 'running', context: { a: { output: text } } } as never;
    for (let round = 0; round < 2; round++) {
      await workflows.persistWorkflowSnapshot({ ...run, snapshot });
      expect(await workflows.loadWorkflowSnapshot(run)).toEqual(snapshot);
    }
    const chunks = (await peer.items(tableName)).filter(
      ({ entity: { S } = {} }) => S === 'agentkeep_chunks',
    );
    expect(chunks.length).toBeGreaterThan(4);
    await workflows.deleteWorkflowRunById(run);
    await memory.deleteMessages(['m']);
    expect((await peer.items(tableName)).map(({ entity }) => entity!['S'])).toEqual(['thread']);
  });

  it('of one item over 400 KB that cannot be cut is refused, and says what is too long', async () => {
    const { memory } = await ready();
    const metadata = { long: 'x'.repeat(420_000) };
    const refused = memory.saveThread({ thread: { ...thread('t'), metadata } });
    await expect(refused).rejects.toMatchObject({
      code: 'too_large',
      message: expect.stringContaining('metadata'),
    });
    expect(await memory.getThreadById({ threadId: 't' })).toBeNull();
  });

  it('that stops in the middle names what is written', async () => {
    const { memory } = await ready();
    await memory.saveThread({ thread: thread('t') });
    await memory.saveMessages({ messages: many('t', 150) });
    peer.passed.length = 0;
    let transactions = 0;
    const isSecond = (o: string) => o === 'TransactWriteItems' && ++transactions === 2;
    peer.faults.push({
      when: isSecond,
      fault: { error: 'ValidationException', message: 'no more' },
    });
    const failed = memory.cloneThread({ sourceThreadId: 't', newThreadId: 'copy' });
    await expect(failed).rejects.toMatchObject({ code: 'outcome_unknown', committed: 'unknown' });
    const error = (await failed.catch((cause: unknown) => cause)) as {
      details: { committedIds: string };
    };
    const committed = JSON.parse(error.details.committedIds) as string[];
    expect(committed).toHaveLength(99);
    expect(committed[0]).toBe('copy');
  });
});

describe('faults', () => {
  const throttled = { error: 'ProvisionedThroughputExceededException' } as const;

  it('backs off where there is no capacity', async () => {
    const { memory } = await ready();
    fail('UpdateItem', throttled, { error: 'ThrottlingException' });
    await memory.saveThread({ thread: thread('t') });
    fail('GetItem', throttled, { error: 'InternalServerError', status: 500 });
    expect(await memory.getThreadById({ threadId: 't' })).toMatchObject({ title: 'T' });
    expect(calls()).toHaveLength(6);
  });

  it('says so when that does not end', async () => {
    const { memory } = await ready();
    fail('GetItem', ...Array<Fault>(6).fill(throttled));
    const failed = memory.getThreadById({ threadId: 't' });
    await expect(failed).rejects.toMatchObject({ code: 'overloaded', committed: 'no' });
  });

  it.each(['lose the answer', 'drop the request'] as const)(
    'does a write once when the connection breaks: %s',
    async (fault) => {
      const { memory, store } = await ready();
      fail('UpdateItem', fault);
      await memory.saveThread({ thread: thread('t') });
      fail('TransactWriteItems', fault);
      await memory.saveMessages({ messages: many('t', 3) });
      expect((await memory.listMessages({ threadId: 't' })).total).toBe(3);
      fail('UpdateItem', fault);
      const updated = await memory.updateThread({ id: 't', metadata: { b: 2 } });
      expect(updated.metadata).toEqual({ a: 1, b: 2 });
      const workflows = (await store.getStore('workflows'))!;
      const run = { workflowName: 'w', runId: 'r' };
      const snapshot = { runId: 'r', status: 'running', context: {} } as never;
      await workflows.persistWorkflowSnapshot({ ...run, snapshot });
      fail('UpdateItem', fault);
      const state = await workflows.updateWorkflowState({
        ...run,
        opts: { status: 'success', expectedStatus: 'running' } as never,
      });
      expect(state).toMatchObject({ status: 'success' });
    },
  );

  it('sends unprocessed items again', async () => {
    const { memory, tableName } = await ready();
    await memory.saveThread({ thread: thread('t') });
    await memory.saveMessages({ messages: many('t', 130) });
    peer.leaveOver = 3;
    const ids = many('t', 130).map(({ id }) => id);
    expect((await memory.listMessagesById({ messageIds: ids })).messages).toHaveLength(130);
    await memory.dangerouslyClearAll();
    peer.leaveOver = 0;
    expect(await peer.items(tableName)).toEqual([]);
  });

  const refusals: [error: string, message: string, says: RegExp][] = [
    ['ExpiredTokenException', 'The security token included in the request is expired', /expired/],
    ['UnrecognizedClientException', 'The security token is invalid', /accessKeyId and region/],
    ['InvalidSignatureException', 'Signature expired: 20260101 is now earlier than', /clock/],
    ['InvalidSignatureException', 'does not match', /secretAccessKey and region/],
    [
      'InvalidSignatureException',
      "Credential should be scoped to a valid region, not 'us-west-1'.",
      /secretAccessKey and region/,
    ],
    ['RequestTimeTooSkewed', 'The difference between the request time and', /clock/],
    ['AccessDeniedException', 'User: arn:aws:iam::1:user/x is not authorized', /do not allow/],
  ];
  it.each(refusals)('tells what %s means: %s', async (error, message, says) => {
    const { memory } = await ready();
    fail('GetItem', ...Array<Fault>(4).fill({ error, message }));
    const failed = memory.getThreadById({ threadId: 't' });
    await expect(failed).rejects.toMatchObject({
      code: 'unavailable',
      committed: 'no',
      message: expect.stringMatching(says),
    });
    await expect(failed).rejects.not.toMatchObject({ message: expect.stringContaining('arn:') });
  });

  it.each([3_600_000, -3_600_000])(
    'signs by the time of DynamoDB where the clock is wrong by %i ms',
    async (wrongMs) => {
      const warned = vi.spyOn(console, 'warn').mockImplementation(() => {});
      const { memory } = await ready();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + wrongMs });
      peer.checksClock = true;
      try {
        await memory.saveThread({ thread: thread('t') });
        expect(calls()).toEqual(['UpdateItem', 'UpdateItem']);
        expect(await memory.getThreadById({ threadId: 't' })).toMatchObject({ title: 'T' });
        expect(calls()).toEqual(['GetItem']);
        expect(warned).toHaveBeenCalledTimes(1);
        expect(JSON.parse(String(warned.mock.calls[0]![0]))).toMatchObject({ level: 'warn' });
      } finally {
        peer.checksClock = false;
        vi.useRealTimers();
      }
    },
  );

  it('tells a table that has gone, and an index', async () => {
    const { memory, tableName } = await ready();
    await peer.call('DeleteTable', { TableName: tableName });
    const isGone = async () =>
      (await peer.call('DescribeTable', { TableName: tableName })).status !== 200;
    await expect.poll(isGone).toBe(true);
    await expect(memory.getThreadById({ threadId: 't' })).rejects.toMatchObject({
      code: 'schema_missing',
      message: expect.stringContaining('does not exist in this region and account'),
    });
    const { GlobalSecondaryIndexes: _, ...bare } = tableOf(tableName) as Record<string, object>;
    const AttributeDefinitions = (bare['AttributeDefinitions'] as object[]).slice(0, 2);
    await peer.call('CreateTable', { ...bare, AttributeDefinitions });
    await expect.poll(async () => !(await isGone())).toBe(true);
    await expect(memory.listMessages({ threadId: 't' })).rejects.toMatchObject({
      code: 'schema_missing',
      message: expect.stringContaining('gsi1'),
    });
  });

  it('says that TLS is refused', async () => {
    const endpoint = peer.endpoint.replace('http:', 'https:');
    const store = storeOf(await newTable(), { endpoint });
    await expect(store.init()).rejects.toMatchObject({
      code: 'unavailable',
      committed: 'no',
      message: expect.stringMatching(/certificate.*TLS/),
    });
  });

  it('says that nothing is there', async () => {
    const tableName = await newTable();
    const store = storeOf(tableName, { endpoint: 'http://127.0.0.1:9/' });
    await expect(store.init()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('says that credentials are missing', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    const { credentials: _, ...config } = {
      credentials,
      tableName: 'any',
      endpoint: peer.endpoint,
    };
    const store = new DynamoDBStore({ name: 'dynamodb', config });
    await expect(store.init()).rejects.toMatchObject({
      code: 'unauthenticated',
      message: expect.stringContaining('credentials'),
    });
    vi.unstubAllEnvs();
  });
});

describe('init', () => {
  it('names the table that is missing', async () => {
    const failed = storeOf('no-such-table').init();
    await expect(failed).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_INIT_FAILED',
      code: 'schema_missing',
      message: expect.stringContaining('no-such-table does not exist'),
    });
  });

  it('names every index and key that is wrong', async () => {
    const table = tableOf('wrong') as Record<string, any>;
    table['GlobalSecondaryIndexes'] = [
      {
        ...table['GlobalSecondaryIndexes'][0],
        KeySchema: [{ AttributeName: 'gsi1pk', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ];
    table['AttributeDefinitions'] = table['AttributeDefinitions'].slice(0, 3);
    expect(await peer.call('CreateTable', table)).toMatchObject({ status: 200 });
    const error = (await storeOf('wrong')
      .init()
      .catch((cause: unknown) => cause)) as Error;
    expect(error.message).toContain('gsi1 has the keys HASH gsi1pk S instead of');
    expect(error.message).toContain('gsi1 does not project all attributes');
    expect(error.message).toContain('gsi2 is missing');
  });

  it('is content with the table of the template', async () => {
    const file = new URL('../../../example/dynamodb/table.json', import.meta.url);
    const template = JSON.parse(readFileSync(fileURLToPath(file.href), 'utf8'));
    const {
      TimeToLiveSpecification: _ttl,
      PointInTimeRecoverySpecification: _recovery,
      ...properties
    } = template.Resources.Table.Properties;
    await peer.call('CreateTable', { ...properties, TableName: 'of-template' });
    await storeOf('of-template').init();
  });

  it('asks for no action that the policy does not allow', () => {
    const file = new URL('../../../example/dynamodb/policy.json', import.meta.url);
    const [{ Action: allowed }] = JSON.parse(
      readFileSync(fileURLToPath(file.href), 'utf8'),
    ).Statement;
    // Those of a transaction are allowed one by one.
    const asked = [...peer.operations].filter((each) => each !== 'TransactWriteItems');
    expect(asked.length).toBeGreaterThan(5);
    expect(
      asked.map((each) => `dynamodb:${each}`).filter((each) => !allowed.includes(each)),
    ).toEqual([]);
  });

  it('refuses options that cannot be', () => {
    const made = (config: object) => () => storeOf('table', config);
    expect(made({ tableName: 'a/b' })).toThrow('tableName');
    expect(made({ region: 'us east' })).toThrow('region');
    expect(made({ endpoint: 'localhost' })).toThrow('endpoint');
    expect(made({ credentials: { accessKeyId: 'a' } })).toThrow('credentials');
    expect(made({ client: {} })).toThrow('exclude');
    expect(made({ ttl: { message: { enabled: true, attributeName: 'a b' } } })).toThrow('ttl');
    expect(() => new DynamoDBStore({ name: 'x' } as never)).toThrow('config');
  });
});

describe('ttl', () => {
  it('is set on what is saved, and what has ended is not there', async () => {
    const ttl = {
      message: { enabled: true, defaultTtlSeconds: 3600 },
      thread: { enabled: true, attributeName: 'expiresAt', defaultTtlSeconds: 7200 },
    };
    const { memory, tableName, store } = await ready({ ttl });
    await memory.saveThread({ thread: thread('t') });
    await memory.saveMessages({ messages: [message('t', 'm')] });
    const soon = Math.floor(Date.now() / 1000);
    const items = await peer.items(tableName);
    const of = (entity: string) => items.find(({ entity: { S } = {} }) => S === entity)!;
    expect(Number(of('message')['ttl']!['N']) - soon).toBeCloseTo(3600, -1);
    expect(Number(of('thread')['expiresAt']!['N']) - soon).toBeCloseTo(7200, -1);
    await memory.updateThread({ id: 't', metadata: { b: 1 } });
    const later = await memoryOf(store);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 4000_000 });
    expect((await later.listMessages({ threadId: 't' })).total).toBe(0);
    expect(await later.getThreadById({ threadId: 't' })).not.toBeNull();
    await later.saveMessages({ messages: [message('t', 'm', 50)] });
    const { messages } = await later.listMessages({ threadId: 't' });
    expect(messages[0]!.createdAt).toEqual(at(50));
    vi.useRealTimers();
  });
});

describe('a client of the AWS SDK', () => {
  it('lends its region, endpoint and credentials', async () => {
    const tableName = await newTable();
    const { hostname, port } = new URL(peer.endpoint);
    const client = {
      config: {
        region: async () => 'eu-west-1',
        credentials: async () => credentials,
        endpoint: async () => ({ protocol: 'http:', hostname, port: Number(port), path: '/' }),
      },
    };
    const store = new DynamoDBStore({ name: 'dynamodb', config: { tableName, client } });
    const memory = await memoryOf(store);
    await memory.saveThread({ thread: thread('t') });
    expect(await memory.getThreadById({ threadId: 't' })).toMatchObject({ title: 'T' });
  });
});

describe('programs', () => {
  it('runs in a Worker', async () => {
    const workers = simulator({
      modules: await bundle('test/node/client/support/dynamodb/worker.ts'),
      compatibilityDate: '2026-08-01',
      compatibilityFlags: ['nodejs_compat'],
      bindings: { ENDPOINT: peer.endpoint, TABLE: await newTable() },
    });
    try {
      const response = await workers.dispatchFetch('http://worker/');
      expect(await response.json()).toMatchObject({
        messages: [{ id: 'm', content: { parts: [{ text: 'Hello' }] } }],
        total: 1,
      });
    } finally {
      await workers.dispose();
    }
  });
});
