// Packed text unpacks to the same bytes, stays text, and points back however far.
#include "core/pack.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "core/json.h"

namespace agentkeep {
namespace {

std::string packed(Text text, std::size_t piece = 1 << 20) {
  std::string out;
  for (const std::string& each : pack(text, piece)) {
    EXPECT_LE(each.size(), piece);
    EXPECT_TRUE(isUtf8(each));
    out += each;
  }
  return out;
}

// Unpacked from pieces of `piece` bytes.
std::optional<std::string> unpacked(Text text, std::size_t size, std::size_t piece = 1 << 20) {
  std::vector<Text> pieces;
  for (std::size_t at = 0; at < text.size(); at += piece) pieces.push_back(text.substr(at, piece));
  std::string out(size, '?');
  if (!unpack(pieces, out)) return std::nullopt;
  return out;
}

std::string words(std::size_t bytes, unsigned seed) {
  std::mt19937 random(seed);
  const Text parts[] = {
      "\"stepId\":", "\"status\":\"success\"", "{", "}", "é", "😀", "\x7f", "\x7f~", "中", "abc",
      "\n",          "0123456789012"};
  std::string out;
  while (out.size() < bytes) {
    if (random() % 3 == 0) {
      out += std::to_string(random());
    } else {
      out += parts[random() % std::size(parts)];
    }
  }
  return out;
}

TEST(Pack, GivesBackTheSameText) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const std::string text = words(seed * 7, seed);
    const std::string small = packed(text, 16 + seed);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      EXPECT_EQ(unpacked(small, text.size(), piece), text) << seed;
    }
    EXPECT_FALSE(unpacked(small, text.size() + 1)) << seed;
    if (!text.empty()) EXPECT_FALSE(unpacked(small, text.size() - 1)) << seed;
  }
}

TEST(Pack, KeepsARepeatedSubtreeOnce) {
  // No byte of it repeats by itself: only the copies do.
  std::mt19937 random(1);
  std::string state = "\"";
  while (state.size() < 500'000) state += static_cast<char>('0' + random() % 64 % 43);
  state += '"';
  const std::string once = packed(state);
  const std::string text = "[" + state + "," + state + "," + state + "," + state + "]";
  const std::string small = packed(text);
  EXPECT_LT(small.size(), once.size() + 200);
  EXPECT_EQ(unpacked(small, text.size()), text);
}

TEST(Pack, OfWhatDoesNotRepeatIsHardlyLonger) {
  std::mt19937 random(2);
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += static_cast<char>('0' + random() % 75);
  EXPECT_LT(packed(text).size(), text.size() + 100);
  EXPECT_EQ(packed(std::string(3, '\x7f')), "\x7f~\x7f~\x7f~");
}

TEST(Pack, OverlapsItself) {
  const std::string text(100'000, 'x');
  const std::string small = packed(text);
  EXPECT_LT(small.size(), 40U);
  EXPECT_EQ(unpacked(small, text.size()), text);
}

// Whatever is stored, unpacking it ends, within the bytes it was given.
TEST(Pack, BrokenTextIsRefused) {
  const std::string text = words(2000, 3);
  const std::string small = packed(text);
  std::mt19937 random(4);
  for (int round = 0; round < 5000; ++round) {
    std::string broken = small;
    for (unsigned n = random() % 4 + 1; n != 0; --n) {
      broken[random() % broken.size()] = static_cast<char>(random() % 128);
    }
    const auto out = unpacked(broken, text.size());
    if (out) EXPECT_EQ(out->size(), text.size());
  }
  EXPECT_FALSE(unpacked("\x7f", 10));
  EXPECT_FALSE(unpacked("\x7f#", 10));
  EXPECT_FALSE(unpacked("ab\x7f##", 10));
  EXPECT_FALSE(unpacked("\x7f#*$", 7)) << "nothing to point back to";
  EXPECT_FALSE(unpacked("a\x7f#*#", 8)) << "a distance of 0";
}

TEST(Checksum, SeesASingleBit) {
  std::string text = words(1000, 5);
  const std::uint64_t sum = checksum(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] ^= 1;
    EXPECT_NE(checksum(text), sum) << i;
    text[i] ^= 1;
  }
  EXPECT_NE(checksum("a"), checksum(Text("a\0", 2)));
  EXPECT_EQ(checksum(""), 0U);
  // Stored: must never change.
  EXPECT_EQ(checksum("{\"status\":\"suspended\"}"), 3216874562808225228U);
}

}  // namespace
}  // namespace agentkeep
