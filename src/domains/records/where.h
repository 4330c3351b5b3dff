// Prisma's `where` as conditions of query/. Its three values are kept: what
// compares with a null is neither true nor false, so that neither `{ a: 1 }`
// nor `{ NOT: { a: 1 } }` finds a row without a.
#pragma once

#include "api/arguments.h"
#include "core/call.h"
#include "domains/records/models.h"

namespace agentkeep::records {

inline constexpr unsigned kMaxDepth = 16;  // of AND, OR, NOT, not and relations in one another

// The rows that match `object`. Problems: a member that is no field, an
// operator that the field does not have, a value that it cannot have, each by
// its path in the call.
query::Where whereOf(Call& call, api::Arguments& object, const Model& model);

// The same of the argument `where`; every row where it is left out.
query::Where whereIn(Call& call, api::Arguments& from, const Model& model);

// The one row that a unique key names, if it also matches the other members.
// `key`, if not null, gets a cell for each column of the table that the keys
// name, and Keep for the others.
query::Where uniqueOf(Call& call, api::Arguments& from, Text name, const Model& model,
                      std::span<query::Cell> key = {});

// A value for the column, as a new row or a condition has it.
query::Cell valueOf(api::Arguments& from, const query::Column& column, Text name, Text value);

query::Col columnNamed(const Model& model, Text name);  // kNoCol: there is none
const Relation* relationNamed(const Model& model, Text name);

// `where.AND[1]`, for messages.
Text within(Call& call, api::Arguments& of, Text name);
Text within(Call& call, Text path, std::size_t index);

// `is no field of record`.
void refuseField(api::Arguments& from, Text name, const Model& model);

}  // namespace agentkeep::records
