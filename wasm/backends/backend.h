// The backend that is linked into a module: one source beside this file for each module.
#pragma once

#include "query/backend.h"

namespace agentkeep {

extern const query::OpenBackend openBackend;

}  // namespace agentkeep
