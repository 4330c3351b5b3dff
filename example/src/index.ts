import type { AgentKeepError, MemoryService, StoreService } from 'agentkeep/worker';

interface Env {
  readonly STORE: StoreService;
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    // With the bookmark of its last answer a client sees what it wrote, also from a replica.
    using session = env.STORE.session(request.headers.get('x-d1-bookmark'));
    const { memory } = session;
    try {
      let answer: unknown;
      const threadId = /^\/threads\/([^/]+)\/messages$/.exec(pathname)?.[1];
      if (request.method === 'POST' && pathname === '/chat') {
        answer = await chat(memory, await request.json());
      } else if (request.method === 'GET' && threadId !== undefined) {
        answer = await memory.listMessages({ threadId: decodeURIComponent(threadId) });
      } else {
        return new Response('not found\n', { status: 404 });
      }
      const bookmark = await session.bookmark();
      return Response.json(answer, { headers: { 'x-d1-bookmark': bookmark ?? '' } });
    } catch (cause) {
      const { name, code, status, message } = cause as AgentKeepError;
      if (name !== 'AgentKeepError') throw cause;
      return Response.json({ code, message }, { status });
    }
  },
} satisfies ExportedHandler<Env>;

interface Said {
  readonly threadId: string;
  readonly user: string;
  readonly text: string;
}

/** Saves what the user says and what is answered. */
async function chat(memory: MemoryService, { threadId, user, text }: Said) {
  const thread = { id: threadId, resourceId: user, title: text.slice(0, 80) };
  if ((await memory.getThreadById({ threadId })) === null) await memory.saveThread({ thread });
  const message = (role: string, text: string) => ({
    id: crypto.randomUUID(),
    threadId,
    resourceId: user,
    role,
    createdAt: new Date(),
    content: { format: 2, parts: [{ type: 'text', text }] },
  });
  return memory.saveMessages({
    messages: [message('user', text), message('assistant', `You said: ${text}`)],
  });
}
