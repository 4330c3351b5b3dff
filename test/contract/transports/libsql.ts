import { LibSQLStore } from '../../../client/index.js';
import { Sqld } from '../support/sqld.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'libSQL',
  adapter: 'LIBSQL',
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
      close: () => server.remove(),
    };
  },
};
