import { initializationError } from './errors.js';
import { dynamoConnection } from './dynamodb-connection.js';
import type { DynamoClientLike, DynamoTtlConfig } from './dynamodb-connection.js';
import type { AwsCredentials } from '../worker/host/aws-credentials.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

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

/** Storage for Mastra in a DynamoDB table, in this process: takes the place of `@mastra/dynamodb`. */
export class DynamoDBStore extends Store {
  /** Throws MASTRA_STORAGE_DYNAMODB_CONSTRUCTOR_FAILED. */
  constructor({ name, config }: { name: string; config: DynamoDBConfig }) {
    if (typeof config !== 'object' || config === null) {
      throw initializationError('DYNAMODB', new TypeError('config is required'));
    }
    super(name, 'DYNAMODB', { ...config, id: config.id ?? 'agentkeep-dynamodb' }, () =>
      dynamoConnection(config),
    );
  }
}
