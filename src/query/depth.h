// What no reader would read back is not written.
#pragma once

#include <optional>

#include "query/query.h"

namespace agentkeep::query {

// A document of the batch, or one that a change of it may make, is nested deeper than
// kMaxJsonDepth: kTooLarge, naming the column.
std::optional<Error> tooDeep(const Batch& batch);

// It must not stand in a list, which SQLite would not read then.
bool isDeep(const Cell& cell);

}  // namespace agentkeep::query
