// Values over the limit of a row: written, read, replaced, compared, deleted, on SQLite with D1's
// limits.
#include "query/large-values.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>

#include "backends/sqlite/schema.h"
#include "backends/sqlite/sqlite-database.h"
#include "test/support/native-sqlite.h"

namespace agentkeep::query {
namespace {

struct Run {
  static constexpr Col flow = 0, id = 1, state = 2, at = 3, large = 4;
};
constexpr Text kMembers[] = {"status"};
constexpr Stays kStateStays{kMembers};
constexpr Column kRunColumns[] = {
    {.name = "flow", .type = Type::kText, .nullable = false},
    {.name = "id", .type = Type::kText, .nullable = false},
    {.name = "state", .type = Type::kJson, .reference = Run::large, .stays = &kStateStays},
    {.name = "at", .type = Type::kInteger},
    {.name = "state_large", .type = Type::kText},
};
constexpr Col kRunKey[] = {Run::flow, Run::id};
constexpr Key kRunKeys[] = {{kRunKey}};
constexpr Table kRuns{
    .name = "runs", .columns = kRunColumns, .keys = kRunKeys, .keeps_insertion_order = true};
constexpr const Table* kTables[] = {&kRuns, &kChunks};

constexpr Col kRow[] = {Run::id, Run::state, Run::at};
constexpr Change kReplace[] = {
    {.column = Run::state, .how = How::kSet, .value = {Incoming{}}},
    {.column = Run::at, .how = How::kSet, .value = {Incoming{}}},
};

// A document that hardly packs, of about so many bytes.
std::string document(std::size_t bytes, Text status = "running", unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string noise;
  while (noise.size() < bytes) noise += static_cast<char>('0' + random() % 43);
  return R"({"status":")" + std::string(status) +
         R"(","context":{"input":{"threadId":"t1"},"state":")" + noise + R"("}})";
}

class Large : public testing::Test {
 protected:
  Large() {
    Call call;
    auto task = sqlite::migrate(call, "p_", sqlite::kD1Limits, kTables, {.version = 1});
    EXPECT_TRUE(test::finish(call, database, task));
    database.requests.clear();
  }

  // One call of the store, which may run several batches.
  struct Session {
    Session(test::NativeSqlite& host, std::size_t max)
        : host(host), backend(call, "p_", sqlite::kD1Limits), values(call, backend, max) {
      call.random = Random(++seed);
    }
    Outcome run(std::initializer_list<Statement> statements) {
      const Batch batch{.statements = {statements.begin(), statements.size()}, .may_fail = true};
      auto task = values.run(batch);
      Result<Outcome> out = test::finish(call, host, task);
      if (out) return *out;
      problem = out.error();
      return {};
    }
    static inline std::uint64_t seed = 0;
    test::NativeSqlite& host;
    Call call;
    sqlite::SqliteDatabase backend;
    LargeValues values;
    std::optional<Error> problem;
  };
  Session& session() {
    sessions.push_back(std::make_unique<Session>(database, max));
    return *sessions.back();
  }

  static Insert insertOf(std::span<const Cell> row) {
    static constexpr Col kAll[] = {Run::flow, Run::id, Run::state, Run::at};
    return {.table = &kRuns,
            .columns = kAll,
            .rows = row,
            .on_conflict = OnConflict::kChange,
            .changes = kReplace};
  }
  Outcome put(Text id, Text state, int at = 0) {
    Session& s = session();
    const Cell row[] = {{Text("f")}, {id}, {Json{state}}, {std::int64_t{at}}};
    Outcome out = s.run({insertOf(row)});
    problem = s.problem;
    return out;
  }
  Where byId(Text id) {
    ids.push_back({Cell{Text("f")}, Cell{id}});
    std::vector<Cell>& cells = ids.back();
    wheres.push_back({{.is = Is::kEq, .field = {Run::flow}, .values = std::span(cells).first(1)},
                      {.is = Is::kEq, .field = {Run::id}, .values = std::span(cells).last(1)}});
    return {.is = Is::kAnd, .parts = wheres.back()};
  }
  Select find(Text id) { return {.table = &kRuns, .columns = kRow, .where = byId(id)}; }
  std::string stateOf(Text id) {
    const Outcome out = session().run({find(id)});
    if (out.answers.empty() || out.answers[0].rows.empty()) return "none";
    EXPECT_EQ(out.answers[0].rows.columns, 3U);
    return std::string(out.answers[0].rows[0][1].text);
  }
  std::string chunks() { return database.query("SELECT count(*) FROM p_agentkeep_chunks")[0][0]; }

  test::NativeSqlite database;
  std::size_t max = 16U << 20;
  std::optional<Error> problem;
  std::vector<std::unique_ptr<Session>> sessions;
  std::deque<std::vector<Cell>> ids;
  std::deque<std::vector<Where>> wheres;
};

TEST_F(Large, ComesBackInOneTripEachWay) {
  for (const std::size_t bytes : {100U, 1'900'000U, 2'100'000U, 5'000'000U, 15'000'000U}) {
    const std::string state = document(bytes);
    database.requests.clear();
    put("r", state);
    ASSERT_FALSE(problem) << (*problem)->message;
    EXPECT_EQ(database.requests.size(), 1U);
    EXPECT_TRUE(stateOf("r") == state) << bytes;
    EXPECT_EQ(database.requests.size(), 2U);
    EXPECT_EQ(database.requests.back().statements.size(), 1U) << "pieces come beside their row";
  }
  EXPECT_EQ(chunks(), "9") << "only those of the last value";
  put("r", "{}");
  EXPECT_EQ(stateOf("r"), "{}");
  EXPECT_EQ(chunks(), "0");
}

TEST_F(Large, TheCellKeepsWhatConditionsLookAt) {
  put("r", document(3'000'000, "suspended"));
  EXPECT_EQ(database.query("SELECT state FROM p_runs")[0][0], R"({"status":"suspended"})");
  const Text path[] = {"status"};
  const Cell suspended[] = {{Json{"\"suspended\""}}};
  const Outcome out = session().run(
      {Select{.table = &kRuns,
              .columns = kRow,
              .where = {.is = Is::kJsonEq, .field = {Run::state, path}, .values = suspended}}});
  ASSERT_EQ(out.answers[0].rows.size(), 1U);
  EXPECT_EQ(out.answers[0].rows[0][1].text.size(), document(3'000'000, "suspended").size());
}

TEST_F(Large, AListFetchesPiecesInASecondTripOnlyIfThereAreAny) {
  const std::string a = document(2'500'000, "a", 2), b = document(2'500'000, "b", 3);
  put("small", "{}", 1);
  const Select all{.table = &kRuns, .columns = kRow};
  database.requests.clear();
  EXPECT_EQ(session().run({all}).answers[0].rows.size(), 1U);
  EXPECT_EQ(database.requests.size(), 1U);
  put("a", a, 2);
  put("b", b, 3);
  database.requests.clear();
  const Rows rows = session().run({all}).answers[0].rows;
  EXPECT_EQ(database.requests.size(), 2U);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0][1].text, "{}");
  EXPECT_TRUE(rows[1][1].text == a);
  EXPECT_TRUE(rows[2][1].text == b);
  // Without the column nothing is fetched.
  constexpr Col kId[] = {Run::id};
  database.requests.clear();
  session().run({Select{.table = &kRuns, .columns = kId}});
  EXPECT_EQ(database.requests.size(), 1U);
}

TEST_F(Large, OnlyCellsThatAreTheValueMayStayWithTheHost) {
  static constexpr Col kState[] = {Run::id, Run::state};
  session().run({Select{.table = &kRuns, .columns = kState, .opaque = true}});
  const auto& sent = database.requests.back().statements[0];
  ASSERT_EQ(sent.held.size(), 1U);
  EXPECT_EQ(sent.held[0].column, 1);
  EXPECT_EQ(sent.held[0].unless, 2);
  EXPECT_NE(sent.sql.find("t0.id,t0.state,t0.state_large"), std::string::npos) << sent.sql;
}

TEST_F(Large, CompareAndSetKnowsTheValueItRead) {
  put("r", document(3'000'000, "one"));
  Session& first = session();
  Session& second = session();
  const Text oldOfFirst = first.run({find("r")}).answers[0].rows[0][1].text;
  const Text oldOfSecond = second.run({find("r")}).answers[0].rows[0][1].text;
  const std::string three = document(4'000'000, "one", 9);  // the same is left in the cell
  const auto swap = [&](Session& s, Text old, Text value) {
    const Cell is[] = {{Json{old}}};
    const Where parts[] = {byId("r"), {.is = Is::kEq, .field = {Run::state}, .values = is}};
    const Change set[] = {{.column = Run::state, .how = How::kSet, .value = {Json{value}}}};
    const Outcome out = s.run({Update{.table = &kRuns,
                                      .where = {.is = Is::kAnd, .parts = parts},
                                      .changes = set,
                                      .returning = kRow},
                               find("r")});
    EXPECT_FALSE(s.problem) << (*s.problem)->message;
    EXPECT_TRUE(out.answers[1].rows[0][1].text == three);
    return out.answers[0];
  };
  const Answer won = swap(first, oldOfFirst, three);
  ASSERT_EQ(won.rows.size(), 1U);
  EXPECT_TRUE(won.rows[0][1].text == three);
  EXPECT_TRUE(swap(second, oldOfSecond, document(5'000'000, "lost")).rows.empty());
  EXPECT_TRUE(stateOf("r") == three);
  EXPECT_EQ(chunks(), "3") << "of the loser nothing is left";
}

TEST_F(Large, AChangeInPlaceIsRefusedAsOne) {
  const std::string state = document(3'000'000);
  put("r", state);
  const Text path[] = {"context"};
  const Change merge[] = {
      {.column = Run::state, .how = How::kMerge, .value = {Json{R"({"s":1})"}}, .path = path}};
  const auto update = [&](Text id) {
    return session().run({Update{.table = &kRuns, .where = byId(id), .changes = merge}});
  };
  ASSERT_TRUE(update("r").failed);
  EXPECT_EQ(update("r").failed->why, Failed::Why::kLarge);
  EXPECT_TRUE(stateOf("r") == state);
  // One that would make the value too large, too.
  put("nearly", document(1'900'000));
  const std::string much = R"({"s":")" + std::string(200'000, 'x') + "\"}";
  const Change grow[] = {
      {.column = Run::state, .how = How::kMerge, .value = {Json{much}}, .path = path}};
  const Outcome grown =
      session().run({Update{.table = &kRuns, .where = byId("nearly"), .changes = grow}});
  ASSERT_TRUE(grown.failed);
  EXPECT_EQ(grown.failed->why, Failed::Why::kLarge);
  // The rest goes on.
  put("small", R"({"context":{}})");
  EXPECT_FALSE(update("small").failed);
  EXPECT_EQ(stateOf("small"), R"({"context":{"s":1}})");
  const Cell row[] = {{Text("f")}, {Text("r")}, {Json{"{}"}}, {std::int64_t{0}}};
  Insert upsert = insertOf(row);
  upsert.changes = merge;
  EXPECT_TRUE(session().run({upsert}).failed);
}

TEST_F(Large, PiecesGoWithTheirRow) {
  put("a", document(3'000'000), 1);
  put("b", document(3'000'000), 2);
  EXPECT_EQ(chunks(), "4");
  session().run({Delete{.table = &kRuns, .where = byId("a")}});
  EXPECT_EQ(chunks(), "2");
  constexpr Order kByAt[] = {{.column = Run::at}};
  put("c", document(3'000'000), 3);
  session().run({Delete{.table = &kRuns, .order = kByAt, .limit = 1}});
  EXPECT_EQ(database.query("SELECT id FROM p_runs")[0][0], "c");
  EXPECT_EQ(chunks(), "2");
}

TEST_F(Large, ACellOfAnotherWriterIsTheValue) {
  put("r", document(3'000'000));
  database.query(R"(UPDATE p_runs SET state = '{"status":"theirs"}')");
  EXPECT_EQ(stateOf("r"), R"({"status":"theirs"})");
  put("r", document(3'000'000, "ours"));
  EXPECT_TRUE(stateOf("r") == document(3'000'000, "ours"));
  EXPECT_EQ(chunks(), "2");
}

TEST_F(Large, AReferenceOfAnotherRowMeansNothing) {
  put("r", document(3'000'000));
  put("s", document(2'100'000, "s"));
  database.query(
      "UPDATE p_runs SET state = (SELECT state FROM p_runs WHERE id = 'r'),"
      " state_large = (SELECT state_large FROM p_runs WHERE id = 'r') WHERE id = 's'");
  Session& s = session();
  s.run({find("s")});
  ASSERT_TRUE(s.problem);
  EXPECT_EQ((*s.problem)->code, ErrorCode::kUnavailable);
}

TEST_F(Large, BrokenPiecesAreNoticed) {
  put("r", document(3'000'000));
  database.query("UPDATE p_agentkeep_chunks SET data = replace(data, 'A', 'B') WHERE part = 1");
  Session& s = session();
  s.run({find("r")});
  ASSERT_TRUE(s.problem);
  EXPECT_EQ((*s.problem)->code, ErrorCode::kCorruptRow);
}

TEST_F(Large, OverTheLimitNothingIsWritten) {
  max = 4U << 20;
  put("r", document(5'000'000));
  ASSERT_TRUE(problem);
  EXPECT_EQ((*problem)->code, ErrorCode::kTooLarge);
  EXPECT_EQ((*problem)->message,
            "state must not be longer than 4194304 bytes, with all other large values of the call");
  EXPECT_TRUE(database.requests.empty());
  put("a", document(3'000'000));
  put("b", document(3'000'000));
  Session& s = session();
  s.run({Select{.table = &kRuns, .columns = kRow}});
  ASSERT_TRUE(s.problem);
  EXPECT_EQ((*s.problem)->code, ErrorCode::kTooLarge);
}

TEST_F(Large, AnInsertThatIsSkippedLeavesNoPieces) {
  put("r", "{}");
  Session& s = session();
  const std::string state = document(3'000'000);
  const Cell row[] = {{Text("f")}, {Text("r")}, {Json{state}}, {std::int64_t{0}}};
  Insert skip = insertOf(row);
  skip.on_conflict = OnConflict::kSkip;
  skip.changes = {};
  s.run({skip});
  EXPECT_FALSE(s.problem);
  EXPECT_EQ(stateOf("r"), "{}");
  EXPECT_EQ(chunks(), "0");
}

// Between the two trips of a list another writer replaces the value: the list is read again.
TEST_F(Large, AReaderMeetsAWriter) {
  put("r", document(3'000'000, "old"));
  Session& reader = session();
  const Statement all[] = {Select{.table = &kRuns, .columns = kRow}};
  const Batch batch{.statements = all};
  auto task = reader.values.run(batch);
  task.start();
  reader.call.channel.resume(database.execute(reader.call.channel.pending()));
  const std::string newer = document(3'000'000, "new", 5);
  put("r", newer);
  while (!task.done()) reader.call.channel.resume(database.execute(reader.call.channel.pending()));
  ASSERT_TRUE(task.result());
  EXPECT_TRUE(task.result()->answers[0].rows[0][1].text == newer);
}

// What a snapshot costs whose state repeats four times.
TEST_F(Large, ARepeatedSubtreeIsStoredOnce) {
  const std::string state = document(1'000'000);
  const std::string four =
      R"({"a":)" + state + R"(,"b":)" + state + R"(,"c":)" + state + R"(,"d":)" + state + "}";
  put("r", four);
  const auto stored = std::stoul(
      database.query("SELECT sum(length(CAST(data AS BLOB))) FROM p_agentkeep_chunks")[0][0]);
  EXPECT_LT(stored, state.size() + 1000);
  EXPECT_TRUE(stateOf("r") == four);
}

}  // namespace
}  // namespace agentkeep::query
