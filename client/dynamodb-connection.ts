import { load } from '#core/agentkeep-dynamodb';
import { dynamoDatabase } from '../worker/host/dynamodb.js';
import { checkedTable, endpointOf } from '../worker/host/dynamodb-table.js';
import type { DynamoTtlConfig } from '../worker/host/dynamodb-table.js';
import type { AwsCredentials } from '../worker/host/aws-credentials.js';
import type { DynamoOptions } from '../worker/host/dynamodb.js';
import type { Connection } from './connection.js';
import { InProcessConnection, LazyService } from './in-process-connection.js';
import type { StoreOptions } from './store.js';

/** What is needed of a client of the AWS SDK: its configuration. */
export interface DynamoClientLike {
  readonly config: {
    readonly region: string | (() => Promise<string>);
    readonly credentials: AwsCredentials | (() => Promise<AwsCredentials>);
    readonly endpoint?: (() => Promise<Endpoint>) | undefined;
  };
}

interface Endpoint {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path?: string;
}

export type { DynamoTtlConfig };

export interface DynamoDBConfig extends Omit<StoreOptions, 'id'> {
  id?: string;
  /** The table, which exists: 3 to 255 of a-z, A-Z, 0-9, `_`, `-` and `.`. */
  tableName: string;
  /** us-east-1 if it is not given. */
  region?: string;
  /** Of a local DynamoDB, such as `http://localhost:8000`. */
  endpoint?: string;
  /** Or what fetches them. Else AWS_ACCESS_KEY_ID and its companions of the environment. */
  credentials?: AwsCredentials | (() => Promise<AwsCredentials>);
  /** A client of the AWS SDK, in the place of region, endpoint and credentials. */
  client?: DynamoClientLike;
  /** Items that end by themselves, by entity. */
  ttl?: DynamoTtlConfig;
  /**
   * false: a method that writes several items writes each by itself, for less, and may leave some of
   * them when it fails. The error names them.
   */
  transactions?: boolean;
}

const names = {
  tableName: 'config.tableName',
  region: 'config.region',
  endpoint: 'config.endpoint',
  ttl: 'config.ttl',
  transactions: 'config.transactions',
} as const;

/** A connection to the core in this process, on a table. Throws a TypeError that names the option. */
export function dynamoConnection(config: DynamoDBConfig): Connection {
  const { client, region = 'us-east-1' } = config;
  const { endpoint, settings } = checkedTable({ ...config, region }, names);
  for (const option of ['region', 'endpoint', 'credentials'] as const) {
    if (client !== undefined && config[option] !== undefined) {
      throw new TypeError(`config.client and config.${option} exclude one another`);
    }
  }
  const database = dynamoDatabase(
    client === undefined
      ? {
          region: async () => region,
          endpoint: async () => endpoint,
          credentials: credentialsOf(config.credentials),
        }
      : ofClient(client),
  );
  return new InProcessConnection(new LazyService(load), database, settings, config);
}

function credentialsOf(given: DynamoDBConfig['credentials']): () => Promise<AwsCredentials> {
  if (typeof given === 'function') return given;
  if (given !== undefined) {
    const { accessKeyId, secretAccessKey } = given;
    if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') {
      throw new TypeError('config.credentials must have accessKeyId and secretAccessKey');
    }
    return async () => given;
  }
  return async () => fromEnvironment();
}

// Looked up when they are needed, as they may be set later.
function fromEnvironment(): AwsCredentials {
  const { env } = (globalThis as { process?: { env: Record<string, string | undefined> } })
    .process ?? { env: {} as Record<string, string | undefined> };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error('config.credentials are missing, and AWS_ACCESS_KEY_ID is not set');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
}

function ofClient({ config }: DynamoClientLike): DynamoOptions {
  const asked = async <Value>(value: Value | (() => Promise<Value>)): Promise<Value> =>
    typeof value === 'function' ? (value as () => Promise<Value>)() : value;
  if (config?.credentials === undefined) {
    throw new TypeError('config.client must be a DynamoDBClient of the AWS SDK');
  }
  return {
    region: async () => asked(config.region),
    endpoint: async () => {
      const given = await config.endpoint?.();
      if (given === undefined) return endpointOf(await asked(config.region));
      const port = given.port === undefined ? '' : `:${given.port}`;
      return `${given.protocol}//${given.hostname}${port}${given.path ?? '/'}`;
    },
    credentials: async () => asked(config.credentials),
  };
}
