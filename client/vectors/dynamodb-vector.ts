import { dynamoConnection } from '../dynamodb-connection.js';
import type { DynamoDBConfig } from '../dynamodb-connection.js';
import { initializationError } from '../errors.js';
import { OwnVectorStore } from './vector-store.js';
import type { OptionsOf } from './vector-store.js';

/** Vectors in a DynamoDB table, in this process. */
export class DynamoDBVector extends OwnVectorStore {
  /** Throws MASTRA_VECTOR_DYNAMODB_INITIALIZATION_FAILED. */
  constructor({ name, config }: { name?: string; config: OptionsOf<DynamoDBConfig> }) {
    if (typeof config !== 'object' || config === null) {
      throw initializationError('DYNAMODB', new TypeError('config is required'), 'VECTOR');
    }
    const id = config.id ?? name ?? 'agentkeep-dynamodb-vector';
    super('DYNAMODB', { ...config, id }, () => dynamoConnection(config));
  }
}
