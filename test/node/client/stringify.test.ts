import { expect, it } from 'vitest';
import { jsonCopy, stringify, textsAround, textsOf } from '../../../client/stringify.js';

const at = new Date('2026-03-01T12:00:00.000Z');

const shared = { list: [at] };

it.each([
  ['plain values', { a: [1, 'x', null, true], b: { c: {} } }],
  ['dates', { at, list: [at] }],
  ['odd names', JSON.parse('{"__proto__":{"a":1},"constructor":1,"":2}')],
  [
    'undefined, functions and symbols',
    { a: undefined, b: () => 1, c: Symbol('x'), d: [undefined] },
  ],
  ['numbers that are none', { a: NaN, b: Infinity }],
  [
    'toJSON',
    { a: { toJSON: (name: string) => ({ name, at }) }, b: new URL('https://example.com') },
  ],
  ['boxed values', { a: Object('x'), b: Object(1) }],
  ['one object twice', { a: shared, b: shared, c: [shared, shared] }],
  ['maps, sets and errors', { a: new Map([[1, 2]]), b: new Set([1]), c: new Error('x') }],
])('does as JSON.stringify does with %s, quickly or not', (_, value) => {
  const expected = JSON.stringify(value);
  expect(stringify(value)).toBe(expected);
  expect(jsonCopy(value).copy).toEqual(JSON.parse(expected));
  expect(JSON.stringify(jsonCopy(value).copy)).toBe(expected);
  expect(jsonCopy({ value, big: 1n }).copy).toEqual({ value: JSON.parse(expected), big: '1' });
  // A bigint anywhere leads to the careful way.
  expect(stringify({ value, big: 1n })).toBe(`{"value":${expected},"big":"1"}`);
});

it('writes a bigint as a decimal string', () => {
  expect(stringify({ a: -12345678901234567890n, b: [0n] })).toBe(
    '{"a":"-12345678901234567890","b":["0"]}',
  );
});

it('leaves out a reference to an enclosing object, and nothing else', () => {
  const shared = { x: 1 };
  const circle: Record<string, unknown> = { first: shared, second: shared };
  circle['self'] = circle;
  circle['deep'] = { up: circle, list: [circle, 1] };
  expect(stringify(circle)).toBe('{"first":{"x":1},"second":{"x":1},"deep":{"list":[null,1]}}');
});

it('keeps what is nested as deeply as the store takes, and a level more to have it refused', () => {
  const nested = (levels: number): object =>
    levels === 0 ? { end: true } : { a: nested(levels - 1) };
  const message = (content: object) => ({ messages: [{ content }] });
  // With the object at its end, one level more than the store takes.
  expect(stringify(message(nested(1000)))).toBe(JSON.stringify(message(nested(1000))));
  const cut = stringify(message(nested(1001)));
  expect(cut).toContain('{"a":[]}');
  expect(cut).not.toContain('end');
  const bottomless = {};
  let inner: Record<string, unknown> = bottomless;
  for (let i = 0; i < 100_000; i++) inner = inner['a'] = {} as Record<string, unknown>;
  expect(stringify(bottomless).match(/\{/g)).toHaveLength(1004);
});

it('copies no object', () => {
  const value = { a: { b: [{ c: 1 }] } };
  const { copy } = jsonCopy(value);
  expect(copy).toEqual(value);
  expect(copy.a).not.toBe(value.a);
  expect(copy.a.b).not.toBe(value.a.b);
  expect(copy.a.b[0]).not.toBe(value.a.b[0]);
});

it.each([
  ['a list of objects', { messages: [{ id: 'a', text: '—' }, { id: 'b' }, null] }, 7],
  ['a list that JSON fills up', { messages: [{ id: 'a' }, undefined] }, 5],
  ['a list of texts', { messageIds: ['a', 'b'] }, 1],
  ['an empty list', { messages: [] }, 1],
  ['several members', { messages: [{ id: 'a' }], other: 1 }, 1],
  ['nothing', {}, 1],
])('writes %s in pieces that make the same text', (_, args, pieces) => {
  const texts = textsOf(args);
  expect(texts).toHaveLength(pieces);
  expect(texts.join('')).toBe(JSON.stringify(args));
});

it.each([
  [
    'objects and lists',
    [
      { id: 'a', content: { b: ['—'] } },
      { content: [1], id: 'b' },
    ],
    2,
  ],
  ['what is neither', [{ id: 'a', content: 'text' }, { id: 'b' }, { content: null }, {}], 0],
  ['both', [{ id: 'a', content: 'text' }, { content: {} }, { id: 'b', content: 1 }], 1],
  ['nothing', [], 0],
])('writes lists around documents: %s', (_, items: { id?: string; content?: unknown }[], count) => {
  const before = structuredClone(items);
  const texts = textsAround('items', items, 'content');
  expect(items).toEqual(before);
  expect(JSON.parse(texts.join(''))).toEqual({ items });
  expect(texts).toHaveLength(2 * count + 1);
  const documents = items.map(({ content }) => content).filter((c) => typeof c === 'object' && c);
  expect(
    texts.filter((_text, i) => i % 2 === 1).map((text) => JSON.parse(text) as unknown),
  ).toEqual(documents);
});
