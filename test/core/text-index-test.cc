#include "core/text-index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace agentkeep {
namespace {

TEST(TextIndex, KeepsTheNumberThatATextCameWithFirst) {
  Arena arena;
  TextIndex index(arena, 3);
  EXPECT_EQ(index.find("a"), TextIndex::kNone);
  EXPECT_EQ(index.add("a", 7), 7U);
  EXPECT_EQ(index.add("a", 8), 7U);
  EXPECT_EQ(index.add("", 9), 9U);
  EXPECT_EQ(index.find("a"), 7U);
  EXPECT_EQ(index.find(""), 9U);
  EXPECT_FALSE(index.insert("a"));
  EXPECT_TRUE(index.insert("b"));
  EXPECT_FALSE(index.insert("b"));
}

TEST(TextIndex, AnswersATakenTextOnce) {
  Arena arena;
  TextIndex index(arena, 2);
  index.add("a", 1);
  index.add("b", 2);
  EXPECT_EQ(index.take("a"), 1U);
  EXPECT_EQ(index.take("a"), TextIndex::kNone);
  EXPECT_EQ(index.find("a"), TextIndex::kNone);
  EXPECT_EQ(index.take("c"), TextIndex::kNone);
  EXPECT_EQ(index.take("b"), 2U);
}

TEST(TextIndex, HoldsAsManyAsItIsMadeFor) {
  Arena arena;
  constexpr std::size_t kMost = 10'000;
  TextIndex index(arena, kMost);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < kMost; ++i) texts.push_back("message-" + std::to_string(i));
  for (std::size_t i = 0; i < kMost; ++i) EXPECT_EQ(index.add(texts[i], i), i);
  for (std::size_t i = 0; i < kMost; ++i) EXPECT_EQ(index.find(texts[i]), i);
  EXPECT_EQ(index.find("message-10000"), TextIndex::kNone);
}

TEST(TextIndex, OfNoTextFindsNone) {
  Arena arena;
  const TextIndex index(arena, 0);
  EXPECT_EQ(index.find("a"), TextIndex::kNone);
}

}  // namespace
}  // namespace agentkeep
