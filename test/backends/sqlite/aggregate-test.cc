// Groups and measures, held against the same numbers counted by hand.
#include "test/support/aggregate-cases.h"
#include "test/support/sqlite-rig.h"

namespace agentkeep::test {
namespace {

class Aggregates : public AggregateCases<Rig> {};

TEST_F(Aggregates, WithoutGroupsIsOneRow) { withoutGroups(); }

TEST_F(Aggregates, ByFieldsMembersAndTheirSubstitutes) {
  add("a", "t1", {Json{R"({"m":"x"})"}}, 0, {std::int64_t{1}}, {Null{}});
  add("b", "t1", {Json{R"({"m":"y"})"}}, 0, {std::int64_t{2}}, {Null{}});
  add("c", "t2", {Null{}}, 0, {std::int64_t{3}}, {Null{}});
  const Measure measures[] = {{.fn = Fn::kRows}, {.fn = Fn::kMax, .field = {Note::count}}};
  const Text path[] = {"m"};
  const Group byMember[] = {
      {.by = By::kField, .field = {Note::data, path}, .otherwise = {Note::thread}}};
  EXPECT_EQ(lines({.table = &kNotes, .groups = byMember, .measures = measures}),
            (Lines{"t2,1,3", "x,1,1", "y,1,2"}));
  const Group byThread[] = {{.by = By::kField, .field = {Note::thread}}};
  const Aggregate most{
      .table = &kNotes, .groups = byThread, .measures = measures, .order_by = 0, .limit = 1};
  EXPECT_EQ(lines(most), (Lines{"t1,2,2"}));
  EXPECT_EQ(
      rig.sent()[0].sql,
      R"(SELECT k0,count(*) AS m0,max(v1) AS m1 FROM (SELECT t0.thread_id AS k0,t0.count AS v1,0 AS time,t0.rowid AS place)"
      R"( FROM "p_notes" t0) GROUP BY k0 ORDER BY m0 DESC NULLS LAST,k0 NULLS LAST LIMIT ?1->>0)");
  const Where some = rig.is(Note::count, Is::kLt, {std::int64_t{3}});
  EXPECT_EQ(lines({.table = &kNotes, .where = some, .groups = byThread, .measures = measures}),
            (Lines{"t1,2,2"}));
}

TEST_F(Aggregates, ByItemsAndKeysOfJson) {
  add("a", "t", {Json{R"({"tags":["x","y"],"labels":{"env":1,"os":2}})"}}, 0, {Null{}}, {Null{}});
  add("b", "t", {Json{R"({"tags":["y"],"labels":{"env":3}})"}}, 0, {Null{}}, {Null{}});
  add("c", "t", {Json{R"({"tags":"no list"})"}}, 0, {Null{}}, {Null{}});
  add("d", "t", {Null{}}, 0, {Null{}}, {Null{}});
  rig.database.query("UPDATE p_notes SET data='broken' WHERE id='d'");
  const Measure measures[] = {{.fn = Fn::kRows}};
  const Text tags[] = {"tags"};
  const Group items[] = {{.by = By::kItems, .field = {Note::data, tags}}};
  EXPECT_EQ(lines({.table = &kNotes, .groups = items, .measures = measures}),
            (Lines{"x,1", "y,2"}));
  const Text labels[] = {"labels"};
  const Group keys[] = {{.by = By::kKeys, .field = {Note::data, labels}}};
  EXPECT_EQ(lines({.table = &kNotes, .groups = keys, .measures = measures}),
            (Lines{"env,2", "os,1"}));
}

TEST_F(Aggregates, ByBucketsOfTime) { byBucketsOfTime(); }

TEST_F(Aggregates, TheLastValueIsOfTheNewestRow) { lastValues(); }

TEST_F(Aggregates, AgreeWithNumbersCountedByHand) { numbersCountedByHand(); }

}  // namespace
}  // namespace agentkeep::test
