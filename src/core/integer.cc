#include "core/integer.h"

#include <charconv>

namespace agentkeep {

std::optional<std::int64_t> integerOf(Text digits) {
  std::int64_t out = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return out;
}

}  // namespace agentkeep
