// updateMessages: what is merged, what is replaced, and which threads are touched.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

class MessageUpdates : public Memory {
 protected:
  json update(const json& changes) {
    return call("memory.updateMessages", {{"messages", changes}});
  }
  std::string updatedAt(Text id) { return thread(id)["updatedAt"]; }
};

TEST_F(MessageUpdates, MergeContentAndItsMetadata) {
  saveMessage(message("m1", "t1", at(1),
                      {{"format", 2},
                       {"parts", {{{"type", "text"}, {"text", "a"}}}},
                       {"content", "old"},
                       {"metadata", {{"keep", {{"x", 1}}}, {"old", 1}}}}));
  const json updated = update(
      {{{"id", "m1"},
        {"content", {{"content", "new"}, {"metadata", {{"old", nullptr}, {"new", {1, 2}}}}}}}});
  json expected =
      message("m1", "t1", at(1),
              {{"format", 2},
               {"parts", {{{"type", "text"}, {"text", "a"}}}},
               {"content", "new"},
               {"metadata", {{"keep", {{"x", 1}}}, {"old", nullptr}, {"new", {1, 2}}}}});
  EXPECT_EQ(updated, json::array({expected}));
  EXPECT_EQ(stored("m1"), expected);
}

TEST_F(MessageUpdates, MakeMetadataWhereThereIsNone) {
  saveMessage(message("m1", "t1", at(1)));
  EXPECT_EQ(update({{{"id", "m1"}, {"content", {{"metadata", {{"a", 1}}}}}}})[0]["content"],
            json({{"format", 2}, {"parts", json::array()}, {"metadata", {{"a", 1}}}}));
}

TEST_F(MessageUpdates, ReplaceMetadataByWhatIsNoObject) {
  const json content = {{"format", 2}, {"metadata", {{"a", 1}}}};
  for (const json& metadata : {json("text"), json(nullptr), json::array({1}), json(7)}) {
    saveMessage(message("m1", "t1", at(1), content));
    EXPECT_EQ(update({{{"id", "m1"}, {"content", {{"metadata", metadata}}}}})[0]["content"],
              json({{"format", 2}, {"metadata", metadata}}));
  }
}

TEST_F(MessageUpdates, ReplaceContentByATextOrAList) {
  for (const json& content : {json("bare {text"), json::array({{{"type", "text"}}})}) {
    saveMessage(message("m1", "t1", at(1)));
    EXPECT_EQ(update({{{"id", "m1"}, {"content", content}}})[0]["content"], content);
    EXPECT_EQ(stored("m1")["content"], content);
    // An object over such content begins anew.
    EXPECT_EQ(update({{{"id", "m1"}, {"content", {{"format", 2}}}}})[0]["content"],
              json({{"format", 2}}));
  }
}

TEST_F(MessageUpdates, KeepEveryByteThatIsNotChanged) {
  rig.raw("memory.saveMessages",
          R"({"messages":[{"id":"m1","threadId":"t1","resourceId":"r1","role":"user",)"
          R"("content":{"big":12345678901234567890,"n":1.50,"s":"\ud800 \u0000"}}]})");
  const std::string answer = rig.raw(
      "memory.updateMessages",
      R"({"messages":[{"id":"m1","content":{"k\u0065y\ud800":1e400,"metadata":{"m\ud801":2.0}}}]})");
  EXPECT_NE(answer.find(R"({"big":12345678901234567890,"n":1.50,"s":"\ud800 \u0000",)"
                        R"("k\u0065y\ud800":1e400,"metadata":{"m\ud801":2.0}})"),
            std::string::npos)
      << answer;
}

TEST_F(MessageUpdates, ChangeOnlyTheMembersThatAreGiven) {
  saveMany("t1", 3);
  const json before = stored("t1-1");
  const json updated =
      update({{{"id", "t1-0"}, {"role", "assistant"}},
              {{"id", "t1-1"}},
              {{"id", "t1-2"}, {"type", "text"}, {"createdAt", at(900)}, {"resourceId", "r7"}}});
  EXPECT_EQ(updated[0]["role"], "assistant");
  EXPECT_EQ(updated[0]["content"]["metadata"]["n"], 0);
  EXPECT_EQ(updated[1], before);
  EXPECT_EQ(updated[2]["type"], "text");
  EXPECT_EQ(updated[2]["createdAt"], at(900));
  EXPECT_EQ(updated[2]["resourceId"], "r7");
  EXPECT_EQ(updated[2]["role"], "user");
  // No type is 'v2', which answers leave out.
  EXPECT_FALSE(update({{{"id", "t1-2"}, {"type", ""}}})[0].contains("type"));
}

TEST_F(MessageUpdates, AnswerThoseThatExistInTheOrderOfTheIds) {
  saveMany("t1", 4);
  const json updated = update({{{"id", "t1-3"}, {"role", "a"}},
                               {{"id", "none"}, {"role", "b"}},
                               {{"id", "t1-0"}},
                               {{"id", "t1-3"}, {"type", "x"}},
                               {{"id", "t1-1"}, {"role", "c"}}});
  EXPECT_EQ(ids({{"messages", updated}}), (Ids{"t1-3", "t1-0", "t1-1"}));
  EXPECT_EQ(updated[0]["role"], "a");
  EXPECT_EQ(updated[0]["type"], "x");
  EXPECT_EQ(update(json::array()), json::array());
  EXPECT_EQ(update({{{"id", "none"}, {"threadId", "t9"}}}), json::array());
}

TEST_F(MessageUpdates, OfOneMessageApplyInOrder) {
  saveMessage(message("m1", "t1", at(1), {{"format", 2}, {"a", 0}}));
  const json updated = update({{{"id", "m1"}, {"content", {{"a", 1}, {"b", 1}}}},
                               {{"id", "m1"}, {"content", "bare"}},
                               {{"id", "m1"}, {"content", {{"a", 2}}}},
                               {{"id", "m1"}, {"content", {{"metadata", {{"c", 3}}}}}}});
  ASSERT_EQ(updated.size(), 1U);
  EXPECT_EQ(updated[0]["content"], json({{"a", 2}, {"metadata", {{"c", 3}}}}));
}

TEST_F(MessageUpdates, TouchTheThreadsOfChangedMessagesOnly) {
  saveMany("t1", 2);
  saveMany("t2", 2);
  for (const char* id : {"t1", "t2", "t3"}) saveThread(id, "r1", at(1));
  update({{{"id", "t1-0"}, {"role", "x"}}, {{"id", "t2-0"}}, {{"id", "none"}, {"threadId", "t3"}}});
  EXPECT_EQ(updatedAt("t1"), rig.now());
  EXPECT_EQ(updatedAt("t2"), at(1));
  EXPECT_EQ(updatedAt("t3"), at(1));
  const std::string first = updatedAt("t1");
  update({{{"id", "t1-0"}, {"role", "y"}}});
  EXPECT_GT(updatedAt("t1"), first);
}

TEST_F(MessageUpdates, ThatMoveAMessageTouchItsNewThreadLater) {
  saveMany("t1", 3);
  saveThread("t2", "r1", at(1));
  // The old thread's time is ahead of the clock, as after many changes of one millisecond.
  saveThread("t1", "r1", formatTime(rig.now_ms + 5000));
  EXPECT_EQ(update({{{"id", "t1-1"}, {"threadId", "t2"}}})[0]["threadId"], "t2");
  EXPECT_EQ(updatedAt("t1"), formatTime(rig.now_ms + 5001));
  EXPECT_EQ(updatedAt("t2"), formatTime(rig.now_ms + 5002));
  EXPECT_EQ(ids(call("memory.listMessages", {{"threadId", "t2"}})), (Ids{"t1-1"}));
  EXPECT_EQ(call("memory.listMessages", {{"threadId", "t1"}})["total"], 2);
}

TEST_F(MessageUpdates, MoveToThreadsThatAreNewerOrNotThere) {
  saveMany("t1", 3);
  saveThread("t1", "r1", at(1));
  saveThread("t2", "r1", formatTime(rig.now_ms + 9000));
  std::string before = updatedAt("t2");
  const auto touchesT2 = [&](const json& changes) {
    update(changes);
    const std::string after = updatedAt("t2");
    return std::exchange(before, after) < after;
  };
  EXPECT_TRUE(touchesT2({{{"id", "t1-0"}, {"threadId", "t2"}}}));
  EXPECT_EQ(updatedAt("t1"), rig.now());
  EXPECT_FALSE(touchesT2({{{"id", "t1-1"}, {"threadId", "nowhere"}}}));
  EXPECT_EQ(stored("t1-1")["threadId"], "nowhere");
  // From a thread that has no row; then to where it is already.
  EXPECT_TRUE(touchesT2({{{"id", "t1-1"}, {"threadId", "t2"}}}));
  EXPECT_TRUE(touchesT2({{{"id", "t1-1"}, {"threadId", "t2"}}}));
}

TEST_F(MessageUpdates, MoveToManyThreadsAtOnce) {
  saveMany("t0", 200);
  saveThread("t0", "r1", at(1));
  json changes = json::array();
  for (int i = 0; i < 200; ++i) {
    const std::string to = "n" + std::to_string(i);
    saveThread(to, "r1", at(1));
    changes.push_back({{"id", "t0-" + std::to_string(i)}, {"threadId", to}});
  }
  changes.push_back({{"id", "none"}, {"threadId", "untouched"}});
  saveThread("untouched", "r1", at(1));
  const std::size_t before = rig.requests();
  EXPECT_EQ(update(changes).size(), 200U);
  EXPECT_EQ(rig.requests(), before + 1);
  EXPECT_EQ(updatedAt("t0"), rig.now());
  for (const char* to : {"n0", "n63", "n64", "n199"}) {
    EXPECT_EQ(updatedAt(to), formatTime(rig.now_ms + 1)) << to;
  }
  EXPECT_EQ(updatedAt("untouched"), at(1));
}

TEST_F(MessageUpdates, AreAllOrNothing) {
  saveMany("t1", 2);
  const std::string before = rig.raw("memory.listMessages", R"({"threadId":"t1"})");
  const json problem =
      error("memory.updateMessages",
            {{"messages",
              {{{"id", "t1-0"}, {"role", "x"}},
               {{"id", "t1-1"}, {"content", {{"long", std::string(17'000'000, 'x')}}}}}}});
  EXPECT_EQ(problem["code"], "too_large");
  EXPECT_EQ(problem["committed"], "no");
  EXPECT_EQ(rig.raw("memory.listMessages", R"({"threadId":"t1"})"), before);
}

TEST_F(MessageUpdates, ThatCannotBeAreRefusedUnasked) {
  const auto problem = [&](json change) {
    return error("memory.updateMessages",
                 {{"messages", {{{"id", "m"}, {"role", "x"}}, change}}})["message"];
  };
  EXPECT_EQ(problem({{"id", ""}}), "messages[1].id must not be empty");
  EXPECT_EQ(problem({{"id", "m"}, {"threadId", ""}}), "messages[1].threadId must not be empty");
  EXPECT_EQ(problem({{"id", "m"}, {"resourceId", ""}}), "messages[1].resourceId must not be empty");
  EXPECT_EQ(problem({{"role", "x"}}), "messages[1].id is required");
  EXPECT_EQ(problem({{"id", "m"}, {"content", 5}}),
            "messages[1].content must be an object, a list or a string");
  EXPECT_EQ(rig.requests(), 0U);
}

TEST_F(MessageUpdates, ThatTakeTurnsLoseNothing) {
  saveMessage(message("m1", "t1", at(1)));
  std::vector<std::unique_ptr<test::StoreRig::Running>> writers;
  for (int i = 0; i < 20; ++i) {
    const std::string body =
        R"({"messages":[{"id":"m1","content":{"metadata":{"w)" + std::to_string(i) + R"(":1}}}]})";
    writers.push_back(
        std::make_unique<test::StoreRig::Running>(rig, "memory.updateMessages", body));
  }
  for (std::size_t i = writers.size(); i-- != 0;) writers[i]->finish();
  EXPECT_EQ(stored("m1")["content"]["metadata"].size(), 20U);
}

TEST_F(MessageUpdates, WhoseAnswerIsTooLongSayThatTheyAreWritten) {
  for (int i = 0; i < 10; ++i) {
    saveMessage(message("m" + std::to_string(i), "t1", at(1),
                        {{"format", 2}, {"long", std::string(1'800'000, 'x')}}));
  }
  json changes = json::array();
  for (int i = 0; i < 10; ++i) {
    changes.push_back({{"id", "m" + std::to_string(i)}, {"role", "new"}});
  }
  const json problem = error("memory.updateMessages", {{"messages", changes}});
  EXPECT_EQ(problem["code"], "too_large");
  EXPECT_EQ(problem["committed"], "yes");
  EXPECT_EQ(stored("m9")["role"], "new");
}

}  // namespace
}  // namespace agentkeep
