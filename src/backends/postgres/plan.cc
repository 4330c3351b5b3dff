#include "backends/postgres/plan.h"

#include <algorithm>

#include "backends/sql/answers.h"
#include "core/message.h"
#include "core/sort.h"

namespace agentkeep::postgres {
namespace {

using query::Answer;
using query::Batch;
using query::Failed;
using query::Guard;

// Rows of kLockTable that marks go to: enough that batches at the same time rarely meet, and few
// enough to be left there.
constexpr std::uint64_t kMarks = 65'536;
constexpr unsigned kMarkBits = 20;  // of its number, below the time
constexpr std::uint64_t kDayMs = 86'400'000;

std::uint8_t flagsFor(const Batch& batch) {
  const std::uint8_t flags = flagsOf(batch);
  return (flags & abi::kReadOnly) != 0 && batch.serialize.empty() ? flags : abi::kMarked;
}

bool isWrite(const query::Statement& statement) {
  return std::holds_alternative<query::Insert>(statement) ||
         std::holds_alternative<query::Update>(statement) ||
         std::holds_alternative<query::Delete>(statement);
}

}  // namespace

Plan::Plan(const Limits& limits, const Place& place, const Batch& batch, Call& call)
    : limits_(limits), place_(place), batch_(batch), call_(call), request_(flagsFor(batch)) {}

Result<void> Plan::make() {
  if (!request_.readOnly()) lock();
  for (std::size_t i = 0; i < batch_.statements.size() && !problem_; ++i) {
    current_ = static_cast<std::uint16_t>(i);
    std::visit([&](const auto& statement) { add(statement); }, batch_.statements[i]);
  }
  if (request_.statements() > 0xffff) {
    refuse({ErrorCode::kTooLarge, "the call needs more than 65535 statements", {}, {}});
  }
  if (problem_) return std::unexpected(std::move(*problem_));
  return {};
}

bool Plan::isEmpty() const {
  return batch_.serialize.empty() &&
         std::ranges::all_of(steps_, [](const Step& step) { return step.role == Role::kLock; });
}

void Plan::refuse(Error error) {
  if (!problem_) problem_ = std::move(error);
}

// The mark comes first, with a number that begins with the time: it is higher than what its row
// holds, or the batch is undone, to be tried with another one. So the same statement decides what
// became of a batch whose answer to COMMIT was lost: with the next number, and the first as the one
// that may stay. It answers the first if that was committed; else it has put its own there, and the
// batch fails should it come late. A number of another day, by a clock that was wrong, counts for
// nothing.
void Plan::lock() {
  Writer mark(limits_, place_);
  const Sql key = mark.text(message({"mark ", call_.random.next() % kMarks}));
  const Sql number = mark.integer((static_cast<std::uint64_t>(call_.now_ms) << kMarkBits) |
                                  (call_.random.next() >> (64 - kMarkBits)));
  const Sql kept = mark.integer(0);
  Sql sql;
  sql << "INSERT INTO " << place_.name(kLockTable) << " AS l (k,n) VALUES (" << key << "," << number
      << ") ON CONFLICT (k) DO UPDATE SET n=CASE WHEN l.n<excluded.n AND l.n<>" << kept << " OR "
      << kept << "=0 AND l.n>excluded.n+" << (kDayMs << kMarkBits) << " THEN excluded.n WHEN "
      << kept << "<>0 THEN l.n ELSE CAST('agentkeep guard " << std::uint64_t{abi::kStatementUnknown}
      << " '||l.n AS int) END RETURNING n";
  finish(mark, sql, Role::kLock);

  // In one order, or two batches would wait for one another.
  std::vector<Text> names(batch_.serialize.begin(), batch_.serialize.end());
  sortSmall(names);
  for (const Text name : names) {
    Writer writer(limits_, place_);
    Sql count;
    count << "INSERT INTO " << place_.name(kLockTable) << " AS l (k,n) VALUES ("
          << writer.text(message({"lock ", name})) << ",1) ON CONFLICT (k) DO UPDATE SET n=l.n+1";
    finish(writer, count, Role::kLock);
  }
}

std::optional<Plan::Counted> Plan::counted() const {
  for (std::size_t i = current_ + 1U; i < batch_.statements.size(); ++i) {
    if (isWrite(batch_.statements[i])) break;
    const auto* guard = std::get_if<Guard>(&batch_.statements[i]);
    if (guard == nullptr || guard->must != query::Must::kChanged) continue;
    return Counted{.guard = static_cast<std::uint16_t>(i), .rows = guard->rows};
  }
  return {};
}

Sql Plan::counting(const Sql& write, std::span<const query::Col> returning) {
  const auto count = counted();
  if (!count) return write;
  if (!returning.empty()) {
    refuse({ErrorCode::kInternal, "a write that is counted returns no rows", {}, {}});
  }
  Sql sql;
  sql << "WITH w AS (" << write << " RETURNING 1) SELECT CASE WHEN g.n=" << count->rows
      << " THEN 1 ELSE CAST('agentkeep guard " << std::uint64_t{count->guard}
      << " '||g.n AS int) END AS ok,g.n FROM (SELECT count(*) AS n FROM w) g";
  return sql;
}

void Plan::finishWrite(Writer& writer, const Sql& sql, std::span<const query::Col> returning) {
  begin(writer, counting(sql, returning), Role::kChanges);
  end(writer);
}

void Plan::check(const Writer& writer) {
  if (writer.problem()) {
    refuse(*writer.problem());
  } else if (writer.parameters() > limits_.parameters) {
    refuse({ErrorCode::kTooLarge,
            message({"there are too many values: a statement must not have more than ",
                     limits_.parameters}),
            {},
            {}});
  }
}

void Plan::begin(Writer& writer, const Sql& sql, Role role) {
  if (role == Role::kChanges && counted()) role = Role::kCounted;
  note(role);
  std::size_t columns = SqlRequest::kNotRead;
  if (role == Role::kTotal) columns = 1;
  if (role == Role::kCounted) columns = 2;
  if (role == Role::kRows || role == Role::kChanges) {
    columns = columnsOf(batch_.statements[current_]);
  }
  request_.beginStatement(sql.text(), writer.parameters(), columns);
}

void Plan::end(const Writer& writer) {
  for (const std::string& value : writer.values()) request_.text(value);
  check(writer);
}

void Plan::finish(Writer& writer, const Sql& sql, Role role) {
  begin(writer, sql, role);
  end(writer);
}

void Plan::written(std::size_t rows, std::size_t bytes) {
  writtenRows_ += rows;
  writtenBytes_ += bytes;
  if (limits_.transactionRows != 0 && writtenRows_ > limits_.transactionRows) {
    refuse({ErrorCode::kTooLarge,
            message({"the call writes ", writtenRows_,
                     " rows, which Aurora DSQL does not do at once: a transaction must not have "
                     "more than ",
                     limits_.transactionRows}),
            {},
            {}});
  } else if (limits_.transactionBytes != 0 && writtenBytes_ > limits_.transactionBytes) {
    refuse(overLimit(message({"the call writes ", writtenBytes_,
                              " bytes, which Aurora DSQL does not do at once: a transaction"}),
                     limits_.transactionBytes));
  }
}

Result<query::Outcome> Plan::outcome(Arena& arena, std::span<const StatementAnswer> answers) const {
  const std::span<Answer> out = arena.make<Answer>(batch_.statements.size());
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const StatementAnswer& given = answers[i];
    if (steps_[i].role == Role::kLock) continue;
    Answer& answer = out[steps_[i].statement];
    switch (steps_[i].role) {
      case Role::kGuard:
      case Role::kLock:
        break;
      case Role::kTotal:
        if (given.rows.cells.size() != 1)
          return fail(ErrorCode::kInternal, "a count without a number");
        answer.total = static_cast<std::uint64_t>(given.rows.cells[0].integer);
        break;
      case Role::kCounted:
        if (given.rows.cells.size() != 2)
          return fail(ErrorCode::kInternal, "a count without a number");
        answer.changed += static_cast<std::uint64_t>(given.rows.cells[1].integer);
        break;
      case Role::kRows:
        answer.rows = joined(arena, answer.rows, given.rows);
        break;
      case Role::kChanges:
        answer.rows = joined(arena, answer.rows, given.rows);
        answer.changed += given.changes;
        break;
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto* select = std::get_if<query::Select>(&batch_.statements[i]);
    if (select != nullptr) countPage(*select, out[i]);
  }
  return query::Outcome{.answers = out};
}

bool Plan::isOverwritten(const SqlFailure& failure) {
  return failure.why == abi::Failure::kGuard && failure.detail == "65535";
}

std::optional<Failed> Plan::failed(const SqlFailure& failure) const {
  std::optional<std::uint16_t> at;
  if (failure.statement < steps_.size()) at = steps_[failure.statement].statement;
  return failedOf(failure, batch_, place_.prefix, at);
}

}  // namespace agentkeep::postgres
