// Each operation of query/ in SQLite's words: its exact text and parameters, and that SQLite with
// D1's limits takes it and answers what it should.
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Anchor;
using query::Around;
using query::Change;
using query::Count;
using query::Delete;
using query::Failed;
using query::Guard;
using query::How;
using query::Incoming;
using query::Insert;
using query::Keep;
using query::Link;
using query::Lookup;
using query::Must;
using query::OnConflict;
using query::Order;
using query::Select;
using query::Source;
using query::Update;

using Parameters = std::vector<std::string>;

constexpr Col kId[] = {Note::id};
constexpr Col kRow[] = {Note::id, Note::thread, Note::body, Note::at};

std::string at(int ms) {
  std::string text = "2026-01-01T00:00:00.000Z";
  return text.replace(20, 3, std::to_string(1000 + ms).substr(1));
}

std::int64_t msOf(int ms) { return 1'767'225'600'000 + ms; }

class Operations : public testing::Test {
 protected:
  // Notes n1, n2, ... of a thread, one each 10 ms.
  void fill(int count, Text thread = "t1", Text first = "n") {
    std::vector<Cell> cells;
    for (int i = 1; i <= count; ++i) {
      cells.push_back({rig.keep(std::string(first) + std::to_string(i))});
      cells.push_back({thread});
      cells.push_back({Text("body")});
      cells.push_back({Time{msOf(10 * i)}});
    }
    rig.one(Insert{.table = &kNotes, .columns = kRow, .rows = cells});
  }
  Where ofThread(Text thread = "t1") { return rig.is(Note::thread, Is::kEq, {thread}); }
  Where withId(Text id) { return rig.is(Note::id, Is::kEq, {id}); }
  std::string sql(std::size_t i = 0) const { return rig.sent()[i].sql; }
  Parameters parameters(std::size_t i = 0) const { return rig.sent()[i].parameters; }

  Rig rig;
};

// The columns that a statement leaves to the host, by their places.
std::vector<int> held(const SentStatement& statement) {
  std::vector<int> columns;
  for (const sql::HeldColumn& each : statement.held) {
    columns.push_back(each.column);
    EXPECT_EQ(each.unless, sql::HeldColumn::kAlways);
  }
  return columns;
}

TEST_F(Operations, LeaveJsonToTheHostWhereItIsOnlyHandedOn) {
  constexpr Col kAll[] = {Note::id,   Note::body, query::kInsertion, Note::at,
                          Note::data, Note::done, Note::keeps};
  Select select{.table = &kNotes,
                .columns = kAll,
                .where = ofThread(),
                .limit = 1,
                .count = query::Count::kExact};
  rig.one(select);
  EXPECT_EQ(held(rig.sent()[0]), std::vector<int>());
  select.opaque = true;
  rig.one(select);
  ASSERT_EQ(rig.sent().size(), 2U);
  EXPECT_EQ(held(rig.sent()[0]), std::vector<int>({1, 4, 6}));
  EXPECT_EQ(held(rig.sent()[1]), std::vector<int>());  // the total

  for (const std::size_t anchors : {1U, 3U, 9U}) {
    const std::vector<query::Anchor> around(anchors, {Text("n1"), 1, 1});
    rig.one(query::Around{.table = &kNotes,
                          .columns = kAll,
                          .group = Note::thread,
                          .order = Note::at,
                          .anchors = around,
                          .opaque = true});
    for (const SentStatement& each : rig.sent()) {
      EXPECT_EQ(held(each), std::vector<int>({1, 4, 6}));
    }
  }
}

TEST_F(Operations, SelectsMembersOfDocumentsBehindTheColumns) {
  rig.database.query(
      R"(INSERT INTO p_notes (id,thread_id,body,data,createdAt) VALUES )"
      R"(('a','t','bare','{"m":{"x\"y":[1.50,"\u0000"]}}','1'),('b','t',NULL,'not JSON','2'),('c','t',NULL,'{"m":null}','3'))");
  const query::Field fields[] = {{Note::data, rig.path({"m", "x\"y"})},
                                 {Note::data, rig.path({"m"})},
                                 {Note::body, rig.path({"m"})}};
  const auto rows = rig.one(Select{.table = &kNotes, .columns = kId, .fields = fields}).rows;
  ASSERT_EQ(rows.size(), 3U);
  ASSERT_EQ(rows.columns, 4U);
  EXPECT_EQ(print(rows[0][1]), R"([1.50,"\u0000"])");
  EXPECT_EQ(print(rows[0][2]), R"({"x\"y":[1.50,"\u0000"]})");
  EXPECT_EQ(print(rows[0][3]), "NULL");
  EXPECT_EQ(print(rows[1][1]), "NULL");
  EXPECT_EQ(print(rows[2][2]), "null");
}

TEST_F(Operations, SelectsByKeyWithoutAnOrder) {
  fill(2);
  const auto rows = rig.one(Select{.table = &kNotes, .columns = kRow, .where = withId("n2")}).rows;
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][3].text, at(20));
  EXPECT_EQ(
      sql(),
      R"(SELECT t0.id,t0.thread_id,t0.body,t0.createdAt FROM "p_notes" t0 WHERE t0.id=?1->>0)");
  EXPECT_EQ(parameters(), (Parameters{R"(["n2"])"}));
}

TEST_F(Operations, SelectsAPageAndItsTotal) {
  fill(5);
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const auto answer = rig.one(Select{.table = &kNotes,
                                     .columns = kId,
                                     .where = ofThread(),
                                     .order = newest,
                                     .limit = 2,
                                     .offset = 1,
                                     .count = Count::kExact});
  ASSERT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(print(answer.rows[0][0]), "n4");
  EXPECT_EQ(answer.total, 5U);
  ASSERT_EQ(rig.sent().size(), 2U);
  EXPECT_EQ(sql(), R"(SELECT t0.id FROM "p_notes" t0 WHERE t0.thread_id=?1->>0)"
                   R"( ORDER BY t0.createdAt DESC,t0.rowid DESC LIMIT ?1->>1 OFFSET ?1->>2)");
  EXPECT_EQ(sql(1), R"(SELECT count(*) AS n FROM "p_notes" t0 WHERE t0.thread_id=?1->>0)");
  EXPECT_EQ(parameters(), (Parameters{R"(["t1",2,1])"}));
  EXPECT_EQ(parameters(1), parameters());
}

TEST_F(Operations, CountsWithoutAStatementWhereAllRowsCome) {
  fill(3);
  EXPECT_EQ(rig.one(Select{.table = &kNotes, .columns = kId, .count = Count::kExact}).total, 3U);
  EXPECT_EQ(rig.sent().size(), 1U);
  EXPECT_EQ(sql(), R"(SELECT t0.id FROM "p_notes" t0 ORDER BY t0.rowid)");
}

TEST_F(Operations, SaysWhetherThereAreMore) {
  fill(3);
  const auto first =
      rig.one(Select{.table = &kNotes, .columns = kId, .limit = 2, .count = Count::kMore});
  EXPECT_EQ(first.rows.size(), 2U);
  EXPECT_TRUE(first.has_more);
  EXPECT_EQ(parameters(), (Parameters{"[3]"}));
  const auto all =
      rig.one(Select{.table = &kNotes, .columns = kId, .limit = 3, .count = Count::kMore});
  EXPECT_EQ(all.rows.size(), 3U);
  EXPECT_FALSE(all.has_more);
}

TEST_F(Operations, SelectsTheInsertionOrder) {
  fill(2);
  const Col columns[] = {Note::id, query::kInsertion};
  const auto rows = rig.one(Select{.table = &kNotes, .columns = columns}).rows;
  EXPECT_LT(rows[0][1].integer, rows[1][1].integer);
  EXPECT_EQ(sql(), R"(SELECT t0.id,t0.rowid AS _insertion FROM "p_notes" t0 ORDER BY t0.rowid)");
}

TEST_F(Operations, OrdersNullsLastUnlessAskedOtherwise) {
  rig.database.query(
      "INSERT INTO p_notes(id,thread_id,createdAt,count) VALUES('a','t','x',2),('b','t','x',NULL),"
      "('c','t','x',1)");
  const auto ordered = [&](bool descending, bool nullsFirst) {
    const Order order[] = {
        {.column = Note::count, .descending = descending, .nulls_first = nullsFirst}};
    return rig.ids(Select{.table = &kNotes, .columns = kId, .order = order});
  };
  EXPECT_EQ(ordered(false, false), "c a b");
  EXPECT_EQ(ordered(true, false), "a c b");
  EXPECT_EQ(ordered(false, true), "b c a");
  EXPECT_EQ(ordered(true, true), "b a c");
  EXPECT_EQ(sql(),
            R"(SELECT t0.id FROM "p_notes" t0 ORDER BY t0.count DESC NULLS FIRST,t0.rowid DESC)");
}

TEST_F(Operations, OrdersByAConditionFirstAndByKeyWithoutInsertionOrder) {
  rig.database.query(
      "INSERT INTO p_versions VALUES('p',2,NULL,'b'),('p',1,NULL,'a'),('q',1,NULL,'c')");
  const Where pinned = rig.is(Version::label, Is::kEq, {Text("c")});
  const Order order[] = {{.first = &pinned}};
  const Col label[] = {Version::label};
  EXPECT_EQ(rig.ids(Select{.table = &kVersions, .columns = label, .order = order}), "c a b");
  EXPECT_EQ(
      sql(),
      R"(SELECT t0.label FROM "p_versions" t0 ORDER BY CASE WHEN t0.label IS ?1->>0 THEN 0 ELSE 1 END,)"
      "t0.parentId,t0.number");
}

TEST_F(Operations, SelectsTheFirstRowOfEachValue) {
  fill(3, "t1", "a");
  fill(2, "t2", "b");
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const auto answer = rig.one(Select{.table = &kNotes,
                                     .columns = kId,
                                     .order = newest,
                                     .limit = 5,
                                     .count = Count::kExact,
                                     .first_per = Note::thread});
  ASSERT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(print(answer.rows[0][0]), "a3");
  EXPECT_EQ(print(answer.rows[1][0]), "b2");
  EXPECT_EQ(answer.total, 2U);
  EXPECT_EQ(
      sql(),
      R"(SELECT t0.id FROM "p_notes" t0 WHERE t0.rowid IN (SELECT place FROM (SELECT t1.rowid AS place,)"
      R"(row_number() OVER (PARTITION BY t1.thread_id ORDER BY t1.createdAt DESC,t1.rowid DESC) AS n)"
      R"( FROM "p_notes" t1) WHERE n=1) ORDER BY t0.createdAt DESC,t0.rowid DESC LIMIT ?1->>0)");
}

TEST_F(Operations, ChangesTheFirstRowOfEachValue) {
  fill(3, "t1", "a");
  fill(2, "t2", "b");
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const Select first{.table = &kNotes, .columns = kId, .order = newest, .first_per = Note::thread};
  const Change changes[] = {{.column = Note::count, .how = How::kSet, .value = {std::int64_t{77}}}};
  const Update update{.table = &kNotes,
                      .where = {.is = Is::kInRows, .field = {Note::id}, .rows = &first},
                      .changes = changes};
  EXPECT_EQ(rig.one(update).changed, 2U);
  const Cell one[] = {{std::int64_t{77}}};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes,
                           .columns = kId,
                           .where = {.is = Is::kEq, .field = {Note::count}, .values = one}}),
            "a3 b2");
}

TEST_F(Operations, FindsNeighboursOfOneAnchor) {
  fill(9);
  const Anchor anchors[] = {{"n5", 2, 1}};
  EXPECT_EQ(rig.ids(Around{.table = &kNotes,
                           .columns = kId,
                           .where = ofThread(),
                           .group = Note::thread,
                           .order = Note::at,
                           .anchors = anchors}),
            "n3 n4 n5 n6");
  EXPECT_EQ(
      sql(),
      R"(SELECT * FROM (SELECT t1.id,t1.createdAt AS _order,t1.rowid AS _place FROM "p_notes" t0 CROSS JOIN "p_notes" t1)"
      R"( WHERE t0.id=?1->>0 AND t0.thread_id=?1->>1 AND t1.thread_id=t0.thread_id)"
      R"( AND (t1.createdAt,t1.rowid)<=(t0.createdAt,t0.rowid) AND t1.thread_id=?1->>2)"
      R"( ORDER BY t1.createdAt DESC,t1.rowid DESC LIMIT ?1->>3) UNION ALL )"
      R"(SELECT * FROM (SELECT t3.id,t3.createdAt AS _order,t3.rowid AS _place FROM "p_notes" t2 CROSS JOIN "p_notes" t3)"
      R"( WHERE t2.id=?1->>0 AND t2.thread_id=?1->>4 AND t3.thread_id=t2.thread_id)"
      R"( AND (t3.createdAt,t3.rowid)>(t2.createdAt,t2.rowid) AND t3.thread_id=?1->>5)"
      R"( ORDER BY t3.createdAt,t3.rowid LIMIT ?1->>6))");
  EXPECT_EQ(parameters(), (Parameters{R"(["n5","t1","t1",3,"t1","t1",1])"}));
}

TEST_F(Operations, FindsNeighboursOfManyAnchorsInOneStatement) {
  fill(40);
  std::vector<Anchor> anchors;
  for (int i = 4; i <= 40; i += 4)
    anchors.push_back({rig.keep("n" + std::to_string(i)), 1, i == 20 ? 2U : 0U});
  EXPECT_EQ(rig.ids(Around{.table = &kNotes,
                           .columns = kId,
                           .group = Note::thread,
                           .order = Note::at,
                           .anchors = anchors}),
            "n3 n4 n7 n8 n11 n12 n15 n16 n19 n20 n21 n22 n23 n24 n27 n28 n31 n32 n35 n36 n39 n40");
  ASSERT_EQ(rig.sent().size(), 1U);
  EXPECT_EQ(
      sql(),
      R"(WITH a(g,o,r,b,f) AS MATERIALIZED (SELECT t0.thread_id,t0.createdAt,t0.rowid,e.value->>1,e.value->>2)"
      R"( FROM json_each(?1,'$[0]') e CROSS JOIN "p_notes" t0 WHERE t0.id=e.value->>0))"
      R"( SELECT t1.id,t1.createdAt AS _order,t1.rowid AS _place FROM "p_notes" t1 WHERE t1.rowid IN ()"
      R"(SELECT j.value FROM a,json_each((SELECT json_group_array(place) FROM (SELECT t2.rowid AS place FROM "p_notes" t2)"
      R"( WHERE t2.thread_id=a.g AND (t2.createdAt,t2.rowid)<=(a.o,a.r) ORDER BY t2.createdAt DESC,t2.rowid DESC LIMIT ?1->>1))))"
      R"( j WHERE j.key<=a.b UNION ALL SELECT j.value FROM a,json_each((SELECT json_group_array(place) FROM )"
      R"((SELECT t3.rowid AS place FROM "p_notes" t3 WHERE t3.thread_id=a.g AND (t3.createdAt,t3.rowid)>(a.o,a.r))"
      R"( ORDER BY t3.createdAt,t3.rowid LIMIT ?1->>2))) j WHERE j.key<a.f))");
}

TEST_F(Operations, InsertsRowsFromOneParameter) {
  const Col columns[] = {Note::id, Note::thread, Note::body,  Note::data,
                         Note::at, Note::count,  Note::score, Note::done};
  const Cell rows[] = {
      {Text("a")},
      {Text("t")},
      {Text("bare \"x\"")},
      {Json{R"({"k":1.50})"}},
      {Time{msOf(1)}},
      {std::int64_t{9'007'199'254'740'993}},
      {2.0},
      {true},
      {Text("b")},
      {Text("t")},
      {Json{R"({"p":[]})"}},
      {Null{}},
      {Time{msOf(2)}},
      {Null{}},
      {0.5},
      {false},
  };
  const auto answer = rig.one(Insert{.table = &kNotes, .columns = columns, .rows = rows});
  EXPECT_EQ(answer.changed, 2U);
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_notes" AS t0(id,thread_id,body,data,createdAt,count,score,done) SELECT r.v->>0,r.v->>1,)"
      R"(CASE json_type(r.v,'$[2]') WHEN 'text' THEN r.v->>2 ELSE r.v->2 END,nullif(r.v->3,'null'),r.v->>4,)"
      R"(r.v->>5,r.v->>6,r.v->>7 FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE true)");
  EXPECT_EQ(
      parameters(),
      (Parameters{
          R"([["a","t","bare \"x\"",{"k":1.50},"2026-01-01T00:00:00.001Z",9007199254740993,2.0,true],)"
          R"(["b","t",{"p":[]},null,"2026-01-01T00:00:00.002Z",null,0.5,false]])"}));
  EXPECT_EQ(
      rig.database.query("SELECT id,body,data,createdAt,count,typeof(score),done FROM p_notes"),
      (std::vector<Parameters>{
          {"a", "bare \"x\"", R"({"k":1.50})", at(1), "9007199254740993", "real", "1"},
          {"b", R"({"p":[]})", "NULL", at(2), "NULL", "real", "0"}}));
}

TEST_F(Operations, LeavesOutColumnsThatHaveNothingInAnyRow) {
  const Col columns[] = {Note::id, Note::body, Note::thread, Note::data, Note::at, Note::count};
  const Cell rows[] = {
      {Text("a")}, {Null{}}, {Text("t")}, {Null{}}, {Time{msOf(1)}}, {Null{}},
      {Text("b")}, {Null{}}, {Text("t")}, {Null{}}, {Time{msOf(2)}}, {std::int64_t{7}},
  };
  rig.one(Insert{.table = &kNotes, .columns = columns, .rows = rows});
  EXPECT_EQ(sql(),
            R"(INSERT INTO "p_notes" AS t0(id,thread_id,createdAt,count) SELECT r.v->>0,r.v->>1,)"
            R"(r.v->>2,r.v->>3 FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE true)");
  EXPECT_EQ(parameters(), (Parameters{R"([["a","t","2026-01-01T00:00:00.001Z",null],)"
                                      R"(["b","t","2026-01-01T00:00:00.002Z",7]])"}));
  // A change to what the new row has there is one to nothing.
  const Change changes[] = {
      {.column = Note::count, .how = How::kSet, .value = {query::Incoming{}}}};
  const Cell again[] = {{Text("b")}, {Null{}}, {Text("t")}, {Null{}}, {Time{msOf(2)}}, {Null{}}};
  rig.one(Insert{.table = &kNotes,
                 .columns = columns,
                 .rows = again,
                 .on_conflict = OnConflict::kChange,
                 .changes = changes});
  EXPECT_EQ(rig.database.query("SELECT id,body,count FROM p_notes"),
            (std::vector<Parameters>{{"a", "NULL", "NULL"}, {"b", "NULL", "NULL"}}));
}

TEST_F(Operations, InsertsWithEveryAnswerToAConflict) {
  fill(2);
  const Cell again[] = {{Text("n2")}, {Text("t9")}, {Text("new")}, {Time{msOf(7)}},
                        {Text("n3")}, {Text("t9")}, {Text("new")}, {Time{msOf(7)}}};
  Insert insert{.table = &kNotes, .columns = kRow, .rows = again};

  const auto failed = rig.run({insert});
  ASSERT_TRUE(failed && failed->failed);
  EXPECT_EQ(failed->failed->why, Failed::Why::kKey);
  EXPECT_EQ(failed->failed->key, 0);
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId}), "n1 n2");

  insert.on_conflict = OnConflict::kSkip;
  insert.returning = kId;
  EXPECT_EQ(rig.ids(insert), "n3");
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_notes" AS t0(id,thread_id,body,createdAt) SELECT r.v->>0,r.v->>1,r.v->>2,r.v->>3)"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE true ON CONFLICT(id) DO NOTHING RETURNING id)");

  const Change changes[] = {{.column = Note::thread, .how = How::kSet, .value = {Incoming{}}},
                            {.column = Note::count, .how = How::kAdd, .value = {std::int64_t{2}}}};
  insert.on_conflict = OnConflict::kChange;
  insert.changes = changes;
  insert.change_if = rig.is(Note::thread, Is::kEq, {Text("t1")});
  EXPECT_EQ(rig.ids(insert), "n2");
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_notes" AS t0(id,thread_id,body,createdAt) SELECT r.v->>0,r.v->>1,r.v->>2,r.v->>3)"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE true ON CONFLICT(id) DO UPDATE SET)"
      R"( thread_id=excluded.thread_id,count=min(coalesce(t0.count,0)+?2->>0,9007199254740991) WHERE t0.thread_id=?2->>1 RETURNING id)");
  EXPECT_EQ(parameters()[1], R"([2,"t1"])");
  EXPECT_EQ(
      rig.database.query("SELECT id,thread_id,body,count FROM p_notes ORDER BY id"),
      (std::vector<Parameters>{
          {"n1", "t1", "body", "NULL"}, {"n2", "t9", "body", "2"}, {"n3", "t9", "new", "NULL"}}));

  // A row that says what is there is left as it is.
  insert.change_if = rig.is(Note::thread, Is::kNe, {Incoming{}});
  EXPECT_EQ(rig.ids(insert), "");
  insert.change_if = rig.is(Note::body, Is::kNe, {Incoming{}});
  EXPECT_EQ(rig.ids(insert), "n2");
}

TEST_F(Operations, LaterRowsOfAKeyChangeEarlierOnes) {
  const Cell rows[] = {{Text("a")}, {Text("t")}, {Text("first")}, {Time{msOf(5)}},
                       {Text("b")}, {Text("t")}, {Text("other")}, {Time{msOf(5)}},
                       {Text("a")}, {Text("t")}, {Text("last")},  {Time{msOf(9)}}};
  const Change changes[] = {{.column = Note::body, .how = How::kSet, .value = {Incoming{}}}};
  rig.one(Insert{.table = &kNotes,
                 .columns = kRow,
                 .rows = rows,
                 .on_conflict = OnConflict::kChange,
                 .changes = changes});
  EXPECT_EQ(rig.database.query("SELECT id,body,createdAt FROM p_notes ORDER BY rowid"),
            (std::vector<Parameters>{{"a", "last", at(5)}, {"b", "other", at(5)}}));
}

TEST_F(Operations, InsertsFromRowsThatExist) {
  fill(3);
  const Cell pairs[] = {
      {Text("n3")}, {Text("c1")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}},
      {Text("n1")}, {Text("c2")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}},
      {Text("no")}, {Text("c3")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}}};
  const auto answer =
      rig.one(Insert{.table = &kNotes, .columns = kRow, .rows = pairs, .from = &kNotes});
  EXPECT_EQ(answer.changed, 2U);
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_notes" AS t0(id,thread_id,body,createdAt) SELECT r.v->>1,r.v->>2,t1.body,t1.createdAt)"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r CROSS JOIN "p_notes" t1 ON t1.id=r.v->>0 WHERE true)");
  EXPECT_EQ(
      rig.database.query("SELECT id,createdAt FROM p_notes WHERE thread_id='t2' ORDER BY rowid"),
      (std::vector<Parameters>{{"c1", at(30)}, {"c2", at(10)}}));
}

TEST_F(Operations, InsertsUnlessSomethingIsFoundAndLooksUpColumns) {
  rig.database.query("INSERT INTO p_versions VALUES('p',4,NULL,'label of p')");
  const Cell key[] = {{Text("p")}, {std::int64_t{4}}};
  const Cell row[] = {
      {Text("a")}, {Text("t")}, {Lookup{&kVersions, key, Version::label}}, {Time{msOf(0)}}};
  const Select taken{.table = &kNotes, .columns = kId, .where = ofThread("t")};
  const Insert insert{
      .table = &kNotes, .columns = kRow, .rows = row, .unless = &taken, .returning = kRow};
  const auto answer = rig.one(insert);
  ASSERT_EQ(answer.rows.size(), 1U);
  EXPECT_EQ(answer.rows[0][2].text, "label of p");
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_notes" AS t0(id,thread_id,body,createdAt) SELECT r.v->>0,r.v->>1,)"
      R"((SELECT t1.label FROM "p_versions" t1 WHERE t1.parentId=r.v->>'$[2][0]' AND t1.number=r.v->>'$[2][1]'),r.v->>3)"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE NOT EXISTS(SELECT 1 FROM "p_notes" t2)"
      R"( WHERE t2.thread_id=?2->>0) RETURNING id,thread_id,body,createdAt)");
  EXPECT_EQ(rig.one(insert).changed, 0U);
}

TEST_F(Operations, Updates) {
  fill(3);
  const Change changes[] = {{.column = Note::body, .how = How::kSet, .value = {Text("x")}},
                            {.column = Note::data, .how = How::kSet, .value = {Json{"[1]"}}},
                            {.column = Note::count, .how = How::kSet, .value = {Null{}}}};
  const auto answer = rig.one(Update{
      .table = &kNotes, .where = rig.is(Note::at, Is::kGt, {Time{msOf(10)}}), .changes = changes});
  EXPECT_EQ(answer.changed, 2U);
  EXPECT_EQ(
      sql(),
      R"(UPDATE "p_notes" AS t0 SET body=?1->>0,data=?1->1,count=NULL WHERE t0.createdAt>?1->>2)");
  EXPECT_EQ(parameters(), (Parameters{R"(["x",[1],"2026-01-01T00:00:00.010Z"])"}));
  EXPECT_EQ(
      rig.database.query("SELECT id,body,data FROM p_notes"),
      (std::vector<Parameters>{{"n1", "body", "NULL"}, {"n2", "x", "[1]"}, {"n3", "x", "[1]"}}));
}

TEST_F(Operations, UpdatesEachRowWithValuesOfItsOwn) {
  fill(3);
  const Change changes[] = {{.column = Note::thread, .how = How::kSet},
                            {.column = Note::count, .how = How::kAdd}};
  const Cell each[] = {{Text("n1")}, {Text("t5")}, {std::int64_t{1}},
                       {Text("n3")}, {Keep{}},     {std::int64_t{3}},
                       {Text("no")}, {Keep{}},     {std::int64_t{4}}};
  EXPECT_EQ(rig.one(Update{.table = &kNotes, .changes = changes, .each = each, .returning = kId})
                .rows.size(),
            2U);
  EXPECT_EQ(
      sql(),
      R"(UPDATE "p_notes" AS t0 SET thread_id=CASE WHEN json_type(e.v,'$[1][0]') IS NULL THEN t0.thread_id)"
      R"( ELSE e.v->>'$[1][0]' END,count=min(coalesce(t0.count,0)+e.v->>2,9007199254740991))"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) e WHERE t0.id=e.v->>0 RETURNING id)");
  EXPECT_EQ(parameters(), (Parameters{R"([["n1",["t5"],1],["n3",[],3],["no",[],4]])"}));
  EXPECT_EQ(rig.database.query("SELECT thread_id,count FROM p_notes"),
            (std::vector<Parameters>{{"t5", "1"}, {"t1", "NULL"}, {"t1", "3"}}));
}

TEST_F(Operations, DeletesInAnOrder) {
  fill(4);
  const Order oldest[] = {{.column = Note::at}};
  EXPECT_EQ(
      rig.one(Delete{.table = &kNotes, .where = ofThread(), .order = oldest, .limit = 3}).changed,
      3U);
  EXPECT_EQ(
      sql(),
      R"(DELETE FROM "p_notes" AS t0 WHERE t0.rowid IN (SELECT t1.rowid FROM "p_notes" t1 WHERE t1.thread_id=?1->>0)"
      R"( ORDER BY t1.createdAt,t1.rowid LIMIT ?1->>1))");
  EXPECT_EQ(rig.ids(Delete{.table = &kNotes, .returning = kId}), "n4");
  EXPECT_EQ(sql(), R"(DELETE FROM "p_notes" AS t0 RETURNING id)");
}

TEST_F(Operations, GuardsUndoTheBatch) {
  fill(2);
  const Change changes[] = {{.column = Note::body, .how = How::kSet, .value = {Text("x")}}};
  const Update update{.table = &kNotes, .where = ofThread(), .changes = changes};
  const Select none{.table = &kNotes, .columns = kId, .where = withId("no")};
  const Select one{.table = &kNotes, .columns = kId, .where = withId("n1")};
  const auto failedAt = [&](std::initializer_list<query::Statement> statements) {
    const auto outcome = rig.run(statements);
    if (!outcome) return std::string(outcome.error()->message);
    if (!outcome->failed) return std::string("done");
    EXPECT_EQ(outcome->failed->why, Failed::Why::kGuard);
    return std::to_string(outcome->failed->statement);
  };
  EXPECT_EQ(failedAt({update, Select{.table = &kNotes, .columns = kId},
                      Guard{.must = Must::kChanged, .rows = 1}}),
            "2");
  EXPECT_EQ(rig.sent()[2].sql,
            "SELECT CASE WHEN changes()=?1->>0 THEN 1 ELSE json_extract('{}',?1->>1) END AS ok");
  EXPECT_EQ(rig.sent()[2].parameters, (Parameters{R"([1,"agentkeep guard 2"])"}));
  EXPECT_EQ(failedAt({update, Guard{.must = Must::kExist, .select = &none}}), "1");
  EXPECT_EQ(failedAt({Guard{.must = Must::kNotExist, .select = &one}, update}), "0");
  EXPECT_EQ(
      rig.ids(Select{
          .table = &kNotes, .columns = kId, .where = rig.is(Note::body, Is::kEq, {Text("x")})}),
      "");
  EXPECT_EQ(failedAt({update, Guard{.must = Must::kChanged, .rows = 2},
                      Guard{.must = Must::kExist, .select = &one},
                      Guard{.must = Must::kNotExist, .select = &none}}),
            "done");
  EXPECT_EQ(
      rig.ids(Select{
          .table = &kNotes, .columns = kId, .where = rig.is(Note::body, Is::kEq, {Text("x")})}),
      "n1 n2");
}

TEST_F(Operations, NamesTheViolatedKey) {
  rig.database.query("INSERT INTO p_versions VALUES('p',1,NULL,'one')");
  const Col columns[] = {Version::parent, Version::number, Version::label};
  const auto keyOf = [&](std::initializer_list<Cell> row) {
    const auto cells = rig.cells(row);
    const auto outcome = rig.run(
        {Delete{.table = &kNotes}, Insert{.table = &kVersions, .columns = columns, .rows = cells}});
    EXPECT_TRUE(outcome && outcome->failed);
    EXPECT_EQ(outcome->failed->why, Failed::Why::kKey);
    EXPECT_EQ(outcome->failed->statement, 1);
    return outcome->failed->key;
  };
  EXPECT_EQ(keyOf({{Text("p")}, {std::int64_t{1}}, {Text("two")}}), 0);
  EXPECT_EQ(keyOf({{Text("p")}, {std::int64_t{2}}, {Text("one")}}), 1);
}

TEST_F(Operations, ReadsAndWritesAreToldApart) {
  rig.one(Select{.table = &kNotes, .columns = kId});
  EXPECT_EQ(rig.database.requests.back().flags, abi::kReadOnly);
  const query::Statement reads[] = {Select{.table = &kNotes, .columns = kId}};
  ASSERT_TRUE(rig.run(query::Batch{.statements = reads, .replica_ok = true}));
  EXPECT_EQ(rig.database.requests.back().flags, abi::kReadOnly | abi::kReplicaOk);
  const query::Statement writes[] = {Delete{.table = &kNotes}};
  ASSERT_TRUE(rig.run(query::Batch{.statements = writes, .replica_ok = true}));
  EXPECT_EQ(rig.database.requests.back().flags, 0);
}

TEST_F(Operations, QuotesReservedNames) {
  const Col columns[] = {Version::when};
  const Cell key[] = {{Text("p")}};
  const Cell row[] = {{Text("p")}, {std::int64_t{1}}, {Time{msOf(3)}}};
  const Col all[] = {Version::parent, Version::number, Version::when};
  rig.one(Insert{.table = &kVersions, .columns = all, .rows = row});
  EXPECT_EQ(
      sql(),
      R"(INSERT INTO "p_versions" AS t0(parentId,number,"when") SELECT r.v->>0,r.v->>1,r.v->>2)"
      R"( FROM (SELECT value AS v FROM json_each(?1) LIMIT -1) r WHERE true)");
  EXPECT_EQ(rig.ids(Select{.table = &kVersions,
                           .columns = columns,
                           .where = {.is = Is::kEq, .field = {Version::parent}, .values = key}}),
            at(3));
  EXPECT_EQ(
      sql(),
      R"(SELECT t0."when" FROM "p_versions" t0 WHERE t0.parentId=?1->>0 ORDER BY t0.parentId,t0.number)");
}

TEST_F(Operations, LinksAnInnerSelectToTheRow) {
  fill(2, "t1", "a");
  rig.database.query("INSERT INTO p_versions VALUES('a1',1,NULL,'x')");
  const Col parent[] = {Version::parent};
  const Select versions{.table = &kVersions,
                        .columns = parent,
                        .where = rig.is(Version::number, Is::kEq, {std::int64_t{1}})};
  const Link links[] = {{Version::parent, Is::kEq, Note::id}};
  const Where exists{.is = Is::kExists, .rows = &versions, .links = links};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId, .where = exists}), "a1");
  EXPECT_EQ(
      sql(),
      R"(SELECT t0.id FROM "p_notes" t0 WHERE EXISTS(SELECT 1 FROM "p_versions" t1 WHERE t1.parentId=t0.id)"
      R"( AND t1.number=?1->>0) ORDER BY t0.rowid)");
  const Where without{.is = Is::kNot, .parts = rig.wheres({exists})};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId, .where = without}), "a2");
  const Where inRows{.is = Is::kInRows, .field = {Note::id}, .rows = &versions};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId, .where = inRows}), "a1");
  EXPECT_EQ(
      sql(),
      R"(SELECT t0.id FROM "p_notes" t0 WHERE t0.id IN (SELECT t1.parentId FROM "p_versions" t1 WHERE t1.number=?1->>0))"
      " ORDER BY t0.rowid");
}

}  // namespace
}  // namespace agentkeep::test
