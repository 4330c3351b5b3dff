// The local D1 of wrangler by its URL, where it is not there.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Program } from './run.js';
import { fill } from './threads.js';

let folder: string;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'agentkeep-local-d1-'));
  program = await Program.make(folder);
  await fill(join(folder, 'source.db'), 10);
  const bindings = ['DB', 'OTHER'].map(
    (name) => `[[d1_databases]]\nbinding = "${name}"\ndatabase_name = "${name}"\n`,
  );
  const head = 'name = "w"\ncompatibility_date = "2026-01-01"\n';
  writeFileSync(join(folder, 'wrangler.toml'), head + bindings.join(''));
  writeFileSync(join(folder, 'broken.toml'), 'name = [');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('one that is not there', () => {
  test.each([
    ['status', 'd1-local://DB?state=typo'],
    ['export', 'd1-local://DB?state=typo', 'out'],
    ['copy', 'd1-local://DB?state=typo', 'file:new.db'],
    ['verify', 'file:source.db', 'd1-local://DB?state=typo'],
  ])('is not made: %s', async (...args) => {
    const { code, stdout, stderr } = await program.run(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `agentkeep: there is no database DB in ${join(folder, 'typo')}: ` +
        "agentkeep migrate 'd1-local://DB?state=typo' makes one\n",
    );
    expect(existsSync(join(folder, 'typo'))).toBe(false);
  });

  test('is made as a target; another one beside it is not', async () => {
    const made = await program.run(['copy', 'file:source.db', 'd1-local://DB?state=made']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const url = 'd1-local://OTHER?state=made';
    for (const command of ['status', 'status']) {
      const other = await program.run([command, url]);
      expect([other.code, other.stderr]).toEqual([
        1,
        expect.stringContaining('there is no database OTHER in '),
      ]);
    }
    expect((await program.run(['status', 'd1-local://DB?state=made'])).code).toBe(0);
    expect((await program.run(['migrate', url])).code).toBe(0);
    expect((await program.run(['status', url])).code).toBe(0);
  }, 60_000);
});

test.each([
  ['a configuration that is not there', 'd1-local://DB?config=no.toml', 'there is no file no.toml'],
  ['one that cannot be read', 'd1-local://DB?config=broken.toml', 'broken.toml cannot be read: '],
  ['a binding that it has not', 'd1-local://NOPE', 'by these bindings: DB, OTHER;'],
])('is refused in a line: %s', async (_, url, words) => {
  const { code, stdout, stderr } = await program.run(['migrate', url]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(words);
  expect(stderr).toMatch(/^agentkeep: .*\n$/);
});
