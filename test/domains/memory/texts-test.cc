// Contents that are texts, whatever they look like, and rows that nobody can have meant.
#include "test/domains/memory/memory-fixture.h"

namespace agentkeep {
namespace {

// Texts that JSON readers take for something else.
const std::vector<std::string> kTexts = {
    "90210",
    "42",
    "-7",
    "1e5",
    "true",
    "false",
    "null",
    "\"x\"",
    "\"held by nobody\"",
    "",
    " ",
    " 1",
    "[1,2,3]",
    "[]",
    "[[]]",
    "[{\"type\":\"text\",\"text\":\"not a part\"}]",
    "{}",
    "{\"name\":\"Ada\"}",
    "{\"format\":2,\"parts\":[]}",
    " {\"a\":1}",
    "{\"cut\":",
    "[1,",
    "{'a':1}",
    "text.0",
};

class Texts : public Memory {
 protected:
  json update(const json& changes) {
    return call("memory.updateMessages", {{"messages", changes}});
  }
  // A row as another adapter writes it.
  void insert(Text id, Text content, Text type, Text resource = "'r1'") {
    const auto quoted = [](Text text) {
      std::string out = "'";
      for (const char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
      return out + "'";
    };
    rig.database.query(
        "INSERT INTO mastra_messages (id, thread_id, content, role, type, createdAt, "
        "resourceId) VALUES (" +
        quoted(id) + ", 't1', " + quoted(content) + ", 'user', " + quoted(type) +
        ", '2026-01-01T00:00:00.000Z', " + std::string(resource) + ")");
  }
  json listed() { return call("memory.listMessages", {{"threadId", "t1"}, {"perPage", false}}); }
};

TEST_F(Texts, AreTextsWhateverTheyLookLike) {
  for (const std::string type : {"text", "v2", "tool-call"}) {
    for (const std::string& text : kTexts) {
      json saved = message("m1", "t1", at(1), text);
      saved["type"] = type;
      saveMessage(saved);
      EXPECT_EQ(stored("m1")["content"], text);
      EXPECT_EQ(listed()["messages"][0]["content"], text);
      const json changed = update({{{"id", "m1"}, {"role", "assistant"}}});
      EXPECT_EQ(changed[0]["content"], text);
    }
  }
}

TEST_F(Texts, StayTextsInACopyAndInAnUpdate) {
  saveThread("t1", "r1", at(0));
  json messages = json::array();
  for (std::size_t i = 0; i < kTexts.size(); ++i)
    messages.push_back(message("m" + std::to_string(i), "t1", at(static_cast<int>(i)), kTexts[i]));
  call("memory.saveMessages", {{"messages", messages}});
  const json clone = call("memory.cloneThread", {{"sourceThreadId", "t1"}, {"newThreadId", "t2"}});
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    EXPECT_EQ(clone["clonedMessages"][i]["content"], kTexts[i]);
    const std::string id = "m" + std::to_string(i);
    const json replaced = update({{{"id", id}, {"content", kTexts[kTexts.size() - 1 - i]}}});
    EXPECT_EQ(replaced[0]["content"], kTexts[kTexts.size() - 1 - i]);
  }
}

TEST_F(Texts, AreToldFromDocumentsOfEveryShape) {
  const std::vector<json> documents = {
      json::object(), {{"hello", 1}},      {{"format", 2}, {"parts", json::array()}},
      json::array(),  json::array({1, 2}), json::array({{{"type", "text"}, {"text", "a"}}})};
  for (const std::string type : {"", "text", "v2"}) {
    for (const json& document : documents) {
      json saved = message("m1", "t1", at(1), document);
      if (!type.empty()) saved["type"] = type;
      saveMessage(saved);
      EXPECT_EQ(stored("m1")["content"], document) << type;
      update({{{"id", "m1"}, {"content", document}}});
      if (document.is_array()) EXPECT_EQ(stored("m1")["content"], document) << type;
    }
  }
}

TEST_F(Texts, OfOtherWritersAreUnderstoodByTheirType) {
  const json parts = json::array({{{"type", "text"}, {"text", "a"}}});
  const struct {
    std::string content, type;
    json means;
  } rows[] = {
      {"90210", "text", "90210"},
      {"90210", "v2", "90210"},
      {"null", "v2", "null"},
      {"\"x\"", "text", "\"x\""},
      {R"({"name":"Ada"})", "text", R"({"name":"Ada"})"},
      {R"({"name":"Ada"})", "v2", {{"name", "Ada"}}},
      {R"({"format":2,"parts":[]})", "text", {{"format", 2}, {"parts", json::array()}}},
      {"[1,2]", "text", "[1,2]"},
      {"[1,2]", "v2", "[1,2]"},
      {parts.dump(), "text", parts},
      {parts.dump(), "v2", parts},
      {"{\"cut\":", "v2", "{\"cut\":"},
  };
  for (const auto& row : rows) {
    insert("m1", row.content, row.type);
    EXPECT_EQ(stored("m1")["content"], row.means) << row.content << " " << row.type;
    rig.database.query("DELETE FROM mastra_messages");
  }
}

TEST_F(Texts, AreNoLongerOursWhereAnotherWriterHasReplacedTheCell) {
  saveMessage(message("m1", "t1", at(1), "{\"a\":1}"));
  rig.database.query("UPDATE mastra_messages SET content = '{\"b\":2}', type = 'v2'");
  EXPECT_EQ(stored("m1")["content"], json({{"b", 2}}));
}

TEST_F(Texts, StayWhereMetadataIsMergedIntoThem) {
  for (const std::string& text : kTexts) {
    saveMessage(message("m1", "t1", at(1), text));
    const json merged = update({{{"id", "m1"}, {"content", {{"metadata", {{"rated", "up"}}}}}}});
    const json expected = {{"format", 2},
                           {"parts", json::array({{{"type", "text"}, {"text", text}}})},
                           {"content", text},
                           {"metadata", {{"rated", "up"}}}};
    EXPECT_EQ(merged[0]["content"], expected);
    EXPECT_EQ(stored("m1")["content"], expected);
  }
}

TEST_F(Texts, ListsOfPartsStayWhereMetadataIsMergedIntoThem) {
  saveMessage(message(
      "m1", "t1", at(1),
      json::array(
          {{{"type", "text"}, {"text", "a"}},
           {{"type", "tool-call"}, {"toolCallId", "c"}, {"toolName", "n"}, {"args", {{"x", 1}}}},
           {{"type", "tool-result"}, {"toolCallId", "c"}, {"toolName", "n"}, {"result", "r"}},
           {{"type", "reasoning"}, {"text", "why"}, {"signature", "s"}}})));
  const json merged = update({{{"id", "m1"}, {"content", {{"metadata", {{"rated", "up"}}}}}}});
  const json call = {
      {"state", "call"}, {"toolCallId", "c"}, {"toolName", "n"}, {"args", {{"x", 1}}}};
  const json result = {{"state", "result"},
                       {"toolCallId", "c"},
                       {"toolName", "n"},
                       {"result", "r"},
                       {"args", json::object()}};
  const json parts = json::array(
      {{{"type", "text"}, {"text", "a"}},
       {{"type", "tool-invocation"}, {"toolInvocation", call}},
       {{"type", "tool-invocation"}, {"toolInvocation", result}},
       {{"type", "reasoning"},
        {"reasoning", "why"},
        {"details", json::array({{{"type", "text"}, {"text", "why"}, {"signature", "s"}}})}}});
  EXPECT_EQ(merged[0]["content"],
            json({{"format", 2}, {"parts", parts}, {"metadata", {{"rated", "up"}}}}));
}

TEST_F(Texts, RowsThatNobodyCanHaveMeantAreAnsweredAsFarAsTheyCanBe) {
  saveThread("t1", "r1", at(1));
  insert("m1", "text", "text");
  rig.database.query("UPDATE mastra_messages SET createdAt = 'soon'");
  const json answer = listed();
  EXPECT_EQ(answer["messages"][0]["createdAt"], "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(answer["messages"][0]["content"], "text");
}

TEST_F(Texts, RowsWithoutAResourceAreThoseOfTheirThreads) {
  saveThread("t1", "r1", at(1));
  insert("m1", "old", "text", "NULL");
  insert("m2", "new", "text");
  const auto of = [&](Text resource) {
    return ids(call("memory.listMessages", {{"threadId", "t1"}, {"resourceId", resource}}));
  };
  EXPECT_EQ(of("r1"), (Ids{"m1", "m2"}));
  EXPECT_EQ(of("r2"), Ids{});
  const json around =
      call("memory.listMessages", {{"threadId", "t1"},
                                   {"resourceId", "r1"},
                                   {"perPage", 0},
                                   {"include", {{{"id", "m2"}, {"withPreviousMessages", 5}}}}});
  EXPECT_EQ(ids(around), (Ids{"m1", "m2"}));
}

TEST_F(Texts, NestedAsDeeplyAsSQLiteReadsAreKept) {
  const auto nested = [](int levels) {
    // Two levels are those of the content and of its list.
    return std::string(static_cast<std::size_t>(levels - 2), '[') +
           std::string(static_cast<std::size_t>(levels - 2), ']');
  };
  const auto save = [&](int levels) {
    return R"({"messages":[{"id":"m1","threadId":"t1","resourceId":"r1","role":"user",)"
           R"("content":{"format":2,"parts":[)" +
           nested(levels) + "]}}]}";
  };
  rig.call("memory.saveMessages", save(1000));
  const std::string answer = rig.raw("memory.listMessages", R"({"threadId":"t1"})");
  EXPECT_NE(answer.find(nested(1000)), std::string::npos);
  update({{{"id", "m1"}, {"content", {{"metadata", {{"a", 1}}}}}}});
  EXPECT_NE(rig.raw("memory.listMessages", R"({"threadId":"t1"})").find(nested(1000)),
            std::string::npos);
  rig.error("memory.saveMessages", save(1001));
  EXPECT_EQ(rig.status, 413);
  // What is merged is as deep.
  const std::string patch =
      R"({"messages":[{"id":"m1","content":{"metadata":{"d":)" + nested(1000) + "}}}]}";
  rig.call("memory.updateMessages", patch);
  EXPECT_NE(rig.raw("memory.listMessages", R"({"threadId":"t1"})").find(nested(1000)),
            std::string::npos);
}

TEST_F(Texts, MembersThatOccurTwiceAreTheLastOnes) {
  rig.call("memory.saveThread", R"({"thread":{"id":"t1","resourceId":"r1",)"
                                R"("metadata":{"dup":1,"\u0064up":2,"other":{"d":1,"d":2}}}})");
  EXPECT_EQ(thread("t1")["metadata"], json({{"dup", 2}, {"other", {{"d", 2}}}}));
  call("memory.updateThread", {{"id", "t1"}, {"metadata", {{"x", 1}}}});
  EXPECT_EQ(thread("t1")["metadata"], json({{"dup", 2}, {"other", {{"d", 2}}}, {"x", 1}}));
  rig.call("memory.saveMessages",
           R"({"messages":[{"id":"m1","threadId":"t1","resourceId":"r1","role":"user",)"
           R"("content":{"format":1,"format":2,"parts":[],"metadata":{"a":1,"a":2}}}]})");
  const json found =
      call("memory.listMessages", {{"threadId", "t1"}, {"filter", {{"metadata", {{"a", 2}}}}}});
  EXPECT_EQ(ids(found), Ids{"m1"});
  update({{{"id", "m1"}, {"content", {{"metadata", {{"b", 1}}}}}}});
  EXPECT_EQ(stored("m1")["content"]["metadata"], json({{"a", 2}, {"b", 1}}));
}

TEST_F(Texts, FiltersAreRefusedInTheWordsOfTheContract) {
  const auto refused = [&](Text method, json arguments, const json& metadata) {
    arguments["filter"]["metadata"] = metadata;
    const json problem = error(method, arguments);
    return std::string(problem["message"]);
  };
  for (const Text method : {"memory.listMessages", "memory.listThreads"}) {
    const json of = method == "memory.listMessages" ? json{{"threadId", "t1"}} : json::object();
    for (const std::string key : {"bad-key", "constructor", "__proto__", "1a"}) {
      EXPECT_TRUE(refused(method, of, {{key, true}})
                      .starts_with("Invalid metadata filter key \"" + key + "\"."));
    }
    for (const json& value : {json::object(), json::array()}) {
      EXPECT_TRUE(refused(method, of, {{"nested", value}})
                      .starts_with("Invalid metadata filter value for key \"nested\"."));
    }
  }
  EXPECT_TRUE(refused("memory.listMessages", {{"threadId", "t1"}}, {{"nested", {{"a", 1}}}})
                  .ends_with("Values must be string, finite number, boolean, or null."));
}

TEST_F(Texts, AnIncludeOutsideOfTheRangeDoesNotEndAPage) {
  saveMany("t1", 9);
  const json page =
      call("memory.listMessages", {{"threadId", "t1"},
                                   {"perPage", 3},
                                   {"filter", {{"dateRange", {{"start", at(1)}}}}},
                                   {"include", {{{"id", "t1-0"}, {"withNextMessages", 2}}}}});
  EXPECT_EQ(page["total"], 6);
  EXPECT_EQ(page["messages"].size(), 6);
  EXPECT_EQ(page["hasMore"], true);
}

}  // namespace
}  // namespace agentkeep
