// What one running call has: its memory, its way to the host, the time and the random bits that
// the host gave it. The core takes nothing else from the world.
#pragma once

#include <bit>
#include <cstdint>
#include <string>

#include "core/arena.h"
#include "core/channel.h"

namespace agentkeep {

// xoroshiro128++ over the host's 128 random bits: for ids and jitter, not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t low = 0, std::uint64_t high = 0x9e3779b97f4a7c15U)
      : low_(low), high_(high) {}
  std::uint64_t next() {
    const std::uint64_t out = std::rotl(low_ + high_, 17) + low_;
    const std::uint64_t mixed = high_ ^ low_;
    low_ = std::rotl(low_, 49) ^ mixed ^ (mixed << 21);
    high_ = std::rotl(mixed, 28);
    return out;
  }

 private:
  std::uint64_t low_, high_;  // not both 0: nothing but zeros would come
};

struct Call {
  Arena arena;
  Channel channel;
  std::int64_t now_ms = 0;  // Unix time when the call began; it does not move during the call
  Random random;
  // What begins the JSON strings by which the host stands in for documents that it keeps to itself;
  // empty: it keeps none of the body's.
  Text held;
  // Metrics are summed up by the hour (domains/observability/metric-hours.h).
  bool metric_rollups = false;
  // Words of texts are kept, to be searched by (query::Texts).
  bool search = false;
  // For the host's log, without content: something that a person should do. Empty: nothing.
  std::string warning;
};

}  // namespace agentkeep
