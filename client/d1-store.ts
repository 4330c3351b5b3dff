import type { D1Client } from '../worker/host/d1-client.js';
import type { D1RestOptions } from '../worker/host/d1-rest.js';
import type { Connection } from './connection.js';
import type { IndexesOption } from './in-process-connection.js';
import { d1ClientConnection, d1Connection, d1RestConnection } from './local-connections.js';
import type { D1DatabaseLike } from './local-connections.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

/** How the database is reached: one of three. */
export type D1StoreConfig = StoreOptions &
  IndexesOption & {
    /** Prefix of the names of all tables. */
    tablePrefix?: string;
  } & (
    | {
        /** The database, such as `env.DB`. */
        binding: D1DatabaseLike;
      }
    | D1RestOptions
    | {
        /** What reaches the database by other means. */
        client: D1Client;
      }
  );

/** Storage for Mastra on a D1 database, in this process: takes the place of `@mastra/cloudflare-d1`. */
export class D1Store extends Store {
  /** Throws MASTRA_STORAGE_CLOUDFLARE_D1_INITIALIZATION_FAILED. */
  constructor(config: D1StoreConfig) {
    super('D1', 'CLOUDFLARE_D1', { ...config, id: config?.id ?? 'agentkeep-d1' }, () =>
      d1ConnectionOf({ ...config }),
    );
  }
}

const restOptions = ['accountId', 'databaseId', 'apiToken'];

export function d1ConnectionOf(config: Record<string, unknown>): Connection {
  const given = ['binding', 'client', ...restOptions].filter((name) => config[name] !== undefined);
  const [first, second] = given;
  if (first === undefined) {
    throw new TypeError(
      'binding is required, a D1 database such as env.DB, or accountId, databaseId and apiToken',
    );
  }
  if (restOptions.includes(first)) {
    const missing = restOptions.filter((name) => !config[name]);
    if (missing.length === 0) return d1RestConnection(config as unknown as D1RestOptions);
    throw new TypeError(`${missing.join(' and ')} is required with ${first}`);
  }
  if (second !== undefined) throw new TypeError(`${first} and ${second} exclude one another`);
  return first === 'binding'
    ? d1Connection(config['binding'], config)
    : d1ClientConnection(config['client'], config);
}
