import type { ListScoresResponse, SaveScorePayload, ScoreRowData } from '@mastra/core/evals';
import { ScoresStorage } from '@mastra/core/storage';
import type {
  ListScoresByEntityIdInput,
  ListScoresByRunIdInput,
  ListScoresByScorerIdInput,
  ListScoresBySpanInput,
  PruneOptions,
  PruneResult,
  StoragePagination,
  TableRetentionPolicy,
} from '@mastra/core/storage';
import type { Domain } from '../domain.js';
import { paged } from '../paging.js';
import { prune } from '../prune.js';

/**
 * Scores of evals. Every method is one round trip but prune (one a batch). All throw
 * AgentKeepError.
 */
export class ScoresStore extends ScoresStorage {
  static override readonly retentionTables = {
    scorers: { table: 'mastra_scorers', column: 'createdAt', indexed: false },
  };

  readonly #domain: Domain;

  constructor(domain: Domain) {
    super();
    this.#domain = domain;
  }

  override init(): Promise<void> {
    return this.#domain.init();
  }

  override getScoreById(args: { id: string }): Promise<ScoreRowData | null> {
    return this.#domain.call('getScoreById', args);
  }

  override saveScore(score: SaveScorePayload): Promise<{ score: ScoreRowData }> {
    return this.#domain.call('saveScore', score);
  }

  override listScoresByScorerId(input: ListScoresByScorerIdInput): Promise<ListScoresResponse> {
    return this.#list('listScoresByScorerId', input);
  }

  override listScoresByRunId(input: ListScoresByRunIdInput): Promise<ListScoresResponse> {
    return this.#list('listScoresByRunId', input);
  }

  override listScoresByEntityId(input: ListScoresByEntityIdInput): Promise<ListScoresResponse> {
    return this.#list('listScoresByEntityId', input);
  }

  override listScoresBySpan(input: ListScoresBySpanInput): Promise<ListScoresResponse> {
    return this.#list('listScoresBySpan', input);
  }

  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return prune(this.#domain, 'scores', ScoresStore.retentionTables, policies, options);
  }

  override dangerouslyClearAll(): Promise<void> {
    return this.#domain.call('dangerouslyClearAll', {});
  }

  #list(method: string, input: { pagination?: StoragePagination }): Promise<ListScoresResponse> {
    const { pagination = {}, ...rest } = input;
    return this.#domain.call(method, { ...rest, pagination: paged(pagination) });
  }
}
