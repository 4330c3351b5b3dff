// What calls before have read of indexes, as long as the module lives: who finds that the version
// is still the one knows all clusters, without reading them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "vectors/metric.h"

namespace agentkeep::vectors {

// An index as it was read last. Views until the next call of remember().
struct Known {
  std::int64_t version = 0;
  Metric metric = Metric::kCosine;
  std::uint32_t dimension = 0;
  std::span<const std::int32_t> counts;  // of vectors, about, by cluster
  std::span<const std::byte> centres;    // as packCentre() has them, by cluster
};

// The last one of that name, whichever database it was in: versions are given by chance.
std::optional<Known> recall(Text name);

// Copies it; what was remembered long ago is forgotten. Nothing happens where it is too large.
void remember(Text name, const Known& index);

// Where it is remembered how many vectors the clusters have, for whoever has seen them; empty: it
// is not. Until the next call of remember().
std::span<std::int32_t> knownCounts(Text name, std::int64_t version);

// Which part of the vectors that a query looked at matched its condition, by a checksum of that;
// the last ones only. Who knows it asks at once for as many as it takes.
// 0: nothing is known.
double knownShare(std::uint64_t condition);
void rememberShare(std::uint64_t condition, double share);

}  // namespace agentkeep::vectors
