// Answers batches in PostgreSQL's words, those of Aurora DSQL among them.
#pragma once

#include <memory>
#include <span>

#include "backends/postgres/limits.h"
#include "backends/postgres/writer.h"
#include "backends/sql/wire.h"
#include "core/call.h"
#include "query/backend.h"

namespace agentkeep::postgres {

// A conflict with another transaction is met early and often where writers want the same row: each
// repeat lets one of them through.
inline constexpr sql::Retries kRetries{.count = 10, .firstMs = 4, .longestMs = 400};

// Lives for one call. `prefix` is a Place, and has passed the host's checks; it and `limits` must
// outlive the database.
class PostgresDatabase : public query::Backend {
 public:
  PostgresDatabase(Call& call, Text prefix, const Limits& limits)
      : call_(call), place_(prefix), limits_(limits) {}

  // One round trip for any batch, plus those of retries. A batch that may be done in parts and is
  // more than a transaction takes: one more for each part. Where a part fails after others are
  // done, that is kOutcomeUnknown.
  Task<Result<query::Outcome>> run(const query::Batch& batch) override;
  [[nodiscard]] std::size_t rowBytes() const override { return limits_.valueBytes; }
  [[nodiscard]] bool matchesPatterns() const override { return true; }
  // Names behind one prefix may begin with another.
  [[nodiscard]] bool ranksVectors() const override {
    return !limits_.distributed && place_.prefix.empty();
  }
  Task<Result<query::Rows>> vectorTables(Text name) override;
  Task<Result<void>> makeVectorTable(Text name, std::uint32_t dimension,
                                     query::Metric metric) override;
  Task<Result<void>> dropVectorTable(Text name) override;
  [[nodiscard]] bool searches() const override { return !limits_.distributed; }
  Task<Result<query::SchemaReport>> migrate(std::span<const query::Table* const> tables,
                                            query::SchemaOptions options) override;
  Task<Result<query::Rows>> manageIndexes(const query::IndexAsk& ask) override;
  Task<Result<query::Reindexed>> reindex(const query::Table& table,
                                         const query::ReindexAsk& ask) override;
  Task<Result<void>> refuseWrites(std::span<const query::Table* const> tables,
                                  bool refuse) override;

 private:
  Task<Result<query::Outcome>> attempt(const query::Batch& batch);
  Task<Result<query::Outcome>> runInParts(const query::Batch& batch);

  Call& call_;
  Place place_;
  const Limits& limits_;
};

// A query::OpenBackend: profiles of PostgreSQL.
std::unique_ptr<query::Backend> open(Call& call, abi::Profile profile, Text prefix);

}  // namespace agentkeep::postgres
