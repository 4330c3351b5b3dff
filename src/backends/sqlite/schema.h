// Makes the tables of a prefix and brings older ones up to date. Additive only: a table, a column,
// an index, never a drop, so that a release may be taken back. All of its SQL is free of
// parameters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/call.h"
#include "core/task.h"
#include "query/table.h"

namespace agentkeep::sqlite {

// One row says which schema the tables of a prefix have.
inline constexpr Text kSchemaTable = "agentkeep_schema";

// An index on a table with more rows is not built inside a request, unless asked for: D1 ends a
// batch after 30 s, and nothing else runs meanwhile.
inline constexpr std::uint32_t kManyRows = 10'000;

struct SchemaOptions {
  std::uint32_t version = 1;  // of this release
  std::uint32_t oldest = 1;   // release that may use what this one leaves behind
  bool disableInit = false;   // only look: no DDL
  bool buildIndexes = false;  // also on tables with many rows
};

struct SchemaReport {
  std::uint32_t version = 0;  // the database has now
  std::vector<std::string> createdTables;
  std::vector<std::string> addedColumns;  // `table.column`
  std::vector<std::string> builtIndexes;
  std::vector<std::string> pendingIndexes;  // missing, left for scripts/migrate
};

// Brings the database to `options.version`. Safe when several run it at once.
// Cost: one round trip where the schema is current, else three.
// A database of a higher version is used as it is, if its release said that ours may.
// Errors: kSchemaAhead (it said we may not), kSchemaMissing (`disableInit`, and something is
// missing), and those of the database. `prefix` and `tables` must live until the task is done.
Task<Result<SchemaReport>> migrate(Call& call, Text prefix,
                                   std::span<const query::Table* const> tables,
                                   SchemaOptions options);

}  // namespace agentkeep::sqlite
