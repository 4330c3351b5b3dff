// Codes find what is near: recall of known nearest vectors, by every size of code and metric.
#include "vectors/codes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "core/bytes.h"
#include "core/hex.h"
#include "vectors/clusters.h"

namespace agentkeep::vectors {
namespace {

class Made {
 public:
  explicit Made(std::size_t dimension) : dimension_(dimension), centre_(spread()) {}
  std::vector<float> next() {
    if (random_() % 50 == 0) centre_ = spread();
    std::vector<float> out = spread();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] / 2 + centre_[i];
    return out;
  }

 private:
  std::vector<float> spread() {
    std::vector<float> out(dimension_);
    for (float& each : out) {
      each = 0;
      for (int i = 0; i < 4; ++i) each += static_cast<float>(random_() % 2001) / 1000 - 1;
    }
    return out;
  }
  std::size_t dimension_;
  std::mt19937 random_{11};
  std::vector<float> centre_;
};

std::vector<float> turned(const Space& space, std::span<const float> vector) {
  std::vector<float> out(vector.size());
  space.turn(vector, out);
  return out;
}

std::string digitsOf(const Space& space, std::span<const float> vector) {
  std::vector<std::byte> code(space.codeBytes());
  space.encode(turned(space, vector), code);
  std::string out;
  appendHexOf(out, textOf(code));
  return out;
}

// The part of the true ten that are among the best `most` by their codes.
double recallOf(Metric metric, std::uint32_t dimension, std::size_t most) {
  constexpr std::size_t kVectors = 2000;
  constexpr int kQueries = 10;
  const Space space(metric, dimension);
  Made made(dimension);
  std::vector<std::vector<float>> vectors;
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < kVectors; ++i) {
    vectors.push_back(made.next());
    codes.push_back(digitsOf(space, vectors.back()));
  }
  double found = 0;
  for (int q = 0; q < kQueries; ++q) {
    const std::vector<float> wanted = made.next();
    const Probe probe(space, turned(space, wanted));
    std::vector<std::pair<double, std::size_t>> exact;
    std::vector<std::pair<float, std::size_t>> about;
    for (std::size_t i = 0; i < kVectors; ++i) {
      exact.emplace_back(-scoreOf(metric, vectors[i], wanted), i);
      about.emplace_back(-probe.nearness(codes[i].data()), i);
    }
    std::ranges::sort(exact);
    std::ranges::sort(about);
    std::set<std::size_t> best;
    for (std::size_t i = 0; i < most; ++i) best.insert(about[i].second);
    for (std::size_t i = 0; i < 10; ++i) found += best.contains(exact[i].second) ? 1 : 0;
  }
  return found / (10 * kQueries);
}

TEST(VectorCodes, FindTheNearestByEachMetricAndSize) {
  for (const Metric metric : {Metric::kCosine, Metric::kEuclidean, Metric::kDotProduct}) {
    for (const std::uint32_t dimension : {24U, 100U, 256U}) {
      EXPECT_GE(recallOf(metric, dimension, 50), 0.99) << dimension;
    }
    for (const std::uint32_t dimension : {300U, 768U}) {
      EXPECT_GE(recallOf(metric, dimension, 100), 0.99) << dimension;
    }
    // Of vectors as hard as these: nearly all are as far from each other as chance has it.
    EXPECT_GE(recallOf(metric, 1000, 200), 0.93);
  }
}

TEST(VectorCodes, AreAsLongAsTheySay) {
  EXPECT_EQ(Space(Metric::kCosine, 100).codeBytes(), 54);
  EXPECT_EQ(Space(Metric::kEuclidean, 100).codeBytes(), 58);
  EXPECT_EQ(Space(Metric::kCosine, 768).codeBytes(), 196);
  EXPECT_EQ(Space(Metric::kCosine, 1536).codeBytes(), 196);
  EXPECT_EQ(Space(Metric::kCosine, 1).codeBytes(), 5);
  EXPECT_EQ(Space(Metric::kCosine, 10'000).codeBytes(), 1254);
}

TEST(VectorCodes, TurningKeepsLengthsAndAngles) {
  for (const std::uint32_t dimension : {1U, 2U, 3U, 64U, 100U, 1536U}) {
    const Space space(Metric::kEuclidean, dimension);
    Made made(dimension);
    const std::vector<float> a = made.next();
    const std::vector<float> b = made.next();
    const std::vector<float> x = turned(space, a);
    const std::vector<float> y = turned(space, b);
    EXPECT_NEAR(dotOf(x, x) / dotOf(a, a), 1, 1e-4) << dimension;
    EXPECT_NEAR(dotOf(x, y) - dotOf(a, b), 0, 1e-4F * dotOf(a, a)) << dimension;
  }
}

TEST(VectorCodes, AreDecodedNearToWhatTheySay) {
  for (const std::uint32_t dimension : {100U, 768U, 1536U}) {
    const Space space(Metric::kCosine, dimension);
    Made made(dimension);
    const std::vector<float> vector = turned(space, made.next());
    std::vector<std::byte> code(space.codeBytes());
    space.encode(vector, code);
    std::vector<float> back(dimension);
    space.decode(code, back);
    const double least = dimension == 100 ? 0.98 : dimension == 768 ? 0.9 : 0.75;
    EXPECT_GE(scoreOf(Metric::kCosine, vector, back), least);
    EXPECT_NEAR(dotOf(vector, back), 1, 1e-3);
  }
}

TEST(VectorCodes, TakeZerosAndHexDigitsOfEitherCase) {
  const Space space(Metric::kCosine, 5);
  const std::vector<float> zeros(5);
  const std::string code = digitsOf(space, zeros);
  const std::vector<float> one = {1, 2, 3, 4, 5};
  const Probe probe(space, turned(space, one));
  EXPECT_EQ(probe.nearness(code.data()), 0);
  EXPECT_EQ(Probe(space, zeros).nearness(digitsOf(space, one).data()), 0);
  std::string upper = digitsOf(space, one);
  const float near = probe.nearness(upper.data());
  EXPECT_NEAR(near, 1, 0.02);
  for (char& c : upper) c = static_cast<char>(c >= 'a' ? c - 32 : c);
  EXPECT_EQ(probe.nearness(upper.data()), near);
}

TEST(VectorClusters, PartsAreNearTheirCentresAndHaveEveryVectorOnce) {
  const Space space(Metric::kCosine, 32);
  Made made(32);
  std::vector<float> numbers;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < 600; ++i) {
    const std::vector<float> vector = turned(space, made.next());
    numbers.insert(numbers.end(), vector.begin(), vector.end());
    all.push_back(i);
  }
  const std::vector<Part> parts = partsOf(space, numbers, all, 100);
  EXPECT_GE(parts.size(), 6);
  std::multiset<std::uint32_t> seen;
  std::size_t largest = 0;
  for (const Part& part : parts) {
    seen.insert(part.vectors.begin(), part.vectors.end());
    largest = std::max(largest, part.vectors.size());
    EXPECT_NEAR(dotOf(part.centre, part.centre), 1, 1e-3);
  }
  EXPECT_LE(largest, 300);
  EXPECT_EQ(seen, std::multiset<std::uint32_t>(all.begin(), all.end()));
}

TEST(VectorClusters, TakesTheSameVectorsApart) {
  const Space space(Metric::kEuclidean, 4);
  const std::vector<float> numbers(400, 1.0F);
  std::vector<std::uint32_t> all(100);
  for (std::uint32_t i = 0; i < 100; ++i) all[i] = i;
  const std::vector<Part> parts = partsOf(space, numbers, all, 30);
  EXPECT_EQ(parts.size(), 4);
  for (const Part& part : parts) EXPECT_LE(part.vectors.size(), 30);
}

}  // namespace
}  // namespace agentkeep::vectors
