// Batches that need no reading first: what they change does not depend on what is there, or only by
// conditions that DynamoDB tests itself.
#pragma once

#include <optional>
#include <vector>

#include "backends/dynamodb/actions.h"
#include "backends/dynamodb/attempt.h"
#include "query/database.h"

namespace agentkeep::dynamodb {

// How a batch is written without being read. It is optimistic: that a thread was touched before
// now, that a row exists, is stated as a condition, and where one does not hold nothing is written.
struct Straight {
  std::vector<Action> actions;
  std::vector<query::Answer> answers;  // one a statement
  // The one statement whose rows the one action answers.
  std::optional<std::size_t> returning;
  bool repeatable = true;  // done twice it is as if done once
};

// Nothing where the batch has to be read first.
std::optional<Straight> straightOf(agentkeep::Call& call, const Settings& settings,
                                   Layouts& layouts, const query::Batch& batch);

// How rows of a query::Insert::blind are written: as requests of BatchWriteItem.
struct Blind {
  std::vector<std::string> puts = {};
  std::vector<query::Answer> answers = {};  // one a statement
};

// Nothing where the batch says more than that, or a row does not fit.
std::optional<Blind> blindOf(agentkeep::Call& call, const Settings& settings, Layouts& layouts,
                             const query::Batch& batch);

}  // namespace agentkeep::dynamodb
