// JSON columns that hold SQLite's binary form, as @mastra/libsql writes it. What conditions,
// changes and aggregates make of it is tested by their own tests with AGENTKEEP_TEST_JSONB=1.
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Change;
using query::How;
using query::Select;
using query::Update;

constexpr Col kRead[] = {Note::id, Note::data};

class Jsonb : public testing::Test {
 protected:
  Jsonb() : rig("p_", sqlite::kSqliteLimits) {
    rig.database.query(
        R"(INSERT INTO p_notes (id, thread_id, createdAt, data) VALUES)"
        R"( ('text', 't', '1', '{ "k" : 1.50,"n":null}'),)"
        R"( ('blob', 't', '2', jsonb('{ "k" : 1.50,"\u0041":1e400,"n":null,"z":"\u0000"}')),)"
        R"( ('bytes', 't', '3', CAST('{"k":2}' AS BLOB)),)"
        R"( ('broken', 't', '4', x'8c176b'), ('null', 't', '5', NULL))");
  }

  Select named(Text id) {
    return {.table = &kNotes, .columns = kRead, .where = rig.is(Note::id, Is::kEq, {id})};
  }
  std::string data(Text id) { return print(rig.one(named(id)).rows[0][1]); }
  std::string formOf(const std::string& id) {
    return rig.database.query("SELECT typeof(data) FROM p_notes WHERE id='" + id + "'")[0][0];
  }

  Rig rig;
};

TEST_F(Jsonb, IsReadAsTextWithTheBytesOfItsMembers) {
  EXPECT_EQ(data("text"), R"({ "k" : 1.50,"n":null})");
  EXPECT_EQ(data("blob"), R"({"k":1.50,"\u0041":1e400,"n":null,"z":"\u0000"})");
  EXPECT_EQ(data("bytes"), R"({"k":2})");
  EXPECT_EQ(data("null"), "NULL");
  EXPECT_EQ(formOf("blob"), "blob");
}

TEST_F(Jsonb, ABlobThatIsNoJsonMatchesNothingAndBreaksNothing) {
  const Text member[] = {"k"};
  const Where equal{
      .is = Is::kJsonEq, .field = {Note::data, member}, .values = rig.cells({{Json{"1.5"}}})};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kRead, .where = equal}), "text blob");
  const Where other{.is = Is::kNot, .parts = rig.wheres({equal})};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kRead, .where = other}),
            "bytes broken null");
}

TEST_F(Jsonb, IsComparedWithWhatWasRead) {
  const std::string read = data("blob");
  const Change changes[] = {{.column = Note::data, .how = How::kSet, .value = {Json{"[1]"}}}};
  const auto replace = [&](Text old) {
    const Where where{.is = Is::kAnd,
                      .parts = rig.wheres({rig.is(Note::id, Is::kEq, {Text("blob")}),
                                           rig.is(Note::data, Is::kEq, {old})})};
    return rig.one(
        Update{.table = &kNotes, .where = where, .changes = changes, .returning = kRead});
  };
  EXPECT_EQ(replace(R"({"k":1.5})").changed, 0U);
  const auto answer = replace(read);
  ASSERT_EQ(answer.changed, 1U);
  EXPECT_EQ(answer.rows[0][1].text, "[1]");
  EXPECT_EQ(formOf("blob"), "text");
}

TEST_F(Jsonb, IsMergedIntoText) {
  const Change changes[] = {
      {.column = Note::data, .how = How::kMerge, .value = {Json{R"({"k":[2.0],"new":true})"}}}};
  const auto answer = rig.one(Update{.table = &kNotes,
                                     .where = rig.is(Note::at, Is::kLe, {Text("3")}),
                                     .changes = changes,
                                     .returning = kRead});
  ASSERT_EQ(answer.changed, 3U);
  EXPECT_EQ(data("text"), R"({"n":null,"k":[2.0],"new":true})");
  EXPECT_EQ(data("blob"), R"({"\u0041":1e400,"n":null,"z":"\u0000","k":[2.0],"new":true})");
  EXPECT_EQ(data("bytes"), R"({"k":[2.0],"new":true})");
}

// A document and a column that is derived from it.
inline constexpr Column kRunColumns[] = {
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "state", .type = Type::kJson},
    {.name = "status", .type = Type::kText, .member_of = 1},
};
inline constexpr Col kRunKey[] = {0};
inline constexpr Key kRunKeys[] = {{kRunKey}};
inline constexpr Col kByStatus[] = {2};
inline constexpr AccessPath kRunPaths[] = {{"idx_runs_status", kByStatus}};
inline constexpr Table kRuns{
    .name = "runs", .columns = kRunColumns, .keys = kRunKeys, .paths = kRunPaths};

TEST_F(Jsonb, ADerivedColumnIsFoundByItsIndex) {
  constexpr const Table* kTables[] = {&kRuns};
  Call call;
  auto made = sqlite::migrate(call, "x_", sqlite::kSqliteLimits, kTables, {.version = 3});
  ASSERT_TRUE(finish(call, rig.database, made));
  rig.database.query(
      R"(INSERT INTO x_runs VALUES ('a',jsonb('{"status":"x"}')),('b','{"status":"x"}'),)"
      R"(('c',x'8c176b'),('d',jsonb('{"status":"y"}')))");
  sqlite::SqliteDatabase db(call, "x_", sqlite::kSqliteLimits);
  constexpr Col kId[] = {0};
  const Cell wanted[] = {{Text("x")}};
  const query::Statement statements[] = {Select{
      .table = &kRuns, .columns = kId, .where = {.is = Is::kEq, .field = {2}, .values = wanted}}};
  const query::Batch batch{.statements = statements};
  auto task = db.run(batch);
  const auto outcome = finish(call, rig.database, task);
  ASSERT_TRUE(outcome);
  const query::Rows& rows = outcome->answers[0].rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(print(rows[0][0]) + print(rows[1][0]), "ab");
  const SentStatement& sent = rig.database.requests.back().statements[0];
  EXPECT_NE(rig.database.planOf(sent)[0].find("idx_runs_status (<expr>=?)"), std::string::npos);
}

}  // namespace
}  // namespace agentkeep::test
