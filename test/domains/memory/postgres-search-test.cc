// Messages found by their words, on PostgreSQL: whatever was written, a search finds what a plain
// reading of the stored rows does.
#include <gtest/gtest.h>

#include "core/time.h"
#include "store.h"
#include "test/support/postgres-rig.h"
#include "test/support/search-model.h"

namespace agentkeep::test {
namespace {

using nlohmann::json;

// A whole store in a schema of its own.
class PostgresSearch : public testing::Test {
 public:
  ~PostgresSearch() override { database.query("DROP SCHEMA search_test CASCADE"); }

 protected:
  PostgresSearch() {
    database.query("DROP SCHEMA IF EXISTS search_test CASCADE");
    call("store.init", json::object());
  }

  json call(Text method, const json& arguments, bool must = true) {
    agentkeep::Call call;
    call.now_ms = now_ms;
    call.random = Random(++calls_);
    call.search = search;
    Context context;
    context.profile = abi::Profile::kPostgres;
    context.scopes = abi::kScopeRead | abi::kScopeWrite | abi::kScopeAdmin;
    context.prefix = "search_test.";
    context.request = "request-1";
    context.method = method;
    const std::string body = arguments.dump();
    Task<Reply> task = store_.answer(call, context, body);
    task.start();
    while (call.channel.waiting()) call.channel.resume(database.execute(call.channel.pending()));
    const Reply& reply = task.result();
    if (must) EXPECT_EQ(reply.status, 200) << method << " " << body << "\n" << reply.body;
    return json::parse(reply.body);
  }
  std::set<std::string> found(const std::string& query) {
    std::set<std::string> ids;
    const json answer = call("memory.searchMessages", {{"query", query}, {"topK", 100}});
    for (const json& each : answer["results"]) ids.insert(each["message"]["id"]);
    return ids;
  }
  std::set<std::string> plainly(const std::string& query) {
    return foundPlainly(database.query("SELECT id, content FROM search_test.mastra_messages"),
                        query);
  }
  void save(const std::string& id, const std::string& thread, const json& content) {
    call("memory.saveMessages", {{"messages", json::array({{{"id", id},
                                                            {"threadId", thread},
                                                            {"resourceId", "r1"},
                                                            {"role", "user"},
                                                            {"content", content}}})}});
  }

  NativePostgres database;
  std::int64_t now_ms = 1'795'255'200'000;
  bool search = true;

 private:
  Store store_{postgres::open};
  std::uint64_t calls_ = 0;
};

TEST_F(PostgresSearch, EqualsAPlainReadingWhateverIsWritten) {
  SaidByChance said(7);
  const auto id = [&] { return "m" + std::to_string(said.below(50)); };
  const auto thread = [&] { return "t" + std::to_string(said.below(4)); };
  for (int i = 0; i < 4; ++i) {
    call("memory.saveThread",
         {{"thread", {{"id", "t" + std::to_string(i)}, {"resourceId", "r1"}, {"title", ""}}}});
  }
  for (int round = 0; round < 300; ++round) {
    now_ms += 60'000;
    switch (said.below(10)) {
      case 0:
        call("memory.updateMessages",
             {{"messages",
               {{{"id", id()},
                 {"content", {{"parts", {{{"type", "text"}, {"text", said.phrase()}}}}}}}}}});
        break;
      case 1:
        call("memory.deleteMessages", {{"messageIds", {id(), id()}}});
        break;
      case 2:
        if (said.below(4) == 0) call("memory.cloneThread", {{"sourceThreadId", thread()}});
        break;
      case 3:
        if (said.below(4) == 0) {
          call("memory.prune", {{"policies", {{"messages", {{"maxAge", "3h"}}}}}});
        }
        break;
      default:
        save(id(), thread(), said.content());
    }
    const std::string query = said.phrase();
    EXPECT_EQ(found(query), plainly(query)) << round << ": " << query;
    if (testing::Test::HasFailure()) return;
  }
  for (const std::string word : kVocabulary) EXPECT_EQ(found(word), plainly(word)) << word;
  EXPECT_EQ(database.query("SELECT count(*) FROM search_test.agentkeep_message_texts"),
            database.query("SELECT count(*) FROM search_test.mastra_messages"));
}

TEST_F(PostgresSearch, TakesNoTextForSyntaxAndNoDocumentForAnError) {
  save("m", "t1",
       {{"format", 2}, {"parts", {{{"type", "text"}, {"text", "user@example.com, a/door"}}}}});
  for (const std::string query : {"door' | 'x", "door:*", "!door", "door & (x", "door\\",
                                  "<-> door", "example", "com' door"}) {
    EXPECT_EQ(found(query), std::set<std::string>{"m"}) << query;
  }
  for (const std::string query : {"", "'", "&|!", "missing"}) EXPECT_TRUE(found(query).empty());
  // By another program: what is no JSON, what has a character that PostgreSQL refuses, and more
  // words than a tsvector takes.
  std::string words;
  for (int i = 0; i < 200'000; ++i) words += " w" + std::to_string(i);
  for (const std::string& content :
       {std::string("{broken door"), std::string(R"([{"type":"text","text":"door \u0000"}])"),
        "door" + words, std::string("[1, \"door\"]")}) {
    database.query(
        "INSERT INTO search_test.mastra_messages (id, thread_id, content, role, type, "
        "\"createdAt\") VALUES ('" +
        std::to_string(content.size()) + "', 't', '" + content + "', 'user', 'v2', now())");
  }
  EXPECT_EQ(found("door").size(), 4U);
  EXPECT_EQ(found("w7"), found("w7 w8"));
}

TEST_F(PostgresSearch, FindsWhatWasThereBeforeOnceItIsReindexed) {
  search = false;
  EXPECT_EQ(call("store.reindex", {{"drop", true}}), (json{{"indexed", 0}, {"done", true}}));
  for (int i = 0; i < 7; ++i) save("m" + std::to_string(i), "t1", "tea " + std::to_string(i));
  EXPECT_EQ(call("memory.searchMessages", {{"query", "tea"}}, false)["error"]["code"],
            "invalid_argument");
  search = true;
  EXPECT_TRUE(found("tea").empty());
  EXPECT_EQ(call("store.reindex", {{"rows", 3}}), (json{{"indexed", 3}, {"done", false}}));
  EXPECT_EQ(found("tea").size(), 3U);
  while (!call("store.reindex", {{"rows", 3}})["done"]) {
  }
  EXPECT_EQ(found("tea").size(), 7U);
  const std::size_t before = database.requests.size();
  call("store.init", json::object());
  EXPECT_EQ(database.requests.size(), before + 1);
}

}  // namespace
}  // namespace agentkeep::test
