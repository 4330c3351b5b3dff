// Indexes of callers in PostgreSQL's words.
#pragma once

#include "backends/postgres/limits.h"
#include "backends/postgres/postgres-database.h"
#include "backends/postgres/writer.h"
#include "backends/sql/indexes.h"

namespace agentkeep::postgres {

class Indexes final : public IndexWords {
 public:
  Indexes(const Place& place, const Limits& limits) : place_(place), limits_(limits) {}

  [[nodiscard]] Sql select(const query::IndexAsk& ask, bool sized) const override;
  // A cluster of Aurora DSQL tells no sizes, and keeps no statistics.
  [[nodiscard]] bool isSized() const override { return !limits_.distributed; }
  [[nodiscard]] Sql owner(Text name) const override;
  [[nodiscard]] bool isTable(Text owner, const query::Table& table) const override;
  [[nodiscard]] std::string indexName(const query::Table& table,
                                      const query::AccessPath& path) const override;
  std::optional<Error> create(Sql& sql, const query::IndexAsk& ask) const override;
  [[nodiscard]] Sql drop(Text name) const override;
  [[nodiscard]] Sql column(const query::Table& table, query::Col column) const override;
  [[nodiscard]] Sql wait() const override;
  // An index that others could write past stays behind, without a use.
  [[nodiscard]] Sql remains(Text name) const override;
  [[nodiscard]] Retries retries() const override { return kRetries; }

 private:
  // In a schema of its own an index is named after it, too, and behind that after the prefix.
  [[nodiscard]] std::string full(Text name) const;

  const Place& place_;
  const Limits& limits_;
};

}  // namespace agentkeep::postgres
