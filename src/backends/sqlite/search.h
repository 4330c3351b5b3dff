// Words of texts (query::Texts), kept by SQLite's FTS5: triggers of the table write them, so that
// whoever writes a row, this adapter or another, keeps them in the same transaction. A table gives
// each row a number of its own, since a rowid is another one after VACUUM; the index has no copy of
// the texts.
#pragma once

#include <vector>

#include "backends/sqlite/writer.h"
#include "core/call.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep::sqlite {

// Tables and triggers of one table's words.
inline constexpr std::uint64_t kSearchParts = 5;
// How many of them are there.
Sql countSearch(Text prefix, const query::Table& table);
// What makes those that are not, and says in the schema's table whether rows wait for reindex().
std::vector<Sql> createSearch(Text prefix, const query::Table& table);

// `id` and `rank` of the rows that have one of the words.
Sql found(Writer& writer, Text prefix, const query::Table& table, std::span<const Text> words);

// Backend::reindex.
Task<Result<query::Reindexed>> reindex(Call& call, Text prefix, const query::Table& table,
                                       query::ReindexAsk ask);

}  // namespace agentkeep::sqlite
