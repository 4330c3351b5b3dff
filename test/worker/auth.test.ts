import { describe, expect, it } from 'vitest';
import { scope } from '../../worker/host/abi.js';
import type { Env } from '../../worker/config.js';
import { configOf } from '../../worker/config.js';
import { Deployment } from './support/deployment.js';
import { fakeCores } from './support/fake-core.js';

/** Answers who the core thinks is calling. */
const seen = {
  *'memory.getThreadById'({ context: { prefix, scopes } }) {
    return { status: 200, json: { prefix, scopes } };
  },
  *'memory.saveThread'({ context: { prefix, scopes } }) {
    return { status: 200, json: { prefix, scopes } };
  },
  *'store.init'({ context: { prefix, scopes } }) {
    return { status: 200, json: { prefix, scopes } };
  },
} satisfies Parameters<typeof fakeCores>[0];

const deploy = (vars: Partial<Env>): Deployment => new Deployment(fakeCores(seen).make, vars);

async function sha256(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const tokens = async (...entries: [string, Record<string, unknown>][]): Promise<string> =>
  JSON.stringify(
    await Promise.all(
      entries.map(async ([token, entry]) => ({ sha256: await sha256(token), ...entry })),
    ),
  );

const get = 'memory.getThreadById';

describe('without tokens', () => {
  it('every method answers 401 and says how to set them', async () => {
    for (const headers of [{}, bearer('x')]) {
      const answer = await deploy({}).call(get, {}, { headers });
      expect(answer.status).toBe(401);
      expect(answer.json.error).toMatchObject({
        code: 'unauthenticated',
        domain: 'STORAGE',
        category: 'USER',
        retryable: false,
        committed: 'no',
      });
    }
    for (const headers of [{}, bearer('x')]) {
      const { json } = await deploy({}).call(get, {}, { headers });
      expect(json.error.message).toContain('this deployment has no tokens yet');
      expect(json.error.message).toContain('wrangler secret put AGENTKEEP_TOKENS');
      expect(json.error.message).toContain('npx agentkeep token');
    }
    const local = deploy({ ALLOW_ANONYMOUS: 'true' });
    const { status, json } = await local.call(get, {}, { headers: bearer('x') });
    expect(status).toBe(401);
    expect(json.error.message).toContain('send no Authorization header');
  });

  it('an empty list is no token either', async () => {
    for (const AGENTKEEP_TOKENS of ['', ' ', '[]']) {
      expect((await deploy({ AGENTKEEP_TOKENS }).call(get)).status).toBe(401);
    }
  });
});

describe('a token', () => {
  it('opens the tables of its prefix with its scopes, again and again', async () => {
    const worker = deploy({
      AGENTKEEP_TABLE_PREFIX: 'Main_',
      AGENTKEEP_TOKENS: await tokens(
        ['one', { scopes: ['read'], tablePrefix: 'dev_' }],
        ['two', { scopes: ['read', 'write', 'admin'] }],
        ['new', { scopes: ['write', 'read'], tablePrefix: 'dev_', tenant: 'a' }],
      ),
    });
    for (let i = 0; i < 2; i++) {
      const answers = await Promise.all(
        ['one', 'two', 'new'].map((token) => worker.call(get, {}, { headers: bearer(token) })),
      );
      expect(answers.map(({ json }) => json)).toEqual([
        { prefix: 'dev_', scopes: scope.read },
        { prefix: 'Main_', scopes: 7 },
        { prefix: 'dev_', scopes: scope.read | scope.write },
      ]);
    }
  });

  it.each([
    ['none', undefined],
    ['unknown', 'Bearer zwei'],
    ['in other case', 'Bearer ONE'],
    ['empty', 'Bearer '],
    ['of two words', 'Bearer one one'],
    ['of another scheme', 'Basic one'],
    ['without a scheme', 'one'],
    ['too long', `Bearer ${'o'.repeat(300)}`],
    ['given as its digest', 'digest'],
  ])('that is %s is refused with 401', async (_, authorization) => {
    const AGENTKEEP_TOKENS = await tokens(['one', { scopes: ['read'] }]);
    const worker = deploy({ AGENTKEEP_TOKENS });
    const header = authorization === 'digest' ? `Bearer ${await sha256('one')}` : authorization;
    const answer = await worker.call(get, {}, header ? { headers: { authorization: header } } : {});
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.text).not.toContain('zwei');
  });

  it('is forgotten with the secret that named it', async () => {
    const cores = fakeCores(seen);
    const before = new Deployment(cores.make, {
      AGENTKEEP_TOKENS: await tokens(['one', { scopes: ['read'] }]),
    });
    expect((await before.call(get, {}, { headers: bearer('one') })).status).toBe(200);
    const after = new Deployment(cores.make, {
      AGENTKEEP_TOKENS: await tokens(['two', { scopes: ['read'] }]),
    });
    expect((await after.call(get, {}, { headers: bearer('one') })).status).toBe(401);
    expect((await after.call(get, {}, { headers: bearer('two') })).status).toBe(200);
  });

  it('may do no more than its scopes', async () => {
    const worker = deploy({
      AGENTKEEP_TOKENS: await tokens(
        ['r', { scopes: ['read'] }],
        ['w', { scopes: ['write'] }],
        ['a', { scopes: ['admin'] }],
      ),
    });
    const needs = { [get]: 'r', 'memory.saveThread': 'w', 'store.init': 'a' };
    for (const [method, able] of Object.entries(needs)) {
      for (const token of ['r', 'w', 'a']) {
        const { status, json } = await worker.call(method, {}, { headers: bearer(token) });
        expect([method, token, status]).toEqual([method, token, token === able ? 200 : 403]);
        if (status === 403) expect(json.error.code).toBe('forbidden');
      }
    }
  });

  it('alone says which tables: no header, query or body changes the prefix', async () => {
    const worker = deploy({
      AGENTKEEP_TOKENS: await tokens(['one', { scopes: ['read'], tablePrefix: 'dev_' }]),
    });
    const headers = {
      ...bearer('one'),
      'content-type': 'application/json',
      'x-agentkeep-prefix': 'prod_',
      'x-table-prefix': 'prod_',
    };
    const answer = await worker.send(
      '/v1/memory/getThreadById?tablePrefix=prod_&prefix=prod_&AGENTKEEP_TABLE_PREFIX=prod_',
      { verb: 'POST', headers, body: { tablePrefix: 'prod_', prefix: 'prod_', threadId: 't' } },
    );
    expect(answer.json).toEqual({ prefix: 'dev_', scopes: scope.read });
  });
});

describe('AGENTKEEP_TOKENS', () => {
  const digest = 'ab'.repeat(32);
  const entry = (fields: Record<string, unknown>): string =>
    JSON.stringify([
      { sha256: digest, scopes: ['read'] },
      { sha256: 'cd'.repeat(32), scopes: ['read'], ...fields },
    ]);

  it.each([
    ['{', 'not JSON'],
    ['{}', 'not a JSON array'],
    ['["s3cr3t"]', 'entry 1: not an object'],
    ['[{"sha256":"s3cr3t","scopes":["read"]}]', 'entry 1: sha256'],
    [`[{"sha256":"${digest}"}]`, 'entry 1: scopes'],
    [entry({ scopes: [] }), 'entry 2: scopes'],
    [entry({ scopes: ['read', 's3cr3t'] }), 'entry 2: scopes'],
    [entry({ scopes: 'read' }), 'entry 2: scopes'],
    [entry({ sha256: digest.toUpperCase() }), 'entry 2: sha256 is that of an earlier entry'],
    [entry({ tabelPrefix: 's3cr3t_' }), 'entry 2: has a field other than'],
    [entry({ tenant: 3 }), 'entry 2: tenant'],
    [entry({ tablePrefix: 'dev' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: 'Dev_' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: '_dev_' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: '' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: 'de-v_' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: 'dev_\n' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: 'dev";--_' }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: `${'d'.repeat(32)}_` }), 'entry 2: tablePrefix'],
    [entry({ tablePrefix: 'mastra_' }), 'entry 2: tablePrefix must not begin with'],
    [entry({ tablePrefix: 'sqlite_' }), 'entry 2: tablePrefix must not begin with'],
    [entry({ tablePrefix: 'main_' }), 'entry 2: tablePrefix differs from AGENTKEEP_TABLE_PREFIX'],
  ])('that is malformed is one clear error without its secrets (%#)', async (secret, why) => {
    const worker = deploy({ AGENTKEEP_TOKENS: secret, AGENTKEEP_TABLE_PREFIX: 'Main_' });
    for (let i = 0; i < 2; i++) {
      const answer = await worker.call(get);
      expect(answer.status).toBe(500);
      expect(answer.json.error.code).toBe('internal');
      expect(answer.json.error.message).toContain('AGENTKEEP_TOKENS is not valid');
      expect(answer.json.error.message).toContain(why);
      expect(answer.text).not.toContain('s3cr3t');
      expect(answer.text).not.toContain(digest);
    }
  });
});

describe('other settings', () => {
  it.each([
    [{ ALLOW_ANONYMOUS: 'yes' }, 'ALLOW_ANONYMOUS'],
    [{ AGENTKEEP_DISABLE_INIT: '1' }, 'AGENTKEEP_DISABLE_INIT'],
    [{ AGENTKEEP_LOG: 'none' }, 'AGENTKEEP_LOG'],
    [{ AGENTKEEP_INDEXES: 'none' }, 'AGENTKEEP_INDEXES'],
    [{ AGENTKEEP_TABLE_PREFIX: 'a-b' }, 'AGENTKEEP_TABLE_PREFIX'],
    [
      { AGENTKEEP_CORS_ORIGINS: 'https://a.example,*' },
      'AGENTKEEP_CORS_ORIGINS is not valid: entry 2',
    ],
    [{ AGENTKEEP_CORS_ORIGINS: 'https://a.example/' }, 'AGENTKEEP_CORS_ORIGINS'],
  ])('that cannot be used are named (%#)', async (vars, name) => {
    const answer = await deploy(vars).call(get);
    expect(answer.status).toBe(500);
    expect(answer.json.error.message).toContain(name);
  });

  it('are parsed once while they stay the same', () => {
    const { env } = deploy({ AGENTKEEP_TABLE_PREFIX: 'a_' });
    expect(configOf(env)).toBe(configOf({ ...env }));
    expect(configOf({ ...env, AGENTKEEP_TABLE_PREFIX: 'b_' }).tablePrefix).toBe('b_');
  });
});

describe('anonymous local mode', () => {
  const local = (): Deployment => deploy({ ALLOW_ANONYMOUS: 'true' });

  it.each(['http://localhost', 'http://127.0.0.1:8787', 'http://[::1]:8787', 'http://LOCALHOST:1'])(
    'serves a loopback host: %s',
    async (origin) => {
      const answer = await local().call(get, {}, { origin });
      expect(answer.json).toEqual({ prefix: '', scopes: 7 });
    },
  );

  it.each([
    'http://agentkeep.example',
    'http://192.168.0.2:8787',
    'http://localhost.evil.example:8787',
    'http://127.0.0.1.evil.example',
    'http://0.0.0.0:8787',
    'http://127.0.0.2',
  ])('refuses any other host: %s', async (origin) => {
    const answer = await local().call(get, {}, { origin });
    expect(answer.status).toBe(403);
    expect(answer.json.error.code).toBe('forbidden');
  });

  it('takes no call that scripts/run has not passed on, where it has said so', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'true', AGENTKEEP_LOCAL_KEY: 'by-run' });
    for (const [key, status] of [
      [undefined, 403],
      ['', 403],
      ['another', 403],
      ['by-run', 200],
    ] as const) {
      const headers: Record<string, string> = key === undefined ? {} : { 'x-agentkeep-local': key };
      expect((await worker.call(get, {}, { headers })).status, key).toBe(status);
    }
    const evil = { host: 'evil.example', 'x-agentkeep-local': 'by-run' };
    expect((await worker.call(get, {}, { headers: evil })).status).toBe(403);
  });

  it('believes the Host header before the address', async () => {
    const answer = await local().call(get, {}, { headers: { host: 'evil.example:8787' } });
    expect(answer.status).toBe(403);
  });

  it.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://evil.example/http://localhost',
  ])('refuses the foreign origin %s', async (origin) => {
    expect((await local().call(get, {}, { headers: { origin } })).status).toBe(403);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:5173'])(
    'serves pages of the machine itself: %s',
    async (origin) => {
      expect((await local().call(get, {}, { headers: { origin } })).status).toBe(200);
    },
  );

  it('still refuses a token that it does not know', async () => {
    expect((await local().call(get, {}, { headers: bearer('x') })).status).toBe(401);
  });

  it('is off unless it says exactly "true"', async () => {
    for (const ALLOW_ANONYMOUS of ['', 'false']) {
      expect((await deploy({ ALLOW_ANONYMOUS }).call(get)).status).toBe(401);
    }
  });

  it('needs a JSON content type, which a plain form cannot send', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await local().call(get, {}, { headers: { 'content-type': type } });
      expect(answer.status).toBe(415);
      expect(answer.json.error.code).toBe('unsupported_media_type');
    }
  });
});
