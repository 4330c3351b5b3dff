// Makes the tables of a prefix and brings older ones up to date. All of its SQL is free of
// parameters.
#pragma once

#include <span>

#include "backends/sqlite/limits.h"
#include "core/call.h"
#include "core/task.h"
#include "query/backend.h"

namespace agentkeep::sqlite {

// One row says which schema the tables of a prefix have.
inline constexpr Text kSchemaTable = "agentkeep_schema";

// Backend::migrate. Cost: one round trip where the schema is current, else three: D1 ends a batch
// after 30 s, and nothing else runs meanwhile. `prefix` and `tables` must live until the task is
// done.
Task<Result<query::SchemaReport>> migrate(Call& call, Text prefix, const Limits& limits,
                                          std::span<const query::Table* const> tables,
                                          query::SchemaOptions options);

}  // namespace agentkeep::sqlite
