import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { AgentKeepError } from '../../client/index.js';
import type { Db, JsonValue, Records } from '../../client/index.js';
import type { Subject } from './suite.js';

const later = () => new Promise((resolve) => setTimeout(resolve, 2));

/** The data layer: models, their conditions, relations, and what syncs them. */
export function records(subject: Subject): void {
  let db: Db;
  let sync: Records['sync'];
  beforeAll(async () => {
    const store = subject.store();
    await store.init();
    db = store.dataLayer.db;
    sync = (args) => store.records.sync(args);
  });
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);
  const twice = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    let result: Result;
    const trips = await subject.counted(async () => (result = await call()));
    expect(trips ?? 0, String(call)).toBeLessThanOrEqual(2);
    return result!;
  };
  /** Refused for these words, and before anything is asked. */
  const bad = async (call: Promise<unknown>, words: string | RegExp) => {
    const error: AgentKeepError = await call.then(
      () => expect.fail('it was taken'),
      (cause: unknown) => cause as AgentKeepError,
    );
    expect(error).toBeInstanceOf(AgentKeepError);
    expect(error.message).toMatch(words);
    expect(error.code).toBe('invalid_argument');
  };
  const conflict = { code: 'conflict' };
  const missing = { code: 'not_found' };

  describe('a model', () => {
    it('makes a row with what is given and what is not', async () => {
      const made = await once(() => db.record.create({ data: { entityType: 'contact' } }));
      expect(made).toEqual({
        ...{ id: made.id, externalId: null, data: {}, source: 'MANUAL', entityType: 'contact' },
        ...{ entityId: null, status: 'ACTIVE', enrichmentStatus: 'UNAPPLIED', deletedAt: null },
        ...{ createdAt: made.createdAt, updatedAt: made.createdAt },
      });
      expect(made.id).toMatch(/^c[0-9a-z]{24}$/);
      expect(made.createdAt).toBeInstanceOf(Date);
      expect(await once(() => db.record.findUnique({ where: { id: made.id } }))).toEqual(made);
      const data = { email: 'a@b.c', n: [1, null, { deep: 'ü "' }] };
      const given = {
        ...{ id: randomUUID(), externalId: 'x', data, source: 's', entityType: 't' },
        ...({ entityId: 'e', status: 'ARCHIVED', enrichmentStatus: 'FAILED' } as const),
        ...{ deletedAt: new Date(5), createdAt: new Date(6), updatedAt: new Date(7) },
      };
      expect(await db.record.create({ data: given })).toEqual(given);
      await expect(db.record.create({ data: given })).rejects.toMatchObject(conflict);
    });

    it('answers null, or not_found, of what is not there', async () => {
      const where = { id: randomUUID() };
      expect(await db.record.findUnique({ where })).toBeNull();
      expect(await db.record.findFirst({ where })).toBeNull();
      expect(await db.record.findMany({ where })).toEqual([]);
      expect(await db.record.count({ where })).toBe(0);
      await expect(db.record.findUniqueOrThrow({ where })).rejects.toMatchObject(missing);
      await expect(db.record.update({ where, data: { source: 's' } })).rejects.toMatchObject(
        missing,
      );
      await expect(db.record.update({ where, data: {} })).rejects.toMatchObject(missing);
      await expect(db.record.delete({ where })).rejects.toMatchObject(missing);
      expect(await db.record.deleteMany({ where })).toEqual({ count: 0 });
      expect(await db.record.updateMany({ where, data: { source: 's' } })).toEqual({ count: 0 });
    });

    it('changes what is given, and stamps updatedAt', async () => {
      const made = await db.record.create({ data: { entityType: 't', data: { a: 1 } } });
      const where = { id: made.id };
      const changed = await once(() =>
        db.record.update({ where, data: { data: [1], externalId: 'e', source: { set: 's' } } }),
      );
      expect(changed).toEqual({
        ...{ ...made, data: [1], externalId: 'e', source: 's', updatedAt: changed.updatedAt },
      });
      expect(changed.updatedAt!.getTime()).toBeGreaterThan(made.updatedAt!.getTime());
      expect(await db.record.update({ where, data: {} })).toEqual(changed);
      const cleared = await db.record.update({
        ...{ where, data: { externalId: null, updatedAt: new Date(9) } },
        select: { externalId: true, updatedAt: true },
      });
      expect(cleared).toEqual({ externalId: null, updatedAt: new Date(9) });
    });

    it('makes, changes and deletes many', async () => {
      const entityType = randomUUID();
      const rows = Array.from({ length: 7 }, (_, i) => ({ entityType, externalId: `${i}` }));
      expect(await once(() => db.record.createMany({ data: rows }))).toEqual({ count: 7 });
      expect(await db.record.createMany({ data: [] })).toEqual({ count: 0 });
      // Their ids are in the order of the call.
      const found = await db.record.findMany({ where: { entityType } });
      expect(found.map(({ externalId }) => externalId)).toEqual(rows.map((row) => row.externalId));
      const again = [
        { id: found[0]!.id, entityType },
        { id: `${entityType}-new`, entityType },
      ];
      await expect(db.record.createMany({ data: again })).rejects.toMatchObject(conflict);
      expect(await db.record.count({ where: { entityType } })).toBe(7);
      expect(await db.record.createMany({ data: again, skipDuplicates: true })).toEqual({
        count: 1,
      });
      const some = { entityType, externalId: { in: ['1', '2', 'no'] } };
      const update = () => db.record.updateMany({ where: some, data: { status: 'ARCHIVED' } });
      expect(await once(update)).toEqual({ count: 2 });
      expect(await db.record.count({ where: { entityType, status: 'ARCHIVED' } })).toBe(2);
      const remove = () => db.record.deleteMany({ where: { entityType, status: 'ACTIVE' } });
      expect(await once(remove)).toEqual({ count: 6 });
      expect(await db.record.deleteMany({ where: { entityType } })).toEqual({ count: 2 });
    });

    it('changes a row, or makes it', async () => {
      const id = randomUUID();
      const put = (source: string) =>
        db.record.upsert({
          ...{ where: { id }, create: { id, entityType: 't' }, update: { source } },
        });
      const made = await once(() => put('a'));
      expect(made).toMatchObject({ id, source: 'MANUAL' });
      await later();
      const changed = await once(() => put('b'));
      expect(changed).toEqual({ ...made, source: 'b', updatedAt: changed.updatedAt });
      const same = await db.record.upsert({
        ...{ where: { id }, create: { id, entityType: 't' }, update: {} },
      });
      expect(same).toEqual(changed);
    });

    it('answers a deleted row', async () => {
      const made = await db.record.create({ data: { entityType: 't' } });
      expect(await once(() => db.record.delete({ where: { id: made.id } }))).toEqual(made);
      expect(await db.record.findUnique({ where: { id: made.id } })).toBeNull();
    });

    it('counts integers up, and pushes to lists', async () => {
      const property = await db.property.create({
        data: { name: 'n', displayName: 'N', type: 'NUMBER', order: -3, config: [1] },
      });
      expect(property).toEqual({
        ...{ id: property.id, name: 'n', displayName: 'N', type: 'NUMBER', order: -3, config: [1] },
        ...{ visible: true, modifiable: true, description: null, parentId: null, entityId: null },
      });
      const where = { id: property.id };
      const set = (order: object) => db.property.update({ where, data: { order } as never });
      expect((await set({ increment: 5 })).order).toBe(2);
      expect((await set({ decrement: 1 })).order).toBe(1);
      expect((await set({ set: 9 })).order).toBe(9);
      const key = { connectionId: randomUUID(), name: 'n' };
      const connection = await db.connection.create({ data: { ...key, issues: ['a'] } });
      const pushed = await db.connection.update({
        ...{ where: { connectionId_name: key }, data: { issues: { push: 'b' } } },
      });
      expect(pushed.issues).toEqual(['a', 'b']);
      const replaced = { where: { id: connection.id }, data: { issues: { set: ['c'] } } };
      expect((await db.connection.update(replaced)).issues).toEqual(['c']);
    });
  });

  describe('unique keys', () => {
    it('find a row, and are taken once', async () => {
      const key = { connectionId: randomUUID(), name: 'mail "ü"' };
      const made = await once(() => db.connection.create({ data: key }));
      expect(made).toEqual({
        ...{ ...key, id: made.id, issues: [], syncConfig: null, lastSyncAt: null },
        ...{ subscriptionId: null, createdAt: made.createdAt, updatedAt: made.createdAt },
      });
      const where = { connectionId_name: key };
      expect(await once(() => db.connection.findUnique({ where }))).toEqual(made);
      const more = { ...where, subscriptionId: 'other' };
      expect(await db.connection.findUnique({ where: more })).toBeNull();
      await expect(db.connection.create({ data: key })).rejects.toMatchObject({
        ...{ code: 'conflict', message: 'another connection has this connectionId and name' },
      });
      const other = await db.connection.create({ data: { ...key, name: 'other' } });
      const rename = db.connection.update({ where: { id: other.id }, data: { name: key.name } });
      await expect(rename).rejects.toMatchObject(conflict);
      const all = { where: { connectionId: key.connectionId }, data: { name: 'x' } };
      await expect(db.connection.updateMany(all)).rejects.toMatchObject(conflict);
      const names = await db.connection.findMany({
        ...{ where: { connectionId: key.connectionId }, select: { name: true } },
        orderBy: { name: 'asc' },
      });
      expect(names).toEqual([{ name: key.name }, { name: 'other' }]);
      expect(await db.connection.update({ where, data: { name: key.name } })).toMatchObject(key);
      const twins = [
        { ...key, connectionId: 'twin' },
        { ...key, connectionId: 'twin' },
      ];
      await expect(db.connection.createMany({ data: twins })).rejects.toMatchObject(conflict);
    });

    it('say what an upsert changes', async () => {
      const k_id = randomUUID();
      const where = { k_id_type: { k_id, type: 't' } };
      const put = (createdBy: string) =>
        db.entity.upsert({ where, create: { k_id, type: 't', createdBy }, update: { createdBy } });
      const made = await once(() => put('a'));
      const changed = await once(() => put('b'));
      expect(changed).toEqual({ ...made, createdBy: 'b', updatedAt: changed.updatedAt });
      expect(await db.entity.count({ where: { k_id } })).toBe(1);
      const renamed = await db.entity.upsert({
        ...{ where, create: { k_id, type: 't', createdBy: 'c' }, update: { type: 'u' } },
      });
      expect(renamed).toMatchObject({ id: made.id, type: 'u', createdBy: 'b' });
    });

    it('have one winner of several that are faster', async () => {
      const key = { connectionId: randomUUID(), name: 'n' };
      const tries = Array.from({ length: 5 }, () => db.connection.create({ data: key }));
      const done = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled');
      expect(done.length).toBe(1);
      expect(await db.connection.count({ where: { connectionId: key.connectionId } })).toBe(1);
    });
  });

  describe('where', () => {
    const entityType = randomUUID();
    const rows = [
      {
        externalId: 'a',
        source: 'Alpha',
        data: { n: 1, s: 'x', tags: ['p', 1, true], o: { 'k.k': 'y' } },
      },
      { externalId: 'b', source: 'beta', data: { n: 2.5, s: 'xyZ', tags: [], o: null } },
      { externalId: 'c', source: 'GAMMA', data: { n: '2', tags: ['q', null], s: 5 } },
      { externalId: null, source: 'alp%a', data: [1, 'x'], status: 'ARCHIVED' },
      { externalId: 'e', source: 'a"b', data: 'text', deletedAt: new Date(1000) },
    ] as const;
    beforeAll(async () => {
      const data = rows.map((row) => ({ ...row, entityType }) as never);
      await db.record.createMany({ data });
    });
    /** External ids of those that match, `-` of null. */
    const found = async (where: object): Promise<string> => {
      const both = await once(() =>
        db.record.findMany({
          ...{ where: { AND: [{ entityType }, where] }, select: { externalId: true } },
        }),
      );
      const names = both.map(({ externalId }) => externalId ?? '-').sort();
      expect(await db.record.count({ where: { entityType, AND: where } })).toBe(names.length);
      return names.join('');
    };

    it.each([
      [{}, '-abce'],
      [{ externalId: 'a' }, 'a'],
      [{ externalId: null }, '-'],
      [{ externalId: { equals: 'a' } }, 'a'],
      [{ externalId: { not: 'a' } }, 'bce'],
      [{ externalId: { not: null } }, 'abce'],
      [{ externalId: { not: { in: ['a', 'b'] } } }, 'ce'],
      [{ externalId: { in: ['a', 'c'] } }, 'ac'],
      [{ externalId: { notIn: ['a', 'c'] } }, 'be'],
      [{ externalId: { in: [] } }, ''],
      [{ externalId: { notIn: [] } }, '-abce'],
      [{ externalId: { gt: 'a', lte: 'c' } }, 'bc'],
      [{ externalId: { lt: 'b' } }, 'a'],
      [{ externalId: { gte: 'c' } }, 'ce'],
      [{ source: { contains: 'a' } }, '-bae'.split('').sort().join('')],
      [{ source: { contains: 'A', mode: 'insensitive' } }, '-abce'],
      [{ source: { startsWith: 'alp%' } }, '-'],
      [{ source: { startsWith: 'alp', mode: 'insensitive' } }, '-a'],
      [{ source: { endsWith: 'a', mode: 'insensitive' } }, '-abc'],
      [{ source: { equals: 'gamma', mode: 'insensitive' } }, 'c'],
      [{ source: { in: ['BETA', 'gamma'], mode: 'insensitive' } }, 'bc'],
      [{ source: { contains: '"' } }, 'e'],
      [{ status: 'ARCHIVED' }, '-'],
      [{ status: { not: 'ARCHIVED' } }, 'abce'],
      [{ deletedAt: null }, '-abc'],
      [{ deletedAt: { lt: new Date(2000) } }, 'e'],
      [{ deletedAt: { gte: '1970-01-01T00:00:02Z' } }, ''],
      [{ AND: [{ externalId: 'a' }, { externalId: 'b' }] }, ''],
      [{ OR: [{ externalId: 'a' }, { externalId: 'b' }] }, 'ab'],
      [{ OR: [] }, ''],
      [{ AND: [] }, '-abce'],
      [{ NOT: { externalId: 'a' } }, 'bce'],
      [{ NOT: [{ externalId: 'a' }, { externalId: 'b' }] }, 'ce'],
      [{ NOT: { externalId: 'a', source: 'beta' } }, '-abce'],
      [{ NOT: { externalId: 'a', source: 'Alpha' } }, '-bce'],
      [{ externalId: { not: { in: ['a', 'b'], gt: 'b' } } }, ''],
      [{ NOT: { OR: [{ externalId: 'a' }, { NOT: { externalId: { in: ['a', 'b'] } } }] } }, 'b'],
    ])('%j finds %s', async (where, expected) => {
      expect(await found(where)).toBe(expected);
    });

    const at = (path: string[], filter: object) => ({ data: { path, ...filter } });
    it.each([
      [{ data: { equals: 'text' } }, 'e'],
      [{ data: { equals: [1, 'x'] } }, '-'],
      [{ data: { not: 'text' } }, '-abc'],
      [at(['n'], { equals: 1 }), 'a'],
      [at(['n'], { equals: 1.0 }), 'a'],
      [at(['n'], { not: 1 }), 'bc'],
      [at(['n'], { gt: 1 }), 'b'],
      [at(['n'], { gte: 1, lt: 2.5 }), 'a'],
      [at(['n'], { lt: '3' }), 'c'],
      [at(['s'], { string_contains: 'x' }), 'ab'],
      [at(['s'], { string_starts_with: 'xy' }), 'b'],
      [at(['s'], { string_ends_with: 'z' }), ''],
      [at(['s'], { string_ends_with: 'z', mode: 'insensitive' }), 'b'],
      [at(['s'], { string_contains: '5' }), ''],
      [at(['o', 'k.k'], { equals: 'y' }), 'a'],
      [at(['o'], { equals: null }), 'b'],
      [at(['o'], { not: null }), 'a'],
      [at(['o'], { equals: { 'k.k': 'y' } }), 'a'],
      [at(['tags'], { array_contains: 'p' }), 'a'],
      [at(['tags'], { array_contains: ['p', 1] }), 'a'],
      [at(['tags'], { array_contains: ['p', 'q'] }), ''],
      [at(['tags'], { array_contains: [true] }), 'a'],
      [at(['tags'], { array_contains: [null] }), 'c'],
      [at(['tags'], { array_contains: ['1'] }), ''],
      [{ NOT: at(['n'], { equals: 1 }) }, 'bc'],
      [{ NOT: at(['n'], { gt: 1 }) }, 'a'],
      [{ NOT: at(['n'], { lt: '1' }) }, 'c'],
      [{ NOT: at(['s'], { string_contains: 'y' }) }, 'a'],
      [{ NOT: at(['tags'], { array_contains: 'p' }) }, 'bc'],
      [{ NOT: at(['n'], { array_contains: 'p' }) }, ''],
    ])('%j finds %s', async (where, expected) => {
      expect(await found(where)).toBe(expected);
    });

    it('finds lists of texts', async () => {
      const connectionId = randomUUID();
      const make = (name: string, issues: string[]) =>
        db.connection.create({ data: { connectionId, name, issues } });
      await make('a', []);
      await make('b', ['x', 'y']);
      await make('c', ['y']);
      const names = async (issues: object) => {
        const all = await db.connection.findMany({
          ...{ where: { connectionId, issues }, orderBy: { name: 'asc' as const } },
        });
        return all.map(({ name }) => name).join('');
      };
      expect(await names({ has: 'y' })).toBe('bc');
      expect(await names({ hasEvery: ['x', 'y'] })).toBe('b');
      expect(await names({ hasSome: ['x', 'z'] })).toBe('b');
      expect(await names({ isEmpty: true })).toBe('a');
      expect(await names({ isEmpty: false })).toBe('bc');
      expect(await names({ equals: ['y'] })).toBe('c');
    });
  });

  describe('a list', () => {
    const entityType = randomUUID();
    const where = { entityType };
    beforeAll(async () => {
      const row = (n: number) => ({
        ...{ id: `${entityType}-${n}`, entityType, source: n % 2 === 0 ? 'even' : 'odd' },
        ...{ externalId: n % 3 === 0 ? null : `${9 - n}` },
      });
      await db.record.createMany({ data: Array.from({ length: 9 }, (_, n) => row(n)) });
    });
    type Args = Parameters<Db['record']['findMany']>[0];
    const listed = async (args: object): Promise<string> => {
      const rows = await db.record.findMany({ where, ...args, select: { id: true } } as Args);
      return (rows as { id: string }[]).map(({ id }) => id.slice(-1)).join('');
    };
    const cursor = (n: number) => ({ cursor: { id: `${entityType}-${n}` } });

    it.each([
      [{}, '012345678'],
      [{ orderBy: { id: 'desc' } }, '876543210'],
      [{ orderBy: [{ source: 'desc' }, { id: 'asc' }] }, '135702468'],
      [{ orderBy: { externalId: 'asc' } }, '875421036'],
      [{ orderBy: { externalId: 'desc' } }, '036124578'],
      [{ orderBy: { externalId: { sort: 'asc', nulls: 'first' } } }, '036875421'],
      [{ take: 3 }, '012'],
      [{ take: 3, skip: 2 }, '234'],
      [{ skip: 7 }, '78'],
      [{ take: 0 }, ''],
      [{ take: -3 }, '678'],
      [{ take: -3, skip: 1 }, '567'],
      [{ ...cursor(4), take: 3 }, '456'],
      [{ ...cursor(4), take: 3, skip: 1 }, '567'],
      [{ ...cursor(4), take: -3 }, '234'],
      [{ ...cursor(4), take: -3, skip: 1 }, '123'],
      [{ ...cursor(4), orderBy: { id: 'desc' } }, '43210'],
      [{ ...cursor(4), orderBy: { externalId: 'asc' } }, '421036'],
      [{ ...cursor(3), orderBy: { externalId: 'asc' } }, '36'],
      [{ ...cursor(3), orderBy: { externalId: 'desc' }, take: 4 }, '3612'],
      [{ ...cursor(2), orderBy: { externalId: { sort: 'desc', nulls: 'last' } } }, '24578036'],
      [{ cursor: { id: 'none' } }, ''],
      [{ cursor: { id: 'none' }, orderBy: { source: 'asc' } }, ''],
      [{ distinct: 'source' }, '01'],
      [{ distinct: ['source'], orderBy: { id: 'desc' } }, '87'],
    ])('%j answers %s', async (args, expected) => {
      expect(await listed(args)).toBe(expected);
    });

    it('is one round trip, and two where a cursor is not of the order', async () => {
      await once(() => listed({ ...cursor(4), take: 3 }));
      await twice(() => listed({ ...cursor(4), orderBy: { source: 'asc' } }));
    });

    it('has a first row, and a number', async () => {
      const first = await once(() =>
        db.record.findFirst({ where, orderBy: { id: 'desc' }, select: { id: true } }),
      );
      expect(first).toEqual({ id: `${entityType}-8` });
      const last = await db.record.findFirst({ where, take: -1, select: { id: true } });
      expect(last).toEqual({ id: `${entityType}-8` });
      expect(await once(() => db.record.count({ where }))).toBe(9);
      expect(await db.record.count({ where, skip: 2, take: 4 })).toBe(4);
      expect(await db.record.count({ where, skip: 7 })).toBe(2);
    });
  });

  describe('relations', () => {
    const connectionId = randomUUID();
    let k_id: string;
    let entity: { id: string };
    beforeAll(async () => {
      k_id = (await db.connection.create({ data: { connectionId, name: 'n' } })).id;
      entity = await db.entity.create({ data: { k_id, type: 'contact', createdBy: 'me' } });
      await db.entity.create({ data: { k_id, type: 'deal', createdBy: 'me' } });
      const row = (n: number) => ({
        ...{ id: `${connectionId}-${n}`, entityType: 'contact', externalId: `${n}` },
        entityId: n === 3 ? null : entity.id,
      });
      await db.record.createMany({ data: [0, 1, 2, 3].map(row) });
    });
    const one = (n: number) => ({ id: `${connectionId}-${n}` });

    it('are included, one level', async () => {
      const record = await once(() =>
        db.record.findUnique({ where: one(1), include: { entity: true } }),
      );
      expect(record!.entity).toMatchObject({ id: entity.id, type: 'contact', k_id });
      expect(record!.entity!.createdAt).toBeInstanceOf(Date);
      const alone = await db.record.findUnique({ where: one(3), include: { entity: true } });
      expect(alone!.entity).toBeNull();
      const narrow = await db.record.findUnique({
        ...{ where: one(0), select: { externalId: true, entity: { select: { type: true } } } },
      });
      expect(narrow).toEqual({ externalId: '0', entity: { type: 'contact' } });
      const connection = await once(() =>
        db.connection.findUnique({
          where: { id: k_id },
          include: {
            entities: { select: { type: true }, orderBy: { type: 'desc' } },
            credential: true,
          },
        }),
      );
      expect(connection!.entities).toEqual([{ type: 'deal' }, { type: 'contact' }]);
      expect(connection!.credential).toBeNull();
    });

    it('are included in lists, with their own conditions', async () => {
      const entities = await once(() =>
        db.entity.findMany({
          ...{ where: { k_id }, orderBy: { type: 'asc' }, take: 5 },
          select: {
            type: true,
            records: { where: { externalId: { not: '1' } }, select: { externalId: true } },
          },
        }),
      );
      expect(entities).toEqual([
        { type: 'contact', records: [{ externalId: '0' }, { externalId: '2' }] },
        { type: 'deal', records: [] },
      ]);
      const last = await db.entity.findFirst({
        ...{ where: { k_id, type: 'contact' } },
        select: { records: { take: -2, skip: 1, select: { externalId: true } } },
      });
      expect(last).toEqual({ records: [{ externalId: '0' }, { externalId: '1' }] });
      const distinct = await twice(() =>
        db.record.findMany({
          ...{ where: { entityId: entity.id }, distinct: 'entityType', include: { entity: true } },
        }),
      );
      expect(distinct.map((row) => row.entity?.type)).toEqual(['contact']);
    });

    it('are included in what is written', async () => {
      const data = { entityType: 'contact', entityId: entity.id };
      const made = await twice(() => db.record.create({ data, include: { entity: true } }));
      expect(made.entity).toMatchObject({ id: entity.id });
      const where = { id: made.id };
      const changed = await twice(() =>
        db.record.update({ where, data: { entityId: null }, include: { entity: true } }),
      );
      expect(changed.entity).toBeNull();
      const gone = await twice(() => db.record.delete({ where, include: { entity: true } }));
      expect(gone.entity).toBeNull();
    });

    it('are conditions', async () => {
      const ids = async (where: object) => {
        const some = { AND: [{ id: { startsWith: `${connectionId}-` } }, where] };
        const rows = await once(() => db.record.findMany({ where: some, select: { id: true } }));
        return rows.map(({ id }) => id.slice(-1)).join('');
      };
      expect(await ids({ entity: { type: 'contact' } })).toBe('012');
      expect(await ids({ entity: { is: { type: 'deal' } } })).toBe('');
      expect(await ids({ entity: { isNot: { type: 'deal' } } })).toBe('0123');
      expect(await ids({ entity: null })).toBe('3');
      expect(await ids({ entity: { isNot: null } })).toBe('012');
      expect(await ids({ entity: { connection: { connectionId } } })).toBe('012');
      const types = async (records: object) => {
        const rows = await db.entity.findMany({
          ...{ where: { k_id, records }, orderBy: { type: 'asc' as const } },
        });
        return rows.map(({ type }) => type);
      };
      expect(await types({ some: { externalId: '1' } })).toEqual(['contact']);
      expect(await types({ none: { externalId: '1' } })).toEqual(['deal']);
      expect(await types({ every: { externalId: { in: ['0', '1', '2'] } } })).toEqual([
        'contact',
        'deal',
      ]);
    });
  });

  describe('what is refused', () => {
    const where = { id: 'x' };
    const find = (args: object) => db.record.findMany(args as never);
    const one = (args: object) => db.record.findUnique(args as never);

    it('names fields that are none, and nothing of them is run', async () => {
      const injected = `id"; DROP TABLE mastra_records; --`;
      await bad(find({ where: { [injected]: 'x' } }), 'is no field of record');
      await bad(find({ where: { toString: 'x' } }), 'where.toString is no field of record');
      await bad(find({ where: { AND: [{}, { no: 1 }] } }), 'where.AND[1].no is no field of record');
      await bad(
        find({ where: { entity: { is: { no: 1 } } } }),
        'where.entity.is.no is no field of entity',
      );
      await bad(find({ select: { no: true } }), 'select.no is no field or relation of record');
      await bad(find({ include: { id: true } }), 'include.id is no relation of record');
      await bad(find({ orderBy: { no: 'asc' } }), 'orderBy.no is no field of record');
      await bad(find({ distinct: 'no' }), 'distinct must name one field of record');
      await bad(find({ no: 1 }), 'no is no argument of this method');
      await bad(
        db.record.create({ data: { entityType: 't', no: 1 } as never }),
        'data.no is no field of record',
      );
      await bad(
        db.record.update({ where, data: { no: 1 } as never }),
        'data.no is no field of record',
      );
      await bad(one({ where: { externalId: 'x' } }), 'where must have id');
      await bad(
        db.entity.findUnique({ where: { k_id_type: { k_id: 'x' } } } as never),
        'where.k_id_type.type is required',
      );
    });

    it('names operators, orders and values that are none', async () => {
      await bad(find({ where: { id: { like: '%' } } }), 'where.id.like is no operator of id');
      await bad(find({ where: { id: { "= '' OR 1=1 --": 'x' } } }), 'is no operator of id');
      await bad(
        find({ where: { status: { gt: 'ACTIVE' } } }),
        'where.status.gt is no operator of status',
      );
      await bad(find({ where: { status: 'GONE' } }), 'where.status must be ACTIVE or ARCHIVED');
      await bad(find({ where: { id: 5 } }), /where\.id must be/);
      await bad(find({ where: { id: { in: 'x' } } }), 'where.id.in must be a list');
      await bad(find({ where: { id: { lt: null } } }), 'where.id.lt must not be null');
      await bad(find({ where: { createdAt: 'yesterday' } }), /where\.createdAt must be/);
      await bad(find({ where: { OR: {} } }), 'where.OR must be a list');
      await bad(find({ where: { AND: ['x'] } }), 'where.AND[0] must be an object');
      await bad(
        find({ where: { data: { path: 'a.b', equals: 1 } } }),
        'where.data.path must be a list of 1 to 100 names',
      );
      await bad(
        find({ where: { data: { path: [1], equals: 1 } } }),
        'where.data.path must be a list of names',
      );
      await bad(
        find({ where: { data: { path: ['a'], like: 1 } } }),
        'where.data.like is no operator of data',
      );
      await bad(
        find({ where: { data: { path: ['a'], gt: [] } } }),
        'where.data.gt must be a number or text',
      );
      await bad(find({ orderBy: { id: 'asc; DROP TABLE x' } }), 'orderBy.id must be asc or desc');
      await bad(
        find({ orderBy: { data: 'asc' } }),
        'orderBy.data is a document, which has no order',
      );
      await bad(find({ take: 1.5 }), 'take must be an integer');
      await bad(find({ skip: -1 }), 'skip must be an integer of 0 and more');
      await bad(
        find({ select: { id: true }, include: { entity: true } }),
        'include cannot be given beside select',
      );
      await bad(
        find({ include: { entity: { include: { connection: true } } } }),
        'include.entity.include is no argument',
      );
      await bad(
        find({ include: { entity: { select: { connection: true } } } }),
        'one level of relations',
      );
      let deep: object = {};
      for (let i = 0; i < 20; i++) deep = { NOT: deep };
      await bad(find({ where: deep }), 'is nested too deep');
    });

    it('names what a row must have', async () => {
      await bad(db.record.create({ data: {} } as never), 'data.entityType is required');
      await bad(
        db.record.create({ data: { entityType: null } } as never),
        'data.entityType must not be null',
      );
      await bad(
        db.record.create({ data: { entityType: 't', id: '' } }),
        'data.id must not be empty',
      );
      await bad(
        db.record.createMany({ data: [{ entityType: 't' }, {}] } as never),
        'data[1].entityType is required',
      );
      await bad(
        db.record.update({ where, data: { id: 'y' } } as never),
        'data.id cannot be changed',
      );
      await bad(
        db.record.create({ data: { entityType: 't', entity: {} } } as never),
        'data.entity is related: set entityId',
      );
      await bad(
        db.connection.create({ data: { connectionId: 'c', name: 'n', issues: [1] } } as never),
        'data.issues must be a list of texts',
      );
      await bad(
        db.property.create({ data: { name: 'n', displayName: 'N', type: 'X', order: 1 } } as never),
        'data.type must be LONG_TEXT',
      );
      await bad(
        db.property.create({
          data: { name: 'n', displayName: 'N', type: 'DATE', order: 1.5 },
        } as never),
        'data.order must be an integer',
      );
    });

    it('is undefined in conditions, which would match everything', async () => {
      const of = (call: Promise<unknown>) => expect(call).rejects.toThrow(/undefined/);
      await of(db.record.deleteMany({ where: { id: undefined } } as never));
      await of(db.record.updateMany({ where: { id: undefined }, data: {} } as never));
      await of(find({ where: { AND: [{ id: undefined }] } }));
    });
  });

  it('keeps names of documents as data', async () => {
    const entityType = randomUUID();
    const names = ['a.b', '$', "'; --", '"', '\\', '', 'ü', '[0]', 'a"b.c', '#-1'];
    const data = Object.fromEntries(names.map((name, i) => [name, { [name]: i }]));
    await db.record.create({ data: { entityType, data: data as JsonValue } });
    for (const [i, name] of names.entries()) {
      const at = (equals: number) =>
        db.record.count({ where: { entityType, data: { path: [name, name], equals } } });
      expect(await at(i), name).toBe(1);
      expect(await at(i + 1), name).toBe(0);
    }
  });

  it('has indexes of members of documents', async () => {
    const store = subject.store();
    const name = 'idx_records_city';
    const columns = ['data.address.city', 'createdAt DESC'];
    const make = () => store.createIndex({ name, table: 'mastra_records', columns });
    if (subject.hasIndexes === false || subject.name === 'Aurora DSQL') {
      await expect(make()).rejects.toThrow();
      return;
    }
    await make();
    await make();
    const entityType = randomUUID();
    const data = [{ address: { city: 'Graz' } }, { address: { city: 5 } }, { address: 'Graz' }, 5];
    await db.record.createMany({ data: data.map((each) => ({ entityType, data: each })) });
    const found = async (equals: JsonValue) => {
      const at = { data: { path: ['address', 'city'], equals } };
      const rows = await db.record.findMany({ where: { entityType, ...at } });
      return rows.map((row) => row.data);
    };
    expect(await found('Graz')).toEqual([data[0]]);
    expect(await found(5)).toEqual([data[1]]);
    expect(await found('5')).toEqual([]);
    await store.dropIndex(name);
  });

  describe('sync', () => {
    const rowsOf = (from: number, to: number, more: object = {}) =>
      Array.from({ length: to - from }, (_, i) => ({
        ...{ externalId: `ext-${from + i}`, data: { n: from + i, ...more } as JsonValue },
      }));
    const connected = async () =>
      (await db.connection.create({ data: { connectionId: randomUUID(), name: 'n' } })).id;

    it('brings records up to date, and writes nothing of what is', async () => {
      const connectionId = await connected();
      const call = (records: { externalId: string; data: JsonValue }[], whole = false) =>
        once(() => sync({ connectionId, entityType: 'contact', records, whole }));
      expect(await call(rowsOf(0, 60))).toEqual({
        created: 60,
        updated: 0,
        unchanged: 0,
        deleted: 0,
      });
      const entity = await db.entity.findUniqueOrThrow({
        where: { k_id_type: { k_id: connectionId, type: 'contact' } },
      });
      const all = () =>
        db.record.findMany({ where: { entityId: entity.id }, orderBy: { externalId: 'asc' } });
      const first = await all();
      expect(first.length).toBe(60);
      expect(first.find(({ externalId }) => externalId === 'ext-7')).toMatchObject({
        ...{ data: { n: 7 }, source: 'SYNC', entityType: 'contact', deletedAt: null },
      });
      const stamp = async () =>
        (await db.connection.findUniqueOrThrow({ where: { id: connectionId } })).lastSyncAt!;
      const before = await stamp();
      await later();
      expect(await call(rowsOf(0, 60))).toEqual({
        created: 0,
        updated: 0,
        unchanged: 60,
        deleted: 0,
      });
      expect(await all()).toEqual(first);
      expect((await stamp()).getTime()).toBeGreaterThan(before.getTime());
      const mixed = [...rowsOf(0, 10, { more: 'ü' }), ...rowsOf(10, 50), ...rowsOf(60, 65)];
      expect(await call(mixed, true)).toEqual({
        created: 5,
        updated: 10,
        unchanged: 40,
        deleted: 10,
      });
      const gone = await db.record.findMany({
        ...{ where: { entityId: entity.id, deletedAt: { not: null } } },
        select: { externalId: true },
      });
      expect(gone.map(({ externalId }) => externalId).sort()).toEqual(
        rowsOf(50, 60).map(({ externalId }) => externalId),
      );
      // Again they are deleted already; what comes back is there again.
      expect(await call(mixed, true)).toEqual({
        created: 0,
        updated: 0,
        unchanged: 55,
        deleted: 0,
      });
      expect(await call(rowsOf(50, 52))).toEqual({
        created: 0,
        updated: 2,
        unchanged: 0,
        deleted: 0,
      });
      const again = await db.record.findFirst({
        where: { entityId: entity.id, externalId: 'ext-50' },
      });
      expect(again).toMatchObject({ deletedAt: null, data: { n: 50 } });
    });

    it('takes over what was made by hand', async () => {
      const connectionId = await connected();
      const entity = await db.entity.create({
        data: { k_id: connectionId, type: 'deal', createdBy: 'me' },
      });
      const mine = await db.record.create({
        data: { entityType: 'deal', entityId: entity.id, externalId: 'ext-1', data: { n: 1 } },
      });
      const call = () =>
        sync({ connectionId, entityType: 'deal', records: rowsOf(0, 3), whole: true });
      expect(await call()).toEqual({ created: 2, updated: 0, unchanged: 1, deleted: 0 });
      expect(await call()).toEqual({ created: 0, updated: 0, unchanged: 3, deleted: 0 });
      expect(await db.record.findUnique({ where: { id: mine.id } })).toEqual(mine);
      expect(await db.entity.count({ where: { k_id: connectionId } })).toBe(1);
      expect(await db.record.count({ where: { entityId: entity.id } })).toBe(3);
    });

    it('needs a connection, and each external id once', async () => {
      const none = sync({ connectionId: randomUUID(), entityType: 't', records: rowsOf(0, 1) });
      await expect(none).rejects.toMatchObject(missing);
      const connectionId = await connected();
      const call = (records: object) => sync({ connectionId, entityType: 't', records } as never);
      await bad(
        call([...rowsOf(0, 1), ...rowsOf(0, 1)]),
        'records[1].externalId is that of another',
      );
      await bad(call([{ externalId: '', data: {} }]), 'records[0].externalId must not be empty');
      await bad(call([{ externalId: 'x' }]), 'records[0].data is required');
      await bad(call([{ externalId: 'x', data: {}, no: 1 }]), 'records[0].no is no argument');
      expect(await call([])).toEqual({ created: 0, updated: 0, unchanged: 0, deleted: 0 });
    });
  });
}
