// Every operation of query/ in PostgreSQL's words means what src/query/README.md says: random ones
// are held against a naive reading of the same rows, and what is easily wrong is spelled out.
#include <algorithm>
#include <set>

#include "core/time.h"
#include "test/support/condition-model.h"
#include "test/support/postgres-rig.h"

namespace agentkeep::test {
namespace {

using query::Aggregate;
using query::Anchor;
using query::Around;
using query::By;
using query::Change;
using query::Count;
using query::Delete;
using query::Failed;
using query::Fn;
using query::Group;
using query::Guard;
using query::How;
using query::Incoming;
using query::Insert;
using query::Keep;
using query::Lookup;
using query::Measure;
using query::Must;
using query::OnConflict;
using query::Order;
using query::Select;
using query::Source;
using query::Update;

using Lines = std::vector<std::string>;
using Texts = std::vector<std::vector<std::string>>;

constexpr Col kId[] = {Note::id};
constexpr Col kRow[] = {Note::id, Note::thread, Note::body,  Note::data,
                        Note::at, Note::count,  Note::score, Note::done};

struct Cells {
  Cell body = {Null{}}, data = {Null{}}, at = {Time{0}}, count = {Null{}}, score = {Null{}},
       done = {Null{}};
};

class Postgres : public testing::Test {
 protected:
  void add(Text id, Text thread, const Cells& cells = {}) {
    const Cell row[] = {{id},     {thread},    cells.body,  cells.data,
                        cells.at, cells.count, cells.score, cells.done};
    rig.one(Insert{.table = &kNotes, .columns = kRow, .rows = row});
  }
  Where withId(Text id) { return rig.is(Note::id, Is::kEq, {id}); }
  PostgresRig rig;
};

TEST(PostgresConditions, AgreeWithANaiveReading) {
  // PostgreSQL holds no NUL.
  std::vector<std::string> texts = kTexts;
  for (std::string& text : texts) std::ranges::replace(text, '\0', '~');
  std::size_t found = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    PostgresRig rig;
    Generator generate(seed, rig, texts);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < 30; ++i) rows.push_back(generate.row(i));
    constexpr Col columns[] = {Note::id,   Note::thread, Note::body,
                               Note::data, Note::at,     Note::count};
    std::vector<Cell> cells;
    for (const Row& row : rows) {
      cells.push_back({Text(row.id)});
      cells.push_back({Text("t")});
      cells.push_back(row.body ? Cell{Text(*row.body)} : Cell{Null{}});
      cells.push_back(row.data ? Cell{Json{*row.data}} : Cell{Null{}});
      cells.push_back({Time{0}});
      cells.push_back(row.count ? Cell{*row.count} : Cell{Null{}});
    }
    ASSERT_TRUE(rig.run({Insert{.table = &kNotes, .columns = columns, .rows = cells}}));
    for (int i = 0; i < 60; ++i) {
      const Where where = generate.condition(3);
      std::string expected;
      for (const Row& row : rows) {
        if (!Model::matches(where, row)) continue;
        ++found;
        if (!expected.empty()) expected += ' ';
        expected += row.id;
      }
      const std::string actual = rig.ids(Select{.table = &kNotes, .columns = kId, .where = where});
      ASSERT_EQ(actual, expected) << "seed " << seed << ", condition " << i << ": "
                                  << rig.database.requests.back()[0];
    }
  }
  EXPECT_GT(found, 3'000U);  // the conditions find something
}

TEST(PostgresAround, AgreesWithASortedList) {
  struct Noted {
    std::string id, thread;
    int at;
    bool done;
  };
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return random() % n; };
  for (int round = 0; round < 15; ++round) {
    PostgresRig rig;
    std::vector<Noted> rows;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < 60; ++i) {
      Noted row{"n" + std::to_string(random() % 1'000'000), "t" + std::to_string(below(3)),
                static_cast<int>(below(8)), below(4) != 0};
      if (seen.insert(row.id).second) rows.push_back(row);
    }
    std::vector<Cell> cells;
    for (const Noted& row : rows)
      cells.insert(cells.end(), {{Text(row.id)}, {Text(row.thread)}, {Time{row.at}}, {row.done}});
    constexpr Col columns[] = {Note::id, Note::thread, Note::at, Note::done};
    rig.one(Insert{.table = &kNotes, .columns = columns, .rows = cells});
    for (int i = 0; i < 10; ++i) {
      const bool onlyDone = below(2) == 0;
      std::vector<Anchor> anchors;
      for (std::size_t k = below(20); k != 0; --k) {
        const Text id = below(10) == 0 ? Text("absent") : Text(rows[below(rows.size())].id);
        anchors.push_back(
            {id, static_cast<std::uint32_t>(below(5)), static_cast<std::uint32_t>(below(5))});
      }
      std::vector<const Noted*> sorted;
      for (const Noted& row : rows) {
        if (!onlyDone || row.done) sorted.push_back(&row);
      }
      // Rows are in order of insertion, and so are their addresses.
      std::ranges::sort(sorted, [](const Noted* a, const Noted* b) {
        return a->at != b->at ? a->at < b->at : a < b;
      });
      std::set<std::string> wanted;
      for (const Anchor& anchor : anchors) {
        const auto target = std::ranges::find(sorted, anchor.id, &Noted::id);
        if (target == sorted.end()) continue;
        std::vector<const Noted*> group;
        for (const Noted* row : sorted) {
          if (row->thread == (*target)->thread) group.push_back(row);
        }
        const auto place = std::ranges::find(group, *target) - group.begin();
        const auto last = std::min<std::ptrdiff_t>(std::ssize(group) - 1, place + anchor.after);
        for (auto at = std::max<std::ptrdiff_t>(0, place - anchor.before); at <= last; ++at)
          wanted.insert(group[static_cast<std::size_t>(at)]->id);
      }
      std::string expected;
      for (const Noted* row : sorted) {
        if (!wanted.contains(row->id)) continue;
        if (!expected.empty()) expected += ' ';
        expected += row->id;
      }
      const Around around{.table = &kNotes,
                          .columns = kId,
                          .where = onlyDone ? rig.is(Note::done, Is::kEq, {true}) : Where{},
                          .group = Note::thread,
                          .order = Note::at,
                          .anchors = anchors};
      ASSERT_EQ(rig.ids(around), expected) << "round " << round << ", call " << i;
    }
  }
}

TEST_F(Postgres, KeepsBytesAndTypes) {
  add("a", "t",
      {.body = {Text("bare \"x\" \\ {1,2}")},
       .data = {Json{R"({"k":1.50,"big":12345678901234567890,"e":1e400})"}},
       .at = {Time{1'795'255'200'001}},
       .count = {std::int64_t{9'007'199'254'740'993}},
       .score = {2.5},
       .done = {true}});
  add("b", "t", {.body = {Json{R"(["x\u0000y","\ud83d z","\\u0000"])"}}, .done = {false}});
  const auto rows = rig.one(Select{.table = &kNotes, .columns = kRow}).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0][2].text, "bare \"x\" \\ {1,2}");
  EXPECT_EQ(rows[0][3].text, R"({"k":1.50,"big":12345678901234567890,"e":1e400})");
  EXPECT_EQ(rows[0][4].text, formatTime(1'795'255'200'001));
  EXPECT_EQ(rows[0][5].integer, 9'007'199'254'740'993);
  EXPECT_EQ(rows[0][6].real, 2.5);
  EXPECT_EQ(rows[0][7].integer, 1);
  EXPECT_EQ(rows[1][7].integer, 0);
  EXPECT_TRUE(rows[1][5].isNull());
  // What PostgreSQL does not hold becomes U+FFFD; an escaped backslash is not the beginning of one.
  EXPECT_EQ(rows[1][2].text, R"(["x\ufffdy","\ufffd z","\\u0000"])");
}

TEST_F(Postgres, KeepsEveryDocumentOfAList) {
  constexpr Col columns[] = {Note::id, Note::thread, Note::body, Note::data, Note::at};
  const auto insert = [&](std::initializer_list<Cell> bodies) {
    rig.one(Delete{.table = &kNotes});
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < bodies.size(); ++i) ids.push_back(std::to_string(i));
    std::vector<Cell> rows;
    for (const Cell& body : bodies) {
      rows.insert(
          rows.end(),
          {{Text(ids[rows.size() / std::size(columns)])}, {Text("t")}, body, {Null{}}, {Time{0}}});
    }
    rig.one(Insert{.table = &kNotes, .columns = columns, .rows = rows});
    return rig.query("SELECT body,data FROM p_notes ORDER BY id");
  };
  EXPECT_EQ(insert({{Null{}}}), (Texts{{"NULL", "NULL"}}));
  EXPECT_EQ(insert({{Json{R"({"a":"\\ , {}"})"}}, {Null{}}, {Text("NULL")}}),
            (Texts{{R"({"a":"\\ , {}"})", "NULL"}, {"NULL", "NULL"}, {"NULL", "NULL"}}));
  // What stands between documents may be part of a bare string, which may be empty, too.
  EXPECT_EQ(insert({{Text("a\x1e"
                          "b")},
                    {Json{"[1]"}}}),
            (Texts{{"a\x1e"
                    "b",
                    "NULL"},
                   {"[1]", "NULL"}}));
  EXPECT_EQ(insert({{Text("")}, {Text("\x1e")}, {Null{}}}),
            (Texts{{"", "NULL"}, {"\x1e", "NULL"}, {"NULL", "NULL"}}));
}

TEST_F(Postgres, PagesCountAndSayWhetherThereAreMore) {
  for (const Text id : {"a", "b", "c", "d", "e"}) add(id, "t");
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const auto page = rig.one(Select{.table = &kNotes,
                                   .columns = kId,
                                   .order = newest,
                                   .limit = 2,
                                   .offset = 1,
                                   .count = Count::kExact});
  EXPECT_EQ(print(page.rows[0][0]), "d");  // of one time: the first insertion, mirrored
  EXPECT_EQ(page.total, 5U);
  const auto some =
      rig.one(Select{.table = &kNotes, .columns = kId, .limit = 4, .count = Count::kMore});
  EXPECT_EQ(some.rows.size(), 4U);
  EXPECT_TRUE(some.has_more);
  EXPECT_FALSE(rig.one(Select{.table = &kNotes, .columns = kId, .limit = 5, .count = Count::kMore})
                   .has_more);
}

TEST_F(Postgres, OrdersNullsLastUnlessAskedOtherwise) {
  add("a", "t", {.count = {std::int64_t{2}}});
  add("b", "t");
  add("c", "t", {.count = {std::int64_t{1}}});
  const auto ordered = [&](bool descending, bool nullsFirst) {
    const Order order[] = {
        {.column = Note::count, .descending = descending, .nulls_first = nullsFirst}};
    return rig.ids(Select{.table = &kNotes, .columns = kId, .order = order});
  };
  EXPECT_EQ(ordered(false, false), "c a b");
  EXPECT_EQ(ordered(true, false), "a c b");
  EXPECT_EQ(ordered(false, true), "b c a");
  EXPECT_EQ(ordered(true, true), "b a c");
  const Where pinned = withId("c");
  const Order first[] = {{.first = &pinned}};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId, .order = first}), "c a b");
}

TEST_F(Postgres, SelectsTheFirstRowOfEachValueAndMembers) {
  add("a1", "t1", {.data = {Json{R"({"m":{"x\"y":[1.50, 2]}})"}}, .at = {Time{1}}});
  add("a2", "t1", {.at = {Time{2}}});
  add("b1", "t2", {.body = {Text("{no JSON")}, .at = {Time{3}}});
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const auto answer = rig.one(Select{.table = &kNotes,
                                     .columns = kId,
                                     .order = newest,
                                     .limit = 5,
                                     .count = Count::kExact,
                                     .first_per = Note::thread});
  EXPECT_EQ(answer.total, 2U);
  EXPECT_EQ(print(answer.rows[0][0]), "b1");
  EXPECT_EQ(print(answer.rows[1][0]), "a2");
  const query::Field fields[] = {{Note::data, rig.path({"m", "x\"y"})},
                                 {Note::body, rig.path({"m"})}};
  EXPECT_EQ(rig.lines(Select{.table = &kNotes, .columns = kId, .fields = fields}),
            (Lines{R"(a1,[1.50, 2],NULL)", "a2,NULL,NULL", "b1,NULL,NULL"}));
}

TEST_F(Postgres, InsertsWithEveryAnswerToAConflict) {
  add("n1", "t1", {.body = {Text("old")}});
  constexpr Col columns[] = {Note::id, Note::thread, Note::body, Note::at};
  const Cell rows[] = {{Text("n1")}, {Text("t9")}, {Text("x")},     {Time{7}},
                       {Text("n2")}, {Text("t9")}, {Text("first")}, {Time{7}},
                       {Text("n2")}, {Text("t8")}, {Text("last")},  {Time{9}}};
  Insert insert{.table = &kNotes, .columns = columns, .rows = rows};
  const auto failed = rig.run({insert});
  ASSERT_TRUE(failed && failed->failed);
  EXPECT_EQ(failed->failed->why, Failed::Why::kKey);
  EXPECT_EQ(failed->failed->key, 0);
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId}), "n1");
  insert.on_conflict = OnConflict::kSkip;
  insert.returning = kId;
  EXPECT_EQ(rig.ids(insert), "n2");
  // Rows of one key apply one after the other; what is not changed, and the place, stays.
  const Change changes[] = {{.column = Note::body, .how = How::kSet, .value = {Incoming{}}},
                            {.column = Note::count, .how = How::kAdd, .value = {std::int64_t{2}}}};
  insert.on_conflict = OnConflict::kChange;
  insert.changes = changes;
  insert.change_if = rig.is(Note::thread, Is::kNe, {Text("t1")});
  EXPECT_EQ(rig.ids(insert), "n2 n2");
  EXPECT_EQ(rig.query("SELECT id,thread_id,body,count FROM p_notes ORDER BY insertion"),
            (Texts{{"n1", "t1", "old", "NULL"}, {"n2", "t9", "last", "4"}}));
}

TEST_F(Postgres, NamesTheViolatedKey) {
  rig.query(R"(INSERT INTO p_versions VALUES('p',1,NULL,'one'))");
  constexpr Col columns[] = {Version::parent, Version::number, Version::label};
  const auto keyOf = [&](std::initializer_list<Cell> row) {
    const auto cells = rig.cells(row);
    const auto outcome = rig.run(
        {Delete{.table = &kNotes}, Insert{.table = &kVersions, .columns = columns, .rows = cells}});
    EXPECT_TRUE(outcome && outcome->failed);
    EXPECT_EQ(outcome->failed->statement, 1);
    return outcome->failed->key;
  };
  EXPECT_EQ(keyOf({{Text("p")}, {std::int64_t{1}}, {Text("two")}}), 0);
  EXPECT_EQ(keyOf({{Text("p")}, {std::int64_t{2}}, {Text("one")}}), 1);
}

TEST_F(Postgres, InsertsFromRowsThatExistUnlessAndWithLookups) {
  add("n1", "t1", {.body = {Text("b1")}});
  add("n2", "t1", {.body = {Text("b2")}});
  constexpr Col columns[] = {Note::id, Note::thread, Note::body, Note::at};
  const Cell pairs[] = {
      {Text("n2")}, {Text("c1")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}},
      {Text("n1")}, {Text("c2")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}},
      {Text("no")}, {Text("c3")}, {Text("t2")}, {Source{Note::body}}, {Source{Note::at}}};
  const Insert copy{.table = &kNotes, .columns = columns, .rows = pairs, .from = &kNotes};
  const auto uncounted = rig.run({copy, Guard{.must = Must::kChanged, .rows = 3}});
  ASSERT_TRUE(uncounted && uncounted->failed);
  EXPECT_EQ(uncounted->failed->why, Failed::Why::kGuard);
  EXPECT_EQ(uncounted->failed->statement, 1);
  const auto counted = rig.run({copy, Guard{.must = Must::kChanged, .rows = 2}});
  ASSERT_TRUE(counted && !counted->failed);
  EXPECT_EQ(counted->answers[0].changed, 2U);
  EXPECT_EQ(rig.query("SELECT id,body FROM p_notes WHERE thread_id='t2' ORDER BY insertion"),
            (Texts{{"c1", "b2"}, {"c2", "b1"}}));

  const Select some{.table = &kNotes, .columns = kId, .where = withId("n1")};
  const Cell key[] = {{Text("n2")}};
  const Cell row[] = {{Text("d")}, {Text("t3")}, {Lookup{&kNotes, key, Note::body}}, {Time{0}}};
  EXPECT_EQ(
      rig.one(Insert{.table = &kNotes, .columns = columns, .rows = row, .unless = &some}).changed,
      0U);
  EXPECT_EQ(rig.one(Insert{.table = &kNotes, .columns = columns, .rows = row}).changed, 1U);
  EXPECT_EQ(rig.query("SELECT body FROM p_notes WHERE id='d'"), (Texts{{"b2"}}));
}

TEST_F(Postgres, GuardsUndoTheBatch) {
  add("n1", "t");
  add("n2", "t");
  const Change changes[] = {{.column = Note::body, .how = How::kSet, .value = {Text("x")}}};
  const Update update{.table = &kNotes, .changes = changes};
  const Select none{.table = &kNotes, .columns = kId, .where = withId("no")};
  const Select one{.table = &kNotes, .columns = kId, .where = withId("n1")};
  const auto failedAt = [&](std::initializer_list<query::Statement> statements) {
    const auto outcome = rig.run(statements);
    if (!outcome) return std::string(outcome.error()->message);
    return outcome->failed ? std::to_string(outcome->failed->statement) : std::string("done");
  };
  EXPECT_EQ(failedAt({update, one, Guard{.must = Must::kChanged, .rows = 1}}), "2");
  EXPECT_EQ(failedAt({update, Guard{.must = Must::kExist, .select = &none}}), "1");
  EXPECT_EQ(failedAt({Guard{.must = Must::kNotExist, .select = &one}, update}), "0");
  EXPECT_EQ(rig.query("SELECT count(*) FROM p_notes WHERE body='x'"), (Texts{{"0"}}));
  EXPECT_EQ(failedAt({update, Guard{.must = Must::kChanged, .rows = 2},
                      Guard{.must = Must::kExist, .select = &one},
                      Guard{.must = Must::kNotExist, .select = &none}}),
            "done");
}

TEST_F(Postgres, ChangesDocumentsAndMovesBytes) {
  add("a", "t", {.data = {Json{R"({"x": 1.50,"m":{"a":1e400},"list":[1,null]})"}}});
  const auto changed = [&](const Change& change) {
    const Change changes[] = {change};
    constexpr Col data[] = {Note::data};
    const auto rows = rig.one(Update{.table = &kNotes, .changes = changes, .returning = data}).rows;
    return print(rows[0][0]);
  };
  const auto at = [&](How how, Cell value, std::initializer_list<Text> path = {}) {
    return changed({.column = Note::data, .how = how, .value = value, .path = rig.path(path)});
  };
  EXPECT_EQ(at(How::kMerge, {Json{R"({"x":null,"y":12345678901234567890})"}}),
            R"({"m":{"a":1e400},"list":[1,null],"x":null,"y":12345678901234567890})");
  EXPECT_EQ(at(How::kMerge, {Json{R"({"b":2})"}}, {"m"}),
            R"({"m":{"a":1e400,"b":2},"list":[1,null],"x":null,"y":12345678901234567890})");
  EXPECT_EQ(at(How::kMergeItems, {Json{R"([null,5,null])"}}, {"list"}),
            R"({"m":{"a":1e400,"b":2},"list":[1,5,null],"x":null,"y":12345678901234567890})");
  EXPECT_EQ(at(How::kSet, {Text("q\"")}, {"x"}),
            R"({"m":{"a":1e400,"b":2},"list":[1,5,null],"x":"q\"","y":12345678901234567890})");
  EXPECT_EQ(at(How::kPush, {Json{"{}"}}, {"list"}),
            R"({"m":{"a":1e400,"b":2},"list":[1,5,null,{}],"x":"q\"","y":12345678901234567890})");
  EXPECT_EQ(at(How::kSet, {Json{"{}"}}), "{}");
  EXPECT_EQ(at(How::kAdd, {std::int64_t{2}}, {"n", "o"}), R"({"n":{"o":2}})");
  EXPECT_EQ(at(How::kAdd, {std::int64_t{2}}, {"n", "o"}), R"({"n":{"o":4}})");
  EXPECT_EQ(at(How::kSet, {true}, {"n"}), R"({"n":true})");
  EXPECT_EQ(at(How::kMerge, {Json{"{}"}}, {"n", "o", "p"}), R"({"n":{"o":{"p":{}}}})");
  EXPECT_EQ(at(How::kPush, {Text("x")}), R"(["x"])");
  EXPECT_EQ(at(How::kPush, {Null{}}), R"(["x",null])");
  rig.query("UPDATE p_notes SET data='no JSON'");
  EXPECT_EQ(at(How::kMerge, {Json{R"({"a":1})"}}), R"({"a":1})");
}

TEST_F(Postgres, MergeAgreesWithTheSpreadOfJavaScript) {
  std::mt19937 random(11);
  const std::vector<std::string> keys = {"a",   "b", "q\"uote", "back\\slash", "dot.ted", "",
                                         "[0]", "ü", "\x01",    "'",           "a b",     "0"};
  const auto object = [&] {
    json out = json::object();
    for (std::size_t i = random() % 6; i != 0; --i) {
      const json values[] = {nullptr,
                             random() % 100,
                             {{"x", {1, nullptr, "x"}}},
                             keys[random() % keys.size()],
                             random() % 2 == 0};
      out[keys[random() % keys.size()]] = values[random() % 5];
    }
    return out;
  };
  add("a", "t");
  for (int i = 0; i < 100; ++i) {
    json document = object();
    const json patch = object();
    const Text text = rig.keep(document.dump());
    const Change set[] = {{.column = Note::data, .how = How::kSet, .value = {Json{text}}}};
    const Text merge = rig.keep(patch.dump());
    const Change change[] = {{.column = Note::data, .how = How::kMerge, .value = {Json{merge}}}};
    ASSERT_TRUE(rig.run(
        {Update{.table = &kNotes, .changes = set}, Update{.table = &kNotes, .changes = change}}));
    for (const auto& [key, value] : patch.items()) document[key] = value;
    const std::string actual = rig.query("SELECT data FROM p_notes")[0][0];
    ASSERT_EQ(json::parse(actual, nullptr, false), document) << i << " " << actual;
  }
}

TEST_F(Postgres, EachRowKeepsMergesAndSetsItsOwn) {
  add("a", "t", {.body = {Json{R"({"parts":[1],"metadata":{"x":1}})"}}});
  add("b", "t", {.body = {Text("bare")}});
  add("c", "t", {.body = {Json{R"({"parts":[3]})"}}});
  const Text metadata[] = {"metadata"};
  const Change changes[] = {{.column = Note::body, .how = How::kMerge},
                            {.column = Note::body, .how = How::kMerge, .path = metadata},
                            {.column = Note::thread, .how = How::kSet},
                            {.column = Note::at, .how = How::kTouch}};
  const Cell each[] = {{Text("a")},
                       {Json{R"({"parts":[2]})"}},
                       {Json{R"({"y":null})"}},
                       {Keep{}},
                       {Time{5}},
                       {Text("c")},
                       {Keep{}},
                       {Json{R"({"z":1})"}},
                       {Text("moved")},
                       {Keep{}},
                       {Text("b")},
                       {Keep{}},
                       {Keep{}},
                       {Keep{}},
                       {Keep{}},
                       {Text("a")},
                       {Keep{}},
                       {Json{R"({"again":1})"}},
                       {Keep{}},
                       {Time{5}}};
  EXPECT_EQ(rig.one(Update{.table = &kNotes, .changes = changes, .each = each}).changed, 4U);
  constexpr Col columns[] = {Note::body, Note::thread, Note::at};
  EXPECT_EQ(
      rig.lines(Select{.table = &kNotes, .columns = columns}),
      (Lines{R"({"metadata":{"x":1,"y":null,"again":1},"parts":[2]},t,1970-01-01T00:00:00.006Z)",
             "bare,t,1970-01-01T00:00:00.000Z",
             R"({"parts":[3],"metadata":{"z":1}},moved,1970-01-01T00:00:00.000Z)"}));
}

TEST_F(Postgres, OfTwoNumbersTheOneThatIsThereCounts) {
  add("a", "t", {.at = {Time{10}}});
  const auto score = [&](How how, Cell value) {
    const Change changes[] = {{.column = Note::score, .how = how, .value = value}};
    rig.one(Update{.table = &kNotes, .where = withId("a"), .changes = changes});
    return rig.query("SELECT score FROM p_notes WHERE id='a'")[0][0];
  };
  EXPECT_EQ(score(How::kSum, {1.5}), "1.5");
  EXPECT_EQ(score(How::kSum, {Null{}}), "1.5");
  EXPECT_EQ(score(How::kSum, {2.0}), "3.5");
  EXPECT_EQ(score(How::kLeast, {Null{}}), "3.5");
  EXPECT_EQ(score(How::kLeast, {2.5}), "2.5");
  EXPECT_EQ(score(How::kMost, {-1.5}), "2.5");
  EXPECT_EQ(score(How::kMost, {3.0}), "3");
}

TEST_F(Postgres, AddsAppendsTouchesAndTakesTheHighest) {
  add("a", "t", {.at = {Time{10}}});
  add("b", "t", {.at = {Time{50}}});
  const Change changes[] = {
      {.column = Note::count, .how = How::kAdd, .value = {std::int64_t{2}}},
      {.column = Note::count, .how = How::kAdd, .value = {std::int64_t{3}}},
      {.column = Note::body, .how = How::kAppend, .value = {Text("x")}, .separator = "|"},
      {.column = Note::body, .how = How::kAppend, .value = {Text("y")}, .separator = "|"}};
  rig.one(Update{.table = &kNotes, .where = withId("a"), .changes = changes});
  EXPECT_EQ(rig.query("SELECT count,body FROM p_notes WHERE id='a'"), (Texts{{"5", "x|y"}}));
  constexpr Col at[] = {Note::at};
  const auto touched = [&](Cell value) {
    const Change touch[] = {{.column = Note::at, .how = How::kTouch, .value = value}};
    return rig.ids(
        Update{.table = &kNotes, .where = withId("a"), .changes = touch, .returning = at});
  };
  EXPECT_EQ(touched({Time{5}}), formatTime(11));
  EXPECT_EQ(touched({Time{20}}), formatTime(20));
  const Select others{.table = &kNotes, .columns = at, .where = withId("b")};
  EXPECT_EQ(touched({query::Max{&others}}), formatTime(50));
  const Select none{.table = &kNotes, .columns = at, .where = withId("no")};
  EXPECT_EQ(touched({query::Max{&none}}), formatTime(51));
}

TEST_F(Postgres, StoresNullsAsTheColumnKnowsThem) {
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::keeps, Note::at};
  const Cell row[] = {{Text("a")}, {Text("t")}, {Json{"null"}}, {Json{"null"}}, {Time{0}},
                      {Text("b")}, {Text("t")}, {Null{}},       {Null{}},       {Time{0}}};
  rig.one(Insert{.table = &kNotes, .columns = columns, .rows = row});
  EXPECT_EQ(rig.query("SELECT data,keeps FROM p_notes ORDER BY id"),
            (Texts{{"NULL", "null"}, {"NULL", "NULL"}}));
  const Change changes[] = {{.column = Note::data, .how = How::kSet},
                            {.column = Note::keeps, .how = How::kSet}};
  const Cell each[] = {{Text("a")}, {Json{"[1]"}},  {Null{}},
                       {Text("b")}, {Json{"null"}}, {Json{"null"}}};
  rig.one(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_EQ(rig.query("SELECT data,keeps FROM p_notes ORDER BY id"),
            (Texts{{"[1]", "NULL"}, {"NULL", "null"}}));
}

TEST_F(Postgres, DeletesTheFirstInAnOrder) {
  for (int i = 1; i <= 4; ++i) add(rig.keep("n" + std::to_string(i)), "t", {.at = {Time{i}}});
  const Order newest[] = {{.column = Note::at, .descending = true}};
  EXPECT_EQ(
      rig.one(Delete{.table = &kNotes, .order = newest, .limit = 2, .returning = kId}).changed, 2U);
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId}), "n1 n2");
  rig.query(R"(INSERT INTO p_versions VALUES('p',1,NULL,'a'),('p',2,NULL,'b'),('q',1,NULL,'c'))");
  EXPECT_EQ(rig.one(Delete{.table = &kVersions, .limit = 2}).changed, 2U);
  EXPECT_EQ(rig.query("SELECT label FROM p_versions"), (Texts{{"c"}}));
}

TEST_F(Postgres, AggregatesByFieldsBucketsItemsAndKeys) {
  const std::int64_t day = 86'400'000;
  add("a", "t1",
      {.data = {Json{R"({"m":"x","tags":["x","y"],"labels":{"env":1,"os":2}})"}},
       .at = {Time{day - 1}},
       .count = {std::int64_t{1}},
       .score = {1.0}});
  add("b", "t1",
      {.data = {Json{R"({"m":"y","tags":["y"],"labels":{"env":3}})"}},
       .at = {Time{day}},
       .count = {std::int64_t{2}},
       .score = {2.0}});
  add("c", "t2",
      {.data = {Json{R"({"tags":"no list"})"}},
       .at = {Time{-1}},
       .count = {std::int64_t{6}},
       .score = {4.0}});
  rig.query(
      "INSERT INTO p_notes(id,thread_id,data,\"createdAt\") VALUES('d','t2','broken','epoch')");
  const Measure measures[] = {{.fn = Fn::kRows}, {.fn = Fn::kMax, .field = {Note::count}}};
  const auto by = [&](Group group, std::int32_t order = -1,
                      std::optional<std::uint64_t> limit = {}) {
    const Group groups[] = {group};
    return rig.lines(Aggregate{.table = &kNotes,
                               .groups = groups,
                               .measures = measures,
                               .order_by = order,
                               .limit = limit});
  };
  EXPECT_EQ(
      by({.by = By::kField, .field = {Note::data, rig.path({"m"})}, .otherwise = {Note::thread}}),
      (Lines{"t2,2,6", "x,1,1", "y,1,2"}));
  EXPECT_EQ(by({.by = By::kField, .field = {Note::thread}}, 1, 1), (Lines{"t2,2,6"}));
  EXPECT_EQ(by({.by = By::kItems, .field = {Note::data, rig.path({"tags"})}}),
            (Lines{"x,1,1", "y,2,2"}));
  EXPECT_EQ(by({.by = By::kKeys, .field = {Note::data, rig.path({"labels"})}}),
            (Lines{"env,2,2", "os,1,1"}));
  EXPECT_EQ(by({.by = By::kBucket, .field = {Note::at}, .bucket_ms = 300'000}),
            (Lines{"-300000,1,6", "0,1,NULL", "86100000,1,1", "86400000,1,2"}));
  const Measure all[] = {{.fn = Fn::kSum, .field = {Note::count}},
                         {.fn = Fn::kNearest, .field = {Note::count}, .fraction = 0.5},
                         {.fn = Fn::kLinear, .field = {Note::score}, .fraction = 0.75},
                         {.fn = Fn::kLast, .field = {Note::at}},
                         {.fn = Fn::kDistinct, .field = {Note::thread}},
                         {.fn = Fn::kMin, .field = {Note::at}}};
  EXPECT_EQ(rig.lines(Aggregate{.table = &kNotes, .measures = all, .time = Note::at}),
            (Lines{"9,2,3.000000," + formatTime(day) + ",2," + formatTime(-1)}));
  const Where nothing = withId("no");
  EXPECT_EQ(rig.lines(Aggregate{.table = &kNotes, .where = nothing, .measures = measures}),
            (Lines{"0,NULL"}));
}

TEST_F(Postgres, MigratesOnceAndLooksAfterwards) {
  const auto again = rig.migrate({.version = 1});
  ASSERT_TRUE(again);
  EXPECT_EQ(rig.database.requests.size(), 1U);
  EXPECT_TRUE(again->createdTables.empty());
  rig.query("ALTER TABLE p_notes DROP COLUMN score");
  rig.query("DROP TABLE p_versions");
  rig.query(
      "INSERT INTO p_notes(id,thread_id,\"createdAt\") SELECT 'n'||i,'t','epoch' FROM "
      "generate_series(1,10001) i");
  const std::string index = rig.query(
      "SELECT indexname FROM pg_indexes WHERE tablename='p_notes' AND indexname LIKE "
      "'%_idx' AND schemaname=current_schema()")[0][0];
  rig.query("DROP INDEX " + index);
  const auto lacks = rig.migrate({.version = 2, .disableInit = true});
  ASSERT_TRUE(lacks);
  EXPECT_EQ(lacks->version, 1U);
  EXPECT_EQ(lacks->createdTables, (Lines{"p_versions"}));
  EXPECT_EQ(lacks->addedColumns, (Lines{"p_notes.score"}));
  EXPECT_EQ(lacks->pendingIndexes, (Lines{index}));
  // An index of a table with many rows waits until it is asked for.
  const auto second = rig.migrate({.version = 2});
  ASSERT_TRUE(second) << second.error()->message;
  EXPECT_EQ(second->createdTables, (Lines{"p_versions"}));
  EXPECT_EQ(second->addedColumns, (Lines{"p_notes.score"}));
  EXPECT_EQ(second->pendingIndexes, (Lines{index}));
  // What the database says of itself is not what counts when one looks.
  rig.query("DROP TABLE p_versions");
  rig.query("DROP TABLE p_agentkeep_locks");
  rig.database.requests.clear();
  const auto seen = rig.migrate({.version = 2, .disableInit = true, .look = true});
  ASSERT_TRUE(seen);
  EXPECT_EQ(rig.database.requests.size(), 1U);
  EXPECT_EQ(seen->createdTables, (Lines{"p_agentkeep_locks", "p_versions"}));
  EXPECT_EQ(rig.migrate({.version = 2, .look = true})->createdTables, (Lines{"p_versions"}));
  rig.database.requests.clear();
  EXPECT_TRUE(rig.migrate({.version = 2, .look = true})->createdTables.empty());
  EXPECT_EQ(rig.database.requests.size(), 1U);
  ASSERT_TRUE(rig.migrate({.version = 3}));
  const auto older = rig.migrate({.version = 2, .oldest = 1});
  ASSERT_TRUE(older);
  EXPECT_EQ(older->version, 3U);
}

}  // namespace
}  // namespace agentkeep::test
