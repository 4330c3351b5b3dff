// Groups and measures, counted over rows that were read.
#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "test/support/dynamo-rig.h"

namespace agentkeep::test {
namespace {

using query::Aggregate;
using query::By;
using query::Fn;
using query::Group;
using query::Measure;

constexpr Col kColumns[] = {Note::id, Note::thread, Note::data, Note::at, Note::count, Note::score};

class DynamoAggregates : public testing::Test {
 protected:
  void add(Text id, Text thread, Cell data, std::int64_t at, Cell count, Cell score) {
    const Cell row[] = {{id}, {thread}, data, {Time{at}}, count, score};
    rig.one(query::Insert{.table = &kNotes, .columns = kColumns, .rows = row});
  }
  std::vector<std::string> lines(const Aggregate& aggregate) { return rig.lines(aggregate); }
  using Lines = std::vector<std::string>;
  DynamoRig rig;
};

TEST_F(DynamoAggregates, WithoutGroupsIsOneRow) {
  const Measure measures[] = {{.fn = Fn::kRows},
                              {.fn = Fn::kSum, .field = {Note::count}},
                              {.fn = Fn::kNearest, .field = {Note::count}, .fraction = 0.5},
                              {.fn = Fn::kLinear, .field = {Note::count}, .fraction = 0.5}};
  EXPECT_EQ(lines({.table = &kNotes, .measures = measures}), (Lines{"0,NULL,NULL,NULL"}));
  add("a", "t", {Null{}}, 0, {std::int64_t{4}}, {Null{}});
  add("b", "t", {Null{}}, 0, {std::int64_t{1}}, {Null{}});
  add("c", "t", {Null{}}, 0, {Null{}}, {Null{}});
  EXPECT_EQ(lines({.table = &kNotes, .measures = measures}), (Lines{"3,5,4,2.500000"}));
}

TEST_F(DynamoAggregates, ByFieldsMembersAndTheirSubstitutes) {
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
  const Where some = rig.is(Note::count, Is::kLt, {std::int64_t{3}});
  EXPECT_EQ(lines({.table = &kNotes, .where = some, .groups = byThread, .measures = measures}),
            (Lines{"t1,2,2"}));
}

TEST_F(DynamoAggregates, ByItemsAndKeysOfJson) {
  add("a", "t", {Json{R"({"tags":["x","y"],"labels":{"env":1,"os":2}})"}}, 0, {Null{}}, {Null{}});
  add("b", "t", {Json{R"({"tags":["y"],"labels":{"env":3}})"}}, 0, {Null{}}, {Null{}});
  add("c", "t", {Json{R"({"tags":"no list"})"}}, 0, {Null{}}, {Null{}});
  add("d", "t", {Null{}}, 0, {Null{}}, {Null{}});
  rig.database.items.at({"$agentkeep#notes#id_d", "$notes"})["data"] = {{"S", "broken"}};
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

TEST_F(DynamoAggregates, ByBucketsOfTime) {
  const std::int64_t day = 86'400'000;
  add("a", "t", {Null{}}, day - 1, {Null{}}, {Null{}});
  add("b", "t", {Null{}}, day, {Null{}}, {Null{}});
  add("c", "t", {Null{}}, day + 299'999, {Null{}}, {Null{}});
  add("d", "t", {Null{}}, day + 300'000, {Null{}}, {Null{}});
  add("e", "t", {Null{}}, -1, {Null{}}, {Null{}});
  const Measure measures[] = {{.fn = Fn::kRows}};
  const Group buckets[] = {{.by = By::kBucket, .field = {Note::at}, .bucket_ms = 300'000}};
  EXPECT_EQ(lines({.table = &kNotes, .groups = buckets, .measures = measures}),
            (Lines{"-300000,1", "86100000,1", "86400000,2", "86700000,1"}));
}

TEST_F(DynamoAggregates, TheLastValueIsOfTheNewestRow) {
  add("a", "t1", {Null{}}, 5, {std::int64_t{1}}, {Null{}});
  add("b", "t1", {Null{}}, 9, {std::int64_t{2}}, {Null{}});
  add("c", "t1", {Null{}}, 9, {std::int64_t{3}}, {Null{}});
  add("d", "t1", {Null{}}, 7, {std::int64_t{4}}, {Null{}});
  add("e", "t2", {Null{}}, 1, {std::int64_t{5}}, {Null{}});
  const Measure measures[] = {{.fn = Fn::kLast, .field = {Note::count}}};
  const Group byThread[] = {{.by = By::kField, .field = {Note::thread}}};
  EXPECT_EQ(lines({.table = &kNotes, .groups = byThread, .measures = measures, .time = Note::at}),
            (Lines{"t1,3", "t2,5"}));
}

TEST_F(DynamoAggregates, AgreeWithNumbersCountedByHand) {
  std::mt19937 random(9);
  std::map<std::string, std::vector<double>> groups;
  std::vector<Cell> cells;
  for (int i = 0; i < 200; ++i) {
    const std::string thread = "t" + std::to_string(random() % 6);
    const bool isNull = random() % 10 == 0;
    const double score = static_cast<double>(random() % 1000) / 8;
    cells.insert(cells.end(), {{rig.keep(std::to_string(i))},
                               {rig.keep(thread)},
                               {Null{}},
                               {Time{i}},
                               {Null{}},
                               isNull ? Cell{Null{}} : Cell{score}});
    if (!isNull) groups[thread].push_back(score);
  }
  rig.one(query::Insert{.table = &kNotes, .columns = kColumns, .rows = cells});
  for (const double p : {0.0, 0.5, 0.9, 0.95, 0.99, 1.0}) {
    const Measure measures[] = {{.fn = Fn::kAvg, .field = {Note::score}},
                                {.fn = Fn::kDistinct, .field = {Note::score}},
                                {.fn = Fn::kMin, .field = {Note::score}},
                                {.fn = Fn::kNearest, .field = {Note::score}, .fraction = p},
                                {.fn = Fn::kLinear, .field = {Note::score}, .fraction = p}};
    const Group byThread[] = {{.by = By::kField, .field = {Note::thread}}};
    const auto rows =
        rig.one(Aggregate{.table = &kNotes, .groups = byThread, .measures = measures}).rows;
    ASSERT_EQ(rows.size(), groups.size());
    std::size_t row = 0;
    for (auto& [thread, scores] : groups) {
      std::ranges::sort(scores);
      const auto n = static_cast<double>(scores.size());
      double sum = 0;
      for (const double score : scores) sum += score;
      const auto at = [&](double rank) { return scores[static_cast<std::size_t>(rank)]; };
      const double place = p * (n - 1);
      const double low = at(std::floor(place));
      const double high = at(std::min(std::floor(place) + 1, n - 1));
      const auto& actual = rows[row++];
      EXPECT_EQ(actual[0].text, thread);
      EXPECT_NEAR(actual[1].real, sum / n, 1e-9);
      EXPECT_EQ(actual[2].integer, std::ssize(std::set<double>(scores.begin(), scores.end())));
      EXPECT_EQ(actual[3].real, scores.front());
      EXPECT_EQ(actual[4].real, at(std::min(std::floor(p * n), n - 1)));
      EXPECT_NEAR(actual[5].real, low + (place - std::floor(place)) * (high - low), 1e-9);
    }
  }
}

}  // namespace
}  // namespace agentkeep::test
