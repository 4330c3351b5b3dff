// Vectors of the type that libSQL has, in tables as @mastra/libsql makes them: `id`, `vector_id`,
// `embedding F32_BLOB(n)`, `metadata`, and an index `<table>_vector_idx`.
#pragma once

#include "backends/sqlite/writer.h"
#include "core/call.h"
#include "core/task.h"
#include "query/database.h"

namespace agentkeep::sqlite {

// `place` (a rowid) and `rank` (the score) of the rows of Select::near: of all, or of those that
// the index finds.
Sql ranked(Writer& writer, Text prefix, const query::Select& select);

// Those of Database.
Task<Result<query::Rows>> vectorTables(Call& call, Text name);  // without a prefix
Task<Result<void>> makeVectorTable(Call& call, Text prefix, Text name, std::uint32_t dimension);
Task<Result<void>> dropVectorTable(Call& call, Text prefix, Text name);

}  // namespace agentkeep::sqlite
