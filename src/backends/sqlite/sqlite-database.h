// Answers batches in SQLite's words: D1, Durable Objects, libSQL and plain files share it.
#pragma once

#include "backends/sqlite/limits.h"
#include "core/call.h"
#include "query/database.h"

namespace agentkeep::sqlite {

// Lives for one call. `prefix` stands in front of the names of tables, and has passed the host's
// checks; it and `limits` must outlive the database.
class SqliteDatabase : public query::Database {
 public:
  SqliteDatabase(Call& call, Text prefix, const Limits& limits)
      : call_(call), prefix_(prefix), limits_(limits) {}

  // One round trip for any batch, plus those of retries.
  Task<Result<query::Outcome>> run(const query::Batch& batch) override;
  [[nodiscard]] std::size_t rowBytes() const override { return limits_.valueBytes; }

 private:
  Call& call_;
  Text prefix_;
  const Limits& limits_;
};

}  // namespace agentkeep::sqlite
