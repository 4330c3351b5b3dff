// Characters of names, whatever the locale.
#pragma once

#include <algorithm>

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

constexpr bool isNameCharacter(char c) {
  return (asciiLower(c) >= 'a' && asciiLower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Letters, digits and underscores, at least one: what tables, columns and indexes are called.
constexpr bool isName(Text text) {
  return !text.empty() && std::ranges::all_of(text, isNameCharacter);
}

}  // namespace agentkeep
