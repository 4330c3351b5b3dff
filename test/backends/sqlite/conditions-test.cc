// Conditions mean on SQLite what src/query/README.md says: random ones are held against a naive
// reading of the same rows, and the cases that are easily wrong are spelled out.
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using nlohmann::json;
using query::Field;
using query::Select;

constexpr Col kId[] = {Note::id};

// A row as the model knows it. Columns are as texts of SQL, nothing for null.
struct Row {
  std::string id;
  std::optional<std::string> body;
  std::optional<std::string> data;
  std::optional<std::int64_t> count;
};

std::optional<json> parse(const std::string& text) {
  json value = json::parse(text, nullptr, false);
  if (value.is_discarded()) return std::nullopt;
  return value;
}

class Model {
 public:
  static bool matches(const Where& where, const Row& row) {
    switch (where.is) {
      case Is::kAll:
        return true;
      case Is::kAnd:
        return std::ranges::all_of(where.parts,
                                   [&](const Where& part) { return matches(part, row); });
      case Is::kOr:
        return std::ranges::any_of(where.parts,
                                   [&](const Where& part) { return matches(part, row); });
      case Is::kNot:
        return !matches(where.parts[0], row);
      case Is::kJsonEq: {
        const auto member = at(where.field, row);
        return member && *member == *parse(std::string(std::get<Json>(where.values[0].value).text));
      }
      case Is::kHasAll:
      case Is::kHasAny: {
        const auto list = at(where.field, row);
        if (!list || !list->is_array()) return false;
        const auto has = [&](const Cell& cell) {
          return std::ranges::find(*list, json(text(cell))) != list->end();
        };
        return where.is == Is::kHasAll ? std::ranges::all_of(where.values, has)
                                       : std::ranges::any_of(where.values, has);
      }
      case Is::kHasItem: {
        const Field array{where.field.column, where.field.path.first(where.field.path.size() - 1)};
        const auto list = at(array, row);
        if (!list || !list->is_array()) return false;
        const std::string name(where.field.path.back());
        return std::ranges::any_of(*list, [&](const json& item) {
          return item.is_object() && item.contains(name) &&
                 item[name] == json(text(where.values[0]));
        });
      }
      default:
        break;
    }
    if (where.field.column == Note::count) return compares(where, row.count, number);
    auto value = where.field.column == Note::id ? std::optional(row.id) : row.body;
    if (!where.fold) return compares(where, value, text);
    if (value) value = folded(*value);
    return compares(where, value, [](const Cell& cell) { return folded(text(cell)); });
  }

 private:
  static std::string text(const Cell& cell) { return std::string(std::get<Text>(cell.value)); }
  static std::int64_t number(const Cell& cell) { return std::get<std::int64_t>(cell.value); }
  static std::string folded(std::string text) {
    for (char& c : text) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return text;
  }

  template <class T, class Read>
  static bool compares(const Where& where, const std::optional<T>& value, Read read) {
    const auto wanted = [&](std::size_t i) -> std::optional<T> {
      if (std::holds_alternative<Null>(where.values[i].value)) return std::nullopt;
      return read(where.values[i]);
    };
    const auto ordered = [&](auto compare) {
      return value && wanted(0) && compare(*value, *wanted(0));
    };
    switch (where.is) {
      case Is::kEq:
        return value == wanted(0);
      case Is::kNe:
        return value != wanted(0);
      case Is::kLt:
        return ordered(std::less());
      case Is::kLe:
        return ordered(std::less_equal());
      case Is::kGt:
        return ordered(std::greater());
      case Is::kGe:
        return ordered(std::greater_equal());
      case Is::kIn:
        for (std::size_t i = 0; i < where.values.size(); ++i) {
          if (value && value == wanted(i)) return true;
        }
        return false;
      default:
        break;
    }
    if constexpr (std::is_same_v<T, std::string>) {
      switch (where.is) {
        case Is::kPrefix:
          return value && value->starts_with(*wanted(0));
        case Is::kSuffix:
          return value && value->ends_with(*wanted(0));
        case Is::kContains:
          return value && value->find(*wanted(0)) != std::string::npos;
        default:
          break;
      }
    }
    ADD_FAILURE() << "the model does not know this condition";
    return false;
  }

  // The JSON at the path, nothing where the column is no document or the path leads nowhere.
  static std::optional<json> at(const Field& field, const Row& row) {
    const auto& column = field.column == Note::body ? row.body : row.data;
    if (!column) return std::nullopt;
    if (field.column == Note::body && !column->starts_with('{') && !column->starts_with('['))
      return std::nullopt;
    auto value = parse(*column);
    for (const Text member : field.path) {
      const std::string name(member);
      if (!value || !value->is_object() || !value->contains(name)) return std::nullopt;
      json inner = (*value)[name];
      value = std::move(inner);
    }
    return value;
  }
};

// Keys and texts that are easily mistaken for syntax.
const std::vector<std::string> kKeys = {"k", "a b", "q\"uote", "back\\slash", "dot.ted",   "[0]",
                                        "#", "ü",   "$",       "'",           "new\nline", "x"};
const std::vector<std::string> kTexts = {"",
                                         "a",
                                         "A",
                                         "ab",
                                         "AB",
                                         "aba",
                                         "Ä",
                                         "ä",
                                         "a\"b",
                                         "null",
                                         "1",
                                         "true",
                                         "%",
                                         "_",
                                         "[1]",
                                         std::string("a\0b", 3),
                                         std::string("a\0", 2),
                                         "zz\xf4\x8f\xbf\xbf",
                                         "{\"k\":1",
                                         "🧵"};

class Generator {
 public:
  explicit Generator(unsigned seed, Rig& rig) : random_(seed), rig_(rig) {}

  std::size_t below(std::size_t n) { return random_() % n; }
  template <class List>
  const auto& pick(const List& list) {
    return list[below(list.size())];
  }

  json value(unsigned depth) {
    switch (below(depth == 0 ? 6 : 8)) {
      case 0:
        return nullptr;
      case 1:
        return below(2) == 0;
      case 2:
        return static_cast<int>(below(3));
      case 3:
        return static_cast<double>(below(3));
      case 4:
        return 0.5;
      case 5:
        return pick(kTexts);
      case 6: {
        json list = json::array();
        for (std::size_t i = below(3); i != 0; --i)
          list.push_back(below(2) == 0 ? json(pick(kTexts)) : value(depth - 1));
        return list;
      }
      default:
        return object(depth);
    }
  }
  json object(unsigned depth) {
    json object = json::object();
    for (std::size_t i = below(4); i != 0; --i) object[pick(kKeys)] = value(depth - 1);
    return object;
  }

  Row row(std::size_t number) {
    Row row{.id = "n" + std::to_string(number), .body = {}, .data = {}, .count = {}};
    switch (below(4)) {
      case 0:
        break;
      case 1:
        row.body = pick(kTexts);
        break;
      default:
        row.body = below(5) == 0 ? json::array({value(1), value(1)}).dump() : object(3).dump();
    }
    if (below(6) != 0) row.data = object(3).dump();
    if (below(20) == 0) row.data = "{\"broken";
    if (below(4) != 0) row.count = static_cast<std::int64_t>(below(4));
    return row;
  }

  Where condition(unsigned depth) {
    if (depth != 0 && below(3) != 0) {
      std::vector<Where> parts;
      const std::size_t kind = below(3);
      for (std::size_t i = kind == 2 ? 1 : below(4); i != 0; --i)
        parts.push_back(condition(depth - 1));
      return {.is = kind == 0   ? Is::kAnd
                    : kind == 1 ? Is::kOr
                                : Is::kNot,
              .parts = rig_.copy<Where>(parts)};
    }
    switch (below(8)) {
      case 0:
        return {};
      case 1:
        return number();
      case 2:
      case 3:
        return text();
      case 4: {
        std::vector<Cell> list;
        for (std::size_t i = below(4); i != 0; --i) list.push_back({rig_.keep(pick(kTexts))});
        const bool all = below(2) == 0;
        return {.is = all ? Is::kHasAll : Is::kHasAny,
                .field = {column(), path(1)},
                .values = rig_.copy<Cell>(list)};
      }
      case 5:
        return {.is = Is::kHasItem,
                .field = {column(), path(2)},
                .values = rig_.cells({{rig_.keep(pick(kTexts))}})};
      default:
        return {.is = Is::kJsonEq,
                .field = {column(), path(below(3))},
                .values = rig_.cells({{Json{rig_.keep(value(2).dump())}}})};
    }
  }

 private:
  Where number() {
    constexpr Is kOperators[] = {Is::kEq, Is::kNe, Is::kLt, Is::kLe, Is::kGt, Is::kGe, Is::kIn};
    const Is is = kOperators[below(std::size(kOperators))];
    std::vector<Cell> cells;
    for (std::size_t i = is == Is::kIn ? below(3) : 1; i != 0; --i) {
      cells.push_back(below(4) == 0 && is != Is::kIn ? Cell{Null{}}
                                                     : Cell{static_cast<std::int64_t>(below(4))});
    }
    return {.is = is, .field = {Note::count}, .values = rig_.copy<Cell>(cells)};
  }
  Where text() {
    constexpr Is kOperators[] = {Is::kEq, Is::kNe, Is::kLt,     Is::kLe,     Is::kGt,
                                 Is::kGe, Is::kIn, Is::kPrefix, Is::kSuffix, Is::kContains};
    const Is is = kOperators[below(std::size(kOperators))];
    const bool mayFold =
        is == Is::kEq || is == Is::kPrefix || is == Is::kSuffix || is == Is::kContains;
    std::vector<Cell> cells;
    for (std::size_t i = is == Is::kIn ? below(4) : 1; i != 0; --i)
      cells.push_back({rig_.keep(pick(kTexts))});
    if (is == Is::kEq && below(5) == 0) cells = {{Null{}}};
    return {.is = is,
            .field = {Note::body},
            .fold = mayFold && below(2) == 0,
            .values = rig_.copy<Cell>(cells)};
  }
  Col column() { return below(2) == 0 ? Note::body : Note::data; }
  std::span<const Text> path(std::size_t length) {
    std::vector<Text> names;
    for (std::size_t i = 0; i < length; ++i) names.push_back(rig_.keep(pick(kKeys)));
    return rig_.copy<Text>(names);
  }

  std::mt19937 random_;
  Rig& rig_;
};

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
  EXPECT_EQ(tooDeep.error().code, ErrorCode::kTooLarge);
  EXPECT_EQ(tooDeep.error().message,
            "the conditions are nested too deep: an expression must not be deeper than 100");

  many.resize(9000, many[0]);
  const auto tooLong =
      rig.run({Select{.table = &kNotes, .columns = kId, .where = {.is = Is::kAnd, .parts = many}}});
  ASSERT_FALSE(tooLong.has_value());
  EXPECT_EQ(tooLong.error().message,
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
    EXPECT_EQ(outcome.error().code, ErrorCode::kTooLarge);
    EXPECT_GT(levels, 80);
    return;
  }
  FAIL() << "no depth was refused";
}

}  // namespace
}  // namespace agentkeep::test
