// What one running call has: its memory, its way to the host, the time and the random bits that
// the host gave it. The core takes nothing else from the world.
#pragma once

#include <cstdint>
#include <string>

#include "core/arena.h"
#include "core/channel.h"

namespace agentkeep {

// splitmix64 over the host's random bits: for jitter and ids, not for secrets.
class Random {
 public:
  explicit Random(std::uint64_t seed = 0) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

struct Call {
  Arena arena;
  Channel channel;
  std::int64_t now_ms = 0;  // Unix time when the call began; it does not move during the call
  Random random;
  // For the host's log, without content: something that a person should do. Empty: nothing.
  std::string warning;
};

}  // namespace agentkeep
