import { env } from 'cloudflare:workers';
import { beforeEach, describe, expect, it } from 'vitest';
import { scope } from '../../worker/host/abi.js';
import type { DbAnswer, DbRequest, Row } from '../../worker/host/abi.js';
import { D1Binding } from '../../worker/host/d1-binding.js';
import { Held } from '../../worker/host/held.js';
import { Instances } from '../../worker/host/instance.js';
import { methods } from '../../worker/host/methods.js';
import { revive } from '../../worker/host/revive.js';
import { parsed } from '../../worker/host/run-call.js';
import { methodOf, Service } from '../../worker/host/service.js';
import { builtCore, message, thread } from './support/memory.js';

const { DB } = env as { DB: D1Database };

const long = (text: string): string => text.repeat(Math.ceil(300 / text.length));
const request = (...held: DbRequest['statements'][number]['held'][]): DbRequest => ({
  readOnly: true,
  replicaOk: false,
  delayMs: 0,
  statements: held.map((columns) => ({ sql: 'SELECT', held: columns, params: [] })),
});
const answer = (...rows: Row[][]): DbAnswer => ({
  results: rows.map((each) => ({ changes: 0, rows: each })),
});
const always = (column: number) => ({ column, unless: 0xffff });

/** What the core would get of the answer. */
function taken(held: Held, asked: DbRequest, given: DbAnswer): (readonly Row[])[] {
  held.take(asked, given);
  return 'failure' in given ? [] : given.results.map(({ rows }) => rows);
}

describe('texts of an answer', () => {
  it('stay with the host where the request says so, and come back parsed', () => {
    const held = new Held();
    const document = { format: 2, text: long('ü€😀'), list: [1, null] };
    const json = JSON.stringify(document);
    // The core has to see what it is.
    const other = JSON.stringify({ text: long('a') });
    const [rows, others] = taken(
      held,
      request([always(1)], undefined),
      answer(
        [
          { id: json, content: json, n: 1 },
          { id: 'b', content: '{"short":1}', n: 2 },
          { id: 'c', content: null, n: 3 },
          { id: 'd', content: other, n: 4 },
        ],
        [{ content: json }],
      ),
    );
    const standIn = JSON.parse(rows?.[0]?.['content'] as string) as string;
    expect(standIn.startsWith(held.marker)).toBe(true);
    expect(rows).toEqual([
      { id: json, content: JSON.stringify(standIn), n: 1 },
      { id: 'b', content: '{"short":1}', n: 2 },
      { id: 'c', content: null, n: 3 },
      { id: 'd', content: other, n: 4 },
    ]);
    expect(others).toEqual([{ content: json }]);
    expect(held.value(standIn)).toEqual(document);
  });

  it('go to the core in rows that have their value elsewhere', () => {
    const json = JSON.stringify({ format: 2, text: long('a') });
    const [rows] = taken(
      new Held(),
      request([{ column: 0, unless: 1 }]),
      answer([
        { content: json, reference: 'x.1.1.1.1' },
        { content: json, reference: null },
      ]),
    );
    expect(rows?.[0]?.['content']).toBe(json);
    expect(rows?.[1]?.['content']).not.toBe(json);
  });

  it('go to the core where the answer is near its limits', () => {
    const rows = [{ content: JSON.stringify({ format: 2, x: 'x'.repeat(1_500_000) }) }];
    const before = structuredClone(rows);
    expect(taken(new Held(), request([always(0)]), answer(rows))).toEqual([before]);
  });

  it('are strings where they are not JSON', () => {
    const held = new Held();
    const text = long('{"format":2,not JSON ');
    const [rows] = taken(held, request([always(0)]), answer([{ content: text }]));
    expect(held.value(JSON.parse(rows?.[0]?.['content'] as string))).toBe(text);
  });

  it('go to the core where they may be texts that only look like documents', () => {
    const texts = ['{"text":1}', '[1]', '"quoted"', '90210'].map((text) => text + long(' '));
    const rows = texts.map((content) => ({ content }));
    expect(taken(new Held(), request([always(0)]), answer(structuredClone(rows)))).toEqual([rows]);
  });

  it('are left alone in a failure', () => {
    const failure: DbAnswer = { failure: 5, sent: false, detail: '' };
    expect(taken(new Held(), request([always(0)]), failure)).toEqual([]);
  });
});

describe('documents of a body', () => {
  it('are named in it, and stand in the parameters again', () => {
    const held = new Held();
    const documents = ['{"format":2,"text":"ü😀\\"\\u0000"}', '{"format":2,"a":[]}'];
    const texts = ['{"list":[', documents[0]!, ',"x",', documents[1]!, ']}'];
    const [body = ''] = held.body(texts);
    expect(body).not.toContain('text');
    const { list } = JSON.parse(body) as { list: [string, string, string] };
    const params = [`[["a",${JSON.stringify(list[2])}],["b",${JSON.stringify(list[0])}]]`, 7, 'b'];
    const sent = { ...request(), statements: [{ sql: 'INSERT', params }] };
    held.restore(sent);
    expect(params).toEqual([`[["a",${documents[1]}],["b",${documents[0]}]]`, 7, 'b']);
    held.restore(sent); // a request that is repeated is read anew: nothing is left to put in
    expect(params[0]).toBe(`[["a",${documents[1]}],["b",${documents[0]}]]`);
  });

  it('go to the core where they or all of them are long', () => {
    const one = JSON.stringify({ format: 2, x: 'x'.repeat(22_000) });
    expect(new Held().body(['[', one, ']'])).toEqual([`[${one}]`]);
    const list = JSON.stringify(['x'.repeat(20_000)]);
    expect(new Held().body(['[', list, ']'])).toEqual([`[${list}]`]);
    const some = JSON.stringify({ format: 2, x: 'x'.repeat(20_000) });
    expect(new Held().body(['[', some, ']']).join('')).not.toContain('xxx');
    const many = Array.from({ length: 20 }, () => [some, ',']).flat();
    expect(new Held().body(['[', ...many])).toEqual(['[', ...many]);
  });

  it('have marks of their own in each call', () => {
    const markers = Array.from({ length: 100 }, () => new Held().marker);
    expect(new Set(markers).size).toBe(100);
    expect(markers.every((marker) => /^[ -!#-[\]-~]{10,}$/.test(marker))).toBe(true);
  });
});

describe('a call that holds documents', () => {
  const service = new Service(new Instances(builtCore));
  const config = {
    tokens: [],
    allowAnonymous: false,
    tablePrefix: 'held_',
    corsOrigins: new Set<string>(),
    disableInit: false,
    leanIndexes: false,
    metricRollups: false,
    search: false,
    retention: [],
    log: 'off' as const,
  };

  async function run(name: string, body: readonly string[], held?: Held): Promise<unknown> {
    const place = { open: () => new D1Binding(DB, undefined), close: () => Promise.resolve() };
    const reply = await service.call(config, place, {
      method: methodOf(name),
      caller: { scopes: scope.read | scope.write | scope.admin, tablePrefix: 'held_' },
      requestId: 'r',
      body,
      ...(held === undefined ? {} : { held }),
    });
    const value = parsed(reply.body);
    expect(reply.status, JSON.stringify(value)).toBe(200);
    return revive(methods.find((each) => each.name === name)!.reply, value, held);
  }
  /** The same answer, whether the documents went through the core or not. */
  async function both(name: string, args: object): Promise<unknown> {
    const plain = await run(name, [JSON.stringify(args)]);
    expect(await run(name, [JSON.stringify(args)], new Held())).toEqual(plain);
    return plain;
  }
  const rows = async () =>
    (await DB.prepare('SELECT id, content FROM held_mastra_messages ORDER BY rowid').all()).results;

  const contents: unknown[] = [
    { format: 2, parts: [{ type: 'text', text: long('wide 😀 ü "quoted" \\ \n\u0000\ud800') }] },
    [long('a list'), 1e300, { b: 1 / 3 }],
    {},
    { metadata: { k: long('x') }, '': null },
    'a bare text',
    '{"a bare":"text"}',
    `"${new Held().marker}0"`,
    `${new Held().marker}0`,
    { imitates: `${new Held().marker}0` },
  ];
  const messages = contents.map((content, n) => message('t', n, { content }));
  const saved = (): readonly string[] => {
    const texts: string[] = [];
    let text = '{"messages":[';
    messages.forEach(({ content, ...rest }, n) => {
      text += `${n === 0 ? '' : ','}${JSON.stringify(rest).slice(0, -1)},"content":`;
      if (typeof content === 'object') {
        texts.push(text, JSON.stringify(content));
        text = '}';
      } else {
        text += `${JSON.stringify(content)}}`;
      }
    });
    return [...texts, `${text}]}`];
  };

  beforeEach(async () => {
    await run('memory.dangerouslyClearAll', ['{}']);
    await run('memory.saveThread', [JSON.stringify({ thread: thread('t') })]);
  });

  it('stores the same bytes', async () => {
    await run('memory.saveMessages', saved());
    const plain = await rows();
    expect(plain).toHaveLength(contents.length);
    await run('memory.dangerouslyClearAll', ['{}']);
    const held = new Held();
    const answer = await run('memory.saveMessages', held.body(saved()), held);
    expect(await rows()).toEqual(plain);
    expect(answer).toMatchObject({ messages: messages.map(({ content }) => ({ content })) });
  });

  it('answers the same values', async () => {
    await run('memory.saveMessages', saved());
    await DB.prepare("UPDATE held_mastra_messages SET content = ?1 WHERE id = 't-m2'")
      .bind(long('{"of another writer": '))
      .run();
    const page = await both('memory.listMessages', { threadId: 't', perPage: false });
    expect((page as { messages: { content: unknown }[] }).messages[0]?.content).toEqual(
      JSON.parse(JSON.stringify(contents[0])),
    );
    await both('memory.listMessages', {
      threadId: 't',
      perPage: 2,
      include: [{ id: 't-m1', withPreviousMessages: 2, withNextMessages: 6 }],
      filter: { metadata: { k: long('x') } },
    });
    await both('memory.listMessagesById', { messageIds: messages.map(({ id }) => id) });
    await both('memory.updateMessages', {
      messages: [{ id: 't-m0', content: { metadata: { more: long('m') } } }],
    });
  });
});
