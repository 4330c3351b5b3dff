// Rows of many columns, packed by the database into lists of JSON: on the way through the host each
// cell of a row costs as much as some hundred bytes of one.
#pragma once

#include <optional>

#include "backends/sqlite/writer.h"
#include "core/arena.h"
#include "query/database.h"

namespace agentkeep::sqlite {

// Whether the rows of this Select may be packed, and are wide and many enough to be worth it.
bool mayBePacked(const query::Select& select);

// What is selected instead of the columns: lists of cells, then what must not be in one, a number
// that JSON would round. An error of SQLite where a cell is a BLOB, or a list too long for a value.
Sql packedColumns(Scope scope, std::span<const query::Col> columns);

// The rows as they were asked for, views of `packed`: documents and texts are tokens, times are
// texts. Nothing if a document is nested more deeply than our reader goes, which SQLite's own does.
std::optional<query::Rows> unpacked(Arena& arena, const query::Select& select,
                                    const query::Rows& packed);

}  // namespace agentkeep::sqlite
