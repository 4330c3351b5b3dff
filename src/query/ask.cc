#include "query/ask.h"

#include <algorithm>
#include <vector>

#include "core/json-members.h"
#include "core/time.h"
#include "query/conditions.h"

namespace agentkeep::query {
namespace {

// `how`: what a batch says beside its statements.
Task<Result<Answer>> ask(Database& db, Statement statement, Batch how) {
  how.statements = {&statement, 1};
  Result<Outcome> outcome = co_await db.run(how);
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0];
}

}  // namespace

Task<Result<Rows>> Database::vectorTables(Text /*name*/) { co_return Rows(); }

Task<Result<void>> Database::makeVectorTable(Text /*name*/, std::uint32_t /*dimension*/,
                                             Metric /*metric*/) {
  return refused<void>(
      {ErrorCode::kInvalidArgument, "the database has no type for vectors", {}, {}});
}

Task<Result<void>> Database::dropVectorTable(Text /*name*/) { return nothing(); }

Error errorOf(const Failed& failed) {
  switch (failed.why) {
    case Failed::Why::kKey:
      return {ErrorCode::kConflict, "a row with the same unique key exists", {}, {}};
    case Failed::Why::kLarge:
      return {ErrorCode::kTooLarge, "the value would be too large to be changed in place", {}, {}};
    case Failed::Why::kGuard:
      break;
  }
  return {ErrorCode::kInternal, "the database undid a batch that has no condition", {}, {}};
}

Task<Result<Answer>> answerOf(Database& db, Statement statement) { return ask(db, statement, {}); }

Task<Result<Answer>> readAnswerOf(Database& db, Statement statement) {
  return ask(db, statement, {.replica_ok = true});
}

namespace {

Task<Result<Rows>> rows(Database& db, Statement statement, Batch how) {
  how.statements = {&statement, 1};
  Result<Outcome> outcome = co_await db.run(how);
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0].rows;
}

}  // namespace

Task<Result<Rows>> rowsOf(Database& db, Statement statement) { return rows(db, statement, {}); }

Task<Result<Rows>> readRowsOf(Database& db, Statement statement) {
  return rows(db, statement, {.replica_ok = true});
}

namespace {

Task<Result<void>> over(Task<Result<Answer>> task) {
  Result<Answer> answer = co_await std::move(task);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return {};
}

}  // namespace

Task<Result<void>> done(Database& db, Statement statement) { return over(answerOf(db, statement)); }

Task<Result<void>> nothing() { co_return Result<void>(); }

Task<Result<void>> clear(Database& db, const Table& table) {
  return over(ask(db, Delete{.table = &table}, {.in_parts = true}));
}

namespace {

// What a Select answers of a cell that was stored as it is.
Value storedValue(Arena& arena, const Column& column, const Cell& cell) {
  using Kind = Value::Kind;
  if (const auto* text = std::get_if<Text>(&cell.value))
    return {.kind = Kind::kText, .text = *text};
  if (const auto* json = std::get_if<Json>(&cell.value)) {
    if (json->text == "null" && !column.keeps_json_null) return {};
    return {.kind = Kind::kText, .text = json->text};
  }
  if (const auto* time = std::get_if<Time>(&cell.value)) {
    return {.kind = Kind::kText, .text = arena.text(formatTime(time->ms))};
  }
  if (const auto* real = std::get_if<double>(&cell.value)) {
    return {.kind = Kind::kReal, .real = *real};
  }
  if (const auto* integer = std::get_if<std::int64_t>(&cell.value)) {
    return {.kind = Kind::kInteger, .integer = *integer};
  }
  if (const auto* boolean = std::get_if<bool>(&cell.value)) {
    return {.kind = Kind::kInteger, .integer = *boolean ? 1 : 0};
  }
  return {};
}

}  // namespace

Rows insertedRows(Arena& arena, const Insert& insert, const Rows& answered) {
  const std::size_t width = insert.columns.size();
  const std::span<Value> cells = arena.make<Value>(insert.rows.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Col column = insert.columns[i % width];
    const auto found = std::ranges::find(insert.returning, column);
    const std::size_t read = i / width * insert.returning.size() +
                             static_cast<std::size_t>(found - insert.returning.begin());
    cells[i] = found != insert.returning.end() && read < answered.cells.size()
                   ? answered.cells[read]
                   : storedValue(arena, (*insert.table)[column], insert.rows[i]);
  }
  return {static_cast<std::uint32_t>(width), cells};
}

namespace {

// `update` with what its merges make of the documents of a row, on condition that these are there.
Update madeOf(Arena& arena, const Update& update, std::span<const Col> columns,
              std::span<const Value> row) {
  std::vector<Change> changes;
  std::vector<Where> conditions = {update.where};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Cell old = row[i].isNull() ? Cell{Null{}} : Cell{row[i].text};
    conditions.push_back(equals(arena, columns[i], old));
    Text document = row[i].text;
    for (const Change& change : update.changes) {
      if (change.column != columns[i]) continue;
      const auto was = isJson(document) ? std::optional(document) : std::nullopt;
      document = merged(was, change.path, std::get<Json>(change.value.value).text, arena);
    }
    changes.push_back({.column = columns[i], .how = How::kSet, .value = {Json{document}}});
  }
  for (const Change& change : update.changes) {
    if (std::ranges::find(columns, change.column) == columns.end()) changes.push_back(change);
  }
  Update made = update;
  made.where = {.is = Is::kAnd, .parts = arena.copy(std::span<const Where>(conditions))};
  made.changes = arena.copy(std::span<const Change>(changes));
  return made;
}

}  // namespace

Task<Result<Rows>> mergedHere(Call& call, Database& db, Update update) {
  std::vector<Col> columns;
  for (const Change& change : update.changes) {
    if (change.how != How::kMerge) continue;
    if (std::ranges::find(columns, change.column) == columns.end())
      columns.push_back(change.column);
  }
  const Arena::Mark begin = call.arena.mark();
  for (unsigned attempt = 0; attempt < kMergeAttempts; ++attempt) {
    db.forget();
    call.arena.rewind(begin);
    const Result<Rows> stored = co_await rowsOf(
        db, Select{.table = update.table, .columns = columns, .where = update.where});
    if (!stored || stored->empty()) co_return stored;
    Update made = madeOf(call.arena, update, columns, (*stored)[0]);
    if (made.returning.empty()) made.returning = update.table->keys[0].columns;
    const Result<Rows> written = co_await rowsOf(db, made);
    if (!written || !written->empty()) co_return written;
  }
  Error lost{ErrorCode::kConflict,
             "the row was changed by others " + std::to_string(kMergeAttempts) + " times in a row",
             {},
             {}};
  lost->retryable = true;
  co_return std::unexpected(std::move(lost));
}

}  // namespace agentkeep::query
