import { expect } from 'vitest';
import { LibSQLStore } from '../../../client/index.js';
import { Sqld } from '../support/sqld.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'libSQL',
  provesDomains: true,
  adapter: 'LIBSQL',
  drops: true,
  async open() {
    const server = await Sqld.start();
    let trips = 0;
    const counting = (url: string, init: RequestInit) => {
      trips += 1;
      return fetch(url, init);
    };
    const place = { url: server.url, authToken: server.token(), fetch: counting };
    return {
      store: (options = {}) => new LibSQLStore({ ...place, ...options }),
      trips: () => trips,
      async drop(table) {
        const stmt = { sql: `DROP TABLE ${table}` };
        const response = await fetch(`${server.url}/v2/pipeline`, {
          method: 'POST',
          headers: { authorization: `Bearer ${server.token()}` },
          body: JSON.stringify({ requests: [{ type: 'execute', stmt }, { type: 'close' }] }),
        });
        expect(await response.json()).toMatchObject({ results: [{ type: 'ok' }, { type: 'ok' }] });
      },
      close: () => server.remove(),
    };
  },
};
