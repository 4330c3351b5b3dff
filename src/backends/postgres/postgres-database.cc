#include "backends/postgres/postgres-database.h"

#include <algorithm>
#include <new>

#include "backends/postgres/indexes.h"
#include "backends/postgres/plan.h"
#include "backends/postgres/schema.h"
#include "backends/postgres/search.h"
#include "backends/postgres/vectors.h"
#include "core/message.h"

namespace agentkeep::postgres {

Task<Result<query::Outcome>> PostgresDatabase::run(const query::Batch& batch) {
  if (!place_.isValid()) {
    co_return fail(ErrorCode::kInternal,
                   "the schema or prefix has characters that a name must not have");
  }
  Result<query::Outcome> outcome = co_await attempt(batch);
  if (outcome || outcome.error()->code != ErrorCode::kTooLarge || limits_.partRows == 0 ||
      !batch.in_parts) {
    co_return outcome;
  }
  co_return co_await runInParts(batch);
}

Task<Result<query::Outcome>> PostgresDatabase::attempt(const query::Batch& batch) {
  for (unsigned retry = 0;; ++retry) {
    Plan plan(limits_, place_, batch, call_);
    if (Result<void> made = plan.make(); !made) co_return std::unexpected(std::move(made.error()));
    if (plan.isEmpty()) {
      co_return query::Outcome{.answers = call_.arena.make<query::Answer>(batch.statements.size())};
    }
    const SqlAnswer answer = co_await exchange(call_, plan.request(), kRetries);
    if (answer) co_return plan.outcome(call_.arena, *answer);
    SqlFailure failure = answer.error();
    if (Plan::isOverwritten(failure)) {
      if (retry < kRetries.count) continue;
      failure.why = abi::Failure::kBusy;
    }
    if (const auto failed = plan.failed(failure)) co_return query::Outcome{.failed = failed};
    if (failure.why == abi::Failure::kTooLarge && limits_.transactionRows != 0) {
      co_return fail(ErrorCode::kTooLarge,
                     "the call changes more than Aurora DSQL does at once, 3000 rows or 10 MiB, "
                     "and has to be all or nothing: do less in a call");
    }
    co_return std::unexpected(errorOf(failure));
  }
}

// Statement by statement, and of each Delete some rows at a time.
Task<Result<query::Outcome>> PostgresDatabase::runInParts(const query::Batch& batch) {
  const std::span<query::Answer> answers = call_.arena.make<query::Answer>(batch.statements.size());
  std::uint64_t parts = 0;
  for (std::size_t i = 0; i < batch.statements.size(); ++i) {
    query::Statement statement = batch.statements[i];
    auto* rows = std::get_if<query::Delete>(&statement);
    std::uint64_t left = rows == nullptr ? 0 : rows->limit.value_or(UINT64_MAX);
    std::uint64_t most = limits_.partRows;
    for (bool more = true; more;) {
      if (rows != nullptr) rows->limit = std::min(left, most);
      Result<query::Outcome> outcome = co_await attempt({.statements = {&statement, 1}});
      if (!outcome && outcome.error()->code == ErrorCode::kTooLarge && rows != nullptr &&
          most > 1) {
        most /= 2;  // rows of many bytes
        continue;
      }
      if (!outcome && parts != 0) {
        co_return fail(
            ErrorCode::kOutcomeUnknown,
            message({"the call was too large for one transaction, and ended after ", parts,
                     " of its parts were done: repeat it (", outcome.error()->message, ")"}));
      }
      if (!outcome) co_return outcome;
      ++parts;
      const query::Answer& answer = outcome->answers[0];
      if (rows == nullptr) {
        answers[i] = answer;
        break;
      }
      answers[i].changed += answer.changed;
      left -= answer.changed;
      more = left != 0 && answer.changed == *rows->limit;
    }
  }
  call_.warning += message({call_.warning.empty() ? "" : "; ", "the call was done in ", parts,
                            " transactions, since Aurora DSQL takes 3000 rows in one"});
  co_return query::Outcome{.answers = answers};
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

Task<Result<query::Reindexed>> PostgresDatabase::reindex(const query::Table& table,
                                                         const query::ReindexAsk& ask) {
  if (limits_.distributed) {
    co_return fail(ErrorCode::kInvalidArgument, "Aurora DSQL has no full-text search",
                   "NOT_SUPPORTED");
  }
  co_return co_await postgres::reindex(call_, place_, table, ask);
}

Task<Result<void>> PostgresDatabase::refuseWrites(std::span<const query::Table* const> tables,
                                                  bool refuse) {
  if (limits_.distributed) {
    co_return fail(ErrorCode::kInvalidArgument,
                   "Aurora DSQL has no triggers, by which a store refuses writes: stop its writers",
                   "NOT_SUPPORTED");
  }
  constexpr Text kName = "agentkeep_refuses_writes";
  SqlRequest request(0);
  Sql function;
  function << "CREATE OR REPLACE FUNCTION " << place_.name(kName)
           << "() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''agentkeep refuses "
              "writes'' USING ERRCODE=''AK001''; END'";
  if (refuse) request.beginStatement(function.text(), 0, SqlRequest::kNotRead);
  for (const query::Table* table : tables) {
    Sql sql;
    sql << (refuse ? SqlText("CREATE OR REPLACE TRIGGER ") : SqlText("DROP TRIGGER IF EXISTS "))
        << Identifier(kName);
    if (refuse) sql << " BEFORE INSERT OR UPDATE OR DELETE";
    const Place place = table->of_vectors ? place_.ofVectors() : place_;
    sql << " ON " << place.name(table->name);
    if (refuse) sql << " FOR EACH STATEMENT EXECUTE FUNCTION " << place_.name(kName) << "()";
    request.beginStatement(sql.text(), 0, SqlRequest::kNotRead);
  }
  const SqlAnswer answer = co_await exchange(call_, request, kRetries);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return Result<void>();
}

Task<Result<query::Rows>> PostgresDatabase::vectorTables(Text name) {
  if (!ranksVectors()) return Database::vectorTables(name);  // they are somebody else's
  return postgres::vectorTables(call_, place_, name);
}

Task<Result<void>> PostgresDatabase::makeVectorTable(Text name, std::uint32_t dimension,
                                                     query::Metric metric) {
  return postgres::makeVectorTable(call_, place_, name, dimension, metric);
}

Task<Result<void>> PostgresDatabase::dropVectorTable(Text name) {
  return postgres::dropVectorTable(call_, place_, name);
}

std::unique_ptr<query::Backend> open(Call& call, abi::Profile profile, Text prefix) {
  return std::make_unique<PostgresDatabase>(call, prefix, limitsOf(profile));
}

}  // namespace agentkeep::postgres
