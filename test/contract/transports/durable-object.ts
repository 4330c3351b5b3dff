import { byService } from '../support/bridge.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'Durable Object',
  provesDomains: true,
  open: () =>
    byService(
      {
        durableObjects: { OBJECTS: { className: 'AgentKeepObject', useSQLite: true } },
        bindings: { AGENTKEEP_DATABASE: 'durable-object', AGENTKEEP_LOG: 'errors' },
      },
      { tenant: 'acme' },
    ),
};
