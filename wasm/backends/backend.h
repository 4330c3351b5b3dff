// The backend that is linked into a module: one source beside this file for each module.
#pragma once

#include <memory>

#include "query/backend.h"

namespace agentkeep {

// A query::OpenBackend.
std::unique_ptr<query::Backend> openBackend(Call& call, abi::Profile profile, Text prefix);

}  // namespace agentkeep
