#include "wasm/pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace agentkeep {
namespace {

constexpr std::size_t kPage = 64 * 1024;
constexpr std::size_t kPages = 256;

alignas(16) std::byte region[kPages * kPage];
std::size_t pages;  // of the region that are there

std::size_t grow(std::size_t bytes) {
  const std::size_t more = (bytes + kPage - 1) / kPage;
  if (more > kPages - pages) return 0;
  pages += more;
  return more * kPage;
}

// A pool on a region whose beginning stands at no multiple of anything.
class PoolTest : public testing::Test {
 protected:
  PoolTest() {
    pages = 1;
    pool.begin(region + 3, kPage - 3);
  }

  Pool pool{grow};
};

struct Taken {
  std::byte* at;
  std::size_t size;
  std::byte mark;
};

TEST_F(PoolTest, BlocksStandApartAndKeepWhatIsWritten) {
  std::mt19937 random(7);
  std::vector<Taken> taken;
  for (int step = 0; step < 200'000; ++step) {
    if (taken.size() < 300 && random() % 2 == 0) {
      // Mostly short, some long.
      const std::size_t size = random() % (random() % 50 == 0 ? 200'000 : 3'000);
      auto* const at = static_cast<std::byte*>(pool.take(size));
      if (at == nullptr) continue;
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(at) % Pool::kUnit, 0U);
      ASSERT_GE(at, region);
      ASSERT_LE(at + size, region + pages * kPage);
      const auto mark = static_cast<std::byte>(random());
      std::memset(at, static_cast<int>(mark), size);
      taken.push_back({at, size, mark});
    } else if (!taken.empty()) {
      const std::size_t which = random() % taken.size();
      const auto [at, size, mark] = taken[which];
      for (std::size_t i = 0; i < size; ++i) ASSERT_EQ(at[i], mark);
      pool.give(at);
      taken[which] = taken.back();
      taken.pop_back();
    }
  }
}

TEST_F(PoolTest, GivenBlocksBecomeOneAgain) {
  std::vector<void*> blocks;
  while (void* const at = pool.take(1000)) blocks.push_back(at);
  EXPECT_EQ(pages, kPages);
  EXPECT_GT(blocks.size() * 1024, kPages * kPage * 9 / 10);
  EXPECT_EQ(pool.take(3000), nullptr);
  // Every other one first, so that each of the rest has neighbours on both sides.
  for (std::size_t i = 0; i < blocks.size(); i += 2) pool.give(blocks[i]);
  EXPECT_EQ(pool.take(3000), nullptr);
  for (std::size_t i = 1; i < blocks.size(); i += 2) pool.give(blocks[i]);
  void* const all = pool.take(kPages * kPage - 100);
  ASSERT_NE(all, nullptr);
  pool.give(all);
}

TEST_F(PoolTest, GrowsByNoMoreThanIsMissing) {
  void* const half = pool.take(kPage / 2);
  void* const rest = pool.take(kPage);  // what is left of the first page, and one more
  EXPECT_NE(rest, nullptr);
  EXPECT_EQ(pages, 2U);
  pool.give(half);
  pool.give(rest);
  EXPECT_NE(pool.take(2 * kPage - 100), nullptr);
  EXPECT_EQ(pages, 2U);
}

TEST_F(PoolTest, RefusesWhatThereIsNotAndGoesOn) {
  EXPECT_EQ(pool.take(kPages * kPage), nullptr);
  EXPECT_EQ(pool.take(SIZE_MAX), nullptr);
  EXPECT_EQ(pool.take(SIZE_MAX - 20), nullptr);
  EXPECT_NE(pool.take(0), nullptr);
  EXPECT_NE(pool.take(0), pool.take(0));
}

}  // namespace
}  // namespace agentkeep
