// Cells as they travel in parameters.
#pragma once

#include <cstdint>
#include <string>

#include "query/query.h"

namespace agentkeep::sql {

// Appends a cell as JSON. Null, and whatever has no value of its own, is `null`.
void writeCell(std::string& out, const query::Cell& cell);
// Appends a Json cell as a JSON string of its bytes, which SQL reads back unchanged; others as
// above.
void writeCellAsText(std::string& out, const query::Cell& cell);

// Bytes of the cell's text or JSON, 0 for others.
std::size_t sizeOf(const query::Cell& cell);

// Text of a cell that has one, without quotes, or its JSON; null for others.
const Text* textOf(const query::Cell& cell);

void writeInteger(std::string& out, std::int64_t value);

}  // namespace agentkeep::sql
