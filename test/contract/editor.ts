import { createHash, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AgentsStore, BlobsStore, FavoritesStore, SkillsStore } from '../../client/index.js';
import type { Subject } from './suite.js';

/** What the tests call of every versioned domain: their types differ only in the configurations. */
interface Versioned {
  create(input: object): Promise<Entity>;
  getById(id: string): Promise<Entity | null>;
  update(input: object): Promise<Entity>;
  delete(id: string): Promise<void>;
  list(args?: object): Promise<Record<string, unknown>>;
  createVersion(input: object): Promise<Version>;
  getVersion(id: string): Promise<Version | null>;
  getVersionByNumber(id: string, number: number): Promise<Version | null>;
  getLatestVersion(id: string): Promise<Version | null>;
  getVersions(ids: string[]): Promise<Version[]>;
  listVersions(input: object): Promise<{ versions: Version[] } & Record<string, unknown>>;
  deleteVersion(id: string): Promise<void>;
  deleteVersionsByParentId(id: string): Promise<void>;
  countVersions(id: string): Promise<number>;
  getByIdResolved(id: string, options?: object): Promise<Entity | null>;
  listResolved(args?: object): Promise<Record<string, unknown>>;
  dangerouslyClearAll(): Promise<void>;
}
type Entity = { id: string; createdAt: Date; updatedAt: Date } & Record<string, unknown>;
type Version = { id: string; versionNumber: number; createdAt: Date } & Record<string, unknown>;

interface Domain {
  readonly key: string;
  readonly argument: string;
  readonly parent: string;
  readonly error: string;
  readonly config: Record<string, unknown>;
  /** Lists show only what is published, unless asked otherwise. */
  readonly published?: boolean;
  /** Updates of the configuration make versions. */
  readonly compares?: boolean;
  /** There is no metadata beside the configuration. */
  readonly bare?: boolean;
}

const name = 'Ñandú 🧵';
const domains: readonly Domain[] = [
  {
    key: 'agents',
    argument: 'agent',
    parent: 'agentId',
    error: 'AGENT',
    config: { name, instructions: 'Be kind.', model: { provider: 'p', name: 'm' }, memory: null },
  },
  {
    key: 'promptBlocks',
    argument: 'promptBlock',
    parent: 'blockId',
    error: 'PROMPT_BLOCK',
    config: { name, content: 'Hello {{user}}', description: 'greets' },
  },
  {
    key: 'scorerDefinitions',
    argument: 'scorerDefinition',
    parent: 'scorerDefinitionId',
    error: 'SCORER_DEFINITION',
    config: { name, type: 'llm-judge', scoreRange: { min: 0, max: 1 } },
  },
  {
    key: 'mcpClients',
    argument: 'mcpClient',
    parent: 'mcpClientId',
    error: 'MCP_CLIENT',
    config: { name, servers: { here: { type: 'stdio', command: 'ls', env: { A: '1' } } } },
    published: true,
  },
  {
    key: 'mcpServers',
    argument: 'mcpServer',
    parent: 'mcpServerId',
    error: 'MCP_SERVER',
    config: { name, version: '1.0', isLatest: true, tools: { add: {} } },
    published: true,
  },
  {
    key: 'workspaces',
    argument: 'workspace',
    parent: 'workspaceId',
    error: 'WORKSPACE',
    config: { name, skills: ['a', 'b'], autoSync: false, operationTimeout: 5 },
    compares: true,
  },
  {
    key: 'skills',
    argument: 'skill',
    parent: 'skillId',
    error: 'SKILL',
    config: { name, description: 'd', instructions: 'i', metadata: { a: 1 }, references: [] },
    compares: true,
    bare: true,
  },
];

/** What is made then has a time of its own. */
const later = () => new Promise((resolve) => setTimeout(resolve, 2));

/** Agents, prompts, scorers, MCP, workspaces and skills in versions; favourites; blobs. */
export function editor(subject: Subject): void {
  const once = <Result>(call: () => Promise<Result>) => subject.trips(1, call);

  // All are run by the same code: where it is the way that is tried, one of each kind will do.
  const kinds = ['agents', 'workspaces'];
  const tried = domains.filter(({ key }) => subject.provesDomains || kinds.includes(key));
  describe.each(tried)('$key', ({ key, argument, parent, error, config, ...is }) => {
    let store: Versioned;
    beforeAll(async () => {
      const all = subject.store();
      await all.init();
      store = (await all.getStore(key as 'agents')) as unknown as Versioned;
    });
    const create = (id: string, more: object = {}) =>
      store.create({ [argument]: { id, ...config, ...more } });

    it('keeps a thin row and versions of its configuration', async () => {
      const id = randomUUID();
      const thin = await once(() => create(id, { authorId: 'ada' }));
      expect(thin).toMatchObject({ id, status: 'draft', authorId: 'ada' });
      expect(thin.createdAt).toBeInstanceOf(Date);
      expect(thin['name']).toBeUndefined();
      expect(await once(() => store.getById(id))).toEqual(thin);
      expect(await once(() => store.getById(randomUUID()))).toBeNull();
      const first = (await once(() => store.getLatestVersion(id)))!;
      expect(first).toMatchObject({
        [parent]: id,
        versionNumber: 1,
        changeMessage: 'Initial version',
        ...config,
      });
      expect([...(first['changedFields'] as string[])].sort()).toEqual(Object.keys(config).sort());
      await expect(create(id)).rejects.toMatchObject({
        message: expect.stringContaining('already exists') as string,
      });
      expect(await store.countVersions(id)).toBe(1);

      const version = { id: randomUUID(), [parent]: id, versionNumber: 2, ...config };
      const second = await once(() =>
        store.createVersion({ ...version, name: 'Second', changedFields: ['name'] }),
      );
      expect(second).toMatchObject({ id: version.id, versionNumber: 2, name: 'Second' });
      expect(await once(() => store.getVersion(version.id))).toEqual(second);
      expect(await once(() => store.getVersionByNumber(id, 2))).toEqual(second);
      expect(await once(() => store.getVersionByNumber(id, 3))).toBeNull();
      expect(await store.getLatestVersion(id)).toEqual(second);
      await expect(store.createVersion({ ...version, versionNumber: 3 })).rejects.toThrow(
        `Version with id ${version.id} already exists`,
      );
      await expect(store.createVersion({ ...version, id: randomUUID() })).rejects.toThrow(
        'Version number 2 already exists for',
      );
      const both = await once(() => store.getVersions([first.id, version.id, randomUUID()]));
      expect(both.map((each) => each.versionNumber).sort()).toEqual([1, 2]);
      expect(await store.getVersions([])).toEqual([]);
      const page = await once(() => store.listVersions({ [parent]: id, perPage: 1 }));
      expect(page).toEqual({ versions: [second], total: 2, page: 0, perPage: 1, hasMore: true });
      const orderBy = { field: 'createdAt', direction: 'ASC' };
      const ascending = await store.listVersions({ [parent]: id, perPage: false, orderBy });
      expect(ascending.versions.map((each) => each.versionNumber)).toEqual([1, 2]);

      // Which version counts.
      const draft = await once(() => store.getByIdResolved(id));
      expect(draft).toMatchObject({ id, name: 'Second', resolvedVersionId: version.id });
      await once(() => store.update({ id, activeVersionId: first.id, status: 'published' }));
      const active = await once(() => store.getByIdResolved(id));
      expect(active).toMatchObject({ ...config, id, resolvedVersionId: first.id });
      const latest = await once(() => store.getByIdResolved(id, { status: 'draft' }));
      expect(latest).toMatchObject({ name: 'Second' });
      const exact = await once(() => store.getByIdResolved(id, { versionId: version.id }));
      expect(exact).toMatchObject({ name: 'Second' });
      const none = await store.getByIdResolved(id, { versionId: randomUUID() });
      expect(none).toEqual(await store.getById(id));
      expect(await store.getByIdResolved(randomUUID())).toBeNull();

      await once(() => store.deleteVersion(version.id));
      await store.deleteVersion(version.id);
      expect(await once(() => store.countVersions(id))).toBe(1);
      await once(() => store.delete(id));
      await store.delete(id);
      expect(await store.getById(id)).toBeNull();
      expect(await store.countVersions(id)).toBe(0);
    });

    it('changes the thin row alone, or makes a version of what has changed', async () => {
      const id = randomUUID();
      const thin = await create(id, is.bare ? {} : { metadata: { a: 1, b: { c: 2 } } });
      const changed = await once(() =>
        store.update({ id, authorId: 'bob', ...(is.bare ? {} : { metadata: { b: 3 } }) }),
      );
      expect(changed).toMatchObject({
        ...thin,
        authorId: 'bob',
        updatedAt: changed.updatedAt,
        ...(is.bare ? {} : { metadata: { a: 1, b: 3 } }),
      });
      expect(changed.updatedAt.getTime()).toBeGreaterThan(thin.updatedAt.getTime());
      // Over a wire a call is one, whatever it takes there.
      let updated: Entity = thin;
      const trips = await subject.counted(async () => {
        updated = await store.update({ id, name: 'Other' });
      });
      expect(trips ?? 1).toBeLessThanOrEqual(is.compares ? 2 : 1);
      expect(updated['name']).toBeUndefined();
      const latest = (await store.getLatestVersion(id))!;
      expect(latest).toMatchObject(
        is.compares
          ? {
              ...config,
              versionNumber: 2,
              name: 'Other',
              changedFields: ['name'],
              changeMessage: 'Updated name',
            }
          : { ...config, versionNumber: 1 },
      );
      await store.update({ id, name: 'Other' });
      expect(await store.countVersions(id)).toBe(is.compares ? 2 : 1);
      const published = await store.update({ id, activeVersionId: latest.id });
      expect(published['status']).toBe(is.compares ? 'published' : 'draft');
      await expect(store.update({ id: randomUUID(), authorId: 'x' })).rejects.toMatchObject({
        id: subject.id(`UPDATE_${error}_NOT_FOUND`),
      });
      await store.deleteVersionsByParentId(id);
      expect(await store.getByIdResolved(id)).toEqual(await store.getById(id));
      if (is.compares) {
        await expect(store.update({ id, name: 'Third' })).rejects.toMatchObject({
          id: subject.id(`UPDATE_${error}_NO_VERSIONS`),
        });
      }
      await store.delete(id);
    });

    it('lists what is asked for, resolved or not', async () => {
      await once(() => store.dangerouslyClearAll());
      const ids = ['a', 'b', 'c', 'd'];
      for (const id of ids) {
        await create(id, {
          authorId: id < 'c' ? 'ada' : 'bob',
          ...(is.bare ? {} : { metadata: { at: id } }),
        });
        await store.update({ id, status: 'published' });
        await later();
      }
      await create('draft');
      const of = async (args: object) => {
        const page = await once(() => store.list(args));
        return (page[key] as Entity[]).map((each) => each.id);
      };
      const all = is.published ? ['d', 'c', 'b', 'a'] : ['draft', 'd', 'c', 'b', 'a'];
      expect(await of({})).toEqual(all);
      const orderBy = { field: 'createdAt', direction: 'ASC' };
      expect(await of({ authorId: 'ada', orderBy })).toEqual(['a', 'b']);
      const page = await once(() => store.list({ page: 1, perPage: 2, authorId: 'bob' }));
      expect(page).toEqual({ [key]: [], total: 2, page: 1, perPage: 2, hasMore: false });
      if (key !== 'workspaces') expect(await of({ status: 'draft' })).toEqual(['draft']);
      const matching = await store.list({ metadata: { at: 'b' } });
      expect((matching[key] as Entity[]).map((each) => each.id)).toEqual(is.bare ? [] : ['b']);
      await expect(store.list({ page: -1 })).rejects.toMatchObject({
        id: subject.id(`LIST_${error}S_INVALID_PAGE`),
      });
      const resolved = await once(() => store.listResolved({ perPage: 3, authorId: 'ada' }));
      expect(resolved).toMatchObject({ total: 2, hasMore: false });
      expect((resolved[key] as Entity[]).map((each) => [each.id, each['name']])).toEqual([
        ['b', name],
        ['a', name],
      ]);
      expect((resolved[key] as Entity[])[0]).toEqual(await store.getByIdResolved('b'));
      await store.dangerouslyClearAll();
      expect(await store.list({})).toMatchObject({ [key]: [], total: 0 });
    });

    it('refuses what is no definition', async () => {
      await expect(
        store.create({ [argument]: { id: 'x', ...config, name: undefined } }),
      ).rejects.toThrow(`${argument}.name is required`);
      await expect(store.update({ id: 'x', status: 'gone' })).rejects.toThrow(
        "status must be 'draft', 'published' or 'archived'",
      );
      const twice = await Promise.allSettled([create('twice'), create('twice')]);
      expect(twice.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await store.countVersions('twice')).toBe(1);
      const versions = await Promise.allSettled(
        [1, 2].map(() =>
          store.createVersion({ id: randomUUID(), [parent]: 'twice', versionNumber: 2, ...config }),
        ),
      );
      expect(versions.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
      await store.delete('twice');
    });
  });

  describe('favorites', () => {
    let agents: AgentsStore;
    let skills: SkillsStore;
    let favorites: FavoritesStore;
    beforeAll(async () => {
      const all = subject.store();
      await all.init();
      agents = (await all.getStore('agents')) as AgentsStore;
      skills = (await all.getStore('skills')) as SkillsStore;
      favorites = (await all.getStore('favorites')) as FavoritesStore;
    });
    const makeAgent = (id: string) =>
      agents.create({
        agent: { id, name, instructions: 'i', model: { provider: 'p', name: 'm' } },
      });

    it('are counted once a user', async () => {
      const [id, userId] = [randomUUID(), randomUUID()];
      const key = { userId, entityType: 'agent' as const, entityId: id };
      await expect(favorites.favorite(key)).rejects.toMatchObject({
        id: subject.id('FAVORITE_ENTITY_NOT_FOUND'),
      });
      const thin = await makeAgent(id);
      expect(await once(() => favorites.favorite(key))).toEqual({
        favorited: true,
        favoriteCount: 1,
      });
      expect((await favorites.favorite(key)).favoriteCount).toBe(1);
      expect((await favorites.favorite({ ...key, userId: 'other' })).favoriteCount).toBe(2);
      expect(await once(() => favorites.isFavorited(key))).toBe(true);
      expect((await agents.getById(id))!.updatedAt).toEqual(thin.updatedAt);
      expect(await once(() => favorites.unfavorite(key))).toEqual({
        favorited: false,
        favoriteCount: 1,
      });
      expect((await favorites.unfavorite(key)).favoriteCount).toBe(1);
      expect(await favorites.isFavorited(key)).toBe(false);
      const { userId: _, ...entity } = key;
      expect(await once(() => favorites.deleteFavoritesForEntity(entity))).toBe(1);
      expect((await agents.getById(id))!.favoriteCount).toBe(0);
    });

    it('of fifty users at once are fifty', async () => {
      const id = randomUUID();
      await skills.create({ skill: { id, name, description: 'd', instructions: 'i' } });
      const key = { entityType: 'skill' as const, entityId: id };
      await Promise.all(
        Array.from({ length: 50 }, (_, i) => favorites.favorite({ ...key, userId: `u${i}` })),
      );
      expect((await skills.getById(id))!.favoriteCount).toBe(50);
    }, 60_000);

    it('are listed, and come first in lists', async () => {
      await agents.dangerouslyClearAll();
      await favorites.dangerouslyClearAll();
      const user = { userId: randomUUID(), entityType: 'agent' as const };
      for (const id of ['a', 'b', 'c']) {
        await makeAgent(id);
        await later();
      }
      await favorites.favorite({ ...user, entityId: 'b' });
      await later();
      await favorites.favorite({ ...user, entityId: 'a' });
      expect(await once(() => favorites.listFavoritedIds(user))).toEqual(['a', 'b']);
      const among = await once(() =>
        favorites.isFavoritedBatch({ ...user, entityIds: ['a', 'c'] }),
      );
      expect(among).toEqual(new Set(['a']));
      expect(await favorites.isFavoritedBatch({ ...user, entityIds: [] })).toEqual(new Set());
      const ids = async (args: object) =>
        (await once(() => agents.list(args))).agents.map((each) => each.id);
      expect(await ids({ pinFavoritedFor: user.userId })).toEqual(['b', 'a', 'c']);
      expect(await ids({ pinFavoritedFor: user.userId, favoritedOnly: true })).toEqual(['b', 'a']);
      expect((await agents.list({ favoritedOnly: true })).agents).toEqual([]);
      expect(await ids({ entityIds: ['c', 'b', 'x'] })).toEqual(['c', 'b']);
      expect((await agents.list({ entityIds: [] })).total).toBe(0);
      const resolved = await once(() => agents.listResolved({ pinFavoritedFor: user.userId }));
      expect(resolved.agents.map((each) => [each.id, each.name])).toEqual([
        ['b', name],
        ['a', name],
        ['c', name],
      ]);
      await once(() => favorites.dangerouslyClearAll());
      expect((await agents.getById('a'))!.favoriteCount).toBe(0);
    });
  });

  describe('blobs', () => {
    let blobs: BlobsStore;
    beforeAll(async () => {
      const all = subject.store();
      await all.init();
      blobs = (await all.getStore('blobs')) as BlobsStore;
    });
    const entry = (content: string) => ({
      hash: createHash('sha256').update(content).digest('hex'),
      content,
      size: content.length,
      mimeType: 'text/plain',
      createdAt: new Date('2026-03-01T12:00:00.000Z'),
    });

    it('are kept by their hashes', async () => {
      const one = entry(`é ${randomUUID()}`);
      expect(await once(() => blobs.has(one.hash))).toBe(false);
      expect(await once(() => blobs.get(one.hash))).toBeNull();
      await once(() => blobs.put(one));
      await blobs.put({ ...one, mimeType: 'image/png' });
      expect(await blobs.get(one.hash)).toEqual(one);
      expect(await blobs.has(one.hash)).toBe(true);
      expect(await once(() => blobs.delete(one.hash))).toBe(true);
      expect(await blobs.delete(one.hash)).toBe(false);
    });

    it('go and come by many', async () => {
      const many = Array.from({ length: 1000 }, (_, i) => entry(`${i} ${randomUUID()}`));
      await blobs.putMany(many);
      await blobs.putMany(many.slice(0, 2));
      await blobs.putMany([]);
      const found = await blobs.getMany([...many.map((each) => each.hash), 'none']);
      expect(found.size).toBe(1000);
      expect(found.get(many[999]!.hash)).toEqual(many[999]);
      expect(await blobs.getMany([])).toEqual(new Map());
    }, 60_000);

    it('may be larger than a row', async () => {
      const large = entry(Array.from({ length: 100_000 }, () => randomUUID()).join(''));
      await blobs.put(large);
      expect(await blobs.get(large.hash)).toEqual(large);
      await blobs.dangerouslyClearAll();
      expect(await blobs.has(large.hash)).toBe(false);
    }, 60_000);
  });
}
