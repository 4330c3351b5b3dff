// Indexes of callers: what SQLite is told, and what a condition may be.
#include "backends/sqlite/indexes.h"

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::IndexAsk;
using query::IndexKey;
using query::IndexTask;

class Indexes : public testing::Test {
 protected:
  Result<query::Rows> manage(IndexAsk ask, const sqlite::Limits& limits = sqlite::kD1Limits,
                             Text prefix = "p_") {
    ask.tables = kTestTables;
    sqlite::SqliteDatabase backend(call_, prefix, limits);
    rig.database.requests.clear();
    auto task = backend.manageIndexes(ask);
    return finish(call_, rig.database, task);
  }
  Result<query::Rows> create(Text where, Text name = "some") {
    return manage({.task = IndexTask::kCreate,
                   .name = name,
                   .create = {.table = &kNotes, .keys = kKeys, .where = where}});
  }
  // The last of the statements.
  std::string sent() { return std::string(rig.database.requests.back().statements[0].sql); }
  // What becomes of a condition.
  std::string condition(Text where) {
    rig.database.query("DROP INDEX IF EXISTS p_some");
    const auto done = create(where);
    if (!done) return done.error()->message;
    const std::string sql = sent();
    return sql.substr(sql.find(" WHERE ") + 7);
  }
  std::string definition(const std::string& name) {
    const auto rows = rig.database.query("SELECT sql FROM sqlite_master WHERE name='" + name + "'");
    return rows.empty() ? "" : rows[0][0];
  }

  static constexpr IndexKey kKeys[] = {{Note::thread, {}}, {Note::at, "DESC"}};
  Rig rig;

 private:
  Call call_;
};

TEST_F(Indexes, AreMadeBehindThePrefix) {
  ASSERT_TRUE(create({}));
  EXPECT_EQ(sent(),
            R"(CREATE INDEX IF NOT EXISTS "p_some" ON "p_notes"(thread_id,createdAt DESC))");
  ASSERT_TRUE(create({}, "p_other"));
  EXPECT_EQ(definition("p_other"),
            R"(CREATE INDEX "p_other" ON "p_notes"(thread_id,createdAt DESC))");
}

TEST_F(Indexes, OfSQLiteHaveNoChoiceOfMethod) {
  IndexAsk ask{
      .task = IndexTask::kCreate, .name = "i", .create = {.table = &kNotes, .keys = kKeys}};
  ask.create.method = "btree";
  EXPECT_TRUE(manage(ask));
  ask.create.method = "gin";
  EXPECT_EQ(manage(ask).error()->code, ErrorCode::kInvalidArgument);
  ask.create.method = {};
  ask.create.tablespace = "fast";
  EXPECT_EQ(manage(ask).error()->code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(rig.database.requests.empty());
}

TEST_F(Indexes, AConditionIsWrittenAnewWordByWord) {
  EXPECT_EQ(condition("body = 'x'"), " body= 'x'");
  EXPECT_EQ(condition("\"createdAt\">='2026' and not done is null"),
            " createdAt>= '2026' AND NOT done IS NULL");
  EXPECT_EQ(condition("count in(1,-2,3.5)\nOR score<>.5"),
            "where has something else than columns, strings, numbers, comparisons, AND, OR, NOT, "
            "IN, IS, BETWEEN, NULL, TRUE, FALSE and parentheses");
  EXPECT_EQ(condition("count in(1,-2,3.5)\nOR score!=0.5"),
            " count IN ( 1, -2, 3.5) OR score<> 0.5");
  EXPECT_EQ(condition("count BETWEEN 1 AND 2"), " count BETWEEN 1 AND 2");
}

TEST_F(Indexes, AConditionHasNothingThatCouldDoMore) {
  for (const Text where : {"1;DROP TABLE x", "count=1--",     "count=1/*",    "body='a'||body",
                           "body=$1",        "body=?1",       "body=char(1)", "count IN (SELECT 1)",
                           "body='a''b'",    "body='a\\'",    "body='a",      "\"body",
                           "count=-",        "count=1.",      "count=1..2",   "nothing=1",
                           "t0.count=1",     "body LIKE 'a'", "\"and\"",      "body=x'00'",
                           "count=1e5",      "count=0x10",    "[body]=1",     "`body`=1",
                           "body='\n'"}) {
    const auto refused = create(where);
    ASSERT_FALSE(refused) << where;
    EXPECT_EQ(refused.error()->code, ErrorCode::kInvalidArgument) << where;
    EXPECT_TRUE(refused.error()->message.starts_with("where ") ||
                refused.error()->message.starts_with("the database refuses"))
        << refused.error()->message;
    EXPECT_EQ(definition("p_some"), "") << where;
  }
  EXPECT_EQ(create(std::string(1001, ' ')).error()->code, ErrorCode::kTooLarge);
}

TEST_F(Indexes, AreLookedForAmongTheTablesOfThePrefixAlone) {
  rig.database.query("CREATE TABLE q_notes (id TEXT)");
  rig.database.query("CREATE INDEX p_theirs ON q_notes(id)");
  rig.database.query("CREATE INDEX theirs ON p_notes(body)");
  EXPECT_TRUE(manage({.task = IndexTask::kDescribe, .name = "p_theirs"})->empty());
  ASSERT_TRUE(manage({.task = IndexTask::kDrop, .name = "p_theirs"}));
  EXPECT_EQ(rig.database.requests.size(), 1U);
  EXPECT_NE(definition("p_theirs"), "");
  // One that another adapter has made without the prefix is found.
  EXPECT_EQ(manage({.task = IndexTask::kDescribe, .name = "THEIRS"})->size(), 1U);
  ASSERT_TRUE(manage({.task = IndexTask::kDrop, .name = "THEIRS"}));
  EXPECT_EQ(sent(), R"(DROP INDEX IF EXISTS "theirs")");
  EXPECT_EQ(definition("theirs"), "");
}

TEST_F(Indexes, TakeNoNameOfAnotherTablesIndex) {
  rig.database.query("CREATE TABLE p_x_notes (id TEXT)");
  rig.database.query("CREATE INDEX p_x_theirs ON p_x_notes(id)");
  const auto refused = create({}, "x_theirs");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error()->code, ErrorCode::kConflict);
  EXPECT_EQ(rig.database.requests.size(), 1U);
  // The table itself may be asked again.
  ASSERT_TRUE(create({}));
  EXPECT_EQ(rig.database.requests.size(), 2U);
  ASSERT_TRUE(create("body = 'other'"));
  EXPECT_EQ(rig.database.requests.size(), 1U);
}

TEST_F(Indexes, TakeNoNameThatTheStoreCouldNeedBehindAPrefix) {
  for (const Text name : {"notes", "dev_notes", "DEV_Notes", "dev_idx_notes_thread", "p_x_versions",
                          "dev_agentkeep_schema", "agentkeep_locks"}) {
    const auto refused = create({}, name);
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error()->code, ErrorCode::kInvalidArgument) << name;
  }
  // Its own it has.
  EXPECT_TRUE(create({}, "idx_notes_thread"));
  EXPECT_TRUE(create({}, "notes_by_thread"));
}

TEST_F(Indexes, OfTheSchemaStay) {
  for (const Text name : {"idx_notes_thread", "p_idx_notes_thread", "IDX_notes_thread",
                          "sqlite_autoindex_p_notes_1", "sqlite_autoindex_p_versions_2"}) {
    const auto refused = manage({.task = IndexTask::kDrop, .name = name});
    ASSERT_FALSE(refused) << name;
    EXPECT_EQ(refused.error()->code, ErrorCode::kInvalidArgument) << name;
  }
  EXPECT_NE(definition("p_idx_notes_thread"), "");
}

TEST_F(Indexes, AreListedWithWhatSQLiteKnows) {
  const auto rows = manage({.task = IndexTask::kList});
  ASSERT_TRUE(rows);
  ASSERT_EQ(rows->size(), 4U);
  EXPECT_EQ(rows->cells[0].text, R"x({"name":"p_idx_notes_thread","table":"p_notes",)x"
                                 R"x("columns":["thread_id","createdAt"],"unique":false,)x"
                                 R"x("definition":"CREATE INDEX \"p_idx_notes_thread\" ON )x"
                                 R"x(\"p_notes\"(thread_id,createdAt)"})x");
  EXPECT_EQ(rows->cells[3].text,
            R"x({"name":"sqlite_autoindex_p_versions_2","table":"p_versions",)x"
            R"x("columns":["label"],"unique":true,"definition":"UNIQUE (\"label\")"})x");
  EXPECT_EQ(rig.database.requests.size(), 1U);
  EXPECT_EQ(rig.database.requests[0].flags, abi::kReadOnly);
}

// The amalgamation of the tests has no dbstat.
TEST_F(Indexes, AreListedWhereTheDatabaseTellsNoSizes) {
  const auto rows = manage({.task = IndexTask::kList}, sqlite::kSqliteLimits);
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->size(), 4U);
  EXPECT_EQ(rig.database.requests.size(), 2U);
}

}  // namespace
}  // namespace agentkeep::test
