// The domain `workflowDefinitions` from a method's body to its answer, on real SQLite with D1's
// limits: what contract/workflowDefinitions.md asks of each method.
#include <gtest/gtest.h>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;

class WorkflowDefinitions : public testing::Test {
 protected:
  json call(Text method, const json& arguments) {
    return rig.call("workflowDefinitions." + std::string(method), arguments.dump());
  }
  json error(Text method, const json& arguments) {
    return rig.error("workflowDefinitions." + std::string(method), arguments.dump());
  }
  static json definition(Text id, json more = json::object()) {
    json out = {{"id", id},
                {"inputSchema", {{"type", "object"}}},
                {"outputSchema", true},
                {"graph", {{{"type", "step"}}}}};
    out.update(more);
    return out;
  }
  std::vector<std::string> ids(const json& arguments = json::object()) {
    const json answer = call("list", arguments);
    std::vector<std::string> out;
    for (const json& each : answer["definitions"]) out.push_back(each["id"]);
    EXPECT_EQ(answer["total"], out.size());
    return out;
  }

  test::StoreRig rig;
};

using Ids = std::vector<std::string>;

TEST_F(WorkflowDefinitions, CreatesADefinitionAndGivesItBack) {
  json expected = definition("d1", {{"description", "é"},
                                    {"metadata", {{"a", nullptr}}},
                                    {"stateSchema", {{"type", "object"}}},
                                    {"requestContextSchema", false},
                                    {"schedule", {{"cron", "* * * * *"}}},
                                    {"authorId", "me"}});
  json given = expected;
  given["status"] = "archived";  // a new one is active all the same
  expected.update({{"status", "active"},
                   {"source", "storage"},
                   {"createdAt", rig.now()},
                   {"updatedAt", rig.now()}});
  EXPECT_EQ(call("upsert", given), expected);
  EXPECT_EQ(call("get", {{"id", "d1"}}), expected);
  EXPECT_EQ(call("get", {{"id", "none"}}), nullptr);
}

TEST_F(WorkflowDefinitions, ChangesOnlyWhatIsGiven) {
  json expected = call("upsert", definition("d1", {{"description", "first"},
                                                   {"metadata", {{"a", 1}}},
                                                   {"schedule", {{{"cron", "1"}}}},
                                                   {"authorId", "me"}}));
  rig.now_ms += 1000;
  // With everything that a new one needs, and without.
  for (const json& change :
       {definition("d1", {{"description", "second"}, {"inputSchema", 1}}),
        json{{"id", "d1"},
             {"status", "archived"},
             {"metadata", {{"b", 2}}},
             {"graph", json::array()}},
        json{{"id", "d1"}, {"outputSchema", {{"x", nullptr}}}, {"schedule", {{"cron", "2"}}}},
        json{{"id", "d1"}}}) {
    expected.update(change);
    const json changed = call("upsert", change);
    EXPECT_GE(changed["updatedAt"], rig.now());
    expected["updatedAt"] = changed["updatedAt"];
    EXPECT_EQ(changed, expected);
    EXPECT_EQ(call("get", {{"id", "d1"}}), expected);
  }
  expected = call("upsert", {{"id", "d1"}, {"schedule", nullptr}});
  EXPECT_FALSE(expected.contains("schedule"));
  EXPECT_EQ(expected["createdAt"], formatTime(rig.now_ms - 1000));
}

TEST_F(WorkflowDefinitions, ASchemaMayBeNull) {
  const json made = call("upsert", definition("d1", {{"inputSchema", nullptr}}));
  EXPECT_TRUE(made.contains("inputSchema"));
  EXPECT_EQ(made["inputSchema"], nullptr);
  EXPECT_EQ(
      call("upsert",
           {{"id", "d1"}, {"outputSchema", nullptr}, {"stateSchema", "text"}})["outputSchema"],
      nullptr);
  EXPECT_EQ(call("get", {{"id", "d1"}})["stateSchema"], "text");
}

TEST_F(WorkflowDefinitions, ANewOneNeedsItsSchemasAndItsGraph) {
  for (const char* member : {"inputSchema", "outputSchema", "graph"}) {
    json given = definition("d1");
    given.erase(member);
    const json problem = error("upsert", given);
    EXPECT_EQ(problem["code"], "invalid_argument");
    EXPECT_EQ(problem["message"],
              "Cannot create workflow definition \"d1\": " + std::string(member) + " is required.");
  }
  EXPECT_EQ(ids(), Ids{});
}

TEST_F(WorkflowDefinitions, RefusesBadArgumentsBeforeTheDatabaseHearsOfThem) {
  const std::pair<json, const char*> calls[] = {
      {definition(""), "id must not be empty"},
      {definition("d", {{"status", "draft"}}), "status must be 'active' or 'archived'"},
      {definition("d", {{"graph", json::object()}}), "graph must be a list"},
      {definition("d", {{"metadata", 1}}), "metadata must be an object"},
      {json::object(), "id is required"},
  };
  for (const auto& [arguments, message] : calls) {
    EXPECT_EQ(error("upsert", arguments)["message"], message);
  }
  EXPECT_EQ(error("get", json::object())["message"], "id is required");
  EXPECT_EQ(rig.requests(), 0U);
}

TEST_F(WorkflowDefinitions, ListsThoseThatMatchChangedLastFirst) {
  for (const char* id : {"a", "b", "c", "d"}) {
    call("upsert", definition(id, {{"authorId", id[0] < 'c' ? "x" : "y"}}));
    rig.now_ms += 1;
  }
  call("upsert", {{"id", "b"}, {"status", "archived"}});
  EXPECT_EQ(ids(), (Ids{"b", "d", "c", "a"}));
  EXPECT_EQ(ids({{"status", "active"}}), (Ids{"d", "c", "a"}));
  EXPECT_EQ(ids({{"authorId", "x"}}), (Ids{"b", "a"}));
  EXPECT_EQ(ids({{"status", "archived"}, {"authorId", "y"}}), Ids{});
  EXPECT_EQ(ids({{"status", ""}}), (Ids{"b", "d", "c", "a"}));
}

TEST_F(WorkflowDefinitions, DeletesOneOrAll) {
  for (const char* id : {"a", "b", "c"}) call("upsert", definition(id));
  EXPECT_EQ(call("delete", {{"id", "a"}}), nullptr);
  EXPECT_EQ(call("delete", {{"id", "a"}}), nullptr);
  EXPECT_EQ(ids(), (Ids{"c", "b"}));
  rig.scopes = abi::kScopeRead | abi::kScopeWrite;
  EXPECT_EQ(error("dangerouslyClearAll", json::object())["code"], "forbidden");
  rig.scopes = abi::kScopeRead | abi::kScopeAdmin;
  EXPECT_EQ(call("dangerouslyClearAll", json::object()), nullptr);
  EXPECT_EQ(ids(), Ids{});
}

TEST_F(WorkflowDefinitions, EveryMethodIsOneRoundTrip) {
  call("upsert", definition("d1"));
  const std::pair<const char*, json> calls[] = {{"upsert", definition("d1")},
                                                {"upsert", {{"id", "d1"}, {"status", "archived"}}},
                                                {"get", {{"id", "d1"}}},
                                                {"list", {{"status", "active"}}},
                                                {"delete", {{"id", "d1"}}}};
  for (const auto& [method, arguments] : calls) {
    const std::size_t before = rig.requests();
    call(method, arguments);
    EXPECT_EQ(rig.requests(), before + 1) << method;
  }
}

}  // namespace
}  // namespace agentkeep
