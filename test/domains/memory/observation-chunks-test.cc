// Which buffered chunks become active: a table of cases, and random ones beside a reference that
// follows the contract's words.
#include "domains/memory/observation-chunks.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace agentkeep::memory {
namespace {

// contract/memory-observational.md, "swapBufferedToActive", steps 2 to 5, word by word.
std::size_t reference(const std::vector<std::int64_t>& tokens, double ratio, double threshold,
                      double pending, bool force) {
  if (tokens.empty()) return 0;
  const double floor = threshold * (1 - ratio);
  const double target = std::max(0.0, pending - floor);
  double cumulative = 0;
  std::size_t over = 0;
  double over_tokens = 0;
  std::size_t under = 0;
  double under_tokens = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    cumulative += static_cast<double>(tokens[i]);
    const std::size_t boundary = i + 1;
    if (cumulative >= target) {
      if (over == 0 || cumulative < over_tokens) {
        over = boundary;
        over_tokens = cumulative;
      }
    } else if (cumulative > under_tokens) {
      under = boundary;
      under_tokens = cumulative;
    }
  }
  const double max_overshoot = floor * 0.95;
  const double overshoot = over_tokens - target;
  const double remaining_over = pending - over_tokens;
  const double remaining_under = pending - under_tokens;
  const double min_remaining = std::min(1000.0, floor);
  if (force && over > 0 && remaining_over >= min_remaining) return over;
  if (over > 0 && overshoot <= max_overshoot && remaining_over >= min_remaining) return over;
  if (under > 0 && remaining_under >= min_remaining) return under;
  if (over > 0) return over;
  return 1;
}

std::vector<Chunk> chunksOfTokens(const std::vector<std::int64_t>& tokens) {
  std::vector<Chunk> chunks;
  for (const std::int64_t each : tokens) chunks.push_back({.messageTokens = each});
  return chunks;
}

struct Case {
  const char* name;
  std::vector<std::int64_t> tokens;
  double ratio, threshold, pending;
  bool force;
  std::size_t activated;
};

class ActivatedCount : public testing::TestWithParam<Case> {};

TEST_P(ActivatedCount, IsThatOfTheContract) {
  const Case& each = GetParam();
  const std::vector<Chunk> chunks = chunksOfTokens(each.tokens);
  EXPECT_EQ(activatedCount(chunks, {each.ratio, each.threshold, each.pending, each.force}),
            each.activated);
  EXPECT_EQ(reference(each.tokens, each.ratio, each.threshold, each.pending, each.force),
            each.activated);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ActivatedCount,
    testing::Values(Case{"NoChunks", {}, 0.8, 10000, 10000, false, 0},
                    // floor 2000, target 8000: 8000 is met exactly by two.
                    Case{"ExactBoundary", {4000, 4000, 4000}, 0.8, 10000, 10000, false, 2},
                    // Two give 6000, three 9000: 1000 beyond, within 1900, and 1000 are left.
                    Case{"OverByLittle", {3000, 3000, 3000}, 0.8, 10000, 10000, false, 3},
                    // Three would leave 400 of 10000: two.
                    Case{"OverLeavesTooLittle", {3000, 3000, 3600}, 0.8, 10000, 10000, false, 2},
                    // floor 40000, target 60000: 38500 beyond it is more than 38000, unless forced.
                    Case{"OverByTooMuch", {59000, 39500}, 0.5, 80000, 100000, false, 1},
                    Case{"OverByTooMuchButForced", {59000, 39500}, 0.5, 80000, 100000, true, 2},
                    Case{"ForcedButTooLittleLeft", {4000, 5900}, 0.5, 10000, 10000, true, 1},
                    // Nothing pending: the target is 0, and the first boundary is beyond it.
                    Case{"NothingPending", {500, 500}, 0.8, 10000, 0, false, 1},
                    Case{"TheWholeBufferIsTooSmall", {100, 100}, 1, 10000, 10000, false, 2},
                    Case{"RatioOfOneKeepsNothing", {5000, 5000}, 1, 10000, 10000, false, 2},
                    Case{"RatioOfNullKeepsAll", {5000, 5000}, 0, 10000, 10000, false, 1},
                    Case{"ChunksWithoutTokens", {0, 0, 0}, 0.8, 10000, 10000, false, 1},
                    Case{"ChunksWithoutTokensNothingPending", {0, 0}, 0.8, 10000, 0, false, 1},
                    // A floor of 20: what is left may be as little, but not 15.
                    Case{"SmallFloor", {50, 85}, 0.8, 100, 150, false, 1},
                    Case{"SmallFloorIsLeft", {50, 80}, 0.8, 100, 150, false, 2}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

TEST(ActivatedCountAtRandom, IsThatOfTheReference) {
  std::mt19937_64 random(20261121);
  const auto below = [&](std::uint64_t limit) { return random() % limit; };
  std::size_t more_than_one = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::vector<std::int64_t> tokens(below(9));
    const std::uint64_t scale = std::uint64_t{1} << (2 + below(13));
    for (std::int64_t& each : tokens) each = static_cast<std::int64_t>(below(scale));
    const double ratio = static_cast<double>(below(101)) / 100;
    const double threshold = static_cast<double>(below(scale * 6));
    const double pending = static_cast<double>(below(scale * 8)) / (below(2) == 0 ? 1 : 3);
    const bool force = below(2) == 0;
    const std::size_t expected = reference(tokens, ratio, threshold, pending, force);
    ASSERT_EQ(activatedCount(chunksOfTokens(tokens), {ratio, threshold, pending, force}), expected)
        << i;
    more_than_one += expected > 1 ? 1 : 0;
  }
  EXPECT_GT(more_than_one, 10'000U);  // the cases are not all of one kind
}

class Chunks : public testing::Test {
 protected:
  std::span<const Chunk> read(Text json) {
    const auto chunks = chunksOf(arena, json);
    EXPECT_TRUE(chunks) << json;
    return chunks.value_or(std::span<const Chunk>());
  }
  static std::string ids(std::span<const Chunk> chunks) {
    std::string out;
    for (const Chunk& chunk : chunks) out.append(chunk.id).append(chunk.cycleId).append(" ");
    return out;
  }

  Arena arena;
};

TEST_F(Chunks, AreReadWithEveryMemberThatASwapNeeds) {
  const auto chunks = read(R"([{"id":"a","cycleId":"c","observations":"\u00e9\n","tokenCount":2.5,
    "messageIds":["m\"1","m2"],"messageTokens":7,"lastObservedAt":"2026-01-01T00:00:00.000Z",
    "other":{"x":[1]},"currentTask":"","suggestedContinuation":null}, {}])");
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_EQ(chunks[0].id, "a");
  EXPECT_EQ(chunks[0].cycleId, "c");
  EXPECT_EQ(chunks[0].observations, "\u00e9\n");
  EXPECT_EQ(chunks[0].tokenCount, 3);
  EXPECT_EQ(chunks[0].messageTokens, 7);
  ASSERT_EQ(chunks[0].messageIds.size(), 2U);
  EXPECT_EQ(chunks[0].messageIds[0], R"("m\"1")");
  EXPECT_EQ(chunks[0].lastObservedAtMs, 1'767'225'600'000);
  EXPECT_EQ(chunks[0].currentTask, "");
  EXPECT_FALSE(chunks[0].suggestedContinuation);
  EXPECT_EQ(chunks[1].json, "{}");
  EXPECT_EQ(chunks[1].tokenCount, 0);
  EXPECT_TRUE(read("").empty());
  EXPECT_TRUE(read(" [ ] ").empty());
}

TEST_F(Chunks, OfSomethingElseAreNothing) {
  for (const Text text :
       {"{}", "[1]", "[{]", "[{}", "nonsense", R"([{"tokenCount":"2"}])", R"([{"tokenCount":-2}])",
        R"([{"messageIds":"a"}])", R"([{"messageIds":[1]}])", R"([{"messageTokens":1e300}])"}) {
    EXPECT_FALSE(chunksOf(arena, text)) << text;
  }
}

TEST_F(Chunks, AreWeighedAsGivenAndNoneOfTheStoredIsLost) {
  const auto stored = read(R"([{"id":"a"},{"id":"b"},{"id":"c"},{"id":"new"}])");
  const auto given = read(
      R"([{"id":"b","messageTokens":5},{"id":"gone"},{"id":"a"},{"id":"a","messageTokens":9},
          {"id":"c"}])");
  const Candidates candidates = weighed(arena, stored, given);
  EXPECT_EQ(ids(candidates.chunks), "b a c ");
  EXPECT_EQ(candidates.chunks[0].messageTokens, 5);
  EXPECT_EQ(candidates.chunks[1].messageTokens, 0);
  EXPECT_EQ(ids(candidates.others), "new ");
  EXPECT_EQ(ids(weighed(arena, stored, {}).others), "a b c new ");
}

TEST_F(Chunks, WithoutAnIdAreKnownByTheirCycleAndWithoutBothAreKept) {
  const auto stored = read(R"([{"cycleId":"x"},{},{},{"cycleId":"y"}])");
  const Candidates candidates = weighed(arena, stored, read(R"([{"cycleId":"y"},{}])"));
  EXPECT_EQ(candidates.chunks.size(), 2U);
  EXPECT_EQ(candidates.others.size(), 2U);
  EXPECT_EQ(ids(candidates.others), "x  ");
}

TEST_F(Chunks, AreStoredOrNot) {
  const auto stored = read(R"([{"id":"a"},{"id":"b"}])");
  EXPECT_TRUE(areStored(arena, stored, stored));
  EXPECT_TRUE(areStored(arena, {}, stored));
  EXPECT_TRUE(areStored(arena, stored.first(1), stored));
  EXPECT_FALSE(areStored(arena, stored, stored.first(1)));
  EXPECT_FALSE(areStored(arena, stored, {}));
}

TEST(WithoutLines, LeavesWhatIsBehindThem) {
  EXPECT_EQ(withoutLines("a\nb\nc", 0), "a\nb\nc");
  EXPECT_EQ(withoutLines("a\nb\n\nc\n", 1), "b\n\nc");
  EXPECT_EQ(withoutLines("a\nb", 2), "");
  EXPECT_EQ(withoutLines("a\nb", 9'000'000'000'000'000), "");
  EXPECT_EQ(withoutLines("", 1), "");
  // White space as JavaScript knows it, U+00A0, U+3000 and U+FEFF among it; U+200B is none.
  EXPECT_EQ(withoutLines("x\n\u00a0\u3000 \t\v\f\r\n\ufeff\u200bb \u2029\u202f", 1), "\u200bb");
}

}  // namespace
}  // namespace agentkeep::memory
