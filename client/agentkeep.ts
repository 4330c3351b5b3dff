import type { Connection } from './connection.js';
import { HttpConnection } from './http-connection.js';
import type { HttpOptions } from './http-connection.js';
import { d1Connection } from './d1-connection.js';
import type { D1DatabaseLike } from './d1-connection.js';
import { ServiceConnection } from './service-connection.js';
import type { StoreService } from './service-connection.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

/** Where the store core runs: one of three. */
export type AgentKeepConfig = StoreOptions &
  (
    | HttpOptions
    | {
        /** A service binding to the Worker, such as `env.STORE`. */
        service: StoreService;
      }
    | {
        /** A D1 database: the core runs in this process. */
        binding: D1DatabaseLike;
        /** Prefix of the names of all tables. */
        tablePrefix?: string;
      }
  );

/** Storage for Mastra in a deployed Worker, behind a service binding, or in this process on D1. */
export class AgentKeep extends Store {
  /** Throws MASTRA_STORAGE_AGENTKEEP_INITIALIZATION_FAILED. */
  constructor(config: AgentKeepConfig) {
    super('AgentKeep', 'AGENTKEEP', { ...config, id: config?.id ?? 'agentkeep' }, () =>
      connectionOf({ ...config }),
    );
  }
}

function connectionOf(config: Record<string, unknown>): Connection {
  const ways = ['endpoint', 'service', 'binding'].filter((way) => config[way] !== undefined);
  if (ways.length !== 1) {
    throw new TypeError(
      'one of endpoint, service and binding is required' +
        (ways.length === 0 ? '' : `, not ${ways.join(' and ')}`),
    );
  }
  const [way] = ways;
  if (way === 'binding') return d1Connection(config['binding'], config);
  if (config['tablePrefix'] !== undefined) {
    throw new TypeError('tablePrefix is for a binding: a deployment decides whose tables it shows');
  }
  if (way === 'endpoint') return new HttpConnection(config as unknown as HttpOptions);
  return serviceConnection(config['service'] as Partial<StoreService> | null);
}

function serviceConnection(service: Partial<StoreService> | null): Connection {
  if (typeof service?.call !== 'function') {
    throw new TypeError(
      'service must be a service binding such as env.STORE, in a Worker whose compatibility date is ' +
        '2024-04-03 or later',
    );
  }
  return new ServiceConnection(service as StoreService);
}
