import { DynamoDBStore } from '../../../client/dynamodb.js';
import { credentials, DynamoPeer } from '../../node/client/support/dynamodb/peer.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'DynamoDB',
  provesDomains: true,
  adapter: 'DYNAMODB',
  hasIndexes: false,
  async open() {
    const peer = await DynamoPeer.start();
    const tableName = 'mastra';
    await peer.createTable(tableName);
    return {
      store: ({ id, ...options } = {}) =>
        new DynamoDBStore({
          name: 'dynamodb',
          config: {
            id: id ?? 'agentkeep',
            tableName,
            endpoint: peer.endpoint,
            credentials,
            ...options,
          },
        }),
      close: () => peer.stop(),
    };
  },
};
