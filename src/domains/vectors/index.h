// An index as the methods `vectors.*` know it, and what their arguments have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/arguments.h"
#include "api/method.h"
#include "domains/vectors/tables.h"
#include "query/conditions.h"
#include "vectors/clusters.h"

namespace agentkeep::vectors {

inline constexpr Text kFailed = "FAILED";

// Method::run of those that are more than one statement.
Task<Result<void>> upsert(Call& call, query::Database& db, const api::Request& request,
                          JsonWriter& out);
Task<Result<void>> updateVector(Call& call, query::Database& db, const api::Request& request,
                                JsonWriter& out);
Task<Result<void>> optimize(Call& call, query::Database& db, const api::Request& request,
                            JsonWriter& out);
Task<Result<void>> query(Call& call, query::Database& db, const api::Request& request,
                         JsonWriter& out);

// ---- The index

struct Index {
  Text name;
  std::int64_t version = 0;
  Space space;
  Centres centres;
  std::span<const std::int32_t> counts;  // of vectors, about, by cluster

  [[nodiscard]] std::uint32_t dimension() const { return space.dimension(); }
};

// The columns and the row of an index.
inline constexpr query::Col kIndexRow[] = {ofIndex("name"), ofIndex("dimension"), ofIndex("metric"),
                                           ofIndex("version")};
query::Select selectIndex(Arena& arena, Text name);

// The index with all its clusters. Errors: kNotFound. Cost: one round trip.
Task<Result<Index>> findIndex(Call& call, query::Database& db, Text name);
// The same as some call before has read it: whoever uses it makes sure that the
// version is the one.
std::optional<Index> knownIndex(Arena& arena, Text name);

Error noIndex(Text name);
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

// ---- Arguments

// Vectors of one call, one behind the other.
struct Vectors {
  std::vector<float> numbers;
  std::vector<std::size_t> ends;  // of each, in `numbers`

  [[nodiscard]] std::size_t size() const { return ends.size(); }
  [[nodiscard]] std::span<const float> operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::span(numbers).subspan(begin, ends[i] - begin);
  }
};
Vectors readVectors(api::Arguments& given, Text name);
// The one vector that is the member; empty where it is left out.
std::span<const float> readVector(Call& call, api::Arguments& given, Text name);

// Neither left out nor null.
bool isThere(api::Arguments& given, Text name);

// Those vectors of the index and the namespace that match the rest.
struct Target {
  Text index;
  Text name_space;
  query::Where rest;

  [[nodiscard]] query::Where where(Arena& arena) const;
};
Target readTarget(api::Arguments& given);

// A filter that says which vectors are to be changed or gone: what says all is refused. `patterns`
// as whereOf() has it.
query::Where readNarrowFilter(Arena& arena, api::Arguments& given, Text name, bool patterns);

}  // namespace agentkeep::vectors
