import { AgentKeep, D1Store } from 'agentkeep';
// The documentation of the adapter that it replaces, with D1Database being the binding.
function storageOf(env) {
    const D1Database = env.DB;
    const storageWorkers = new D1Store({
        binding: D1Database, // D1Database binding provided by the Workers runtime
        tablePrefix: 'dev_', // Optional: isolate tables per environment
    });
    return storageWorkers;
}
export default {
    async fetch(_request, env) {
        const storage = storageOf(env);
        await storage.init();
        const memory = (await storage.getStore('memory'));
        const now = new Date();
        const thread = { id: 't', resourceId: 'me', title: '', createdAt: now, updatedAt: now };
        await memory.saveThread({ thread });
        await memory.saveMessages({
            messages: [
                {
                    id: crypto.randomUUID(),
                    threadId: 't',
                    resourceId: 'me',
                    role: 'user',
                    createdAt: now,
                    content: { format: 2, parts: [{ type: 'text', text: 'Hello' }] },
                },
            ],
        });
        const { messages, total } = await memory.listMessages({ threadId: 't' });
        // The same class over a service binding: another database, another Worker.
        const remote = (await new AgentKeep({ service: env.STORE }).getStore('memory'));
        const before = await remote.listThreads({});
        await remote.saveThread({ thread: { ...thread, id: `t${before.total}` } });
        const { threads } = await remote.listThreads({ orderBy: { direction: 'ASC' } });
        const { results } = await env.DB.prepare("SELECT name FROM sqlite_schema WHERE name IN ('dev_mastra_threads', 'dev_mastra_messages') ORDER BY name").all();
        return Response.json({
            total,
            texts: messages.map(({ content: { parts } }) => parts[0]?.type === 'text' && parts[0].text),
            dates: messages.every(({ createdAt }) => createdAt instanceof Date),
            remote: threads.map(({ id, createdAt }) => [id, createdAt instanceof Date]),
            tables: results.map(({ name }) => name),
        });
    },
};
