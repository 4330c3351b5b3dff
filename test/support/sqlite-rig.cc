#include "test/support/sqlite-rig.h"

#include <cstdlib>

namespace agentkeep::test {
namespace {

// The other limits stay those that the tests run into.
constexpr sqlite::Limits kJsonbLimits = [] {
  sqlite::Limits limits = sqlite::kD1Limits;
  limits.jsonb = true;
  limits.escapesInPaths = false;
  return limits;
}();

bool asksForJsonb() { return std::getenv("AGENTKEEP_TEST_JSONB") != nullptr; }

}  // namespace

Rig::Rig(Text prefix) : Rig(prefix, asksForJsonb() ? kJsonbLimits : sqlite::kD1Limits) {
  storesJsonb_ = asksForJsonb();
}

Rig::Rig(Text prefix, const sqlite::Limits& limits) : prefix_(prefix), limits_(limits) {
  Call call;
  auto task = sqlite::migrate(call, prefix_, limits_, kTestTables, {.version = 1});
  const auto report = finish(call, database, task);
  EXPECT_TRUE(report.has_value());
  database.requests.clear();
}

Result<query::Outcome> Rig::run(const query::Batch& batch) {
  // Answers view the call: it stays.
  calls_.push_back(std::make_unique<Call>());
  sqlite::SqliteDatabase db(*calls_.back(), prefix_, limits_);
  auto task = db.run(batch);
  auto outcome = finish(*calls_.back(), database, task);
  if (storesJsonb_) storeJsonb();
  return outcome;
}

void Rig::storeJsonb() {
  const std::string table = "\"" + prefix_ + "notes\"";
  for (const std::string column : {"data", "keeps"}) {
    database.query("UPDATE " + table + " SET " + column + " = jsonb(" + column + ") WHERE typeof(" +
                   column + ") = 'text' AND json_valid(" + column + ")");
  }
}

Result<query::Outcome> Rig::run(std::initializer_list<query::Statement> statements) {
  return run(query::Batch{.statements = {statements.begin(), statements.size()}});
}

query::Answer Rig::one(const query::Statement& statement) { return answerOf(run({statement})); }

std::string Rig::ids(const query::Statement& statement) {
  const query::Rows rows = one(statement).rows;
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i != 0) out += ' ';
    out += print(rows[i][0]);
  }
  return out;
}

}  // namespace agentkeep::test
