#include "domains/observability/question.h"

namespace agentkeep::observability {

Task<Result<void>> ask(query::Database& db, const Question& question, JsonWriter& out) {
  const Result<query::Outcome> outcome =
      co_await db.run({.statements = question.statements, .replica_ok = !question.fresh});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return question.write(out, outcome->answers);
}

Task<Result<void>> apply(query::Database& db, std::span<const query::Statement> statements,
                         bool in_parts) {
  const Result<query::Outcome> outcome =
      co_await db.run({.statements = statements, .in_parts = in_parts});
  if (!outcome) co_return std::unexpected(outcome.error());
  co_return Result<void>();
}

}  // namespace agentkeep::observability
