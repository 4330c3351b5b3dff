// Definitions in versions, favourites and blobs: what random calls of them are made of, and where
// the framework's stores are not the contract.
import { InMemoryStore } from '@mastra/core/storage';
import type { InMemoryDB, MastraCompositeStore } from '@mastra/core/storage';
import { describedCalls } from './described.js';
import type { Domains } from './described.js';
import type { Random } from './random.js';
import { ruled } from './rules.js';
import type { Rule } from './rules.js';
import type { ErrorRule, Reference, Sequence } from './run.js';
import type { Ask, Step } from './side.js';

type Row = Record<string, unknown>;

/** What the versions of a domain call the one that they are of. */
export const parents: Readonly<Record<string, string>> = {
  agents: 'agentId',
  promptBlocks: 'blockId',
  scorerDefinitions: 'scorerDefinitionId',
  mcpClients: 'mcpClientId',
  mcpServers: 'mcpServerId',
  workspaces: 'workspaceId',
  skills: 'skillId',
};
const versioned = Object.keys(parents);
const of = (...methods: string[]) =>
  versioned.flatMap((domain) => methods.map((method) => `${domain}.${method}`));

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const entities = [...named('e', 5), 'ü "5" \\'];
const versions = named('v', 24);
const users = ['ada', 'bob', "o'neil"];
const hashes = named('h', 8);
const keys = ['k1', 'k2', '_k3'];
const scalars = [true, false, 0, 1, -2.5, '', 'x', '1', 'ümläut'];

const entity = (random: Random) => random.pick(entities);
const user = (random: Random) => random.pick(users);
const version = (random: Random, { ids }: { ids: readonly string[] }) =>
  random.pick([...versions, ...ids]);
const members = (random: Random, of: readonly unknown[]) =>
  Object.fromEntries(random.some(keys, 0, 3).map((key) => [key, random.pick(of)]));

const values: Domains['values'] = {
  id: entity,
  'createVersion.id': (random) => random.pick(versions),
  'getVersion.id': version,
  'deleteVersion.id': version,
  versionId: version,
  activeVersionId: (random, known) => (random.chance(0.1) ? null : version(random, known)),
  ids: (random, known) => [...new Set([version, version, version].map((of) => of(random, known)))],
  ...Object.fromEntries(Object.values(parents).map((parent) => [parent, entity])),
  entityId: entity,
  entityIds: (random) => random.some(entities, 0, 4),
  versionNumber: (random) => 1 + random.int(7),
  authorId: user,
  userId: user,
  pinFavoritedFor: user,
  hash: (random) => random.pick(hashes),
  hashes: (random) => random.some(hashes, 0, 5),
  organizationId: user,
  projectId: user,
  page: (random) => random.pick([0, 0, 1, 2]),
  perPage: (random) => random.pick([false, 1, 2, 3, 50]),
  metadata: (random) => members(random, [...scalars, [1], { a: { b: [null] } }]),
  'list.metadata': (random) => members(random, scalars),
  'listResolved.metadata': (random) => members(random, scalars),
  // A text that looks like a list is one: the column has both.
  instructions: (random) => random.pick(['', 'Be kind.', '{"not":"parsed"}']),
  'agents.create.instructions': (random) => random.pick(['Be kind.', [], [{ type: 'text' }]]),
  'agents.createVersion.instructions': (random) => random.pick(['Be kind.', [{ type: 'text' }]]),
  memory: (random) => random.pick([null, {}, { a: 1 }]),
  browser: (random) => random.pick([null, { a: 1 }]),
};

const plainDocuments = [[1, { deep: [null] }], {}, { a: 1, 'b "': { c: 'ü' } }, { a: 1 }];
const plainValues: Domains['values'] = {
  'list.metadata': (random) => members(random, ['x', 'ümläut']),
  'listResolved.metadata': (random) => members(random, ['x', 'ümläut']),
  instructions: (random) => random.pick(['Be kind.', 'Be brief.']),
  memory: (random) => random.pick(plainDocuments),
  browser: (random) => random.pick(plainDocuments),
  // libsql overlooks it there.
  'skills.list.metadata': () => undefined,
  'skills.listResolved.metadata': () => undefined,
  // What is not given it reads as false.
  autoSync: () => true,
  isLatest: () => true,
  // It forgets them.
  organizationId: () => undefined,
  projectId: () => undefined,
};

const weights = {
  create: 6,
  update: 8,
  createVersion: 9,
  list: 5,
  listResolved: 5,
  getByIdResolved: 5,
  delete: 0.7,
  deleteVersion: 1,
  deleteVersionsByParentId: 0.3,
  dangerouslyClearAll: 0.03,
  favorite: 20,
  unfavorite: 8,
  put: 8,
};

const everything: readonly Step[] = [
  ...versioned.flatMap((domain): Step[] => [
    { method: `${domain}.list`, args: [{ perPage: false }] },
    ...['draft', 'published', 'archived'].map((status) => ({
      method: `${domain}.listResolved`,
      args: [{ perPage: false, status }],
    })),
    ...entities.map((id) => ({
      method: `${domain}.listVersions`,
      args: [{ [parents[domain]!]: id, perPage: false }],
    })),
  ]),
  ...users.flatMap((userId) =>
    ['agent', 'skill'].map((entityType) => ({
      method: 'favorites.listFavoritedIds',
      args: [{ userId, entityType }],
    })),
  ),
  { method: 'blobs.getMany', args: [hashes] },
];

/** In memory a page of all is none, if it is not the first. */
function isPage({ args: [given] }: Step): boolean {
  const { page, perPage } = (given ?? {}) as { page?: number; perPage?: number | false };
  return perPage !== false || !page;
}

/**
 * Random calls of all nine; `plain`: without what libsql does otherwise: texts that look like JSON
 * are parsed, documents are objects or lists, filters are texts, and null is never meant.
 */
export function editorCalls({ plain = false } = {}): (random: Random) => Sequence {
  return describedCalls({
    names: [...versioned, 'favorites', 'blobs'],
    weights,
    values: plain ? { ...values, ...plainValues } : values,
    ...(plain && { texts: ['plain', 'ümläut 👩‍👩‍👧', 'it\'s \\ "5%"'], documents: plainDocuments }),
    everything,
    idsOf(outcome) {
      const { id, versionNumber } = (('value' in outcome && outcome.value) ?? {}) as Row;
      return typeof id === 'string' && versionNumber !== undefined ? [id] : [];
    },
    fits: isPage,
  });
}

/** Calls the domains of a store. What has no order is put into one. */
export function callsOfEditor(store: MastraCompositeStore): Ask {
  return async (name, args) => {
    const [domain, method] = name.split('.') as ['agents', string];
    const target = (await store.getStore(domain)) as unknown as Record<
      string,
      (...args: unknown[]) => Promise<unknown>
    >;
    const answer = await target[method]!(...args);
    if (answer instanceof Set) return [...answer].sort();
    if (answer instanceof Map) return [...(answer as Map<string, Row>)].sort();
    return inOrder(answer);
  };
}

/** The names that changed, and versions that are read by their ids, have no order. */
function inOrder(answer: unknown): unknown {
  if (Array.isArray(answer)) {
    const place = (row: Row) =>
      Object.values(parents).map((parent) => row?.[parent] ?? '') + `${row?.['versionNumber']}`;
    const isOfVersions = (answer[0] as Row | undefined)?.['versionNumber'] !== undefined;
    const rows = answer.map(inOrder) as Row[];
    return isOfVersions ? rows.sort((a, b) => (place(a) < place(b) ? -1 : 1)) : rows;
  }
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer;
  const row = { ...answer } as Row;
  if (Array.isArray(row['changedFields'])) row['changedFields'] = row['changedFields'].toSorted();
  // A page has the order that it was asked for.
  if (Array.isArray(row['versions']) && row['total'] !== undefined) {
    row['versions'] = row['versions'].map(inOrder);
  }
  return row;
}

/** The framework's store in memory, put right where the contract follows other adapters. */
export function inMemoryEditor(): Reference {
  const store = new InMemoryStore();
  const { db } = store.stores.agents as unknown as { db: InMemoryDB };
  return { ask: ruled(callsOfEditor(store), [...rulesOfBoth, ...rules], db), errors: editorErrors };
}

/** What answers rows, alone or in a page. */
export const answering = of(
  ...['getById', 'create', 'update', 'list', 'createVersion', 'getVersion', 'getVersions'],
  ...['getLatestVersion', 'getVersionByNumber', 'listVersions', 'getByIdResolved', 'listResolved'],
);

/** Of both stores that are compared with. */
export const rulesOfBoth: readonly Rule<unknown>[] = [
  {
    name: 'what is archived is resolved by its latest version',
    reason: 'the contract; they take its active one',
    methods: of('getByIdResolved'),
    answer: ([id, options], ask) =>
      ask(id, options?.status === 'archived' ? { ...options, status: 'draft' } : options),
  },
  ...versioned.map((domain): Rule<unknown> => ({
    name: `a list of what is archived of ${domain} is resolved so, too`,
    reason: 'as above',
    methods: [`${domain}.listResolved`],
    async answer([args], ask, _, calls) {
      if (args?.status !== 'archived') return ask(args);
      const page = await ask(args);
      const rows = (page as Record<string, Row[]>)[domain]!.map(({ id }) =>
        calls(`${domain}.getByIdResolved`, [id, { status: 'draft' }]),
      );
      return { ...page, [domain]: await Promise.all(rows) };
    },
  })),
  {
    name: 'a blob without a time is of now',
    reason: 'the framework gives one; a caller of the wire need not',
    methods: ['blobs.put', 'blobs.putMany'],
    answer: ([given], ask) => {
      const dated = (blob: Row) => ({ createdAt: new Date(), ...blob });
      return ask(Array.isArray(given) ? given.map(dated) : dated(given));
    },
  },
  {
    name: 'null is what is not there',
    reason: 'the columns are NULL then; memory and browser of agents say so on purpose',
    methods: answering,
    answer: async (args, ask) =>
      without(
        (name, value) => value === null && name !== 'memory' && name !== 'browser',
        await ask(...args),
      ),
  },
];

const rules: readonly Rule<InMemoryDB>[] = [
  ...versioned.map((domain): Rule<InMemoryDB> => ({
    name: `what has no version 1 of its own is not there, in ${domain}`,
    reason: 'the contract; in memory only skills are taken back',
    methods: [`${domain}.create`],
    async answer([input], ask, db) {
      const [{ id }] = Object.values(input as Record<string, { id: string }>) as [{ id: string }];
      const stored = db[domain as 'agents'];
      const wasThere = stored.has(id);
      try {
        return await ask(input);
      } catch (cause) {
        if (!wasThere) stored.delete(id);
        throw cause;
      }
    },
  })),
  {
    name: 'mcpClients are listed where they are published, unless asked otherwise',
    reason: 'libsql and pg; in memory all are',
    methods: ['mcpClients.list', 'mcpClients.listResolved'],
    answer: ([args], ask) => ask({ status: 'published', ...args }),
  },
  {
    name: 'a favourite does not change when an entity was updated',
    reason: 'libsql and pg; in memory lists by updatedAt are reordered',
    methods: ['favorites.favorite', 'favorites.unfavorite'],
    async answer([key], ask, { agents, skills }) {
      const row = (key.entityType === 'agent' ? agents : skills).get(key.entityId);
      const updatedAt = row?.updatedAt;
      const answer = await ask(key);
      if (row) row.updatedAt = updatedAt!;
      return answer;
    },
  },
  {
    name: 'the newest favourite is first',
    reason: 'the contract; in memory the oldest',
    methods: ['favorites.listFavoritedIds'],
    answer: async ([args], ask) => (await ask(args)).reverse(),
  },
];

/** Rows, alone or of a page, without the members of these values; their documents are left alone. */
export function without(
  dropped: (name: string, value: unknown) => boolean,
  answer: unknown,
): unknown {
  const rows = (value: unknown) => without(dropped, value);
  if (Array.isArray(answer)) return answer.map(rows);
  if (typeof answer !== 'object' || answer === null || answer instanceof Date) return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name, value]) => !dropped(name, value))
      .map(([name, value]) => [
        name,
        'total' in answer && Array.isArray(value) ? rows(value) : value,
      ]),
  );
}

export const editorErrors: readonly ErrorRule[] = [
  {
    reference: /^(?!Version )\S.* with id .* already exists$/,
    ours: /_CREATE_\w+_FAILED: .* with id .* already exists$/,
  },
  {
    // Where both are there, either may be said.
    reference: /^Version with id .* already exists$/,
    ours: /_CREATE_\w*VERSION_FAILED: Version (with id .*|number \d+) already exists( for .*)?$/,
  },
  {
    reference: /^Version number \d+ already exists for /,
    ours: /_CREATE_\w+_FAILED: Version number \d+ already exists for /,
  },
  { reference: / with id .* not found$/, ours: /_UPDATE_\w+_NOT_FOUND: .* with id .* not found$/ },
  { reference: /^No versions found for /, ours: /_UPDATE_\w+_NO_VERSIONS: / },
  {
    reference: /^Cannot favorite: .* does not exist$/,
    ours: /FAVORITE_ENTITY_NOT_FOUND: Cannot (un)?favorite: .* not found$/,
  },
];
