import { DSQLStore } from '../../../client/dsql.js';
import { credentials, DsqlProxy, host, region } from '../../node/client/support/dsql-proxy.js';
import { PostgresServer, storedByPostgres } from '../../node/client/support/postgres-server.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'Aurora DSQL',
  provesDomains: true,
  hasPatterns: true,
  overlaps: true,
  adapter: 'DSQL',
  inProcess: true,
  drops: true,
  stored: storedByPostgres,
  async open() {
    const server = await PostgresServer.start();
    const proxy = await DsqlProxy.start(server);
    const stores: DSQLStore[] = [];
    let trips = 0;
    return {
      store(options = {}) {
        const store = new DSQLStore({
          id: 'dsql',
          host,
          port: proxy.port,
          region,
          schemaName: 'my_app',
          customCredentialsProvider: async () => credentials,
          ssl: { ca: proxy.ca },
          max: 2,
          idleTimeoutMillis: 2000,
          ...options,
        });
        // Each transaction takes a connection, once.
        store.pool.on('acquire', () => (trips += 1));
        stores.push(store);
        return store;
      },
      trips: () => trips,
      drop: (table) => server.run(`DROP TABLE my_app.${table}`),
      async close() {
        await Promise.all(stores.map((store) => store.close()));
        await proxy.stop();
        await server.stop();
      },
    };
  },
};
