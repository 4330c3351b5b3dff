// The methods `vectors.*` that have files of their own.
#pragma once

#include "api/method.h"

namespace agentkeep::vectors {

// How often an index is read anew that others change meanwhile.
inline constexpr unsigned kAttempts = 100;
inline constexpr const char* kBusy = "others change the index all the time";

// Each is a Method::run.
Task<Result<void>> upsert(Call& call, query::Database& db, const api::Request& request,
                          JsonWriter& out);
Task<Result<void>> createIndex(Call& call, query::Database& db, const api::Request& request,
                               JsonWriter& out);
Task<Result<void>> takeOver(Call& call, query::Database& db, const api::Request& request,
                            JsonWriter& out);
Task<Result<void>> updateVector(Call& call, query::Database& db, const api::Request& request,
                                JsonWriter& out);
Task<Result<void>> optimize(Call& call, query::Database& db, const api::Request& request,
                            JsonWriter& out);
Task<Result<void>> query(Call& call, query::Database& db, const api::Request& request,
                         JsonWriter& out);

}  // namespace agentkeep::vectors
