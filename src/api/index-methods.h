// The store's methods for indexes, which work on the schema and not on a domain's rows.
#pragma once

#include <span>

#include "api/method.h"
#include "query/backend.h"

namespace agentkeep::api {

// They have no Method::run: the store reads what is asked, awaits Backend::manageIndexes, and
// writes. It is a constant.
// NOLINTNEXTLINE(bugprone-dynamic-static-initializers)
extern const Domain kIndexDomain;

// What a method asks for, or what is wrong with its body. `tables` are those that may be named.
std::optional<Error> readIndexAsk(Call& call, const Method& method, Text body,
                                  std::span<const query::Table* const> tables, Text prefix,
                                  query::IndexAsk& ask);

// The answer, or that there is none: kNotFound.
Result<void> writeIndexes(JsonWriter& out, const query::IndexAsk& ask, const query::Rows& rows);

}  // namespace agentkeep::api
