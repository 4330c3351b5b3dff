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

TEST_F(DynamoApart, WhatCannotBeRepeatedStaysATransaction) {
  save(messages(3));
  database.requests.clear();
  call("memory.copyThread", {{"sourceThreadId", "t"}, {"newThreadId", "u"}});
  EXPECT_NE(database.operations().find("TransactWriteItems"), std::string::npos);
  EXPECT_EQ(database.operations().find("PutItem"), std::string::npos);
}

}  // namespace
}  // namespace agentkeep::test
