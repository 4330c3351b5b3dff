#include "query/ask.h"

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

}  // namespace agentkeep::query
