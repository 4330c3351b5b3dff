// Answers batches in SQLite's words: D1, Durable Objects, libSQL and plain files share it.
#pragma once

#include <memory>
#include <span>

#include "backends/sqlite/limits.h"
#include "core/call.h"
#include "query/backend.h"

namespace agentkeep::sqlite {

// Lives for one call. `prefix` stands in front of the names of tables, and has passed the host's
// checks; it and `limits` must outlive the database.
class SqliteDatabase : public query::Backend {
 public:
  SqliteDatabase(Call& call, Text prefix, const Limits& limits)
      : call_(call), prefix_(prefix), limits_(limits) {}

  // One round trip for any batch, plus those of retries.
  Task<Result<query::Outcome>> run(const query::Batch& batch) override;
  // It has one writer at a time, and rowids grow.
  [[nodiscard]] bool insertsInOrder() const override { return true; }
  [[nodiscard]] std::size_t rowBytes() const override { return limits_.valueBytes; }
  [[nodiscard]] std::size_t answerBytes() const override { return limits_.answerBytes; }
  [[nodiscard]] bool joins() const override { return true; }
  [[nodiscard]] bool searches() const override { return true; }
  // Names behind one prefix may begin with another.
  [[nodiscard]] bool ranksVectors() const override { return limits_.vectors && prefix_.empty(); }
  Task<Result<query::Rows>> vectorTables(Text name) override;
  Task<Result<void>> makeVectorTable(Text name, std::uint32_t dimension,
                                     query::Metric metric) override;
  Task<Result<void>> dropVectorTable(Text name) override;
  Task<Result<query::SchemaReport>> migrate(std::span<const query::Table* const> tables,
                                            query::SchemaOptions options) override;
  Task<Result<query::Rows>> manageIndexes(const query::IndexAsk& ask) override;
  Task<Result<query::Reindexed>> reindex(const query::Table& table,
                                         const query::ReindexAsk& ask) override;
  Task<Result<void>> refuseWrites(std::span<const query::Table* const> tables,
                                  bool refuse) override;

 private:
  Call& call_;
  Text prefix_;
  const Limits& limits_;
};

// A query::OpenBackend: profiles of SQLite.
std::unique_ptr<query::Backend> open(Call& call, abi::Profile profile, Text prefix);

}  // namespace agentkeep::sqlite
