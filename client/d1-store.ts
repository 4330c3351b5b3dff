import type { Connection } from './connection.js';
import { d1Connection } from './d1-connection.js';
import type { D1DatabaseLike } from './d1-connection.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

export interface D1StoreConfig extends StoreOptions {
  /** The database, such as `env.DB`. */
  binding: D1DatabaseLike;
  /** Prefix of the names of all tables. */
  tablePrefix?: string;
}

/** Storage for Mastra on a D1 database, in this process: takes the place of `@mastra/cloudflare-d1`. */
export class D1Store extends Store {
  /** Throws MASTRA_STORAGE_CLOUDFLARE_D1_INITIALIZATION_FAILED. */
  constructor(config: D1StoreConfig) {
    super('D1', 'CLOUDFLARE_D1', { ...config, id: config?.id ?? 'agentkeep-d1' }, () =>
      connectionOf({ ...config }),
    );
  }
}

// Options that the adapter it replaces has and this release does not.
const restOptions = ['accountId', 'databaseId', 'apiToken'] as const;

function connectionOf(config: Record<string, unknown>): Connection {
  const given = (name: string) => config[name] !== undefined;
  const others = [...restOptions, 'client'].filter(given);
  if (given('binding')) {
    if (others.length > 0) throw new TypeError(`binding and ${others[0]} exclude one another`);
    return d1Connection(config['binding'], config);
  }
  if (others.length === 0) throw new TypeError('binding is required: a D1 database such as env.DB');
  throw new TypeError(
    `${others.join(', ')}: this release reaches D1 by binding only. Outside of Workers, deploy the ` +
      'Worker and use new AgentKeep({ endpoint, token })',
  );
}
