// Numbers in hexadecimal digits, as std::to_chars and std::from_chars have them for any base, in a
// tenth of the code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
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

// Two digits a byte.
inline void appendHexOf(std::string& out, Text bytes) {
  const std::size_t from = out.size();
  out.resize(from + 2 * bytes.size());
  char* to = out.data() + from;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *to++ = hexDigit(byte >> 4U);
    *to++ = hexDigit(byte);
  }
}

// The bytes that hexadecimal digits say, in either case, as far as `bytes` has room; false: they
// are others, or not as many.
bool bytesOfHex(Text digits, std::span<std::byte> bytes);

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
