// The incumbent: `@mastra/cloudflare-d1` behind Hono, with the HTTP surface of agentkeep's Worker, so
// that both get the same bytes. The store is made once an isolate and runs no DDL of its own.
import { D1Store } from '@mastra/cloudflare-d1';
import type { D1Database } from '@cloudflare/workers-types';
import { Hono } from 'hono';

type Env = { Bindings: { DB: D1Database } };
type Json = Record<string, unknown>;
type Method = (args: unknown) => Promise<unknown>;

let store: D1Store | undefined;
function storeOf(binding: D1Database): D1Store {
  store ??= new D1Store({ id: 'incumbent', binding, disableInit: true });
  return store;
}

/** Turns the ISO text of a date into a Date: the store calls `toISOString()` on what it is given. */
function reviveDates(record: Json): Json {
  if (typeof record.createdAt === 'string') record.createdAt = new Date(record.createdAt);
  if (typeof record.updatedAt === 'string') record.updatedAt = new Date(record.updatedAt);
  return record;
}

/** From a request body to the argument of the store method. */
const argumentOf: Record<string, (body: Json) => unknown> = {
  saveThread: (body) => ({ thread: reviveDates(body.thread as Json) }),
  saveResource: (body) => ({ resource: reviveDates(body.resource as Json) }),
  saveMessages: (body) => ({ messages: (body.messages as Json[]).map(reviveDates) }),
  deleteMessages: (body) => body.messageIds,
};

const app = new Hono<Env>();

app.post('/v1/store/init', async (c) => {
  // A new store object, as a new isolate would have: one that was initialised before does nothing.
  await new D1Store({ id: 'incumbent', binding: c.env.DB }).init();
  return c.json(null);
});

app.post('/v1/:domain/:method', async (c) => {
  const { domain, method: name } = c.req.param();
  const stores = storeOf(c.env.DB).stores as unknown as Record<string, Record<string, Method>>;
  const body = await c.req.json<Json>();
  // What it does not have is inherited from a class whose methods refuse.
  const methods = stores[domain];
  const method =
    methods && Object.hasOwn(Object.getPrototypeOf(methods) as object, name) && methods[name];
  if (!method) return c.json({ error: { message: `no method ${name}` } }, 404);
  const argument = argumentOf[name]?.(body) ?? body;
  return c.json((await method.call(methods, argument)) ?? null);
});

app.onError((error, c) => c.json({ error: { message: error.message } }, 500));

export default app;
