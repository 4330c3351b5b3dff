// Metrics summed up by the hour, where a deployment asks for it: a series of a day then reads some
// rows an hour instead of every metric. README.md says why its answers are those of the metrics.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include "domains/observability/question.h"
#include "domains/observability/records.h"
#include "domains/observability/signal-tables.h"

namespace agentkeep::observability {

// What metrics are told apart by in an hour. Another column of theirs is asked of the metrics.
inline constexpr Text kHourDimensions[] = {"name",        "provider",   "model",
                                           "costUnit",    "entityType", "entityName",
                                           "environment", "serviceName"};
struct HourCol {
  static constexpr Col id = 0, hour = 1, rows = 2, sum = 3, least = 4, most = 5, cost = 6,
                       labels = 7, dimensions = 8;  // the first of them: the name
};
inline constexpr auto kHourColumns = [] {
  constexpr std::size_t kOwn = HourCol::dimensions;
  std::array<Column, kOwn + std::size(kHourDimensions)> all{};
  all[HourCol::id] = {.name = "id", .type = Type::kText, .nullable = false, .given = Given::kNever};
  all[HourCol::hour] = {
      .name = "hour", .type = Type::kTimestamp, .nullable = false, .given = Given::kNever};
  // A number that adds up as the others do.
  all[HourCol::rows] = {.name = "metrics", .type = Type::kReal, .given = Given::kNever};
  all[HourCol::sum] = {.name = "sum", .type = Type::kReal, .given = Given::kNever};
  all[HourCol::least] = {.name = "least", .type = Type::kReal, .given = Given::kNever};
  all[HourCol::most] = {.name = "most", .type = Type::kReal, .given = Given::kNever};
  all[HourCol::cost] = {.name = "estimatedCost", .type = Type::kReal, .given = Given::kNever};
  // Those that stand in for a dimension that is null.
  all[HourCol::labels] = {.name = "labels", .type = Type::kJson, .given = Given::kNever};
  for (std::size_t i = 0; i < std::size(kHourDimensions); ++i) {
    all[kOwn + i] = {.name = kHourDimensions[i], .type = Type::kText, .given = Given::kNever};
  }
  return all;
}();
inline constexpr Col kHourId[] = {HourCol::id};
inline constexpr Key kHourKeys[] = {{kHourId}};
inline constexpr Col kHoursByName[] = {HourCol::dimensions, HourCol::hour};
inline constexpr Col kHoursByTime[] = {HourCol::hour};
inline constexpr AccessPath kHourPaths[] = {
    {.name = "idx_agentkeep_metric_hours_name",
     .columns = kHoursByName,
     .methods = "getMetricAggregate, getMetricBreakdown, getMetricTimeSeries with roll-ups"},
    {.name = "idx_agentkeep_metric_hours_time",
     .columns = kHoursByTime,
     .methods = "batchCreateMetrics, batchDeleteTraces, prune"},
};
// A row a group of an hour; and one without a name that says of its hour that these are all there.
inline constexpr query::Table kMetricHours{.name = "agentkeep_metric_hours",
                                           .columns = kHourColumns,
                                           .keys = kHourKeys,
                                           .paths = kHourPaths};

inline constexpr std::int64_t kHourMs = 3'600'000;
// The hour that it is in.
constexpr std::int64_t hourOf(std::int64_t ms) { return ms - ((ms % kHourMs) + kHourMs) % kHourMs; }

// What is done with `metrics`, which keeps the records: the sums of their hours follow it, or,
// where there are to be none (Call::metric_rollups), all of them are forgotten.
std::span<const query::Statement> keepMetrics(Call& call, const Records& records,
                                              query::Insert metrics);

// The hours of these metrics, which are deleted or changed behind it, are no longer rolled up.
query::Delete forgetHours(Arena& arena, query::Where metrics);
// Nor are those up to this time.
query::Delete forgetHoursUntil(Arena& arena, std::int64_t ms);

// What is counted of metrics: those of `of` with from <= timestamp < until.
struct CountedMetrics {
  static constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::min(),
                                kNever = std::numeric_limits<std::int64_t>::max();
  query::Aggregate of;  // its measure 1 is Fn::kRows
  std::int64_t from = kEver, until = kNever;
};

// The same of rolled-up hours, to be asked by askHours(). Nothing: these do not say it.
std::optional<query::Aggregate> overHours(Arena& arena, const CountedMetrics& counted);

struct ByHour {
  CountedMetrics metrics;
  query::Aggregate hours;
};

// As ask() with the answers of `parts`: of whole hours from their sums, where they are rolled up,
// of the rest from the metrics. Cost: one round trip; one more where a whole hour is not rolled up.
Task<Result<void>> askHours(Call& call, query::Database& db, std::span<const ByHour> parts,
                            const Question& question, JsonWriter& out);

}  // namespace agentkeep::observability
