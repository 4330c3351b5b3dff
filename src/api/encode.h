// Writes rows as JSON objects, by the table's own description.
#pragma once

#include <span>

#include "core/input.h"
#include "core/json.h"
#include "query/database.h"
#include "query/table.h"

namespace agentkeep::api {

// Appends one object a row as elements of the open array. `columns` says what the cells are;
// further cells of a row are left out. Absent and hidden values are left out unless the column says
// what stands for them, stored JSON is spliced, and stored text that should be JSON and is not
// becomes a string. A cell that its column cannot mean is written as far as it can be understood,
// and named in out.warning. Errors: kTooLarge if the answer outgrows out.limit().
Result<void> writeRows(JsonWriter& out, const query::Table& table,
                       std::span<const query::Col> columns, const query::Rows& rows);

// Appends the members of one row to the open object.
void writeMembers(JsonWriter& out, const query::Table& table, std::span<const query::Col> columns,
                  std::span<const query::Value> row);

// The first cell of a row as a value; null where it is absent or hidden.
void writeValue(JsonWriter& out, const query::Table& table, std::span<const query::Col> columns,
                std::span<const query::Value> row);

// A stored document as it is; text that is not JSON as a string.
void writeStoredJson(JsonWriter& out, Text stored);

// The members of a page: total, page, perPage, hasMore.
void writePageInfo(JsonWriter& out, const PageInfo& info);

}  // namespace agentkeep::api
