// `wrangler types` makes the type of the binding: worker-configuration.d.ts.
import { AgentKeep } from 'agentkeep';

export default {
  async fetch(_request, { STORE }) {
    const thread = await STORE.memory.getThreadById({ threadId: 't' });
    // @ts-expect-error: threads have no such member
    thread?.titel;
    // @ts-expect-error: it needs a thread
    await STORE.memory.getThreadById({});
    // @ts-expect-error: there is no such method
    await STORE.memory.forget();
    const created: Date | undefined = thread?.createdAt;
    using session = await STORE.session();
    const { messages } = await session.memory.listMessages({ threadId: 't' });
    const role: string | undefined = messages[0]?.role;
    const total: number = (await STORE.memory.listThreads({})).total;
    await STORE.workflows.persistWorkflowSnapshot({ workflowName: 'w', runId: 'r', snapshot: {} });
    const bookmark: string | null = await session.bookmark();
    const { name } = new AgentKeep({ service: STORE });
    return Response.json({ created, role, total, bookmark, name });
  },
} satisfies ExportedHandler<Env>;
