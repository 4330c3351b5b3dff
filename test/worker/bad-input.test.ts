import { beforeEach, describe, expect, it } from 'vitest';
import { database } from './support/deployment.js';
import type { Deployment, Answer } from './support/deployment.js';
import { deployed, everything, idsOf, message, messages, thread } from './support/memory.js';

let worker: Deployment;
let before: unknown;

beforeEach(async () => {
  worker = deployed();
  await worker.call('store.init');
  await worker.call('memory.saveThread', { thread: thread('t1') });
  await worker.call('memory.saveMessages', { messages: messages('t1', 3) });
  before = await everything();
});

const needle = 'needle7f3a';

/** An error of this status and code, that says nothing it should not, and nothing was written. */
async function expectRefused(answer: Answer, status: number, code: string): Promise<void> {
  expect({ status: answer.status, code: answer.json.error?.code }).toEqual({ status, code });
  expect(answer.json.error).toEqual({
    code,
    id: expect.stringMatching(/^MASTRA_STORAGE_AGENTKEEP_[A-Z_]+$/) as string,
    domain: 'STORAGE',
    category: 'USER',
    message: expect.any(String) as string,
    details: expect.any(Object) as object,
    retryable: false,
    committed: 'no',
    requestId: answer.headers.get('x-request-id'),
  });
  expect(answer.text).not.toMatch(
    /SELECT|INSERT|UPDATE |DELETE |mastra_threads|mastra_messages|json_each|SQLITE|D1_/,
  );
  expect(answer.text).not.toContain(needle);
  expect(await everything()).toEqual(before);
}

const raw = (method: string, body: BodyInit): Promise<Answer> =>
  worker.call(method, undefined, { raw: body });

describe('a body that is not JSON', () => {
  it.each([
    ['{', 1],
    ['not json', 0],
    [`{"thread":${needle}}`, 10],
    ['{"thread":{"id":"t2","resourceId":"r"}} x', 40],
    ['{"thread":{"id":"\u0001"}}', 17],
    ['{"a":01}', 6],
    ["{'a':1}", 1],
    ['{"a":1,}', 7],
    ['{"a":NaN}', 5],
    ['\ufeff{', 1],
    ['\ufeff\ufeff{}', 0],
    ['\0', 0],
  ])('is 400 and says where: %j', async (body, offset) => {
    const answer = await raw('memory.saveThread', body);
    await expectRefused(answer, 400, 'invalid_json');
    expect(answer.json.error.details).toEqual({ offset });
    expect(answer.json.error.message).toContain(`${offset}`);
  });

  it.each([10, 20_000, 400_000])(
    'is no matter of a byte order mark, before %i spaces',
    async (spaces) => {
      const answer = await raw(
        'memory.getThreadById',
        `\ufeff{"threadId":"none"${' '.repeat(spaces)}}`,
      );
      expect(answer).toMatchObject({ status: 200, json: null });
    },
  );

  it('is 400 where it is not UTF-8', async () => {
    const bytes = new TextEncoder().encode('{"thread":{"id":"?"}}');
    bytes[bytes.indexOf(0x3f)] = 0xff;
    for (const method of ['memory.saveThread', 'records.credential.create']) {
      await expectRefused(await raw(method, bytes), 400, 'invalid_json');
    }
    const headers = { 'content-type': 'application/json' };
    const sent = { verb: 'POST', raw: bytes, headers };
    await expectRefused(await worker.send('/v1/otlp/v1/logs', sent), 400, 'invalid_json');
  });

  it('is 400 where a secret has a number that would be rounded', async () => {
    const body = '{"data":{"type":"t","value":{"a":[12345678901234567890]}}}';
    const answer = await raw('records.credential.create', body);
    await expectRefused(answer, 400, 'invalid_argument');
    expect(answer.json.error.message).toContain('2^53');
  });

  it.each([
    ['a character of four bytes without its last', [0xf0, 0x9f, 0x98]],
    ['one of three without its last', [0xe2, 0x82]],
    ['a byte that goes on with nothing', [0x80]],
    ['half of a surrogate pair', [0xed, 0xa0, 0xbd]],
    ['a longer form of a slash', [0xc0, 0xaf]],
  ])('is 400 where it has %s, whatever its size', async (_, wrong) => {
    const [before, after] = ['{"threadId":"', '"}'].map((text) => new TextEncoder().encode(text));
    for (const size of [0, 200, 20_000, 400_000]) {
      const spaces = new Uint8Array(size).fill(0x20);
      const bytes = new Uint8Array([...before!, ...wrong, ...after!, ...spaces]);
      await expectRefused(await raw('memory.getThreadById', bytes), 400, 'invalid_json');
    }
    const good = `{"threadId":"\ufffd😀"}`;
    expect((await raw('memory.getThreadById', good)).status).toBe(200);
  });

  it('is 400 where it is nested 10,000 deep, also inside a message', async () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    await expectRefused(await raw('memory.saveThread', deep), 400, 'invalid_json');
    const [first] = messages('t1', 1, 10);
    const inside = JSON.stringify({ messages: [{ ...first, content: 0 }] }).replace(
      '"content":0',
      `"content":${deep}`,
    );
    await expectRefused(await raw('memory.saveMessages', inside), 400, 'invalid_json');
    const ignored = `{"threadId":"t1","more":${deep}}`;
    await expectRefused(await raw('memory.deleteThread', ignored), 400, 'invalid_json');
  });
});

describe('a body of the wrong shape', () => {
  it.each([
    ['memory.saveThread', [], 'the body'],
    ['memory.saveThread', null, 'the body'],
    ['memory.saveThread', 1, 'the body'],
    ['memory.saveThread', needle, 'the body'],
    ['memory.saveThread', {}, 'thread'],
    ['memory.saveThread', { thread: needle }, 'thread'],
    ['memory.saveThread', { thread: [] }, 'thread'],
    ['memory.saveThread', { thread: null }, 'thread'],
    ['memory.saveThread', { thread: { resourceId: 'r' } }, 'thread.id'],
    ['memory.saveThread', { thread: thread('') }, 'thread.id'],
    ['memory.saveThread', { thread: { id: 5, resourceId: 'r' } }, 'thread.id'],
    ['memory.saveThread', { thread: { id: 't2' } }, 'thread.resourceId'],
    ['memory.saveThread', { thread: thread('t2', { title: 7 }) }, 'thread.title'],
    ['memory.saveThread', { thread: thread('t2', { metadata: [needle] }) }, 'thread.metadata'],
    ['memory.saveThread', { thread: thread('t2', { metadata: needle }) }, 'thread.metadata'],
    ['memory.saveThread', { thread: thread('t2', { createdAt: needle }) }, 'thread.createdAt'],
    ['memory.saveThread', { thread: thread('t2', { createdAt: 5 }) }, 'thread.createdAt'],
    [
      'memory.saveThread',
      { thread: thread('t2', { updatedAt: '2026-13-01T00:00:00Z' }) },
      'thread.updatedAt',
    ],
    ['memory.saveThread', { thread: thread('t'.repeat(1025)) }, 'thread.id'],
    ['memory.getThreadById', {}, 'threadId'],
    ['memory.getThreadById', { threadId: [needle] }, 'threadId'],
    ['memory.updateThread', { title: 'x' }, 'id'],
    ['memory.updateThread', { id: 't1', title: {} }, 'title'],
    ['memory.updateThread', { id: 't1', metadata: [] }, 'metadata'],
    ['memory.deleteThread', {}, 'threadId'],
    ['memory.deleteThread', { threadId: null }, 'threadId'],
    ['memory.saveMessages', {}, 'messages'],
    ['memory.saveMessages', { messages: {} }, 'messages'],
    ['memory.saveMessages', { messages: [message('t1', 9), needle] }, 'messages[1]'],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9), message('t1', 10, { threadId: undefined })] },
      'messages[1].threadId',
    ],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9, { resourceId: undefined })] },
      'messages[0].resourceId',
    ],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9, { role: undefined })] },
      'messages[0].role',
    ],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9, { content: undefined })] },
      'messages[0].content',
    ],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9, { content: 5 })] },
      'messages[0].content',
    ],
    [
      'memory.saveMessages',
      { messages: [message('t1', 9, { createdAt: needle })] },
      'messages[0].createdAt',
    ],
    ['memory.saveMessages', { messages: [message('t1', 9, { id: undefined })] }, 'messages[0].id'],
    ['memory.listMessages', {}, 'threadId'],
    ['memory.listMessages', { threadId: '' }, 'threadId'],
    ['memory.listMessages', { threadId: ' ' }, 'threadId'],
    ['memory.listMessages', { threadId: [] }, 'threadId'],
    ['memory.listMessages', { threadId: ['t1', ''] }, 'threadId'],
    ['memory.listMessages', { threadId: 't1', include: needle }, 'include'],
    ['memory.listMessages', { threadId: 't1', include: [{}] }, 'include[0].id'],
    [
      'memory.listMessages',
      { threadId: 't1', include: [{ id: 'x', withPreviousMessages: -1 }] },
      'include[0].withPreviousMessages',
    ],
    [
      'memory.listMessages',
      { threadId: 't1', filter: { dateRange: { start: needle } } },
      'filter.dateRange.start',
    ],
    ['memory.listMessagesById', {}, 'messageIds'],
    ['memory.listMessagesById', { messageIds: needle }, 'messageIds'],
    ['memory.listMessagesById', { messageIds: ['a', 1] }, 'messageIds[1]'],
    ['memory.deleteMessages', {}, 'messageIds'],
    ['memory.deleteMessages', { messageIds: [`t1-m0`, null] }, 'messageIds[1]'],
    ['memory.patchThread', { title: 'x' }, 'id'],
    ['memory.patchThread', { id: 't1', metadata: needle }, 'metadata'],
    ['memory.updateThreadIf', { metadata: {} }, 'id'],
    ['memory.updateThreadIf', { id: 't1', expectedMetadata: null }, 'metadata'],
    ['memory.updateThreadIf', { id: 't1', metadata: [needle] }, 'metadata'],
    [
      'memory.updateThreadIf',
      { id: 't1', expectedMetadata: needle, metadata: {} },
      'expectedMetadata',
    ],
    ['memory.updateThreadResourceId', { threadId: 't1' }, 'resourceId'],
    ['memory.updateThreadResourceId', { threadId: 't1', resourceId: '' }, 'resourceId'],
    ['memory.updateThreadResourceId', { threadId: [needle], resourceId: 'r' }, 'threadId'],
    ['memory.copyThread', {}, 'sourceThreadId'],
    ['memory.copyThread', { sourceThreadId: 't1', metadata: [needle] }, 'metadata'],
    ['memory.copyThread', { sourceThreadId: 't1', newThreadId: 'x'.repeat(1025) }, 'newThreadId'],
    [
      'memory.cloneThread',
      { sourceThreadId: 't1', options: { messageLimit: -1 } },
      'options.messageLimit',
    ],
    [
      'memory.cloneThread',
      { sourceThreadId: 't1', options: { messageFilter: { startDate: needle } } },
      'options.messageFilter.startDate',
    ],
    [
      'memory.cloneThread',
      { sourceThreadId: 't1', options: { messageFilter: { messageIds: ['a', 1] } } },
      'options.messageFilter.messageIds[1]',
    ],
    ['memory.listMessagesByResourceId', {}, 'resourceId'],
    ['memory.listMessagesByResourceId', { resourceId: ' ' }, 'resourceId'],
    ['memory.listMessagesByResourceId', { resourceId: ['r1'] }, 'resourceId'],
    ['memory.listMessagesByResourceId', { resourceId: 'r1', include: [{}] }, 'include[0].id'],
    ['memory.updateMessages', {}, 'messages'],
    ['memory.updateMessages', { messages: [{ role: needle }] }, 'messages[0].id'],
    ['memory.updateMessages', { messages: [{ id: 't1-m0', role: 7 }] }, 'messages[0].role'],
    ['memory.updateMessages', { messages: [{ id: 't1-m0', content: 7 }] }, 'messages[0].content'],
    [
      'memory.updateMessages',
      {
        messages: [
          { id: 't1-m0', role: 'x' },
          { id: 't1-m1', threadId: '' },
        ],
      },
      'messages[1].threadId',
    ],
    [
      'memory.updateMessages',
      { messages: [{ id: 't1-m0', createdAt: needle }] },
      'messages[0].createdAt',
    ],
    ['memory.getResourceById', {}, 'resourceId'],
    ['memory.saveResource', { resource: {} }, 'resource.id'],
    ['memory.saveResource', { resource: { id: '' } }, 'resource.id'],
    ['memory.saveResource', { resource: { id: 'r', workingMemory: {} } }, 'resource.workingMemory'],
    ['memory.saveResource', { resource: { id: 'r', metadata: needle } }, 'resource.metadata'],
    ['memory.updateResource', { metadata: {} }, 'resourceId'],
    ['memory.updateResource', { resourceId: '', metadata: {} }, 'resourceId'],
    ['memory.updateResource', { resourceId: 'r', metadata: [] }, 'metadata'],
    ['memory.prune', {}, 'policies'],
    ['memory.prune', { policies: { messages: {} } }, 'policies.messages.maxAge'],
    ['memory.prune', { policies: { messages: { maxAge: needle } } }, 'policies.messages.maxAge'],
    ['memory.prune', { policies: { threads: { maxAge: -1 } } }, 'policies.threads.maxAge'],
    [
      'memory.prune',
      { policies: { threads: { maxAge: 0, batchSize: 0 } } },
      'policies.threads.batchSize',
    ],
    ['memory.prune', { policies: {}, options: { maxRows: 1.5 } }, 'options.maxRows'],
  ])('is 400 and names the field: %s %j', async (method, body, field) => {
    const answer = await worker.call(method, body);
    await expectRefused(answer, 400, 'invalid_argument');
    expect(answer.json.error.message).toContain(`${field} `);
  });
});

describe('pages', () => {
  const bad = [
    { perPage: -1 },
    { page: 1.5 },
    { page: -1 },
    { perPage: 1.5 },
    { perPage: '10' },
    { page: '0' },
    { perPage: true },
    { perPage: 1e300 },
    { page: 2 ** 53 },
    { perPage: 2 ** 40, page: 2 ** 40 },
  ];
  it.each(bad)('that cannot be are 400, INVALID_PAGE: %j', async (page) => {
    for (const [method, body] of [
      ['memory.listThreads', page],
      ['memory.listMessages', { threadId: 't1', ...page }],
      ['memory.listMessagesByResourceId', { resourceId: 'r1', ...page }],
    ] as const) {
      const answer = await worker.call(method, body);
      await expectRefused(answer, 400, 'invalid_argument');
      expect(answer.json.error.id).toMatch(/_INVALID_PAGE$/);
    }
  });

  it('behind all threads are 400, all messages begin at the first', async () => {
    const all = { perPage: false, page: 1 };
    const threads = await worker.call('memory.listThreads', all);
    await expectRefused(threads, 400, 'invalid_argument');
    expect(threads.json.error.message).toContain('page must be 0 when perPage is false');
    const listed = await worker.call('memory.listMessages', { threadId: 't1', ...all });
    expect(idsOf(listed)).toEqual(['t1-m0', 't1-m1', 't1-m2']);
  });
});

describe('lists of ids', () => {
  it.each([101, 10_000])('of %i are answered and deleted at once', async (count) => {
    const messageIds = [...Array.from({ length: count - 1 }, (_, i) => `none-${i}`), 't1-m1'];
    const listed = await worker.call('memory.listMessagesById', { messageIds });
    expect(listed.status).toBe(200);
    expect(idsOf(listed)).toEqual(['t1-m1']);
    const deleted = await worker.call('memory.deleteMessages', { messageIds });
    expect({ status: deleted.status, text: deleted.text }).toEqual({ status: 200, text: 'null' });
    const rest = await worker.call('memory.listMessages', { threadId: 't1' });
    expect(idsOf(rest)).toEqual(['t1-m0', 't1-m2']);
  });

  it('that are empty do nothing', async () => {
    const saved = await worker.call('memory.saveMessages', { messages: [] });
    expect(saved.json).toEqual({ messages: [] });
    const listed = await worker.call('memory.listMessagesById', { messageIds: [] });
    expect(listed.json).toEqual({ messages: [] });
    const deleted = await worker.call('memory.deleteMessages', { messageIds: [] });
    expect(deleted.json).toBeNull();
    expect(await everything()).toEqual(before);
  });
});

describe('sizes', () => {
  it('of 3 MB for a role are 413, and none of the call is saved', async () => {
    const role = needle.repeat(300_000);
    const answer = await worker.call('memory.saveMessages', {
      messages: [message('t1', 8), message('t1', 9, { role }), message('t1', 10)],
    });
    await expectRefused(answer, 413, 'too_large');
    expect(answer.json.error.message).toMatch(/role/);
    expect(answer.json.error.message).toMatch(/\d/);
  });

  it('of 3 MB for other fields are 413 or 400', async () => {
    const long = needle.repeat(300_000);
    const title = await worker.call('memory.saveThread', { thread: thread('t2', { title: long }) });
    await expectRefused(title, 413, 'too_large');
    const metadata = await worker.call('memory.updateThread', { id: 't1', metadata: { long } });
    await expectRefused(metadata, 413, 'too_large');
    const role = await worker.call('memory.updateMessages', {
      messages: [
        { id: 't1-m0', role: 'x' },
        { id: 't1-m1', role: long },
      ],
    });
    await expectRefused(role, 413, 'too_large');
    const memory = await worker.call('memory.updateResource', {
      resourceId: 'r1',
      workingMemory: long,
    });
    await expectRefused(memory, 413, 'too_large');
    const copy = await worker.call('memory.copyThread', {
      sourceThreadId: 't1',
      metadata: { long },
    });
    await expectRefused(copy, 413, 'too_large');
    const id = await worker.call('memory.getThreadById', { threadId: long });
    await expectRefused(id, 400, 'invalid_argument');
  });

  it('of more than 16 MiB for a body are 413', async () => {
    const answer = await raw(
      'memory.saveMessages',
      new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20),
    );
    await expectRefused(answer, 413, 'too_large');
    expect(answer.json.error.message).toContain('16777216');
  });

  it('up to 1.5 MB for one message are kept', async () => {
    const content = { format: 2, parts: [{ type: 'text', text: 'x'.repeat(1_500_000) }] };
    const saved = await worker.call('memory.saveMessages', {
      messages: [message('t1', 9, { content })],
    });
    expect(saved.status).toBe(200);
    const listed = await worker.call('memory.listMessagesById', { messageIds: ['t1-m9'] });
    expect(listed.json.messages[0].content).toEqual(content);
  });
});

describe('keys of metadata filters', () => {
  it.each([
    'a"b',
    "a'b",
    'a.b',
    'a b',
    '',
    '1a',
    '$.a',
    '__proto__',
    'prototype',
    'constructor',
    `x') OR 1=1 --`,
    'a'.repeat(129),
  ])('that are no names are 400: %j', async (key) => {
    // A literal would set the prototype instead of a member.
    const metadata = `{${JSON.stringify(key)}:"${needle}"}`;
    const threads = await raw('memory.listThreads', `{"filter":{"metadata":${metadata}}}`);
    await expectRefused(threads, 400, 'invalid_argument');
    expect(threads.json.error.id).toMatch(/LIST_THREADS_INVALID_METADATA_KEY$/);
    const listed = await raw(
      'memory.listMessages',
      `{"threadId":"t1","filter":{"metadata":${metadata}}}`,
    );
    await expectRefused(listed, 400, 'invalid_argument');
  });
});

describe('metadata', () => {
  it('keeps keys with quotes, and merges by them', async () => {
    const keys = [
      'a"b',
      "a'b",
      'a.b',
      '$',
      '',
      '0',
      '__proto__',
      "'); DROP TABLE mastra_threads; --",
      '\\',
      'ü',
    ];
    const merged: Record<string, unknown> = { n: 1 };
    for (const [i, key] of keys.entries()) {
      Object.defineProperty(merged, key, { value: i, enumerable: true, configurable: true });
      const answer = await raw(
        'memory.updateThread',
        `{"id":"t1","metadata":{${JSON.stringify(key)}:${i}}}`,
      );
      expect(answer.status).toBe(200);
    }
    const { json } = await worker.call('memory.getThreadById', { threadId: 't1' });
    expect(Object.entries(json.metadata as object).sort()).toEqual(Object.entries(merged).sort());
  });
});

describe('SQL in every string', () => {
  it('is kept as text', async () => {
    const sql = `x'); DROP TABLE mastra_messages; --" OR 1=1 /* ?1 */ \\`;
    const given = thread(sql, { resourceId: sql, title: sql, metadata: { [sql]: sql } });
    expect((await worker.call('memory.saveThread', { thread: given })).status).toBe(200);
    const content = { format: 2, parts: [{ type: sql, text: sql }], metadata: { key: sql } };
    const sent = message(sql, 1, { id: sql, resourceId: sql, role: sql, type: sql, content });
    expect((await worker.call('memory.saveMessages', { messages: [sent] })).status).toBe(200);

    const got = await worker.call('memory.getThreadById', { threadId: sql, resourceId: sql });
    expect(got.json).toMatchObject({
      id: sql,
      resourceId: sql,
      title: sql,
      metadata: { [sql]: sql },
    });
    const found = await worker.call('memory.listThreads', {
      filter: { resourceId: sql },
      orderBy: { field: sql, direction: sql },
    });
    expect(found.json).toMatchObject({ total: 1, threads: [{ id: sql }] });
    const listed = await worker.call('memory.listMessages', {
      threadId: [sql],
      resourceId: sql,
      include: [{ id: sql, threadId: sql }],
      filter: { metadata: { key: sql } },
    });
    expect(listed.json).toMatchObject({ total: 1, messages: [sent] });
    const changed = await worker.call('memory.updateMessages', {
      messages: [{ id: sql, role: sql, content: { [sql]: sql, metadata: { [sql]: sql } } }],
    });
    expect(changed.json[0].content).toMatchObject({ [sql]: sql, metadata: { [sql]: sql } });
    const exchanged = await worker.call('memory.updateThreadIf', {
      id: sql,
      expectedMetadata: { [sql]: sql },
      metadata: { again: sql },
    });
    expect(exchanged.json.metadata).toEqual({ [sql]: sql, again: sql });
    const cloned = await worker.call('memory.cloneThread', {
      sourceThreadId: sql,
      newThreadId: `${sql}2`,
      options: { messageFilter: { messageIds: [sql] } },
    });
    expect(cloned.json.messageIdMap).toEqual({ [sql]: cloned.json.clonedMessages[0].id });
    await worker.call('memory.deleteThread', { threadId: `${sql}2` });
    const held = { id: sql, workingMemory: sql, metadata: { [sql]: sql } };
    const resource = await worker.call('memory.saveResource', { resource: held });
    expect(resource.json).toMatchObject(held);
    const owned = await worker.call('memory.listMessagesByResourceId', { resourceId: sql });
    expect(owned.json).toMatchObject({ total: 1, messages: [{ id: sql }] });
    await database.prepare('DELETE FROM mastra_resources').run();
    expect((await worker.call('memory.deleteMessages', { messageIds: [sql] })).status).toBe(200);
    expect((await worker.call('memory.deleteThread', { threadId: sql })).status).toBe(200);
    expect(await everything()).toEqual(before);
  });
});

describe('characters', () => {
  it.each(['a\ud800', '\udc00b', '\0', 'a\0b'])('that no id may have are 400: %j', async (id) => {
    for (const [method, body] of [
      ['memory.saveThread', { thread: thread(id) }],
      ['memory.saveThread', { thread: thread('t2', { resourceId: id }) }],
      ['memory.getThreadById', { threadId: id }],
      ['memory.updateThread', { id, title: 'x' }],
      ['memory.deleteThread', { threadId: id }],
      ['memory.saveMessages', { messages: [message('t1', 8), message('t1', 9, { id })] }],
      ['memory.saveMessages', { messages: [message('t1', 9, { threadId: id })] }],
      ['memory.listMessages', { threadId: id }],
      ['memory.listMessages', { threadId: 't1', include: [{ id }] }],
      ['memory.listMessagesById', { messageIds: [id] }],
      ['memory.deleteMessages', { messageIds: ['t1-m0', id] }],
      ['memory.updateThreadIf', { id, metadata: {} }],
      ['memory.updateThreadResourceId', { threadId: 't1', resourceId: id }],
      ['memory.copyThread', { sourceThreadId: id }],
      ['memory.cloneThread', { sourceThreadId: 't1', newThreadId: id }],
      ['memory.listMessagesByResourceId', { resourceId: id }],
      ['memory.updateMessages', { messages: [{ id: 't1-m0', threadId: id }] }],
      ['memory.getResourceById', { resourceId: id }],
      ['memory.updateResource', { resourceId: id }],
    ] as const) {
      await expectRefused(await worker.call(method, body), 400, 'invalid_argument');
    }
  });

  it('are kept in content, lone surrogates as they were escaped', async () => {
    const text = 'a\0b\u0001\ud800c\udc00 é€😀\u2028"\\/';
    const content = { format: 2, parts: [{ type: 'text', text }], [text]: text };
    await worker.call('memory.saveMessages', { messages: [message('t1', 9, { content })] });
    const { json } = await worker.call('memory.listMessagesById', { messageIds: ['t1-m9'] });
    expect(json.messages[0].content).toEqual(content);
  });

  it('are kept in text columns, but a lone surrogate becomes U+FFFD', async () => {
    const title = 'a\0b\u0001 é€😀\u2028"\\/';
    await worker.call('memory.saveThread', { thread: thread('t2', { title: `${title}\ud800` }) });
    const { json } = await worker.call('memory.getThreadById', { threadId: 't2' });
    expect(json.title).toBe(`${title}\ufffd`);
    const bare = message('t1', 9, { content: `${title}\ud800` });
    await worker.call('memory.saveMessages', { messages: [bare] });
    const listed = await worker.call('memory.listMessagesById', { messageIds: ['t1-m9'] });
    expect(listed.json.messages[0].content).toBe(`${title}\ufffd`);
  });
});

describe('a conflict', () => {
  it('is 409, and may be repeated only where looking again helps', async () => {
    const exists = await worker.call('memory.copyThread', {
      sourceThreadId: 't1',
      newThreadId: 't1',
    });
    await expectRefused(exists, 409, 'conflict');
    const changed = await worker.call('memory.updateThreadIf', {
      id: 't1',
      expectedMetadata: { [needle]: needle },
      metadata: { [needle]: needle },
    });
    expect({ status: changed.status, ...changed.json.error }).toMatchObject({
      status: 409,
      code: 'conflict',
      category: 'USER',
      retryable: true,
      committed: 'no',
      details: { threadId: 't1' },
    });
    expect(changed.text).not.toContain(needle);
    expect(await everything()).toEqual(before);
  });
});

describe('a row that does not exist', () => {
  it('is 404 for copies and updateThreadResourceId, null or left out elsewhere', async () => {
    for (const [method, body] of [
      ['memory.copyThread', { sourceThreadId: 'none' }],
      ['memory.cloneThread', { sourceThreadId: 'none', newThreadId: 't1' }],
      ['memory.updateThreadResourceId', { threadId: 'none', resourceId: 'r2' }],
    ] as const) {
      await expectRefused(await worker.call(method, body), 404, 'not_found');
    }
    for (const [method, body, nothing] of [
      ['memory.getResourceById', { resourceId: 'none' }, 'null'],
      ['memory.updateThreadIf', { id: 'none', metadata: { a: 1 } }, 'null'],
      ['memory.updateMessages', { messages: [{ id: 'none', role: 'x' }] }, '[]'],
      ['memory.updateMessages', { messages: [] }, '[]'],
      ['memory.prune', { policies: {} }, '[]'],
    ] as const) {
      const { status, text } = await worker.call(method, body);
      expect({ method, status, text }).toEqual({ method, status: 200, text: nothing });
    }
    expect(await everything()).toEqual(before);
  });

  it('is 404 for updateThread, null for getThreadById, nothing for deleting', async () => {
    const update = await worker.call('memory.updateThread', { id: 'none', title: needle });
    await expectRefused(update, 404, 'not_found');
    const got = await worker.call('memory.getThreadById', { threadId: 'none' });
    expect({ status: got.status, text: got.text }).toEqual({ status: 200, text: 'null' });
    const other = await worker.call('memory.getThreadById', { threadId: 't1', resourceId: 'r2' });
    expect(other.text).toBe('null');
    expect((await worker.call('memory.deleteThread', { threadId: 'none' })).text).toBe('null');
    expect(await everything()).toEqual(before);
  });
});

describe('a stored row that is not ours', () => {
  it('is answered as the text that its bytes are, where it holds a BLOB', async () => {
    await database.prepare("UPDATE mastra_threads SET metadata = x'7b7d' WHERE id = 't1'").run();
    const answer = await worker.call('memory.getThreadById', { threadId: 't1' });
    expect(answer.status).toBe(200);
    expect(answer.json.metadata).toEqual({});
  });

  it('is answered as text where its JSON is broken, so the answer stays JSON', async () => {
    await database.prepare(`UPDATE mastra_threads SET metadata = '{"a' WHERE id = 't1'`).run();
    const answer = await worker.call('memory.getThreadById', { threadId: 't1' });
    expect(answer.status).toBe(200);
    expect(answer.json.metadata).toBe('{"a');
  });
});
