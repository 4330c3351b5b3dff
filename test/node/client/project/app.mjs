import { AgentKeep, LibSQLStore } from 'agentkeep';
import { DynamoDBStore } from 'agentkeep/dynamodb';
import { createClient } from 'agentkeep/http';

async function main() {
  const endpoint = 'http://127.0.0.1:1';
  const remote = await new AgentKeep({ endpoint }).getStore('memory');
  const refused = await remote.getThreadById({ threadId: 't' }).catch(({ code }) => code);
  const store = new LibSQLStore({ id: 'store', url: ':memory:' });
  const memory = await store.getStore('memory');
  const createdAt = new Date('2026-01-01T00:00:00.000Z');
  const thread = { id: 't', resourceId: 'me', title: '', createdAt, updatedAt: createdAt };
  await memory.saveThread({ thread });
  const content = { format: 2, parts: [{ type: 'text', text: 'Remember me' }] };
  const message = { id: 'm', threadId: 't', resourceId: 'me', role: 'user', createdAt, content };
  await memory.saveMessages({ messages: [message] });
  const { messages } = await memory.listMessages({ threadId: 't' });
  await store.close();
  console.log(
    JSON.stringify({
      endpoint: refused,
      texts: messages.map(({ content: { parts } }) => parts[0].text),
      dynamodb: typeof DynamoDBStore,
      http: typeof createClient({ endpoint }).memory.listThreads,
    }),
  );
}

void main();
