// The domain `scores` from a method's body to its answer, on real SQLite with D1's limits: what
// contract/scores.md asks of each method.
#include <gtest/gtest.h>

#include <ranges>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;
using Ids = std::vector<std::string>;

class Scores : public testing::Test {
 protected:
  json call(Text method, const json& arguments) {
    return rig.call("scores." + std::string(method), arguments.dump());
  }
  json error(Text method, const json& arguments) {
    return rig.error("scores." + std::string(method), arguments.dump());
  }
  static json score(json more = json::object()) {
    json out = {{"scorerId", "scorer"}, {"entityId", "agent"},
                {"runId", "run"},       {"output", {{"text", "o"}}},
                {"score", 0.75},        {"scorer", {{"id", "scorer"}}},
                {"source", "LIVE"},     {"entity", {{"id", "agent"}}}};
    out.update(more);
    return out;
  }
  static Ids ids(const json& answer) {
    Ids out;
    for (const json& each : answer["scores"]) out.push_back(each["id"]);
    return out;
  }

  test::StoreRig rig;
};

TEST_F(Scores, SavesAScoreWithAllItsMembersAndGivesItBack) {
  json given = score({{"id", "s1"}, {"entityType", "AGENT"}});
  for (const char* member :
       {"traceId", "spanId", "reason", "preprocessPrompt", "extractPrompt", "generateScorePrompt",
        "generateReasonPrompt", "analyzePrompt", "reasonPrompt", "resourceId", "threadId",
        "organizationId", "projectId", "batchId", "datasetId", "datasetItemId"}) {
    given[member] = std::string("the ") + member;
  }
  for (const char* member : {"preprocessStepResult", "extractStepResult", "analyzeStepResult",
                             "metadata", "additionalContext", "requestContext"}) {
    given[member] = {{"a", nullptr}, {"of", member}};
  }
  given["input"] = json::array({1, nullptr, "é"});
  json expected = given;
  expected.update({{"createdAt", rig.now()}, {"updatedAt", rig.now()}});
  given["structuredOutput"] = true;  // no column: dropped
  EXPECT_EQ(call("saveScore", given), json({{"score", expected}}));
  EXPECT_EQ(call("getScoreById", {{"id", "s1"}}), expected);
  EXPECT_EQ(call("getScoreById", {{"id", "none"}}), nullptr);
}

TEST_F(Scores, LeavesOutWhatIsAbsentAndMakesAnId) {
  const json saved = call("saveScore", score({{"organizationId", nullptr}}))["score"];
  json expected = score();
  expected.update({{"id", saved["id"]}, {"createdAt", rig.now()}, {"updatedAt", rig.now()}});
  EXPECT_EQ(saved, expected);
  const std::string id = saved["id"];
  EXPECT_EQ(id.size(), 36U);
  EXPECT_EQ(id[14], '4');
  EXPECT_EQ(call("getScoreById", {{"id", id}}), saved);
}

TEST_F(Scores, KeepsNumbersAndAnyOutput) {
  int n = 0;
  for (const json& value : {json(0), json(1), json(-0.1), json(1e-7), json(123456789.125),
                            json(0.30000000000000004), json(1e300)}) {
    const std::string id = std::to_string(n++);
    EXPECT_EQ(call("saveScore", score({{"id", id}, {"score", value}}))["score"]["score"], value);
    EXPECT_EQ(call("getScoreById", {{"id", id}})["score"], value);
  }
  for (const json& value : {json(nullptr), json(false), json("text"), json(1.5), json::array()}) {
    const json saved = call("saveScore", score({{"id", "o"}, {"output", value}, {"input", value}}));
    EXPECT_TRUE(saved["score"].contains("output")) << value;
    EXPECT_EQ(saved["score"]["output"], value);
    EXPECT_EQ(saved["score"]["input"], value);
  }
}

TEST_F(Scores, AKnownIdIsReplacedInItsPlace) {
  call("saveScore", score({{"id", "a"}, {"reason", "first"}, {"metadata", {{"a", 1}}}}));
  call("saveScore", score({{"id", "b"}}));
  const std::string first = rig.now();
  rig.now_ms += 5000;
  const json saved = call("saveScore", score({{"id", "a"}, {"score", 1}}))["score"];
  EXPECT_EQ(saved["createdAt"], first);
  EXPECT_EQ(saved["updatedAt"], rig.now());
  EXPECT_EQ(saved["score"], 1);
  EXPECT_FALSE(saved.contains("reason"));
  EXPECT_FALSE(saved.contains("metadata"));
  EXPECT_EQ(ids(call("listScoresByRunId", {{"runId", "run"}})), (Ids{"b", "a"}));
}

TEST_F(Scores, RefusesAScoreThatIsNone) {
  const std::pair<json, const char*> changes[] = {
      {{{"scorerId", nullptr}}, "scorerId is required"},
      {{{"entityId", 1}}, "entityId must be a string"},
      {{{"runId", nullptr}}, "runId is required"},
      {{{"score", "0.5"}}, "score must be a finite number"},
      {{{"score", nullptr}}, "score is required"},
      {{{"scorer", "s"}}, "scorer must be an object"},
      {{{"source", "live"}}, "source must be 'LIVE' or 'TEST'"},
      {{{"entity", nullptr}}, "entity is required"},
      {{{"entityType", "THING"}},
       "entityType must be 'AGENT', 'WORKFLOW', 'TRAJECTORY', 'STEP', 'EXTERNAL' or the type of a "
       "span"},
      {{{"metadata", json::array()}}, "metadata must be an object"},
      {{{"id", std::string(1025, 'x')}}, "id must not be longer than 1024 bytes"},
  };
  for (const auto& [change, message] : changes) {
    const json problem = error("saveScore", score(change));
    EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_SAVE_SCORE_VALIDATION_FAILED");
    EXPECT_EQ(problem["message"], message);
    EXPECT_EQ(problem["category"], "USER");
  }
  json without = score();
  without.erase("output");
  EXPECT_EQ(error("saveScore", without)["message"], "output is required");
  std::string infinite = score({{"score", "?"}}).dump();
  infinite.replace(infinite.find(R"("?")"), 3, "1e400");
  EXPECT_NE(rig.raw("scores.saveScore", infinite).find("finite"), std::string::npos);
  EXPECT_EQ(rig.requests(), 0U);
  for (const char* type :
       {"AGENT", "WORKFLOW", "TRAJECTORY", "STEP", "EXTERNAL", "agent_run", "tool_call"}) {
    EXPECT_EQ(call("saveScore", score({{"entityType", type}}))["score"]["entityType"], type);
  }
}

// A list gets its rows packed, one score by itself does not: whoever wrote a row, and whatever,
// both answer the same.
TEST_F(Scores, AreListedAsTheyAreFoundWhoeverWroteThem) {
  const std::pair<const char*, std::string> rows[] = {
      {"a", R"('{"b": [ 1, 1.50, 12345678901234567890, "\u0000 \"é\"" ]}')"},
      {"b", R"('"a text"')"},
      {"c", "'no JSON at all \"'"},
      {"d", "'null'"},
      {"e", "NULL"},
      {"f", "''"},
      {"g", "'12'"},
      {"h", "'[' || char(0) || ']'"},
      {"i",
       "printf('%s1%s', replace(printf('%600d', 0), ' ', '['), "
       "replace(printf('%600d', 0), ' ', ']'))"},
  };
  for (const auto& [id, value] : rows) {
    rig.database.query(
        "INSERT INTO mastra_scorers(id,scorerId,runId,entityId,source,score,output,"
        "input,metadata,reason,scorer,entity,createdAt,updatedAt) VALUES('" +
        std::string(id) + "','scorer','r','e','LIVE',0.1+0.2," + value + "," + value + "," + value +
        "," + value + ",'{}','{}','2026-01-01 10:00:00','2026-01-01T10:00:00.5Z')");
  }
  const auto listed = [&] {
    return call("listScoresByScorerId", {{"scorerId", "scorer"}})["scores"];
  };
  for (const json& each : listed()) {
    EXPECT_EQ(each, call("getScoreById", {{"id", each["id"]}})) << each;
    EXPECT_EQ(each["score"], 0.1 + 0.2);
    EXPECT_EQ(each["createdAt"], "2026-01-01T10:00:00.000Z");
  }
  EXPECT_EQ(listed().size(), std::size(rows));

  // Bytes of documents are kept, whatever a parser would make of them.
  rig.database.query(R"(UPDATE mastra_scorers SET output='[1e400,"\ud800"]' WHERE id='a')");
  const std::string body = json({{"scorerId", "scorer"}}).dump();
  EXPECT_NE(rig.raw("scores.listScoresByScorerId", body).find(R"([1e400,"\ud800"])"),
            std::string::npos);
  rig.database.query("DELETE FROM mastra_scorers WHERE id='a'");

  // What a list of JSON cannot hold, or not in a value's length, comes without it in a second trip.
  rig.database.query(
      "UPDATE mastra_scorers SET reason=replace(printf('%500000d',0),' ',char(1)) WHERE id='c'");
  rig.database.requests.clear();
  const json all = listed();
  EXPECT_EQ(rig.requests(), 2U);
  for (const json& each : all) EXPECT_EQ(each, call("getScoreById", {{"id", each["id"]}}));
}

class ManyScores : public Scores {
 protected:
  // 120 scores, three of each millisecond.
  void SetUp() override {
    const std::int64_t start = rig.now_ms;
    for (int i = 0; i < 120; ++i) {
      const auto n = [&](const char* name, int of) {
        return std::string(name) + std::to_string(i % of);
      };
      rig.now_ms = start + i / 3;
      json given = score({{"id", "s" + std::to_string(i)},
                          {"scorerId", n("scorer", 2)},
                          {"runId", n("run", 3)},
                          {"entityId", n("entity", 4)},
                          {"entityType", i % 8 < 4 ? "AGENT" : "WORKFLOW"},
                          {"traceId", n("trace", 2)},
                          {"spanId", n("span", 3)},
                          {"source", i % 5 == 0 ? "TEST" : "LIVE"}});
      if (i % 2 == 0) given["organizationId"] = n("org", 6);
      if (i % 3 == 0) given["projectId"] = n("project", 9);
      call("saveScore", given);
      all.push_back(given);
    }
  }
  // Those with these members, newest first, of one millisecond the last saved first.
  Ids expected(const json& wanted) const {
    Ids out;
    for (const json& each : std::views::reverse(all)) {
      bool matches = true;
      for (const auto& [name, value] : wanted.items()) {
        matches = matches && each.value(name, json()) == value;
      }
      if (matches) out.push_back(each["id"]);
    }
    return out;
  }
  std::vector<json> all;
};

TEST_F(ManyScores, AreListedByScorerRunEntityAndSpan) {
  struct List {
    const char* method;
    json by;
    json more;
  };
  const List lists[] = {
      {"listScoresByScorerId", {{"scorerId", "scorer1"}}, json::object()},
      {"listScoresByScorerId",
       {{"scorerId", "scorer1"}},
       {{"entityId", "entity1"}, {"entityType", "AGENT"}, {"source", "LIVE"}}},
      {"listScoresByRunId", {{"runId", "run2"}}, json::object()},
      {"listScoresByEntityId",
       {{"entityId", "entity2"}, {"entityType", "WORKFLOW"}},
       json::object()},
      {"listScoresBySpan", {{"traceId", "trace0"}, {"spanId", "span0"}}, json::object()},
      {"listScoresBySpan", {{"traceId", "none"}, {"spanId", "span0"}}, json::object()},
  };
  for (const List& list : lists) {
    for (const json& filters :
         {json::object(), json{{"organizationId", "org0"}},
          json{{"organizationId", "org0"}, {"projectId", "project0"}}, json{{"projectId", ""}}}) {
      json wanted = list.by;
      wanted.update(list.more);
      json arguments = wanted;
      wanted.update(filters);
      arguments["filters"] = filters;
      const Ids matching = expected(wanted);
      for (const int page : {0, 1}) {
        arguments["pagination"] = {{"page", page}, {"perPage", 4}};
        const std::size_t before = rig.requests();
        const json answer = call(list.method, arguments);
        EXPECT_EQ(rig.requests(), before + 1);
        const auto at = [&](std::size_t i) {
          return matching.begin() + static_cast<std::ptrdiff_t>(std::min(i, matching.size()));
        };
        const auto from = static_cast<std::size_t>(page) * 4;
        EXPECT_EQ(ids(answer), Ids(at(from), at(from + 4))) << list.method << arguments;
        EXPECT_EQ(answer["pagination"], json({{"total", matching.size()},
                                              {"page", page},
                                              {"perPage", 4},
                                              {"hasMore", from + 4 < matching.size()}}));
      }
      arguments["pagination"] = {{"page", 0}, {"perPage", false}};
      const json answer = call(list.method, arguments);
      EXPECT_EQ(ids(answer), matching);
      EXPECT_EQ(answer["pagination"]["hasMore"], false);
      EXPECT_EQ(answer["pagination"]["perPage"], false);
    }
  }
}

TEST_F(ManyScores, AreFoundByAnIndexInTheOrderOfTheList) {
  const std::tuple<const char*, json, const char*> lists[] = {
      {"listScoresByScorerId",
       {{"scorerId", "scorer1"}},
       "idx_scorers_scorer_created_at (scorerId=?)"},
      {"listScoresByRunId", {{"runId", "run2"}}, "idx_scorers_run_created_at (runId=?)"},
      {"listScoresByEntityId",
       {{"entityId", "entity2"}, {"entityType", "WORKFLOW"}},
       "idx_scorers_entity_created_at (entityId=? AND entityType=?)"},
      {"listScoresBySpan",
       {{"traceId", "trace0"}, {"spanId", "span0"}},
       "idx_scorers_trace_span_created_at (traceId=? AND spanId=?)"},
  };
  for (const auto& [method, arguments, index] : lists) {
    call(method, arguments);
    std::string plan;
    for (const std::string& line :
         rig.database.planOf(rig.database.requests.back().statements[0])) {
      plan += line + "\n";
    }
    EXPECT_NE(plan.find(index), std::string::npos) << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << plan;
  }
}

TEST_F(ManyScores, ComeAHundredAtATime) {
  const json answer = call("listScoresByScorerId", {{"scorerId", "scorer1"}});
  EXPECT_EQ(answer["pagination"],
            json({{"total", 60}, {"page", 0}, {"perPage", 100}, {"hasMore", false}}));
  EXPECT_EQ(
      call("listScoresByRunId", {{"runId", "run0"}, {"pagination", {{"page", 0}, {"perPage", 0}}}}),
      json({{"scores", json::array()},
            {"pagination", {{"total", 40}, {"page", 0}, {"perPage", 0}, {"hasMore", true}}}}));
  const json problem =
      error("listScoresByRunId", {{"runId", "run0"}, {"pagination", {{"page", -1}}}});
  EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_LIST_SCORES_BY_RUN_ID_FAILED");
  EXPECT_EQ(problem["message"], "pagination.page must be >= 0: an integer");
}

TEST_F(ManyScores, ArePrunedByWhenTheyWereMade) {
  const json policies = {{"scorers", {{"maxAge", 20}, {"batchSize", 10}}}};
  EXPECT_EQ(
      call("prune", {{"policies", policies}, {"options", {{"maxBatches", 1}}}}),
      json::array(
          {{{"domain", "scores"}, {"table", "mastra_scorers"}, {"deleted", 10}, {"done", false}}}));
  EXPECT_EQ(call("prune", {{"policies", policies}})[0]["deleted"], 47);  // 19 milliseconds of three
  EXPECT_EQ(call("prune", {{"policies", policies}})[0]["deleted"], 0);
  EXPECT_EQ(call("dangerouslyClearAll", json::object()), nullptr);
  EXPECT_EQ(call("listScoresByScorerId", {{"scorerId", "scorer1"}})["pagination"]["total"], 0);
  rig.scopes = abi::kScopeWrite;
  EXPECT_EQ(error("prune", {{"policies", policies}})["code"], "forbidden");
}

TEST_F(Scores, OpensATableOfAnOlderReleaseAsItIs) {
  rig.prefix = "old_";
  rig.database.query(
      "CREATE TABLE old_mastra_scorers (id TEXT NOT NULL PRIMARY KEY, scorerId TEXT, runId TEXT,"
      "scorer TEXT, score FLOAT, input TEXT, output TEXT, entityId TEXT, source TEXT,"
      "createdAt TEXT, updatedAt TEXT)");
  rig.database.query(
      R"(INSERT INTO old_mastra_scorers VALUES ('s1','scorer','run','{}',1,NULL,'"o"','e','LIVE',)"
      R"('2026-01-01T00:00:00.000Z',NULL))");
  EXPECT_EQ(call("getScoreById", {{"id", "s1"}}),
            json({{"id", "s1"},
                  {"scorerId", "scorer"},
                  {"runId", "run"},
                  {"scorer", json::object()},
                  {"score", 1},
                  {"output", "o"},
                  {"entityId", "e"},
                  {"source", "LIVE"},
                  {"createdAt", "2026-01-01T00:00:00.000Z"}}));
  call("saveScore", score({{"id", "s2"}, {"organizationId", "o"}}));
  EXPECT_EQ(ids(call("listScoresByScorerId", {{"scorerId", "scorer"}})), (Ids{"s2", "s1"}));
}

}  // namespace
}  // namespace agentkeep
