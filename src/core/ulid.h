// Ids in the order of their making: ULIDs, as the framework makes them.
#pragma once

#include "core/call.h"

namespace agentkeep {

// 26 characters of the call's memory: the call's time, then chance. Each is greater than all that
// this process has made before: in a millisecond, and where its clock goes back, it counts on.
Text ulid(Call& call);

}  // namespace agentkeep
