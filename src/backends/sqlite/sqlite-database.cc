#include "backends/sqlite/sqlite-database.h"

#include <new>

#include "backends/sql/answers.h"
#include "backends/sqlite/indexes.h"
#include "backends/sqlite/plan.h"
#include "backends/sqlite/schema.h"
#include "backends/sqlite/search.h"
#include "backends/sqlite/vectors.h"
#include "core/message.h"
#include "query/ask.h"

namespace agentkeep::sqlite {

Task<Result<query::Outcome>> SqliteDatabase::run(const query::Batch& batch) {
  if (!prefix_.empty() && !isName(prefix_)) {
    co_return fail(ErrorCode::kInternal,
                   "the table prefix has characters that a name must not have");
  }
  for (bool packs = (flagsOf(batch) & abi::kReadOnly) != 0;; packs = false) {
    Plan plan(call_.arena, limits_, prefix_, batch, packs);
    if (Result<void> made = plan.make(); !made) co_return std::unexpected(std::move(made.error()));
    if (const auto failed = plan.tooWide()) co_return query::Outcome{.failed = failed};
    if (plan.request().statements() == 0) {
      co_return query::Outcome{.answers = call_.arena.make<query::Answer>(batch.statements.size())};
    }
    const SqlAnswer answer = co_await exchange(call_, plan.request());
    if (answer) {
      Result<query::Outcome> outcome = plan.outcome(*answer);
      if (!outcome && plan.hasPacked()) continue;
      co_return outcome;
    }
    const SqlFailure& failure = answer.error();
    const bool mayBePacking =
        failure.why == abi::Failure::kRefused || failure.why == abi::Failure::kTooLarge;
    if (mayBePacking && plan.hasPacked()) continue;
    if (const auto failed = plan.failed(failure)) co_return query::Outcome{.failed = failed};
    co_return std::unexpected(errorOf(failure));
  }
}

Task<Result<query::SchemaReport>> SqliteDatabase::migrate(
    std::span<const query::Table* const> tables, query::SchemaOptions options) {
  return sqlite::migrate(call_, prefix_, limits_, tables, options);
}

Task<Result<query::Rows>> SqliteDatabase::manageIndexes(const query::IndexAsk& ask) {
  auto* words =
      new (call_.arena.allocate(sizeof(Indexes), alignof(Indexes))) Indexes(prefix_, limits_);
  return sql::manageIndexes(call_, *words, ask);
}

Task<Result<query::Reindexed>> SqliteDatabase::reindex(const query::Table& table,
                                                       const query::ReindexAsk& ask) {
  return sqlite::reindex(call_, prefix_, table, ask);
}

Task<Result<void>> SqliteDatabase::refuseWrites(std::span<const query::Table* const> tables,
                                                bool refuse) {
  struct Event {
    Text name;
    SqlText sql;
  };
  constexpr Event kEvents[] = {{"insert", " BEFORE INSERT ON "},
                               {"update", " BEFORE UPDATE ON "},
                               {"delete", " BEFORE DELETE ON "}};
  SqlRequest request(0);
  for (const query::Table* table : tables) {
    for (const Event& event : kEvents) {
      const std::string name = message({"agentkeep_refuses_", event.name, "_", table->name});
      Sql sql;
      sql << (refuse ? SqlText("CREATE TRIGGER IF NOT EXISTS ")
                     : SqlText("DROP TRIGGER IF EXISTS "))
          << Prefixed{prefix_, Identifier(name)};
      if (refuse) {
        sql << event.sql << Prefixed{prefix_, Identifier(table->name)}
            << " BEGIN SELECT RAISE(ABORT,'agentkeep refuses writes'); END";
      }
      request.beginStatement(sql.text(), 0, SqlRequest::kNotRead);
    }
  }
  const SqlAnswer answer = co_await exchange(call_, request);
  if (!answer) co_return std::unexpected(errorOf(answer.error()));
  co_return Result<void>();
}

Task<Result<query::Rows>> SqliteDatabase::vectorTables(Text name) {
  if (!prefix_.empty()) return Database::vectorTables(name);  // they are somebody else's
  return sqlite::vectorTables(call_, name);
}

Task<Result<void>> SqliteDatabase::makeVectorTable(Text name, std::uint32_t dimension,
                                                   query::Metric metric) {
  if (metric == query::Metric::kCosine) {
    return sqlite::makeVectorTable(call_, prefix_, name, dimension);
  }
  return query::refused<void>(Error{
      ErrorCode::kInvalidArgument, "libSQL's own vectors have the metric cosine only", {}, {}});
}

Task<Result<void>> SqliteDatabase::dropVectorTable(Text name) {
  return sqlite::dropVectorTable(call_, prefix_, name);
}

std::unique_ptr<query::Backend> open(Call& call, abi::Profile profile, Text prefix) {
  return std::make_unique<SqliteDatabase>(call, prefix, limitsOf(profile));
}

}  // namespace agentkeep::sqlite
