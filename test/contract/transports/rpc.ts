import { byService } from '../support/bridge.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'service binding',
  open: () => byService({ d1Databases: { DB: 'db' }, bindings: { AGENTKEEP_LOG: 'errors' } }),
};
