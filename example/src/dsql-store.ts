import { DSQLStore, PostgresStore } from 'agentkeep/dsql';

interface Env {
  readonly DSQL_HOST: string;
  readonly DATABASE_URL: string;
  readonly AWS_ACCESS_KEY_ID: string;
  readonly AWS_SECRET_ACCESS_KEY: string;
}

// A socket belongs to the request that opened it: each request has a store of its own.
function storeOf(env: Env): DSQLStore | PostgresStore {
  const options = { id: 'example', disableInit: true, max: 1 };
  if (env.DSQL_HOST === '') {
    return new PostgresStore({ ...options, connectionString: env.DATABASE_URL });
  }
  return new DSQLStore({
    ...options,
    host: env.DSQL_HOST,
    customCredentialsProvider: async () => ({
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    }),
  });
}

/** `POST /init` makes the tables; `PUT /threads/<id>?title=…` and `GET /threads/<id>`. */
export default {
  async fetch(request, env, context): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const threadId = /^\/threads\/([^/]+)$/.exec(pathname)?.[1];
    const store = storeOf(env);
    try {
      if (request.method === 'POST' && pathname === '/init') {
        await store.init();
        return Response.json({ ready: true });
      }
      if (threadId === undefined) return new Response('agentkeep on PostgreSQL');
      const memory = (await store.getStore('memory'))!;
      if (request.method === 'PUT') {
        const now = new Date();
        const thread = {
          id: threadId,
          resourceId: 'example',
          title: searchParams.get('title') ?? '',
          createdAt: now,
          updatedAt: now,
        };
        await memory.saveThread({ thread });
      }
      const thread = await memory.getThreadById({ threadId });
      return Response.json(thread, { status: thread === null ? 404 : 200 });
    } finally {
      context.waitUntil(store.close());
    }
  },
} satisfies ExportedHandler<Env>;
