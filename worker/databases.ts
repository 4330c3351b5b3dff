import { ConfigError } from './errors.js';
import { d1Database } from './host/d1-binding.js';
import { d1RestDatabase } from './host/d1-rest.js';
import { libsqlDatabase } from './host/libsql.js';
import { objectsOf } from './objects.js';
import type { Objects } from './objects.js';
import type { Place } from './service.js';

/** Bindings, variables and secrets of the databases below; docs/databases.md. */
export interface DatabaseSettings {
  readonly DB?: D1Database;
  readonly AGENTKEEP_D1_ACCOUNT_ID?: string;
  readonly AGENTKEEP_D1_DATABASE_ID?: string;
  readonly AGENTKEEP_D1_API_TOKEN?: string;
  readonly AGENTKEEP_D1_API_URL?: string;
  readonly AGENTKEEP_LIBSQL_URL?: string;
  readonly AGENTKEEP_LIBSQL_AUTH_TOKEN?: string;
  readonly OBJECTS?: Objects;
  readonly AGENTKEEP_OBJECT_PER?: string;
  readonly HYPERDRIVE?: { readonly connectionString: string };
  readonly AGENTKEEP_POSTGRES_URL?: string;
  readonly AGENTKEEP_DSQL_HOST?: string;
  readonly AGENTKEEP_DSQL_REGION?: string;
  readonly AGENTKEEP_DSQL_USER?: string;
  readonly AGENTKEEP_DYNAMODB_TABLE?: string;
  readonly AGENTKEEP_DYNAMODB_REGION?: string;
  readonly AGENTKEEP_DYNAMODB_ENDPOINT?: string;
  readonly AGENTKEEP_DYNAMODB_TTL?: string;
  readonly AGENTKEEP_DYNAMODB_TRANSACTIONS?: string;
  readonly AWS_ACCESS_KEY_ID?: string;
  readonly AWS_SECRET_ACCESS_KEY?: string;
  readonly AWS_SESSION_TOKEN?: string;
}

export interface Choice {
  /** What it reads of `DatabaseSettings`. */
  readonly settings: readonly (keyof DatabaseSettings)[];
  /** Throws ConfigError that names the setting that is missing or wrong. */
  make(env: DatabaseSettings): Place;
}

const d1RestNames = {
  accountId: 'AGENTKEEP_D1_ACCOUNT_ID',
  databaseId: 'AGENTKEEP_D1_DATABASE_ID',
  apiToken: 'AGENTKEEP_D1_API_TOKEN',
  apiUrl: 'AGENTKEEP_D1_API_URL',
} as const;

const libsqlNames = {
  url: 'AGENTKEEP_LIBSQL_URL',
  authToken: 'AGENTKEEP_LIBSQL_AUTH_TOKEN',
} as const;

/** What AGENTKEEP_DATABASE may say to a Worker of another configuration, and which that is. */
export const elsewhere: Readonly<Record<string, string>> = {
  postgres: 'example/postgres.toml',
  dsql: 'example/dsql.toml',
  dynamodb: 'example/dynamodb.toml',
};

/** What AGENTKEEP_DATABASE may say to the Worker of worker/index.ts. */
export const databases: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [
    'd1',
    {
      settings: ['DB'],
      make: (env) => d1Database(needed(env, 'DB'), undefined, true),
    },
  ],
  [
    'd1-rest',
    {
      settings: Object.values(d1RestNames),
      make: (env) =>
        checked(() =>
          d1RestDatabase(
            {
              accountId: needed(env, d1RestNames.accountId),
              databaseId: needed(env, d1RestNames.databaseId),
              apiToken: needed(env, d1RestNames.apiToken),
              apiUrl: env[d1RestNames.apiUrl] || undefined,
            },
            d1RestNames,
          ),
        ),
    },
  ],
  [
    'libsql',
    {
      settings: Object.values(libsqlNames),
      make: (env) =>
        checked(() =>
          libsqlDatabase(
            {
              url: needed(env, libsqlNames.url),
              authToken: env[libsqlNames.authToken] || undefined,
            },
            libsqlNames,
          ),
        ),
    },
  ],
  [
    'durable-object',
    {
      settings: ['OBJECTS', 'AGENTKEEP_OBJECT_PER'],
      make: (env) => objectsOf(needed(env, 'OBJECTS'), env.AGENTKEEP_OBJECT_PER),
    },
  ],
]);

/** A setting that the chosen database cannot do without. */
export function needed<Name extends keyof DatabaseSettings>(
  env: DatabaseSettings,
  name: Name,
): NonNullable<DatabaseSettings[Name]> {
  const value = env[name];
  if (value !== undefined && value !== '') return value;
  throw new ConfigError(
    `${name} is not configured: the database that AGENTKEEP_DATABASE chooses (default d1) needs it`,
  );
}

/** Settings that a transport finds wrong, which throws a TypeError that names the setting. */
export function checked<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (cause) {
    throw cause instanceof TypeError ? new ConfigError(cause.message) : cause;
  }
}
