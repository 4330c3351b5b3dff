#include "vectors/metric.h"

#include <algorithm>
#include <cmath>

namespace agentkeep::vectors {

std::optional<Metric> metricOf(Text name) {
  const auto at = std::ranges::find(kMetrics, name);
  if (at == std::end(kMetrics)) return std::nullopt;
  return static_cast<Metric>(at - std::begin(kMetrics));
}

double scoreOf(Metric metric, std::span<const float> a, std::span<const float> b) {
  double dot = 0;
  double of_a = 0;
  double of_b = 0;
  double distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i];
    const double y = b[i];
    dot += x * y;
    of_a += x * x;
    of_b += y * y;
    distance += (x - y) * (x - y);
  }
  switch (metric) {
    case Metric::kCosine:
      return of_a == 0 || of_b == 0 ? 0 : std::clamp(dot / std::sqrt(of_a * of_b), -1.0, 1.0);
    case Metric::kEuclidean:
      return 1 / (1 + std::sqrt(distance));
    case Metric::kDotProduct:
      break;
  }
  return dot;
}

}  // namespace agentkeep::vectors
