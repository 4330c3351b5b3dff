// Makes the tables of a place and brings older ones up to date. All of its SQL is free of
// parameters.
#pragma once

#include <span>

#include "backends/postgres/limits.h"
#include "backends/postgres/writer.h"
#include "core/call.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep::postgres {

// One row says which schema the tables of a place have.
inline constexpr Text kVersionTable = "agentkeep_schema";

// Backend::migrate. Cost: one round trip where the schema is current, else three on PostgreSQL; on
// Aurora DSQL, where each statement of DDL is a transaction, one more for each thing that is
// missing. `place`, `limits` and `tables` must live until the task is done.
Task<Result<query::SchemaReport>> migrate(Call& call, const Place& place, const Limits& limits,
                                          std::span<const query::Table* const> tables,
                                          query::SchemaOptions options);

// What the index of an access path is called: `mastra_threads_resourceid_createdat_idx`, behind the
// schema's name if it has one of its own.
std::string indexName(const Place& place, const query::Table& table, const query::AccessPath& path);

}  // namespace agentkeep::postgres
