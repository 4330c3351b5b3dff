import pg from 'pg';
import { PostgresStore } from '../../../client/dsql.js';
import { PostgresServer, storedByPostgres } from '../../node/client/support/postgres-server.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'PostgreSQL',
  provesDomains: true,
  hasPatterns: true,
  adapter: 'PG',
  inProcess: true,
  drops: true,
  stored: storedByPostgres,
  async open() {
    const server = await PostgresServer.start();
    const pools: pg.Pool[] = [];
    let trips = 0;
    return {
      store(options = {}) {
        const { host, port, user, database } = server;
        const pool = new pg.Pool({ host, port, user, database, max: 2, idleTimeoutMillis: 2000 });
        pools.push(pool);
        // Each transaction takes a connection, once. The server ends before they do.
        pool.on('acquire', () => (trips += 1));
        pool.on('error', () => {});
        pool.on('connect', (client) => client.on('error', () => {}));
        return new PostgresStore({ id: 'pg', pool, ...options });
      },
      trips: () => trips,
      drop: (table) => server.run(`DROP TABLE ${table}`),
      async close() {
        await Promise.all(pools.map((pool) => pool.end()));
        await server.stop();
      },
    };
  },
};
