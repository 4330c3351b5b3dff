// Messages found by their words, on real SQLite with D1's limits: whatever was written, by whom and
// how, a search finds what a plain reading of the stored rows does.
#include <algorithm>
#include <random>
#include <set>

#include "test/domains/memory/memory-fixture.h"
#include "test/support/search-model.h"

namespace agentkeep {
namespace {

class MessageSearch : public Memory {
 protected:
  MessageSearch() {
    rig.search = true;
    call("store.init", json::object());
    rig.database.requests.clear();
  }

  static json texts(const std::vector<std::string>& parts) {
    json list = json::array();
    for (const std::string& part : parts) list.push_back({{"type", "text"}, {"text", part}});
    return {{"format", 2}, {"parts", list}};
  }
  void save(Text id, json content, Text thread = "t1", Text resource = "r1") {
    saveMessage(message(id, thread, at(1), std::move(content), resource));
  }
  json search(const std::string& query, json more = json::object()) {
    more["query"] = query;
    return call("memory.searchMessages", more)["results"];
  }
  Ids found(const std::string& query, json more = json::object()) {
    Ids out;
    for (const json& each : search(query, std::move(more))) out.push_back(each["message"]["id"]);
    return out;
  }
  std::set<std::string> all(const std::string& query) {
    const Ids ids = found(query, {{"topK", 100}});
    EXPECT_EQ(std::set(ids.begin(), ids.end()).size(), ids.size());
    return {ids.begin(), ids.end()};
  }

  std::set<std::string> plainly(const std::string& query) {
    return test::foundPlainly(rig.database.query("SELECT id, content FROM mastra_messages"), query);
  }
};

TEST_F(MessageSearch, FindsMessagesByAnyWordTheBestFirstInOneRoundTrip) {
  save("one", texts({"The train leaves at noon."}));
  save("two", texts({"A night TRAIN to Vienna, a train with beds", "Vienna is late"}));
  save("three", texts({"Nothing of that"}));
  rig.database.requests.clear();
  const json results = search("train vienna");
  EXPECT_EQ(rig.requests(), 1U);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["message"]["id"], "two");
  EXPECT_EQ(results[1]["message"]["id"], "one");
  EXPECT_GT(results[0]["score"], results[1]["score"]);
  EXPECT_EQ(results[1]["snippet"], "The «train» leaves at noon.");
  EXPECT_EQ(results[0]["message"], stored("two"));
}

TEST_F(MessageSearch, EqualsAPlainReadingWhateverIsWritten) {
  test::SaidByChance said(7);
  const auto below = [&](unsigned n) { return said.below(n); };
  const auto phrase = [&] { return said.phrase(); };
  const auto id = [&] { return "m" + std::to_string(below(50)); };
  const auto thread = [&] { return "t" + std::to_string(below(4)); };
  const auto prune = [&] {
    const json policies = {{"messages", {{"maxAge", std::to_string(1 + below(9)) + "h"}}}};
    const std::string before = rig.database.query("SELECT count(*) FROM mastra_messages")[0][0];
    const json done = call("memory.prune", {{"policies", policies}});
    const std::string after = rig.database.query("SELECT count(*) FROM mastra_messages")[0][0];
    EXPECT_EQ(done[0]["deleted"], std::stoi(before) - std::stoi(after));
  };
  for (int i = 0; i < 4; ++i) saveThread("t" + std::to_string(i), "r1", at(0));
  for (int round = 0; round < 400; ++round) {
    rig.now_ms += 60'000;
    switch (below(12)) {
      case 0:
        call("memory.updateMessages",
             {{"messages",
               {{{"id", id()}, {"content", {{"parts", texts({phrase()})["parts"]}}}},
                {{"id", id()}, {"role", "user"}}}}});
        break;
      case 1:
        call("memory.deleteMessages", {{"messageIds", {id(), id()}}});
        break;
      case 2:
        if (below(4) == 0) call("memory.cloneThread", {{"sourceThreadId", thread()}});
        break;
      case 3:
        if (below(4) == 0) prune();
        break;
      case 4:
        if (below(8) == 0) rig.database.query("VACUUM");
        break;
      case 5:  // another adapter
        rig.database.query(
            "INSERT OR REPLACE INTO mastra_messages (id, thread_id, content, role, "
            "type, createdAt) VALUES ('" +
            id() + "', 't1', '{\"parts\":[{\"type\":\"text\",\"text\":\"delta " +
            std::string(test::kVocabulary[below(8)]) + "\"}]}', 'user', 'v2', '" + rig.now() +
            "')");
        break;
      default: {
        json messages = json::array();
        for (unsigned i = 1 + below(3); i > 0; --i) {
          messages.push_back(message(id(), thread(), rig.now(), said.content()));
        }
        call("memory.saveMessages", {{"messages", messages}});
      }
    }
    const std::string query = phrase();
    EXPECT_EQ(all(query), plainly(query)) << round << ": " << query;
    if (testing::Test::HasFailure()) return;
  }
  for (const std::string word : test::kVocabulary) EXPECT_EQ(all(word), plainly(word)) << word;
  EXPECT_EQ(rig.database.query("SELECT count(*) FROM agentkeep_message_texts"),
            rig.database.query("SELECT count(*) FROM mastra_messages"));
}

TEST_F(MessageSearch, TakesNoTextForSyntax) {
  save("m", texts({"drop table NEAR the door, 100% \"sure\" AND col:umn"}));
  for (const std::string query : {"\"",          "'",         "door\"",     "NEAR(door",
                                  "door*",       "-door",     "^door",      "door AND",
                                  "OR door",     "text:door", "{door} : x", "(door",
                                  "door)",       "door\\",    "%door_",     "door' OR 1=1 --",
                                  "do\"or door", "NOT door",  "+door",      "door;drop table x"}) {
    const bool finds = query.size() > 1;
    EXPECT_EQ(found(query).size(), finds ? 1U : 0U) << query;
  }
  EXPECT_TRUE(found("").empty());
  EXPECT_TRUE(found(" \n\t*-\"'()").empty());
  // A NUL and half of a surrogate pair.
  const json nul = call("memory.searchMessages", {{"query", std::string("door\0x", 6)}});
  EXPECT_EQ(nul["results"].size(), 1U);
  EXPECT_EQ(
      rig.call("memory.searchMessages", R"({"query":"\ud800 door \udc00x"})")["results"].size(),
      1U);
  std::string words;
  for (int i = 0; words.size() < 1'000'000; ++i) words += "w" + std::to_string(i) + "\" ";
  EXPECT_TRUE(found(words).empty());
  EXPECT_EQ(found("door " + words).size(), 1U);
  EXPECT_TRUE(found(std::string(1'000'000, 'x')).empty());
  EXPECT_EQ(found("😀 door 👩‍👩‍👧").size(), 1U);
  EXPECT_TRUE(found("😀").empty());
}

TEST_F(MessageSearch, KeepsToItsScopes) {
  saveThread("t1", "r1", at(0));
  save("a", texts({"tea"}), "t1", "r1");
  save("b", texts({"tea"}), "t2", "r2");
  json late = message("c", "t2", "2026-03-01T00:00:00.000Z", texts({"tea"}), "r1");
  late["role"] = "assistant";
  saveMessage(late);
  // Of old releases, whose messages did not say it.
  rig.database.query(
      "INSERT INTO mastra_messages (id, thread_id, content, role, type, createdAt) "
      "VALUES ('old', 't1', 'tea', 'user', 'v1', '2025-01-01T00:00:00.000Z')");
  EXPECT_EQ(found("tea"), (Ids{"c", "b", "a", "old"}));
  EXPECT_EQ(found("tea", {{"topK", 2}}), (Ids{"c", "b"}));
  EXPECT_EQ(found("tea", {{"resourceId", "r1"}}), (Ids{"c", "a", "old"}));
  EXPECT_EQ(found("tea", {{"threadId", "t2"}}), (Ids{"c", "b"}));
  EXPECT_EQ(found("tea", {{"role", "assistant"}}), (Ids{"c"}));
  EXPECT_EQ(found("tea", {{"dateRange", {{"start", "2026-03-01T00:00:00.000Z"}}}}), (Ids{"c"}));
  EXPECT_TRUE(found("tea", {{"dateRange",
                             {{"start", "2026-03-01T00:00:00.000Z"}, {"startExclusive", true}}}})
                  .empty());
  EXPECT_EQ(found("tea", {{"dateRange", {{"end", at(1)}}}}), (Ids{"b", "a", "old"}));
  EXPECT_EQ(found("tea", {{"dateRange", {{"end", at(1)}, {"endExclusive", true}}}}), (Ids{"old"}));
  for (const json& top : {json(0), json(101)}) {
    EXPECT_EQ(error("memory.searchMessages", {{"query", "tea"}, {"topK", top}})["message"],
              "topK must be 1 to 100");
  }
}

TEST_F(MessageSearch, FusesWordsAndVectors) {
  save("both", texts({"tea"}), "t1", "r1");
  save("words", texts({"tea tea"}), "t1", "r1");
  save("near", texts({"something hot"}), "t2", "r2");
  save("far", texts({"nothing"}), "t2", "r1");
  const auto vector = [](Text message, Text thread, Text resource) {
    return json{{"message_id", message}, {"thread_id", thread}, {"resource_id", resource}};
  };
  call("vectors.createIndex", {{"indexName", "memory_messages_2"}, {"dimension", 2}});
  call("vectors.upsert", {{"indexName", "memory_messages_2"},
                          {"vectors", {{1, 0}, {0.9, 0.1}, {-1, 0}, {1, 0}, {0.8, 0.1}, {1, 0.05}}},
                          {"metadata",
                           {vector("near", "t2", "r2"), vector("both", "t1", "r1"),
                            vector("far", "t2", "r1"), vector("gone", "t1", "r1"),
                            vector("near", "t2", "r2"), json{{"of", "something else"}}}}});
  const json hybrid = {{"mode", "hybrid"}, {"vector", {1, 0}}};
  const auto with = [&](json more) {
    more.update(hybrid);
    return more;
  };
  rig.database.requests.clear();
  const json results = search("tea", hybrid);
  EXPECT_EQ(rig.requests(), 4U);  // codes, vectors, words, and what no word has found
  Ids ids;
  for (const json& each : results) ids.push_back(each["message"]["id"]);
  // Of 1 / (60 + place): third and second; no place and first; first or second; fourth.
  EXPECT_EQ(ids, (Ids{"both", "words", "near", "far"}));
  EXPECT_NEAR(results[0]["score"].get<double>(), 1.0 / 63 + 1.0 / 62, 1e-9);
  EXPECT_EQ(results[0]["snippet"], "«tea»");
  EXPECT_EQ(results[2]["snippet"], "something hot");
  EXPECT_EQ(results[2]["message"], stored("near"));
  EXPECT_EQ(found("tea", with({{"topK", 2}})), (Ids{"both", "words"}));
  EXPECT_EQ(found("tea", with({{"resourceId", "r1"}})), (Ids{"both", "words", "far"}));
  EXPECT_EQ(found("tea", with({{"threadId", "t2"}})), (Ids{"near", "far"}));
  EXPECT_TRUE(found("tea", with({{"role", "assistant"}})).empty());
  EXPECT_EQ(found("", hybrid), (Ids{"near", "both", "far"}));  // no words at all
  EXPECT_EQ(found("tea", with({{"indexName", "memory_messages_2"}})).size(), 4U);
}

TEST_F(MessageSearch, RefusesWhatAHybridCannotBe) {
  const auto problem = [&](json more) {
    more["query"] = "tea";
    const json refused = error("memory.searchMessages", more);
    return refused["code"].get<std::string>() + ": " + refused["message"].get<std::string>();
  };
  EXPECT_EQ(problem({{"mode", "both"}}), "invalid_argument: mode must be 'text' or 'hybrid'");
  EXPECT_EQ(problem({{"mode", "hybrid"}}),
            "invalid_argument: vector is required by the mode 'hybrid'");
  EXPECT_EQ(problem({{"vector", {1}}}), "invalid_argument: vector is for the mode 'hybrid'");
  EXPECT_EQ(problem({{"indexName", "i"}}), "invalid_argument: indexName is for the mode 'hybrid'");
  const json vector = {{"mode", "hybrid"}, {"vector", {1, 2}}};
  EXPECT_EQ(problem(vector), "not_found: Table memory_messages_2 not found");
  call("vectors.createIndex", {{"indexName", "i"}, {"dimension", 3}});
  json other = vector;
  other["indexName"] = "i";
  EXPECT_EQ(problem(other),
            "invalid_argument: Vector dimension mismatch: Index \"i\" expects 3 dimensions but "
            "vector has 2 dimensions.");
  other["vector"] = {1, 1e300, 2};
  EXPECT_EQ(problem(other), "invalid_argument: vector must be a list of finite 32-bit numbers");
}

TEST_F(MessageSearch, ShowsWhereMostWordsAreAndCutsAtCharacters) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "ä tree and ö ";
  text += "a green Tree\nwith LEAVES ";
  for (int i = 0; i < 100; ++i) text += "ü more ";
  save("m", texts({text}));
  const std::string snippet = search("leaves green tree")[0]["snippet"];
  EXPECT_NE(snippet.find("a «green» «Tree» with «LEAVES» ü"), std::string::npos) << snippet;
  EXPECT_TRUE(snippet.starts_with("…") && snippet.ends_with("…"));
  EXPECT_LE(snippet.size(), 250U);
  // Accents say nothing to the index, and the snippet is the beginning then.
  save("n", texts({"Crème brûlée"}));
  EXPECT_EQ(search("creme")[0]["snippet"], "Crème brûlée");
}

TEST_F(MessageSearch, FindsWhatWasThereBeforeOnceItIsReindexed) {
  rig.search = false;
  EXPECT_EQ(error("memory.searchMessages", {{"query", "tea"}})["id"],
            "MASTRA_STORAGE_AGENTKEEP_SEARCH_MESSAGES_SEARCH_IS_OFF");
  EXPECT_EQ(error("store.reindex", json::object())["code"], "invalid_argument");
  // Off, what is written keeps its words, since others may search.
  save("kept", texts({"tea"}));
  rig.search = true;
  EXPECT_EQ(found("tea"), Ids{"kept"});
  EXPECT_EQ(error("store.reindex", {{"drop", true}})["code"], "invalid_argument");

  rig.search = false;
  EXPECT_EQ(call("store.reindex", {{"drop", true}}), (json{{"indexed", 0}, {"done", true}}));
  EXPECT_EQ(rig.database.query("SELECT count(*) FROM sqlite_master WHERE name LIKE "
                               "'agentkeep_message%'")[0][0],
            "0");
  for (int i = 0; i < 7; ++i)
    save("m" + std::to_string(i), texts({"tea for " + std::to_string(i)}));
  rig.search = true;
  // The first call makes what is missing.
  EXPECT_TRUE(found("tea").empty());
  save("m3", texts({"coffee"}));
  EXPECT_EQ(found("coffee"), Ids{"m3"});
  const json first = call("store.reindex", {{"rows", 3}});
  EXPECT_EQ(first, (json{{"indexed", 3}, {"done", false}}));
  EXPECT_EQ(all("tea").size(), 3U);
  while (!call("store.reindex", {{"rows", 3}})["done"]) {
  }
  EXPECT_EQ(all("tea"), plainly("tea"));
  EXPECT_EQ(all("tea").size(), 7U);
  EXPECT_EQ(call("store.reindex", json::object()), (json{{"indexed", 0}, {"done", true}}));
  rig.database.query("DELETE FROM agentkeep_message_words");
  EXPECT_TRUE(found("tea").empty());
  EXPECT_EQ(call("store.reindex", {{"again", true}}), (json{{"indexed", 8}, {"done", true}}));
  EXPECT_EQ(all("tea"), plainly("tea"));
}

TEST_F(MessageSearch, ASchemaThatIsThereCostsOneTrip) {
  rig.database.requests.clear();
  call("store.init", json::object());
  EXPECT_EQ(rig.requests(), 1U);
  EXPECT_EQ(call("store.status", json::object())["current"], true);
  rig.database.query("DROP TRIGGER agentkeep_message_texts_update");
  EXPECT_EQ(call("store.status", json::object())["missing"], json{"agentkeep_message_texts"});
  call("store.init", json::object());
  EXPECT_EQ(call("store.status", json::object())["current"], true);
}

TEST_F(MessageSearch, FindsNothingInAValueThatIsKeptInPieces) {
  save("large", texts({"needle " + std::string(2'500'000, 'x')}));
  save("small", texts({"needle"}));
  EXPECT_EQ(found("needle"), Ids{"small"});
}

}  // namespace
}  // namespace agentkeep
