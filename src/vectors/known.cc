#include "vectors/known.h"

#include <array>
#include <cstring>

#include "core/lasting.h"
#include "core/pack.h"

namespace agentkeep::vectors {
namespace {

constexpr std::size_t kMostBytes = std::size_t{6} * 1024 * 1024;  // of all that is remembered
constexpr std::size_t kMostOfOne = kMostBytes / 3;

struct Slot {
  std::uint64_t name = 0;
  Known index = {};
  void* bytes = nullptr;
  std::size_t size = 0;
};

constinit std::array<Slot, 16> slots{};
constinit std::size_t oldest = 0;
constinit std::size_t all = 0;

struct Share {
  std::uint64_t condition = 0;
  float share = 0;
};
constinit std::array<Share, 256> shares{};

void forget(Slot& slot) {
  giveLasting(slot.bytes);
  all -= slot.size;
  slot = {};
}

}  // namespace

std::optional<Known> recall(Text name) {
  const std::uint64_t hash = checksum(name);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[(oldest + slots.size() - 1 - i) % slots.size()];
    if (slot.bytes != nullptr && slot.name == hash) return slot.index;
  }
  return std::nullopt;
}

void remember(Text name, const Known& index) {
  const std::size_t of_counts = index.counts.size_bytes();
  const std::size_t size = of_counts + index.centres.size();
  if (size == 0 || size > kMostOfOne) return;
  const std::uint64_t hash = checksum(name);
  for (Slot& slot : slots) {
    const bool is_same = slot.name == hash && slot.index.version == index.version;
    if (slot.bytes != nullptr && is_same) forget(slot);
  }
  Slot& slot = slots[oldest];
  oldest = (oldest + 1) % slots.size();
  forget(slot);
  for (std::size_t i = 0; all + size > kMostBytes && i < slots.size(); ++i) {
    forget(slots[(oldest + i) % slots.size()]);
  }
  void* const bytes = takeLasting(size);
  if (bytes == nullptr) return;
  std::memcpy(bytes, index.counts.data(), of_counts);
  auto* const centres = static_cast<std::byte*>(bytes) + of_counts;
  std::memcpy(centres, index.centres.data(), index.centres.size());
  all += size;
  slot = {.name = hash, .index = index, .bytes = bytes, .size = size};
  slot.index.counts = {static_cast<const std::int32_t*>(bytes), index.counts.size()};
  slot.index.centres = {centres, index.centres.size()};
}

std::span<std::int32_t> knownCounts(Text name, std::int64_t version) {
  const std::uint64_t hash = checksum(name);
  for (const Slot& slot : slots) {
    if (slot.bytes == nullptr || slot.name != hash || slot.index.version != version) continue;
    return {static_cast<std::int32_t*>(slot.bytes), slot.index.counts.size()};
  }
  return {};
}

double knownShare(std::uint64_t condition) {
  const Share& known = shares[condition % shares.size()];
  return known.condition == condition ? known.share : 0;
}

void rememberShare(std::uint64_t condition, double share) {
  shares[condition % shares.size()] = {.condition = condition, .share = static_cast<float>(share)};
}

}  // namespace agentkeep::vectors
