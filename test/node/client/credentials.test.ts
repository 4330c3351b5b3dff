// Credentials are sealed where nobody but an admin reads them, and where nothing but their row opens them.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import type { Db, JsonInput } from '../../../client/index.js';
import { EncryptionKeys } from '../../../worker/host/encryption.js';

const keyOf = (id: string) => `${id}:${Buffer.alloc(32, id).toString('base64')}`;
const secret = { token: 's3cr3t "ü"', refresh: [1, null] };

describe('credentials', () => {
  let folder: string;
  let file: string;
  const opened: LibSQLStore[] = [];
  const open = (encryptionKeys?: string): Db => {
    const store = new LibSQLStore({
      ...{ id: 'c', url: `file:${file}` },
      ...(encryptionKeys === undefined ? {} : { encryptionKeys }),
    });
    opened.push(store);
    return store.dataLayer.db;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'agentkeep-credentials-'));
    file = join(folder, 'data.db');
  });
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()));
    rmSync(folder, { recursive: true, force: true });
  });
  const stored = (id: string): { key: string; iv: string; data: string } => {
    const database = new DatabaseSync(file);
    const row = database.prepare('SELECT value FROM mastra_credentials WHERE id = ?').get(id);
    database.close();
    return JSON.parse(String(row!['value'])) as { key: string; iv: string; data: string };
  };
  const store = (id: string, value: object): void => {
    const database = new DatabaseSync(file);
    database
      .prepare('UPDATE mastra_credentials SET value = ? WHERE id = ?')
      .run(JSON.stringify(value), id);
    database.close();
  };
  const made = (db: Db, more: object = {}) =>
    db.credential.create({ data: { type: 'oauth', value: secret, k_id: randomUUID(), ...more } });

  it('are sealed at rest, and open for an admin', async () => {
    const db = open(keyOf('k1'));
    const credential = await made(db, { scope: ['read'] });
    expect(credential).toMatchObject({ type: 'oauth', value: secret, scope: ['read'] });
    const { key, iv, data } = stored(credential.id);
    expect(key).toBe('k1');
    expect(Buffer.from(iv, 'base64').length).toBe(12);
    expect(data).not.toContain('s3cr3t');
    const bytes = Buffer.from(data, 'base64').toString('latin1');
    expect(bytes).not.toContain('s3cr3t');
    const { id, k_id } = credential;
    expect(await db.credential.findUnique({ where: { k_id } })).toEqual(credential);
    expect(await db.credential.findFirst({ where: { id } })).toEqual(credential);
    const only = await db.credential.findUniqueOrThrow({ where: { id }, select: { value: true } });
    expect(only).toEqual({ value: secret });
    const without = await db.credential.findUnique({ where: { id }, select: { type: true } });
    expect(without).toEqual({ type: 'oauth' });
  });

  it('are in no list, no relation and no condition', async () => {
    const db = open(keyOf('k1'));
    const { id: k_id } = await db.connection.create({
      data: { connectionId: randomUUID(), name: 'n' },
    });
    const { id } = await made(db, { k_id });
    const [listed] = await db.credential.findMany({ where: { k_id } });
    expect(listed).toEqual({ id, type: 'oauth', scope: [], k_id });
    const connection = await db.connection.findUniqueOrThrow({
      ...{ where: { id: k_id }, include: { credential: true } },
    });
    expect(connection.credential).toEqual(listed);
    const refused = (call: Promise<unknown>) => expect(call).rejects.toThrow(/is secret/);
    await refused(db.credential.findMany({ where: { value: { equals: 1 } } } as never));
    await refused(db.credential.findMany({ select: { value: true } } as never));
    const select = { credential: { select: { value: true } } };
    await refused(db.connection.findMany({ select }));
    const many = { where: { k_id }, data: { value: {} } };
    await expect(db.credential.updateMany(many as never)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    // It goes with its connection.
    await db.connection.delete({ where: { id: k_id } });
    expect(await db.credential.findUnique({ where: { id } })).toBeNull();
  });

  it('are sealed anew by every change, whatever key names the row', async () => {
    const db = open(keyOf('k1'));
    const { id, k_id } = await made(db);
    const first = stored(id);
    const update = { where: { k_id }, data: { value: 'a text' } };
    expect(await db.credential.update(update)).toMatchObject({ id, value: 'a text' });
    expect(stored(id).iv).not.toBe(first.iv);
    expect(await db.credential.findUnique({ where: { id } })).toMatchObject({ value: 'a text' });
    const put = (value: JsonInput, of = k_id) =>
      db.credential.upsert({
        where: { k_id: of },
        create: { type: 'key', value, k_id: of },
        update: { value },
      });
    expect(await put({ n: 1 })).toMatchObject({ id, type: 'oauth', value: { n: 1 } });
    expect(await db.credential.findUnique({ where: { id } })).toMatchObject({ value: { n: 1 } });
    const other = await put({ n: 2 }, randomUUID());
    expect(other).toMatchObject({ type: 'key', value: { n: 2 } });
    expect(await db.credential.findUnique({ where: { id: other.id } })).toEqual(other);
    const absent = { where: { k_id: randomUUID() }, data: { value: 1 } };
    await expect(db.credential.update(absent)).rejects.toMatchObject({ code: 'not_found' });
    const rows = [1, 2].map((n) => ({ type: 't', value: { n }, k_id: randomUUID() }));
    expect(await db.credential.createMany({ data: rows })).toEqual({ count: 2 });
    for (const { value, k_id } of rows) {
      expect(await db.credential.findUnique({ where: { k_id } })).toMatchObject({ value });
    }
  });

  it('are read by old keys, and sealed by the first one', async () => {
    const { id } = await made(open(keyOf('old')));
    const db = open(`${keyOf('new')}, ${keyOf('old')}`);
    expect(await db.credential.findUnique({ where: { id } })).toMatchObject({ value: secret });
    expect(stored(id).key).toBe('old');
    await db.credential.update({ where: { id }, data: { value: secret } });
    expect(stored(id).key).toBe('new');
    const one = open(keyOf('new'));
    expect(await one.credential.findUnique({ where: { id } })).toMatchObject({ value: secret });
    const none = open(keyOf('old')).credential.findUnique({ where: { id } });
    await expect(none).rejects.toMatchObject({ code: 'corrupt_row' });
    const wrong = open(`new:${Buffer.alloc(32, 'x').toString('base64')}`);
    await expect(wrong.credential.findUnique({ where: { id } })).rejects.toMatchObject({
      code: 'corrupt_row',
    });
  });

  it('do not open where they were changed, or put into another row', async () => {
    const db = open(keyOf('k1'));
    const [a, b] = [await made(db), await made(db, { value: 'other' })];
    const of = (id: string) => db.credential.findUnique({ where: { id } });
    const sealed = stored(a.id);
    store(b.id, sealed);
    await expect(of(b.id)).rejects.toThrow(/sealed for another row/);
    const bytes = Buffer.from(sealed.data, 'base64');
    bytes[0]! ^= 1;
    store(a.id, { ...sealed, data: bytes.toString('base64') });
    await expect(of(a.id)).rejects.toMatchObject({ code: 'corrupt_row' });
    store(a.id, { ...sealed, iv: Buffer.alloc(12).toString('base64') });
    await expect(of(a.id)).rejects.toMatchObject({ code: 'corrupt_row' });
    store(a.id, { ...sealed, iv: 'AA==' });
    await expect(of(a.id)).rejects.toThrow(/not sealed/);
    store(a.id, secret);
    await expect(of(a.id)).rejects.toThrow(/not sealed/);
    store(a.id, sealed);
    expect(await of(a.id)).toEqual(a);
    // Without the secret the row is there.
    expect(await db.credential.count({ where: { id: b.id } })).toBe(1);
  });

  it('need a key, and say how to make one', async () => {
    vi.stubEnv('AGENTKEEP_ENCRYPTION_KEYS', '');
    const db = open();
    await expect(made(db)).rejects.toThrow(/openssl rand -base64 32/);
    const update = { where: { id: 'x' }, data: { value: 1 } };
    await expect(db.credential.update(update)).rejects.toMatchObject({ code: 'invalid_argument' });
    const { id } = await made(open(keyOf('k1')));
    await expect(db.credential.findUnique({ where: { id } })).rejects.toThrow(/is sealed/);
    expect(await db.credential.findUnique({ where: { id }, select: { id: true } })).toEqual({ id });
    vi.stubEnv('AGENTKEEP_ENCRYPTION_KEYS', keyOf('k1'));
    expect(await open().credential.findUnique({ where: { id } })).toMatchObject({ value: secret });
    vi.unstubAllEnvs();
  });

  it('have keys of 32 bytes, each under an id of its own', () => {
    for (const text of ['k1', 'k1:AAAA', `:${keyOf('a').slice(2)}`, `${keyOf('a')},`, 'k1:%%%']) {
      expect(() => new EncryptionKeys(text), text).toThrow(
        /AGENTKEEP_ENCRYPTION_KEYS is not valid/,
      );
      expect(() => open(text)).toThrow(/AGENTKEEP_ENCRYPTION_KEYS is not valid/);
    }
    expect(() => new EncryptionKeys(`${keyOf('a')},${keyOf('a')}`)).toThrow(/one id twice/);
  });
});
