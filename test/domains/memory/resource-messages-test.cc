// listMessagesByResourceId: a resource's messages in all its threads.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class ResourceMessages : public Memory {
 protected:
  json list(json more = json::object()) {
    more["resourceId"] = more.value("resourceId", json("r1"));
    return call("memory.listMessagesByResourceId", more);
  }
};

TEST_F(ResourceMessages, AreOneTimelineOverAllThreads) {
  saveMany("t1", 4);
  saveMany("t2", 4);
  saveMany("t3", 4, "r2");
  const json listed = list();
  EXPECT_EQ(ids(listed), (Ids{"t1-0", "t1-1", "t1-2", "t2-0", "t2-1", "t2-2", "t1-3", "t2-3"}));
  EXPECT_EQ(listed["total"], 8);
  EXPECT_EQ(listed["hasMore"], false);
  EXPECT_EQ(listed["perPage"], 40);
  EXPECT_EQ(ids(list({{"orderBy", {{"direction", "DESC"}}}, {"perPage", 3}})),
            (Ids{"t2-3", "t1-3", "t2-2"}));
  EXPECT_EQ(list({{"resourceId", "none"}})["total"], 0);
}

TEST_F(ResourceMessages, ArePaged) {
  saveMany("t1", 10);
  const json page = list({{"perPage", 4}, {"page", 1}});
  EXPECT_EQ(ids(page), (Ids{"t1-4", "t1-5", "t1-6", "t1-7"}));
  EXPECT_EQ(page["hasMore"], true);
  EXPECT_EQ(page["total"], 10);
  EXPECT_EQ(list({{"perPage", 5}, {"page", 1}})["hasMore"], false);
  EXPECT_EQ(list({{"perPage", false}})["messages"].size(), 10U);
  EXPECT_EQ(list({{"perPage", 0}}), json({{"messages", json::array()},
                                          {"total", 0},
                                          {"page", 0},
                                          {"perPage", 0},
                                          {"hasMore", false}}));
  const json uncounted = list({{"perPage", 4}, {"includeTotal", false}});
  EXPECT_EQ(uncounted["hasMore"], true);
  EXPECT_EQ(uncounted["total"], 4);
}

TEST_F(ResourceMessages, AreFilteredByDateAndMetadata) {
  saveMany("t1", 9);
  saveMany("t2", 9, "r2");
  EXPECT_EQ(ids(list({{"filter", {{"dateRange", {{"start", at(1)}, {"end", at(1)}}}}}})),
            (Ids{"t1-3", "t1-4", "t1-5"}));
  EXPECT_EQ(ids(list({{"filter", {{"metadata", {{"n", 7}, {"even", false}}}}}})), (Ids{"t1-7"}));
}

TEST_F(ResourceMessages, HaveWindowsOfTheResourceOnly) {
  saveMany("t1", 3);
  saveMessage(message("other", "t1", at(0), "x", "r2"));
  saveMessage(message("mine", "t1", at(0), "x"));
  saveMany("t2", 3, "r2");
  const json around = {{{"id", "t1-2"}, {"withPreviousMessages", 1}, {"withNextMessages", 2}},
                       {{"id", "t2-1"}, {"withPreviousMessages", 1}}};
  EXPECT_EQ(ids(list({{"perPage", 0}, {"include", around}})), (Ids{"t1-1", "t1-2", "mine"}));
  // Windows that bring the rest of a thread say nothing about the resource's other threads.
  const json page = list({{"perPage", 1}, {"include", around}});
  EXPECT_EQ(ids(page), (Ids{"t1-0", "t1-1", "t1-2", "mine"}));
  EXPECT_EQ(page["total"], 4);
  EXPECT_EQ(page["hasMore"], true);
}

TEST_F(ResourceMessages, NeedAResource) {
  for (const char* blank : {"", " \t"}) {
    const json problem = error("memory.listMessagesByResourceId", {{"resourceId", blank}});
    EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_LIST_MESSAGES_BY_RESOURCE_ID_INVALID_QUERY");
    EXPECT_EQ(problem["message"], "resourceId is required: a non-empty string");
  }
  EXPECT_EQ(error("memory.listMessagesByResourceId", {{"resourceId", "r"}, {"perPage", -1}})["id"],
            "MASTRA_STORAGE_AGENTKEEP_LIST_MESSAGES_BY_RESOURCE_ID_INVALID_PAGE");
  EXPECT_EQ(error("memory.listMessagesByResourceId",
                  {{"resourceId", "r"}, {"filter", {{"metadata", {{"a.b", 1}}}}}})["id"],
            "MASTRA_STORAGE_AGENTKEEP_LIST_MESSAGES_BY_RESOURCE_ID_INVALID_METADATA_KEY");
  EXPECT_EQ(rig.requests(), 0U);
}

}  // namespace
}  // namespace agentkeep
