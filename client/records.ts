import type { Domain } from './domain.js';

export type JsonValue =
  string | number | boolean | null | JsonValue[] | { [name: string]: JsonValue | undefined };

/** What a document may be made of. */
export type JsonInput =
  | string
  | number
  | boolean
  | null
  | readonly JsonInput[]
  | { readonly [name: string]: JsonInput | undefined };

// ---- Rows

export type RecordStatus = 'ACTIVE' | 'ARCHIVED';
export type RecordEnrichmentStatus = 'PENDING' | 'APPLIED' | 'UNAPPLIED' | 'FAILED';
export type PropertyType =
  | 'LONG_TEXT'
  | 'SINGLE_LINE_TEXT'
  | 'SINGLE_SELECT'
  | 'MULTI_SELECT'
  | 'CHECKBOX'
  | 'DATE'
  | 'USER'
  | 'BADGE_LIST'
  | 'CURRENCY'
  | 'URL'
  | 'PHONE'
  | 'CONTACT'
  | 'COMPANY'
  | 'PERSON'
  | 'ENRICHMENT'
  | 'COMPOSITE'
  | 'BOOLEAN'
  | 'NUMBER'
  | 'FLOAT'
  | 'JSON_OBJECT'
  | 'JSON_ARRAY';

/** A data entry of an external system, or one that was made by hand. */
export interface SyncedRecord {
  id: string;
  externalId: string | null;
  data: JsonValue;
  source: string;
  entityType: string;
  entityId: string | null;
  status: RecordStatus;
  enrichmentStatus: RecordEnrichmentStatus;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date | null;
}

/** One user in one external system. */
export interface SyncedConnection {
  id: string;
  name: string;
  issues: string[];
  syncConfig: JsonValue;
  connectionId: string;
  createdAt: Date;
  updatedAt: Date | null;
  lastSyncAt: Date | null;
  subscriptionId: string | null;
}

export interface SyncedCredential {
  id: string;
  type: string;
  /** Only for callers with the scope admin, and not in lists. */
  value: JsonValue;
  scope: string[];
  k_id: string;
}

/** One kind of object that a connection delivers. */
export interface SyncedEntity {
  id: string;
  type: string;
  createdAt: Date;
  updatedAt: Date;
  createdBy: string;
  k_id: string;
  lastSyncId: string | null;
}

/** A field of an entity. */
export interface SyncedProperty {
  id: string;
  name: string;
  displayName: string;
  visible: boolean;
  config: JsonValue;
  description: string | null;
  type: PropertyType;
  order: number;
  modifiable: boolean;
  parentId: string | null;
  entityId: string | null;
}

// ---- Models

interface One<Name extends ModelName, Needed extends boolean = false> {
  readonly of: Name;
  readonly many: false;
  readonly needed: Needed;
}
interface Many<Name extends ModelName> {
  readonly of: Name;
  readonly many: true;
}

interface Models {
  record: {
    row: SyncedRecord;
    relations: { entity: One<'entity'> };
    unique: { id: string };
    needs: 'entityType';
  };
  connection: {
    row: SyncedConnection;
    relations: { credential: One<'credential'>; entities: Many<'entity'> };
    unique: { id: string } | { connectionId_name: { connectionId: string; name: string } };
    needs: 'name' | 'connectionId';
  };
  credential: {
    row: SyncedCredential;
    relations: { connection: One<'connection'> };
    unique: { id: string } | { k_id: string };
    needs: 'type' | 'value' | 'k_id';
  };
  entity: {
    row: SyncedEntity;
    relations: {
      connection: One<'connection'>;
      records: Many<'record'>;
      properties: Many<'property'>;
    };
    unique: { id: string } | { k_id_type: { k_id: string; type: string } };
    needs: 'type' | 'createdBy' | 'k_id';
  };
  property: {
    row: SyncedProperty;
    relations: { entity: One<'entity'>; parent: One<'property'>; children: Many<'property'> };
    unique: { id: string };
    needs: 'name' | 'displayName' | 'type' | 'order';
  };
}

export type ModelName = keyof Models;
type Row<M extends ModelName> = Models[M]['row'];
type Relations<M extends ModelName> = Models[M]['relations'];

type DocumentName = 'data' | 'syncConfig' | 'value' | 'config';
type ListName = 'issues' | 'scope';
type SecretName = 'value';

// ---- Conditions

interface Plain<T> {
  equals?: T;
  not?: T | Plain<T>;
}
interface Choice<T> extends Plain<T> {
  in?: NonNullable<T>[];
  notIn?: NonNullable<T>[];
  not?: T | Choice<T>;
}
interface Ordered<T> extends Choice<T> {
  lt?: NonNullable<T>;
  lte?: NonNullable<T>;
  gt?: NonNullable<T>;
  gte?: NonNullable<T>;
  not?: T | Ordered<T>;
}
interface Textual<T> extends Ordered<T> {
  contains?: string;
  startsWith?: string;
  endsWith?: string;
  /** Without regard to the case of ASCII letters. */
  mode?: 'default' | 'insensitive';
  not?: T | Textual<T>;
}
/** Of a JSON document, or of what is found in it at a path of names. */
export interface DocumentFilter {
  path?: string[];
  equals?: JsonInput;
  not?: JsonInput;
  lt?: string | number;
  lte?: string | number;
  gt?: string | number;
  gte?: string | number;
  string_contains?: string;
  string_starts_with?: string;
  string_ends_with?: string;
  /** Of the strings. */
  mode?: 'default' | 'insensitive';
  /** One scalar or several: the list has each of them. */
  array_contains?: string | number | boolean | null | (string | number | boolean | null)[];
}
export interface ListFilter {
  equals?: string[];
  has?: string;
  hasEvery?: string[];
  hasSome?: string[];
  isEmpty?: boolean;
}

type IsWords<T> = [T] extends [string | null]
  ? string extends NonNullable<T>
    ? false
    : true
  : false;
type FilterOf<Name, T> = Name extends DocumentName
  ? DocumentFilter | null
  : Name extends ListName
    ? ListFilter
    : IsWords<T> extends true
      ? T | Choice<T>
      : [T] extends [string | null]
        ? T | Textual<T>
        : [T] extends [boolean]
          ? T | Plain<T>
          : [T] extends [Date | null]
            ? T | string | Ordered<T | string>
            : T | Ordered<T>;

type RelationFilter<R> =
  R extends Many<infer Name>
    ? { some?: Where<Name>; every?: Where<Name>; none?: Where<Name> }
    : R extends One<infer Name, boolean>
      ? Where<Name> | null | { is?: Where<Name> | null; isNot?: Where<Name> | null }
      : never;

export type Where<M extends ModelName> = {
  [K in Exclude<keyof Row<M>, SecretName>]?: FilterOf<K, Row<M>[K]>;
} & { [K in keyof Relations<M>]?: RelationFilter<Relations<M>[K]> } & {
  AND?: Where<M> | Where<M>[];
  OR?: Where<M>[];
  NOT?: Where<M> | Where<M>[];
};
/** Names one row, and may ask for more of it. */
export type WhereUnique<M extends ModelName> = Models[M]['unique'] & Where<M>;

export type SortOrder = 'asc' | 'desc';
export type OrderBy<M extends ModelName> = {
  [K in Exclude<keyof Row<M>, DocumentName | ListName>]?:
    SortOrder | { sort: SortOrder; nulls?: 'first' | 'last' };
};

// ---- What is answered

type ColumnsOf<M extends ModelName> = { [K in keyof Row<M>]?: boolean };
interface RelatedOne<Name extends ModelName> {
  select?: ColumnsOf<Name> | null;
}
interface RelatedMany<Name extends ModelName> extends RelatedOne<Name> {
  where?: Where<Name>;
  orderBy?: OrderBy<Name> | OrderBy<Name>[];
  /** Of each list; negative: the last ones. */
  take?: number;
  skip?: number;
}
type RelationArg<R> =
  R extends Many<infer Name>
    ? boolean | RelatedMany<Name>
    : R extends One<infer Name, boolean>
      ? boolean | RelatedOne<Name>
      : never;
export type Include<M extends ModelName> = {
  [K in keyof Relations<M>]?: RelationArg<Relations<M>[K]>;
};
export type Select<M extends ModelName> = ColumnsOf<M> & Include<M>;

/** Either of the two. */
interface Shown<M extends ModelName> {
  select?: Select<M> | null;
  include?: Include<M> | null;
}

type Asked<S> = { [K in keyof S]: S[K] extends false | undefined ? never : K }[keyof S];
type Picked<M extends ModelName, S> = { [K in Asked<S> & keyof Row<M>]: Row<M>[K] };
type RelatedRow<M extends ModelName, A> = A extends { select: infer S extends object }
  ? Picked<M, S>
  : Omit<Row<M>, SecretName & keyof Row<M>>;
type RelatedValue<R, A> =
  R extends Many<infer Name>
    ? RelatedRow<Name, A>[]
    : R extends One<infer Name, boolean>
      ? RelatedRow<Name, A> | null
      : never;
type RelatedOf<M extends ModelName, S> = {
  [K in Asked<S> & keyof Relations<M>]: RelatedValue<Relations<M>[K], S[K]>;
};
type Flat<T> = { [K in keyof T]: T[K] };

/** A row as `select` or `include` of the arguments shape it. */
export type Shape<M extends ModelName, A> = A extends { select: infer S extends object }
  ? Flat<Picked<M, S> & RelatedOf<M, S>>
  : A extends { include: infer I extends object }
    ? Flat<Row<M> & RelatedOf<M, I>>
    : Row<M>;

/** As Shape, of lists: they have no secrets. */
type ListShape<M extends ModelName, A> =
  Shape<M, A> extends infer T
    ? A extends { select: object }
      ? T
      : M extends 'credential'
        ? Omit<T, SecretName>
        : T
    : never;

// ---- What is written

type Given<K, T> = K extends DocumentName
  ? JsonInput
  : K extends ListName
    ? readonly string[] | { set: readonly string[] }
    : Date extends T
      ? T | string
      : T;
type Changed<K, T> = K extends ListName
  ? Given<K, T> | { push: string }
  : K extends DocumentName
    ? JsonInput
    : [T] extends [number]
      ? T | { set: T } | { increment: number } | { decrement: number }
      : Given<K, T> | { set: Given<K, T> };
export type Create<M extends ModelName> = {
  [K in keyof Row<M> & Models[M]['needs']]: Given<K, Row<M>[K]>;
} & { [K in Exclude<keyof Row<M>, Models[M]['needs']>]?: Given<K, Row<M>[K]> };
export type Update<M extends ModelName> = {
  [K in Exclude<keyof Row<M>, 'id'>]?: Changed<K, Row<M>[K]>;
};

// ---- Methods

interface UniqueArgs<M extends ModelName> extends Shown<M> {
  where: WhereUnique<M>;
}
interface ListArgs<M extends ModelName> extends Shown<M> {
  where?: Where<M>;
  orderBy?: OrderBy<M> | OrderBy<M>[];
  /** The row that the list begins with; `skip: 1` begins behind it. */
  cursor?: WhereUnique<M>;
  /** Negative: the last ones, or those up to the cursor. */
  take?: number;
  skip?: number;
  distinct?: keyof Row<M> | [keyof Row<M>];
}
interface CountArgs<M extends ModelName> {
  where?: Where<M>;
  orderBy?: OrderBy<M> | OrderBy<M>[];
  take?: number;
  skip?: number;
}
interface CreateArgs<M extends ModelName> extends Shown<M> {
  data: Create<M>;
}
interface UpdateArgs<M extends ModelName> extends UniqueArgs<M> {
  data: Update<M>;
}
interface UpsertArgs<M extends ModelName> extends UniqueArgs<M> {
  create: Create<M>;
  update: Update<M>;
}

/** No member that `Args` does not have, and not both of `select` and `include`. */
type Exactly<A, Args> = A & { [K in Exclude<keyof A, keyof Args>]: never } & (A extends {
    select: object;
    include: object;
  }
    ? 'give select or include, not both'
    : unknown);

/**
 * The rows of one model, as a Prisma client has them. All reject with AgentKeepError: `not_found`,
 * `conflict`, or `invalid_argument` with the path of what is wrong. One round trip each, unless
 * docs/records.md says two.
 */
export interface Delegate<M extends ModelName> {
  findUnique<A extends UniqueArgs<M>>(args: Exactly<A, UniqueArgs<M>>): Promise<Shape<M, A> | null>;
  findUniqueOrThrow<A extends UniqueArgs<M>>(args: Exactly<A, UniqueArgs<M>>): Promise<Shape<M, A>>;
  findFirst<A extends ListArgs<M>>(args?: Exactly<A, ListArgs<M>>): Promise<Shape<M, A> | null>;
  findMany<A extends ListArgs<M>>(args?: Exactly<A, ListArgs<M>>): Promise<ListShape<M, A>[]>;
  count(args?: CountArgs<M>): Promise<number>;
  create<A extends CreateArgs<M>>(args: Exactly<A, CreateArgs<M>>): Promise<Shape<M, A>>;
  /** `skipDuplicates` leaves rows whose id is taken as they are. */
  createMany(args: {
    data: Create<M> | Create<M>[];
    skipDuplicates?: boolean;
  }): Promise<{ count: number }>;
  update<A extends UpdateArgs<M>>(args: Exactly<A, UpdateArgs<M>>): Promise<Shape<M, A>>;
  updateMany(args: {
    where?: Where<M>;
    data: Omit<Update<M>, SecretName>;
  }): Promise<{ count: number }>;
  upsert<A extends UpsertArgs<M>>(args: Exactly<A, UpsertArgs<M>>): Promise<Shape<M, A>>;
  delete<A extends UniqueArgs<M>>(args: Exactly<A, UniqueArgs<M>>): Promise<Shape<M, A>>;
  deleteMany(args?: { where?: Where<M> }): Promise<{ count: number }>;
}

/** What `records.sync` brings up to date. */
export interface SyncArgs {
  /** `id` of the connection. */
  connectionId: string;
  /** What kind of object they are: the type of an entity, which is made if there is none. */
  entityType: string;
  records: { externalId: string; data: JsonInput }[];
  /** They are all that there are: other records of the entity are marked by `deletedAt`. */
  whole?: boolean;
  /** `source` of new records; SYNC unless given. */
  source?: string;
}
export interface SyncResult {
  created: number;
  updated: number;
  unchanged: number;
  deleted: number;
}

/** The models, and what brings them up to date. */
export type Db = { readonly [M in ModelName]: Delegate<M> };
export interface DataLayer {
  readonly db: Db;
}
export interface Records {
  /** Cost: one round trip; three where entity or records were made by hand. */
  sync(args: SyncArgs): Promise<SyncResult>;
  /** Deletes every row of every model. */
  dangerouslyClearAll(): Promise<void>;
}

const models = ['record', 'connection', 'credential', 'entity', 'property'] as const;
const verbs = [
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findMany',
  'count',
  'create',
  'createMany',
  'update',
  'updateMany',
  'upsert',
  'delete',
  'deleteMany',
] as const;

type Call = (args?: object) => Promise<unknown>;

export function dbOf(domain: Domain): Db {
  const db: Record<string, Record<string, Call>> = {};
  for (const model of models) {
    const delegate: Record<string, Call> = (db[model] = {});
    for (const verb of verbs) {
      delegate[verb] = (args = {}) => domain.call(`${model}.${verb}`, args);
    }
  }
  return db as unknown as Db;
}

export function recordsOf(domain: Domain): Records {
  return {
    sync: (args) => domain.call('sync', args),
    dangerouslyClearAll: () => domain.call('dangerouslyClearAll', {}),
  };
}

/**
 * The framework's object with the data layer of a store, as its first releases had it:
 * `mastra.dataLayer.db.record.findUnique({ where: { id } })`. Changes `mastra` and returns it.
 */
export function withDataLayer<M extends object>(
  mastra: M,
  storage: { readonly dataLayer: DataLayer },
): M & { readonly dataLayer: DataLayer } {
  return Object.defineProperty(mastra, 'dataLayer', {
    configurable: true,
    enumerable: true,
    value: storage.dataLayer,
  }) as M & { readonly dataLayer: DataLayer };
}
