#include "vectors/clusters.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

namespace agentkeep::vectors {
namespace {

constexpr unsigned kRounds = 8;
constexpr unsigned kMoves = 4;
constexpr std::size_t kLeastShare = 8;  // a group has an eighth of all, or is made otherwise

using Four = float __attribute__((vector_size(16)));

Four fourAt(const float* at) {
  Four out;
  std::memcpy(&out, at, sizeof out);
  return out;
}

// Adds the vector to the sum.
void addTo(std::span<float> sum, std::span<const float> vector) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += vector[i];
}

void scale(std::span<float> vector, float by) {
  for (float& each : vector) each *= by;
}

// What is nearest to it by the product is nearest by the distance.
float offsetOf(std::span<const float> centre) { return dotOf(centre, centre) / 2; }

// Vectors that are taken apart.
struct Group {
  const Space& space;
  std::span<const float> turned;

  [[nodiscard]] std::span<const float> at(std::uint32_t vector) const {
    return turned.subspan(vector * std::size_t{space.dimension()}, space.dimension());
  }

  [[nodiscard]] std::vector<float> centreOf(std::span<const std::uint32_t> vectors) const {
    std::vector<float> centre(space.dimension());
    for (const std::uint32_t each : vectors) addTo(centre, at(each));
    float by = vectors.empty() ? 0 : 1 / static_cast<float>(vectors.size());
    // Among vectors of one length the nearest centre is told by its direction.
    const float square = dotOf(centre, centre);
    if (space.metric() == Metric::kCosine && square > 0) by = 1 / std::sqrt(square);
    scale(centre, by);
    return centre;
  }

  [[nodiscard]] std::size_t nearest(std::span<const Part> parts, std::uint32_t vector) const {
    std::size_t best = 0;
    float most = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const float near = dotOf(parts[i].centre, at(vector)) - offsetOf(parts[i].centre);
      if (i != 0 && near <= most) continue;
      best = i;
      most = near;
    }
    return best;
  }

  [[nodiscard]] std::uint32_t farthest(std::span<const std::uint32_t> vectors,
                                       std::span<const float> from) const {
    std::uint32_t best = vectors[0];
    float most = -1;
    for (const std::uint32_t each : vectors) {
      const float far = offsetOf(at(each)) - dotOf(at(each), from);
      if (each != vectors[0] && far <= most) continue;
      best = each;
      most = far;
    }
    return best;
  }

  // Those nearer to the one than to the other of two centres, but for halves that would be small.
  [[nodiscard]] std::pair<Part, Part> halves(std::span<const std::uint32_t> vectors) const {
    const auto copyOf = [&](std::uint32_t vector) {
      return std::vector<float>(at(vector).begin(), at(vector).end());
    };
    Part first;
    Part second;
    first.centre = copyOf(farthest(vectors, centreOf(vectors)));
    second.centre = copyOf(farthest(vectors, first.centre));
    std::vector<Ranked> ahead(vectors.size());
    const std::size_t least = (vectors.size() + kLeastShare - 1) / kLeastShare;
    for (unsigned round = 0; round <= kRounds; ++round) {
      const float apart = offsetOf(second.centre) - offsetOf(first.centre);
      std::size_t seconds = 0;
      for (std::size_t i = 0; i < vectors.size(); ++i) {
        const float by =
            dotOf(at(vectors[i]), second.centre) - dotOf(at(vectors[i]), first.centre) - apart;
        ahead[i] = {-by, vectors[i]};
        if (by > 0) ++seconds;
      }
      sortRanked(ahead);
      if (ahead.front().first == ahead.back().first) seconds = vectors.size() / 2;
      seconds = std::clamp(seconds, least, vectors.size() - least);
      first.vectors.clear();
      second.vectors.clear();
      first.vectors.reserve(vectors.size());
      second.vectors.reserve(vectors.size());
      for (std::size_t i = 0; i < ahead.size(); ++i) {
        (i < seconds ? second : first).vectors.push_back(ahead[i].second);
      }
      first.centre = centreOf(first.vectors);
      second.centre = centreOf(second.vectors);
    }
    return {std::move(first), std::move(second)};
  }
};

}  // namespace

float dotOf(std::span<const float> a, std::span<const float> b) {
  Four sums{};
  Four more{};
  std::size_t i = 0;
  for (; i + 8 <= a.size(); i += 8) {
    sums += fourAt(a.data() + i) * fourAt(b.data() + i);
    more += fourAt(a.data() + i + 4) * fourAt(b.data() + i + 4);
  }
  sums += more;
  float sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  for (; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

void packCentre(std::span<const float> centre, std::span<std::byte> out) {
  float most = 0;
  for (const float each : centre) most = std::max(most, std::abs(each));
  const float step = most / 127;
  std::memcpy(out.data(), &step, sizeof step);
  for (std::size_t i = 0; i < centre.size(); ++i) {
    const auto level = step == 0 ? 0 : std::lrint(centre[i] / step);
    out[4 + i] = static_cast<std::byte>(static_cast<std::int8_t>(level));
  }
}

Centres::Centres(Arena& arena, const Space& space, std::span<const std::byte> packed)
    : space_(space) {
  const std::size_t bytes = centreBytes(space.dimension());
  const std::size_t count = packed.size() / bytes;
  const std::span<float> numbers = arena.make<float>(count * space.dimension());
  const std::span<float> squares = arena.make<float>(count);
  numbers_ = numbers;
  squares_ = squares;
  auto to = numbers.begin();
  for (std::size_t i = 0; i < count; ++i) {
    const std::span<const std::byte> centre = packed.subspan(i * bytes, bytes);
    float step = 0;
    std::memcpy(&step, centre.data(), sizeof step);
    for (const std::byte each : centre.subspan(4)) {
      *to++ = step * static_cast<float>(static_cast<std::int8_t>(each));
    }
    squares[i] = offsetOf(at(i));
  }
}

std::span<const float> Centres::at(std::size_t i) const {
  return numbers_.subspan(i * space_.dimension(), space_.dimension());
}

std::uint32_t Centres::nearest(std::span<const float> turned) const {
  std::uint32_t best = 0;
  float most = 0;
  for (std::uint32_t i = 0; i < size(); ++i) {
    const float near = dotOf(at(i), turned) - squares_[i];
    if (i != 0 && near <= most) continue;
    best = i;
    most = near;
  }
  return best;
}

std::vector<std::uint32_t> Centres::ranked(std::span<const float> turned) const {
  std::vector<Ranked> far(size());
  for (std::uint32_t i = 0; i < size(); ++i) {
    far[i] = {-dotOf(at(i), turned), i};
    if (space_.metric() != Metric::kDotProduct) far[i].first += squares_[i];
  }
  sortRanked(far);
  std::vector<std::uint32_t> out(size());
  std::ranges::transform(far, out.begin(), &Ranked::second);
  return out;
}

void sortRanked(std::span<Ranked> ranked) { std::ranges::sort(ranked); }

std::vector<Part> partsOf(const Space& space, std::span<const float> turned,
                          std::span<const std::uint32_t> vectors, std::size_t most) {
  const Group group{space, turned};
  std::vector<Part> parts(1);
  parts[0].vectors.assign(vectors.begin(), vectors.end());
  parts[0].centre = group.centreOf(parts[0].vectors);
  for (std::size_t i = 0; i < parts.size();) {
    if (parts[i].vectors.size() <= std::max<std::size_t>(most, 1)) {
      ++i;
      continue;
    }
    auto [first, second] = group.halves(parts[i].vectors);
    parts[i] = std::move(first);
    parts.push_back(std::move(second));
  }
  std::vector<Part> moved = parts;
  for (unsigned round = 0; round < kMoves; ++round) {
    for (Part& part : moved) part.vectors.clear();
    for (const std::uint32_t each : vectors) {
      moved[group.nearest(moved, each)].vectors.push_back(each);
    }
    std::erase_if(moved, [](const Part& part) { return part.vectors.empty(); });
    for (Part& part : moved) part.centre = group.centreOf(part.vectors);
  }
  // Where nearly all are the same, moving them would bring them together again.
  const bool is_apart = std::ranges::all_of(
      moved, [&](const Part& part) { return part.vectors.size() * 4 <= vectors.size() * 3; });
  return is_apart ? moved : parts;
}

}  // namespace agentkeep::vectors
