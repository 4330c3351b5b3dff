// Spans from a method's body to its answer, on real SQLite with D1's limits: what
// contract/observability.md asks of each method.
#include <gtest/gtest.h>

#include <algorithm>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;
using Ids = std::vector<std::string>;

class Spans : public testing::Test {
 protected:
  json call(Text method, const json& arguments = json::object()) {
    return rig.call("observability." + std::string(method), arguments.dump());
  }
  json error(Text method, const json& arguments) {
    return rig.error("observability." + std::string(method), arguments.dump());
  }
  static json span(const std::string& trace, const std::string& id, json more = json::object()) {
    json out = {{"traceId", trace},     {"spanId", id},
                {"name", "span " + id}, {"spanType", "agent_run"},
                {"isEvent", false},     {"startedAt", "2026-11-21T09:00:00.000Z"}};
    out.update(more);
    return out;
  }
  void create(const std::vector<json>& records) {
    call("batchCreateSpans", {{"records", records}});
  }
  static Ids ids(const json& rows, const char* member = "spanId") {
    Ids out;
    for (const json& each : rows) out.push_back(each[member]);
    return out;
  }
  Ids traces(json filters) {
    return ids(call("listTraces", {{"filters", std::move(filters)}})["spans"], "traceId");
  }

  test::StoreRig rig;
};

TEST_F(Spans, KeepsASpanWithAllItsMembersAndGivesItBack) {
  json given = span("t", "s",
                    {{"isEvent", true},
                     {"endedAt", "2026-11-21T09:00:01.500Z"},
                     {"source", "cloud"},
                     {"tags", {"a", "b"}}});
  for (const char* member :
       {"entityType",       "entityId",       "entityName",       "entityVersionId",
        "parentEntityType", "parentEntityId", "parentEntityName", "parentEntityVersionId",
        "rootEntityType",   "rootEntityId",   "rootEntityName",   "rootEntityVersionId",
        "userId",           "organizationId", "resourceId",       "runId",
        "sessionId",        "threadId",       "requestId",        "environment",
        "serviceName",      "experimentId"}) {
    given[member] = std::string("the ") + member;
  }
  for (const char* member :
       {"scope", "metadata", "attributes", "input", "output", "error", "requestContext"}) {
    given[member] = {{"a", nullptr}, {"of", member}};
  }
  given["links"] = json::array({{{"spanId", "x"}}});
  json expected = given;
  expected.update({{"createdAt", rig.now()}, {"updatedAt", rig.now()}});
  given["somethingElse"] = true;
  EXPECT_EQ(call("createSpan", {{"span", given}}), nullptr);
  EXPECT_EQ(call("getSpan", {{"traceId", "t"}, {"spanId", "s"}}), json({{"span", expected}}));
  EXPECT_EQ(call("getSpan", {{"traceId", "t"}, {"spanId", "none"}}), nullptr);
  EXPECT_EQ(call("getTrace", {{"traceId", "t"}}),
            json({{"traceId", "t"}, {"spans", json::array({expected})}}));
  EXPECT_EQ(call("getTrace", {{"traceId", "none"}}), nullptr);
  EXPECT_EQ(call("getRootSpan", {{"traceId", "t"}}), json({{"span", expected}}));
  for (const char* method : {"getTraceLight", "getStructure"}) {
    const json light = call(method, {{"traceId", "t"}})["spans"][0];
    EXPECT_EQ(light.size(), 13U);  // all of it but the parent
    for (const auto& [name, value] : light.items()) EXPECT_EQ(value, expected[name]);
  }
  json listed = expected;
  listed["status"] = "error";
  EXPECT_EQ(call("listTraces")["spans"], json::array({listed}));
}

TEST_F(Spans, ASpanOfAKnownIdIsReplacedInItsPlace) {
  create({span("a", "s", {{"input", 1}, {"tags", json::array({"x"})}}), span("b", "s")});
  rig.now_ms += 1000;
  create({span("a", "s", {{"output", 2}})});
  const json found = call("getSpan", {{"traceId", "a"}, {"spanId", "s"}})["span"];
  EXPECT_EQ(found,
            span("a", "s", {{"output", 2}, {"createdAt", rig.now()}, {"updatedAt", rig.now()}}));
  EXPECT_EQ(traces(json::object()), (Ids{"b", "a"}));
}

TEST_F(Spans, AThousandSpansAreOneRoundTripAndThreeRowsEach) {
  std::vector<json> records;
  for (int i = 0; i < 1000; ++i) {
    json more = {{"input", {{"n", i}}}, {"metadata", {{"k", "é"}}}};
    if (i % 20 != 0) more["parentSpanId"] = "s" + std::to_string(i / 20 * 20);
    records.push_back(span("t" + std::to_string(i / 20), "s" + std::to_string(i), more));
  }
  create(records);
  EXPECT_EQ(rig.requests(), 1U);
  json updates = json::array();
  for (int i = 0; i < 1000; ++i) {
    updates.push_back({{"traceId", "t" + std::to_string(i / 20)},
                       {"spanId", "s" + std::to_string(i)},
                       {"updates", {{"endedAt", "2026-11-21T09:00:02.000Z"}, {"output", i}}}});
  }
  call("batchUpdateSpans", {{"records", updates}});
  EXPECT_EQ(rig.requests(), 2U);
  const json page = call("listTraces", {{"pagination", {{"perPage", 3}, {"page", 1}}}});
  EXPECT_EQ(page["pagination"],
            json({{"total", 50}, {"page", 1}, {"perPage", 3}, {"hasMore", true}}));
  EXPECT_EQ(ids(page["spans"]), (Ids{"s920", "s900", "s880"}));
  EXPECT_EQ(page["spans"][0]["status"], "success");
  EXPECT_EQ(page["spans"][0]["output"], 920);
  EXPECT_EQ(call("getTrace", {{"traceId", "t7"}})["spans"].size(), 20U);
}

TEST_F(Spans, AnUpdateChangesWhatIsGiven) {
  create({span("t", "s", {{"input", 1}, {"metadata", {{"a", 1}}}, {"userId", "u"}})});
  rig.now_ms += 1000;
  call("updateSpan", {{"traceId", "t"},
                      {"spanId", "s"},
                      {"updates",
                       {{"metadata", {{"b", 2}}},
                        {"userId", nullptr},
                        {"name", nullptr},  // a span has a name
                        {"endedAt", "2026-11-21T09:00:02.000Z"},
                        {"traceId", "other"}}}});
  EXPECT_EQ(call("getSpan", {{"traceId", "t"}, {"spanId", "s"}})["span"],
            span("t", "s",
                 {{"input", 1},
                  {"metadata", {{"b", 2}}},
                  {"endedAt", "2026-11-21T09:00:02.000Z"},
                  {"createdAt", formatTime(rig.now_ms - 1000)},
                  {"updatedAt", rig.now()}}));
}

TEST_F(Spans, UpdatesOfSpansThatAreNotThereOrTwiceDoNoHarm) {
  create({span("t", "s")});
  const auto update = [](const char* id, int output) {
    return json{{"traceId", "t"}, {"spanId", id}, {"updates", {{"output", output}}}};
  };
  call("updateSpan", update("none", 1));
  call("batchUpdateSpans",
       {{"records", {update("none", 1), update("s", 2), update("s", 3), update("later", 4)}}});
  const json spans = call("getTrace", {{"traceId", "t"}})["spans"];
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0]["output"], 3);
  call("batchCreateSpans", {{"records", json::array()}});
  call("batchUpdateSpans", {{"records", json::array()}});
}

TEST_F(Spans, BadTextDoesNotRejectItsBatch) {
  rig.call(
      "observability.batchCreateSpans",
      R"({"records":[{"traceId":"t","spanId":"1","name":"a\u0000b\ud800","spanType":"x",)"
      R"("startedAt":"2026-11-21T09:00:00Z","input":{"n":1e999,"\u0000":"\udfff"},)"
      R"("userId":"\u0000"},)"
      R"({"traceId":"t","spanId":"2","name":"b","spanType":"x","startedAt":"2025-11-21T09:00:00Z"}]})");
  const std::string answer = rig.raw("observability.getTrace", R"({"traceId":"t"})");
  EXPECT_NE(answer.find(R"("input":{"n":1e999,"\u0000":"\udfff"})"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("name":"a\u0000b)"), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("startedAt":"2025-11-21T09:00:00.000Z")"), std::string::npos) << answer;
}

TEST_F(Spans, RefusesWhatIsNoSpanAndKeepsNothing) {
  const std::pair<json, const char*> bad[] = {
      {{{"spanId", ""}}, "records[1].spanId is required"},
      {{{"name", nullptr}}, "records[1].name is required"},
      {{{"startedAt", "soon"}}, "records[1].startedAt must be an ISO-8601 date"},
      {{{"spanType", 5}}, "records[1].spanType must be a string"},
  };
  for (const auto& [more, message] : bad) {
    const json problem =
        error("batchCreateSpans", {{"records", {span("t", "1"), span("t", "2", more)}}});
    EXPECT_EQ(problem["code"], "invalid_argument");
    EXPECT_EQ(std::string(problem["message"]).substr(0, std::string(message).size()), message);
  }
  EXPECT_EQ(error("createSpan", {{"span", span("", "s")}})["id"],
            "OBSERVABILITY_TRACE_ID_REQUIRED");
  EXPECT_EQ(error("createSpan", {{"span", span("t", "")}})["id"], "OBSERVABILITY_SPAN_ID_REQUIRED");
  EXPECT_EQ(error("createSpan", json::object())["message"], "span is required");
  EXPECT_EQ(error("batchCreateSpans", {{"records", json::array({1})}})["message"],
            "records[0] must be an object");
  EXPECT_EQ(error("updateSpan", {{"traceId", "t"}, {"spanId", "s"}})["message"],
            "updates is required");
  EXPECT_EQ(call("getTrace", {{"traceId", "t"}}), nullptr);
  EXPECT_EQ(rig.requests(), 1U);
}

TEST_F(Spans, ABranchIsAnAnchorAndWhatIsBelowIt) {
  const auto child = [](const char* id, const char* parent, int second) {
    return span("t", id,
                {{"parentSpanId", parent},
                 {"startedAt", "2026-11-21T09:00:0" + std::to_string(second) + ".000Z"}});
  };
  create({span("t", "root"), child("b", "root", 2), child("a", "root", 1), child("a1", "a", 4),
          child("a2", "a", 3), child("a21", "a2", 5), span("other", "a2"),
          // Two that are each other's children end as well.
          child("x", "y", 1), child("y", "x", 2)});
  const auto branch = [&](const char* id, json depth) {
    const json found = call("getBranch", {{"traceId", "t"}, {"spanId", id}, {"depth", depth}});
    return found.is_null() ? Ids{"none"} : ids(found["spans"]);
  };
  rig.database.requests.clear();
  EXPECT_EQ(branch("a", nullptr), (Ids{"a", "a2", "a1", "a21"}));
  EXPECT_EQ(rig.requests(), 1U);
  EXPECT_EQ(branch("a", 0), (Ids{"a"}));
  EXPECT_EQ(branch("a", 1), (Ids{"a", "a2", "a1"}));
  EXPECT_EQ(branch("root", 1), (Ids{"root", "a", "b"}));
  EXPECT_EQ(branch("x", nullptr), (Ids{"x", "y"}));
  EXPECT_EQ(branch("none", nullptr), (Ids{"none"}));
  EXPECT_EQ(ids(call("getSpans", {{"traceId", "t"}, {"spanIds", {"b", "none", "a"}}})["spans"]),
            (Ids{"a", "b"}));
  EXPECT_EQ(error("getSpans", {{"traceId", "t"}, {"spanIds", json::array()}})["message"],
            "spanIds must have at least one id");
}

TEST_F(Spans, ListsTracesByTheirRoots) {
  const auto root = [](const char* trace, int minute, json more) {
    more["startedAt"] = "2026-11-21T09:0" + std::to_string(minute) + ":00.000Z";
    return span(trace, "root", std::move(more));
  };
  create({root("done", 1,
               {{"endedAt", "2026-11-21T09:05:00.000Z"},
                {"userId", "u"},
                {"tags", {"a", "b"}},
                {"metadata", {{"k", 1}, {"o", {{"x", {1, 2}}}}}}}),
          root("failed", 2, {{"endedAt", "2026-11-21T09:03:00.000Z"}, {"error", {{"m", "no"}}}}),
          root("runs", 3, {{"userId", "u"}, {"scope", {{"v", "1"}}}, {"entityType", "agent"}}),
          span("runs", "child", {{"parentSpanId", "root"}, {"error", {{"m", "no"}}}}),
          span("rootless", "child", {{"parentSpanId", "root"}})});
  EXPECT_EQ(traces(json::object()), (Ids{"runs", "failed", "done"}));
  EXPECT_EQ(traces({{"status", "error"}}), (Ids{"failed"}));
  EXPECT_EQ(traces({{"status", "running"}}), (Ids{"runs"}));
  EXPECT_EQ(traces({{"status", "success"}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"hasChildError", true}}), (Ids{"runs", "failed"}));
  EXPECT_EQ(traces({{"hasChildError", false}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"userId", "u"}}), (Ids{"runs", "done"}));
  EXPECT_EQ(traces({{"userId", nullptr}}), (Ids{"failed"}));
  EXPECT_EQ(traces({{"userId", "u"}, {"entityType", "agent"}}), (Ids{"runs"}));
  EXPECT_EQ(traces({{"traceId", "done"}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"metadata", {{"k", 1.0}}}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"metadata", {{"k", "1"}}}}), Ids{});
  EXPECT_EQ(traces({{"metadata", {{"o", {{"x", {1, 2}}}}}}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"scope", {{"v", "1"}}}}), (Ids{"runs"}));
  EXPECT_EQ(traces({{"tags", {"b", "a"}}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"tags", {"b", "c"}}}), Ids{});
  EXPECT_EQ(traces({{"tags", json::array()}}), (Ids{"runs", "failed", "done"}));
  const auto started = [&](json range) { return traces({{"startedAt", std::move(range)}}); };
  const char* second = "2026-11-21T09:02:00.000Z";
  EXPECT_EQ(started({{"start", second}}), (Ids{"runs", "failed"}));
  EXPECT_EQ(started({{"start", second}, {"startExclusive", true}}), (Ids{"runs"}));
  EXPECT_EQ(started({{"end", second}}), (Ids{"failed", "done"}));
  EXPECT_EQ(started({{"end", second}, {"endExclusive", true}}), (Ids{"done"}));
  EXPECT_EQ(traces({{"endedAt", {{"start", second}}}}), (Ids{"failed", "done"}));
  const auto ordered = [&](const char* field, const char* direction) {
    const json page =
        call("listTraces", {{"orderBy", {{"field", field}, {"direction", direction}}}});
    return ids(page["spans"], "traceId");
  };
  EXPECT_EQ(ordered("startedAt", "ASC"), (Ids{"done", "failed", "runs"}));
  EXPECT_EQ(ordered("endedAt", "DESC"), (Ids{"runs", "done", "failed"}));
  EXPECT_EQ(ordered("endedAt", "ASC"), (Ids{"failed", "done", "runs"}));
}

TEST_F(Spans, ALightListShowsWhatTheUserSaid) {
  const auto with = [](const char* trace, json input) {
    return span(trace, "s", {{"input", std::move(input)}});
  };
  const std::string emoji = "\xf0\x9f\x99\x82";
  std::string many;
  for (int i = 0; i < 60; ++i) many += emoji;
  create({with("1", {{"messages",
                      {{{"role", "system"}, {"content", "no"}},
                       {{"role", "user"}, {"content", "hello"}},
                       {{"role", "user"},
                        {"content",
                         {{{"type", "text"}, {"text", "you"}}, "there", {{"type", "image"}}}}}}}}),
          with("2", json::array({{{"role", "assistant"}, {"content", "x"}}})),
          with("3", "plain  text"), with("4", {{"a", 1}}), with("5", many), with("6", nullptr),
          with("7", "[{\"role\":\"user\",\"content\":\"inner\"}]"), with("8", 5)});
  json previews;
  const json page = call("listTracesLight", {{"orderBy", {{"direction", "ASC"}}}});
  for (const json& each : page["spans"]) {
    EXPECT_FALSE(each.contains("input"));
    EXPECT_EQ(each["status"], "running");
    if (each.contains("inputPreview")) previews[each["traceId"]] = each["inputPreview"];
  }
  std::string cut;
  for (int i = 0; i < 50; ++i) cut += emoji;
  EXPECT_EQ(previews, json({{"1", "hello | you there"},
                            {"3", "plain  text"},
                            {"4", "{\"a\":1}"},
                            {"5", cut + "\xe2\x80\xa6"},
                            {"7", "inner"},
                            {"8", "5"}}));
}

TEST_F(Spans, BranchesAreAnchorsAtAnyDepth) {
  create({span("t", "run"),
          span("t", "tool",
               {{"parentSpanId", "run"},
                {"spanType", "tool_call"},
                {"parentEntityName", "agent"},
                {"startedAt", "2026-11-21T09:00:01.000Z"}}),
          span("t", "step", {{"parentSpanId", "run"}, {"spanType", "model_step"}})});
  const auto branches = [&](json filters) {
    return ids(call("listBranches", {{"filters", std::move(filters)}})["branches"]);
  };
  EXPECT_EQ(branches(json::object()), (Ids{"tool", "run"}));
  EXPECT_EQ(branches({{"spanType", "tool_call"}}), (Ids{"tool"}));
  EXPECT_EQ(branches({{"spanType", "model_step"}}), Ids{});
  EXPECT_EQ(branches({{"parentEntityName", "agent"}}), (Ids{"tool"}));
}

TEST_F(Spans, PollsForWhatIsNew) {
  const auto poll = [&](json arguments) {
    arguments["mode"] = "delta";
    return call("listTraces", arguments);
  };
  EXPECT_EQ(poll(json::object()), json({{"spans", json::array()},
                                        {"delta", {{"limit", 10}, {"hasMore", false}}},
                                        {"deltaCursor", "0"}}));
  create({span("a", "s")});
  const std::string cursor = call("listTraces")["deltaCursor"];
  EXPECT_EQ(poll(json::object())["deltaCursor"], cursor);
  EXPECT_EQ(poll({{"after", cursor}})["deltaCursor"], cursor);
  create({span("b", "s"), span("b", "child", {{"parentSpanId", "s"}}), span("c", "s"),
          span("a", "s", {{"output", 1}}), span("d", "s")});
  const json first = poll({{"after", cursor}, {"limit", 2}});
  EXPECT_EQ(ids(first["spans"], "traceId"), (Ids{"b", "c"}));
  EXPECT_EQ(first["delta"], json({{"limit", 2}, {"hasMore", true}}));
  const json second = poll({{"after", first["deltaCursor"]}});
  EXPECT_EQ(ids(second["spans"], "traceId"), (Ids{"d"}));
  EXPECT_EQ(second["delta"]["hasMore"], false);
  EXPECT_EQ(poll({{"after", second["deltaCursor"]}})["spans"], json::array());
  EXPECT_EQ(error("listTraces", {{"mode", "delta"}, {"after", "x"}})["id"],
            "OBSERVABILITY_INVALID_DELTA_CURSOR");
}

TEST_F(Spans, ListsAreReadOffIndexesOfTheirRows) {
  create({span("t", "s")});
  const auto plans = [&](Text method, json arguments) {
    rig.database.requests.clear();
    call(method, std::move(arguments));
    std::vector<std::vector<std::string>> out;
    for (const auto& sent : rig.database.requests.back().statements) {
      out.push_back(rig.database.planOf(sent));
    }
    return out;
  };
  const auto has = [](const std::vector<std::string>& lines, const char* words) {
    return std::ranges::any_of(lines,
                               [&](const std::string& line) { return line.contains(words); });
  };
  const auto traces = plans("listTraces", json::object());
  EXPECT_EQ(traces[0],
            (std::vector<std::string>{"SCAN t0 USING INDEX mastra_ai_spans_roots_started_at_idx",
                                      "USE TEMP B-TREE FOR LAST TERM OF ORDER BY"}));
  EXPECT_TRUE(has(traces[1], "INDEX mastra_ai_spans_roots_started_at_idx"));
  EXPECT_EQ(traces.size(), 3U);  // and the place where it ends
  const auto branches = plans("listBranches", json::object());
  EXPECT_TRUE(has(branches[0], "SCAN t0 USING INDEX idx_ai_spans_started_at_type"));
  EXPECT_TRUE(has(branches[1], "COVERING INDEX idx_ai_spans_started_at_type"));
  const auto errors = plans("listTraces", {{"filters", {{"hasChildError", true}}}});
  EXPECT_TRUE(has(errors[0], "INDEX idx_ai_spans_errors (traceId=?)"));
  EXPECT_TRUE(has(plans("getTrace", {{"traceId", "t"}})[0],
                  "SEARCH t0 USING INDEX sqlite_autoindex_mastra_ai_spans_1 (traceId=?)"));
  // Nothing of an own table is by the order of its key: there is an index already.
  EXPECT_EQ(rig.database.query("SELECT count(*) FROM sqlite_master WHERE name="
                               "'mastra_ai_spans_trace_started_at_idx'")[0][0],
            "0");
  EXPECT_EQ(
      rig.database.query("SELECT sql FROM sqlite_master WHERE name="
                         "'mastra_ai_spans_roots_started_at_idx'")[0][0],
      "CREATE INDEX \"mastra_ai_spans_roots_started_at_idx\" ON \"mastra_ai_spans\"(startedAt,"
      "spanType,entityType,entityId,entityName,userId,organizationId,resourceId,runId,sessionId,"
      "threadId,requestId,environment,serviceName,source) WHERE parentSpanId IS NULL");
}

TEST_F(Spans, ATotalStopsAtTenThousand) {
  rig.database.query(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<10050) INSERT INTO "
      "mastra_ai_spans(traceId,spanId,name,spanType,isEvent,startedAt,createdAt) SELECT "
      "'t'||i,'s','n','x',0,'2026-11-21T09:00:00.000Z','2026-11-21T09:00:00.000Z' FROM n");
  json page = call("listTraces", {{"pagination", {{"perPage", 100}}}});
  EXPECT_EQ(page["pagination"]["total"], 10'000);
  page = call("listTraces", {{"pagination", {{"perPage", 100}, {"page", 99}}}});
  EXPECT_EQ(page["pagination"]["total"], 10'001);
  EXPECT_EQ(page["pagination"]["hasMore"], true);
  page = call("listTraces", {{"pagination", {{"perPage", 100}, {"page", 100}}}});
  EXPECT_EQ(page["pagination"],
            json({{"total", 10'050}, {"page", 100}, {"perPage", 100}, {"hasMore", false}}));
  EXPECT_EQ(page["spans"].size(), 50U);
}

TEST_F(Spans, RefusesListsThatMakeNoSense) {
  const std::pair<json, const char*> bad[] = {
      {{{"pagination", {{"perPage", 101}}}}, "pagination.perPage must be an integer from 1 to 100"},
      {{{"pagination", {{"perPage", 0}}}}, "pagination.perPage must be an integer from 1 to 100"},
      {{{"after", "1"}}, "after is only for the mode 'delta'"},
      {{{"mode", "delta"}, {"orderBy", json::object()}}, "orderBy is only for the mode 'page'"},
      {{{"mode", "x"}}, "mode must be 'page' or 'delta'"},
      {{{"orderBy", {{"field", "name"}}}},
       "orderBy.field must be a column that the list can be ordered by"},
      {{{"orderBy", {{"direction", "up"}}}}, "orderBy.direction must be 'ASC' or 'DESC'"},
      {{{"filters", {{"status", "x"}}}}, "filters.status must be 'success', 'error' or 'running'"},
      {{{"filters", 1}}, "filters must be an object"},
  };
  rig.database.requests.clear();
  for (const auto& [arguments, message] : bad) {
    EXPECT_EQ(error("listTraces", arguments)["message"], message);
  }
  EXPECT_EQ(rig.requests(), 0U);
}

TEST_F(Spans, LargeInputsAndOutputsAreKeptBesideTheirSpans) {
  const std::string large(3'000'000, 'x');
  json noise = json::array();
  std::uint64_t state = 1;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    noise.push_back(state >> 20U);
  }
  create({span("t", "a", {{"input", large}}), span("t", "b", {{"input", noise}}), span("t", "c")});
  call("batchUpdateSpans",
       {{"records",
         {{{"traceId", "t"}, {"spanId", "a"}, {"updates", {{"output", noise}}}},
          {{"traceId", "t"}, {"spanId", "b"}, {"updates", {{"input", "small"}}}},
          {{"traceId", "t"}, {"spanId", "none"}, {"updates", {{"output", noise}}}},
          {{"traceId", "t"}, {"spanId", "c"}, {"updates", {{"name", "other"}}}}}}});
  const json spans = call("getTrace", {{"traceId", "t"}})["spans"];
  ASSERT_EQ(spans.size(), 3U);
  EXPECT_EQ(spans[0]["input"], large);
  EXPECT_EQ(spans[0]["output"], noise);
  EXPECT_EQ(spans[1]["input"], "small");
  EXPECT_EQ(spans[2]["name"], "other");
  const auto pieces = [&] {
    return rig.database.query("SELECT count(DISTINCT ref) FROM agentkeep_chunks")[0][0];
  };
  EXPECT_EQ(pieces(), "2");
  call("updateSpan",
       {{"traceId", "t"}, {"spanId", "a"}, {"updates", {{"input", nullptr}, {"output", 1}}}});
  EXPECT_EQ(pieces(), "0");
  EXPECT_EQ(call("getSpan", {{"traceId", "t"}, {"spanId", "a"}})["span"]["output"], 1);
}

TEST_F(Spans, DeepDocumentsAreUpdatedBesideOthers) {
  create({span("t", "a"), span("t", "b")});
  std::string deep = "1";
  // With what is around it in the body, as deep as JSON is read.
  for (int i = 0; i < 996; ++i) deep = "[" + deep + "]";
  rig.call("observability.batchUpdateSpans",
           R"({"records":[{"traceId":"t","spanId":"a","updates":{"output":)" + deep +
               R"(}},{"traceId":"t","spanId":"b","updates":{"output":2}}]})");
  EXPECT_NE(rig.raw("observability.getTrace", R"({"traceId":"t"})").find(deep), std::string::npos);
  EXPECT_EQ(call("getSpan", {{"traceId", "t"}, {"spanId", "b"}})["span"]["output"], 2);
}

}  // namespace
}  // namespace agentkeep
