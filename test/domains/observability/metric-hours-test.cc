// Metrics that are summed up by the hour, on real SQLite with D1's limits: whatever was written,
// with sums or without, an answer by the sums is the answer by the metrics.
#include <gtest/gtest.h>

#include <random>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;

class MetricHours : public testing::Test {
 protected:
  json call(Text method, const json& arguments) {
    return rig.call("observability." + std::string(method), arguments.dump());
  }
  // By the sums of hours, and by the metrics themselves.
  std::pair<json, json> both(Text method, const json& arguments) {
    const bool was = rig.metric_rollups;
    rig.metric_rollups = true;
    json by_hours = call(method, arguments);
    rig.metric_rollups = false;
    json by_metrics = call(method, arguments);
    rig.metric_rollups = was;
    return {std::move(by_hours), std::move(by_metrics)};
  }
  // At that hour, counted from 2026-11-21T00, and that minute.
  static std::string at(int hour, int minute) {
    return formatTime(1'795'219'200'000 + (hour * std::int64_t{60} + minute) * 60'000);
  }
  static json metric(const std::string& id, std::string time, double value,
                     json more = json::object()) {
    json out = {
        {"metricId", id}, {"timestamp", std::move(time)}, {"name", "tokens"}, {"value", value}};
    out.update(more);
    return out;
  }
  void write(json metrics) { call("batchCreateMetrics", {{"metrics", std::move(metrics)}}); }
  std::string text(Text sql) { return rig.database.query(sql)[0][0]; }
  // The sum by the sums of hours, which are asked with a filter that all metrics pass.
  json sum(json filters = json::object()) {
    return call("getMetricAggregate", {{"name", json::array({"tokens"})},
                                       {"aggregation", "sum"},
                                       {"filters", std::move(filters)}})["value"];
  }

  test::StoreRig rig;
};

TEST_F(MetricHours, ASeriesIsOfTheSumsAndNotOfTheMetrics) {
  rig.metric_rollups = true;
  write({metric("1", at(0, 1), 1, {{"model", "m"}}), metric("2", at(0, 2), 2, {{"model", "m"}}),
         metric("3", at(0, 3), 4, {{"labels", {{"model", "l"}, {"x", "y"}}}}),
         metric("4", at(2, 0), 8, {{"estimatedCost", 0.5}, {"costUnit", "usd"}})});
  EXPECT_EQ(rig.requests(), 1U);
  const json of = {{"name", json::array({"tokens"})},
                   {"interval", "1h"},
                   {"aggregation", "sum"},
                   {"groupBy", json::array({"model"})},
                   {"filters", {{"timestamp", {{"start", at(0, 0)}, {"end", at(2, 59)}}}}}};
  const auto [by_hours, by_metrics] = both("getMetricTimeSeries", of);
  EXPECT_EQ(by_hours, by_metrics);
  EXPECT_EQ(by_hours["series"].size(), 3U);
  // Hours 0 and 1 are whole, and 1 has no metrics; 2 is not whole.
  EXPECT_EQ(text("SELECT count(*) FROM agentkeep_metric_hours WHERE name IS NULL"), "2");
  EXPECT_EQ(text("SELECT group_concat(metrics||' '||sum||' '||least||' '||most,', ' ORDER BY sum) "
                 "FROM agentkeep_metric_hours WHERE name IS NOT NULL"),
            "2.0 3.0 1.0 2.0, 1.0 4.0 4.0 4.0, 1.0 8.0 8.0 8.0");
  rig.database.query("UPDATE agentkeep_metrics SET value = 100");
  const json changed = call("getMetricTimeSeries", of)["series"];
  EXPECT_EQ(changed[0]["points"][0]["value"], 4);    // l
  EXPECT_EQ(changed[1]["points"][0]["value"], 3);    // m
  EXPECT_EQ(changed[2]["points"][0]["value"], 100);  // none, of the hour that is not whole
}

TEST_F(MetricHours, AMetricOfManyCostsTheSumsOneRow) {
  rig.metric_rollups = true;
  json metrics = json::array();
  for (int i = 0; i < 100; ++i) metrics.push_back(metric(std::to_string(i), at(0, 1), 1));
  write(metrics);
  rig.database.requests.clear();
  for (json& each : metrics) each["metricId"] = each["metricId"].get<std::string>() + "b";
  write(metrics);
  ASSERT_EQ(rig.requests(), 1U);
  EXPECT_EQ(rig.database.requests[0].statements.size(), 4U);
  EXPECT_EQ(text("SELECT count(*) FROM agentkeep_metric_hours"), "2");
  EXPECT_EQ(sum(), 200);
}

TEST_F(MetricHours, AnHourThatHadMetricsBeforeIsOfTheMetrics) {
  write({metric("old", at(0, 1), 1)});
  rig.metric_rollups = true;
  write({metric("new", at(0, 2), 2), metric("next", at(1, 0), 4)});
  EXPECT_EQ(sum(), 7);
  EXPECT_EQ(text("SELECT group_concat(hour) FROM agentkeep_metric_hours WHERE name IS NULL"),
            at(1, 0));
  EXPECT_EQ(text("SELECT count(*) FROM agentkeep_metric_hours WHERE name IS NOT NULL"), "1");
  // Whoever writes without sums ends those that there are.
  rig.metric_rollups = false;
  write({metric("without", at(1, 1), 8)});
  EXPECT_EQ(text("SELECT count(*) FROM agentkeep_metric_hours"), "0");
  rig.metric_rollups = true;
  EXPECT_EQ(sum(), 15);
}

TEST_F(MetricHours, WhatIsReplacedOrDeletedIsOfTheMetrics) {
  rig.metric_rollups = true;
  write({metric("1", at(0, 1), 1), metric("2", at(1, 1), 2),
         metric("3", at(2, 1), 4, {{"traceId", "t"}}), metric("4", at(2, 2), 8),
         metric("5", at(3, 2), 16)});
  // From one hour to another, and twice in a batch.
  write({metric("1", at(0, 1), 500), metric("1", at(1, 2), 32)});
  EXPECT_EQ(sum(), 62);
  EXPECT_EQ(text("SELECT group_concat(hour,',' ORDER BY hour) FROM agentkeep_metric_hours WHERE "
                 "name IS NULL"),
            at(1, 0) + "," + at(2, 0) + "," + at(3, 0));
  call("batchDeleteTraces", {{"traceIds", json::array({"t"})}, {"organizationId", "other"}});
  EXPECT_EQ(sum(), 62);
  call("batchDeleteTraces", {{"traceIds", json::array({"t"})}});
  EXPECT_EQ(sum(), 58);
  EXPECT_EQ(text("SELECT group_concat(hour,',' ORDER BY hour) FROM agentkeep_metric_hours WHERE "
                 "name IS NULL"),
            at(1, 0) + "," + at(3, 0));
  // It is 10:00, and so this is 01:30.
  call("prune", {{"policies", {{"metrics", {{"maxAge", "510m"}}}}}});
  EXPECT_EQ(sum(), 24);
  EXPECT_EQ(text("SELECT group_concat(hour) FROM agentkeep_metric_hours WHERE name IS NULL"),
            at(3, 0));
  call("dangerouslyClearAll", json::object());
  EXPECT_EQ(sum(), nullptr);
  EXPECT_EQ(text("SELECT count(*) FROM agentkeep_metric_hours"), "0");
}

TEST_F(MetricHours, ADayOfSumsReadsAFewRowsAndItsEdgesByTheirTime) {
  rig.metric_rollups = true;
  json metrics = json::array();
  for (int i = 0; i < 2000; ++i) metrics.push_back(metric(std::to_string(i), at(i % 20, 30), 1));
  write(metrics);
  rig.database.requests.clear();
  EXPECT_EQ(sum({{"timestamp", {{"start", at(0, 10)}, {"end", at(19, 40)}}}}), 2000);
  // Hour 0 and hour 19 are not whole; all others are there, so that nothing else is asked.
  ASSERT_EQ(rig.requests(), 1U);
  const auto& statements = rig.database.requests[0].statements;
  ASSERT_EQ(statements.size(), 4U);
  for (const auto& [statement, index] :
       {std::pair{&statements[0], "idx_agentkeep_metric_hours_name (name=? AND hour>? AND hour<?)"},
        std::pair{&statements[1], "idx_agentkeep_metric_hours_name (name=? AND hour>? AND hour<?)"},
        std::pair{&statements[2],
                  "idx_agentkeep_metrics_name (name=? AND timestamp>? AND timestamp<?)"},
        std::pair{&statements[3],
                  "idx_agentkeep_metrics_name (name=? AND timestamp>? AND timestamp<?)"}}) {
    bool found = false;
    std::string plan;
    for (const std::string& line : rig.database.planOf(*statement)) {
      found = found || line.contains(index);
      plan += line + "\n";
      EXPECT_FALSE(line.contains("SCAN t")) << line;
    }
    EXPECT_TRUE(found) << plan;
  }
}

// What is written by chance, by stores with sums and without, and read in every way that there is.
TEST_F(MetricHours, SaysWhatTheMetricsSay) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto one = [&](std::initializer_list<const char*> of) {
    return std::data(of)[below(static_cast<int>(of.size()))];
  };
  constexpr int kHours = 60;
  const auto some = [&] {
    // Halves and quarters: sums of them are exact in any order.
    json out =
        metric("m" + std::to_string(below(400)), at(below(kHours), below(60)),
               static_cast<double>(below(200) - 100) / 4, {{"name", one({"tokens", "time", ""})}});
    for (const char* name : {"model", "provider", "entityName", "environment"}) {
      if (below(2) == 0) out[name] = one({"a", "b", "c"});
      if (below(4) == 0) out["labels"][name] = one({"a", "l"});
    }
    if (below(3) == 0) out["labels"]["other"] = "x";
    if (below(3) == 0) out["estimatedCost"] = static_cast<double>(below(16)) / 8;
    if (below(3) == 0) out["costUnit"] = one({"usd", "eur"});
    if (below(2) == 0) out["traceId"] = "t" + std::to_string(below(30));
    if (below(4) == 0) out["organizationId"] = one({"o", "p"});
    return out;
  };
  std::size_t rolled_up = 0;
  std::size_t answers = 0;
  for (int round = 0; round < 300; ++round) {
    if (below(40) == 0) rig.metric_rollups = !rig.metric_rollups;
    if (round < 3) rig.metric_rollups = true;
    switch (below(12)) {
      case 0: {
        json scope = {
            {"traceIds", {"t" + std::to_string(below(30)), "t" + std::to_string(below(30))}}};
        if (below(2) == 0) scope["organizationId"] = "o";
        call("batchDeleteTraces", scope);
        break;
      }
      case 1:
        // It is 10:00 of the first day.
        rig.now_ms = 1'795'255'200'000 + below(40) * std::int64_t{3'000'000};
        call("prune",
             {{"policies", {{"metrics", {{"maxAge", "1200m"}, {"batchSize", 1 + below(30)}}}}},
              {"options", {{"maxBatches", 1 + below(2)}}}});
        break;
      case 2:
        if (below(12) == 0) call("dangerouslyClearAll", json::object());
        break;
      default: {
        json metrics = json::array();
        const int count = 1 + below(30);
        for (int i = 0; i < count; ++i) metrics.push_back(some());
        // Mostly of an hour that is new, as they are in life.
        for (json& each : metrics) {
          if (below(3) != 0) each["timestamp"] = at(round % kHours, below(60));
        }
        write(metrics);
      }
    }
    rolled_up += static_cast<std::size_t>(
        std::stoi(text("SELECT count(*) FROM agentkeep_metric_hours WHERE name IS NULL")));
    for (int i = 0; i < 4; ++i) {
      json of = {{"name", below(3) == 0 ? json{"tokens", "time", ""} : json::array({"tokens"})},
                 {"aggregation", one({"sum", "avg", "min", "max", "count", "last"})}};
      json filters = json::object();
      for (const char* name : {"model", "costUnit", "environment", "organizationId"}) {
        if (below(6) == 0) filters[name] = one({"a", "usd", "o"});
      }
      if (below(8) == 0) filters["labels"] = {{"other", "x"}};
      json times = json::object();
      if (below(3) != 0) times["start"] = at(below(kHours), below(2) * below(60));
      if (below(3) != 0) times["end"] = at(below(kHours), below(2) * below(60));
      if (below(2) == 0) times["startExclusive"] = true;
      if (below(2) == 0) times["endExclusive"] = true;
      filters["timestamp"] = times;
      of["filters"] = filters;
      const std::initializer_list<const char*> dimensions = {"model", "provider",    "costUnit",
                                                             "name",  "environment", "other"};
      const char* method = one({"getMetricAggregate", "getMetricBreakdown", "getMetricTimeSeries"});
      if (Text(method) == "getMetricAggregate") {
        if (below(2) == 0) of["comparePeriod"] = one({"previous_period", "previous_day"});
      } else {
        json by = json::array({one(dimensions)});
        if (below(2) == 0) by.push_back(one(dimensions));
        if (by.size() == 1 || by[0] != by[1]) of["groupBy"] = by;
      }
      if (Text(method) == "getMetricBreakdown") {
        if (!of.contains("groupBy")) of["groupBy"] = json::array({"model"});
        if (below(2) == 0) of["orderDirection"] = "ASC";
        if (below(2) == 0) of["limit"] = 1 + below(3);
      } else if (Text(method) == "getMetricTimeSeries") {
        of["interval"] = one({"15m", "1h", "1d"});
      }
      const auto [by_hours, by_metrics] = both(method, of);
      ASSERT_EQ(by_hours, by_metrics) << round << " " << method << " " << of.dump();
      ++answers;
    }
  }
  EXPECT_GT(rolled_up, 1000U);
  EXPECT_EQ(answers, 1200U);
}

}  // namespace
}  // namespace agentkeep
