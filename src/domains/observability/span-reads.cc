// Spans, traces and branches as they are read and deleted.
#include <algorithm>
#include <vector>

#include "api/encode.h"
#include "domains/observability/lists.h"
#include "domains/observability/methods.h"
#include "domains/observability/spans.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr std::span<const Col> kRow = kSpanRow;
constexpr Order kByStart[] = {{.column = SpanCol::startedAt}};

// How found spans are answered.
enum class As : std::uint8_t { kOne, kTrace, kList };

// An id that must be given.
Text idOf(Arguments& given, Text name) {
  const auto id = given.read<Id>(name);
  if (!id || id->text.empty()) given.refuse(name, "is required");
  return id.value_or(Id{}).text;
}

Task<Result<void>> answerSpans(Database& db, Select select, Text trace, As as, JsonWriter& out) {
  const Statement statement = select;
  const Result<Outcome> outcome =
      co_await db.run({.statements = std::span(&statement, 1), .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Rows& rows = outcome->answers[0].rows;
  if (rows.empty() && as != As::kList) co_return Result<void>();
  out.beginObject();
  if (as == As::kOne) {
    out.key("span");
  } else {
    out.key("traceId").string(trace).key("spans").beginArray();
  }
  if (auto written = api::writeRows(out, kSpans, select.columns, rows); !written) co_return written;
  if (as != As::kOne) out.endArray();
  out.endObject();
  co_return Result<void>();
}

Select spansOf(Arena& arena, Text trace, std::span<const Col> columns) {
  return {.table = &kSpans,
          .columns = columns,
          .where = equals(arena, SpanCol::traceId, {trace}),
          .order = kByStart,
          .only_replied = true};
}

Task<Result<void>> readTrace(Call& call, Database& db, const Request& request, JsonWriter& out,
                             std::span<const Col> columns) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  if (problem) return refused<void>(std::move(*problem));
  return answerSpans(db, spansOf(call.arena, trace, columns), trace, As::kTrace, out);
}

// The rows of an anchor and of what is below it, at most so many levels; in the order of the rows.
std::vector<std::size_t> branchOf(const Rows& rows, Text anchor,
                                  std::optional<std::uint32_t> depth) {
  const auto id = [&](std::size_t row) { return rows[row][SpanCol::spanId].text; };
  const auto parent = [&](std::size_t row) { return rows[row][SpanCol::parentSpanId]; };
  std::vector<std::size_t> by_parent;
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (id(i) == anchor && found.empty()) found.push_back(i);
    if (!parent(i).isNull()) by_parent.push_back(i);
  }
  std::ranges::sort(by_parent, {}, [&](std::size_t row) { return parent(row).text; });
  std::vector<bool> taken(rows.size());
  if (!found.empty()) taken[found[0]] = true;
  std::size_t from = 0;
  for (std::uint32_t level = 0; from < found.size() && (!depth || level < *depth); ++level) {
    const std::size_t to = found.size();
    for (; from < to; ++from) {
      const auto children = std::ranges::equal_range(
          by_parent, id(found[from]), {}, [&](std::size_t row) { return parent(row).text; });
      for (const std::size_t child : children) {
        if (taken[child]) continue;
        taken[child] = true;
        found.push_back(child);
      }
    }
  }
  std::ranges::sort(found);
  return found;
}

Task<Result<void>> readBranch(Call& call, Database& db, Text trace, Text anchor,
                              std::optional<std::uint32_t> depth, JsonWriter& out) {
  Select select = spansOf(call.arena, trace, kRow);
  select.only_replied = false;
  const Statement statement = select;
  const Result<Outcome> outcome =
      co_await db.run({.statements = std::span(&statement, 1), .replica_ok = true});
  if (!outcome) co_return std::unexpected(outcome.error());
  const Rows& rows = outcome->answers[0].rows;
  const std::vector<std::size_t> found = branchOf(rows, anchor, depth);
  if (found.empty()) co_return Result<void>();
  const std::span<Value> cells = call.arena.make<Value>(found.size() * rows.columns);
  auto to = cells.begin();
  for (const std::size_t row : found) to = std::ranges::copy(rows[row], to).out;
  out.beginObject().key("traceId").string(trace).key("spans").beginArray();
  const auto written = api::writeRows(out, kSpans, kRow, {.columns = rows.columns, .cells = cells});
  if (!written) co_return written;
  out.endArray().endObject();
  co_return Result<void>();
}

// ---- Lists

// Where a span comes from, and more: what lists of traces and of branches can be asked for.
constexpr Filter kOwnFilters[] = {
    {"startedAt", Match::kTime, SpanCol::startedAt},
    {"endedAt", Match::kTime, SpanCol::endedAt},
    {"traceId", Match::kEquals, SpanCol::traceId},
    {"spanType", Match::kEquals, SpanCol::spanType},
    {"source", Match::kEquals, SpanCol::source},
    {"status", Match::kStatus},
    {"scope", Match::kMembers, spanCol("scope")},
    {"metadata", Match::kMembers, spanCol("metadata")},
    {"tags", Match::kAll, spanCol("tags")},
    {"hasChildError", Match::kChildError},
};
constexpr auto kFilters = [] {
  std::array<Filter, std::size(kOwnFilters) + std::size(kContextNames)> all{};
  auto to = std::ranges::copy(kOwnFilters, all.begin()).out;
  for (const Text name : kContextNames) *to++ = {.name = name, .column = spanCol(name)};
  return all;
}();
constexpr std::span<const Filter> kTraceFilters = kFilters;
constexpr Col kSorts[] = {SpanCol::startedAt, SpanCol::endedAt};
constexpr Col kLightRow[] = {
    SpanCol::traceId,    SpanCol::spanId,       SpanCol::parentSpanId, SpanCol::name,
    SpanCol::spanType,   SpanCol::isEvent,      SpanCol::startedAt,    SpanCol::endedAt,
    SpanCol::error,      SpanCol::createdAt,    SpanCol::updatedAt,    spanCol("entityType"),
    spanCol("entityId"), spanCol("entityName"),
};
constexpr Col kLightListRow[] = {
    SpanCol::traceId,    SpanCol::spanId,       SpanCol::parentSpanId, SpanCol::name,
    SpanCol::spanType,   SpanCol::isEvent,      SpanCol::startedAt,    SpanCol::endedAt,
    SpanCol::error,      SpanCol::createdAt,    SpanCol::updatedAt,    spanCol("entityType"),
    spanCol("entityId"), spanCol("entityName"), spanCol("metadata"),   SpanCol::inputPreview,
};

constexpr Cell kNull[] = {{}};
constexpr Where kIsRoot{
    .is = Is::kEq, .field = {SpanCol::parentSpanId}, .values = std::span<const Cell>(kNull)};
// Runs that a user thinks of, at whatever depth of a trace.
constexpr Cell kAnchorTypes[] = {
    {Text("agent_run")},     {Text("workflow_run")},       {Text("processor_run")},
    {Text("scorer_run")},    {Text("rag_ingestion")},      {Text("tool_call")},
    {Text("mcp_tool_call")}, {Text("mcp_server_request")}, {Text("provider_tool_call")},
};
constexpr Where kIsAnchor{
    .is = Is::kIn, .field = {SpanCol::spanType}, .values = std::span<const Cell>(kAnchorTypes)};

constexpr Listing listing(Text member, std::span<const Col> row, Where always) {
  return {.table = &kSpans,
          .member = member,
          .row = row,
          .sorts = kSorts,
          .filters = kTraceFilters,
          .always = always,
          .status = true};
}
const Listing kTraces = listing("spans", kRow, kIsRoot);
const Listing kLightTraces = listing("spans", kLightListRow, kIsRoot);
const Listing kBranches = listing("branches", kRow, kIsAnchor);

}  // namespace

Task<Result<void>> getSpan(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  const Text span = idOf(given, "spanId");
  if (problem) return refused<void>(std::move(*problem));
  Select select = spansOf(call.arena, trace, kRow);
  select.where = allOf(call.arena, {select.where, equals(call.arena, SpanCol::spanId, {span})});
  return answerSpans(db, select, trace, As::kOne, out);
}

Task<Result<void>> getSpans(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  const auto ids = given.read<std::span<const Id>>("spanIds");
  if (!ids || ids->empty()) given.refuse("spanIds", "must have at least one id");
  if (problem) return refused<void>(std::move(*problem));
  const std::span<Cell> cells = call.arena.make<Cell>(ids->size());
  for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = {(*ids)[i].text};
  Select select = spansOf(call.arena, trace, kRow);
  select.where = allOf(
      call.arena, {select.where, {.is = Is::kIn, .field = {SpanCol::spanId}, .values = cells}});
  return answerSpans(db, select, trace, As::kList, out);
}

Task<Result<void>> getRootSpan(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  if (problem) return refused<void>(std::move(*problem));
  Select select = spansOf(call.arena, trace, kRow);
  select.where = allOf(call.arena, {select.where, kIsRoot});
  select.limit = 1;
  return answerSpans(db, select, trace, As::kOne, out);
}

Task<Result<void>> getTrace(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return readTrace(call, db, request, out, kRow);
}
Task<Result<void>> getTraceLight(Call& call, Database& db, const Request& request,
                                 JsonWriter& out) {
  return readTrace(call, db, request, out, kLightRow);
}

Task<Result<void>> getBranch(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  const Text anchor = idOf(given, "spanId");
  const auto depth = given.read<RowCount>("depth");
  if (problem) return refused<void>(std::move(*problem));
  return readBranch(call, db, trace, anchor, depth ? std::optional(depth->value) : std::nullopt,
                    out);
}

Task<Result<void>> listTraces(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return list(call, db, kTraces, request, out);
}
Task<Result<void>> listTracesLight(Call& call, Database& db, const Request& request,
                                   JsonWriter& out) {
  return list(call, db, kLightTraces, request, out);
}
Task<Result<void>> listBranches(Call& call, Database& db, const Request& request, JsonWriter& out) {
  return list(call, db, kBranches, request, out);
}

}  // namespace agentkeep::observability
