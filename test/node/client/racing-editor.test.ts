// Many at once on one definition, one favourite, one blob: each call has its effect or is refused.
import { randomUUID } from 'node:crypto';
import type { AgentsStorage, BlobStore, FavoritesStorage } from '@mastra/core/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../client/store.js';
import type { Opened } from '../../contract/transport.js';
import { transport as d1 } from '../../contract/transports/d1-binding.js';
import { transport as durableObject } from '../../contract/transports/durable-object.js';
import { transport as dynamodb } from '../../contract/transports/dynamodb.js';
import { transport as file } from '../../contract/transports/file.js';
import { transport as postgres } from '../../contract/transports/postgres.js';
import { parents } from './support/differential/editor.js';

const rivals = 20;
/** Two of the seven: they share all of it. */
const versioned: Record<string, [argument: string, config: object]> = {
  agents: ['agent', { name: 'n', instructions: 'i', model: {} }],
  skills: ['skill', { name: 'n', description: 'd', instructions: 'i' }],
};

/** What every rival makes, all at once. */
const atOnce = <T>(make: (rival: number) => Promise<T>, count = rivals) =>
  Promise.allSettled(Array.from({ length: count }, (_, rival) => make(rival)));

/** The answer of the one that won; the others were told of a conflict. */
function wonBy<T>(settled: PromiseSettledResult<T>[]): T {
  const won = settled.filter((each) => each.status === 'fulfilled');
  for (const each of settled) {
    if (each.status === 'rejected') {
      expect(each.reason).toMatchObject({ code: 'conflict', committed: 'no' });
      expect((each.reason as Error).message).toContain('already exists');
    }
  }
  expect(won).toHaveLength(1);
  return won[0]!.value;
}

describe.each([d1, durableObject, file, postgres, dynamodb])('rivals on $name', (transport) => {
  let way: Opened;
  let stores: Store[]; // as if each were a process of its own

  beforeAll(async () => {
    way = await transport.open();
    stores = Array.from({ length: 4 }, () => way.store());
    for (const store of stores) await store.init();
  }, 60_000);
  afterAll(() => way?.close());

  const domain = async (rival: number, name: string) =>
    (await stores[rival % stores.length]!.getStore(name as 'agents')) as unknown as AgentsStorage &
      Record<string, (...args: unknown[]) => Promise<any>>;

  describe.each(Object.entries(versioned))('of %s', (name, [argument, config]) => {
    const parent = parents[name]!;
    const create = async (rival: number, id: string) =>
      (await domain(rival, name)).create({
        [argument]: { id, ...config, name: `${rival}` },
      } as never);

    it('create one id: one wins, with its version 1', async () => {
      const id = randomUUID();
      const thin = wonBy(await atOnce((rival) => create(rival, id)));
      const store = await domain(0, name);
      expect(await store.getById(id)).toEqual(thin);
      expect(await store.countVersions(id)).toBe(1);
    });

    it('create one number of versions: one wins', async () => {
      const id = randomUUID();
      await create(0, id);
      const version = wonBy(
        await atOnce(async (rival) =>
          (await domain(rival, name)).createVersion({
            ...{ id: randomUUID(), [parent]: id, versionNumber: 2, ...config },
          } as never),
        ),
      );
      const store = await domain(0, name);
      expect(await store.getLatestVersion(id)).toEqual(version);
      expect(await store.countVersions(id)).toBe(2);
    });

    it('create what others make a version 1 of: one wins', async () => {
      const id = randomUUID();
      wonBy<unknown>(
        await atOnce(async (rival) =>
          rival % 2
            ? create(rival, id)
            : (await domain(rival, name)).createVersion({
                ...{ id: randomUUID(), [parent]: id, versionNumber: 1, ...config },
              } as never),
        ),
      );
      expect(await (await domain(0, name)).countVersions(id)).toBe(1);
    });

    it('count up the versions, each trying again: none is lost', async () => {
      const id = randomUUID();
      await create(0, id);
      const count = 6;
      await Promise.all(
        Array.from({ length: count }, async (_, rival) => {
          const store = await domain(rival, name);
          for (;;) {
            const versionNumber = (await store.getLatestVersion(id))!.versionNumber + 1;
            const version = { id: randomUUID(), [parent]: id, versionNumber, ...config };
            try {
              return await store.createVersion({ ...version, changeMessage: `${rival}` } as never);
            } catch (cause) {
              expect(cause).toMatchObject({ code: 'conflict' });
            }
          }
        }),
      );
      const store = await domain(0, name);
      const { versions } = await store.listVersions({ [parent]: id, perPage: false } as never);
      expect(versions.map(({ versionNumber }) => versionNumber)).toEqual([7, 6, 5, 4, 3, 2, 1]);
      expect(new Set(versions.map(({ changeMessage }) => changeMessage)).size).toBe(count + 1);
    });
  });

  it('change a skill: each change is a version', async () => {
    const name = 'skills';
    const [argument, config] = versioned[name]!;
    const store = await domain(0, name);
    const id = randomUUID();
    await store.create({ [argument]: { id, ...config } } as never);
    const count = 6;
    const fields = ['name', 'description'];
    const settled = await atOnce(
      async (rival) =>
        (await domain(rival, name)).update({ id, [fields[rival % 2]!]: `by ${rival}` } as never),
      count,
    );
    expect(settled.map(({ status }) => status)).toEqual(Array(count).fill('fulfilled'));
    const { versions } = await store.listVersions({
      ...{ [parents[name]!]: id, perPage: false, orderBy: { direction: 'ASC' } },
    } as never);
    expect(versions.map(({ versionNumber }) => versionNumber)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // Each was made of the one before it.
    let before: Record<string, unknown> = { ...(versions[0] as object) };
    for (const version of versions.slice(1) as unknown as Record<string, unknown>[]) {
      const changed = fields.filter((field) => version[field] !== before[field]);
      expect(version['changedFields']).toEqual(changed);
      expect(changed).toHaveLength(1);
      before = version;
    }
  });

  it('favour and unfavour: the counter is how many do', async () => {
    const agents = await domain(0, 'agents');
    const id = randomUUID();
    await agents.create({ agent: { id, name: 'n', instructions: 'i', model: {} as never } });
    const favorites = async (rival: number) =>
      (await stores[rival % stores.length]!.getStore('favorites')) as FavoritesStorage;
    // Each user does so twice, and every third takes it back meanwhile.
    await atOnce(async (rival) => {
      const key = { userId: `u${rival >> 1}`, entityType: 'agent', entityId: id } as const;
      const store = await favorites(rival);
      await store.favorite(key);
      if (rival % 6 === 0) await store.unfavorite(key);
    }, 2 * rivals);
    const rows = await Promise.all(
      Array.from({ length: rivals }, async (_, user) =>
        (await favorites(user)).isFavorited({
          ...{ userId: `u${user}`, entityType: 'agent', entityId: id },
        }),
      ),
    );
    const { favoriteCount } = (await agents.getById(id))!;
    expect(favoriteCount).toBe(rows.filter((is) => is).length);
    // A second favour may come after the first was taken back.
    expect(favoriteCount).toBeGreaterThanOrEqual(rivals - Math.ceil((2 * rivals) / 6));
  });

  it('keep one blob, and delete it: one deletes', async () => {
    const blobs = async (rival: number) =>
      (await stores[rival % stores.length]!.getStore('blobs')) as BlobStore;
    const hash = randomUUID();
    const blob = (rival: number) => ({ hash, content: `${rival}`, size: 1, createdAt: new Date() });
    const kept = await atOnce(async (rival) => (await blobs(rival)).put(blob(rival)));
    expect(kept.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await (await blobs(0)).get(hash)).toMatchObject({ hash, size: 1 });
    const gone = await atOnce(async (rival) => (await blobs(rival)).delete(hash));
    expect(gone.filter((each) => each.status === 'fulfilled' && each.value)).toHaveLength(1);
  });
});
