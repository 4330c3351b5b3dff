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
import { filled } from '../habits.js';
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

  override async getScoreById(args: { id: string }): Promise<ScoreRowData | null> {
    const score = await this.#domain.call<ScoreRowData | null>('getScoreById', args);
    return score && this.#asAnswered(score);
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

  async #list(
    method: string,
    input: { pagination?: StoragePagination },
  ): Promise<ListScoresResponse> {
    const { pagination = {}, ...rest } = input;
    const args = { ...rest, pagination: paged(pagination) };
    const page = await this.#domain.call<ListScoresResponse>(method, args);
    for (const score of page.scores) this.#asAnswered(score);
    return page;
  }

  #asAnswered(score: ScoreRowData): ScoreRowData {
    return filled(score, { input: this.#domain.habits.scoreInput });
  }
}
