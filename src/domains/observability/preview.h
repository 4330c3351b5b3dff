// What lists of traces show of an input.
#pragma once

#include <optional>

#include "core/arena.h"

namespace agentkeep::observability {

// What the user says in messages, else the input itself, cut to 100 characters (of UTF-16, and
// never inside of one) and an ellipsis; nothing where there is nothing to be shown. `input` is
// JSON.
std::optional<Text> previewOf(Text input, Arena& arena);

}  // namespace agentkeep::observability
