// What an Update makes of the old value, held against the same change made by hand.
#include <nlohmann/json.hpp>
#include <random>

#include "core/time.h"
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using nlohmann::json;
using query::Change;
using query::How;
using query::Keep;
using query::Update;

class Changes : public testing::Test {
 protected:
  void add(Text id, const Cell& body, const Cell& data = {Null{}}) {
    const Cell row[] = {{id}, {Text("t")}, body, data, {Time{0}}};
    constexpr Col columns[] = {Note::id, Note::thread, Note::body, Note::data, Note::at};
    rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = row});
  }
  // The column of the one row after the change.
  std::string changed(Col column, std::vector<Change> changes) {
    const Col columns[] = {column};
    const auto rows =
        rig.one(Update{.table = &kNotes, .changes = changes, .returning = columns}).rows;
    EXPECT_EQ(rows.size(), 1U);
    return rows.empty() ? "" : print(rows[0][0]);
  }
  std::string merged(Text document, Text patch, std::initializer_list<Text> path = {},
                     How how = How::kMerge) {
    rig.database.query("DELETE FROM p_notes");
    add("a", {Null{}}, {Json{document}});
    return changed(
        Note::data,
        {{.column = Note::data, .how = how, .value = {Json{patch}}, .path = rig.path(path)}});
  }

  Rig rig;
};

TEST_F(Changes, MergeIsShallowKeepsNullsAndMovesBytes) {
  EXPECT_EQ(
      merged(R"({"a":{"x":1},"b":1.50,"c":12345678901234567890,"d":1e400,"e":"\u0001\ud800"})",
             R"({"a":{"y":2},"n":null})"),
      R"({"b":1.50,"c":12345678901234567890,"d":1e400,"e":"\u0001\ud800","a":{"y":2},"n":null})");
  EXPECT_EQ(merged(R"({"\u0061":1,"b\ud800":2,"c\u0001d":3})", R"({"\ud801":4})"),
            R"({"\u0061":1,"b\ud800":2,"c\u0001d":3,"\ud801":4})");
  EXPECT_EQ(merged(R"({"\u0061":1})", R"({"a":2})"), R"({"a":2})");
  EXPECT_EQ(merged(R"({"\ud800":1,"\udc00":2})", R"({"\ud800":3})"), R"({"\udc00":2,"\ud800":3})");
  EXPECT_EQ(merged("{}", "{}"), "{}");
  EXPECT_EQ(merged(R"({"a":1})", "{}"), R"({"a":1})");
  EXPECT_EQ(merged("[1,2]", R"({"a":1})"), R"({"a":1})");
  EXPECT_EQ(merged("null", R"({"a":1})"), R"({"a":1})");
}

// SQLite takes names for the same that are the same up to a NUL.
TEST_F(Changes, MergesOfNamesWithANulAreLeftToTheCaller) {
  const auto isLeft = [&](Text document, Text patch, std::initializer_list<Text> path = {}) {
    rig.database.query("DELETE FROM p_notes");
    add("a", {Null{}}, {Json{document}});
    const Change merge[] = {
        {.column = Note::data, .how = How::kMerge, .value = {Json{patch}}, .path = rig.path(path)}};
    const auto outcome = rig.run({Update{.table = &kNotes, .changes = merge}});
    EXPECT_EQ(rig.database.query("SELECT json(data) FROM p_notes"),
              (std::vector<std::vector<std::string>>{{std::string(document)}}));
    return outcome && outcome->failed && outcome->failed->why == query::Failed::Why::kLarge;
  };
  EXPECT_TRUE(isLeft(R"({"k\u0000one":1,"k\u0000two":2})", R"({"x":1})"));
  EXPECT_TRUE(isLeft(R"({"k\u0000one":1})", R"({"k":5})"));
  EXPECT_TRUE(isLeft(R"({"k":1})", R"({"k\u0000one":5})"));
  // On the way to what is merged, too; but not in a text beside a name that all know.
  EXPECT_TRUE(isLeft(R"({"k\u0000one":{"a":1}})", R"({"b":2})", {"k"}));
  EXPECT_TRUE(isLeft(R"({"m":{"k\u0000one":{"a":1}}})", R"({"b":2})", {"m", "k"}));
  EXPECT_TRUE(isLeft("{}", R"({"b":2})", {Text("k\0one", 5)}));
  EXPECT_TRUE(isLeft("{}", R"({"b":2})", {"\xed\xa0\x80"}));
  EXPECT_EQ(merged(R"({"t":"\u0000"})", R"({"b":2})", {"m"}), R"({"t":"\u0000","m":{"b":2}})");
}

TEST_F(Changes, MergeOfAMemberThatIsThereTwice) {
  EXPECT_EQ(merged(R"({"dup":1,"dup":2})", R"({"x":1})"), R"({"dup":1,"dup":2,"x":1})");
  // Readers take the last.
  EXPECT_EQ(json::parse(merged(R"({"dup":1,"dup":2})", R"({"dup":3})"))["dup"], 3);
}

TEST_F(Changes, MergesOfManyMembersAreLeftToTheCaller) {
  const auto patch = [](int many) {
    json out = json::object();
    for (int i = 0; i < many; ++i) out["k" + std::to_string(i)] = i;
    return out;
  };
  const json document = {{"k7", "old"}, {"x", 1.5}};
  json expected = patch(100);
  expected["x"] = 1.5;
  EXPECT_EQ(json::parse(merged(document.dump(), patch(100).dump())), expected);
  const std::size_t asked = rig.database.requests.size();
  const auto isLeft = [&](const query::Statement& statement) {
    const auto outcome = rig.run({statement});
    ASSERT_TRUE(outcome);
    ASSERT_TRUE(outcome->failed);
    EXPECT_EQ(outcome->failed->why, query::Failed::Why::kLarge);
  };
  const std::string many = patch(101).dump();
  const Change merge[] = {{.column = Note::data, .how = How::kMerge, .value = {Json{many}}}};
  isLeft(Update{.table = &kNotes, .changes = merge});
  const Cell each[] = {{Text("a")}, {Json{"{}"}}, {Text("b")}, {Json{many}}};
  isLeft(Update{.table = &kNotes, .changes = merge, .each = each});
  const Change incoming[] = {
      {.column = Note::data, .how = How::kMerge, .value = {query::Incoming{}}}};
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::at};
  const Cell row[] = {{Text("a")}, {Text("t")}, {Json{many}}, {Time{0}}};
  isLeft(query::Insert{.table = &kNotes,
                       .columns = columns,
                       .rows = row,
                       .on_conflict = query::OnConflict::kChange,
                       .changes = incoming});
  std::string items = "[0";
  for (int i = 1; i < 101; ++i) items += "," + std::to_string(i);
  items += "]";
  const Change list[] = {{.column = Note::data, .how = How::kMergeItems, .value = {Json{items}}}};
  isLeft(Update{.table = &kNotes, .changes = list});
  EXPECT_EQ(rig.database.requests.size(), asked);
}

TEST_F(Changes, MergeAtAPathMakesWhatIsMissing) {
  EXPECT_EQ(merged(R"({"x":1,"m":{"a":1}})", R"({"b":2})", {"m"}), R"({"x":1,"m":{"a":1,"b":2}})");
  EXPECT_EQ(merged(R"({"x":1})", R"({"b":2})", {"m"}), R"({"x":1,"m":{"b":2}})");
  EXPECT_EQ(merged(R"({"m":"text"})", R"({"b":2})", {"m"}), R"({"m":{"b":2}})");
  EXPECT_EQ(merged(R"({"m":5})", R"({"b":2})", {"m", "n", "o"}), R"({"m":{"n":{"o":{"b":2}}}})");
  EXPECT_EQ(merged(R"({"m":{"n":{"k":1}}})", R"({"b":2})", {"m", "n", "o"}),
            R"({"m":{"n":{"k":1,"o":{"b":2}}}})");
}

TEST_F(Changes, ListsMergeItemByItemAndMoveBytes) {
  const auto items = [&](Text document, Text patch, std::initializer_list<Text> path = {}) {
    return merged(document, patch, path, How::kMergeItems);
  };
  EXPECT_EQ(items(R"([1.50,null,{"a":"\u0000\ud800"},1e400])", R"([null,12345678901234567890])"),
            R"([1.50,12345678901234567890,{"a":"\u0000\ud800"},1e400])");
  EXPECT_EQ(items("[1]", R"([null,null,[2e999,{"b": null}],null])"),
            R"([1,null,[2e999,{"b":null}],null])");
  EXPECT_EQ(items("[1,2]", "[]"), "[1,2]");
  EXPECT_EQ(items("[]", "[]"), "[]");
  EXPECT_EQ(items("[]", R"(["x"])"), R"(["x"])");
  EXPECT_EQ(items("[true,false]", R"([false,"null"])"), R"([false,"null"])");
  EXPECT_EQ(items(R"({"a":1})", "[1]"), "[1]");
  EXPECT_EQ(items(R"({"o":{"list":[1,2,3]},"x":1.0})", "[null,5]", {"o", "list"}),
            R"({"o":{"list":[1,5,3]},"x":1.0})");
  EXPECT_EQ(items(R"({"x":1})", "[null,5]", {"o", "list"}), R"({"x":1,"o":{"list":[null,5]}})");
  // More than ten: by their numbers, not as text.
  EXPECT_EQ(
      items("[0,1,2,3,4,5,6,7,8,9,10,11]", "[null,null,20,null,null,null,null,null,null,null,100]"),
      "[0,1,20,3,4,5,6,7,8,9,100,11]");
}

TEST_F(Changes, MergeOfBareTextStartsAnew) {
  add("a", {Text("a bare text")});
  EXPECT_EQ(changed(Note::body,
                    {{.column = Note::body, .how = How::kMerge, .value = {Json{R"({"a":1})"}}}}),
            R"({"a":1})");
}

TEST_F(Changes, MergeAgreesWithTheSpreadOfJavaScript) {
  std::mt19937 random(11);
  const std::vector<std::string> keys = {"a",   "b", "q\"uote",  "back\\slash", "dot.ted", "",
                                         "[0]", "ü", "slash/\t", "\x01",        "'",       "a b"};
  const auto object = [&] {
    json out = json::object();
    for (std::size_t i = random() % 6; i != 0; --i) {
      json value;
      switch (random() % 5) {
        case 0:
          value = nullptr;
          break;
        case 1:
          value = random() % 100;
          break;
        case 2:
          value = {{keys[random() % keys.size()], {1, nullptr, "x"}}};
          break;
        case 3:
          value = keys[random() % keys.size()];
          break;
        default:
          value = random() % 2 == 0;
      }
      out[keys[random() % keys.size()]] = value;
    }
    return out;
  };
  for (int i = 0; i < 400; ++i) {
    json document = object();
    const json patch = object();
    const std::string actual = merged(document.dump(), patch.dump());
    for (const auto& [key, value] : patch.items()) document[key] = value;
    ASSERT_EQ(json::parse(actual, nullptr, false), document) << i;
  }
}

TEST_F(Changes, TwoMergesOfOneColumnApplyInOrder) {
  add("a", {Json{R"({"format":2,"metadata":{"old":1,"x":0},"text":"t"})"}});
  EXPECT_EQ(
      changed(Note::body,
              {{.column = Note::body, .how = How::kMerge, .value = {Json{R"({"text":"new"})"}}},
               {.column = Note::body,
                .how = How::kMerge,
                .value = {Json{R"({"x":1})"}},
                .path = rig.path({"metadata"})}}),
      R"({"format":2,"metadata":{"old":1,"x":1},"text":"new"})");
}

TEST_F(Changes, SetsMembers) {
  add("a", {Null{}}, {Json{R"({"a":1})"}});
  const auto set = [&](std::initializer_list<Text> path, Cell value) {
    return changed(
        Note::data,
        {{.column = Note::data, .how = How::kSet, .value = value, .path = rig.path(path)}});
  };
  EXPECT_EQ(set({"b"}, {Text("x\"y")}), R"({"a":1,"b":"x\"y"})");
  EXPECT_EQ(set({"a"}, {Json{R"({"k":[]})"}}), R"({"a":{"k":[]},"b":"x\"y"})");
  EXPECT_EQ(set({"b"}, {Null{}}), R"({"a":{"k":[]},"b":null})");
  EXPECT_EQ(set({"c", "d"}, {true}), R"({"a":{"k":[]},"b":null,"c":{"d":true}})");
  EXPECT_EQ(changed(Note::data, {{.column = Note::data,
                                  .how = How::kAdd,
                                  .value = {std::int64_t{2}},
                                  .path = rig.path({"n"})}}),
            R"({"a":{"k":[]},"b":null,"c":{"d":true},"n":2})");
  EXPECT_EQ(changed(Note::data, {{.column = Note::data,
                                  .how = How::kAppend,
                                  .value = {Text("y")},
                                  .path = rig.path({"b"}),
                                  .separator = ","},
                                 {.column = Note::data,
                                  .how = How::kPush,
                                  .value = {std::int64_t{7}},
                                  .path = rig.path({"a", "k"})}}),
            R"({"a":{"k":[7]},"b":"y","c":{"d":true},"n":2})");
}

TEST_F(Changes, AddsAppendsAndPushes) {
  add("a", {Null{}});
  const Change plusTwo{.column = Note::count, .how = How::kAdd, .value = {std::int64_t{2}}};
  EXPECT_EQ(changed(Note::count, {plusTwo}), "2");
  EXPECT_EQ(changed(Note::count, {plusTwo, plusTwo}), "6");
  const auto append = [&](Text text) {
    return changed(
        Note::body,
        {{.column = Note::body, .how = How::kAppend, .value = {text}, .separator = "\n"}});
  };
  EXPECT_EQ(append("one"), "one");
  EXPECT_EQ(append("two"), "one\ntwo");
  EXPECT_EQ(append(""), "one\ntwo\n");
  const auto push = [&](Cell value) {
    return changed(Note::data, {{.column = Note::data, .how = How::kPush, .value = value}});
  };
  EXPECT_EQ(push({Json{R"({"id":1})"}}), R"([{"id":1}])");
  EXPECT_EQ(push({Text("x")}), R"([{"id":1},"x"])");
  EXPECT_EQ(push({Null{}}), R"([{"id":1},"x",null])");
}

TEST_F(Changes, StoresNullsAsTheColumnKnowsThem) {
  const Cell row[] = {{Text("a")}, {Text("t")}, {Json{"null"}}, {Json{"null"}}, {Time{0}},
                      {Text("b")}, {Text("t")}, {Null{}},       {Null{}},       {Time{0}}};
  constexpr Col columns[] = {Note::id, Note::thread, Note::data, Note::keeps, Note::at};
  rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = row});
  EXPECT_EQ(
      rig.database.query("SELECT typeof(data),typeof(keeps),keeps FROM p_notes"),
      (std::vector<std::vector<std::string>>{{"null", "text", "null"}, {"null", "null", "NULL"}}));
  const Change changes[] = {{.column = Note::data, .how = How::kSet},
                            {.column = Note::keeps, .how = How::kSet}};
  const Cell each[] = {{Text("a")}, {Json{"[1]"}},  {Null{}},
                       {Text("b")}, {Json{"null"}}, {Json{"null"}}};
  rig.one(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_EQ(
      rig.database.query("SELECT data,keeps,typeof(keeps) FROM p_notes"),
      (std::vector<std::vector<std::string>>{{"[1]", "NULL", "null"}, {"NULL", "null", "text"}}));
  const Change literal[] = {{.column = Note::data, .how = How::kSet, .value = {Json{"null"}}},
                            {.column = Note::keeps, .how = How::kSet, .value = {Json{"null"}}}};
  rig.one(Update{.table = &kNotes, .changes = literal});
  EXPECT_EQ(rig.database.query("SELECT DISTINCT data,keeps FROM p_notes"),
            (std::vector<std::vector<std::string>>{{"NULL", "null"}}));
}

TEST_F(Changes, EachRowKeepsMergesAndSetsItsOwn) {
  add("a", {Json{R"({"parts":[1],"metadata":{"x":1}})"}});
  add("b", {Text("bare")});
  add("c", {Json{R"({"parts":[3]})"}});
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
                       {Keep{}}};
  EXPECT_EQ(rig.one(Update{.table = &kNotes, .changes = changes, .each = each}).changed, 3U);
  EXPECT_EQ(rig.database.query("SELECT body,thread_id,createdAt FROM p_notes ORDER BY id"),
            (std::vector<std::vector<std::string>>{
                {R"({"metadata":{"x":1,"y":null},"parts":[2]})", "t", "1970-01-01T00:00:00.005Z"},
                {"bare", "t", "1970-01-01T00:00:00.000Z"},
                {R"({"parts":[3],"metadata":{"z":1}})", "moved", "1970-01-01T00:00:00.000Z"}}));
}

TEST_F(Changes, RowsOfOneKeyApplyOneAfterTheOther) {
  add("a", {Null{}}, {Json{"{}"}});
  const Change changes[] = {{.column = Note::data, .how = How::kMerge},
                            {.column = Note::count, .how = How::kAdd}};
  const Cell each[] = {{Text("a")}, {Json{R"({"x":1})"}}, {std::int64_t{1}},
                       {Text("a")}, {Json{R"({"y":2})"}}, {std::int64_t{2}}};
  rig.one(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_EQ(rig.sent().size(), 2U);
  EXPECT_EQ(rig.database.query("SELECT data,count FROM p_notes"),
            (std::vector<std::vector<std::string>>{{R"({"x":1,"y":2})", "3"}}));
}

TEST_F(Changes, RowsOfOneKeyTakeAsManyStatementsAsThereAreOfOne) {
  std::vector<Cell> each;
  for (int i = 0; i < 500; ++i) {
    const Text id = rig.keep("n" + std::to_string(i / 2));
    if (i % 2 == 0) add(id, {Null{}});
    each.insert(each.end(), {{id}, {std::int64_t{i}}});
  }
  const Change changes[] = {{.column = Note::count, .how = How::kAdd}};
  rig.one(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_EQ(rig.sent().size(), 2U);
  EXPECT_EQ(rig.database.query("SELECT sum(count),max(count) FROM p_notes"),
            (std::vector<std::vector<std::string>>{{"124750", "997"}}));
  // A row is read and written for each of its changes.
  each.clear();
  for (int i = 0; i < 101; ++i) each.insert(each.end(), {{Text("n1")}, {std::int64_t{1}}});
  const auto outcome = rig.run({Update{.table = &kNotes, .changes = changes, .each = each}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error()->code, ErrorCode::kTooLarge);
  EXPECT_EQ(outcome.error()->message, "a row must not be changed more than 100 times by one call");
}

TEST_F(Changes, EachRowStoresTextAndDocumentsSideBySide) {
  for (const Text id : {"a", "b", "c"}) add(id, {Text("old")});
  const Change changes[] = {{.column = Note::body, .how = How::kSet}};
  const Cell each[] = {{Text("a")}, {Text("{\"not\" parsed")},
                       {Text("b")}, {Json{R"({"x":"\u0000"})"}},
                       {Text("c")}, {Null{}}};
  rig.one(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_EQ(rig.database.query("SELECT body FROM p_notes"),
            (std::vector<std::vector<std::string>>{
                {"{\"not\" parsed"}, {R"({"x":"\u0000"})"}, {"NULL"}}));
}

TEST_F(Changes, OfTwoNumbersTheOneThatIsThereCounts) {
  add("a", {Null{}});
  const auto score = [&](How how, Cell value) {
    return changed(Note::score, {{.column = Note::score, .how = how, .value = value}});
  };
  EXPECT_EQ(score(How::kSum, {Null{}}), "NULL");
  EXPECT_EQ(score(How::kSum, {1.5}), "1.500000");
  EXPECT_EQ(score(How::kSum, {1e17}), "100000000000000000.000000");
  EXPECT_EQ(score(How::kLeast, {Null{}}), "100000000000000000.000000");
  EXPECT_EQ(score(How::kLeast, {2.5}), "2.500000");
  EXPECT_EQ(score(How::kLeast, {3.5}), "2.500000");
  EXPECT_EQ(score(How::kMost, {Null{}}), "2.500000");
  EXPECT_EQ(score(How::kMost, {-1.5}), "2.500000");
  EXPECT_EQ(score(How::kMost, {3.5}), "3.500000");
}

TEST_F(Changes, TouchAlwaysMovesForward) {
  add("a", {Null{}});
  const auto touched = [&](Text old, std::int64_t now) {
    rig.database.query("UPDATE p_notes SET createdAt='" + std::string(old) + "'");
    return changed(Note::at, {{.column = Note::at, .how = How::kTouch, .value = {Time{now}}}});
  };
  const std::int64_t now = *parseTime("2026-05-05T12:00:00.000Z");
  const std::string atNow = formatTime(now);
  EXPECT_EQ(touched("2026-05-05T11:59:59.999Z", now), atNow);
  EXPECT_EQ(touched("2026-05-05T11:59:59.998Z", now), atNow);
  EXPECT_EQ(touched("2026-05-05T12:00:00.000Z", now), "2026-05-05T12:00:00.001Z");
  EXPECT_EQ(touched("2026-05-05T23:59:59.999Z", now), "2026-05-06T00:00:00.000Z");
  EXPECT_EQ(touched("2028-02-28T23:59:59.999Z", now), "2028-02-29T00:00:00.000Z");
  EXPECT_EQ(touched("2026-05-05T14:00:00+02:00", now), "2026-05-05T12:00:00.001Z");
  EXPECT_EQ(touched("2026-05-05 12:00:00", now), "2026-05-05T12:00:00.001Z");
  for (const Text noDate :
       {"", "yesterday", "now", "2461166", "99999-01-01", "2026-13-45T00:00:00Z"})
    EXPECT_EQ(touched(noDate, now), atNow) << noDate;
  EXPECT_EQ(touched("9999-12-31T23:59:59.999Z", now), atNow);  // there is nothing behind it
}

// SQLite counts in floating point: each millisecond of a minute, and many others, must move by one.
TEST_F(Changes, TouchIsExactForEveryMillisecond) {
  add("a", {Null{}});
  std::mt19937_64 random(3);
  const std::int64_t last = *parseTime("2199-12-31T00:00:00.000Z");
  std::vector<Cell> rows;
  std::vector<std::int64_t> times;
  const std::int64_t minute = *parseTime("2026-11-21T10:30:00.000Z");
  for (std::int64_t ms = 0; ms < 60'000; ++ms) times.push_back(minute + ms);
  for (int i = 0; i < 60'000; ++i)
    times.push_back(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(last)));
  constexpr Col columns[] = {Note::id, Note::thread, Note::at};
  for (std::size_t i = 0; i < times.size(); ++i) {
    rows.push_back({rig.keep(std::to_string(i))});
    rows.push_back({rig.keep(formatTime(times[i] + 1))});  // what touching must give
    rows.push_back({Time{times[i]}});
  }
  rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = rows});
  const Change touch[] = {{.column = Note::at, .how = How::kTouch, .value = {Time{0}}}};
  rig.one(
      Update{.table = &kNotes, .where = rig.is(Note::id, Is::kNe, {Text("a")}), .changes = touch});
  EXPECT_EQ(rig.database.query(
                "SELECT count(*) FROM p_notes WHERE id<>'a' AND createdAt=thread_id")[0][0],
            std::to_string(times.size()));
}

TEST_F(Changes, TakeTheHighestValueOfOtherRows) {
  add("a", {Null{}});
  add("b", {Null{}});
  add("c", {Null{}});
  const auto when = [&](Text id) {
    return rig.database.query("SELECT createdAt FROM p_notes WHERE id='" + std::string(id) +
                              "'")[0][0];
  };
  const auto touch = [&](Text id, const query::Select& rows) {
    const Change change[] = {
        {.column = Note::at, .how = How::kTouch, .value = {query::Max{&rows}}}};
    rig.one(Update{.table = &kNotes, .where = rig.is(Note::id, Is::kEq, {id}), .changes = change});
  };
  const Change later[] = {{.column = Note::at, .how = How::kSet, .value = {Time{5000}}}};
  rig.one(
      Update{.table = &kNotes, .where = rig.is(Note::id, Is::kEq, {Text("b")}), .changes = later});
  constexpr Col kAt[] = {Note::at};
  const query::Select others{
      .table = &kNotes, .columns = kAt, .where = rig.is(Note::id, Is::kNe, {Text("a")})};
  touch("a", others);
  EXPECT_EQ(when("a"), formatTime(5000));
  // No row: the value's own next millisecond.
  const query::Select none{
      .table = &kNotes, .columns = kAt, .where = rig.is(Note::id, Is::kEq, {Text("none")})};
  touch("a", none);
  EXPECT_EQ(when("a"), formatTime(5001));
  const Change set[] = {{.column = Note::at, .how = How::kSet, .value = {query::Max{&others}}}};
  rig.one(
      Update{.table = &kNotes, .where = rig.is(Note::id, Is::kEq, {Text("c")}), .changes = set});
  EXPECT_EQ(when("c"), formatTime(5000));
}

}  // namespace
}  // namespace agentkeep::test
