// Characters of names, whatever the locale.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/error.h"

namespace agentkeep {

constexpr char asciiLower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

constexpr char asciiUpper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

// But for ASCII case.
constexpr bool equalsFolded(Text a, Text b) {
  return std::ranges::equal(a, b, {}, asciiLower, asciiLower);
}

// Without the blanks around it.
constexpr Text trimmed(Text text) {
  constexpr Text kBlanks = " \t\n\r\f\v";
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == Text::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}

[[gnu::always_inline]] constexpr bool isNameCharacter(char c) {
  constexpr std::uint64_t kDigits = std::uint64_t{0x3ff} << '0';
  constexpr std::uint64_t kLetters = (std::uint64_t{0x3ffffff} << ('A' - 64)) |
                                     (std::uint64_t{1} << ('_' - 64)) |
                                     (std::uint64_t{0x3ffffff} << ('a' - 64));
  const auto byte = static_cast<unsigned char>(c);
  return byte < 128 && (((byte < 64 ? kDigits : kLetters) >> (byte & 63U)) & 1U) != 0;
}

// Letters, digits and underscores, at least one: what tables, columns and indexes are called.
constexpr bool isName(Text text) {
  return !text.empty() && std::ranges::all_of(text, isNameCharacter);
}

}  // namespace agentkeep
