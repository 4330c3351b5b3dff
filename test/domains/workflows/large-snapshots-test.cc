// Snapshots that no cell of D1 holds: every method means the same for them.
#include <gtest/gtest.h>

#include <random>

#include "test/support/stepped-call.h"

namespace agentkeep {
namespace {

using nlohmann::json;

// Text that hardly packs.
std::string noise(std::size_t bytes, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < bytes) out += static_cast<char>('0' + random() % 43);
  return out;
}

class LargeSnapshots : public testing::Test {
 protected:
  static json run(Text id, json more = json::object()) {
    json arguments = {{"workflowName", "flow"}, {"runId", id}};
    arguments.update(more);
    return arguments;
  }
  static json snapshot(Text id, std::size_t bytes, json context = json::object()) {
    if (bytes != 0) context["blob"] = {{"status", "success"}, {"output", noise(bytes)}};
    return {{"runId", id}, {"status", "running"}, {"context", context}, {"timestamp", 1}};
  }
  static json report(Text id, Text step, json result, json request = json::object()) {
    return run(id, {{"stepId", step}, {"result", result}, {"requestContext", request}});
  }
  json call(Text method, const json& arguments) {
    return rig.call("workflows." + std::string(method), arguments.dump());
  }
  void persist(Text id, const json& value) {
    call("persistWorkflowSnapshot", run(id, {{"snapshot", value}}));
  }
  json load(Text id) { return call("loadWorkflowSnapshot", run(id)); }
  std::string query(Text sql) { return rig.database.query(sql)[0][0]; }
  // Every piece belongs to a row, and every row has all of its pieces.
  void expectTidy() {
    EXPECT_EQ(query("SELECT count(*) FROM agentkeep_chunks WHERE ref NOT IN "
                    "(SELECT snapshot_large FROM mastra_workflow_snapshot "
                    "WHERE snapshot_large IS NOT NULL)"),
              "0");
  }

  test::StoreRig rig;
};

TEST_F(LargeSnapshots, GoInAndComeOutInOneTripEach) {
  for (const std::size_t bytes : {5'000'000U, 15'000'000U}) {
    const json value = snapshot("r", bytes, {{"input", {{"n", nullptr}}}});
    rig.database.requests.clear();
    persist("r", value);
    EXPECT_EQ(rig.requests(), 1U);
    EXPECT_TRUE(load("r") == value);
    EXPECT_EQ(rig.requests(), 2U);
    expectTidy();
  }
  const json found = call("getWorkflowRunById", {{"runId", "r"}});
  EXPECT_TRUE(found["snapshot"] == snapshot("r", 15'000'000, {{"input", {{"n", nullptr}}}}));
  call("deleteWorkflowRunById", run("r"));
  EXPECT_EQ(query("SELECT count(*) FROM agentkeep_chunks"), "0");
}

TEST_F(LargeSnapshots, OverTheLimitAreRefusedAndNothingIsWritten) {
  const json problem = rig.error("workflows.persistWorkflowSnapshot",
                                 run("r", {{"snapshot", snapshot("r", 17'000'000)}}).dump());
  EXPECT_EQ(problem["code"], "too_large");
  EXPECT_EQ(rig.requests(), 0U);
}

// The same calls on a small run and on a large one: equal but for what makes it large.
TEST_F(LargeSnapshots, MergeAsSmallOnesDo) {
  persist("small", snapshot("small", 0));
  persist("large", snapshot("large", 3'000'000));
  const json pending = {{"__mastra_pending__", true}};
  const json reports[] = {
      {{"status", "success"}, {"output", {{"a", 1}}}},
      {{"status", "running"}, {"output", {1, nullptr, 3}}},
      {{"status", "running"}, {"output", {nullptr, 2, nullptr, nullptr}}, {"more", "x"}},
      {{"status", "running"}, {"output", {pending, pending}}},
      {{"status", "running"}, {"output", {9, nullptr, nullptr, 4, 5}}},
      {{"status", "failed"}, {"error", "no"}},
      {{"output", json::array()}},
  };
  const auto plain = [](json context) {
    context.erase("blob");
    return context;
  };
  int n = 0;
  for (const json& each : reports) {
    const json request = {{"n", ++n}, {"k" + std::to_string(n % 3), n}};
    const json small = call("updateWorkflowResults", report("small", "s", each, request));
    const json large = call("updateWorkflowResults", report("large", "s", each, request));
    EXPECT_EQ(plain(large), small) << each;
    EXPECT_EQ(large["blob"]["output"].get_ref<const std::string&>().size(), 3'000'000U);
  }
  const json states[] = {
      {{"status", "suspended"}, {"suspendedPaths", {{"s", {0}}}}},
      {{"status", "running"}, {"expectedStatus", "success"}},
      {{"status", "waiting"}, {"expectedStatus", {"success", "suspended"}}},
  };
  for (const json& opts : states) {
    json small = call("updateWorkflowState", run("small", {{"opts", opts}}));
    json large = call("updateWorkflowState", run("large", {{"opts", opts}}));
    EXPECT_EQ(small.is_null(), large.is_null()) << opts;
    if (small.is_null()) continue;
    for (json* each : {&small, &large}) {
      (*each)["context"] = plain((*each)["context"]);
      each->erase("runId");
    }
    EXPECT_EQ(small, large) << opts;
  }
  json small = load("small"), large = load("large");
  large["context"].erase("blob");
  small.erase("runId"), large.erase("runId");
  EXPECT_EQ(large, small);
  EXPECT_EQ(call("listWorkflowRuns", {{"status", "waiting"}})["total"], 2);
  expectTidy();
}

TEST_F(LargeSnapshots, AResultMakesASnapshotLarge) {
  persist("r", snapshot("r", 1'500'000));
  call("updateWorkflowResults", report("r", "s", {{"output", noise(1'000'000, 2)}}));
  const json now = load("r");
  EXPECT_EQ(now["context"]["s"]["output"].get_ref<const std::string&>().size(), 1'000'000U);
  EXPECT_EQ(now["context"]["blob"]["output"].get_ref<const std::string&>().size(), 1'500'000U);
  EXPECT_NE(query("SELECT count(*) FROM agentkeep_chunks"), "0");
  // A result that is large by itself.
  call("updateWorkflowResults", report("new", "s", {{"output", noise(3'000'000, 3)}}));
  EXPECT_EQ(load("new")["context"]["s"]["output"].get_ref<const std::string&>().size(), 3'000'000U);
}

TEST_F(LargeSnapshots, TwoWritersInEveryOrderLoseNothing) {
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    persist(id, snapshot(id, 2'100'000));
    std::vector<std::unique_ptr<test::SteppedCall>> calls;
    for (const Text step : {"a", "b"}) {
      calls.push_back(std::make_unique<test::SteppedCall>(rig, "workflows.updateWorkflowResults",
                                                          report(id, step, {{"output", step}})));
    }
    return calls;
  };
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const auto& calls) {
    for (const auto& each : calls) EXPECT_EQ(each->status(), 200);
    const json context = load("r" + std::to_string(round))["context"];
    EXPECT_EQ(context["a"]["output"], "a") << round;
    EXPECT_EQ(context["b"]["output"], "b") << round;
    expectTidy();
    call("deleteWorkflowRunById", run("r" + std::to_string(round)));
  });
  EXPECT_GE(orders, 20U);
}

// Two resumes of one suspended run: one wins.
TEST_F(LargeSnapshots, OneResumeWinsInEveryOrder) {
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    json value = snapshot(id, 2'100'000);
    value["status"] = "suspended";
    persist(id, value);
    std::vector<std::unique_ptr<test::SteppedCall>> calls;
    for (int i = 0; i < 2; ++i) {
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "workflows.updateWorkflowState",
          run(id, {{"opts", {{"status", "running"}, {"expectedStatus", "suspended"}}}})));
    }
    return calls;
  };
  test::inEveryOrder(make, [&](unsigned round, const auto& calls) {
    EXPECT_NE(calls[0]->answer().is_null(), calls[1]->answer().is_null()) << round;
    call("deleteWorkflowRunById", run("r" + std::to_string(round)));
  });
}

// A call that is lost between any two of its requests has done all or nothing.
TEST_F(LargeSnapshots, ACallThatIsLostHasDoneAllOrNothing) {
  persist("r", snapshot("r", 2'500'000));
  for (unsigned steps = 0;; ++steps) {
    const std::string step = "s" + std::to_string(steps);
    const json before = load("r");
    {
      test::SteppedCall lost(rig, "workflows.updateWorkflowResults",
                             report("r", step, {{"output", 1}}));
      for (unsigned i = 0; i < steps && lost.waiting(); ++i) lost.step();
      if (!lost.waiting()) break;
    }
    EXPECT_TRUE(load("r") == before) << steps;
    expectTidy();
    ASSERT_LT(steps, 10U);
  }
}

// As far as the tests of pruning need it: what is older than `age` goes.
json prune(test::StoreRig& rig, Text age) {
  const json arguments = {{"policies", {{"workflowSnapshot", {{"maxAge", age}}}}}};
  return rig.call("workflows.prune", arguments.dump());
}
json pruned(Text table, int rows) {
  return {{"domain", "workflows"}, {"table", table}, {"deleted", rows}, {"done", true}};
}

TEST_F(LargeSnapshots, ArePrunedWithTheirPieces) {
  persist("kept", snapshot("kept", 2'100'000));
  call("persistWorkflowSnapshot",
       run("old", {{"snapshot", snapshot("old", 5'000'000)}, {"updatedAt", "2026-01-01"}}));
  EXPECT_EQ(prune(rig, "30d"), json::array({pruned("mastra_workflow_snapshot", 1)}));
  expectTidy();
  EXPECT_TRUE(load("kept") == snapshot("kept", 2'100'000));
}

// Other adapters know nothing of pieces.
TEST_F(LargeSnapshots, PiecesWithoutARowArePruned) {
  for (const Text id : {"kept", "gone", "replaced", "overwritten"}) {
    persist(id, snapshot(id, 2'100'000));
  }
  const std::string pieces = "SELECT count(*) FROM agentkeep_chunks";
  const int each = std::stoi(query(pieces)) / 4;
  query("DELETE FROM mastra_workflow_snapshot WHERE run_id='gone' RETURNING 1");
  query(
      "INSERT OR REPLACE INTO mastra_workflow_snapshot"
      "(workflow_name,run_id,createdAt,updatedAt,snapshot) "
      "SELECT workflow_name,run_id,createdAt,updatedAt,'{\"a\":1}' "
      "FROM mastra_workflow_snapshot WHERE run_id='replaced' RETURNING 1");
  // Here our reference stays, and its pieces until the run is written again or deleted.
  query(
      "UPDATE mastra_workflow_snapshot SET snapshot='{\"a\":2}' "
      "WHERE run_id='overwritten' RETURNING 1");
  std::size_t before = rig.requests();
  EXPECT_EQ(prune(rig, "30d"),
            json({pruned("mastra_workflow_snapshot", 0), pruned("agentkeep_chunks", 2 * each)}));
  EXPECT_EQ(rig.requests(), before + 2);
  EXPECT_EQ(std::stoi(query(pieces)), 2 * each);
  expectTidy();
  EXPECT_TRUE(load("kept") == snapshot("kept", 2'100'000));
  EXPECT_EQ(load("replaced"), json({{"a", 1}}));
  EXPECT_EQ(load("overwritten"), json({{"a", 2}}));

  EXPECT_EQ(prune(rig, "30d"), json::array({pruned("mastra_workflow_snapshot", 0)}));
  persist("overwritten", snapshot("overwritten", 0));
  EXPECT_EQ(std::stoi(query(pieces)), each);
  // Where there are no pieces, they cost nothing.
  call("deleteWorkflowRunById", run("kept"));
  before = rig.requests();
  EXPECT_EQ(prune(rig, "30d"), json::array({pruned("mastra_workflow_snapshot", 0)}));
  EXPECT_EQ(rig.requests(), before + 1);
}

// More than a call looks at: those it looks at are a matter of chance, so calls come to an end.
TEST_F(LargeSnapshots, ManyPiecesWithoutARowArePrunedByManyCalls) {
  persist("kept", snapshot("kept", 2'100'000));
  query(
      "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i<2999) "
      "INSERT INTO agentkeep_chunks(ref,part,owner,data) "
      "SELECT printf('%08x',i*2654435761%4294967296)||'.9.2.0.0',part,"
      "json_array('mastra_workflow_snapshot','snapshot','run'||i,'flow'),'x' "
      "FROM n,(SELECT 0 AS part UNION ALL SELECT 1) RETURNING 1");
  int gone = 0, calls = 0;
  for (; gone < 6000 && calls < 100; ++calls) {
    const json answer = prune(rig, "30d");
    if (answer.size() == 2) gone += static_cast<int>(answer[1]["deleted"]);
  }
  EXPECT_EQ(gone, 6000);
  EXPECT_GE(calls, 3);
  expectTidy();
  EXPECT_TRUE(load("kept") == snapshot("kept", 2'100'000));
}

// What is pruned of one run never is what others just write.
TEST_F(LargeSnapshots, PruningAndWritingInEveryOrder) {
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    persist(id, snapshot(id, 2'100'000));
    query("DELETE FROM mastra_workflow_snapshot RETURNING 1");
    persist(id, snapshot(id, 2'100'000));
    std::vector<std::unique_ptr<test::SteppedCall>> calls;
    calls.push_back(std::make_unique<test::SteppedCall>(
        rig, "workflows.prune", json{{"policies", {{"workflowSnapshot", {{"maxAge", "1d"}}}}}}));
    calls.push_back(std::make_unique<test::SteppedCall>(rig, "workflows.updateWorkflowResults",
                                                        report(id, "a", {{"output", 1}})));
    return calls;
  };
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const auto& calls) {
    for (const auto& each : calls) EXPECT_EQ(each->status(), 200);
    const std::string id = "r" + std::to_string(round);
    const json expected = snapshot(id, 2'100'000, {{"a", {{"output", 1}}}});
    EXPECT_TRUE(load(id)["context"] == expected["context"]) << round;
    expectTidy();
  });
  EXPECT_GE(orders, 6U);
}

}  // namespace
}  // namespace agentkeep
