// Random ids: version 4 of RFC 9562, as crypto.randomUUID() makes them.
#pragma once

#include <cstdint>

#include "core/arena.h"
#include "core/call.h"
#include "core/hex.h"

namespace agentkeep {

// 36 characters of the call's memory, from 122 of its random bits.
inline Text uuid4(Call& call) {
  const std::uint64_t high = (call.random.next() & ~0xf000ULL) | 0x4000U;
  const std::uint64_t low = (call.random.next() & ~(3ULL << 62)) | (2ULL << 62);
  const std::span<char> out = call.arena.make<char>(36);
  std::size_t digit = 0;
  for (char& c : out) {
    const std::size_t place = static_cast<std::size_t>(&c - out.data());
    if (place == 8 || place == 13 || place == 18 || place == 23) {
      c = '-';
      continue;
    }
    const std::uint64_t half = digit < 16 ? high : low;
    c = hexDigit(half >> (60 - 4 * (digit % 16)));
    ++digit;
  }
  return {out.data(), out.size()};
}

}  // namespace agentkeep
