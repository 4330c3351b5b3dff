// Resources: working memory and metadata.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class Resources : public Memory {
 protected:
  json resource(Text id) { return call("memory.getResourceById", {{"resourceId", id}}); }
};

TEST_F(Resources, AreSavedAndGivenBack) {
  const json given = {{"id", "r1"},
                      {"workingMemory", "{\"not\": \"parsed\"} \xc3\xbc"},
                      {"metadata", {{"a", nullptr}, {"b", {1, 2.5}}}},
                      {"createdAt", at(1)},
                      {"updatedAt", at(2)}};
  EXPECT_EQ(call("memory.saveResource", {{"resource", given}}), given);
  EXPECT_EQ(resource("r1"), given);
  EXPECT_EQ(resource("none"), nullptr);
}

TEST_F(Resources, SavedAgainAreReplacedWhole) {
  call("memory.saveResource",
       {{"resource", {{"id", "r1"}, {"workingMemory", "w"}, {"metadata", {{"a", 1}}}}}});
  const json again = call("memory.saveResource", {{"resource", {{"id", "r1"}}}});
  EXPECT_EQ(again, json({{"id", "r1"}, {"createdAt", rig.now()}, {"updatedAt", rig.now()}}));
  EXPECT_EQ(resource("r1"), again);
}

TEST_F(Resources, AreMadeByTheirFirstUpdate) {
  const json made = call("memory.updateResource", {{"resourceId", "r1"}, {"workingMemory", ""}});
  EXPECT_EQ(made, json({{"id", "r1"},
                        {"workingMemory", ""},
                        {"metadata", json::object()},
                        {"createdAt", rig.now()},
                        {"updatedAt", rig.now()}}));
  EXPECT_EQ(resource("r1"), made);
}

TEST_F(Resources, AreMergedByLaterOnes) {
  call("memory.saveResource", {{"resource",
                                {{"id", "r1"},
                                 {"workingMemory", "w"},
                                 {"metadata", {{"keep", {{"x", 1}}}, {"old", 1}}},
                                 {"createdAt", at(1)},
                                 {"updatedAt", at(1)}}}});
  const json merged = call("memory.updateResource",
                           {{"resourceId", "r1"}, {"metadata", {{"old", nullptr}, {"new", 2}}}});
  EXPECT_EQ(merged, json({{"id", "r1"},
                          {"workingMemory", "w"},
                          {"metadata", {{"keep", {{"x", 1}}}, {"old", nullptr}, {"new", 2}}},
                          {"createdAt", at(1)},
                          {"updatedAt", rig.now()}}));
  const json touched = call("memory.updateResource", {{"resourceId", "r1"}});
  EXPECT_EQ(touched["metadata"], merged["metadata"]);
  EXPECT_GT(touched["updatedAt"], merged["updatedAt"]);
  EXPECT_EQ(resource("r1"), touched);
}

TEST_F(Resources, WhoseMetadataIsNoObjectAreMergedFromNothing) {
  call("memory.saveResource", {{"resource", {{"id", "r1"}}}});
  EXPECT_FALSE(call("memory.updateResource", {{"resourceId", "r1"}}).contains("metadata"));
  EXPECT_EQ(
      call("memory.updateResource", {{"resourceId", "r1"}, {"metadata", {{"a", 1}}}})["metadata"],
      json({{"a", 1}}));
}

TEST_F(Resources, KeepWhatEveryWriterSaid) {
  const auto body = [](int writer) {
    return R"({"resourceId":"r1","metadata":{"w)" + std::to_string(writer) + R"(":1}})";
  };
  // All have sent their request before the first is answered, and the last comes first.
  std::vector<std::unique_ptr<test::StoreRig::Running>> writers;
  for (int i = 0; i < 20; ++i) {
    writers.push_back(
        std::make_unique<test::StoreRig::Running>(rig, "memory.updateResource", body(i)));
  }
  for (std::size_t i = writers.size(); i-- != 0;) writers[i]->finish();
  EXPECT_EQ(resource("r1")["metadata"].size(), 20U);
}

TEST_F(Resources, NeedAnId) {
  EXPECT_EQ(error("memory.saveResource", {{"resource", {{"id", ""}}}})["message"],
            "resource.id must not be empty");
  EXPECT_EQ(error("memory.updateResource", {{"resourceId", ""}})["message"],
            "resourceId must not be empty");
  EXPECT_EQ(rig.requests(), 0U);
}

}  // namespace
}  // namespace agentkeep
