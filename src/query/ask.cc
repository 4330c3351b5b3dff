#include "query/ask.h"

#include <algorithm>

#include "core/time.h"

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

Task<Result<Rows>> rows(Task<Result<Answer>> task) {
  Result<Answer> answer = co_await std::move(task);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return answer->rows;
}

}  // namespace

Task<Result<Rows>> rowsOf(Database& db, Statement statement) {
  return rows(answerOf(db, statement));
}

Task<Result<Rows>> readRowsOf(Database& db, Statement statement) {
  return rows(readAnswerOf(db, statement));
}

namespace {

Task<Result<void>> over(Task<Result<Answer>> task) {
  Result<Answer> answer = co_await std::move(task);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return {};
}

}  // namespace

Task<Result<void>> done(Database& db, Statement statement) { return over(answerOf(db, statement)); }

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

Rows insertedRow(Arena& arena, const Insert& insert, const Rows& answered) {
  const std::span<Value> row = arena.make<Value>(insert.columns.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Col column = insert.columns[i];
    const auto read = static_cast<std::size_t>(std::ranges::find(insert.returning, column) -
                                               insert.returning.begin());
    row[i] = read < answered.cells.size()
                 ? answered.cells[read]
                 : storedValue(arena, (*insert.table)[column], insert.rows[i]);
  }
  return {static_cast<std::uint32_t>(row.size()), row};
}

}  // namespace agentkeep::query
