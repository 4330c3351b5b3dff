// Each operation of query/ in SQLite's words: its exact text and parameters, and that SQLite with D1's
// limits takes it and answers what it should.
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

using query::Anchor;
using query::Around;
using query::Change;
using query::Count;
using query::Delete;
using query::Guard;
using query::How;
using query::Incoming;
using query::Insert;
using query::Keep;
using query::Must;
using query::OnConflict;
using query::Order;
using query::Select;
using query::Update;

constexpr Col kId[] = {Note::id};
constexpr Col kRow[] = {Note::id, Note::thread, Note::body, Note::at};

std::string at(int ms) {
  std::string text = "2026-01-01T00:00:00.000Z";
  const std::string digits = std::to_string(1000 + ms);
  return text.replace(20, 3, digits.substr(1));
}

std::int64_t msOf(int ms) { return 1'767'225'600'000 + ms; }

class Operations : public testing::Test {
 protected:
  // Notes n1, n2, ... of thread `thread`, one each 10 ms.
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
  const SentStatement& statement(std::size_t i = 0) { return rig.sent()[i]; }

  Rig rig;
};

TEST_F(Operations, SelectsByKey) {
  fill(2);
  const auto rows = rig.one(Select{.table = &kNotes, .columns = kRow, .where = rig.is(Note::id, Is::kEq, {Text("n2")})}).rows;
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][3].text, at(20));
  EXPECT_EQ(statement().sql,
            R"(SELECT t0.id,t0.thread_id,t0.body,t0.createdAt FROM "p_notes" t0 WHERE t0.id=?1->>0)");
  EXPECT_EQ(statement().parameters, (std::vector<std::string>{R"(["n2"])"}));
}

TEST_F(Operations, SelectsAPageAndItsTotal) {
  fill(5);
  const Order newest[] = {{.column = Note::at, .descending = true}};
  const Select page{.table = &kNotes, .columns = kId, .where = rig.is(Note::thread, Is::kEq, {Text("t1")}),
                    .order = newest, .limit = 2, .offset = 1, .count = Count::kExact};
  const auto answer = rig.one(page);
  EXPECT_EQ(answer.rows.size(), 2U);
  EXPECT_EQ(print(answer.rows[0][0]), "n4");
  EXPECT_EQ(answer.total, 5U);
  ASSERT_EQ(rig.sent().size(), 2U);
  EXPECT_EQ(statement().sql, R"(SELECT t0.id FROM "p_notes" t0 WHERE t0.thread_id=?1->>0)"
                             R"( ORDER BY t0.createdAt DESC,t0.rowid DESC LIMIT ?1->>1 OFFSET ?1->>2)");
  EXPECT_EQ(statement(1).sql, R"(SELECT count(*) AS n FROM "p_notes" t0 WHERE t0.thread_id=?1->>0)");
  EXPECT_EQ(statement().parameters, (std::vector<std::string>{R"(["t1",2,1])"}));
}

}  // namespace
}  // namespace agentkeep::test
