import { initializationError } from './errors.js';
import { dynamoConnection } from './dynamodb-connection.js';
import type { DynamoDBConfig } from './dynamodb-connection.js';
import { Store } from './store.js';

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
