#include "domains/observability/signals.h"

#include <algorithm>
#include <array>
#include <string>

#include "api/encode.h"
#include "core/ascii.h"
#include "core/json.h"
#include "domains/observability/methods.h"
#include "domains/observability/metric-hours.h"
#include "domains/observability/question.h"
#include "domains/observability/signal-tables.h"
#include "query/ask.h"
#include "query/conditions.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

// What all signals can be asked for, but for `source`, which each understands in its own way.
template <std::size_t kOwn, std::size_t kColumns>
consteval auto filtersOf(const Filter (&own)[kOwn], const std::array<Column, kColumns>& columns) {
  // Not entityId and its like.
  constexpr std::size_t kNames = std::size(kContextNames) - 3;
  std::array<Filter, kOwn + kNames + 4> all{};
  auto to = std::ranges::copy(own, all.begin()).out;
  *to++ = {.name = "timestamp", .how = Match::kTime, .column = SignalCol::timestamp};
  *to++ = {.name = "traceId", .column = SignalCol::traceId};
  *to++ = {.name = "spanId", .column = SignalCol::spanId};
  *to++ = {.name = "tags", .how = Match::kAll, .column = columnOf(columns, "tags")};
  for (const Text name : kContextNames) {
    if (name.ends_with("tityId")) continue;
    *to++ = {.name = name, .column = columnOf(columns, name)};
  }
  return all;
}

constexpr Text kMissingId[] = {"OBSERVABILITY_MISSING_RECORD_ID"};
constexpr Col kTimeOnly[] = {SignalCol::timestamp};

// The first of the cells that says something.
Cell firstOf(std::initializer_list<Cell> cells) {
  for (const Cell& cell : cells) {
    if (!api::isNull(cell)) return cell;
  }
  return {Null{}};
}

// ---- What records say more than they are given

void completeMetric(Call& call, std::span<Cell> row) {
  const auto* time = std::get_if<Time>(&row[SignalCol::timestamp].value);
  if (call.metric_rollups && time != nullptr) row[metricCol("hour")] = {Time{hourOf(time->ms)}};
}

void completeScore(Call&, std::span<Cell> row) {
  Cell& source = row[scoreCol("scoreSource")];
  row[SignalCol::source] = source = firstOf({source, row[SignalCol::source]});
}

std::optional<double> numberIn(Text json, Arena& arena) {
  Text text = json;
  if (json.starts_with('"')) {
    text = trimmed(JsonReader(json).string().decode(arena));
    if (text.empty()) return std::nullopt;
  }
  JsonReader reader(text);
  if (reader.peek() != JsonKind::kNumber || !isJson(text)) return std::nullopt;
  const double number = jsonNumber(text);
  const bool finite = number - number == 0;
  return finite ? std::optional(number) : std::nullopt;
}

void completeFeedback(Call& call, std::span<Cell> row) {
  Cell& source = row[feedbackCol("feedbackSource")];
  row[SignalCol::source] = source = firstOf({source, row[SignalCol::source], {Text("")}});
  Cell user = firstOf({row[feedbackCol("feedbackUserId")], row[feedbackCol("userId")]});
  const auto* metadata = std::get_if<Json>(&row[feedbackCol("metadata")].value);
  if (api::isNull(user) && metadata != nullptr) {
    static constexpr Text kUserId[] = {"userId"};
    const auto id = memberOf(metadata->text, kUserId, call.arena);
    if (id && id->starts_with('"')) user = {JsonReader(*id).string().decode(call.arena)};
  }
  row[feedbackCol("feedbackUserId")] = user;
  Cell& status = row[feedbackCol("reviewStatus")];
  if (api::isNull(status)) status = {kReviewWords[0]};
  const auto* value = std::get_if<Json>(&row[feedbackCol("value")].value);
  if (value == nullptr) return;
  if (const auto number = numberIn(value->text, call.arena)) {
    row[feedbackCol("valueNumber")] = {*number};
  }
}

// ---- What each can be asked for

constexpr Filter kOwnLogFilters[] = {
    {"level", Match::kAny, query::columnOf(kLogColumns, "level")},
    {"executionSource", Match::kEquals, SignalCol::executionSource, SignalCol::source},
    {"source", Match::kEquals, SignalCol::executionSource, SignalCol::source},
};
constexpr auto kLogFilters = filtersOf(kOwnLogFilters, kLogColumns);

constexpr Filter kOwnMetricFilters[] = {
    {"name", Match::kAny, metricCol("name")},
    {"traceIds", Match::kAny, SignalCol::traceId},
    {"provider", Match::kEquals, metricCol("provider")},
    {"model", Match::kEquals, metricCol("model")},
    {"costUnit", Match::kEquals, metricCol("costUnit")},
    {"labels", Match::kMembers, metricCol("labels")},
    {"executionSource", Match::kEquals, SignalCol::executionSource, SignalCol::source},
    {"source", Match::kEquals, SignalCol::executionSource, SignalCol::source},
};
constexpr auto kMetricFilters = filtersOf(kOwnMetricFilters, kMetricColumns);

constexpr Filter kOwnScoreFilters[] = {
    {"scorerId", Match::kAny, scoreCol("scorerId")},
    {"scoreSource", Match::kEquals, scoreCol("scoreSource")},
    {"source", Match::kEquals, scoreCol("scoreSource")},
    {"executionSource", Match::kEquals, SignalCol::executionSource},
    {"metadata", Match::kMembers, scoreCol("metadata")},
};
constexpr auto kScoreFilters = filtersOf(kOwnScoreFilters, kScoreColumns);
constexpr Col kScoreSorts[] = {SignalCol::timestamp, scoreCol("score")};

constexpr Filter kOwnFeedbackFilters[] = {
    {"feedbackType", Match::kAny, feedbackCol("feedbackType")},
    {"feedbackSource", Match::kEquals, feedbackCol("feedbackSource")},
    {"source", Match::kEquals, feedbackCol("feedbackSource")},
    {"executionSource", Match::kEquals, SignalCol::executionSource},
    {"feedbackUserId", Match::kEquals, feedbackCol("feedbackUserId")},
    {"reviewStatus", Match::kEquals, feedbackCol("reviewStatus")},
};
constexpr auto kFeedbackFilters = filtersOf(kOwnFeedbackFilters, kFeedbackColumns);

template <const Table& kTable, const auto& kColumns>
constexpr Record recordOf(Text one, Text many, void (*complete)(Call&, std::span<Cell>) = nullptr) {
  return {.table = &kTable,
          .given = kGivenColumns<kColumns>,
          .one = one,
          .many = many,
          .key_status = kMissingId,
          .complete = complete};
}
template <const Table& kTable, const auto& kColumns>
constexpr Listing listingOf(Text member, std::span<const Filter> filters,
                            std::span<const Col> sorts = kTimeOnly) {
  return {.table = &kTable,
          .member = member,
          .row = kGivenColumns<kColumns>,
          .sorts = sorts,
          .filters = filters};
}

// ---- Methods

// Deletes records by their ids, those of a tenant if one is named.
Task<Result<void>> remove(Call& call, Database& db, const Signal& signal, Text name,
                          const Request& request) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const auto ids = given.needed<std::span<const Id>>(name);
  const Table& table = *signal.record.table;
  std::vector<Where> parts;
  parts.push_back({.is = Is::kIn, .field = {SignalCol::id}, .values = cellsOf(call.arena, ids)});
  addScope(call.arena, table, given, parts);
  if (problem) return refused<void>(std::move(*problem));
  if (ids.empty()) return nothing();
  return done(db, Delete{.table = &table,
                         .where = {.is = Is::kAnd,
                                   .parts = call.arena.copy(std::span<const Where>(parts))}});
}

}  // namespace

void addScope(Arena& arena, const Table& table, Arguments& given, std::vector<Where>& parts) {
  for (const Text name : {Text("organizationId"), Text("resourceId")}) {
    const auto value = given.read<Text>(name);
    if (!value) continue;
    const auto at = std::ranges::find(table.columns, name, &Column::name);
    parts.push_back(equals(arena, static_cast<Col>(at - table.columns.begin()), {*value}));
  }
}

constinit const Signal kLogs{
    .record = recordOf<kLogTable, kLogColumns>({}, "logs"),
    .listing = listingOf<kLogTable, kLogColumns>("logs", kLogFilters),
};
constinit const Signal kMetrics{
    .record = recordOf<kMetricTable, kMetricColumns>({}, "metrics", &completeMetric),
    .listing = listingOf<kMetricTable, kMetricColumns>("metrics", kMetricFilters),
    .measured = {.value = metricCol("value"),
                 .subject = "name",
                 .subject_column = metricCol("name"),
                 .has_costs = true},
};
constinit const Signal kScores{
    .record = recordOf<kScoreTable, kScoreColumns>("score", "scores", &completeScore),
    .listing = listingOf<kScoreTable, kScoreColumns>("scores", kScoreFilters, kScoreSorts),
    .measured = {.value = scoreCol("score"),
                 .subject = "scorerId",
                 .subject_column = scoreCol("scorerId"),
                 .source = "scoreSource",
                 .source_column = scoreCol("scoreSource"),
                 .interpolates = true},
};
constinit const Signal kFeedback{
    .record =
        recordOf<kFeedbackTable, kFeedbackColumns>("feedback", "feedbacks", &completeFeedback),
    .listing = listingOf<kFeedbackTable, kFeedbackColumns>("feedback", kFeedbackFilters),
    .measured = {.value = feedbackCol("valueNumber"),
                 .subject = "feedbackType",
                 .subject_column = feedbackCol("feedbackType"),
                 .source = "feedbackSource",
                 .source_column = feedbackCol("feedbackSource"),
                 .interpolates = true},
};

Task<Result<void>> createRecords(Call& call, Database& db, const Record& record,
                                 const Request& request, bool is_list) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Records records = readRecords(call, record, given, is_list);
  if (problem) return refused<void>(std::move(*problem));
  if (records.count == 0) return nothing();
  const Insert insert = upsertOf(call, *record.table, records);
  if (record.table != &kMetricTable || !db.isAtomic()) return done(db, insert);
  return apply(db, keepMetrics(call, records, insert), false);
}

namespace {

struct Review final : Question {
  Result<void> write(JsonWriter& out, std::span<const Answer> answers) const override {
    const Rows& rows = answers[0].rows;
    if (rows.empty()) {
      return fail(ErrorCode::kNotFound, "there is no feedback of this id",
                  "OBSERVABILITY_UPDATE_FEEDBACK_REVIEW_STATUS_NOT_FOUND");
    }
    return api::writeRows(out, kFeedbackTable, kGivenColumns<kFeedbackColumns>, rows);
  }
};

}  // namespace

Task<Result<void>> updateFeedbackReviewStatus(Call& call, Database& db, const Request& request,
                                              JsonWriter& out) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Text id = given.needed<Id>("feedbackId").text;
  const Cell status = given.cell(kFeedbackTable[feedbackCol("reviewStatus")], "reviewStatus");
  const auto* word = std::get_if<Text>(&status.value);
  if (word == nullptr) given.refuse("reviewStatus", "is required");
  if (problem) return refused<void>(std::move(*problem));
  Arena& arena = call.arena;
  Review review;
  review.fresh = true;
  review.statements = arena.list<Statement>(
      {Update{.table = &kFeedbackTable,
              .where = equals(arena, SignalCol::id, {id}),
              .changes = arena.list<Change>(
                  {{.column = feedbackCol("reviewStatus"), .how = How::kSet, .value = {*word}}}),
              .returning = kGivenColumns<kFeedbackColumns>}});
  return ask(db, *arena.keep(review), out);
}

#define AGENTKEEP_RUN(name, ...)                                                               \
  Task<Result<void>> name(Call& call, Database& db, const Request& request, JsonWriter& out) { \
    static_cast<void>(out);                                                                    \
    return __VA_ARGS__;                                                                        \
  }
AGENTKEEP_RUN(batchCreateLogs, createRecords(call, db, kLogs.record, request, true))
AGENTKEEP_RUN(batchCreateMetrics, createRecords(call, db, kMetrics.record, request, true))
AGENTKEEP_RUN(createScore, createRecords(call, db, kScores.record, request, false))
AGENTKEEP_RUN(batchCreateScores, createRecords(call, db, kScores.record, request, true))
AGENTKEEP_RUN(createFeedback, createRecords(call, db, kFeedback.record, request, false))
AGENTKEEP_RUN(batchCreateFeedback, createRecords(call, db, kFeedback.record, request, true))
AGENTKEEP_RUN(listLogs, list(call, db, kLogs.listing, request, out))
AGENTKEEP_RUN(listMetrics, list(call, db, kMetrics.listing, request, out))
AGENTKEEP_RUN(listScores, list(call, db, kScores.listing, request, out))
AGENTKEEP_RUN(listFeedback, list(call, db, kFeedback.listing, request, out))
AGENTKEEP_RUN(deleteScores, remove(call, db, kScores, "scoreIds", request))
AGENTKEEP_RUN(deleteFeedback, remove(call, db, kFeedback, "feedbackIds", request))
#undef AGENTKEEP_RUN

}  // namespace agentkeep::observability
