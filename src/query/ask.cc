#include "query/ask.h"

namespace agentkeep::query {
namespace {

Task<Result<Answer>> ask(Database& db, Statement statement, bool replica_ok) {
  Result<Outcome> outcome =
      co_await db.run({.statements = {&statement, 1}, .replica_ok = replica_ok});
  if (!outcome) co_return std::unexpected(std::move(outcome.error()));
  co_return outcome->answers[0];
}

}  // namespace

Task<Result<Answer>> answerOf(Database& db, Statement statement) {
  return ask(db, statement, false);
}

Task<Result<Answer>> readAnswerOf(Database& db, Statement statement) {
  return ask(db, statement, true);
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

Task<Result<void>> done(Database& db, Statement statement) {
  Result<Answer> answer = co_await answerOf(db, statement);
  if (!answer) co_return std::unexpected(std::move(answer.error()));
  co_return {};
}

}  // namespace agentkeep::query
