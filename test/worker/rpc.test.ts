import { RpcTarget, WorkerEntrypoint } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { errorKinds } from '../../worker/generated/errors.js';
import { methods } from '../../worker/host/methods.js';
import { isBookmark } from '../../worker/host/d1-binding.js';
import { limits } from '../../worker/host/limits.js';
import { Instances } from '../../worker/host/instance.js';
import { Http } from '../../worker/http.js';
import { entrypointOf } from '../../worker/rpc.js';
import { Service } from '../../worker/host/service.js';
import { builtCore, message, messages, thread } from './support/memory.js';
import { noise } from './support/noise.js';
import { bindings, refusalOf } from './support/store-bindings.js';

const { STORE, READER, ADMIN } = bindings;
type AnyMethod = (...args: unknown[]) => Promise<unknown>;

/** What a caller may send in the place of the platform's own. */
class Controller extends RpcTarget {
  get [Symbol.toStringTag]() {
    return 'ScheduledController';
  }
  noRetry() {}
}

/** A method by its wire name, as a caller without types has it. */
function methodOf(store: object, name: string): AnyMethod {
  const dot = name.indexOf('.');
  const [domain, method] = [name.slice(0, dot), name.slice(dot + 1)];
  // No variable for the domain: `STORE.memory.x()` is one call, and so is this.
  return (...args) => (store as any)[domain][method](...args);
}

describe('doors', () => {
  // What a caller of the binding reaches by name, besides the methods of the domains.
  const doors = ['call', 'fetch', 'scheduled', 'session'];
  const handlers = ['alarm', 'connect', 'email', 'queue', 'tail', 'tailStream', 'test', 'trace'];

  it('are these and the domains', () => {
    const service = new Service(new Instances(builtCore));
    const names = new Set<string>();
    let { prototype } = entrypointOf(new Http(service), service) as { prototype: object };
    for (; prototype !== WorkerEntrypoint.prototype; prototype = Object.getPrototypeOf(prototype)) {
      for (const name of Object.getOwnPropertyNames(prototype)) names.add(name);
    }
    names.delete('constructor');
    const domains = new Set<string>(methods.map(({ domain }) => domain));
    expect([...names].sort()).toEqual([...doors, ...domains].sort());
  });

  it('that are no methods are closed to a binding', async () => {
    const controller = { cron: '* * * * *', scheduledTime: 1, noRetry: () => undefined };
    const forged = { ...controller, constructor: { name: 'ScheduledController' } };
    for (const binding of [READER, ADMIN] as any[]) {
      for (const given of [[], [controller], [forged], [new Controller()]]) {
        const { message } = await refusalOf(binding.scheduled(...given));
        expect(message).toMatch(/^scheduled is for cron triggers/);
      }
      for (const name of [...handlers, 'constructor', 'ctx', 'env']) {
        await refusalOf((async () => binding[name]({}))());
      }
      // HTTP has its own tokens, whatever the binding may do.
      const response = await binding.fetch('https://store/v1/memory/listThreads', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(401);
    }
  });
});

describe('arguments that JSON cannot say', () => {
  it('are refused by the name of the member, and never dropped', async () => {
    const map = new Map([['a', 1]]);
    for (const [value, what] of [
      [undefined, 'undefined'],
      [() => 'acme', 'a function'],
      [map, 'an object of class Map'],
      [new Set([1]), 'an object of class Set'],
      [/x/, 'an object of class RegExp'],
      [NaN, 'NaN'],
      [-Infinity, '-Infinity'],
      [new Date(NaN), 'an invalid date'],
      [7n, 'a bigint'],
    ] as const) {
      const metadata = { tenant: value };
      const message = `filter.metadata.tenant is ${what}, which JSON cannot say`;
      const refused = { code: 'invalid_argument', message };
      const calls = [
        STORE.memory.listThreads({ filter: { metadata } }),
        STORE.memory.listMessages({ threadId: 't', filter: { metadata } }),
        STORE.memory.listMessagesByResourceId({ resourceId: 'r', filter: { metadata } }),
      ];
      for (const call of calls) expect(await refusalOf(call)).toMatchObject(refused);
    }
    for (const [call, argument] of [
      [() => STORE.memory.listThreads({ filter: map as never }), 'filter'],
      [() => STORE.memory.listThreads(map as never), 'the argument'],
      [() => STORE.memory.deleteMessages(['a', undefined as never]), 'messageIds[1]'],
      [
        () =>
          STORE.memory.saveThread({ thread: thread('x', { createdAt: new Date(NaN) }) as never }),
        'thread.createdAt',
      ],
      [() => STORE.workflows.listWorkflowRuns({ fromDate: new Date(NaN) }), 'fromDate'],
    ] as const) {
      expect(await refusalOf(call())).toMatchObject({
        code: 'invalid_argument',
        details: { argument },
      });
    }
  });
});

describe('a method', () => {
  it.each(methods)('$name is there', async ({ name, parameters }) => {
    // Wrong for every method that has arguments: then the method itself says so, at either door.
    const given = { id: 7, thread: 7, messages: 7 };
    const body = parameters.length === 0 ? given : { [parameters[0]!]: given };
    const { status, body: answer } = await ADMIN.call(name, JSON.stringify(body));
    const { error } = JSON.parse(answer) ?? {};
    expect(error?.code).toBe(status === 200 ? undefined : 'invalid_argument');
    await methodOf(
      ADMIN,
      name,
    )(given).then(
      () => expect(status).toBe(200),
      ({ id, message }) =>
        expect({ id, message }).toEqual({ id: error.id, message: error.message }),
    );
  });

  it('takes Dates or their text, and answers Dates', async () => {
    const createdAt = new Date('2026-01-02T03:04:05.678Z');
    const given = { id: 'dates', resourceId: 'r', title: 'T', metadata: { at: createdAt } };
    const saved = await STORE.memory.saveThread({
      thread: { ...given, createdAt, updatedAt: '2026-01-02T03:04:05.679Z' },
    });
    expect(saved).toEqual({
      ...given,
      createdAt,
      updatedAt: new Date('2026-01-02T03:04:05.679Z'),
      metadata: { at: '2026-01-02T03:04:05.678Z' }, // JSON is JSON: nothing knows that it is one
    });
    expect(await STORE.memory.getThreadById({ threadId: 'dates' })).toEqual(saved);

    const sent = messages('dates', 3).map((each) => ({
      ...each,
      createdAt: new Date(each.createdAt),
    }));
    expect(await STORE.memory.saveMessages({ messages: sent })).toEqual({ messages: sent });
    const page = await STORE.memory.listMessages({
      threadId: 'dates',
      filter: { dateRange: { start: sent[1]?.createdAt } },
    });
    expect(page.messages).toEqual(sent.slice(1));
    const byId = await STORE.memory.listMessagesById({ messageIds: ['dates-m0'] });
    expect(byId.messages).toEqual([sent[0]]);

    const { threads } = await STORE.memory.listThreads({ filter: { metadata: saved.metadata } });
    expect(threads).toHaveLength(1);
    expect(threads[0]?.createdAt).toEqual(createdAt);
    expect(threads[0]?.updatedAt).toBeInstanceOf(Date);
  });

  it('answers Dates in resources and copies', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const resource = { id: 'dates-r', workingMemory: 'W', createdAt: at, updatedAt: at };
    expect(await STORE.memory.saveResource({ resource })).toMatchObject(resource);
    expect(await STORE.memory.getResourceById({ resourceId: 'dates-r' })).toMatchObject(resource);

    await STORE.memory.saveThread({ thread: thread('dates-source') });
    await STORE.memory.saveMessages({ messages: messages('dates-source', 2) });
    const clone = await STORE.memory.cloneThread({ sourceThreadId: 'dates-source' });
    expect(clone.thread.createdAt).toBeInstanceOf(Date);
    expect(clone.clonedMessages.map(({ createdAt }) => createdAt)).toEqual(
      messages('dates-source', 2).map(({ createdAt }) => new Date(createdAt)),
    );
    const [patched] = await STORE.memory.updateMessages({
      messages: [{ id: 'dates-source-m0', content: { content: 'new' } }],
    });
    expect(patched?.createdAt).toBeInstanceOf(Date);
  });

  it('takes and answers Dates in workflow runs, definitions and scores', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const run = { workflowName: 'dates', runId: 'r' };
    const snapshot = { status: 'success', context: {}, at };
    await STORE.workflows.persistWorkflowSnapshot({ ...run, snapshot, createdAt: at });
    const filter = { workflowName: 'dates', fromDate: at, toDate: at };
    const { runs, total } = await STORE.workflows.listWorkflowRuns(filter);
    expect(total).toBe(1);
    expect(runs[0]!.createdAt).toEqual(at);
    const found = await STORE.workflows.getWorkflowRunById({ runId: 'r' });
    expect(found).toEqual(runs[0]);
    // What an application keeps is JSON, and stays it.
    expect(await STORE.workflows.loadWorkflowSnapshot(run)).toEqual({
      ...snapshot,
      at: at.toISOString(),
    });

    const schemas = { inputSchema: {}, outputSchema: null };
    const made = await STORE.workflowDefinitions.upsert({ id: 'd', ...schemas, graph: [] });
    expect(made).toMatchObject({ createdAt: expect.any(Date), updatedAt: expect.any(Date) });
    expect(await STORE.workflowDefinitions.get('d')).toEqual(made);
    expect((await STORE.workflowDefinitions.list()).definitions).toEqual([made]);
    await STORE.workflowDefinitions.delete('d');
    expect(await STORE.workflowDefinitions.get('d')).toBeNull();

    const { score } = await STORE.scores.saveScore({
      scorerId: 's',
      entityId: 'e',
      runId: 'r',
      output: [],
      score: 1,
      scorer: {},
      source: 'TEST',
      entity: {},
    });
    expect(score).toMatchObject({ createdAt: expect.any(Date), updatedAt: expect.any(Date) });
    expect(await STORE.scores.getScoreById({ id: score.id })).toEqual(score);
    expect((await STORE.scores.listScoresByRunId({ runId: 'r' })).scores).toEqual([score]);
  });

  it('takes the parameters of the contract where those are several or none', async () => {
    await STORE.memory.saveMessages({ messages: messages('positional', 3) });
    const nothing = await STORE.memory.deleteMessages(['positional-m0', 'positional-m2']);
    expect(nothing).toBeUndefined();
    const left = await STORE.memory.listMessages({ threadId: 'positional' });
    expect(left.messages.map(({ id }) => id)).toEqual(['positional-m1']);
    expect(await STORE.memory.listThreads()).toMatchObject({ page: 0, perPage: 100 });
  });

  it('answers null for what is not there', async () => {
    expect(await STORE.memory.getThreadById({ threadId: 'never' })).toBeNull();
  });

  it.each([
    ['NUL', 'a\0b'],
    ['lone surrogates', 'a\ud800b\udfff'],
    ['emoji', '👩‍👩‍👧‍👦 🇪🇺'],
    ['a byte order mark', '\ufeffa'],
    ['line separators', 'a\u2028b\u2029'],
  ])('keeps %s in content', async (_, text) => {
    const id = `text-${text.codePointAt(1)}`;
    const content = { format: 2, parts: [{ type: 'text', text }], [text]: text };
    await STORE.memory.saveMessages({ messages: [message('texts', 0, { id, content })] });
    const { messages: read } = await STORE.memory.listMessagesById({ messageIds: [id] });
    expect(read[0]?.content).toEqual(content);
  });

  it('keeps a content of 1 MB', async () => {
    const text = 'Ünïcödé €😀 '.repeat(60_000); // 12 characters of 21 bytes
    const content = { format: 2, parts: [{ type: 'text', text }] };
    await STORE.memory.saveMessages({ messages: [message('large', 0, { content })] });
    const { messages: read } = await STORE.memory.listMessages({ threadId: 'large' });
    expect(read[0]?.content).toEqual(content);
  });

  it('keeps a member named __proto__', async () => {
    const metadata = JSON.parse('{"__proto__":{"admin":true},"n":1}');
    await STORE.memory.saveThread({ thread: { id: 'proto', resourceId: 'r', metadata } });
    const read = await STORE.memory.getThreadById({ threadId: 'proto' });
    expect(JSON.stringify(read?.metadata)).toBe('{"__proto__":{"admin":true},"n":1}');
  });
});

describe('updateThreadMetadata, whose callback runs in the caller', () => {
  const count = ({ metadata }: { metadata?: Record<string, unknown> }) =>
    ((metadata?.['count'] as number | undefined) ?? 0) + 1;

  it('loses no update of ten at once', async () => {
    await STORE.memory.saveThread({ thread: { id: 'counted', resourceId: 'r' } });
    const seen: Date[] = [];
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        STORE.memory.updateThreadMetadata({
          id: 'counted',
          resourceId: 'r',
          update(thread) {
            seen.push(thread.updatedAt);
            return { count: count(thread), [`by${n}`]: true };
          },
        }),
      ),
    );
    const metadata = (await STORE.memory.getThreadById({ threadId: 'counted' }))?.metadata ?? {};
    expect(metadata['count']).toBe(10);
    expect(Object.keys(metadata)).toHaveLength(11);
    expect(seen.length).toBeGreaterThanOrEqual(10);
    expect(seen[0]).toBeInstanceOf(Date);
  });

  it('answers the thread, and is seen by its session', async () => {
    using session = STORE.session();
    await session.memory.saveThread({ thread: thread('updated', { metadata: { count: 1 } }) });
    const updated = await session.memory.updateThreadMetadata({
      id: 'updated',
      update: async (read) => ({ count: count(read) }),
    });
    expect(updated?.metadata).toEqual({ count: 2 });
    expect(updated?.updatedAt).toBeInstanceOf(Date);
    expect(await session.memory.getThreadById({ threadId: 'updated' })).toEqual(updated);
  });

  it('leaves what the callback leaves', async () => {
    const before = await STORE.memory.saveThread({ thread: thread('left') });
    const args = { id: 'left', update: () => undefined };
    expect(await STORE.memory.updateThreadMetadata(args)).toEqual(before);
    expect(await STORE.memory.getThreadById({ threadId: 'left' })).toEqual(before);
    expect(
      await STORE.memory.updateThreadMetadata({
        id: 'left',
        resourceId: 'other',
        update: () => ({}),
      }),
    ).toBeNull();
  });
});

describe('arguments follow the rules of JSON', () => {
  it('where JSON has no such value', async () => {
    const metadata = {
      gone: undefined,
      map: new Map([[1, 2]]),
      set: new Set([1]),
      not: NaN,
      list: [undefined],
      call: () => 1,
    };
    const saved = await STORE.memory.saveThread({
      thread: { id: 'json', resourceId: 'r', metadata },
    });
    expect(saved.metadata).toEqual({ map: {}, set: {}, not: null, list: [null] });
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each([
    ['a bigint', { title: 'T', metadata: { n: 1n } }],
    ['a cycle', cycle],
  ])('and %s is refused', async (_, args) => {
    expect(await refusalOf(methodOf(STORE, 'memory.updateThread')(args))).toMatchObject({
      code: 'invalid_argument',
      status: 400,
      message: expect.stringMatching(/^the arguments cannot be written as JSON: /),
    });
  });

  it.each([
    ['a function', () => 1],
    ['a target', new (class extends RpcTarget {})()],
  ])('and %s is refused', async (_, args) => {
    expect(await refusalOf(methodOf(STORE, 'memory.getThreadById')(args))).toMatchObject({
      code: 'invalid_argument',
      message: 'the argument is a function, which JSON cannot say',
    });
  });

  it.each([null, 'text', 7, [[]]])('and %j is no argument object', async (args) => {
    const error = await refusalOf(methodOf(STORE, 'memory.getThreadById')(args));
    expect(error.code).toBe('invalid_argument');
  });
});

describe('an error', () => {
  it('has what HTTP says about it', async () => {
    const error = await refusalOf(STORE.memory.updateThread({ id: 'never', title: 'x' }));
    expect(error).toBeInstanceOf(Error);
    const { name, message, status, code, id, domain, category } = error;
    expect({ name, message, status, code, id, domain, category }).toEqual({
      name: 'AgentKeepError',
      message: 'Thread never not found',
      status: 404,
      code: 'not_found',
      id: 'MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_NOT_FOUND',
      domain: 'STORAGE',
      category: 'USER',
    });
    const { details, retryable, committed, requestId } = error;
    expect({ retryable, committed }).toEqual({ retryable: false, committed: 'no' });
    expect(details).toEqual(expect.any(Object));
    expect(requestId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('shows nothing of our code', async () => {
    const { stack } = await refusalOf(STORE.memory.updateThread({ id: 'never' }));
    expect(stack).not.toContain('index.js');
  });

  it.each([
    ['memory.getThread', 'memory.getThreadById'],
    ['memory.saveMessage', 'memory.saveMessages'],
    ['store.stats', 'store.status'],
  ])('of the method %s names %s', async (name, nearest) => {
    expect(await refusalOf(methodOf(ADMIN, name)({}))).toMatchObject({
      name: 'AgentKeepError',
      code: 'unknown_method',
      status: 404,
      message: expect.stringContaining(`the nearest is ${nearest}:`),
    });
  });

  it('of a domain that is not there says so', async () => {
    const error = await refusalOf(methodOf(STORE, 'notes.append')({}));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain('"notes"');
  });

  it.each(['then', 'dup', 'toJSON', 'constructor', 'call', '__proto__'])(
    'is all that a method named %s gives',
    async (name) => {
      // As a caller sends it that names properties by text; the stub itself answers some of them.
      const error = await refusalOf(
        (async () => (STORE as any).memory[name]({ threadId: 'proto' }))(),
      );
      expect(error).toBeInstanceOf(Error);
    },
  );

  it('is no property of the entrypoint: env, ctx and private members are out of reach', async () => {
    for (const name of ['env', 'ctx', '#door', 'DB']) {
      await expect((STORE as any)[name]).rejects.toThrow(name);
    }
  });
});

describe('a domain', () => {
  it('can be kept and used for many calls', async () => {
    using memory = await (STORE.memory as unknown as Promise<typeof STORE.memory & Disposable>);
    await memory.saveThread({ thread: thread('kept') });
    const [first, second] = await Promise.all([
      memory.getThreadById({ threadId: 'kept' }),
      memory.getThreadById({ threadId: 'kept' }),
    ]);
    expect(first?.id).toBe('kept');
    expect(second).toEqual(first);
  });
});

describe('a session', () => {
  it('reads its own writes and says where it stands', async () => {
    using session = STORE.session();
    expect(await session.bookmark()).toBeNull();
    await session.memory.saveThread({ thread: thread('in-session') });
    const first = await session.bookmark();
    expect(isBookmark(first ?? '')).toBe(true);
    expect(await session.memory.getThreadById({ threadId: 'in-session' })).not.toBeNull();
    await session.memory.saveThread({ thread: thread('in-session', { title: 'Later' }) });
    const second = await session.bookmark();
    expect((second ?? '') > (first ?? '')).toBe(true);

    using next = STORE.session(second);
    expect(await next.bookmark()).toBe(second);
    const read = await next.memory.getThreadById({ threadId: 'in-session' });
    expect(read?.title).toBe('Later');
  });

  it.each(['first-unconstrained', 'first-primary', null, undefined])(
    'may begin with %j',
    async (bookmark) => {
      using session = STORE.session(bookmark);
      expect(await session.bookmark()).toBeNull();
      await session.memory.listThreads();
      expect(isBookmark((await session.bookmark()) ?? '')).toBe(true);
    },
  );

  it('keeps the latest bookmark of calls that overlap', async () => {
    using session = STORE.session();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        session.memory.saveThread({ thread: thread(`overlap-${n}`) }),
      ),
    );
    const reached = (await session.bookmark()) ?? '';
    const { bookmark } = await STORE.call('memory.listThreads', '{}', reached);
    expect((bookmark ?? '') >= reached).toBe(true);
    const { threads } = await session.memory.listThreads({ perPage: false });
    expect(threads.filter(({ id }) => id.startsWith('overlap-'))).toHaveLength(20);
  });

  it.each(['garbage', '', 7, {}])('with the bookmark %j is refused', async (bookmark) => {
    using session = STORE.session(bookmark as string);
    expect(await refusalOf(session.memory.listThreads())).toMatchObject({
      code: 'invalid_argument',
      message: expect.stringMatching(/^bookmark is neither /),
    });
    expect(await session.bookmark()).toBeNull();
  });
});

describe('call', () => {
  it('takes and answers JSON', async () => {
    const given = JSON.stringify({ thread: thread('raw') });
    const { status, body, bookmark } = await STORE.call(
      'memory.saveThread',
      given,
      'first-primary',
    );
    expect({ status, json: JSON.parse(body) }).toEqual({ status: 200, json: thread('raw') });
    const read = await STORE.call('memory.getThreadById', '{"threadId":"raw"}', bookmark);
    expect(read).toEqual({ status: 200, body, bookmark: expect.any(String) });
    expect(isBookmark(read.bookmark ?? '')).toBe(true);
  });

  it('answers more text than fits one piece', async () => {
    const content = { parts: [{ type: 'text', text: '€'.repeat(300_000) }] };
    const saved = await STORE.call(
      'memory.saveMessages',
      JSON.stringify({ messages: [message('raw-large', 0, { content })] }),
    );
    expect(JSON.parse(saved.body).messages[0].content).toEqual(content);
  });

  it.each([
    ['memory.getThreadById', '{', null, 'invalid_json', 'GET_THREAD_BY_ID_INVALID_JSON'],
    ['memory.getThreadById', '{}', null, 'invalid_argument', 'GET_THREAD_BY_ID_FAILED'],
    ['memory.getThreadById', 7, null, 'invalid_argument', 'GET_THREAD_BY_ID_INVALID_ARGUMENT'],
    ['memory.getThreadById', '{}', 'x', 'invalid_argument', 'GET_THREAD_BY_ID_INVALID_ARGUMENT'],
    ['memory.get', '{}', null, 'unknown_method', 'REQUEST_UNKNOWN_METHOD'],
    [7, '{}', null, 'invalid_argument', 'REQUEST_INVALID_ARGUMENT'],
    ['store.init', '{}', null, 'forbidden', 'INIT_FORBIDDEN'],
  ] as const)(
    'of %j with %j after %j is %s, not an exception',
    async (method, body, at, code, id) => {
      const reply = await STORE.call(method as string, body as string, at);
      expect(reply.status).toBe(errorKinds[code].status);
      expect(reply.bookmark).toBeNull();
      expect(JSON.parse(reply.body).error).toMatchObject({
        code,
        id: `MASTRA_STORAGE_AGENTKEEP_${id}`,
      });
    },
  );

  // A text of more than 32 MiB does not even leave its Worker; characters beyond Latin-1 are two
  // bytes on the way, and these three when they arrive.
  it('that are more than 32 MiB as UTF-8 are too large', async () => {
    const count = 15 * 1024 * 1024;
    const reply = await STORE.call('memory.saveThread', '€'.repeat(count));
    expect(reply.status).toBe(413);
    expect(JSON.parse(reply.body).error).toMatchObject({
      code: 'too_large',
      details: { limit: limits.rpc, size: 3 * count },
    });
  }, 60_000);

  it('of 32 MB are read', async () => {
    const reply = await STORE.call('memory.listThreads', '{}'.padEnd(32_000_000));
    expect(reply.status).toBe(200);
  }, 60_000);

  it.each([15_000_000, 30_000_000])(
    'have a snapshot of %i bytes, which comes back',
    async (size) => {
      const run = { workflowName: 'flow', runId: 'large' };
      const snapshot = { status: 'success', context: { state: noise(size) } };
      const body = JSON.stringify({ ...run, snapshot });
      const saved = await STORE.call('workflows.persistWorkflowSnapshot', body);
      expect(saved).toMatchObject({ status: 200 });
      const loaded = await STORE.call('workflows.loadWorkflowSnapshot', JSON.stringify(run));
      expect(loaded.status).toBe(200);
      expect(loaded.body === JSON.stringify(snapshot)).toBe(true);
    },
    60_000,
  );
});
