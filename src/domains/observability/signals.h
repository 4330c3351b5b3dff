// Logs, metrics, scores and feedback: a table each, of which the rest of the domain knows no more
// than is said here.
#pragma once

#include <vector>

#include "domains/observability/lists.h"
#include "domains/observability/records.h"

namespace agentkeep::observability {

using query::Col;
using query::Table;

// What is counted of records, and how they are named then.
struct Measured {
  Col value = query::kNoCol;  // numbers; records without one do not count
  Text subject;               // the argument that says of what: `name`, `scorerId`
  Col subject_column = query::kNoCol;
  Text source = {};  // a further argument, if there is one: `scoreSource`
  Col source_column = query::kNoCol;
  bool has_costs = false;     // and labels, that records are grouped by where no column is
  bool interpolates = false;  // percentiles between two values
};

struct Signal {
  Record record;
  Listing listing;
  Measured measured = {};
};

// Conditions of the arguments organizationId and resourceId, where they are given.
void addScope(Arena& arena, const Table& table, api::Arguments& given,
              std::vector<query::Where>& parts);

extern constinit const Signal kLogs, kMetrics, kScores, kFeedback;
inline constexpr const Signal* kSignals[] = {&kLogs, &kMetrics, &kScores, &kFeedback};

}  // namespace agentkeep::observability
