// The store's methods on DynamoDB: what they cost, and that nobody sees the middle of a change.
#include "store.h"

#include <random>

#include "core/time.h"
#include "test/support/dynamo-rig.h"

namespace agentkeep::test {
namespace {

using json = nlohmann::json;

class DynamoStore : public testing::Test {
 protected:
  explicit DynamoStore(std::string settings = "table") : settings_(std::move(settings)) {
    call("store.init", json::object());
    const json thread = {{"id", "t"}, {"resourceId", "r"}, {"title", "T"}};
    call("memory.saveThread", {{"thread", thread}});
    database.requests.clear();
  }
  Reply answer(Text method, const json& arguments) {
    Call one;
    one.now_ms = now_ms++;
    one.random = Random(static_cast<std::uint64_t>(now_ms));
    Context context;
    context.scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
    context.prefix = settings_;
    context.request = "request-1";
    context.method = method;
    const std::string body = arguments.dump();
    auto task = store.answer(one, context, body);
    task.start();
    while (!task.done()) one.channel.resume(database.execute(one.channel.pending()));
    return task.result();
  }
  json call(Text method, const json& arguments) {
    const Reply reply = answer(method, arguments);
    EXPECT_EQ(reply.status, 200) << method << "\n" << reply.body;
    return json::parse(reply.body);
  }
  static json message(const std::string& id, const json& text = "x") {
    return {{"id", id},
            {"threadId", "t"},
            {"resourceId", "r"},
            {"role", "user"},
            {"content", {{"format", 2}, {"parts", {{{"type", "text"}, {"text", text}}}}}}};
  }
  void save(const std::vector<json>& messages) {
    call("memory.saveMessages", {{"messages", messages}});
  }
  [[nodiscard]] std::size_t pieces() const {
    return static_cast<std::size_t>(std::ranges::count_if(database.items, [](const auto& each) {
      return each.second["entity"]["S"] == "agentkeep_chunks";
    }));
  }
  json& thread() { return database.items.at({"$mastra#entity_thread#id_t", "$thread_1#id_t"}); }

  std::string settings_;
  NativeDynamo database;
  Store store{dynamodb::open};
  std::int64_t now_ms = 1'795'255'200'000;
};

TEST_F(DynamoStore, ATouchedThreadIsNotRead) {
  save({message("a"), message("b")});
  database.requests.clear();
  call("memory.deleteMessages", {{"messageIds", {"a"}}});
  EXPECT_EQ(database.operations(), "GetItem TransactWriteItems");
  EXPECT_EQ(thread()["updatedAt"]["S"], formatTime(now_ms - 1));
}

TEST_F(DynamoStore, ATimeThatIsAheadIsReadAndGrows) {
  save({message("a"), message("b")});
  const std::string ahead = formatTime(now_ms + 60'000);
  thread()["updatedAt"]["S"] = ahead;
  database.requests.clear();
  call("memory.deleteMessages", {{"messageIds", {"a"}}});
  EXPECT_EQ(database.operations(), "GetItem TransactWriteItems GetItem GetItem TransactWriteItems");
  EXPECT_EQ(thread()["updatedAt"]["S"], formatTime(now_ms - 1 + 60'001));
}

TEST_F(DynamoStore, MessagesOfAThreadThatIsNotThereAreDeletedAllTheSame) {
  save({message("a")});
  database.items.erase({"$mastra#entity_thread#id_t", "$thread_1#id_t"});
  call("memory.deleteMessages", {{"messageIds", {"a"}}});
  EXPECT_TRUE(database.items.empty());
}

// Text that hardly packs.
std::string noise(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < bytes) out += static_cast<char>('0' + random() % 43);
  return out;
}

TEST_F(DynamoStore, ALargeValueIsSeenWholeOrNotAtAll) {
  const json old_text = noise(5'000'000, 1);
  const json new_text = noise(7'000'000, 2);
  unsigned looks = 0;
  std::set<std::string> seen;
  bool isLooking = false;
  // Between any two requests of the writer somebody reads.
  database.meanwhile = [&](const auto& calls) {
    if (isLooking || calls[0].operation == "BatchGetItem") return;
    isLooking = true;
    const json listed = call("memory.listMessages", {{"threadId", "t"}})["messages"];
    isLooking = false;
    ++looks;
    if (listed.empty()) {
      seen.insert("none");
      return;
    }
    const json& text = listed[0]["content"]["parts"][0]["text"];
    ASSERT_TRUE(text == old_text || text == new_text) << "torn";
    seen.insert(text == old_text ? "old" : "new");
  };
  save({message("m", old_text)});
  save({message("m", new_text)});
  EXPECT_GT(looks, 4U);
  EXPECT_EQ(seen, (std::set<std::string>{"none", "old"}));
  database.meanwhile = nullptr;
  EXPECT_TRUE(call("memory.listMessages",
                   {{"threadId", "t"}})["messages"][0]["content"]["parts"][0]["text"] == new_text);
  EXPECT_GT(pieces(), 4U);
  call("memory.deleteMessages", {{"messageIds", {"m"}}});
  EXPECT_EQ(pieces(), 0U);
}

TEST_F(DynamoStore, WhoReadsWhileItIsReplacedBeginsAnew) {
  save({message("m", noise(2'000'000, 1))});
  const json new_text = noise(3'000'000, 2);
  bool isReplaced = false;
  database.meanwhile = [&](const auto& calls) {
    // Pieces are in the table itself, messages of a thread in an index.
    if (isReplaced || calls[0].operation != "Query" || calls[0].body.contains("IndexName")) return;
    isReplaced = true;
    save({message("m", new_text)});
  };
  const json listed = call("memory.listMessages", {{"threadId", "t"}})["messages"];
  EXPECT_TRUE(isReplaced);
  EXPECT_TRUE(listed[0]["content"]["parts"][0]["text"] == new_text);
}

TEST_F(DynamoStore, ALargeValueThatIsCutOffIsNotThere) {
  const json old_text = noise(5'000'000, 1);
  save({message("m", old_text)});
  const std::size_t before = database.items.size();
  unsigned transactions = 0;
  database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
    if (sent.operation != "TransactWriteItems" || ++transactions != 2) return std::nullopt;
    return NativeDynamo::Fault{.status = 400, .type = "AccessDeniedException"};
  };
  const Reply reply =
      answer("memory.saveMessages", {{"messages", {message("m", noise(7'000'000, 2))}}});
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(json::parse(reply.body)["error"]["code"], "outcome_unknown");
  EXPECT_GT(database.items.size(), before) << "pieces that nobody names";
  EXPECT_TRUE(call("memory.listMessages",
                   {{"threadId", "t"}})["messages"][0]["content"]["parts"][0]["text"] == old_text);
}

// ---- Answers that are no answers

TEST_F(DynamoStore, AnAnswerThatIsCutIsAskedForAgain) {
  // Of each call of each method the first answer is empty, or lacks its end.
  const std::vector<std::pair<std::string, json>> calls = {
      {"memory.getThreadById", {{"threadId", "t"}}},
      {"memory.listMessages", {{"threadId", "t"}}},
      {"memory.listMessagesById", {{"messageIds", {"a", "b"}}}},
      {"memory.listThreads", json::object()},
      {"memory.updateThread", {{"id", "t"}, {"title", "New"}, {"metadata", {{"a", 1}}}}},
      {"memory.updateMessages",
       {{"messages", {{{"id", "a"}, {"content", {{"metadata", {{"a", 1}}}}}}}}}},
      {"memory.deleteMessages", {{"messageIds", {"b"}}}},
      {"memory.updateThreadResourceId", {{"threadId", "t"}, {"resourceId", "s"}}},
      {"memory.listMessagesByResourceId", {{"resourceId", "s"}}},
      {"memory.deleteThread", {{"threadId", "t"}}},
      {"memory.getThreadById", {{"threadId", "t"}}},
      {"memory.listMessages", {{"threadId", "t"}}},
  };
  std::vector<json> answers[3];
  for (const std::size_t cut : {0U, 1U, 2U}) {
    database.fault = nullptr;
    database.items.clear();
    now_ms = 1'795'255'300'000;
    call("memory.saveThread", {{"thread", {{"id", "t"}, {"resourceId", "r"}, {"title", "T"}}}});
    save({message("a"), message("b")});
    std::map<std::string, unsigned> seen;
    database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
      if (cut == 0 || seen[sent.operation + sent.body.dump()]++ % 2 != 0) return std::nullopt;
      return NativeDynamo::Fault{.status = 200, .cut = cut == 1 ? 0 : 12};
    };
    for (const auto& [method, arguments] : calls) {
      json got = call(method, arguments);
      // A write that is made again may be a millisecond later.
      if (got.is_object()) got.erase("updatedAt");
      answers[cut].push_back(got);
    }
  }
  EXPECT_EQ(answers[1], answers[0]);
  EXPECT_EQ(answers[2], answers[0]);
  EXPECT_TRUE(database.items.empty());
}

TEST_F(DynamoStore, AnAnswerThatIsAlwaysCutIsAnError) {
  save({message("a")});
  const auto before = database.items;
  for (const std::size_t cut : {std::size_t{0}, std::size_t{11}}) {
    database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
      if (sent.operation != "Query") return std::nullopt;
      return NativeDynamo::Fault{.status = 200, .cut = cut};
    };
    for (const auto& [method, arguments] : std::vector<std::pair<std::string, json>>{
             {"memory.deleteThread", {{"threadId", "t"}}},
             {"memory.updateThreadResourceId", {{"threadId", "t"}, {"resourceId", "s"}}},
             {"memory.listMessages", {{"threadId", "t"}}}}) {
      const Reply reply = answer(method, arguments);
      EXPECT_EQ(reply.status, 503) << method;
      EXPECT_EQ(json::parse(reply.body)["error"]["committed"], "no") << method;
      EXPECT_EQ(database.items, before) << method;
    }
  }
}

// ---- Keys that are too long

TEST_F(DynamoStore, WhatAKeyMayHaveIsNamed) {
  const auto refused = [&](Text method, const json& arguments) {
    database.requests.clear();
    const Reply reply = answer(method, arguments);
    EXPECT_EQ(reply.status, 413) << method << reply.body;
    for (const Text write : {"Put", "Update", "Write"}) {
      EXPECT_EQ(database.operations().find(write), std::string::npos);
    }
    return json::parse(reply.body)["error"]["message"].get<std::string>();
  };
  const auto thread_of = [](const std::string& id) {
    return json{{"thread", {{"id", id}, {"resourceId", "r"}, {"title", ""}}}};
  };
  const std::string of_id =
      "id must not have more than 1011 bytes in lower case: DynamoDB takes keys of 1024";
  EXPECT_EQ(refused("memory.saveThread", thread_of(std::string(1024, 'i'))), of_id);
  EXPECT_EQ(refused("memory.saveThread", thread_of(std::string(1012, 'i'))), of_id);
  call("memory.saveThread", thread_of(std::string(1011, 'i')));
  // In lower case it is half as long again.
  std::string turned;
  for (int i = 0; i < 340; ++i) turned += "İ";
  EXPECT_EQ(refused("memory.saveThread", thread_of(turned)), of_id);
  const auto run_of = [](std::size_t name, std::size_t run) {
    return json{{"workflowName", std::string(name, 'w')},
                {"runId", std::string(run, 'r')},
                {"snapshot", json::object()}};
  };
  EXPECT_EQ(refused("workflows.persistWorkflowSnapshot", run_of(1000, 500)),
            "workflowName must not have more than 989 bytes in lower case: DynamoDB takes keys of "
            "1024");
  EXPECT_EQ(refused("workflows.persistWorkflowSnapshot", run_of(1, 1024)),
            "runId must not have more than 996 bytes in lower case: DynamoDB takes keys of 1024");
  call("workflows.persistWorkflowSnapshot", run_of(989, 996));
  EXPECT_EQ(call("workflows.getWorkflowRunById", {{"runId", std::string(996, 'r')}})["runId"],
            std::string(996, 'r'));
}

TEST_F(DynamoStore, AKeyThatIsTooLongIsNobodys) {
  const std::string id(1024, 'i');
  database.fault = [](const auto& sent) -> std::optional<NativeDynamo::Fault> {
    for (const json& key : sent.body.contains("Key") ? json{sent.body["Key"]} : json::array()) {
      if (key["sk"]["S"].template get<std::string>().size() > 1024) {
        return NativeDynamo::Fault{.status = 400, .type = "ValidationException"};
      }
    }
    return std::nullopt;
  };
  EXPECT_TRUE(call("memory.getThreadById", {{"threadId", id}}).is_null());
  EXPECT_EQ(answer("memory.updateThread", {{"id", id}, {"title", "T"}}).status, 404);
  EXPECT_EQ(
      answer("memory.updateThread", {{"id", id}, {"title", "T"}, {"metadata", {{"a", 1}}}}).status,
      404);
  EXPECT_EQ(answer("memory.copyThread", {{"sourceThreadId", id}}).status, 404);
  call("memory.deleteThread", {{"threadId", id}});
  call("memory.deleteMessages", {{"messageIds", {id}}});
  const json run = {{"workflowName", id}, {"runId", id}};
  EXPECT_TRUE(call("workflows.loadWorkflowSnapshot", run).is_null());
  EXPECT_TRUE(call("workflows.getWorkflowRunById", run).is_null());
  call("workflows.deleteWorkflowRunById", run);
}

// ---- Pieces that nobody names

TEST_F(DynamoStore, PrunesPiecesOfWritersThatWereCutOff) {
  const json old_text = noise(2'000'000, 1);
  save({message("m", old_text)});
  const std::size_t used = pieces();
  unsigned transactions = 0;
  database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
    if (sent.operation != "TransactWriteItems" || ++transactions != 2) return std::nullopt;
    return NativeDynamo::Fault{.status = 400, .type = "AccessDeniedException"};
  };
  answer("memory.saveMessages", {{"messages", {message("m", noise(7'000'000, 2))}}});
  database.fault = nullptr;
  EXPECT_GT(pieces(), used);
  const json prune = {{"policies", {{"messages", {{"maxAge", 1000LL * 86'400'000}}}}}};
  // A writer may still be on its way.
  call("memory.prune", prune);
  EXPECT_GT(pieces(), used);
  now_ms += 2 * 3'600'000;
  database.requests.clear();
  call("memory.prune", prune);
  EXPECT_EQ(pieces(), used);
  // Pieces are large: none that is in use is read for it.
  const std::string in_use = database.items.at(
      {"$mastra#entity_message#id_m", "$message_1#entity_message"})["content_large"]["S"];
  for (const auto& request : database.requests) {
    for (const auto& sent : request) {
      if (sent.operation == "Query") EXPECT_EQ(sent.body.dump().find(in_use), std::string::npos);
      if (sent.operation != "Scan" || !sent.body.contains("ProjectionExpression")) continue;
      for (const auto& [name, attribute] : sent.body["ExpressionAttributeNames"].items()) {
        EXPECT_NE(attribute, "data");
      }
    }
  }
  EXPECT_TRUE(call("memory.listMessages",
                   {{"threadId", "t"}})["messages"][0]["content"]["parts"][0]["text"] == old_text);
}

// ---- Without transactions

class DynamoApart : public DynamoStore {
 protected:
  DynamoApart() : DynamoStore("table apart") {}
  static std::vector<json> messages(int many) {
    std::vector<json> out;
    for (int i = 0; i < many; ++i) out.push_back(message("m" + std::to_string(i)));
    return out;
  }
  // Of the writes of an operation this one fails.
  void fail(const std::string& operation, unsigned which, const std::string& type) {
    database.fault = [=,
                      count = 0U](const auto& sent) mutable -> std::optional<NativeDynamo::Fault> {
      if (sent.operation != operation || ++count != which) return std::nullopt;
      return NativeDynamo::Fault{.status = 400, .type = type};
    };
  }
  [[nodiscard]] std::size_t stored() const { return database.items.size() - 1; }  // and the thread
};

TEST_F(DynamoApart, EachItemIsAWriteAndTheThreadComesLast) {
  save(messages(3));
  EXPECT_EQ(database.operations(), "UpdateItem+UpdateItem+UpdateItem UpdateItem");
  EXPECT_EQ(database.sent(1).body["Key"]["pk"]["S"], "$mastra#entity_thread#id_t");
  database.requests.clear();
  call("memory.deleteMessages", {{"messageIds", {"m0", "m1"}}});
  EXPECT_EQ(database.operations(), "BatchGetItem UpdateItem DeleteItem+DeleteItem");
  database.requests.clear();
  call("memory.deleteThread", {{"threadId", "t"}});
  EXPECT_EQ(database.operations(), "Query DeleteItem DeleteItem");
  EXPECT_TRUE(database.items.empty());
}

TEST_F(DynamoApart, WhatFailsNamesWhatIsWrittenAndCanBeRepeated) {
  fail("UpdateItem", 3, "AccessDeniedException");
  const Reply reply = answer("memory.saveMessages", {{"messages", messages(4)}});
  EXPECT_EQ(reply.status, 503);
  const json error = json::parse(reply.body)["error"];
  EXPECT_EQ(error["code"], "outcome_unknown");
  EXPECT_EQ(error["details"]["committedIds"], (json{"m0", "m1", "m3"}));
  EXPECT_EQ(stored(), 3U);
  database.fault = nullptr;
  save(messages(4));
  EXPECT_EQ(stored(), 4U);
}

TEST_F(DynamoApart, AWriteThatNeverHappenedIsNoPart) {
  fail("UpdateItem", 1, "AccessDeniedException");
  const Reply reply = answer("memory.saveMessages", {{"messages", messages(1)}});
  EXPECT_EQ(json::parse(reply.body)["error"]["committed"], "no");
  EXPECT_EQ(stored(), 0U);
}

TEST_F(DynamoApart, AConditionThatFailsInTheMiddleIsReadAndTheRestWritten) {
  thread()["updatedAt"]["S"] = formatTime(now_ms + 60'000);
  save(messages(3));
  EXPECT_EQ(stored(), 3U);
  EXPECT_GT(thread()["updatedAt"]["S"], formatTime(now_ms + 59'000));
  // After that nothing gets through: the first writes are still told.
  thread()["updatedAt"]["S"] = formatTime(now_ms + 60'000);
  fail("BatchGetItem", 1, "AccessDeniedException");
  std::vector<json> more = {message("n0"), message("n1")};
  const Reply reply = answer("memory.saveMessages", {{"messages", more}});
  EXPECT_EQ(json::parse(reply.body)["error"]["details"]["committedIds"], (json{"n0", "n1"}));
}

TEST_F(DynamoApart, ALostAnswerLeavesNoPieces) {
  // Each answer in its turn is lost, while a small value replaces a large one.
  for (unsigned lost = 1;; ++lost) {
    database.fault = nullptr;
    save({message("m", noise(2'000'000, lost))});
    ASSERT_GT(pieces(), 3U);
    unsigned writes = 0;
    database.fault = [&](const auto& sent) -> std::optional<NativeDynamo::Fault> {
      if (!sent.operation.ends_with("Item") || sent.operation.ends_with("GetItem")) {
        return std::nullopt;
      }
      if (++writes != lost) return std::nullopt;
      return NativeDynamo::Fault{.status = 1, .happens = true};
    };
    save({message("m", "small")});
    EXPECT_EQ(pieces(), 0U) << lost;
    EXPECT_EQ(call("memory.listMessages",
                   {{"threadId", "t"}})["messages"][0]["content"]["parts"][0]["text"],
              "small");
    if (writes < lost) break;
  }
}

TEST_F(DynamoApart, ARivalInTheMiddleLeavesNoPieces) {
  save({message("m", noise(2'000'000, 1))});
  // The thread is touched behind the message, on condition that it was touched before.
  bool isLater = false;
  database.meanwhile = [&](const auto& calls) {
    if (isLater || calls[0].operation != "UpdateItem" || !calls[0].body.dump().contains("small")) {
      return;
    }
    isLater = true;
    thread()["updatedAt"]["S"] = formatTime(now_ms + 60'000);
  };
  save({message("m", "small")});
  EXPECT_TRUE(isLater);
  EXPECT_EQ(pieces(), 0U);
}

TEST_F(DynamoApart, WhatCannotBeRepeatedStaysATransaction) {
  save(messages(3));
  database.requests.clear();
  call("memory.copyThread", {{"sourceThreadId", "t"}, {"newThreadId", "u"}});
  EXPECT_NE(database.operations().find("TransactWriteItems"), std::string::npos);
  EXPECT_EQ(database.operations().find("PutItem"), std::string::npos);
}

}  // namespace
}  // namespace agentkeep::test
