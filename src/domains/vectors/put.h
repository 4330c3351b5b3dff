// Vectors on their way into an index.
#pragma once

#include <span>

#include "core/call.h"
#include "core/error.h"
#include "core/task.h"
#include "domains/vectors/arguments.h"
#include "query/database.h"
#include "vectors/index.h"

namespace agentkeep::vectors {

// In what an upsert was asked for, `target.rest` is what goes before.
struct Given {
  Target target;
  Vectors vectors;
  std::span<const Text> ids;
  std::span<const Text> metadata;
};

// Into an index of clusters, with `also` in the same batch: where that is something, ids that are
// there stay as they are. False: the index is not as it was known, or `also` did not hold. Cost:
// one round trip; two or more for each cluster that is taken apart.
Task<Result<bool>> put(Call& call, query::Database& db, const Index& index, const Given& given,
                       std::span<const query::Statement> also);

}  // namespace agentkeep::vectors
