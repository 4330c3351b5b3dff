// Numbers of vectors as JSON.
#pragma once

#include <optional>
#include <span>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::vectors {

// The number with the fewest digits that is still the same 32-bit one.
double shortOf(float number);
// A list of them.
Text jsonOf(Arena& arena, std::span<const float> vector);
// The other way round; nothing where it is no list of numbers.
std::optional<std::span<const float>> floatsOf(Arena& arena, Text json);

}  // namespace agentkeep::vectors
