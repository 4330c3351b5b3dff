// Logs, metrics, scores and feedback from a method's body to its answer, on real SQLite with D1's
// limits: what contract/observability.md asks of each method.
#include <gtest/gtest.h>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;
using Ids = std::vector<std::string>;

constexpr const char* kHour = "2026-11-21T09:";

class Signals : public testing::Test {
 protected:
  json call(Text method, const json& arguments = json::object()) {
    return rig.call("observability." + std::string(method), arguments.dump());
  }
  json error(Text method, const json& arguments) {
    return rig.error("observability." + std::string(method), arguments.dump());
  }
  static std::string at(int minute) {
    return kHour + std::string(minute < 10 ? "0" : "") + std::to_string(minute) + ":00.000Z";
  }
  static json metric(const std::string& id, int minute, double value, json more = json::object()) {
    json out = {{"metricId", id}, {"timestamp", at(minute)}, {"name", "tokens"}, {"value", value}};
    out.update(more);
    return out;
  }
  static json score(const std::string& id, int minute, double value, json more = json::object()) {
    json out = {{"scoreId", id}, {"timestamp", at(minute)}, {"scorerId", "s"}, {"score", value}};
    out.update(more);
    return out;
  }
  static json feedback(const std::string& id, int minute, json value, json more = json::object()) {
    json out = {{"feedbackId", id},
                {"timestamp", at(minute)},
                {"feedbackType", "rating"},
                {"value", std::move(value)}};
    out.update(more);
    return out;
  }
  static Ids ids(const json& rows, const char* member) {
    Ids out;
    for (const json& each : rows) out.push_back(each[member]);
    return out;
  }
  Ids metrics(json filters) {
    return ids(call("listMetrics", {{"filters", std::move(filters)}})["metrics"], "metricId");
  }

  test::StoreRig rig;
};

TEST_F(Signals, ALogIsGivenBackAsItWas) {
  json log = {{"logId", "l"},          {"timestamp", at(1)},
              {"level", "warn"},       {"message", "a\nb"},
              {"data", {{"n", 1}}},    {"traceId", "t"},
              {"spanId", "s"},         {"tags", json::array({"x"})},
              {"entityType", "agent"}, {"executionSource", "cloud"}};
  call("batchCreateLogs", {{"logs", json::array({log})}});
  EXPECT_EQ(rig.requests(), 1U);
  const json page = call("listLogs");
  EXPECT_EQ(page["logs"], json::array({log}));
  EXPECT_EQ(page["pagination"],
            json({{"total", 1}, {"page", 0}, {"perPage", 10}, {"hasMore", false}}));
  log["level"] = "error";
  call("batchCreateLogs", {{"logs", json::array({log})}});
  EXPECT_EQ(call("listLogs", {{"filters", {{"level", {"error", "fatal"}}}}})["logs"],
            json::array({log}));
  EXPECT_EQ(call("listLogs", {{"filters", {{"level", "warn"}}}})["logs"], json::array());
  EXPECT_EQ(call("listLogs", {{"filters", {{"source", "cloud"}}}})["logs"].size(), 1U);
  log.erase("logId");
  EXPECT_EQ(error("batchCreateLogs", {{"logs", json::array({log})}})["id"],
            "OBSERVABILITY_MISSING_RECORD_ID");
  log["logId"] = "x";
  log["level"] = "loud";
  EXPECT_EQ(error("batchCreateLogs", {{"logs", json::array({log})}})["message"],
            "logs[0].level must be 'debug', 'info', 'warn', 'error' or 'fatal'");
}

TEST_F(Signals, MetricsAreFoundByWhatTheyAreOf) {
  call("batchCreateMetrics",
       {{"metrics",
         {metric("1", 1, 10, {{"labels", {{"a.b", "x"}}}, {"provider", "p"}, {"source", "old"}}),
          metric("2", 2, 20, {{"traceId", "t"}, {"threadId", "h"}, {"tags", {"q", "r"}}}),
          metric("3", 3, 30, {{"name", "cost"}, {"executionSource", "new"}})}}});
  EXPECT_EQ(metrics(json::object()), (Ids{"3", "2", "1"}));
  EXPECT_EQ(metrics({{"name", json::array({"tokens"})}}), (Ids{"2", "1"}));
  EXPECT_EQ(metrics({{"labels", {{"a.b", "x"}}}}), (Ids{"1"}));
  EXPECT_EQ(metrics({{"labels", {{"a.b", "y"}}}}), Ids{});
  EXPECT_EQ(metrics({{"provider", "p"}}), (Ids{"1"}));
  EXPECT_EQ(metrics({{"traceIds", {"t", "u"}}}), (Ids{"2"}));
  EXPECT_EQ(metrics({{"threadId", "h"}}), (Ids{"2"}));
  EXPECT_EQ(metrics({{"tags", json::array({"r"})}}), (Ids{"2"}));
  EXPECT_EQ(metrics({{"source", "old"}}), (Ids{"1"}));
  EXPECT_EQ(metrics({{"executionSource", "new"}}), (Ids{"3"}));
  EXPECT_EQ(metrics({{"timestamp", {{"start", at(2)}, {"end", at(3)}, {"endExclusive", true}}}}),
            (Ids{"2"}));
  EXPECT_EQ(call("listMetrics")["metrics"][0]["labels"], json::object());
}

TEST_F(Signals, MetricsAreCounted) {
  call("batchCreateMetrics",
       {{"metrics",
         {metric("1", 0, 10, {{"model", "m"}, {"estimatedCost", 0.5}, {"costUnit", "usd"}}),
          metric("2", 1, 30, {{"model", "n"}, {"estimatedCost", 0.25}, {"costUnit", "usd"}}),
          metric("3", 7, 20, {{"labels", {{"model", "l"}, {"k", "v"}}}}),
          metric("4", 8, 5, {{"name", "other"}, {"costUnit", "eur"}, {"estimatedCost", 1}})}}});
  const auto value = [&](const char* how, json more = json::object()) {
    json arguments = {{"name", json::array({"tokens"})}, {"aggregation", how}};
    arguments.update(more);
    return call("getMetricAggregate", arguments)["value"];
  };
  EXPECT_EQ(value("sum"), 60);
  EXPECT_EQ(value("avg"), 20);
  EXPECT_EQ(value("min"), 10);
  EXPECT_EQ(value("max"), 30);
  EXPECT_EQ(value("count"), 3);
  EXPECT_EQ(value("last"), 20);
  EXPECT_EQ(value("count_distinct", {{"distinctColumn", "model"}}), 2);
  EXPECT_EQ(value("sum", {{"name", json::array({"none"})}}), nullptr);
  EXPECT_EQ(value("count", {{"name", json::array({"none"})}}), nullptr);
  EXPECT_EQ(value("count_distinct", {{"name", json::array({"none"})}, {"distinctColumn", "model"}}),
            0);
  EXPECT_EQ(call("getMetricAggregate",
                 {{"name", json::array({"tokens"})},
                  {"aggregation", "sum"},
                  {"comparePeriod", "previous_period"},
                  {"filters",
                   {{"timestamp", {{"start", at(5)}, {"end", at(10)}, {"endExclusive", true}}}}}}),
            json({{"value", 20},
                  {"estimatedCost", nullptr},
                  {"costUnit", nullptr},
                  {"previousValue", 40},
                  {"changePercent", -50.0},
                  {"previousEstimatedCost", 0.75},
                  {"costChangePercent", nullptr}}));
  EXPECT_EQ(call("getMetricAggregate", {{"name", {"tokens", "other"}}, {"aggregation", "sum"}}),
            json({{"value", 65}, {"estimatedCost", 1.75}, {"costUnit", nullptr}}));
  EXPECT_EQ(call("getMetricBreakdown", {{"name", json::array({"tokens"})},
                                        {"groupBy", {"model", "k"}},
                                        {"aggregation", "sum"}})["groups"],
            json({{{"dimensions", {{"model", "n"}, {"k", nullptr}}},
                   {"value", 30},
                   {"estimatedCost", 0.25},
                   {"costUnit", "usd"}},
                  {{"dimensions", {{"model", "l"}, {"k", "v"}}},
                   {"value", 20},
                   {"estimatedCost", nullptr},
                   {"costUnit", nullptr}},
                  {{"dimensions", {{"model", "m"}, {"k", nullptr}}},
                   {"value", 10},
                   {"estimatedCost", 0.5},
                   {"costUnit", "usd"}}}));
  const json some = call("getMetricBreakdown", {{"name", json::array({"tokens"})},
                                                {"groupBy", json::array({"model"})},
                                                {"aggregation", "max"},
                                                {"orderDirection", "ASC"},
                                                {"limit", 1}});
  EXPECT_EQ(some["groups"].size(), 1U);
  EXPECT_EQ(some["groups"][0]["dimensions"]["model"], "m");
  const json series =
      call("getMetricTimeSeries",
           {{"name", json::array({"tokens"})}, {"interval", "5m"}, {"aggregation", "sum"}});
  EXPECT_EQ(series["series"],
            json({{{"name", "tokens"},
                   {"costUnit", "usd"},
                   {"points",
                    {{{"timestamp", at(0)}, {"value", 40}, {"estimatedCost", 0.75}},
                     {{"timestamp", at(5)}, {"value", 20}, {"estimatedCost", nullptr}}}}}}));
  const json grouped = call("getMetricTimeSeries", {{"name", json::array({"tokens"})},
                                                    {"interval", "1h"},
                                                    {"groupBy", {"model", "k"}},
                                                    {"aggregation", "count"}});
  EXPECT_EQ(ids(grouped["series"], "name"), (Ids{"l|v", "m|", "n|"}));
  EXPECT_EQ(
      call("getMetricTimeSeries",
           {{"name", json::array({"none"})}, {"interval", "1d"}, {"aggregation", "sum"}})["series"],
      json({{{"name", "none"}, {"costUnit", nullptr}, {"points", json::array()}}}));
  EXPECT_EQ(
      call("getMetricPercentiles",
           {{"name", "tokens"}, {"interval", "1h"}, {"percentiles", {0, 0.5, 0.99}}})["series"],
      json({{{"percentile", 0.0}, {"points", {{{"timestamp", at(0)}, {"value", 10}}}}},
            {{"percentile", 0.5}, {"points", {{{"timestamp", at(0)}, {"value", 20}}}}},
            {{"percentile", 0.99}, {"points", {{{"timestamp", at(0)}, {"value", 30}}}}}}));
}

TEST_F(Signals, ScoresSayWhereTheyAreFrom) {
  call("createScore", {{"score", score("1", 1, 0.5, {{"source", "live"}})}});
  call("batchCreateScores",
       {{"scores",
         {score("2", 2, 0.25, {{"scoreSource", "test"}, {"source", "live"}, {"runId", "r"}}),
          score("3", 3, 1, {{"metadata", {{"k", json::array({1})}}}, {"organizationId", "o"}})}}});
  const json first = call("getScoreById", {{"scoreId", "1"}});
  EXPECT_EQ(first, score("1", 1, 0.5, {{"source", "live"}, {"scoreSource", "live"}}));
  EXPECT_EQ(call("getScoreById", {{"scoreId", "2"}})["source"], "test");
  EXPECT_EQ(call("getScoreById", {{"scoreId", "none"}}), nullptr);
  const auto scores = [&](json arguments) {
    return ids(call("listScores", arguments)["scores"], "scoreId");
  };
  EXPECT_EQ(scores({{"orderBy", {{"field", "score"}, {"direction", "ASC"}}}}),
            (Ids{"2", "1", "3"}));
  EXPECT_EQ(scores({{"filters", {{"source", "live"}}}}), (Ids{"1"}));
  EXPECT_EQ(scores({{"filters", {{"metadata", {{"k", json::array({1})}}}}}}), (Ids{"3"}));
  EXPECT_EQ(scores({{"filters", {{"scorerId", {"s", "t"}}, {"runId", "r"}}}}), (Ids{"2"}));
  EXPECT_EQ(call("getScoreAggregate", {{"scorerId", "s"}, {"aggregation", "avg"}})["value"],
            1.75 / 3);
  EXPECT_EQ(call("getScoreAggregate",
                 {{"scorerId", "s"}, {"scoreSource", "live"}, {"aggregation", "count"}}),
            json({{"value", 1}}));
  EXPECT_EQ(call("getScorePercentiles",
                 {{"scorerId", "s"},
                  {"interval", "1d"},
                  {"percentiles", json::array({0.25})}})["series"][0]["points"][0]["value"],
            0.375);
  EXPECT_EQ(call("getScoreTimeSeries", {{"scorerId", "s"},
                                        {"scoreSource", "live"},
                                        {"interval", "1d"},
                                        {"aggregation", "max"}})["series"][0]["name"],
            "s|live");
  EXPECT_EQ(call("getScoreBreakdown", {{"scorerId", "s"},
                                       {"groupBy", {"runId", "nothing"}},
                                       {"aggregation", "max"}})["groups"][1],
            json({{"dimensions", {{"runId", "r"}, {"nothing", nullptr}}}, {"value", 0.25}}));
  call("deleteScores", {{"scoreIds", {"1", "3", "none"}}, {"organizationId", "o"}});
  EXPECT_EQ(scores(json::object()), (Ids{"2", "1"}));
  call("deleteScores", {{"scoreIds", json::array({"1"})}});
  call("deleteScores", {{"scoreIds", json::array()}});
  EXPECT_EQ(scores(json::object()), (Ids{"2"}));
}

TEST_F(Signals, FeedbackIsANumberOrAText) {
  call("createFeedback", {{"feedback", feedback("1", 1, 4, {{"metadata", {{"userId", "m"}}}})}});
  call("batchCreateFeedback",
       {{"feedbacks",
         {feedback("2", 2, " 2 ", {{"userId", "u"}, {"source", "ui"}}), feedback("3", 3, "great"),
          feedback("4", 4, "1e999", {{"reviewStatus", "reviewed"}})}}});
  const json all = call("listFeedback", {{"orderBy", {{"direction", "ASC"}}}})["feedback"];
  EXPECT_EQ(all[0], feedback("1", 1, 4,
                             {{"metadata", {{"userId", "m"}}},
                              {"feedbackUserId", "m"},
                              {"feedbackSource", ""},
                              {"source", ""},
                              {"reviewStatus", "needs-review"}}));
  EXPECT_EQ(all[1]["value"], " 2 ");
  EXPECT_EQ(all[1]["feedbackUserId"], "u");
  EXPECT_EQ(all[1]["feedbackSource"], "ui");
  const auto listed = [&](json filters) {
    return ids(call("listFeedback", {{"filters", std::move(filters)}})["feedback"], "feedbackId");
  };
  EXPECT_EQ(listed({{"reviewStatus", "reviewed"}}), (Ids{"4"}));
  EXPECT_EQ(listed({{"feedbackSource", "ui"}}), (Ids{"2"}));
  EXPECT_EQ(listed({{"feedbackUserId", "m"}, {"feedbackType", json::array({"rating"})}}),
            (Ids{"1"}));
  EXPECT_EQ(call("getFeedbackAggregate", {{"feedbackType", "rating"}, {"aggregation", "sum"}}),
            json({{"value", 6}}));
  EXPECT_EQ(call("updateFeedbackReviewStatus",
                 {{"feedbackId", "1"}, {"reviewStatus", "reviewed"}})["reviewStatus"],
            "reviewed");
  EXPECT_EQ(listed({{"reviewStatus", "reviewed"}}), (Ids{"4", "1"}));
  EXPECT_EQ(error("updateFeedbackReviewStatus",
                  {{"feedbackId", "x"}, {"reviewStatus", "reviewed"}})["id"],
            "OBSERVABILITY_UPDATE_FEEDBACK_REVIEW_STATUS_NOT_FOUND");
  call("deleteFeedback", {{"feedbackIds", {"1", "2"}}});
  EXPECT_EQ(listed(json::object()), (Ids{"4", "3"}));
}

TEST_F(Signals, WhatThereIsIsDiscovered) {
  call("batchCreateMetrics",
       {{"metrics",
         {metric("1", 1, 1, {{"labels", {{"k", "v1"}, {"j", "w"}}}, {"entityName", "b"}}),
          metric("2", 1, 1, {{"labels", {{"k", "v2"}}}, {"serviceName", "svc"}}),
          metric("3", 1, 1, {{"name", "time"}, {"tags", {"t1", "t2"}}})}}});
  json log = {{"logId", "l"},          {"timestamp", at(1)},         {"level", "info"},
              {"message", "m"},        {"entityType", "tool"},       {"entityName", "a"},
              {"environment", "prod"}, {"tags", json::array({"t0"})}};
  call("batchCreateLogs", {{"logs", json::array({log})}});
  call("createSpan", {{"span",
                       {{"traceId", "t"},
                        {"spanId", "s"},
                        {"name", "n"},
                        {"spanType", "x"},
                        {"startedAt", at(1)},
                        {"entityType", "unheard of"},
                        {"tags", json::array({"t1"})}}}});
  EXPECT_EQ(call("getMetricNames"), json({{"names", {"time", "tokens"}}}));
  EXPECT_EQ(call("getMetricNames", {{"prefix", "to"}})["names"], json::array({"tokens"}));
  EXPECT_EQ(call("getMetricNames", {{"limit", 1}})["names"], json::array({"time"}));
  EXPECT_EQ(call("getMetricLabelKeys", {{"metricName", "tokens"}}), json({{"keys", {"j", "k"}}}));
  EXPECT_EQ(call("getMetricLabelValues", {{"metricName", "tokens"}, {"labelKey", "k"}}),
            json({{"values", {"v1", "v2"}}}));
  EXPECT_EQ(call("getMetricLabelValues",
                 {{"metricName", "tokens"}, {"labelKey", "k"}, {"prefix", "v2"}})["values"],
            json::array({"v2"}));
  EXPECT_EQ(call("getEntityTypes"), json({{"entityTypes", json::array({"tool"})}}));
  EXPECT_EQ(call("getEntityNames"), json({{"names", {"a", "b"}}}));
  EXPECT_EQ(call("getEntityNames", {{"entityType", "tool"}})["names"], json::array({"a"}));
  EXPECT_EQ(call("getServiceNames"), json({{"serviceNames", json::array({"svc"})}}));
  EXPECT_EQ(call("getEnvironments"), json({{"environments", json::array({"prod"})}}));
  EXPECT_EQ(call("getTags"), json({{"tags", {"t0", "t1", "t2"}}}));
  EXPECT_EQ(call("getTags", {{"entityType", "tool"}})["tags"], json::array({"t0"}));
}

TEST_F(Signals, ATraceGoesWithAllThatIsKnownOfIt) {
  const auto fill = [&] {
    for (const char* trace : {"a", "b", "c"}) {
      const json of = {{"traceId", trace}, {"organizationId", trace}};
      json span = {{"traceId", trace}, {"spanId", "root"},   {"name", "n"},
                   {"spanType", "x"},  {"startedAt", at(1)}, {"organizationId", trace}};
      json child = span;
      child.update({{"spanId", "child"}, {"parentSpanId", "root"}, {"organizationId", nullptr}});
      call("batchCreateSpans", {{"records", {span, child}}});
      json log = {{"logId", trace}, {"timestamp", at(1)}, {"level", "info"}, {"message", "m"}};
      log.update(of);
      call("batchCreateLogs", {{"logs", json::array({log})}});
      call("batchCreateMetrics", {{"metrics", json::array({metric(trace, 1, 1, of)})}});
      call("createScore", {{"score", score(trace, 1, 1, of)}});
      call("createFeedback", {{"feedback", feedback(trace, 1, 1, of)}});
    }
  };
  const auto left = [&] {
    return rig.database.query(
        "SELECT (SELECT count(*) FROM mastra_ai_spans)||' '||(SELECT count(*) FROM agentkeep_logs)"
        "||' '||(SELECT count(*) FROM agentkeep_metrics)||' '||(SELECT count(*) FROM "
        "agentkeep_scores)||' '||(SELECT count(*) FROM agentkeep_feedback)")[0][0];
  };
  fill();
  rig.database.requests.clear();
  call("batchDeleteTraces", {{"traceIds", {"a", "b", "none"}}, {"organizationId", "a"}});
  EXPECT_EQ(rig.requests(), 1U);
  EXPECT_EQ(left(), "4 2 2 2 2");
  call("batchDeleteTraces", {{"traceIds", json::array({"b"})}});
  EXPECT_EQ(left(), "2 1 1 1 1");
  call("dangerouslyClearAll");
  EXPECT_EQ(left(), "0 0 0 0 0");
}

TEST_F(Signals, OldTracesGoAsAWholeAndOldSignalsByTheirTimes) {
  json spans = json::array();
  const auto add = [&](const std::string& trace, const char* id, json parent, int minute) {
    spans.push_back({{"traceId", trace},
                     {"spanId", id},
                     {"name", "n"},
                     {"spanType", "x"},
                     {"startedAt", at(minute)},
                     {"parentSpanId", std::move(parent)}});
  };
  add("old", "root", nullptr, 1);
  add("old", "young", "root", 50);
  add("young", "root", nullptr, 50);
  add("young", "old", "root", 1);  // by a clock that is wrong
  add("lost", "old", "root", 1);
  add("lost", "young", "root", 50);
  for (int i = 0; i < 10; ++i) add("more" + std::to_string(i), "root", nullptr, 2);
  call("batchCreateSpans", {{"records", spans}});
  call("batchCreateMetrics", {{"metrics", {metric("old", 1, 1), metric("young", 50, 1)}}});
  // It is 10:00.
  const auto prune = [&](json policies, json options) {
    return call("prune", {{"policies", std::move(policies)}, {"options", std::move(options)}});
  };
  EXPECT_EQ(prune({{"spans", {{"maxAge", "30m"}, {"batchSize", 40}}}}, {{"maxBatches", 1}}),
            json({{{"domain", "observability"},
                   {"table", "mastra_ai_spans"},
                   {"deleted", 3},
                   {"done", false}}}));
  EXPECT_EQ(
      prune({{"spans", {{"maxAge", "30m"}}}, {"metrics", {{"maxAge", "30m"}}}}, json::object()),
      json({{{"domain", "observability"},
             {"table", "mastra_ai_spans"},
             {"deleted", 10},
             {"done", true}},
            {{"domain", "observability"},
             {"table", "agentkeep_metrics"},
             {"deleted", 1},
             {"done", true}}}));
  EXPECT_EQ(rig.database.query("SELECT group_concat(traceId||' '||spanId,',' ORDER BY traceId, "
                               "spanId) FROM mastra_ai_spans")[0][0],
            "lost young,young old,young root");
  EXPECT_EQ(metrics(json::object()), (Ids{"young"}));
}

TEST_F(Signals, RefusesWhatCannotBeCounted) {
  const json of = {{"name", json::array({"m"})}, {"aggregation", "sum"}};
  const auto with = [&](json more) {
    json out = of;
    out.update(more);
    return out;
  };
  const std::tuple<const char*, json, const char*> bad[] = {
      {"getMetricAggregate", json{{"aggregation", "sum"}}, "name is required"},
      {"getMetricAggregate", with({{"aggregation", "mean"}}),
       "aggregation must be 'sum', 'avg', 'min', 'max', 'count', 'count_distinct' or 'last'"},
      {"getMetricAggregate", with({{"aggregation", "count_distinct"}}),
       "distinctColumn must name a column whose values are counted"},
      {"getMetricAggregate", with({{"comparePeriod", "x"}}),
       "comparePeriod must be 'previous_period', 'previous_day' or 'previous_week'"},
      {"getMetricBreakdown", with({{"groupBy", json::array()}}), "groupBy must name a dimension"},
      {"getMetricBreakdown", with({{"groupBy", json::array({"a"})}, {"limit", 1001}}),
       "limit must be an integer from 1 to 1000"},
      {"getMetricTimeSeries", with({{"interval", "2m"}}),
       "interval must be '1m', '5m', '15m', '1h' or '1d'"},
      {"getMetricPercentiles",
       json{{"name", "m"}, {"interval", "1m"}, {"percentiles", json::array({1.5})}},
       "percentiles must be numbers from 0 to 1"},
      {"getMetricPercentiles", json{{"name", "m"}, {"interval", "1m"}},
       "percentiles must be a list of 1 to 20 numbers"},
  };
  for (const auto& [method, arguments, message] : bad) {
    EXPECT_EQ(error(method, arguments)["message"], message);
  }
  EXPECT_EQ(rig.requests(), 0U);
}

}  // namespace
}  // namespace agentkeep
