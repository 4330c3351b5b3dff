// The domain `memory` from a method's body to its answer, on real SQLite with D1's limits: what
// contract/memory.md asks of each method.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

TEST_F(Memory, SavesAThreadAndGivesItBack) {
  const json thread = {{"id", "t1"},
                       {"resourceId", "r1"},
                       {"title", "Über \"x\""},
                       {"metadata", {{"a", nullptr}, {"b", {1, 2.5}}}},
                       {"createdAt", "2026-01-01T00:00:00.000Z"},
                       {"updatedAt", "2026-01-02T00:00:00.000Z"}};
  EXPECT_EQ(call("memory.saveThread", {{"thread", thread}}), thread);
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}}), thread);
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}, {"resourceId", "r1"}}), thread);
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}, {"resourceId", "r2"}}), nullptr);
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "none"}}), nullptr);
}

TEST_F(Memory, SavingAThreadAgainReplacesEveryField) {
  saveThread("t1", "r1", at(1), {{"a", 1}});
  saveThread("t1", "r2", at(2));
  const json thread = call("memory.getThreadById", {{"threadId", "t1"}});
  EXPECT_EQ(thread["resourceId"], "r2");
  EXPECT_EQ(thread["createdAt"], at(2));
  EXPECT_FALSE(thread.contains("metadata"));
}

TEST_F(Memory, FillsInWhatAThreadLeavesOut) {
  const json thread = call("memory.saveThread", {{"thread", {{"id", "t1"}, {"resourceId", "r1"}}}});
  EXPECT_EQ(thread["title"], "");
  EXPECT_EQ(thread["createdAt"], rig.now());
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}}), thread);
}

TEST_F(Memory, UpdatesAThreadByMergingMetadata) {
  saveThread("t1", "r1", at(1), {{"keep", {{"deep", 1}}}, {"old", 1}});
  const json updated = call("memory.updateThread",
                            {{"id", "t1"}, {"metadata", {{"old", nullptr}, {"new", {{"x", 1}}}}}});
  EXPECT_EQ(updated["metadata"],
            json({{"keep", {{"deep", 1}}}, {"old", nullptr}, {"new", {{"x", 1}}}}));
  EXPECT_EQ(updated["title"], "t");
  EXPECT_EQ(updated["createdAt"], at(1));
  EXPECT_EQ(updated["updatedAt"], rig.now());
  EXPECT_EQ(call("memory.updateThread", {{"id", "t1"}, {"title", ""}})["title"], "");
}

TEST_F(Memory, MovesUpdatedAtForwardEvenWithinAMillisecond) {
  saveThread("t1", "r1", rig.now());
  const std::string first = call("memory.updateThread", {{"id", "t1"}})["updatedAt"];
  const std::string second = call("memory.updateThread", {{"id", "t1"}})["updatedAt"];
  EXPECT_LT(rig.now(), first);
  EXPECT_LT(first, second);
}

TEST_F(Memory, UpdatingAMissingThreadNamesIt) {
  const json problem = error("memory.updateThread", {{"id", "nope"}, {"title", "x"}});
  EXPECT_EQ(problem["code"], "not_found");
  EXPECT_EQ(problem["id"], "MASTRA_STORAGE_AGENTKEEP_UPDATE_THREAD_NOT_FOUND");
  EXPECT_EQ(problem["message"], "Thread nope not found");
  EXPECT_EQ(problem["details"], json({{"status", 404}, {"threadId", "nope"}}));
}

TEST_F(Memory, DeletesAThreadWithItsMessagesAndNoOther) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 5);
  saveMany("t2", 2);
  EXPECT_EQ(call("memory.deleteThread", {{"threadId", "t1"}}), nullptr);
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}}), nullptr);
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t1"}})["total"], 0);
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t2"}})["total"], 2);
  EXPECT_EQ(call("memory.deleteThread", {{"threadId", "t1"}}), nullptr);
}

TEST_F(Memory, ListsThreadsByResourceInTheAskedOrder) {
  saveThread("a", "r1", at(1));
  saveThread("b", "r1", at(3));
  saveThread("c", "r1", at(3));
  saveThread("d", "r2", at(2));
  const auto list = [&](json arguments) { return call("memory.listThreads", arguments); };
  const json by_resource = {{"filter", {{"resourceId", "r1"}}}};
  EXPECT_EQ(ids(list(by_resource), "threads"), (Ids{"c", "b", "a"}));
  EXPECT_EQ(ids(list({{"filter", {{"resourceId", "r1"}}},
                      {"orderBy", {{"field", "createdAt"}, {"direction", "ASC"}}}}),
                "threads"),
            (Ids{"a", "b", "c"}));
  call("memory.updateThread", {{"id", "a"}});
  EXPECT_EQ(ids(list({{"orderBy", {{"field", "updatedAt"}}}}), "threads").front(), "a");
  EXPECT_EQ(ids(list({{"orderBy", {{"field", "nonsense"}, {"direction", "sideways"}}}}), "threads"),
            (Ids{"c", "b", "d", "a"}));
  const json page = list({{"filter", {{"resourceId", "r1"}}}, {"page", 1}, {"perPage", 2}});
  EXPECT_EQ(ids(page, "threads"), (Ids{"a"}));
  EXPECT_EQ(page["total"], 3);
  EXPECT_EQ(page["hasMore"], false);
  EXPECT_EQ(list({{"perPage", 2}})["hasMore"], true);
  EXPECT_EQ(list({{"perPage", 0}})["total"], 4);
  EXPECT_EQ(list({{"perPage", false}})["perPage"], false);
  EXPECT_EQ(list({{"page", 9}})["total"], 4);
}

TEST_F(Memory, FiltersThreadsByMetadataWithTypesKept) {
  saveThread("n", "r", at(1), {{"v", 1}});
  saveThread("t", "r", at(2), {{"v", true}});
  saveThread("s", "r", at(3), {{"v", "1"}});
  saveThread("z", "r", at(4), {{"v", nullptr}});
  saveThread("o", "r", at(5), {{"v", {{"b", {1, 2}}, {"a", nullptr}}}});
  saveThread("none", "r", at(6));
  const auto find = [&](json value) {
    return ids(call("memory.listThreads", {{"filter", {{"metadata", {{"v", value}}}}}}), "threads");
  };
  EXPECT_EQ(find(1), (Ids{"n"}));
  EXPECT_EQ(find(1.0), (Ids{"n"}));
  EXPECT_EQ(find(true), (Ids{"t"}));
  EXPECT_EQ(find("1"), (Ids{"s"}));
  EXPECT_EQ(find(nullptr), (Ids{"z"}));
  EXPECT_EQ(find({{"a", nullptr}, {"b", {1, 2}}}), (Ids{"o"}));
  EXPECT_EQ(find({{"a", nullptr}}), Ids{});
}

TEST_F(Memory, RefusesBadThreadLists) {
  const auto id = [&](json arguments) { return error("memory.listThreads", arguments)["id"]; };
  EXPECT_EQ(id({{"perPage", -1}}), "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_PAGE");
  EXPECT_EQ(id({{"page", 1.5}}), "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_PAGE");
  EXPECT_EQ(id({{"page", 1}, {"perPage", false}}),
            "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_PAGE");
  EXPECT_EQ(id({{"page", 9007199254740991}, {"perPage", 2}}),
            "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_PAGE");
  EXPECT_EQ(id({{"filter", {{"metadata", {{"a\"b", 1}}}}}}),
            "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_METADATA_KEY");
  EXPECT_EQ(id({{"filter", {{"metadata", {{"__proto__", 1}}}}}}),
            "MASTRA_STORAGE_AGENTKEEP_LIST_THREADS_INVALID_METADATA_KEY");
}

TEST_F(Memory, KeepsMessagesOfOneMillisecondInTheOrderTheyWereSaved) {
  json messages = json::array();
  for (const char* id : {"z", "b", "y", "a"}) messages.push_back(message(id, "t1", at(5)));
  call("memory.saveMessages", {{"messages", messages}});
  EXPECT_EQ(ids(call("memory.listMessages", {{"threadId", "t1"}})), (Ids{"z", "b", "y", "a"}));
  EXPECT_EQ(
      ids(call("memory.listMessages",
               {{"threadId", "t1"}, {"orderBy", {{"field", "createdAt"}, {"direction", "DESC"}}}})),
      (Ids{"a", "y", "b", "z"}));
  // Saved again, a message keeps its place and its first createdAt.
  call("memory.saveMessages",
       {{"messages", {message("z", "t1", at(9), {{"format", 2}, {"new", true}})}}});
  const json listed = call("memory.listMessages", {{"threadId", "t1"}});
  EXPECT_EQ(ids(listed), (Ids{"z", "b", "y", "a"}));
  EXPECT_EQ(listed["messages"][0]["createdAt"], at(5));
  EXPECT_EQ(listed["messages"][0]["content"], json({{"format", 2}, {"new", true}}));
}

TEST_F(Memory, TheLastOfTwoMessagesOfOneIdWinsInTheFirstOnesPlace) {
  call("memory.saveMessages", {{"messages",
                                {message("a", "t1", at(1), "first"), message("b", "t1", at(1)),
                                 message("a", "t1", at(9), "last")}}});
  const json listed = call("memory.listMessages", {{"threadId", "t1"}});
  EXPECT_EQ(ids(listed), (Ids{"a", "b"}));
  EXPECT_EQ(listed["messages"][0]["content"], "last");
  EXPECT_EQ(listed["messages"][0]["createdAt"], at(1));
}

TEST_F(Memory, TouchesEveryThreadOfTheMessages) {
  for (const char* id : {"t1", "t2", "t3"}) saveThread(id, "r1", at(1));
  call("memory.saveMessages",
       {{"messages",
         {message("a", "t1", at(1)), message("b", "t2", at(1)), message("c", "gone", at(1))}}});
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}})["updatedAt"], rig.now());
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t2"}})["updatedAt"], rig.now());
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t3"}})["updatedAt"], at(1));
}

TEST_F(Memory, AnswersMessagesAsTheyWereGiven) {
  json given = message("a", "t1", at(1), "bare \xf0\x9f\x98\x80");
  given["type"] = "text";
  const json untyped =
      message("b", "t1", at(2), {{"format", 2}, {"x", {1e300, -0.5, 123456789012345}}});
  EXPECT_EQ(call("memory.saveMessages", {{"messages", {given, untyped}}}),
            json({{"messages", {given, untyped}}}));
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t1"}})["messages"], json({given, untyped}));
  EXPECT_EQ(call("memory.saveMessages", {{"messages", json::array()}}),
            json({{"messages", json::array()}}));
}

TEST_F(Memory, KeepsEscapesOfContentByteForByte) {
  const std::string content =
      R"({"format":2,"t":"\ud800 \u0000 \u00e9 \/","n":1.50,"big":12345678901234567890,"huge":1e400})";
  rig.raw("memory.saveMessages",
          R"({"messages":[{"id":"a","threadId":"t","resourceId":"r","role":"user","content":)" +
              content + "}]}");
  const std::string answer = rig.raw("memory.listMessages", R"({"threadId":"t"})");
  EXPECT_NE(answer.find(content), std::string::npos) << answer;
}

TEST_F(Memory, ReplacesALoneSurrogateInPlainText) {
  rig.raw("memory.saveThread",
          R"({"thread":{"id":"t","resourceId":"r","title":"a\ud800b\u0000c"}})");
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t"}})["title"], std::string("a\xef\xbf\xbd"
                                                                                    "b\0c",
                                                                                    7));
}

TEST_F(Memory, RefusesMessagesWithoutOwner) {
  EXPECT_EQ(error("memory.saveMessages",
                  {{"messages", {message("a", "t", at(1)), message("", "t", at(1))}}})["message"],
            "messages[1].id must not be empty");
  json no_thread = message("a", "t", at(1));
  no_thread.erase("threadId");
  EXPECT_EQ(error("memory.saveMessages", {{"messages", {no_thread}}})["message"],
            "messages[0].threadId is required");
  EXPECT_EQ(rig.requests(), 0U);  // refused before the database heard of it
}

TEST_F(Memory, PagesThroughAThread) {
  saveMany("t1", 10);
  const json first = call("memory.listMessages", {{"threadId", "t1"}, {"perPage", 4}});
  EXPECT_EQ(ids(first), (Ids{"t1-0", "t1-1", "t1-2", "t1-3"}));
  EXPECT_EQ(first["total"], 10);
  EXPECT_EQ(first["page"], 0);
  EXPECT_EQ(first["perPage"], 4);
  EXPECT_EQ(first["hasMore"], true);
  const json last = call("memory.listMessages", {{"threadId", "t1"}, {"perPage", 4}, {"page", 2}});
  EXPECT_EQ(ids(last), (Ids{"t1-8", "t1-9"}));
  EXPECT_EQ(last["hasMore"], false);
  const json all =
      call("memory.listMessages", {{"threadId", "t1"}, {"perPage", false}, {"page", 3}});
  EXPECT_EQ(all["messages"].size(), 10U);
  EXPECT_EQ(all["perPage"], false);
  EXPECT_EQ(all["hasMore"], false);
  const json newest =
      call("memory.listMessages",
           {{"threadId", "t1"}, {"perPage", 2}, {"orderBy", {{"direction", "DESC"}}}});
  EXPECT_EQ(ids(newest), (Ids{"t1-9", "t1-8"}));
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t1"}, {"perPage", 0}}),
            json({{"messages", json::array()},
                  {"total", 0},
                  {"page", 0},
                  {"perPage", 0},
                  {"hasMore", false}}));
  const json untold =
      call("memory.listMessages", {{"threadId", "t1"}, {"perPage", 4}, {"includeTotal", false}});
  EXPECT_EQ(untold["hasMore"], true);
  EXPECT_EQ(untold["messages"].size(), 4U);
}

TEST_F(Memory, ListsSeveralThreadsAsOneTimeline) {
  saveMany("t1", 4);
  saveMany("t2", 4);
  saveMany("t3", 4);
  const json both = call("memory.listMessages", {{"threadId", {"t1", "t3"}}});
  EXPECT_EQ(ids(both), (Ids{"t1-0", "t1-1", "t1-2", "t3-0", "t3-1", "t3-2", "t1-3", "t3-3"}));
  EXPECT_EQ(both["total"], 8);
}

TEST_F(Memory, FiltersMessagesByResourceDateAndMetadata) {
  saveMany("t1", 9);
  call("memory.saveMessages", {{"messages",
                                {message("other", "t1", at(1), "bare", "r2"),
                                 message("odd", "t1", at(1), json::array({1}))}}});
  const auto list = [&](json arguments) {
    arguments["threadId"] = "t1";
    return call("memory.listMessages", arguments);
  };
  EXPECT_EQ(ids(list({{"resourceId", "r2"}})), (Ids{"other"}));
  EXPECT_EQ(list({{"resourceId", ""}})["total"], 11);
  EXPECT_EQ(list({{"filter", {{"dateRange", {{"start", at(1)}, {"end", at(1)}}}}}})["total"], 5);
  EXPECT_EQ(
      list({{"filter", {{"dateRange", {{"start", at(1)}, {"startExclusive", true}}}}}})["total"],
      3);
  EXPECT_EQ(list({{"filter", {{"dateRange", {{"end", at(1)}, {"endExclusive", true}}}}}})["total"],
            3);
  EXPECT_EQ(ids(list({{"filter", {{"metadata", {{"n", 4}}}}}})), (Ids{"t1-4"}));
  EXPECT_EQ(list({{"filter", {{"metadata", {{"even", true}}}}}})["total"], 5);
  EXPECT_EQ(list({{"filter", {{"metadata", {{"even", 1}}}}}})["total"], 0);
  EXPECT_EQ(list({{"filter", {{"metadata", {{"missing", nullptr}}}}}})["total"], 0);
  EXPECT_EQ(list({{"filter", {{"metadata", json::object()}}}})["total"], 11);
}

TEST_F(Memory, AddsWindowsAroundIncludedMessagesOfAnyThread) {
  saveMany("t1", 12);
  saveMany("t2", 12);
  const auto list = [&](json include, json more = json::object()) {
    more["threadId"] = more.value("threadId", json("t1"));
    more["include"] = include;
    return call("memory.listMessages", more);
  };
  const json none = {{"perPage", 0}};
  // Neighbours of one millisecond count one by one.
  EXPECT_EQ(
      ids(list({{{"id", "t1-4"}, {"withPreviousMessages", 2}, {"withNextMessages", 1}}}, none)),
      (Ids{"t1-2", "t1-3", "t1-4", "t1-5"}));
  EXPECT_EQ(
      ids(list({{{"id", "t2-0"}, {"withPreviousMessages", 3}, {"withNextMessages", 1}}}, none)),
      (Ids{"t2-0", "t2-1"}));
  EXPECT_EQ(list({{{"id", "t2-0"}}}, none)["total"], 0);
  // Page and windows together: each message once, in one order.
  const json both = list({{{"id", "t2-1"}, {"withNextMessages", 1}},
                          {{"id", "t1-1"}, {"withNextMessages", 2}},
                          {{"id", "absent"}}},
                         {{"perPage", 3}});
  EXPECT_EQ(ids(both), (Ids{"t1-0", "t1-1", "t1-2", "t2-1", "t2-2", "t1-3"}));
  EXPECT_EQ(both["total"], 12);
  EXPECT_EQ(both["hasMore"], true);
  // Windows that bring the rest of the thread: nothing more to fetch.
  EXPECT_EQ(list({{{"id", "t1-6"}, {"withPreviousMessages", 6}, {"withNextMessages", 6}}},
                 {{"perPage", 3}})["hasMore"],
            false);
  // A resource scopes targets and neighbours.
  EXPECT_EQ(ids(list({{{"id", "t2-1"}, {"withNextMessages", 1}}},
                     {{"perPage", 0}, {"resourceId", "r9"}})),
            Ids{});
  // Filters of the page do not apply to windows.
  EXPECT_EQ(ids(list({{{"id", "t2-1"}}}, {{"filter", {{"metadata", {{"n", 3}}}}}})),
            (Ids{"t2-1", "t1-3"}));
}

TEST_F(Memory, AnswersManyWindowsInOneRoundTrip) {
  saveMany("t1", 300);
  json include = json::array();
  for (int i = 0; i < 150; ++i) {
    include.push_back({{"id", "t1-" + std::to_string(i * 2)},
                       {"withPreviousMessages", 1},
                       {"withNextMessages", 1}});
  }
  const std::size_t before = rig.requests();
  const json listed =
      call("memory.listMessages", {{"threadId", "t1"}, {"perPage", 40}, {"include", include}});
  EXPECT_EQ(rig.requests(), before + 1);
  EXPECT_EQ(listed["messages"].size(), 300U);
}

TEST_F(Memory, RefusesBadMessageLists) {
  const auto id = [&](json arguments) { return error("memory.listMessages", arguments)["id"]; };
  const std::string prefix = "MASTRA_STORAGE_AGENTKEEP_LIST_MESSAGES_";
  EXPECT_EQ(id({{"threadId", " "}}), prefix + "INVALID_THREAD_ID");
  EXPECT_EQ(id({{"threadId", json::array()}}), prefix + "INVALID_THREAD_ID");
  EXPECT_EQ(id({{"threadId", {"a", ""}}}), prefix + "INVALID_THREAD_ID");
  EXPECT_EQ(id({{"threadId", "t"}, {"page", -1}}), prefix + "INVALID_PAGE");
  EXPECT_EQ(id({{"threadId", "t"}, {"perPage", 1.5}}), prefix + "INVALID_PAGE");
  EXPECT_EQ(id({{"threadId", "t"}, {"filter", {{"metadata", {{"a.b", 1}}}}}}),
            prefix + "INVALID_METADATA_KEY");
  EXPECT_EQ(id({{"threadId", "t"}, {"filter", {{"metadata", {{"a", {{"b", 1}}}}}}}}),
            prefix + "INVALID_METADATA_VALUE");
}

TEST_F(Memory, FindsMessagesByIdInOrderOfCreation) {
  saveMany("t1", 6);
  EXPECT_EQ(
      ids(call("memory.listMessagesById", {{"messageIds", {"t1-5", "absent", "t1-1", "t1-0"}}})),
      (Ids{"t1-0", "t1-1", "t1-5"}));
  EXPECT_EQ(call("memory.listMessagesById", {{"messageIds", json::array()}}),
            json({{"messages", json::array()}}));
  json many = json::array();
  for (int i = 0; i < 10'000; ++i) many.push_back("x" + std::to_string(i));
  many.push_back("t1-3");
  EXPECT_EQ(ids(call("memory.listMessagesById", {{"messageIds", many}})), (Ids{"t1-3"}));
}

TEST_F(Memory, DeletesMessagesAndTouchesTheirThreads) {
  saveThread("t1", "r1", at(1));
  saveThread("t2", "r1", at(1));
  saveMany("t1", 3);
  saveThread("t1", "r1", at(1));
  EXPECT_EQ(call("memory.deleteMessages", {{"messageIds", {"t1-0", "t1-2", "absent"}}}), nullptr);
  EXPECT_EQ(ids(call("memory.listMessages", {{"threadId", "t1"}})), (Ids{"t1-1"}));
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t1"}})["updatedAt"], rig.now());
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t2"}})["updatedAt"], at(1));
  EXPECT_EQ(call("memory.deleteMessages", {{"messageIds", json::array()}}), nullptr);
}

TEST_F(Memory, RefusesWhatTheScopesDoNotAllow) {
  rig.scopes = abi::kScopeRead;
  EXPECT_EQ(call("memory.getThreadById", {{"threadId", "t"}}), nullptr);
  EXPECT_EQ(error("memory.deleteThread", {{"threadId", "t"}})["code"], "forbidden");
  EXPECT_EQ(error("store.init", json::object())["code"], "forbidden");
  rig.scopes = abi::kScopeWrite;
  EXPECT_EQ(error("memory.getThreadById", {{"threadId", "t"}})["code"], "forbidden");
}

TEST_F(Memory, EveryMethodIsOneRoundTrip) {
  saveThread("t1", "r1", at(1));
  const std::vector<std::pair<std::string, json>> calls = {
      {"memory.saveThread", {{"thread", {{"id", "t9"}, {"resourceId", "r"}}}}},
      {"memory.getThreadById", {{"threadId", "t1"}}},
      {"memory.updateThread", {{"id", "t1"}, {"title", "x"}, {"metadata", {{"a", 1}}}}},
      {"memory.listThreads", {{"filter", {{"resourceId", "r1"}, {"metadata", {{"a", 1}}}}}}},
      {"memory.saveMessages",
       {{"messages", {message("a", "t1", at(1)), message("b", "t2", at(1))}}}},
      {"memory.listMessages",
       {{"threadId", {"t1", "t2"}}, {"include", {{{"id", "a"}, {"withNextMessages", 2}}}}}},
      {"memory.listMessagesById", {{"messageIds", {"a", "b"}}}},
      {"memory.deleteMessages", {{"messageIds", {"a"}}}},
      {"memory.deleteThread", {{"threadId", "t1"}}},
  };
  for (const auto& [method, arguments] : calls) {
    const std::size_t before = rig.requests();
    call(method, arguments);
    EXPECT_EQ(rig.requests(), before + 1) << method;
  }
}

}  // namespace
}  // namespace agentkeep
