import type { StoreName } from './errors.js';

/**
 * What an adapter answers where the contract leaves it open, so that the class that takes its place
 * answers the same. Members that are absent here: as the contract and the framework's in-memory
 * store have it, where what is not there is left out.
 */
export interface Habits {
  /** `metadata` of a thread that was read and has none. */
  readonly threadRead?: null | 'object';
  /** The same of a thread that was updated. */
  readonly threadUpdated?: 'object';
  /** Members of a resource, and `resourceId` of a run, that are not there. */
  readonly absent?: null;
  /** `type` of an updated message that has none. */
  readonly messageType?: string;
  /** `input` of a score that has none. */
  readonly scoreInput?: string;
}

const none: Habits = {};

const habits: Readonly<Partial<Record<StoreName, Habits>>> = {
  CLOUDFLARE_D1: {
    threadRead: 'object',
    threadUpdated: 'object',
    absent: null,
    messageType: 'v2',
  },
  LIBSQL: { threadRead: null, threadUpdated: 'object', absent: null },
  PG: {
    threadRead: null,
    threadUpdated: 'object',
    absent: null,
    messageType: 'v2',
    scoreInput: '',
  },
};

export function habitsOf(storeName: StoreName): Habits {
  return habits[storeName] ?? none;
}

/** Gives `row` the members that it lacks, and returns it. */
export function filled<Row extends object>(
  row: Row,
  members: Partial<Record<string, unknown>>,
): Row {
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue;
    const rows = row as Record<string, unknown>;
    rows[name] ??= value === 'object' ? {} : value;
  }
  return row;
}
