// A SqliteDatabase on a native SQLite: batches in, answers out.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "backends/sqlite/schema.h"
#include "backends/sqlite/sqlite-database.h"
#include "test/support/native-sqlite.h"
#include "test/support/notes-table.h"

namespace agentkeep::test {

using query::Cell;
using query::Is;
using query::Json;
using query::Null;
using query::Time;
using query::Where;

// Text of a value as SQL prints it, "NULL" for null.
std::string print(const query::Value& value);

// With AGENTKEEP_TEST_JSONB=1 the JSON columns of rigs are blobs, as @mastra/libsql leaves them:
// what the store wrote is turned into them after each batch.
class Rig {
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

  // Memory that lives as long as the rig, for what a test builds.
  std::span<const Cell> cells(std::initializer_list<Cell> list) { return arena_.list(list); }
  std::span<const Where> wheres(std::initializer_list<Where> list) { return arena_.list(list); }
  std::span<const Col> columns(std::initializer_list<Col> list) { return arena_.list(list); }
  std::span<const Text> path(std::initializer_list<Text> list) { return arena_.list(list); }
  template <class T>
  std::span<const T> copy(const std::vector<T>& list) {
    return arena_.copy(std::span<const T>(list));
  }
  Text keep(Text text) { return arena_.text(text); }
  Where is(Col column, Is is, Cell value) {
    return {.is = is, .field = {column}, .values = cells({value})};
  }

  NativeSqlite database;

 private:
  void storeJsonb();

  bool storesJsonb_ = false;

  std::string prefix_;
  const sqlite::Limits& limits_;
  Arena arena_;
  std::vector<std::unique_ptr<Call>> calls_;
};

}  // namespace agentkeep::test
