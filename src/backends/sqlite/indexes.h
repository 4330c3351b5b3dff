// Indexes of callers in SQLite's words.
#pragma once

#include "backends/sql/indexes.h"
#include "backends/sqlite/limits.h"

namespace agentkeep::sqlite {

class Indexes final : public sql::IndexWords {
 public:
  Indexes(Text prefix, const Limits& limits) : prefix_(prefix), limits_(limits) {}

  [[nodiscard]] sql::Sql select(const query::IndexAsk& ask, bool sized) const override;
  // By a virtual table that D1 and Durable Objects lack, as may builds of SQLite.
  [[nodiscard]] bool isSized() const override { return limits_.jsonb; }
  [[nodiscard]] sql::Sql owner(Text name) const override;
  [[nodiscard]] bool isTable(Text owner, const query::Table& table) const override;
  [[nodiscard]] std::string indexName(const query::Table& table,
                                      const query::AccessPath& path) const override;
  std::optional<Error> create(sql::Sql& sql, const query::IndexAsk& ask) const override;
  [[nodiscard]] sql::Sql drop(Text name) const override;
  [[nodiscard]] sql::Sql column(const query::Table& table, query::Col column) const override;

 private:
  // The name in the database: `name` behind the prefix, unless it begins with it.
  [[nodiscard]] sql::Prefixed full(Text name) const;

  Text prefix_;
  const Limits& limits_;
};

}  // namespace agentkeep::sqlite
