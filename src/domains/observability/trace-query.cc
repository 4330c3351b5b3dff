// The trace query: what a plan of the framework finds, and what can be asked for.
// contract/observability.md, "Trace query".
#include <algorithm>
#include <string>
#include <vector>

#include "api/encode.h"
#include "core/ascii.h"
#include "domains/observability/lists.h"
#include "domains/observability/methods.h"
#include "domains/observability/question.h"
#include "domains/observability/signal-tables.h"
#include "domains/observability/signals.h"
#include "domains/observability/spans.h"
#include "domains/observability/trace-predicates.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Request;

constexpr std::uint64_t kAnswered = 100;
constexpr std::uint64_t kMostAnswered = 1000;
constexpr std::uint64_t kMostTextBytes = 4096;
constexpr std::size_t kMostPathBytes = 128;

std::uint64_t limitOf(Arguments& plan, Text name) {
  const std::uint64_t limit = plan.read<RowCount>(name).value_or(RowCount{kAnswered}).value;
  if (limit == 0 || limit > kMostAnswered) plan.refuse(name, "must be an integer from 1 to 1000");
  return limit;
}

// ---- Traces

constexpr Col kQueriedRow[] = {
    SpanCol::traceId,      SpanCol::spanId,        SpanCol::parentSpanId, SpanCol::name,
    SpanCol::startedAt,    SpanCol::endedAt,       SpanCol::error,        SpanCol::createdAt,
    spanCol("entityType"), spanCol("entityId"),    spanCol("entityName"), spanCol("threadId"),
    spanCol("resourceId"), spanCol("environment"), spanCol("metadata"),   SpanCol::inputPreview,
};

struct Traces final : Question {
  Select select;
  PageInfo page;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Answer& answer = answers[0];
    out.beginObject().key("traces").beginArray();
    if (auto written = writeRecords(out, kSpans, kQueriedRow, answer.rows, true); !written) {
      return written;
    }
    out.endArray();
    if (select.count == Count::kExact) {
      PageInfo info = page;
      info.total = answer.total;
      info.hasMore = select.offset + *select.limit < answer.total;
      out.key("pagination").beginObject();
      api::writePageInfo(out, info);
      out.endObject();
    } else {
      out.key("hasMore").boolean(answer.has_more);
    }
    out.endObject();
    return {};
  }
};

// Behind the place where the last page ended.
Where behind(Arena& arena, Arguments& cursor, const Order& order) {
  const Cell time{Time{cursor.needed<TimeStamp>("sortValue").ms}};
  const Cell trace{cursor.needed<Text>("traceId")};
  return anyOf(arena, {compares(arena, order.column, order.descending ? Is::kLt : Is::kGt, time),
                       allOf(arena, {compares(arena, order.column, Is::kEq, time),
                                     compares(arena, SpanCol::traceId, Is::kGt, trace)})});
}

// ---- Threads

struct Threads final : Question {
  Text member;
  std::uint64_t limit = 0;

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Rows& rows = answers[0].rows;
    out.beginObject().key(member).beginArray();
    for (std::size_t i = 0; i < rows.size() && i < limit; ++i) {
      out.beginObject().key("threadId").string(rows[i][0].text).endObject();
    }
    out.endArray().key("hasMore").boolean(rows.size() > limit).endObject();
    return {};
  }
};

constexpr Measure kCounted[] = {{.fn = Fn::kRows}};
constexpr query::Field kThread{.column = spanCol("threadId")};

Task<Result<void>> threads(Call& call, Database& db, Arguments& plan, Where where, Text member,
                           std::optional<Error>& problem, JsonWriter& out) {
  Arena& arena = call.arena;
  Arguments cursor = plan.inside("cursor");
  const auto after = cursor.read<Text>("threadId");
  const std::uint64_t limit = limitOf(plan, "limit");
  if (problem) return refused<void>(std::move(*problem));
  where = allOf(arena, {where, noneOf(arena, isNone(kThread))});
  if (after) where = allOf(arena, {where, compares(arena, kThread.column, Is::kGt, {*after})});
  Threads threads;
  threads.member = member;
  threads.limit = limit;
  threads.statements = arena.list<Statement>(
      {Aggregate{.table = &kSpans,
                 .where = where,
                 .groups = arena.list<Group>({{.by = By::kField, .field = kThread}}),
                 .measures = kCounted,
                 .limit = limit + 1}});
  return ask(db, *arena.keep(threads), out);
}

// ---- What there is to be asked for

// Its statements are aggregates: a value, and how often there is one.
struct Wanted final : Question {
  std::span<const Text> names = {};  // what each of them counts, where it has no groups
  Text search;
  std::uint64_t limit = 0;
  bool fields = false;  // values are names of metadata

  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override;
};

bool containsFolded(Text text, Text part) {
  return !std::ranges::search(text, part, {}, asciiLower, asciiLower).empty() || part.empty();
}

Result<void> Wanted::write(JsonWriter& out, std::span<const Answer> answers) const {
  struct Found {
    Text value;
    std::int64_t count;
  };
  std::vector<Found> found;
  for (std::size_t s = 0; s < answers.size(); ++s) {
    const Rows& rows = answers[s].rows;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Value& value = rows[i][0];
      const Text text = names.empty() ? value.text : names[s];
      const std::int64_t count = rows[i].back().integer;
      const bool fits = fields ? !text.empty() && !text.contains('.') &&
                                     kMetadata.size() + text.size() <= kMostPathBytes
                               : text.size() <= kMostTextBytes;
      const bool is = count > 0 && fits && (!value.isNull() || !names.empty());
      const bool named = fields && containsFolded(kMetadata, search);
      if (is && (named || containsFolded(text, search))) found.push_back({text, count});
    }
  }
  // Values of one statement are in order already; of several there is one each.
  if (!names.empty() && found.size() == 2 && found[0].count < found[1].count) {
    std::swap(found[0], found[1]);
  }
  const bool more = found.size() > limit;
  if (more) found.resize(static_cast<std::size_t>(limit));
  out.beginObject().key(fields ? Text("observedFields") : Text("values")).beginArray();
  for (const Found& each : found) {
    out.beginObject();
    if (fields) {
      out.key("path").string(std::string(kMetadata).append(each.value));
    } else {
      out.key("value").string(each.value);
    }
    out.key(fields ? Text("occurrences") : Text("count")).integer(each.count).endObject();
  }
  out.endArray().key(fields ? Text("observedFieldsTruncated") : Text("valuesTruncated"));
  out.boolean(more).endObject();
  return {};
}

Wanted wantedOf(Arguments& plan) {
  Wanted wanted;
  wanted.search = plan.read<Text>("search").value_or(Text());
  wanted.limit = limitOf(plan, "limit");
  return wanted;
}

Aggregate counted(const Table& table, Where where, std::span<const Group> groups) {
  return {.table = &table, .where = where, .groups = groups, .measures = kCounted, .order_by = 0};
}

const Collection* collectionOf(Arguments& plan) {
  const Text name = plan.needed<Text>("predicateScope");
  const auto found = std::ranges::find(kCollections, name, &Collection::name);
  if (found != std::end(kCollections)) return found;
  plan.refuse("predicateScope", "must be 'trace', 'spans', 'scores' or 'feedback'");
  return &kTrace;
}

}  // namespace

Task<Result<void>> queryTraces(Call& call, Database& db, const Request& request, JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments plan(call, request.body, problem);
  Planned planned(call, plan);
  const Where where = planned.candidates(plan, {planned.predicate(plan, "where", kTrace)});
  if (plan.read<Text>("result") == "groups") {
    return threads(call, db, plan, where, "groups", problem, out);
  }
  Arguments order = plan.inside("orderBy");
  const bool by_end = order.read<Text>("field") == "endedAt";
  const bool down = order.read<Text>("direction").value_or("desc") == "desc";
  const std::span<const Order> orders =
      arena.list<Order>({{.column = by_end ? SpanCol::endedAt : SpanCol::startedAt,
                          .descending = down,
                          .nulls_first = down},
                         {.column = SpanCol::traceId}});
  Select select{.table = &kSpans,
                .columns = kQueriedRow,
                .where = where,
                .order = orders,
                .count = Count::kMore,
                .scan = true,
                .only_replied = true};
  PageInfo page;
  const Text mode = plan.read<Text>("paginationMode").value_or("keyset");
  if (mode == "page") {
    page.page = plan.read<PageNumber>("page").value_or(PageNumber{}).value;
    select.limit = limitOf(plan, "perPage");
    page.perPage = {.rows = *select.limit};
    const auto slice = sliceOf({page.page}, page.perPage);
    if (!slice) plan.refuse("page", "is too large");
    select.offset = slice.value_or(Slice{}).offset;
    select.count = Count::kExact;
  } else {
    if (mode != "keyset") {
      // A trace is found when it has ended, in no order of its own.
      plan.refuse("paginationMode", "must be 'keyset' or 'page'");
    }
    select.limit = limitOf(plan, "limit");
    Arguments cursor = plan.inside("cursor");
    if (cursor.find("traceId")) {
      select.where = allOf(arena, {select.where, behind(arena, cursor, orders[0])});
    }
  }
  if (problem) return refused<void>(std::move(*problem));
  Traces traces;
  traces.select = select;
  traces.page = page;
  traces.statements = arena.list<Statement>({select});
  return ask(db, *arena.keep(traces), out);
}

Task<Result<void>> queryThreads(Call& call, Database& db, const Request& request, JsonWriter& out) {
  std::optional<Error> problem;
  Arguments plan(call, request.body, problem);
  Planned planned(call, plan);
  Arguments traces = plan.inside("traces", true);
  const Where eligible = planned.candidates(traces, {planned.predicate(traces, "where", kTrace)});
  const Where where = allOf(call.arena, {eligible, planned.ofThreads(plan, eligible)});
  return threads(call, db, plan, where, "threads", problem, out);
}

Task<Result<void>> getTraceQueryObservedFields(Call& call, Database& db, const Request& request,
                                               JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments plan(call, request.body, problem);
  Planned planned(call, plan);
  const Where roots = planned.candidates(plan);
  Wanted wanted = wantedOf(plan);
  wanted.fields = true;
  const bool none = collectionOf(plan) != &kTrace;
  if (problem) return refused<void>(std::move(*problem));
  const auto keys = arena.list<Group>(
      {{.by = By::kKeys, .field = {spanCol("metadata")}, .text_bytes = kMostTextBytes}});
  // Only traces have metadata that can be asked for.
  const Where where = none ? Where{.is = Is::kOr} : roots;
  wanted.statements = arena.list<Statement>({counted(kSpans, where, keys)});
  return ask(db, *arena.keep(wanted), out);
}

Task<Result<void>> getTraceQueryValues(Call& call, Database& db, const Request& request,
                                       JsonWriter& out) {
  Arena& arena = call.arena;
  std::optional<Error> problem;
  Arguments plan(call, request.body, problem);
  Planned planned(call, plan);
  const Where roots = planned.candidates(plan);
  const Collection& of = *collectionOf(plan);
  Kind kind{};
  const auto field = planned.fieldOf(plan.needed<Text>("path"), of, &kind);
  const bool named =
      kind == Kind::kText || kind == Kind::kMember || kind == Kind::kStatus || kind == Kind::kTags;
  if (!field || !named) plan.refuse("path", "is none whose values can be shown");
  Wanted wanted = wantedOf(plan);
  if (problem) return refused<void>(std::move(*problem));
  if (kind == Kind::kStatus) {
    static constexpr Text kNames[] = {"error", "success"};
    const Where no_error = isNone({SpanCol::error});
    wanted.names = kNames;
    wanted.statements = arena.list<Statement>(
        {counted(kSpans, planned.within(of, roots, noneOf(arena, no_error)), {}),
         counted(kSpans, planned.within(of, roots, no_error), {})});
    return ask(db, *arena.keep(wanted), out);
  }
  const bool items = kind == Kind::kTags;
  Where more;
  if (!items && !wanted.search.empty()) {
    more = {.is = Is::kContains,
            .field = *field,
            .fold = true,
            .values = arena.list<Cell>({{wanted.search}})};
  }
  const auto groups = arena.list<Group>({{.by = items ? By::kItems : By::kField, .field = *field}});
  Aggregate values = counted(*of.table, planned.within(of, roots, more), groups);
  // Some more than asked for: a value may be null, or too long.
  if (!items) values.limit = wanted.limit + kMostNodes;
  wanted.statements = arena.list<Statement>({values});
  return ask(db, *arena.keep(wanted), out);
}

}  // namespace agentkeep::observability
