// The domain `workflows` from a method's body to its answer, on real SQLite with D1's limits: what
// contract/workflows.md asks of each method.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <ranges>

#include "test/support/stepped-call.h"

namespace agentkeep {
namespace {

using nlohmann::json;
using Ids = std::vector<std::string>;

json snapshot(Text status, json context = json::object()) {
  return {{"runId", "r"},
          {"status", status},
          {"value", json::object()},
          {"context", context},
          {"serializedStepGraph", json::array({{{"type", "step"}, {"step", {{"id", "a"}}}}})},
          {"timestamp", 1}};
}

class Workflows : public testing::Test {
 protected:
  json call(Text method, const json& arguments) { return rig.call(method, arguments.dump()); }
  json error(Text method, const json& arguments) { return rig.error(method, arguments.dump()); }

  static json run(Text id, json more = json::object(), Text workflow = "flow") {
    json arguments = {{"workflowName", workflow}, {"runId", id}};
    arguments.update(more);
    return arguments;
  }
  void persist(Text id, json value, json more = json::object(), Text workflow = "flow") {
    more["snapshot"] = std::move(value);
    call("workflows.persistWorkflowSnapshot", run(id, more, workflow));
  }
  json load(Text id, Text workflow = "flow") {
    return call("workflows.loadWorkflowSnapshot", run(id, json::object(), workflow));
  }
  json get(Text id, Text workflow = "flow") {
    return call("workflows.getWorkflowRunById", run(id, json::object(), workflow));
  }
  json report(Text id, Text step, json result, json context = json::object()) {
    return call("workflows.updateWorkflowResults",
                run(id, {{"stepId", step}, {"result", result}, {"requestContext", context}}));
  }
  json setState(Text id, json opts) {
    return call("workflows.updateWorkflowState", run(id, {{"opts", opts}}));
  }
  json list(json arguments = json::object()) {
    return call("workflows.listWorkflowRuns", arguments);
  }
  static Ids ids(const json& answer) {
    Ids out;
    for (const json& each : answer["runs"]) out.push_back(each["runId"]);
    return out;
  }

  test::StoreRig rig;
};

TEST_F(Workflows, SavesASnapshotAndGivesItBack) {
  const json saved = snapshot("running", {{"input", {{"n", nullptr}}}});
  EXPECT_EQ(call("workflows.persistWorkflowSnapshot",
                 run("r1", {{"snapshot", saved}, {"resourceId", "user"}})),
            nullptr);
  EXPECT_EQ(load("r1"), saved);
  EXPECT_EQ(get("r1"), json({{"workflowName", "flow"},
                             {"runId", "r1"},
                             {"snapshot", saved},
                             {"createdAt", rig.now()},
                             {"updatedAt", rig.now()},
                             {"resourceId", "user"}}));
  EXPECT_EQ(load("r2"), nullptr);
  EXPECT_EQ(load("r1", "other"), nullptr);
  EXPECT_EQ(get("r1", "other"), nullptr);
}

TEST_F(Workflows, KeepsEveryByteOfASnapshot) {
  const std::string bytes =
      R"({"status":"running","context":{"a":{"output":["\ud800 \u0000 é \/",1e400,12345678901234567890,1.50]}}})";
  rig.raw("workflows.persistWorkflowSnapshot",
          R"({"workflowName":"flow","runId":"r1","snapshot":)" + bytes + "}");
  EXPECT_EQ(rig.raw("workflows.loadWorkflowSnapshot", R"({"workflowName":"flow","runId":"r1"})"),
            bytes);
  // What an update does not touch stays as it was written.
  rig.raw(
      "workflows.updateWorkflowResults",
      R"({"workflowName":"flow","runId":"r1","stepId":"b","result":{"output":[2e999]},"requestContext":{}})");
  rig.raw("workflows.updateWorkflowState",
          R"({"workflowName":"flow","runId":"r1","opts":{"status":"success","result":{"x":1.0}}})");
  EXPECT_EQ(
      rig.raw("workflows.loadWorkflowSnapshot", R"({"workflowName":"flow","runId":"r1"})"),
      R"({"context":{"a":{"output":["\ud800 \u0000 é \/",1e400,12345678901234567890,1.50]},"b":{"output":[2e999]}},"requestContext":{},"status":"success","result":{"x":1.0}})");
}

TEST_F(Workflows, PersistingAgainKeepsWhenAndWhoseARunIs) {
  persist("r1", snapshot("running"), {{"resourceId", "user"}, {"createdAt", "2026-01-01"}});
  persist("r1", snapshot("success"));
  json stored = get("r1");
  EXPECT_EQ(stored["snapshot"]["status"], "success");
  EXPECT_EQ(stored["createdAt"], "2026-01-01T00:00:00.000Z");
  EXPECT_GT(stored["updatedAt"], rig.now());  // moves on within a millisecond
  EXPECT_EQ(stored["resourceId"], "user");

  persist("r1", snapshot("success"),
          {{"resourceId", "other"}, {"createdAt", "2020-01-01"}, {"updatedAt", "2026-02-03"}});
  stored = get("r1");
  EXPECT_EQ(stored["createdAt"], "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(stored["updatedAt"], "2026-02-03T00:00:00.000Z");
  EXPECT_EQ(stored["resourceId"], "other");
}

TEST_F(Workflows, SetsTheResultOfAStep) {
  persist("r1", snapshot("running", {{"input", 1}, {"a", {{"status", "running"}}}}));
  json before = load("r1");
  EXPECT_EQ(report("r1", "a", {{"status", "success"}, {"output", {{"x", 1}}}}, {{"k", 1}}),
            json({{"input", 1}, {"a", {{"status", "success"}, {"output", {{"x", 1}}}}}}));
  report("r1", "b", {{"status", "failed"}}, {{"l", {{"deep", true}}}});
  before["context"] = {{"input", 1},
                       {"a", {{"status", "success"}, {"output", {{"x", 1}}}}},
                       {"b", {{"status", "failed"}}}};
  before["requestContext"] = {{"k", 1}, {"l", {{"deep", true}}}};
  EXPECT_EQ(load("r1"), before);
  report("r1", "b", {{"status", "failed"}}, {{"l", nullptr}});
  EXPECT_EQ(load("r1")["requestContext"], json({{"k", 1}, {"l", nullptr}}));
  EXPECT_GT(get("r1")["updatedAt"], rig.now());
}

TEST_F(Workflows, AMissingRunBeginsWithItsFirstResult) {
  for (const json& result : {json{{"output", 1}}, json{{"output", {1, nullptr}}}}) {
    const std::string id = result.dump();
    EXPECT_EQ(report(id, "a", result, {{"k", 1}}), json({{"a", result}}));
    EXPECT_EQ(load(id), json({{"context", {{"a", result}}},
                              {"activePaths", json::array()},
                              {"timestamp", rig.now_ms},
                              {"suspendedPaths", json::object()},
                              {"activeStepsPath", json::object()},
                              {"resumeLabels", json::object()},
                              {"serializedStepGraph", json::array()},
                              {"status", "pending"},
                              {"value", json::object()},
                              {"waitingPaths", json::object()},
                              {"runId", id},
                              {"requestContext", {{"k", 1}}}}));
    EXPECT_EQ(get(id)["createdAt"], rig.now());
  }
}

TEST_F(Workflows, StepsMayHaveAnyName) {
  persist("r1", snapshot("running"));
  json expected = json::object();
  for (const char* name :
       {"a.b", "a\"b", "a\\b", "$", "[0]", "0", "é😀", " ", "a\nb", "$.x", "'"}) {
    expected[name] = {{"output", {1}}};
    EXPECT_EQ(report("r1", name, {{"output", {1}}}), expected) << name;
    expected[name] = {{"output", {1, 2}}};
    EXPECT_EQ(report("r1", name, {{"output", {nullptr, 2}}}), expected) << name;
  }
  EXPECT_EQ(load("r1")["context"], expected);
}

TEST_F(Workflows, ASnapshotWithoutContextTakesNoResults) {
  persist("r1", {{"status", "running"}});
  for (const json& result : {json{{"output", 1}}, json{{"output", {1}}}}) {
    const json problem =
        error("workflows.updateWorkflowResults", run("r1", {{"stepId", "a"}, {"result", result}}));
    EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_UPDATE_WORKFLOW_RESULTS_FAILED");
    EXPECT_EQ(problem["message"], "Snapshot context not found for runId r1");
  }
  const json problem =
      error("workflows.updateWorkflowState",
            run("r1", {{"opts", {{"status", "success"}, {"expectedStatus", "x"}}}}));
  EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_UPDATE_WORKFLOW_STATE_FAILED");
  EXPECT_EQ(problem["message"], "Snapshot not found for runId r1");
  EXPECT_EQ(load("r1"), json({{"status", "running"}}));
}

// The contract's rule, said once more, plainly.
json merged(const json& existing, const json& result) {
  const json kPending = {{"__mastra_pending__", true}};
  if (!existing.is_object() || !existing.contains("output") || !existing["output"].is_array() ||
      !result.is_object() || !result.contains("output") || !result["output"].is_array()) {
    return result;
  }
  const json& reported = result["output"];
  const bool pending = std::ranges::find(reported, kPending) != reported.end();
  json output = existing["output"];
  for (std::size_t i = 0; i < reported.size(); ++i) {
    const bool beyond = i >= existing["output"].size();
    const json old = beyond ? json() : existing["output"][i];
    if (beyond) output.push_back(nullptr);
    if (reported[i] == kPending) {
      const bool suspended = old.is_object() && old.value("status", json()) == "suspended" &&
                             (old.contains("suspendPayload") || old.contains("suspendedAt"));
      if (old.is_null() || old == kPending || suspended) output[i] = nullptr;
    } else if (!reported[i].is_null() && !pending) {
      output[i] = reported[i];
    }
  }
  json out = existing;
  if (!pending) out.update(result);
  out["output"] = output;
  return out;
}

TEST_F(Workflows, MergesTheReportsOfAForeachStep) {
  const json elements[] = {nullptr,
                           1,
                           "done",
                           {{"__mastra_pending__", true}},
                           {{"__mastra_pending__", true}, {"more", 1}},
                           {{"__mastra_pending__", 1}},
                           {{"status", "suspended"}, {"suspendPayload", {{"a", 1}}}},
                           {{"status", "suspended"}, {"suspendedAt", 5}},
                           {{"status", "suspended"}},
                           {{"status", "success"}, {"output", {1}}},
                           json::array(),
                           false};
  std::mt19937 random(7);
  const auto outputs = [&] {
    json list = json::array();
    const std::size_t size = random() % 5;
    while (list.size() < size) list.push_back(elements[random() % std::size(elements)]);
    return list;
  };
  for (int round = 0; round < 150; ++round) {
    json first = {{"status", "running"}, {"output", outputs()}, {"startedAt", 1}};
    json second = {{"status", "success"}, {"output", outputs()}, {"endedAt", round}};
    if (round % 10 == 1) first["output"] = "text";
    if (round % 10 == 2) first.erase("output");
    if (round % 10 == 3) second["output"] = {{"an", "object"}};
    if (round % 10 == 4) second.erase("output");
    const std::string id = std::to_string(round);
    persist(id, snapshot("running", {{"each", first}, {"other", 1}}));
    const json expected = {{"each", merged(first, second)}, {"other", 1}};
    EXPECT_EQ(report(id, "each", second), expected) << first << second;
    EXPECT_EQ(load(id)["context"], expected);
  }
}

TEST_F(Workflows, ChangesTheStateOfARun) {
  persist("r1", snapshot("running", {{"a", 1}}));
  json expected = load("r1");
  expected.update({{"status", "suspended"},
                   {"suspendedPaths", {{"a", {0}}}},
                   {"resumeLabels", {{"l", {{"stepId", "a"}}}}},
                   {"unknown", nullptr}});
  EXPECT_EQ(setState("r1", {{"status", "suspended"},
                            {"suspendedPaths", {{"a", {0}}}},
                            {"resumeLabels", {{"l", {{"stepId", "a"}}}}},
                            {"unknown", nullptr}}),
            expected);
  EXPECT_EQ(load("r1"), expected);
  EXPECT_GT(get("r1")["updatedAt"], rig.now());
  EXPECT_EQ(setState("none", {{"status", "success"}}), nullptr);
  EXPECT_EQ(load("none"), nullptr);
}

TEST_F(Workflows, ChangesTheStateOnlyFromAnExpectedStatus) {
  persist("r1", snapshot("suspended"));
  const json before = get("r1");
  for (const json& expected :
       {json("running"), json{"running", "waiting"}, json::array(), json("")}) {
    EXPECT_EQ(setState("r1", {{"status", "x"}, {"expectedStatus", expected}}), nullptr) << expected;
  }
  EXPECT_EQ(get("r1"), before);
  EXPECT_EQ(setState("r1", {{"status", "running"}, {"expectedStatus", {"x", "suspended"}}}),
            snapshot("running"));
  EXPECT_EQ(setState("r1", {{"status", "success"}, {"expectedStatus", "running"}}),
            snapshot("success"));
  // An absent status is no expected one.
  persist("r2", {{"context", json::object()}});
  EXPECT_EQ(setState("r2", {{"status", "x"}, {"expectedStatus", {"", "null", "pending"}}}),
            nullptr);
  EXPECT_EQ(setState("none", {{"status", "x"}, {"expectedStatus", "running"}}), nullptr);
}

using Calls = std::vector<std::unique_ptr<test::SteppedCall>>;

TEST_F(Workflows, NoReportOfAForeachStepIsLostInAnyOrder) {
  // Three iterations report, each its own element; a fourth writer reports another step.
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    persist(id, snapshot("running", {{"each", {{"output", {nullptr, nullptr, nullptr}}}}}));
    Calls calls;
    for (int i = 0; i < 3; ++i) {
      json output = {nullptr, nullptr, nullptr};
      output[static_cast<std::size_t>(i)] = "result " + std::to_string(i);
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "workflows.updateWorkflowResults",
          run(id, {{"stepId", "each"},
                   {"result", {{"status", "running"}, {"output", output}}},
                   {"requestContext", {{"from" + std::to_string(i), i}}}})));
    }
    return calls;
  };
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const Calls& calls) {
    const json stored = load("r" + std::to_string(round));
    EXPECT_EQ(stored["context"]["each"],
              json({{"status", "running"}, {"output", {"result 0", "result 1", "result 2"}}}));
    EXPECT_EQ(stored["requestContext"], json({{"from0", 0}, {"from1", 1}, {"from2", 2}}));
    // Whoever wrote last answered everything.
    EXPECT_TRUE(std::ranges::any_of(
        calls, [&](const auto& each) { return each->answer() == stored["context"]; }));
    for (const auto& each : calls) EXPECT_EQ(each->trips, 1U);
  });
  EXPECT_EQ(orders, 6U);
}

TEST_F(Workflows, ResetsAndReportsOfAForeachStepApplyOneAfterTheOtherInAnyOrder) {
  const json pending = {{"__mastra_pending__", true}};
  const json suspended = {{"status", "suspended"}, {"suspendPayload", {{"ask", 1}}}};
  const json start = {{"status", "suspended"}, {"output", {suspended, suspended, "done"}}};
  const std::vector<json> results = {
      {{"status", "running"}, {"output", {pending, nullptr, pending}}},
      {{"status", "running"}, {"output", {"resumed", nullptr, nullptr}}},
      {{"status", "other"}, {"output", {nullptr, pending, nullptr, nullptr}}},
  };
  // What some order of the three leaves, by the contract's rule.
  std::vector<json> allowed;
  std::vector<std::size_t> order = {0, 1, 2};
  do {
    json stored = start;
    for (const std::size_t i : order) stored = merged(stored, results[i]);
    allowed.push_back(stored);
  } while (std::ranges::next_permutation(order).found);

  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    persist(id, snapshot("running", {{"each", start}}));
    Calls calls;
    for (std::size_t i = 0; i < results.size(); ++i) {
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "workflows.updateWorkflowResults",
          run(id, {{"stepId", "each"},
                   {"result", results[i]},
                   {"requestContext", {{"from" + std::to_string(i), i}}}})));
    }
    return calls;
  };
  unsigned most_trips = 0;
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const Calls& calls) {
    const json stored = load("r" + std::to_string(round));
    EXPECT_NE(std::ranges::find(allowed, stored["context"]["each"]), allowed.end()) << stored;
    EXPECT_EQ(stored["requestContext"], json({{"from0", 0}, {"from1", 1}, {"from2", 2}}));
    for (const auto& each : calls) {
      EXPECT_EQ(each->status(), 200);
      most_trips = std::max(most_trips, each->trips);
    }
  });
  EXPECT_GE(orders, 30U);
  EXPECT_EQ(most_trips, 4U);  // to look, and once for each rival and itself
}

TEST_F(Workflows, WritersOfDifferentStepsNeverMeet) {
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    Calls calls;  // the run does not exist yet
    for (int i = 0; i < 3; ++i) {
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "workflows.updateWorkflowResults",
          run(id, {{"stepId", "step" + std::to_string(i)}, {"result", {{"output", {i}}}}})));
    }
    return calls;
  };
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const Calls& calls) {
    EXPECT_EQ(load("r" + std::to_string(round))["context"], json({{"step0", {{"output", {0}}}},
                                                                  {"step1", {{"output", {1}}}},
                                                                  {"step2", {{"output", {2}}}}}));
    for (const auto& each : calls) EXPECT_EQ(each->trips, 1U);
  });
  EXPECT_EQ(orders, 6U);
}

TEST_F(Workflows, AForeachStepSurvivesARunThatIsReplacedOrDeletedInBetween) {
  const json result = {{"output", {nullptr, {{"__mastra_pending__", true}}}}};
  const json waiting = {{"status", "suspended"}, {"suspendedAt", 1}};
  for (const char* rival : {"other step", "list gone", "deleted", "same bytes"}) {
    const std::string id = rival;
    persist(id, snapshot("running", {{"each", {{"output", {"old", waiting}}}}}));
    test::SteppedCall writer(rig, "workflows.updateWorkflowResults",
                             run(id, {{"stepId", "each"}, {"result", result}}));
    writer.step();
    ASSERT_TRUE(writer.waiting());
    json expected = {{"each", {{"output", {"old", nullptr}}}}};
    if (id == "other step") {
      expected["other"] = 1;
      report(id, "other", 1);
    } else if (id == "list gone") {
      expected = {{"each", result}};
      persist(id, snapshot("running", {{"each", {{"output", "none"}}}}));
    } else if (id == "deleted") {
      expected = {{"each", result}};
      call("workflows.deleteWorkflowRunById", run(id));
    } else {
      persist(id, load(id));
    }
    while (writer.waiting()) writer.step();
    EXPECT_EQ(writer.status(), 200) << rival;
    EXPECT_EQ(writer.answer(), expected) << rival;
    EXPECT_EQ(load(id)["context"], expected) << rival;
  }
}

TEST_F(Workflows, OneOfSeveralResumesWinsInAnyOrder) {
  const auto make = [&](unsigned round) {
    const std::string id = "r" + std::to_string(round);
    persist(id, snapshot("suspended"));
    Calls calls;
    for (int i = 0; i < 3; ++i) {
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "workflows.updateWorkflowState",
          run(id, {{"opts",
                    {{"status", "running"}, {"winner", i}, {"expectedStatus", "suspended"}}}})));
    }
    return calls;
  };
  EXPECT_EQ(test::inEveryOrder(make,
                               [&](unsigned round, const Calls& calls) {
                                 const json stored = load("r" + std::to_string(round));
                                 int winners = 0;
                                 for (const auto& each : calls) {
                                   const json answer = each->answer();
                                   if (answer.is_null()) continue;
                                   ++winners;
                                   EXPECT_EQ(answer, stored);
                                 }
                                 EXPECT_EQ(winners, 1);
                               }),
            6U);
}

TEST_F(Workflows, AReportAfterALostAnswerIsAppliedOnce) {
  persist("r1", snapshot("running", {{"each", {{"output", {"a", nullptr}}}}}));
  const json arguments = run("r1", {{"stepId", "each"}, {"result", {{"output", {nullptr, "b"}}}}});
  test::SteppedCall writer(rig, "workflows.updateWorkflowResults", arguments);
  rig.database.fail({.failure = abi::Failure::kUnavailable, .sent = true, .committed = true});
  writer.step();
  ASSERT_FALSE(writer.waiting());
  EXPECT_EQ(writer.answer()["error"]["code"], "outcome_unknown");
  call("workflows.updateWorkflowResults", arguments);  // as a caller does that has got no answer
  EXPECT_EQ(load("r1")["context"]["each"]["output"], json({"a", "b"}));
}

class ManyRuns : public Workflows {
 protected:
  struct Run {
    std::string id, workflow, resource, status, thread, createdAt;
    bool foreign = false;
  };

  static json withThread(const Run& run, int form) {
    if (run.thread.empty()) return snapshot(run.status);
    const json memory = {{"memoryInfo", {{"threadId", run.thread}, {"resourceId", "x"}}}};
    if (form % 2 == 0) return snapshot(run.status, {{"input", {{"messageListState", memory}}}});
    return snapshot(run.status,
                    {{"input", {{"messageListState", {{"memoryInfo", {{"threadId", "no"}}}}}}},
                     {"done", {{"status", "success"}}},
                     {"step",
                      {{"status", "suspended"},
                       {"suspendPayload", {{"__streamState", {{"messageList", memory}}}}}}}});
  }
  // 240 runs of three workflows, every fourth written as another adapter does.
  void fill() {
    const char* workflows[] = {"flow", "loop", "third"};
    const char* statuses[] = {"running", "suspended", "success", "failed", "waiting"};
    for (int i = 0; i < 240; ++i) {
      Run run{.id = "run" + std::to_string(i),
              .workflow = workflows[i % 3],
              .resource = i % 7 == 0 ? "" : "res" + std::to_string(i % 4),
              .status = statuses[(i / 3) % 5],
              .thread = i % 2 == 0 ? "thr\"ead" + std::to_string(i % 10) : "",
              .createdAt = formatTime(1'767'225'600'000 + static_cast<std::int64_t>(i / 5) * 1000),
              .foreign = i % 4 == 3 || i % 20 == 6};
      const json value = withThread(run, i / 2);
      if (run.foreign) {
        std::string escaped = value.dump();
        for (std::size_t at = 0; (at = escaped.find('\'', at)) != std::string::npos; at += 2) {
          escaped.insert(at, "'");
        }
        rig.database.query(
            "INSERT INTO mastra_workflow_snapshot (workflow_name,run_id,resourceId,snapshot,"
            "createdAt,updatedAt) VALUES ('" +
            run.workflow + "','" + run.id + "'," +
            (run.resource.empty() ? "NULL" : "'" + run.resource + "'") + ",'" + escaped + "','" +
            run.createdAt + "','" + run.createdAt + "')");
      } else {
        json more = {{"createdAt", run.createdAt}, {"updatedAt", run.createdAt}};
        if (!run.resource.empty()) more["resourceId"] = run.resource;
        persist(run.id, value, more, run.workflow);
      }
      runs.push_back(run);
    }
  }
  // What a list must answer: newest first, those of one millisecond inserted last first.
  Ids expected(const json& filter) const {
    Ids out;
    for (const Run& run : std::views::reverse(runs)) {
      const auto matches = [&](const char* name, const std::string& value) {
        return !filter.contains(name) || filter[name] == value;
      };
      if (matches("workflowName", run.workflow) && matches("resourceId", run.resource) &&
          matches("status", run.status) && matches("threadId", run.thread) &&
          (!filter.contains("fromDate") || run.createdAt >= filter["fromDate"]) &&
          (!filter.contains("toDate") || run.createdAt <= filter["toDate"])) {
        out.push_back(run.id);
      }
    }
    return out;
  }

  std::vector<Run> runs;
};

TEST_F(ManyRuns, AreListedByEveryCombinationOfFilters) {
  fill();
  const std::pair<const char*, json> filters[] = {{"workflowName", "flow"},
                                                  {"status", "suspended"},
                                                  {"resourceId", "res2"},
                                                  {"threadId", "thr\"ead6"},
                                                  {"fromDate", "2026-01-01T00:00:10.000Z"},
                                                  {"toDate", "2026-01-01T00:00:40.000Z"}};
  for (unsigned mask = 0; mask < 64; ++mask) {
    json filter = json::object();
    for (unsigned i = 0; i < 6; ++i) {
      if ((mask >> i) & 1U) filter[filters[i].first] = filters[i].second;
    }
    const Ids wanted = expected(filter);
    const json all = list(filter);
    EXPECT_EQ(ids(all), wanted) << filter;
    EXPECT_EQ(all["total"], wanted.size());
    for (const unsigned page : {0U, 1U}) {
      json paged = filter;
      paged.update({{"page", page}, {"perPage", 3}});
      const std::size_t before = rig.requests();
      const json answer = list(paged);
      EXPECT_EQ(rig.requests(), before + 1);
      const std::size_t from = std::min<std::size_t>(page * 3, wanted.size());
      EXPECT_EQ(
          ids(answer),
          Ids(wanted.begin() + static_cast<std::ptrdiff_t>(from),
              wanted.begin() + static_cast<std::ptrdiff_t>(std::min(from + 3, wanted.size()))))
          << paged;
      EXPECT_EQ(answer["total"], wanted.size()) << paged;
    }
  }
}

TEST_F(ManyRuns, ArePagedOnlyIfPageAndSizeAreGiven) {
  fill();
  EXPECT_EQ(list({{"page", 1}})["runs"].size(), 240U);
  EXPECT_EQ(list({{"perPage", 7}})["runs"].size(), 240U);
  EXPECT_EQ(list({{"page", 3}, {"perPage", false}})["runs"].size(), 240U);
  EXPECT_EQ(list({{"page", 0}, {"perPage", 0}}), json({{"runs", json::array()}, {"total", 240}}));
  EXPECT_EQ(list({{"page", 0}, {"perPage", 0}, {"status", "suspended"}})["total"],
            expected({{"status", "suspended"}}).size());
  // Blank filters are none.
  EXPECT_EQ(
      list({{"workflowName", ""}, {"status", ""}, {"resourceId", ""}, {"threadId", ""}})["total"],
      240);
  EXPECT_EQ(error("workflows.listWorkflowRuns", {{"page", -1}, {"perPage", 2}})["id"],
            "MASTRA_STORAGE_AGENTKEEP_LIST_WORKFLOW_RUNS_FAILED");
}

TEST_F(ManyRuns, AreFoundByAnIndexInTheOrderOfTheList) {
  fill();
  const auto plans = [&](json filter) {
    filter.update({{"page", 0}, {"perPage", 3}});
    list(filter);
    std::string all;
    for (const test::SentStatement& each : rig.database.requests.back().statements) {
      for (const std::string& line : rig.database.planOf(each)) all += line + "\n";
    }
    return all;
  };
  const auto uses = [&](const json& filter, Text index) {
    const std::string plan = plans(filter);
    EXPECT_NE(plan.find(index), std::string::npos) << filter << "\n" << plan;
    EXPECT_EQ(plan.find("TEMP B-TREE"), std::string::npos) << filter << "\n" << plan;
    EXPECT_EQ(plan.find("SCAN t0\n"), std::string::npos) << filter << "\n" << plan;
  };
  uses({}, "idx_workflow_runs_created_at");
  uses({{"fromDate", "2026-01-01"}, {"toDate", "2026-02-01"}},
       "idx_workflow_runs_created_at (createdAt>");
  uses({{"workflowName", "flow"}}, "idx_workflow_runs_workflow_created_at (workflow_name=?)");
  uses({{"workflowName", "flow"}, {"fromDate", "2026-01-01"}},
       "idx_workflow_runs_workflow_created_at (workflow_name=? AND createdAt>?");
  uses({{"resourceId", "res1"}}, "idx_workflow_runs_resource_created_at (resourceId=?)");
  const Text by_status =
      "idx_workflow_runs_status_workflow_created_at (<expr>=? AND workflow_name=?";
  uses({{"workflowName", "flow"}, {"status", "suspended"}}, by_status);
  uses({{"workflowName", "flow"}, {"status", "suspended"}, {"resourceId", "res1"}}, by_status);
  uses({{"workflowName", "flow"}, {"status", "suspended"}, {"threadId", "t"}}, by_status);
  // Across workflows a status is looked up by the index, never computed row by row.
  for (const json& filter :
       {json{{"status", "suspended"}}, json{{"status", "suspended"}, {"resourceId", "res1"}}}) {
    const std::string plan = plans(filter);
    EXPECT_NE(
        plan.find("USING COVERING INDEX idx_workflow_runs_status_workflow_created_at (<expr>=?)"),
        std::string::npos)
        << plan;
  }
}

TEST_F(Workflows, FollowsTheStatusThatAnotherAdapterWrites) {
  persist("r1", snapshot("running"));
  rig.database.query(
      R"(UPDATE mastra_workflow_snapshot SET snapshot='{"status":"suspended","context":{}}')");
  EXPECT_EQ(ids(list({{"workflowName", "flow"}, {"status", "suspended"}})), Ids{"r1"});
  EXPECT_EQ(ids(list({{"status", "running"}})), Ids{});
  EXPECT_NE(setState("r1", {{"status", "running"}, {"expectedStatus", "suspended"}}), nullptr);
  // Text that is no JSON is handed out as it is, and breaks no list.
  rig.database.query("UPDATE mastra_workflow_snapshot SET snapshot='not JSON'");
  EXPECT_EQ(load("r1"), "not JSON");
  EXPECT_EQ(get("r1")["snapshot"], "not JSON");
  EXPECT_EQ(ids(list({{"status", "running"}})), Ids{});
  EXPECT_EQ(ids(list({{"workflowName", "flow"}})), Ids{"r1"});
}

TEST_F(Workflows, OpensATableOfTheIncumbentAsItIs) {
  rig.prefix = "old_";
  rig.database.query(
      "CREATE TABLE old_mastra_workflow_snapshot (workflow_name TEXT, run_id TEXT, resourceId TEXT,"
      "snapshot TEXT, createdAt TEXT, updatedAt TEXT, UNIQUE (workflow_name, run_id))");
  rig.database.query(
      R"(INSERT INTO old_mastra_workflow_snapshot VALUES ('flow','r1','user',)"
      R"('{"status":"suspended","context":{"a":{"output":[1,null]}}}','2026-01-01T00:00:00.000Z','2026-01-01T00:00:00.000Z'))");
  EXPECT_EQ(get("r1")["resourceId"], "user");
  EXPECT_EQ(ids(list({{"status", "suspended"}})), Ids{"r1"});
  EXPECT_EQ(report("r1", "a", {{"output", {nullptr, 2}}}), json({{"a", {{"output", {1, 2}}}}}));
  persist("r1", snapshot("success"));
  persist("r2", snapshot("running"));
  EXPECT_EQ(ids(list({{"workflowName", "flow"}})), (Ids{"r2", "r1"}));
  EXPECT_EQ(get("r1")["createdAt"], "2026-01-01T00:00:00.000Z");
}

TEST_F(Workflows, FindsTheNewestRunOfAnIdAcrossWorkflows) {
  persist("r1", snapshot("success"), {{"createdAt", "2026-03-01"}}, "b");
  persist("r1", snapshot("success"), {{"createdAt", "2026-01-01"}}, "a");
  persist("r1", snapshot("success"), {{"createdAt", "2026-02-01"}}, "c");
  EXPECT_EQ(call("workflows.getWorkflowRunById", {{"runId", "r1"}})["workflowName"], "b");
  EXPECT_EQ(get("r1", "a")["workflowName"], "a");
  EXPECT_EQ(call("workflows.getWorkflowRunById", {{"runId", "none"}}), nullptr);
}

TEST_F(Workflows, DeletesOneRun) {
  persist("r1", snapshot("success"), json::object(), "a");
  persist("r1", snapshot("success"), json::object(), "b");
  EXPECT_EQ(call("workflows.deleteWorkflowRunById", run("r1", json::object(), "a")), nullptr);
  EXPECT_EQ(call("workflows.deleteWorkflowRunById", run("r1", json::object(), "a")), nullptr);
  EXPECT_EQ(load("r1", "a"), nullptr);
  EXPECT_NE(load("r1", "b"), nullptr);
}

TEST_F(Workflows, PrunesRunsThatHaveNotChangedForLong) {
  for (int i = 0; i < 25; ++i) {
    persist("old" + std::to_string(i), snapshot("success"), {{"updatedAt", "2026-01-01"}});
  }
  persist("changed", snapshot("success"), {{"createdAt", "2020-01-01"}});
  const auto prune = [&](json policy, json options = json::object()) {
    return call("workflows.prune",
                {{"policies", {{"workflowSnapshot", policy}}}, {"options", options}});
  };
  const auto result = [](int deleted, bool done) {
    return json::array({{{"domain", "workflows"},
                         {"table", "mastra_workflow_snapshot"},
                         {"deleted", deleted},
                         {"done", done}}});
  };
  EXPECT_EQ(call("workflows.prune", {{"policies", json::object()}}), json::array());
  EXPECT_EQ(prune({{"maxAge", "4000d"}}), result(0, true));
  EXPECT_EQ(prune({{"maxAge", "30d"}, {"batchSize", 4}}, {{"maxBatches", 2}}), result(8, false));
  EXPECT_EQ(prune({{"maxAge", 86'400'000}, {"batchSize", 4}}, {{"maxRows", 5}}), result(5, false));
  EXPECT_EQ(prune({{"maxAge", "1.5w"}, {"batchSize", 4}}, {{"maxRows", 0}}), result(0, false));
  const std::size_t before = rig.requests();
  EXPECT_EQ(prune({{"maxAge", "30d"}, {"batchSize", 5}}), result(12, true));
  EXPECT_EQ(rig.requests(), before + 3);
  EXPECT_EQ(ids(list()), Ids{"changed"});
  for (const json& policy : {json{{"maxAge", "30 days"}}, json{{"maxAge", -1}}, json::object(),
                             json{{"maxAge", 1}, {"batchSize", 0}}}) {
    EXPECT_EQ(error("workflows.prune", {{"policies", {{"workflowSnapshot", policy}}}})["code"],
              "invalid_argument")
        << policy;
  }
}

TEST_F(Workflows, ACallPrunesTwentyBatchesAtMost) {
  for (int i = 0; i < 22; ++i) {
    persist("old" + std::to_string(i), snapshot("success"), {{"updatedAt", "2026-01-01"}});
  }
  const json policy = {{"policies", {{"workflowSnapshot", {{"maxAge", "1d"}, {"batchSize", 1}}}}}};
  EXPECT_EQ(call("workflows.prune", policy)[0]["deleted"], 20);
  EXPECT_EQ(call("workflows.prune", policy)[0]["done"], true);
}

TEST_F(Workflows, ClearsEverythingForAnAdministrator) {
  persist("r1", snapshot("success"));
  rig.scopes = abi::kScopeRead | abi::kScopeWrite;
  EXPECT_EQ(error("workflows.dangerouslyClearAll", json::object())["code"], "forbidden");
  EXPECT_EQ(error("workflows.prune", {{"policies", json::object()}})["code"], "forbidden");
  rig.scopes = abi::kScopeRead | abi::kScopeAdmin;
  EXPECT_EQ(call("workflows.dangerouslyClearAll", json::object()), nullptr);
  EXPECT_EQ(list()["total"], 0);
}

TEST_F(Workflows, RefusesBadArgumentsBeforeTheDatabaseHearsOfThem) {
  const std::tuple<const char*, json, const char*> calls[] = {
      {"persistWorkflowSnapshot",
       {{"runId", "r"}, {"snapshot", json::object()}},
       "workflowName is required"},
      {"persistWorkflowSnapshot", run("", {{"snapshot", json::object()}}),
       "runId must not be empty"},
      {"persistWorkflowSnapshot", run("r"), "snapshot is required"},
      {"persistWorkflowSnapshot", run("r", {{"snapshot", "{}"}}), "snapshot must be an object"},
      {"persistWorkflowSnapshot", run(std::string(1025, 'x'), {{"snapshot", json::object()}}),
       "runId must not be longer than 1024 bytes"},
      {"persistWorkflowSnapshot", run("r", {{"snapshot", json::object()}, {"createdAt", "today"}}),
       "createdAt must be an ISO-8601 date of the years 0000 to 9999"},
      {"updateWorkflowResults", run("r", {{"stepId", "a"}}), "result is required"},
      {"updateWorkflowResults", run("r", {{"result", 1}}), "stepId is required"},
      {"updateWorkflowResults", run("r", {{"stepId", "a"}, {"result", 1}, {"requestContext", 1}}),
       "requestContext must be an object"},
      {"updateWorkflowState", run("r"), "opts is required"},
      {"updateWorkflowState", run("r", {{"opts", {{"status", 1}}}}),
       "opts.status must be a string"},
      {"updateWorkflowState", run("r", {{"opts", {{"expectedStatus", {"a", 1}}}}}),
       "opts.expectedStatus must be a string or a list of strings"},
      {"listWorkflowRuns",
       {{"page", 0}, {"perPage", -1}},
       "perPage must be >= 0: an integer, or false for all"},
      {"getWorkflowRunById", json::object(), "runId is required"},
  };
  for (const auto& [method, arguments, message] : calls) {
    const json problem = error("workflows." + std::string(method), arguments);
    EXPECT_EQ(problem["message"], message);
    EXPECT_EQ(problem["code"], "invalid_argument");
    EXPECT_TRUE(std::string(problem["id"]).ends_with("_FAILED")) << problem["id"];
  }
  EXPECT_EQ(rig.requests(), 0U);
}

TEST_F(Workflows, EveryMethodIsOneRoundTrip) {
  persist("r1", snapshot("running"));
  const std::vector<std::pair<std::string, json>> calls = {
      {"persistWorkflowSnapshot",
       run("r1", {{"snapshot", snapshot("running")}, {"resourceId", "u"}})},
      {"loadWorkflowSnapshot", run("r1")},
      {"updateWorkflowResults", run("r1", {{"stepId", "a"}, {"result", {{"output", 1}}}})},
      {"updateWorkflowResults", run("r1", {{"stepId", "b"}, {"result", {{"output", {1}}}}})},
      {"updateWorkflowState",
       run("r1", {{"opts", {{"status", "x"}, {"expectedStatus", "running"}}}})},
      {"updateWorkflowState",
       run("r1", {{"opts", {{"status", "x"}, {"expectedStatus", "running"}}}})},
      {"listWorkflowRuns", {{"status", "x"}, {"page", 0}, {"perPage", 5}}},
      {"getWorkflowRunById", {{"runId", "r1"}}},
      {"deleteWorkflowRunById", run("r1")},
  };
  for (const auto& [method, arguments] : calls) {
    const std::size_t before = rig.requests();
    call("workflows." + method, arguments);
    EXPECT_EQ(rig.requests(), before + 1) << method;
  }
}

}  // namespace
}  // namespace agentkeep
