// Inputs and outputs of scores that no cell of D1 holds: the methods mean the same for them.
#include <gtest/gtest.h>

#include "test/support/store-rig.h"

namespace agentkeep {
namespace {

using nlohmann::json;

class LargeScores : public testing::Test {
 protected:
  json call(Text method, const json& arguments) {
    return rig.call("scores." + std::string(method), arguments.dump());
  }
  static json score(Text id, json input, json output) {
    json out = {{"scorerId", "scorer"}, {"entityId", "agent"},     {"runId", "run"},
                {"score", 0.75},        {"scorer", {{"id", "s"}}}, {"source", "LIVE"},
                {"input", input},       {"entity", {{"id", "a"}}}, {"output", output}};
    if (!id.empty()) out["id"] = id;
    return out;
  }
  // A conversation of that length, which packs a little.
  static json text(std::size_t bytes, unsigned seed = 1) {
    std::string out;
    for (std::uint64_t next = seed; out.size() < bytes; next = next * 6364136223846793005U + 1) {
      out += std::to_string(next);
    }
    return {{"messages", json::array({{{"role", "user"}, {"content", out.substr(0, bytes)}}})}};
  }
  std::string query(Text sql) { return rig.database.query(sql)[0][0]; }
  std::string pieces() { return query("SELECT count(*) FROM agentkeep_chunks"); }
  void expectTidy() {
    EXPECT_EQ(query("SELECT count(*) FROM agentkeep_chunks WHERE ref NOT IN "
                    "(SELECT input_large FROM mastra_scorers WHERE input_large IS NOT NULL UNION "
                    "SELECT output_large FROM mastra_scorers WHERE output_large IS NOT NULL)"),
              "0");
  }

  test::StoreRig rig;
};

TEST_F(LargeScores, GoInAndComeOut) {
  const json small = {{"text", "o"}};
  const struct {
    json input, output;
    bool inPieces;
  } cases[] = {
      {text(5'000'000), small, true},
      {small, text(5'000'000), true},
      {text(3'000'000), text(3'000'000, 2), true},
      {text(1'200'000), text(1'200'000, 2), true},
      {json::array({text(3'000'000)}), json(std::string(2'500'000, 'x')), true},
      {text(100'000), text(100'000, 2), false},
  };
  for (const Text id : {"known", ""}) {
    for (const auto& [input, output, inPieces] : cases) {
      rig.database.requests.clear();
      const json saved = call("saveScore", score(id, input, output))["score"];
      EXPECT_EQ(rig.requests(), 1U);
      EXPECT_TRUE(saved["input"] == input);
      EXPECT_TRUE(saved["output"] == output);
      EXPECT_TRUE(call("getScoreById", {{"id", saved["id"]}}) == saved);
      EXPECT_EQ(rig.requests(), 2U) << "by its id in one trip";
      EXPECT_TRUE(call("listScoresByRunId",
                       {{"runId", "run"}, {"pagination", {{"perPage", 1}}}})["scores"][0]["id"]
                      .is_string());
      EXPECT_EQ(query("SELECT count(*) > 0 FROM agentkeep_chunks") == "1", inPieces);
      expectTidy();
      if (id.empty()) {
        call("dangerouslyClearAll", json::object());
        EXPECT_EQ(pieces(), "0");
      }
      rig.now_ms += 1;
    }
  }
}

TEST_F(LargeScores, AreAnsweredInLists) {
  const json first = call("saveScore", score("a", text(3'000'000), text(1'000)))["score"];
  rig.now_ms += 1;
  const json second = call("saveScore", score("b", text(10), text(3'000'000, 2)))["score"];
  rig.database.requests.clear();
  const json page = call("listScoresByScorerId", {{"scorerId", "scorer"}});
  EXPECT_EQ(rig.requests(), 2U) << "the pieces of a page in one trip";
  EXPECT_TRUE(page["scores"] == json::array({second, first}));
}

TEST_F(LargeScores, OverTheLimitChangeNothing) {
  const json before = call("saveScore", score("a", text(3'000'000), text(10)))["score"];
  const json problem =
      rig.error("scores.saveScore", score("a", text(9'000'000), text(9'000'000, 2)).dump());
  EXPECT_EQ(problem["code"], "too_large");
  EXPECT_EQ(problem["committed"], "no");
  EXPECT_TRUE(call("getScoreById", {{"id", "a"}}) == before);
  expectTidy();
}

TEST_F(LargeScores, TakeTheirPiecesWithThem) {
  call("saveScore", score("a", text(3'000'000), text(3'000'000, 2)));
  rig.now_ms += 60'000;
  call("saveScore", score("b", text(3'000'000), text(10)));
  call("prune", {{"policies", {{"scorers", {{"maxAge", 30'000}}}}}});
  EXPECT_EQ(query("SELECT count(*) FROM mastra_scorers"), "1");
  expectTidy();
  call("saveScore", score("b", text(10), text(10)));
  EXPECT_EQ(pieces(), "0");
}

}  // namespace
}  // namespace agentkeep
