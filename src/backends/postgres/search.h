// Words of texts (query::Texts) in a table of PostgreSQL's tsvector, which a trigger keeps: whoever
// writes a row, this adapter or another, keeps them in the same transaction.
#pragma once

#include <vector>

#include "backends/postgres/writer.h"
#include "core/call.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep::postgres {

// The table and the trigger of one table's words.
inline constexpr std::uint64_t kSearchParts = 2;
// How many of them are there. `schema`: the name of the tables' schema, as a value.
Sql countSearch(const Place& place, const Sql& schema, const query::Table& table);
// What makes those that are not, and says in the table `versions` whether rows wait for reindex().
std::vector<Sql> createSearch(const Place& place, const query::Table& table, Text versions);

// `id` and `rank` of the rows that have one of the words.
Sql found(Writer& writer, const Place& place, const query::Table& table,
          std::span<const Text> words);

// Backend::reindex.
Task<Result<query::Reindexed>> reindex(Call& call, const Place& place, const query::Table& table,
                                       query::ReindexAsk ask);

}  // namespace agentkeep::postgres
