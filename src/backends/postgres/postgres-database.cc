#include "backends/postgres/postgres-database.h"

#include <new>

#include "backends/postgres/indexes.h"
#include "backends/postgres/plan.h"
#include "backends/postgres/schema.h"

namespace agentkeep::postgres {

Task<Result<query::Outcome>> PostgresDatabase::run(const query::Batch& batch) {
  if (!place_.isValid()) {
    co_return fail(ErrorCode::kInternal,
                   "the schema or prefix has characters that a name must not have");
  }
  Plan plan(limits_, place_, batch, call_);
  if (Result<void> made = plan.make(); !made) co_return std::unexpected(std::move(made.error()));
  if (plan.isEmpty()) {
    co_return query::Outcome{.answers = call_.arena.make<query::Answer>(batch.statements.size())};
  }
  const SqlAnswer answer = co_await exchange(call_, plan.request(), kRetries);
  if (answer) co_return plan.outcome(call_.arena, *answer);
  if (const auto failed = plan.failed(answer.error())) {
    co_return query::Outcome{.failed = failed};
  }
  co_return std::unexpected(errorOf(answer.error()));
}

Task<Result<query::SchemaReport>> PostgresDatabase::migrate(
    std::span<const query::Table* const> tables, query::SchemaOptions options) {
  return postgres::migrate(call_, place_, limits_, tables, options);
}

Task<Result<query::Rows>> PostgresDatabase::manageIndexes(const query::IndexAsk& ask) {
  auto* words =
      new (call_.arena.allocate(sizeof(Indexes), alignof(Indexes))) Indexes(place_, limits_);
  return sql::manageIndexes(call_, *words, ask);
}

std::unique_ptr<query::Backend> open(Call& call, abi::Profile profile, Text prefix) {
  return std::make_unique<PostgresDatabase>(call, prefix, limitsOf(profile));
}

}  // namespace agentkeep::postgres
