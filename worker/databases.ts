import { ConfigError } from './errors.js';
import { d1Database } from './host/d1-binding.js';
import type { Place } from './service.js';

/** Bindings, variables and secrets of the databases below; README, "Where the data lives". */
export interface DatabaseSettings {
  readonly DB?: D1Database;
}

interface Choice {
  /** What it reads of `DatabaseSettings`. */
  readonly settings: readonly (keyof DatabaseSettings)[];
  /** Throws ConfigError that names the setting that is missing or wrong. */
  make(env: DatabaseSettings): Place;
}

/** What AGENTKEEP_DATABASE may say. */
export const databases: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [
    'd1',
    {
      settings: ['DB'],
      make: ({ DB }) => d1Database(needed(DB, 'DB', 'the D1 database is bound by this name')),
    },
  ],
]);

function needed<Setting>(value: Setting | undefined, name: string, what: string): Setting {
  if (value !== undefined && value !== '') return value;
  throw new ConfigError(`${name} is not configured: ${what}`);
}
