import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Env } from '../../worker/config.js';
import { methods, release } from '../../worker/generated/methods.js';
import { isBookmark } from '../../worker/host/d1-binding.js';
import { database, Deployment } from './support/deployment.js';
import { fakeCores } from './support/fake-core.js';

const select = {
  readOnly: true,
  statements: [{ sql: 'SELECT 1 AS one' }, { sql: 'SELECT 2 AS two' }],
};

const fakes = {
  *'memory.getThreadById'() {
    yield select;
    return { status: 200, json: null };
  },
  *'memory.listThreads'({ context }) {
    return { status: 200, json: context };
  },
  *'memory.saveThread'() {
    throw new WebAssembly.RuntimeError('unreachable');
  },
  *'memory.deleteThread'() {
    return { status: 409, json: { error: { code: 'conflict' } } };
  },
  *'store.status'({ context }) {
    yield select;
    return { status: 200, json: { schemaVersion: 1, prefix: context.prefix } };
  },
} satisfies Parameters<typeof fakeCores>[0];

const deploy = (vars: Partial<Env> = {}): Deployment =>
  new Deployment(fakeCores(fakes).make, { ALLOW_ANONYMOUS: 'true', ...vars });

const get = 'memory.getThreadById';

describe('a method call', () => {
  it('answers JSON, what it cost, and a request id', async () => {
    const { status, headers, text } = await deploy().call(get);
    expect({ status, text }).toEqual({ status: 200, text: 'null' });
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('x-agentkeep-cost')).toBe(
      'trips=1, statements=2, rows-read=0, rows-written=0',
    );
    expect(headers.get('x-d1-bookmark')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('takes the bookmark of an earlier answer, and has one where it was asked', async () => {
    const worker = deploy();
    let header = 'first-unconstrained';
    for (let call = 0; call < 3; call++) {
      const next = await worker.call(get, {}, { headers: { 'x-d1-bookmark': header } });
      expect(next.status).toBe(200);
      header = next.headers.get('x-d1-bookmark') ?? '';
      expect(header).not.toMatch(/^first/);
      expect(isBookmark(header)).toBe(true);
    }
  });

  it.each(['garbage', '', "'; DROP TABLE t; --", '0-0-0', 'FIRST-PRIMARY'])(
    'with the malformed bookmark %j is 400',
    async (bookmark) => {
      const answer = await deploy().call(get, {}, { headers: { 'x-d1-bookmark': bookmark } });
      expect(answer.status).toBe(400);
      expect(answer.json.error).toMatchObject({
        code: 'invalid_argument',
        details: { header: 'x-d1-bookmark' },
      });
    },
  );

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON ;charset=utf-8',
  ])('may say %s', async (type) => {
    const answer = await deploy().call(get, {}, { headers: { 'content-type': type } });
    expect(answer.status).toBe(200);
  });

  it.each([
    '',
    'text/json',
    'application/jsonp',
    'application/json-patch+json',
    'text/plain;application/json',
  ])('with the content type %j is 415', async (type) => {
    const answer = await deploy().call(get, {}, { headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
  });

  it('keeps the id that the platform gave the request, unless it is none', async () => {
    const ray = { headers: { 'cf-ray': '8a1b2c3d4e5f6789-FRA' } };
    const known = await deploy().call('memory.listThreads', {}, ray);
    expect(known.headers.get('x-request-id')).toBe('8a1b2c3d4e5f6789-FRA');
    expect(known.json.requestId).toBe('8a1b2c3d4e5f6789-FRA');
    const forged = await deploy().call(get, {}, { headers: { 'cf-ray': 'a"b\\' } });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
  });

  it('gets a time, random bits and the settings', async () => {
    const before = Date.now();
    const worker = deploy({ AGENTKEEP_TABLE_PREFIX: 'Main_', AGENTKEEP_DISABLE_INIT: 'true' });
    const [first, second] = [
      await worker.call('memory.listThreads'),
      await worker.call('memory.listThreads'),
    ];
    expect(first.json).toMatchObject({
      prefix: 'Main_',
      flags: 1,
      profile: 0,
      scopes: 7,
      method: 'memory.listThreads',
      requestId: first.headers.get('x-request-id'),
    });
    expect(first.json.nowMs).toBeGreaterThanOrEqual(before);
    expect(first.json.nowMs).toBeLessThanOrEqual(Date.now());
    expect(first.json.random).not.toEqual(second.json.random);
  });

  it('that the core traps on says so, with the body that every error has', async () => {
    const answer = await deploy().call('memory.saveThread');
    expect(answer.status).toBe(503);
    expect(answer.json.error).toEqual({
      code: 'unavailable',
      id: 'MASTRA_STORAGE_AGENTKEEP_SAVE_THREAD_UNAVAILABLE',
      domain: 'STORAGE',
      category: 'THIRD_PARTY',
      message: expect.any(String) as string,
      details: {},
      retryable: true,
      committed: 'no',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(answer.text).not.toContain('unreachable');
  });
});

describe('a path that does not exist', () => {
  it.each([
    ['memory.saveThreads', 'memory.saveThread'],
    ['memory.savethread', 'memory.saveThread'],
    ['memroy.listMessages', 'memory.listMessages'],
    ['memory.listMessagesByIds', 'memory.listMessagesById'],
    ['store.int', 'store.init'],
  ])('is 404 and names the nearest method: %s', async (asked, nearest) => {
    const answer = await deploy().call(asked);
    expect(answer.status).toBe(404);
    expect(answer.json.error.code).toBe('unknown_method');
    expect(answer.json.error.message).toContain(`the nearest is ${nearest}:`);
  });

  it.each([
    '/v1/',
    '/v1',
    '/v1/memory',
    '/v1/memory/',
    '/v1//saveThread',
    '/v1/memory/saveThread/',
    '/v1/memory.saveThread/x',
    '/v1/__proto__/constructor',
    '/v1/memory/__proto__',
    '/v1/memory/%73aveThread',
    '/v2/memory/saveThread',
    '/favicon.ico',
    `/v1/${'a'.repeat(5000)}`,
    "/v1/memory/'; DROP TABLE mastra_threads; --",
  ])('is 404: %s', async (path) => {
    const answer = await deploy().send(path, {
      verb: 'POST',
      body: {},
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(404);
    expect(answer.json.error.code).toBe('unknown_method');
    expect(answer.text.length).toBeLessThan(600);
    expect(answer.text).not.toContain('DROP');
  });
});

describe('a body with a content-encoding', () => {
  it('is refused by that word', async () => {
    for (const encoding of ['gzip', 'br', 'deflate, gzip']) {
      const headers = { 'content-encoding': encoding };
      const { status, json } = await deploy().call(get, {}, { headers });
      expect(status).toBe(415);
      expect(json.error.code).toBe('unsupported_media_type');
      expect(json.error.message).toContain('content-encoding');
    }
    const headers = { 'content-encoding': 'identity' };
    expect((await deploy().call(get, {}, { headers })).status).toBe(200);
  });
});

describe('a wrong verb', () => {
  it.each([
    ['GET', '/v1/memory/saveThread', 'POST'],
    ['PUT', '/v1/memory/saveThread', 'POST'],
    ['DELETE', '/v1/memory/saveThread', 'POST'],
    ['OPTIONS', '/v1/memory/saveThread', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['DELETE', '/openapi.json', 'GET, HEAD'],
  ])('is 405 and says what is allowed: %s %s', async (verb, path, allowed) => {
    const answer = await deploy().send(path, { verb });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allowed);
    expect(answer.json.error.code).toBe('method_not_allowed');
  });
});

describe('the open pages', () => {
  it('need no token: GET /, /openapi.json and /health', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'false' });
    const root = await worker.send('/');
    expect(root.json).toMatchObject({ name: 'agentkeep', version: release.version });
    const health = await worker.send('/health');
    expect(health.json).toEqual({
      status: 'ok',
      version: release.version,
      schemaVersion: release.schema,
    });
    const openapi = await worker.send('/openapi.json');
    expect(openapi.status).toBe(200);
    expect(openapi.json.openapi).toMatch(/^3\.1/);
    expect(Object.keys(openapi.json.paths as object)).toEqual(
      expect.arrayContaining(methods.map(([name]) => `/v1/${name.replace('.', '/')}`)),
    );
  });

  it('GET /health?deep=1 asks the database, of the default tables', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'false', AGENTKEEP_TABLE_PREFIX: 'Main_' });
    const { json } = await worker.send('/health?deep=1');
    expect(json).toMatchObject({ status: 'ok', database: { schemaVersion: 1, prefix: 'Main_' } });
  });

  it('say when the database is missing', async () => {
    const worker = deploy({ DB: undefined as unknown as D1Database });
    for (const path of ['/health', '/health?deep=1']) {
      const { status, json } = await worker.send(path);
      expect(status).toBe(500);
      expect(json.error.message).toContain('DB');
    }
  });
});

describe('GET / in a browser', () => {
  const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  it('is a page that names nothing of the deployment', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'false', AGENTKEEP_TABLE_PREFIX: 'Main_' });
    const answer = await worker.page('/', { headers: { accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const { text } = answer;
    expect(text).toContain(release.version);
    expect([...text.matchAll(/href="([^"]*)"/g)].map(([, link]) => link)).toEqual([
      '/health',
      '/health?deep=1',
      '/openapi.json',
    ]);
    expect(text).not.toContain('Main_');
    const others = await deploy({ ALLOW_ANONYMOUS: 'true' }).page('/', { headers: { accept } });
    expect(others.text).toBe(text);
  });
});

describe('a caller without a token', () => {
  it('learns no names of methods', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'false' });
    const { status, json } = await worker.call('memory.saveThred');
    expect(status).toBe(401);
    expect(json.error.message).not.toContain('saveThread');
  });

  it('does not make the database work with each GET /health?deep=1', async () => {
    const worker = deploy({ ALLOW_ANONYMOUS: 'false' });
    const asked = vi.spyOn(database, 'batch');
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => worker.send('/health?deep=1')),
    );
    expect(asked).toHaveBeenCalledTimes(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
    expect((await worker.send('/health?deep=1')).json.database.schemaVersion).toBe(1);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});

describe('CORS', () => {
  const cors = { AGENTKEEP_CORS_ORIGINS: 'https://app.example, https://b.example' };
  const from = (origin: string) => ({ headers: { origin } });

  it('is off unless it is configured', async () => {
    const answer = await deploy().call(get, {}, from('http://localhost:3000'));
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await deploy().send('/v1/memory/getThreadById', {
      verb: 'OPTIONS',
      ...from('http://localhost:3000'),
    });
    expect(preflight.status).toBe(405);
  });

  it('answers the preflight of a configured origin', async () => {
    const answer = await deploy(cors).send('/v1/memory/getThreadById', {
      verb: 'OPTIONS',
      ...from('https://b.example'),
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://b.example');
    expect(answer.headers.get('access-control-allow-headers')).toContain('x-d1-bookmark');
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it('refuses the preflight of any other', async () => {
    for (const origin of ['https://evil.example', 'https://app.example.evil.example', 'null']) {
      const answer = await deploy(cors).send('/v1/memory/getThreadById', {
        verb: 'OPTIONS',
        ...from(origin),
      });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('lets a configured origin read the answer and its headers, errors too', async () => {
    for (const method of [get, 'memory.deleteThread', 'memory.nope']) {
      const { headers } = await deploy(cors).call(method, {}, from('https://app.example'));
      expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(headers.get('access-control-expose-headers')).toContain('x-d1-bookmark');
      expect(headers.get('vary')).toBe('Origin');
    }
    const other = await deploy(cors).send('/health', from('https://evil.example'));
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    expect(other.headers.get('vary')).toBe('Origin');
  });
});

describe('the log', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  async function logged(vars: Partial<Env>): Promise<Record<string, unknown>[]> {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const worker = deploy(vars);
    await worker.call(get, { threadId: 'very secret' });
    await worker.call('memory.deleteThread', { threadId: 'very secret' });
    await worker.call('memory.nope', { threadId: 'very secret' });
    const lines = log.mock.calls.map(([line]) => String(line));
    expect(lines.join()).not.toContain('very secret');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  it('has one line a request, without content', async () => {
    const [read, conflict, unknown, ...others] = await logged({ AGENTKEEP_LOG: '' });
    expect(others).toEqual([]);
    expect(read).toEqual({
      level: 'info',
      method: get,
      status: 200,
      trips: 1,
      statements: 2,
      rowsRead: 0,
      rowsWritten: 0,
      durationMs: expect.any(Number) as number,
      requestId: expect.any(String) as string,
      prefix: '',
    });
    expect(conflict).toMatchObject({
      status: 409,
      code: 'conflict',
      method: 'memory.deleteThread',
    });
    expect(unknown).toMatchObject({ status: 404, code: 'unknown_method' });
  });

  it('says what is wrong with the settings, without what they are', async () => {
    const secret = '[{"sha256":"beef","scopes":["read"]}]';
    const [line] = await logged({ AGENTKEEP_LOG: '', AGENTKEEP_TOKENS: secret });
    expect(line).toMatchObject({
      level: 'error',
      status: 500,
      cause: 'AGENTKEEP_TOKENS is not valid: entry 1: sha256 must be 64 hexadecimal digits',
    });
    expect(JSON.stringify(line)).not.toContain('beef');
  });

  it('has only errors, or nothing, if so configured', async () => {
    expect((await logged({ AGENTKEEP_LOG: 'errors' })).map(({ status }) => status)).toEqual([
      409, 404,
    ]);
    vi.restoreAllMocks();
    expect(await logged({ AGENTKEEP_LOG: 'off' })).toEqual([]);
  });
});
