import {
  createTraceQueryObservedFieldDescriptor,
  encodeTraceQueryCursor,
  ObservabilityStorage,
} from '@mastra/core/storage';
import type {
  CreateSpanArgs,
  ObservabilityStorageFeature,
  QueryThreadsResult,
  TraceQueryObservedFieldsResult,
  TraceQueryResponse,
  TrustedThreadQueryPlan,
  TrustedTraceQueryObservedFieldsPlan,
  TrustedTraceQueryPlan,
  UpdateSpanArgs,
} from '@mastra/core/storage';
import type { Domain } from '../domain.js';
import { described } from '../described.js';
import { Turns } from '../turns.js';

const Described = described<
  ObservabilityStorage,
  'observability',
  'getFeatures' | 'assertUnscopedBatchDeleteTraces'
>(ObservabilityStorage, 'observability', {
  retentionTables: {
    spans: { table: 'mastra_ai_spans', column: 'startedAt', indexed: true },
    logs: { table: 'agentkeep_logs', column: 'timestamp', indexed: true },
    metrics: { table: 'agentkeep_metrics', column: 'timestamp', indexed: true },
    scores: { table: 'agentkeep_scores', column: 'timestamp', indexed: true },
    feedback: { table: 'agentkeep_feedback', column: 'timestamp', indexed: true },
  },
});

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
  'trace-query',
  'trace-query-root-duration',
  'trace-query-discovery',
  'thread-query',
  'trace-query-tenant-scope',
];

/** What the wire answers to a plan of traces: dates, no members that are null, and no cursor. */
interface Queried {
  readonly traces?: readonly Readonly<Record<string, unknown>>[];
  readonly groups?: readonly { threadId: string }[];
  readonly threads?: readonly { threadId: string }[];
  readonly hasMore?: boolean;
  readonly pagination?: object;
}

/**
 * Traces, logs, metrics, scores and feedback. Every method is one round trip but prune (up to two a
 * batch). All throw AgentKeepError.
 */
export class ObservabilityStore extends Described {
  readonly #polls: boolean;
  readonly #turns = new Turns();

  /** `polls`: the database tells what came after something else. */
  constructor(domain: Domain, polls: boolean) {
    super(domain);
    this.#polls = polls;
  }

  override getFeatures(): readonly ObservabilityStorageFeature[] {
    return this.#polls ? [...features, 'delta-polling'] : features;
  }

  // Exporters of the strategy "realtime" do not wait for a span before they say that it has ended. What
  // is said of one arrives in the order in which it was said: an update of a span that is not there is
  // no error, and nothing.
  override createSpan(args: CreateSpanArgs): Promise<void> {
    const { span } = args ?? {};
    return this.#turns.take(`${span?.traceId} ${span?.spanId}`, () => super.createSpan(args));
  }

  override updateSpan(args: UpdateSpanArgs): Promise<void> {
    const key = `${args?.traceId} ${args?.spanId}`;
    return this.#turns.take(key, () => super.updateSpan(args));
  }

  override async queryTraces(plan: TrustedTraceQueryPlan): Promise<TraceQueryResponse> {
    const { groups, hasMore, pagination, ...rest } = (await super.queryTraces(plan)) as Queried;
    if (plan.result === 'groups') {
      return { groups: [...groups!], page: { next: nextThread(plan, groups!, hasMore) } };
    }
    const traces = rest.traces!.map(traceOf);
    if (pagination !== undefined) return { traces, pagination } as TraceQueryResponse;
    const last = hasMore ? traces.at(-1) : undefined;
    const next =
      last === undefined
        ? null
        : encodeTraceQueryCursor(plan as Parameters<typeof encodeTraceQueryCursor>[0], {
            result: 'traces',
            sortValue: last[plan.orderBy.field],
            traceId: last.traceId,
          });
    return { traces, page: { next } } as TraceQueryResponse;
  }

  override async queryThreads(plan: TrustedThreadQueryPlan): Promise<QueryThreadsResult> {
    const { threads, hasMore } = (await super.queryThreads(plan)) as unknown as Queried;
    return { threads: [...threads!], page: { next: nextThread(plan, threads!, hasMore) } };
  }

  override async getTraceQueryObservedFields(
    plan: TrustedTraceQueryObservedFieldsPlan,
  ): Promise<TraceQueryObservedFieldsResult> {
    const answer = await super.getTraceQueryObservedFields(plan);
    return {
      ...answer,
      observedFields: answer.observedFields.map(({ path, occurrences }) =>
        createTraceQueryObservedFieldDescriptor(path, occurrences),
      ),
    };
  }
}

function traceOf(trace: Readonly<Record<string, unknown>>) {
  const text = (name: string) => (trace[name] ?? null) as string | null;
  const time = (name: string) => (trace[name] as Date).toISOString();
  return {
    traceId: trace['traceId'] as string,
    rootSpanId: trace['spanId'] as string,
    name: trace['name'] as string,
    entityId: text('entityId'),
    parentSpanId: text('parentSpanId'),
    createdAt: time('createdAt'),
    metadata: (trace['metadata'] ?? null) as Record<string, unknown> | null,
    inputPreview: text('inputPreview'),
    threadId: text('threadId'),
    resourceId: text('resourceId'),
    startedAt: time('startedAt'),
    endedAt: time('endedAt'),
    entityName: text('entityName'),
    entityType: text('entityType'),
    environment: text('environment'),
    status: trace['status'] as 'error' | 'success',
  };
}

function nextThread(
  plan: TrustedThreadQueryPlan | (TrustedTraceQueryPlan & { result: 'groups' }),
  threads: readonly { threadId: string }[],
  hasMore: boolean | undefined,
): string | null {
  const last = hasMore ? threads.at(-1) : undefined;
  if (last === undefined) return null;
  return encodeTraceQueryCursor(plan, {
    result: plan.result,
    threadId: last.threadId,
  } as Parameters<typeof encodeTraceQueryCursor>[1]);
}
