// Conditions mean on SQLite what src/query/README.md says: random ones are held against a naive
// reading of the same rows, and the cases that are easily wrong are spelled out.
#include <algorithm>

#include "test/support/condition-model.h"
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Select;

constexpr Col kId[] = {Note::id};

void store(Rig& rig, const std::vector<Row>& rows) {
  constexpr Col columns[] = {Note::id,    Note::thread, Note::body,
                             Note::keeps, Note::at,     Note::count};
  std::vector<Cell> cells;
  for (const Row& row : rows) {
    cells.push_back({Text(row.id)});
    cells.push_back({Text("t")});
    cells.push_back(row.body ? Cell{Text(*row.body)} : Cell{Null{}});
    cells.push_back(row.data ? Cell{Json{*row.data}} : Cell{Null{}});
    cells.push_back({Time{0}});
    cells.push_back(row.count ? Cell{*row.count} : Cell{Null{}});
  }
  ASSERT_TRUE(rig.run({query::Insert{.table = &kNotes, .columns = columns, .rows = cells}}));
  // Text that is not JSON gets into a JSON column only past the store.
  rig.database.query("UPDATE p_notes SET data=keeps, keeps=NULL");
}

TEST(Conditions, AgreeWithANaiveReading) {
  std::size_t found = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Rig rig;
    Generator generate(seed, rig);
    std::vector<Row> rows;
    for (std::size_t i = 0; i < 30; ++i) rows.push_back(generate.row(i));
    store(rig, rows);
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
                                  << rig.sent()[0].sql << "\n"
                                  << rig.sent()[0].parameters[0];
    }
  }
  EXPECT_GT(found, 10'000U);  // the conditions find something
}

class Equality : public testing::Test {
 protected:
  std::string equal(Text wanted) {
    const Cell value[] = {{Json{wanted}}};
    const Text path[] = {"k"};
    return rig.ids(
        Select{.table = &kNotes,
               .columns = kId,
               .where = {.is = Is::kJsonEq, .field = {Note::data, path}, .values = value}});
  }
  void add(Text id, Text data) {
    constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::at};
    const Cell row[] = {{id}, {Text("t")}, {Json{data}}, {Time{0}}};
    rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = row});
  }
  Rig rig;
};

TEST_F(Equality, ReadsTheNamesOfMembersWhateverTheirSpelling) {
  add("spelled", R"({"k":{"\u00fc":{"q\"":[1,{"\/":2}]},"a\u0000b":3,"0":4,"":5}})");
  EXPECT_EQ(equal(R"({"":5,"0":4,"a\u0000b":3,"ü":{"q\u0022":[1.0,{"/":2}]}})"), "spelled");
  EXPECT_EQ(equal(R"({"":5,"0":4,"a\u0000c":3,"ü":{"q\u0022":[1,{"/":2}]}})"), "");
  add("list", R"({"k":[[1]]})");
  EXPECT_EQ(equal(R"({"0":[1]})"), "");
  EXPECT_EQ(equal("[[1]]"), "list");
  add("dots", R"({"k":{"a.b":1}})");
  EXPECT_EQ(equal(R"({"a":{"b":1}})"), "");
  EXPECT_EQ(equal(R"({"a\u002eb":1})"), "dots");
}

TEST_F(Equality, ComparesLongNamesAndDeepTrees) {
  const std::string name(3000, 'n');
  add("long", std::string(R"({"k":{")") + name + R"(":{"a":1,"b":2}}})");
  add("short", R"({"k":{"n":{"a":1,"b":2}}})");
  const auto of = [](const std::string& of_name) {
    return R"({")" + of_name + R"(":{"b":2,"a":1}})";
  };
  EXPECT_EQ(equal(of(name)), "long");
  EXPECT_EQ(equal(of("n")), "short");
  EXPECT_EQ(equal(of("m")), "");
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += R"({"d":)";
  const auto tree = [&](const char* leaf) { return deep + leaf + std::string(300, '}'); };
  add("deep", R"({"k":)" + tree(R"({"x":1,"y":[2,null]})") + "}");
  EXPECT_EQ(equal(tree(R"({"y":[2.0,null],"x":1})")), "deep");
  EXPECT_EQ(equal(tree(R"({"y":[2.0,true],"x":1})")), "");
  // Names times members: what would take long is refused.
  std::string wide = R"({")" + std::string(50'000, 'n') + R"(":{"x":0)";
  for (int i = 0; i < 5000; ++i) wide += ",\"" + std::to_string(i) + "\":1";
  wide += "}}";
  const Text path[] = {"k"};
  const Cell value[] = {{Json{wide}}};
  const auto outcome =
      rig.run({Select{.table = &kNotes,
                      .columns = kId,
                      .where = {.is = Is::kJsonEq, .field = {Note::data, path}, .values = value}}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
  EXPECT_TRUE(outcome.error()->message.starts_with("data is compared with a value of 5003 members"))
      << outcome.error()->message;
}

TEST_F(Equality, KeepsTypesApart) {
  add("one", R"({"k":1})");
  add("real", R"({"k":1.0})");
  add("true", R"({"k":true})");
  add("text", R"({"k":"1"})");
  add("null", R"({"k":null})");
  add("none", R"({})");
  add("false", R"({"k":false})");
  EXPECT_EQ(equal("1"), "one real");
  EXPECT_EQ(equal("1e0"), "one real");
  EXPECT_EQ(equal("true"), "true");
  EXPECT_EQ(equal("\"1\""), "text");
  EXPECT_EQ(equal("null"), "null");
  EXPECT_EQ(equal("false"), "false");
  EXPECT_EQ(equal("0"), "");
}

TEST_F(Equality, IsDeepAndIgnoresTheOrderOfMembers) {
  add("a", R"({"k":{"x":1,"y":[1,{"z":null}]}})");
  add("b", R"({"k":{"y":[1.0,{"z":null}],"x":1}})");
  add("c", R"({"k":{"x":1,"y":[1,{"z":null}],"more":1}})");
  add("d", R"({"k":{"x":1,"y":[{"z":null},1]}})");
  add("e", R"({"k":[]})");
  add("f", R"({"k":{}})");
  EXPECT_EQ(equal(R"({"x":1,"y":[1,{"z":null}]})"), "a b");
  EXPECT_EQ(equal("[]"), "e");
  EXPECT_EQ(equal("{}"), "f");
}

TEST(Conditions, BareTextIsNoDocument) {
  Rig rig;
  rig.database.query(
      R"(INSERT INTO p_notes(id,thread_id,createdAt,body) VALUES('a','t','x','5'),('b','t','x','true'),)"
      R"(('c','t','x','"s"'),('d','t','x','null'),('e','t','x','[5]'))");
  const auto equal = [&](Text wanted) {
    const Cell value[] = {{Json{wanted}}};
    return rig.ids(Select{.table = &kNotes,
                          .columns = kId,
                          .where = {.is = Is::kJsonEq, .field = {Note::body}, .values = value}});
  };
  for (const Text wanted : {"5", "true", "\"s\"", "null"}) EXPECT_EQ(equal(wanted), "") << wanted;
  EXPECT_EQ(equal("[5]"), "e");
}

TEST(Conditions, CompareMembersAsValues) {
  Rig rig;
  rig.database.query(
      R"(INSERT INTO p_notes(id,thread_id,createdAt,data) VALUES('a','t','x','{"n":5,"s":"x"}'),)"
      R"(('b','t','x','{"n":7}'),('c','t','x','broken'),('d','t','x',NULL))");
  const auto where = [&](Text member, Is is, Cell value) {
    const Where one{
        .is = is, .field = {Note::data, rig.path({member})}, .values = rig.cells({value})};
    return rig.ids(Select{.table = &kNotes, .columns = kId, .where = one});
  };
  EXPECT_EQ(where("n", Is::kGt, {std::int64_t{5}}), "b");
  EXPECT_EQ(where("n", Is::kGe, {5.0}), "a b");
  EXPECT_EQ(where("s", Is::kEq, {Text("x")}), "a");
  EXPECT_EQ(where("s", Is::kEq, {Null{}}), "b c d");
  EXPECT_EQ(where("s", Is::kNe, {Text("x")}), "b c d");
}

TEST(Conditions, TakeListsOfAnyLength) {
  Rig rig;
  rig.database.query(
      "INSERT INTO p_notes(id,thread_id,createdAt) "
      "VALUES('id-7','t','x'),('id-9999','t','x'),('other','t','x')");
  std::vector<Cell> ids;
  for (int i = 0; i < 10'000; ++i) ids.push_back({rig.keep("id-" + std::to_string(i))});
  const Where where{.is = Is::kIn, .field = {Note::id}, .values = ids};
  EXPECT_EQ(rig.ids(Select{.table = &kNotes, .columns = kId, .where = where}), "id-7 id-9999");
  EXPECT_EQ(rig.sent()[0].parameters.size(), 1U);
}

TEST(Conditions, CutListsThatPassTheLimitOfAParameter) {
  Rig rig;
  const std::string filler(1000, 'x');
  std::vector<Cell> ids;
  for (int i = 0; i < 4000; ++i) ids.push_back({rig.keep(filler + std::to_string(i))});
  const Col columns[] = {Note::id, Note::thread, Note::at};
  const Cell rows[] = {ids[0],    {Text("t")},     {Time{0}},   ids[3999], {Text("t")},
                       {Time{0}}, {Text("other")}, {Text("t")}, {Time{0}}};
  rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = rows});
  const Where in{.is = Is::kIn, .field = {Note::id}, .values = ids};
  const Where both[] = {in, rig.is(Note::thread, Is::kEq, {Text("t")})};
  const auto answer = rig.one(Select{.table = &kNotes,
                                     .columns = kId,
                                     .where = {.is = Is::kAnd, .parts = both},
                                     .limit = 5,
                                     .count = query::Count::kExact});
  EXPECT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(answer.total, 2U);
  ASSERT_GE(rig.sent()[0].parameters.size(), 3U);
  for (const std::string& parameter : rig.sent()[0].parameters)
    EXPECT_LE(parameter.size(), sqlite::kD1Limits.parameterBytes);
}

TEST(Conditions, AreBalancedAndLimited) {
  Rig rig;
  rig.database.query("INSERT INTO p_notes(id,thread_id,createdAt,count) VALUES('a','t','x',1)");
  std::vector<Where> many(900, rig.is(Note::count, Is::kLt, {std::int64_t{5}}));
  EXPECT_EQ(
      rig.ids(Select{.table = &kNotes, .columns = kId, .where = {.is = Is::kAnd, .parts = many}}),
      "a");
  EXPECT_EQ(
      rig.ids(Select{.table = &kNotes, .columns = kId, .where = {.is = Is::kOr, .parts = many}}),
      "a");

  const auto nested = [&](int levels) {
    Where where = rig.is(Note::count, Is::kEq, {std::int64_t{1}});
    for (int i = 0; i < levels; ++i) {
      const Where either{
          .is = i % 2 == 0 ? Is::kAnd : Is::kOr,
          .parts = rig.wheres({where, where.is == Is::kEq
                                          ? where
                                          : rig.is(Note::count, Is::kLt, {std::int64_t{9}})})};
      where = {.is = Is::kNot, .parts = rig.wheres({either})};
    }
    return rig.run({Select{.table = &kNotes, .columns = kId, .where = where}});
  };
  EXPECT_TRUE(nested(10).has_value());
  const auto tooDeep = nested(60);
  ASSERT_FALSE(tooDeep.has_value());
  EXPECT_EQ(tooDeep.error()->code, ErrorCode::kTooLarge);
  EXPECT_EQ(tooDeep.error()->message,
            "the conditions are nested too deep: an expression must not be deeper than 100");

  many.resize(9000, many[0]);
  const auto tooLong =
      rig.run({Select{.table = &kNotes, .columns = kId, .where = {.is = Is::kAnd, .parts = many}}});
  ASSERT_FALSE(tooLong.has_value());
  EXPECT_EQ(tooLong.error()->message,
            "the conditions are too many: a statement must not have more than 100000 bytes");
}

// Whatever depth the dialect lets through, SQLite takes.
TEST(Conditions, AcceptedDepthIsRunnable) {
  Rig rig;
  for (int levels = 1; levels <= 100; ++levels) {
    const Cell tree[] = {{Json{R"({"a":[1]})"}}};
    Where where{.is = Is::kJsonEq, .field = {Note::body}, .values = tree};
    for (int i = 0; i < levels; ++i) where = {.is = Is::kNot, .parts = rig.wheres({where})};
    const auto outcome = rig.run({Select{.table = &kNotes, .columns = kId, .where = where}});
    if (outcome) continue;
    EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
    EXPECT_GT(levels, 80);
    return;
  }
  FAIL() << "no depth was refused";
}

}  // namespace
}  // namespace agentkeep::test
