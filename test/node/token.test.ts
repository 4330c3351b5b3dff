import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/token', import.meta.url));
const run = promisify(execFile);

/** The token and the list of entries that one run of scripts/token prints. */
async function makeToken(...options: string[]) {
  const { stdout } = await run(script, options);
  const token = /^ {2}([\w-]{43})$/m.exec(stdout)?.[1];
  const list = /^ {2}(\[.*\])$/m.exec(stdout)?.[1];
  if (token === undefined || list === undefined) return expect.unreachable(stdout);
  return { token, list: JSON.parse(list) as Record<string, unknown>[] };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('scripts/token', () => {
  test('prints a token of 256 bits and the entry that knows it by its SHA-256', async () => {
    const { token, list } = await makeToken();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(list).toEqual([{ sha256: sha256(token), scopes: ['read', 'write'] }]);
  });

  test('prints another token each time', async () => {
    const [one, other] = await Promise.all([makeToken(), makeToken()]);
    expect(one.token).not.toBe(other.token);
  });

  test('puts scopes and prefix into the entry', async () => {
    const { list } = await makeToken('--scopes', 'read,admin', '--prefix', 'dev_');
    expect(list).toMatchObject([{ scopes: ['read', 'admin'], tablePrefix: 'dev_' }]);
  });

  test.each([
    ['an unknown scope', ['--scopes', 'read,root'], '--scopes: scopes may be'],
    ['no scope', ['--scopes', ''], '--scopes: scopes may be'],
    ['a prefix without its last _', ['--prefix', 'dev'], '--table-prefix: tablePrefix must'],
    ['a prefix with capitals', ['--prefix', 'Dev_'], '--table-prefix: tablePrefix must'],
    ['a prefix of 33 characters', ['--prefix', `${'a'.repeat(32)}_`], 'must be 2 to 32'],
    ['a reserved prefix', ['--table-prefix', 'mastra_'], 'must not begin with'],
    ['a prefix that begins as reserved', ['--prefix', 'sqlite3_'], 'must not begin with'],
    ['an unknown option', ['--scope', 'read'], "unknown option '--scope'"],
  ])('refuses %s', async (_, options, message) => {
    await expect(run(script, options)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });
});
