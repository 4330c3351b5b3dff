import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentKeep } from '../../../client/index.js';
import { DevServer } from '../../node/support/dev-server.js';
import type { Transport } from '../transport.js';

export const token = 'a-token-of-the-tests';

/** AGENTKEEP_TOKENS: that token may do everything. */
export const tokens = JSON.stringify([
  {
    sha256: createHash('sha256').update(token).digest('hex'),
    scopes: ['read', 'write', 'admin'],
  },
]);

export const transport: Transport = {
  name: 'HTTP',
  async open() {
    const folder = mkdtempSync(join(tmpdir(), 'agentkeep-client-'));
    const server = await DevServer.start({
      state: join(folder, 'state'),
      home: join(folder, 'home'),
      vars: { AGENTKEEP_TOKENS: tokens, AGENTKEEP_LOG: 'errors' },
    });
    let trips = 0;
    const counting = (url: string, init: RequestInit) => {
      trips += 1;
      return fetch(url, init);
    };
    return {
      store: (options = {}) =>
        new AgentKeep({ endpoint: server.url, token, fetch: counting, ...options }),
      trips: () => trips,
      async close() {
        await server.stop();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
