// Vectors that are near each other stand together: each in the cluster whose centre is the nearest.
// One cluster at first; one that has become too large is split in two. All in numbers that a Space
// has turned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/arena.h"
#include "vectors/codes.h"

namespace agentkeep::vectors {

// Of two vectors of one size.
float dotOf(std::span<const float> a, std::span<const float> b);

// Something by its number, and how far it is: put in order, the nearest comes
// first.
using Ranked = std::pair<float, std::uint32_t>;
void sortRanked(std::span<Ranked> ranked);

// The bytes of a centre in the table: a scale, and a signed byte a number.
constexpr std::size_t centreBytes(std::uint32_t dimension) { return 4 + std::size_t{dimension}; }
void packCentre(std::span<const float> centre, std::span<std::byte> out);

// The centres of an index by the numbers of their clusters.
class Centres {
 public:
  // `packed`: as packCentre() has them, one behind the other. They are read
  // into the arena.
  Centres(Arena& arena, const Space& space, std::span<const std::byte> packed);
  [[nodiscard]] std::size_t size() const { return squares_.size(); }

  // The cluster in which the vector belongs.
  [[nodiscard]] std::uint32_t nearest(std::span<const float> turned) const;
  // All clusters, those first that have the vectors nearest to it.
  [[nodiscard]] std::vector<std::uint32_t> ranked(std::span<const float> turned) const;

 private:
  [[nodiscard]] std::span<const float> at(std::size_t i) const;

  Space space_;
  std::span<const float> numbers_;
  std::span<const float> squares_;  // half of those of their lengths
};

// Some vectors that stand together, and their centre.
struct Part {
  std::vector<std::uint32_t> vectors;
  std::vector<float> centre;
};

// Takes vectors apart into groups of about `most`, each of those that are nearest to its centre:
// in two, and again, until all are small enough; then each goes where it is nearest. Vectors that
// are all the same are taken apart, too. `turned`: all of them, one behind the other, of which
// `vectors` are meant. The same vectors are taken apart in the same way.
std::vector<Part> partsOf(const Space& space, std::span<const float> turned,
                          std::span<const std::uint32_t> vectors, std::size_t most);

}  // namespace agentkeep::vectors
