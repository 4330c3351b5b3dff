// A DynamoDatabase on a DynamoDB of the tests: batches in, answers out.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "backends/dynamodb/dynamodb-database.h"
#include "test/support/answers.h"
#include "test/support/native-dynamo.h"
#include "test/support/notes-table.h"
#include "test/support/test-memory.h"

namespace agentkeep::test {

class DynamoRig : public TestMemory {
 public:
  // `settings` as backends/dynamodb/settings.h has them.
  explicit DynamoRig(Text settings = "table") : settings_(settings) {}

  Result<query::Outcome> run(const query::Batch& batch);
  Result<query::Outcome> run(std::initializer_list<query::Statement> statements) {
    return run(query::Batch{.statements = {statements.begin(), statements.size()}});
  }
  // The answer of one statement that must succeed.
  query::Answer one(const query::Statement& statement);
  // Rows of a statement that must succeed, columns joined by commas.
  std::vector<std::string> lines(const query::Statement& statement);
  // Notes of a thread: their ids, one for each. They count from 0 and were made a second apart.
  void addNotes(std::initializer_list<Text> ids, Text thread);
  // The operations of what `act` does.
  template <class Act>
  std::string operationsOf(Act act) {
    database.requests.clear();
    act();
    return database.operations();
  }

  NativeDynamo database;
  std::int64_t now_ms = 1'795'255'200'000;  // 2026-11-21T10:00:00.000Z

 private:
  std::string settings_;
  std::vector<std::unique_ptr<Call>> calls_;
};

}  // namespace agentkeep::test
