import { AgentKeepError, D1Store, LibSQLStore } from 'agentkeep';
import { Mastra } from '@mastra/core/mastra';
import { join } from 'node:path';
import { getPlatformProxy } from 'wrangler';

const { env, dispose } = await getPlatformProxy<{ DB: D1Database }>({
  configPath: 'app/wrangler.toml',
  persist: { path: process.argv[2]! },
});
const mastra = new Mastra({ storage: new D1Store({ binding: env.DB }), logger: false });
const storage = mastra.getStorage()!;
const memory = (await storage.getStore('memory'))!;

const createdAt = new Date('2026-01-01T00:00:00.000Z');
const thread = { id: 't', resourceId: 'me', title: '', createdAt, updatedAt: createdAt };
await memory.saveThread({ thread });
await memory.saveMessages({
  messages: [
    {
      id: 'm',
      threadId: 't',
      resourceId: 'me',
      role: 'user',
      createdAt,
      content: { format: 2, parts: [{ type: 'text', text: 'Remember me' }] },
    },
  ],
});
const { messages } = await memory.listMessages({ threadId: 't' });
let error: string | undefined;
try {
  await memory.updateThread({ id: 'missing' });
} catch (cause) {
  if (cause instanceof AgentKeepError) error = cause.id;
}
const file = new LibSQLStore({ url: `file:${join(process.argv[2]!, 'dev.db')}` });
await file.stores.memory!.saveThread({ thread });
const kept = await file.stores.memory!.getThreadById({ threadId: 't' });
await file.close();
console.log(
  JSON.stringify({
    store: storage.id,
    file: kept?.createdAt.toISOString(),
    messages: messages.map(({ content: { parts } }) => parts[0]?.type === 'text' && parts[0].text),
    createdAt: messages[0]?.createdAt.toISOString(),
    error,
  }),
);
await dispose();
