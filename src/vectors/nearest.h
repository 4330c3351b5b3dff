// The nearest vectors: of the clusters that are near the codes are looked at, of the best of these
// the vectors themselves.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/call.h"
#include "core/error.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::vectors {

struct Nearest {
  Text index;
  Text name_space;
  query::Where rest;  // what else holds of the vectors, of kVectors
  Text condition;     // as `rest` was given, where somebody may ask for the same again
  std::span<const float> vector;
  std::size_t top = 0;
  std::optional<double> least;  // a score that is not enough
  // Clusters; 0: as many as is good. Of an index of the database's own: vectors that it looks at.
  std::size_t probes = 0;
  bool shows = false;  // Hit::vector is looked at
};

// Views of the call's arena.
struct Hit {
  double score = 0;
  Text id;
  Text metadata;                  // JSON, an object
  std::span<const float> vector;  // where Nearest::shows
};

// The best `top`, the best first. Errors: kNotFound, kInvalidArgument where the vector is not of
// the index's dimension. Cost: two round trips; one more where the index is not known yet, and
// another where few vectors match.
Task<Result<std::vector<Hit>>> nearest(Call& call, query::Database& db, const Nearest& asked);

}  // namespace agentkeep::vectors
