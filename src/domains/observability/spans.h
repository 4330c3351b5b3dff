// The table of spans, as the framework's adapters have it: contract/observability.md, "Spans".
#pragma once

#include "domains/observability/context.h"

namespace agentkeep::observability {

struct SpanCol {
  static constexpr Col traceId = 0, spanId = 1, parentSpanId = 2, name = 3, spanType = 4,
                       isEvent = 5, startedAt = 6, endedAt = 7, createdAt = 8, updatedAt = 9,
                       error = 10, input = 11, output = 12, attributes = 13, links = 14,
                       requestContext = 15, source = 16, inputPreview = 17, inputLarge = 18,
                       outputLarge = 19;
};
inline constexpr Column kOwnSpanColumns[] = {
    {.name = "traceId",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kId,
     .required = true},
    {.name = "spanId",
     .type = Type::kText,
     .nullable = false,
     .takes = Takes::kId,
     .required = true},
    {.name = "parentSpanId", .type = Type::kText},
    {.name = "name", .type = Type::kText, .nullable = false, .required = true},
    {.name = "spanType", .type = Type::kText, .nullable = false, .required = true},
    {.name = "isEvent", .type = Type::kBoolean, .nullable = false},
    {.name = "startedAt", .type = Type::kTimestamp, .nullable = false, .required = true},
    {.name = "endedAt", .type = Type::kTimestamp},
    {.name = "createdAt", .type = Type::kTimestamp, .nullable = false, .given = Given::kNever},
    {.name = "updatedAt", .type = Type::kTimestamp, .given = Given::kNever},
    {.name = "error", .type = Type::kJson},
    {.name = "input", .type = Type::kJson, .reference = SpanCol::inputLarge},
    {.name = "output", .type = Type::kJson, .reference = SpanCol::outputLarge},
    {.name = "attributes", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "links", .type = Type::kJson, .takes = Takes::kList},
    {.name = "requestContext", .type = Type::kJson, .takes = Takes::kObject},
    {.name = "source", .type = Type::kText},
    // The beginning of what a user said, so that lists of traces need not read it: of spans that
    // were written by this store.
    {.name = "inputPreview", .type = Type::kText, .given = Given::kNever},
    {.name = "input_large", .type = Type::kText, .given = Given::kNever},
    {.name = "output_large", .type = Type::kText, .given = Given::kNever},
};
inline constexpr auto kSpanColumns = withContext(kOwnSpanColumns);
consteval Col spanCol(Text name) { return query::columnOf(kSpanColumns, name); }
static_assert(spanCol("input") == SpanCol::input && spanCol("error") == SpanCol::error &&
              spanCol("source") == SpanCol::source &&
              spanCol("output_large") == SpanCol::outputLarge);

// What is answered of a span: the columns in their order, but for what the store keeps for itself.
inline constexpr auto kSpanRow = [] {
  std::array<Col, kSpanColumns.size() - 3> out{};
  std::size_t at = 0;
  for (std::size_t i = 0; i < kSpanColumns.size(); ++i) {
    if (i < SpanCol::inputPreview || i > SpanCol::outputLarge) out[at++] = static_cast<Col>(i);
  }
  return out;
}();

inline constexpr Col kSpanKey[] = {SpanCol::traceId, SpanCol::spanId};
inline constexpr query::Key kSpanKeys[] = {{kSpanKey}};
inline constexpr Col kSpansByTrace[] = {SpanCol::traceId, SpanCol::startedAt};
inline constexpr Col kSpansByTime[] = {SpanCol::startedAt};
inline constexpr Col kSpansByTimeAndType[] = {SpanCol::startedAt, SpanCol::spanType};
inline constexpr Col kSpansOfTrace[] = {SpanCol::traceId};
// What most lists of traces ask for, and the end of a span does not change.
inline constexpr Col kOfRoots[] = {
    SpanCol::spanType,      spanCol("entityType"), spanCol("entityId"),
    spanCol("entityName"),  spanCol("userId"),     spanCol("organizationId"),
    spanCol("resourceId"),  spanCol("runId"),      spanCol("sessionId"),
    spanCol("threadId"),    spanCol("requestId"),  spanCol("environment"),
    spanCol("serviceName"), SpanCol::source,
};
// A child is three rows written: itself, its key and its time. A root is one more, and so is a span
// with an error. The names of the first two are those of @mastra/libsql.
inline constexpr query::AccessPath kSpanPaths[] = {
    {.name = "mastra_ai_spans_trace_started_at_idx",
     .columns = kSpansByTrace,
     .methods = "getTrace, getTraceLight, getBranch, getSpans",
     .of_key = true},
    {.name = "mastra_ai_spans_roots_started_at_idx",
     .columns = kSpansByTime,
     .methods = "listTraces, listTracesLight, prune",
     .has = query::Has::kNull,
     .of = SpanCol::parentSpanId,
     .covers = kOfRoots},
    {.name = "idx_ai_spans_started_at_type",
     .columns = kSpansByTimeAndType,
     .methods = "listBranches, prune"},
    {.name = "idx_ai_spans_errors",
     .columns = kSpansOfTrace,
     .methods = "listTraces with hasChildError",
     .has = query::Has::kNotNull,
     .of = SpanCol::error},
};
inline constexpr query::Table kSpans{
    .name = "mastra_ai_spans",
    .columns = kSpanColumns,
    .keys = kSpanKeys,
    .paths = kSpanPaths,
    .keeps_insertion_order = true,
    .rival = "mastra_span_events",  // of PostgresStoreVNext
};

}  // namespace agentkeep::observability
