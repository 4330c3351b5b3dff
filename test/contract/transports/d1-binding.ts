import { AgentKeep } from '../../../client/index.js';
import { counted, LocalD1 } from '../support/local-d1.js';
import type { Transport } from '../transport.js';

export const transport: Transport = {
  name: 'D1 binding',
  provesDomains: true,
  inProcess: true,
  drops: true,
  async open() {
    const d1 = new LocalD1();
    const database = await d1.database();
    const counts: (() => number)[] = [];
    return {
      store(options = {}) {
        const { binding, batches } = counted(database);
        counts.push(batches);
        return new AgentKeep({ binding, ...options });
      },
      trips: () => counts.reduce((sum, count) => sum + count(), 0),
      drop: (table) => database.prepare(`DROP TABLE ${table}`).run(),
      close: () => d1.stop(),
    };
  },
};
