// Deleting what is old, and everything.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class Retention : public Memory {
 protected:
  // Of age `days`, at the rig's time.
  std::string ago(int days) const { return formatTime(rig.now_ms - days * 86'400'000LL); }
  void saveAged(int count, int days, Text prefix) {
    json messages = json::array();
    for (int i = 0; i < count; ++i) {
      messages.push_back(message(std::string(prefix) + std::to_string(i), "t1", ago(days), "x"));
    }
    call("memory.saveMessages", {{"messages", messages}});
  }
  json left(Text table) {
    return std::stoi(rig.database.query("SELECT count(*) FROM " + std::string(table))[0][0]);
  }
  static json result(Text table, int deleted, bool done) {
    return {{"domain", "memory"}, {"table", table}, {"deleted", deleted}, {"done", done}};
  }
};

TEST_F(Retention, DeletesWhatIsOlderThanItsPolicyAllows) {
  saveThread("old", "r1", ago(40));
  saveThread("new", "r1", ago(2));
  saveAged(3, 40, "old");
  saveAged(4, 2, "new");
  for (int days : {40, 2}) {
    call("memory.saveResource",
         {{"resource", {{"id", "r" + std::to_string(days)}, {"createdAt", ago(days)}}}});
  }
  const json policies = {{"threads", {{"maxAge", "30d"}}},
                         {"messages", {{"maxAge", 30LL * 86'400'000}}},
                         {"resources", {{"maxAge", "4w"}}}};
  const std::size_t before = rig.requests();
  EXPECT_EQ(call("memory.prune", {{"policies", policies}}),
            json({result("mastra_messages", 3, true), result("mastra_resources", 1, true),
                  result("mastra_threads", 1, true)}));
  EXPECT_EQ(rig.requests(), before + 3);
  EXPECT_EQ(left("mastra_messages"), 4);
  EXPECT_EQ(thread("old"), nullptr);
  EXPECT_EQ(thread("new")["id"], "new");
}

TEST_F(Retention, LeavesTablesWithoutAPolicyAlone) {
  saveThread("old", "r1", ago(40));
  saveAged(2, 40, "old");
  EXPECT_EQ(call("memory.prune", {{"policies", {{"threads", {{"maxAge", "1d"}}}}}}),
            json::array({result("mastra_threads", 1, true)}));
  EXPECT_EQ(left("mastra_messages"), 2);
  const std::size_t before = rig.requests();
  EXPECT_EQ(call("memory.prune", {{"policies", json::object()}}), json::array());
  EXPECT_EQ(rig.requests(), before);
}

TEST_F(Retention, KeepsARowThatIsExactlyAsOldAsAllowed) {
  saveAged(1, 1, "m");
  EXPECT_EQ(call("memory.prune", {{"policies", {{"messages", {{"maxAge", "24h"}}}}}})[0]["deleted"],
            0);
  EXPECT_EQ(call("memory.prune",
                 {{"policies", {{"messages", {{"maxAge", 86'400'000 - 1}}}}}})[0]["deleted"],
            1);
}

TEST_F(Retention, WorksInBatchesWithinItsLimits) {
  saveAged(10, 40, "m");
  const auto prune = [&](json options) {
    return call("memory.prune", {{"policies", {{"messages", {{"maxAge", "1d"}, {"batchSize", 3}}}}},
                                 {"options", options}})[0];
  };
  EXPECT_EQ(prune({{"maxBatches", 0}}), result("mastra_messages", 0, false));
  EXPECT_EQ(prune({{"maxRows", 0}}), result("mastra_messages", 0, false));
  EXPECT_EQ(prune({{"maxRows", 4}}), result("mastra_messages", 4, false));
  EXPECT_EQ(left("mastra_messages"), 6);
  EXPECT_EQ(prune({{"maxBatches", 1}}), result("mastra_messages", 3, false));
  // A full batch may have been the last: only the next one knows.
  EXPECT_EQ(prune({{"maxBatches", 1}}), result("mastra_messages", 3, false));
  EXPECT_EQ(prune({{"maxBatches", 1}}), result("mastra_messages", 0, true));
}

TEST_F(Retention, MakesAtMostTwentyRoundTripsACall) {
  saveAged(30, 40, "m");
  saveThread("old", "r1", ago(40));
  const json arguments = {
      {"policies",
       {{"messages", {{"maxAge", "1d"}, {"batchSize", 1}}}, {"threads", {{"maxAge", "1d"}}}}}};
  const std::size_t before = rig.requests();
  EXPECT_EQ(call("memory.prune", arguments),
            json({result("mastra_messages", 20, false), result("mastra_threads", 0, false)}));
  EXPECT_EQ(rig.requests(), before + 20);
  EXPECT_EQ(call("memory.prune", arguments),
            json({result("mastra_messages", 10, true), result("mastra_threads", 1, true)}));
}

TEST_F(Retention, UnderstandsDurations) {
  const auto status = [&](const json& age) {
    rig.raw("memory.prune", json({{"policies", {{"messages", {{"maxAge", age}}}}}}).dump());
    return rig.status;
  };
  for (const json& age : {json(0), json(1.5), json("0ms"), json("1.5h"), json("12s"), json("3m"),
                          json("2w"), json("9000w"), json(9007199254740991)}) {
    EXPECT_EQ(status(age), 200) << age;
  }
  for (const json& age : {json(-1), json("12"), json("d"), json("1y"), json("1 d"), json("1.d"),
                          json(".5d"), json("-1d"), json("1e3s"), json(1e300), json(true),
                          json(nullptr), json(""), json("99999999999999999999d")}) {
    EXPECT_EQ(status(age), 400) << age;
  }
  saveAged(1, 0, "m");
  rig.now_ms += 90 * 60'000;
  const auto deleted = [&](const json& age) {
    return call("memory.prune", {{"policies", {{"messages", {{"maxAge", age}}}}}})[0]["deleted"];
  };
  EXPECT_EQ(deleted("1.5h"), 0);
  rig.now_ms += 1;
  EXPECT_EQ(deleted("90.5m"), 0);
  EXPECT_EQ(deleted("1.5h"), 1);
}

TEST_F(Retention, IsForAdminsAndRefusesABatchOfNothing) {
  const json arguments = {{"policies", {{"threads", {{"maxAge", "1d"}, {"batchSize", 0}}}}}};
  EXPECT_EQ(error("memory.prune", arguments)["message"],
            "policies.threads.batchSize must be 1 or more");
  EXPECT_EQ(rig.requests(), 0U);
  rig.scopes = abi::kScopeRead | abi::kScopeWrite;
  EXPECT_EQ(error("memory.prune", arguments)["code"], "forbidden");
  EXPECT_EQ(error("memory.dangerouslyClearAll", json::object())["code"], "forbidden");
}

TEST_F(Retention, SaysThatSomethingIsWrittenWhereALaterBatchFails) {
  saveAged(4, 40, "m");
  const std::string body = R"({"policies":{"messages":{"maxAge":"1d","batchSize":2}}})";
  test::StoreRig::Running pruning(rig, "memory.prune", body);
  pruning.step();
  rig.database.fail({.failure = abi::Failure::kOverloaded});
  const json problem = pruning.json()["error"];
  EXPECT_EQ(problem["code"], "overloaded");
  EXPECT_EQ(problem["committed"], "yes");
  EXPECT_EQ(problem["retryable"], false);
  EXPECT_EQ(left("mastra_messages"), 2);
}

TEST_F(Retention, ClearsTheWholeDomainAtOnce) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 5);
  call("memory.updateResource", {{"resourceId", "r1"}, {"workingMemory", "w"}});
  const std::size_t before = rig.requests();
  EXPECT_EQ(call("memory.dangerouslyClearAll", json::object()), nullptr);
  EXPECT_EQ(rig.requests(), before + 1);
  for (const char* table :
       {"mastra_threads", "mastra_messages", "mastra_resources", "mastra_observational_memory"}) {
    EXPECT_EQ(left(table), 0) << table;
  }
}

}  // namespace
}  // namespace agentkeep
