import { checked, needed } from './databases.js';
import type { Choice } from './databases.js';
import { ConfigError } from './host/errors.js';
import { dynamoDatabase } from './host/dynamodb.js';
import { checkedTable } from './host/dynamodb-table.js';
import type { DynamoTtlConfig } from './host/dynamodb-table.js';

const names = {
  tableName: 'AGENTKEEP_DYNAMODB_TABLE',
  region: 'AGENTKEEP_DYNAMODB_REGION',
  endpoint: 'AGENTKEEP_DYNAMODB_ENDPOINT',
  ttl: 'AGENTKEEP_DYNAMODB_TTL',
  transactions: 'AGENTKEEP_DYNAMODB_TRANSACTIONS',
} as const;

// Of a table prefix.
const longestPrefix = 64;

/** What AGENTKEEP_DATABASE may say to the Worker of worker/dynamodb.ts. */
export const dynamoDatabases: ReadonlyMap<string, Choice> = new Map<string, Choice>([
  [
    'dynamodb',
    {
      settings: [
        ...Object.values(names),
        'AWS_ACCESS_KEY_ID',
        'AWS_SECRET_ACCESS_KEY',
        'AWS_SESSION_TOKEN',
      ],
      make(env) {
        const tableName = needed(env, names.tableName);
        const region = needed(env, names.region);
        const credentials = {
          accessKeyId: needed(env, 'AWS_ACCESS_KEY_ID'),
          secretAccessKey: needed(env, 'AWS_SECRET_ACCESS_KEY'),
          ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
        };
        const { endpoint, settings } = checked(() =>
          checkedTable(
            {
              tableName,
              region,
              endpoint: env[names.endpoint] || undefined,
              ttl: ttlOf(env[names.ttl]),
              transactions: flagOf(env[names.transactions]),
            },
            names,
          ),
        );
        if (tableName.length + longestPrefix > 255) {
          throw new ConfigError(
            `${names.tableName} must leave room for a table prefix: at most ${255 - longestPrefix} characters`,
          );
        }
        return dynamoDatabase({
          region: async () => region,
          endpoint: async () => endpoint,
          credentials: async () => credentials,
          // A prefix is that of the table's name: each has a table of its own.
          settingsOf: (tablePrefix) => tablePrefix + settings,
        });
      },
    },
  ],
]);

function flagOf(text: string | undefined): boolean {
  if (text === undefined || text === '' || text === 'true') return true;
  if (text === 'false') return false;
  throw new ConfigError(`${names.transactions} is not valid: "true" or "false"`);
}

function ttlOf(text: string | undefined): DynamoTtlConfig | undefined {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as DynamoTtlConfig;
  } catch {
    throw new ConfigError(`${names.ttl} is not valid: it must be JSON`);
  }
}
