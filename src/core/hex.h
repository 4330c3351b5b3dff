// Numbers in hexadecimal digits, as std::to_chars and std::from_chars have them for any base, in a
// tenth of the code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/error.h"

namespace agentkeep {

// Of the lowest four bits.
inline char hexDigit(std::uint64_t number) { return "0123456789abcdef"[number & 15U]; }

inline void appendHex(std::string& out, std::uint64_t number) {
  unsigned digits = 1;
  while (digits < 16 && number >> (4 * digits) != 0) ++digits;
  while (digits-- > 0) out.push_back(hexDigit(number >> (4 * digits)));
}

// The whole text, of 1 to 16 digits.
inline std::optional<std::uint64_t> readHex(Text text) {
  if (text.empty() || text.size() > 16) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : text) {
    const bool isDigit = c >= '0' && c <= '9';
    if (!isDigit && (c < 'a' || c > 'f')) return std::nullopt;
    number = number << 4U | static_cast<std::uint64_t>(isDigit ? c - '0' : c - 'a' + 10);
  }
  return number;
}

}  // namespace agentkeep
