import pg from 'pg';
import { load } from '#core/agentkeep';
import { load as loadDynamo } from '#core/agentkeep-dynamodb';
import { load as loadPostgres } from '#core/agentkeep-postgres';
import type { Connection } from '../../client/connection.js';
import { HttpConnection } from '../../client/http-connection.js';
import { InProcessConnection, LazyService } from '../../client/in-process-connection.js';
import { ServiceConnection } from '../../client/service-connection.js';
import { Store } from '../../client/store.js';
import type { Config } from '../../worker/config.js';
import { scope } from '../../worker/host/abi.js';
import { coreOf } from '../../worker/host/core.js';
import { answerWithinMs, within } from '../../worker/host/deadline.js';
import { d1Database } from '../../worker/host/d1-binding.js';
import { d1ClientDatabase } from '../../worker/host/d1-client.js';
import type { D1Query } from '../../worker/host/d1-client.js';
import { d1RestDatabase } from '../../worker/host/d1-rest.js';
import { dynamoDatabase } from '../../worker/host/dynamodb.js';
import { Instances } from '../../worker/host/instance.js';
import { libsqlDatabase } from '../../worker/host/libsql.js';
import { postgresDatabase } from '../../worker/host/postgres.js';
import type { PgPool } from '../../worker/host/postgres.js';
import type { Database } from '../../worker/host/transport.js';
import { Http } from '../../worker/http.js';
import { objectsOf } from '../../worker/objects.js';
import type { Objects } from '../../worker/objects.js';
import { parsed } from '../../worker/host/run-call.js';
import { methodOf, Service } from '../../worker/host/service.js';
import { D1Api } from '../contract/support/d1-api.js';
import { LocalD1 } from '../contract/support/local-d1.js';
import { Sqld } from '../contract/support/sqld.js';
import { credentials, DynamoPeer } from '../node/client/support/dynamodb/peer.js';
import { PostgresServer } from '../node/client/support/postgres-server.js';
import { faultyBinding } from './d1.js';
import { Faults, faultyFetch } from './faults.js';
import type { Kind, Wire } from './faults.js';
import { PostgresFaults } from './tcp.js';

/** A transport whose calls can go wrong, on a database of its own. */
export interface Rig {
  readonly faults: Faults;
  /**
   * A store with a core of its own, on the tables of this prefix, or in this schema. `withinMs`: how
   * long a trip may take.
   */
  store(place: string, withinMs?: number): Store;
  close(): Promise<void>;
}

export interface Subject {
  readonly name: string;
  /** What cannot happen to its calls. */
  readonly without?: readonly Kind[];
  /** A call of it is a whole method: what arrives twice is asked for twice. */
  readonly repeatsMethods?: boolean;
  open(): Promise<Rig>;
}

const module = await load();
const dynamoModule = await loadDynamo();
const postgresModule = await loadPostgres();
const makeCore = coreOf(module);
const newService = (make = makeCore) => new Service(new Instances(make));

class ConnectedStore extends Store {
  constructor(connection: Connection) {
    super('Store', 'AGENTKEEP', { id: 'faults' }, () => connection);
  }
}

/** As the connections of an application have it, of a core of ours. */
function loaded(service: Service): LazyService {
  const lazy = new LazyService(() => Promise.resolve(module));
  lazy.loaded = service;
  return lazy;
}

function onDatabase(database: Database, prefix: string, service = newService()): Store {
  return new ConnectedStore(new InProcessConnection(loaded(service), database, prefix, {}));
}

const config: Config = {
  tokens: [],
  allowAnonymous: false,
  tablePrefix: '',
  corsOrigins: new Set(),
  disableInit: false,
  leanIndexes: false,
  metricRollups: false,
  search: false,
  retention: [],
  scheduleTargets: [],
  log: 'off',
};

const caller = (tablePrefix: string) => ({
  scopes: scope.read | scope.write | scope.admin,
  tablePrefix,
});

const lists: Wire<unknown[]> = {
  lost: () => new Error('D1_ERROR: Network connection lost.'),
  cut: (results) => results.slice(0, -1),
};

const binding: Subject = {
  name: 'D1 binding',
  async open() {
    const [faults, d1] = [new Faults(), new LocalD1()];
    const database = faultyBinding(await d1.database(), faults);
    return {
      faults,
      store: (place, withinMs = answerWithinMs) =>
        onDatabase(d1Database(database, withinMs), place),
      close: () => d1.stop(),
    };
  },
};

// An answer that it cannot read is an error of the application's own client.
const rejecting: Wire<unknown[]> = {
  ...lists,
  cut: () => {
    throw new Error('unexpected end of JSON input');
  },
};

const client: Subject = {
  name: "D1, an application's client",
  async open() {
    const [faults, d1] = [new Faults(), new LocalD1()];
    const database = await d1.database();
    const query = async (asked: D1Query) => {
      const batch = 'batch' in asked ? asked.batch : [asked];
      const result = await faults.run(rejecting, () =>
        database.batch(batch.map(({ sql, params }) => database.prepare(sql).bind(...params))),
      );
      return { result: result as never };
    };
    return {
      faults,
      store: (place, withinMs = answerWithinMs) =>
        onDatabase(d1ClientDatabase({ query }, withinMs), place),
      close: () => d1.stop(),
    };
  },
};

const rest: Subject = {
  name: 'D1 over REST',
  async open() {
    const [faults, api] = [new Faults(), await D1Api.start()];
    const send = faultyFetch(faults, fetch);
    return {
      faults,
      store: (place, withinMs = answerWithinMs) =>
        onDatabase(d1RestDatabase({ ...api.options, fetch: send, timeoutMs: withinMs }), place),
      close: () => api.stop(),
    };
  },
};

const libsql: Subject = {
  name: 'libSQL',
  async open() {
    const [faults, server] = [new Faults(), await Sqld.start()];
    const options = {
      url: server.url,
      authToken: server.token(),
      fetch: faultyFetch(faults, fetch),
    };
    return {
      faults,
      store: (place, withinMs = answerWithinMs) =>
        onDatabase(libsqlDatabase({ ...options, timeoutMs: withinMs }), place),
      close: () => server.remove(),
    };
  },
};

const http: Subject = {
  name: 'HTTP to a Worker',
  repeatsMethods: true,
  async open() {
    const [faults, d1] = [new Faults(), new LocalD1()];
    const DB = await d1.database();
    const ctx = { waitUntil() {}, passThroughOnException() {}, props: {} } as never;
    return {
      faults,
      store(place, withinMs = answerWithinMs) {
        const worker = new Http(newService());
        const env = {
          DB,
          ALLOW_ANONYMOUS: 'true',
          AGENTKEEP_TABLE_PREFIX: place,
          AGENTKEEP_LOG: 'off',
        };
        const send = (url: unknown, init: unknown) =>
          worker.fetch(new Request(url as string, init as RequestInit) as never, env as never, ctx);
        return new ConnectedStore(
          new HttpConnection({
            endpoint: 'http://127.0.0.1:8787',
            fetch: faultyFetch(faults, send as unknown as typeof fetch),
            timeoutMs: withinMs,
          }),
        );
      },
      close: () => d1.stop(),
    };
  },
};

const service: Subject = {
  name: 'a service binding',
  repeatsMethods: true,
  async open() {
    const [faults, d1] = [new Faults(), new LocalD1()];
    const database = d1Database(await d1.database());
    type Answer = { status: number; body: string; bookmark: string | null };
    const wire: Wire<Answer> = {
      lost: () => new Error('Network connection lost.'),
      cut: (answer) => ({ ...answer, body: answer.body.slice(0, answer.body.length / 2) }),
    };
    return {
      faults,
      store(place, withinMs = answerWithinMs) {
        const remote = newService();
        const call = (method: string, body: string) =>
          faults.run(wire, async () => {
            const reply = await remote.call(config, database, {
              method: methodOf(method),
              caller: caller(place),
              requestId: 'faults',
              body: [body],
            });
            return { ...reply, body: JSON.stringify(parsed(reply.body)) };
          });
        return new ConnectedStore(new ServiceConnection({ call }, undefined, withinMs));
      },
      close: () => d1.stop(),
    };
  },
};

const object: Subject = {
  name: 'a Durable Object',
  repeatsMethods: true,
  async open() {
    const [faults, d1] = [new Faults(), new LocalD1()];
    const database = d1Database(await d1.database());
    type Run = ReturnType<Objects['getByName']>['run'];
    type Reply = Awaited<ReturnType<Run>>;
    const wire: Wire<Reply> = {
      lost: () => new Error('Network connection lost.'),
      // The platform hands over a whole answer, or none.
      cut() {
        throw this.lost();
      },
    };
    return {
      faults,
      store(place, withinMs = answerWithinMs) {
        const inside = newService();
        const run = (call: Parameters<Run>[0]) =>
          faults.run(wire, () =>
            inside.call(config, database, {
              ...call,
              method: methodOf(call.method),
            } as never),
          );
        const objects = { getByName: () => ({ run }) } as unknown as Objects;
        const remote = objectsOf(objects, undefined, withinMs);
        return onDatabase({ ...remote, holdsNothing: true, close: async () => {} } as never, place);
      },
      close: () => d1.stop(),
    };
  },
};

// Aurora DSQL is reached by the same code; its proxy of the tests holds commits back, so that it has
// faults of its own (dsql-proxy.ts).
const postgres: Subject = {
  name: 'PostgreSQL',
  // A call is bytes of one connection.
  without: ['doubled', 'overtaken'],
  async open() {
    const [faults, server] = [new Faults(), await PostgresServer.start()];
    const wire = await PostgresFaults.start(server, faults);
    const pools: pg.Pool[] = [];
    const make = coreOf(postgresModule);
    return {
      faults,
      store(place, withinMs = answerWithinMs) {
        const { host, user, database } = server;
        const pool = new pg.Pool({ host, port: wire.port, user, database, max: 2 });
        pool.on('error', () => {});
        pool.on('connect', (connected) => connected.on('error', () => {}));
        pools.push(pool);
        const options = { isDsql: false, preparedStatements: true, isOwn: true, withinMs };
        return onDatabase(
          postgresDatabase(pool as unknown as PgPool, options, async () => {}),
          `${place}.`,
          newService(make),
        );
      },
      async close() {
        await Promise.all(pools.map((pool) => pool.end().catch(() => {})));
        await wire.stop();
        await server.stop();
      },
    };
  },
};

const dynamodb: Subject = {
  name: 'DynamoDB',
  async open() {
    const [faults, peer] = [new Faults(), await DynamoPeer.start()];
    const make = coreOf(dynamoModule);
    const send = faultyFetch(faults, fetch);
    const tables = new Map<string, Promise<unknown>>();
    return {
      faults,
      store(place, withinMs = answerWithinMs) {
        const table = `t${place}`;
        const database = dynamoDatabase({
          region: async () => 'us-east-1',
          endpoint: async () => peer.endpoint,
          credentials: async () => credentials,
          fetch: (async (request: Request, init?: RequestInit) => {
            const { url, method, headers } = request;
            const body = await request.arrayBuffer();
            return within(send(url, { ...init, method, headers, body }), withinMs);
          }) as typeof fetch,
        });
        const made = tables.get(table) ?? peer.createTable(table);
        tables.set(table, made);
        const whenMade: Database = {
          ...database,
          open() {
            const transport = database.open();
            const { send: call } = transport;
            transport.send = async (request) => {
              await made;
              return call!.call(transport, request);
            };
            return transport;
          },
        };
        return onDatabase(whenMade, table, newService(make));
      },
      close: () => peer.stop(),
    };
  },
};

export const subjects: readonly Subject[] = [
  binding,
  client,
  rest,
  libsql,
  http,
  service,
  object,
  postgres,
  dynamodb,
];
