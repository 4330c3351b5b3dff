import type { Connection } from './connection.js';
import type { ObjectStorageLike } from '../worker/host/object-storage.js';
import { checkedResource, HttpConnection } from './http-connection.js';
import type { HttpOptions } from './http-connection.js';
import type { IndexesOption } from './in-process-connection.js';
import { d1Connection, objectConnection } from './local-connections.js';
import type { D1DatabaseLike } from './local-connections.js';
import { ServiceConnection } from './service-connection.js';
import type { StoreService } from './service-connection.js';
import { Store } from './store.js';
import type { StoreOptions } from './store.js';

/** Where the store core runs: one of four. */
export type AgentKeepConfig = StoreOptions &
  (
    | HttpOptions
    | {
        /** A service binding to the Worker, such as `env.STORE`. */
        service: StoreService;
        /** Whose store it is, where a deployment keeps each resource in a database of its own. */
        resource?: string;
      }
    | (IndexesOption & {
        /** A D1 database: the core runs in this process. */
        binding: D1DatabaseLike;
        /** Prefix of the names of all tables. */
        tablePrefix?: string;
      })
    | (IndexesOption & {
        /** `ctx.storage` of the Durable Object that this process is, with SQLite. */
        storage: ObjectStorageLike;
        /** Prefix of the names of all tables. */
        tablePrefix?: string;
      })
  );

/** Storage for Mastra in a deployed Worker, behind a service binding, or in this process. */
export class AgentKeep extends Store {
  /** Throws MASTRA_STORAGE_AGENTKEEP_INITIALIZATION_FAILED. */
  constructor(config: AgentKeepConfig) {
    super('AgentKeep', 'AGENTKEEP', { ...config, id: config?.id ?? 'agentkeep' }, () =>
      agentKeepConnectionOf({ ...config }),
    );
  }
}

export function agentKeepConnectionOf(config: Record<string, unknown>): Connection {
  const ways = ['endpoint', 'service', 'binding', 'storage'].filter(
    (way) => config[way] !== undefined,
  );
  if (ways.length !== 1) {
    throw new TypeError(
      'one of endpoint, service, binding and storage is required' +
        (ways.length === 0 ? '' : `, not ${ways.join(' and ')}`),
    );
  }
  const [way] = ways;
  if ((way === 'binding' || way === 'storage') && config['resource'] !== undefined) {
    throw new TypeError('resource is for a deployment that keeps each in a database of its own');
  }
  if (way === 'binding') return d1Connection(config['binding'], config);
  if (way === 'storage') return objectConnection(config['storage'], config);
  if (config['tablePrefix'] !== undefined) {
    throw new TypeError(
      'tablePrefix is for a binding or storage: a deployment decides whose tables it shows',
    );
  }
  if (config['indexes'] !== undefined) {
    throw new TypeError(
      'indexes is for a binding or storage: a deployment has its own setting, AGENTKEEP_INDEXES',
    );
  }
  if (config['metricRollups'] !== undefined) {
    throw new TypeError(
      'metricRollups is for a binding or storage: a deployment has its own setting, ' +
        'AGENTKEEP_METRIC_ROLLUPS',
    );
  }
  if (config['search'] !== undefined) {
    throw new TypeError(
      'search is for a binding or storage: a deployment has its own setting, AGENTKEEP_SEARCH',
    );
  }
  if (way === 'endpoint') return new HttpConnection(config as unknown as HttpOptions);
  return serviceConnection(config['service'] as Partial<StoreService> | null, config['resource']);
}

function serviceConnection(service: Partial<StoreService> | null, resource: unknown): Connection {
  if (typeof service?.call !== 'function') {
    throw new TypeError(
      'service must be a service binding such as env.STORE, in a Worker whose compatibility date is ' +
        '2024-04-03 or later',
    );
  }
  return new ServiceConnection(
    service as StoreService,
    resource === undefined ? undefined : checkedResource(resource),
  );
}
