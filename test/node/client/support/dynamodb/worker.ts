// A Worker that keeps what it is told in DynamoDB, by the store's methods: the framework, whose
// bundle needs more than a test should, is not what is tested.
import { dynamoConnection } from '../../../../../client/dynamodb-connection.js';
import { StoreClient } from '../../../../../client/store-client.js';

interface Env {
  readonly ENDPOINT: string;
  readonly TABLE: string;
}

export default {
  async fetch(_request: Request, env: Env): Promise<Response> {
    const store = new StoreClient(
      dynamoConnection({
        tableName: env.TABLE,
        endpoint: env.ENDPOINT,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      }),
    );
    await store.init();
    const thread = { id: 't', resourceId: 'r', title: 'T' };
    await store.call('memory.saveThread', { thread });
    const content = { format: 2, parts: [{ type: 'text', text: 'Hello' }] };
    const message = { id: 'm', threadId: 't', resourceId: 'r', role: 'user', content };
    await store.call('memory.saveMessages', { messages: [message] });
    return Response.json(await store.call('memory.listMessages', { threadId: 't' }));
  },
};
