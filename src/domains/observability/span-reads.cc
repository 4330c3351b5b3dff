// Spans, traces and branches as they are read and deleted.
#include <algorithm>
#include <vector>

#include "api/encode.h"
#include "core/text-index.h"
#include "domains/observability/lists.h"
#include "domains/observability/methods.h"
#include "domains/observability/question.h"
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

struct Spans final : Question {
  Select select;
  Text trace;
  As as = As::kOne;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Rows& rows = answers[0].rows;
    if (rows.empty() && as != As::kList) return {};
    out.beginObject();
    if (as == As::kOne) {
      out.key("span");
    } else {
      out.key("traceId").string(trace).key("spans").beginArray();
    }
    if (auto written = api::writeRows(out, kSpans, select.columns, rows); !written) return written;
    if (as != As::kOne) out.endArray();
    out.endObject();
    return {};
  }
};

Task<Result<void>> answerSpans(Arena& arena, Database& db, Select select, Text trace, As as,
                               JsonWriter& out) {
  Spans spans;
  spans.select = select;
  spans.trace = trace;
  spans.as = as;
  spans.statements = arena.list<Statement>({select});
  return ask(db, *arena.keep(spans), out);
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
  return answerSpans(call.arena, db, spansOf(call.arena, trace, columns), trace, As::kTrace, out);
}

// The rows of an anchor and of what is below it, at most so many levels, in the order of the rows.
std::vector<std::uint32_t> branchOf(const Rows& rows, Text anchor,
                                    std::optional<std::uint32_t> depth, Arena& arena) {
  constexpr std::uint32_t kNone = TextIndex::kNone;
  const auto size = static_cast<std::uint32_t>(rows.size());
  TextIndex places(arena, size);
  for (std::uint32_t i = 0; i < size; ++i) places.add(rows[i][SpanCol::spanId].text, i);
  // The children of a row: one of them, which names the next.
  std::vector<std::uint32_t> child(size, kNone);
  std::vector<std::uint32_t> next(size, kNone);
  for (std::uint32_t i = 0; i < size; ++i) {
    const Value& parent = rows[i][SpanCol::parentSpanId];
    const std::uint32_t at = parent.isNull() ? kNone : places.find(parent.text);
    if (at == kNone) continue;
    next[i] = child[at];
    child[at] = i;
  }
  std::vector<bool> taken(size);
  std::vector<std::uint32_t> found;
  const auto take = [&](std::uint32_t row) {
    if (!taken[row]) found.push_back(row);
    taken[row] = true;
  };
  if (const std::uint32_t at = places.find(anchor); at != kNone) take(at);
  std::size_t from = 0;
  for (std::uint32_t level = 0; from < found.size() && (!depth || level < *depth); ++level) {
    for (const std::size_t to = found.size(); from < to; ++from) {
      for (std::uint32_t at = child[found[from]]; at != kNone; at = next[at]) take(at);
    }
  }
  found.clear();
  for (std::uint32_t i = 0; i < size; ++i) {
    if (taken[i]) found.push_back(i);
  }
  return found;
}

struct Branch final : Question {
  Call* call = nullptr;
  Text trace, anchor;
  std::optional<std::uint32_t> depth;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Rows& rows = answers[0].rows;
    const std::vector<std::uint32_t> found = branchOf(rows, anchor, depth, call->arena);
    if (found.empty()) return {};
    const std::span<Value> cells = call->arena.make<Value>(found.size() * rows.columns);
    auto to = cells.begin();
    for (const std::uint32_t row : found) to = std::ranges::copy(rows[row], to).out;
    out.beginObject().key("traceId").string(trace).key("spans").beginArray();
    const auto written =
        api::writeRows(out, kSpans, kRow, {.columns = rows.columns, .cells = cells});
    if (written) out.endArray().endObject();
    return written;
  }
};

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
  return answerSpans(call.arena, db, select, trace, As::kOne, out);
}

Task<Result<void>> getSpans(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  const auto ids = given.read<std::span<const Id>>("spanIds");
  if (!ids || ids->empty()) given.refuse("spanIds", "must have at least one id");
  if (problem) return refused<void>(std::move(*problem));
  Select select = spansOf(call.arena, trace, kRow);
  const Where among{.is = Is::kIn, .field = {SpanCol::spanId}, .values = cellsOf(call.arena, *ids)};
  select.where = allOf(call.arena, {select.where, among});
  return answerSpans(call.arena, db, select, trace, As::kList, out);
}

Task<Result<void>> getRootSpan(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text trace = idOf(given, "traceId");
  if (problem) return refused<void>(std::move(*problem));
  Select select = spansOf(call.arena, trace, kRow);
  select.where = allOf(call.arena, {select.where, kIsRoot});
  select.limit = 1;
  return answerSpans(call.arena, db, select, trace, As::kOne, out);
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
  Select select = spansOf(call.arena, trace, kRow);
  select.only_replied = false;
  Branch branch;
  branch.call = &call;
  branch.trace = trace;
  branch.anchor = anchor;
  if (depth) branch.depth = depth->value;
  branch.statements = call.arena.list<Statement>({select});
  return ask(db, *call.arena.keep(branch), out);
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
