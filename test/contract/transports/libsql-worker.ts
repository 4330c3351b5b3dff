import { byService } from '../support/bridge.js';
import { Sqld } from '../support/sqld.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'a Worker on libSQL',
  async open() {
    const server = await Sqld.start();
    const opened = await byService({
      bindings: {
        AGENTKEEP_DATABASE: 'libsql',
        AGENTKEEP_LIBSQL_URL: server.url,
        AGENTKEEP_LIBSQL_AUTH_TOKEN: server.token(),
        AGENTKEEP_LOG: 'errors',
      },
    });
    return {
      ...opened,
      async close() {
        await opened.close();
        await server.remove();
      },
    };
  },
};
