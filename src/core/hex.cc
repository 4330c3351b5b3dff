#include "core/hex.h"

#include <array>

namespace agentkeep {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::uint8_t i = 0; i < 10; ++i) digits[static_cast<std::size_t>('0' + i)] = i;
  for (std::uint8_t i = 0; i < 6; ++i) {
    digits[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(10 + i);
    digits[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(10 + i);
  }
  return digits;
}();

}  // namespace

bool bytesOfHex(Text digits, std::span<std::byte> bytes) {
  if (digits.size() != 2 * bytes.size()) return false;
  unsigned all = 0;
  const char* from = digits.data();
  for (std::byte& byte : bytes) {
    const unsigned high = kDigits[static_cast<unsigned char>(*from++)];
    const unsigned low = kDigits[static_cast<unsigned char>(*from++)];
    all |= high | low;
    byte = static_cast<std::byte>(high << 4U | low);
  }
  return (all & 0xf0U) == 0;
}

}  // namespace agentkeep
