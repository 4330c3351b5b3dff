// An index as it is stored: its row and its clusters.
#pragma once

#include <optional>
#include <vector>

#include "core/call.h"
#include "core/error.h"
#include "core/task.h"
#include "query/database.h"
#include "vectors/clusters.h"
#include "vectors/tables.h"

namespace agentkeep::vectors {

inline constexpr Text kFailed = "FAILED";

// The version of an index that is being deleted: whoever reads it finds none.
inline constexpr std::int64_t kDeleted = -1;
// The highest version of an index that is the database's own: what is below says how it is.
inline constexpr std::int64_t kNative = -2;

struct Index {
  Text name;
  std::int64_t version = 0;
  Space space;
  Centres centres;
  std::span<const std::int32_t> counts;  // of vectors, about, by cluster

  [[nodiscard]] std::uint32_t dimension() const { return space.dimension(); }
  // Its vectors are in a table of their own (native.h); it has no clusters.
  [[nodiscard]] bool isNative() const { return version <= kNative; }
  // Its row is there, and says when it is another.
  [[nodiscard]] bool isEntered() const { return !counts.empty(); }
};

// The columns and the row of an index.
inline constexpr query::Col kIndexRow[] = {ofIndex("name"), ofIndex("dimension"), ofIndex("metric"),
                                           ofIndex("version"), ofIndex("clusters")};
query::Select selectIndex(Arena& arena, Text name);
// Whether its answer is an index: one that is being deleted is none.
bool isIndex(const query::Rows& found);
// The row of an index of that version, for a Guard: whoever writes into its clusters has seen them.
query::Select sameIndex(Arena& arena, Text name, std::int64_t version);

// Whether the index of that name has clusters, for a Guard.
query::Select ownIndex(Arena& arena, Text name);

// The index with all its clusters, or the database's own. Errors: kNotFound. Cost: one round trip;
// where there is none, and the database may have some, another to look there, and one to enter it.
Task<Result<Index>> findIndex(Call& call, query::Database& db, Text name);
// The same as some call before has read it: whoever uses it makes sure that the
// version is the one.
std::optional<Index> knownIndex(Arena& arena, Text name);

Error noIndex(Text name);
// Letters, digits and underscores, 63 at most, no digit first.
bool isIndexName(Text name);
// The name of the row, which no index can have, that says how far an adapter's table was copied
// into an index: `metric` is the last id, `clusters` 1 where it is done.
Text takenOver(Arena& arena, Text name);
std::optional<Error> wrongDimension(Text index, std::uint32_t dimension, std::size_t got);

// What vectors::place has, and the cluster that it says.
Text placeOf(Arena& arena, Text index, std::uint32_t cluster);
std::optional<std::uint32_t> clusterOf(Text index, Text place);

// A new cluster's row behind the others of `cells`.
void addCluster(Arena& arena, std::vector<query::Cell>& cells, Text index, std::uint32_t cluster,
                std::size_t vectors, std::span<const float> centre);
inline constexpr query::Col kClusterRow[] = {0, 1, 2, 3};

// The bytes of hexadecimal digits, in memory of the arena where a float may be. Errors:
// kCorruptRow.
Result<std::span<const std::byte>> bytesOf(Arena& arena, Text digits, std::size_t count);

}  // namespace agentkeep::vectors
