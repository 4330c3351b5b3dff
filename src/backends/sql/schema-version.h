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
  std::uint32_t search = 0;          // of what keeps words of texts; 0: there is none
};

// Rows of a statement that answers id, version and pending.
KnownSchema knownSchema(const query::Rows& rows);

// The report if the database says that nothing has to be done; else nothing. Errors: kSchemaAhead.
Result<std::optional<query::SchemaReport>> settled(const KnownSchema& known,
                                                   const query::SchemaOptions& options);

// Nothing is missing but indexes that the database says are pending, if they may be.
bool isWhole(const KnownSchema& known, const query::SchemaOptions& options,
             const query::SchemaReport& report);

// A change of the schema failed, and what is there has to be looked at again: another one may have
// made the same thing in between, or the answer was lost.
bool mayBeThere(const SqlFailure& failure);
// The error, where that was done in vain: nobody's write is lost with it.
Error schemaErrorOf(SqlFailure failure);

}  // namespace agentkeep::sql
