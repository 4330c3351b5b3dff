// Numbers of vectors as JSON.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/arena.h"
#include "core/error.h"
#include "core/json.h"

namespace agentkeep::vectors {

// The number with the fewest digits that is still the same 32-bit one.
double shortOf(float number);
// A list of them.
Text jsonOf(Arena& arena, std::span<const float> vector);
// The next value, behind those that were read. False: it is no list of finite 32-bit numbers.
bool readNumbers(JsonReader& json, std::vector<float>& out);
// Such a list.
std::optional<std::span<const float>> floatsOf(Arena& arena, Text json);

}  // namespace agentkeep::vectors
