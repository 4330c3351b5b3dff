// Threads: compare-and-set of their metadata, and to whom they belong.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class Threads : public Memory {
 protected:
  json updateIf(Text id, const json& expected, const json& metadata) {
    return call("memory.updateThreadIf",
                {{"id", id}, {"expectedMetadata", expected}, {"metadata", metadata}});
  }
  json conflict(Text id, const json& expected, const json& metadata) {
    return error("memory.updateThreadIf",
                 {{"id", id}, {"expectedMetadata", expected}, {"metadata", metadata}});
  }
};

TEST_F(Threads, PatchThreadIsUpdateThread) {
  saveThread("t1", "r1", at(1), {{"a", 1}});
  const json patched = call("memory.patchThread", {{"id", "t1"}, {"metadata", {{"b", 2}}}});
  EXPECT_EQ(patched["metadata"], json({{"a", 1}, {"b", 2}}));
  EXPECT_EQ(patched["title"], "t");
  const json problem = error("memory.patchThread", {{"id", "none"}});
  EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_NOT_FOUND");
}

TEST_F(Threads, MergesMetadataThatIsStillAsItWasRead) {
  saveThread("t1", "r1", at(1), {{"n", 1}, {"deep", {{"a", {1, nullptr}}, {"b", "x"}}}});
  // Another order of members, and 1.0 for 1: equal as JSON.
  const std::string answer = rig.raw(
      "memory.updateThreadIf",
      R"({"id":"t1","expectedMetadata":{"deep":{"b":"x","a":[1.0,null]},"n":1},"metadata":{"n":2}})");
  EXPECT_EQ(rig.status, 200) << answer;
  const json updated = json::parse(answer);
  EXPECT_EQ(updated["metadata"], json({{"n", 2}, {"deep", {{"a", {1, nullptr}}, {"b", "x"}}}}));
  EXPECT_EQ(updated["updatedAt"], rig.now());
  EXPECT_EQ(updated, thread("t1"));
}

TEST_F(Threads, RefusesMetadataThatHasChanged) {
  saveThread("t1", "r1", at(1), {{"n", 1}});
  const json before = thread("t1");
  for (const json& expected : {json({{"n", 2}}), json({{"n", "1"}}), json({{"n", true}}),
                               json({{"n", 1}, {"m", nullptr}}), json::object(), json(nullptr)}) {
    const json problem = conflict("t1", expected, {{"x", 1}});
    EXPECT_EQ(rig.status, 409) << expected;
    EXPECT_EQ(problem["code"], "conflict");
    EXPECT_EQ(problem["retryable"], true);
    EXPECT_EQ(problem["committed"], "no");
    EXPECT_EQ(problem["details"], json({{"threadId", "t1"}}));
  }
  EXPECT_EQ(thread("t1"), before);
}

TEST_F(Threads, ExpectsNoMetadataWhereNoneIsStored) {
  saveThread("t1", "r1", at(1));
  conflict("t1", json::object(), {{"a", 1}});
  EXPECT_EQ(updateIf("t1", nullptr, {{"a", 1}})["metadata"], json({{"a", 1}}));
  conflict("t1", nullptr, {{"a", 2}});
  // As other adapters may have written it.
  for (const char* none : {"'null'", "''"}) {
    rig.database.query("UPDATE mastra_threads SET metadata=" + std::string(none));
    EXPECT_EQ(updateIf("t1", nullptr, {{"b", 1}})["metadata"], json({{"b", 1}})) << none;
  }
  rig.database.query("UPDATE mastra_threads SET metadata='{}'");
  EXPECT_EQ(updateIf("t1", json::object(), {{"c", 1}})["metadata"], json({{"c", 1}}));
}

TEST_F(Threads, ComparesMembersWhateverTheirNames) {
  const std::string names = R"({"a.b":1,"q\"uote":{"":2},"[0]":3,"\u00fc\ud83d\ude00":4,"'":5})";
  rig.call("memory.saveThread",
           R"({"thread":{"id":"t1","resourceId":"r1","metadata":)" + names + "}}");
  // Read and written again, as a client in JavaScript does it.
  const json read = thread("t1")["metadata"];
  EXPECT_EQ(updateIf("t1", read, {{"n", 1}})["metadata"].size(), read.size() + 1);
}

TEST_F(Threads, IsNullForAThreadThatIsNotThere) {
  saveThread("t1", "r1", at(1));
  EXPECT_EQ(updateIf("none", nullptr, {{"a", 1}}), nullptr);
  EXPECT_EQ(
      call("memory.updateThreadIf", {{"id", "t1"}, {"resourceId", "r2"}, {"metadata", {{"a", 1}}}}),
      nullptr);
  EXPECT_FALSE(thread("t1").contains("metadata"));
  EXPECT_EQ(call("memory.updateThreadIf",
                 {{"id", "t1"}, {"resourceId", "r1"}, {"metadata", {{"a", 1}}}})["metadata"],
            json({{"a", 1}}));
}

TEST_F(Threads, OfTwoWhoReadTheSameOneWins) {
  saveThread("t1", "r1", at(1), {{"count", 0}});
  const std::string body = R"({"id":"t1","expectedMetadata":{"count":0},"metadata":{"count":1}})";
  test::StoreRig::Running first(rig, "memory.updateThreadIf", body);
  test::StoreRig::Running second(rig, "memory.updateThreadIf", body);
  ASSERT_TRUE(first.waiting());
  ASSERT_TRUE(second.waiting());
  second.step();
  first.step();
  EXPECT_EQ(second.json()["metadata"], json({{"count", 1}}));
  EXPECT_EQ(first.json()["error"]["code"], "conflict");
}

TEST_F(Threads, AClientThatRepeatsLosesNoUpdate) {
  saveThread("t1", "r1", at(1), {{"count", 0}});
  int conflicts = 0;
  for (int writer = 0; writer < 20; ++writer) {
    const json read = thread("t1")["metadata"];
    const json next = {{"count", read["count"].get<int>() + 1}};
    // A rival comes in between, every other time.
    if (writer % 2 == 0) {
      updateIf("t1", read, next);
      conflict("t1", read, next);
      ++conflicts;
      const json again = thread("t1")["metadata"];
      updateIf("t1", again, {{"count", again["count"].get<int>() + 1}});
    } else {
      updateIf("t1", read, next);
    }
  }
  EXPECT_EQ(thread("t1")["metadata"]["count"], 20 + conflicts);
}

TEST_F(Threads, GoToAnotherResourceWithTheirMessages) {
  saveThread("t1", "r1", at(1), {{"a", 1}});
  saveThread("t2", "r1", at(1));
  saveMany("t1", 4);
  saveMany("t2", 2);
  saveThread("t1", "r1", at(1), {{"a", 1}});
  const json message = stored("t1-2");
  const json moved =
      call("memory.updateThreadResourceId", {{"threadId", "t1"}, {"resourceId", "r2"}});
  EXPECT_EQ(moved["resourceId"], "r2");
  EXPECT_EQ(moved["createdAt"], at(1));
  EXPECT_EQ(moved["updatedAt"], rig.now());
  EXPECT_EQ(moved["metadata"], json({{"a", 1}}));
  EXPECT_EQ(moved, thread("t1"));
  json expected = message;
  expected["resourceId"] = "r2";
  EXPECT_EQ(stored("t1-2"), expected);
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t1"}, {"resourceId", "r2"}})["total"], 4);
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t2"}, {"resourceId", "r1"}})["total"], 2);
  EXPECT_EQ(thread("t2")["resourceId"], "r1");
}

TEST_F(Threads, StayUnchangedWhereTheyBelongAlready) {
  saveThread("t1", "r1", at(1));
  const json before = thread("t1");
  EXPECT_EQ(call("memory.updateThreadResourceId", {{"threadId", "t1"}, {"resourceId", "r1"}}),
            before);
  EXPECT_EQ(thread("t1"), before);
}

TEST_F(Threads, CannotGoAnywhereIfTheyDoNotExist) {
  saveMany("orphan", 1);
  const json problem =
      error("memory.updateThreadResourceId", {{"threadId", "orphan"}, {"resourceId", "r2"}});
  EXPECT_EQ(problem["code"], "not_found");
  EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_RESOURCE_ID_FAILED");
  EXPECT_EQ(problem["details"], json({{"status", 404}, {"threadId", "orphan"}}));
  EXPECT_EQ(stored("orphan-0")["resourceId"], "r1");
  error("memory.updateThreadResourceId", {{"threadId", "orphan"}, {"resourceId", ""}});
  EXPECT_EQ(rig.status, 400);
}

}  // namespace
}  // namespace agentkeep
