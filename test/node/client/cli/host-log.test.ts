import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { tellOnce } from '../../../../cli/host-log.js';

const told: unknown[][] = [];

beforeAll(() => {
  const tell = (...words: unknown[]) => void told.push(words);
  vi.spyOn(console, 'error').mockImplementation(tell);
  vi.spyOn(console, 'warn').mockImplementation(tell);
});
afterAll(() => vi.restoreAllMocks());

test('a line of the host is told once, whichever call it is about', () => {
  const { error, warn } = console;
  tellOnce();
  const line = (requestId: string, cause = 'RuntimeError: unreachable') =>
    JSON.stringify({ level: 'error', event: 'call lost', requestId, cause });
  console.error(line('a'));
  console.error(line('b'));
  console.warn(line('c'));
  console.error(line('d', 'another'));
  for (let i = 0; i < 2; i++) console.warn(JSON.stringify({ level: 'warn', message: 'slow' }));
  // What others tell is theirs.
  for (let i = 0; i < 2; i++) console.error('at', 1);
  Object.assign(console, { error, warn });
  expect(told).toEqual([
    [line('a')],
    [line('d', 'another')],
    ['{"level":"warn","message":"slow"}'],
    ['at', 1],
    ['at', 1],
  ]);
});
