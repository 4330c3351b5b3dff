// The example of the framework's first releases, with only the import changed, and the types of what it
// answers.
import { Mastra } from '@mastra/core/mastra';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { LibSQLStore, withDataLayer } from '../../../client/index.js';
import type { JsonValue, SyncedEntity, SyncedRecord } from '../../../client/index.js';

const storage = new LibSQLStore({ id: 'data-layer', url: ':memory:' });
const mastra = withDataLayer(new Mastra({ storage }), storage);

describe('the data layer', () => {
  it('is read as the documentation has it', async () => {
    const { id: recordId } = await storage.db.record.create({ data: { entityType: 'contact' } });

    const record = await mastra.dataLayer.db.record.findUnique({
      where: {
        id: recordId,
      },
    });

    expect(record).toMatchObject({ id: recordId, entityType: 'contact', data: {} });
    expectTypeOf(record).toEqualTypeOf<SyncedRecord | null>();
    expect(mastra.getStorage()).toBeDefined();
  });

  it('has the same models by other ways', () => {
    expect(storage.dataLayer.db).toBe(storage.db);
    const { dataLayer } = { dataLayer: storage.dataLayer };
    expect(dataLayer.db.record).toBe(mastra.dataLayer.db.record);
  });

  it('narrows types as select and include do', async () => {
    const { record, entity, connection } = storage.db;
    const where = { id: 'none' };
    const some = await record.findUnique({ where, select: { id: true, data: true } });
    expectTypeOf(some).toEqualTypeOf<{ id: string; data: JsonValue } | null>();
    const included = await record.findMany({ include: { entity: true } });
    expectTypeOf(included[0]!.entity).toEqualTypeOf<SyncedEntity | null>();
    expectTypeOf(included[0]!.status).toEqualTypeOf<'ACTIVE' | 'ARCHIVED'>();
    const nested = await entity.findFirst({
      select: { type: true, records: { select: { externalId: true } } },
    });
    expectTypeOf(nested).toEqualTypeOf<{
      type: string;
      records: { externalId: string | null }[];
    } | null>();
    const not = await connection.findMany({ select: { id: true, name: false } });
    expectTypeOf(not[0]!).toEqualTypeOf<{ id: string }>();
    const credentials = await storage.db.credential.findMany({});
    expectTypeOf(credentials[0]!).not.toHaveProperty('value');
    // @ts-expect-error: no such field
    await record.findMany({ where: { no: 1 } }).catch(() => undefined);
    // @ts-expect-error: no such member of the answer
    void some?.status;
    // @ts-expect-error: a key is needed
    await record.findUnique({ where: { externalId: 'x' } }).catch(() => undefined);
  });
});
