#include "backends/sqlite/plan.h"

#include <algorithm>

#include "backends/sql/answers.h"
#include "backends/sqlite/packed-rows.h"
#include "core/message.h"
#include "core/sort.h"

namespace agentkeep::sqlite {
namespace {

using query::Answer;
using query::Batch;
using query::Failed;
using query::Rows;
using query::Value;

bool comesBefore(const Value& a, const Value& b) {
  if (a.kind != b.kind) return a.kind < b.kind;
  switch (a.kind) {
    case Value::Kind::kInteger:
      return a.integer < b.integer;
    case Value::Kind::kReal:
      return a.real < b.real;
    case Value::Kind::kText:
    case Value::Kind::kToken:
      return a.text < b.text;
    case Value::Kind::kNull:
      break;
  }
  return false;
}

// Windows may overlap: each row once, in order, without the two columns that say its place.
Rows merged(Arena& arena, const Rows& windows) {
  if (windows.empty()) return {};
  using Row = std::span<const Value>;
  const std::uint32_t columns = windows.columns - 2;
  std::vector<Row> rows(windows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = windows[i];
  const auto isBefore = [columns](const Row& a, const Row& b) {
    if (comesBefore(a[columns], b[columns])) return true;
    if (comesBefore(b[columns], a[columns])) return false;
    return a[columns + 1].integer < b[columns + 1].integer;
  };
  sortSmall(rows, isBefore);
  const auto twins =
      std::ranges::unique(rows, {}, [&](const Row& row) { return row[columns + 1].integer; });
  rows.erase(twins.begin(), twins.end());
  const std::span<Value> cells = arena.make<Value>(rows.size() * columns);
  auto to = cells.begin();
  for (const Row& row : rows) to = std::ranges::copy(row.first(columns), to).out;
  return {columns, cells};
}

// The row that a Select has found, once for each of those beside it, and these.
void apart(Arena& arena, const Rows& both, const query::Select& select, Answer& answer) {
  if (both.empty()) return;
  const std::size_t beside = select.beside->columns.size();
  const std::size_t columns = both.columns - beside;
  answer.rows = {static_cast<std::uint32_t>(columns), both.cells.first(columns)};
  if (both[0][columns].isNull()) return;
  const std::span<Value> cells = arena.make<Value>(both.size() * beside);
  auto to = cells.begin();
  for (std::size_t i = 0; i < both.size(); ++i) {
    to = std::ranges::copy(both[i].subspan(columns), to).out;
  }
  answer.beside = {static_cast<std::uint32_t>(beside), cells};
}

}  // namespace

std::vector<HeldColumn> jsonColumns(const query::Table& table,
                                    std::span<const query::Col> columns) {
  std::vector<HeldColumn> found;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] >= query::kRank) continue;
    const query::Column& column = table[columns[i]];
    if (column.type != query::Type::kJson && column.type != query::Type::kTextOrJson) continue;
    HeldColumn held{.column = static_cast<std::uint16_t>(i)};
    if (column.large()) {
      // A row with a reference has its value elsewhere.
      const auto reference = std::ranges::find(columns, column.reference);
      if (reference == columns.end()) continue;
      held.unless = static_cast<std::uint16_t>(reference - columns.begin());
    }
    found.push_back(held);
  }
  return found;
}

Plan::Plan(Arena& arena, const Limits& limits, Text prefix, const Batch& batch, bool packs)
    : arena_(arena),
      limits_(limits),
      prefix_(prefix),
      batch_(batch),
      packs_(packs),
      request_(flagsOf(batch)) {}

// Steps of their own: V8 optimises what runs often function by function, and the larger the dearer.
[[gnu::noinline]] Result<void> Plan::make() {
  for (std::size_t i = 0; i < batch_.statements.size() && !problem_ && !wide_; ++i) {
    current_ = static_cast<std::uint16_t>(i);
    std::visit([&](const auto& statement) { add(statement); }, batch_.statements[i]);
  }
  if (request_.statements() > 0xffff) {
    refuse({ErrorCode::kTooLarge, "the call needs more than 65535 statements", {}, {}});
  }
  if (problem_) return std::unexpected(std::move(*problem_));
  return {};
}

void Plan::refuse(Error error) {
  if (!problem_) problem_ = std::move(error);
}

void Plan::check(const Writer& writer, const Sql& sql) {
  if (writer.problem()) {
    refuse(*writer.problem());
  } else if (sql.text().size() > limits_.sqlBytes) {
    refuse(overLimit("the conditions are too many: a statement", limits_.sqlBytes));
  } else if (writer.parameters.count() > limits_.parameters) {
    refuse({ErrorCode::kTooLarge,
            message({"there are too many long values: a statement must not have more than ",
                     limits_.parameters}),
            {},
            {}});
  }
}

void Plan::finish(Writer& writer, const Sql& sql, Role role, std::span<const HeldColumn> held) {
  writer.parameters.finish();
  check(writer, sql);
  if (problem_) return;
  std::vector<Parameters::Bound> bound = writer.parameters.bound();
  bound.resize(sql.parameters());
  request_.beginStatement(sql.text(), bound.size(), columnsOf(role), held);
  for (const Parameters::Bound& each : bound) each.writeTo(request_);
  note(role);
}

std::size_t Plan::columnsOf(Role role) const {
  const query::Statement& statement = batch_.statements[current_];
  switch (role) {
    case Role::kTotal:
    case Role::kCounted:
      return 1;
    case Role::kWritten:
    case Role::kGuard:
      return SqlRequest::kNotRead;
    case Role::kPackedRows:  // unpacked() looks
      return SqlRequest::kAnyColumns;
    case Role::kRowsBeside:
      return sql::columnsOf(statement) + std::get<query::Select>(statement).beside->columns.size();
    case Role::kRows:
    case Role::kChanges:
      break;
  }
  // Of a window also the place.
  return sql::columnsOf(statement) + (std::holds_alternative<query::Around>(statement) ? 2 : 0);
}

[[gnu::noinline]] Result<query::Outcome> Plan::outcome(
    std::span<const StatementAnswer> answers) const {
  const std::span<Answer> out = arena_.make<Answer>(batch_.statements.size());
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const StatementAnswer& given = answers[i];
    Answer& answer = out[steps_[i].statement];
    switch (steps_[i].role) {
      case Role::kWritten:
      case Role::kGuard:
        break;
      case Role::kTotal:
      case Role::kCounted: {
        if (given.rows.cells.size() != 1)
          return fail(ErrorCode::kInternal, "a count without a number");
        const auto count = static_cast<std::uint64_t>(given.rows.cells[0].integer);
        (steps_[i].role == Role::kTotal ? answer.total : answer.changed) = count;
        break;
      }
      case Role::kRows:
        answer.rows = joined(arena_, answer.rows, given.rows);
        break;
      case Role::kRowsBeside: {
        const auto& select = std::get<query::Select>(batch_.statements[steps_[i].statement]);
        apart(arena_, given.rows, select, answer);
        break;
      }
      case Role::kPackedRows: {
        const auto& select = std::get<query::Select>(batch_.statements[steps_[i].statement]);
        const std::optional<Rows> rows = unpacked(arena_, select, given.rows);
        if (!rows) return fail(ErrorCode::kInternal, "rows that cannot be unpacked");
        answer.rows = *rows;
        break;
      }
      case Role::kChanges:
        answer.rows = joined(arena_, answer.rows, given.rows);
        answer.changed += given.changes;
        break;
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    Answer& answer = out[i];
    if (const auto* select = std::get_if<query::Select>(&batch_.statements[i])) {
      countPage(*select, answer);
    } else if (std::holds_alternative<query::Around>(batch_.statements[i])) {
      answer.rows = merged(arena_, answer.rows);
    }
  }
  return query::Outcome{.answers = out};
}

bool Plan::hasPacked() const {
  return std::ranges::find(steps_, Role::kPackedRows, &Step::role) != steps_.end();
}

[[gnu::noinline]] std::optional<Failed> Plan::failed(const SqlFailure& failure) const {
  std::optional<std::uint16_t> at;
  if (failure.statement < steps_.size()) at = steps_[failure.statement].statement;
  return failedOf(failure, batch_, prefix_, at);
}

}  // namespace agentkeep::sqlite
