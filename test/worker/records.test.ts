// The data layer over HTTP and by a service binding: paths, and who may read a credential's value.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Deployment } from './support/deployment.js';
import { database } from './support/deployment.js';
import { costOf, deployed } from './support/memory.js';
import { bindings, refusalOf } from './support/store-bindings.js';

const keys = `k1:${btoa('0123456789abcdef0123456789abcdef')}`;
const secret = { token: 's3cr3t' };

async function sha256(token: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const callers = {
  reader: ['read'],
  writer: ['read', 'write'],
  blind: ['write'],
  admin: ['read', 'write', 'admin'],
} as const;

describe('over HTTP', () => {
  let worker: Deployment;
  let closed: Deployment;
  const as = (who: keyof typeof callers, method: string, body: object, to = worker) =>
    to.call(method, body, { headers: { authorization: `Bearer ${who}` } });
  beforeAll(async () => {
    const tokens = await Promise.all(
      Object.entries(callers).map(async ([token, scopes]) => ({
        ...{ sha256: await sha256(token), scopes },
      })),
    );
    const vars = { AGENTKEEP_TOKENS: JSON.stringify(tokens), AGENTKEEP_LOG: 'all' };
    worker = deployed({ ...vars, AGENTKEEP_ENCRYPTION_KEYS: keys });
    closed = deployed(vars);
    await as('admin', 'store.init', {});
  });

  it('a model and its verb are one name', async () => {
    const made = await as('writer', 'records.record.create', { data: { entityType: 't' } });
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({ entityType: 't', externalId: null });
    const where = { id: made.json.id as string };
    const found = await as('reader', 'records.record.findUnique', { where });
    expect(found.json).toEqual(made.json);
    expect(costOf(found)).toMatchObject({ trips: 1, rowsRead: 1 });
    const none = await as('reader', 'records.record.findUniqueOrThrow', { where: { id: 'no' } });
    expect(none.status).toBe(404);
    expect(none.json.error.id).toBe('MASTRA_STORAGE_AGENTKEEP_FIND_UNIQUE_OR_THROW_NOT_FOUND');
    const refused = await as('reader', 'records.record.create', { data: { entityType: 't' } });
    expect(refused.status).toBe(403);
    const unknown = await as('reader', 'records.record.findAll', {});
    expect(unknown.status).toBe(404);
    expect(unknown.json.error.message).toContain('records.record.find');
  });

  it('asks for the columns that are selected, and no others', async () => {
    const data = { entityType: 'wide', data: { text: 'x'.repeat(10_000) } };
    const { json } = await as('writer', 'records.record.create', { data });
    const body = { where: { id: json.id as string }, select: { id: true } };
    const narrow = await as('reader', 'records.record.findUnique', body);
    expect(narrow.text).toBe(JSON.stringify({ id: json.id }));
  });

  it('an admin alone reads what a credential holds, and the log has nothing of it', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const data = { type: 'oauth', value: secret, k_id: 'c-1' };
    const made = await as('writer', 'records.credential.create', { data });
    expect(made.json).toEqual({ id: expect.any(String), type: 'oauth', scope: [], k_id: 'c-1' });
    const where = { k_id: 'c-1' };
    const find = (who: keyof typeof callers, more: object = {}) =>
      as(who, 'records.credential.findUnique', { where, ...more });
    for (const who of ['reader', 'writer'] as const) {
      expect((await find(who)).json).toEqual(made.json);
      const asked = await find(who, { select: { value: true } });
      expect(asked.status).toBe(400);
      expect(asked.json.error.message).toContain('select.value is secret');
    }
    expect((await find('admin')).json).toEqual({ ...made.json, value: secret });
    expect((await find('admin', { select: { value: true } })).json).toEqual({ value: secret });
    const listed = await as('admin', 'records.credential.findMany', { where });
    expect(listed.json).toEqual([made.json]);
    // Who may only write changes it by another key than its id, too.
    const update = { where, data: { value: { token: 'new' } } };
    expect((await as('blind', 'records.credential.update', update)).status).toBe(200);
    expect((await find('admin')).json.value).toEqual({ token: 'new' });
    const { results } = await database.prepare('SELECT * FROM mastra_credentials').all();
    expect(JSON.stringify(results)).not.toMatch(/s3cr3t|"new"/);
    expect(JSON.stringify(log.mock.calls)).not.toMatch(/s3cr3t|token/);
    log.mockRestore();
  });

  it('without a key there is nothing to keep it by', async () => {
    const data = { type: 'oauth', value: secret, k_id: 'c-2' };
    const refused = await as('admin', 'records.credential.create', { data }, closed);
    expect(refused.status).toBe(400);
    expect(refused.json.error.message).toContain('AGENTKEEP_ENCRYPTION_KEYS');
    expect(refused.text).not.toContain('s3cr3t');
    const wrong = deployed({ AGENTKEEP_ENCRYPTION_KEYS: 'k1:short' });
    const answer = await wrong.call('records.record.count', {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('short"');
  });

  it('an index of a member is what a filter by its path reads', async () => {
    const row = (n: number) => ({
      ...{ entityType: 'indexed', data: { at: { city: `city ${n}`, n }, 'a.b': n } },
    });
    const data = Array.from({ length: 300 }, (_, n) => row(n));
    await as('writer', 'records.record.createMany', { data });
    const find = (path: string[], equals: unknown) =>
      as('reader', 'records.record.findMany', { where: { data: { path, equals } } });
    const before = await find(['at', 'city'], 'city 7');
    expect(before.json).toMatchObject([row(7)]);
    expect(costOf(before).rowsRead).toBeGreaterThanOrEqual(300);
    for (const column of ['data.at.city', 'data.at.n']) {
      const index = { name: column.replaceAll('.', '_'), table: 'mastra_records' };
      const made = await as('admin', 'store.createIndex', { ...index, columns: [column] });
      expect(made.text).toBe('null');
    }
    const [text, number, other] = [
      await find(['at', 'city'], 'city 7'),
      await find(['at', 'n'], 7),
      await find(['a.b'], 7),
    ];
    for (const each of [text, number, other]) expect(each.json).toEqual(before.json);
    expect(costOf(text).rowsRead).toBeLessThanOrEqual(5);
    expect(costOf(number).rowsRead).toBeLessThanOrEqual(5);
    expect(costOf(other).rowsRead).toBeGreaterThanOrEqual(300);
    expect((await find(['at', 'city'], 7)).json).toEqual([]);
    for (const [columns, words] of [
      [['data.a-b'], 'names of members may have letters, digits and underscores'],
      [['data.'], 'names of members'],
      [['source.x'], 'there are no members in source'],
    ]) {
      const body = { name: 'no', table: 'mastra_records', columns };
      const refused = await as('admin', 'store.createIndex', body);
      expect(refused.status).toBe(400);
      expect(refused.json.error.message).toContain(words);
    }
  });

  it('what is no JSON is refused as everywhere', async () => {
    const sent = { raw: '{"data":{', headers: { authorization: 'Bearer admin' } };
    const answer = await worker.call('records.credential.create', undefined, sent);
    expect(answer.status).toBe(400);
    expect(answer.json.error.code).toBe('invalid_json');
    const list = await as('admin', 'records.credential.create', []);
    expect(list.status).toBe(400);
    const deep = `{"data":{"value":${'['.repeat(5000)}${']'.repeat(5000)}}}`;
    const nested = await worker.call('records.credential.create', undefined, {
      ...sent,
      raw: deep,
    });
    expect(nested.status).toBeGreaterThanOrEqual(400);
    expect(nested.status).toBeLessThan(500);
  });
});

describe('by a service binding', () => {
  const { STORE } = bindings;

  it('is a property of the domain', async () => {
    const records = STORE.records;
    const made = await records['record.create']({ data: { entityType: 'rpc' } });
    expect(made.createdAt).toBeInstanceOf(Date);
    const where = { id: made.id! };
    expect(await records['record.findUnique']({ where })).toEqual(made);
    expect(await records['record.count']({ where: { entityType: 'rpc' } })).toBe(1);
    const none = refusalOf(records['record.update']({ where: { id: 'no' }, data: {} }));
    expect(await none).toMatchObject({ code: 'not_found' });
  });
});
