// The tables of logs, metrics, scores and feedback.
#pragma once

#include "domains/observability/context.h"

namespace agentkeep::observability {

using query::AccessPath;
using query::Key;

// Each has its id and its time first, then its trace and its span.
struct SignalCol {
  static constexpr Col id = 0, timestamp = 1, traceId = 2, spanId = 3, executionSource = 4,
                       source = 5;
};
// NOLINTBEGIN(bugprone-macro-parentheses): it is a text
#define AGENTKEEP_SIGNAL(id)                                                                \
  {.name = id, .type = Type::kText, .nullable = false, .takes = Takes::kId},                \
      {.name = "timestamp", .type = Type::kTimestamp, .nullable = false, .required = true}, \
      {.name = "traceId", .type = Type::kText}, {.name = "spanId", .type = Type::kText},    \
      {.name = "executionSource", .type = Type::kText}, {                                   \
    .name = "source", .type = Type::kText                                                   \
  }
// NOLINTEND(bugprone-macro-parentheses)

inline constexpr Col kSignalId[] = {SignalCol::id};
inline constexpr Key kSignalKeys[] = {{kSignalId}};
inline constexpr Col kSignalsByTime[] = {SignalCol::timestamp};
inline constexpr Col kSignalsByTrace[] = {SignalCol::traceId, SignalCol::timestamp};

// ---- Logs

inline constexpr Text kLevelWords[] = {"debug", "info", "warn", "error", "fatal"};
inline constexpr query::Words kLevels{kLevelWords, "'debug', 'info', 'warn', 'error' or 'fatal'"};
inline constexpr Column kOwnLogColumns[] = {
    AGENTKEEP_SIGNAL("logId"),
    {.name = "level", .type = Type::kText, .nullable = false, .required = true, .words = &kLevels},
    {.name = "message", .type = Type::kText, .nullable = false, .required = true},
    {.name = "data", .type = Type::kJson, .takes = Takes::kObject},
};
inline constexpr auto kLogColumns = withContext(kOwnLogColumns);
inline constexpr AccessPath kLogPaths[] = {
    {.name = "idx_agentkeep_logs_trace",
     .columns = kSignalsByTrace,
     .methods = "listLogs of a trace, batchDeleteTraces"},
    {.name = "idx_agentkeep_logs_time", .columns = kSignalsByTime, .methods = "listLogs, prune"},
};
inline constexpr query::Table kLogTable{.name = "agentkeep_logs",
                                        .columns = kLogColumns,
                                        .keys = kSignalKeys,
                                        .paths = kLogPaths,
                                        .keeps_insertion_order = true};

// ---- Metrics

inline constexpr Column kOwnMetricColumns[] = {
    AGENTKEEP_SIGNAL("metricId"),
    {.name = "name", .type = Type::kText, .nullable = false, .required = true},
    {.name = "value", .type = Type::kReal, .nullable = false, .required = true},
    {.name = "provider", .type = Type::kText},
    {.name = "model", .type = Type::kText},
    {.name = "estimatedCost", .type = Type::kReal},
    {.name = "costUnit", .type = Type::kText},
    {.name = "costMetadata", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "labels", .type = Type::kJson, .absent_json = "{}", .takes = Takes::kObject},
    // Where it was written with sums of its hour: metric-hours.h.
    {.name = "hour", .type = Type::kTimestamp, .given = Given::kNever},
};
inline constexpr auto kMetricColumns = withContext(kOwnMetricColumns);
consteval Col metricCol(Text name) { return query::columnOf(kMetricColumns, name); }
inline constexpr Col kMetricsByName[] = {metricCol("name"), SignalCol::timestamp};
inline constexpr AccessPath kMetricPaths[] = {
    {.name = "idx_agentkeep_metrics_trace",
     .columns = kSignalsByTrace,
     .methods = "listMetrics of a trace, batchDeleteTraces"},
    {.name = "idx_agentkeep_metrics_name",
     .columns = kMetricsByName,
     .methods =
         "getMetricAggregate, getMetricBreakdown, getMetricTimeSeries, getMetricPercentiles"},
    {.name = "idx_agentkeep_metrics_time",
     .columns = kSignalsByTime,
     .methods = "listMetrics, prune"},
};
inline constexpr query::Table kMetricTable{.name = "agentkeep_metrics",
                                           .columns = kMetricColumns,
                                           .keys = kSignalKeys,
                                           .paths = kMetricPaths,
                                           .keeps_insertion_order = true};

// ---- Scores

inline constexpr Column kOwnScoreColumns[] = {
    AGENTKEEP_SIGNAL("scoreId"),
    {.name = "scorerId", .type = Type::kText, .nullable = false, .required = true},
    {.name = "scorerName", .type = Type::kText},
    {.name = "scorerVersion", .type = Type::kText},
    {.name = "scoreSource", .type = Type::kText},
    {.name = "score", .type = Type::kReal, .nullable = false, .required = true},
    {.name = "reason", .type = Type::kText},
    {.name = "scoreTraceId", .type = Type::kText},
};
inline constexpr auto kScoreColumns = withContext(kOwnScoreColumns);
consteval Col scoreCol(Text name) { return query::columnOf(kScoreColumns, name); }
inline constexpr Col kScoresByScorer[] = {scoreCol("scorerId"), SignalCol::timestamp};
inline constexpr AccessPath kScorePaths[] = {
    {.name = "idx_agentkeep_scores_trace",
     .columns = kSignalsByTrace,
     .methods = "listScores of a trace, batchDeleteTraces"},
    {.name = "idx_agentkeep_scores_scorer",
     .columns = kScoresByScorer,
     .methods = "getScoreAggregate, getScoreBreakdown, getScoreTimeSeries, getScorePercentiles"},
    {.name = "idx_agentkeep_scores_time",
     .columns = kSignalsByTime,
     .methods = "listScores, prune"},
};
inline constexpr query::Table kScoreTable{.name = "agentkeep_scores",
                                          .columns = kScoreColumns,
                                          .keys = kSignalKeys,
                                          .paths = kScorePaths,
                                          .keeps_insertion_order = true};

// ---- Feedback

inline constexpr Text kReviewWords[] = {"needs-review", "reviewed"};
inline constexpr query::Words kReviews{kReviewWords, "'needs-review' or 'reviewed'"};
inline constexpr Column kOwnFeedbackColumns[] = {
    AGENTKEEP_SIGNAL("feedbackId"),
    {.name = "feedbackSource", .type = Type::kText},
    {.name = "feedbackType", .type = Type::kText, .nullable = false, .required = true},
    {.name = "value", .type = Type::kJson, .required = true},  // a number, or a text
    {.name = "comment", .type = Type::kText},
    {.name = "feedbackUserId", .type = Type::kText},
    {.name = "sourceId", .type = Type::kText},
    {.name = "reviewStatus", .type = Type::kText, .nullable = false, .words = &kReviews},
    // The value where it is a number, or a text that says one.
    {.name = "valueNumber", .type = Type::kReal, .given = Given::kNever},
};
inline constexpr auto kFeedbackColumns = withContext(kOwnFeedbackColumns);
consteval Col feedbackCol(Text name) { return query::columnOf(kFeedbackColumns, name); }
inline constexpr Col kFeedbackByType[] = {feedbackCol("feedbackType"), SignalCol::timestamp};
inline constexpr AccessPath kFeedbackPaths[] = {
    {.name = "idx_agentkeep_feedback_trace",
     .columns = kSignalsByTrace,
     .methods = "listFeedback of a trace, batchDeleteTraces"},
    {.name = "idx_agentkeep_feedback_type",
     .columns = kFeedbackByType,
     .methods = "getFeedbackAggregate, getFeedbackBreakdown, getFeedbackTimeSeries, "
                "getFeedbackPercentiles"},
    {.name = "idx_agentkeep_feedback_time",
     .columns = kSignalsByTime,
     .methods = "listFeedback, prune"},
};
inline constexpr query::Table kFeedbackTable{.name = "agentkeep_feedback",
                                             .columns = kFeedbackColumns,
                                             .keys = kSignalKeys,
                                             .paths = kFeedbackPaths,
                                             .keeps_insertion_order = true};

}  // namespace agentkeep::observability
