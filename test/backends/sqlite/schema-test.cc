// Migrations: from nothing, from tables of other adapters, by two at once, and what is refused.
#include "backends/sqlite/schema.h"

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::SchemaOptions;
using query::SchemaReport;

using Names = std::vector<std::string>;
using Rows = std::vector<std::vector<std::string>>;

class Schema : public testing::Test {
 protected:
  Result<SchemaReport> migrate(SchemaOptions options = {.version = 3}, Text prefix = "p_") {
    Call call;
    auto task = sqlite::migrate(call, prefix, sqlite::kD1Limits, kTestTables, options);
    database.requests.clear();
    return finish(call, database, task);
  }
  std::string ddl(const std::string& name) {
    const Rows rows = database.query("SELECT sql FROM sqlite_master WHERE name='" + name + "'");
    return rows.empty() ? "" : rows[0][0];
  }
  // As other adapters made it before some columns existed.
  void makeOldNotes(Text rows = "0") {
    database.query(
        R"(CREATE TABLE p_notes (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL , body TEXT, createdAt TEXT NOT NULL))");
    database.query("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM c LIMIT " +
                   std::string(rows) + ") INSERT INTO p_notes SELECT 'n'||n,'t','b','x' FROM c");
  }

  NativeSqlite database;
};

TEST_F(Schema, FromNothingMakesTablesIndexesAndTheVersionRow) {
  const auto report = migrate();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->version, 3U);
  EXPECT_EQ(report->createdTables, (Names{"p_notes", "p_versions"}));
  EXPECT_EQ(report->addedColumns, Names{});
  EXPECT_EQ(report->builtIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(report->pendingIndexes, Names{});
  EXPECT_EQ(database.requests.size(), 3U);
  EXPECT_EQ(
      ddl("p_notes"),
      R"(CREATE TABLE "p_notes" (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL, body TEXT, data TEXT, createdAt TEXT NOT NULL,)"
      R"( count INTEGER, score REAL, done INTEGER, keeps TEXT))");
  EXPECT_EQ(
      ddl("p_versions"),
      R"(CREATE TABLE "p_versions" (parentId TEXT NOT NULL, number INTEGER NOT NULL, "when" TEXT, label TEXT,)"
      R"( PRIMARY KEY (parentId,number), UNIQUE (label)))");
  EXPECT_EQ(ddl("p_idx_notes_thread"),
            R"(CREATE INDEX "p_idx_notes_thread" ON "p_notes"(thread_id,createdAt))");
  EXPECT_EQ(database.query("SELECT * FROM p_agentkeep_schema"),
            (Rows{{"oldest", "1", "NULL"}, {"schema", "3", "NULL"}}));
}

TEST_F(Schema, ACurrentSchemaIsOneRoundTripAndWritesNothing) {
  ASSERT_TRUE(migrate());
  const auto again = migrate();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, 3U);
  ASSERT_EQ(database.requests.size(), 1U);
  EXPECT_EQ(database.requests[0].flags, abi::kReadOnly);
  EXPECT_EQ(database.requests[0].statements.size(), 1U);
}

TEST_F(Schema, ALookAtACurrentSchemaIsOneRoundTripAndWritesNothing) {
  ASSERT_TRUE(migrate());
  const auto again = migrate({.version = 3, .look = true});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->version, 3U);
  EXPECT_EQ(again->createdTables, Names{});
  EXPECT_EQ(again->pendingIndexes, Names{});
  ASSERT_EQ(database.requests.size(), 1U);
  EXPECT_EQ(database.requests[0].flags, abi::kReadOnly);
}

TEST_F(Schema, ALookFindsWhatSomebodyHasDropped) {
  ASSERT_TRUE(migrate());
  database.query("DROP TABLE p_versions");
  database.query("DROP INDEX p_idx_notes_thread");
  database.query("ALTER TABLE p_notes DROP COLUMN keeps");
  EXPECT_EQ(migrate()->createdTables, Names{});  // it believes the version

  const auto seen = migrate({.version = 3, .disableInit = true, .look = true});
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->createdTables, (Names{"p_versions"}));
  EXPECT_EQ(seen->addedColumns, (Names{"p_notes.keeps"}));
  EXPECT_EQ(seen->pendingIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(ddl("p_versions"), "");

  const auto made = migrate({.version = 3, .look = true});
  ASSERT_TRUE(made);
  EXPECT_EQ(made->createdTables, (Names{"p_versions"}));
  EXPECT_EQ(made->addedColumns, (Names{"p_notes.keeps"}));
  EXPECT_EQ(made->builtIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_NE(ddl("p_versions"), "");
}

TEST_F(Schema, ALookAtNothingSaysThatAllIsMissing) {
  const auto seen = migrate({.version = 3, .disableInit = true, .look = true});
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->version, 0U);
  EXPECT_EQ(seen->createdTables, (Names{"p_notes", "p_versions"}));
  EXPECT_EQ(seen->pendingIndexes, Names{});
}

TEST_F(Schema, AnIndexThatSomebodyHasBuiltIsNoLongerPending) {
  makeOldNotes("10001");
  ASSERT_TRUE(migrate());
  const auto waits = migrate({.version = 3, .look = true});
  ASSERT_TRUE(waits);
  EXPECT_EQ(waits->pendingIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(database.requests.size(), 1U);
  database.query("CREATE INDEX p_idx_notes_thread ON p_notes(thread_id,createdAt)");
  const auto report = migrate({.version = 3, .look = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->pendingIndexes, Names{});
  EXPECT_EQ(database.query("SELECT * FROM p_agentkeep_schema"),
            (Rows{{"oldest", "1", "NULL"}, {"schema", "3", "NULL"}}));
}

TEST_F(Schema, PrefixesDoNotMeet) {
  ASSERT_TRUE(migrate());
  const auto other = migrate({.version = 3}, "9_");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->createdTables, (Names{"9_notes", "9_versions"}));
  const auto none = migrate({.version = 3}, "");
  ASSERT_TRUE(none);
  EXPECT_EQ(none->builtIndexes, (Names{"idx_notes_thread"}));
}

TEST_F(Schema, TablesOfAnotherAdapterAreCompletedAndKept) {
  makeOldNotes("3");
  const auto report = migrate();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->createdTables, (Names{"p_versions"}));
  EXPECT_EQ(report->addedColumns, (Names{"p_notes.data", "p_notes.count", "p_notes.score",
                                         "p_notes.done", "p_notes.keeps"}));
  EXPECT_EQ(report->builtIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(database.query("SELECT id,thread_id,body,createdAt,data FROM p_notes WHERE id='n2'"),
            (Rows{{"n2", "t", "b", "x", "NULL"}}));
}

TEST_F(Schema, NamesAreComparedWithoutCase) {
  database.query(
      R"(CREATE TABLE P_NOTES (ID TEXT NOT NULL PRIMARY KEY, THREAD_ID TEXT, body TEXT, data TEXT, CREATEDAT TEXT, count, score, done, keeps))");
  const auto report = migrate();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->createdTables, (Names{"p_versions"}));
  EXPECT_EQ(report->addedColumns, Names{});
}

TEST_F(Schema, AnIndexOnManyRowsWaitsUntilAsked) {
  makeOldNotes("10001");
  const auto report = migrate();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->builtIndexes, Names{});
  EXPECT_EQ(report->pendingIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(ddl("p_idx_notes_thread"), "");
  EXPECT_EQ(database.query("SELECT * FROM p_agentkeep_schema"),
            (Rows{{"oldest", "1", "NULL"}, {"schema", "3", "p_idx_notes_thread"}}));

  const auto again = migrate();
  ASSERT_TRUE(again);
  EXPECT_EQ(again->pendingIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_EQ(database.requests.size(), 1U);

  const auto built = migrate({.version = 3, .buildIndexes = true});
  ASSERT_TRUE(built);
  EXPECT_EQ(built->builtIndexes, (Names{"p_idx_notes_thread"}));
  EXPECT_NE(ddl("p_idx_notes_thread"), "");
  EXPECT_EQ(database.query("SELECT * FROM p_agentkeep_schema"),
            (Rows{{"oldest", "1", "NULL"}, {"schema", "3", "NULL"}}));
}

TEST_F(Schema, TenThousandRowsAreNotMany) {
  makeOldNotes("10000");
  const auto report = migrate();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->builtIndexes, (Names{"p_idx_notes_thread"}));
}

TEST_F(Schema, ANewerDatabaseThatOlderReleasesMayUseIsTakenAsItIs) {
  ASSERT_TRUE(migrate({.version = 5, .oldest = 3}));
  database.requests.clear();
  const auto report = migrate({.version = 3, .oldest = 2, .buildIndexes = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->version, 5U);
  EXPECT_EQ(database.requests.size(), 1U);
  EXPECT_EQ(database.query("SELECT id, version FROM p_agentkeep_schema ORDER BY id"),
            (Rows{{"oldest", "3"}, {"schema", "5"}}));
}

TEST_F(Schema, ANewerDatabaseWhoseReleaseSaidNothingIsRefused) {
  ASSERT_TRUE(migrate({.version = 4}));
  database.query("DELETE FROM p_agentkeep_schema WHERE id = 'oldest'");
  const auto report = migrate();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error()->code, ErrorCode::kSchemaAhead);
}

TEST_F(Schema, ANewerDatabaseIsRefused) {
  ASSERT_TRUE(migrate({.version = 4, .oldest = 4}));
  const auto report = migrate();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error()->code, ErrorCode::kSchemaAhead);
  EXPECT_EQ(report.error()->message,
            "database has schema 4, this release knows 3: deploy the newer release");
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

TEST_F(Schema, ADerivedColumnFollowsItsDocumentWhoeverWritesIt) {
  constexpr const Table* kTables[] = {&kRuns};
  const auto migrateRuns = [&](Text prefix) {
    Call call;
    auto task = sqlite::migrate(call, prefix, sqlite::kD1Limits, kTables, {.version = 3});
    return finish(call, database, task);
  };
  database.query("CREATE TABLE old_runs (id TEXT NOT NULL PRIMARY KEY, state TEXT)");
  ASSERT_TRUE(migrateRuns("new_"));
  const auto report = migrateRuns("old_");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->addedColumns, Names{});
  // No column that another adapter would read and write back.
  EXPECT_EQ(ddl("new_runs"),
            R"(CREATE TABLE "new_runs" (id TEXT NOT NULL PRIMARY KEY, state TEXT))");
  EXPECT_EQ(
      ddl("new_idx_runs_status"),
      R"(CREATE INDEX "new_idx_runs_status" ON "new_runs"((CASE WHEN json_valid(state) THEN state->>'$.status' END)))");
  for (const Text prefix : {"new_", "old_"}) {
    const std::string table = std::string(prefix) + "runs";
    database.query("INSERT INTO " + table +
                   R"( VALUES ('a','{"status":"x"}'),('b','not JSON'),('c','[1]'),('d',NULL))");
    const auto found = [&](Text status) {
      Call call;
      sqlite::SqliteDatabase db(call, prefix, sqlite::kD1Limits);
      constexpr Col kId[] = {0};
      const Cell wanted[] = {{status}};
      const query::Statement statements[] = {
          query::Select{.table = &kRuns,
                        .columns = kId,
                        .where = {.is = Is::kEq, .field = {2}, .values = wanted}}};
      const query::Batch batch{.statements = statements};
      auto task = db.run(batch);
      const auto outcome = finish(call, database, task);
      std::string ids;
      for (std::size_t i = 0; i < outcome->answers[0].rows.size(); ++i) {
        ids += outcome->answers[0].rows[i][0].text;
      }
      const SentStatement& sent = database.requests.back().statements[0];
      EXPECT_NE(database.planOf(sent)[0].find("idx_runs_status (<expr>=?)"), std::string::npos)
          << database.planOf(sent)[0];
      return ids;
    };
    EXPECT_EQ(found("x"), "a");
    database.query("UPDATE " + table + R"( SET state='{"status":"y"}' WHERE id IN ('a','b'))");
    EXPECT_EQ(found("x"), "");
    EXPECT_EQ(found("y"), "ab");
  }
}

TEST_F(Schema, DisabledInitLooksAndChangesNothing) {
  const auto empty = migrate({.version = 3, .disableInit = true});
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->version, 0U);
  EXPECT_EQ(empty->createdTables, (Names{"p_notes", "p_versions"}));
  EXPECT_EQ(database.query("SELECT name FROM sqlite_master"), Rows{});

  makeOldNotes();
  const auto old = migrate({.version = 3, .disableInit = true});
  ASSERT_TRUE(old);
  EXPECT_EQ(old->createdTables, (Names{"p_versions"}));
  EXPECT_EQ(old->addedColumns[0], "p_notes.data");
  for (const SentRequest& request : database.requests) EXPECT_EQ(request.flags, abi::kReadOnly);
  EXPECT_EQ(database.query("SELECT name FROM sqlite_master WHERE type='table'"),
            (Rows{{"p_notes"}}));
}

TEST_F(Schema, DisabledInitTakesCompleteTablesOfAnotherAdapter) {
  ASSERT_TRUE(migrate());
  database.query("DROP TABLE p_agentkeep_schema");
  const auto report = migrate({.version = 3, .disableInit = true});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->version, 0U);
  EXPECT_EQ(database.requests.size(), 2U);
}

// Every interleaving of two migrations of one old database ends with both done.
TEST(SchemaRace, TwoAtOnceBothFinish) {
  const unsigned kSteps = 8;
  for (unsigned order = 0; order < (1U << kSteps); ++order) {
    NativeSqlite database;
    database.query(
        "CREATE TABLE p_notes (id TEXT NOT NULL PRIMARY KEY, thread_id TEXT NOT NULL, createdAt "
        "TEXT NOT NULL)");
    Call calls[2];
    Task<Result<SchemaReport>> tasks[2] = {
        sqlite::migrate(calls[0], "p_", sqlite::kD1Limits, kTestTables, {.version = 3}),
        sqlite::migrate(calls[1], "p_", sqlite::kD1Limits, kTestTables, {.version = 3})};
    for (auto& task : tasks) task.start();
    const auto step = [&](unsigned who) {
      if (!tasks[who].done())
        calls[who].channel.resume(database.execute(calls[who].channel.pending()));
    };
    for (unsigned i = 0; i < kSteps; ++i) step((order >> i) & 1U);
    for (unsigned who = 0; who < 2; ++who) {
      while (!tasks[who].done()) step(who);
      ASSERT_TRUE(tasks[who].result().has_value())
          << "order " << order << ": " << tasks[who].result().error()->message;
    }
    EXPECT_EQ(database.query("SELECT count(*) FROM pragma_table_info('p_notes')")[0][0], "9");
    EXPECT_EQ(database.query("SELECT * FROM p_agentkeep_schema"),
              (Rows{{"oldest", "1", "NULL"}, {"schema", "3", "NULL"}}));
  }
}

TEST_F(Schema, AnOlderReleaseThatFinishesLaterDoesNotLowerTheVersion) {
  Call call;
  auto old = sqlite::migrate(call, "p_", sqlite::kD1Limits, kTestTables, {.version = 3});
  old.start();
  call.channel.resume(database.execute(call.channel.pending()));
  call.channel.resume(database.execute(call.channel.pending()));
  ASSERT_TRUE(migrate({.version = 4}));
  call.channel.resume(database.execute(call.channel.pending()));
  ASSERT_TRUE(old.done());
  EXPECT_EQ(database.query("SELECT version FROM p_agentkeep_schema WHERE id = 'schema'")[0][0],
            "4");
}

TEST_F(Schema, AllOfItIsPlainText) {
  ASSERT_TRUE(migrate());
  for (const SentRequest& request : database.requests) {
    for (const SentStatement& statement : request.statements)
      EXPECT_EQ(statement.parameters.size(), 0U);
  }
}

TEST_F(Schema, ADatabaseThatIsAwayChangesNothingAndSaysSo) {
  for (int i = 0; i < 4; ++i) database.fail({.failure = abi::Failure::kUnavailable});
  const auto report = migrate();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error()->code, ErrorCode::kUnavailable);
  EXPECT_EQ(database.requests.size(), 4U);
}

}  // namespace
}  // namespace agentkeep::test
