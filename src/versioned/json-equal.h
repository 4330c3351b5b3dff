// Whether two JSON documents say the same: members in any order, texts whatever escapes spell them,
// 1 as 1.0. A member that is null is as one that is left out.
#pragma once

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::versioned {

bool sameJson(Text a, Text b, Arena& arena);

}  // namespace agentkeep::versioned
