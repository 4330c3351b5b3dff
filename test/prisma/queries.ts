// Rows and random queries, the same at every run: what record.ts asks a Prisma client, the test asks
// the store.

/** mulberry32. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(most: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * most);
  }

  is(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  some<T>(items: readonly T[], most: number): T[] {
    return Array.from({ length: this.below(most + 1) }, () => this.of(items));
  }
}

export interface Query {
  readonly model: 'record' | 'entity' | 'connection' | 'property';
  readonly verb: 'findMany' | 'findFirst' | 'findUnique' | 'count';
  readonly args: Record<string, unknown>;
}

export interface Rows {
  readonly connection: Record<string, unknown>[];
  readonly entity: Record<string, unknown>[];
  readonly property: Record<string, unknown>[];
  readonly record: Record<string, unknown>[];
}

const words = ['', 'a', 'b', 'ab', 'Ab', 'B', 'ä', 'zebra', "o'k", 'x"y', 'a b', '10', '9'];
const types = ['contact', 'deal', 'note'];
const statuses = ['ACTIVE', 'ARCHIVED'];
const enrichments = ['PENDING', 'APPLIED', 'UNAPPLIED', 'FAILED'];
const numbers = [0, 1, 2, 2.5, 10, -3];
const time = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n));
const leaves = [...words, ...numbers, true, false, null];

function documentOf(chance: Chance): unknown {
  if (chance.is(12)) return chance.of([[], [1, 'a'], 'text', 5, true, {}]);
  const out: Record<string, unknown> = {};
  if (!chance.is(4)) out['n'] = chance.is(5) ? chance.of(leaves) : chance.of(numbers);
  if (!chance.is(4)) out['s'] = chance.is(5) ? chance.of(leaves) : chance.of(words);
  if (!chance.is(3)) out['list'] = chance.is(6) ? chance.of(leaves) : chance.some(leaves, 4);
  if (!chance.is(3))
    out['o'] = chance.is(5) ? null : { n: chance.of(leaves), 'in.ner': { s: chance.of(words) } };
  return out;
}

export function makeRows(): Rows {
  const chance = new Chance(17);
  const connection = ['c1', 'c2', 'c3'].map((id, i) => ({
    ...{ id, name: chance.of(words) + i, connectionId: i === 2 ? 'k1' : `k${i}` },
    ...{ issues: chance.some(words, 3), createdAt: time(i), updatedAt: time(i) },
  }));
  const entity = Array.from({ length: 6 }, (_, i) => ({
    ...{ id: `e${i}`, type: types[i % 3]!, k_id: i > 2 ? 'c2' : 'c1' },
    ...{ createdAt: time(i), updatedAt: time(i + 1), createdBy: chance.of(words) },
    lastSyncId: chance.is(2) ? null : chance.of(words),
  }));
  const property = Array.from({ length: 25 }, (_, i) => ({
    ...{ id: `p${String(i).padStart(2, '0')}`, name: chance.of(words), order: chance.below(9) - 3 },
    ...{
      displayName: 'n',
      type: 'DATE',
      visible: chance.is(2),
      entityId: chance.is(4) ? null : `e${chance.below(6)}`,
    },
    ...(chance.is(3) ? {} : { config: documentOf(chance) }),
  }));
  const record = Array.from({ length: 60 }, (_, i) => ({
    ...{ id: `r${String(i).padStart(2, '0')}`, data: documentOf(chance) },
    ...{ externalId: chance.is(5) ? null : chance.of(words), source: chance.of(words) },
    ...{ entityType: chance.of(types), entityId: chance.is(4) ? null : `e${chance.below(6)}` },
    ...{ status: chance.of(statuses), enrichmentStatus: chance.of(enrichments) },
    ...{
      deletedAt: chance.is(2) ? null : time(chance.below(20)),
      createdAt: time(chance.below(20)),
    },
    updatedAt: chance.is(5) ? null : time(chance.below(40)),
  }));
  return { connection, entity, property, record };
}

type Kind = 'text' | 'words' | 'time' | 'integer' | 'boolean' | 'json';
interface Field {
  readonly name: string;
  readonly kind: Kind;
  readonly nullable?: boolean;
  readonly values: readonly unknown[];
}
const text = (name: string, values: readonly string[], nullable = false): Field => ({
  name,
  kind: 'text',
  nullable,
  values,
});
const times = Array.from({ length: 22 }, (_, i) => time(i));
const fields: Record<Query['model'], readonly Field[]> = {
  record: [
    text(
      'id',
      Array.from({ length: 62 }, (_, i) => `r${String(i).padStart(2, '0')}`),
    ),
    text('externalId', words, true),
    text('source', words),
    text('entityType', types),
    text('entityId', ['e0', 'e1', 'e2', 'e9'], true),
    { name: 'status', kind: 'words', values: statuses },
    { name: 'enrichmentStatus', kind: 'words', values: enrichments },
    { name: 'deletedAt', kind: 'time', nullable: true, values: times },
    { name: 'createdAt', kind: 'time', values: times },
    { name: 'updatedAt', kind: 'time', nullable: true, values: times },
    { name: 'data', kind: 'json', values: leaves },
    { name: 'data', kind: 'json', values: leaves },
    { name: 'data', kind: 'json', values: leaves },
  ],
  entity: [
    text('id', ['e0', 'e1', 'e2', 'e3', 'e4', 'e5', 'e6']),
    text('type', types),
    text('createdBy', words),
    text('k_id', ['c1', 'c2', 'c3', 'c4']),
    text('lastSyncId', words, true),
    { name: 'createdAt', kind: 'time', values: times },
  ],
  connection: [
    text('id', ['c1', 'c2', 'c3']),
    text('name', words),
    text('connectionId', ['k0', 'k1']),
  ],
  property: [
    text('id', ['p00', 'p05', 'p10', 'p20']),
    text('name', words),
    { name: 'order', kind: 'integer', values: [-3, -1, 0, 1, 2, 5] },
    { name: 'visible', kind: 'boolean', values: [true, false] },
    { name: 'config', kind: 'json', nullable: true, values: leaves },
    text('entityId', ['e0', 'e1', 'e2'], true),
  ],
};
const relations: Record<Query['model'], Record<string, { of: Query['model']; many: boolean }>> = {
  record: { entity: { of: 'entity', many: false } },
  entity: {
    connection: { of: 'connection', many: false },
    records: { of: 'record', many: true },
    properties: { of: 'property', many: true },
  },
  connection: { entities: { of: 'entity', many: true } },
  property: { entity: { of: 'entity', many: false } },
};

class Maker {
  readonly #chance: Chance;

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  query(): Query {
    const chance = this.#chance;
    const model = chance.of([
      'record',
      'record',
      'record',
      'record',
      'entity',
      'property',
      'connection',
    ] as const);
    const verb = chance.of([
      'findMany',
      'findMany',
      'findMany',
      'findMany',
      'findFirst',
      'count',
      'findUnique',
    ] as const);
    const args: Record<string, unknown> = {};
    if (verb === 'findUnique') {
      const [id] = fields[model];
      args['where'] = { id: chance.of(id!.values), ...(chance.is(3) ? this.where(model, 1) : {}) };
      // A condition of the same name would take the key's place.
      (args['where'] as Record<string, unknown>)['id'] = chance.of(id!.values);
    } else {
      if (!chance.is(8)) args['where'] = this.where(model, 3);
      // Without an order neither says which there is.
      const order = this.order(model);
      args['orderBy'] = order;
      if (verb !== 'findFirst' && chance.is(3))
        args['take'] = chance.below(9) - (chance.is(3) ? 8 : 0);
      if (chance.is(4)) args['skip'] = chance.below(4);
      // Prisma finds nothing from a row on that has a null in the order; the store goes on from it.
      const nullable = fields[model].filter((field) => field.nullable).map(({ name }) => name);
      const mayBeNull = order.some((term) => nullable.includes(Object.keys(term)[0]!));
      if (verb !== 'count' && !mayBeNull && chance.is(4))
        args['cursor'] = { id: chance.of(fields[model][0]!.values) };
    }
    if (verb !== 'count') this.#show(model, args);
    return { model, verb, args };
  }

  #show(model: Query['model'], args: Record<string, unknown>): void {
    const chance = this.#chance;
    if (chance.is(3)) {
      const select: Record<string, unknown> = { id: true };
      for (const { name } of fields[model]) if (chance.is(3)) select[name] = true;
      if (chance.is(3)) Object.assign(select, this.#related(model));
      args['select'] = select;
    } else if (chance.is(3)) {
      args['include'] = this.#related(model);
    }
  }

  #related(model: Query['model']): Record<string, unknown> {
    const chance = this.#chance;
    const name = chance.of(Object.keys(relations[model]));
    const { of, many } = relations[model][name]!;
    if (chance.is(2) && !many) return { [name]: true };
    const more: Record<string, unknown> = {};
    if (many) more['orderBy'] = this.order(of);
    if (many && chance.is(2)) more['where'] = this.where(of, 1);
    if (many && chance.is(3)) more['take'] = chance.below(4) - (chance.is(3) ? 3 : 0);
    if (many && chance.is(4)) more['skip'] = chance.below(3);
    if (chance.is(2)) more['select'] = { id: true, [chance.of(fields[of]).name]: true };
    return { [name]: Object.keys(more).length === 0 ? true : more };
  }

  order(model: Query['model']): Record<string, unknown>[] {
    const chance = this.#chance;
    const terms: Record<string, unknown>[] = [];
    for (const field of chance.some(
      fields[model].filter(({ kind }) => kind !== 'json' && kind !== 'words'),
      2,
    )) {
      const sort = chance.of(['asc', 'desc']);
      const nulls = chance.of(['first', 'last']);
      terms.push({ [field.name]: field.nullable && chance.is(2) ? { sort, nulls } : sort });
    }
    if (!terms.some((term) => 'id' in term)) terms.push({ id: chance.of(['asc', 'asc', 'desc']) });
    return terms;
  }

  where(model: Query['model'], depth: number): Record<string, unknown> {
    const chance = this.#chance;
    const out: Record<string, unknown> = {};
    for (let n = 1 + chance.below(2); n > 0; n--) {
      const kind = chance.below(depth > 0 ? 10 : 6);
      if (kind < 6) {
        const field = chance.of(fields[model]);
        out[field.name] = this.#filter(field);
      } else if (kind < 9) {
        const word = chance.of(['AND', 'OR', 'NOT']);
        const parts = Array.from(
          { length: depth === 3 && chance.is(9) ? 0 : 1 + chance.below(3) },
          () => this.where(model, depth - 1),
        );
        out[word] = word !== 'OR' && chance.is(3) ? this.where(model, depth - 1) : parts;
      } else {
        const name = chance.of(Object.keys(relations[model]));
        const { of, many } = relations[model][name]!;
        const inner = this.where(of, depth - 1);
        out[name] = many
          ? { [chance.of(['some', 'every', 'none'])]: inner }
          : { [chance.of(['is', 'isNot'])]: inner };
      }
    }
    return out;
  }

  #filter(field: Field): unknown {
    const chance = this.#chance;
    if (field.kind === 'json') return this.#document(field);
    if (field.nullable && chance.is(6)) return chance.is(2) ? null : { not: null };
    if (chance.is(5)) return chance.of(field.values);
    return this.#operators(field, true);
  }

  #operators(field: Field, mayNot: boolean): Record<string, unknown> {
    const chance = this.#chance;
    const out: Record<string, unknown> = {};
    const ordered = ['lt', 'lte', 'gt', 'gte'];
    const known = ['equals', 'in', 'notIn', ...(mayNot ? ['not'] : [])];
    if (field.kind === 'text')
      known.push(...ordered, 'contains', 'startsWith', 'endsWith', 'contains');
    if (field.kind === 'time' || field.kind === 'integer') known.push(...ordered);
    if (field.kind === 'boolean') known.splice(1, 2);
    for (let n = 1 + chance.below(2); n > 0; n--) {
      const name = chance.of(known);
      if (name === 'in' || name === 'notIn') out[name] = chance.some(field.values, 4);
      else if (name === 'not' && chance.is(2)) out[name] = this.#operators(field, false);
      else out[name] = chance.of(field.values);
    }
    const texts = ['contains', 'startsWith', 'endsWith'];
    const folds = mayNot && Object.keys(out).every((name) => texts.includes(name));
    if (field.kind === 'text' && folds && chance.is(2)) out['mode'] = 'insensitive';
    return out;
  }

  #document(field: Field): unknown {
    const chance = this.#chance;
    const path = chance.of([
      ['n'],
      ['s'],
      ['list'],
      ['o'],
      ['o', 'n'],
      ['o', 'in.ner'],
      ['o', 'in.ner', 's'],
      ['no'],
    ]);
    const out: Record<string, unknown> = { path };
    const name = chance.of([
      ...['equals', 'equals', 'not', 'lt', 'lte', 'gt', 'gte', 'array_contains'],
      ...['string_contains', 'string_starts_with', 'string_ends_with'],
    ]);
    const present = field.values.filter((value) => value !== null);
    if (name.startsWith('string')) out[name] = chance.of(words.filter((word) => word !== ''));
    else if (name === 'array_contains')
      out[name] = [chance.of(present), ...chance.some(present, 1)];
    else if (name === 'equals' || name === 'not')
      out[name] = chance.is(8) ? chance.of([[], { s: 'a' }, [1, 'a']]) : chance.of(present);
    else out[name] = chance.of(present.filter((value) => typeof value !== 'boolean'));
    return out;
  }
}

export function makeQueries(count: number): Query[] {
  const maker = new Maker(new Chance(1700));
  return Array.from({ length: count }, () => maker.query());
}

/** An answer with the members of every object in one order, to be compared. */
export function canonical(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([name, member]) => [name, canonical(member)]),
  );
}
