// The methods `vectors.*` that have files of their own.
#pragma once

#include "api/method.h"

namespace agentkeep::vectors {

// Each is a Method::run.
Task<Result<void>> upsert(Call& call, query::Database& db, const api::Request& request,
                          JsonWriter& out);
Task<Result<void>> updateVector(Call& call, query::Database& db, const api::Request& request,
                                JsonWriter& out);
Task<Result<void>> optimize(Call& call, query::Database& db, const api::Request& request,
                            JsonWriter& out);
Task<Result<void>> query(Call& call, query::Database& db, const api::Request& request,
                         JsonWriter& out);

}  // namespace agentkeep::vectors
