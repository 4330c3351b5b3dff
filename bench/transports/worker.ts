// Calls agentkeep's class where its database is, many times a request, so that HTTP does not count.
import { DurableObject } from 'cloudflare:workers';
import { AgentKeep, D1Store } from '../../client/index.js';
import type { Connection } from '../../client/connection.js';
import {
  d1Connection,
  d1RestConnection,
  objectConnection,
} from '../../client/local-connections.js';
import type { Store } from '../../client/store.js';
import type { Reply } from '../../worker/host/service.js';
import { reviveDates } from '../in-process/calls.js';

interface Env {
  DB: D1Database;
  OBJECT: DurableObjectNamespace<Caller>;
}

interface Way {
  store: Store;
  /** To see what a call costs, which the class does not tell. */
  connection: Connection;
}

/** `api`: where Miniflare answers as Cloudflare's API does. */
function wayOf(transport: string | null, env: Env, api: string): Way {
  if (transport === 'D1 binding') {
    return {
      store: new AgentKeep({ binding: env.DB }),
      connection: d1Connection(env.DB, {}),
    };
  }
  const options = {
    accountId: 'account',
    databaseId: 'database',
    apiToken: 'token',
    fetch: (_: string, init: RequestInit) => fetch(api, init),
  };
  return { store: new D1Store(options), connection: d1RestConnection(options) };
}

/** `POST /cost` answers what a call costs, `POST /run` makes calls, one after another. */
async function answer(request: Request, { store, connection }: Way): Promise<Response> {
  const { method, calls } = await request.json<{ method: string; calls: object[] }>();
  if (new URL(request.url).pathname === '/cost') {
    // The first call of a core looks at the tables.
    await connection.call('store.init', { texts: ['{}'], documents: false }, false);
    const args = { texts: [JSON.stringify(calls[0])], documents: false };
    const reply = await connection.call(`memory.${method}`, args, false);
    return Response.json((reply as Reply).cost);
  }
  const memory = store.stores.memory as unknown as Record<
    string,
    (args: object) => Promise<unknown>
  >;
  calls.forEach(reviveDates);
  for (const args of calls) await memory[method]!(args);
  return Response.json(null);
}

/** A Durable Object with an agent's store inside. */
export class Caller extends DurableObject<Env> {
  readonly #way: Way = {
    store: new AgentKeep({ storage: this.ctx.storage }),
    connection: objectConnection(this.ctx.storage, {}),
  };

  override fetch(request: Request): Promise<Response> {
    return answer(request, this.#way);
  }
}

const ways = new Map<string | null, Way>();

export default {
  async fetch(request, env) {
    const transport = new URL(request.url).searchParams.get('transport');
    if (transport === 'Durable Object') return env.OBJECT.getByName('one').fetch(request);
    let way = ways.get(transport);
    if (way === undefined) {
      way = wayOf(transport, env, request.headers.get('x-d1-api') ?? '');
      ways.set(transport, way);
    }
    return answer(request, way);
  },
} satisfies ExportedHandler<Env>;
