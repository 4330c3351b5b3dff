// Filters on metadata, as the framework's vector stores have them, as conditions of the query
// layer: contract/vector.md, "Filters".
#pragma once

#include <cstdint>

#include "api/arguments.h"
#include "core/arena.h"
#include "query/query.h"

namespace agentkeep::vectors {

// What a filter finds, as far as its words say it.
enum class Finds : std::uint8_t {
  kUnasked,  // it is left out, null or {}
  kNoTest,   // it tests nothing, such as { a: {} }
  kAll,      // every row passes its tests, such as { $and: [] } or { a: { $nin: [] } }
  kSome,
};

struct Filter {
  Finds finds = Finds::kUnasked;
  query::Where where = {};  // kAll, unless `finds` is kSome
};

// The condition that the member `name` of the arguments, an object, states about the JSON column.
// It views the filter and memory of the arena. `patterns`: the database has $regex
// (Database::matchesPatterns()).
//
// Its three values are kept: what compares with a value that is not there, or is null, is neither
// true nor false, so that neither { a: { $ne: 1 } } nor { $not: { a: 1 } } finds rows without `a`.
// Values have their types: 1 is neither "1" nor true; an order compares numbers with numbers and
// texts with texts, and a text that says a number with both.
//
// Problems, as those of `from`: no object, an operator that is unknown or not here, a value that it
// cannot have; each by its path, such as `filter.$or[1].price.$gt`.
Filter whereOf(Arena& arena, api::Arguments& from, Text name, query::Col column, bool patterns);

}  // namespace agentkeep::vectors
