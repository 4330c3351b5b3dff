// Vectors of the type that the extension `vector` has, in tables as @mastra/pg makes them: `id`,
// `vector_id`, `embedding vector(n)`, `metadata jsonb` and, of newer ones, `namespace`.
#pragma once

#include "backends/postgres/writer.h"
#include "core/call.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::postgres {

// How far a row's vector is from that of Select::near, by which an index of the extension has an
// order, and how near.
Sql distanceOf(Writer& writer, const query::Near& near, Scope scope);
Sql scoreOf(Writer& writer, const query::Near& near, Scope scope);
// A statement before the Select, of the same transaction: so much an index of the extension looks
// at, one of kind hnsw; one of kind ivfflat looks at all, since nobody knows how many lists it has.
Sql looksAt(Writer& writer, std::uint32_t rows);

// Those of Database.
Task<Result<query::Rows>> vectorTables(Call& call, const Place& place, Text name);
Task<Result<void>> makeVectorTable(Call& call, const Place& place, Text name,
                                   std::uint32_t dimension, query::Metric metric);
Task<Result<void>> dropVectorTable(Call& call, const Place& place, Text name);

}  // namespace agentkeep::postgres
