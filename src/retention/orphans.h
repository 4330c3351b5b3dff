// Finds pieces of large values (query/large-values.h) that no row refers to any more: other
// adapters, which know nothing of pieces, delete rows and write them anew without their references.
// Where a database is not atomic, so do writers that end in the middle; and there a row may come
// later than its pieces, so that only those are looked at that are older than any call.
#pragma once

#include <array>
#include <optional>

#include "core/call.h"
#include "query/database.h"

namespace agentkeep::retention {

// How many large values a call looks at, at most. Which ones is a matter of chance, so that calls
// which know nothing of each other look at all in the end.
inline constexpr std::uint64_t kLookedAt = 1000;
inline constexpr std::size_t kLookedAtApart = 100;  // where it is not atomic: rows are read for it
inline constexpr std::int64_t kApartAfterMs = 3'600'000;

// Asks for the first pieces of some large values.
std::array<query::Select, 2> someValues(Call& call);

// Deletes those of `values`, answers of someValues(), that were a row's of `table` and are not now;
// nothing if none of them was. Whether they are is asked and acted upon at once: a writer's row and
// pieces come in one batch, and no two values ever have the same reference.
std::optional<query::Delete> orphansAmong(Call& call, const query::Table& table,
                                          std::span<const query::Answer> values, bool isAtomic);

}  // namespace agentkeep::retention
