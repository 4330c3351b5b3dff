export { DynamoDBStore } from './dynamodb-store.js';
export { DynamoDBVector } from './vectors/dynamodb-vector.js';
export type { DynamoDBConfig } from './dynamodb-connection.js';
export type { DynamoClientLike, DynamoTtlConfig } from './dynamodb-connection.js';
export type { AwsCredentials } from '../worker/host/aws-credentials.js';
export { AgentKeepError } from './errors.js';
export type { ErrorCode } from './store-error.js';
