// What groups and measures are on every backend, held against the same numbers counted by hand.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "test/support/answers.h"
#include "test/support/notes-table.h"

namespace agentkeep::test {

using query::Aggregate;
using query::By;
using query::Fn;
using query::Group;
using query::Measure;

inline constexpr Col kAggregated[] = {Note::id, Note::thread, Note::data,
                                      Note::at, Note::count,  Note::score};

template <class BackendRig>
class AggregateCases : public testing::Test {
 protected:
  using Lines = std::vector<std::string>;

  void add(Text id, Text thread, Cell data, std::int64_t at, Cell count, Cell score) {
    const Cell row[] = {{id}, {thread}, data, {Time{at}}, count, score};
    rig.one(query::Insert{.table = &kNotes, .columns = kAggregated, .rows = row});
  }
  Lines lines(const Aggregate& aggregate) { return linesOf(rig.one(aggregate).rows); }

  void withoutGroups() {
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

  void byBucketsOfTime() {
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

  void lastValues() {
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

  void numbersCountedByHand() {
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
    rig.one(query::Insert{.table = &kNotes, .columns = kAggregated, .rows = cells});
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

  BackendRig rig;
};

}  // namespace agentkeep::test
