// Indexes of the database itself, where it has a type for vectors (libSQL's servers, PostgreSQL
// with the extension `vector`): tables as the framework's adapters make them, which go on using
// them.
//
// Each is entered among ours when it is met first, under a version that says how it is, so that
// whoever knows it needs no trip to find out, and whoever uses it makes sure that it still is so.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/call.h"
#include "core/error.h"
#include "core/task.h"
#include "query/database.h"
#include "vectors/index.h"
#include "vectors/known.h"
#include "vectors/nearest.h"

namespace agentkeep::vectors {

// What the version of a native index says.
Known knownOf(std::int64_t version);

// The one that the database has under that name, entered if this store takes writes. Nothing: there
// is none. `unsaid`: its metric where it has no index of the database's, which would say it. Cost:
// two round trips, one where there is none.
Task<Result<std::optional<Known>>> findNative(Call& call, query::Database& db, Text name,
                                              Metric unsaid = Metric::kCosine);
// Makes one; findNative() enters it as it is. Errors: kInvalidArgument (the database has no such
// type, or not that metric; the name could be that of a store's table). Cost: two round trips.
Task<Result<void>> makeNative(Call& call, query::Database& db, Text name, std::uint32_t dimension,
                              Metric metric);
// Whether the table is another than the index says, or gone: then it is entered so. Cost: one round
// trip, two where it is.
Task<Result<bool>> isOther(Call& call, query::Database& db, const Index& index);
// A vector is not of the dimension that the index says. Nothing: it is of another one now, and may
// be read anew. Errors: `wrong`. Cost: as isOther(); none where it has clusters.
Task<Result<void>> isRemade(Call& call, query::Database& db, const Index& index, Error wrong);
// With its table. Cost: two round trips.
Task<Result<void>> dropNative(Call& call, query::Database& db, Text name);

// Its table, with the columns of kVectors that it has, by their numbers there.
const query::Table& tableOf(Arena& arena, const Index& index);
// Those vectors of a namespace that match `rest`; nothing: of all of them. Errors: kInvalidArgument
// (a table of an older adapter knows no namespaces).
Result<query::Where> whereOf(Arena& arena, const Index& index, std::optional<Text> name_space,
                             query::Where rest);

// Runs a statement on it. Nothing: the index is not as it was known, nothing was done, and whoever
// reads it anew finds how it is. Cost: one round trip.
Task<Result<std::optional<query::Answer>>> runNative(Call& call, query::Database& db,
                                                     const Index& index,
                                                     std::span<const query::Statement> statements);

// Vectors that take the place of those of the same ids.
struct NativeRow {
  Text id;
  Text metadata;  // JSON, an object
  std::span<const float> vector;
};
query::Insert insertNative(Arena& arena, const Index& index, Text name_space,
                           std::span<const NativeRow> rows);

// What nearest() finds in one, in any order; nothing, as runNative().
Task<Result<std::optional<std::vector<Hit>>>> nearestNative(Call& call, query::Database& db,
                                                            const Nearest& asked,
                                                            const Index& index);

}  // namespace agentkeep::vectors
