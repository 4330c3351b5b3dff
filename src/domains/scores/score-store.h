// Scores of the evals: contract/scores.md.
//
// Methods are lazy coroutines over one call: nothing runs until awaited. Arguments and results are
// views of the call's memory.
#pragma once

#include <array>
#include <optional>
#include <span>

#include "core/call.h"
#include "core/input.h"
#include "core/task.h"
#include "domains/scores/score-schema.h"
#include "query/database.h"
#include "retention/prune.h"

namespace agentkeep::scores {

struct SaveScore {
  std::optional<Id> id;  // absent: a new one
  Id scorerId;
  std::optional<Id> traceId;
  std::optional<Id> spanId;
  Id runId;
  JsonObject scorer;
  std::optional<JsonObject> preprocessStepResult;
  std::optional<JsonObject> extractStepResult;
  std::optional<JsonObject> analyzeStepResult;
  double score = 0;
  std::optional<Text> reason;
  std::optional<JsonObject> metadata;
  std::optional<Text> preprocessPrompt;
  std::optional<Text> extractPrompt;
  std::optional<Text> generateScorePrompt;
  std::optional<Text> generateReasonPrompt;
  std::optional<Text> analyzePrompt;
  std::optional<Text> reasonPrompt;
  std::optional<NullableJson> input;
  NullableJson output;
  std::optional<JsonObject> additionalContext;
  std::optional<JsonObject> requestContext;
  std::optional<Text> entityType;
  JsonObject entity;
  Id entityId;
  Text source;
  std::optional<Id> resourceId;
  std::optional<Id> threadId;
  std::optional<Id> organizationId;
  std::optional<Id> projectId;
  std::optional<Id> batchId;
  std::optional<Id> datasetId;
  std::optional<Id> datasetItemId;
};
struct GetScoreById {
  Id id;
};
struct Pagination {
  std::optional<PageNumber> page;
  std::optional<PerPage> perPage;
};
struct TenancyFilters {
  std::optional<Id> organizationId;
  std::optional<Id> projectId;
};
struct ListScoresByScorerId {
  Id scorerId;
  std::optional<Pagination> pagination;
  std::optional<Id> entityId;
  std::optional<Text> entityType;
  std::optional<Text> source;
  std::optional<TenancyFilters> filters;
};
struct ListScoresByRunId {
  Id runId;
  std::optional<Pagination> pagination;
  std::optional<TenancyFilters> filters;
};
struct ListScoresByEntityId {
  Id entityId;
  Text entityType;
  std::optional<Pagination> pagination;
  std::optional<TenancyFilters> filters;
};
struct ListScoresBySpan {
  Id traceId;
  Id spanId;
  std::optional<Pagination> pagination;
  std::optional<TenancyFilters> filters;
};
struct ScorePolicies {
  std::optional<retention::PrunePolicy> scorers;
};
struct PruneScores {
  ScorePolicies policies;
  std::optional<retention::PruneOptions> options;
};
struct ClearScores {};

// Columns of every score that a method answers: all but the references of large values.
inline constexpr auto kScoreRow = [] {
  std::array<Col, ScoreCol::inputLarge> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Col>(i);
  return all;
}();

struct ScorePage {
  query::Rows rows;
  PageInfo info;
};

class ScoreStore {
 public:
  ScoreStore(Call& call, query::Database& db) : call_(call), db_(db) {}

  // Saves a score; one of a known id replaces it and keeps its `createdAt`. The row as stored.
  // Errors: kInvalidArgument, status VALIDATION_FAILED. Cost: six rows written for a new score.
  Task<Result<query::Rows>> saveScore(SaveScore input);

  // The score, or no row.
  Task<Result<query::Rows>> getScoreById(GetScoreById input);

  // One page, newest first. Cost: the page's rows, plus one row a match for the total.
  Task<Result<ScorePage>> listScoresByScorerId(ListScoresByScorerId input);
  Task<Result<ScorePage>> listScoresByRunId(ListScoresByRunId input);
  Task<Result<ScorePage>> listScoresByEntityId(ListScoresByEntityId input);
  Task<Result<ScorePage>> listScoresBySpan(ListScoresBySpan input);

  // Deletes scores that were made longer ago than the policy says. See retention/prune.h.
  Task<Result<std::span<const retention::Pruned>>> prune(PruneScores input);

  // Every score.
  Task<Result<void>> dangerouslyClearAll(ClearScores input);

 private:
  Task<Result<ScorePage>> list(std::span<const query::Where> conditions,
                               std::optional<Pagination> pagination,
                               std::optional<TenancyFilters> filters);

  Call& call_;
  query::Database& db_;
};

}  // namespace agentkeep::scores
