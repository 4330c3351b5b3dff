// What conditions are to every dialect.
#pragma once

#include <vector>

#include "backends/sql/sql-text.h"
#include "query/query.h"

namespace agentkeep::sql {

// True if the condition holds for every row, whatever the row.
bool matchesAll(const query::Where& where);

// `=`, `<>`, `<` and so on.
SqlText comparisonWord(query::Is is);

// The parts of a kAnd or kOr: rows are tested by the cheap ones first.
std::vector<const query::Where*> cheapestFirst(const query::Where& where);

// A kJsonEq of a scalar, about a member that an index can be of.
bool mayBeIndexed(const query::Where& where);

// True if the values are Json.
bool comparesJson(const query::Where& where);

// True if the condition says that at most one row matches: equality on the whole primary key.
bool pinsKey(const query::Where& where, const query::Table& table);

}  // namespace agentkeep::sql
