import type { MemoryStore, StoreOptions } from '../../client/index.js';
import type { Store } from '../../client/store.js';

/** One way from a program in Node to a store core: each file of `transports/` exports one. */
export interface Transport {
  readonly name: string;
  /** How error ids name the store: `MASTRA_STORAGE_<adapter>_…`. Default: AGENTKEEP. */
  readonly adapter?: string;
  /** Its stores make the tables, or do not with `disableInit`; else a deployment does. */
  readonly inProcess?: boolean;
  /** False: indexes are not for callers to make. */
  readonly hasIndexes?: boolean;
  /** A database of its own kind: the rules of every domain are proved on it, and not only the operations. */
  readonly provesDomains?: true;
  /** The database has regular expressions. */
  readonly hasPatterns?: true;
  /** A batch may be committed though what it has looked at is gone meanwhile. */
  readonly overlaps?: true;
  /** `Opened` has `drop`. */
  readonly drops?: true;
  /** A text as the database can hold it, if it cannot hold every one. */
  stored?(text: string): string;
  /** Makes an empty database. */
  open(): Promise<Opened>;
}

export interface Opened {
  /** A store of its own on the same database, as if in another process. */
  store(options?: StoreOptions): Store;
  /** Round trips that all of its stores have made so far; without it they are not compared. */
  trips?(): number;
  /** Statements that they have run so far, where the database is in this process. */
  statements?(): number;
  /** Drops a table, beside the stores. */
  drop?(table: string): Promise<unknown>;
  /** Ends what `open` has begun. */
  close(): Promise<void>;
}

/** Makes of a value, down to each text of it, what the database gives back. */
export function heldBy({ stored }: Transport): <T>(value: T) => T {
  if (stored === undefined) return (value) => value;
  const held = (value: unknown): unknown => {
    if (typeof value === 'string') return stored(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(held);
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [stored(name), held(member)]),
    );
  };
  return (value) => held(value) as typeof value;
}

export async function memoryOf(store: Store): Promise<MemoryStore> {
  return (await store.getStore('memory')) as MemoryStore;
}
