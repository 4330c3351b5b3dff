// A PostgresDatabase on a server of the tests: batches in, answers out.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "backends/postgres/postgres-database.h"
#include "test/support/answers.h"
#include "test/support/notes-table.h"
#include "test/support/test-memory.h"

struct pg_conn;

namespace agentkeep::test {

// One connection to the server that AGENTKEEP_TEST_POSTGRES names, as libpq reads it.
class NativePostgres {
 public:
  NativePostgres();
  ~NativePostgres();
  NativePostgres(const NativePostgres&) = delete;
  NativePostgres& operator=(const NativePostgres&) = delete;

  // Runs the request as one transaction and returns the answer's bytes, which live as long as this.
  Bytes execute(Bytes request);
  // For setting up and looking, beside the store: rows of texts, "NULL" for null.
  std::vector<std::vector<std::string>> query(const std::string& sql);

  std::vector<std::vector<std::string>> requests;  // their SQL

 private:
  pg_conn* connection_;
  std::deque<std::string> answers_;
};

class PostgresRig : public TestMemory {
 public:
  // With the tables of the tests in a schema of its own.
  PostgresRig();
  ~PostgresRig();

  Result<query::Outcome> run(const query::Batch& batch);
  Result<query::Outcome> run(std::initializer_list<query::Statement> statements);
  // The answer of one statement that must succeed.
  query::Answer one(const query::Statement& statement);
  // The first column of its rows, joined by blanks.
  std::string ids(const query::Statement& statement);
  // Rows of a statement that must succeed, columns joined by commas.
  std::vector<std::string> lines(const query::Statement& statement);
  Result<query::SchemaReport> migrate(query::SchemaOptions options);
  // With `notes` and `versions` as the names of the tables.
  std::vector<std::vector<std::string>> query(const std::string& sql);

  NativePostgres& database;

 private:
  template <class T>
  T finish(Call& call, Task<T>& task);

  std::string schema_;
  std::string prefix_;
  std::vector<std::unique_ptr<Call>> calls_;
};

}  // namespace agentkeep::test
