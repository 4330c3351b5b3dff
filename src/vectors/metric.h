// Vectors as the wire and the tables have them, and how near two are.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "query/query.h"

namespace agentkeep::vectors {

inline constexpr std::uint32_t kMostDimensions = 10'000;

using query::Metric;
inline constexpr Text kMetrics[] = {"cosine", "euclidean", "dotproduct"};

// The one of that name.
std::optional<Metric> metricOf(Text name);

// The higher, the nearer: the cosine of the angle, that of a vector of zeros being 0;
// 1 / (1 + distance); the dot product. Both have the same size. Infinite or no number where the
// vectors' numbers are too large for each other's product: callers take it for the lowest.
double scoreOf(Metric metric, std::span<const float> a, std::span<const float> b);

}  // namespace agentkeep::vectors
