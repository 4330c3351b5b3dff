// What a snapshot says about its steps, and how the reports of a foreach step are merged:
// contract/workflows.md, "updateWorkflowResults" and "listWorkflowRuns".
#pragma once

#include <optional>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::workflows {

// True if `result` is an object whose `output` is a list.
bool hasOutputs(Text result, Arena& arena);

// The step result after `result` has been reported over `existing`; both have lists as `output`.
// Nothing if a document cannot be read.
std::optional<Text> mergedResult(Text existing, Text result, Arena& arena);

// The thread that a snapshot names: that of its first suspended agent step, else of its input.
// Empty if there is none.
Text threadOf(Text snapshot, Arena& arena);

}  // namespace agentkeep::workflows
