import { D1Store } from '../../../client/index.js';
import { D1Api } from '../support/d1-api.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'D1 over REST',
  adapter: 'CLOUDFLARE_D1',
  inProcess: true,
  drops: true,
  async open() {
    const api = await D1Api.start();
    return {
      store: (options = {}) => new D1Store({ ...api.options, ...options }),
      trips: () => api.requests.length,
      drop: (table) => api.binding.prepare(`DROP TABLE ${table}`).run(),
      close: () => api.stop(),
    };
  },
};
