// What spans, logs, metrics, scores and feedback have in common: where they come from.
#pragma once

#include <array>

#include "query/table.h"

namespace agentkeep::observability {

using query::Col;
using query::Column;
using query::Given;
using query::Takes;
using query::Type;

// Names that records are found by; whatever text they are.
inline constexpr Text kContextNames[] = {
    "entityType",       "entityId",       "entityName",       "entityVersionId",
    "parentEntityType", "parentEntityId", "parentEntityName", "parentEntityVersionId",
    "rootEntityType",   "rootEntityId",   "rootEntityName",   "rootEntityVersionId",
    "userId",           "organizationId", "resourceId",       "runId",
    "sessionId",        "threadId",       "requestId",        "environment",
    "serviceName",      "experimentId",
};
inline constexpr Column kContextDocuments[] = {
    {.name = "scope", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "tags", .type = Type::kJson, .takes = Takes::kList},
    {.name = "metadata", .type = Type::kJson, .takes = Takes::kObject},
};
inline constexpr std::size_t kContextSize = std::size(kContextNames) + std::size(kContextDocuments);

// The columns of a record: its own ones, and behind them where it comes from.
template <std::size_t kOwn>
consteval std::array<Column, kOwn + kContextSize> withContext(const Column (&own)[kOwn]) {
  std::array<Column, kOwn + kContextSize> all{};
  std::size_t at = 0;
  for (const Column& each : own) all[at++] = each;
  for (const Text name : kContextNames) all[at++] = {.name = name, .type = Type::kText};
  for (const Column& each : kContextDocuments) all[at++] = each;
  return all;
}

// Those of the columns that callers may give, and that are answered: all but the store's own.
consteval std::size_t countGiven(std::span<const Column> columns) {
  std::size_t count = 0;
  for (const Column& each : columns) count += each.given == Given::kNever ? 0 : 1;
  return count;
}
template <const auto& kColumns>
inline constexpr auto kGivenColumns = [] {
  std::array<Col, countGiven(kColumns)> out{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (kColumns[i].given != Given::kNever) out[at++] = static_cast<Col>(i);
  }
  return out;
}();

}  // namespace agentkeep::observability
