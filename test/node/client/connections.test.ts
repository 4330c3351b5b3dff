import { expect, it, vi } from 'vitest';
import { createClient, StoreError } from '../../../client/http.js';
import { AgentKeep } from '../../../client/index.js';
import { memoryOf } from '../../contract/transport.js';

const endpoint = 'https://store.example.com';
const token = 'secret-token';
const thread = { id: 't', resourceId: 'r', title: '', createdAt: '2026-01-01T00:00:00.000Z' };

interface Sent {
  readonly url: string;
  readonly init: RequestInit;
}

/** A client whose requests get these answers, one after the other; an Error is thrown. */
function clientOf(...answers: (Response | Error)[]) {
  const sent: Sent[] = [];
  const send = async (url: string, init: RequestInit) => {
    sent.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('the test has no answer left');
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: createClient({ endpoint, token, fetch: send }), sent, fetch: send };
}

const ok = (value: unknown, bookmark?: string) =>
  Response.json(value, bookmark === undefined ? {} : { headers: { 'x-d1-bookmark': bookmark } });

function refusal(code: string, fields: Record<string, unknown> = {}, status = 503): Response {
  return Response.json(
    {
      error: {
        code,
        id: `MASTRA_STORAGE_AGENTKEEP_X_${code.toUpperCase()}`,
        domain: 'STORAGE',
        category: 'THIRD_PARTY',
        message: `it was ${code}`,
        details: {},
        retryable: false,
        committed: 'no',
        requestId: 'r1',
        ...fields,
      },
    },
    { status },
  );
}

const connectionFailed = (code?: string) =>
  Object.assign(new TypeError('fetch failed'), code === undefined ? {} : { cause: { code } });

const failed = (call: Promise<unknown>): Promise<StoreError> =>
  call.then(
    () => expect.fail('was answered'),
    (cause: unknown) => {
      expect(cause).toBeInstanceOf(StoreError);
      return cause as StoreError;
    },
  );

it('posts the argument object with the token, and revives dates', async () => {
  const { client, sent } = clientOf(ok(thread));
  const createdAt = new Date(thread.createdAt);
  const answer = await client.memory.saveThread({
    thread: { id: 't', resourceId: 'r', title: undefined, createdAt },
  });
  expect(answer).toEqual({ ...thread, createdAt });
  const [{ url, init }] = sent as [Sent];
  expect(url).toBe('https://store.example.com/v1/memory/saveThread');
  expect(init).toMatchObject({ method: 'POST', redirect: 'manual' });
  expect(init.headers).toMatchObject({
    authorization: 'Bearer secret-token',
    'content-type': 'application/json',
  });
  expect(JSON.parse(init.body as string)).toEqual({
    thread: { id: 't', resourceId: 'r', createdAt: thread.createdAt },
  });
  expect(init.signal).toBeInstanceOf(AbortSignal);
});

it('answers nothing as undefined, and takes no arguments where none are needed', async () => {
  const { client, sent } = clientOf(ok(null), ok({ threads: [] }));
  expect(await client.memory.deleteThread({ threadId: 't' })).toBeUndefined();
  await client.memory.listThreads();
  expect(sent[1]!.init.body).toBe('{}');
});

it('sends the latest bookmark along', async () => {
  const early = '00000001-00000000-00005000-aa';
  const late = '00000002-00000000-00005000-00';
  const { client, sent } = clientOf(ok(null, late), ok(null, early), ok(null), ok(null));
  for (let i = 0; i < 4; i++) await client.memory.getThreadById({ threadId: 't' });
  const bookmarks = sent.map(({ init }) => new Headers(init.headers).get('x-d1-bookmark'));
  expect(bookmarks).toEqual(['first-primary', late, late, late]);
});

it.each([
  ['a retryable answer to a write', 'write', () => refusal('unavailable', { retryable: true })],
  ['a retryable answer to a read', 'read', () => refusal('unavailable', { retryable: true })],
  ['a read whose connection failed', 'read', () => connectionFailed('ECONNRESET')],
  ['a read that a gateway lost', 'read', () => new Response('<html>', { status: 502 })],
  ['a write that was never sent', 'write', () => connectionFailed('ECONNREFUSED')],
])('repeats %s, up to three times', async (_, kind, answer) => {
  const call = (client: ReturnType<typeof clientOf>['client']) =>
    kind === 'read'
      ? client.memory.getThreadById({ threadId: 't' })
      : client.memory.saveThread({ thread: { id: 't', resourceId: 'r' } });
  const { client, sent } = clientOf(answer(), answer(), answer(), ok(thread));
  expect((await call(client))?.id).toBe('t');
  expect(sent).toHaveLength(4);

  const hopeless = clientOf(answer(), answer(), answer(), answer(), ok(thread));
  expect(await failed(call(hopeless.client))).toMatchObject({
    code: 'unavailable',
    committed: 'no',
    retryable: true,
  });
  expect(hopeless.sent).toHaveLength(4);
});

it.each([
  ['its connection failed', () => connectionFailed('ECONNRESET')],
  ['nobody knows why it failed', () => connectionFailed()],
  ['a gateway lost it', () => new Response('<html>', { status: 504 })],
  ['no answer came in time', () => Object.assign(new Error(), { name: 'TimeoutError' })],
])('never repeats a write whose outcome is unknown: %s', async (_, answer) => {
  const { client, sent } = clientOf(answer(), ok(thread));
  const call = client.memory.saveThread({ thread: { id: 't', resourceId: 'r' } });
  expect(await failed(call)).toMatchObject({
    code: 'outcome_unknown',
    committed: 'unknown',
    retryable: false,
    status: 503,
  });
  expect(sent).toHaveLength(1);
});

it.each([
  ['a refusal', refusal('invalid_argument', {}, 400), 'invalid_argument'],
  ['an overload', refusal('overloaded'), 'overloaded'],
  ['a conflict', refusal('conflict', { retryable: true }, 409), 'conflict'],
  [
    'a write of unknown outcome',
    refusal('outcome_unknown', { committed: 'unknown' }),
    'outcome_unknown',
  ],
  ['too many requests', new Response('slow down', { status: 429 }), 'overloaded'],
  ['a page of somebody else', new Response('<html>', { status: 404 }), 'internal'],
  ['a redirect', new Response(null, { status: 302, headers: { location: '/' } }), 'internal'],
  ['an answer that is not JSON', new Response('<html>'), 'internal'],
])('does not repeat %s', async (_, answer, code) => {
  const { client, sent } = clientOf(answer);
  expect(await failed(client.memory.getThreadById({ threadId: 't' }))).toMatchObject({ code });
  expect(sent).toHaveLength(1);
});

it('takes an answer that is cut for none: a read may be repeated, a write is in doubt', async () => {
  const cut = () => new Response('{"id":"t","res');
  const read = clientOf(cut());
  expect(await failed(read.client.memory.getThreadById({ threadId: 't' }))).toMatchObject({
    code: 'unavailable',
    committed: 'no',
    retryable: true,
  });
  const write = clientOf(cut());
  expect(await failed(write.client.memory.deleteThread({ threadId: 't' }))).toMatchObject({
    code: 'outcome_unknown',
    committed: 'unknown',
    retryable: false,
  });
});

it('says that an older deployment must be upgraded', async () => {
  const details = { method: 'memory.getThreadById' };
  const { client } = clientOf(refusal('unknown_method', { details }, 404));
  const error = await failed(client.memory.getThreadById({ threadId: 't' }));
  expect(error).toMatchObject({ code: 'unknown_method', status: 404 });
  expect(error.message).toMatch(/does not know memory\.getThreadById: upgrade it to release \d/);
});

it.each([{}, { method: 'v1.memory/getThreadById' }])(
  'says that an endpoint is wrong where the methods are not below it: %o',
  async (details) => {
    const { client } = clientOf(refusal('unknown_method', { details }, 404));
    const error = await failed(client.memory.getThreadById({ threadId: 't' }));
    expect(error.message).toMatch(/the endpoint is not that of a deployment/);
  },
);

it('refuses options by a StoreError', () => {
  for (const [options, message] of [
    [undefined, /endpoint must be a URL/],
    [{ endpoint: 'x' }, /endpoint must be a URL/],
    [{ endpoint, token: '' }, /token is required/],
  ] as const) {
    const made = () => createClient(options as never);
    expect(made).toThrow(StoreError);
    expect(made).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(made).toThrow(message);
  }
});

it('refuses arguments that JSON cannot say, and sends nothing', async () => {
  const { client, sent } = clientOf();
  const metadata = { tenant: undefined };
  for (const [call, argument] of [
    [() => client.memory.listThreads({ filter: { metadata } }), 'filter.metadata.tenant'],
    [
      () => client.memory.listMessages({ threadId: 't', filter: { metadata: { n: NaN } } }),
      'filter.metadata.n',
    ],
    [() => client.memory.listThreads(new Map() as never), 'the argument'],
    [
      () => client.memory.updateThreadIf({ id: 't', expectedMetadata: metadata, metadata: {} }),
      'expectedMetadata.tenant',
    ],
  ] as const) {
    const error = await failed(call());
    expect(error).toMatchObject({ code: 'invalid_argument', details: { argument } });
  }
  expect(sent).toEqual([]);
});

it('never says the token', async () => {
  const { client } = clientOf(
    connectionFailed(),
    connectionFailed(),
    connectionFailed(),
    connectionFailed(),
  );
  const error = await failed(client.memory.getThreadById({ threadId: 't' }));
  expect(`${error.message} ${JSON.stringify(error)}`).not.toContain(token);
});

it('gives up on a server that does not answer', async () => {
  const silent = (_: string, { signal }: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      signal!.addEventListener('abort', () => reject(signal!.reason as Error));
    });
  const client = createClient({ endpoint, token, fetch: silent, timeoutMs: 20 });
  const call = client.memory.saveThread({ thread: { id: 't', resourceId: 'r' } });
  expect(await failed(call)).toMatchObject({
    code: 'outcome_unknown',
    message: expect.stringContaining('no answer came within 20 ms'),
  });
});

it('asks a deployment how it is at init, again after a failure, then never more', async () => {
  const status = { schemaVersion: 2, current: true, pendingIndexes: [] };
  const { sent, fetch } = clientOf(refusal('schema_ahead'), ok(status));
  const store = new AgentKeep({ endpoint, token, fetch });
  await expect(store.init()).rejects.toMatchObject({ code: 'schema_ahead' });
  await store.init();
  await store.init();
  await (await memoryOf(store)).init();
  expect(sent.map(({ url }) => url)).toEqual(Array(2).fill(`${endpoint}/v1/store/status`));
});

it('keeps reads and writes of a service binding apart as well', async () => {
  const service = { call: vi.fn().mockRejectedValue(new Error('Network connection lost.')) };
  const memory = await memoryOf(new AgentKeep({ service }));
  await expect(memory.deleteThread({ threadId: 't' })).rejects.toMatchObject({
    code: 'outcome_unknown',
  });
  expect(service.call).toHaveBeenCalledTimes(1);
  await expect(memory.getThreadById({ threadId: 't' })).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(service.call).toHaveBeenCalledTimes(5);
});

it('passes the bookmark of a service binding on', async () => {
  const bookmark = '00000002-00000000-00005000-00';
  const service = { call: vi.fn().mockResolvedValue({ status: 200, body: 'null', bookmark }) };
  const memory = await memoryOf(new AgentKeep({ service }));
  await memory.getThreadById({ threadId: 't' });
  await memory.getThreadById({ threadId: 't' });
  expect(service.call.mock.calls).toEqual([
    ['memory.getThreadById', '{"threadId":"t"}', 'first-primary'],
    ['memory.getThreadById', '{"threadId":"t"}', bookmark],
  ]);
});
