import { AgentKeepError, D1Store } from 'agentkeep';
import { Mastra } from '@mastra/core/mastra';
import { getPlatformProxy } from 'wrangler';
const { env, dispose } = await getPlatformProxy({
    configPath: 'app/wrangler.toml',
    persist: { path: process.argv[2] },
});
const mastra = new Mastra({ storage: new D1Store({ binding: env.DB }), logger: false });
const storage = mastra.getStorage();
const memory = (await storage.getStore('memory'));
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
let error;
try {
    await memory.updateThread({ id: 'missing' });
}
catch (cause) {
    if (cause instanceof AgentKeepError)
        error = cause.id;
}
console.log(JSON.stringify({
    store: storage.id,
    messages: messages.map(({ content: { parts } }) => parts[0]?.type === 'text' && parts[0].text),
    createdAt: messages[0]?.createdAt.toISOString(),
    error,
}));
await dispose();
