// The store's methods that move rows from one database to another, as they are: of every table of
// every domain, by its description alone.
#pragma once

#include <span>

#include "api/method.h"

namespace agentkeep::api {

// They have no Method::run: the store calls moveRows(), which knows all tables. It is a constant.
// NOLINTNEXTLINE(bugprone-dynamic-static-initializers)
extern const Domain kMoveDomain;

// One of their methods, on `tables`: what rows may be moved of. Everything it views must live until
// the task is done.
// Errors: kInvalidArgument (names the row and the column; nothing is written), kConflict (a row is
// there and `onConflict` is `fail`, or another row has its place), those of the database.
// Cost: one round trip, and one more where a page has large values.
Task<Result<void>> moveRows(Call& call, query::Database& db,
                            std::span<const query::Table* const> tables, const Method& method,
                            Text body, JsonWriter& out);

// That of them which works on the schema: Backend::refuseWrites.
inline constexpr Text kRefuseWrites = "refuseWrites";
// What it asks for.
Result<bool> readRefusal(Call& call, const Method& method, Text body);

}  // namespace agentkeep::api
