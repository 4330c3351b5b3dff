// copyThread and cloneThread: what a copy holds, and what happens to it when others write.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class ThreadCopies : public Memory {
 protected:
  json copy(json arguments) {
    arguments["sourceThreadId"] = arguments.value("sourceThreadId", json("t1"));
    return call("memory.copyThread", arguments);
  }
  json clone(json arguments) {
    arguments["sourceThreadId"] = arguments.value("sourceThreadId", json("t1"));
    return call("memory.cloneThread", arguments);
  }
  json messagesOf(const json& thread) {
    return call("memory.listMessages", {{"threadId", thread}, {"perPage", false}})["messages"];
  }
  std::string count(Text table) {
    return rig.database.query("SELECT count(*) FROM " + std::string(table))[0][0];
  }
};

TEST_F(ThreadCopies, HaveTheMessagesUnderNewIds) {
  saveThread("t1", "r1", at(1), {{"own", 1}});
  saveMany("t1", 5);
  saveMessage(message("odd", "t1", at(900), "bare \xf0\x9f\x98\x80"));
  saveMany("t2", 3);
  const json copied = copy(json::object());
  const json& thread = copied["thread"];
  EXPECT_EQ(thread["resourceId"], "r1");
  EXPECT_EQ(thread["title"], "Clone of t");
  EXPECT_EQ(
      thread["metadata"],
      json({{"clone",
             {{"sourceThreadId", "t1"}, {"clonedAt", rig.now()}, {"lastMessageId", "odd"}}}}));
  EXPECT_EQ(thread["createdAt"], rig.now());
  EXPECT_EQ(thread["updatedAt"], rig.now());
  EXPECT_EQ(thread["id"].get<std::string>().size(), 36U);
  EXPECT_EQ(this->thread(thread["id"].get<std::string>()), thread);

  const json& map = copied["messageIdMap"];
  EXPECT_EQ(map.size(), 6U);
  json expected = json::array();
  for (json source : messagesOf("t1")) {
    source["id"] = map[source["id"].get<std::string>()];
    source["threadId"] = thread["id"];
    expected.push_back(source);
  }
  EXPECT_EQ(messagesOf(thread["id"]), expected);
  EXPECT_EQ(messagesOf("t1").size(), 6U);
}

TEST_F(ThreadCopies, AreCalledAndOwnedAsTheCallerSays) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 2);
  const json copied = copy({{"newThreadId", "t9"},
                            {"resourceId", "r9"},
                            {"title", "Mine"},
                            {"metadata", {{"a", nullptr}, {"clone", "overwritten"}}}});
  EXPECT_EQ(copied["thread"]["id"], "t9");
  EXPECT_EQ(copied["thread"]["resourceId"], "r9");
  EXPECT_EQ(copied["thread"]["title"], "Mine");
  EXPECT_EQ(copied["thread"]["metadata"]["a"], nullptr);
  EXPECT_EQ(copied["thread"]["metadata"]["clone"]["lastMessageId"], "t1-1");
  for (const json& each : messagesOf("t9")) EXPECT_EQ(each["resourceId"], "r9");
  // Empty strings say nothing.
  const json again = copy({{"newThreadId", ""}, {"resourceId", ""}, {"title", ""}});
  EXPECT_EQ(again["thread"]["resourceId"], "r1");
  EXPECT_EQ(again["thread"]["title"], "Clone of t");
  EXPECT_EQ(again["thread"]["id"].get<std::string>().size(), 36U);
}

TEST_F(ThreadCopies, OfAnEmptyThreadWithoutATitleAreEmptyAndWithoutATitle) {
  call("memory.saveThread", {{"thread", {{"id", "t1"}, {"resourceId", "r1"}}}});
  const json cloned = clone({{"newThreadId", "t2"}});
  EXPECT_EQ(cloned["thread"]["title"], "");
  EXPECT_FALSE(cloned["thread"]["metadata"]["clone"].contains("lastMessageId"));
  EXPECT_EQ(cloned["messageIdMap"], json::object());
  EXPECT_EQ(cloned["clonedMessages"], json::array());
}

TEST_F(ThreadCopies, MayBeOfSomeMessages) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 9);
  const auto sources = [&](json options) {
    const json copied = clone({{"options", options}});
    Ids out;
    for (const json& each : copied["clonedMessages"]) {
      for (const auto& [source, id] : copied["messageIdMap"].items()) {
        if (id == each["id"]) out.push_back(source);
      }
    }
    EXPECT_EQ(out.size(), copied["messageIdMap"].size());
    if (!out.empty()) {
      EXPECT_EQ(copied["thread"]["metadata"]["clone"]["lastMessageId"], out.back());
    }
    return out;
  };
  // The last ones, also within one millisecond.
  EXPECT_EQ(sources({{"messageLimit", 4}}), (Ids{"t1-5", "t1-6", "t1-7", "t1-8"}));
  EXPECT_EQ(sources({{"messageLimit", 0}}).size(), 9U);
  EXPECT_EQ(sources({{"messageLimit", 99}}).size(), 9U);
  EXPECT_EQ(sources({{"messageFilter", {{"startDate", at(1)}, {"endDate", at(1)}}}}),
            (Ids{"t1-3", "t1-4", "t1-5"}));
  EXPECT_EQ(sources({{"messageFilter", {{"messageIds", {"t1-7", "none", "t1-2"}}}}}),
            (Ids{"t1-2", "t1-7"}));
  EXPECT_EQ(sources({{"messageFilter", {{"messageIds", json::array()}}}}).size(), 9U);
  EXPECT_EQ(sources({{"messageLimit", 1},
                     {"messageFilter", {{"messageIds", {"t1-1", "t1-2"}}, {"endDate", at(0)}}}}),
            (Ids{"t1-2"}));
}

TEST_F(ThreadCopies, AnswerTheNewMessages) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 6);
  const json cloned = clone({{"newThreadId", "t2"}});
  EXPECT_EQ(cloned["clonedMessages"], messagesOf("t2"));
  EXPECT_EQ(cloned["clonedMessages"].size(), 6U);
}

TEST_F(ThreadCopies, DoNotAnswerMessagesOfOthersThatTheNewThreadHad) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 2);
  saveMessage(message("foreign", "t9", at(0), {{"format", 2}}, "r2"));
  const json cloned = clone({{"newThreadId", "t9"}});
  const json& map = cloned["messageIdMap"];
  EXPECT_EQ(ids(cloned, "clonedMessages"), (Ids{map["t1-0"], map["t1-1"]}));
}

TEST_F(ThreadCopies, KeepEveryByteOfContent) {
  const std::string content = R"({"n":1.50,"big":12345678901234567890,"s":"\ud800 \u0000 \/"})";
  saveThread("t1", "r1", at(1));
  rig.raw("memory.saveMessages",
          R"({"messages":[{"id":"m","threadId":"t1","resourceId":"r1","role":"tool","type":"x",)"
          R"("content":)" +
              content + "}]}");
  rig.raw("memory.copyThread", R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  const std::string answer = rig.raw("memory.listMessages", R"({"threadId":"t2"})");
  EXPECT_NE(answer.find(content), std::string::npos) << answer;
  EXPECT_NE(answer.find(R"("role":"tool","type":"x")"), std::string::npos) << answer;
}

TEST_F(ThreadCopies, TakeTwoRoundTrips) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 20);
  for (const char* method : {"memory.copyThread", "memory.cloneThread"}) {
    const std::size_t before = rig.requests();
    call(method, {{"sourceThreadId", "t1"}});
    EXPECT_EQ(rig.requests(), before + 2) << method;
  }
}

TEST_F(ThreadCopies, OfThousandsOfMessagesAreWhole) {
  saveThread("t1", "r1", at(1));
  json messages = json::array();
  const std::string longId(900, 'i');
  for (int i = 0; i < 3000; ++i) {
    messages.push_back(message(longId + std::to_string(i), "t1", at(i % 1000), "x"));
  }
  call("memory.saveMessages", {{"messages", messages}});
  const std::size_t before = rig.requests();
  const json copied = copy({{"newThreadId", "t2"}});
  EXPECT_EQ(rig.requests(), before + 2);
  EXPECT_EQ(copied["messageIdMap"].size(), 3000U);
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t2"}, {"perPage", 1}})["total"], 3000);
}

TEST_F(ThreadCopies, OfNothingAndOntoSomethingAreRefused) {
  saveThread("t1", "r1", at(1));
  saveThread("t2", "r1", at(1));
  saveMany("t1", 2);
  for (const char* method : {"memory.copyThread", "memory.cloneThread"}) {
    const json missing = error(method, {{"sourceThreadId", "none"}, {"newThreadId", "t2"}});
    EXPECT_EQ(rig.status, 404);
    EXPECT_EQ(missing["id"], "MASTRA_STORAGE_AGENTKEEP_CLONE_THREAD_SOURCE_NOT_FOUND");
    EXPECT_EQ(missing["message"], "Source thread with id none not found");
    EXPECT_EQ(missing["category"], "USER");
    for (const char* taken : {"t2", "t1"}) {
      const json exists = error(method, {{"sourceThreadId", "t1"}, {"newThreadId", taken}});
      EXPECT_EQ(rig.status, 409);
      EXPECT_EQ(exists["id"], "MASTRA_STORAGE_AGENTKEEP_CLONE_THREAD_THREAD_EXISTS");
      EXPECT_EQ(exists["message"], "Thread with id " + std::string(taken) + " already exists");
      EXPECT_EQ(exists["retryable"], false);
    }
  }
  EXPECT_EQ(count("mastra_messages"), "2");
  EXPECT_EQ(count("mastra_threads"), "2");
}

TEST_F(ThreadCopies, ToOneIdAtOnceAreOne) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 3);
  const std::string body = R"({"sourceThreadId":"t1","newThreadId":"t2"})";
  test::StoreRig::Running first(rig, "memory.cloneThread", body);
  test::StoreRig::Running second(rig, "memory.cloneThread", body);
  first.step();
  second.step();
  ASSERT_TRUE(first.waiting());
  ASSERT_TRUE(second.waiting());
  EXPECT_EQ(second.json()["clonedMessages"].size(), 3U);
  EXPECT_EQ(first.json()["error"]["id"], "MASTRA_STORAGE_AGENTKEEP_CLONE_THREAD_THREAD_EXISTS");
  EXPECT_EQ(messagesOf("t2").size(), 3U);
}

TEST_F(ThreadCopies, BeginAnewIfAMessageIsDeletedInBetween) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 3);
  test::StoreRig::Running copying(rig, "memory.copyThread",
                                  R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  copying.step();
  call("memory.deleteMessages", {{"messageIds", {"t1-1"}}});
  const json copied = copying.json();
  EXPECT_EQ(copied["messageIdMap"].size(), 2U);
  EXPECT_FALSE(copied["messageIdMap"].contains("t1-1"));
  EXPECT_EQ(messagesOf("t2").size(), 2U);
  EXPECT_EQ(count("mastra_messages"), "4");
}

TEST_F(ThreadCopies, OfAThreadThatIsDeletedInBetweenAreRefused) {
  for (const int messages : {0, 3}) {
    saveThread("t1", "r1", at(1));
    if (messages != 0) saveMany("t1", messages);
    test::StoreRig::Running copying(rig, "memory.copyThread",
                                    R"({"sourceThreadId":"t1","newThreadId":"t2"})");
    copying.step();
    call("memory.deleteThread", {{"threadId", "t1"}});
    EXPECT_EQ(copying.json()["error"]["id"],
              "MASTRA_STORAGE_AGENTKEEP_CLONE_THREAD_SOURCE_NOT_FOUND");
    EXPECT_EQ(count("mastra_threads"), "0");
    EXPECT_EQ(count("mastra_messages"), "0");
  }
}

TEST_F(ThreadCopies, OfAThreadThatIsGivenAwayInBetweenBelongToItsNewOwner) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 2);
  test::StoreRig::Running copying(rig, "memory.copyThread",
                                  R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  copying.step();
  call("memory.updateThreadResourceId", {{"threadId", "t1"}, {"resourceId", "r2"}});
  EXPECT_EQ(copying.json()["thread"]["resourceId"], "r2");
  for (const json& each : messagesOf("t2")) EXPECT_EQ(each["resourceId"], "r2");
}

TEST_F(ThreadCopies, BeginAnewIfAMessageComesInBetween) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 2);
  test::StoreRig::Running copying(rig, "memory.copyThread",
                                  R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  copying.step();
  saveMessage(message("late", "t1", at(9)));
  EXPECT_EQ(copying.json()["messageIdMap"].size(), 3U);
  EXPECT_EQ(messagesOf("t2").size(), 3U);
}

TEST_F(ThreadCopies, AreOfOneMomentBesideAnUpdate) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 3);
  test::StoreRig::Running copying(rig, "memory.cloneThread",
                                  R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  copying.step();
  // One message goes, and the others say so.
  const json says = {{"metadata", {{"alone", true}}}};
  call("memory.updateMessages", {{"messages",
                                  {{{"id", "t1-0"}, {"threadId", "t9"}},
                                   {{"id", "t1-1"}, {"content", says}},
                                   {{"id", "t1-2"}, {"content", says}}}}});
  const json cloned = copying.json()["clonedMessages"];
  EXPECT_EQ(cloned.size(), 2U);
  for (const json& each : cloned) EXPECT_EQ(each["content"]["metadata"]["alone"], true);
}

TEST_F(ThreadCopies, GiveUpOnAThreadThatNeverRests) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 15);
  test::StoreRig::Running copying(rig, "memory.copyThread",
                                  R"({"sourceThreadId":"t1","newThreadId":"t2"})");
  for (int i = 0; copying.waiting(); ++i) {
    copying.step();
    if (copying.waiting()) {
      call("memory.deleteMessages", {{"messageIds", {"t1-" + std::to_string(i)}}});
      copying.step();
    }
  }
  const json problem = copying.json()["error"];
  EXPECT_EQ(problem["code"], "conflict");
  EXPECT_EQ(problem["retryable"], true);
  EXPECT_EQ(problem["committed"], "no");
  EXPECT_EQ(thread("t2"), nullptr);
  EXPECT_EQ(count("mastra_messages"), "5");
}

}  // namespace
}  // namespace agentkeep
