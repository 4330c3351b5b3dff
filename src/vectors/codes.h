// A vector in few bits: enough to find the hundred among which the ten nearest are. Whoever has
// found them looks at the vectors themselves.
//
// A vector is turned first, by a fixed rotation that spreads what it says over all its numbers, so
// that each may be rounded to the same few levels: 16 up to 256 dimensions, 4 up to 768, else 2.
// The cosine is that of vectors of length 1: what is turned for it has that length.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "vectors/metric.h"

namespace agentkeep::vectors {

class Space {
 public:
  Space(Metric metric, std::uint32_t dimension);

  [[nodiscard]] Metric metric() const { return metric_; }
  [[nodiscard]] std::uint32_t dimension() const { return dimension_; }
  [[nodiscard]] unsigned bits() const { return bits_; }
  // Of every code.
  [[nodiscard]] std::size_t codeBytes() const { return headBytes() + (halfBytes() + 1) / 2; }

  // `vector` may be `out`.
  void turn(std::span<const float> vector, std::span<float> out) const;
  void encode(std::span<const float> turned, std::span<std::byte> code) const;
  // About what was encoded.
  void decode(std::span<const std::byte> code, std::span<float> turned) const;

 private:
  friend class Probe;
  // A scale, and where distances are asked for the square of the length.
  [[nodiscard]] std::size_t headBytes() const { return metric_ == Metric::kEuclidean ? 8 : 4; }
  // Half a byte, a hexadecimal digit, has as many numbers as fit: those that are halfBytes() apart.
  [[nodiscard]] std::size_t halfBytes() const { return (dimension_ + planes() - 1) / planes(); }
  [[nodiscard]] std::size_t planes() const { return 4 / bits_; }
  [[nodiscard]] float middle() const { return static_cast<float>((1U << bits_) - 1) / 2; }

  Metric metric_;
  std::uint32_t dimension_;
  unsigned bits_;
};

// What codes are compared with: a vector that was turned.
class Probe {
 public:
  Probe(const Space& space, std::span<const float> turned);

  // How near a vector is about, by the hexadecimal digits of its code: the higher, the nearer, and
  // no score otherwise. `digits` are 2 * codeBytes().
  [[nodiscard]] float nearness(const char* digits) const;

 private:
  Space space_;
  std::vector<std::int16_t> numbers_;  // plane behind plane, each a multiple of kStep
  std::size_t stride_ = 0;             // of a plane
  float scale_ = 0;
  float offset_ = 0;
};

}  // namespace agentkeep::vectors
