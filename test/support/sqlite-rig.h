// A SqliteDatabase on a native SQLite: batches in, answers out.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "backends/sqlite/schema.h"
#include "backends/sqlite/sqlite-database.h"
#include "test/support/answers.h"
#include "test/support/native-sqlite.h"
#include "test/support/notes-table.h"
#include "test/support/test-memory.h"

namespace agentkeep::test {

// With AGENTKEEP_TEST_JSONB=1 the JSON columns of rigs are blobs, as @mastra/libsql leaves them:
// what the store wrote is turned into them after each batch.
class Rig : public TestMemory {
 public:
  // With the tables of the tests behind this prefix.
  explicit Rig(Text prefix = "p_");
  Rig(Text prefix, const sqlite::Limits& limits);

  Result<query::Outcome> run(const query::Batch& batch);
  Result<query::Outcome> run(std::initializer_list<query::Statement> statements);
  // The answer of one statement that must succeed.
  query::Answer one(const query::Statement& statement);
  // The first column of its rows, joined by blanks.
  std::string ids(const query::Statement& statement);

  // The statements of the last request.
  const std::vector<SentStatement>& sent() const { return database.requests.back().statements; }

  NativeSqlite database;

 private:
  void storeJsonb();

  bool storesJsonb_ = false;

  std::string prefix_;
  const sqlite::Limits& limits_;
  std::vector<std::unique_ptr<Call>> calls_;
};

}  // namespace agentkeep::test
