// Contents that no cell of D1 holds: every method means the same for them.
#include <algorithm>
#include <map>
#include <random>

#include "test/domains/memory/memory-fixture.h"
#include "test/support/stepped-call.h"

namespace agentkeep {
namespace {

// Text that hardly packs.
std::string noise(std::size_t bytes, unsigned seed = 1) {
  static std::map<unsigned, std::string> known;
  std::string& all = known[seed];
  static std::map<unsigned, std::mt19937> randoms;
  std::mt19937& random = randoms.try_emplace(seed, seed).first->second;
  while (all.size() < bytes) all += static_cast<char>('0' + random() % 43);
  return all.substr(0, bytes);
}

json content(std::size_t bytes, json metadata = json::object(), unsigned seed = 1) {
  return {{"format", 2},
          {"parts", {{{"type", "text"}, {"text", noise(bytes, seed)}}}},
          {"metadata", metadata}};
}

class LargeMessages : public Memory {
 protected:
  std::string query(Text sql) { return rig.database.query(sql)[0][0]; }
  std::string pieces() { return query("SELECT count(*) FROM agentkeep_chunks"); }
  // Every piece belongs to a row.
  void expectTidy() {
    EXPECT_EQ(query("SELECT count(*) FROM agentkeep_chunks WHERE ref NOT IN "
                    "(SELECT content_large FROM mastra_messages WHERE content_large IS NOT NULL)"),
              "0");
  }
  json list(json more = json::object()) {
    more["threadId"] = more.value("threadId", json("t1"));
    return call("memory.listMessages", more)["messages"];
  }
  json update(json change) {
    return call("memory.updateMessages", {{"messages", {std::move(change)}}})[0];
  }
};

TEST_F(LargeMessages, GoInAndComeOut) {
  for (const std::size_t bytes : {5'000'000U, 15'000'000U}) {
    const json large = message("m", "t1", at(1), content(bytes));
    rig.database.requests.clear();
    saveMessage(large);
    EXPECT_EQ(rig.requests(), 1U);
    EXPECT_TRUE(stored("m") == large);
    EXPECT_EQ(rig.requests(), 2U) << "by its id in one trip";
    EXPECT_TRUE(list()[0] == large);
    EXPECT_EQ(rig.requests(), 4U) << "in a list in two";
    expectTidy();
  }
  EXPECT_EQ(pieces(), "9");
  saveMessage(message("m", "t1", at(1)));
  EXPECT_EQ(pieces(), "0");
  EXPECT_EQ(list()[0], message("m", "t1", at(1)));
}

TEST_F(LargeMessages, OfEveryKindComeBack) {
  const json kinds[] = {noise(3'000'000), "{" + noise(3'000'000),
                        json::array({{{"type", "text"}, {"text", noise(3'000'000)}}})};
  for (const json& each : kinds) {
    saveMessage(message("m", "t1", at(1), each));
    EXPECT_TRUE(stored("m")["content"] == each);
  }
}

TEST_F(LargeMessages, AreFoundByMetadataAndInWindows) {
  saveMany("t1", 4);
  saveMessage(message("big", "t1", at(1), content(2'500'000, {{"topic", "x"}, {"n", 1}})));
  saveMessage(message("other", "t1", at(2), content(2'500'000, {{"topic", "y"}}, 2)));
  EXPECT_EQ(query("SELECT content FROM mastra_messages WHERE id = 'big'"),
            R"({"format":2,"metadata":{"n":1,"topic":"x"},"parts":[]})");
  const json found = list({{"filter", {{"metadata", {{"topic", "x"}}}}}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0]["content"] == content(2'500'000, {{"topic", "x"}, {"n", 1}}));
  const json window =
      list({{"perPage", 0},
            {"include", {{{"id", "t1-3"}, {"withPreviousMessages", 1}, {"withNextMessages", 1}}}}});
  ASSERT_EQ(window.size(), 3U);
  EXPECT_EQ(window[2]["id"], "big");
  EXPECT_TRUE(window[2]["content"] == found[0]["content"]);
  const json of_resource = call("memory.listMessagesByResourceId", {{"resourceId", "r1"}});
  EXPECT_EQ(of_resource["messages"].size(), 6U);
  EXPECT_TRUE(of_resource["messages"][5]["content"] == content(2'500'000, {{"topic", "y"}}, 2));
  const json page = list({{"perPage", 2}, {"page", 2}});
  EXPECT_EQ(page.size(), 2U);
  EXPECT_TRUE(page[0]["content"] == found[0]["content"]);
}

// The same changes of a small message and of a large one: equal but for what makes it large.
TEST_F(LargeMessages, AreChangedAsSmallOnesAre) {
  saveThread("t1", "r1", at(1));
  saveThread("t2", "r1", at(1));
  const json metadata = {{"keep", 1}, {"old", {{"x", 1}}}};
  saveMessage(message("small", "t1", at(1), content(10, metadata)));
  saveMessage(message("large", "t1", at(1), content(3'000'000, metadata)));
  const json changes[] = {
      {{"content", {{"content", "new"}, {"metadata", {{"old", nullptr}, {"new", {1, 2}}}}}}},
      {{"content", {{"metadata", {{"n", 1}}}}}, {"role", "assistant"}, {"threadId", "t2"}},
      {{"content", {{"a", 1}}}, {"createdAt", at(5)}, {"type", "text"}},
      {{"content", {{"metadata", "text"}}}},
      {{"content", {{"metadata", {{"again", true}}}}}},
      {{"role", "user"}, {"resourceId", "r2"}},
  };
  for (json change : changes) {
    change["id"] = "small";
    json small = update(change);
    change["id"] = "large";
    json large = update(change);
    EXPECT_TRUE(stored("large") == large);
    EXPECT_EQ(large["content"]["parts"][0]["text"].get_ref<const std::string&>().size(),
              3'000'000U);
    for (json* each : {&small, &large}) each->erase("id"), (*each)["content"].erase("parts");
    EXPECT_EQ(large, small) << change;
    expectTidy();
  }
  EXPECT_EQ(thread("t2")["updatedAt"] > thread("t1")["updatedAt"], true);
  // What replaces the content.
  for (const json& next : {json("bare"), json::array({1}), json({{"format", 2}})}) {
    saveMessage(message("large", "t1", at(1), content(3'000'000, metadata)));
    const json now = update({{"id", "large"}, {"content", next}})["content"];
    if (!next.is_object()) {
      EXPECT_EQ(now, next);
      EXPECT_EQ(pieces(), "0");
    } else {
      EXPECT_TRUE(now == content(3'000'000, metadata));
    }
  }
}

TEST_F(LargeMessages, BecomeSoByAChange) {
  saveMessage(message("a", "t1", at(1), content(1'500'000)));
  saveMessage(message("b", "t1", at(1), content(1'500'000)));
  const std::string more = noise(1'000'000, 2), much = noise(3'000'000, 3);
  const json answer =
      call("memory.updateMessages", {{"messages",
                                      {{{"id", "b"}, {"content", {{"content", much}}}},
                                       {{"id", "none"}, {"content", {{"content", "x"}}}},
                                       {{"id", "a"}, {"content", {{"content", more}}}},
                                       {{"id", "b"}, {"content", {{"metadata", {{"n", 1}}}}}}}}});
  ASSERT_EQ(answer.size(), 2U);
  json a = content(1'500'000), b = content(1'500'000, {{"n", 1}});
  a["content"] = more, b["content"] = much;
  EXPECT_TRUE(answer[0]["content"] == b);
  EXPECT_TRUE(answer[1]["content"] == a);
  EXPECT_TRUE(stored("b")["content"] == b);
  expectTidy();
  EXPECT_NE(pieces(), "0");
}

TEST_F(LargeMessages, ChangedOverTheLimitStayAsTheyWere) {
  saveMessage(message("m", "t1", at(1), content(9'000'000)));
  const json problem =
      error("memory.updateMessages",
            {{"messages",
              {{{"id", "m"}, {"content", {{"content", noise(9'000'000, 2)}}}, {"role", "x"}}}}});
  EXPECT_EQ(problem["code"], "too_large");
  EXPECT_EQ(problem["committed"], "no");
  EXPECT_NE(problem["message"].get<std::string>().find("16777216"), std::string::npos);
  EXPECT_TRUE(stored("m") == message("m", "t1", at(1), content(9'000'000)));
  expectTidy();
}

TEST_F(LargeMessages, AreCopiedWithPiecesOfTheirOwn) {
  saveThread("t1", "r1", at(1));
  saveMany("t1", 3);
  saveMessage(message("big", "t1", at(1), content(3'000'000)));
  saveMessage(message("more", "t1", at(2), content(2'500'000, {{"k", 1}}, 2)));
  rig.database.requests.clear();
  const json clone = call("memory.cloneThread", {{"sourceThreadId", "t1"}, {"newThreadId", "t9"}});
  EXPECT_LE(rig.requests(), 5U);
  EXPECT_EQ(pieces(), "8");
  ASSERT_EQ(clone["clonedMessages"].size(), 5U);
  const auto plain = [](json messages) {
    for (json& each : messages) each.erase("id"), each.erase("threadId");
    return messages;
  };
  EXPECT_TRUE(plain(clone["clonedMessages"]) == plain(list()));
  call("memory.deleteThread", {{"threadId", "t1"}});
  EXPECT_EQ(pieces(), "4");
  expectTidy();
  EXPECT_TRUE(list({{"threadId", "t9"}}) == clone["clonedMessages"]);
  const json copy = call("memory.copyThread", {{"sourceThreadId", "t9"}, {"newThreadId", "t10"}});
  EXPECT_EQ(copy["thread"]["id"], "t10");
  EXPECT_TRUE(plain(list({{"threadId", "t10"}})) == plain(clone["clonedMessages"]));
}

TEST_F(LargeMessages, TakeTheirPiecesWithThem) {
  const auto save = [&] {
    saveThread("t1", "r1", at(1));
    saveMessage(message("a", "t1", at(1), content(2'500'000)));
    saveMessage(message("b", "t1", at(2), content(2'500'000)));
  };
  save();
  EXPECT_EQ(pieces(), "4");
  call("memory.updateThreadResourceId", {{"threadId", "t1"}, {"resourceId", "r2"}});
  EXPECT_EQ(stored("a")["resourceId"], "r2");
  EXPECT_TRUE(stored("a")["content"] == content(2'500'000));
  call("memory.deleteMessages", {{"messageIds", {"a"}}});
  EXPECT_EQ(pieces(), "2");
  call("memory.deleteThread", {{"threadId", "t1"}});
  EXPECT_EQ(pieces(), "0");
  save();
  call("memory.prune", {{"policies", {{"messages", {{"maxAge", 0}, {"batchSize", 1}}}}},
                        {"options", {{"maxBatches", 1}}}});
  EXPECT_EQ(pieces(), "2");
  expectTidy();
  call("memory.dangerouslyClearAll", json::object());
  EXPECT_EQ(pieces(), "0");
}

TEST_F(LargeMessages, TwoWritersInEveryOrderLoseNothing) {
  const auto make = [&](unsigned) {
    saveMessage(message("m", "t1", at(1), content(2'100'000)));
    std::vector<std::unique_ptr<test::SteppedCall>> calls;
    for (const Text name : {"a", "b"}) {
      const json change = {{"id", "m"}, {"content", {{"metadata", {{name, 1}}}}}};
      calls.push_back(std::make_unique<test::SteppedCall>(rig, "memory.updateMessages",
                                                          json{{"messages", {change}}}));
    }
    return calls;
  };
  const unsigned orders = test::inEveryOrder(make, [&](unsigned round, const auto& calls) {
    for (const auto& each : calls) EXPECT_EQ(each->status(), 200) << round;
    EXPECT_TRUE(stored("m")["content"] == content(2'100'000, {{"a", 1}, {"b", 1}})) << round;
    expectTidy();
  });
  EXPECT_GE(orders, 20U);
}

// A copy holds each message as it was before or after a change of it, whole.
TEST_F(LargeMessages, ACopyAndAWriterInEveryOrder) {
  const json before = content(2'100'000), after = content(2'200'000, json::object(), 2);
  for (const json& next : {after, json({{"format", 2}})}) {
    const auto make = [&](unsigned) {
      call("memory.dangerouslyClearAll", json::object());
      saveThread("t1", "r1", at(1));
      saveMessage(message("m", "t1", at(1), before));
      std::vector<std::unique_ptr<test::SteppedCall>> calls;
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "memory.copyThread", json{{"sourceThreadId", "t1"}, {"newThreadId", "t2"}}));
      calls.push_back(std::make_unique<test::SteppedCall>(
          rig, "memory.saveMessages", json{{"messages", {message("m", "t1", at(1), next)}}}));
      return calls;
    };
    test::inEveryOrder(make, [&](unsigned round, const auto& calls) {
      for (const auto& each : calls) EXPECT_EQ(each->status(), 200) << round;
      const json copied = list({{"threadId", "t2"}});
      ASSERT_EQ(copied.size(), 1U);
      EXPECT_TRUE(copied[0]["content"] == before || copied[0]["content"] == next) << round;
      EXPECT_TRUE(stored("m")["content"] == next) << round;
      expectTidy();
    });
  }
}

// A call that is lost between any two of its requests has done all or nothing.
TEST_F(LargeMessages, ACallThatIsLostHasDoneAllOrNothing) {
  saveThread("t1", "r1", at(1));
  saveMessage(message("m", "t1", at(1), content(2'500'000)));
  const std::pair<Text, json> writers[] = {
      {"memory.updateMessages",
       {{"messages", {{{"id", "m"}, {"content", {{"metadata", {{"n", 1}}}}}}}}}},
      {"memory.copyThread", {{"sourceThreadId", "t1"}, {"newThreadId", "t2"}}},
  };
  for (const auto& [method, arguments] : writers) {
    for (unsigned steps = 0;; ++steps) {
      ASSERT_LT(steps, 10U);
      const json before = list();
      {
        test::SteppedCall lost(rig, method, arguments);
        for (unsigned i = 0; i < steps && lost.waiting(); ++i) lost.step();
        if (!lost.waiting()) break;
      }
      EXPECT_TRUE(list() == before) << method << steps;
      EXPECT_TRUE(list({{"threadId", "t2"}}).empty()) << method << steps;
      expectTidy();
    }
  }
}

TEST_F(LargeMessages, WithoutRoomAreRefusedAndStayAsTheyWere) {
  saveMessage(message("m", "t1", at(1), content(3'000'000)));
  rig.database.room = false;
  for (const auto& [method, arguments] :
       {std::pair<Text, json>(
            "memory.updateMessages",
            {{"messages", {{{"id", "m"}, {"content", {{"metadata", {{"n", 1}}}}}}}}}),
        std::pair<Text, json>("memory.listMessages", {{"threadId", "t1"}})}) {
    const json problem = error(method, arguments);
    EXPECT_EQ(problem["code"], "overloaded");
    EXPECT_EQ(problem["committed"], "no");
  }
  rig.database.room = true;
  EXPECT_TRUE(stored("m") == message("m", "t1", at(1), content(3'000'000)));
}

TEST_F(LargeMessages, ACellOfAnotherWriterIsTheValue) {
  saveMessage(message("m", "t1", at(1), content(2'500'000)));
  rig.database.query(R"(UPDATE mastra_messages SET content = '{"format":2,"parts":[],"x":1}')");
  EXPECT_EQ(stored("m")["content"], json({{"format", 2}, {"parts", json::array()}, {"x", 1}}));
  EXPECT_EQ(update({{"id", "m"}, {"content", {{"y", 2}}}})["content"],
            json({{"format", 2}, {"parts", json::array()}, {"x", 1}, {"y", 2}}));
  EXPECT_EQ(pieces(), "0");
}

}  // namespace
}  // namespace agentkeep
