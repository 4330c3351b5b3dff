// Filters on metadata find what a naive reading of the same objects finds; what is no filter is
// refused by its path.
#include "vectors/filter.h"

#include "test/support/dynamo-rig.h"
#include "test/support/filter-cases.h"
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Select;
using vectors::Finds;

constexpr Col kId[] = {Note::id};
constexpr query::Order kByTime[] = {{.column = Note::at}};

void store(Rig& rig, const std::vector<json>& rows) {
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::at};
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    cells.push_back({rig.keep("n" + std::to_string(i))});
    cells.push_back({Text("t")});
    cells.push_back({Json{rig.keep(rows[i].dump())}});
    cells.push_back({Time{0}});
  }
  ASSERT_TRUE(rig.run({query::Insert{.table = &kNotes, .columns = columns, .rows = cells}}));
}

TEST(Filters, AgreeWithANaiveReading) {
  const auto find = [](Rig& rig, const Where& where) {
    return rig.ids(Select{.table = &kNotes, .columns = kId, .where = where});
  };
  EXPECT_GT(holdFiltersAgainstModel<Rig>(100, 200, kTexts, find), 50'000U);
}

TEST(Filters, AgreeWithANaiveReadingOnDynamoDB) {
  const auto find = [](DynamoRig& rig, const Where& where) {
    const std::vector<std::string> ids = rig.lines(
        Select{.table = &kNotes,
               .columns = kId,
               .where = {.is = Is::kAnd,
                         .parts = rig.wheres({rig.is(Note::thread, Is::kEq, {Text("t")}), where})},
               .order = kByTime});
    std::string out;
    for (const std::string& id : ids) out.append(out.empty() ? "" : " ").append(id);
    return out;
  };
  EXPECT_GT(holdFiltersAgainstModel<DynamoRig>(40, 100, kTexts, find), 10'000U);
}

std::string problemOf(const std::string& filter, bool patterns = false) {
  return ReadFilter(filter, patterns).problem();
}

TEST(Filters, AreRefusedByTheirPath) {
  EXPECT_EQ(problemOf("[]"), "filter must be an object");
  EXPECT_EQ(problemOf(R"({"a":{"$foo":1}})"), "filter.a.$foo is an unsupported operator");
  EXPECT_EQ(problemOf(R"({"$gt":1})"), "filter.$gt is an operator that needs a field");
  EXPECT_EQ(problemOf(R"({"$or":[{"b":1},{"a.c":{"$gt":[1]}}]})"),
            "filter.$or[1].a.c.$gt must be a number or text");
  EXPECT_EQ(problemOf(R"({"a":{"$gt":{}}})"), "filter.a.$gt must be a number or text");
  EXPECT_EQ(problemOf(R"({"a":{"$lt":true}})"), "filter.a.$lt must be a number or text");
  EXPECT_EQ(problemOf(R"({"a":{"$eq":{"b":1}}})"), "filter.a.$eq must not be an object");
  EXPECT_EQ(problemOf(R"({"a":{"$in":[[1]]}})"),
            "filter.a.$in must have texts, numbers, booleans or null");
  EXPECT_EQ(problemOf(R"({"a":{"$exists":1}})"), "filter.a.$exists must be true or false");
  EXPECT_EQ(problemOf(R"({"a":{"$size":"1"}})"), "filter.a.$size must be a length");
  EXPECT_EQ(problemOf(R"({"a":{"$size":-1}})"), "filter.a.$size must be a length");
  EXPECT_EQ(problemOf(R"({"a":{"$elemMatch":[]}})"),
            "filter.a.$elemMatch must be an object with conditions");
  EXPECT_EQ(problemOf(R"({"$not":{}})"), "filter.$not must not be empty");
  EXPECT_EQ(problemOf(R"({"$not":[1]})"), "filter.$not must be an object");
  EXPECT_EQ(problemOf(R"({"$not":{"$eq":1}})"),
            "filter.$not.$eq is an operator that needs a field");
  EXPECT_EQ(problemOf(R"({"$and":{"a":1}})"), "filter.$and must be a list");
  EXPECT_EQ(problemOf(R"({"$and":[1]})"), "filter.$and[0] must be an object");
  EXPECT_EQ(problemOf(R"({"a":{"$or":[{"b":1}]}})"),
            "filter.a.$or is a logical operator, which cannot be used at a field");
  EXPECT_EQ(problemOf(R"({"a":{"$gt":1,"b":2}})"),
            "filter.a.b stands beside operators, and is none");
  EXPECT_EQ(problemOf(R"({"a..b":1})"), "filter.a..b has an empty name in its path");
  EXPECT_EQ(problemOf(R"({"":1})"), "filter. has an empty name in its path");
  EXPECT_EQ(problemOf(R"({"a":{"$regex":"x"}})"),
            "filter.a.$regex is an unsupported operator: the database has no regular expressions");
  EXPECT_EQ(problemOf(R"({"a":{"$regex":"x","$options":"i"}})", true), "none");
  EXPECT_EQ(problemOf(R"({"a":{"$options":"i"}})", true),
            "filter.a.$options needs $regex beside it");
  std::string wide = "{";
  for (int i = 0; i < 301; ++i) wide += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":1";
  EXPECT_EQ(problemOf(wide + "}"), "filter has more than 300 conditions");
  std::string deep = R"({"a":1})";
  for (int i = 0; i < 100; ++i) deep = R"({"$not":)" + deep + "}";
  const std::string problem = problemOf(deep);
  EXPECT_TRUE(problem.ends_with(" is nested too deep")) << problem;
}

TEST(Filters, SayWhetherTheyAskForAnything) {
  const auto finds = [](const std::string& filter) { return ReadFilter(filter)->finds; };
  EXPECT_EQ(finds("null"), Finds::kUnasked);
  EXPECT_EQ(finds("{}"), Finds::kUnasked);
  EXPECT_EQ(finds(R"({"a":{}})"), Finds::kNoTest);
  EXPECT_EQ(finds(R"({"a":{"b":{}}})"), Finds::kNoTest);
  for (const std::string all : {R"({"$and":[]})", R"({"$nor":[]})", R"({"a":{"$nin":[]}})",
                                R"({"$or":[{"a":1},{"$and":[]}]})", R"({"$not":{"a":{"$in":[]}}})",
                                R"({"$and":[{"a":{}},{"b":{"$nin":[null]}}]})", R"({"$or":[{}]})",
                                R"({"a":{"$not":{"$all":[]}}})", R"({"$not":{"$or":[]}})"}) {
    EXPECT_EQ(finds(all), Finds::kAll) << all;
  }
  for (const std::string some : {R"({"a":1})", R"({"$or":[]})", R"({"a":{"$in":[]}})",
                                 R"({"a":null})", R"({"a":{"$gt":null}})", R"({"$nor":[{}]})"}) {
    EXPECT_EQ(finds(some), Finds::kSome) << some;
  }
}

TEST(Filters, FitD1) {
  Rig rig("p_", sqlite::kD1Limits);
  store(rig, {json{{"a", 7}, {"tags", {1, "x"}}}, json{{"a", 1000}}});
  json in = json::array();
  for (int i = 0; i < 2000; ++i) in.push_back(i % 2 == 0 ? json(i) : json("t" + std::to_string(i)));
  const auto ids = [&](const json& filter) {
    const ReadFilter said(filter.dump());
    return rig.ids(Select{.table = &kNotes, .columns = kId, .where = said->where});
  };
  EXPECT_EQ(ids({{"a", in}}), "n1");
  EXPECT_EQ(ids({{"a", {{"$nin", in}}}}), "n0");
  // Conditions nested as far as anybody nests them.
  json nested = {{"tags", {{"$elemMatch", {{"$in", {"x", "y"}}}}}}};
  for (int i = 0; i < 3; ++i) {
    nested = {{"$and", {{{"$not", {{"$nor", {nested, {{"b", i}}}}}}}, {{"a", {{"$gt", i}}}}}}};
  }
  EXPECT_EQ(ids(nested), "n0");
}

}  // namespace
}  // namespace agentkeep::test
