// Windows are exact: held against a sorted list, with many rows of one time, several groups, rows
// that the condition hides, overlapping windows and anchors that are not there.
#include <algorithm>
#include <random>
#include <set>

#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Anchor;
using query::Around;

constexpr Col kId[] = {Note::id};

struct Row {
  std::string id;
  std::string thread;
  int at;
  bool done;
};

std::string expected(const std::vector<Row>& rows, const std::vector<Anchor>& anchors,
                     bool onlyDone) {
  // Rows are in order of insertion, and so are their addresses.
  std::vector<const Row*> sorted;
  for (const Row& row : rows) {
    if (!onlyDone || row.done) sorted.push_back(&row);
  }
  std::ranges::sort(
      sorted, [](const Row* a, const Row* b) { return a->at != b->at ? a->at < b->at : a < b; });
  std::set<std::string> wanted;
  for (const Anchor& anchor : anchors) {
    const auto target = std::ranges::find(sorted, anchor.id, &Row::id);
    if (target == sorted.end()) continue;
    std::vector<const Row*> group;
    for (const Row* row : sorted) {
      if (row->thread == (*target)->thread) group.push_back(row);
    }
    const auto at = std::ranges::find(group, *target) - group.begin();
    const auto from = std::max<std::ptrdiff_t>(0, at - anchor.before);
    const auto to = std::min<std::ptrdiff_t>(std::ssize(group) - 1, at + anchor.after);
    for (auto i = from; i <= to; ++i) wanted.insert(group[static_cast<std::size_t>(i)]->id);
  }
  std::string out;
  for (const Row* row : sorted) {
    if (!wanted.contains(row->id)) continue;
    if (!out.empty()) out += ' ';
    out += row->id;
  }
  return out;
}

TEST(AroundWindows, AgreeWithASortedList) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t n) { return random() % n; };
  for (int round = 0; round < 60; ++round) {
    Rig rig;
    std::vector<Row> rows;
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < 60; ++i) {
      rows.push_back({"n" + std::to_string(random() % 1'000'000), "t" + std::to_string(below(3)),
                      static_cast<int>(below(8)), below(4) != 0});
    }
    for (const Row& row : rows) {
      cells.insert(cells.end(), {{Text(row.id)}, {Text(row.thread)}, {Time{row.at}}, {row.done}});
    }
    constexpr Col columns[] = {Note::id, Note::thread, Note::at, Note::done};
    rig.one(query::Insert{.table = &kNotes,
                          .columns = columns,
                          .rows = cells,
                          .on_conflict = query::OnConflict::kSkip});
    std::set<std::string> seen;
    std::erase_if(rows, [&](const Row& row) { return !seen.insert(row.id).second; });
    for (int i = 0; i < 12; ++i) {
      const bool onlyDone = below(2) == 0;
      std::vector<Anchor> anchors;
      const std::size_t count = below(2) == 0 ? below(4) : below(20);
      for (std::size_t k = 0; k < count; ++k) {
        const Text id = below(10) == 0 ? Text("absent") : Text(rows[below(rows.size())].id);
        anchors.push_back(
            {id, static_cast<std::uint32_t>(below(5)), static_cast<std::uint32_t>(below(5))});
      }
      const Around around{.table = &kNotes,
                          .columns = kId,
                          .where = onlyDone ? rig.is(Note::done, Is::kEq, {true}) : Where{},
                          .group = Note::thread,
                          .order = Note::at,
                          .anchors = anchors};
      ASSERT_EQ(rig.ids(around), expected(rows, anchors, onlyDone))
          << "round " << round << ", " << count << " anchors";
    }
  }
}

TEST(AroundWindows, AnswerTheAskedColumnsAlone) {
  Rig rig;
  rig.database.query(
      "INSERT INTO p_notes(id,thread_id,createdAt) VALUES('a','t','x'),('b','t','x')");
  constexpr Col columns[] = {Note::at, query::kInsertion, Note::id};
  const Anchor anchors[] = {{"b", 1, 0}};
  const auto rows = rig.one(Around{.table = &kNotes,
                                   .columns = columns,
                                   .group = Note::thread,
                                   .order = Note::at,
                                   .anchors = anchors})
                        .rows;
  EXPECT_EQ(rows.columns, 3U);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0][2].text, "a");
  EXPECT_EQ(rows[1][1].integer, 2);
}

TEST(AroundWindows, OfNothingAskNothing) {
  Rig rig;
  EXPECT_EQ(rig.ids(Around{.table = &kNotes,
                           .columns = kId,
                           .group = Note::thread,
                           .order = Note::at,
                           .anchors = {}}),
            "");
  EXPECT_TRUE(rig.database.requests.empty());
}

TEST(AroundWindows, TakeAThousandAnchors) {
  Rig rig;
  rig.database.query(
      "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM c WHERE n<999)"
      " INSERT INTO p_notes(id,thread_id,createdAt) SELECT 'n'||n,'t'||(n%10),n/30 FROM c");
  std::vector<Anchor> anchors;
  for (int i = 0; i < 1000; ++i) anchors.push_back({rig.keep("n" + std::to_string(i)), 3, 3});
  EXPECT_EQ(rig.one(Around{.table = &kNotes,
                           .columns = kId,
                           .group = Note::thread,
                           .order = Note::at,
                           .anchors = anchors})
                .rows.size(),
            1000U);
  EXPECT_EQ(rig.sent().size(), 1U);
}

}  // namespace
}  // namespace agentkeep::test
