// What both dialects say of words of texts (query::Texts): how far the walk over the rows has come
// that were there before. The schema's table has a row for it, whose text is the last key; null: it
// has ended.
#pragma once

#include <vector>

#include "backends/sql/sql-text.h"
#include "backends/sql/wire.h"
#include "core/call.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep::sql {

// Of the tables and triggers; the row's number.
inline constexpr std::uint32_t kSearchVersion = 1;

// What a dialect says of the walk.
struct Walk {
  Sql schema;              // the schema's table
  std::vector<Sql> drop;   // takes away what keeps the words
  Sql some;                // the keys of the next rows, as `id`
  std::vector<Sql> index;  // makes the words of those rows
};
// Backend::reindex.
Task<Result<query::Reindexed>> reindex(Call& call, Walk walk, query::ReindexAsk ask);

}  // namespace agentkeep::sql
