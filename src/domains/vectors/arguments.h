// What arguments of the methods `vectors.*` have in common.
#pragma once

#include <span>
#include <vector>

#include "api/arguments.h"
#include "core/call.h"
#include "query/query.h"

namespace agentkeep::vectors {

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
