// What the database says of its schema: one row for what it has, one for the oldest release that
// may use it. Dialects differ in how they read it, not in what follows from it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sql/wire.h"
#include "query/backend.h"

namespace agentkeep::sql {

struct KnownSchema {
  std::uint32_t version = 0;         // 0: there is no row
  std::uint32_t oldest = 0;          // release that may use it; 0: only that of `version`
  std::vector<std::string> pending;  // indexes
};

// Runs a statement without parameters that answers id, version and pending of those rows. Without
// their table it is a schema of version 0. Cost: one round trip. `select` must live until the task
// is done.
Task<Result<KnownSchema>> readSchema(Call& call, Text select, Retries retries = {});

// The report if nothing has to be looked at or done; else nothing. Errors: kSchemaAhead.
Result<std::optional<query::SchemaReport>> settled(const KnownSchema& known,
                                                   const query::SchemaOptions& options);

}  // namespace agentkeep::sql
