import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgentKeepError } from '../../client/index.js';
import type { MemoryStore, WorkflowsStore } from '../../client/index.js';
import type { Subject } from './suite.js';
import { memoryOf } from './transport.js';

const noon = new Date('2026-03-01T12:00:00.000Z');
const nowhere = new Date('nope');

/** What JSON would leave out, or make something else of. */
const unsayable: [string, unknown][] = [
  ['undefined', undefined],
  ['a function', () => 'acme'],
  ['a symbol', Symbol('acme')],
  ['a Map', new Map([['a', 1]])],
  ['a Set', new Set(['a'])],
  ['a RegExp', /acme/],
  ['a list with undefined', ['a', undefined]],
  ['a sparse list', new Array(1)],
  ['a nested Map', { deep: [{ er: new Map() }] }],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['a bigint', 7n],
  ['an invalid date', nowhere],
  ['an object that is nothing in JSON', { toJSON: () => undefined }],
  ['an object of a class', new (class Tenant {})()],
];

/** Arguments that JSON cannot say: refused, where they decide something, and never dropped. */
export function argumentsThatJsonCannotSay(subject: Subject): void {
  let memory: MemoryStore;
  let workflows: WorkflowsStore;
  let t: string;

  beforeAll(async () => {
    const store = subject.store();
    memory = await memoryOf(store);
    workflows = (await store.getStore('workflows')) as WorkflowsStore;
    await store.init();
    t = randomUUID();
    const thread = { id: t, resourceId: t, title: 'Kept', createdAt: noon, updatedAt: noon };
    await memory.saveThread({ thread: { ...thread, metadata: { tenant: null } } });
    await memory.saveMessages({
      messages: [
        {
          ...{ id: `${t}-1`, threadId: t, resourceId: t, role: 'user', createdAt: noon },
          content: { format: 2, parts: [], metadata: { tag: null } },
        },
      ],
    });
  });

  const refused = async (call: () => Promise<unknown>, named: string): Promise<AgentKeepError> => {
    const error = await call().then(
      () => expect.fail('was answered'),
      (cause: unknown) => cause as AgentKeepError,
    );
    expect(error).toBeInstanceOf(AgentKeepError);
    expect(error).toMatchObject({ code: 'invalid_argument', committed: 'no' });
    expect(error.message).toContain(named);
    return error;
  };

  describe.each(unsayable)('%s', (_, value) => {
    it('is refused in a metadata filter', async () => {
      const filter = { metadata: { tenant: value } };
      await refused(
        () => memory.listThreads({ filter: { resourceId: t, ...filter } }),
        'filter.metadata.tenant',
      );
      for (const call of [
        () => memory.listMessages({ threadId: t, filter: filter as never }),
        () => memory.listMessagesByResourceId({ resourceId: t, filter: filter as never }),
      ]) {
        expect(await refused(call, 'filter.metadata.tenant')).toBeInstanceOf(TypeError);
      }
    });
  });

  it('refuses metadata filters as the framework does, with a TypeError', async () => {
    for (const metadata of [{ 'bad-key': true }, { nested: {} }, { list: [1] }]) {
      const list = () => memory.listMessages({ threadId: t, filter: { metadata } as never });
      const error = await list().then(
        () => expect.fail('was accepted'),
        (cause: unknown) => cause,
      );
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({ code: 'invalid_argument' });
    }
  });

  it('refuses filters that are Maps, or lose their members in JSON', async () => {
    class Filter {
      get resourceId() {
        return t;
      }
    }
    for (const [filter, named] of [
      [new Map([['resourceId', t]]), 'filter'],
      [{ metadata: new Map([['a', 1]]) }, 'filter.metadata'],
      [new Filter(), 'filter.resourceId'],
      [Object.create({ resourceId: t }), 'filter.resourceId'],
      [{ resourceId: Symbol() }, 'filter.resourceId'],
    ] as [any, string][]) {
      await refused(() => memory.listThreads({ filter }), named);
    }
    const itself: Record<string, unknown> = {};
    itself['itself'] = itself;
    await refused(
      () => memory.listThreads({ filter: { metadata: itself } }),
      'filter.metadata.itself is an object that it is in, which JSON cannot say',
    );
  });

  it('refuses invalid dates, and stores nothing', async () => {
    const thread = { id: t, resourceId: t, title: 'Lost', createdAt: nowhere, updatedAt: noon };
    await refused(() => memory.saveThread({ thread }), 'thread.createdAt');
    await refused(
      () =>
        memory.saveMessages({
          messages: [
            { id: `${t}-1`, threadId: t, resourceId: t, role: 'user', createdAt: nowhere },
          ] as never,
        }),
      'messages[0].createdAt',
    );
    const dateRange = { start: nowhere };
    await refused(
      () => memory.listMessages({ threadId: t, filter: { dateRange } }),
      'filter.dateRange.start',
    );
    await refused(() => workflows.listWorkflowRuns({ fromDate: nowhere }), 'fromDate');
    expect(await memory.getThreadById({ threadId: t })).toMatchObject({ title: 'Kept' });
  });

  it('refuses what would delete or change something else', async () => {
    await refused(() => memory.deleteMessages([`${t}-1`, undefined as never]), 'messageIds[1]');
    await refused(() => memory.deleteThread({ threadId: (() => t) as never }), 'threadId');
    await refused(() => memory.updateThread({ id: t, title: Symbol('x') as never }), 'title');
    await refused(
      () =>
        workflows.updateWorkflowState({
          ...{ workflowName: 'w', runId: t },
          opts: { status: 'failed', expectedStatus: (() => 'running') as never } as never,
        }),
      'opts.expectedStatus',
    );
    expect((await memory.listMessages({ threadId: t })).messages).toHaveLength(1);
  });

  it('takes members that are undefined for absent ones, where the framework passes them', async () => {
    const { threads } = await memory.listThreads({
      ...({ page: undefined, perPage: undefined, orderBy: undefined } as object),
      filter: { resourceId: t, metadata: undefined } as object,
    });
    expect(threads).toHaveLength(1);
    const { messages } = await memory.listMessages({
      ...({ threadId: t, resourceId: undefined, include: undefined } as { threadId: string }),
      filter: { dateRange: { start: noon, end: undefined }, metadata: undefined } as object,
    });
    expect(messages).toHaveLength(1);
  });

  it('stores documents as JSON.stringify has them', async () => {
    const id = randomUUID();
    const metadata = { a: undefined, b: () => 1, c: NaN, d: nowhere, e: new Map(), f: [undefined] };
    const stored = { c: null, d: null, e: {}, f: [null] };
    const thread = { id, resourceId: id, title: '', createdAt: noon, updatedAt: noon, metadata };
    await memory.saveThread({ thread });
    expect((await memory.getThreadById({ threadId: id }))!.metadata).toEqual(stored);
    const content = { format: 2, parts: [], metadata } as never;
    const at = { threadId: id, resourceId: id, createdAt: noon };
    await memory.saveMessages({ messages: [{ ...at, id, role: 'user', content }] });
    const { messages } = await memory.listMessages({ threadId: id });
    expect(messages[0]!.content.metadata).toEqual(stored);
  });
}
