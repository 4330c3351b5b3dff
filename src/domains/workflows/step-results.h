// What a snapshot says about its steps, and how the reports of a foreach step are merged:
// contract/workflows.md, "updateWorkflowResults" and "listWorkflowRuns".
#pragma once

#include <optional>

#include "core/arena.h"
#include "core/error.h"

namespace agentkeep::workflows {

// A result as it is reported: with a list as its `output`, it is merged into a stored one.
struct Report {
  std::optional<Text> outputs;  // the list; absent: the result replaces the stored one
  Text others;                  // the other members, an object, if there is a list
  bool resets = false;          // some element says that it is about to be computed again
};
Report reportOf(Text result, Arena& arena);

// The step result after a report that resets elements of `existing`, which has a list as `output`:
// only what is not done yet is cleared. Nothing if a document cannot be read.
std::optional<Text> afterReset(Text existing, Text outputs, Arena& arena);

// The step result after any report; `existing` is what is stored, if anything. For stores that
// cannot change a snapshot in place. Nothing if a document cannot be read.
std::optional<Text> afterReport(std::optional<Text> existing, Text result, const Report& report,
                                Arena& arena);

// The thread that a snapshot names: that of its first suspended agent step, else of its input.
// Empty if there is none.
Text threadOf(Text snapshot, Arena& arena);

}  // namespace agentkeep::workflows
