// How SQLite runs the statements: pages come off an index without a sort, rows are found by key.
#include <algorithm>

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Anchor;
using query::Around;
using query::Change;
using query::Count;
using query::How;
using query::Keep;
using query::Order;
using query::Select;
using query::Update;

constexpr Col kRow[] = {Note::id, Note::body, Note::at};
constexpr Col kThread[] = {Note::thread};

class Plans : public testing::Test {
 protected:
  using Lines = std::vector<std::string>;
  Lines plan(const query::Statement& statement, std::size_t i = 0) {
    EXPECT_TRUE(rig.run({statement}));
    return rig.database.planOf(rig.sent()[i]);
  }
  static bool has(const Lines& lines, Text words) {
    return std::ranges::any_of(
        lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
  }
  Where ofThread() { return rig.is(Note::thread, Is::kEq, {Text("t")}); }
  Rig rig;
};

TEST_F(Plans, APageComesOffTheIndexInBothDirections) {
  for (const bool descending : {false, true}) {
    const Order order[] = {{.column = Note::at, .descending = descending}};
    const Select page{.table = &kNotes,
                      .columns = kRow,
                      .where = ofThread(),
                      .order = order,
                      .limit = 40,
                      .count = Count::kExact};
    EXPECT_EQ(plan(page), (Lines{"SEARCH t0 USING INDEX p_idx_notes_thread (thread_id=?)"}));
    EXPECT_EQ(plan(page, 1),
              (Lines{"SEARCH t0 USING COVERING INDEX p_idx_notes_thread (thread_id=?)"}));
  }
}

TEST_F(Plans, ADateRangeSearchesTheIndex) {
  const Where parts[] = {ofThread(), rig.is(Note::at, Is::kGe, {Time{5}})};
  const Order order[] = {{.column = Note::at}};
  EXPECT_EQ(plan(Select{.table = &kNotes,
                        .columns = kRow,
                        .where = {.is = Is::kAnd, .parts = parts},
                        .order = order,
                        .limit = 40}),
            (Lines{"SEARCH t0 USING INDEX p_idx_notes_thread (thread_id=? AND createdAt>?)"}));
}

TEST_F(Plans, AKeyAndAListOfKeysAreSearched) {
  EXPECT_EQ(
      plan(Select{
          .table = &kNotes, .columns = kRow, .where = rig.is(Note::id, Is::kEq, {Text("a")})}),
      (Lines{"SEARCH t0 USING INDEX sqlite_autoindex_p_notes_1 (id=?)"}));
  const Where in{
      .is = Is::kIn, .field = {Note::id}, .values = rig.cells({{Text("a")}, {Text("b")}})};
  EXPECT_TRUE(has(plan(Select{.table = &kNotes, .columns = kRow, .where = in}),
                  "SEARCH t0 USING INDEX sqlite_autoindex_p_notes_1 (id=?)"));
}

TEST_F(Plans, AListOfKeysOfSeveralColumnsIsSearched) {
  constexpr Col row[] = {Version::number};
  const Where in{
      .is = Is::kKeyIn,
      .values = rig.cells({{Text("a")}, {std::int64_t{1}}, {Text("b")}, {std::int64_t{2}}})};
  const Select rows{.table = &kVersions, .columns = row, .where = in};
  const auto lines = plan(rows);
  EXPECT_TRUE(has(lines, "sqlite_autoindex_p_versions_1 (parentId=? AND number=?)")) << lines[0];
  constexpr Col columns[] = {Version::parent, Version::number};
  const auto values = rig.cells({{Text("a")},
                                 {std::int64_t{1}},
                                 {Text("a")},
                                 {std::int64_t{2}},
                                 {Text("b")},
                                 {std::int64_t{2}}});
  rig.one(query::Insert{.table = &kVersions, .columns = columns, .rows = values});
  EXPECT_EQ(rig.one(rows).rows.size(), 2U);
  EXPECT_EQ(
      rig.one(
             Select{.table = &kVersions, .columns = row, .where = {.is = Is::kKeyIn, .values = {}}})
          .rows.size(),
      0U);
}

TEST_F(Plans, AWalkBehindAKeySearchesItsIndexAndSortsNothing) {
  constexpr Col row[] = {Version::number};
  constexpr query::Order order[] = {{.column = Version::parent}, {.column = Version::number}};
  const auto behind = [&](std::initializer_list<Cell> key) {
    return Select{.table = &kVersions,
                  .columns = row,
                  .where = {.is = Is::kAfterKey, .values = rig.cells(key)},
                  .order = order,
                  .limit = 2,
                  .count = query::Count::kMore};
  };
  const auto lines = plan(behind({{Text("a")}, {std::int64_t{1}}}));
  ASSERT_EQ(lines.size(), 1U) << lines[1];
  EXPECT_TRUE(has(lines, "sqlite_autoindex_p_versions_1 ((parentId,number)>(?,?))")) << lines[0];
  constexpr Col columns[] = {Version::parent, Version::number, Version::label};
  const auto values = rig.cells({{Text("a")},
                                 {std::int64_t{1}},
                                 {Text("w")},
                                 {Text("a")},
                                 {std::int64_t{10}},
                                 {Text("x")},
                                 {Text("a")},
                                 {std::int64_t{2}},
                                 {Text("y")},
                                 {Text("b")},
                                 {std::int64_t{1}},
                                 {Text("z")}});
  rig.one(query::Insert{.table = &kVersions, .columns = columns, .rows = values});
  const auto numbers = [&](std::initializer_list<Cell> key, bool more) {
    const query::Answer answer = rig.one(behind(key));
    EXPECT_EQ(answer.has_more, more);
    std::vector<std::int64_t> out;
    for (const query::Value& cell : answer.rows.cells) out.push_back(cell.integer);
    return out;
  };
  using Numbers = std::vector<std::int64_t>;
  EXPECT_EQ(numbers({}, true), (Numbers{1, 2}));
  EXPECT_EQ(numbers({{Text("a")}, {std::int64_t{1}}}, true), (Numbers{2, 10}));
  EXPECT_EQ(numbers({{Text("a")}, {std::int64_t{2}}}, false), (Numbers{10, 1}));
  EXPECT_EQ(numbers({{Text("b")}, {std::int64_t{1}}}, false), Numbers());
}

TEST_F(Plans, RowsGoToThePlacesThatTheyHad) {
  constexpr Col columns[] = {Note::id, Note::thread, Note::at};
  const auto values =
      rig.cells({{Text("late")}, {Text("t")}, {Time{0}}, {Text("early")}, {Text("t")}, {Time{0}}});
  constexpr std::int64_t places[] = {9'007'199'254'740'993, 7};
  rig.one(query::Insert{.table = &kNotes, .columns = columns, .rows = values, .places = places});
  constexpr Col row[] = {Note::id, query::kInsertion};
  constexpr query::Order order[] = {{.column = Note::at}};
  const query::Rows rows = rig.one(Select{.table = &kNotes, .columns = row, .order = order}).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0][0].text, "early");
  EXPECT_EQ(rows[0][1].integer, 7);
  EXPECT_EQ(rows[1][1].integer, 9'007'199'254'740'993);
}

TEST_F(Plans, APrefixSearchesTheIndex) {
  const auto lines = plan(Select{
      .table = &kNotes, .columns = kRow, .where = rig.is(Note::id, Is::kPrefix, {Text("a")})});
  EXPECT_TRUE(has(lines, "SEARCH t0 USING INDEX sqlite_autoindex_p_notes_1 (id>? AND id<?)"))
      << lines[0];
}

TEST_F(Plans, RowsNamedByAnotherSelectAreSearchedByKey) {
  const Select owners{
      .table = &kNotes,
      .columns = kThread,
      .where = {.is = Is::kIn, .field = {Note::id}, .values = rig.cells({{Text("a")}})}};
  const Change touch[] = {{.column = Note::at, .how = How::kTouch, .value = {Time{0}}}};
  const auto lines = plan(Update{.table = &kNotes,
                                 .where = {.is = Is::kInRows, .field = {Note::id}, .rows = &owners},
                                 .changes = touch});
  EXPECT_TRUE(has(lines, "SEARCH t0 USING COVERING INDEX sqlite_autoindex_p_notes_1 (id=?)"));
  EXPECT_TRUE(has(lines, "SEARCH t1 USING INDEX sqlite_autoindex_p_notes_1 (id=?)"));
  EXPECT_FALSE(has(lines, "SCAN t"));
}

TEST_F(Plans, RowsWithValuesOfTheirOwnAreSearchedByKey) {
  const Change changes[] = {{.column = Note::body, .how = How::kSet}};
  const Cell each[] = {{Text("a")}, {Text("x")}, {Text("b")}, {Keep{}}};
  const auto lines = plan(Update{.table = &kNotes, .changes = changes, .each = each});
  EXPECT_TRUE(has(lines, "SEARCH t0 USING INDEX sqlite_autoindex_p_notes_1 (id=?)"));
  EXPECT_FALSE(has(lines, "SCAN t0"));
}

TEST_F(Plans, WindowsSeek) {
  std::vector<Anchor> anchors = {{"a", 3, 2}};
  const Around around{.table = &kNotes,
                      .columns = kRow,
                      .group = Note::thread,
                      .order = Note::at,
                      .anchors = anchors};
  const auto one = plan(around);
  EXPECT_TRUE(has(one, "SEARCH t0 USING INDEX sqlite_autoindex_p_notes_1 (id=?)"));
  EXPECT_TRUE(has(one, "SEARCH t1 USING INDEX p_idx_notes_thread (thread_id=? AND createdAt<?)"));
  EXPECT_TRUE(has(one, "SEARCH t3 USING INDEX p_idx_notes_thread (thread_id=? AND createdAt>?)"));
  EXPECT_FALSE(has(one, "B-TREE"));
  EXPECT_FALSE(has(one, "SCAN t"));
  anchors.resize(20, {"a", 3, 2});
  Around many = around;
  many.anchors = anchors;
  const auto all = plan(many);
  EXPECT_TRUE(has(all, "SEARCH t1 USING INTEGER PRIMARY KEY (rowid=?)"));
  EXPECT_TRUE(
      has(all, "SEARCH t2 USING COVERING INDEX p_idx_notes_thread (thread_id=? AND createdAt<?)"));
  EXPECT_TRUE(
      has(all, "SEARCH t3 USING COVERING INDEX p_idx_notes_thread (thread_id=? AND createdAt>?)"));
  EXPECT_FALSE(has(all, "B-TREE"));
  EXPECT_FALSE(has(all, "SCAN t"));
}

}  // namespace
}  // namespace agentkeep::test
