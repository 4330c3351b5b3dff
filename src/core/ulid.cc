#include "core/ulid.h"

namespace agentkeep {
namespace {

constexpr Text kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr unsigned kHalfBits = 40;  // of the 80 that are chance
constexpr std::uint64_t kHalf = (std::uint64_t{1} << kHalfBits) - 1;

// Of the last one.
std::int64_t last_ms = -1;
std::uint64_t high = 0, low = 0;

void write(std::span<char> out, std::uint64_t number) {
  for (std::size_t i = out.size(); i-- > 0; number >>= 5U) out[i] = kDigits[number & 31U];
}

}  // namespace

Text ulid(Call& call) {
  if (call.now_ms > last_ms) {
    last_ms = call.now_ms;
    high = call.random.next() & kHalf;
    low = call.random.next() & kHalf;
  } else {
    low = (low + 1) & kHalf;
    if (low == 0) high = (high + 1) & kHalf;
  }
  const std::span<char> out = call.arena.make<char>(26);
  write(out.first(10), static_cast<std::uint64_t>(last_ms));
  write(out.subspan(10, 8), high);
  write(out.subspan(18), low);
  return {out.data(), out.size()};
}

}  // namespace agentkeep
