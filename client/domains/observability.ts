import { ObservabilityStorage } from '@mastra/core/storage';
import type { ObservabilityStorageFeature } from '@mastra/core/storage';
import type { Domain } from '../domain.js';
import { described } from '../described.js';

type NotKept =
  | 'getFeatures'
  // Later: these reject as the base class does.
  | 'queryTraces'
  | 'queryThreads'
  | 'getTraceQueryObservedFields'
  | 'getTraceQueryValues'
  | 'assertUnscopedBatchDeleteTraces';

const Described = described<ObservabilityStorage, 'observability', NotKept>(
  ObservabilityStorage,
  'observability',
  {
    retentionTables: {
      spans: { table: 'mastra_ai_spans', column: 'startedAt', indexed: true },
      logs: { table: 'agentkeep_logs', column: 'timestamp', indexed: true },
      metrics: { table: 'agentkeep_metrics', column: 'timestamp', indexed: true },
      scores: { table: 'agentkeep_scores', column: 'timestamp', indexed: true },
      feedback: { table: 'agentkeep_feedback', column: 'timestamp', indexed: true },
    },
  },
);

const features: readonly ObservabilityStorageFeature[] = [
  'metrics',
  'logs',
  'feedback',
  'entity-type-discovery',
  'entity-name-discovery',
  'service-name-discovery',
  'environment-discovery',
  'tag-discovery',
  'metric-discovery',
];

/**
 * Traces, logs, metrics, scores and feedback. Every method is one round trip but prune (up to two a
 * batch). All throw AgentKeepError.
 */
export class ObservabilityStore extends Described {
  readonly #polls: boolean;

  /** `polls`: the database tells what came after something else. */
  constructor(domain: Domain, polls: boolean) {
    super(domain);
    this.#polls = polls;
  }

  override getFeatures(): readonly ObservabilityStorageFeature[] {
    return this.#polls ? [...features, 'delta-polling'] : features;
  }
}
