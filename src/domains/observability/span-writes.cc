// Spans as they are written: created, and updated when they end.
#include <algorithm>
#include <vector>

#include "domains/observability/methods.h"
#include "domains/observability/preview.h"
#include "domains/observability/question.h"
#include "domains/observability/records.h"
#include "domains/observability/spans.h"
#include "operations/rows.h"
#include "query/ask.h"
#include "query/conditions.h"
#include "query/depth.h"

namespace agentkeep::observability {
namespace {

using namespace query;  // domains speak its words all the time
using api::Arguments;
using api::Request;

constexpr Text kMissingIds[] = {"OBSERVABILITY_TRACE_ID_REQUIRED",
                                "OBSERVABILITY_SPAN_ID_REQUIRED"};

void complete(Call& call, std::span<Cell> row) {
  row[SpanCol::createdAt] = row[SpanCol::updatedAt] = {Time{call.now_ms}};
  const auto* input = std::get_if<Json>(&row[SpanCol::input].value);
  if (input == nullptr || !api::isNull(row[SpanCol::parentSpanId])) return;
  if (const auto preview = previewOf(input->text, call.arena)) {
    row[SpanCol::inputPreview] = {*preview};
  }
}

constexpr Record kRecord{.table = &kSpans,
                         .given = kGivenColumns<kSpanColumns>,
                         .one = "span",
                         .many = "records",
                         .key_status = kMissingIds,
                         .complete = &complete};

Task<Result<void>> create(Call& call, Database& db, const Request& request, bool is_list) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Records records = readRecords(call, kRecord, given, is_list);
  if (problem) return refused<void>(std::move(*problem));
  if (records.count == 0) return nothing();
  return done(db, upsertOf(call, kSpans, records));
}

// ---- Updates

// What may be changed of a span.
constexpr auto kChanged = [] {
  std::array<Col, kGivenColumns<kSpanColumns>.size() - 2> out{};
  std::ranges::copy_if(kGivenColumns<kSpanColumns>, out.begin(),
                       [](Col at) { return at != SpanCol::traceId && at != SpanCol::spanId; });
  return out;
}();

// A cell a column of the table: those of the key, what is changed, Keep.
Records readUpdates(Call& call, Arguments& given, bool is_list) {
  const std::size_t width = kSpanColumns.size();
  std::span<const Text> objects;
  if (is_list) objects = objectsIn(call, given, "records", true);
  Records out{.cells = {}, .count = is_list ? objects.size() : 1};
  out.cells = call.arena.make<Cell>(out.count * width);
  operations::RowReader keys(call, kSpans, kSpanKey);
  operations::RowReader changes(call, kSpans, kChanged);
  const std::span<Cell> ids = call.arena.make<Cell>(width);
  for (std::size_t i = 0; i < out.count && !given.failed(); ++i) {
    Arguments named =
        is_list ? given.named(operations::itemName(call.arena, "records", i)) : given.named(Text());
    Text updates;
    if (is_list) {
      keys.read(objects[i], named, ids);
      static constexpr Text kUpdates[] = {"updates"};
      updates = memberOf(objects[i], kUpdates, call.arena).value_or(Text());
    } else {
      for (const Col at : kSpanKey) ids[at] = given.cell(kSpans[at], kSpans[at].member());
      updates = given.find("updates").value_or(Text());
    }
    for (const Col at : kSpanKey) {
      const auto* text = std::get_if<Text>(&ids[at].value);
      if (text == nullptr || text->empty()) named.refuse(kSpans[at].member(), "is required");
    }
    if (updates.empty()) named.refuse("updates", "is required");
    if (given.failed()) break;
    const std::span<Cell> row = out.row(i);
    changes.read(updates, named, row);
    for (const Col at : kChanged) {
      if (api::isNull(row[at]) && !kSpans[at].nullable) row[at] = {Keep{}};
    }
    for (const Col at : kSpanKey) row[at] = ids[at];
    row[SpanCol::updatedAt] = {Time{call.now_ms}};
    if (const auto* input = std::get_if<Json>(&row[SpanCol::input].value)) {
      const auto preview = previewOf(input->text, call.arena);
      row[SpanCol::inputPreview] = preview ? Cell{*preview} : Cell{Null{}};
    }
  }
  return out;
}

Change changeOf(Col at, Cell value) {
  return {.column = at, .how = at == SpanCol::updatedAt ? How::kTouch : How::kSet, .value = value};
}

// One statement a span: what cannot stand in a list of rows can be said so.
std::vector<Statement> oneByOne(Arena& arena, const Records& records) {
  std::vector<Statement> out;
  for (std::size_t i = 0; i < records.count; ++i) {
    const std::span<Cell> row = records.row(i);
    std::vector<Change> changes;
    for (std::size_t c = 2; c < row.size(); ++c) {
      if (api::isGiven(row[c])) changes.push_back(changeOf(static_cast<Col>(c), row[c]));
    }
    out.emplace_back(
        Update{.table = &kSpans,
               .where = allOf(arena, {equals(arena, SpanCol::traceId, row[SpanCol::traceId]),
                                      equals(arena, SpanCol::spanId, row[SpanCol::spanId])}),
               .changes = arena.copy(std::span<const Change>(changes))});
  }
  return out;
}

Update together(Arena& arena, const Records& records) {
  std::vector<Change> changes;
  for (std::size_t c = 2; c < kSpanColumns.size(); ++c) {
    for (std::size_t i = 0; i < records.count; ++i) {
      if (!api::isGiven(records.row(i)[c])) continue;
      changes.push_back(changeOf(static_cast<Col>(c), {}));
      break;
    }
  }
  const std::span<Cell> cells = arena.make<Cell>(records.count * (2 + changes.size()));
  auto to = cells.begin();
  for (std::size_t i = 0; i < records.count; ++i) {
    const std::span<Cell> row = records.row(i);
    for (const Col at : kSpanKey) *to++ = row[at];
    for (const Change& change : changes) *to++ = row[change.column];
  }
  return {.table = &kSpans, .changes = arena.copy(std::span<const Change>(changes)), .each = cells};
}

Task<Result<void>> update(Call& call, Database& db, const Request& request, bool is_list) {
  std::optional<Error> problem;
  Arguments given(call, request.body, problem);
  const Records records = readUpdates(call, given, is_list);
  if (problem) return refused<void>(std::move(*problem));
  if (records.count == 0) return nothing();
  if (records.count > 1 && std::ranges::none_of(records.cells, isDeep)) {
    return done(db, together(call.arena, records));
  }
  const std::vector<Statement> statements = oneByOne(call.arena, records);
  const std::span<Statement> kept = call.arena.make<Statement>(statements.size());
  std::ranges::copy(statements, kept.begin());
  return apply(db, kept, false);
}

}  // namespace

Task<Result<void>> createSpan(Call& call, Database& db, const Request& request, JsonWriter&) {
  return create(call, db, request, false);
}
Task<Result<void>> batchCreateSpans(Call& call, Database& db, const Request& request, JsonWriter&) {
  return create(call, db, request, true);
}
Task<Result<void>> updateSpan(Call& call, Database& db, const Request& request, JsonWriter&) {
  return update(call, db, request, false);
}
Task<Result<void>> batchUpdateSpans(Call& call, Database& db, const Request& request, JsonWriter&) {
  return update(call, db, request, true);
}

}  // namespace agentkeep::observability
