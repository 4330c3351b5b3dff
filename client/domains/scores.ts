import { ScoresStorage } from '@mastra/core/storage';
import type { Domain } from '../domain.js';
import { described } from '../described.js';
import { filled } from '../habits.js';

interface Score {
  input?: unknown;
}

/** As the adapter answers it that the store stands for. */
function asAnswered(score: Score | null, { habits }: Domain): Score | null {
  return score && filled(score, { input: habits.scoreInput });
}

function pageAsAnswered(page: { scores: Score[] }, domain: Domain): unknown {
  for (const score of page.scores) asAnswered(score, domain);
  return page;
}

/**
 * Scores of evals. Every method is one round trip but prune (one a batch). All throw
 * AgentKeepError.
 */
export const ScoresStore = described(ScoresStorage, 'scores', {
  retentionTables: {
    scorers: { table: 'mastra_scorers', column: 'createdAt', indexed: false },
  },
  answers: {
    getScoreById: asAnswered,
    listScoresByScorerId: pageAsAnswered,
    listScoresByRunId: pageAsAnswered,
    listScoresByEntityId: pageAsAnswered,
    listScoresBySpan: pageAsAnswered,
  },
});
export type ScoresStore = InstanceType<typeof ScoresStore>;
