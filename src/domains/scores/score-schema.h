// Table of the domain `scores`: contract/scores.md and contract/schemas.json.
#pragma once

#include "query/table.h"

namespace agentkeep::scores {

using query::AccessPath;
using query::Col;
using query::Column;
using query::Key;
using query::Table;
using query::Type;

struct ScoreCol {
  static constexpr Col id = 0, scorerId = 1, traceId = 2, spanId = 3, runId = 4, scorer = 5,
                       preprocessStepResult = 6, extractStepResult = 7, analyzeStepResult = 8,
                       score = 9, reason = 10, metadata = 11, preprocessPrompt = 12,
                       extractPrompt = 13, generateScorePrompt = 14, generateReasonPrompt = 15,
                       analyzePrompt = 16, reasonPrompt = 17, input = 18, output = 19,
                       additionalContext = 20, requestContext = 21, entityType = 22, entity = 23,
                       entityId = 24, source = 25, resourceId = 26, threadId = 27,
                       organizationId = 28, projectId = 29, batchId = 30, datasetId = 31,
                       datasetItemId = 32, createdAt = 33, updatedAt = 34, inputLarge = 35,
                       outputLarge = 36;
};
inline constexpr Column kScoreColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "scorerId", .type = Type::kText},
    {.name = "traceId", .type = Type::kText},
    {.name = "spanId", .type = Type::kText},
    {.name = "runId", .type = Type::kText},
    {.name = "scorer", .type = Type::kJson},
    {.name = "preprocessStepResult", .type = Type::kJson},
    {.name = "extractStepResult", .type = Type::kJson},
    {.name = "analyzeStepResult", .type = Type::kJson},
    {.name = "score", .type = Type::kReal},
    {.name = "reason", .type = Type::kText},
    {.name = "metadata", .type = Type::kJson},
    {.name = "preprocessPrompt", .type = Type::kText},
    {.name = "extractPrompt", .type = Type::kText},
    {.name = "generateScorePrompt", .type = Type::kText},
    {.name = "generateReasonPrompt", .type = Type::kText},
    {.name = "analyzePrompt", .type = Type::kText},
    {.name = "reasonPrompt", .type = Type::kText},
    {.name = "input",
     .type = Type::kJson,
     .keeps_json_null = true,
     .reference = ScoreCol::inputLarge},
    {.name = "output",
     .type = Type::kJson,
     .keeps_json_null = true,
     .reference = ScoreCol::outputLarge},
    {.name = "additionalContext", .type = Type::kJson},
    {.name = "requestContext", .type = Type::kJson},
    {.name = "entityType", .type = Type::kText},
    {.name = "entity", .type = Type::kJson},
    {.name = "entityId", .type = Type::kText},
    {.name = "source", .type = Type::kText},
    {.name = "resourceId", .type = Type::kText},
    {.name = "threadId", .type = Type::kText},
    {.name = "organizationId", .type = Type::kText},
    {.name = "projectId", .type = Type::kText},
    {.name = "batchId", .type = Type::kText},
    {.name = "datasetId", .type = Type::kText},
    {.name = "datasetItemId", .type = Type::kText},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false},
    {.name = "updatedAt", .type = Type::kTimestamp},
    {.name = "input_large", .type = Type::kText},
    {.name = "output_large", .type = Type::kText},
};
inline constexpr Col kScoreKey[] = {ScoreCol::id};
inline constexpr Key kScoreKeys[] = {{kScoreKey}};
inline constexpr Col kScoresByScorer[] = {ScoreCol::scorerId, ScoreCol::createdAt};
inline constexpr Col kScoresByRun[] = {ScoreCol::runId, ScoreCol::createdAt};
inline constexpr Col kScoresByEntity[] = {ScoreCol::entityId, ScoreCol::entityType,
                                          ScoreCol::createdAt};
inline constexpr Col kScoresBySpan[] = {ScoreCol::traceId, ScoreCol::spanId, ScoreCol::createdAt};
inline constexpr AccessPath kScorePaths[] = {
    {"idx_scorers_scorer_created_at", kScoresByScorer},
    {"idx_scorers_run_created_at", kScoresByRun},
    {"idx_scorers_entity_created_at", kScoresByEntity},
    {"idx_scorers_trace_span_created_at", kScoresBySpan},
};
inline constexpr Table kScores{
    .name = "mastra_scorers",
    .columns = kScoreColumns,
    .keys = kScoreKeys,
    .paths = kScorePaths,
    .keeps_insertion_order = true,
};

inline constexpr const Table* kTables[] = {&kScores};

}  // namespace agentkeep::scores
