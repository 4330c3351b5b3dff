// Whole numbers as texts.
#pragma once

#include <cstdint>
#include <optional>

#include "core/error.h"

namespace agentkeep {

// The whole text, digits with or without a minus; nothing where it is something else or too large.
std::optional<std::int64_t> integerOf(Text digits);

}  // namespace agentkeep
